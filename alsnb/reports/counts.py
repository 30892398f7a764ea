"""What the columns of the analyses count: what disclosure control must know to publish them.

A *quantity* is something counted of members in each cycle and set, and it means the same wherever it is published: the
airtimes of one table are those of another. An analysis that is not described here is not published, and of some it is
said why not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from alsnb.analyses import actions, fidelity, participation, themes
from alsnb.analyses.estimates import By
from alsnb.analyses.estimates import person as person_of
from alsnb.analyses.followed import formats_of

Pair = tuple[Any, Any]
"""A cycle and a set; None where neither is known, or where a quantity has none."""
NOBODY = None
"""Whoever is behind an amount of which nobody knows whose it is."""


@dataclass(frozen=True)
class Counts:
    """What an analysis's result counts.

    Parameters
    ----------
    analysis
        Its function.
    whole
        The column with what the others are parts of.
    parts
        Columns (or, with `kinds`, the one column) that are part of it.
    kinds
        The columns that say of what kind the part of a row is.
    of_kind
        Whether the whole is of that kind too, and every kind has its row whatever there is of it.
    rest
        Whether it says something of a person not to be in a part: not to have come, but not to have been timed.
    others
        Columns that count something of their own.
    means
        Column of a mean → column that it is a mean over.
    follows
        Column → the columns that it is made of, with its interval.
    members_of
        The column whose people ``members`` counts.
    names
        Column → quantity, where their names differ.
    as_of
        Whether it judges as of a date.
    by_member
        Whether it can be asked member by member.
    shared
        Columns of what several members have in common: an airtime is that of all who spoke in it.
    trends
        Columns that tell, of everything else counted, what it was in each cycle.
    like
        The analysis that counts the same by cycle, where this one does not.
    trend_of
        What else it counts of which a trend tells.
    labels
        Columns that say more of a row's kind.
    untold
        Columns that are never published.
    """

    analysis: Callable[..., pd.DataFrame]
    whole: str
    parts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    of_kind: bool = False
    rest: bool = True
    others: tuple[str, ...] = ()
    means: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members_of: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    as_of: bool = False
    by_member: bool = True
    shared: tuple[str, ...] = ()
    trends: tuple[str, ...] = ()
    like: Callable[..., pd.DataFrame] | None = None
    trend_of: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that are counts."""
        return tuple(dict.fromkeys((self.whole, *self.parts, *self.others, *self.means.values())))

    @property
    def columns(self) -> set[str]:
        """The columns of a result, without those that name its rows."""
        estimates = {*self.follows, *self.means, *self.trends}
        bounds = {f"{name}{end}" for name in estimates for end in ("_low", "_high")}
        return {"members", *self.counted, *estimates, *bounds, *self.kinds, *self.labels, *self.untold}

    @property
    def kinded(self) -> tuple[str, ...]:
        """The counts that are of a row's kind."""
        return (*self.parts, *([self.whole] if self.of_kind else [])) if self.kinds else ()

    def kind(self, row: Mapping[Any, Any], column: str) -> str | None:
        """Of what kind a count is; None where it is of all."""
        return " ".join(str(row[name]) for name in self.kinds) if column in self.kinded else None

    def quantity(self, column: str) -> str:
        """The quantity that a column gives."""
        return self.names.get(column, column)

    def result(self, frames: Any, by: tuple[By, ...], as_of: Any) -> pd.DataFrame:
        """The analysis's result."""
        return self.analysis(frames, by=by, **({"as_of": as_of} if self.as_of else {}))


class Relation(NamedTuple):
    """One quantity is no more than the sum of others; `exact`: it is that; `usual`: it is, where the data say so.

    It is about the parts' kinds that begin with `of`, each by itself; together if `exact`. The whole's are those with
    `whole_of` instead or, of parts without kinds, those that match it; or the whole has none.
    `lagged`: the part's cycle is a later one, so that it holds over all cycles.
    `alike`: any two kinds of one format that begin with `of` are the same, where the data say so.
    """

    part: tuple[str, ...]
    whole: tuple[str, ...]
    exact: bool = False
    usual: bool = False
    of: str = ""
    whole_of: str = ""
    lagged: bool = False
    alike: bool = False

    def quantities(self, every: set[tuple[str, Any]]) -> Iterator[tuple[list[tuple[str, Any]], list[tuple[str, Any]]]]:
        """The parts and the wholes that it is about, among all quantities."""
        parts = [each for each in every if each[0] in self.part and re.match(self.of, each[1] or "")]
        wholes = [each for each in every if each[0] in self.whole]
        if self.alike:
            for one, same in combinations(sorted(parts, key=str), 2):
                if one[1].rsplit(" ", 1)[-1] == same[1].rsplit(" ", 1)[-1]:
                    yield [one], [same]
            return
        for kind in {None} if self.exact else {kind for _, kind in parts}:
            those = [each for each in parts if self.exact or each[1] == kind]
            other = None if kind is None else re.sub(f"^({self.of})", self.whole_of, kind) if self.whole_of else kind
            of = [
                (name, each) for name, each in wholes
                if each in (None, other) or (kind is None and re.match(self.whole_of, each))
            ]  # fmt: skip
            if those and len({name for name, _ in of}) == len(self.whole):
                yield those, of


