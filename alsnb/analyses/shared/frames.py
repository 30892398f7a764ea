"""Reading the tables of a log, whichever engine holds them: queries, groups, counts, and who was expected when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol, get_args

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.errors import AlsnbError

By = Literal["cohort", "learning_set", "cycle", "member"]
MEETING = ["cohort", "learning_set", "cycle"]
"""The columns that identify a meeting."""
PERSON = ["cohort", "member"]
"""The columns that identify a person."""


class FramesLike(Protocol):
    """The tables an analysis reads: `alsnb.frames.Frames`, or the same tables as another engine scans them.

    Each is anything that Narwhals reads: a frame of pandas or Polars, a relation of DuckDB, a frame of Dask or Spark.
    """

    @property
    def cohorts(self) -> Any:
        """One row per cohort."""

    @property
    def learning_sets(self) -> Any:
        """One row per set."""

    @property
    def members(self) -> Any:
        """One row per member."""

    @property
    def consents(self) -> Any:
        """One row per consent given or refused."""

    @property
    def meetings(self) -> Any:
        """One row per meeting of a set."""

    @property
    def attendance(self) -> Any:
        """One row per member at a meeting."""

    @property
    def issues(self) -> Any:
        """One row per issue a member brought to a meeting."""

    @property
    def airtimes(self) -> Any:
        """One row per airtime."""

    @property
    def airtime_stages(self) -> Any:
        """One row per stage of an airtime."""

    @property
    def contributions(self) -> Any:
        """One row per contribution to an airtime."""

    @property
    def actions(self) -> Any:
        """One row per action."""

    @property
    def action_reports(self) -> Any:
        """One row per report on an action."""

    @property
    def reflections(self) -> Any:
        """One row per reflection."""

    @property
    def themes(self) -> Any:
        """One row per theme of a codebook."""

    @property
    def codings(self) -> Any:
        """One row per judgement of a coder on a theme in a reflection."""

    @property
    def ratings(self) -> Any:
        """One row per coder's rating of a reflection."""

    @property
    def publications(self) -> Any:
        """One row per publication of figures."""


class DivisibleFrames(FramesLike, Protocol):
    """Tables that can be cut down to some of their cohorts, as `alsnb.frames.Frames` can."""

    def of(self, *, cohorts: Sequence[str] | None = None) -> FramesLike:
        """Return the tables of these cohorts."""


def lazy(frame: Any) -> nw.LazyFrame[Any]:
    """Return any frame that Narwhals reads as a query, not yet executed."""
    query: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    return query


def small(query: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Execute a query and return a pandas frame; use it for aggregated queries only."""
    return query.collect().to_pandas().reset_index(drop=True)


def computed_here(query: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Execute a Polars query once for all that uses it, instead of each time; return other queries unchanged."""
    return query.collect().lazy() if query.implementation.is_polars() else query


def groups(by: str | Sequence[str], allowed: tuple[str, ...] = get_args(By)) -> list[str]:
    """Return the columns that `by` names.

    Raises
    ------
    AlsnbError
        `by` names something else than the columns `allowed`.
    """
    named = [by] if isinstance(by, str) else by
    if isinstance(named, Sequence) and len(named) > len({*map(str, named)}):
        raise AlsnbError(f"by: found {by!r}, expected each once")
    if not isinstance(named, Sequence) or any(each not in allowed for each in named):
        raise AlsnbError(f"by: found {by!r}, expected any of {', '.join(allowed)}, or () for one row")
    return list(named)


def person(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return an identifier of each row's member that is unique across cohorts, which may share codes."""
    return frame["cohort"].astype(str).str.cat(frame["member"].astype(str), sep="\n").where(frame["member"].notna())


def count_by(frame: pd.DataFrame, by: list[str], **counts: tuple[str, str]) -> pd.DataFrame:
    """Aggregate by group, with aggregates named as in ``DataFrame.agg``; without groups, return one row in all."""
    if not by and frame.empty:
        return pd.DataFrame(columns=list(counts))
    grouped = frame.groupby(by or np.zeros(len(frame), int), observed=True, sort=True, dropna=False)
    # A column at a time: `agg` of several takes three times as long over a small frame.
    found = pd.DataFrame({name: grouped[column].agg(how) for name, (column, how) in counts.items()})
    return found.reset_index(drop=not by)


def counted(
    query: nw.LazyFrame[Any], by: list[str], distinct: dict[str, list[str]], sums: dict[str, str | None]
) -> pd.DataFrame:
    """Aggregate as `count_by` does, in the engine that holds the frame, which returns one row per group.

    Parameters
    ----------
    distinct
        What the counts of unlike rows are called, and the columns by which rows are told apart; never missing.
    sums
        What the sums are called, and what is summed; no column: the rows.
    """
    finest = {name: [*dict.fromkeys([*by, *columns])] for name, columns in distinct.items()}
    rows = next((name for name, column in sums.items() if column is None), "_rows")
    if query.implementation.is_pandas_like():
        used = [*by, *(column for columns in finest.values() for column in columns), *filter(None, sums.values())]
        each = small(query.select(*dict.fromkeys(used)))
        totals = {name: (column, "sum") for name, column in sums.items() if column is not None}
        found = count_by(each, by, **{rows: (used[0], "size"), **totals})
        for name, columns in finest.items():
            found[name] = count_by(each.drop_duplicates(columns), by, number=(columns[0], "size"))["number"]
    else:
        of_engine = {name: nw.col(column).sum() for name, column in sums.items() if column is not None}
        of_engine[rows] = nw.len()
        adds_up = query.implementation.is_dask()  # the different values of each of its partitions
        if not adds_up:
            of_engine |= {name: nw.struct(*columns).n_unique() for name, columns in distinct.items()}
        found = small(query.group_by(*by).agg(**of_engine) if by else query.select(**of_engine))
        for name in distinct if adds_up else ():
            unlike, number = query.select(finest[name]).unique(finest[name]), {name: nw.len()}
            part = small(unlike.group_by(*by).agg(**number) if by else unlike.select(**number))
            found = found.merge(part, on=by) if by else found.assign(**part)
        found = found[found[rows] > 0]
    # Some engines sum whole numbers to decimal ones.
    found = found[[*by, *distinct, *sums]].astype(dict.fromkeys([*distinct, *sums], int))
    return found.sort_values(by, ignore_index=True) if by else found


def held_meetings(frames: FramesLike) -> nw.LazyFrame[Any]:
    """Return cohort, set and cycle of every meeting held."""
    held = lazy(frames.meetings).select(*MEETING, "held_on").filter(~nw.col("held_on").is_null())
    return held.select(MEETING)


def expected_members(frames: FramesLike, meetings: nw.LazyFrame[Any] | None = None) -> nw.LazyFrame[Any]:
    """Return who was enrolled when a set held a meeting: one row per member and meeting held, or one of `meetings`."""
    members = lazy(frames.members).select("cohort", "learning_set", "member", "first_cycle", "last_cycle")
    held = held_meetings(frames) if meetings is None else meetings
    pairs = held.join(members, on=["cohort", "learning_set"], how="inner")
    left = (nw.col("cycle") > nw.col("last_cycle")).fill_null(False)
    return pairs.filter(nw.col("cycle") >= nw.col("first_cycle"), ~left).select(*MEETING, "member")
