"""Another code for a member, a set, a cohort or a theme, wherever the old one is recorded.

A log only grows: what names the old code is amended, and what its codes tell apart (`Record.key`) is withdrawn under
the old code and recorded under the new one. Each of these revisions follows from the one that it replaces
(`revisions.following`), and stands right after it. So the same renaming in two copies of a log makes the same
revisions, nobody's later change is hidden by it, and after a merge with a copy that still speaks of the old code, the
same renaming again renames the rest.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from alsnb.errors import LogError, RecordError
from alsnb.log import context, descriptions, schema
from alsnb.log.databases.base import Database
from alsnb.log.revisions import Revision, draft_digest, entry_of_key, following, following_id
from alsnb.log.schema import DRAFT
from alsnb.log.store import Log
from alsnb.privacy.roster import Person, Roster
from alsnb.records import CODES, RECORDS, Code, code_fields
from alsnb.words import gettext, listing

Kind = Literal["member", "learning_set", "cohort", "theme"]
_WORDS = ("text", "title", "what")
_FIELDS = {of: {kind: code_fields(kind, of) for kind in RECORDS} for of in CODES}


@dataclass
class Renamed:
    """The effect of a renaming."""

    entries: Counter[str] = field(default_factory=Counter)
    """The number of entries of each kind that get the new code."""
    drafts: int = 0
    """The number of drafts that get the new code."""
    differing: list[str] = field(default_factory=list)
    """Conflicts between the records of both codes; the older record is not kept."""
    people: int = 0
    """The number of people on the roster who get the new code."""


def rename(
    log: Log, kind: Kind, old: str, new: str, cohort: str | None = None, *, merge_into: bool = False,
    roster: str | os.PathLike[str] | None = None, preview: bool = False,
) -> Renamed:  # fmt: skip
    """Give a member, set, cohort or theme another code: in all that is recorded, in drafts, and on the roster.

    Done again, it changes nothing; after a merge with a copy that was not renamed, it renames what came with it.

    Parameters
    ----------
    log : Log
        All is written in one transaction.
    kind : {"member", "learning_set", "cohort", "theme"}
        What the code is of. A member's code may also be that of a facilitator or coder.
    old, new : str
        The codes.
    cohort : str, optional
        Code of the cohort, unless it is the cohort that is renamed; may be left out if the log has one.
    merge_into : bool, default False
        Say that both codes mean the same: of what is recorded under both, the newer is kept.
    roster : path, optional
        A roster to be changed as well.
    preview : bool, default False
        Only return what would be changed.

    Raises
    ------
    LogError
        The log holds nothing of the old code, or something of the new one and `merge_into` is not set.
    RecordError
        The new code is no code.
    """
    _refuse_no_code(new)
    if kind == "cohort":
        cohort = old
    elif cohort is None:
        with log.database.plain_errors(), log.database.engine.connect() as connection:
            cohort = context.only(schema.cohorts(connection), "the code to rename")
    renaming = _Renaming(kind, old, new, cohort)
    for revision in log.revisions(cohort=cohort):
        renaming.read(revision)
    if kind == "cohort":
        for revision in log.revisions(cohort=new):
            renaming.read(revision)
    revisions = renaming.revisions(log, merge_into)
    opened = None if roster is None else Roster.open(path=roster)
    people = [] if opened is None else renaming.people(opened)
    if preview:
        with log.database.plain_errors(), log.database.snapshot() as connection:
            renaming.done.drafts = len(renaming.drafts(connection, log.name))
        return renaming.done
    with log._intake() as intake:
        drafts = renaming.drafts(intake.connection, log.name)
        intake.take(revisions)
        _replace_drafts(log.database, intake.connection, drafts)
    renaming.done.drafts = len(drafts)
    if opened is not None and people != list(opened.people):
        renaming.done.people = len(set(people) - set(opened.people))
        opened.people = tuple(people)
        opened.save()
    return renaming.done


class _Renaming:
    """One renaming and its pending changes."""

    def __init__(self, kind: Kind, old: str, new: str, cohort: str) -> None:
        self.kind, self.old, self.new, self.cohort = kind, old, new, cohort
        self.done = Renamed()
        self._salt = json.dumps([kind, cohort, old, new])
        self._tokens = [json.dumps(code, ensure_ascii=False) for code in (old, new)]
        self._newest: dict[tuple[str, str], Revision] = {}
        self._made: set[str] = set()
        """The ids of what this renaming makes, or made before, of all that is read."""
        self._ids: set[str] = set()
        self._was_ever = False

    def read(self, revision: Revision) -> None:
        """Read a revision; revisions of an entry must come oldest first."""
        key = (revision.entry, revision.kind)
        names_it = any(token in revision.content for token in self._tokens)
        if revision.kind not in RECORDS or not (names_it or key in self._newest):
            return
        fields = json.loads(revision.content)
        codes = {code for name in _FIELDS[self.kind][revision.kind] for code in _several(fields.get(name))}
        if not (codes & {self.old, self.new} or key in self._newest):
            return
        if key not in self._newest or revision.id > self._newest[key].id:
            self._newest[key] = revision
        self._ids.add(revision.id)
        target = self._target(revision, fields, self._changed(revision.kind, fields))
        self._made.add(following_id(revision.id, target, f"to {self._salt}"))
        self._was_ever |= self.old in codes

    def revisions(self, log: Log, merge_into: bool) -> list[Revision]:
        """Return the revisions that carry out the renaming."""
        if not self._was_ever:
            raise LogError(
                gettext(
                    "{called} is not recorded in {name}; nothing was renamed",
                    called=self._called(self.old),
                    name=log.name,
                )
            )
        is_taken = any(map(self._is_of_new, self._newest.values()))
        found: list[Revision] = []
        for each in list(self._newest.values()):
            found += self._renamed(each)
        if found and is_taken and not merge_into and self._ids.isdisjoint(self._made):
            raise LogError(
                gettext(
                    "{called} already exists in {name}; nothing was renamed. If both codes mean the "
                    "same, use --merge-into (in Python, merge_into=True)",
                    called=self._called(self.new),
                    name=log.name,
                )
            )
        if self.kind == "member" and (self.cohort, self.new) in log._tombstones():
            raise LogError(
                gettext(
                    "{called} was erased, so nothing may be recorded under this code; choose another",
                    called=self._called(self.new),
                )
            )
        return sorted(found)

    def _renamed(self, revision: Revision) -> list[Revision]:
        fields = json.loads(revision.content)
        changed = self._changed(revision.kind, fields)
        if changed == fields:
            return []
        author = self.new if self.kind == "member" and revision.author == self.old else revision.author
        target = self._target(revision, fields, changed)
        if target == revision.entry:
            self.done.entries[revision.kind] += 1
            return [following(revision, target, changed, author, f"to {self._salt}")]
        if fields.get("withdrawn") is True:
            return []
        self.done.entries[revision.kind] += 1
        renamed = [
            following(revision, revision.entry, fields | {"withdrawn": True}, revision.author, f"from {self._salt}")
        ]
        there = self._newest.get((target, revision.kind))
        there_says = {} if there is None else json.loads(there.content)
        is_there = there is not None and there_says.get("withdrawn") is not True
        if is_there and there_says != changed and there is not None and there.id not in self._made:
            self.done.differing.append(_difference(revision, there, changed, there_says))
        if there is not None and is_there and (there_says == changed or there.id > revision.id):
            return renamed
        before = revision if there is None else max(revision, there)
        successor = following(before, target, changed, author, f"to {self._salt}")
        self._newest[target, revision.kind] = successor
        return [*renamed, successor]

    def _changed(self, kind: str, said: dict[str, Any]) -> dict[str, Any]:
        """Return a revision's content with the new code."""
        changed = {name: self._replaced(said[name]) for name in _FIELDS[self.kind][kind] if name in said}
        for name in {"manages", "managed_by"} & changed.keys():
            if changed[name] != said[name]:  # nobody manages themselves, be it under two codes
                changed[name] = [each for each in changed[name] if each != changed["member"]]
        return said | changed

    def _target(self, revision: Revision, said: dict[str, Any], changed: dict[str, Any]) -> str:
        """Return the entry to which a revision belongs under the new code."""
        key = RECORDS[revision.kind].key
        if key and entry_of_key([revision.kind, *map(said.get, key)]) == revision.entry:
            return entry_of_key([revision.kind, *map(changed.get, key)])
        return revision.entry

    def people(self, roster: Roster) -> list[Person]:
        """Return the people of a roster with their new codes; people with the same code are merged."""
        persons: dict[tuple[str, str | None], Person] = {}
        for person in roster:
            if self.kind == "cohort" and person.cohort == self.old:
                person = _person(person, cohort=self.new)
            elif self.kind == "member" and person.code == self.old and person.cohort in (None, self.cohort):
                person = _person(person, code=self.new)
            if (other := persons.get((person.code, person.cohort))) is not None:
                names = [name for name in person.names if name not in other.names]
                person = _person(other, also_known_as=(*other.also_known_as, *names))
            persons[person.code, person.cohort] = person
        return list(persons.values())

    def drafts(self, connection: sa.Connection, log: str) -> list[tuple[sa.Row[Any], dict[str, Any]]]:
        """Return the drafts that mention the old code, each with its replacement."""
        keys, found = self._parts_of_keys(log), []
        for row in connection.execute(sa.select(DRAFT).order_by(DRAFT.c.at)):
            author = self.new if self.kind == "member" and row.author == self.old else row.author
            key = self._key_of_draft(row.key, keys)
            fields = json.loads(row.content)
            changed = self._said_in_draft(fields, keys)
            if (author, key, changed) != (row.author, row.key, fields):
                found.append((row, {"author": author, "key": key, "at": row.at, "content": json.dumps(changed)}))
        return found

    def _parts_of_keys(self, log: str) -> dict[str, str]:
        """Return the parts of draft keys that contain codes, with their replacements."""
        holders: dict[str, str] = {}
        members = (
            {self.old} if self.kind == "member" else {each.member for each in self._newest.values() if each.member}
        )
        if self.kind in ("member", "cohort"):
            for member in [self.old] if self.kind == "member" else members:
                now = (self.cohort, self.new) if self.kind == "member" else (self.new, member)
                holders[_tag(self.cohort, member)] = _tag(*now)
        if self.kind in ("learning_set", "cohort"):
            meetings = {(each.learning_set, json.loads(each.content).get("cycle")) for each in self._newest.values()}
            cycles = {cycle for _, cycle in meetings if isinstance(cycle, int)} | set(range(30))
            for learning_set in {each for each, _ in meetings if each}:
                for cycle in cycles:
                    place = (self.cohort, learning_set, cycle)
                    renamed = tuple(self.new if each == self.old else each for each in place[:2])
                    holders[_hash(*place)] = _hash(*renamed, cycle)
        if self.kind == "cohort":
            holders[_hash(log, self.old)] = _hash(log, self.new)
        return holders

    def _key_of_draft(self, key: str, parts: dict[str, str]) -> str:
        pieces = re.split(r"([/:])", key)
        label = {"member": ("member", "working"), "learning_set": ("set",)}.get(self.kind, ())
        for at, piece in enumerate(pieces):
            is_code = (at > 1 and pieces[at - 2] in label) or (
                self.kind == "cohort" and pieces[0] == "setup" and at == 4
            )
            if piece in parts:
                pieces[at] = parts[piece]
            elif is_code and piece == self.old:
                pieces[at] = self.new
        return "".join(pieces)

    def _said_in_draft(self, said: Any, parts: dict[str, str], name: str = "") -> Any:
        if isinstance(said, dict):
            return {
                parts.get(each, self.new if each == self.old else each): self._said_in_draft(value, parts, each)
                for each, value in said.items()
            }
        if isinstance(said, list):
            return [self._said_in_draft(each, parts, name) for each in said]
        # What somebody wrote may be no more than a letter, and means no code.
        return self.new if said == self.old and name not in _TEXTS else said

    def _replaced(self, value: Any) -> Any:
        if isinstance(value, list):
            return list(dict.fromkeys(self.new if each == self.old else each for each in value))
        return self.new if value == self.old else value

    def _is_of_new(self, revision: Revision) -> bool:
        """Return whether an entry names the new code independently of this renaming."""
        fields = json.loads(revision.content)
        codes = {code for name in _FIELDS[self.kind][revision.kind] for code in _several(fields.get(name))}
        return self.new in codes and fields.get("withdrawn") is not True and revision.id not in self._made

    def _called(self, code: str) -> str:
        of = "" if self.kind == "cohort" else f" in cohort {descriptions.code(self.cohort)}"
        return f"a {descriptions.kind_of(self.kind)} {descriptions.code(code)}{of}"


