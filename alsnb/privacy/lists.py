"""A list of people as it comes: pasted or exported, with whatever headers, separators and encoding it has.

`decode` makes text of a file's bytes, `read` a `Table` of the text, and `understand` says who is meant: each `Listed`
person with the code they have or are to be given, and each `Problem` with its line, what was found, and what to do.
Nothing is saved here.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import charset_normalizer

from alsnb.errors import RecordError
from alsnb.privacy.names import words
from alsnb.privacy.redaction import redact
from alsnb.privacy.roster import Person
from alsnb.records import Member

COLUMNS = {
    "": "not used",
    "name": "Name",
    "first": "First name",
    "last": "Last name",
    "other": "Also known as",
    "email": "E-mail",
    "code": "Code",
    "role": "Role",
    "organisation": "Organisation",
    "level": "Level",
    "manager": "Line manager",
}
"""What a column may hold, and how that is called."""
KEPT_IN_LOG = ("role", "organisation", "level")

_HEADERS = {
    header: column
    for column, headers in tomllib.loads(Path(__file__).with_name("headers.toml").read_text("utf-8")).items()
    for header in headers
}
# Looked for in this order inside a longer header.
_PARTS = {
    "manager": "manager supervisor vorgesetzt reports", "email": "mail", "first": "forename vorname given",
    "last": "surname nachname family", "organisation": "organi employer company institution",
    "level": "grade level seniority", "role": "job role funktion",
}  # fmt: skip
_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "nil", "tbc", "?", ".", "k.a."}
_DEGREES = {"phd", "ph d", "md", "dphil", "edd", "mba", "msc", "ma", "ba", "bsc", "jr", "sr", "esq", "ii", "iii", "obe"}
_ADDRESS = re.compile(r"[<(\[]?\s*(?:mailto:)?([^\s<>()\[\],;]+@[^\s<>()\[\],;]+)\s*[>)\]]?")
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_WESTERN = ["cp1252", "cp1250", "iso8859_15", "mac_roman", "cp1251", "cp1253", "cp1254"]


class Table(NamedTuple):
    """What a text holds: the headers, and rows with the line each begins on."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    unclosed: tuple[int, ...]
    """Lines with a quotation mark that is never closed."""


class Problem(NamedTuple):
    """Something about a line that somebody should look at."""

    line: int
    found: str
    do: str
    left_out: bool
    """Whether the person on the line is left out because of it."""


@dataclass(frozen=True)
class Listed:
    """A person on a list."""

    line: int
    code: str
    name: str
    known: bool
    """Whether the roster has the person already."""
    email: str | None = None
    other: tuple[str, ...] = ()
    role: str | None = None
    organisation: str | None = None
    level: str | None = None
    manager: str | None = None
    """Code of the line manager, where that is somebody known."""


