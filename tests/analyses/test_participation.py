"""Who came, presented and spoke: by hand for a tiny set, and recounted in plain Python for the sample cohort."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date
from statistics import mean

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recount import by_key, key_of, rows, wilson
from scipy.stats import t as student

from alsnb import Airtime, AlsnbError, Attendance, Cohort, Contribution, LearningSet, Meeting, Member, participation
from alsnb.analyses.participation import entropy, gini

pytestmark = pytest.mark.filterwarnings("error")
BY = ["cycle", "learning_set", "member", ("learning_set", "cycle"), ()]
BY_OR_NOT_MEMBER = [by for by in BY if by != "member"]


A_SET = (Cohort(cohort="k", planned_meetings=3), LearningSet(learning_set="s"))
FOUR = tuple(Member(member=code, learning_set="s") for code in "abcd")


def meeting(cycle: int, held: bool = True, **fields) -> Meeting:
    return Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5) if held else None, **fields)


def noted(cycle: int, **statuses: str) -> list[Attendance]:
    return [Attendance(cycle=cycle, learning_set="s", member=code, status=status) for code, status in statuses.items()]


# Attendance


@pytest.fixture
def two_meetings(frames_of):
    return frames_of(
        *A_SET, *FOUR[:3], Member(member="d", learning_set="s", last_cycle=1),
        Member(member="e", learning_set="s", first_cycle=2),
        meeting(1), *noted(1, a="present", b="late", c="apologies", d="absent"),
        meeting(2), *noted(2, a="present", b="present", c="present"),  # of e nothing was noted
        meeting(3, held=False), *noted(3, a="present"),  # not held: not expected
    )  # fmt: skip


def test_attendance_by_hand(two_meetings):
    by_cycle = by_key(participation.attendance(two_meetings), "cycle")
    assert set(by_cycle) == {(1,), (2,)}
    # cycle 1: a, b, c, d expected; a and b came: 2 / 4, Wilson 0.1500 to 0.8500
    first = by_cycle[1,]
    assert (first["meetings"], first["members"], first["expected"], first["attended"]) == (1, 4, 4, 2)
    assert first["attendance_rate"] == 0.5
    assert (first["attendance_rate_low"], first["attendance_rate_high"]) == pytest.approx((0.1500, 0.8500), abs=1e-4)
    # cycle 2: a, b, c, e expected; a, b, c came: 3 / 4
    assert (by_cycle[2,]["expected"], by_cycle[2,]["attended"], by_cycle[2,]["attendance_rate"]) == (4, 3, 0.75)


def test_attendance_of_the_whole_counts_people_once_and_meetings_once(two_meetings):
    (row,) = rows(participation.attendance(two_meetings, ()))
    # a, b, c, d, e are five people at two meetings: 4 + 4 expected, 2 + 3 came
    assert (row["meetings"], row["members"], row["expected"], row["attended"]) == (2, 5, 8, 5)
    assert row["attendance_rate"] == 5 / 8


def test_attendance_by_member_counts_the_meetings_of_their_time_in_the_set(two_meetings):
    found = by_key(participation.attendance(two_meetings, "member"), "member")
    counted = {code: (row["attended"], row["expected"]) for (code,), row in found.items()}
    assert counted == {"a": (2, 2), "b": (2, 2), "c": (1, 2), "d": (0, 1), "e": (0, 1)}


def test_attendance_noted_twice_counts_once(frames_of):
    frames = frames_of(*A_SET, FOUR[0], meeting(1), *noted(1, a="present"), *noted(1, a="late"))
    assert rows(participation.attendance(frames, ()))[0]["attended"] == 1


def test_a_meeting_whose_attendance_nobody_noted_tells_nothing(frames_of):
    frames = frames_of(*A_SET, *FOUR, meeting(1), meeting(2), *noted(2, a="present"))
    (row,) = rows(participation.attendance(frames, ()))
    assert (row["meetings"], row["expected"], row["attended"]) == (1, 4, 1)


@pytest.mark.parametrize("by", BY)
def test_attendance_recounted(sample_frames, by):
    came = {
        (row["learning_set"], row["cycle"], row["member"])
        for row in rows(sample_frames.attendance)
        if row["status"] in ("present", "late")
    }
    expected, attended, meetings, people = Counter(), Counter(), defaultdict(set), defaultdict(set)
    everyone = rows(sample_frames.members)
    for held in rows(sample_frames.meetings):
        for member in everyone:
            last = member["last_cycle"] or 99
            inside = member["learning_set"] == held["learning_set"] and member["first_cycle"] <= held["cycle"] <= last
            if held["held_on"] is not None and inside:
                row = {**held, "member": member["member"]}
                key = key_of(row, by)
                expected[key] += 1
                attended[key] += (row["learning_set"], row["cycle"], row["member"]) in came
                meetings[key].add((row["learning_set"], row["cycle"]))
                people[key].add(row["member"])
    found = by_key(participation.attendance(sample_frames, by), by)
    assert set(found) == set(expected)
    for key, row in found.items():
        assert (row["expected"], row["attended"]) == (expected[key], attended[key])
        assert (row["meetings"], row["members"]) == (len(meetings[key]), len(people[key]))
        assert row["attendance_rate"] == attended[key] / expected[key]
        bounds = wilson(attended[key], expected[key])
        assert (row["attendance_rate_low"], row["attendance_rate_high"]) == pytest.approx(bounds, abs=1e-9)


# Exposure


def test_exposure_by_hand(frames_of):
    frames = frames_of(
        *A_SET, LearningSet(learning_set="t"),
        meeting(1, planned_minutes=90, minutes=100), meeting(2, planned_minutes=90),  # minutes of one not noted
        meeting(3, held=False, planned_minutes=90, minutes=90),
        Meeting(learning_set="t", cycle=1, planned_minutes=90),
    )  # fmt: skip
    found = by_key(participation.exposure(frames), "learning_set")
    s, t = found["s",], found["t",]
    assert (s["planned_meetings"], s["held_meetings"]) == (3, 2)
    assert s["held_share_of_planned_meetings"] == 2 / 3
    assert (s["planned_minutes"], s["minutes"], s["minutes_share_of_planned_minutes"]) == (90, 100, 100 / 90)
    assert (t["planned_meetings"], t["held_meetings"], t["held_share_of_planned_meetings"]) == (3, 0, 0)
    assert t["planned_minutes"] is t["minutes"] is t["minutes_share_of_planned_minutes"] is None


def test_a_share_of_nothing_planned_is_missing(frames_of):
    frames = frames_of(Cohort(cohort="k"), A_SET[1], meeting(1, planned_minutes=0, minutes=30))
    (row,) = rows(participation.exposure(frames))
    assert row["held_meetings"] == 1
    assert row["held_share_of_planned_meetings"] is row["minutes_share_of_planned_minutes"] is None


def test_meetings_of_no_set_are_counted_too(frames_of):
    frames = frames_of(A_SET[0], Meeting(cycle=1, held_on=date(2026, 1, 5), planned_minutes=60, minutes=30))
    (row,) = rows(participation.exposure(frames))
    assert row["learning_set"] is None
    assert (row["held_meetings"], row["held_share_of_planned_meetings"]) == (1, 1 / 3)
    assert row["minutes_share_of_planned_minutes"] == 0.5


def test_exposure_recounted(sample_frames):
    planned = rows(sample_frames.cohorts)[0]["planned_meetings"]
    found = by_key(participation.exposure(sample_frames), "learning_set")
    assert len(found) == len(sample_frames.learning_sets)
    every = [each for each in rows(sample_frames.meetings) if each["held_on"] is not None]
    for (code,), row in found.items():
        held = [each for each in every if each["learning_set"] == code]
        assert (row["planned_meetings"], row["held_meetings"]) == (planned, len(held))
        assert row["held_share_of_planned_meetings"] == len(held) / planned
        both = [each for each in held if each["minutes"] is not None and each["planned_minutes"] is not None]
        wished, actual = sum(each["planned_minutes"] for each in both), sum(each["minutes"] for each in both)
        assert row["minutes_share_of_planned_minutes"] == pytest.approx(actual / wished)


# Airtime


def test_airtime_by_hand(frames_of):
    timed = (20, 20, 30, 30, 30, None)
    frames = frames_of(*A_SET, *(Airtime(cycle=1, learning_set="s", member=code, minutes=minutes)
                                 for code, minutes in zip("aaaaab", timed, strict=True)))  # fmt: skip
    (row,) = rows(participation.airtime(frames))
    assert (row["cycle"], row["airtimes"], row["members"], row["timed_airtimes"]) == (1, 6, 2, 5)
    assert row["mean_minutes"] == (2 * 20 + 3 * 30) / 5
    # Of five, what lies beyond 2.78 · √(5/4) standard deviations is left out, 0.001 at either end; of resampled means,
    # (2/5)⁵ = 0.01 are 20 and (3/5)⁵ = 0.08 are 30.
    assert (row["mean_minutes_low"], row["mean_minutes_high"]) == (20, 30)


def test_airtimes_of_unknown_length_are_counted_without_a_mean(frames_of):
    (row,) = rows(participation.airtime(frames_of(*A_SET, Airtime(cycle=1, learning_set="s", member="a"))))
    assert (row["airtimes"], row["timed_airtimes"]) == (1, 0)
    assert row["mean_minutes"] is row["mean_minutes_low"] is row["mean_minutes_high"] is None


def test_one_airtime_has_a_mean_without_an_interval(frames_of):
    (row,) = rows(participation.airtime(frames_of(*A_SET, Airtime(cycle=1, learning_set="s", member="a", minutes=9))))
    assert row["mean_minutes"] == 9
    assert row["mean_minutes_low"] is row["mean_minutes_high"] is None


def test_the_interval_of_an_airtime_belongs_to_its_own_group_even_without_a_set(frames_of):
    minutes = {None: (20, 20, 30, 30, 30), "s": (1, 1, 3, 3, 3)}
    frames = frames_of(*A_SET, *(Airtime(cycle=1, learning_set=code, member="a", minutes=each)
                                 for code, own in minutes.items() for each in own))  # fmt: skip
    for by in ("learning_set", ("learning_set", "cycle")):
        found = participation.airtime(frames, by)
        bounds = {row["learning_set"]: (row["mean_minutes_low"], row["mean_minutes_high"]) for row in rows(found)}
        assert bounds == {None: (20, 30), "s": (1, 3)}


@pytest.mark.parametrize("by", BY)
def test_airtime_recounted(sample_frames, by):
    each = defaultdict(list)
    for row in rows(sample_frames.airtimes):
        each[key_of(row, by)].append(row)
    found = by_key(participation.airtime(sample_frames, by), by)
    assert set(found) == set(each)
    for key, row in found.items():
        minutes = [one["minutes"] for one in each[key] if one["minutes"] is not None]
        assert (row["airtimes"], row["timed_airtimes"]) == (len(each[key]), len(minutes))
        assert row["members"] == len({one["member"] for one in each[key]})
        assert row["mean_minutes"] == pytest.approx(mean(minutes))
        bounds = row["mean_minutes_low"], row["mean_minutes_high"]
        if len(minutes) < 5:
            assert bounds == (None, None)
        else:
            assert min(minutes) - 1e-9 <= bounds[0] <= row["mean_minutes"] <= bounds[1] <= max(minutes) + 1e-9


# Voice


def presented(presenter: str, cycle: int = 1, **voices: list[float | None]) -> list:
    """An airtime and who spoke in it, for how many seconds each time."""
    airtime = Airtime(cycle=cycle, learning_set="s", member=presenter)
    where = {"cycle": cycle, "learning_set": "s", "airtime": airtime.entry, "presenter": presenter}
    said = (Contribution(**where, member=code, seconds=each) for code, seconds in voices.items() for each in seconds)
    return [airtime, *said]


def voices(frames) -> dict[str, tuple]:
    found = rows(participation.voice(frames))
    assert len({(row["airtime"], row["presenter"], row["member"]) for row in found}) == len(found)
    return {row["member"]: (row["contributions"], row["seconds"], row["timed"]) for row in found}


def test_voice_by_hand(frames_of):
    frames = frames_of(
        *A_SET, *FOUR, meeting(1), *noted(1, a="present", b="present", c="late", d="apologies"),
        *presented("a", a=[600], b=[10, 20, None]),
    )  # fmt: skip
    # a presents and is left out, c came and said nothing, d was not there
    assert voices(frames) == {"b": (3, 30, 2), "c": (0, 0, 0)}


def test_where_nobody_noted_who_came_all_enrolled_are_taken_to_have_come(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], Member(member="d", learning_set="s", first_cycle=2), meeting(1),
                       *presented("a", b=[5]))  # fmt: skip
    assert set(voices(frames)) == {"b", "c"}


def test_contributions_without_airtime_are_counted_over_the_meeting_among_all(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], meeting(1), Contribution(cycle=1, learning_set="s", member="a", seconds=5))
    assert voices(frames) == {"a": (1, 5, 1), "b": (0, 0, 0), "c": (0, 0, 0)}


def test_whoever_facilitates_without_being_a_member_is_not_counted(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], meeting(1), *presented("a", b=[5], outsider=[500]))
    assert set(voices(frames)) == {"b", "c"}


def test_the_airtime_decides_who_presents_if_a_contribution_names_another(frames_of):
    airtime = Airtime(cycle=1, learning_set="s", member="a")
    where = {"cycle": 1, "learning_set": "s", "airtime": airtime.entry}
    said = [Contribution(**where, presenter=who, member="c", seconds=5) for who in ("a", "b")]
    assert voices(frames_of(*A_SET, *FOUR, meeting(1), airtime, *said)) == {
        "b": (0, 0, 0),
        "c": (2, 10, 2),
        "d": (0, 0, 0),
    }


def test_a_presenter_noted_on_some_contributions_only_does_not_count_members_twice(frames_of):
    airtime, *_ = spoken = presented("a", b=[5])
    more = Contribution(cycle=1, learning_set="s", member="b", airtime=airtime.entry, seconds=7)
    assert voices(frames_of(*A_SET, *FOUR[:3], meeting(1), *spoken, more)) == {"b": (2, 12, 2), "c": (0, 0, 0)}


def test_voice_equity_by_hand(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], meeting(1), *presented("a", a=[999], b=[30], c=[10]),
                       *presented("b", a=[10], c=[4, 6]))  # fmt: skip
    (row,) = rows(participation.voice_equity(frames))
    # a presents: shares 3/4 and 1/4 of b and c: -(0.75 ln 0.75 + 0.25 ln 0.25) / ln 2 = 0.811278
    # b presents: a and c 10 seconds each: 1.  Mean 0.905639; its error is half of what is between the two, 0.094361,
    # on the logit scale 0.094361 / (0.905639 * 0.094361) = 1.104193, times 12.7062 (t, one degree of freedom) 14.0301
    assert row["voice_equity"] == pytest.approx(0.905639, abs=1e-6)
    low, high = (1 / (1 + math.exp(-(2.261498 + way * 14.0301))) for way in (-1, 1))
    assert (row["voice_equity_low"], row["voice_equity_high"]) == pytest.approx((low, high), rel=1e-3)
    # Gini of 10 and 30: |30 - 10| / (2 * 40) = 0.25; of 10 and 10: 0
    assert row["gini"] == pytest.approx((0.25 + 0) / 2)
    assert (row["cycle"], row["airtimes"], row["members"]) == (1, 2, 3)


def test_voice_is_counted_in_contributions_where_no_seconds_were_noted(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], meeting(1), *presented("a", b=[None, None, None], c=[None]))
    assert rows(participation.voice_equity(frames))[0]["voice_equity"] == pytest.approx(0.811278, abs=1e-6)


def test_voice_is_measured_in_seconds_once_seconds_were_noted(frames_of):
    frames = frames_of(*A_SET, *FOUR[:3], meeting(1), *presented("a", b=[1, 1, 1], c=[3]))
    assert rows(participation.voice_equity(frames))[0]["voice_equity"] == pytest.approx(1)


def test_an_airtime_with_one_listener_or_a_silent_one_has_no_equity(frames_of):
    alone = frames_of(*A_SET, *FOUR[:2], meeting(1), *presented("a", b=[30]))
    silent = frames_of(*A_SET, *FOUR[:3], meeting(1), *presented("a", a=[30]))
    for frames in (alone, silent):
        for by in BY_OR_NOT_MEMBER:
            assert participation.voice_equity(frames, by).empty


def test_airtimes_told_apart_by_their_presenter_alone_stay_apart(frames_of):
    said = {"presenter": "a", "member": "b"}, {"presenter": "b", "member": "a"}
    contributions = (Contribution(cycle=1, learning_set="s", seconds=5, **each) for each in said)
    (row,) = rows(participation.voice_equity(frames_of(*A_SET, *FOUR[:3], meeting(1), *contributions)))
    # In either, one of two listeners has all the voice: entropy 0, Gini 1/2
    assert (row["airtimes"], row["members"], row["voice_equity"], row["gini"]) == (2, 3, 0, 0.5)


@pytest.mark.parametrize("count", [8, 16, 24])
def test_a_mean_of_values_that_never_vary_lies_within_its_interval(frames_of, count):
    # Summed in another order, eight times 31.2 has a mean a hair off: the figure could not be drawn.
    frames = frames_of(*A_SET, *(Airtime(cycle=1, learning_set="s", member="a", minutes=31.2) for _ in range(count)))
    (row,) = rows(participation.airtime(frames))
    assert row["mean_minutes_low"] <= row["mean_minutes"] <= row["mean_minutes_high"]
    assert row["mean_minutes_high"] - row["mean_minutes_low"] < 1e-12


def plain_voice(frames) -> dict[str, dict[str, list]]:
    """Seconds and contributions of each member there and not presenting, by airtime; who was there from attendance."""
    there = {
        (row["learning_set"], row["cycle"], row["member"])
        for row in rows(frames.attendance)
        if row["status"] in ("present", "late")
    }
    found = {}
    for airtime in rows(frames.airtimes):
        meeting = airtime["learning_set"], airtime["cycle"]
        listeners = [code for (group, cycle, code) in there if (group, cycle) == meeting and code != airtime["member"]]
        found[airtime["entry"]] = {code: [0, 0.0] for code in listeners}
    for said in rows(frames.contributions):
        if said["member"] in found[said["airtime"]]:
            found[said["airtime"]][said["member"]][0] += 1
            found[said["airtime"]][said["member"]][1] += said["seconds"]
    return found


def test_voice_recounted(sample_frames):
    expected = {
        (airtime, code): tuple(said)
        for airtime, each in plain_voice(sample_frames).items()
        for code, said in each.items()
    }
    found = rows(participation.voice(sample_frames))
    assert len(found) == len(expected)
    for row in found:
        count, seconds = expected[row["airtime"], row["member"]]
        assert (row["contributions"], row["timed"]) == (count, count)
        assert row["seconds"] == pytest.approx(seconds)


@pytest.mark.parametrize("by", BY_OR_NOT_MEMBER)
def test_voice_equity_recounted(sample_frames, by):
    place = {row["entry"]: row for row in rows(sample_frames.airtimes)}
    equities, ginis, people, sets = defaultdict(list), defaultdict(list), defaultdict(set), defaultdict(list)
    for airtime, each in plain_voice(sample_frames).items():
        seconds = [amount for _, amount in each.values()]
        total, n, key = sum(seconds), len(seconds), key_of(place[airtime], by)
        if n < 2 or not total:
            continue
        equities[key].append(-sum(x / total * math.log(x / total) for x in seconds if x) / math.log(n))
        sets[key].append(place[airtime]["learning_set"])
        ginis[key].append(sum(abs(x - y) for x in seconds for y in seconds) / (2 * n * total))
        people[key].update(each)
    found = by_key(participation.voice_equity(sample_frames, by), by)
    assert set(found) == set(equities)
    for key, row in found.items():
        assert row["airtimes"] == len(equities[key])
        assert row["members"] == len(people[key])
        assert row["voice_equity"] == pytest.approx(mean(equities[key]))
        assert row["gini"] == pytest.approx(mean(ginis[key]))
        if len(equities[key]) > 1:
            # Each set, or each airtime of the one set, pulls the mean its way.
            own, middle = sets[key], mean(equities[key])
            own = own if len({*own}) > 1 else range(len(own))
            pulls = Counter()
            for unit, equity in zip(own, equities[key], strict=True):
                pulls[unit] += equity - middle
            error = math.sqrt(len(pulls) / (len(pulls) - 1) * sum(pull**2 for pull in pulls.values())) / len(own)
            reach = student.ppf(0.975, len(pulls) - 1) * error / (middle * (1 - middle))
            bounds = [1 / (1 + math.exp(-(math.log(middle / (1 - middle)) + way * reach))) for way in (-1, 1)]
            assert (row["voice_equity_low"], row["voice_equity_high"]) == pytest.approx(bounds)


amounts = st.lists(st.floats(0, 1000, allow_subnormal=False), min_size=2, max_size=9).filter(lambda each: sum(each) > 1)


@given(amounts)
@example([1, 1])
@example([0, 5])
def test_entropy_and_gini_as_their_definitions_say(values):
    total, n = sum(values), len(values)
    shares = [value / total for value in values if value / total > 0]
    assert entropy(values) == pytest.approx(-sum(share * math.log(share) for share in shares) / math.log(n), abs=1e-9)
    assert gini(values) == pytest.approx(sum(abs(x - y) for x in values for y in values) / (2 * n * total), abs=1e-9)
    assert -1e-12 <= entropy(values) <= 1 + 1e-12
    assert -1e-12 <= gini(values) <= (n - 1) / n + 1e-12


@given(amounts, st.floats(0.1, 60))
def test_voice_measured_in_minutes_or_in_any_order_is_as_equal(values, unit):
    for measure in (entropy, gini):
        assert measure([value * unit for value in reversed(values)]) == pytest.approx(measure(values), abs=1e-9)


# Question mix


def test_question_mix_by_hand(frames_of):
    kinds = {"a": ["idea", None], "b": ["idea", "closed_question"]}
    frames = frames_of(*A_SET, *(Contribution(cycle=1, learning_set="s", member=code, kind=kind)
                                 for code, each in kinds.items() for kind in each))  # fmt: skip
    found = by_key(participation.question_mix(frames), "kind")
    counted = {kind: (row["contributions"], row["members"], row["all_contributions"]) for (kind,), row in found.items()}
    assert counted == {"idea": (2, 2, 4), "closed_question": (1, 1, 4), "not_classified": (1, 1, 4)}
    idea = found["idea",]
    # 2 of 4: Wilson 0.1500 to 0.8500
    assert idea["share_of_contributions"] == 0.5
    bounds = idea["share_of_contributions_low"], idea["share_of_contributions_high"]
    assert bounds == pytest.approx((0.1500, 0.8500), abs=1e-4)


@pytest.mark.parametrize("by", BY)
def test_question_mix_recounted(sample_frames, by):
    said, people, whole = Counter(), defaultdict(set), Counter()
    for row in rows(sample_frames.contributions):
        if row["kind"] is None and row["member"] == row["presenter"]:
            continue  # who presents, presents
        key = (*key_of(row, by), row["kind"] or "not_classified")
        said[key] += 1
        people[key].add(row["member"])
        whole[key[:-1]] += 1
    names = [*([by] if isinstance(by, str) else by), "kind"]
    found = by_key(participation.question_mix(sample_frames, by), names)
    assert set(found) == set(said)
    for key, row in found.items():
        n = whole[key[:-1]]
        assert (row["contributions"], row["members"], row["all_contributions"]) == (said[key], len(people[key]), n)
        assert row["share_of_contributions"] == said[key] / n
        bounds = row["share_of_contributions_low"], row["share_of_contributions_high"]
        assert bounds == pytest.approx(wilson(said[key], n), abs=1e-9)


def test_the_most_frequent_kinds_come_first_and_what_nobody_classified_last(sample_frames):
    found = rows(participation.question_mix(sample_frames))
    counts = [row["contributions"] for row in found[:-1]]
    assert counts == sorted(counts, reverse=True)
    assert found[-1]["kind"] == "not_classified"


@pytest.mark.parametrize("by", ["set", "role", None, ["cycle", "theme"], 3])
def test_what_a_row_cannot_stand_for_is_told_with_what_it_can(sample_frames, by):
    with pytest.raises(AlsnbError, match=r"by: found .*, expected any of cohort, learning_set, cycle, member"):
        participation.attendance(sample_frames, by=by)


def test_what_a_row_stands_for_is_named_once(sample_frames):
    with pytest.raises(AlsnbError, match=r"by: found \['cycle', 'cycle'\], expected each once"):
        participation.attendance(sample_frames, by=["cycle", "cycle"])


def test_voice_equity_has_no_rows_by_member(sample_frames):
    with pytest.raises(AlsnbError, match="expected any of cohort, learning_set, cycle, or"):
        participation.voice_equity(sample_frames, by="member")
