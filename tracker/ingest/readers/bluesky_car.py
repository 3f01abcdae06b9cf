"""A Bluesky account's repository as a CAR file: its posts and reposts, each under the address that the tree gives.

Seen: an account's export of 2026. Every node of the tree (MST) spells its keys out by itself, so a part of a
repository (the blocks of one event) is read as well. A block is checked against the digest that names it.
Structure: https://atproto.com/specs/repository.
"""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base import dagcbor
from tracker.base.car import BEGINS, Block, CutOffCarError, blocks
from tracker.base.clock import format_us
from tracker.base.errors import UnreadableError
from tracker.base.idtime import tid_us
from tracker.ingest.bluesky_records import POSTED, Entry, written
from tracker.ingest.companions import beside
from tracker.ingest.fields import at
from tracker.ingest.reader import BadRecordError, Match, Reader, Record, Reject, Row, Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.ingest.reader import Source

_NODE: Final = b"\xa2\x61e"
"""How a node of the tree begins: a map of two entries, `e` and `l`."""
_PATH: Final = re.compile(r"([A-Za-z0-9.-]+)/([A-Za-z0-9._~:-]+)")
_SHOWN: Final = 60
"""Characters of an unknown type that are shown."""
_UNNAMED: Final = "no node of the repository's tree that is here names this record"


def sniff(source: Source) -> Match | None:
    """Claim archives of blocks among whose first there is a commit, a node of the tree, or a record of Bluesky."""
    if BEGINS.match(source.head) is None:
        return None
    try:
        for block in blocks(io.BytesIO(source.head).read):
            if _is_of_repository(block.content):
                return Match("a CAR file with the blocks of a Bluesky repository")
    except CutOffCarError:
        pass
    return None


def _is_of_repository(content: bytes) -> bool:
    try:
        value = dagcbor.decode(content)
    except dagcbor.DagCborError:
        return False
    return _is_commit(value) or _is_node(content) or str(at(value, "$type")).startswith("app.bsky.")


def _is_commit(value: Any) -> bool:
    return isinstance(value, dict) and {"did", "sig", "data"} <= value.keys()


def _is_node(content: bytes) -> bool:
    return content.startswith(_NODE)


def read(source: Source) -> Iterator[Row]:
    """Yield the posts and reposts in the order of their blocks, and what is no post."""
    tree = _read_tree(source)
    folder = beside(source, "")
    with source.open() as stream:
        try:
            for block in blocks(stream.read, source.mark_length):
                yield from tree.rows(block, folder)
        except CutOffCarError as fault:
            raise UnreadableError(str(fault), where=source.name, fix="download or copy it again") from fault


class _Tree(NamedTuple):
    """Who owns the repository, and the addresses of its posts and reposts by content id."""

    owners: frozenset[str]
    paths: Mapping[str, Sequence[tuple[str, str]]]
    is_bag: bool
    """Whether the file is whole and holds records without any node that names them (blocks of an event)."""

    def rows(self, block: Block, folder: str) -> Iterator[Row]:
        """Yield the rows of one block; commits and nodes of the tree are no records."""
        record = Record(block.content, block.offset)
        try:
            value = _checked(block)
            if not (_is_commit(value) or _is_node(block.content)):
                yield from self._record(record, dagcbor.cid_text(block.cid), value, folder)
        except BadRecordError as refusal:
            yield Reject(record, str(refusal))

    def _record(self, record: Record, cid: str, value: Any, folder: str) -> Iterator[Row]:
        collection = at(value, "$type")
        if not isinstance(collection, str) or collection not in POSTED:
            yield Service(record, f"{str(collection)[:_SHOWN]}, no post")
            return
        if len(self.owners) != 1:
            raise BadRecordError(f"{len(self.owners)} commits name an account; one must, to tell whose record this is")
        (did,) = self.owners
        unnamed = [(collection, "")] if self.is_bag else []
        paths = self.paths.get(cid, unnamed)
        if not paths:
            raise BadRecordError(_UNNAMED)
        yield from [written(record, Entry(did, *path), value, folder) for path in paths]


def _checked(block: Block) -> Any:
    if not block.is_sound:
        raise BadRecordError("the block's bytes are not those that its content id names: it is damaged")
    try:
        return dagcbor.decode(block.content)
    except dagcbor.DagCborError as fault:
        raise BadRecordError(f"no DAG-CBOR: {fault}") from fault


def _read_tree(source: Source) -> _Tree:
    """Read commits and nodes as far as the file goes; that it is cut off is said by who reads the records."""
    owners: set[str] = set()
    paths: dict[str, list[tuple[str, str]]] = {}
    nodes, whole = 0, True
    try:
        with source.open() as stream:
            for block in blocks(stream.read):
                if _is_node(block.content):
                    nodes += 1
                    for path, cid in _named(_structure(block)):
                        paths.setdefault(cid, []).append(path)
                elif b"\x63did" in block.content:
                    owners.update(_owner(_structure(block), source))
    except (CutOffCarError, UnreadableError):
        whole = False
    if nodes:
        source.about(stated=sum(map(len, paths.values())))
    return _Tree(frozenset(owners), paths, whole and not nodes)


def _structure(block: Block) -> Any:
    """Return the value of a commit or node; None where it is damaged, which is said when its turn comes."""
    try:
        return _checked(block)
    except BadRecordError:
        return None


def _owner(value: Any, source: Source) -> Iterator[str]:
    """Yield the account that a commit names, and note when the repository was changed."""
    if _is_commit(value) and isinstance(value["did"], str) and value["did"].startswith("did:"):
        changed_us = tid_us(str(value.get("rev")))
        if changed_us is not None:
            source.note(f"the repository as it was changed last, {format_us(changed_us)}")
        yield value["did"]


def _named(node: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield path and content id of the posts that a node names; each key goes on from the one before."""
    key = b""
    entries = at(node, "e")
    for entry in entries if isinstance(entries, list) else ():
        shared, rest = at(entry, "p"), at(entry, "k", "$bytes")
        if not (isinstance(shared, int) and 0 <= shared <= len(key) and isinstance(rest, str)):
            return
        key = key[:shared] + _unpacked(rest)
        match = _PATH.fullmatch(key.decode("utf-8", "replace"))
        cid = at(entry, "v", "$link")
        if match and match[1] in POSTED and isinstance(cid, str):
            yield (match[1], match[2]), cid


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


READER = Reader(
    "bluesky_car",
    platform="bluesky",
    sniff=sniff,
    read=read,
    title="Bluesky repository (CAR)",
    how_to_get="Settings, Account, Export my data; or com.atproto.sync.getRepo of an account's server.",
    lacks="the handle; pictures (fetch them with getBlob under their content ids); what others did; deleted posts",
)
