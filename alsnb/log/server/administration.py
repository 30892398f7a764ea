"""Administer a shared log as its owner: make it, upgrade it, and manage its users."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from psycopg import errors as postgres
from psycopg import sql

from alsnb.errors import LogError
from alsnb.log import schema
from alsnb.log.databases.access_rules import API, NO_MORE_THAN_NEEDED, VISIBLE, WITHOUT_POLICIES, statements
from alsnb.log.databases.postgresql import SCHEMA, Server
from alsnb.log.schema import ABOUT, METADATA, SECRET, VERSION
from alsnb.log.server.sessions import in_the_way
from alsnb.words import gettext

OLDEST = 150000
"""PostgreSQL 15: the first that counts nulls as equal in what has to be unique."""
_PATIENCE = "5s"
"""How long administration waits for somebody's open transaction before it says whose it is."""
_LIMITS = {
    "statement_timeout": "5min",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "2min",
    "work_mem": "16MB",
}
"""What a login that was made here starts with; anyone who connects with another program can set these otherwise."""
_CONNECTIONS, _OF_STAFF = 10, 30
"""How many connections a member's login may have at once, and one of staff, who make many reports at a time.

The login itself cannot change that.
"""

MADE = "made by alsnb"
"""The comment on a login made by alsnb."""

Role = Literal["member", "facilitator", "tutor", "researcher"]


class Grant(NamedTuple):
    """A database user's role."""

    username: str
    role: Role
    cohort: str
    learning_set: str | None
    code: str | None

    @property
    def called(self) -> str:
        """In words: ``member A3 of set A of cohort 2026``."""
        code = f" {self.code}" if self.code else ""
        of_set = f" of set {self.learning_set}" if self.learning_set else ""
        return f"{self.role}{code}{of_set} of cohort {self.cohort}"


def init(address: str, *, upgrade: bool = False) -> bool:
    """Make the tables, functions and the group of users of a shared log in a PostgreSQL database, all or none.

    Parameters
    ----------
    address : str
        Of the database, as a user who may create schemas and roles; that user will own the log, and see all of it. If
        there is no such database, and the user may make one, it is made.
    upgrade : bool, default False
        Bring the tables and functions of a log that is there up to date.

    Returns
    -------
    bool
        Whether the database was made too.

    Raises
    ------
    LogError
        The server is too old, there is a log already (or none to bring up to date), or the user may not.
    """
    created = not upgrade and _made_database(address)
    with as_owner(address) as connection:
        if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < OLDEST:
            raise LogError(gettext("PostgreSQL 15 or newer is required"))
        if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
            raise LogError(gettext("the database must have ENCODING 'UTF8'"))
        there = version_of(connection)
        if there is not None and not upgrade:
            raise LogError(gettext("the database already has a log; to upgrade it: alsnb server init --upgrade"))
        if there is None and upgrade:
            raise LogError(gettext("the database has no log to upgrade; to make one, leave out --upgrade"))
        if there is not None and there > VERSION:
            raise LogError(gettext("the log was written by a newer alsnb; update alsnb: pip install --upgrade alsnb"))
        if there is None:
            # Of two who make a log at once, the second waits here, and then finds that there is one.
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for schema_name in (API, VISIBLE):
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema_name}")
        run(connection, WITHOUT_POLICIES)
        METADATA.create_all(connection)
        connection.execute(sa.delete(ABOUT))
        connection.execute(sa.insert(ABOUT).values(version=VERSION, fields=schema.fingerprint()))
        if connection.execute(sa.select(SECRET)).first() is None:
            connection.execute(sa.insert(SECRET).values(secret=secrets.token_hex(32)))
        # Comes with PostgreSQL; not every packager installs it.
        connection.exec_driver_sql('CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public')
        for statement in statements():
            run(connection, statement)
        let_only_its_users_in(connection)
    return created