_LEVELS = tuple(f"at_{level}" for level in themes.LEVELS)
_RANGES = ("too_short", "in_range", "too_long")
_BREACHES = ("discouraged", "not_invited")
ANALYSES = (
    Counts(
        participation.attendance, "expected", ("attended",),
        follows={"meetings": ("expected",), "attendance_rate": ("attended", "expected")},
    ),
    Counts(
        participation.airtime, "airtimes", ("timed_airtimes",), rest=False, means={"mean_minutes": "timed_airtimes"},
    ),
    Counts(
        participation.airtime_in_range, "ranged_airtimes", _RANGES,
        follows={"share_in_range": ("in_range", "ranged_airtimes")},
    ),
    Counts(
        participation.voice_equity, "airtimes", means={"voice_equity": "airtimes", "gini": "airtimes"},
        names={"airtimes": "airtimes_with_equity"}, by_member=False,
    ),
    Counts(
        participation.question_mix, "all_contributions", ("contributions",), kinds=("kind",),
        follows={"share_of_contributions": ("contributions", "all_contributions")}, members_of="contributions",
    ),
    Counts(
        participation.advice_breaches, "airtimes", others=("breaches", *_BREACHES, "invitation_unknown"),
        follows={"breaches_per_airtime": ("breaches", "airtimes")}, names={"airtimes": "judged_airtimes"},
        shared=("airtimes",),
    ),
    Counts(
        actions.completion, "due_actions", actions.STATES, others=("not_yet_due",),
        # Where all or none were done, the interval tells how many members there are.
        follows={"completion": ("done", "due_actions", "members")}, as_of=True,
    ),
    Counts(
        actions.follow_through, "actions_due_for_report", ("reported_next",),
        follows={"follow_through": ("reported_next", "actions_due_for_report")}, as_of=True,
    ),
    Counts(
        actions.action_yield, "airtimes", others=("actions",),
        follows={"actions_per_airtime": ("actions", "airtimes")}, names={"actions": "actions_of_airtimes"},
    ),
    Counts(
        themes.writing, "reflections", ("coded_reflections",), rest=False, follows={"median_words": ("reflections",)},
    ),
    Counts(
        themes.prevalence, "coded_reflections", ("with_theme",), kinds=("theme",),
        follows={"prevalence": ("with_theme", "coded_reflections")}, members_of="with_theme",
    ),
    Counts(
        themes.levels, "rated_reflections", _LEVELS,
        # The median tells where half of them are; an interval of none or all, how many members there are.
        follows={f"share_{name}": (name, "rated_reflections", "members") for name in _LEVELS}
        | {"median_level": (*_LEVELS, "rated_reflections", "members")},
    ),
    Counts(
        fidelity.rules, "observable", ("observed",), kinds=("rule", "format"), of_kind=True,
        follows={"share_observed": ("observed", "observable")},
        labels=("dimension", "says"),
    ),
    Counts(
        participation.attendance_change, "expected", ("attended",), like=participation.attendance,
        trends=("cycles", "attendance_odds_ratio"),
    ),
    Counts(
        actions.completion_change, "due_actions", ("done",), like=actions.completion,
        trends=("cycles", "completion_odds_ratio"), as_of=True,
    ),
    Counts(
        participation.voice_equity_change, "airtimes", names={"airtimes": "airtimes_with_equity"}, by_member=False,
        like=participation.voice_equity, trends=("cycles", "voice_equity_slope"), untold=("sets",),
    ),
    Counts(
        themes.prevalence_change, "coded_reflections", ("with_theme",), kinds=("theme",), members_of="with_theme",
        like=themes.prevalence, trends=("cycles", "prevalence_odds_ratio"),
    ),
    Counts(
        themes.levels_change, "rated_reflections", like=themes.levels, trend_of=_LEVELS,
        trends=("cycles", "level_odds_ratio"),
    ),
)  # fmt: skip

