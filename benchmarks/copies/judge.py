"""Compare what the tracker said with the truth, and put the figures into tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kinds import KINDS, LOOK_ALIKES
from score import Score, Share, b_cubed, pairwise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching import Answer, Link
    from pool import File

AROUND = 24  # letters of context: more would be the whole claim
Held = dict[str, frozenset[str]]
"""File -> its clusters."""


@dataclass
class Judged:
    """Every figure of one run."""

    shares: dict[str, dict[str, Share]] = field(default_factory=dict)
    """Table -> row -> share."""
    scores: dict[str, Score] = field(default_factory=dict)
    cases: list[tuple[str, str, str]] = field(default_factory=list)
    """(what went wrong, file, the other file), for looking at."""


def judge(files: Sequence[File], outside: Sequence[File], answer: Answer) -> Judged:
    """Return all figures; `outside` are pictures asked for that no post carries."""
    judged, held = Judged(), answer.clusters()
    firsts = {file.stories[0]: file for file in files if file.role == "original"}
    judged.shares["copy -> original"] = {"recall": _recall(files, held, firsts), **_accepted(files, held, firsts)}
    asked = {"the original": list(firsts.values()), "a copy from elsewhere": outside} if answer.asked else {}
    for name, pictures in asked.items():
        judged.shares[f"--image: {name}"] = _by_query(pictures, files, answer)
        judged.shares[f"answers to --image: {name}"] = _answers(pictures, files, answer)
    judged.scores = _scores(files, held)
    judged.shares["look-alikes merged"] = _merged(files, held, judged)
    judged.shares["edits"] = _edits(files, answer, held, firsts)
    judged.shares["links by strength, right family"] = _strengths(files, answer, "families")
    judged.shares["links by strength, right story"] = _strengths(files, answer, "stories")
    _recalls(files, held, firsts, judged)
    return judged


def _scores(files: Sequence[File], held: Held) -> dict[str, Score]:
    """Return the cluster scores; the family view neither asks that an edit joins its parent nor minds it."""
    stories, families = ({file.name: getattr(file, true) for file in files} for true in ("stories", "families"))
    found = {}
    for name, measure in (("pairwise", pairwise), ("B-cubed", b_cubed)):
        strict = measure(held, stories)
        found[f"{name}, strict"] = strict
        found[f"{name}, family"] = Score(measure(held, families).precision, strict.recall)
    return found


def _found(file: File, held: Held, firsts: dict[str, File]) -> list[bool]:
    """Tell for each story of a copy whether it shares a cluster with the story's original."""
    return [bool(held[file.name] & held[firsts[told].name]) for told in file.stories]


def _recall(files: Sequence[File], held: Held, firsts: dict[str, File]) -> Share:
    hits = [hit for file in files if file.role == "copy" for hit in _found(file, held, firsts)]
    return Share(sum(hits), len(hits))


def _accepted(files: Sequence[File], held: Held, firsts: dict[str, File]) -> dict[str, Share]:
    """Return the precision over all pairs of a file and an original in one cluster."""
    by_cluster: defaultdict[str, list[File]] = defaultdict(list)
    for first in firsts.values():
        for cluster in held[first.name]:
            by_cluster[cluster].append(first)
    near = [(file, {first.name: first for c in held[file.name] for first in by_cluster[c]}) for file in files]
    links = [(file, first) for file, found in near for first in found.values() if first.name != file.name]
    family = sum(bool(set(file.families) & set(first.families)) for file, first in links)
    story = sum(bool(set(file.stories) & set(first.stories)) for file, first in links)
    return {"precision, family": Share(family, len(links)), "precision, strict": Share(story, len(links))}


def _by_query(asked: Sequence[File], files: Sequence[File], answer: Answer) -> dict[str, Share]:
    """Return what somebody finds who asks for a picture: the copies in the clusters answered, and strangers there."""
    members = answer.members()
    hits, right, given = [], 0, 0
    for one in asked:
        accepted = [row for row in answer.asked.get(one.name, []) if row.is_accepted]
        reached = {name for row in accepted for name in (members[row.cluster] if row.cluster else {row.member} - {""})}
        hits += [file.name in reached for file in files if file.role == "copy" and one.stories[0] in file.stories]
        family = {file.name for file in files if one.families[0] in file.families}
        right, given = right + len(reached & family), given + len(reached)
    return {"recall": Share(sum(hits), len(hits)), "precision, family": Share(right, given)}


def _answers(asked: Sequence[File], files: Sequence[File], answer: Answer) -> dict[str, Share]:
    """Return per relation and strength word how many answers show a picture of the family asked for."""
    families = {file.name: set(file.families) for file in files}
    stories = {file.name: set(file.stories) for file in files}
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for one in asked:
        truth_of_one = {*one.families, *one.stories}
        for row in answer.asked.get(one.name, []):
            if row.member:
                truth = families if row.relation == "variant" else stories
                counts[f"{row.relation or 'unproved'} {row.strength}"].append(bool(truth[row.member] & truth_of_one))
    return {row: Share(sum(said), len(said)) for row, said in sorted(counts.items())}


