"""The interface of the databases that store a log; `sqlite` and `postgresql` implement it."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import sqlalchemy as sa

from alsnb.errors import LogError
from alsnb.log import consents, deletions, schema
from alsnb.log.revisions import Revision, newest_of
from alsnb.plausible import today

_T = TypeVar("_T")
_LISTENER: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Call a function with each notice of any log, as soon as it arises."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


class Erasable(NamedTuple):
    """What erasing a member would remove: their current entries, and the number of revisions and drafts."""

    cohort: str
    entries: list[Revision]
    revisions: int
    drafts: int


class Database(ABC):
    """A database that stores a log."""

    name: str
    """Its name in messages."""
    engine: sa.Engine
    path: Path | None = None
    """The path, if it is a file."""
    is_writable: bool = True
    """Whether the current user is known to have write access."""
    generation: int = 0
    """How often the file was replaced; earlier connections still use the earlier file."""
    author: str | None = None
    """The code of the connected user, if the database knows it."""
    drafts_of: str | None = None
    """The author whose drafts the user may see, if the database knows it."""
    purpose: str | None = None
    """The only purpose for which the user may read data, if there is one."""
    driver_errors: ClassVar[tuple[type[Exception], ...]]

    @cached_property
    def notices(self) -> list[str]:
        """Notices for the users of the log."""
        return []

    def notify(self, text: str) -> None:
        """Add a notice, and pass it to the listeners."""
        self.notices.append(text)
        if (listener := _LISTENER.get()) is not None:
            listener(text)

    @abstractmethod
    def verify(self) -> None:
        """Make sure that it holds a log this version can read.

        Raises
        ------
        LogError
            It does not.
        """

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Raise the database's errors as `LogError` with a message for the user."""
        try:
            yield
        except self.driver_errors as error:
            raise LogError(f"{self.name}: {self.in_plain_words(error)}") from error

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Return a connection whose reads all see the same snapshot of the log."""
        with self.engine.connect() as connection:
            self._begin_reading(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Return a connection in a transaction, which is committed at the end or rolled back on failure."""
        with self.engine.begin() as connection:
            self._begin_writing(connection)
            yield connection

    def cohorts(self, connection: sa.Connection) -> list[str]:
        """Return the codes of the cohorts that the user may see."""
        return schema.cohorts(connection)

    def lines(self, connection: sa.Connection, kind: str, cohort: str | None, purpose: str | None) -> sa.Select[Any]:
        """Select the current entries of one kind, each as JSON text; with a purpose, only those with consent."""
        if purpose is None:
            return schema.lines(kind, cohort, amended=schema.is_amended(connection, kind))
        return consents.lines(consents.permitted(kind, purpose, sa.literal(today().isoformat())), cohort)

    def insert(self, connection: sa.PoolProxiedConnection, revisions: Iterator[Revision]) -> int:
        """Insert revisions, skipping ids that already exist; return the number inserted."""
        # The driver's own cursor takes an iterator, so that revisions need not all be in memory.
        cursor: Any = connection.cursor()
        cursor.executemany(schema.INSERT[self.engine.dialect.name], revisions)
        return int(cursor.rowcount)

    def texts(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[str]]:
        """Yield the single text of each row of a query, in batches."""
        for batch in self.rows(connection, query, size):
            yield [text for (text,) in batch]

    def rows(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query in batches, without holding all of them."""
        # SQLAlchemy's own rows cost more than reading; the driver's cursor gives plain tuples.
        compiled = query.compile(self.engine)
        parameters = compiled.construct_params()
        values = [parameters[name] for name in compiled.positiontup] if compiled.positiontup is not None else parameters
        cursor = self._reading_cursor(connection)
        cursor.execute(str(compiled), values)
        while batch := cursor.fetchmany(size):
            yield batch
        cursor.close()

    def patiently(self, do: Callable[[], _T]) -> _T:
        """Run a write; a database that may be temporarily unavailable retries."""
        return do()

    def damage(self, connection: sa.Connection) -> str | None:
        """Return what is wrong with the file, if the log is one."""
        return None

    def scrub(self) -> None:  # noqa: B027
        """Remove the bytes of deleted data, as far as permitted."""

    def known(self, connection: sa.Connection, revisions: Iterable[Revision]) -> set[str]:
        """Return which revisions exist unchanged although the user may not read them."""
        return set()

    @abstractmethod
    def in_plain_words(self, error: Exception) -> str:
        """Return a database error as a message for the user."""

    @abstractmethod
    def erase(self, connection: sa.Connection, members: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
        """Record erasures and delete what belongs to the erased; return the number of revisions deleted."""

    def erasable(self, connection: sa.Connection, cohort: str, member: str) -> Erasable:
        """Return what erasing a member would remove, as far as the user may read it."""
        columns = schema.REVISION.c
        theirs = sa.select(schema.REVISION).where(columns.cohort == cohort, columns.member == member)
        every = [Revision(*row) for row in connection.execute(theirs.order_by(columns.id))]
        return Erasable(cohort, newest_of(every), len(every), 0)

    def copies(self) -> list[str]:
        """Return the names of the copies beside the log that an erasure reaches."""
        return []

    def unreached(self) -> list[str]:
        """Return the files beside the log that may hold the same and that no erasure reaches."""
        return []

    def retractions(self, connection: sa.Connection) -> dict[deletions.Retracted, str]:
        """Return the deleted entries, each with the id since which it is deleted."""
        return {}

    def purge(
        self,
        connection: sa.Connection,
        retractions: dict[deletions.Retracted, str],
        wholly: Collection[deletions.Retracted] = (),
    ) -> int:
        """Delete the text of deleted entries; return the number of revisions removed."""
        return 0

    def free(self, connection: sa.Connection, entries: Iterable[str]) -> None:  # noqa: B027
        """Remove the erasure of entries that belong to someone who was not erased."""

    def keep_draft(self, connection: sa.Connection, draft: dict[str, Any], *, if_newer: bool = False) -> None:
        """Save a draft under its key; if asked, keep the later of two."""
        statement = schema.upsert(connection.dialect.name, schema.DRAFT).values(draft)
        newer = schema.DRAFT.c.at <= draft["at"] if if_newer else None
        keys = ["author", "key"]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=draft, where=newer))

    def drop_draft(self, connection: sa.Connection, author: str, key: str) -> None:
        """Delete a draft."""
        connection.execute(sa.delete(schema.DRAFT).where(schema.DRAFT.c.author == author, schema.DRAFT.c.key == key))

    def hear(self, connection: sa.Connection, cohort: str, member: str, at: int) -> bool:
        """Record the time of a hand-in; return whether no newer one of the member's was gathered before."""
        return True

    def handed_in(self, connection: sa.Connection) -> dict[str, int]:
        """Return when each entry was last handed in, in milliseconds since 1970; see `schema.HANDED_IN`."""
        return {schema.BEFORE: sys.maxsize}

    def note_handed_in(self, connection: sa.Connection, entries: Iterable[str], at: int) -> None:  # noqa: B027
        """Record that entries are about to be handed in."""

    @abstractmethod
    def _begin_reading(self, connection: sa.Connection) -> None: ...

    @abstractmethod
    def _begin_writing(self, connection: sa.Connection) -> None: ...

    @abstractmethod
    def _reading_cursor(self, connection: sa.Connection) -> Any: ...
