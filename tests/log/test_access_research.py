"""What a researcher is given, against who consented as recomputed in plain Python from what everybody said."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from access_world import ELSEWHERE, OPEN, OTHER_SET, SEALED, SET, World, contents, judgement, make, uuid7

import alsnb
from alsnb.records import RECORDS

AWHILE_AGO = 1_700_000_000_000
TODAY = datetime.now(UTC).date()
MEMBERS = [f"Zz{number}q" for number in range(40)]
"""Codes that stand nowhere by chance."""
CODER = "Kk7coder"
FACILITATOR = "Ff7fac"


def mark(cohort, member) -> str:
    """What stands in the member's texts, which is not the member's code."""
    return hashlib.sha256(f"{cohort} {member}".encode()).hexdigest()[:12]


def history(random, cohort, member):
    """What a member said of consent: given or withdrawn, now and then of another purpose, some of it amended."""
    said = []
    for _ in range(random.randint(0, 5)):
        on = (TODAY + timedelta(days=random.choice([-400, -30, -2, -1, 0, 1, 2, 30]))).isoformat()
        purpose = random.choice(["research"] * 4 + ["quotation", "teaching_record"])
        said.append({"cohort": cohort, "member": member, "purpose": purpose, "given": random.random() < 0.6, "on": on})
    return said


def consents(said) -> bool:
    """Given on or before today, and not withdrawn on that day or later; of each day, what was said last."""
    last = {}
    for each in said:
        if each["purpose"] == "research":
            last[each["on"]] = each["given"]
    given = [day for day, yes in last.items() if yes and day <= TODAY.isoformat()]
    withdrawn = [day for day, yes in last.items() if not yes]
    return any(not any(no >= day for no in withdrawn) for day in given)


@pytest.fixture(scope="module")
def world(server):
    made = World(server)
    random = Random(20261121)
    times = iter(range(AWHILE_AGO, AWHILE_AGO + 10**9, 1000))
    made.rows, made.said, made.shared = [], {}, {}

    def add(kind, content, author, entry=None):
        made.rows.append(make(kind, content, author, entry=entry, id=uuid7(next(times))))
        return made.rows[-1]

    for cohort in (OPEN, SEALED, ELSEWHERE):
        for member in MEMBERS if cohort == OPEN else MEMBERS[:8]:
            learning_set = SET if int(member[2:-1]) % 2 else OTHER_SET
            every = contents(cohort, learning_set, member, mark(cohort, member))
            every["meeting"]["facilitator"] = FACILITATOR
            # Somebody else's time: what was said in it is the presenter's too.
            every["contribution"]["presenter"] = random.choice(MEMBERS)
            for kind in ("member", "attendance", "issue", "airtime", "contribution", "action", "action_report"):
                add(kind, every[kind], member)
            if member in MEMBERS[:2]:
                for kind in ("cohort", "learning_set", "meeting", "theme"):
                    add(kind, every[kind], member)
                add("publication", every["publication"] | {"figures": "[]"}, member)
            for earlier, visibility in ((None, "tutor"), ("tutor", "private"), ("private", "tutor"), (None, "set")):
                first = add("reflection", every["reflection"] | {"visibility": earlier or visibility}, member)
                if earlier:
                    add("reflection", every["reflection"] | {"visibility": visibility}, member, first.entry)
                for kind in ("coding", "rating"):
                    add(kind, judgement(kind, first, coder=CODER), "T1")
                made.shared[first.entry] = visibility == "tutor"
            made.said[cohort, member] = history(random, cohort, member)
            for said in made.said[cohort, member]:
                add("consent", said, member)
    made.put(*made.rows)
    ((made.secret,),) = made.attempt("owner", "SELECT secret FROM alsnb.secret").rows
    yield made
    made.close()


def pseudonym(world, *parts) -> str:
    return hashlib.sha256("\n".join([world.secret, *parts]).encode()).hexdigest()[:32]


def code(world, cohort, member) -> str:
    return "P" + pseudonym(world, cohort, member)[:10]


def lines(world, who="researcher"):
    found = world.attempt(who, "SELECT kind, cohort, line FROM alsnb_api.research()").rows
    return [(kind, cohort, json.loads(line)) for kind, cohort, line in found]


def current(world):
    """The newest row of every entry."""
    newest = {}
    for row in world.rows:
        newest[row.entry] = row
    return newest.values()


def expected(world) -> set[tuple[str, str]]:
    """Kind and pseudonym of every entry the cohort's researcher may be given."""
    found = set()
    for row in current(world):
        content = json.loads(row.content)
        if row.cohort != OPEN:
            continue
        if row.kind in ("cohort", "learning_set", "meeting", "theme", "publication"):
            allowed = True
        else:
            allowed = consents(world.said[row.cohort, row.member])
        if row.kind == "reflection":
            allowed = allowed and content["visibility"] == "tutor"
        if row.kind in ("coding", "rating"):
            allowed = allowed and world.shared[content["reflection"]]
        if row.kind == "consent":
            allowed = allowed and content["purpose"] == "research"
        if allowed:
            found.add((row.kind, pseudonym(world, row.entry)))
    return found


