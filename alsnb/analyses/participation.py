"""Who was there, who presented, and how evenly the others spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.estimates import (
    By,
    bootstrap_mean,
    count_by,
    expected_members,
    groups,
    lazy,
    person,
    small,
    with_share,
)

_MEETING = ["cohort", "learning_set", "cycle"]


def attendance(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How many of the members enrolled came to the meetings held.

    Parameters
    ----------
    frames
        Uses ``meetings`` (held_on), ``members`` (first_cycle, last_cycle) and ``attendance`` (status).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``meetings`` held at which attendance was noted; ``members`` enrolled at any of
        them; ``expected`` (members × meetings); ``attended`` (present or late); ``attendance_rate`` = attended /
        expected, with its 95 % Wilson interval
        ``attendance_rate_low`` and ``attendance_rate_high``. At a meeting where anybody's attendance was noted, a
        member enrolled but not noted counts as not there; a meeting where nobody's was is left out: it tells nothing.
    """
    came = lazy(frames.attendance).filter(nw.col("status").cast(nw.String).is_in(["present", "late"]))
    came = came.select(*_MEETING, "member").unique().with_columns(came=nw.lit(1))
    noted = lazy(frames.attendance).select(_MEETING).unique()
    known = expected_members(frames).join(noted, on=_MEETING, how="inner")
    expected = small(known.join(came, on=[*_MEETING, "member"], how="left"))
    expected["came"] = expected["came"].fillna(0).astype(int)
    expected["meeting"] = _meeting_names(expected)
    expected["person"] = person(expected)
    counts = count_by(
        expected, groups(by),
        meetings=("meeting", "nunique"), members=("person", "nunique"),
        expected=("came", "size"), attended=("came", "sum"),
    )  # fmt: skip
    return with_share(counts, "attended", "expected", "attendance_rate")


def exposure(frames: Any) -> pd.DataFrame:
    """How much of what was planned each set received.

    Parameters
    ----------
    frames
        Uses ``learning_sets``, ``cohorts`` (planned_meetings) and ``meetings`` (held_on, planned_minutes, minutes).

    Returns
    -------
    DataFrame
        One row a set: ``cohort``, ``learning_set``, ``planned_meetings``, ``held_meetings``,
        ``held_share_of_planned_meetings``; ``planned_minutes`` and ``minutes``, summed over the held meetings that
        state both, and ``minutes_share_of_planned_minutes``. Missing (NaN) where nothing was planned. A count of what
        happened, not an estimate: no interval. Source: Dane & Schneider (1998), doi:10.1016/S0272-7358(97)00043-3.
    """
    sets = small(lazy(frames.learning_sets).select("cohort", "learning_set"))
    cohorts = small(lazy(frames.cohorts).select("cohort", "planned_meetings"))
    meetings = small(lazy(frames.meetings).select(*_MEETING, "held_on", "planned_minutes", "minutes"))
    held = meetings[meetings["held_on"].notna()]
    both = held[held["planned_minutes"].notna() & held["minutes"].notna()]
    key = ["cohort", "learning_set"]
    counted = held.groupby(key, dropna=False)["cycle"].nunique().rename("held_meetings").reset_index()
    timed = both.groupby(key, as_index=False, dropna=False)[["planned_minutes", "minutes"]].sum()
    every = pd.concat([sets, meetings[key]]).drop_duplicates().sort_values(key, ignore_index=True)
    result = every.merge(cohorts, how="left").merge(counted, how="left").merge(timed, how="left")
    result["held_meetings"] = result["held_meetings"].fillna(0).astype(int)
    planned = pd.to_numeric(result["planned_meetings"]).astype(float)
    result["planned_meetings"] = planned
    result["held_share_of_planned_meetings"] = result["held_meetings"] / planned
    result["minutes_share_of_planned_minutes"] = result["minutes"] / result["planned_minutes"].replace(0, np.nan)
    return result[
        [*key, "planned_meetings", "held_meetings", "held_share_of_planned_meetings",
         "planned_minutes", "minutes", "minutes_share_of_planned_minutes"]
    ]  # fmt: skip


