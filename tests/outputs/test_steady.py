from __future__ import annotations

from typing import Any

from tracker.outputs.steady import steady, unsteady


def facts(settings: int, changed: list[str]) -> dict[str, Any]:
    detail = {
        "settings": settings, "unchanged": settings - len(changed),
        "changed": [{"setting": setting, "first": "x:2", "candidate": "x:2", "named": None} for setting in changed],
    }  # fmt: skip
    return {"sensitivity": {"value": 1.0, "detail": detail}}


def test_unchanged_everywhere__one_sentence_and_no_doubt() -> None:
    assert steady(facts(5, [])) == [
        "Asked again under 5 other settings (each a little poorer), the answer stays the same in all."
    ]
    assert unsteady(facts(5, [])) == []


def test_a_setting_that_changes_it__is_named_as_a_doubt() -> None:
    told = facts(5, ["without b.json"])
    assert steady(told) == []
    assert unsteady(told) == [
        "The answer hangs on what is here: it is another one without b.json; under 4 other settings it stays the same."
    ]


def test_many_settings_that_change_it__three_are_named() -> None:
    (told,) = unsteady(facts(9, [f"without {letter}.json" for letter in "abcde"]))
    assert "without a.json, without b.json, without c.json or in 2 more; under 4 other settings" in told


def test_nothing_to_vary__nothing_is_said() -> None:
    for told in (facts(0, []), {}):
        assert steady(told) == unsteady(told) == []
