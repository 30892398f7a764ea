"""The synthetic cohort: the same every time, whole, and free of contradictions."""

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from alsnb.errors import AlsnbError
from alsnb.records import QUESTIONS, RECORDS, UUID, Record
from alsnb.sample import records
from alsnb.sample.bank import bank, passages, plain


def of(told: list[Record], kind: str) -> list[Record]:
    return [record for record in told if record.kind_name == kind]


@pytest.fixture(scope="module")
def told() -> list[Record]:
    return list(records())


@pytest.fixture(scope="module", params=[{}, {"seed": 7}, {"cohort": "other"}, {"sets": 13, "members": 70, "cycles": 7}])
def any_cohort(request: pytest.FixtureRequest) -> list[Record]:
    return list(records(**request.param))


def test_the_same_arguments_give_the_same_records_and_ids(told: list[Record]) -> None:
    again = list(records())
    assert [record.entry for record in again] == [record.entry for record in told]
    assert [record.model_dump_json() for record in again] == [record.model_dump_json() for record in told]


@pytest.mark.parametrize("other", [{"seed": 2027}, {"cohort": "other"}])
def test_another_seed_or_cohort_gives_other_ids(told: list[Record], other: dict[str, object]) -> None:
    assert not {record.entry for record in told} & {record.entry for record in records(**other)}


def test_ids_are_uuid7_and_increase(any_cohort: list[Record]) -> None:
    ids = [record.entry for record in any_cohort]
    assert all(re.match(UUID, one) and one[14] == "7" and one[19] in "89ab" for one in ids)
    assert all(a < b for a, b in pairwise(ids))


def test_every_kind_is_there(told: list[Record]) -> None:
    # Nothing has been published of a cohort that was invented.
    assert {record.kind_name for record in told} == set(RECORDS) - {"publication"}


def test_references_come_after_what_they_refer_to(any_cohort: list[Record]) -> None:
    links = {"airtime": "airtime", "issue": "issue", "action": "action", "reflection": "reflection"}
    seen: dict[str, str] = {}
    for record in any_cohort:
        for name, kind in links.items():
            target = getattr(record, name, None)
            assert target is None or seen[target] == kind
        seen[record.entry] = record.kind_name


def test_people_sets_and_cycles_agree(any_cohort: list[Record]) -> None:
    sets = {one.learning_set for one in of(any_cohort, "learning_set")}
    members = {one.member: one for one in of(any_cohort, "member")}
    cycles = of(any_cohort, "cohort")[0].planned_meetings
    facilitators = {(one.learning_set, one.cycle): one.facilitator for one in of(any_cohort, "meeting")}
    assert {one.learning_set for one in members.values()} == sets
    for record in any_cohort:
        code, cycle = getattr(record, "member", None), getattr(record, "cycle", None)
        assert cycle is None or 1 <= cycle <= cycles
        if code is None:
            continue
        if record.kind_name == "contribution" and code not in members:
            assert code == facilitators[record.learning_set, cycle]
            continue
        person = members[code]
        assert getattr(record, "learning_set", person.learning_set) == person.learning_set
        if record.kind_name not in ("coding", "rating"):
            assert cycle is None or cycle <= (person.last_cycle or cycle)
    for person in members.values():
        assert all(person.member in members[other].managed_by for other in person.manages)


def test_only_those_present_speak_and_present(any_cohort: list[Record]) -> None:
    length = {(one.learning_set, one.cycle): one.minutes for one in of(any_cohort, "meeting")}
    there = {(one.member, one.cycle): one for one in of(any_cohort, "attendance")}
    for airtime in of(any_cohort, "airtime"):
        assert there[airtime.member, airtime.cycle].status in ("present", "late")
    for said in of(any_cohort, "contribution"):
        came = there.get((said.member, said.cycle))
        if came is None:
            assert said.kind == "facilitator_pause"
            continue
        assert came.status in ("present", "late")
        assert said.at >= (length[said.learning_set, said.cycle] - came.minutes) * 60 - 30
        assert said.at + said.seconds <= length[said.learning_set, said.cycle] * 60


def test_contributions_come_in_order_and_do_not_overlap(any_cohort: list[Record]) -> None:
    by_airtime = defaultdict(list)
    for said in of(any_cohort, "contribution"):
        by_airtime[said.airtime].append(said)
    for talk in by_airtime.values():
        assert 12 <= len(talk) <= 25
        assert all(a.at + a.seconds <= b.at + 0.2 for a, b in pairwise(talk))


def test_a_meeting_not_held_has_nothing_in_it(told: list[Record]) -> None:
    unheld = {(one.learning_set, one.cycle) for one in of(told, "meeting") if one.held_on is None}
    assert len(unheld) == 1
    for kind in ("attendance", "airtime", "contribution", "action", "action_report", "issue"):
        assert not unheld & {(one.learning_set, one.cycle) for one in of(told, kind)}


def test_actions_and_their_reports_are_in_order(any_cohort: list[Record]) -> None:
    reports = defaultdict(list)
    for report in of(any_cohort, "action_report"):
        reports[report.action].append(report)
    for action in of(any_cohort, "action"):
        assert action.due is None or action.due > action.agreed_on
        history = reports[action.entry]
        assert all(report.member == action.member and report.reported_on > action.agreed_on for report in history)
        assert all(a.reported_on < b.reported_on for a, b in pairwise(history))
        assert all(report.status in ("partly", "not_done") for report in history[:-1])


