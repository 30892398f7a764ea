"""Give the people of a course access to a shared log, as listed in a table."""

from __future__ import annotations

import csv
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import cast, get_args

import psycopg
import sqlalchemy as sa
from psycopg import sql

from alsnb.errors import LogError
from alsnb.log.databases import addresses
from alsnb.log.databases.postgresql import SCHEMA
from alsnb.log.server.administration import (
    MADE,
    Grant,
    Role,
    as_owner,
    audit,
    has_login,
    let_in,
    let_only_its_users_in,
    new_login,
    new_password,
    run,
    version_of,
)
from alsnb.words import gettext

ROLES: tuple[str, ...] = get_args(Role)
COLUMNS = ("username", "role", "cohort", "set", "code")
_OTHER_NAMES = {"login": "username", "user": "username", "learning_set": "set"}


@dataclass
class Changes:
    """The changes that make a log's logins match a table."""

    made: list[str] = field(default_factory=list)
    """Logins to create."""
    granted: list[Grant] = field(default_factory=list)
    ended: list[Grant] = field(default_factory=list)
    """What somebody was let in as, in a cohort of the table, that the table does not have."""
    renewed: list[str] = field(default_factory=list)
    """Logins that get a new password."""

    def __bool__(self) -> bool:
        return bool(self.made or self.granted or self.ended or self.renewed)


def read(path: Path, cohort: str | None = None) -> list[Grant]:
    """Read the table of a course: a CSV file with the columns username, role, cohort, set and code.

    Without a username, the code serves as one; the `cohort` of a row that names none may be given.

    Raises
    ------
    LogError
        A row is not complete; which, and what is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.readline()
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=";" if start.count(";") > start.count(",") else ","))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LogError(
            gettext(
                "{path} cannot be read: {reason}",
                path=path,
                reason=getattr(error, "strerror", None) or error,
            )
        ) from None
    rows_read = []
    for number, row in enumerate(rows, 2):
        # A row that is too long has a list under no name.
        cells = {str(name).strip().lower(): value.strip() for name, value in row.items() if isinstance(value, str)}
        cells = {_OTHER_NAMES.get(name, name): value for name, value in cells.items()}
        if not any(cells.values()):
            continue
        rows_read.append(_grant(cells, cohort, f"{path}, line {number}"))
    if not rows_read:
        raise LogError(
            gettext(
                "{path} has no people; expected a line with the columns {columns}, then one line per person",
                path=path,
                columns=", ".join(COLUMNS),
            )
        )
    twice = [each for each, number in Counter(rows_read).items() if number > 1]
    if twice:
        raise LogError(
            gettext(
                "{path} lists {username} twice in the same role; remove one line",
                path=path,
                username=twice[0].username,
            )
        )
    return rows_read


def _grant(said: dict[str, str], cohort: str | None, where: str) -> Grant:
    role, code = said.get("role", "").lower(), said.get("code") or None
    username, of = said.get("username") or code, said.get("cohort") or cohort
    if role not in ROLES:
        raise LogError(
            gettext(
                "{where}: unknown role {role!r}; expected one of {roles}",
                where=where,
                role=role,
                roles=", ".join(ROLES),
            )
        )
    in_set = role in ("member", "facilitator")
    needed = {"username or code": username, "cohort": of}
    needed |= {"set": said.get("set")} if in_set else {}
    needed |= {"code": code} if role != "researcher" else {}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise LogError(
            gettext(
                "{where}: a {role} needs a {missing}; fill it in",
                where=where,
                role=role,
                missing=missing[0],
            )
        )
    if len(str(username).encode()) > 63:
        raise LogError(gettext("{where}: the username is longer than 63 characters", where=where))
    code = None if role == "researcher" else code
    return Grant(str(username), cast(Role, role), str(of), said.get("set") if in_set else None, code)


def changes(address: str, wanted: list[Grant], renew: list[str] | None = None) -> Changes:
    """Return the changes that make the logins match a table; cohorts that it does not name are unaffected."""
    with as_owner(address) as connection:
        return _changes(connection, wanted, renew or [])


def _changes(connection: sa.Connection, wanted: list[Grant], renew: list[str]) -> Changes:
    if version_of(connection) is None:
        raise LogError(gettext("the database has no log; to make one: alsnb server init"))
    query = "SELECT username, role, cohort, learning_set, code FROM access"
    there = {Grant(*row) for row in connection.exec_driver_sql(query)}
    cohorts, names = {each.cohort for each in wanted}, dict.fromkeys(each.username for each in wanted)
    powerful = sa.text(
        "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolname = current_user) AND rolname = ANY(:names)"
    )
    for name in connection.execute(powerful, {"names": list(names)}).scalars():
        raise LogError(
            gettext(
                "{name} owns the log or the server and sees everything; give the person another username",
                name=name,
            )
        )
    if strangers := [name for name in renew if name not in names]:
        raise LogError(
            gettext(
                "{strangers} is not in the table, so no password was made and nothing was changed",
                strangers=strangers[0],
            )
        )
    created = [name for name in names if not has_login(connection, name)]
    return Changes(
        created,
        [each for each in wanted if each not in there],
        sorted((each for each in there if each.cohort in cohorts and each not in wanted), key=str),
        [name for name in renew if name not in created],
    )


def carry_out(address: str, wanted: list[Grant], renew: list[str] | None = None) -> dict[str, str]:
    """Make the logins match a table, all or none, and return the new passwords.

    A user without a role can no longer connect to the log; a login that was made here, and that no other
    log on the server uses, is deleted. What they recorded stays.
    """
    passwords = {}
    with as_owner(address) as connection:
        found = _changes(connection, wanted, renew or [])
        for name in found.made:
            roles = [each.role for each in wanted if each.username == name]
            passwords[name] = new_login(connection, name, roles)
        for name in found.renewed:
            passwords[name] = new_password(connection, name)
        for each in found.ended:
            gone = sa.text(
                "DELETE FROM access WHERE username = :username AND role = :role AND cohort = :cohort "
                "AND learning_set IS NOT DISTINCT FROM :learning_set"
            )
            connection.execute(gone, each._asdict())
            audit(connection, f"let {each.username} in no more as {each.role}", each.cohort, each.code)
        for each in found.granted:
            let_in(connection, each)
        let_only_its_users_in(connection)
        for name in dict.fromkeys(each.username for each in found.ended):
            _leave(connection, name)
    return passwords


def _leave(connection: sa.Connection, name: str) -> None:
    """Remove a login without roles from the log's group, and delete it if no other log uses it."""
    who = {"name": name}
    if connection.execute(sa.text("SELECT 1 FROM access WHERE username = :name"), who).first() is not None:
        return
    connection.execute(sa.text(f"SELECT {SCHEMA}.shut_out(:name)"), who)
    unused = sa.text(
        "SELECT 1 FROM pg_roles r WHERE rolname = :name AND shobj_description(r.oid, 'pg_authid') = :made "
        "AND NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)"
    )
    if connection.execute(unused, {**who, "made": MADE}).first() is not None:
        # One that owns something cannot be deleted; it can connect to nothing of the log's.
        with suppress(psycopg.Error), connection.begin_nested():
            run(connection, f"DROP ROLE {sql.Identifier(name).as_string()}")


