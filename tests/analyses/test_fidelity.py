"""Rules of a format, observed and observable: by hand for a tiny set, and recounted in plain Python for the sample."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from recount import by_key, rows, wilson

from alsnb import (
    Action,
    ActionReport,
    Airtime,
    Attendance,
    Cohort,
    Contribution,
    LearningSet,
    Meeting,
    Member,
    StageMinutes,
    fidelity,
    formats,
)  # fmt: skip
from alsnb.analyses.fidelity.format_rules import rules_of

pytestmark = pytest.mark.filterwarnings("error")


def counted(frames, **more) -> dict[str, tuple[int, int, int]]:
    """Of each rule: observed, observable, members."""
    found = by_key(fidelity.rules(frames, **more), "rule")
    return {key: (row["observed"], row["observable"], row["members"]) for (key,), row in found.items()}


def two_meetings(format: str, **of_set):
    """Two members meet on 5 January for three hours and on 5 February for two; what else happens is added."""
    yield Cohort(cohort="k", format=format)
    yield LearningSet(learning_set="s", **of_set)
    yield from (Member(member=code, learning_set="s") for code in "ab")
    for cycle, minutes in ((1, 180), (2, 120)):
        yield Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5), minutes=minutes)
        for code in "ab":
            yield Attendance(learning_set="s", cycle=cycle, member=code, status="present")


def airtime(cycle: int, member: str, minutes: float | None = None, **stages: float) -> Airtime:
    told = tuple(StageMinutes(stage=key, minutes=length) for key, length in stages.items())
    return Airtime(learning_set="s", cycle=cycle, member=member, minutes=minutes, stages=told)


def test_chester_by_hand(frames_of):
    times = [
        airtime(1, "a", 20, introduce=5, work=15), airtime(1, "b", 30),
        airtime(2, "a", None, report_back=4, introduce=6, work=9, action=2), airtime(2, "b", 15, introduce=3),
    ]  # fmt: skip
    agreed = [
        Action(learning_set="s", cycle=1, member=code, what="x", airtime=times[n].entry) for n, code in enumerate("ab")
    ]  # fmt: skip
    told = ActionReport(learning_set="s", cycle=2, member="a", action=agreed[0].entry, status="partly")
    frames = frames_of(*two_meetings("chester", facilitation="external"), *times, *agreed, told)
    found = counted(frames)
    assert found == {
        "size": (0, 2, 2),  # two members, where about six is five to seven
        "line_management": (0, 0, 0),  # nobody's is noted
        "facilitation": (2, 2, 2),
        "meeting_minutes": (1, 2, 2),
        "interval": (1, 1, 2),  # 31 days are 1.02 months
        "every_member": (4, 4, 2),
        "airtime_minutes": (1, 3, 2),  # 20; neither 30 nor 15, where about 20 is 16 to 24
        "stage:report_back": (1, 2, 2),  # belongs to the second meeting
        "stage:introduce": (3, 3, 2),  # of the three airtimes whose stages are noted
        "stage:work": (2, 3, 2),
        "stage:action": (1, 3, 2),
        "report_back": (1, 2, 2),
        "yields:presenter:action": (2, 4, 2),
    }
    by_cycle = by_key(fidelity.rules(frames, by="cycle"), ("cycle", "rule"))
    assert by_cycle[1, "interval"]["observable"] == 0
    assert by_cycle[1, "interval"]["share_observed"] is None
    assert by_cycle[2, "report_back"]["share_observed"] == 0.5
    bounds = by_cycle[2, "report_back"]["share_observed_low"], by_cycle[2, "report_back"]["share_observed_high"]
    assert bounds == pytest.approx(wilson(1, 2))


def test_carnegie_by_hand(frames_of):
    one, two, three = airtime(1, "a", 19), airtime(1, "b", 20), airtime(2, "a", 90)
    told = [
        (one, "b", "advice", False), (one, "b", "idea", None), (two, "a", "advice", True),
        (two, "a", "clarifying_question", None), (two, "b", "idea", False), (three, "b", None, None),
    ]  # fmt: skip
    said = [
        Contribution(learning_set="s", cycle=1, member=who, airtime=of.entry, kind=kind, invited=invited)
        for of, who, kind, invited in told
    ]  # fmt: skip
    found = counted(frames_of(*two_meetings("carnegie", facilitation="rotating"), one, two, three, *said))
    assert found["airtime_minutes"] == (2, 3, 2)
    # Of the two airtimes in which all that others said was classified, one had advice nobody asked for.
    assert found["by_invitation:advice"] == (1, 2, 2)
    # Whether the idea in the first was asked for is not known; in the second it was the presenter's own.
    assert found["by_invitation:idea"] == (1, 1, 1)
    assert found["questions:question"] == (1, 2, 2)
    assert found["facilitation"] == (2, 2, 2)
    assert found["yields:presenter:insight"] == (0, 0, 0)  # the set notes none


@pytest.mark.parametrize(("kind", "expected"), [("support", (1, 1, 1)), (None, (0, 0, 0)), ("advice", (0, 1, 1))])
def test_what_nobody_classified_may_have_been_of_any_kind(frames_of, kind, expected):
    one = airtime(1, "a", 19)
    heard = [("b", "clarifying_question"), ("b", kind), ("a", None)]
    told = [
        Contribution(learning_set="s", cycle=1, presenter="a", member=who, airtime=one.entry, kind=each)
        for who, each in heard
    ]
    found = counted(frames_of(*two_meetings("handout"), one, *told))
    assert found["discouraged:advice"] == expected, "an airtime in which anything is not classified is not judged"


def test_who_facilitates_is_as_the_meeting_says_or_else_the_set(frames_of):
    told = list(two_meetings("wales", facilitation="self"))
    assert counted(frames_of(*told))["facilitation"] == (0, 2, 2)
    led = [each.model_copy(update={"facilitator": "ext"}) if isinstance(each, Meeting) else each for each in told]
    assert counted(frames_of(*led))["facilitation"] == (2, 2, 2)
    silent = [LearningSet(learning_set="s") if isinstance(each, LearningSet) else each for each in told]
    assert counted(frames_of(*silent))["facilitation"] == (0, 0, 0)


@pytest.mark.parametrize(("manages", "expected"), [((), (0, 0, 0)), (("z",), (2, 2, 2)), (("b",), (0, 2, 2))])
def test_line_management_inside_a_set(frames_of, manages, expected):
    told = [each for each in two_meetings("chester") if not (isinstance(each, Member) and each.member == "a")]
    frames = frames_of(*told[:2], Member(member="a", learning_set="s", manages=manages), *told[2:])
    assert counted(frames)["line_management"] == expected


@pytest.mark.parametrize(("day", "expected"), [(5, (1, 1, 2)), (6, (0, 1, 2)), (None, (0, 0, 0))])
def test_ground_rules_agreed_at_the_start(frames_of, day, expected):
    on = day and date(2026, 1, day)
    assert counted(frames_of(*two_meetings("handout", agreed_on=on)))["ground_rules"] == expected


def test_a_format_of_ones_own_has_its_own_rules(frames_of, tmp_path: Path):
    path = tmp_path / "ours.toml"
    path.write_text('title = "Ours"\nextends = "wales"\n[airtime]\nminutes = { low = 10, high = 12 }\n')
    frames = frames_of(*two_meetings(str(path)), airtime(1, "a", 11))
    assert counted(frames)["airtime_minutes"] == (1, 1, 1)
    assert set(fidelity.rules(frames)["format"]) == {str(path)}


def test_what_a_format_leaves_open_is_no_rule():
    keys = {key: {rule.key for rule in rules_of(formats.load(key), 0.2)} for key in formats.keys()}  # noqa: SIM118
    assert "size" not in keys["carnegie"]  # "a small group"
    assert "report_back" not in keys["handout"]  # implied
    assert not any(key.startswith("yields") for key in keys["wales"])  # its review sheet is optional
    assert "discouraged:advice" not in keys["wales"]  # which names only advice put as a question
    assert "facilitation" not in keys["science-council-questions"]
    assert "stage:rules" not in keys["wales"]


def test_the_sample_recounted(sample_frames):
    own = {row["learning_set"]: row["format"] or "wales" for row in rows(sample_frames.learning_sets)}
    airtimes = {row["entry"]: row for row in rows(sample_frames.airtimes)}
    observed, observable = Counter(), Counter()

    def judge(rule: str, where: str, kept: bool) -> None:
        observable[own[where], rule] += 1
        observed[own[where], rule] += kept

    spans = {"wales": (24, 48), "chester": (16, 24)}
    for row in airtimes.values():
        if own[row["learning_set"]] in spans:
            low, high = spans[own[row["learning_set"]]]
            judge("airtime_minutes", row["learning_set"], low <= row["minutes"] <= high)
    for row in rows(sample_frames.airtime_stages):
        if own[row["learning_set"]] == "wales" and row["stage"] == "outline":
            judge("stage_minutes:outline", row["learning_set"], 5 <= row["minutes"] <= 10)
    kinds = {}
    for row in rows(sample_frames.contributions):
        if row["member"] != airtimes[row["airtime"]]["member"]:
            kinds.setdefault(row["airtime"], set()).add(row["kind"])
    kinds = {entry: heard for entry, heard in kinds.items() if None not in heard}
    kept_back = {"wales": "advice_as_question", "handout": "advice", "science-council-questions": "experience"}
    for entry, heard in kinds.items():
        where = airtimes[entry]["learning_set"]
        if own[where] in kept_back:
            judge(f"discouraged:{kept_back[own[where]]}", where, kept_back[own[where]] not in heard)
        if own[where] == "wales":
            judge("questions:future", where, "future_action_question" in heard)
    presented = {(row["learning_set"], row["cycle"], row["member"]) for row in airtimes.values()}
    for row in rows(sample_frames.attendance):
        if own[row["learning_set"]] == "chester" and row["status"] in ("present", "late"):
            judge("every_member", "D", (row["learning_set"], row["cycle"], row["member"]) in presented)
    for row in rows(sample_frames.meetings):
        if own[row["learning_set"]] == "chester" and row["held_on"]:
            judge("meeting_minutes", "D", row["minutes"] >= 180)
    found = by_key(fidelity.rules(sample_frames), ("format", "rule"))
    assert len(observable) == 9
    for key, count in observable.items():
        row = found[key]
        assert (row["observed"], row["observable"]) == (observed[key], count), key
        assert (row["share_observed_low"], row["share_observed_high"]) == pytest.approx(wilson(observed[key], count))


def test_by_member_what_is_about_a_meeting_is_nobodys(sample_frames):
    each = fidelity.rules(sample_frames, by="member")
    whole = fidelity.rules(sample_frames)
    assert set(each.loc[each["member"].isna() & (each["observable"] > 0), "rule"]) >= {"size", "facilitation"}
    summed = each.groupby(["format", "rule"])[["observable", "observed"]].sum()
    assert summed.to_dict() == whole.set_index(["format", "rule"])[["observable", "observed"]].to_dict()
    mine = each[(each["member"].notna()) & (each["rule"] == "every_member")]
    assert len(mine) == whole.set_index("rule").loc["every_member", "members"]
