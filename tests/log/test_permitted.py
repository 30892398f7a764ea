"""For a purpose, a log gives what consent allows and nothing else, under pseudonyms; in every database alike."""

import json
import re
import typing
from contextlib import nullcontext
from datetime import date, timedelta
from hashlib import sha256

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import record

import alsnb
from alsnb.frames import frames as frames_module
from alsnb.log import consents, schema, to_frames
from alsnb.log.databases import base
from alsnb.log.server import administration
from alsnb.records import RECORDS, Code, EntryId, StageMinutes

DAY = date(2026, 6, 15)
"""Today, for the tests of this file."""


@pytest.fixture(autouse=True, scope="module")
def _today():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "today", lambda: DAY)
        patch.setattr(frames_module, "today", lambda: DAY)
        yield


def day(offset: int) -> date:
    return DAY + timedelta(days=offset)


def consent(member="A1", given=True, on=-1, purpose="research", cohort="C"):
    return alsnb.Consent(cohort=cohort, member=member, purpose=purpose, given=given, on=day(on))


def reflection(member="A1", **fields):
    context = {"cohort": "C", "learning_set": "A", "cycle": 1, "member": member, "visibility": "tutor"}
    return alsnb.Reflection(**context | {"text": f"of {member}"} | fields)


def texts(log, purpose="research", **options):
    return set(log.frames(purpose=purpose, **options).reflections["text"])


@pytest.fixture
def log(new_log):
    log = new_log()
    log.add(alsnb.Cohort(cohort="C"))
    return log


# Who consents ---------------------------------------------------------------------------------------------------------


def test_only_what_a_consenting_member_shares_with_the_tutor_is_given(log):
    log.add([reflection(), reflection("A2"), reflection(text="for the set", visibility="set"), reflection(None)])
    assert texts(log) == set()
    log.add(consent())
    assert texts(log) == {"of A1"}
    assert texts(log, "quotation") == set()


