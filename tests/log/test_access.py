"""Every cell of who may read, add, change and delete what, tried out in plain SQL, connected as that user."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import access_matrix
import pytest
from access_matrix import RELATIONS, Cell, cells
from access_world import (
    CODES,
    ELSEWHERE,
    GRANTS,
    OPEN,
    OTHER_SET,
    SEALED,
    SET,
    Row,
    World,
    contents,
    judgement,
    make,
    uuid7,
)

from alsnb.log.server import administration
from alsnb.records import RECORDS

CELLS = cells()
ROOT = Path(__file__).parents[2]
AWHILE_AGO = 1_700_000_000_000


@pytest.fixture(scope="module")
def world(server):
    made = World(server)
    yield made
    made.close()


@pytest.fixture(scope="module")
def rows(world) -> dict[str, Row]:
    """A row for each line of the grid, the writer's or their set's; the log holds other people's besides."""
    times = iter(range(AWHILE_AGO, AWHILE_AGO + 10**9, 1000))

    def row(kind, content, author, entry=None):
        return make(kind, content, author, entry=entry, id=uuid7(next(times)))

    found: dict[str, Row] = {}
    others: list[Row] = []
    for cohort in (OPEN, SEALED, ELSEWHERE):
        for learning_set, member in ((SET, "A1"), (SET, "A2"), (OTHER_SET, "B1")):
            for kind, content in contents(cohort, learning_set, member).items():
                if (kind in ("cohort", "theme") and member != "A1") or (
                    kind in ("learning_set", "meeting") and member == "A2"
                ):
                    continue
                if kind == "consent" and cohort == OPEN and member == "B1":
                    continue
                name = kind if cohort == OPEN else f"{kind}, sealed"
                name = "reflection, tutor" if name == "reflection" else name
                made = row(kind, content, "T1" if kind in ("cohort", "member", "theme") else member)
                is_asked_for = member == "A1" and any(cell.what == name for cell in CELLS)
                if is_asked_for and cohort != ELSEWHERE:
                    found[name] = made
                else:
                    others.append(made)
    said = contents(OPEN, SET, "A1")["reflection"]

    def reflection(visibility, entry=None):
        return row("reflection", said | {"text": f"{visibility} {entry}", "visibility": visibility}, "A1", entry)

    for visibility in ("private", "set"):
        found[f"reflection, {visibility}"] = reflection(visibility)
    for visibility in ("private", "set", "tutor"):
        found[f"reflection, earlier: {visibility}"] = earlier = reflection(visibility)
        others.append(reflection("tutor", earlier.entry))
        of = found[f"reflection, {visibility}"]
        for kind in ("coding", "rating"):
            found[f"{kind}, of {visibility}"] = row(kind, judgement(kind, of), "T1")
    found["reflection, no longer: tutor"] = before = reflection("tutor")
    others.append(reflection("private", before.entry))
    world.put(*found.values(), *others)
    return found


def test_the_grid_has_every_kind_and_every_relation_and_nothing_twice():
    assert {cell.kind for cell in CELLS} == set(RECORDS)
    assert {cell.who for cell in CELLS} == set(RELATIONS)
    assert len({(cell.what, cell.who) for cell in CELLS}) == len(CELLS) == 28 * 13


@pytest.fixture(params=RELATIONS)
def who(request) -> str:
    return request.param


def of(who: str) -> list[Cell]:
    return [cell for cell in CELLS if cell.who == who]


def test_a_user_reads_what_the_grid_says(world, rows, who):
    everything = world.ids(who)
    singly = {
        name for name, row in rows.items()
        if world.attempt(who, "SELECT * FROM alsnb_api.revision() WHERE id = %s", values=[row.id]).rows
    }  # fmt: skip
    by_index = world.attempt(
        who, "SELECT id FROM alsnb_api.revision(ids => %s)", values=[[row.id for row in rows.values()]]
    )
    allowed = {cell.what for cell in of(who) if "r" in cell.may}
    assert {id for (id,) in by_index.rows} == {rows[name].id for name in allowed}
    assert {name for name, row in rows.items() if row.id in everything} == singly == allowed


def test_a_user_counts_no_more_than_they_read(world, rows, who):
    if who in ("researcher", "other_researcher", "revoked", "stranger"):
        assert world.attempt(who, "SELECT count(*) FROM alsnb_api.revision()").state == "42501"
        return
    read = world.attempt(who, "SELECT kind, cohort, learning_set, member FROM alsnb_api.revision()").rows
    counted = world.attempt(who, "SELECT kind, count(*) FROM alsnb_api.revision() GROUP BY kind").rows
    assert sum(number for _, number in counted) == len(read)
    if who != "owner":
        assert {cohort for _, cohort, *_ in read} == set(GRANTS[who][1])


