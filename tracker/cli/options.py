"""Options that several commands share, each declared once."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.flow.request import Request
    from tracker.flow.session import Case

Function = TypeVar("Function", bound="Callable[..., Any]")

DEFAULT_CASE = "tracker-case"
NONE = "none"
"""Given to an option that adds to earlier values, it takes these back."""
SIZES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def examples(*lines: str) -> str:
    """Return the two examples that end every help page."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def stack(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Put several options on a command, in the order given."""

    def put(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return put


def help_alone(ctx: click.Context) -> int | None:
    """Print the help page of a group that was called without a word, and return the exit code."""
    if ctx.invoked_subcommand is not None:
        return None
    from tracker.base.errors import ExitCode

    click.echo(ctx.get_help())
    return int(ExitCode.USAGE)


class Size(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on only
    """A number of bytes: `500000`, `64M`, `2G`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of bytes."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self._checked(value, param, ctx)
        text = str(value).strip().lower().removesuffix("ib").removesuffix("b")
        digits, unit = (text[:-1], text[-1:]) if text[-1:] in SIZES else (text, "")
        if not digits.isdecimal():
            self.fail(f"{value!r} is no size; write it as 64M or 2G", param, ctx)
        return self._checked(int(digits) * SIZES.get(unit, 1), param, ctx)

    def _checked(self, size: int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if size < 1:
            self.fail(f"{size} is no limit; write it as 64M or 2G", param, ctx)
        return size


_COUNT = click.IntRange(min=1)


def _read_config(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    """Make the file's values the defaults; options given on the command line win."""
    if value is None:
        return None
    import tomllib

    try:
        found = tomllib.loads(value.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        message = f"{value}: cannot be read ({failure})"
        raise click.UsageError(message, ctx) from failure
    foreign = sorted(found.keys() - SETTINGS.keys())
    if foreign:
        message = f"{value}: unknown setting {foreign[0]!r}; settings have the names of the options"
        raise click.UsageError(message, ctx)
    own = {parameter.name for parameter in ctx.command.params}
    chosen = {SETTINGS[name]: given for name, given in found.items() if SETTINGS[name] in own}
    ctx.default_map = {**(ctx.default_map or {}), **chosen}
    return value


case_option = click.option(
    "--case", "case_path", type=click.Path(path_type=Path, file_okay=False), default=DEFAULT_CASE, show_default=True,
    metavar="DIR", help="The case folder.",
)  # fmt: skip
talk_options = stack(
    click.option("--json", "as_json", is_flag=True, help="Results as JSON; the last line of stdout is one object."),
    click.option("--quiet", "-q", is_flag=True, help="No talk on stderr."),
    click.option("--verbose", "-v", is_flag=True,
                 help="Also say how each source was read, and which stages were kept from an earlier run."),
    click.option("--debug", is_flag=True, help="Show a traceback when something breaks."),
    click.option("--config", type=click.Path(path_type=Path, dir_okay=False), callback=_read_config, is_eager=True,
                 metavar="FILE", help="TOML file with the same names as the options."),
)  # fmt: skip
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help="Seed of the draws."
)
span_options = stack(
    click.option("--since", metavar="T", help="Only posts from this moment count for the rumor."),
    click.option("--until", metavar="T", help="Only posts up to this moment count for the rumor."),
)
query_options = stack(
    click.option("--image", "images", type=click.Path(path_type=Path, dir_okay=False), multiple=True, metavar="F",
                 help="The picture to look for; may be given more than once."),
    click.option("--text", "texts", multiple=True, metavar="T",
                 help="The words to look for; may be given more than once."),
    click.option("--exclude", multiple=True, metavar="CLUSTER_OR_FILE",
                 help="A wrong match that a person has seen: left out, and listed as left out. On a case "
                 "that exists it adds to the earlier ones; `none` takes these back."),
)  # fmt: skip
post_option = click.option("--post", "posts", multiple=True, metavar="URL",
                           help="A post that somebody suspects: where does it stand, what is earlier.")  # fmt: skip
factcheck_option = click.option("--factcheck", "factchecks", multiple=True, metavar="URL@TIME",
                                help="A fact-check to mark and to measure against. On a case that exists it adds "
                                "to the earlier ones; `none` takes these back.")  # fmt: skip
read_options = stack(
    click.option("--format", "format_name", metavar="NAME", help="Read the exports with this reader."),
    click.option("--map", "columns", multiple=True, metavar="COLUMN=FIELD",
                 help="Where a field stands: created_at=Datum."),
    click.option("--tz", "zone", metavar="ZONE", help="Zone of times that state none: Europe/Paris."),
    click.option("--keep-going", is_flag=True, help="Go on where more than half of an input's records are rejected."),
    click.option("--strict", is_flag=True, help="End with exit code 4 where any record is rejected."),
    click.option("--no-originals", is_flag=True, help="Keep digests and thumbnails, not the pictures themselves."),
    click.option("--max-total", type=Size(), metavar="SIZE", help="Raise the limit of bytes out of one input."),
    click.option("--max-member", type=Size(), metavar="SIZE", help="Raise the limit of bytes of one member."),
    click.option("--max-record", type=Size(), metavar="SIZE", help="Raise the limit of bytes of one record."),
    click.option("--max-ratio", type=_COUNT, metavar="N", help="Raise the limit of bytes out per byte in."),
    click.option("--max-text-ratio", type=_COUNT, metavar="N", help="The same for text."),
    click.option("--max-members", type=_COUNT, metavar="N", help="Raise the limit of members of one archive."),
    click.option("--max-nesting", type=_COUNT, metavar="N", help="Raise the limit of brackets inside brackets."),
    click.option("--max-keys", type=_COUNT, metavar="N", help="Raise the limit of keys of one object."),
    click.option("--max-picture", type=Size(), metavar="SIZE", help="Raise the limit of bytes of one picture."),
    click.option("--max-pixels", type=_COUNT, metavar="N", help="Raise the limit of pixels of one picture."),
)  # fmt: skip
exports_argument = click.argument(
    "exports", nargs=-1, required=True, metavar="EXPORT...", type=click.Path(path_type=Path)
)
LIMIT_NAMES = ("max_total", "max_member", "max_record", "max_ratio", "max_text_ratio", "max_members", "max_nesting",
               "max_keys", "max_picture", "max_pixels")  # fmt: skip
SETTINGS = {
    "case": "case_path", "image": "images", "text": "texts", "post": "posts", "factcheck": "factchecks",
    "format": "format_name", "map": "columns", "tz": "zone", "json": "as_json",
    **{name: name for name in ("exclude", "since", "until", "seed", "quiet", "verbose", "debug", "strict", "fresh")},
    **{name.replace("_", "-"): name for name in ("keep_going", "no_originals", *LIMIT_NAMES)},
}  # fmt: skip
"""What a config file may set, by the option's name, and the parameter that takes it."""


def request_of(given: dict[str, Any]) -> Request:
    """Return the checked request of a command's options. Raises ``UsageError``."""
    from tracker.base.limits import Limits
    from tracker.flow.request import (
        Request,
        read_factcheck,
        read_map,
        read_picture,
        read_suspect,
        read_time,
        read_zone,
    )

    raised = {name: given[name] for name in LIMIT_NAMES if given.get(name) is not None}
    since, until = given.get("since"), given.get("until")
    return Request(
        inputs=tuple(given.get("exports", ())),
        images=tuple(read_picture(path) for path in given.get("images", ())),
        texts=tuple(given.get("texts", ())),
        suspects=tuple(read_suspect(text) for text in given.get("posts", ())),
        exclude=_named(given, "exclude"),
        factchecks=tuple(map(read_factcheck, _named(given, "factchecks"))),
        since_us=read_time(since, "--since") if since else None,
        until_us=read_time(until, "--until") if until else None,
        format=given.get("format_name"),
        columns=read_map(tuple(given.get("columns", ()))),
        zone=read_zone(given.get("zone")),
        limits=Limits(**raised),
        keep_going=given.get("keep_going", False),
        strict=given.get("strict", False),
        originals=not given.get("no_originals", False),
        seed=given.get("seed", 1),
    )


def _named(given: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return what an option names, without the word that takes earlier values back."""
    return tuple(text for text in given.get(name, ()) if text != NONE)


def open_case(given: dict[str, Any]) -> Case:
    """Open an existing case. Raises ``UsageError`` where there is none."""
    from tracker.cli.talk import listener
    from tracker.flow.session import Case

    case = Case(given["case_path"], listener(json_lines=given["as_json"], quiet=given["quiet"]))
    case.folder.require()
    return case


def settle_findings(case: Case, given: dict[str, Any], *names: str) -> None:
    """Change the findings' settings to those that were given; the others stay as they are. The case is held.

    Fact-checks add to the earlier ones.
    """
    chosen = request_of(given).findings_key()
    before = _before(case, "findings", "factchecks", given)
    chosen["factchecks"] = before + [check for check in chosen["factchecks"] if check not in before]
    case.choose("findings", **{name: chosen[name] for name in _given(*names)})


def settle_match(case: Case, given: dict[str, Any]) -> None:
    """Change the settings of matching to those that were given; exclusions add to the earlier ones.

    The case is held. Raises ``UnreadableError`` for a picture that cannot be decoded.
    """
    request = request_of(given)
    case.keep_queries(request.images, case.limits)
    chosen = request.match_key()
    chosen["exclude"] = sorted({*_before(case, "match", "exclude", given), *chosen["exclude"]})
    case.choose("match", **{name: chosen[name] for name in _given("images", "texts", "exclude")})


def _given(*names: str) -> list[str]:
    """Return those of the options that the command line or the config file gives."""
    context = click.get_current_context()
    return [name for name in names if context.get_parameter_source(name) is not ParameterSource.DEFAULT]


def _before(case: Case, section: str, option: str, given: dict[str, Any]) -> list[Any]:
    """Return what the case holds of an option that adds up; nothing where it is taken back."""
    return [] if NONE in given.get(option, ()) else list(case.record.settings[section][option])


def tell_more(case: Case, given: dict[str, Any]) -> None:
    """Say that a report is of earlier settings, and what --verbose asks for."""
    from tracker.flow.remarks import tell_how, tell_stale
    from tracker.flow.stages import STAGES

    if not case.as_is:
        tell_stale(case)
    if given["verbose"]:
        tell_how(case, [stage.name for stage in STAGES])


def on_a_case(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command its open case as first argument and the other options as one dict."""

    @wraps(function)
    def wrapped(**given: Any) -> int | None:
        case = open_case(given)
        code = function(case, given)
        tell_more(case, given)
        return code

    return wrapped
