"""A shared log on a PostgreSQL server, as one of its users sees it."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import sqlalchemy as sa

from alsnb.errors import LogError
from alsnb.log import permitted
from alsnb.log.database import Database
from alsnb.log.revisions import Revision
from alsnb.log.schema import ABOUT, SECRET, VERSION

# What psycopg has to say, it says in its errors too.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

try:
    import psycopg
    from psycopg import errors as postgres
except ImportError:  # pragma: no cover
    raise LogError('a shared log needs the driver of PostgreSQL; install it: pip install "alsnb[server]"') from None

SCHEMA = "alsnb"
"""The schema of a database in which the log's tables and views are."""
_RESEARCH = sa.table("research", sa.column("kind"), sa.column("cohort"), sa.column("line"))
_PATIENCE = 60
"""Seconds to go on trying to write while the server cannot be reached, as while it restarts."""
_WHO = "the server does not take the user {user} with this password, if any; check the user and the password"
_REFUSALS = {
    "password authentication failed": _WHO,
    "no password supplied": _WHO,
    'role ".*" does not exist': _WHO,
    "is not permitted to log in": _WHO,
    'database ".*" does not exist': "there is no database {database} on the server; check the end of the address",
    "pg_hba.conf": "the server does not let {user} in from this computer; ask whoever looks after it",
}
"""What a server says to whom it does not connect, and what that means; PostgreSQL gives no code with it."""
_T = TypeVar("_T")


