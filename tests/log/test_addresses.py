"""Addresses of shared logs: a password is in nothing that is shown, in whatever form the address was typed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import postgres
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import example as example_of
from hypothesis import given
from hypothesis import strategies as st

import alsnb
from alsnb import sample
from alsnb.cli import main
from alsnb.log.databases import addresses
from alsnb.log.databases.postgresql import Server
from alsnb.log.server import upkeep
from alsnb.reports import batch

MARK = "Zq7"
"""Starts and ends every password, and stands in nothing else."""


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setenv("ALSNB_PASSWORDS", "{}")


names = st.text("abcdefg", min_size=1, max_size=8)
passwords = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(lambda text: MARK + text + MARK)
hosts = st.sampled_from(
    ["127.0.0.1", "db.example.org", "[::1]", "localhost", "db.example.org:5432", "", "10.0.0.1:port"]
)
ends = st.sampled_from(["", "?sslmode=disable", "?application_name=a b", "#x"])


@st.composite
def typed(draw):
    """An address as somebody may type it, and the password in it."""
    user, password, host, database, end = draw(names), draw(passwords), draw(hosts), draw(names), draw(ends)
    written = draw(st.sampled_from([password, quote(password, safe="")]))
    scheme = draw(st.sampled_from(["postgresql://", "postgres://", "postgresql+psycopg://", "postgresql:/",
                                   "postgresql:",
                                   "", "mysql://", "://", "POSTGRESQL://"]))  # fmt: skip
    form = draw(st.sampled_from(["before the host", "as a setting", "by libpq", "by libpq, quoted", "no host"]))
    if form == "before the host":
        return f"{scheme}{user}:{written}@{host}/{database}{end}", password
    if form == "no host":
        return f"{scheme}{user}:{written}@{host}", password
    if form == "as a setting":
        key = draw(st.sampled_from(["password", "PASSWORD", "sslpassword"]))
        return f"{scheme}{user}@{host}/{database}?sslmode=require&{key}={written}", password
    value = written if form == "by libpq" else f"'{written}'"
    return f"host={host} user={user} password={value} dbname={database}", password


def hides(text: str, password: str) -> bool:
    return password not in text and quote(password, safe="") not in text and MARK not in text


@given(typed())
def test_what_is_shown_of_an_address_has_no_password(example):
    address, password = example
    assert hides(addresses.shown(address), password)
    bare = addresses.without_password(address)
    if bare != address:
        assert hides(bare, password)
        assert sa.make_url(bare).password is None
    told = ""
    try:
        told = addresses.shown(addresses.read(address))
    except alsnb.LogError as error:
        told = str(error)
    assert hides(told, password)


@given(typed())
@example_of(("postgresql://a@127.0.0.1/a?sslmode=require&PASSWORD=Zq7Zq7", "Zq7Zq7"))
@example_of(("postgresql://a@127.0.0.1/a?password=Zq7Zq7&password=Zq7Zq7", "Zq7Zq7"))
def test_opening_tells_no_password(example):
    address, password = example
    try:
        addresses.read(address)
    except alsnb.LogError:
        with pytest.raises(alsnb.LogError) as told:
            alsnb.open_log(address)
        assert hides(str(told.value), password)
    else:
        log = Server(address)
        assert hides(f"{log.name} {log.engine.url!r} {log.in_plain_words(OSError(log.name))}", password)


FORMS = [
    f"postgresql://tina:{MARK}word@127.0.0.1:1/course",
    f"postgresql://tina:{MARK}word@127.0.0.1:1:1/course",
    f"postgresql://tina:a@{MARK}word@127.0.0.1:1/course",
    f"postgresql://tina@127.0.0.1:1/course?password={MARK}word",
    f"tina:{MARK}word@127.0.0.1/course",
    f"host=127.0.0.1 port=1 user=tina password={MARK}word dbname=course",
]
COMMANDS = [
    ["check", "@"],
    ["report", "@"],
    ["report", "@", "--notebook", "set_report", "--set", "X"],
    ["report", "@", "--notebook", "set_report"],
    ["reports", "@", "@"],
    ["merge", "@", "@"],
    ["merge", "alsnb:sample", "@"],
    ["lab", "@"],
    ["new", "@"],
    ["export", "@", "--to", "parquet", "--out", "x"],
    ["export-member", "@", "--member", "A1"],
    ["hand-in", "@", "--member", "A1"],
    ["gather", "@", "@"],
    ["gather", ".", "@"],
    ["amend", "@", "x", "y=1"],
    ["withdraw", "@", "x"],
    ["rename", "@", "--member", "A", "B"],
    ["erase", "@", "--member", "A1"],
    ["backup", "@"],
    ["restore", "@"],
    ["restore", "@", "--from", "@"],
    ["check", "@", "@"],
    ["@"],
    ["formats", "@"],
    ["server", "init", "@"],
    ["server", "users", "@"],
    ["server", "grant", "@", "mary", "--tutor", "T1", "--cohort", "C"],
    ["server", "revoke", "@", "mary"],
    ["server", "check", "@"],
    ["server", "end", "@"],
    ["server", "erase-remains", "@"],
    ["server", "people", "@", "@"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("address", FORMS)
def test_no_command_prints_a_password(command, address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [part.replace("@", address) if part == "@" else part for part in command])
    assert done.exit_code != 0
    shown = done.output + str(done.exception)
    assert MARK not in shown, shown
    for file in Path(tmp_path).rglob("*"):
        assert MARK not in str(file)
        assert not file.is_file() or MARK not in file.read_text(errors="replace")


def test_a_password_is_remembered_for_the_connection_and_for_processes_started_here():
    address = f"postgresql://tina:{MARK}word@db.example.org/course?sslmode=require"
    bare = addresses.without_password(address)
    assert bare == "postgresql://tina@db.example.org/course?sslmode=require"
    assert addresses.read(bare).password == f"{MARK}word"
    assert list(json.loads(os.environ["ALSNB_PASSWORDS"]).values()) == [f"{MARK}word"]
    assert addresses.read("postgresql://rosa@db.example.org/course").password is None
    assert addresses.read("postgresql://tina@db.example.org/another").password is None


@pytest.mark.parametrize("path", ["cohort.db", "a/b@c.db", "/home/x y/all.db", "alsnb:sample", "2026.db"])
def test_a_path_stays_a_path(path):
    assert addresses.shown(path) == addresses.without_password(path) == path
    assert not addresses.is_address(path)


# Encryption


def settings(address):
    return addresses.encryption(addresses.read(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "", "127.0.0.3"])
def test_on_this_computer_nothing_needs_to_be_encrypted(host, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    assert settings(f"postgresql://tina@{host}/course") == {}


def test_off_this_computer_the_certificate_is_verified_unless_the_address_says_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("PGSSLMODE", "PGSSLROOTCERT"):
        monkeypatch.delenv(variable, raising=False)
    far = "postgresql://tina@db.example.org/course"
    assert settings(far) == {"sslmode": "verify-full", "sslrootcert": "system"}
    assert settings(f"{far}?sslrootcert=own.crt") == {"sslmode": "verify-full"}
    for said in ("disable", "require", "verify-ca", "verify-full"):
        assert settings(f"{far}?sslmode={said}") == {}
    for said in ("allow", "prefer"):
        with pytest.raises(alsnb.LogError, match="lets the server ask for plain text"):
            settings(f"{far}?sslmode={said}")
    monkeypatch.setenv("PGSSLMODE", "require")
    assert settings(far) == {}
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert settings("postgresql://tina@/course") == {}
    monkeypatch.delenv("PGSSLMODE")
    assert settings("postgresql://tina@/course")["sslmode"] == "verify-full"


def test_a_server_that_takes_nothing_encrypted_is_told_of(server, monkeypatch):
    address = server.address(server.new_log())
    monkeypatch.setattr(addresses, "_is_here", lambda url: False)
    with pytest.raises(alsnb.LogError, match="does not accept encrypted connections"):
        alsnb.open_log(address)
    alsnb.open_log(f"{address}?sslmode=disable").close()


def test_a_report_keeps_the_password_out_of_its_notebook_and_messages(server, tmp_path):
    name = server.new_log()
    address = server.address(name, f"owner:{MARK}word")
    with alsnb.open_log(address) as log:
        log.add([*sample.records("C", sets=2, members=8, cycles=2)])
    (task,) = batch.tasks(address, "cohort_report")
    assert MARK not in str(task)
    with pytest.raises(alsnb.errors.AlsnbError) as told:
        batch.tasks(address, "set_report", learning_set="nowhere")
    assert MARK not in str(told.value)
    assert server.address(name) in str(told.value)


def test_a_message_is_left_as_it_is_but_for_passwords():
    plain = "postgresql://tina@127.0.0.1:5432/course: no such entry, see a@b.db; try: alsnb check 'x y.db' (a:b)."
    assert addresses.censored(plain) == plain
    typed = f"unexpected argument (postgresql://tina:{MARK}@h/course), found tina:{MARK}@h/x: no"
    said = addresses.censored(f"alsnb: {typed}")
    assert MARK not in said
    assert said.startswith("alsnb: unexpected argument ")
    assert said.endswith(": no")


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """A server that takes encrypted connections, with a certificate for "localhost"; and that certificate."""
    if shutil.which("openssl") is None or postgres.binaries() is None:
        pytest.skip("needs PostgreSQL and openssl")
    made = postgres.Server()
    key, certificate = made.folder / "data" / "server.key", made.folder / "data" / "server.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    for file in (key, certificate):
        file.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(file, "postgres")
    made.run("ALTER SYSTEM SET ssl = on")
    made.stop()
    made.start()
    mine = tmp_path_factory.mktemp("tls") / "root.crt"
    mine.write_text(certificate.read_text())
    yield made, mine
    made.remove()


def test_a_certificate_is_verified(encrypted, monkeypatch, tmp_path):
    server, certificate = encrypted
    address = server.address(server.new_log())
    monkeypatch.setattr(addresses, "_is_here", lambda url: False)
    monkeypatch.setenv("HOME", str(tmp_path))
    named = address.replace("127.0.0.1", "localhost")
    with alsnb.open_log(f"{named}?sslrootcert={certificate}") as log, log.database.engine.connect() as connection:
        is_encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert connection.exec_driver_sql(is_encrypted).scalar_one()
    assert "this connection is encrypted (TLS" in "\n".join(upkeep.state(f"{named}?sslrootcert={certificate}").facts)
    for other, told in (
        (named, "does not trust the server's certificate"),
        (f"{address}?sslrootcert={certificate}", "is for a different name than the address has"),
        (f"{named}?sslrootcert={tmp_path}/none.crt", "has no certificates with which to verify the server's"),
    ):
        with pytest.raises(alsnb.LogError, match=told):
            alsnb.open_log(other)
