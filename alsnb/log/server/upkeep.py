"""The server that a shared log is on, as its owner looks after it: what is to be mended, and what an erasure left."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, NamedTuple

import sqlalchemy as sa
from psycopg import errors as postgres

from alsnb.errors import LogError
from alsnb.log.databases.access_rules import API, VISIBLE
from alsnb.log.databases.postgresql import SCHEMA, Server
from alsnb.log.schema import VERSION
from alsnb.log.server.administration import MADE, as_owner, users, version_of
from alsnb.log.server.sessions import in_the_way


class State(NamedTuple):
    """The state of the server: facts and problems, each a sentence."""

    facts: list[str]
    problems: list[str]


def state(address: str) -> State:
    """Look at the server: encryption, who may connect, versions, privileges, logins.

    Raises
    ------
    LogError
        One is not the owner of the log, or there is none.
    """
    facts, problems = list[str](), list[str]()
    with as_owner(address) as connection:
        ask = _Asking(connection)
        version, there = ask.one("SHOW server_version"), version_of(connection)
        facts.append(
            f"PostgreSQL {version}; log of version {there if there is not None else 'none: alsnb server init'}"
        )
        if there != VERSION or not ask.one(f"SELECT to_regprocedure('{API}.whoami()') IS NOT NULL"):
            return State(facts, ["the log needs upgrading to this version of alsnb: alsnb server init --upgrade"])
        _encryption(ask, facts, problems)
        _who_connects(ask, facts, problems)
        _privileges(ask, problems)
        _logins(ask, facts, problems)
    found = users(address)
    counted = ", ".join(f"{number} {role}{'' if number == 1 else 's'}" for role, number in Counter(
        each.role for each in found).items())  # fmt: skip
    facts.append(f"users: {counted or 'none yet (alsnb server people FILE.csv)'}")
    codes = Counter(
        (each.cohort, each.code) for each in {each._replace(role="member", learning_set=None) for each in found}
    )
    for (cohort, code), number in codes.items():
        if code is not None and number > 1:
            problems.append(f"{number} logins have the code {code} of cohort {cohort}: one may be obsolete")
    facts.append("alsnb cannot check backups: docs/server.md explains how to make them, including the logins")
    return State(facts, problems)


class _Asking:
    """Queries that only some users may run."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def rows(self, query: str) -> list[Any]:
        return list(self._connection.exec_driver_sql(query))

    def one(self, query: str) -> Any:
        return self._connection.exec_driver_sql(query).scalar_one()

    def if_allowed(self, query: str) -> list[Any] | None:
        try:
            with self._connection.begin_nested():
                return self.rows(query)
        except sa.exc.DBAPIError as error:
            if isinstance(error.orig, postgres.InsufficientPrivilege):
                return None
            raise