class Server(Database):
    """A shared log, and the user one is connected as."""

    driver_errors = (psycopg.Error, sa.exc.DBAPIError)

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)
        self.name = _shown(self.engine.url)

    def verify(self) -> None:
        """Make sure that there is a log this version can read, and learn whom the server takes one for."""
        mine = sa.text(
            "SELECT session_user, array_agg(DISTINCT code) FILTER (WHERE code IS NOT NULL), "
            "CASE WHEN bool_or(role = 'researcher') THEN 'research' END FROM mine"
        )
        try:
            with self.engine.connect() as connection:
                version = connection.execute(sa.select(ABOUT.c.version)).scalar_one()
                self.drafts_of, codes, self.purpose = connection.execute(mine).one()
        except sa.exc.ProgrammingError as error:
            if isinstance(error.orig, postgres.UndefinedTable | postgres.InvalidSchemaName):
                raise LogError(
                    f"{self.name} holds no log that {self._user} may see; its owner makes one with "
                    "`alsnb server init`, and lets users in with `alsnb server grant`"
                ) from None
            raise
        self.author = codes[0] if codes and len(codes) == 1 else None
        if version != VERSION:
            raise LogError(
                f"{self.name} is a log of version {version}, and this alsnb reads {VERSION}; "
                + ("update alsnb: pip install --upgrade alsnb" if version > VERSION else
                   "its owner brings it up to date with `alsnb server init --upgrade`, once everybody has updated")
            )  # fmt: skip

    def cohorts(self, connection: sa.Connection) -> list[str]:
        """The codes of the cohorts one may see."""
        if self.purpose is None:
            return super().cohorts(connection)
        return sorted(connection.execute(sa.select(_RESEARCH.c.cohort).where(_RESEARCH.c.kind == "cohort")).scalars())

    def lines(self, connection: sa.Connection, kind: str, cohort: str | None, purpose: str | None) -> sa.Select[Any]:
        """The current entries of one kind; a researcher's are those consent to research allows, asked for or not."""
        if self.purpose is None:
            if purpose is not None and connection.execute(sa.select(SECRET)).first() is None:
                raise LogError(
                    f"{self.name}: who consents is for a cohort's tutor and for researchers; members and facilitators "
                    "take frames without a purpose"
                )
            return super().lines(connection, kind, cohort, purpose)
        if purpose not in (None, self.purpose):
            raise LogError(f"found the purpose {purpose}; a researcher is given what is consented to research")
        return permitted.lines(_RESEARCH, cohort).where(_RESEARCH.c.kind == kind)

    def patiently(self, do: Callable[[], _T]) -> _T:
        """Write, and while the server cannot be reached try again; to write the same twice does no harm."""
        until = time.monotonic() + _PATIENCE
        pause = 0.1
        while True:
            try:
                return do()
            except (LogError, psycopg.OperationalError, sa.exc.OperationalError) as error:
                if not _is_away(error) or time.monotonic() + pause > until:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, 2)

    def erase(self, connection: sa.Connection, members: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
        """Have the server erase; it lets tutors, each in their cohorts."""
        people, ids = list(members), list(entries)
        if not people and not ids:
            return 0
        call = sa.text("SELECT erase(CAST(:members AS json), CAST(:entries AS json))")
        return int(connection.execute(call, {"members": json.dumps(people), "entries": json.dumps(ids)}).scalar_one())

    def known(self, connection: sa.Connection, revisions: Iterable[Revision]) -> set[str]:
        """Which revisions are there just so, though one may not read them."""
        call = sa.text("SELECT known(CAST(:revisions AS json))")
        given = json.dumps([(each.id, each.digest) for each in revisions])
        return set(connection.execute(call, {"revisions": given}).scalars())

    def in_plain_words(self, error: Exception) -> str:
        """What PostgreSQL's error means."""
        cause = getattr(error, "orig", None) or error
        said = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        if isinstance(cause, postgres.RaiseException) or said.startswith("you may not"):
            return said
        # Whoever is let in no more does not even see that there are tables.
        if isinstance(cause, postgres.InsufficientPrivilege | postgres.UndefinedTable):
            return (
                f"the user {self._user} may not do this; the log's owner says who may with `alsnb server grant`, "
                "nothing was written"
            )
        for sign, meaning in _REFUSALS.items():
            if re.search(sign, said):
                return meaning.format(user=self._user, database=self.engine.url.database)
        if _is_away(error):
            return f"the server cannot be reached ({said}); nothing was written, try again"
        return f"the log could not be used ({said}); nothing was written"

    @property
    def _user(self) -> str:
        return self.engine.url.username or "that is called as the one at this computer"

    def _begin_reading(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def _begin_writing(self, connection: sa.Connection) -> None:
        pass

    def _reading_cursor(self, connection: sa.Connection) -> Any:
        # A cursor with a name leaves on the server what has not been fetched yet.
        driver: Any = connection.connection.driver_connection
        return driver.cursor("reading")


def _engine(address: str) -> sa.Engine:
    """An engine on a server's database, in which the log's tables need no schema before their names."""
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if address.count("@") > 1:
        raise LogError("found an address with several @; one that belongs to a name or a password is written %40")
    if url is None or url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
        # What cannot be read may hold a password anywhere.
        shown = "an address that cannot be read" if url is None else f"the address {_shown(url)}"
        raise LogError(f"found {shown}, expected postgresql://USER@HOST/DATABASE, or the path of a file")
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            # Compiling them takes longer than queries this short.
            "options": f"-c search_path={SCHEMA},pg_temp -c jit=off",
            "connect_timeout": 10,
            "application_name": "alsnb",
        },
        pool_pre_ping=True,
    )


def _shown(url: sa.URL) -> str:
    """An address as messages show it: without a password, wherever it stands."""
    return url.set(drivername=url.get_backend_name(), password=None).set(query={}).render_as_string()


def _is_away(error: Exception) -> bool:
    """Whether an error means that the server cannot be reached just now."""
    told = error.__cause__ if isinstance(error, LogError) else error
    cause = getattr(told, "orig", None) or told
    if not isinstance(cause, psycopg.OperationalError):
        return False
    if cause.sqlstate is None:  # as whenever connecting fails
        return not any(re.search(sign, str(cause)) for sign in _REFUSALS)
    return cause.sqlstate[:2] == "08" or cause.sqlstate in ("57P01", "57P02", "57P03")
