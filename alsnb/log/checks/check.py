"""Look for problems in a log.

The revisions are read once, in batches. What has to be compared with others is kept as a few numbers per revision
(`comparisons`). Entries with problems that only the comparison shows are read a second time, to describe them.
"""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json

from alsnb import formats, plausible
from alsnb.errors import FormatError
from alsnb.log import descriptions, integrity, schema
from alsnb.log.changes import entry_ids
from alsnb.log.changes.amendments import is_unusable
from alsnb.log.checks.comparisons import Compared, Suspect
from alsnb.log.checks.findings import LOG, Findings, Problem, Subject, amend, command, withdraw
from alsnb.log.checks.likelihood import Plausibility
from alsnb.log.revisions import Revision, entry_of_key, milliseconds_of
from alsnb.log.store import Log
from alsnb.log.summaries import is_seen
from alsnb.log.validity import Validity
from alsnb.privacy.codes import as_seen
from alsnb.records import RECORDS
from alsnb.words import listing

_BATCH = 1_000
_TIMED = ("meeting", "action")


def check(log: Log, progress: Callable[[int, int], None] | None = None) -> list[Problem]:
    """Check a log: the file, digests, records, references, double codings and times.

    Withdrawn entries are not checked, but references to them are reported.

    Parameters
    ----------
    log : Log
        It may be of any size: the memory needed grows by a few bytes a revision.
    progress : callable, optional
        Called now and then with the numbers of revisions read and of all revisions.

    Returns
    -------
    list of Problem
        Empty if there are none. Similar problems are reported together.
    """
    database = log.database
    with database.plain_errors(), database.snapshot() as connection:
        if damaged := database.damage(connection):
            return [Problem(log.name, damaged, _restoring(log).replace(LOG, shlex.quote(log.name)))]
        return _Check(log, connection, progress or (lambda done, of: None)).problems()


