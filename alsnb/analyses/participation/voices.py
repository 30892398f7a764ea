"""How evenly the members who were not presenting spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.estimates import (
    MEETING,
    By,
    clustered_mean,
    count_by,
    expected_members,
    groups,
    lazy,
    person,
    small,
)


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
        .group_by(*MEETING, "airtime", "presenter", "member")
        .agg(nw.len().alias("contributions"), nw.col("seconds").sum(), nw.col("seconds").count().alias("timed"))
    )
    if said.empty:
        return pd.DataFrame(columns=[*MEETING, "airtime", "presenter", "member", "contributions", "seconds", "timed"])
    presenters = small(lazy(frames.airtimes).select("entry", "member")).set_index("entry")["member"]
    presented = said["airtime"].map(presenters)
    said["presenter"] = presented.where(presented.notna(), said["presenter"])
    unit = [*MEETING, "airtime", "presenter"]
    amounts = {name: (name, "sum") for name in ("contributions", "seconds", "timed")}
    said = count_by(said, [*unit, "member"], **amounts)
    units = said[unit].drop_duplicates()
    everyone = units.merge(present(frames), on=MEETING, how="inner")
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
        1948, doi:10.1002/j.1538-7305.1948.tb01338.x), with its 95 % interval ``voice_equity_low`` and
        ``voice_equity_high``, clustered by set, whose members stay the same: Student's t over sets on the logit scale,
        or over the airtimes of a row that is about one set; ``gini``, the mean Gini coefficient.
    """
    keys = groups(by, ("cohort", "learning_set", "cycle"))
    measured, spoke = equities(frames)
    result = count_by(
        measured, keys, airtimes=("equity", "size"), voice_equity=("equity", "mean"), gini=("gini", "mean")
    )
    members = count_by(spoke, keys, members=("person", "nunique"))
    result = result.merge(members, on=keys) if keys else result.assign(**members)
    group = measured["cohort"].astype(str) + "\n" + measured["learning_set"].astype(str)
    parts = measured.groupby(keys, dropna=False, sort=True)["equity"] if keys else [((), measured["equity"])]
    bounds = [clustered_mean(values, group[values.index]) for _, values in parts][: len(result)]
    result[["voice_equity_low", "voice_equity_high"]] = np.array(bounds, dtype=float).reshape(-1, 2)
    return result[[*keys, "airtimes", "members", "voice_equity", "voice_equity_low", "voice_equity_high", "gini"]]


def equities(frames: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ``equity`` and ``gini`` of each airtime that has any, and the rows of `voice` they are of, by ``person``."""
    each = voice(frames)
    units, people = [], []
    for key, unit in each.groupby([*MEETING, "airtime", "presenter"], dropna=False, sort=True):
        amounts = unit["seconds" if unit["timed"].sum() > 0 else "contributions"].to_numpy(float)
        if len(amounts) >= 2 and amounts.sum() > 0:
            units.append((*key[:3], entropy(amounts), gini(amounts)))
            people.append(unit)
    # Of no set at all, or of no airtime, pandas would not know that the column holds codes.
    measured = pd.DataFrame(units, columns=[*MEETING, "equity", "gini"]).astype(each[MEETING].dtypes.to_dict())
    spoke = pd.concat(people) if people else each[:0]
    spoke = spoke.assign(person=person(spoke))
    return measured, spoke


def entropy(amounts: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """Shannon's entropy of the amounts' shares, divided by its greatest value: 1 where all are equal."""
    from scipy.stats import entropy as shannon

    return float(shannon(amounts) / np.log(len(amounts)))


def gini(amounts: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """Gini coefficient: 0 where all amounts are equal, (n − 1) / n where one has everything."""
    ordered = np.sort(np.asarray(amounts, dtype=float))
    ranks = np.arange(1, len(ordered) + 1)
    return float(2 * (ranks * ordered).sum() / (len(ordered) * ordered.sum()) - (len(ordered) + 1) / len(ordered))


def present(frames: Any) -> pd.DataFrame:
    """Who was at each meeting."""
    noted = lazy(frames.attendance).with_columns(came=nw.col("status").cast(nw.String).is_in(["present", "late"]))
    attended = small(noted.select(*MEETING, "member", "came"))
    enrolled = small(expected_members(frames))
    silent = enrolled.merge(attended[MEETING].drop_duplicates(), on=MEETING, how="left", indicator=True)
    silent = silent[silent["_merge"] == "left_only"][[*MEETING, "member"]]
    return pd.concat([attended[attended["came"]][[*MEETING, "member"]], silent]).drop_duplicates()