def test_what_is_no_longer_shared_is_no_longer_given(log):
    entry = log.add(reflection())
    log.add([consent(), alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T", present=True)])
    assert len(log.frames(purpose="research").codings) == 1
    log.amend(entry, visibility="private")
    found = log.frames(purpose="research")
    assert found.reflections.empty
    assert found.codings.empty


@pytest.mark.parametrize(
    ("said", "consents"),
    [
        ([(True, -1)], True),
        ([(True, 0)], True),
        ([(True, 1)], False),  # from tomorrow on
        ([(False, -1)], False),
        ([(True, -2), (False, -1)], False),
        ([(True, -2), (False, 1)], False),  # a withdrawal counts at once
        ([(True, -3), (False, -2), (True, -1)], True),  # given again
        ([(True, -3), (False, -2), (True, 1)], False),
        ([(False, -2), (True, -2)], True),  # corrected on the same day: one entry, said anew
        ([(True, -2), (False, -2)], False),
    ],
)
def test_consent_counts_from_its_day_and_a_withdrawal_at_once(log, said, consents):
    log.add(reflection())
    for given_, on in said:
        log.add(consent(given=given_, on=on))
    assert texts(log) == ({"of A1"} if consents else set())


def test_consent_in_one_cohort_is_none_in_another(log):
    log.add([alsnb.Cohort(cohort="D"), consent(cohort="D"), reflection(), reflection(cohort="D", text="in D")])
    assert texts(log) == {"in D"}


@pytest.mark.parametrize(("release", "is_given"), [(None, True), (-1, True), (0, True), (1, False)])
def test_consent_is_not_used_before_the_day_it_is_released(new_log, release, is_given):
    log = new_log()
    log.add(alsnb.Cohort(cohort="C", consent_release=None if release is None else day(release)))
    log.add([consent(), reflection()])
    if is_given:
        assert texts(log) == {"of A1"}
    else:
        for options in ({}, {"cohort": "C"}):
            with pytest.raises(alsnb.LogError, match="consent is sealed in cohort C until 2026-06-16"):
                log.frames(purpose="research", **options)


def test_a_sealed_cohort_does_not_keep_another_from_being_used(log):
    log.add([alsnb.Cohort(cohort="D", consent_release=day(1)), consent(), consent(cohort="D")])
    log.add([reflection(), reflection(cohort="D", text="in D")])
    found = log.frames(purpose="research")
    assert set(found.reflections["text"]) == {"of A1"}
    assert set(found.cohorts["cohort"]) == {"C"}
    with pytest.raises(alsnb.LogError, match="sealed in cohort D"):
        log.frames("D", purpose="research")


def test_an_unknown_purpose_is_refused(log):
    with pytest.raises(alsnb.LogError, match="unknown purpose 'marketing'; expected one of teaching_record, research"):
        log.frames(purpose="marketing")


def test_what_was_said_in_another_members_airtime_needs_the_presenters_consent(log):
    context = {"cohort": "C", "cycle": 1, "member": "A1"}
    log.add([alsnb.Contribution(**context, kind="idea", presenter=presenter, text=f"to {presenter}")
             for presenter in ("A1", "A2", None)])  # fmt: skip
    log.add(consent())
    found = log.frames(purpose="research").contributions
    assert set(found["text"].dropna()) == {"to A1", "to None"}
    assert len(found) == 3
    log.add(consent("A2"))
    assert "to A2" in set(log.frames(purpose="research").contributions["text"])


def test_a_tutor_reads_consents_once_they_are_released_and_a_set_never(log):
    log.add([alsnb.Cohort(cohort="D", consent_release=day(1)), alsnb.Cohort(cohort="E", consent_release=day(0))])
    log.add([consent(cohort=cohort) for cohort in "CDE"])
    frames = log.frames()
    assert set(frames.readable_by("tutor").consents["cohort"]) == {"C", "E"}
    assert frames.readable_by("set").consents.empty
    assert len(frames.consents) == 3


# Pseudonyms -----------------------------------------------------------------------------------------------------------


def test_pseudonyms_stay_the_same_and_connect_what_belongs_together(log):
    entry = log.add(reflection())
    log.add([
        consent(), alsnb.Member(cohort="C", learning_set="A", member="A1"),
        alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="A1", present=True),
    ])  # fmt: skip
    found = log.frames(purpose="research")
    (name,) = found.reflections["member"]
    assert re.fullmatch("P[0-9a-f]{10}", name)
    assert list(found.members["member"]) == [name]
    assert list(found.codings["member"]) == [name]
    assert list(found.codings["coder"]) == [name]
    assert list(found.codings["reflection"]) == list(found.reflections["entry"])
    with alsnb.open_log(log.name) as again:
        pd.testing.assert_frame_equal(again.frames(purpose="research").reflections, found.reflections)


def test_the_same_code_in_two_cohorts_has_two_pseudonyms(log):
    log.add([alsnb.Cohort(cohort="D"), consent(), consent(cohort="D"), reflection(), reflection(cohort="D")])
    assert log.frames(purpose="research").reflections["member"].nunique() == 2


def names_in(log):
    log.add([alsnb.Cohort(cohort="C"), consent(), reflection()])
    return set(log.frames(purpose="research").reflections["member"])


def test_two_files_have_other_pseudonyms(tmp_path):
    with alsnb.open_log(tmp_path / "1.db", create=True) as one, alsnb.open_log(tmp_path / "2.db", create=True) as two:
        assert not names_in(one) & names_in(two)


def test_two_logs_on_a_server_have_other_pseudonyms(server):
    found = []
    for name in ("pseudonyms_1", "pseudonyms_2"):
        server.run(f"CREATE DATABASE {name}")
        administration.init(server.address(name))
        with alsnb.open_log(server.address(name)) as log:
            found.append(names_in(log))
    assert not found[0] & found[1]


# Nothing else ---------------------------------------------------------------------------------------------------------

NO_PERSON = {"cohort", "learning_set", "theme", "parent", "merged_into", "prompt_set", "stage"}
"""Fields whose code stands for something else than a person, and is no secret."""


def parts_of(hint):
    """A type and all the types that it is made of."""
    yield hint
    if hint not in (Code, EntryId):
        for part in typing.get_args(hint):
            yield from parts_of(part)


@pytest.mark.parametrize("kind", RECORDS)
def test_it_is_decided_of_every_code_and_id_what_becomes_of_it(kind):
    withheld = consents.WITHHELD.get(kind, set())
    for name, hint in typing.get_type_hints(RECORDS[kind], include_extras=True).items():
        if name not in RECORDS[kind].model_fields or name == "entry" or name in withheld:
            continue
        if Code in parts_of(hint):
            assert (name in consents.PEOPLE) != (name in NO_PERSON), f"say in permitted.py what {kind}.{name} is"
        if EntryId in parts_of(hint):
            assert name in consents.ENTRIES, f"say in permitted.py what {kind}.{name} is"
    assert withheld <= set(RECORDS[kind].model_fields)


def planted(kind):
    """A record of one kind that has a marker in every field that may hold one."""
    fields = {"entry": IDS[kind]} if kind in IDS else {}
    for name, hint in typing.get_type_hints(RECORDS[kind], include_extras=True).items():
        parts = list(parts_of(hint))
        is_hidden = name in consents.WITHHELD.get(kind, ()) or (Code in parts and name not in NO_PERSON)
        if name in PLANTED:
            fields[name] = PLANTED[name]
        elif EntryId in parts and name != "entry":
            fields[name] = IDS[name]
        elif name in RECORDS[kind].model_fields and (is_hidden or (str in parts and name not in NO_PERSON)):
            text = f"{'HIDDEN' if is_hidden else 'shown'}-{name}"
            fields[name] = (text,) if tuple in map(typing.get_origin, parts) else text
    return RECORDS[kind](**fields)


IDS = {name: alsnb.new_id() for name in sorted(consents.ENTRIES)}
PLANTED = {
    "cohort": "C", "learning_set": "A", "cycle": 1, "member": "HIDDEN-member", "theme": "t", "present": True,
    "given": True, "on": day(-1), "purpose": "research", "visibility": "tutor", "level": "reflection", "status": "done",
    "stages": (StageMinutes(stage="presenting", minutes=3),), "published_on": day(0),
}  # fmt: skip


def everything_in(frames):
    return "\n".join(getattr(frames, name).to_csv() for name in frames.names())


@pytest.mark.parametrize("purpose", consents.PURPOSES)
def test_no_code_of_a_person_no_id_and_nothing_withheld_is_anywhere_in_the_frames(log, purpose):
    kinds = [kind for kind in RECORDS if kind != "attendance"]
    log.add([planted(kind) for kind in kinds])
    log.add(alsnb.Attendance(cohort="C", cycle=1, member="HIDDEN-member", status="present"))
    log.add(consent("HIDDEN-member", purpose=purpose))
    frames = log.frames(purpose=purpose)
    assert not [name for name in frames.names() if getattr(frames, name).empty]
    found = everything_in(frames)
    assert "shown-text" in found
    assert "HIDDEN" not in found
    for each in log.revisions():
        assert each.entry not in found
        assert each.id not in found
    for id in IDS.values():
        assert id not in found


# Against a recomputation ----------------------------------------------------------------------------------------------

# A small world, so that what refers to what, and who consents to what, is often the same.
COHORTS, MEMBERS = ["C", "D"], ["A1", "A2"]
REFLECTIONS = {alsnb.new_id(): COHORTS[number % 2] for number in range(3)}
"""Ids of reflections, and the cohort of each."""
SMALL = {
    "cohort": st.sampled_from(COHORTS),
    "member": st.sampled_from(MEMBERS),
    "learning_set": st.sampled_from(["A", "B", None]),
    "cycle": st.integers(0, 2),
    "on": st.integers(-1, 1).map(day),
    "given": st.sampled_from([True, True, False]),
    "consent_release": st.sampled_from([None, day(-1), day(0), day(1)]),
    "visibility": st.sampled_from(["tutor", "tutor", "set", "private"]),
    "facilitator": st.sampled_from([*MEMBERS, None]),
    "presenter": st.sampled_from([*MEMBERS, None]),
    "agreed_by": st.just(tuple(MEMBERS)),
    "manages": st.just(tuple(MEMBERS)),
}


def of_reflection(kind, **fields):
    """A reflection, or a judgement of one: it is in the reflection's cohort, as a server wants it."""
    return st.sampled_from(list(REFLECTIONS)).flatmap(
        lambda id: record(
            kind, **SMALL | {"cohort": st.just(REFLECTIONS[id])} | fields | {IS.get(kind, "reflection"): st.just(id)}
        )
    )


IS = {alsnb.Reflection: "entry"}
REFLECTION = of_reflection(alsnb.Reflection, member=st.sampled_from([*MEMBERS, None]))
JUDGEMENTS = [of_reflection(kind, member=st.none(), coder=st.sampled_from([*MEMBERS, "T1"]))
              for kind in (alsnb.Coding, alsnb.Rating)]  # fmt: skip
OTHERS = [record(kind, **SMALL) for kind in RECORDS.values()
          if kind not in (alsnb.Reflection, alsnb.Coding, alsnb.Rating, alsnb.LearningSet)]  # fmt: skip
OTHERS.append(record(alsnb.LearningSet, **SMALL | {"learning_set": st.sampled_from("AB")}))
RESEARCH = record(alsnb.Consent, **SMALL, purpose=st.just("research"))
TOLD = st.tuples(
    st.tuples(*(record(alsnb.Cohort, **SMALL | {"cohort": st.just(cohort)}) for cohort in COHORTS)),
    st.lists(RESEARCH, min_size=3, max_size=9),
    st.lists(REFLECTION, min_size=2, max_size=3, unique_by=lambda each: each.entry),
    st.lists(st.one_of(*JUDGEMENTS), min_size=2, max_size=4),
    st.lists(st.one_of(*OTHERS), min_size=6, max_size=15),
    st.lists(record(alsnb.Contribution, **SMALL), min_size=3, max_size=6),
)
SHARINGS = st.lists(st.tuples(st.sampled_from(list(REFLECTIONS)), st.sampled_from(["private", "tutor"])), max_size=2)
WITHDRAWALS = st.sets(st.integers(0, 30), max_size=4)
"""Which of the entries told are withdrawn, counted from the first cohort."""


def tell(log, told, sharings, withdrawals):
    entries = [entry for records in told for entry in log.add(records)]
    for number in withdrawals:
        log.amend(entries[number % len(entries)], withdrawn=True)
    held = {each.entry for each in told[2]}
    for entry, visibility in sharings:
        if entry in held:
            log.amend(entry, visibility=visibility)


def recomputed(log, purpose):
    """What may be used, worked out from the log's revisions without SQL."""
    with log.database.engine.connect() as connection:
        secret = connection.execute(sa.select(schema.SECRET.c.secret)).scalar_one()
    newest = {each.entry: each for each in log.revisions()}
    now = [(each, json.loads(each.content)) for each in newest.values()]
    withdrawn = {each.entry for each, said in now if said.get("withdrawn")}
    now = [(each, said) for each, said in now if each.entry not in withdrawn and said.get("action") not in withdrawn]
    released = {
        said["cohort"] for each, said in now
        if each.kind == "cohort" and (said["consent_release"] or "") <= DAY.isoformat()
    }  # fmt: skip
    days = {True: {}, False: {}}
    for each, said in now:
        if each.kind == "consent" and said["purpose"] == purpose:
            days[said["given"]].setdefault((said["cohort"], said["member"]), []).append(said["on"])
    consenting = {
        who for who, given_on in days[True].items()
        if max([on for on in given_on if on <= DAY.isoformat()], default="") > max(days[False].get(who, [""]))
    }  # fmt: skip
    usable = {
        each.entry for each, said in now
        if each.kind == "reflection" and said["visibility"] == "tutor" and said["cohort"] in released
        and (said["cohort"], said["member"]) in consenting
    }  # fmt: skip

    def pseudonym(*named):
        return sha256("\n".join([secret, *named]).encode()).hexdigest()[:32]

    def is_given(each, said):
        if said["cohort"] not in released:
            return False
        if "reflection" in said:
            return said["reflection"] in usable
        return (
            ("member" not in said or (said["cohort"], said["member"]) in consenting)
            and (each.kind != "reflection" or each.entry in usable)
            and (each.kind != "consent" or said["purpose"] == purpose)
        )

    lines = {kind: [] for kind in RECORDS}
    for each, said in now:
        if not is_given(each, said):
            continue
        shown = dict(said)
        for name in consents.WITHHELD.get(each.kind, ()):
            shown[name] = [] if isinstance(said[name], list) else None
        if each.kind == "contribution" and said["presenter"] and (said["cohort"], said["presenter"]) not in consenting:
            shown["text"] = None
        for name in shown:
            if name in consents.ENTRIES and said[name]:
                shown[name] = pseudonym(said[name])
            if name in consents.PEOPLE and said[name]:
                may = name in ("member", "coder") or (said["cohort"], said[name]) in consenting
                shown[name] = "P" + pseudonym(said["cohort"], said[name])[:10] if may else None
        lines[each.kind].append(json.dumps({"entry": pseudonym(each.entry), "recorded_at": each.at} | shown))
    return to_frames.build({kind: [found] for kind, found in lines.items() if found})


def assert_same(found, expected):
    for name in expected.names():
        one, other = ((getattr(each, name)) for each in (found, expected))
        # PostgreSQL cannot take a NUL out of a JSON text; a replacement character stands for it.
        one, other = (each.map(lambda cell: cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell)
                      for each in (one, other))  # fmt: skip
        pd.testing.assert_frame_equal(one, other, check_dtype=False, obj=name)


# Shrinking so large an example would take minutes.
@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(told=TOLD, sharings=SHARINGS, withdrawals=WITHDRAWALS)
def test_what_is_given_is_what_a_recomputation_gives_in_both_databases_alike(empty_logs, told, sharings, withdrawals):
    logs = empty_logs("SQLite", "PostgreSQL")
    for log in (next(logs), next(logs)):
        tell(log, told, sharings, withdrawals)
        expected = recomputed(log, "research")
        is_sealed = expected.cohorts.empty and not log.frames().cohorts.empty
        with pytest.raises(alsnb.LogError, match="sealed") if is_sealed else nullcontext():
            assert_same(log.frames(purpose="research"), expected)


def test_words_that_somebody_who_does_not_consent_wrote_down_are_not_given(new_log):
    """A2, who refuses, notes at a meeting what A1 and A3, who consent, said and will do; the tutor and A3 do too."""
    log = new_log(author="T1")
    log.add(alsnb.Cohort(cohort="C"))
    for member in ("A1", "A2", "A3"):
        log.add(alsnb.Member(cohort="C", learning_set="A", member=member))
        given = member != "A2"
        log.add(alsnb.Consent(cohort="C", member=member, purpose="research", given=given, on="2026-01-01"))
    for author in ("A2", "A3", "T1"):
        new = [alsnb.Action(cohort="C", learning_set="A", cycle=1, member="A1", what=f"words of {author}"),
               alsnb.Contribution(cohort="C", learning_set="A", cycle=1, member="A1", presenter="A3", at=1,
                                  text=f"words of {author}")]  # fmt: skip
        log._author = author
        log.add(new)
    told = alsnb.Contribution(
        cohort="C", learning_set="A", cycle=1, member="A1", presenter="A2", at=2, text="told by A2"
    )
    log.add(told)
    frames = log.frames(purpose="research")
    assert set(frames.actions["what"].dropna()) == {"words of A3", "words of T1"}
    assert (len(frames.actions), len(frames.contributions)) == (3, 4)
    assert set(frames.contributions["text"].dropna()) == {"words of A3", "words of T1"}