def let_only_its_users_in(connection: sa.Connection) -> str:
    """Create the group of the log's users, allow only them to connect, and return the group's name.

    A log that was copied or restored has another number than the one it was made under: then its users are moved.
    """
    group = str(connection.execute(sa.text(f"SELECT {SCHEMA}.its_group()")).scalar_one())
    name = sql.Identifier(group).as_string()
    if not has_login(connection, group):
        run(connection, f"CREATE ROLE {name} NOLOGIN")
    listed = sa.text(
        "SELECT DISTINCT username FROM access a JOIN pg_roles r ON r.rolname = a.username "
        "WHERE NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid = CAST(:group AS regrole))"
    )
    for user in connection.execute(listed, {"group": name}).scalars().all():
        run(connection, f"GRANT {name} TO {sql.Identifier(user).as_string()}")
    database = sql.Identifier(str(connection.exec_driver_sql("SELECT current_database()").scalar_one())).as_string()
    run(connection, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    run(connection, f"GRANT CONNECT ON DATABASE {database} TO {name}")
    run(connection, f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA}, {API}, {VISIBLE} FROM PUBLIC")
    run(connection, f"GRANT USAGE ON SCHEMA {API} TO {name}")
    run(connection, f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {API} TO {name}")
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        run(connection, NO_MORE_THAN_NEEDED)
    return group


def grant(address: str, given: Grant, *, create: bool = False) -> str | None:
    """Give a database user access as a member, facilitator, tutor or researcher.

    Parameters
    ----------
    address : str
        Of the log's database, as its owner.
    given : Grant
        A member and a facilitator have a set and a code, a tutor a code.
    create : bool, default False
        Make the database user, with a password nobody has seen yet.

    Returns
    -------
    str or None
        The password of a user who was made.

    Raises
    ------
    LogError
        There is no such user (or, to be made, there is already), the user is a researcher who is to be something else
        too or the other way round, or one may not.
    """
    with as_owner(address) as connection:
        if version_of(connection) is None:
            raise LogError(gettext("the database has no log; to make one: alsnb server init"))
        known = has_login(connection, given.username)
        if known == create:
            raise LogError(
                gettext(
                    "the database user {username} already exists; leave out --create",
                    username=given.username,
                )
                if known
                else gettext(
                    "no database user {username}; to create it with a new password, add --create",
                    username=given.username,
                )
            )
        password = new_login(connection, given.username, [given.role]) if create else None
        let_in(connection, given)
        let_only_its_users_in(connection)
    return password


def let_in(connection: sa.Connection, given: Grant) -> None:
    """Record a login's role; `let_only_its_users_in` then lets it connect."""
    who = {"username": given.username}
    has = connection.execute(sa.text("SELECT DISTINCT role FROM access WHERE username = :username"), who).scalars()
    if any((role == "researcher") != (given.role == "researcher") for role in has):
        raise LogError(
            gettext(
                "{username} already has {value}; researchers, who see pseudonyms, may not see codes, "
                "so use another database user",
                username=given.username,
                value="another role" if given.role == "researcher" else "the role researcher",
            )
        )
    if given.role == "member":  # of one set
        connection.execute(
            sa.text("DELETE FROM access WHERE (username, role, cohort) = (:username, 'member', :cohort)"),
            {"username": given.username, "cohort": given.cohort},
        )
    row = sa.text(
        "INSERT INTO access VALUES (:username, :role, :cohort, :learning_set, :code) "
        "ON CONFLICT (username, role, cohort, learning_set) DO UPDATE SET code = excluded.code"
    )
    connection.execute(row, given._asdict())
    audit(connection, f"let {given.username} in as {given.role}", given.cohort, given.code)


def sharing_a_code(address: str, given: Grant) -> list[str]:
    """Return the other logins with the same code of the same cohort."""
    return sorted(
        each.username
        for each in users(address)
        if given.code is not None
        and (each.cohort, each.code) == (given.cohort, given.code)
        and each.username != given.username
    )


def revoke(address: str, username: str) -> int:
    """Revoke a database user's access; the user and their records stay. Return the number of grants ended.

    Raises
    ------
    LogError
        The user was not let in, or one may not.
    """
    with as_owner(address) as connection:
        gone = connection.execute(sa.text("DELETE FROM access WHERE username = :username"), {"username": username})
        if not gone.rowcount:
            raise LogError(
                gettext(
                    "the user {username} has no access; to list the users: alsnb server users",
                    username=username,
                )
            )
        connection.execute(sa.text(f"SELECT {SCHEMA}.shut_out(:username)"), {"username": username})
        audit(connection, f"let {username} in no more", None, None)
    return gone.rowcount


def users(address: str) -> list[Grant]:
    """Return the users of a log."""
    with as_owner(address) as connection:
        rows = connection.exec_driver_sql("SELECT username, role, cohort, learning_set, code FROM access")
        return sorted((Grant(*row) for row in rows), key=lambda each: [part or "" for part in each])


@contextmanager
def as_owner(address: str) -> Iterator[sa.Connection]:
    """Return a connection in a transaction with exclusive rights to change the log's tables and grants."""
    server = Server(address)
    try:
        with server.plain_errors(), server.writing() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            connection.exec_driver_sql(f"SET LOCAL search_path = {SCHEMA}, public, pg_temp")
            try:
                if version_of(connection) is not None:
                    # Nobody but the owner can lock this table, so nobody else can keep the owner waiting for it.
                    connection.exec_driver_sql(f"LOCK TABLE {SCHEMA}.access IN SHARE ROW EXCLUSIVE MODE")
                yield connection
            except server.driver_errors as error:
                cause = getattr(error, "orig", None) or error
                if isinstance(cause, postgres.LockNotAvailable):
                    raise LogError(in_the_way(server)) from None
                if isinstance(cause, postgres.UniqueViolation) and "pg_namespace" in str(cause):
                    raise LogError(
                        gettext("the database already has a log; to upgrade it: alsnb server init --upgrade")
                    ) from None
                raise
    finally:
        server.engine.dispose()


def _made_database(address: str) -> bool:
    """Make the database of an address, if there is none; returns whether it was made."""
    server = Server(address)
    try:
        with server.plain_errors(), server.engine.connect():
            return False
    except LogError as error:
        if not re.search('database ".*" does not exist', str(error.__cause__)):
            raise
    finally:
        server.engine.dispose()
    name = sql.Identifier(str(server.engine.url.database)).as_string()
    maintenance = Server(address, database="postgres")
    try:
        with maintenance.plain_errors(), maintenance.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            run(alone, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    finally:
        maintenance.engine.dispose()
    return True


def has_login(connection: sa.Connection, name: str) -> bool:
    """Return whether the server has a role of a name."""
    result = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    return result.first() is not None


def new_login(connection: sa.Connection, username: str, roles: Collection[Role]) -> str:
    """Create a login with the limits of its roles, and return its new password."""
    connections = _CONNECTIONS if set(roles) <= {"member"} else _OF_STAFF
    user = sql.Identifier(username).as_string()
    run(connection, f"CREATE ROLE {user} LOGIN CONNECTION LIMIT {connections}")
    for setting, value in _LIMITS.items():
        run(connection, f"ALTER ROLE {user} SET {setting} = '{value}'")
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        run(connection, f"ALTER ROLE {user} SET temp_file_limit = '1GB'")
    # So that it is known later which logins may be deleted again.
    run(connection, f"COMMENT ON ROLE {user} IS {sql.Literal(MADE).as_string()}")
    return new_password(connection, username)


def new_password(connection: sa.Connection, username: str) -> str:
    """Give a login a new password and return it. The server receives only its verifier."""
    password = secrets.token_urlsafe(18)
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), username.encode(), b"scram-sha-256").decode()
    user = sql.Identifier(username).as_string()
    run(connection, f"ALTER ROLE {user} PASSWORD {sql.Literal(verifier).as_string()}")
    return password


def version_of(connection: sa.Connection) -> int | None:
    """Return the version of the existing log."""
    if connection.execute(sa.text(f"SELECT to_regclass('{SCHEMA}.alsnb_log')")).scalar_one() is None:
        return None
    return int(connection.execute(sa.select(ABOUT.c.version)).scalar_one())


def audit(connection: sa.Connection, what: str, cohort: str | None, member: str | None) -> None:
    """Record what the owner did."""
    row = sa.text("INSERT INTO audit (what, cohort, member) VALUES (:what, :cohort, :member)")
    connection.execute(row, {"what": what, "cohort": cohort, "member": member})


def run(connection: sa.Connection, statement: str) -> None:
    """Run one statement, or several, as they are."""
    # The driver itself: SQLAlchemy would take a colon or a percent sign for a parameter.
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)
