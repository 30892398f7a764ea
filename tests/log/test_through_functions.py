"""Queries as users of a shared log make them: tables become functions, which are told what is asked for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import psycopg as dialects

import alsnb
from alsnb.log import schema
from alsnb.log.databases import postgresql
from alsnb.log.schema import REVISION
from alsnb.log.server import administration
from alsnb.log.server.administration import Grant

ROWS = REVISION.c


def rendered(query) -> str:
    dialect = dialects.dialect()
    dialect.statement_compiler = postgresql._Through
    return " ".join(str(query.compile(dialect=dialect)).split())


@pytest.mark.parametrize(
    ("query", "call"),
    [
        (schema.history("x"), "FROM revision(entries => ARRAY["),
        (schema.said_of_kind("member"), "FROM revision(kinds => ARRAY["),
        (sa.select(ROWS.id).where(ROWS.id.in_(["a", "b"])), "FROM revision(ids => ARRAY["),
        (sa.select(ROWS.id).where(ROWS.entry.in_(["a"]) & (ROWS.id != ROWS.entry)), "FROM revision(entries => ARRAY["),
        (sa.select(ROWS.id).order_by(ROWS.id).where(ROWS.id > "a").limit(9), "FROM revision(after => "),
        (sa.select(ROWS.id).where((ROWS.id == "a") | (ROWS.entry == "b")), "FROM revision() AS revision"),
        (sa.select(ROWS.id).where(ROWS.id != "a"), "FROM revision() AS revision"),
        (sa.select(ROWS.id).where(ROWS.member == "a"), "FROM revision() AS revision"),
        (sa.select(schema.DRAFT.c.key), "FROM draft() AS draft"),
        (sa.select(schema.TOMBSTONE), "FROM tombstone() AS tombstone"),
    ],
)
def test_a_function_is_told_what_a_query_asks_for_and_the_query_asks_for_it_still(query, call):
    assert call in rendered(query)
    if "=>" in call:
        assert "WHERE" in rendered(query)


def test_a_limit_is_told_only_if_nothing_else_is_asked_for():
    some = sa.select(ROWS.id).order_by(ROWS.id).where(ROWS.id > "a").limit(9)
    assert "most =>" in rendered(some)
    assert "most =>" not in rendered(some.where(ROWS.kind.in_(["action"])))
    assert "most =>" not in rendered(some.where(ROWS.cohort == "C"))


def test_an_alias_is_told_what_is_asked_of_it_and_not_of_the_other():
    later = REVISION.alias("later")
    query = sa.select(ROWS.id).where(ROWS.kind == "action", sa.exists().where(later.c.entry == ROWS.entry))
    told = rendered(query)
    assert "FROM revision(kinds => ARRAY[" in told
    assert "FROM revision() AS later" in told


@pytest.fixture(scope="module")
def logs(server):
    """A log as its owner and as a tutor have it."""
    name = server.new_log()
    administration.grant(server.address(name), Grant(f"t_{name}", "tutor", "C", None, "T1"), create=True)
    with (
        alsnb.open_log(server.address(name)) as owner,
        alsnb.open_log(server.address(name, f"t_{name}")) as tutor,
    ):
        owner.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
        for cycle in range(1, 4):
            owner.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=cycle))
            owner.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=cycle, place="moved"))
        yield owner, tutor


def asked(log, query) -> list[tuple]:
    with log.database.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(query)))


def test_a_tutor_is_given_what_the_owner_is(logs):
    owner, tutor = logs
    every = sa.select(REVISION)
    ids = [row[0] for row in asked(owner, every)]
    entries = [row[1] for row in asked(owner, every)]
    assert len(ids) == 8
    # A list of none after one of some: the statement is not rendered anew.
    for few in (ids[:2], [], ids[3:4], ["x"]):
        for column in (ROWS.id, ROWS.entry):
            query = every.where(column.in_(few if column is ROWS.id else entries[: len(few)]))
            assert asked(tutor, query) == asked(owner, query)
        assert asked(tutor, every.where(ROWS.id.not_in(few))) == asked(owner, every.where(ROWS.id.not_in(few)))
    queries = [every, every.where(ROWS.kind.in_([])), every.where(ROWS.kind == "meeting"), schema.history(entries[-1])]
    for query in (*queries, schema.newest("meeting", "C"), schema.current("meeting", None)):
        assert asked(tutor, query) == asked(owner, query)
    assert [each.id for each in tutor.revisions()] == sorted(ids)
    assert tutor.fingerprints() == owner.fingerprints()


def test_a_long_log_is_read_in_parts(logs, monkeypatch):
    owner, tutor = logs
    monkeypatch.setattr(alsnb.log.store, "_FEW", 3)
    for kinds in ((), ("meeting",)):
        assert [each.id for each in tutor.revisions(kinds)] == [each.id for each in owner.revisions(kinds)]