def test_the_default_cohort_is_the_size_it_says(told: list[Record]) -> None:
    count = Counter(record.kind_name for record in told)
    assert (count["learning_set"], count["member"], count["meeting"]) == (5, 31, 30)
    assert sorted(Counter(one.learning_set for one in of(told, "member")).values()) == [6, 6, 6, 6, 7]
    assert {one.cycle for one in of(told, "reflection")} == {1, 2, 3, 4, 5, 6}
    assert 130 <= count["reflection"] <= 175
    assert 1.4 <= count["action"] / count["airtime"] <= 2.2
    assert sum(one.last_cycle == 4 for one in of(told, "member")) == 1


@pytest.mark.parametrize(("sets", "members", "cycles"), [(1, 2, 1), (1, 4, 1), (2, 9, 3), (30, 200, 2)])
def test_sizes_are_parameters(sets: int, members: int, cycles: int) -> None:
    count = Counter(record.kind_name for record in records(sets=sets, members=members, cycles=cycles))
    assert (count["learning_set"], count["member"], count["meeting"]) == (sets, members, sets * cycles)


def test_sizes_that_make_no_set_are_refused() -> None:
    with pytest.raises(AlsnbError, match="two members for each set"):
        records(sets=3, members=5)


def test_no_two_reflections_are_the_same(told: list[Record]) -> None:
    texts = [one.text for one in of(told, "reflection")]
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if re.search(r"[<>{}]", text)]


def test_reflections_follow_what_happened(told: list[Record]) -> None:
    """A text filed under 'missed' is written only by those who missed, and so on."""
    events = {}
    for story in bank().story:
        for event, tellings in [("listened", story.listened), ("missed", story.missed)]:
            events |= {plain(text)[:30]: event for _, text in tellings if "{" not in text[:40]}
    there = {(one.member, one.cycle): one.status in ("present", "late") for one in of(told, "attendance")}
    presented = {(one.member, one.cycle) for one in of(told, "airtime")}
    for one in of(told, "reflection"):
        event = events.get(one.text[:30])
        assert event != "missed" or not there[one.member, one.cycle]
        assert event != "listened" or (there[one.member, one.cycle] and (one.member, one.cycle) not in presented)


def test_coders_see_only_what_the_tutor_may_read(any_cohort: list[Record]) -> None:
    reflections = {one.entry: one for one in of(any_cohort, "reflection")}
    themes = {one.theme for one in of(any_cohort, "theme")}
    judged = defaultdict(set)
    for coding in of(any_cohort, "coding"):
        written = reflections[coding.reflection]
        assert written.visibility == "tutor"
        assert (coding.member, coding.cycle) == (written.member, written.cycle)
        assert coding.present == (coding.passage is not None)
        assert coding.passage is None or coding.passage in written.text
        judged[coding.reflection, coding.coder].add(coding.theme)
    assert all(seen == themes for seen in judged.values())
    assert all(reflections[one.reflection].visibility == "tutor" for one in of(any_cohort, "rating"))
    assert {who for _, who in judged} == {"T1", "T2"}
    assert {what for what, who in judged if who == "T2"} <= {what for what, who in judged if who == "T1"}


def test_some_reflections_are_left_uncoded(told: list[Record]) -> None:
    open_to_tutor = {one.entry for one in of(told, "reflection") if one.visibility == "tutor"}
    coded = {one.reflection for one in of(told, "coding")}
    assert 0.75 < len(coded) / len(open_to_tutor) < 0.95


def test_there_is_something_to_find() -> None:
    """Over a large cohort: less advice, more voices in the loud set, deeper reflections, a dip at Easter."""
    told = list(records(sets=40, members=260))
    kinds = defaultdict(Counter)
    for said in of(told, "contribution"):
        kinds[said.cycle][said.kind] += 1

    def advice(cycle: int) -> float:
        return (kinds[cycle]["advice"] + kinds[cycle]["advice_as_question"]) / kinds[cycle].total()

    assert advice(1) > 2 * advice(6)
    assert sum(kinds[1][kind] for kind in QUESTIONS) > kinds[1].total() / 2
    attended = defaultdict(list)
    for one in of(told, "attendance"):
        attended[one.cycle].append(one.status in ("present", "late"))
    rate = {cycle: sum(came) / len(came) for cycle, came in attended.items()}
    assert min(rate, key=rate.__getitem__) == 4
    assert 0.82 < sum(rate.values()) / 6 < 0.96
    deep = defaultdict(list)
    for one in of(told, "rating"):
        deep[one.cycle].append(one.level in ("reflection", "critical_reflection"))
    assert sum(deep[6]) / len(deep[6]) > sum(deep[1]) / len(deep[1]) + 0.1


def test_consent_is_refused_and_withdrawn_by_some(told: list[Record]) -> None:
    given = defaultdict(list)
    for one in of(told, "consent"):
        given[one.member, one.purpose].append(one.given)
    assert [True, False] in given.values()
    assert any(answer == [False] for (_, purpose), answer in given.items() if purpose == "research")
    assert of(told, "cohort")[0].consent_release > max(one.held_on or date.min for one in of(told, "meeting"))


def test_the_bank_is_whole() -> None:
    marks = {theme.mark for theme in bank().theme}
    tellings = []
    for story in bank().story:
        tellings += [*story.listened, *story.missed]
        for beat in story.beat:
            tellings += [*beat.wrote, *beat.done, *beat.slipped]
    assert len(bank().story) >= 31
    assert len({text for _, text in tellings}) == len(tellings) >= 250
    assert all(depth in (1, 2, 3, 4) for depth, _ in tellings)
    assert all(set(passages(text)) <= marks and "<" not in plain(text) for _, text in tellings)
