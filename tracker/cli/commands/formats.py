"""`tracker formats`: which exports can be read, and how to get them."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import options


@click.command("formats", epilog=options.examples("tracker formats", "tracker formats --json"))
@options.talk_options
def command(**given: Any) -> int:
    """List every export that can be read, how to get it from the platform, and what it lacks."""
    from tracker.cli.talk import result, result_json
    from tracker.ingest.reader import readers

    known = sorted(readers().values(), key=lambda reader: (reader.generic, reader.platform, reader.name))
    if given["as_json"]:
        rows = [
            {"name": reader.name, "platform": reader.platform, "title": reader.title, "how_to_get": reader.how_to_get,
             "lacks": reader.lacks, "verified": reader.verified}
            for reader in known
        ]  # fmt: skip
        result_json({"schema": "tracker.formats/1", "formats": rows})
        return 0
    for reader in known:
        result(
            f"{reader.name}  ({reader.platform})  {reader.title}"
            + ("" if reader.verified else "  [unverified]")
        )
        result(f"    get it: {reader.how_to_get}")
        result(f"    lacks:  {reader.lacks}")
    return 0