_TEXTS = {
    name
    for record in RECORDS.values()
    for name, declared in record.model_fields.items()
    if declared.annotation in (str, str | None) and not any(name in _FIELDS[of][record.kind_name] for of in CODES)
}
"""Fields that contain free text."""


def _replace_drafts(
    database: Database, connection: sa.Connection, drafts: Iterable[tuple[sa.Row[Any], dict[str, Any]]]
) -> None:
    for row, changed in drafts:
        database.drop_draft(connection, row.author, row.key)
        changed["digest"] = draft_digest(*(changed[name] for name in ("author", "key", "at", "content")))
        # Of two drafts of the same, the one typed last; they come in that order.
        database.keep_draft(connection, changed, if_newer=True)


def _difference(one: Revision, other: Revision, said: dict[str, Any], other_said: dict[str, Any]) -> str:
    names = [name for name in {**said, **other_said} if said.get(name) != other_said.get(name)]
    fields = RECORDS[one.kind].model_fields
    labels = [f"“{fields[name].title if name in fields else name}”" for name in names]
    newer = max(one, other)
    return (
        f"{descriptions.entry(one.kind, said)}: {listing(labels)} differ; "
        f"kept as recorded on {newer.written_at:%Y-%m-%d %H:%M} UTC"
    )


def _refuse_no_code(code: str) -> None:
    try:
        TypeAdapter[str](Code).validate_python(code)
    except ValidationError:
        raise RecordError(
            gettext(
                "{code!r:.60} is not a code; expected at most 100 characters, without line breaks "
                "and without spaces at the start or end",
                code=code,
            )
        ) from None


def _several(value: Any) -> list[Any]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else [value]


def _person(person: Person, **changes: Any) -> Person:
    return Person(**{name: getattr(person, name) for name in Person.model_fields} | changes)


def _tag(cohort: str | None, member: str | None) -> str:
    return sha256(f"{cohort}\n{member}".encode()).hexdigest()[:12]


def _hash(*about: Any) -> str:
    return sha256(repr([str(each) for each in about]).encode()).hexdigest()[:16]
