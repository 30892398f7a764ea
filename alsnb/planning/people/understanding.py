"""A table read as people: each with the code they have or are to be given, and what is doubtful about each line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from alsnb.errors import RecordError
from alsnb.planning.people.cells import ADDRESS, FORMULA, NOTHING, clean, same_name, short, turned
from alsnb.planning.people.managers import close_to, meant_by
from alsnb.planning.people.people import KEPT_IN_LOG, Listed, Problem, Understood
from alsnb.planning.people.spelling import by_address, called, ordinary
from alsnb.planning.people.table import COLUMNS, Table, trimmed
from alsnb.privacy.codes import code_doubts
from alsnb.privacy.names import words
from alsnb.privacy.redaction import redact
from alsnb.privacy.roster import Person


def understand(
    table: Table,
    columns: Sequence[str],
    *,
    roster: Sequence[Person] = (),
    taken: Collection[str] = (),
    salt: str = "",
    answers: Mapping[str, bool] | None = None,
) -> Understood:
    """Read the people on a list.

    People whom the roster knows by e-mail or name keep their codes. The others are given the code in the list's own
    column, or the next free ones (A01, A02 …), in an order that the salt decides: codes in the order of a class list
    would tell who is meant.

    Parameters
    ----------
    table, columns
        As `read` gives it, and what each column holds.
    roster : sequence of Person
        The people known already.
    taken : collection of str
        Codes in use.
    salt : str
        Any text that nobody else knows.
    answers : mapping of str to bool, optional
        Yes or no to what was asked of the list before: `Problem.ask` → answer.
    """
    return _Reader(table, columns, roster, taken, salt, answers or {}).understood()


@dataclass
class _Row:
    line: int
    name: str
    cells: dict[str, str]
    email: str | None
    other: tuple[str, ...]
    known: Person | None = None
    code: str = ""


class _Reader:
    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        roster: Sequence[Person],
        taken: Collection[str],
        salt: str,
        answers: Mapping[str, bool],
    ) -> None:
        self.table, self.columns, self.roster, self.salt, self.answers = table, columns, roster, salt, answers
        self.taken = {*taken, *(person.code for person in roster)}
        self.problems = [
            Problem(
                line, "a quotation mark that is not closed", "close or remove it; the line was read without it", False
            )
            for line in table.unclosed
        ]

    def understood(self) -> Understood:
        rows = [row for row in map(self._row, *zip(*self.table.rows, strict=True)) if row] if self.table.rows else []
        self._first_name_first(rows)
        rows = self._coded(self._distinct(rows))
        people = [Person(code=row.code, name=row.name, also_known_as=row.other, email=row.email) for row in rows]
        everybody = (*people, *(person for person in self.roster if person.code not in {row.code for row in rows}))
        self.lines = {row.code: row.line for row in rows}
        listed = tuple(self._listed(row, everybody) for row in rows)
        missing = tuple(person.code for person in self.roster if person.code not in {row.code for row in rows})
        order = {line: at for at, (line, _) in enumerate(self.table.rows)}
        out = {problem.line for problem in self.problems if problem.left_out}
        to_look_at = [
            problem for problem in self.problems if problem.left_out or not (problem.ask and problem.line in out)
        ]
        problems = sorted(to_look_at, key=lambda problem: (order.get(problem.line, 0), not problem.left_out))
        return Understood(listed, tuple(problems), missing)

    def _told(self, line: int, found: str, do: str, *, left_out: bool = False) -> None:
        self.problems.append(Problem(line, found, do, left_out))

    def _answer(self, line: int, sort: str, about: str, found: str, question: str) -> bool | None:
        """Return the answer to a question; without one yet, ask it and return None."""
        key = f"{sort}: {same_name(about)}"
        if key not in self.answers:
            self.problems.append(Problem(line, found, question, False, key))
        return self.answers.get(key)

    def _row(self, line: int, said: tuple[str, ...]) -> _Row | None:
        if not any(map(str.strip, said)):
            return None
        if len(trimmed(said)) > len(self.columns):
            problem = f"{len(trimmed(said))} cells, where there are {len(self.columns)} columns"
            self._told(line, problem, "if a cell holds the separator, put the cell in quotation marks", left_out=True)
            return None
        cells = {column: clean(cell) for column, cell in zip(self.columns, said, strict=False) if column}
        name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
        email = cells.get("email", "")
        if address := ADDRESS.search(name):
            email = email or address[1]
            name = clean(name.replace(address[0], " ")).strip(" \"'")
        if not name:
            first_cell = next(cell for cell in said if cell.strip())
            problem = "no name" if any(cells.values()) else f"“{short(clean(first_cell))}” and no name"
            self._told(line, problem, "write one, or remove the line; the person is left out", left_out=True)
            return None
        if FORMULA.match(name):
            problem = f"“{short(name)}”, which a spreadsheet takes for a formula"
            self._told(line, problem, "write the name as it is spoken; the person is left out", left_out=True)
            return None
        name, other = self._spelt(line, turned(name))
        other += tuple(each.strip() for each in re.split(r"[;/]", cells.get("other", "")) if each.strip())
        person: dict[str, Any] = {
            "name": name,
            "also_known_as": other,
            "email": email.removeprefix("mailto:") or None,
        }
        while True:
            try:
                made = Person(code="0", **person)
            except RecordError as error:
                if "email" in error.problems and person["email"] is not None:
                    self._told(line, f"“{short(email)}” as e-mail", "correct it; it is left out, the person is not")
                    person["email"] = None
                elif "also_known_as" in error.problems and other:
                    problem = f"“{short('; '.join(other))}” as other names"
                    self._told(line, problem, "correct them; they are left out, the person is not")
                    person["also_known_as"] = other = ()
                else:
                    problem = f"“{short(name)}” as name: {next(iter(error.problems.values()), str(error))}"
                    self._told(line, problem, "correct it; the person is left out", left_out=True)
                    return None
            else:
                return _Row(line, made.name, cells, made.email, made.also_known_as)

    def _spelt(self, line: int, said: str) -> tuple[str, tuple[str, ...]]:
        """Return a name in ordinary spelling, and the other names beside it."""

        def is_name(beside: str) -> bool | None:
            found = f"“{short(beside)}” after the name {short(said)}"
            return self._answer(line, "beside", said, found, "is the person also called so?")

        name, other = called(said, is_name)
        plain = ordinary(name)
        if plain and self._answer(line, "capitals", name, f"“{short(name)}”, in capitals", f"write {short(plain)}?"):
            return plain, tuple(ordinary(each) or each for each in other)
        return name, other

    def _first_name_first(self, rows: list[_Row]) -> None:
        """Reverse names that their addresses spell in reverse, if the addresses on other lines do not."""
        told = [by_address(row.name, row.email) if row.cells.get("name") else (False, None) for row in rows]
        as_written, turned_round = sum(fits for fits, _ in told), sum(bool(name) for _, name in told)
        if not as_written or as_written < turned_round:
            return
        for row, (_, name) in zip(rows, told, strict=True):
            if name:
                found = f"“{short(row.name)}”, which the address {short(row.email or '')} has the other way round"
                if self._answer(row.line, "order", row.name, found, f"write {short(name)}?"):
                    row.name = name

    def _distinct(self, rows: list[_Row]) -> list[_Row]:
        """Return each person once, matched with the roster."""
        kept: list[_Row] = []
        by_email: dict[str, _Row] = {}
        by_name: dict[str, _Row] = {}
        for row in rows:
            email, name = (row.email or "").casefold(), same_name(row.name)
            before = by_email.get(email) if email else None
            if before is not None:
                found = f"the same e-mail address as on line {before.line}"
                self._told(row.line, found, "left out; if this is somebody else, correct the address", left_out=True)
                continue
            if namesake := by_name.get(name):
                if not (email and namesake.email):
                    found = f"the same name as on line {namesake.line}"
                    do = "left out; if this is somebody else, give both an e-mail address"
                    self._told(row.line, found, do, left_out=True)
                    continue
                found = f"the same name as on line {namesake.line}, with another e-mail address"
                self._told(row.line, found, "taken for two people; if it is one, remove a line")
            if email:
                by_email[email] = row
            by_name.setdefault(name, row)
            kept.append(row)
        self._recognised(kept)
        return kept

    def _recognised(self, rows: list[_Row]) -> None:
        emails = {person.email.casefold(): person for person in self.roster if person.email}
        names: dict[str, list[Person]] = defaultdict(list)
        for person in self.roster:
            for name in person.names:
                names[same_name(name)].append(person)
        used: dict[str, int] = {}
        for row in rows:
            row.known = emails.get((row.email or "").casefold())
            if row.known is not None:
                used[row.known.code] = row.line
        for row in rows:
            if row.known is None:
                namesakes = [person for person in names.get(same_name(row.name), ()) if person.code not in used]
                if len(namesakes) > 1:
                    codes = ", ".join(person.code for person in namesakes)
                    self._told(row.line, f"a name that {codes} have", "give the e-mail address of the one who is meant")
                elif namesakes:
                    row.known = namesakes[0]
                    used[row.known.code] = row.line
                    if row.email and row.known.email:
                        found = f"another e-mail address than the roster has for {row.known.code}"
                        self._told(
                            row.line, found, "taken for the same person, whose address changed; if not, change the name"
                        )
            elif same_name(row.name) not in map(same_name, row.known.names):
                found = f"another name than the roster has for {row.known.code}, with the same e-mail address"
                self._told(row.line, found, "taken for the same person; the former name is kept as another name")

    def _coded(self, rows: list[_Row]) -> list[_Row]:
        """Return the people who have, or are given, a code."""
        kept = []
        used = {row.known.code for row in rows if row.known}
        for row in rows:
            wanted = row.cells.get("code", "")
            if row.known is not None:
                row.code = row.known.code
                if wanted and wanted != row.code:
                    self._told(
                        row.line, f"the code {short(wanted)}", f"the person keeps the code {row.code} of the roster"
                    )
            elif wanted:
                try:
                    Person(code=wanted, name=row.name, also_known_as=row.other, email=row.email)
                except RecordError as error:
                    told = str(error).partition("code: ")[2] or str(error)
                    self._told(row.line, told.partition(" (")[0], "correct it; the person is left out", left_out=True)
                    continue
                if wanted in self.taken | used:
                    found = f"the code {short(wanted)}, which somebody else has"
                    self._told(row.line, found, "give another one; the person is left out", left_out=True)
                    continue
                keep = self._keeps(row, wanted, self.taken | used)
                if keep is None:
                    continue
                row.code = wanted if keep else ""
                used.add(wanted)
            kept.append(row)
        new = [row for row in kept if not row.code]
        numbers = [int(code[1:]) for code in self.taken | used if re.fullmatch(r"A\d{1,6}", code)]
        first = max(numbers, default=0) + 1
        width = max(2, len(str(first + len(new) - 1)))
        new.sort(key=lambda row: sha256(f"{self.salt}\0{row.email or same_name(row.name)}".encode()).digest())
        for number, row in enumerate(new, first):
            row.code = f"A{number:0{width}}"
        return kept

    def _keeps(self, row: _Row, code: str, known: Collection[str]) -> bool | None:
        """Return whether a doubtful code is kept; None until that is answered, and the person is left out until
        then."""
        doubts = code_doubts(code, known)
        key = f"code: {same_name(code)}"
        if doubts and key not in self.answers:
            found = f"the code {short(code)}: {' '.join(doubts).rstrip('.')}"
            self.problems.append(Problem(row.line, found, "keep this code? No gives another", True, key))
        return self.answers.get(key) if doubts else True

    def _listed(self, row: _Row, everybody: tuple[Person, ...]) -> Listed:
        kept = {name: self._for_log(row, name, everybody) for name in KEPT_IN_LOG}
        manager = self._manager(row, everybody)
        return Listed(
            row.line, row.code, row.name, row.known is not None, row.email, row.other, **kept, manager=manager
        )

    def _for_log(self, row: _Row, name: str, everybody: tuple[Person, ...]) -> str | None:
        """Return a cell as fit for the log: without names, and without formulas."""
        said = row.cells.get(name, "")
        if said.casefold() in NOTHING:
            return None
        label = COLUMNS[name].lower()
        if FORMULA.match(said):
            found = f"“{short(said)}” as {label}, which a spreadsheet takes for a formula"
            self._told(row.line, found, "write it as plain text; it is left out, the person is not")
            return None
        without, whole = _without_names(said, everybody)
        if whole:
            found = f"a name or address in the {label}, “{short(said)}”"
            self._told(row.line, found, f"no name belongs in the log: it gets “{short(without)}”")
            return without
        if without != said:
            found = f"“{short(said)}” as {label}, with a word that is also a name on the list"
            self._told(row.line, found, "goes into the log as it is; if a person is meant, write it without the name")
        return said

    def _manager(self, row: _Row, everybody: tuple[Person, ...]) -> str | None:
        said = row.cells.get("manager", "")
        if said.casefold() in NOTHING:
            return None
        found = meant_by(said, everybody)
        if len(found) > 1:
            self._told(
                row.line,
                f"the line manager “{short(said)}”, who may be {' or '.join(found)}",
                "write the e-mail address",
            )
        elif not found:
            return self._nearly(row, said, everybody)
        elif found[0] == row.code:
            self._told(
                row.line, "somebody who is their own line manager", "correct it; it is left out, the person is not"
            )
        else:
            return found[0]
        return None

    def _nearly(self, row: _Row, said: str, everybody: tuple[Person, ...]) -> str | None:
        """Return who is meant by a line manager's name that is not on the list, once someone has confirmed it."""
        found = f"the line manager “{short(said)}”, who is not on the list"
        for person in close_to(said, [each for each in everybody if each.code != row.code]):
            line = self.lines.get(person.code)
            who = f"line {line} ({short(person.name)})" if line else f"{person.code} ({short(person.name)})"
            yes = self._answer(row.line, "manager", f"{said} > {person.name}", found, f"did you mean {who}?")
            if yes is not False:
                return person.code if yes else None
        self._told(
            row.line, found, "nothing to do if that is somebody outside the cohort; else write the name as it is there"
        )
        return None


@lru_cache(maxsize=4000)
def _without_names(said: str, everybody: tuple[Person, ...]) -> tuple[str, bool]:
    """Return a text without the names of these people, and whether it held a full name or an address."""
    without = redact(said, everybody).text
    if without == said:
        return said, False
    here = {*words(said)}
    names = [{*words(name)} for person in everybody for name in person.names]
    full = any(len(name) > 1 and name <= here for name in names)
    return without, full or "@" in said
