"""A shared log on a PostgreSQL server, as seen by one of its users."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg

from alsnb.errors import LogError
from alsnb.log import schema
from alsnb.log.databases import addresses
from alsnb.log.databases.base import Database
from alsnb.log.deletions import Retracted
from alsnb.log.revisions import Revision
from alsnb.log.schema import REVISION, VERSION
from alsnb.words import gettext

# What psycopg has to say, it says in its errors too.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

try:
    import psycopg
    from psycopg import errors as postgres
except ImportError:  # pragma: no cover
    raise LogError(
        gettext('a shared log needs the PostgreSQL driver; install it: pip install "alsnb[server]"')
    ) from None

SCHEMA = "alsnb"
"""The schema of the log's tables; users call the functions of ``alsnb_api`` instead."""
_AT_ONCE = 500
"""The number of revisions added by one function call."""
_PATIENCE = 60
"""Seconds to retry writing while the server cannot be reached, for example while it restarts."""
_WHO = "the server rejected the user {user} or the password; check both"
_MAY_NOT = (
    "the user {user} may not do this, so nothing was written; the log's owner gives access with `alsnb server grant`"
)
_NO_ENCRYPTION = (
    "the server does not accept encrypted connections, and alsnb sends nothing off this computer in plain text unless "
    "asked to; set up TLS (docs/server.md), or add ?sslmode=disable to the address"
)
_GET_CERTIFICATE = (
    "ask the administrator of the server for its root certificate, and add ?sslrootcert=FILE to the address"
)
_REFUSALS = {
    "password authentication failed": _WHO,
    "no password supplied": _WHO,
    'role ".*" does not exist': _WHO,
    "is not permitted to log in": _WHO,
    'database ".*" does not exist': "the server has no database {database}; check the end of the address",
    "permission denied for database": _MAY_NOT,
    "too many connections for role": (
        "{user} has reached the limit of open connections; close other notebooks and programs, or wait a minute"
    ),
    "server does not support SSL": _NO_ENCRYPTION,
    "certificate verify failed": f"this computer does not trust the server's certificate; {_GET_CERTIFICATE}",
    "root certificate file .* does not exist": (
        f"this computer has no certificates with which to verify the server's; {_GET_CERTIFICATE}"
    ),
    "server certificate for .* does not match host name": (
        "the server's certificate is for a different name than the address has; use the name in the certificate"
    ),
    "pg_hba.conf": "the server does not accept {user} from this computer; ask its administrator",
}
"""Connection error messages and their explanations; PostgreSQL gives no error codes with them."""
_T = TypeVar("_T")


class _Through(PGCompiler_psycopg):
    """Renders a table that is read as the function of the same name, which gives what the user may read of it.

    Where a query asks for some ids, entries or kinds of revisions, or for those after an id, the function is told so:
    it finds them by an index. The conditions stay in the query, so that they hold in any case.
    """

    _NARROWED: ClassVar = {
        ("id", "in"): "ids",
        ("entry", "in"): "entries",
        ("kind", "in"): "kinds",
        ("id", ">"): "after",
    }

    def visit_table(self, table: Any, asfrom: bool = False, **how: Any) -> str:  # type: ignore[override]
        rendered = str(super().visit_table(table, asfrom=asfrom, **how))  # type: ignore[no-untyped-call]
        if not asfrom or how.get("iscrud") or table.metadata is not schema.METADATA:
            return rendered
        enclosing = how.get("enclosing_alias")
        named = enclosing if enclosing is not None and enclosing.element is table else table
        given = self._narrowed(named) if table is REVISION else {}
        call = f"{rendered}({', '.join(f'{name} => {value}' for name, value in given.items())})"
        return call if named is not table else f"{call} AS {rendered}"

    def visit_empty_set_op_expr(self, type_: Any, expand_op: Any, **how: Any) -> str:
        """Render an empty list so that it also works in an array."""
        if expand_op is sa.sql.operators.in_op:
            return "NULL"
        return str(super().visit_empty_set_op_expr(type_, expand_op, **how))  # type: ignore[no-untyped-call]

    def _narrowed(self, named: Any) -> dict[str, str]:
        """Return the conditions of the current query on a table's id, entry or kind."""
        select, found = self.stack[-1].get("selectable"), dict[str, str]()
        for condition in getattr(select, "_where_criteria", ()):
            parts = condition.clauses if isinstance(condition, sa.BooleanClauseList) else [condition]
            if isinstance(condition, sa.BooleanClauseList) and condition.operator is not sa.sql.operators.and_:
                continue
            for part in parts:
                column, value = getattr(part, "left", None), getattr(part, "right", None)
                if column is None or getattr(column, "table", None) is not named:
                    continue
                operator = getattr(part.operator, "__name__", "")
                how = {"eq": "in", "in_op": "in", "gt": ">"}.get(operator, "")
                name = self._NARROWED.get((column.name, how))
                if name is not None and isinstance(value, sa.BindParameter):
                    literal = str(self.process(value))
                    inside = literal.removeprefix("(").removesuffix(")") if operator == "in_op" else literal
                    found[name] = f"ARRAY[{inside}]::text[]" if how == "in" else inside
        limit = getattr(select, "_limit_clause", None)
        if limit is not None and list(found) == ["after"] and len(getattr(select, "_where_criteria", ())) == 1:
            found["most"] = str(self.process(limit))
        return found