@dataclass(frozen=True)
class Understood:
    """Who is on a list, what is wrong with it, and whose codes the roster has but not the list."""

    people: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = field(default=())


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file, and the name of the encoding it was taken to be in."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace"), name.removesuffix("-sig")
    if b"\0" in content:
        even = content[::2].count(0) > content[1::2].count(0)
        return content.decode("utf-16-be" if even else "utf-16-le", "replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # A list is short, and mostly plain letters: too little to guess from among all encodings there are.
        best = charset_normalizer.from_bytes(content, cp_isolation=_WESTERN, threshold=0.5).best()
        name = best.encoding if best is not None else "cp1252"
        western = content.decode("cp1252", "replace")
        odd = sum(not (letter.isascii() or letter.isalpha() or letter in "’‘“”–—…€·° ") for letter in western)
        return (western, "cp1252") if not odd else (content.decode(name, "replace"), name)


def read(text: str) -> Table:
    """The table in a text: separated by whatever makes the best table, with or without headers."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found = [_parsed(text, separator) for separator in "\t;|,"]
    rows, separator, unclosed = max(found, key=lambda each: _tidiness(each[0]))
    if len(rows) == 1 and len(rows[0][1]) > 1 and all(_ADDRESS.search(cell) for cell in rows[0][1] if cell.strip()):
        rows = [(rows[0][0], (cell,)) for cell in rows[0][1]]  # addresses copied from a mail's header
    at = _header_at(rows)
    if at is not None:
        headers = tuple(" ".join(cell.split()) for cell in rows[at][1])
        rows = rows[at + 1 :]
    else:
        headers = ()
    in_one = [line for line in text.split("\n")[1 if headers else 0 :] if line.strip()]
    if separator == "," and len(headers) < 2 and all(re.fullmatch(r"[^,\d@]+, [^,\d@]+", line) for line in in_one):
        rows = [(line, (", ".join(cells),)) for line, cells in rows]  # Smith, Anna
    width = max([len(headers), *(len(_trimmed(cells)) for _, cells in rows)], default=0)
    headers += tuple(f"column {number}" for number in range(len(headers) + 1, width + 1)) if not headers else ()
    return Table(headers, tuple(rows), separator, tuple(unclosed))


def guess_columns(table: Table) -> list[str]:
    """For each column of a table, what it most likely holds: a key of `COLUMNS`."""
    guessed = [column_of(header) for header in table.headers]
    if not any(guessed):
        guessed = _by_content(table)
    # Each kind once: the first that looks like it.
    return [column if column not in guessed[:at] else "" for at, column in enumerate(guessed)]


def column_of(header: str) -> str:
    """What a column of that header holds, as far as the header tells."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    plain = re.sub(r"[^a-z]+", " ", plain).strip()
    if plain in _HEADERS:
        return _HEADERS[plain]
    if near := get_close_matches(plain, _HEADERS, n=1, cutoff=0.8):
        return _HEADERS[near[0]]
    return next((column for column, parts in _PARTS.items() if any(part in plain for part in parts.split())), "")


def understand(
    table: Table, columns: Sequence[str], *, roster: Sequence[Person] = (), taken: Collection[str] = (), salt: str = ""
) -> Understood:
    """Who is on a list.

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
    """
    return _Reader(table, columns, roster, taken, salt).understood()


def same_name(name: str) -> str:
    """A name without what does not tell people apart: case, spaces, and how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", " ".join(name.split())).casefold())


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
        self, table: Table, columns: Sequence[str], roster: Sequence[Person], taken: Collection[str], salt: str
    ) -> None:
        self.table, self.columns, self.roster, self.salt = table, columns, roster, salt
        self.taken = {*taken, *(person.code for person in roster)}
        self.problems = [
            Problem(
                line, "a quotation mark that is not closed", "close or remove it; the line was read without it", False
            )
            for line in table.unclosed
        ]

    def understood(self) -> Understood:
        rows = [row for row in map(self._row, *zip(*self.table.rows, strict=True)) if row] if self.table.rows else []
        rows = self._distinct(rows)
        rows = self._coded(rows)
        people = [Person(code=row.code, name=row.name, also_known_as=row.other, email=row.email) for row in rows]
        everybody = (*people, *(person for person in self.roster if person.code not in {row.code for row in rows}))
        listed = tuple(self._listed(row, everybody) for row in rows)
        missing = tuple(person.code for person in self.roster if person.code not in {row.code for row in rows})
        order = {line: at for at, (line, _) in enumerate(self.table.rows)}
        problems = sorted(self.problems, key=lambda problem: (order.get(problem.line, 0), not problem.left_out))
        return Understood(listed, tuple(problems), missing)

    def _told(self, line: int, found: str, do: str, *, left_out: bool = False) -> None:
        self.problems.append(Problem(line, found, do, left_out))

    def _row(self, line: int, said: tuple[str, ...]) -> _Row | None:
        if not any(map(str.strip, said)):
            return None
        if len(_trimmed(said)) > len(self.columns):
            found = f"{len(_trimmed(said))} cells, where there are {len(self.columns)} columns"
            self._told(line, found, "if a cell holds the separator, put the cell in quotation marks", left_out=True)
            return None
        cells = {column: _clean(cell) for column, cell in zip(self.columns, said, strict=False) if column}
        name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
        email = cells.get("email", "")
        if address := _ADDRESS.search(name):
            email = email or address[1]
            name = _clean(name.replace(address[0], " ")).strip(" \"'")
        if not name:
            first_cell = next(cell for cell in said if cell.strip())
            found = "no name" if any(cells.values()) else f"“{_short(_clean(first_cell))}” and no name"
            self._told(line, found, "write one, or remove the line; the person is left out", left_out=True)
            return None
        if _FORMULA.match(name):
            found = f"“{_short(name)}”, which a spreadsheet takes for a formula"
            self._told(line, found, "write the name as it is spoken; the person is left out", left_out=True)
            return None
        name = _turned(name)
        other = tuple(each.strip() for each in re.split(r"[;/]", cells.get("other", "")) if each.strip())
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
                    self._told(line, f"“{_short(email)}” as e-mail", "correct it; it is left out, the person is not")
                    person["email"] = None
                elif "also_known_as" in error.problems and other:
                    found = f"“{_short('; '.join(other))}” as other names"
                    self._told(line, found, "correct them; they are left out, the person is not")
                    person["also_known_as"] = other = ()
                else:
                    found = f"“{_short(name)}” as name: {next(iter(error.problems.values()), str(error))}"
                    self._told(line, found, "correct it; the person is left out", left_out=True)
                    return None
            else:
                return _Row(line, made.name, cells, made.email, made.also_known_as)

    def _distinct(self, rows: list[_Row]) -> list[_Row]:
        """Each person once, with whom the roster takes them for."""
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
        """Those who have, or are given, a code."""
        kept = []
        used = {row.known.code for row in rows if row.known}
        for row in rows:
            wanted = row.cells.get("code", "")
            if row.known is not None:
                row.code = row.known.code
                if wanted and wanted != row.code:
                    self._told(
                        row.line, f"the code {_short(wanted)}", f"the person keeps the code {row.code} of the roster"
                    )
            elif wanted:
                try:
                    Person(code=wanted, name=row.name, also_known_as=row.other, email=row.email)
                except RecordError as error:
                    told = str(error).partition("code: ")[2] or str(error)
                    self._told(row.line, told.partition(" (")[0], "correct it; the person is left out", left_out=True)
                    continue
                if wanted in self.taken | used:
                    found = f"the code {_short(wanted)}, which somebody else has"
                    self._told(row.line, found, "give another one; the person is left out", left_out=True)
                    continue
                row.code = wanted
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

    def _listed(self, row: _Row, everybody: tuple[Person, ...]) -> Listed:
        kept = {name: self._for_log(row, name, everybody) for name in KEPT_IN_LOG}
        manager = self._manager(row, everybody)
        return Listed(
            row.line, row.code, row.name, row.known is not None, row.email, row.other, **kept, manager=manager
        )

    def _for_log(self, row: _Row, name: str, everybody: tuple[Person, ...]) -> str | None:
        """What a cell says, fit for the log: without names, and nothing a spreadsheet would take for a formula."""
        said = row.cells.get(name, "")
        if said.casefold() in _NOTHING:
            return None
        label = COLUMNS[name].lower()
        if _FORMULA.match(said):
            found = f"“{_short(said)}” as {label}, which a spreadsheet takes for a formula"
            self._told(row.line, found, "write it as plain text; it is left out, the person is not")
            return None
        without, whole = _without_names(said, everybody)
        if whole:
            found = f"a name or address in the {label}, “{_short(said)}”"
            self._told(row.line, found, f"no name belongs in the log: it gets “{_short(without)}”")
            return without
        if without != said:
            found = f"“{_short(said)}” as {label}, with a word that is also a name on the list"
            self._told(row.line, found, "goes into the log as it is; if a person is meant, write it without the name")
        return said

    def _manager(self, row: _Row, everybody: tuple[Person, ...]) -> str | None:
        said = row.cells.get("manager", "")
        if said.casefold() in _NOTHING:
            return None
        address = _ADDRESS.search(said)
        name = _turned(_clean(said.replace(address[0], " "))) if address else _turned(said)
        email = address[1].casefold() if address else ""
        found = [
            person.code
            for person in everybody
            if person.code == said or (email and email == (person.email or "").casefold())
        ]
        for same in (same_name, words):
            found = found or [
                person.code for person in everybody if name and any(same(name) == same(each) for each in person.names)
            ]
        if len(found) > 1:
            self._told(
                row.line,
                f"the line manager “{_short(said)}”, who may be {' or '.join(found)}",
                "write the e-mail address",
            )
        elif not found:
            told = f"the line manager “{_short(said)}”, who is not on the list"
            self._told(
                row.line,
                told,
                "nothing to do if that is somebody outside the cohort; else write the name as it is there",
            )
        elif found[0] == row.code:
            self._told(
                row.line, "somebody who is their own line manager", "correct it; it is left out, the person is not"
            )
        else:
            return found[0]
        return None


@lru_cache(maxsize=4000)
def _without_names(said: str, everybody: tuple[Person, ...]) -> tuple[str, bool]:
    """A text without the names of these people, and whether it held a full name or an address."""
    without = redact(said, everybody).text
    if without == said:
        return said, False
    here = {*words(said)}
    names = [{*words(name)} for person in everybody for name in person.names]
    full = any(len(name) > 1 and name <= here for name in names)
    return without, full or "@" in said


def _parsed(text: str, separator: str) -> tuple[list[tuple[int, tuple[str, ...]]], str, list[int]]:
    """The lines that hold something, cut at a separator."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    begins = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                rows.append((begins, tuple(row)))
            begins = reader.line_num + 1
    except csv.Error:
        pass
    else:
        return rows, separator, []
    # Somewhere a quotation mark is not closed: each line is read for itself.
    rows, unclosed = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            (row,) = (
                csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True) if line.strip() else ([],)
            )
        except csv.Error:
            unclosed.append(number)
            row = [cell.replace('"', "") for cell in line.split(separator)]
        if any(map(str.strip, row)):
            rows.append((number, tuple(row)))
    return rows, separator, unclosed


