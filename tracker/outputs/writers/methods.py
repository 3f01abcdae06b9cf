"""`methods.md`: the methods of the report, ready to publish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.outputs import explain, messages, phrases
from tracker.outputs.names import Names
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.explain import Block
    from tracker.outputs.writer import View

_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&])|^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def write(view: View) -> Iterator[Output]:
    """Yield the methods."""
    facts = Names(view).masked(view.facts)
    parts = [f"# Methods: {escaped(messages.title(facts))}"]
    parts += [part for block in explain.blocks(view, facts) for part in markdown(block)]
    yield Output("methods.md", ["\n\n".join(parts).encode(), b"\n"])


def markdown(block: Block) -> Iterator[str]:
    """Yield the parts of one block."""
    yield f"## {escaped(block.heading)}"
    for paragraph in block.paragraphs:
        yield escaped(paragraph)
    if block.rows:
        yield "\n".join(
            [_row(block.head), _row(("---",) * len(block.head), raw=True), *map(_row, block.rows)]
        )
    if block.command:
        yield "\n".join(f"    {line}" for line in phrases.plain(block.command).splitlines())


def _row(cells: tuple[str, ...], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else escaped(cell).replace(chr(10), ' ') for cell in cells)} |"


def escaped(text: str) -> str:
    r"""Return text in which nothing is Markdown or HTML.

    >>> escaped("<b> [x](y) | z_1")
    '\\<b\\> \\[x\\](y) \\| z\\_1'
    """
    return _ACTIVE.sub(
        lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", phrases.plain(text)
    )


WRITER = Writer("methods", "how the report was made", "report", write)
