"""The page test: a real browser reads the report. Skips by name (`page`) where no chromium is on PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from made import ON_X, facts, seen, view
from test_page import HOSTILE, hostile_view
from tracker.outputs.page.document import render

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.page,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("TRACKER_PAGE_TEST") != "required", reason="page: no chromium on PATH"
    ),
]


def dump(folder: Path, page: bytes, *options: str) -> tuple[str, str]:
    """Return what the browser made of a page, and what it complained about."""
    file = folder / "report.html"
    file.write_bytes(page)
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            "--enable-logging=stderr",
            "--virtual-time-budget=2000",
            *options,
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout, done.stderr


def test_page__the_script_runs_under_its_policy_and_shows_the_copy_buttons(tmp_path: Path) -> None:
    dom, said = dump(tmp_path, render(view()))
    assert "Content Security Policy" not in said
    assert 'data-copies="address-1"' in dom
    assert not re.search(r'<button[^>]*hidden=""', dom)
    assert re.search(r'<output id="moment-told"[^>]*>3 Mar 2026 06:00 UTC: Telegram 1</output>', dom)


def test_page__without_a_script_no_fact_is_lost(tmp_path: Path) -> None:
    silent = re.sub(rb"script-src &#39;sha256-[^&]+&#39;", b"script-src &#39;none&#39;", render(view()))
    dom, _ = dump(tmp_path, silent)
    assert re.search(r'<button[^>]*hidden=""', dom)
    for told in ("Earliest copy in these archives", "orbit_watch_example", "06:41:12", "13 h", "1 h 8 min"):
        assert told in dom
    assert facts()["earliest"]["detail"][0]["sha256"] in dom


def test_page__a_hostile_archive_runs_nothing(tmp_path: Path) -> None:
    dom, said = dump(tmp_path, render(hostile_view()))
    assert "Content Security Policy" not in said
    assert '<img src="x"' not in dom
    assert "alert(1)" in dom
    assert dom.count("<script") == 2
    assert HOSTILE not in dom


def test_page__nothing_is_wider_than_a_phone(tmp_path: Path) -> None:
    """Measured by the browser: a wide page would report more pixels than the window has."""
    told = b"document.title=String(document.documentElement.scrollWidth)+' of '+String(innerWidth)"
    probe = b"<script>" + told + b"</script></body>"
    page = render(hostile_view()).replace(b"</body>", probe)
    page = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", page)
    dom, _ = dump(tmp_path, page, "--window-size=500,900")
    match = re.search(r"<title>(\d+) of (\d+)</title>", dom)
    assert match is not None
    assert int(match[1]) <= int(match[2])


def test_page__the_longest_handles_and_addresses_leave_every_column_in_sight(tmp_path: Path) -> None:
    """Measured by the browser: no part of a table or of the box of doubts ends beyond what holds it."""
    told = facts(origin=[], first_seen=[seen(account="A" * 90), seen(ON_X, "B" * 90)])
    for row in [*told["earliest"]["detail"], *told["most_reshared"]["detail"]]:
        row |= {"handle": "A" * 90, "account": "A" * 90, "url": f"https://facebook.example/{'p' * 200}"}
        row |= {"precision_s": 86_400.0, "posted_at": row["posted_at"] or "2026-03-03T00:00:00Z"}
    look = b"[...document.querySelectorAll('.wide,.beside,.beside dd')].filter(e=>e.scrollWidth>e.clientWidth+1)"
    script = b"<script>document.title='cut: '+" + look + b".map(e=>e.className).join()</script>"
    page = render(view(told)).replace(b"</body>", script + b"</body>")
    page = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", page)
    page = re.sub(rb"<details>.*?</details>", b"", page, flags=re.DOTALL)
    for width in (1000, 500):
        dom, _ = dump(tmp_path, page, f"--window-size={width},900")
        assert "<title>cut: </title>" in dom, width
