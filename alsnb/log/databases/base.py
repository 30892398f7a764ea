"""What a log asks of the database it is kept in; `embedded` and `server` answer."""

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
from alsnb.frames import today
from alsnb.log import consents, deletions, schema
from alsnb.log.revisions import Revision, newest_of

_T = TypeVar("_T")
_LISTENER: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Have a function called with each notice of any log, as soon as there is one."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


class Erasable(NamedTuple):
    """What erasing a member would remove: their entries as they are now, and how much besides."""

    cohort: str
    entries: list[Revision]
    revisions: int
    drafts: int


class Database(ABC):
    """Where a log is kept."""

    name: str
    """How messages call it."""
    engine: sa.Engine
    path: Path | None = None
    """The file, where it is one."""
    is_writable: bool = True
    """Whether it is known that one may write."""
    generation: int = 0
    """How often another file took its place: connections made before lead to the one that was there."""
    author: str | None = None
    """The code of whoever is connected, where the database knows it."""
    drafts_of: str | None = None
    """Whose drafts the database lets one see, where it knows."""
    purpose: str | None = None
    """What all that one is given is for, where the database gives nothing else."""
    driver_errors: ClassVar[tuple[type[Exception], ...]]

    @cached_property
    def notices(self) -> list[str]:
        """What happened to it that its people should know of."""
        return []

    def notify(self, text: str) -> None:
        """Have people know of something; whoever listens hears it at once."""
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
        """Let go of it."""
        self.engine.dispose()

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """A database's error as a sentence for whoever has to do something about it."""
        try:
            yield
        except self.driver_errors as error:
            raise LogError(f"{self.name}: {self.in_plain_words(error)}") from error

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection whose reads all see the log as it was at the first of them."""
        with self.engine.connect() as connection:
            self._begin_reading(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that is committed at the end, or rolled back where it fails."""
        with self.engine.begin() as connection:
            self._begin_writing(connection)
            yield connection

    def cohorts(self, connection: sa.Connection) -> list[str]:
        """The codes of the cohorts one may see."""
        return schema.cohorts(connection)

    def lines(self, connection: sa.Connection, kind: str, cohort: str | None, purpose: str | None) -> sa.Select[Any]:
        """The current entries of one kind, each as one JSON text; with a purpose, those that consent allows."""
        if purpose is None:
            return schema.lines(kind, cohort, amended=schema.is_amended(connection, kind))
        return consents.lines(consents.permitted(kind, purpose, sa.literal(today().isoformat())), cohort)

    def insert(self, connection: sa.PoolProxiedConnection, revisions: Iterator[Revision]) -> int:
        """Insert revisions, passing over ids that are there already; returns how many were new."""
        # The driver's own cursor takes an iterator, so that revisions need not all be in memory.
        cursor: Any = connection.cursor()
        cursor.executemany(schema.INSERT[self.engine.dialect.name], revisions)
        return int(cursor.rowcount)

    def texts(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[str]]:
        """The one text of each row a query finds, in batches."""
        for batch in self.rows(connection, query, size):
            yield [text for (text,) in batch]

    def rows(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows a query finds, in batches, never all held at once."""
        # SQLAlchemy's own rows cost more than reading; the driver's cursor gives plain tuples.
        compiled = query.compile(self.engine)
        found = compiled.construct_params()
        values = [found[name] for name in compiled.positiontup] if compiled.positiontup is not None else found
        cursor = self._reading_cursor(connection)
        cursor.execute(str(compiled), values)
        while batch := cursor.fetchmany(size):
            yield batch
        cursor.close()

    def patiently(self, do: Callable[[], _T]) -> _T:
        """Do what writing needs; a database that may go away for a moment tries again."""
        return do()

    def damage(self, connection: sa.Connection) -> str | None:
        """What is wrong with the file, where it is one."""
        return None

    def scrub(self) -> None:  # noqa: B027
        """Remove the bytes of what was deleted, as far as one may."""

    def known(self, connection: sa.Connection, revisions: Iterable[Revision]) -> set[str]:
        """Which revisions are there just so, though one may not read them."""
        return set()

    @abstractmethod
    def in_plain_words(self, error: Exception) -> str:
        """What a database's error means for the person at the keyboard."""

    @abstractmethod
    def erase(self, connection: sa.Connection, members: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
        """Remember whom and which entries were erased, and delete what belongs to them; returns how many revisions."""

    def erasable(self, connection: sa.Connection, cohort: str, member: str) -> Erasable:
        """What erasing a member would remove, as far as one may read it."""
        columns = schema.REVISION.c
        theirs = sa.select(schema.REVISION).where(columns.cohort == cohort, columns.member == member)
        every = [Revision(*row) for row in connection.execute(theirs.order_by(columns.id))]
        return Erasable(cohort, newest_of(every), len(every), 0)

    def copies(self) -> list[str]:
        """Return the copies of the log beside it that an erasure reaches."""
        return []

    def unreached(self) -> list[str]:
        """Return the files beside it that may hold what it holds, and that no erasure reaches."""
        return []

    def retractions(self, connection: sa.Connection) -> dict[deletions.Retracted, str]:
        """Since when what was taken back, as an id."""
        return {}

    def purge(
        self,
        connection: sa.Connection,
        retractions: dict[deletions.Retracted, str],
        wholly: Collection[deletions.Retracted] = (),
    ) -> int:
        """Delete the words of entries that were taken back; returns how many revisions went."""
        return 0

    def free(self, connection: sa.Connection, entries: Iterable[str]) -> None:  # noqa: B027
        """Forget that entries were erased, which are somebody's who was not."""

    def keep_draft(self, connection: sa.Connection, draft: dict[str, Any], *, if_newer: bool = False) -> None:
        """Keep a draft in place of what is under its key; of two, if asked, the one typed last."""
        statement = schema.upsert(connection.dialect.name, schema.DRAFT).values(draft)
        newer = schema.DRAFT.c.at <= draft["at"] if if_newer else None
        keys = ["author", "key"]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=draft, where=newer))

    def drop_draft(self, connection: sa.Connection, author: str, key: str) -> None:
        """Forget a draft."""
        connection.execute(sa.delete(schema.DRAFT).where(schema.DRAFT.c.author == author, schema.DRAFT.c.key == key))

    def hear(self, connection: sa.Connection, cohort: str, member: str, at: int) -> bool:
        """Note that a hand-in was written at a time; whether no newer one of the member's was gathered before."""
        return True

    def handed_in(self, connection: sa.Connection) -> dict[str, int]:
        """When each entry last left in a bundle, in milliseconds since 1970; see `schema.HANDED_IN`."""
        return {schema.BEFORE: sys.maxsize}

    def note_handed_in(self, connection: sa.Connection, entries: Iterable[str], at: int) -> None:  # noqa: B027
        """Note that entries are about to leave in a bundle."""

    @abstractmethod
    def _begin_reading(self, connection: sa.Connection) -> None: ...

    @abstractmethod
    def _begin_writing(self, connection: sa.Connection) -> None: ...

    @abstractmethod
    def _reading_cursor(self, connection: sa.Connection) -> Any: ...
