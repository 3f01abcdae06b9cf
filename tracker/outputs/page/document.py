"""The page as one file: nothing outside it is ever asked for, and nothing but its own script may run."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from tracker.outputs import explain, messages
from tracker.outputs.markup import el
from tracker.outputs.page import charts, lineage, panels, why
from tracker.outputs.page.material import gather

if TYPE_CHECKING:
    from tracker.outputs.page.material import Material
    from tracker.outputs.writer import View

PANELS: Final = (
    panels.opening,
    panels.boxes,
    panels.earliest,
    panels.suspects,
    panels.pictures,
    why.panel,
    lineage.panel,
    charts.spread,
    panels.jumps,
    charts.speed,
    panels.reshared,
    charts.unknowns,
    charts.methods,
    charts.appendix,
)
"""In the order of a reader's questions; a panel without an answer is None and leaves no gap."""


def render(view: View) -> bytes:
    """Return report.html."""
    page = gather(view)
    style, script = (_part(name) for name in ("style.css", "script.js"))
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="format-detection", content="telephone=no, date=no, address=no, email=no"),
        el("link", rel="icon", href="data:,"),
        el("title", messages.title(page.facts)),
        el("style", Markup(style)),  # noqa: S704  our own file
    )
    html = el("html", head, _body(page, script), lang="en")
    return f"<!doctype html>\n{html}\n".encode()


def _body(page: Material, script: str) -> Markup:
    return el(
        "body",
        el("a", "Skip to the findings", href="#main", class_="skip"),
        el("main", *(panel(page) for panel in PANELS), id="main"),
        el(
            "footer",
            el(
                "p", f"Rumor-spread tracker {explain.version(page.view)}. {messages.UNCHANGED}", class_="note"
            ),
        ),
        el("script", Markup(script)),  # noqa: S704  our own file
    )


def policy(style: str, script: str) -> str:
    """Return the content security policy: pictures inside the page, this style sheet, this script."""
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{_digest(style)}'; "
        f"script-src 'sha256-{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _part(name: str) -> str:
    return files("tracker.outputs.page").joinpath(name).read_text(encoding="utf-8")
