"""Ids that two people claim: one of the two entries moves to an id of its own, which only this log can work out.

Ids are known to anyone who ever saw an entry, and a bundle may say any. So that nobody can take the place of another's
entry, before it arrives or afterwards, an entry keeps its kind and its person (`Owner`), and who comes second is
recorded under another id: the same each time, with the same time in it, and unknown without the log.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa

from alsnb.log.revisions import Revision, digest, entry_of_key
from alsnb.log.schema import SECRET
from alsnb.records import OF_ONESELF, RECORDS

_REFERRING = frozenset(kind for kind, field in OF_ONESELF.items() if field)
REFERRING = {
    field: [kind for kind, record in RECORDS.items() if field in record.model_fields]
    for field, other in RECORDS.items()
    if not other.key and any(field in record.model_fields for record in RECORDS.values())
}
"""Kinds of entries that others say something of, in a field named after them; with the kinds that do."""
_T = TypeVar("_T")


def batched(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Return items some at a time; a database takes no more in one question."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some


class Owner(NamedTuple):
    """What an entry is, and whose."""

    kind: str
    cohort: str | None
    member: str | None


def owner_of(revision: Revision) -> Owner:
    """Return the record type and owner of a revision's entry."""
    return Owner(revision.kind, revision.cohort, revision.member)


class Places:
    """Where the entries of a log are, and where those go that find their place taken."""

    def __init__(self, connection: sa.Connection, erased: Collection[str] = ()) -> None:
        self._connection = connection
        self._erased = erased
        self._owners: dict[str, Owner] = {}
        self._digests: dict[str, str] = {}
        self._claimed: dict[str, str] = {}
        self._strange: set[str] = set()
        """Ids of revisions that are not an entry's first: no other entry can have them."""

    def derived(self, owner: Owner, id: str, *, back: bool = False) -> str:
        """Return the id that an owner's entry or revision has in this log when its own is taken; `back`, its own.

        What follows the time in the id is added to, by the same for all ids of one moment: so ids still sort by time,
        those next to each other stay in their order, and a moved revision is later than what it amends.
        """
        seed = json.dumps([*owner, id[:18]]).encode()
        more = int.from_bytes(self._mark(seed, owner.cohort)[:4]) or 1
        number = UUID(id).int
        low = (number + (-more if back else more)) % (1 << 62)
        return str(UUID(int=number >> 62 << 62 | low))

    def _mark(self, said: bytes, cohort: str | None) -> bytes:
        """Return the HMAC of a text with the log's secret; a server works it out for the cohort's tutors."""
        if self._connection.dialect.name == "postgresql":
            given = {"said": said.decode(), "cohort": cohort}
            call = sa.text("SELECT alsnb_api.mark(:said, :cohort)")
            return bytes.fromhex(self._connection.execute(call, given).scalar_one())
        return hmac.new(self._secret.encode(), said, "sha256").digest()

    @cached_property
    def _secret(self) -> str:
        return self._connection.execute(sa.select(SECRET.c.secret)).scalar() or ""

    def owner(self, entry: str) -> Owner | None:
        """Return whose an entry is, of those that were looked up last; None if it is not here."""
        return self._owners.get(entry)

    def settled(self, revisions: Iterable[Revision]) -> list[Revision]:
        """Return revisions with the ids that they have in this log, oldest first.

        An entry that is here as another's, or was erased with another, moves; so does a revision whose id is here with
        other content. What refers to an entry of the same owner's that moved follows it.
        """
        ordered = sorted(revisions)
        owners = [owner_of(each) for each in ordered]
        references = {each.id: reference_of(each) for each in ordered if each.kind in _REFERRING}
        named = {other for _, other in filter(None, references.values())}
        self._owners, self._digests, self._claimed, self._strange = {}, {}, {}, set()
        self._look_up({each.id for each in ordered} | {each.entry for each in ordered if _is_moved(each)} | named)
        for each, owner in zip(ordered, owners, strict=True):
            if each.entry not in self._strange:
                self._owners.setdefault(each.entry, owner)
        moving = {
            (owner, each.entry)
            for each, owner in zip(ordered, owners, strict=True)
            if (self._owners.get(each.entry) != owner or each.entry in self._erased) and _is_moved(each)
        }
        referred = {(owner, other) for owner, other in filter(None, references.values()) if self._lost(owner, other)}
        if moving or referred:
            here = {(owner, id): self.derived(owner, id) for owner, id in moving | referred}
            self._look_up(set(here.values()))
            self._owners |= {here[each]: each[0] for each in moving}
            moved = {each: id for each, id in here.items() if each in moving or self._owners.get(id) == each[0]}
        else:
            moved = {}
        return [
            self._at_its_place(each, owner, references.get(each.id), moved)
            for each, owner in zip(ordered, owners, strict=True)
        ]

    def news(self, revisions: list[tuple[Revision, str]]) -> list[tuple[Revision, str]]:
        """Return those of some revisions, each with a remark, that are not in the log just so, oldest first."""
        ordered = sorted(revisions)
        settled = self.settled(each for each, _ in ordered)
        self._look_up({each.id for each in settled})
        return [each for each, new in zip(ordered, settled, strict=True) if self._digests.get(new.id) != new.digest]

    def moved(self, revision: Revision, entry: str | None = None, *, back: bool = False) -> Revision:
        """Return a revision as it is once its entry has moved, or only itself if the `entry` stays."""
        owner = owner_of(revision)
        entry = self.derived(owner, revision.entry) if entry is None else entry
        return sealed(revision._replace(id=self.derived(owner, revision.id, back=back), entry=entry))

    def pointed(
        self, revision: Revision, field: str, to: str, *, back: bool = False, id: str | None = None
    ) -> Revision:
        """Return a revision that refers to the new id of a moved entry; with `back`, to the original id.

        Its own id is derived likewise, unless one is given: elsewhere the same id is a revision as it was.
        """
        fields = json.loads(revision.content)
        # Nothing but the field itself looks so in a content: in a text, a quotation mark is written otherwise.
        content = revision.content.replace(f'"{field}":"{fields[field]}"', f'"{field}":"{to}"')
        entry, key = revision.entry, RECORDS[revision.kind].key
        if field in key and entry == entry_of_key([revision.kind, *map(fields.get, key)]):
            entry = entry_of_key([revision.kind, *map((fields | {field: to}).get, key)])
        id = self.derived(owner_of(revision), revision.id, back=back) if id is None else id
        return sealed(revision._replace(id=id, entry=entry, content=content))

    def free(self, revision: Revision, digests: dict[str, str]) -> Revision:
        """Return a revision with an id that is nothing else's, given the digests of what has some ids."""
        while digests.get(revision.id, revision.digest) != revision.digest:
            revision = sealed(revision._replace(id=self.derived(owner_of(revision), revision.id)))
        return revision

    def _at_its_place(
        self, each: Revision, owner: Owner, reference: tuple[Owner, str] | None, moved: dict[tuple[Owner, str], str]
    ) -> Revision:
        new = each
        if (entry := moved.get((owner, each.entry))) is not None:
            new = new._replace(entry=entry, id=self.derived(owner, each.id))
        if reference is not None and reference in moved:
            field = reference[0].kind
            # Nothing but the field itself looks so in a content: in a text, a quotation mark is written otherwise.
            before, after = (f'"{field}":"{other}"' for other in (reference[1], moved[reference]))
            new = new._replace(content=new.content.replace(before, after))
            # Elsewhere the same id is a revision with the content as it was.
            new = new._replace(id=self.derived(owner, each.id))
        new = sealed(new) if new is not each else new
        if new.id != each.id and new.id != new.entry:
            self._look_up({new.id})
        while self._is_taken(new):
            new = sealed(new._replace(id=self.derived(owner, new.id)))
            self._look_up({new.id})
        self._claimed.setdefault(new.id, new.digest)
        return new

    def _is_taken(self, revision: Revision) -> bool:
        """Return whether something else has a revision's id."""
        if revision.id != revision.entry and revision.id in self._owners:
            return True
        return self._digests.get(revision.id, self._claimed.get(revision.id, revision.digest)) != revision.digest

    def _lost(self, owner: Owner, entry: str) -> bool:
        here = None if entry in self._strange else owner
        return self._owners.get(entry, here) != owner or entry in self._erased

    def _look_up(self, ids: set[str]) -> None:
        newest, given = dict[str, str](), {"ids": json.dumps(list(ids))}
        for statement in _lookups(self._connection.dialect.name) if ids else ():
            for id, entry, seal, *owner in self._connection.execute(statement, given):
                self._digests[id] = seal
                if entry != id:
                    self._strange.add(id)
                if entry in ids and id >= newest.get(entry, ""):
                    newest[entry] = id
                    self._owners[entry] = Owner(*owner)