def airtime(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How long members presented.

    Parameters
    ----------
    frames
        Uses ``airtimes`` (minutes).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``airtimes``; ``members`` who presented; ``timed_airtimes``, those with minutes noted;
        ``mean_minutes`` of these, with its 95 % bootstrap interval ``mean_minutes_low`` and ``mean_minutes_high``.
    """
    each = small(lazy(frames.airtimes).select(*_MEETING, "member", "minutes"))
    each["airtime"] = 1
    each["person"] = person(each)
    result = count_by(
        each, groups(by),
        airtimes=("airtime", "sum"), members=("person", "nunique"), timed_airtimes=("minutes", "count"),
        mean_minutes=("minutes", "mean"),
    )  # fmt: skip
    return _with_bootstrap(result, each, groups(by), "minutes", "mean_minutes")


def voice(frames: Any) -> pd.DataFrame:
    """How much each member who was there and not presenting said, airtime by airtime.

    The presenter is meant to dominate and is left out. Contributions that belong to no airtime are counted over the
    whole meeting, among all who were there. Where nobody's attendance was noted, all members enrolled count as there.

    Parameters
    ----------
    frames
        Uses ``contributions`` (airtime, presenter, member, seconds), ``airtimes``, ``attendance`` and ``members``.

    Returns
    -------
    DataFrame
        One row a member and airtime: ``cohort``, ``learning_set``, ``cycle``, ``airtime`` (entry id; missing: the whole
        meeting), ``presenter``, ``member``, ``contributions`` and ``seconds`` (0 where the member said nothing),
        ``timed``, how many of the contributions have their seconds noted.
    """
    said = small(
        lazy(frames.contributions)
        .group_by(*_MEETING, "airtime", "presenter", "member")
        .agg(nw.len().alias("contributions"), nw.col("seconds").sum(), nw.col("seconds").count().alias("timed"))
    )
    if said.empty:
        return pd.DataFrame(columns=[*_MEETING, "airtime", "presenter", "member", "contributions", "seconds", "timed"])
    presenters = small(lazy(frames.airtimes).select("entry", "member")).set_index("entry")["member"]
    presented = said["airtime"].map(presenters)
    said["presenter"] = presented.where(presented.notna(), said["presenter"])
    unit = [*_MEETING, "airtime", "presenter"]
    amounts = {name: (name, "sum") for name in ("contributions", "seconds", "timed")}
    said = count_by(said, [*unit, "member"], **amounts)
    units = said[unit].drop_duplicates()
    everyone = units.merge(_present(frames), on=_MEETING, how="inner")
    everyone = everyone[everyone["presenter"].isna() | (everyone["member"] != everyone["presenter"])]
    result = everyone.merge(said, on=[*unit, "member"], how="left")
    result[[*amounts]] = result[[*amounts]].fillna(0)
    return result.sort_values([*unit, "member"], ignore_index=True)


def voice_equity(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How evenly the members who were there and not presenting spoke: 1 where all spoke alike, 0 where one spoke alone.

    Voice is measured in seconds, or in contributions for an airtime in which no seconds were noted. An airtime with
    fewer than two members besides the presenter, or without any contribution of theirs, has no equity and is left out.

    Parameters
    ----------
    frames
        As for `voice`.
    by
        What a row stands for: not ``"member"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``airtimes`` (meetings, where contributions name no airtime); ``members`` who were there
        and not presenting; ``voice_equity``, the mean over airtimes of the normalised entropy of voice shares (Shannon
        1948, doi:10.1002/j.1538-7305.1948.tb01338.x), with its 95 % bootstrap interval over airtimes
        ``voice_equity_low`` and ``voice_equity_high``; ``gini``, the mean Gini coefficient.
    """
    keys = groups(by, ("cohort", "learning_set", "cycle"))
    each = voice(frames)
    units, people = [], []
    for key, unit in each.groupby([*_MEETING, "airtime", "presenter"], dropna=False, sort=True):
        amounts = unit["seconds" if unit["timed"].sum() > 0 else "contributions"].to_numpy(float)
        if len(amounts) >= 2 and amounts.sum() > 0:
            units.append((*key[:3], entropy(amounts), gini(amounts)))
            people.append(unit)
    # Of no set at all, or of no airtime, pandas would not know that the column holds codes.
    measured = pd.DataFrame(units, columns=[*_MEETING, "equity", "gini"]).astype(each[_MEETING].dtypes.to_dict())
    spoke = pd.concat(people) if people else each[:0]
    spoke = spoke.assign(person=person(spoke))
    result = count_by(
        measured, keys, airtimes=("equity", "size"), voice_equity=("equity", "mean"), gini=("gini", "mean")
    )
    members = count_by(spoke, keys, members=("person", "nunique"))
    result = result.merge(members, on=keys) if keys else result.assign(**members)
    result = _with_bootstrap(result, measured, keys, "equity", "voice_equity")
    return result[[*keys, "airtimes", "members", "voice_equity", "voice_equity_low", "voice_equity_high", "gini"]]


def question_mix(frames: Any, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """What sorts of contributions were made.

    Parameters
    ----------
    frames
        Uses ``contributions`` (kind).
    by
        What a group of rows stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``kind`` (``not_classified`` where nobody said); ``contributions`` of that kind;
        ``members`` who made them; ``all_contributions`` of the group; ``share_of_contributions``, with its 95 % Wilson
        interval ``share_of_contributions_low`` and ``share_of_contributions_high``. The most frequent kinds come first.
    """
    keys = groups(by)
    counts = small(
        lazy(frames.contributions)
        .with_columns(nw.col("kind").cast(nw.String).fill_null("not_classified"))
        .group_by(*dict.fromkeys([*keys, "kind", "cohort", "member"]))
        .agg(nw.len().alias("said"))
    )
    counts["person"] = person(counts)
    result = count_by(counts, [*keys, "kind"], contributions=("said", "sum"), members=("person", "nunique"))
    if keys:
        whole = count_by(counts, keys, all_contributions=("said", "sum"))
        result = result.merge(whole, on=keys)
    else:
        result["all_contributions"] = counts["said"].sum()
    result["classified"] = result["kind"] != "not_classified"
    order = [*keys, "classified", "contributions", "kind"]
    result = result.sort_values(order, ascending=[*[True] * len(keys), False, False, True], ignore_index=True)
    result = result.drop(columns="classified")
    return with_share(result, "contributions", "all_contributions", "share_of_contributions")


def entropy(amounts: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """Shannon's entropy of the amounts' shares, divided by its greatest value: 1 where all are equal."""
    from scipy.stats import entropy as shannon

    return float(shannon(amounts) / np.log(len(amounts)))


def gini(amounts: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """Gini coefficient: 0 where all amounts are equal, (n − 1) / n where one has everything."""
    ordered = np.sort(np.asarray(amounts, dtype=float))
    ranks = np.arange(1, len(ordered) + 1)
    return float(2 * (ranks * ordered).sum() / (len(ordered) * ordered.sum()) - (len(ordered) + 1) / len(ordered))


def _present(frames: Any) -> pd.DataFrame:
    """Who was at each meeting."""
    noted = lazy(frames.attendance).with_columns(came=nw.col("status").cast(nw.String).is_in(["present", "late"]))
    attended = small(noted.select(*_MEETING, "member", "came"))
    enrolled = small(expected_members(frames))
    silent = enrolled.merge(attended[_MEETING].drop_duplicates(), on=_MEETING, how="left", indicator=True)
    silent = silent[silent["_merge"] == "left_only"][[*_MEETING, "member"]]
    return pd.concat([attended[attended["came"]][[*_MEETING, "member"]], silent]).drop_duplicates()


def _with_bootstrap(result: pd.DataFrame, each: pd.DataFrame, by: list[str], value: str, name: str) -> pd.DataFrame:
    """`result`, one row a group, with the bootstrap interval of the mean of `value` within each group."""
    known = each.dropna(subset=[value])
    if by:
        samples = {key: group[value] for key, group in known.groupby(by, observed=True, dropna=False)}
        keys = result[by].itertuples(index=False, name=None)
        bounds = [bootstrap_mean(samples.get(key, [])) for key in keys]
    else:
        bounds = [bootstrap_mean(known[value])] * len(result)
    low, high = (np.array([bound[side] for bound in bounds], dtype=float) for side in (0, 1))
    mean = result[name].to_numpy(float)
    place = list(result.columns).index(name) + 1
    # Summed in another order, equal values may have a mean a hair outside their interval.
    result.insert(place, f"{name}_low", np.minimum(low, mean))
    result.insert(place + 1, f"{name}_high", np.maximum(high, mean))
    return result


def _meeting_names(frame: pd.DataFrame) -> pd.Series[Any]:
    return frame["cohort"].astype(str) + "\n" + frame["learning_set"].astype(str) + "\n" + frame["cycle"].astype(str)
