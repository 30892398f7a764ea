"""The roster: the only file that links members' codes to people."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shlex
import sqlite3
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated, Self

import platformdirs
from pydantic import AfterValidator, StringConstraints, model_validator

from alsnb.errors import RecordError, RosterError
from alsnb.privacy import slips
from alsnb.privacy.names import words
from alsnb.records import Code, Part, field
from alsnb.words import gettext

_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)")  # names Windows gives no file
# What a spreadsheet takes for a formula; an apostrophe before it says that it is text.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def _name(text: str) -> str:
    if sum(map(str.isalpha, text)) < 2:
        raise ValueError("expected a name of two letters or more")
    if ";" in text or any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("expected one name on one line, without a semicolon")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", text):
        raise ValueError("expected an e-mail address such as a.smith@example.org")
    return text


def _country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise ValueError("expected the two capital letters of a country, such as UZ")
    return text


Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_name)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320), AfterValidator(_email)]
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True), AfterValidator(_country)]


class Person(Part):
    """A person on the roster, and the code they have in the log."""

    code: Code = field("Code", "code of the member in the log; never a name")
    name: Name = field("Name", "the person's full name")
    also_known_as: tuple[Name, ...] = field("Also known as", "other names, separated by semicolons", ())
    email: Email | None = field("E-mail", "e-mail address, such as a.smith@example.org", None)
    cohort: Code | None = field("Cohort", "code of the cohort", None)
    country: Country | None = field("Country", "country of their phone, in two capital letters, such as UZ", None)
    secret: slips.Secret | None = field("Secret", "what stands on the slip beside the code", None, repr=False)

    @model_validator(mode="after")
    def _the_code_is_no_name(self) -> Self:
        named = {word for name in self.names for word in words(name) if len(word) > 1}
        if named & set(words(self.code)):
            raise ValueError(f"code: found {self.code!r}, which tells the name; expected a code such as A3")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The name, and the other names."""
        return (self.name, *self.also_known_as)


