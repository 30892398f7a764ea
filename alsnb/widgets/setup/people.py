"""Who takes part: a list read as it comes, names into the roster alone, members into the log by code."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from alsnb.errors import LogError, RosterError
from alsnb.planning.people import (
    COLUMNS,
    KEPT_IN_LOG,
    Listed,
    Table,
    Understood,
    decode,
    guess_columns,
    member_of,
    people_of,
    read,
    understand,
)
from alsnb.privacy import Person, Roster
from alsnb.privacy.roster_draft import Draft
from alsnb.records import Member
from alsnb.widgets.events import handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.step import NotReady, Setup, Step
from alsnb.words import gettext, ngettext

SEPARATORS = {
    "\t": gettext("tabs"),
    ";": gettext("semicolons"),
    ",": gettext("commas"),
    "|": gettext("vertical bars"),
}
_BY_HAND = ("name", "email", *KEPT_IN_LOG, "manager")


class People(Step):
    """The step in which people are listed.

    Names are sent to the page when it asks for them, and are no part of the screen's state: a notebook that is run by
    papermill keeps that state, beside the log.
    """

    def __init__(self, setup: Setup, screen: Screen) -> None:
        super().__init__(setup, screen)
        self._unkept: dict[str, Any] = {}
        self._why_not_kept = ""

    def look(self) -> views.PeopleShown:
        """Return the members, by code."""
        return {
            "members": [
                {
                    "member": row["member"],
                    "role": row["role"],
                    "organisation": row["organisation"],
                    "level": row["level"],
                    "managed_by": row["managed_by"],
                    "learning_set": row["learning_set"],
                    "last_cycle": row["last_cycle"],
                }
                for row in self.setup.members()
            ],
            "columns": [{"value": key, "label": label} for key, label in COLUMNS.items()],
            "joins": self._joins(),
        }

    def _joins(self) -> int | None:
        """From which meeting new people take part: the first, until one has been held; then it is asked."""
        return None if any(row["held_on"] for row in self.setup.rows("meetings")) else 1

    def _joining(self, event: events.SavePeople | events.SavePerson, listed: Sequence[Listed]) -> int | None:
        """What somebody said of the first meeting of those who are new.

        Raises
        ------
        NotReady
            Nobody said it, and a meeting has been held.
        """
        first = event.first_cycle if "first_cycle" in event.model_fields_set else self._joins()
        known = {row["member"] for row in self.setup.members()}
        if first is None and not all(each.code in known for each in listed):
            raise NotReady(
                gettext("Not saved: enter the number of the first meeting that the new people take part in.")
            )
        if first is not None and not (isinstance(first, int | float) and first in range(1000)):
            raise NotReady(
                gettext(
                    "Not saved: the first meeting is {found}. Enter a whole number such as 1.", found=f"{first!r:.40}"
                )
            )
        return None if first is None else int(first)

    def form(self, code: str) -> Fields:
        """The form of a member's record."""
        row = next((row for row in self.setup.members() if row["member"] == code), None)
        if row is None:
            raise LogError(f"no member {code!r} in this cohort")
        others = {each["member"]: each["member"] for each in self.setup.members() if each["member"] != code}
        title = gettext("Member {member}", member=code)
        ask = [*KEPT_IN_LOG, *(["managed_by"] if others else []), "first_cycle", "last_cycle"]
        return Fields(
            self.setup.log, Member, self.screen.draft_key(f"member:{code}"), entry=row["entry"], title=title,
            known={"member": code, "cohort": self.setup.cohort}, ask=ask,
            options={"managed_by": others} if others else None, saved=lambda _: self.saved_as(title),
        )  # fmt: skip

    # What is being pasted or typed: kept beside the roster, never in the log.

    @property
    def _typed(self) -> Draft:
        return Draft(self.screen.outbox, self.setup.roster_path)

    def _keep_typed(self, **changes: Any) -> None:
        """Keep what was typed; where that cannot be done, the page keeps it."""
        draft = self._typed
        try:
            draft.keep({"salt": secrets.token_hex(16)} | draft.read() | self._unkept | changes)
            self._unkept = {}
            self._why_not_kept = ""
        except RosterError as error:
            self._unkept = {"salt": secrets.token_hex(16)} | self._unkept | changes
            self._why_not_kept = str(error)

    def _typed_now(self) -> dict[str, Any]:
        return self._typed.read() | self._unkept

    @handles(events.AskForPeople)
    def on_people_ask(self, _: events.AskForPeople) -> None:
        """The page was drawn: show it what was typed, and who the codes are."""
        self.tell(write=True)

    @handles(events.PeopleText)
    def on_people_text(self, event: events.PeopleText) -> None:
        """A list was pasted, or is being changed."""
        self._keep_typed(text=event.values.text)
        self.tell()

    @handles(events.PeopleFile)
    def on_people_file(self, event: events.PeopleFile) -> None:
        """A list was loaded from a file."""
        text, encoding = decode(base64.b64decode(event.content))
        self._keep_typed(text=text, encoding=encoding, columns={}, answers={})
        self.tell(write=True)

    @handles(events.PeopleColumns)
    def on_people_columns(self, event: events.PeopleColumns) -> None:
        """Somebody said what a column holds."""
        self._keep_typed(columns=event.columns)
        self.tell()

    @handles(events.PeopleAnswer)
    def on_people_answer(self, event: events.PeopleAnswer) -> None:
        """Yes or no was said to what was asked of the list; or all of it is to be asked again."""
        answers = self._typed_now().get("answers") or {}
        self._keep_typed(answers=answers | event.answers if event.answers else {})
        self.tell()

    @handles(events.ClearPeople)
    def on_people_clear(self, _: events.ClearPeople) -> None:
        """Away with what was pasted."""
        self._keep_typed(text="", encoding="", columns={}, answers={})
        self.tell(write=True)

    @handles(events.PersonText)
    def on_person_text(self, event: events.PersonText) -> None:
        """One person is being typed in."""
        self._keep_typed(person=event.values.sent())

    @handles(events.SavePeople)
    def on_people_save(self, event: events.SavePeople) -> None:
        """Save who is on the list."""
        understood = self._understood(self._typed_now())[2]
        if not understood.people:
            self.screen.say(
                gettext("There is nobody to save: paste or load a list, and look at what is said about it."), bad=True
            )
            return
        told = self._save_people(understood.people, event)
        self._keep_typed(text="", encoding="", columns={}, answers={})
        self._done_with_people(told)

    @handles(events.SavePerson)
    def on_person_save(self, event: events.SavePerson) -> None:
        """Save one person who was typed in."""
        values = event.values.sent()
        self._keep_typed(person=values)
        cells = tuple(str(values.get(name) or "") for name in _BY_HAND)
        table = Table(_BY_HAND, ((1, cells),), ",", ())
        understood = self._who(table, list(_BY_HAND), self._typed_now().get("salt", event.id))
        # What is found may hold a name: it is told on the page alone, as the list's is.
        wrong = " ".join(
            gettext("Found {found}: {advice}.", found=each.found, advice=each.do)
            for each in understood.problems
            if not each.ask
        )
        if not understood.people:
            self.tell(about_one=wrong or gettext("Not saved: enter the name."))
            return
        told = self._save_people(understood.people, event)
        self._keep_typed(person={})
        self._done_with_people(told, wrong)

    def _done_with_people(self, told: str, about_one: str = "") -> None:
        draft = self._typed.read()
        if not draft.get("text") and not any((draft.get("person") or {}).values()):
            self._typed.drop()
        self.screen.refresh()
        self.tell(write=True, about_one=about_one)
        self.screen.say(told)

    def _people_roster(self, cohort: str | None) -> tuple[Roster | None, str]:
        """The cohort's roster, where there is one; and why it cannot be used."""
        if cohort is None:
            return None, ""
        try:
            if not Roster.place_of(cohort, self.setup.roster_path).exists():
                return None, ""
            return Roster.open(cohort, path=self.setup.roster_path), ""
        except RosterError as error:
            return None, str(error)

    def _known_people(self, cohort: str | None) -> tuple[list[Person], str]:
        roster, why = self._people_roster(cohort)
        return [person for person in roster or () if person.cohort in (None, cohort)], why

    def _who(
        self, table: Table, columns: Sequence[str], salt: str, answers: Mapping[str, bool] | None = None
    ) -> Understood:
        known, _ = self._known_people(self.setup.cohort)
        taken = {row["member"] for row in self.setup.members()}
        roster, _ = self._people_roster(self.setup.cohort)
        taken |= {person.code for person in roster or ()}
        return understand(table, columns, roster=known, taken=taken, salt=salt, answers=answers)

    def _understood(self, typed: dict[str, Any]) -> tuple[Table, list[str], Understood]:
        table = read(typed.get("text") or "")
        said = typed.get("columns") or {}
        columns = guess_columns(table)
        for at, header in enumerate(table.headers):
            given = said.get(f"{at} {header}")
            if given in COLUMNS:
                columns = ["" if given and each == given else each for each in columns]
                columns[at] = given
        return table, columns, self._who(table, columns, typed.get("salt", ""), typed.get("answers"))

    def _save_people(self, listed: Sequence[Listed], event: events.SavePeople | events.SavePerson) -> str:
        """Names into the roster first: of members whom nobody knows by name there should be none."""
        cohort = self.setup.needs_cohort(anew=True)
        first_cycle = self._joining(event, listed)
        roster, why = self._people_roster(cohort)
        if why:
            raise RosterError(gettext("Nothing was saved: {problem}.", problem=why))
        roster = roster or Roster.open(cohort, path=self.setup.roster_path, create=True)
        before = roster.people
        for person in people_of(listed, before):
            if any(each.code == person.code for each in roster.people):
                roster.remove(person.code)
            roster.add(person)
        order = {person.code: at for at, person in enumerate(before)}
        roster.people = tuple(sorted(roster.people, key=lambda each: order.get(each.code, len(order))))
        roster.give_secrets()
        if roster.people != before:
            roster.save()
        new, changed = self._save_members(listed, cohort, first_cycle)
        known = len(listed) - new
        return ngettext(
            "Saved {n} person: {new} new, {known} known ({changed} changed in the log). "
            "Names are in the roster, codes in the log.",
            "Saved {n} people: {new} new, {known} known ({changed} changed in the log). "
            "Names are in the roster, codes in the log.",
            len(listed),
            new=new,
            known=known,
            changed=changed,
        )

    def _save_members(self, listed: Sequence[Listed], cohort: str, first_cycle: int | None) -> tuple[int, int]:
        """How many are new to the log, and how many changed there."""
        rows = {row["member"]: row for row in self.setup.members()}
        managed_by = {code: list(row["managed_by"]) for code, row in rows.items()}
        manages = {code: list(row["manages"]) for code, row in rows.items()}
        for each in listed:
            if each.manager:
                for former in managed_by.get(each.code, ()):
                    manages[former] = [code for code in manages.get(former, ()) if code != each.code]
                managed_by[each.code] = [each.manager]
                manages.setdefault(each.manager, [])
                if each.code not in manages[each.manager]:
                    manages[each.manager].append(each.code)
        new = [each for each in listed if each.code not in rows]
        self.setup.log.add(
            [
                member_of(each, cohort).model_copy(
                    update={"manages": tuple(manages.get(each.code, ())), "first_cycle": first_cycle}
                )
                for each in new
            ]
        )
        changed = 0
        said = {each.code: each for each in listed}
        for code, row in rows.items():
            # An empty cell changes nothing: not every list has every column.
            told = {name: getattr(said[code], name) for name in KEPT_IN_LOG if code in said}
            now = {name: value for name, value in told.items() if value is not None and value != row[name]}
            both = {"managed_by": managed_by[code], "manages": manages[code]}
            now |= {name: codes for name, codes in both.items() if sorted(codes) != sorted(row[name])}
            if now:
                self.setup.log.amend(row["entry"], **now)
                changed += code in said
        return len(new), changed

    def tell(self, *, write: bool = False, about_one: str = "") -> None:
        """Send the page what is understood of the list, and the names; with `write`, also what is typed."""
        typed = self._typed_now()
        table, columns, understood = self._understood(typed)
        known, why = self._known_people(self.setup.cohort)
        told: views.ListUnderstood = {
            "headers": [
                {"key": f"{at} {header}", "header": header, "column": column}
                for at, (header, column) in enumerate(zip(table.headers, columns, strict=True))
            ],
            "separator": SEPARATORS[table.separator],
            "encoding": typed.get("encoding") or "",
            "people": [
                {
                    "code": each.code,
                    "name": each.name,
                    "email": each.email or "",
                    "role": each.role or "",
                    "organisation": each.organisation or "",
                    "level": each.level or "",
                    "manager": each.manager or "",
                    "line": each.line,
                    "known": each.known,
                    "other": list(each.other),
                }
                for each in understood.people
            ],
            "problems": [
                {"line": each.line, "found": each.found, "do": each.do, "left_out": each.left_out, "ask": each.ask}
                for each in understood.problems
            ],
            "answered": len(typed.get("answers") or {}),
            "missing": list(understood.missing) if understood.people else [],
            "names": {person.code: person.name for person in known},
            "place": str(Roster.place_of(self.setup.cohort or "?", self.setup.roster_path))
            if self.setup.cohort
            else "",
            "why": why,
            "kept": not self._why_not_kept,
            "why_not_kept": self._why_not_kept,
            "about_one": about_one,
        }
        if write:
            told["text"] = typed.get("text") or ""
            person: Any = typed.get("person") or {}
            told["person"] = person
        self.screen.send(views.Message(people=told))
