"""Find and end sessions that block other users of a shared log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from psycopg import sql

from alsnb.log.databases.postgresql import SCHEMA, Server


class Session(NamedTuple):
    """A connection with a lock on the log's tables."""

    number: int
    username: str
    since: str | None
    """Since when its transaction is open; not every owner of a log may know."""

    def __str__(self) -> str:
        since = f" since {self.since} UTC" if self.since else ""
        return f"{self.username} has a transaction open{since} (session {self.number})"


def in_the_way(server: Server) -> str:
    """Return a message that names the sessions blocking administration, and how to end them."""
    with server.engine.connect() as connection:
        found = _sessions(connection)
    if not found:
        return "another user's transaction blocked the log and has now ended; nothing was written, so try again"
    listing = "; ".join(map(str, found))
    return (
        f"{listing}; nothing was written. Ask the user to end it, or end it yourself: "
        f"alsnb server end {server.name} {' '.join(str(each.number) for each in found)}"
    )


def _sessions(connection: sa.Connection) -> list[Session]:
    rows = connection.exec_driver_sql(
        "SELECT a.pid, a.usename::text, to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') "
        "FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND a.datname = current_database() "
        "AND a.usename IS NOT NULL AND a.pid IN (SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
        f"WHERE l.granted AND c.relnamespace = to_regnamespace('{SCHEMA}')) ORDER BY a.xact_start, a.pid"
    )
    return [Session(*row) for row in rows]


def sessions(address: str) -> list[Session]:
    """Return the sessions with an open transaction on the log's tables, oldest first."""
    server = Server(address)
    try:
        with server.plain_errors(), server.engine.connect() as connection:
            return _sessions(connection)
    finally:
        server.engine.dispose()


def end(address: str, numbers: Iterable[int]) -> list[Session]:
    """End blocking sessions and roll back their open transactions. Return the sessions that were ended.

    Raises
    ------
    LogError
        One may not: the owner of the log needs to be a superuser, a member of ``pg_signal_backend``, or to have made
        the login.
    """
    asked, server = set(numbers), Server(address)
    try:
        with server.plain_errors(), server.engine.begin() as connection:
            chosen = [each for each in _sessions(connection) if each.number in asked]
            for each in chosen:
                name = sql.Identifier(each.username).as_string()
                ending = sa.text("SELECT pg_terminate_backend(:number)")
                try:
                    with connection.begin_nested():
                        connection.execute(ending, {"number": each.number})
                except sa.exc.ProgrammingError:
                    # Anyone who made a login may become a member of it, which is what ending its sessions takes.
                    connection.exec_driver_sql(f"GRANT {name} TO CURRENT_USER".replace("%", "%%"))
                    connection.execute(ending, {"number": each.number})
                    connection.exec_driver_sql(f"REVOKE {name} FROM CURRENT_USER".replace("%", "%%"))
        return chosen
    finally:
        server.engine.dispose()