def _tidiness(rows: list[tuple[int, tuple[str, ...]]]) -> tuple[float, float, int]:
    """How much like a table the rows are: headers that are known, rows of one width, columns."""
    if not rows:
        return (0, 0, 0)
    header = _header_at(rows)
    known = 0 if header is None else sum(1 for cell in rows[header][1] if column_of(cell))
    widths = Counter(len(_trimmed(cells)) for _, cells in rows)
    width, often = max(widths.items(), key=lambda each: (each[1] if each[0] > 1 else 0, each[0]))
    return (known if known > 1 else 0, often / len(rows) if width > 1 else 0, width)


def _header_at(rows: list[tuple[int, tuple[str, ...]]]) -> int | None:
    """Which row, if any, holds the headers: some lists begin with a title."""
    best, found = 0, None
    for at, (_, cells) in enumerate(rows[:15]):
        columns = {column_of(cell) for cell in cells if cell.strip()} - {""}
        says_who = columns & {"name", "first", "last", "email"}
        exact = any(_HEADERS.get(re.sub(r"[^a-z]+", " ", cell.casefold()).strip()) for cell in cells)
        if says_who and (exact or len(columns) > 1) and "@" not in "".join(cells) and len(columns) > best:
            best, found = len(columns), at
    return found


def _by_content(table: Table) -> list[str]:
    """What the columns of a table without headers hold, by what is in them."""
    guessed = [""] * len(table.headers)
    singles = []
    for at in range(len(guessed)):
        cells = [cells[at].strip() for _, cells in table.rows if at < len(cells) and cells[at].strip()]
        if not cells:
            continue
        with_letters = sum(bool(re.search(r"[^\W\d_]{2}", cell)) and not re.search(r"\d", cell) for cell in cells)
        addresses = sum(bool(_ADDRESS.fullmatch(cell)) for cell in cells)
        if 2 * addresses > len(cells):
            guessed[at] = "email"
        elif "name" not in guessed and 2 * sum(len(words(_ADDRESS.sub("", cell))) > 1 for cell in cells) >= len(cells):
            guessed[at] = "name"
        elif 2 * with_letters > len(cells):
            singles.append(at)
    if "name" not in guessed and singles:
        guessed[singles[0]] = "first" if len(singles) > 1 else "name"
        if len(singles) > 1:
            guessed[singles[1]] = "last"
    return guessed


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """The cells without the empty ones at the end."""
    size = len(cells)
    while size and not cells[size - 1].strip():
        size -= 1
    return cells[:size]