class Roster:
    """The people behind the codes of a cohort, kept in one CSV file.

    Made by `Roster.open`. Nothing is written before `save`.
    """

    def __init__(self, path: Path, cohort: str | None, people: tuple[Person, ...], content: bytes) -> None:
        self.path = path
        self.cohort = cohort
        self.people = people
        self._content = content

    def __iter__(self) -> Iterator[Person]:
        """Its people."""
        return iter(self.people)

    @classmethod
    def open(
        cls, cohort: str | None = None, *, path: str | os.PathLike[str] | None = None, create: bool = False
    ) -> Roster:
        """Open a roster.

        Parameters
        ----------
        cohort : str, optional
            Code of the cohort; says which file, where no path is given, and is the cohort of people without one.
        path : str or path, optional
            The roster's file. By default it is kept in the platform's folder for a user's data.
        create : bool, default False
            Make a new, empty roster, and its folder where there is none; an existing file is refused.

        Raises
        ------
        RosterError
            There is no such file or it is not a roster, it lies beside a log or in a git work tree, or others can
            read it.
        """
        where = cls.place_of(cohort, path)
        try:
            if not create and not where.is_file():
                raise RosterError(
                    gettext(
                        "there is no roster at {where}; to make one: Roster.open(…, create=True)",
                        where=where,
                    )
                )
            refuse_place(where)
            if create:
                if where.exists():
                    raise RosterError(
                        gettext(
                            "{where} is there already; leave out create=True to open it",
                            where=where,
                        )
                    )
                where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if path is None:
                    where.parent.chmod(0o700)
                roster = cls(where, cohort, (), b"")
                roster.save()
                return roster
            _refuse_readers(where)
            content = where.read_bytes()
        except OSError as error:
            raise RosterError(
                gettext(
                    "{where} cannot be read ({strerror})",
                    where=where,
                    strerror=error.strerror,
                )
            ) from error
        roster = cls(where, cohort, (), content)
        for line, person in _read(where, content):
            try:
                roster.add(person)
            except RosterError as error:
                raise RosterError(
                    gettext("{where}, line {line}: {error}", where=where, line=line, error=error)
                ) from None
        return roster

    @staticmethod
    def place_of(cohort: str | None, path: str | os.PathLike[str] | None = None) -> Path:
        """Return the place of a cohort's roster, whether it exists or not.

        Raises
        ------
        RosterError
            Neither cohort nor path is given, or a path for a cohort.
        """
        if path is not None:
            return Path(path).expanduser()
        if cohort is None:
            raise RosterError(gettext("found neither cohort nor path, expected one: Roster.open('2026-spring')"))
        if cohort.lower().endswith(".csv"):
            raise RosterError(
                gettext(
                    "cohort: found {cohort!r}, which names a file: Roster.open(path={cohort!r})",
                    cohort=cohort,
                )
            )
        return platformdirs.user_data_path("alsnb", appauthor=False) / "rosters" / _file_name(cohort)

    def add(self, person: Person) -> None:
        """Add a person.

        Raises
        ------
        RosterError
            The code is somebody's already.
        """
        if any(person.code == other.code for other in self.people):
            raise RosterError(
                gettext(
                    "found the code {code!r} a second time, expected a code of its own for each person",
                    code=person.code,
                )
            )
        if person.cohort is None and self.cohort is not None:
            person = person.model_copy(update={"cohort": self.cohort})
        self.people = (*self.people, person)

    def remove(self, code: str) -> None:
        """Remove the person who has this code.

        Raises
        ------
        RosterError
            Nobody has it.
        """
        gone = self.person_of(code)
        self.people = tuple(person for person in self.people if person is not gone)

    def person_of(self, code: str) -> Person:
        """Return the person with this code.

        Raises
        ------
        RosterError
            Nobody has it.
        """
        for person in self.people:
            if person.code == code:
                return person
        codes = ", ".join(person.code for person in self.people) or "none"
        raise RosterError(
            gettext(
                "No code {code!r} in {path}. Its codes: {codes}.",
                code=code,
                path=self.path,
                codes=codes,
            )
        )

    def code_of(self, name: str) -> str:
        """Return the code of the person with this name or other name, ignoring case and accents.

        Raises
        ------
        RosterError
            Nobody, or more than one person, has this name.
        """
        wanted = words(name)
        codes = [person.code for person in self.people if wanted in map(words, person.names)]
        if not codes:
            raise RosterError(gettext("No one called {name!r} in {path}.", name=name, path=self.path))
        if len(codes) > 1:
            raise RosterError(
                gettext(
                    "{name!r} matches {codes} in {path}. Use the code.",
                    name=name,
                    codes=" and ".join(codes),
                    path=self.path,
                )
            )
        return codes[0]

    def give_secrets(self) -> int:
        """Give a secret to everyone without one, and return to how many; it is printed on the person's slip."""
        without = [person for person in self.people if person.secret is None]
        self.people = tuple(
            person.model_copy(update={"secret": person.secret or slips.new_secret()}) for person in self.people
        )
        return len(without)

    def secret_of(self, code: str, cohort: str) -> str | None:
        """Return the secret of a member of a cohort; None if there is none."""
        matches = [each for each in self.people if each.code == code and each.cohort in (None, cohort)]
        return matches[0].secret if matches else None

    def save(self) -> None:
        """Write the file: all of it, or none.

        Raises
        ------
        RosterError
            The file was changed meanwhile, lies where no roster may lie, or cannot be written; it is as it was.
        """
        target = self.path.resolve()  # a link stays a link
        temporary = None
        try:
            refuse_place(self.path)
            if (target.read_bytes() if target.exists() else b"") != self._content:
                raise RosterError(
                    gettext(
                        "{path} was changed meanwhile; open it again, then make your changes",
                        path=self.path,
                    )
                )
            content = _written(self.people)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".roster-")  # readable by its owner alone
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except OSError as error:
            raise RosterError(
                gettext(
                    "{path} cannot be written ({reason}); it is as it was",
                    path=self.path,
                    reason=error.strerror or error,
                )
            ) from error
        finally:
            if temporary is not None:
                with suppress(FileNotFoundError):
                    os.unlink(temporary)
        self._content = content