class Server(Database):
    """A shared log and the connected user."""

    driver_errors = (psycopg.Error, sa.exc.DBAPIError)

    def __init__(self, address: str, *, database: str | None = None) -> None:
        self.engine = _engine(address, database)
        self.name = addresses.shown(self.engine.url)
        self.is_owner = False
        """Whether the user owns the log and so uses its tables; all other users call functions."""
        self._vouches = False

    def verify(self) -> None:
        """Check that there is a log this version can read, and ask the server for the user's role."""
        try:
            with self.engine.connect() as connection:
                query = "SELECT to_regprocedure('alsnb_api.whoami()') IS NOT NULL"
                has_functions = connection.execute(sa.text(query)).scalar_one()
                # Before users called functions, they could read the table.
                about = "alsnb_api.alsnb_log()" if has_functions else f"{SCHEMA}.alsnb_log"
                version = connection.execute(sa.text(f"SELECT version FROM {about}")).scalar_one()
                if version == VERSION and has_functions:
                    mine = connection.execute(sa.text("SELECT * FROM alsnb_api.whoami()")).one()
                    self.drafts_of, codes, self.purpose, self.is_owner, self._vouches = mine
        except sa.exc.ProgrammingError as error:
            nothing = postgres.UndefinedTable | postgres.UndefinedFunction | postgres.InvalidSchemaName
            if isinstance(error.orig, nothing | postgres.InsufficientPrivilege):
                raise LogError(
                    gettext(
                        "{name} has no log that {user} may see; its owner makes one with `alsnb server init` "
                        "and gives access with `alsnb server grant`",
                        name=self.name,
                        user=self._user,
                    )
                ) from None
            raise
        if version > VERSION:
            raise LogError(
                gettext(
                    "{name} has log version {version}, but this alsnb reads version {VERSION}; update "
                    "alsnb: pip install --upgrade alsnb",
                    name=self.name,
                    version=version,
                    VERSION=VERSION,
                )
            )
        if version < VERSION or not has_functions:
            raise LogError(
                gettext(
                    "{name} was made by an earlier alsnb (log version {version}); once everyone has "
                    "updated alsnb, its owner upgrades it with `alsnb server init --upgrade`",
                    name=self.name,
                    version=version,
                )
            )
        self.author = codes[0] if codes and len(codes) == 1 else None
        if not self.is_owner:
            self.engine.dialect.statement_compiler = _Through

    def cohorts(self, connection: sa.Connection) -> list[str]:
        """Return the codes of the cohorts that the user may see."""
        if self.purpose is None:
            return super().cohorts(connection)
        rows = self._fetched(connection, sa.select(sa.func.permitted("cohort", self.purpose, None)), _AT_ONCE)
        return sorted({str(json.loads(line)["cohort"]) for batch in rows for line in batch})

    def lines(self, connection: sa.Connection, kind: str, cohort: str | None, purpose: str | None) -> sa.Select[Any]:
        """Select the current entries of one kind; researchers only get those with consent to research."""
        if self.purpose is not None and purpose not in (None, self.purpose):
            raise LogError(
                gettext(
                    "researchers can only use purpose='research', got {purpose!r}",
                    purpose=purpose,
                )
            )
        if self.is_owner and self.purpose is None:
            return super().lines(connection, kind, cohort, purpose)
        if purpose is not None and self.purpose is None and not self._vouches:
            raise LogError(
                gettext(
                    "{name}: only tutors and researchers may see who consents; members and facilitators "
                    "read frames without a purpose",
                    name=self.name,
                )
            )
        if purpose is not None or self.purpose is not None:
            return sa.select(sa.func.permitted(kind, purpose or self.purpose, cohort))
        return sa.select(sa.func.lines(kind, cohort))

    def texts(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[str]]:
        """Yield the single text of each row of a query, in batches."""
        (called,) = query.selected_columns
        if getattr(called, "name", "") in ("lines", "permitted"):
            return self._fetched(connection, query, size)
        return super().texts(connection, query, size)

    def _fetched(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[str]]:
        """Yield the rows of a function that opens a cursor on the server."""
        cursor = str(connection.execute(query).scalar_one()).replace('"', '""')
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as reading:
            while batch := reading.execute(f'FETCH FORWARD {size} FROM "{cursor}"').fetchall():
                yield [line for (line,) in batch]
            reading.execute(f'CLOSE "{cursor}"')

    def insert(self, connection: sa.PoolProxiedConnection, revisions: Iterator[Revision]) -> int:
        """Insert revisions, skipping ids that already exist; return the number inserted."""
        if self.is_owner:
            return super().insert(connection, revisions)
        cursor: Any = connection.cursor()
        new = 0
        while some := list(islice(revisions, _AT_ONCE)):
            new += cursor.execute("SELECT alsnb_api.add(%s::json)", [json.dumps(some)]).fetchone()[0]
        return new

    def patiently(self, do: Callable[[], _T]) -> _T:
        """Write, and retry while the server cannot be reached; writing twice does no harm."""
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
        """Ask the server to erase, which tutors may do in their cohorts."""
        people, ids = list(members), list(entries)
        if not people and not ids:
            return 0
        call = sa.text("SELECT alsnb_api.erase(CAST(:members AS json), CAST(:entries AS json))")
        return int(connection.execute(call, {"members": json.dumps(people), "entries": json.dumps(ids)}).scalar_one())

    def scrub(self) -> None:
        """Notify users that the deleted bytes are still on the server, as removing them blocks everyone for seconds."""
        self.notify(
            "Users of the log can no longer read what was deleted. Its bytes stay in the server's files until the "
            f"log's owner removes them: alsnb server erase-remains {self.name}"
        )

    def known(self, connection: sa.Connection, revisions: Iterable[Revision]) -> set[str]:
        """Return which of the user's own revisions exist unchanged although the user may not read them."""
        call = sa.text("SELECT alsnb_api.known(CAST(:revisions AS json))")
        given = json.dumps([(each.id, each.digest) for each in revisions])
        return set(connection.execute(call, {"revisions": given}).scalars())

    def retractions(self, connection: sa.Connection) -> dict[Retracted, str]:
        """Return the deleted entries, each with the id since which it is deleted."""
        rows = connection.execute(sa.text("SELECT entry, cohort, member, revision FROM alsnb_api.retraction()"))
        return {(row.entry, row.cohort, row.member): row.revision for row in rows}

    def purge(
        self,
        connection: sa.Connection,
        retractions: dict[Retracted, str],
        wholly: Collection[Retracted] = (),
    ) -> int:
        """Delete the text of deleted entries, as far as permitted; return the number of revisions removed."""
        call = sa.text("SELECT alsnb_api.purge(CAST(:retractions AS json))")
        given = json.dumps([[*each, since] for each, since in retractions.items()])
        return int(connection.execute(call, {"retractions": given}).scalar_one())

    def hear(self, connection: sa.Connection, cohort: str, member: str, at: int) -> bool:
        """Return False: a server does not record the times of hand-ins."""
        return False

    def keep_draft(self, connection: sa.Connection, draft: dict[str, Any], *, if_newer: bool = False) -> None:
        """Save a draft of the user's."""
        if self.is_owner:
            return super().keep_draft(connection, draft, if_newer=if_newer)
        call = sa.text("SELECT alsnb_api.keep_draft(:key, :at, :content, :digest, :if_newer)")
        connection.execute(call, {**draft, "if_newer": if_newer})
        return None

    def drop_draft(self, connection: sa.Connection, author: str, key: str) -> None:
        """Delete a draft of the user's."""
        if self.is_owner:
            return super().drop_draft(connection, author, key)
        connection.execute(sa.text("SELECT alsnb_api.drop_draft(:key)"), {"key": key})
        return None

    def in_plain_words(self, error: Exception) -> str:
        """Return a PostgreSQL error as a message for the user."""
        cause = getattr(error, "orig", None) or error
        reason = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        if isinstance(cause, postgres.RaiseException) or reason.startswith("you may not"):
            return reason
        if isinstance(cause, postgres.LockNotAvailable):
            return "another user's open transaction blocks the log; nothing was written, so try again in a minute"
        # Anyone who is let in no more does not even see that there are functions.
        if isinstance(cause, postgres.InsufficientPrivilege | postgres.UndefinedTable | postgres.UndefinedFunction):
            return _MAY_NOT.format(user=self._user)
        for sign, meaning in _REFUSALS.items():
            if re.search(sign, reason):
                return meaning.format(user=self._user, database=self.engine.url.database)
        if _is_away(error):
            return f"the server cannot be reached ({reason}); nothing was written, so try again"
        return f"the log could not be used ({reason}); nothing was written"

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


def _engine(address: str, database: str | None = None) -> sa.Engine:
    """Return an engine with a search path that contains the log's functions and tables."""
    url = addresses.read(address)
    # An engine shows its address, without the password alone.
    secret = {name: value for name, value in url.query.items() if name == "sslpassword"}
    return sa.create_engine(
        url.difference_update_query(secret).set(drivername="postgresql+psycopg", database=database or url.database),
        connect_args={
            # Compiling them takes longer than queries this short.
            "options": f"-c search_path=alsnb_api,{SCHEMA},pg_temp -c jit=off",
            "connect_timeout": 10,
            "application_name": "alsnb",
            **addresses.encryption(url),
            **secret,
        },
        pool_pre_ping=True,
    )


def _is_away(error: Exception) -> bool:
    """Return whether an error means that the server cannot be reached at the moment."""
    told = error.__cause__ if isinstance(error, LogError) else error
    cause = getattr(told, "orig", None) or told
    if not isinstance(cause, psycopg.OperationalError):
        return False
    if cause.sqlstate is None:  # as whenever connecting fails
        return not any(re.search(sign, str(cause)) for sign in _REFUSALS)
    return cause.sqlstate[:2] == "08" or cause.sqlstate in ("57P01", "57P02", "57P03")
