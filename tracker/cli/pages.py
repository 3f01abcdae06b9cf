"""The pages of docs/ that are made from the code: `python -m tracker.cli.pages` writes them; stale ones fail a test."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.tables.column import Table

HEAD: Final = "<!-- Made by `python -m tracker.cli.pages`; do not edit. -->\n\n"


def tables_page() -> str:
    """Return the data dictionary: every table, column by column."""
    parts = ["# The tables of a case\n\nEach lies in `tables/` as Parquet. Ids are text, times are UTC.\n"]
    for table in _tables():
        parts.append(f"\n## {table.stem}\n\n{inspect.getdoc(table)}\n\n")
        parts.append("| column | type | empty | what it holds |\n|---|---|---|---|\n")
        for column in table.columns:
            unit = f" [{column.unit}]" if column.unit else ""
            kind = str(column.type).replace("|", "/")
            kind = "list of structs" if "struct" in kind else kind
            parts.append(f"| `{column.name}` | {kind} | {'yes' if column.nullable else ''} | {column.doc}{unit} |\n")
    return HEAD + "".join(parts)


def _tables() -> list[type[Table]]:
    from tracker.base.plugins import modules_in
    from tracker.tables.column import Table

    return [
        thing
        for module in modules_in("tracker.tables")
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Table) and thing.__module__ == module.__name__
        if thing is not Table
    ]


def cli_page() -> str:
    """Return the help page of every command."""
    import click

    from tracker.cli.main import COMMANDS, tracker

    wide: dict[str, Any] = {"terminal_width": 100, "max_content_width": 100}
    context = click.Context(tracker, info_name="tracker", **{**tracker.context_settings, **wide})
    parts = [
        "# The command line\n",
        "\nExit codes: [errors.md](errors.md).\n",
        _help("tracker", tracker, context),
    ]
    for word in COMMANDS:
        command = tracker.get_command(context, word)
        if command is not None:
            inner = click.Context(command, parent=context, info_name=word, **wide)
            parts.append(_help(f"tracker {word}", command, inner))
    return HEAD + "".join(parts)


def _help(title: str, command: object, context: object) -> str:
    text = command.get_help(context)  # type: ignore[attr-defined]
    return f"\n## {title}\n\n```\n{text}\n```\n"


def formats_page() -> str:
    """Return the list of exports that can be read."""
    from tracker.ingest.reader import readers

    parts = ["# The exports that can be read\n\nKnown by content, never by name. The same list: `tracker formats`.\n"]
    for reader in sorted(readers().values(), key=lambda reader: (reader.generic, reader.platform, reader.name)):
        tested = "tried on real files" if reader.verified else "never tried on a real file"
        parts.append(f"\n## {reader.name}\n\n{reader.title} ({reader.platform}; {tested})\n\n"
                     f"- Get it: {reader.how_to_get}\n- It lacks: {reader.lacks}\n")  # fmt: skip
    return HEAD + "".join(parts)


def measures_page() -> str:
    """Return the questions that are answered."""
    from tracker.findings.measure import measures

    parts = [
        "# The questions that are answered\n\nThe answers stand in facts.json: [facts.md](facts.md).\n",
        "\n| measure | asks |\n|---|---|\n",
    ]
    parts += [f"| `{name}` | {found.asks} |\n" for name, found in sorted(measures().items())]
    return HEAD + "".join(parts)


def errors_page() -> str:
    """Return the exit codes and the tree of errors."""
    from tracker.base import errors

    parts = [
        "# Exit codes and errors\n\nEvery error is one line: where, what, how to fix.\n\n| code | name |\n|---|---|\n"
    ]
    parts += [f"| {code.value} | {code.name.lower().replace('_', ' ')} |\n" for code in errors.ExitCode]
    tree = (errors.__doc__ or "").partition("\n\n")[2]
    return HEAD + "".join(parts) + f"\n```\n{tree.rstrip()}\n```\n"


PAGES: Final[dict[str, Callable[[], str]]] = {
    "tables.md": tables_page,
    "cli.md": cli_page,
    "formats.md": formats_page,
    "measures.md": measures_page,
    "errors.md": errors_page,
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and text of every page that is made from the code."""
    for name, make in PAGES.items():
        yield name, make()


def main() -> None:
    """Write the pages into the docs folder that is given, or docs/."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    for name, text in pages():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