def _file_name(cohort: str) -> str:
    """Return a file name for a cohort, safe on every platform and unique."""
    plain = re.sub(r"[^a-z0-9]+", "-", cohort.lower()).strip("-")[:60]
    if plain != cohort or _RESERVED.fullmatch(plain):
        plain += "-" + hashlib.sha256(cohort.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{plain}.csv"


def refuse_place(path: Path) -> None:
    """Refuse a place from which the roster would travel with a log or a repository."""
    elsewhere = "keep the roster elsewhere; Roster.open(cohort) has a place for it"
    for folder in {Path(os.path.abspath(path)).parent, path.resolve().parent}:
        for above in (folder, *folder.parents):
            if (above / ".git").exists():
                raise RosterError(
                    gettext(
                        "{path} lies in the git work tree {above}, where it would be published; {elsewhere}",
                        path=path,
                        above=above,
                        elsewhere=elsewhere,
                    )
                )
        for log in sorted(folder.iterdir()) if folder.is_dir() else ():
            if _is_log(log):
                raise RosterError(
                    gettext(
                        "{path} lies beside the log {name}, so that one folder tells who said what; {elsewhere}",
                        path=path,
                        name=log.name,
                        elsewhere=elsewhere,
                    )
                )


def _is_log(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            if file.read(15) != b"SQLite format 3":
                return False
    except OSError:
        return False
    # As immutable nothing is written beside the log; what a log in use has not moved to its file yet is then unseen.
    for mode in ("immutable=1", "mode=ro"):
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as database,
        ):
            if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'alsnb_log'").fetchone():
                return True
            if not path.with_name(path.name + "-wal").exists():
                return False
    return False


def _refuse_readers(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise RosterError(
            gettext(
                "{path} can be read by others, expected by you alone; run: chmod 600 {quoted_path}",
                path=path,
                quoted_path=shlex.quote(str(path)),
            )
        )


def _written(people: tuple[Person, ...]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(Person.model_fields)
    for person in people:
        others = "; ".join(person.also_known_as)
        cells = (
            person.code,
            person.name,
            others,
            person.email or "",
            person.cohort or "",
            person.country or "",
            person.secret or "",
        )
        writer.writerow("'" + cell if _FORMULA.match(cell) else cell for cell in cells)
    return table.getvalue().encode()


def _read(path: Path, content: bytes) -> list[tuple[int, Person]]:
    """Read the people in a file, each with the line it ends on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RosterError(
            gettext(
                "{path}, line {line}: found a byte that is not UTF-8; save the file as CSV UTF-8",
                path=path,
                line=line,
            )
        ) from None
    header = next(iter(text.splitlines()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=header.count), strict=True)
    rows: list[tuple[int, Person]] = []
    columns: list[str] = []
    try:
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if not columns:
                columns = [cell.strip().lower() for cell in row]
                _check(columns, where)
            elif len(row) != len(columns):
                raise RosterError(
                    gettext(
                        "{where}: found {row} cells, expected {columns}: {names}",
                        where=where,
                        row=len(row),
                        columns=len(columns),
                        names=", ".join(columns),
                    )
                )
            elif any(map(str.strip, row)):
                cells = (cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in row)
                rows.append((reader.line_num, _person(dict(zip(columns, cells, strict=True)), where)))
    except csv.Error as error:
        raise RosterError(
            gettext(
                "{path}, line {line_num} is not CSV: {error}; expected quotes closed",
                path=path,
                line_num=reader.line_num,
                error=error,
            )
        ) from None
    if not columns:
        raise RosterError(
            gettext(
                "{path}, line 1: found nothing, expected the columns {model_fields}",
                path=path,
                model_fields=", ".join(Person.model_fields),
            )
        )
    return rows


def _check(columns: list[str], where: str) -> None:
    expected = f"expected the columns {', '.join(Person.model_fields)}, each once; code and name are needed"
    wrong = [repr(name) for name in columns if name not in Person.model_fields or columns.count(name) > 1]
    missing = [name for name in ("code", "name") if name not in columns]
    if wrong or missing:
        problem = f"found {', '.join(dict.fromkeys(wrong))}" if wrong else f"found no {' and no '.join(missing)}"
        raise RosterError(f"{where}: {problem}, {expected}")


def _person(cells: dict[str, str], where: str) -> Person:
    others = tuple(name.strip() for name in cells.pop("also_known_as", "").split(";") if name.strip())
    given = {name: cell.strip() or None for name, cell in cells.items()}
    try:
        return Person(**given | {"code": cells["code"].strip(), "name": cells["name"], "also_known_as": others})
    except RecordError as error:
        raise RosterError(f"{where}: {str(error).partition(': ')[2]}") from None
