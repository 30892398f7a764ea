"""What the columns of the analyses count: what disclosure control must know to publish them.

A *quantity* is something counted of members in each cycle and set, and it means the same wherever it is published: the
airtimes of one table are those of another. An analysis that is not described here is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from alsnb.analyses import actions, participation, themes
from alsnb.analyses.estimates import By
from alsnb.analyses.estimates import person as person_of

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
        The column that says of what kind the part of a row is.
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
    """

    analysis: Callable[..., pd.DataFrame]
    whole: str
    parts: tuple[str, ...] = ()
    kinds: str | None = None
    rest: bool = True
    others: tuple[str, ...] = ()
    means: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members_of: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    as_of: bool = False
    by_member: bool = True

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that are counts."""
        return tuple(dict.fromkeys((self.whole, *self.parts, *self.others, *self.means.values())))

    @property
    def columns(self) -> set[str]:
        """The columns of a result, without those that name its rows."""
        estimates = {*self.follows, *self.means}
        bounds = {f"{name}{end}" for name in estimates for end in ("_low", "_high")}
        return {"members", *self.counted, *estimates, *bounds, *([self.kinds] if self.kinds else [])}

    def quantity(self, column: str) -> str:
        """The quantity that a column gives."""
        return self.names.get(column, column)

    def result(self, frames: Any, by: tuple[By, ...], as_of: Any) -> pd.DataFrame:
        """The analysis's result."""
        return self.analysis(frames, by=by, **({"as_of": as_of} if self.as_of else {}))


class Relation(NamedTuple):
    """One quantity is no more than the sum of others; `exact`: it is that; `usual`: it is, where the data say so."""

    part: tuple[str, ...]
    whole: tuple[str, ...]
    exact: bool = False
    usual: bool = False


ANALYSES = (
    Counts(
        participation.attendance, "expected", ("attended",),
        follows={"meetings": ("expected",), "attendance_rate": ("attended", "expected")},
    ),
    Counts(
        participation.airtime, "airtimes", ("timed_airtimes",), rest=False, means={"mean_minutes": "timed_airtimes"},
    ),
    Counts(
        participation.voice_equity, "airtimes", means={"voice_equity": "airtimes", "gini": "airtimes"},
        names={"airtimes": "airtimes_with_equity"}, by_member=False,
    ),
    Counts(
        participation.question_mix, "all_contributions", ("contributions",), kinds="kind",
        follows={"share_of_contributions": ("contributions", "all_contributions")}, members_of="contributions",
    ),
    Counts(
        actions.completion, "due_actions", actions.STATES, others=("not_yet_due",),
        follows={"completion": ("done", "due_actions")}, as_of=True,
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
        themes.prevalence, "coded_reflections", ("with_theme",), kinds="theme",
        follows={"prevalence": ("with_theme", "coded_reflections")}, members_of="with_theme",
    ),
)  # fmt: skip

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
)

FAMILIES = (
    {"expected", "attended"},
    {"airtimes", "timed_airtimes", "airtimes_with_equity"},
    {"all_contributions", "contributions"},
    {"due_actions", *actions.STATES, "not_yet_due", "actions_due_for_report", "reported_next", "actions_of_airtimes"},
    {"reflections", "coded_reflections", "with_theme"},
)
"""Quantities that relations tie together; each other is a family of its own."""


def find(result: pd.DataFrame) -> tuple[Counts, list[str]] | None:
    """The analysis that a result is of, and what its rows are by; None where it is not one described here."""
    by = [column for column in result if column in ("cohort", "learning_set", "cycle", "member")]
    found = {*result.columns} - {*by}
    for each in ANALYSES:
        # Without rows, or without intervals, a result of an analysis has all its columns nevertheless.
        if found == {column for column in each.columns if column in found} and found >= {"members", *each.counted}:
            return each, by
    return None


def counted(spec: Counts) -> set[str]:
    """The quantities that an analysis counts or sums."""
    return {spec.quantity(column) for column in spec.counted} | set(spec.means)


def family_of(spec: Counts) -> set[str]:
    """These, and what relations tie to them."""
    mine = counted(spec)
    return mine.union(*(family for family in FAMILIES if family & mine))


class Amounts:
    """How much of each quantity there is, by cycle, set and person."""

    def __init__(self, counts: Counts, frames: Any, as_of: Any) -> None:
        by: tuple[By, ...] = ("cycle", "learning_set")
        result = counts.result(frames, (*by, "cohort", "member") if counts.by_member else by, as_of)
        people = person_of(result) if counts.by_member else pd.Series([NOBODY] * len(result), dtype=object)
        self.of: dict[tuple[str, Any], dict[Pair, dict[Any, float]]] = {}
        for row, who in zip(result.to_dict("records"), people, strict=True):
            pair = (known(row["cycle"]), known(row["learning_set"]))
            for column in counts.counted:
                kind = row[counts.kinds] if counts.kinds and column in counts.parts else None
                self._put(counts.quantity(column), kind, pair, who, row[column])
            for mean, over in counts.means.items():
                self._put(mean, None, pair, who, row[mean] * row[over] if row[over] else 0.0)
        self.members: dict[tuple[str, Any], dict[Pair, float]] = {}
        of = counts.members_of or counts.whole
        sets: tuple[By, ...] = ("learning_set",)
        for each in (sets, by):
            for row in counts.result(frames, each, as_of).to_dict("records"):
                kind = row[counts.kinds] if counts.kinds and of in counts.parts else None
                pair = (known(row.get("cycle")), known(row["learning_set"]))
                name = "members" if each is sets else "members in cycle"
                number = 0.0 if pd.isna(row["members"]) else float(row["members"])
                self.members.setdefault((f"{name} of {counts.quantity(of)}", kind), {})[pair] = number

    def _put(self, quantity: str, kind: Any, pair: Pair, who: Any, amount: Any) -> None:
        behind = self.of.setdefault((quantity, kind), {}).setdefault(pair, {})
        # Of a whole that is told again with each kind, every row says the same.
        behind[NOBODY if pd.isna(who) else who] = float(amount)


def known(value: Any) -> Any:
    """A cycle or a set as it is written in JSON; None where it is missing."""
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, (int, float)) or hasattr(value, "__index__") else str(value)