@cache
def _lookups(dialect: str) -> list[sa.TextClause]:
    """What is under some ids, given as one parameter: a question made anew for each list costs more than its answer.

    Asked in two, the first revisions are found by their ids and the others in the index of amendments.
    """
    shown = "SELECT id, entry, digest, kind, cohort, member FROM"
    if dialect == "postgresql":
        ids = "ARRAY(SELECT json_array_elements_text(CAST(:ids AS json)))"
        return [sa.text(f"{shown} alsnb_api.revision(ids => {ids})"),
                sa.text(f"{shown} alsnb_api.revision(entries => {ids}) WHERE id <> entry")]  # fmt: skip
    values = "(SELECT value FROM json_each(:ids))"
    return [sa.text(f"{shown} revision WHERE id IN {values}"),
            sa.text(f"{shown} revision WHERE entry IN {values} AND id <> entry")]  # fmt: skip


def _is_moved(revision: Revision) -> bool:
    """Whether an entry may have another id: where a key gives it, its kind and its person follow from it."""
    return not RECORDS[revision.kind].key


def reference_of(revision: Revision) -> tuple[Owner, str] | None:
    """Return the same owner's entry to which a revision refers, such as the action of a report."""
    field = OF_ONESELF.get(revision.kind)
    if field is None:
        return None
    return owner_of(revision)._replace(kind=field), str(json.loads(revision.content)[field])


def named_by(revision: Revision) -> Iterator[tuple[str, str]]:
    """Yield each field in which a revision refers to another entry, with that entry's id."""
    fields = [field for field, kinds in REFERRING.items() if revision.kind in kinds]
    if fields:
        said = json.loads(revision.content)
        yield from ((field, str(said[field])) for field in fields if said.get(field) is not None)


def sealed(revision: Revision) -> Revision:
    """Return a revision with the digest of its content."""
    return revision._replace(digest=digest(revision))