class _Check:
    """One check of a log."""

    def __init__(self, log: Log, connection: sa.Connection, progress: Callable[[int, int], None]) -> None:
        self._log, self._connection, self._progress = log, connection, progress
        self._count = connection.execute(sa.select(sa.func.count()).select_from(schema.REVISION)).scalar_one()
        # Of which cohorts are withdrawn their content tells, which may be no JSON here.
        of_cohorts = sa.select(schema.REVISION.c.cohort).where(schema.REVISION.c.kind == "cohort").distinct()
        many = len(connection.execute(of_cohorts.limit(2)).all()) > 1
        self._damages = Findings(log.name, self._prefix, many_cohorts=many)
        self._findings = Findings(log.name, self._prefix, many_cohorts=many)
        self._validity, self._compared = Validity(), Compared()
        self._formats, self._odds = set[str](), set[str]()
        self._plausibility = Plausibility(log.database, connection)

    def problems(self) -> list[Problem]:
        for first, batch in self._batches():
            for row, stored in enumerate(batch, first):
                self._take(row, stored)
        if damages := self._damages.problems():  # what else seems wrong may come of these
            return damages
        self._disagreeing()
        erased = self._connection.execute(sa.select(schema.ERASED.c.entry)).scalars()
        self._look_again(self._compared.suspects(erased))
        self._look_alikes()
        return self._findings.problems()

    def _batches(self) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
        """Yield batches of stored revisions, each with whether a newer one exists; with the row number of the first."""
        columns, later = schema.REVISION.c, schema.REVISION.alias("later")
        superseded = sa.exists().where(
            later.c.entry == columns.entry, later.c.id != later.c.entry, later.c.id > columns.id,
            later.c.kind == columns.kind,
        )  # fmt: skip
        done = 0
        query = sa.select(schema.REVISION, superseded.label("is_superseded")).order_by(columns.id)
        for batch in self._log.database.rows(self._connection, query, _BATCH):
            yield done, batch
            done += len(batch)
            self._progress(done, self._count)

    def _take(self, row: int, stored: tuple[Any, ...]) -> None:
        # A million times: whatever is right passes through here without anything being made of it.
        id, entry, kind, author, at, cohort, learning_set, member, content, seal, is_superseded = stored
        said = said_of = None
        try:
            is_whole = sha256(f"{id}\n{entry}\n{kind}\n{author or ''}\n{content}".encode()).hexdigest() == seal
            said = from_json(content, allow_inf_nan=False) if is_whole else None
            is_odd = entry_ids.is_id(id) is None
            if said.__class__ is dict and entry.__class__ is kind.__class__ is str:
                said_of = said.get
        except (ValueError, TypeError):  # a digest can be made of anything
            said_of = None
        if said is None or said_of is None:
            return self._unreadable(stored)
        if (
            (not is_odd and at != milliseconds_of(id))
            or cohort != said_of("cohort")
            or learning_set != said_of("learning_set")
            or member != said_of("member")
        ):
            return self._unreadable(stored)
        record = RECORDS.get(kind)
        if record is None:
            return self._find("kind", Subject(kind, entry, said, at), "has a record type unknown to this version",
                              "update alsnb: pip install --upgrade alsnb", together=(kind,))  # fmt: skip
        if is_odd and is_unusable(Revision(*stored[:-1])):  # superseded or withdrawn, it stops all that reads the log
            return self._odd(Subject(kind, entry, said, at))
        if is_superseded:
            return None
        if said_of("withdrawn") is True:
            return self._compared.withdraw(kind, entry, said)
        self._compared.hold(kind, entry)
        if problems := self._validity.problems(kind, said):
            return self._invalid(Subject(kind, entry, said, at), problems)
        if is_odd or (entry != id and entry_ids.is_id(entry) is None):
            self._odd(Subject(kind, entry, said, at))
        elif record.key:
            if (rightful := entry_of_key([kind, *map(said_of, record.key)])) != entry:
                self._compared.misplace(row, rightful)
        elif entry[14] == "5":
            self._compared.misplace(row, "")
        self._compared.take(row, kind, entry, said)
        if kind in _TIMED:
            self._impossible(Subject(kind, entry, said, at))
        if kind in ("cohort", "learning_set") and said_of("format") is not None:
            self._format(Subject(kind, entry, said, at))
        if not self._plausibility.is_plausible(kind, said):
            self._doubtful(Subject(kind, entry, said, at))
        return None

    def _odd(self, subject: Subject) -> None:
        """Report an id that alsnb did not generate, once per entry."""
        if subject.entry not in self._odds:
            self._odds.add(subject.entry)
            self._find("id", subject, "has an id that alsnb did not generate", withdraw())

    def _unreadable(self, stored: tuple[Any, ...]) -> None:
        """Report a revision that was changed, or not written by alsnb."""
        *columns, is_superseded = stored
        subject = Subject(str(stored[2]), str(stored[1]), _dict(stored[8]), stored[4])
        try:
            what = integrity.of_revision(Revision(*columns))
        except (ValueError, TypeError, AttributeError):
            what = None
        if what:
            self._damages.add("damage", subject, what, _restoring(self._log))
        elif not is_superseded:
            self._find("content", subject, "was not written by alsnb", withdraw())

    def _find(self, sort: str, subject: Subject, what: str | tuple[str, str], do: str, **how: Any) -> None:
        self._findings.add(sort, subject, what, do, **how)

    def _invalid(self, subject: Subject, problems: dict[str, str]) -> None:
        fields, told = RECORDS[subject.kind].model_fields, []
        for name, problem in problems.items():
            label = fields[name].title if name in fields else name
            value = f" is {descriptions.quoted(subject.said[name])}" if name in subject.said else ""
            told.append(f"“{label}”{value}: {problem}" if name else problem)
        changes = [f"{name}={name.upper()}" for name in problems if name in fields]
        self._find("content", subject, "; ".join(told), amend(*changes) if changes else withdraw())

    def _format(self, subject: Subject) -> None:
        """Report an unreadable format, each once."""
        named = subject.said["format"]
        if named in self._formats:
            return
        self._formats.add(named)
        try:
            formats.load(named, self._log.folder)
        except FormatError as error:
            self._find("format", subject, descriptions.printable(str(error)), amend("format=NAME"))

    def _doubtful(self, subject: Subject) -> None:
        """Report outlying dates and numbers."""
        for name, doubt in self._plausibility.doubts(subject.kind, subject.said).items():
            label = RECORDS[subject.kind].model_fields[name].title
            value = "DATE" if name in plausible.date_fields(RECORDS[subject.kind]) else "NUMBER"
            self._find("doubt", subject, f"“{label}”: {doubt}", amend(f"{name}={value}"), field=name)

    def _impossible(self, subject: Subject) -> None:
        """Report impossible dates: a meeting held after it was recorded, an action due before it was agreed."""
        kind, said = subject.kind, subject.said
        if kind == "meeting" and subject.at is not None and (held := _day(said.get("held_on"))):
            # A day's grace for time zones.
            if held > date(1970, 1, 1) + timedelta(days=1 + subject.at // 86_400_000):
                self._find(
                    "time",
                    subject,
                    f"was held on {held}, after it was recorded",
                    amend("held_on=DATE"),
                    field="held_on",
                )
        elif kind == "action":
            agreed, due = _day(said.get("agreed_on")), _day(said.get("due"))
            if agreed and due and due < agreed:
                self._find(
                    "time",
                    subject,
                    f"was due on {due}, before it was agreed on {agreed}",
                    amend("due=DATE"),
                    field="due",
                )

    def _disagreeing(self) -> None:
        """Report entries whose kind, or whose member, changed."""
        columns, first = schema.REVISION.c, schema.REVISION.alias("first")
        changed = sa.or_(
            columns.kind != first.c.kind,
            columns.cohort.is_distinct_from(first.c.cohort),
            (columns.kind == "reflection") & columns.member.is_distinct_from(first.c.member),
        )
        query = sa.select(columns.entry, columns.id).join(first, first.c.id == columns.entry)
        query = query.where(columns.id != columns.entry, first.c.entry == first.c.id, changed).order_by(columns.id)
        found = {entry for batch in self._log.database.rows(self._connection, query, _BATCH) for entry, _ in batch}
        for entry in sorted(found):
            history = entry_ids.history(self._connection, entry)
            first_revision = next(each for each in history if each.id == entry)
            for now in {each.kind: each for each in history}.values():
                self._disagree(first_revision, now)

    def _disagree(self, made: Revision, now: Revision) -> None:
        fields = from_json(now.content)
        if not isinstance(fields, dict) or fields.get("withdrawn") is True:
            return
        subject = Subject(now.kind, now.entry, fields, now.at)
        if made.kind != now.kind:
            kinds = f"{descriptions.kind_of(made.kind)}, {descriptions.kind_of(now.kind)}"
            what = f"its revisions have different record types: {kinds}"
            self._find("other", subject, what, withdraw(now.kind))
            return
        for name in ("cohort", "member") if now.kind == "reflection" else ("cohort",):
            before, after = getattr(made, name), getattr(now, name)
            # Of a code that is nobody's now, the new one may have taken the place.
            gone = not self._compared.is_known(name, made.cohort, before)
            if before is not None and before != after and not gone:
                what = f"its revisions differ in the {name}: {descriptions.code(before)}, {descriptions.code(after)}"
                self._find("other", subject, what, amend(f"{name}={before}"))

    def _look_again(self, suspects: dict[int, list[Suspect]]) -> None:
        """Report problems that only a comparison of entries showed."""
        namings = list(self._compared.namings())
        firsts = defaultdict[int, list[Any]](list)
        for naming in namings:
            firsts[naming.first].append(naming)
        twice = defaultdict[tuple[Any, ...], list[Subject]](list)
        wanted = sorted({*suspects, *firsts})
        for first, batch in self._batches() if wanted else ():
            for row in wanted[bisect_left(wanted, first) : bisect_left(wanted, first + len(batch))]:
                stored = batch[row - first]
                subject = Subject(stored[2], stored[1], from_json(stored[8]), stored[4])
                for suspect in suspects.get(row, ()):
                    self._suspect(suspect, subject, twice)
                for naming in firsts.get(row, ()):
                    self._naming(naming, subject)
        for (_, member, cycle), subjects in twice.items():
            self._in_two_sets(member, cycle, subjects)
        for start, records in self._compared.enrolled_twice():
            whose = records[0]
            subjects = [Subject("member", _entry_of(each), each) for each in records]
            self._in_two_sets(whose["member"], start, subjects)

    def _look_alikes(self) -> None:
        """Report members whose codes look the same."""
        seen = defaultdict[tuple[str | None, str], list[str]](list)
        for cohort, member in schema.sets(self._connection):
            if member is not None and self._compared.is_known("member", cohort, member):
                seen[cohort, as_seen(member)].append(member)
        for (cohort, _), codes in seen.items():
            first, *others = sorted(codes)
            for other in others:
                entry = entry_of_key(["member", cohort, other])
                what = f"has a code, {other!a}, that looks like {descriptions.code(first)} but has other letters"
                do = command("rename", LOG, "--member", other, first, "--cohort", cohort, "--merge-into")
                if not is_seen(other):  # nobody could type it, nor see what a command says
                    arguments = f"'member', {other!a}, {first!a}, {cohort!a}, merge_into=True"
                    do = f"alsnb.log.changes.renaming.rename(log, {arguments}) in Python"
                do = f"if both are the same person: {do}"
                self._find("code", Subject("member", entry, self._newest(entry)), what, do)

    def _suspect(self, suspect: Suspect, subject: Subject, twice: dict[tuple[Any, ...], list[Subject]]) -> None:
        said, about = subject.said, suspect.about
        match suspect.sort:
            case "refers to nothing":
                is_needed = RECORDS[subject.kind].model_fields[about].is_required()
                do = withdraw() if is_needed else amend(f"{about}=")
                a = "an" if about[0] in "ai" else "a"
                self._find(
                    "reference", subject, _both("refers", "refer", f"to {a} {about} that is not in the log"),
                    f"merge the log or gather the hand-in that has it; if there is none: {do}",
                    together=(subject.kind, about, said[about]),
                )  # fmt: skip
            case "refers to withdrawn":
                back = command("amend", LOG, self._prefix(said[about]), "withdrawn=no")
                what = _both("refers", "refer", f"to {self._called(said[about], about)}, which was withdrawn")
                do = f"{withdraw()}, or restore the other: {back}"
                self._find("reference", subject, what, do, together=(subject.kind, about, said[about]))
            case "in two sets":
                twice[said.get("cohort"), said.get("member"), said.get("cycle")].append(subject)
            case "too long":
                whole = self._meeting_of(said).get("minutes", 0)
                too_long = f"lasted {said['minutes']:g} minutes, in a meeting of {whole:g} minutes"
                self._find("time", subject, too_long, amend("minutes=NUMBER"), field="minutes")
            case "on another's action":
                action = self._newest(said["action"])
                owner = descriptions.code(action.get("member"))
                told = f"is by {descriptions.code(said['member'])} on an action of {owner}"
                self._find("other", subject, told, withdraw())
            case "before its action":
                early = f"was made on {said['reported_on']}, before its action was agreed"
                self._find("time", subject, early, amend("reported_on=DATE"), field="reported_on")
            case _:
                self._misplaced(subject, is_twice=suspect.sort == "coded twice")

    def _misplaced(self, subject: Subject, *, is_twice: bool) -> None:
        """Report an entry whose id does not match its key."""
        history = entry_ids.history(self._connection, subject.entry)
        key = RECORDS[subject.kind].key
        for each in reversed(history):
            fields = _dict(each.content)
            if each.kind in RECORDS and _entry_of_said(each.kind, fields) == subject.entry:
                what = f"has the id of the {descriptions.entry(each.kind, fields)}"
                if each.kind == subject.kind:
                    changed = [name for name in key if fields.get(name) != subject.said.get(name)]
                    what = f"is coded twice: {what}" if is_twice else what
                    do = amend(*(f"{name}={fields[name]}" for name in changed))
                else:
                    what, do = f"{what}, which it does not belong to", withdraw(subject.kind)
                self._find("other", subject, what, do)
                return
        what = "is coded twice, under two ids" if is_twice else "has the id of another entry"
        self._find("other", subject, what, withdraw(subject.kind))

    def _naming(self, naming: Any, subject: Subject) -> None:
        name, code = naming.name, descriptions.code(naming.code)
        what = "set" if name == "learning_set" else name
        together = (name, naming.cohort, naming.code, naming.member if name == "learning_set" else None)
        if naming.is_withdrawn:
            told = _both("names", "name", f"the {what} {code}, which was withdrawn")
            back = command("amend", LOG, self._prefix(self._entry_of_code(name, naming)), "withdrawn=no")
            do = f"restore it: {back}; or {withdraw()}"
        else:
            holder = "the log" if name == "cohort" else f"cohort {descriptions.code(naming.cohort)}"
            told = _both("names", "name", f"the {what} {code}, which is not in {holder}")
            of = [] if name == "cohort" else ["--cohort", naming.cohort]
            options = {"learning_set": "--set", "cohort": "--cohort-code"}
            rename = command("rename", LOG, options.get(name, f"--{name}"), naming.code, "CODE", *of, "--merge-into")
            where = "in theme_coding.ipynb" if name == "theme" else "in cohort_setup.ipynb"
            do = f"if the code is wrong: {rename}; otherwise record that {what} {where}"
        self._find("code", subject, told, do, together=together, count=naming.number)

    def _in_two_sets(self, member: str, cycle: int, subjects: list[Subject]) -> None:
        sets = sorted({each.said["learning_set"] for each in subjects})
        told = []
        for each in subjects[:4]:
            do = command("amend", LOG, self._prefix(each.entry), "learning_set=SET")
            learning_set = descriptions.code(each.said["learning_set"])
            told.append(f"{descriptions.entry(each.kind, each.said)} in set {learning_set}: {do}")
        first = subjects[0].said
        whose = Subject("member", "", {"member": member, "cohort": first.get("cohort")})
        what = f"is in the sets {listing(list(map(descriptions.code, sets)))} at once, in cycle {cycle}"
        self._find(
            "sets",
            whose,
            what,
            f"amend the wrong one: {'; '.join(told)}",
            together=(first.get("cohort"), member, cycle),
        )

    def _newest(self, entry: str) -> dict[str, Any]:
        """Return an entry's current content."""
        history = entry_ids.history(self._connection, entry)
        return _dict(history[-1].content) if history else {}

    def _called(self, entry: str, kind: str) -> str:
        return descriptions.entry(kind, self._newest(entry))

    def _meeting_of(self, said: dict[str, Any]) -> dict[str, Any]:
        return self._newest(entry_of_key(["meeting", *map(said.get, RECORDS["meeting"].key)]))

    def _entry_of_code(self, name: str, naming: Any) -> str:
        named = [naming.cohort] if name == "cohort" else [naming.cohort, naming.code]
        return entry_of_key([name, *named])

    def _prefix(self, entry: str) -> str:
        return entry_ids.shortest(self._connection, entry)


def _restoring(log: Log) -> str:
    return (
        "restore it from a backup"
        if log.database.path is None
        else f"restore it from a backup: {command('restore', LOG)}"
    )


def _both(one: str, many: str, rest: str) -> tuple[str, str]:
    """Return the end of a sentence about one entry, and about several."""
    return f"{one} {rest}", f"{many} {rest}"


def _day(said: Any) -> date | None:
    with suppress(ValueError, TypeError):
        return date.fromisoformat(said)
    return None


def _dict(content: str) -> dict[str, Any]:
    with suppress(ValueError, TypeError):
        if isinstance(found := from_json(content), dict):
            return found
    return {}


def _entry_of_said(kind: str, said: dict[str, Any]) -> str | None:
    key = RECORDS[kind].key
    return entry_of_key([kind, *map(said.get, key)]) if key else None


def _entry_of(said: dict[str, Any]) -> str:
    return entry_of_key(["member", said.get("cohort"), said.get("member")])