def test_the_histories_are_worth_trying(world):
    consenting = [consents(world.said[OPEN, member]) for member in MEMBERS]
    assert 8 < sum(consenting) < 32


def test_a_researcher_is_given_just_what_was_consented_to(world):
    found = [(kind, line["entry"]) for kind, _, line in lines(world)]
    assert len(found) == len(set(found))
    assert set(found) == expected(world)
    assert {kind for kind, _ in found} == set(RECORDS)
    of_kind = {
        kind: [entry for (entry,) in world.attempt("researcher", f"SELECT entry FROM alsnb_api.research_{name}()").rows]
        for kind, name in ((kind, record.frame_name) for kind, record in RECORDS.items())
    }
    assert {(kind, entry) for kind, entries in of_kind.items() for entry in entries} == expected(world)
    assert sum(map(len, of_kind.values())) == len(found)


def test_no_code_id_or_withheld_word_is_in_any_row(world):
    entries = {row.entry for row in world.rows} | {row.id for row in world.rows}
    consenting = {(OPEN, member) for member in MEMBERS if consents(world.said[OPEN, member])}
    kept_back = {mark(*each) for each in set(world.said) - consenting}
    found = [str(row) for (row,) in world.attempt("researcher", "SELECT r::text FROM alsnb_api.research() AS r").rows]
    for record in RECORDS.values():
        rows = world.attempt("researcher", f"SELECT r::text FROM alsnb_api.research_{record.frame_name}() AS r").rows
        found += [str(row) for (row,) in rows]
    assert len(found) > 300
    assert any(mark(*each) in text for text in found for each in consenting)
    for text in found:
        assert not [hidden for hidden in (*MEMBERS, *kept_back, CODER, FACILITATOR) if hidden in text], text
        assert "WITHHELD" not in text
        assert not any(entry in text for entry in entries)
        assert world.secret not in text


def test_what_was_said_in_anothers_time_is_given_only_if_that_one_consents(world):
    by_entry = {
        pseudonym(world, row.entry): json.loads(row.content) for row in world.rows if row.kind == "contribution"
    }
    seen = set()
    for kind, cohort, line in lines(world):
        if kind == "contribution":
            presenter = by_entry[line["entry"]]["presenter"]
            is_known = consents(world.said[cohort, presenter])
            seen.add(is_known)
            assert (line["text"] is not None) == (line["presenter"] is not None) == is_known
            assert line["presenter"] in (None, code(world, cohort, presenter))
    assert seen == {True, False}


def test_a_researcher_is_given_the_same_through_the_library(world):
    with alsnb.open_log(world.address("researcher")) as log:
        frames = log.frames()
        assert len(frames.cohorts) == 1
        for record in RECORDS.values():
            frame = getattr(frames, record.frame_name)
            assert set(frame["entry"]) == {entry for kind, entry in expected(world) if kind == record.kind_name}
    consenting = {member for member in MEMBERS if consents(world.said[OPEN, member])}
    assert set(frames.members["member"]) == {code(world, OPEN, member) for member in consenting}


def test_tables_and_typed_views_are_not_for_researchers(world):
    tables = ["revision", "draft", "tombstone", "erased_entry", "secret", "access", "audit"]
    for name in (*tables, *(record.frame_name for record in RECORDS.values())):
        for columns in ("*", "count(*)", "1"):
            assert world.attempt("researcher", f"SELECT {columns} FROM alsnb.{name}").state == "42501"
    for name in ("research", "research_reflections"):
        for statement in (f"DELETE FROM alsnb.{name}", f"INSERT INTO alsnb.{name} SELECT * FROM alsnb.{name}"):
            assert world.attempt("researcher", statement).error