def test_the_typed_views_show_no_more_than_the_rows(world, rows, who):
    newest = {row.entry: name for name, row in rows.items() if ":" not in name}
    for kind, record in RECORDS.items():
        outcome = world.attempt(who, f"SELECT entry, v::text FROM alsnb_api.{record.frame_name}() AS v")
        mays = {cell.what: cell.may for cell in of(who) if cell.kind == kind}
        if who in ("researcher", "other_researcher", "revoked", "stranger"):
            assert outcome.state == "42501"
            continue
        assert outcome.error is None
        seen = {newest[entry] for entry, _ in outcome.rows if entry in newest}
        assert seen == {what for what, may in mays.items() if "r" in may and ":" not in what}


def test_a_researcher_finds_what_the_grid_says_under_pseudonyms(world, rows, who):
    ((secret,),) = world.attempt("owner", "SELECT secret FROM alsnb.secret").rows
    outcome = world.attempt(who, "SELECT line FROM alsnb_api.research()")
    if who not in ("researcher", "other_researcher", "owner"):
        assert outcome.state == "42501"
    said = [json.loads(line) for (line,) in outcome.rows]
    found = {(line["entry"], line["recorded_at"]) for line in said}
    seen = {
        name for name, row in rows.items()
        if (hashlib.sha256(f"{secret}\n{row.entry}".encode()).hexdigest()[:32], row.at) in found
    }  # fmt: skip
    assert seen == {cell.what for cell in of(who) if "p" in cell.may}


def attempts(rows: dict[str, Row], cell: Cell):
    """Additions to try for a cell: what is added anew and what amends the row, each signed with either code."""
    row = rows[cell.what]
    own = CODES.get(cell.who, "Q9")
    content = json.loads(row.content)
    anew = {
        "consent": {"on": "2020-02-02"}, "meeting": {"cycle": 9}, "attendance": {"cycle": 9}, "theme": {"theme": "new"},
        "coding": {"theme": "new"}, "rating": {"coder": "new"},
    }  # fmt: skip
    for author, letter in ((own, "a"), ("A2" if own != "A2" else "A1", "s")):
        yield letter, make(cell.kind, content, author, entry=row.entry)
        if cell.kind not in ("cohort", "learning_set", "member"):
            yield letter, make(cell.kind, content | anew.get(cell.kind, {}), author)
        if author == own:
            yield "s", make(cell.kind, content, None, entry=row.entry)


def test_a_user_adds_what_the_grid_says(world, rows, who):
    wrong, tried = [], 0
    for cell in of(who):
        for letter, row in attempts(rows, cell):
            outcome = world.insert(who, row)
            tried += 1
            done = outcome.error is None and outcome.touched == 1
            if done != (letter in cell.may) or (not done and outcome.state != "42501"):
                wrong.append((cell.what, letter, row.author, row.entry == rows[cell.what].entry, outcome))
            assert "«" not in outcome.text.replace(row.content, "")
    assert not wrong
    assert tried > 100


def test_nobody_changes_or_deletes_anything(world, rows, who):
    for name, row in rows.items():
        for statement in (
            "UPDATE alsnb.revision SET author = author WHERE id = %s",
            "UPDATE alsnb.revision SET content = '{}' WHERE id = %s",
            "DELETE FROM alsnb.revision WHERE id = %s",
        ):
            outcome = world.attempt(who, statement, values=[row.id])
            assert outcome.state == ("P0001" if who == "owner" else "42501"), (name, outcome)
            assert row.content not in outcome.text


def test_a_researcher_of_one_cohort_reads_nothing_of_another(world, rows):
    (cohorts,) = zip(
        *world.attempt("other_researcher", "SELECT DISTINCT cohort FROM alsnb_api.research()").rows, strict=True
    )
    assert set(cohorts) == {ELSEWHERE}
    (cohorts,) = zip(*world.attempt("researcher", "SELECT DISTINCT cohort FROM alsnb_api.research()").rows, strict=True)
    assert set(cohorts) == {OPEN}


def test_the_page_is_made_from_the_list():
    kept = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    assert kept == access_matrix.document(), "docs/access.md is out of date; run: make data"


def test_who_is_let_in_is_listed(world):
    listed = administration.users(world.address("owner"))
    assert {each.username for each in listed} == {
        world.users[who] for who in RELATIONS if who not in ("stranger", "revoked", "owner")
    }
