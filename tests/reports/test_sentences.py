"""Sentences: every number recomputed from the records, singular and plural, what is unknown, and what is published."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from alsnb import Cohort, LearningSet, Meeting, Member, actions, fidelity, participation, themes
from alsnb.disclosure import Mark
from alsnb.reports import sentences
from alsnb.reports.publishing import Publication
from alsnb.reports.sentences import one as of_one
from alsnb.reports.sentences.wording import by_chance
from alsnb.words import ACTION_STATES, CONTRIBUTION_TYPES, LEVELS

NAN = float("nan")


def numbers(text: str) -> list[str]:
    """Return the numbers of a text, with those that are written as words."""
    text = re.sub(r"95% CI", "CI", text)
    found = re.findall(r"\bOne\b|\bNone\b|[-+]?\d[\d,]*(?:\.\d+)?%?", text)
    return [{"One": "1", "None": "0"}.get(each, each.replace(",", "")) for each in found]


def wilson(part: int, whole: int) -> list[str]:
    low, high = proportion_confint(part, whole, method="wilson")
    return [f"{value:.0%}" for value in (part / whole, low, high)]


# Numbers: recomputed from what was recorded


def test_attendance_is_of_enrolled_members_at_meetings_with_a_register(sample_frames):
    frames = sample_frames
    of = ["learning_set", "cycle"]
    held = frames.meetings[frames.meetings["held_on"].notna()].merge(frames.attendance[of].drop_duplicates(), on=of)
    expected = held[of].merge(frames.members, on="learning_set")
    last = expected["last_cycle"].fillna(99)
    expected = expected[(expected["first_cycle"] <= expected["cycle"]) & (expected["cycle"] <= last)]
    came = frames.attendance[frames.attendance["status"].isin(["present", "late"])]
    attended = len(expected.merge(came, on=[*of, "member"]))
    said = sentences.attendance(participation.attendance(frames, ()))
    assert numbers(said) == [*wilson(attended, len(expected)), *map(str, (len(held), attended, len(expected)))]


def test_airtimes_and_contributions_are_counted(sample_frames):
    airtimes, said = sample_frames.airtimes, sentences.airtime(participation.airtime(sample_frames, ()))
    mean, untimed = airtimes["minutes"].mean(), int(airtimes["minutes"].isna().sum())
    counts = [str(len(airtimes)), str(airtimes["member"].nunique()), f"{mean:.1f}"]
    found = numbers(said)
    assert found[:3] == counts
    assert float(found[3]) < mean < float(found[4])
    assert found[5:] == ([str(untimed)] if untimed else [])
    each = sample_frames.contributions
    each = each[each["kind"].notna() | (each["member"] != each["presenter"])]
    most = each["kind"].value_counts().head(3)
    said = sentences.question_mix(participation.question_mix(sample_frames))
    shares = [number for n in most for number in wilson(n, len(each))]
    assert numbers(said) == [str(len(each)), *shares, str(int(each["kind"].isna().sum()))]
    places = [said.index(CONTRIBUTION_TYPES[kind]) for kind in most.index]
    assert places == sorted(places)


def outcomes(frames, day: pd.Timestamp) -> pd.DataFrame:
    """Each action with its state on a day."""
    reports = frames.action_reports[frames.action_reports["reported_on"] <= day].sort_values(["reported_on", "entry"])
    last = reports.groupby("action")["status"].last().astype(str)
    each = frames.actions[frames.actions["agreed_on"] <= day]
    return each.assign(state=each["entry"].map(last).fillna("open"))


def test_actions_are_counted_by_their_last_report(sample_frames):
    day = actions.judged_on(sample_frames)
    each = outcomes(sample_frames, day)
    due = each[each["due"] <= day]
    states = due["state"].value_counts()
    others = [str(states[state]) for state in ACTION_STATES if state != "done" and states.get(state)]
    said = sentences.completion(actions.completion(sample_frames, (), day), day)
    found = numbers(said)
    assert found[:3] == [str(len(due)), str(states["done"]), f"{states['done'] / len(due):.0%}"]
    assert found[5:-2] == [*others, str(len(each) - len(due))]
    assert said.endswith(f"as of {sentences.day(day)}.")
    for state, label in ACTION_STATES.items():
        assert state == "done" or (f"{label}: {states.get(state)}" in said) == bool(states.get(state))


def test_reflections_themes_and_levels_are_counted(sample_frames):
    frames = sample_frames.readable_by("tutor")
    shared, judged = frames.reflections, frames.codings
    coded = judged["reflection"].nunique()
    words = shared["text"].str.split().str.len().median()
    counts = [len(shared), shared["member"].nunique(), round(words), coded]
    assert numbers(sentences.writing(themes.writing(frames, ()))) == [str(n) for n in counts]
    half = judged.groupby(["theme", "reflection"])["present"].mean() >= 0.5
    most = half.groupby("theme").sum().sort_values(ascending=False).head(3)
    said = sentences.prevalence(themes.prevalence(frames, ()))
    found = numbers(said)
    assert [found[0], *found[1::3]] == [str(coded), *(f"{n / coded:.0%}" for n in most)]
    assert all(f"{theme} {n / coded:.0%} (" in said for theme, n in most.items())
    places = frames.ratings.assign(at=frames.ratings["level"].astype(str).map([*LEVELS].index))
    medians = places.groupby("reflection")["at"].quantile(0.5, interpolation="lower")
    levels = [int((medians == at).sum()) for at in range(len(LEVELS))]
    assert numbers(sentences.levels(themes.levels(frames, ()))) == [str(n) for n in (len(medians), *levels)]


def test_a_member_is_told_what_they_recorded(sample_frames):
    own = sample_frames.of(member="A1")
    day = actions.judged_on(sample_frames)
    each = outcomes(own, day)
    late = ~each["state"].isin(["done", "dropped"]) & (each["due"] < day)
    states = [f"{label}: {n}" for state, label in ACTION_STATES.items() if (n := (each["state"] == state).sum())]
    assert of_one.became(own, day) == (
        f"{len(each)} actions have been agreed. Outcomes by {sentences.day(day)} – {'; '.join(states)}."
        + (f" {late.sum()} are overdue." if late.sum() > 1 else " One is overdue." if late.sum() else "")
    )
    recorded = [len(own.issues), len(own.airtimes), len(own.actions), len(own.reflections)]
    assert numbers(of_one.member(own))[-4:] == [str(n) for n in recorded]
    is_question = own.contributions["kind"].astype(str).str.fullmatch("(?!advice).*question")
    counts = [len(own.contributions), int(is_question.sum()), int(own.contributions["kind"].isna().sum())]
    assert numbers(of_one.asked(own)) == [str(n) for n in counts if n]
    minutes = own.airtimes["minutes"]
    assert numbers(of_one.presented(own))[:2] == [str(len(own.airtimes)), f"{minutes.sum():.0f}"]


def test_a_cohort_is_described(frames_of):
    first = {"s": date(2026, 2, 1), "t": date(2026, 2, 14)}
    frames = frames_of(
        Cohort(cohort="k", format="wales", planned_meetings=3), LearningSet(learning_set="s"),
        LearningSet(learning_set="t", format="chester"),
        *(Member(member=f"{code}{n}", learning_set=code) for code in first for n in range(6)),
        *(Meeting(cycle=1, learning_set=code, held_on=day) for code, day in first.items()),
    )  # fmt: skip
    assert sentences.cohort(frames) == (
        "Cohort k has 12 members. There are 2 sets. The formats are chester and wales. 2 meetings were held. "
        "The first was on 1 February 2026 and the last on 14 February 2026. 6 were planned."
    )
    nobody = frames_of(Cohort(cohort="k"))
    assert sentences.cohort(nobody) == "No sets or members are recorded for cohort k. No meeting has been held."
    for members, said in ((0, "No member consents"), (1, "one member who consents"), (3, "3 members who consent")):
        people = frames_of(Cohort(cohort="k"), *(Member(cohort="k", member=f"A{n}") for n in range(members)))
        assert said in sentences.audience(replace(people, purpose="research"))


# One, many, unknown and suppressed

BASE = {
    "meetings": 31, "attended": 33, "expected": 35, "attendance_rate": 0.5, "airtimes": 37, "members": 39,
    "timed_airtimes": 37, "mean_minutes": 30.5, "voice_equity": 0.8, "due_actions": 41, "done": 43, "partly": 3,
    "changed": 4, "not_done": 6, "dropped": 7, "open": 8, "completion": 0.4, "not_yet_due": 45,
    "actions_due_for_report": 47, "reported_next": 49, "follow_through": 0.3, "reflections": 51,
    "coded_reflections": 53, "median_words": 80, "rated_reflections": 55, "at_habitual_action": 13,
    "at_understanding": 14, "at_reflection": 15, "at_critical_reflection": 76, "theme": None, "pairs": 57,
    "alpha": 0.7,
}  # fmt: skip
"""A number of its own for each column, so that none can stand for another."""
COUNTS = [
    (sentences.attendance, "meetings", "recorded at one meeting:", "recorded at {n} meetings:"),
    (sentences.attendance, "attended", ": 1 of 35 expected", ": {n} of 35 expected"),
    (sentences.attendance, "expected", ": 33 of 1 expected", ": 33 of {n} expected"),
    (sentences.airtime, "airtimes", "One airtime was recorded.", "{n} airtimes were recorded."),
    (sentences.airtime, "members", "One member presented.", "{n} members presented."),
    (sentences.voice_equity, "airtimes", "of one airtime or meeting,", "of {n} airtimes or meetings,"),
    (sentences.completion, "due_actions", "One action was due.", "{n} actions were due."),
    (sentences.completion, "done", "One was done.", "{n} were done."),
    (sentences.completion, "not_yet_due", "One action had no due date", "{n} actions had no due date"),
    (sentences.follow_through, "actions_due_for_report", "One action was due to be", "{n} actions were due to be"),
    (sentences.follow_through, "reported_next", "One was reported at", "{n} were reported at"),
    (sentences.writing, "reflections", "One reflection was shared", "{n} reflections were shared"),
    (sentences.writing, "coded_reflections", "One has been coded.", "{n} have been coded."),
    (sentences.writing, "members", "Writers: 1.", "Writers: {n}."),
    (sentences.levels, "rated_reflections", "One reflection was rated.", "{n} reflections were rated."),
    (sentences.agreement, "reflections", "One reflection was judged", "{n} reflections were judged"),
    (sentences.agreement, "pairs", "on one pair of", "on {n} pairs of"),
    *((sentences.completion, state, f"{label}: 1", f"{label}: {{n}}")
      for state, label in ACTION_STATES.items() if state not in ("done", "open")),
    *((sentences.levels, f"at_{level}", f"{label}: 1", f"{label}: {{n}}") for level, label in LEVELS.items()),
]  # fmt: skip


def row(**columns) -> pd.DataFrame:
    bounds = {f"{name}{end}": NAN for name in {**BASE, **columns} for end in ("_low", "_high")}
    return pd.DataFrame([{**bounds, **BASE, **columns}], dtype=object)


@pytest.mark.parametrize(("sentence", "column", "one", "many"), COUNTS)
def test_a_count_is_said_for_one_many_unknown_and_few(sentence, column, one, many):
    before_noun = re.search(r"\{n\} (?!of |were|have|expected)[a-z]", many)
    unknown = "an unknown number of" if before_noun else "an unknown number"
    for n, expected in (
        (1, one), (2, many.format(n=2)), (12, many.format(n=12)), (1234, many.format(n="1,234")),
        (None, many.format(n=unknown)), (NAN, many.format(n=unknown)), (pd.NA, many.format(n=unknown)),
        (Mark("<5"), many.format(n="fewer than 5")),
        (Mark("all but <5"), many.format(n="all but fewer than 5")),
    ):  # fmt: skip
        said = sentence(row(**{column: n}))
        assert expected.lower() in said.lower(), said
        assert not said[0].islower()
        assert not re.search(r"nan|None\b(?! was| has)|<NA>|\. [a-z]", said)
    assert one not in sentence(row(**{column: 0}))


def test_a_mark_of_a_known_total_and_a_hidden_one_are_said():
    most = sentences.airtime(row(members=Mark("all but <5", 31, exact=True)))
    assert "All but fewer than 5 of the 31 members presented." in most
    assert "A suppressed number of members presented." in sentences.airtime(row(members=Mark("hidden")))
    assert "partly done: a suppressed number" in sentences.completion(row(partly=Mark("hidden")))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (NAN, "not available"), (0.5, "50%"), (Mark("over 83%"), "over 83%"), (Mark("under 17%"), "under 17%"),
        (Mark("n<20"), "suppressed (fewer than 20 people)"),
    ],
)  # fmt: skip
def test_a_share_is_said_or_why_there_is_none(value, said):
    assert f"Attendance rate: {said}." in sentences.attendance(row(attendance_rate=value))
    assert f"Completion rate: {said}." in sentences.completion(row(completion=value))
    if value == value:
        assert f"Follow-through: {said}." in sentences.follow_through(row(follow_through=value))


def test_an_estimate_has_its_interval_or_the_reason_why_it_is_suppressed():
    bounds = {"mean_minutes": 9.5, "mean_minutes_low": 8, "mean_minutes_high": 11}
    assert "minutes: 9.50 (95% CI 8.00 to 11.00)." in sentences.airtime(row(**bounds))
    dominated = sentences.airtime(row(mean_minutes=Mark("one member's")))
    assert "minutes: suppressed (one member accounts for more than half of the total)." in dominated
    assert "alpha: suppressed (too little data)." in sentences.agreement(row(alpha=Mark("too little data")))
    assert sentences.agreement(row(alpha=NAN)).endswith("too alike, to calculate agreement.")
    assert "median length is suppressed (fewer than 10 people)" in sentences.writing(row(median_words=Mark("n<10")))


def test_what_was_not_reported_or_timed_is_said():
    assert sentences.completion(row(due_actions=1, open=1, not_yet_due=0)) == (
        "One action was due. Its outcome was not reported."
    )
    assert "12 actions were due. Their outcomes were not reported." in sentences.completion(
        row(due_actions=12, open=12)
    )
    assert "None was reported" in sentences.follow_through(row(reported_next=0))
    assert sentences.follow_through(row(follow_through=NAN)).endswith("No report on any action was recorded.")
    assert sentences.airtime(row(timed_airtimes=0)).endswith("No length was recorded.")
    assert sentences.airtime(row(timed_airtimes=36)).endswith("The length of one airtime was not recorded.")
    assert sentences.airtime(row(timed_airtimes=35)).endswith("The length of 2 airtimes was not recorded.")
    told, untold = {"due_actions": 4, "open": 1}, {"due_actions": 4, "open": 4}
    assert sentences.time_to_act(pd.DataFrame([told, told])).startswith("Actions agreed in later cycles")
    assert sentences.time_to_act(pd.DataFrame([told, untold])) == ""


def mix(**kinds: int) -> pd.DataFrame:
    total = sum(kinds.values())
    return pd.concat([
        row(kind=kind, contributions=n, all_contributions=total, share_of_contributions=n / total)
        for kind, n in kinds.items()
    ]).infer_objects()  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"not_classified": 12}, "12 contributions were recorded. None was classified."),
        ({"idea": 1}, "One contribution was recorded. Only one type was recorded: idea 100%"),
        ({"idea": 3, "advice": 2, "challenge": 1, "support": 1, "not_classified": 1},
         "most frequent types were idea 38%, advice 25%, challenge 12% and support 12% (95% CI in brackets). One was"),
        (dict.fromkeys(["idea", "advice", "challenge", "support"], 1), "All types were equally frequent: idea 25%"),
    ],
)  # fmt: skip
def test_types_are_named_with_all_that_are_as_frequent_as_the_third(counts, said):
    assert said in sentences.question_mix(mix(**counts))


def prevalent(**counts: int) -> pd.DataFrame:
    rows = [row(theme=theme, with_theme=n, coded_reflections=20, prevalence=n / 20) for theme, n in counts.items()]
    return pd.concat(rows).infer_objects()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"hope": 0}, "The one theme in the codebook was not found."),
        ({"hope": 0, "fear": 0}, "None of the codebook's 2 themes was found."),
        ({"hope": 1, "fear": 0}, "Only one theme was found: hope 5% (95% CI in brackets)."),
        ({"hope": 9, "fear": 4, "trust": 2, "time": 1}, "themes were hope 45%, fear 20% and trust 10% (95% CI"),
    ],
)
def test_the_most_prevalent_themes_are_named(counts, said):
    told = sentences.prevalence(prevalent(**counts))
    assert told.startswith("20 reflections were coded. ")
    assert said in told


CHANGES = {
    sentences.attendance_change: "attendance_odds_ratio",
    sentences.completion_change: "completion_odds_ratio",
    sentences.levels_change: "level_odds_ratio",
    sentences.voice_equity_change: "voice_equity_slope",
}


@pytest.mark.parametrize(("sentence", "column"), CHANGES.items())
def test_a_change_is_said_with_its_interval_or_what_it_needs(sentence, column):
    estimated = sentence(row(**{column: 0.55, f"{column}_low": 0.39, f"{column}_high": 0.77}))
    assert [float(each) for each in numbers(estimated)] == [0.55, 0.39, 0.77]
    assert "is not estimated: it needs at least two cycles" in sentence(row(**{column: NAN}))
    assert "is suppressed (fewer than 10 people)." in sentence(row(**{column: Mark("n<10")}))
    assert sentence(row(**{column: 1})[:0]) == ""


def several(name: str, *bounds: tuple[float, float, float], **columns: str) -> pd.DataFrame:
    ends = [{name: a, f"{name}_low": low, f"{name}_high": high} for a, low, high in bounds]
    return pd.DataFrame(
        [{**{key: f"{text}{n}" for key, text in columns.items()}, **each} for n, each in enumerate(ends)]
    )


def test_only_what_differs_clearly_from_chance_is_named():
    lifts = several("lift", (2.5, 1.25, 4), (1.2, 0.5, 2), (0.2, 0.1, 0.5), theme="a", other_theme="b")
    said = sentences.co_occurrence(lifts)
    assert said.startswith("3 pairs of themes were compared.")
    assert "a0 with b0, 2.50 (1.25 to 4.00) times as often; a2 with b2, 0.20 (0.10 to 0.50) times" in said
    assert "a1" not in said
    assert "With 3 comparisons, none or one would" in said
    assert "None co-occurs" in sentences.co_occurrence(lifts[1:2])
    assert "too few members" in sentences.co_occurrence(lifts.assign(lift_low=NAN))
    odds = several("prevalence_odds_ratio", (1.2, 0.8, 1.6), (1.5, 1.25, 2), theme="t")
    said = sentences.prevalence_change(odds)
    assert "t1: 1.50 (1.25 to 2.00)" in said
    assert "t0" not in said
    assert "neither clearly more" in sentences.prevalence_change(odds[:1])
    assert "is not estimated" in sentences.prevalence_change(odds.assign(prevalence_odds_ratio=NAN))
    assert by_chance(40) == "about 2"


def test_suggestions_excerpts_and_rules_are_counted():
    def discovered(*sizes):
        return sentences.discovered(pd.DataFrame({"size": sizes}))

    assert "These 2 groups of reflections are suggestions" in discovered(5, 4)
    assert discovered(5, 4).endswith("One group has fewer than 5 reflections, so its stability is not informative.")
    assert "2 groups have fewer than 5" in discovered(3, 2)
    assert discovered(9).startswith("This group of reflections is a suggestion")
    assert "fewer" not in discovered(9)
    assert sentences.discovered(pd.DataFrame(), "research").startswith("Suggested themes are for the course team only")
    quoted = pd.DataFrame({"member": ["P1", "P2", "P1"]})
    quoted.attrs[sentences.REDACTION] = "These may remain."
    assert sentences.quotations(quoted, "people.csv").startswith("The excerpts are by 2 members who consent ")
    assert sentences.quotations(quoted[:1], "people.csv").endswith(
        "one member who consents to be quoted. These may remain."
    )
    assert "without a roster" in sentences.quotations(pd.DataFrame(), None)
    rules = pd.DataFrame({"rule": ["a", "b", "c"], "observable": [4, 2, 0], "observed": [4, 1, 0]})
    assert numbers(sentences.fidelity(rules)) == ["3", "2", "1"]
    assert sentences.fidelity(rules[1:2]).endswith(
        "one rule. One could be assessed from the log. None was followed every time."
    )
    assert sentences.fidelity(rules[2:]).endswith("one rule. None could be assessed from the log.")


# From what the analyses give, and as it is published


def every_result(frames) -> dict:
    return {
        sentences.attendance: participation.attendance(frames, ()),
        sentences.airtime: participation.airtime(frames, ()),
        sentences.voice_equity: participation.voice_equity(frames, ()),
        sentences.question_mix: participation.question_mix(frames),
        sentences.completion: actions.completion(frames, ()),
        sentences.follow_through: actions.follow_through(frames, ()),
        sentences.action_yield: actions.action_yield(frames, ()), sentences.writing: themes.writing(frames, ()),
        sentences.prevalence: themes.prevalence(frames, ()), sentences.levels: themes.levels(frames, ()),
        sentences.fidelity: fidelity.rules(frames), sentences.agreement: themes.agreement(frames),
    }  # fmt: skip


def test_of_an_empty_log_every_sentence_says_that_there_is_nothing(frames_of):
    for sentence, result in every_result(frames_of(Cohort(cohort="k"))).items():
        assert re.match("No |Fidelity cannot", sentence(result)), sentence


def test_a_published_sentence_has_the_published_numbers_and_no_others(sample_frames):
    frames = sample_frames.readable_by("tutor")
    publication = Publication(frames)
    for sentence, result in every_result(frames).items():
        protected = publication.protect(result)
        cells = sentences.as_protected(protected.cells, result.attrs)
        values = pd.to_numeric(pd.Series([*cells.to_numpy().ravel()]), errors="coerce").dropna()
        written = {f"{value:.{places}f}" for value in values for places in (0, 1, 2)} | {f"{v:.0%}" for v in values}
        written |= {digit for each in cells.to_numpy().ravel() for digit in re.findall(r"\d+%?", str(each))}
        written |= {str(len(cells)), str(len(frames.members))}
        if sentence is sentences.fidelity:  # of rules, how many: nothing of people
            written |= {str(n) for n in range(len(cells))}
        assert {*numbers(sentence(cells))} <= written | {"0", "1", "5"}, sentence(cells)
        true = sentence(result)
        assert sentence(cells) != true or np.array_equal(result.columns, cells.columns)