def day(days: int):
    return (TODAY + timedelta(days=days)).isoformat()


def speak(world, member, given, days, who="owner") -> None:
    content = {"cohort": OPEN, "member": member, "purpose": "research", "given": given, "on": day(days)}
    outcome = world.insert(who, make("consent", content, member), keep=True)
    assert outcome.error is None


def is_shown(world, member, cohort=OPEN) -> bool:
    rows = world.attempt("researcher", "SELECT member FROM alsnb_api.research_members()").rows
    return (code(world, cohort, member),) in rows


def enrol(world, member) -> None:
    world.put(make("member", contents(OPEN, SET, "A1")["member"] | {"member": member}, "T1"))


def test_a_withdrawal_takes_effect_at_once_and_consent_may_be_given_again(world):
    """By the member, in plain SQL; the researcher looks after each word."""
    enrol(world, "A1")
    for given, days, shown in (
        (True, 1, False),
        (True, 0, True),
        (False, 0, False),
        (True, 0, True),
        (False, 1, False),
    ):
        speak(world, "A1", given, days, "writer")
        assert is_shown(world, "A1") == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([(True, 0)], True),
        ([(True, 1)], False),
        ([(False, -3)], False),
        ([(True, -3), (False, -2)], False),
        ([(True, -3), (False, -2), (True, -1)], True),
        ([(True, -3), (False, -2), (True, 1)], False),
        ([(True, -3), (False, 5)], False),
        ([(False, -3), (True, -3)], True),
        ([(True, -3), (False, -3)], False),
        ([(True, -3), (False, -5)], True),
        ([(False, -1), (True, -3)], False),
    ],
)
def test_what_counts_is_the_day_a_consent_is_for(world, said, shown):
    member = f"Sc{json.dumps(said)}"
    enrol(world, member)
    for given, days in said:
        speak(world, member, given, days)
    assert is_shown(world, member) == shown


def test_consent_to_something_else_is_no_consent_to_research(world):
    enrol(world, "other")
    for purpose in ("teaching_record", "quotation"):
        content = {"cohort": OPEN, "member": "other", "purpose": purpose, "given": True, "on": day(-1)}
        world.put(make("consent", content, "other"))
    assert not is_shown(world, "other")
    # Nor in another cohort, nor by somebody of the same code there.
    world.put(make("consent", content | {"cohort": ELSEWHERE, "purpose": "research"}, "other"))
    assert not is_shown(world, "other")


def test_a_sealed_cohort_shows_nothing_until_the_day(world):
    assert any(consents(world.said[SEALED, member]) for member in MEMBERS[:8])
    sealed = contents(SEALED, SET, "A1")["cohort"]

    def shown(release):
        owner = world.connection("owner")
        row = make("cohort", sealed | {"consent_release": release}, "T1")
        with owner.transaction(force_rollback=True):
            owner.execute(f"INSERT INTO alsnb.revision VALUES ({', '.join(['%s'] * 10)})", list(row))
            # The view asks who is connected.
            owner.execute("INSERT INTO alsnb.access VALUES (session_user, 'researcher', %s, NULL, NULL)", [SEALED])
            return owner.execute("SELECT count(*) FROM alsnb_api.research() WHERE cohort = %s", [SEALED]).fetchone()[0]

    assert shown(day(1)) == shown("9999-12-31") == 0
    assert shown(day(0)) == shown(day(-1)) == shown(None) > 0
    settings = (
        "TimeZone = '<+167>-167'",
        "TimeZone = 'Pacific/Kiritimati'",
        "DateStyle = 'SQL, DMY'",
        "DateStyle = German",
    )
    for setting in settings:
        outcome = world.attempt(
            "researcher", f"SET LOCAL {setting}", "SELECT * FROM alsnb_api.research() WHERE cohort = 'sealed'"
        )
        assert outcome.rows == []
    # A tutor may not bring the day forward, by a second entry for the cohort neither.
    for entry in (None, str(uuid.uuid4())):
        row = make("cohort", sealed | {"consent_release": day(-1)}, "T1", entry=entry)
        assert world.insert("tutor", row).error
