"""`exports/reshares.graphml`: the reshare graph for networkx, igraph, yEd and Cytoscape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs.names import Names
from tracker.outputs.network import LINK_ATTRIBUTES, NODE_ATTRIBUTES, attributes, network, xml
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.network import Link, Node
    from tracker.outputs.writer import View

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)
TYPES: Final = {"integer": "long"}
PLACES: Final = (("label", "string"), ("x", "double"), ("y", "double"), ("size", "double"))
STARTS: Final = (("start", "string"),)


def write(view: View) -> Iterator[Output]:
    """Yield the graph."""
    yield Output("exports/reshares.graphml", (piece.encode() for piece in _pieces(view)))


def _pieces(view: View) -> Iterator[str]:
    graph = network(view, Names(view))
    yield HEAD
    yield _declared("node", "n", (*NODE_ATTRIBUTES, *PLACES))
    yield _declared("edge", "e", (*LINK_ATTRIBUTES, *STARTS))
    yield '<graph id="reshares" edgedefault="directed">\n'
    for node in graph.nodes:
        yield _node(node)
    for link in graph.links:
        yield _link(link)
    yield "</graph>\n</graphml>\n"


def _declared(kind: str, letter: str, names: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f'<key id="{letter}-{name}" for="{kind}" attr.name="{name}" attr.type="{TYPES.get(type_, type_)}"/>\n'
        for name, type_ in names
    )


def _node(node: Node) -> str:
    pairs = [(name, value) for name, _, value in attributes(node)]
    pairs += [(name, getattr(node, name)) for name, _ in PLACES]
    inner = "".join(f'<data key="n-{name}">{xml(value)}</data>' for name, value in pairs)
    return f'<node id="{xml(node.key)}">{inner}</node>\n'


def _link(link: Link) -> str:
    pairs = [(name, getattr(link, name)) for name, _ in (*LINK_ATTRIBUTES, *STARTS)]
    inner = "".join(f'<data key="e-{name}">{xml(value)}</data>' for name, value in pairs)
    return f'<edge id="{link.number}" source="{xml(link.parent)}" target="{xml(link.child)}">{inner}</edge>\n'


WRITER = Writer("graphml", "the reshare graph for networkx, igraph and others", "export", write)
