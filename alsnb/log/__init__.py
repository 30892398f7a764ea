"""The log: an append-only store of revisions, in one SQLite file or on a PostgreSQL server.

A *record* (``alsnb.records``) becomes an *entry* when it is added. What is stored are its *revisions*: the first has
the entry's own id, an amendment is a new revision of the same entry. Nothing is ever updated; the revision with the
greatest id (ids are UUIDv7: they sort by time) is the entry's current state. `Log` adds, amends and reads; `check`
looks for what is wrong in a log.
"""

from typing import TYPE_CHECKING, Any

from alsnb.log.opening import SAMPLE, open_log
from alsnb.log.revisions import Revision
from alsnb.log.store import Draft, Log, Merged

if TYPE_CHECKING:
    from alsnb.log.checks.check import check
    from alsnb.log.checks.findings import Problem

__all__ = ["SAMPLE", "Draft", "Log", "Merged", "Problem", "Revision", "check", "open_log"]


def __getattr__(name: str) -> Any:
    # Whoever only writes a log need not load what checks one.
    if name == "check":
        from alsnb.log.checks.check import check

        return check
    if name == "Problem":
        from alsnb.log.checks.findings import Problem

        return Problem
    raise AttributeError(f"module 'alsnb.log' has no attribute {name!r}")