def _merged(files: Sequence[File], held: Held, judged: Judged) -> dict[str, Share]:
    """Return the share of look-alikes that stand in one cluster with a picture that says something else."""
    shares = {}
    for kind in LOOK_ALIKES:
        mine = [file for file in files if file.role == "look-alike" and file.kind == kind]
        wrong = [(file, _stranger(file, files, held)) for file in mine]
        judged.cases += [("merged", file.name, other.name) for file, other in wrong if other]
        shares[kind] = Share(sum(other is not None for _, other in wrong), len(mine))
    return shares


def _stranger(file: File, files: Sequence[File], held: Held) -> File | None:
    if not held[file.name]:
        return None
    others = (other for other in files if not set(other.stories) & set(file.stories))
    return next((other for other in others if held[file.name] & held[other.name]), None)


def _edits(files: Sequence[File], answer: Answer, held: Held, firsts: dict[str, File]) -> dict[str, Share]:
    """Return how many edits stand apart, are linked to their family as variants, and are told rightly."""
    mine = [file for file in files if file.role == "look-alike" and file.kind.startswith("edited ")]
    apart = [file for file in mine if not held[file.name] & held[firsts[file.families[0]].name]]
    family = {file.name: file.families for file in files}
    linked = [(file, link) for file in apart if (link := _variant(file, answer, held, family))]
    told = [link for file, link in linked if _is_told(file, link)]
    return {"kept apart": Share(len(apart), len(mine)), "linked as a variant": Share(len(linked), len(mine)),
            "was / is told": Share(len(told), len(mine))}  # fmt: skip


def _variant(file: File, answer: Answer, held: Held, family: dict[str, tuple[str, ...]]) -> Link | None:
    """Return the link of the edit's cluster to its family, whichever of the two is called the variant."""
    for name, links in answer.links.items():
        for link in links:
            ends = [end for end in (name, link.parent) if set(family.get(end, ())) & set(file.families)]
            if link.relation == "variant" and len(ends) == 2 and any(held[end] & held[file.name] for end in ends):
                return link
    return None


def _is_told(file: File, link: Link) -> bool:
    """Tell whether the evidence names the changed words, whichever of the two is called the variant."""
    was, now = (_plain(str(link.evidence.get(word) or "")) for word in ("was", "is"))
    true = _plain(file.was), _plain(file.now)
    return any(_names(was, one) and _names(now, other) for one, other in (true, true[::-1]))


def _names(said: str, true: str) -> bool:
    """Accept some words around the changed one, and half of it at least."""
    return (true in said and len(said) <= len(true) + AROUND) or (said in true and 2 * len(said) >= len(true))


def _plain(words: str) -> str:
    return "".join(words.replace("|", "").split()).casefold()


def _strengths(files: Sequence[File], answer: Answer, truth: str) -> dict[str, Share]:
    """Return per strength word how many links to a parent are right."""
    true = {file.name: set(getattr(file, truth)) for file in files}
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for name, links in answer.links.items():
        for link in links:
            if link.relation == "copy" and link.parent:
                counts[link.strength].append(bool(true[name] & true[link.parent]))
    return {word: Share(sum(counts[word]), len(counts[word])) for word in ("strong", "fair", "weak")}


def _recalls(files: Sequence[File], held: Held, firsts: dict[str, File], judged: Judged) -> None:
    counts: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for file in files:
        if file.role != "copy":
            continue
        hits = _found(file, held, firsts)
        if not all(hits):
            judged.cases.append(("missed", file.name, file.parent))
        rows = {
            "recall by kind": file.kind,
            "recall by kind and strength": f"{file.kind} {file.strength}",
            "recall by script": file.script,
            "recall by layout": file.layout,
            "recall by theme": "dark" if file.dark else "light",
        }
        for table, row in rows.items():
            counts[table, row] += hits
    for (table, row), hits in sorted(counts.items(), key=lambda item: (item[0][0], _place(item[0][1]))):
        judged.shares.setdefault(table, {})[row] = Share(sum(hits), len(hits))


def _place(row: str) -> tuple[int, str]:
    kind = row.rstrip(" 123")
    return KINDS.index(kind) if kind in KINDS else 99, row


def tables(judged: Judged) -> str:
    """Return all figures as text."""
    lines: list[str] = []
    first = ["copy -> original", "--image: the original", "--image: a copy from elsewhere"]
    for name in first:
        lines += _table(name, judged.shares.get(name, {}))
    lines += ["", *(f"{name:<22}{score}" for name, score in judged.scores.items())]
    for name, rows in judged.shares.items():
        if name not in first:
            lines += _table(name, rows)
    return "\n".join(lines)


def _table(name: str, rows: dict[str, Share]) -> list[str]:
    return ["", name, *(f"  {row:<26}{share}" for row, share in rows.items())] if rows else []
