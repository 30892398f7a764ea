"""What holds for every analysis: its columns, what it makes of nothing, and what must not change its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pytest
from pandas.testing import assert_frame_equal

import alsnb
from alsnb import actions, fidelity, participation, themes
from alsnb.sample import records

pytestmark = pytest.mark.filterwarnings("error")

STATES = ["done", "partly", "changed", "not_done", "dropped", "open"]


def estimate(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


PAIRS = ["members", "reflections", "pairs", "agreeing", "agreeing_share_of_pairs"]
BY_GROUP = {
    participation.attendance: ["meetings", "members", "expected", "attended", *estimate("attendance_rate")],
    participation.airtime: ["airtimes", "members", "timed_airtimes", *estimate("mean_minutes"), "largest_share"],
    participation.airtime_in_range: [
        "members", "ranged_airtimes", "too_short", "in_range", "too_long", *estimate("share_in_range"),
    ],
    participation.advice_breaches: [
        "members", "airtimes", "discouraged", "not_invited", "breaches", "invitation_unknown",
        *estimate("breaches_per_airtime"),
    ],
    participation.asking_network: [
        "members", "pairs", "asking_pairs", "density", "returnable_pairs", "returned_pairs", "reciprocity",
    ],
    participation.attendance_change: [
        "cycles", "members", "expected", "attended", *estimate("attendance_odds_ratio"),
    ],
    participation.voice_equity_change: [
        "cycles", "sets", "airtimes", "members", *estimate("voice_equity_slope"),
    ],
    participation.voice_equity: ["airtimes", "members", *estimate("voice_equity"), "gini"],
    participation.question_mix: [
        "kind", "contributions", "members", "all_contributions", *estimate("share_of_contributions"),
    ],
    actions.completion: ["members", "due_actions", *STATES, *estimate("completion"), "not_yet_due"],
    actions.follow_through: ["members", "actions_due_for_report", "reported_next", *estimate("follow_through")],
    actions.time_to_done: [
        "days", "at_risk", "done", "dropped", *estimate("not_done"), *estimate("incidence_done"),
        *estimate("incidence_dropped"), "actions", "members",
    ],
    actions.carry_over: ["members", "brought", "ended", "carried_over", *estimate("share_carried_over")],
    actions.cycles_lived: ["cycles", "at_risk", "ended", *estimate("still_open"), "actions", "members"],
    actions.flow: ["before", "after", "actions", "members", "all_before", *estimate("share_of_before")],
    actions.completion_change: ["cycles", "members", "due_actions", "done", *estimate("completion_odds_ratio")],
    fidelity.rules: [
        "format", "rule", "dimension", "says", "observable", "observed", "members", *estimate("share_observed"),
    ],
    actions.action_yield: ["members", "airtimes", "actions", *estimate("actions_per_airtime")],
    themes.writing: ["members", "reflections", "median_words", "coded_reflections"],
    themes.prevalence: ["theme", "coded_reflections", "with_theme", "members", *estimate("prevalence")],
    themes.prevalence_change: [
        "theme", "cycles", "coded_reflections", "with_theme", "members", *estimate("prevalence_odds_ratio"),
    ],
    themes.co_occurrence: [
        "theme", "other_theme", "reflections", "with_theme", "with_other_theme", "with_both", "members",
        "expected_with_both", *estimate("lift"),
    ],
    themes.levels: [
        "rated_reflections", "members", *(f"at_{level}" for level in themes.LEVELS),
        *(name for level in themes.LEVELS for name in estimate(f"share_at_{level}")), *estimate("median_level"),
    ],
    themes.levels_change: ["cycles", "rated_reflections", "members", *estimate("level_odds_ratio")],
}  # fmt: skip
"""The columns of each analysis that takes `by`, after those of `by`."""

CHANGES = (
    participation.attendance_change, participation.voice_equity_change, actions.completion_change,
    themes.prevalence_change, themes.levels_change, themes.co_occurrence,
)  # fmt: skip
"""What has intervals that a small cohort has too few people or sets for."""

NO_INTERVALS = {(themes.co_occurrence, "learning_set")}
"""What has no interval in the whole sample cohort either: each set has too few reflections with both themes."""

UNBOUNDED = ("mean_minutes", "actions_per_airtime", "breaches_per_airtime", "lift", "median_level")
"""Estimates that may be more than 1."""

AS_THEY_ARE = {
    participation.exposure: [
        "cohort", "learning_set", "planned_meetings", "held_meetings", "held_share_of_planned_meetings",
        "planned_minutes", "minutes", "minutes_share_of_planned_minutes",
    ],
    participation.voice: [
        "cohort", "learning_set", "cycle", "airtime", "presenter", "member", "contributions", "seconds", "timed",
    ],
    actions.states: [
        "entry", "cohort", "learning_set", "cycle", "member", "agreed_on", "due", "state", "reported_in", "is_due",
    ],
    participation.who_asks_whom: [
        "cohort", "learning_set", "member", "presenter", "members", "airtimes", "questions",
        *estimate("questions_per_airtime"),
    ],
    actions.learning_chain: [
        "entry", "cohort", "learning_set", "cycle", "member", "members", "what", "success", "reports", "state",
        "worked", "not_worked", "why", "learning", "practice",
    ],
    themes.presence: ["reflection", "cohort", "learning_set", "cycle", "member", "theme", "present"],
    themes.agreement: ["cohort", "theme", "coders", *PAIRS, *estimate("alpha")],
    themes.agreement_of_pairs: ["cohort", "theme", "coder", "other_coder", *PAIRS, *estimate("kappa")],
    themes.agreement_on_levels: ["cohort", "coders", *PAIRS, *estimate("alpha")],
    themes.suggest: ["cohort", "reflection", "theme", "nearness", "words"],
    themes.quotations: ["cohort", "theme", "passage", "member", "cycle", "reflection", "coders"],
}  # fmt: skip
"""The columns of each analysis without `by`."""

BYS = ["cycle", "member", ("cohort", "learning_set"), ()]
NOT_BY: dict = {
    participation.voice_equity: ["member"],
    participation.asking_network: ["cycle", "member"],
    participation.attendance_change: ["cycle", "member"],
    participation.voice_equity_change: ["cycle", "member", "learning_set", ("cohort", "learning_set")],
    actions.completion_change: ["cycle", "member"],
    themes.prevalence_change: ["cycle", "member"],
    themes.levels_change: ["cycle", "member"],
}
"""What a row of an analysis cannot stand for."""
CASES = [
    *((analysis, {}, columns) for analysis, columns in AS_THEY_ARE.items()),
    *(
        (analysis, {"by": by}, [*([by] if isinstance(by, str) else by), *columns])
        for analysis, columns in BY_GROUP.items()
        for by in BYS
        if by not in NOT_BY.get(analysis, ())
    ),
]
every_case = pytest.mark.parametrize(
    ("analysis", "by", "columns"), CASES, ids=[f"{case[0].__name__}-{case[1].get('by', 'all')}" for case in CASES]
)


def without_rows(frames: alsnb.Frames, *names: str) -> alsnb.Frames:
    return replace(frames, **{name: getattr(frames, name).iloc[:0] for name in names})


def without_values(frames: alsnb.Frames, **columns: list[str]) -> alsnb.Frames:
    """The frames with nothing but missing values in some columns, their dtypes as before."""
    changed = {}
    for name, missing in columns.items():
        frame = getattr(frames, name)
        changed[name] = frame.assign(
            **{column: pd.Series([None] * len(frame), frame.index, frame[column].dtype) for column in missing}
        )
    return replace(frames, **changed)


def frame_names() -> list[str]:
    return alsnb.Frames.names()


def in_polars(frames: alsnb.Frames) -> SimpleNamespace:
    made = {name: pl.from_pandas(getattr(frames, name)) for name in frame_names()}
    return SimpleNamespace(**made, purpose=frames.purpose, names_taken_out=frames.names_taken_out)


def mapped(frames: alsnb.Frames, columns: set[str], change) -> alsnb.Frames:
    """The frames with `change` made to every text in the columns named."""
    changed = {}
    for name in frame_names():
        frame = getattr(frames, name)
        inside = [column for column in frame if column in columns]
        changed[name] = frame.assign(**{column: frame[column].map(change, na_action="ignore") for column in inside})
    return replace(frames, **changed)


def quotable(frames: alsnb.Frames) -> alsnb.Frames:
    """The frames as if everybody consented to be quoted and their texts held no names: other analyses do not ask."""
    return replace(frames, purpose="quotation", names_taken_out=True)


@pytest.fixture(scope="module")
def few_frames(tmp_path_factory) -> alsnb.Frames:
    """A small sample cohort: all that a cohort has, quickly analysed."""
    with alsnb.open_log(tmp_path_factory.mktemp("logs") / "few.db", create=True) as log:
        log.add(records("sample", sets=2, members=9, cycles=3))
        return quotable(log.frames())


@pytest.fixture(scope="module")
def plainly(few_frames):
    """What an analysis makes of the sample; worked out once."""
    known = {}

    def find(analysis, by: dict) -> pd.DataFrame:
        key = analysis, repr(by)
        if key not in known:
            known[key] = analysis(few_frames, **by)
        return known[key].copy()

    return find


READ = [name for name in frame_names() if name not in ("consents", "issues")]
"""The frames that the analyses read."""

GONE = {
    "nothing at all": lambda frames: without_rows(frames, *frame_names()),
    "a cohort alone": lambda frames: without_rows(frames, *(name for name in frame_names() if name != "cohorts")),
    **{f"no {name}": lambda frames, name=name: without_rows(frames, name) for name in READ},
    "no meeting held": lambda frames: without_values(frames, meetings=["held_on"]),
    "no dates": lambda frames: without_values(
        frames, meetings=["held_on"], actions=["agreed_on", "due"], action_reports=["reported_on"]
    ),
    "no due dates": lambda frames: without_values(frames, actions=["due"]),
    "no seconds": lambda frames: without_values(frames, contributions=["seconds"]),
    "no minutes": lambda frames: without_values(frames, airtimes=["minutes"], meetings=["minutes", "planned_minutes"]),
    "no kinds": lambda frames: without_values(frames, contributions=["kind"]),
    "contributions to no airtime": lambda frames: without_values(frames, contributions=["airtime", "presenter"]),
    "actions of no airtime": lambda frames: without_values(frames, actions=["airtime"]),
    "no writers": lambda frames: without_values(frames, reflections=["member"], codings=["member"]),
    "members of no set": lambda frames: without_values(frames, members=["learning_set"]),
    "no sets": lambda frames: without_values(
        frames,
        **{
            name: ["learning_set"]
            for name in frame_names()
            if name != "learning_sets" and "learning_set" in getattr(frames, name)
        },
    ),
    "nothing planned": lambda frames: without_values(frames, cohorts=["planned_meetings"]),
}

NEEDS: dict = {
    participation.attendance: {
        "no meetings",
        "no meeting held",
        "no members",
        "members of no set",
        "no sets",
        "no dates",
        "no attendance",
    },
    participation.airtime: {"no airtimes"},
    participation.voice: {"no contributions"},
    participation.voice_equity: {"no contributions"},
    participation.question_mix: {"no contributions"},
    actions.states: {"no actions"},
    actions.completion: {"no actions"},
    actions.follow_through: {"no actions", "no meetings", "no meeting held", "no sets", "no dates"},
    actions.time_to_done: {"no actions", "no dates"},
    actions.action_yield: {"no airtimes"},
    themes.writing: {"no reflections"},
    themes.presence: {"no reflections", "no codings"},
    themes.prevalence: {"no reflections", "no codings"},
    themes.prevalence_change: {"no reflections", "no codings"},
    themes.co_occurrence: {"no reflections", "no codings"},
    themes.quotations: {"no reflections", "no codings"},
    themes.levels: {"no reflections", "no ratings"},
    themes.levels_change: {"no reflections", "no ratings"},
    themes.agreement: {"no reflections", "no codings"},
    themes.agreement_of_pairs: {"no reflections", "no codings"},
    themes.agreement_on_levels: {"no reflections", "no ratings"},
    themes.suggest: {"no reflections", "no themes"},
    participation.exposure: set(),
    participation.airtime_in_range: {"no airtimes", "no cohorts", "no minutes"},
    participation.advice_breaches: {
        "no airtimes", "no cohorts", "no contributions", "no kinds", "contributions to no airtime",
    },
    participation.who_asks_whom: {"no airtimes", "no contributions", "no kinds", "contributions to no airtime"},
    participation.asking_network: {"no airtimes", "no contributions", "no kinds", "contributions to no airtime"},
    participation.voice_equity_change: {"no contributions"},
    participation.attendance_change: {
        "no meetings", "no meeting held", "no members", "members of no set", "no sets", "no dates", "no attendance",
    },
    actions.carry_over: {"no actions", "no meetings", "no meeting held", "no sets", "no dates"},
    actions.cycles_lived: {"no actions", "no meetings", "no meeting held", "no sets", "no dates"},
    actions.flow: {"no actions", "no meetings", "no meeting held", "no sets", "no dates"},
    actions.completion_change: {"no actions", "no due dates", "no dates"},
    actions.learning_chain: {"no actions"},
    fidelity.rules: {"no cohorts"},
}  # fmt: skip
"""What may be gone so that nothing is left to say."""


@every_case
def test_the_documented_columns_in_their_order(plainly, analysis, by, columns):
    assert list(plainly(analysis, by).columns) == columns
    described = set(re.findall(r"``(\w+)``", analysis.__doc__.split("Returns")[1]))
    grouped = [by["by"]] if isinstance(by.get("by"), str) else by.get("by", ())
    implied = {"due_actions"} if analysis is actions.completion else set()
    assert {*columns} - {*grouped} - {"cohort", "learning_set", "cycle", "member"} <= described | implied


SHARED = {"cohort": "tiny", "learning_set": "A", "cycle": 1}
TINY = {
    "a cohort with a format": [alsnb.Cohort(cohort="tiny", format="chester")],
    "a meeting": [
        alsnb.Cohort(cohort="tiny", format="chester"), alsnb.LearningSet(cohort="tiny", learning_set="A"),
        alsnb.Member(cohort="tiny", learning_set="A", member="A1"), alsnb.Meeting(**SHARED, held_on="2026-02-01"),
    ],
}  # fmt: skip
TINY["two meetings and an action"] = [
    *TINY["a meeting"], alsnb.Meeting(**{**SHARED, "cycle": 2}, held_on="2026-03-01"),
    alsnb.Action(**SHARED, member="A1", what="x", agreed_on="2026-02-01"),
]  # fmt: skip


@pytest.mark.parametrize("recorded", TINY)
def test_of_a_log_that_has_hardly_begun_the_columns_are_the_same(frames_of, recorded):
    frames = quotable(frames_of(*TINY[recorded]))
    polars = in_polars(frames)
    for analysis, by, columns in CASES:
        for each in (frames, polars) if by.get("by", "cycle") == "cycle" else (frames,):
            assert list(analysis(each, **by).columns) == columns, (analysis.__name__, by)


class Watched:
    """Frames that remember which of them were asked for."""

    def __init__(self, frames: alsnb.Frames) -> None:
        self.frames, self.read = frames, set()

    def __getattr__(self, name: str) -> pd.DataFrame:
        self.read.add(name)
        return getattr(self.frames, name)


@pytest.fixture(scope="module")
def concerned(few_frames):
    """A function from changed frames to the cases that read one of those changed, by cycle where they can be."""
    reads = {}
    for analysis in (*AS_THEY_ARE, *BY_GROUP):
        watched = Watched(few_frames)
        analysis(watched)
        reads[analysis] = watched.read

    def find(changed: alsnb.Frames) -> list:
        other = {name for name in frame_names() if getattr(changed, name) is not getattr(few_frames, name)}
        by_cycle = {analysis for analysis, by, _ in CASES if by.get("by") == "cycle"}
        return [
            (analysis, by, columns)
            for analysis, by, columns in CASES
            if by.get("by", ()) == ("cycle" if analysis in by_cycle else ()) and reads[analysis] & other
        ]

    return find


@pytest.mark.parametrize("gone", GONE)
def test_whatever_is_missing_the_columns_stay_nothing_fails_and_polars_frames_say_the_same(few_frames, concerned, gone):
    left = GONE[gone](few_frames)
    polars = in_polars(left)
    for analysis, by, columns in concerned(left):
        result = analysis(left, **by)
        assert list(result.columns) == columns, (analysis.__name__, by)
        assert result.empty == (gone in NEEDS[analysis] | {"nothing at all", "a cohort alone"}), (analysis.__name__, by)
        same, what = analysis(polars, **by), f"{analysis.__name__} {by}"
        assert_frame_equal(same, result, check_dtype=False, check_categorical=False, obj=what)


@pytest.fixture(scope="module")
def polars_frames(few_frames):
    return in_polars(few_frames)


@every_case
def test_polars_frames_give_the_same_figures(plainly, polars_frames, analysis, by, columns):
    found = analysis(polars_frames, **by)
    assert_frame_equal(found, plainly(analysis, by), check_dtype=False, check_categorical=False)


def test_polars_frames_give_the_same_date_to_judge_by(few_frames):
    assert actions.judged_on(in_polars(few_frames)) == actions.judged_on(few_frames)


def test_the_frames_are_left_as_they_were(few_frames):
    before = {name: getattr(few_frames, name).copy(deep=True) for name in frame_names()}
    for analysis, by, _ in CASES:
        if by.get("by", ()) in ((), "cycle"):
            analysis(few_frames, **by)
    for name, frame in before.items():
        assert_frame_equal(getattr(few_frames, name), frame)


@pytest.fixture(scope="module")
def shuffled(few_frames) -> alsnb.Frames:
    mixed = {
        name: getattr(few_frames, name).sample(frac=1, random_state=7, ignore_index=True) for name in frame_names()
    }
    return replace(few_frames, **mixed)


@every_case
def test_the_order_of_the_rows_does_not_matter(plainly, shuffled, analysis, by, columns):
    found, expected = analysis(shuffled, **by), plainly(analysis, by)
    if analysis is actions.states:
        found = found.sort_values("entry", ignore_index=True)
    assert_frame_equal(found, expected)


PEOPLE = {"member", "presenter", "facilitator"}


@pytest.fixture(scope="module")
def renamed(few_frames):
    """Another code for each member, in the opposite order, and the frames with these."""
    codes = sorted(few_frames.members["member"])
    new = {code: f"z{len(codes) - place:03}" for place, code in enumerate(codes)}

    def rename(code: str) -> str:
        return new.get(code, code)

    return rename, mapped(few_frames, PEOPLE, rename)


@every_case
def test_what_members_are_called_does_not_matter(plainly, renamed, analysis, by, columns):
    rename, frames = renamed
    found, expected = analysis(frames, **by), plainly(analysis, by)
    for column in PEOPLE & {*columns}:
        expected[column] = expected[column].map(rename, na_action="ignore")
    assert not found.empty
    order = [name for name in columns if not pd.api.types.is_float_dtype(expected[name])]
    found, expected = (each.sort_values(order, ignore_index=True) for each in (found, expected))
    assert_frame_equal(found, expected, check_dtype=False)


@pytest.fixture(scope="module")
def two_cohorts(few_frames) -> alsnb.Frames:
    """The sample twice: the same codes of sets and members, in another cohort; entries have ids of their own."""
    other = mapped(few_frames, {"cohort"}, lambda code: "other")
    other = mapped(other, {"entry", "airtime", "issue", "action", "reflection"}, lambda entry: f"other {entry}")
    return replace(
        few_frames,
        **{
            name: pd.concat([getattr(few_frames, name), getattr(other, name)], ignore_index=True)
            for name in frame_names()
        },
    )


@every_case
def test_cohorts_that_use_the_same_codes_stay_apart(plainly, two_cohorts, analysis, by, columns):
    if by:
        by = {"by": ("cohort", *(name for name in columns[: columns.index(BY_GROUP[analysis][0])] if name != "cohort"))}
    expected, both = plainly(analysis, by), analysis(two_cohorts, **by)
    assert len(both) == 2 * len(expected) > 0
    assert set(both["cohort"]) == {"sample", "other"}
    for cohort in ("sample", "other"):
        one = both[both["cohort"] == cohort].reset_index(drop=True).drop(columns="cohort")
        for column in {"entry", "airtime", "reflection"} & {*one}:
            one[column] = one[column].str.removeprefix("other ")
        assert_frame_equal(one, expected.drop(columns="cohort"), check_dtype=False)


@pytest.mark.parametrize("analysis", BY_GROUP)
def test_taken_together_two_cohorts_count_twice_the_people_and_share_the_same_estimate(plainly, two_cohorts, analysis):
    one, both = plainly(analysis, {"by": ()}), analysis(two_cohorts, by=())
    assert len(one) == len(both) > 0
    for column in one:
        name = column.removesuffix("_low").removesuffix("_high")
        if name != column:
            continue
        if name == "largest_share":  # of twice as many minutes
            assert both[name].tolist() == pytest.approx((one[name] / 2).tolist())
        elif f"{name}_low" in one or name in ("gini", "median_words", "days", "cycles", "density", "reciprocity"):
            # Two cohorts may have enough people for what one has too few for.
            known = one[name].notna() | (analysis not in CHANGES)
            assert both.loc[known, name].to_numpy() == pytest.approx(one.loc[known, name].to_numpy(), nan_ok=True)
        elif pd.api.types.is_numeric_dtype(one[name]):
            assert both[name].tolist() == (2 * one[name]).tolist(), name
    for low in (column for column in one if column.endswith("_low")):
        high = low.removesuffix("_low") + "_high"
        narrower = (both[high] - both[low]) < (one[high] - one[low])
        assert (narrower | np.isclose(one[high], one[low]) | one[low].isna()).all()


@pytest.mark.parametrize("analysis", BY_GROUP)
@pytest.mark.parametrize("by", ["cycle", "learning_set", ()])
def test_every_interval_holds_its_estimate(few_frames, sample_frames, plainly, analysis, by):
    if by in NOT_BY.get(analysis, ()):
        with pytest.raises(alsnb.AlsnbError, match="expected any of"):
            analysis(few_frames, by=by)
        return
    result = analysis(sample_frames, by=by) if analysis in CHANGES else plainly(analysis, {"by": by})
    for low in (column for column in result if column.endswith("_low")):
        name = low.removesuffix("_low")
        known = result[result[low].notna()]
        assert known.empty == ((analysis, by) in NO_INTERVALS)
        assert (known[low] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()
        if name not in UNBOUNDED and analysis not in CHANGES:
            assert known[[low, f"{name}_high"]].stack().between(0, 1).all()