_THROUGH_TIME = "it follows single actions from one meeting to the next, and few people are behind any of its steps"
_OF_CODERS = "it has figures of the coders, who are few"
_OF_REFLECTIONS = "it has what single reflections are about"
_OF_MEMBERS = "it has figures of single members"
REFUSED: tuple[tuple[set[str], str], ...] = (
    ({"brought", "carried_over"}, _THROUGH_TIME),
    ({"before", "after"}, _THROUGH_TIME),
    ({"at_risk"}, _THROUGH_TIME),
    ({"member"}, _OF_MEMBERS),
    ({"pairs", "asking_pairs"}, "it has figures of pairs of members, most of whom are in few pairs"),
    ({"learning_set", "held_meetings"}, "it has figures of single sets"),
    ({"other_theme"}, "few members write of two themes at once, and how often one pair is found tells of others"),
    ({"keywords"}, "its keywords are members' own words, which may be names"),
    ({"coders", "alpha"}, _OF_CODERS),
    ({"coder", "kappa"}, _OF_CODERS),
    ({"who", "did"}, "it has what single people did, and their own words"),
    ({"reflection", "nearness"}, _OF_REFLECTIONS),
    ({"reflection", "present"}, _OF_REFLECTIONS),
    ({"reflection", "theme"}, _OF_REFLECTIONS),
)
"""Columns of what is not published → why not."""

RELATIONS = (
    Relation(("attended",), ("expected",)),
    Relation(("timed_airtimes",), ("airtimes",)),
    Relation(("airtimes_with_equity",), ("airtimes",), usual=True),
    Relation(("contributions",), ("all_contributions",), exact=True),
    Relation(actions.STATES, ("due_actions",), exact=True),
    Relation(("reported_next",), ("actions_due_for_report",)),
    Relation(("actions_due_for_report",), ("due_actions", "not_yet_due"), usual=True),
    Relation(("actions_of_airtimes",), ("due_actions", "not_yet_due"), usual=True),
    Relation(("coded_reflections",), ("reflections",)),
    Relation(("with_theme",), ("coded_reflections",)),
    Relation(("rated_reflections",), ("reflections",), usual=True),
    Relation(("rated_reflections",), ("coded_reflections",), usual=True),
    Relation(_LEVELS, ("rated_reflections",), exact=True),
    Relation(_RANGES, ("ranged_airtimes",), exact=True),
    Relation(("ranged_airtimes",), ("timed_airtimes",), usual=True),
    Relation(("judged_airtimes",), ("airtimes",), usual=True),
    Relation(_BREACHES, ("breaches",), exact=True),
    # What rules are observed in are meetings, airtimes and actions that other analyses count as well.
    Relation(("observed",), ("observable",)),
    Relation(("observable",), ("attended",), usual=True, of="every_member "),
    Relation(("observed",), ("airtimes",), usual=True, of="every_member "),
    Relation(("observable",), ("ranged_airtimes",), usual=True, of="airtime_minutes "),
    Relation(("observed",), ("in_range",), usual=True, of="airtime_minutes "),
    Relation(("observable",), ("airtimes",), usual=True, of="stage:|questions:|discouraged:|by_inv|yields:presenter:"),
    Relation(("observable",), ("judged_airtimes",), usual=True, of="questions:|discouraged:|by_invitation:"),
    Relation(("observable",), ("observed",), usual=True, of="stage_minutes:", whole_of="stage:"),
    # Whoever notes one stage of an airtime notes the others; whoever classifies one contribution does so with all.
    Relation(("observable",), ("observable",), of="stage:", alike=True),
    Relation(("observable",), ("observable",), of="questions:|discouraged:|by_invitation:", alike=True),
    Relation(("observable",), ("actions_due_for_report",), lagged=True, of="report_back "),
    Relation(("observed",), ("reported_next",), lagged=True, of="report_back "),
)

PLAIN = "every_member "
"""The rule of which it is no secret who is left: of who came and of who presented, each is told by itself."""

FAMILIES = (
    {"expected", "attended"},
    {"airtimes", "timed_airtimes", "airtimes_with_equity", "ranged_airtimes", *_RANGES, "judged_airtimes"},
    {"all_contributions", "contributions", "judged_airtimes", "breaches", *_BREACHES, "invitation_unknown"},
    {"due_actions", *actions.STATES, "not_yet_due", "actions_due_for_report", "reported_next", "actions_of_airtimes"},
    {"reflections", "coded_reflections", "with_theme", "rated_reflections", *_LEVELS},
)
"""Quantities that relations tie together; each other is a family of its own."""