def slips(path: Path, address: str, wanted: list[Grant], passwords: dict[str, str]) -> None:
    """Write a page to print and cut up: for each login that got a password, what its person needs to use the log.

    Only anyone who writes it may read it; delete it once it is printed.

    Raises
    ------
    LogError
        There is such a file already, or it cannot be written.
    """
    url = addresses.read(address)
    cards = []
    for name, password in passwords.items():
        bare = addresses.shown(url.set(username=name))
        what = "; ".join(each.called for each in wanted if each.username == name)
        cards.append(
            f"<section><h2>{escape(name)}</h2><p>{escape(what)}</p><dl><dt>Password</dt><dd><code>{escape(password)}</code>"
            f"</dd><dt>Address of the log</dt><dd><code>{escape(bare)}</code></dd></dl><p>Do not write the password "
            "in the address or in a notebook: save it in the file <code>~/.pgpass</code>, or type it when "
            "<code>alsnb -W</code> asks for it.</p></section>"
        )
    style = "section{border:1px dashed;padding:1em;margin:1em;break-inside:avoid}code{font-size:120%}"
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Logins</title><style>{style}</style>{''.join(cards)}"
    )
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(page + "</html>\n")
    except OSError as error:
        raise LogError(
            gettext(
                "cannot write {path}: {strerror}; choose another file with --slips",
                path=path,
                strerror=error.strerror,
            )
        ) from None