def _encryption(ask: _Asking, facts: list[str], problems: list[str]) -> None:
    ssl = ask.rows("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0]
    facts.append(f"this connection is encrypted ({ssl.version})" if ssl.ssl else "this connection is not encrypted")
    if ask.one("SHOW ssl") != "on":
        problems.append(
            "the server does not accept encrypted connections, so alsnb connects from other computers only with "
            "?sslmode=disable: set up TLS"
        )
    if ask.one("SHOW password_encryption") != "scram-sha-256":
        problems.append("new passwords are stored by an outdated method: set password_encryption = scram-sha-256")


def _who_connects(ask: _Asking, facts: list[str], problems: list[str]) -> None:
    rules = ask.if_allowed(
        "SELECT line_number, type, database, user_name, address, auth_method, error FROM pg_hba_file_rules "
        "WHERE type IS NULL OR (type LIKE 'host%%' AND coalesce(address, '') NOT IN ('127.0.0.1', '::1', 'localhost'))"
    )
    if rules is None:
        facts.append("only a superuser can check who may connect from where (pg_hba.conf)")
    for rule in rules or []:
        where = f"pg_hba.conf, line {rule.line_number}"
        if rule.error:
            problems.append(f"{where}: {rule.error}")
        elif rule.auth_method == "trust":
            problems.append(f"{where}: allows connections without a password; expected scram-sha-256")
        elif rule.auth_method in ("password", "md5"):
            problems.append(f"{where}: accepts passwords by {rule.auth_method}; expected scram-sha-256")
        elif rule.type != "hostssl" and rule.auth_method not in ("reject", "gss"):
            problems.append(f"{where}: accepts unencrypted connections; expected hostssl")
    if ask.one(
        "SELECT EXISTS (SELECT FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a "
        "WHERE d.datname = current_database() AND a.grantee = 0)"
    ):
        name = ask.one("SELECT quote_ident(current_database())")
        problems.append(
            f"every login of the server may connect to this database; its owner ends that: "
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
        )


def _privileges(ask: _Asking, problems: list[str]) -> None:
    held = ask.rows(
        "SELECT DISTINCT a.grantee::regrole::text AS who FROM pg_class c, aclexplode(c.relacl) AS a "
        f"WHERE c.relnamespace IN (to_regnamespace('{SCHEMA}'), to_regnamespace('{VISIBLE}')) AND "
        f"a.grantee <> c.relowner"
    )
    problems += [
        f"{row.who} has a privilege on the log's tables or views; to remove it: alsnb server init --upgrade"
        for row in held
    ]


def _logins(ask: _Asking, facts: list[str], problems: list[str]) -> None:
    rows = ask.rows(
        "SELECT DISTINCT a.username, r.rolname IS NOT NULL AS there, r.rolcanlogin, r.rolsuper, r.rolconnlimit, "
        "shobj_description(r.oid, 'pg_authid') AS made, EXISTS (SELECT FROM usage u WHERE u.username = "
        "a.username) AS wrote "
        "FROM access a LEFT JOIN pg_roles r ON r.rolname = a.username ORDER BY 1"
    )
    for row in rows:
        if not row.there:
            problems.append(
                f"{row.username} has access, but the server has no such login: restore the logins, or make them with "
                "alsnb server people"
            )
        elif row.rolsuper:
            problems.append(f"{row.username} is a superuser and sees everything")
        elif row.rolconnlimit < 0:
            problems.append(f"{row.username} may open any number of connections: ALTER ROLE … CONNECTION LIMIT 10")
        elif row.made != MADE:
            facts.append(f"{row.username} was not created by alsnb: change its password where it was created")
    quiet = [row.username for row in rows if not row.wrote]
    if quiet:
        facts.append(f"no records so far: {', '.join(quiet)} (PostgreSQL does not show who never connected)")


def erase_remains(address: str) -> list[str]:
    """Have PostgreSQL give up the bytes of what was erased; returns what was done, and what may remain and where.

    Nobody can use the log while its tables are written anew, which takes seconds.

    Raises
    ------
    LogError
        The user is not the owner, or an open transaction blocks the command; the message names it and how to end it.
    """
    server, told = Server(address), list[str]()
    try:
        with server.plain_errors(), server.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("SET lock_timeout = '5s'")
            for table in ("revision", "draft", "erased_entry", "access", "audit", "usage"):
                try:
                    alone.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {SCHEMA}.{table}")
                except sa.exc.DBAPIError as error:
                    if isinstance(error.orig, postgres.LockNotAvailable):
                        raise LogError(in_the_way(server)) from None
                    raise
            told.append("The tables were rewritten and contain nothing that was erased.")
            told += _write_ahead(alone)
    finally:
        server.engine.dispose()
    told.append(
        "Backups, archived write-ahead logs and standby servers hold the erased data until they expire or are "
        "deleted. The server's own log may quote failed statements."
    )
    return told


def _write_ahead(connection: sa.Connection) -> list[str]:
    """Have the write-ahead log forget what it held, as far as one may."""
    recycles = "SELECT setting FROM pg_settings WHERE name = 'wal_recycle'"
    try:
        before = connection.exec_driver_sql(recycles).scalar_one()
        # Segments that are used again keep their old contents beyond where they are written.
        _set(connection, "off")
        try:
            # Those that wait to be used again too: each is gone through, which fills it, and then deleted.
            ahead = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' "
                "AND name > pg_walfile_name(pg_current_wal_lsn())"
            ).scalar_one()
            for _ in range(ahead + 2):
                connection.exec_driver_sql("SELECT pg_logical_emit_message(false, 'alsnb', '')")
                connection.exec_driver_sql("SELECT pg_switch_wal()")
            for _ in range(2):
                connection.exec_driver_sql("CHECKPOINT")
        finally:
            _set(connection, before)
    except sa.exc.DBAPIError as error:
        if not isinstance(error.orig, postgres.InsufficientPrivilege):
            raise
        return [
            "The write-ahead log may hold the erased data until it is overwritten. A superuser can end that: "
            "alsnb server erase-remains, with the superuser's address"
        ]
    kept = connection.exec_driver_sql(
        "SELECT current_setting('wal_keep_size'), count(*) FROM pg_replication_slots"
    ).one()
    if kept[0] not in ("0", "0MB") or kept[1]:
        return [
            f"The write-ahead log keeps segments for others (wal_keep_size {kept[0]}, {kept[1]} slots) "
            "and may hold the erased data."
        ]
    return ["The write-ahead log was restarted, and its earlier segments were deleted."]


def _set(connection: sa.Connection, recycle: str) -> None:
    """Say whether segments are used again, and wait until the server goes by it."""
    connection.exec_driver_sql(f"ALTER SYSTEM SET wal_recycle = {recycle}")
    connection.exec_driver_sql("SELECT pg_reload_conf()")
    for _ in range(100):
        time.sleep(0.05)
        if connection.exec_driver_sql("SHOW wal_recycle").scalar_one() == recycle:
            break
    # All processes were told at once; the one that writes checkpoints gets a moment more.
    time.sleep(0.25)