def find(result: pd.DataFrame) -> tuple[Counts, list[str]] | None:
    """The analysis that a result is of, and what its rows are by; None where it is not one described here."""
    by = [column for column in result if column in ("cohort", "learning_set", "cycle", "member")]
    found = {*result.columns} - {*by}
    for each in ANALYSES:
        # Without rows, or without intervals, a result of an analysis has all its columns nevertheless.
        if found <= each.columns and found >= {"members", *each.counted}:
            return each, by
    return None


def why_not(result: pd.DataFrame) -> str:
    """Why a result of which `find` finds no analysis is not published."""
    reasons = (why for columns, why in REFUSED if columns <= {*result.columns})
    return next(reasons, "it does not say of each figure how many people are behind it")


def described(analysis: Callable[..., pd.DataFrame]) -> Counts:
    """What an analysis counts."""
    return next(each for each in ANALYSES if each.analysis is analysis)


def counted(spec: Counts) -> set[str]:
    """The quantities that an analysis counts or sums."""
    return {spec.quantity(column) for column in spec.counted} | set(spec.means)


def family_of(spec: Counts) -> set[str]:
    """These, and what relations tie to them."""
    mine = counted(spec)
    return mine.union(*(family for family in FAMILIES if family & mine))


def relations_of(frames: Any) -> tuple[Relation, ...]:
    """What is known of the quantities of a cohort: its formats tell which kinds of contributions breach them."""
    rules = [each.contributions for each in formats_of(frames).values()]
    kinds = sorted({kind for each in rules for kind in (*each.discouraged, *each.by_invitation)})
    breaches = Relation(_BREACHES, ("contributions",), usual=True, whole_of=f"({'|'.join(kinds)})$")
    none = [] if any(each.discouraged for each in rules) else [Relation(("discouraged",), (), exact=True)]
    none += [] if any(each.by_invitation for each in rules) else [Relation(("not_invited",), (), exact=True)]
    return (*RELATIONS, *none, *([breaches] if kinds else []))


class Amounts:
    """How much of each quantity there is, by cycle, set and person."""

    def __init__(self, counts: Counts, frames: Any, as_of: Any) -> None:
        self.counts = counts
        self.of: dict[tuple[str, Any], dict[Pair, dict[Any, float]]] = {}
        self.members: dict[tuple[str, Any], dict[Pair, float]] = {}
        by: tuple[By, ...] = ("cycle", "learning_set")
        meetings = counts.result(frames, by, as_of)
        each = counts.result(frames, (*by, "cohort", "member"), as_of) if counts.by_member else meetings
        people = person_of(each) if counts.by_member else pd.Series([NOBODY] * len(each), dtype=object)
        for row, who in zip(each.to_dict("records"), people, strict=True):
            for column in counts.counted:
                self._put(column, row, who, row[column])
            for mean, over in counts.means.items():
                self._put(mean, row, who, row[mean] * row[over] if row[over] else 0.0)
        for row in meetings.to_dict("records"):
            self._put_members("members in cycle", row)
            for column in counts.shared:
                self._share_out(column, row)
        for row in counts.result(frames, ("learning_set",), as_of).to_dict("records"):
            self._put_members("members", row)

    def _put(self, column: str, row: dict[Any, Any], who: Any, amount: Any) -> None:
        place = (self.counts.quantity(column), self.counts.kind(row, column))
        behind = self.of.setdefault(place, {}).setdefault(_pair(row), {})
        # Of a whole that is told again with each kind, every row says the same.
        behind[NOBODY if pd.isna(who) else who] = float(amount)

    def _share_out(self, column: str, row: dict[Any, Any]) -> None:
        """Share out what several members have in common, so that what each has adds up to what there is."""
        place = (self.counts.quantity(column), self.counts.kind(row, column))
        behind = self.of.setdefault(place, {}).setdefault(_pair(row), {})
        every = sum(behind.values())
        for who in behind:
            behind[who] *= row[column] / every if every else 0.0

    def _put_members(self, name: str, row: dict[Any, Any]) -> None:
        of = self.counts.members_of or self.counts.whole
        place = (f"{name} of {self.counts.quantity(of)}", self.counts.kind(row, of))
        self.members.setdefault(place, {})[_pair(row)] = 0.0 if pd.isna(row["members"]) else float(row["members"])


def _pair(row: dict[Any, Any]) -> Pair:
    return known(row.get("cycle")), known(row["learning_set"])


def known(value: Any) -> Any:
    """A cycle or a set as it is written in JSON; None where it is missing."""
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, (int, float)) or hasattr(value, "__index__") else str(value)
