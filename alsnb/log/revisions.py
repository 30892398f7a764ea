"""A revision: one immutable row of the log."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

import uuid_utils

from alsnb.records import RECORDS, Record


class Revision(NamedTuple):
    """What an author said of an entry at one time.

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

    @property
    def written_at(self) -> datetime:
        """When the revision was written."""
        return datetime.fromtimestamp(self.at / 1000, UTC)

    @property
    def record(self) -> Record:
        """The record as this revision has it (fields that only a newer version knows are left out)."""
        return RECORDS[self.kind](entry=self.entry, **known_fields(self.kind, json.loads(self.content)))


def revision(record: Record, author: str | None) -> Revision:
    """The first revision of a record's entry."""
    # Pydantic's own serializer, without the dozen options of model_dump_json, which cost as much as its work.
    return _sealed(record.entry, record, author, record.__pydantic_serializer__.to_json(record).decode())


def amendment(current: Revision, record: Record, author: str | None, id: str | None) -> Revision:
    """The next revision of an entry; what a newer version wrote into it and this one does not know is kept."""
    content = json.loads(current.content) | json.loads(record.model_dump_json())
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return _sealed(id or next_id(current.id), record, author, written)


def next_id(previous: str) -> str:
    """A new id that sorts after `previous`, even where this machine's clock is behind the one that made it."""
    new = str(uuid_utils.uuid7())
    if new > previous:
        return new
    return str(uuid_utils.uuid7(nanoseconds=(milliseconds_of(previous) + 1) * 1_000_000))


def milliseconds_of(id: str) -> int:
    """The time in a UUIDv7, in milliseconds since 1970."""
    return int(id[:8] + id[9:13], 16)


def digest(revision: Revision) -> str:
    """SHA-256 over everything a revision says, as hexadecimal text."""
    return _digest(revision.id, revision.entry, revision.kind, revision.author, revision.content)


def known_fields(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The part of a revision's content that this version of alsnb has fields for."""
    known = RECORDS[kind].model_fields
    return {name: value for name, value in content.items() if name in known}


def _sealed(id: str, record: Record, author: str | None, content: str) -> Revision:
    context = record.__dict__.get
    return Revision(
        id, record.entry, record.kind_name, author, milliseconds_of(id),
        context("cohort"), context("learning_set"), context("member"),
        content, _digest(id, record.entry, record.kind_name, author, content),
    )  # fmt: skip


def _digest(id: str, entry: str, kind: str, author: str | None, content: str) -> str:
    return hashlib.sha256(f"{id}\n{entry}\n{kind}\n{author or ''}\n{content}".encode()).hexdigest()
