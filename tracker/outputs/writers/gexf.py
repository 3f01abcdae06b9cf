"""`exports/reshares.gexf` for Gephi, Gephi Lite and sigma: GEXF 1.3 with date-times, positions and sizes.

Written piece by piece: networkx (to 3.6.1) writes `timeformat="date"` even for date-times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs.names import Names
from tracker.outputs.network import LINK_ATTRIBUTES, NODE_ATTRIBUTES, Link, Node, attributes, network, xml
from tracker.outputs.series import colours
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    "<meta><creator>rumor-spread-tracker</creator><description>Reshares in these archives, absent ones too. "
    "The order shows timing, not cause.</description></meta>\n"
    '<graph mode="dynamic" defaultedgetype="directed" timeformat="dateTime" timerepresentation="timestamp" '
    'idtype="string">\n'
)
UNKNOWN: Final = "#5c5c5c"


def write(view: View) -> Iterator[Output]:
    """Yield the graph."""
    yield Output("exports/reshares.gexf", (piece.encode() for piece in _pieces(view)))


def _pieces(view: View) -> Iterator[str]:
    graph, palette = network(view, Names(view)), colours(view.facts)
    yield HEAD
    yield _declared("node", NODE_ATTRIBUTES)
    yield _declared("edge", LINK_ATTRIBUTES)
    yield "<nodes>\n"
    for node in graph.nodes:
        yield _node(node, palette.get(node.platform, UNKNOWN))
    yield "</nodes>\n<edges>\n"
    for link in graph.links:
        yield _link(link)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(kind: str, names: tuple[tuple[str, str], ...]) -> str:
    inner = "".join(f'<attribute id="{name}" title="{name}" type="{type_}"/>' for name, type_ in names)
    return f'<attributes class="{kind}" mode="static">{inner}</attributes>\n'


def _start(moment: str) -> str:
    return f' start="{moment}"' if moment else ""


def _values(pairs: Iterator[tuple[str, object]]) -> str:
    return "".join(f'<attvalue for="{name}" value="{xml(value)}"/>' for name, value in pairs)


def _node(node: Node, colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    values = _values((name, value) for name, _, value in attributes(node))
    return (
        f'<node id="{xml(node.key)}" label="{xml(node.label)}"{_start(node.posted_utc)}>'
        f"<attvalues>{values}</attvalues>"
        f'<viz:color r="{red}" g="{green}" b="{blue}" a="{0.35 if node.absent else 1.0}"/>'
        f'<viz:position x="{node.x}" y="{node.y}" z="0.0"/><viz:size value="{node.size}"/></node>\n'
    )


def _link(link: Link) -> str:
    values = _values((name, getattr(link, name)) for name, _ in LINK_ATTRIBUTES)
    return (
        f'<edge id="{link.number}" source="{xml(link.parent)}" target="{xml(link.child)}"'
        f'{_start(link.start)} weight="{link.confidence}"><attvalues>{values}</attvalues></edge>\n'
    )


WRITER = Writer("gexf", "the reshare graph for Gephi, with time, positions and sizes", "export", write)
