"""The export files that were read, and what came of each."""

from __future__ import annotations

from tracker.tables.column import Column, Table, boolean, digest, instant, int64, string, strings


class Sources(Table):
    """One row per file or archive member that a reader claimed, plus one per member that was not read."""

    source = Column(string, "Key `s1`, `s2`, ..., in the order of the inputs and of the members' names.")
    input = Column(string, "The input as it was given on the command line.")
    path = Column(string, "File name of the input.")
    member = Column(string, "Path inside a folder or archive; empty for a single file.")
    format = Column(string, "Name of the reader; empty where nothing was read.")
    why = Column(string, "Why this reader claimed it, or why it was not read.")
    size = Column(
        int64, "Size of the input file (of the member, inside a folder).", unit="bytes", nullable=True
    )
    sha256 = Column(digest, "SHA-256 of the input file (of the member, inside a folder); null for what was not opened.",
                    nullable=True)  # fmt: skip
    records = Column(int64, "Posts as the source holds them: rows of their own and embedded originals.")
    posts = Column(int64, "Records that became a row of `posts`.")
    merged = Column(int64, "Records that say what another record of the case already said.")
    rejected = Column(int64, "Records that were not understood; each is a row of `rejects`.")
    service = Column(int64, "Lines that are no posts by design; outside the sum.")
    absent = Column(int64, "Tombstones and errors that name a post; outside the sum.")
    gone = Column(strings, "Keys of posts that its tombstones and errors name, each once, sorted.", nullable=True)
    stated = Column(
        int64, "Records that the export itself says it holds; null where it does not say, or says as many.",
        nullable=True,
    )  # fmt: skip
    first = Column(instant, "Earliest `posted_at` of its posts.", unit="UTC", nullable=True)
    last = Column(instant, "Latest `posted_at` of its posts.", unit="UTC", nullable=True)
    captured_at = Column(instant, "When the export says it was made.", unit="UTC", nullable=True)
    query = Column(string, "The search that made the export, where the export holds it.", nullable=True)
    complete = Column(boolean, "False when the file was cut off, damaged or could not be read to its end.")
    notes = Column(string, "Irregularities found while opening, one sentence each, joined by ` | `.")
