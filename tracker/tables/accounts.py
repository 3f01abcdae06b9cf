"""Who published the posts."""

from __future__ import annotations

from tracker.tables.column import Column, Table, boolean, int64, string, strings


class Accounts(Table):
    """One row per account, keyed by the platform's own id where the export gives one."""

    account = Column(string, "Key `platform:account id`, else `platform:@handle`; unique.")
    platform = Column(string, "Folded platform name.")
    account_id = Column(string, "The platform's stable id.", nullable=True)
    handle = Column(string, "The handle on its earliest post here.", nullable=True)
    handles = Column(strings, "Every handle seen, sorted; a rename does not make two accounts.")
    name = Column(string, "Display name on its earliest post here.", nullable=True)
    posts = Column(int64, "Posts of this account in the case.")
    protected = Column(boolean, "True where the export marks the account as private.")
    lookalike = Column(boolean, "True where another account's handle looks the same (never merged).")