def _clean(cell: str) -> str:
    shown = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in cell)
    shown = "".join(letter for letter in shown if letter not in "\u200b\ufeff\u00ad")
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def _turned(name: str) -> str:
    """ "Smith, Anna" as Anna Smith; a degree stays where it is."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or not first.strip() or " ".join(words(first)) in _DEGREES:
        return name
    return f"{first.strip()} {last.strip()}"


def _short(text: str) -> str:
    return text if len(text) <= 50 else text[:49] + "…"


def member_of(listed: Listed, cohort: str) -> Member:
    """The record of a listed person who is new to the log: a code, and nothing that tells who it is."""
    managed_by = (listed.manager,) if listed.manager else ()
    return Member(
        cohort=cohort, member=listed.code, role=listed.role, organisation=listed.organisation, level=listed.level,
        managed_by=managed_by,
    )  # fmt: skip


def people_of(listed: Sequence[Listed], roster: Sequence[Person]) -> Iterator[Person]:
    """The people of a list as the roster is to have them; what it knew of them besides stays."""
    before = {person.code: person for person in roster}
    for each in listed:
        known = before.get(each.code)
        names = {same_name(name): name for name in (each.name, *each.other, *(known.names if known else ()))}
        names.pop(same_name(each.name))
        email = each.email or (known.email if known else None)
        yield Person(code=each.code, name=each.name, also_known_as=tuple(names.values()), email=email,
                     cohort=known.cohort if known else None)  # fmt: skip
