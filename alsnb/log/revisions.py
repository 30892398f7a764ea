"""Revisions: the immutable rows of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import uuid_utils

from alsnb.records import RECORDS, Record

KEYS = UUID("a15bd5e6-7a3b-5d0c-9f5e-0c1a5e7b6d42")
"""The namespace of the ids that keys give."""


class Revision(NamedTuple):
    """One version of an entry, by one author at one time.

    The fields are the columns of the log's table, in order: `id` and `entry` (UUIDv7), the record's `kind`, who wrote
    it (`author`, a code), when (`at`, milliseconds since 1970, as in the id), the context it belongs to (`cohort`,
    `learning_set`, `member`), the record's `content` as JSON text, and the `digest` of all that.
    """

    id: str
    entry: str
    kind: str
    author: str | None
    at: int
    cohort: str | None
    learning_set: str | None
    member: str | None
    content: str
    digest: str

    def __repr__(self) -> str:
        return f"<{self.written_at:%Y-%m-%d %H:%M} UTC, {self.author or 'unknown'}: {self.record!r}>"

    @property
    def written_at(self) -> datetime:
        """The time at which the revision was written."""
        return datetime.fromtimestamp(self.at / 1000, UTC)

    @property
    def record(self) -> Record:
        """The record in this revision (without fields that only a newer version supports)."""
        return RECORDS[self.kind](entry=self.entry, **known_fields(self.kind, json.loads(self.content)))


def entry_of(record: Record) -> str:
    """Return the id of a record's entry: its own id, or for a record with a key, the id derived from the key."""
    if not record.key:
        return record.entry
    return entry_of_key([record.kind_name, *(getattr(record, name) for name in record.key)])


def entry_of_key(named: list[Any]) -> str:
    """Return the id of the entry that a record's kind and the values of its key give anywhere."""
    return str(uuid5(KEYS, json.dumps(named, default=str)))


def revision(record: Record, author: str | None, id: str | None = None) -> Revision:
    """Return a revision for a record; its id is the record's own unless another is given."""
    # Pydantic's own serializer, without the dozen options of model_dump_json, which cost as much as its work.
    content = record.__pydantic_serializer__.to_json(record).decode()
    return _sealed(id or record.entry, entry_of(record), record, author, content)


def amendment(current: Revision, record: Record, author: str | None, id: str | None) -> Revision:
    """Return the next revision of an entry, keeping fields that only a newer version supports."""
    said = json.loads(current.content)
    # Not the known fields too: one that the record leaves out, because it is not withdrawn, would stay.
    unknown = {name: value for name, value in said.items() if name not in RECORDS[current.kind].model_fields}
    content = unknown | json.loads(record.model_dump_json())
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return _sealed(id or next_id(current.id), current.entry, record, author, written)


def following(previous: Revision, entry: str, said: dict[str, Any], author: str | None, salt: str) -> Revision:
    """Return a revision that directly follows another, even of a record type unknown to this version.

    Its id follows from the other's and the salt: made anew, in this log or in a copy, it is the same revision. Whatever
    anybody says of the entry a millisecond later counts, as if it had been said of this one.
    """
    id, at = following_id(previous.id, entry, salt), previous.at
    with suppress(ValueError):
        at = milliseconds_of(id)
    return sealed(id, entry, previous.kind, author, said, at)


def sealed(id: str, entry: str, kind: str, author: str | None, said: dict[str, Any], at: int | None = None) -> Revision:
    """Return a revision with the given content, of a supported record type or not; made now unless `at` is given."""
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    cohort, learning_set, member = (said.get(name) for name in ("cohort", "learning_set", "member"))
    seal = _digest(id, entry, kind, author, content)
    when = milliseconds_of(id) if at is None else at
    return Revision(id, entry, kind, author, when, cohort, learning_set, member, content, seal)


def following_id(previous: str, entry: str, salt: str) -> str:
    """Return the id of a revision that `following` makes."""
    mark = sha256(f"{entry}\n{salt}".encode()).hexdigest()
    try:
        stamp = f"{milliseconds_of(previous) + 1:012x}"
        # Added, not put in their place: what follows another revision of the same millisecond has another id.
        last = f"{(int(previous[28:], 16) + int(mark[:8], 16)) % (1 << 32):08x}"
    except ValueError:  # it is none that alsnb makes
        return f"{previous}~"
    return f"{stamp[:8]}-{stamp[8:]}-7{mark[8:11]}{previous[18:28]}{last}"


def next_id(previous: str) -> str:
    """Return a new id that sorts after `previous`, even if this computer's clock is behind."""
    new = str(uuid_utils.uuid7())
    if new > previous:
        return new
    return str(uuid_utils.uuid7(nanoseconds=(milliseconds_of(previous) + 1) * 1_000_000))


def newest_of(revisions: Iterable[Revision]) -> list[Revision]:
    """Return the newest revision of each entry, of revisions that come oldest first."""
    return list({each.entry: each for each in revisions}.values())


def retraction(newest: Revision) -> Revision:
    """Return the revision that takes an entry back without its words, right after the newest that its writer has.

    Its id follows from the newest revision's, so that the same is made each time.
    """
    record = newest.record.without_words()
    id = str(UUID(int=UUID(newest.id).int + 1))
    author = record.__dict__.get("member")
    return _sealed(id, newest.entry, record, author, record.__pydantic_serializer__.to_json(record).decode())


def milliseconds_of(id: str) -> int:
    """Return the time in a UUIDv7, in milliseconds since 1970."""
    return int(id[:8] + id[9:13], 16)


def digest(revision: Revision) -> str:
    """Return the SHA-256 of a revision's content as hexadecimal text."""
    return _digest(revision.id, revision.entry, revision.kind, revision.author, revision.content)


def draft_digest(author: str, key: str, at: int, content: str) -> str:
    """Return the SHA-256 of a draft's content as hexadecimal text."""
    return sha256(f"{author}\n{key}\n{at}\n{content}".encode()).hexdigest()


def known_fields(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a revision's content that this version of alsnb supports."""
    declared = RECORDS[kind].model_fields
    return {name: value for name, value in content.items() if name in declared}


def _sealed(id: str, entry: str, record: Record, author: str | None, content: str) -> Revision:
    kind, context = record.kind_name, record.__dict__.get
    cohort, learning_set, member = context("cohort"), context("learning_set"), context("member")
    seal = _digest(id, entry, kind, author, content)
    return Revision(id, entry, kind, author, milliseconds_of(id), cohort, learning_set, member, content, seal)


def _digest(id: str, entry: str, kind: str, author: str | None, content: str) -> str:
    return sha256(f"{id}\n{entry}\n{kind}\n{author or ''}\n{content}".encode()).hexdigest()
