"""What the columns of the analyses' results count: what `protect` must know of each, and what readers know.

A result is recognised by its columns. One that is not described here cannot be published, and of some it is said why
not (`REFUSED`). The relations between tables do not steer what is published: they are what the attack on published
figures (``tests/disclosure/attack.py``) takes a reader to know, and every relation that it finds by itself must be
among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from alsnb.words import gettext

BY = ("cohort", "learning_set", "cycle", "member")
"""Columns that say what a row is about."""
SIZE = "size"
"""The whole that all members of the cohort make up, over the cycles of a row."""


@dataclass(frozen=True)
class Measure:
    """What an analysis's result counts; columns that are in none of these are labels and stay as they are.

    Parameters
    ----------
    name
        That of the analysis.
    labels
        Columns that are no secret: sets, cycles, meetings, coders, and what a row is called.
    people
        Columns that count people, of the cohort's; the first is whose the figures of a row are.
    counts
        Columns that count what people did → the column of the whole that they are part of; None: of none.
    shares
        Share → (part, whole).
    rates
        Rate → (events, units).
    means
        Means, medians and indices.
    models
        Estimate of a model → the column with the observations that it rests on.
    parts
        Whole → all of its parts, which add up to it.
    additive
        Counts that add up over cycles to what the same analysis gives over the course.
    derived
        Columns made of published counts: column → those multiplied, and those by which is divided.
    only_if_any
        Whether a kind has a row only where there is any of it: then a row of few would tell that there is some.
    hidden
        Columns that are judged by, or told elsewhere, or the one other part of a total, and not published.
    curve
        Event column → the columns of its curve, for a result with a row for each point in time.
    relations
        What holds beside "part of whole": ``"a <= b"``, ``"a = b + c"`` with columns as ``measure.column``; of a row of
        a rule, after ``[rule]``; over all cycles together alone, after ``course:``; of each of them, after ``cycle:``.
    """

    name: str
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ("members",)
    counts: Mapping[str, str | None] = field(default_factory=dict)
    shares: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    means: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told_together: tuple[tuple[str, ...], ...] = ()
    """Counts whose sum another table tells: of actions agreed, those due and those not yet due."""
    additive: tuple[str, ...] = ()
    derived: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    only_if_any: bool = False
    plain: tuple[str, ...] = ()
    """Parts whose rest reveals nothing about people: untimed airtimes, uncoded reflections, pairs of judgements
    that differ."""
    over_course: tuple[str, ...] = ()
    """Counts that are published over the whole course alone; if all of them are, no result by cycle is published."""
    members_of_part: bool = False
    """Whether ``members`` are those of the part of a share, and not of its whole."""
    told_elsewhere: tuple[str, ...] = ()
    """The keys of those rules whose numbers other tables have: they have no row."""
    of_each_member: tuple[str, ...] = ()
    """How the keys of those rules begin that judge what each member does once a cycle: their whole is `SIZE`."""
    ordered_by: str = ""
    """Of kinds: the count by which they are ordered, the most first."""
    hidden: tuple[str, ...] = ()
    curve: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relations: tuple[str, ...] = ()

    def judged_by(self, part: str, row: Mapping[Any, Any]) -> str | None:
        """Return the whole whose remainder must not be small; for a plain part, that of its own whole."""
        whole = self.counts.get(part)
        if whole is None and str(row.get("rule", "")).startswith(self.of_each_member):
            return SIZE
        return self.judged_by(whole, row) if whole is not None and part in self.plain else whole

    @property
    def columns(self) -> set[str]:
        """The columns of a result, without those that say what a row is about and without intervals."""
        curves = {name for names in self.curve.values() for name in names}
        estimates = (*self.shares, *self.rates, *self.means, *self.models, *self.derived)
        return {*self.labels, *self.people, *self.counts, *estimates, *self.hidden, *self.curve} | curves

    @property
    def needed(self) -> set[str]:
        """The columns without which a result is not one of this analysis."""
        return {*self.people, *self.counts, *self.shares, *self.rates, *self.means, *self.models, *self.curve}


_STATES = ("done", "partly", "changed", "not_done", "dropped", "open")
_LEVELS = tuple(f"at_{level}" for level in ("habitual_action", "understanding", "reflection", "critical_reflection"))
_RANGES = ("too_short", "in_range", "too_long")

MEASURES = (
    Measure(
        "attendance", labels=("meetings",),
        counts={"expected": SIZE, "attended": "expected"},
        shares={"attendance_rate": ("attended", "expected")}, additive=("expected", "attended"),
        relations=("cycle: members = expected",),
    ),
    Measure(
        "exposure",
        labels=("planned_meetings", "held_meetings", "held_share_of_planned_meetings", "planned_minutes", "minutes",
                "minutes_share_of_planned_minutes"), people=(),
    ),
    Measure(
        "airtime",
        counts={"airtimes": SIZE, "timed_airtimes": "airtimes"},
        means=("mean_minutes",), plain=("timed_airtimes",),
        additive=("airtimes", "timed_airtimes"), hidden=("largest_share",),
        relations=("members <= airtimes", "cycle: members = airtimes", "airtimes <= attendance.attended",
                   "course: members <= attendance.members"),
    ),
    Measure(
        "airtime_in_range",
        counts={"ranged_airtimes": SIZE, **dict.fromkeys(_RANGES, "ranged_airtimes")},
        shares={"share_in_range": ("in_range", "ranged_airtimes")}, parts={"ranged_airtimes": _RANGES},
        additive=("ranged_airtimes", *_RANGES),
        relations=("ranged_airtimes <= airtime.timed_airtimes", "members <= ranged_airtimes",
                   "cycle: members = ranged_airtimes", "course: members <= airtime.members"),
    ),
    Measure(
        "voice_equity", counts={"airtimes": SIZE}, means=("voice_equity", "gini"), additive=("airtimes",),
        relations=("airtimes <= airtime.airtimes", "course: members <= attendance.members",
                   "cycle: airtimes <= members", "cycle: members <= attendance.attended"),
    ),
    Measure(
        "asking_network", counts={"pairs": None, "asking_pairs": "pairs", "returnable_pairs": "asking_pairs",
                                  "returned_pairs": "returnable_pairs"},
        shares={"density": ("asking_pairs", "pairs"), "reciprocity": ("returned_pairs", "returnable_pairs")},
        relations=("members <= attendance.members",),
    ),
    Measure(
        "question_mix", labels=("kind",), counts={"all_contributions": None, "contributions": "all_contributions"},
        shares={"share_of_contributions": ("contributions", "all_contributions")}, only_if_any=True,
        members_of_part=True, ordered_by="contributions",
        relations=("members <= contributions",),
    ),
    Measure(
        "advice_breaches",
        counts={"airtimes": SIZE, "breaches": None, "discouraged": "breaches", "not_invited": "breaches",
                "invitation_unknown": None},
        rates={"breaches_per_airtime": ("breaches", "airtimes")}, parts={"breaches": ("discouraged", "not_invited")},
        additive=("airtimes", "breaches", "discouraged", "not_invited", "invitation_unknown"),
        relations=("airtimes <= airtime.airtimes", "course: members <= asking_network.members",
                   "cycle: members <= attendance.attended"),
    ),
    Measure("attendance_change", labels=("cycles",), models={"attendance_odds_ratio": "expected"},
            hidden=("expected", "attended")),
    Measure("voice_equity_change", labels=("cycles", "sets"), models={"voice_equity_slope": "airtimes"},
            hidden=("airtimes",)),
    Measure(
        "completion", counts={"due_actions": None, **dict.fromkeys(_STATES, "due_actions"), "not_yet_due": None},
        shares={"completion": ("done", "due_actions")}, parts={"due_actions": _STATES},
        told_together=(("due_actions", "not_yet_due"),), over_course=("not_yet_due",),
        additive=("due_actions", *_STATES, "not_yet_due"), relations=(
            "members <= due_actions", "members <= airtime.members", "course: members <= time_to_done.members",
            "cycle: done <= follow_through.actions_due_for_report",
        ),
    ),
    Measure("completion_change", labels=("cycles",), models={"completion_odds_ratio": "due_actions"},
            hidden=("due_actions", "done")),
    Measure(
        "follow_through", counts={"actions_due_for_report": None, "reported_next": "actions_due_for_report"},
        shares={"follow_through": ("reported_next", "actions_due_for_report")},
        additive=("actions_due_for_report", "reported_next"),
        relations=(
            "actions_due_for_report <= completion.due_actions + completion.not_yet_due",
            "members <= actions_due_for_report", "course: actions_due_for_report <= carry_over.brought",
            "members <= airtime.members", "course: members <= time_to_done.members",
        ),
    ),
    Measure(
        "action_yield",
        counts={"airtimes": SIZE, "actions": None},
        rates={"actions_per_airtime": ("actions", "airtimes")},
        additive=("airtimes", "actions"), over_course=("airtimes", "actions"),
        relations=(
            "airtimes = airtime.airtimes", "members = airtime.members",
            "actions <= completion.due_actions + completion.not_yet_due",
        ),
    ),
    Measure(
        "carry_over", counts={"brought": None, "carried_over": "brought"}, hidden=("ended",),
        shares={"share_carried_over": ("carried_over", "brought")}, additive=("brought", "carried_over"),
        relations=("course: members = follow_through.members", "members <= brought"),
    ),
    Measure(
        "cycles_lived", labels=("cycles",), counts={"at_risk": None, "actions": None},
        curve={"ended": ("still_open",)},
        relations=("actions = follow_through.actions_due_for_report", "members = follow_through.members"),
    ),
    Measure(
        "time_to_done", labels=("days",), counts={"at_risk": None, "actions": None},
        curve={"done": ("not_done", "incidence_done"), "dropped": ("incidence_dropped",)},
        relations=("actions = completion.due_actions + completion.not_yet_due", "members <= airtime.members",
                   "members <= actions"),
    ),
    Measure(
        "writing",
        counts={"reflections": SIZE, "coded_reflections": "reflections"},
        means=("median_words",), plain=("coded_reflections",),
        additive=("reflections", "coded_reflections"),
        relations=("members <= reflections", "cycle: members = reflections", "reflections <= attendance.attended",
                   "course: members <= attendance.members"),
    ),
    Measure(
        "prevalence", labels=("theme",),
        counts={"coded_reflections": SIZE, "with_theme": "coded_reflections"},
        shares={"prevalence": ("with_theme", "coded_reflections")}, additive=("coded_reflections", "with_theme"),
        members_of_part=True, ordered_by="with_theme",
        relations=("members <= with_theme", "cycle: members = with_theme",
                   "coded_reflections = writing.coded_reflections"),
    ),
    Measure("prevalence_change", labels=("theme", "cycles"), models={"prevalence_odds_ratio": "coded_reflections"},
            ordered_by="members", hidden=("coded_reflections", "with_theme")),
    Measure(
        "co_occurrence", labels=("theme", "other_theme"), ordered_by="with_both",
        counts={"reflections": SIZE, "with_theme": "reflections", "with_other_theme": "reflections",
                "with_both": "with_theme"},
        relations=("reflections = writing.coded_reflections", "with_theme = prevalence.with_theme",
                   "members <= with_both", "members <= prevalence.members"),
        derived={"expected_with_both": (("with_theme", "with_other_theme"), ("reflections",)),
                 "lift": (("with_both", "reflections"), ("with_theme", "with_other_theme"))},
    ),
    Measure(
        "levels",
        counts={"rated_reflections": SIZE, **dict.fromkeys(_LEVELS, "rated_reflections")},
        shares={f"share_{level}": (level, "rated_reflections") for level in _LEVELS}, means=("median_level",),
        parts={"rated_reflections": _LEVELS}, additive=("rated_reflections", *_LEVELS),
        relations=("rated_reflections <= writing.reflections", "members <= rated_reflections",
                   "cycle: members = rated_reflections", "course: members <= writing.members"),
    ),
    Measure("levels_change", labels=("cycles",), models={"level_odds_ratio": "rated_reflections"},
            hidden=("rated_reflections",)),
    Measure(
        "agreement", labels=("theme", "coders"), counts={"reflections": None, "pairs": None, "agreeing": "pairs"},
        plain=("agreeing",), shares={"agreeing_share_of_pairs": ("agreeing", "pairs")}, models={"alpha": "pairs"},
        relations=("members <= reflections", "reflections <= writing.coded_reflections"),
    ),
    Measure(
        "rules", labels=("format", "rule", "dimension", "says"), over_course=("observable", "observed"),
        told_elsewhere=("every_member", "airtime_minutes"),
        of_each_member=("every_member", "airtime_minutes", "stage:", "stage_minutes:", "discouraged:",
                        "by_invitation:", "questions:", "yields:presenter:"),
        counts={"observable": None, "observed": "observable"},
        shares={"share_observed": ("observed", "observable")}, additive=("observable", "observed"),
        relations=(
            "[every_member] cycle: members = observable", "[airtime_minutes] cycle: members = observable",
            "[discouraged:advice] cycle: members = observable",
            "[discouraged:advice_as_question] cycle: members = observable",
            "[yields:presenter:action] cycle: members = observable", "[every_member] members <= observable",
            "[airtime_minutes] members <= observable", "[report_back] course: members <= observable",
            "[discouraged:advice] members <= observable", "[discouraged:advice_as_question] members <= observable",
            "[yields:presenter:action] members <= observable",
            "[report_back] course: members <= follow_through.members", "[report_back] cycle: members <= observable",
            "course: members <= attendance.members",
            "[discouraged:advice] course: members <= airtime.members",
            "[discouraged:advice] course: members <= asking_network.members",
            "[discouraged:advice_as_question] course: members <= airtime.members",
            "[discouraged:advice_as_question] course: members <= asking_network.members",
            "[yields:presenter:action] course: members <= airtime.members",
            "[report_back] cycle: members <= carry_over.members",
            "[report_back] cycle: observable <= carry_over.brought",
            "[every_member] observable <= attendance.attended", "[every_member] observed = airtime.airtimes",
            "[airtime_minutes] observable = airtime_in_range.ranged_airtimes",
            "[airtime_minutes] observed = airtime_in_range.in_range",
            "[airtime_minutes] observable = airtime.timed_airtimes",
            "[airtime_minutes] course: members = airtime_in_range.members",
            "[discouraged:advice] observable = advice_breaches.airtimes",
            "[discouraged:advice_as_question] observable = advice_breaches.airtimes",
            "[yields:presenter:action] observable <= airtime.airtimes",
            "[report_back] course: observable <= follow_through.actions_due_for_report",
            "[report_back] course: observed <= follow_through.reported_next",
        ),
    ),
)  # fmt: skip
"""Every measure that may be published; of two that a result could be, the first."""

REFUSED: tuple[tuple[set[str], str], ...] = (
    (
        {"before", "after"},
        gettext("Each of its steps is of few people. The table of carry-over gives what was carried over."),
    ),
    (
        {"questions", "presenter"},
        gettext(
            "It shows who asked whom. Over the whole cohort, the table of pairs gives the number of pairs that asked."
        ),
    ),
    ({"keywords"}, gettext("Its keywords are members' own words, which may be names.")),
    ({"coder"}, gettext("It has figures of single coders. Those of all coders together may be published.")),
    ({"who", "did"}, gettext("It shows what single people did, and their own words.")),
    ({"reflection"}, gettext("It shows what single reflections are about.")),
    ({"member"}, gettext("It has figures of single members. Those of the whole cohort may be published.")),
    (
        {"learning_set"},
        gettext("It has figures of single sets, of few people each. Those of the whole cohort may be published."),
    ),
)
"""Columns of what is not published → why not, and what may be instead."""


def measure_of(result: pd.DataFrame) -> tuple[Measure, list[str]] | str:
    """The measure that a result is of, with the columns that its rows are by; or why it is not published."""
    by = [column for column in result if column in BY]
    for columns, why in REFUSED:
        if columns <= {*result.columns}:
            return why
    named = {str(column) for column in result if column not in by}
    for each in MEASURES:
        bounds = {f"{name}{end}" for name in each.columns for end in ("_low", "_high")}
        if named <= each.columns | bounds and named >= each.needed:
            return each, [column for column in by if column != "cohort"]
    return gettext("alsnb does not know what it counts. The measures that it knows are in the data dictionary.")
