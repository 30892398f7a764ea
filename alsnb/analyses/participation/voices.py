"""How evenly the members who were not presenting spoke."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.shared.frames import (
    MEETING,
    PERSON,
    By,
    FramesLike,
    count_by,
    expected_members,
    groups,
    lazy,
    small,
)
from alsnb.analyses.shared.intervals import clustered_mean

_Array = npt.NDArray[np.float64]


def voice(frames: FramesLike) -> pd.DataFrame:
    """Measure how much each member present, other than the presenter, spoke in each airtime.

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
    return _voices(frames).drop(columns="unit")


def _voices(frames: FramesLike) -> pd.DataFrame:
    """Compute `voice`, with a number for each ``unit``, an airtime or a meeting."""
    said = small(
        lazy(frames.contributions)
        .group_by(*MEETING, "airtime", "presenter", "member")
        .agg(nw.len().alias("contributions"), nw.col("seconds").sum(), nw.col("seconds").count().alias("timed"))
    )
    if said.empty:
        columns = [*MEETING, "airtime", "presenter", "unit", "member", "contributions", "seconds", "timed"]
        return pd.DataFrame(columns=columns)
    presenters = small(lazy(frames.airtimes).select("entry", "member")).set_index("entry")["member"]
    presented = said["airtime"].map(presenters)
    noted = presented.notna() & (presented != said["presenter"])
    unit = [*MEETING, "airtime", "presenter"]
    amounts = {name: (name, "sum") for name in ("contributions", "seconds", "timed")}
    if noted.any():
        said["presenter"] = said["presenter"].mask(noted, presented)
        said = count_by(said, [*unit, "member"], **amounts)
    # What is numbered is joined sooner than what has five names.
    said["unit"] = said.groupby(unit, dropna=False, sort=True).ngroup()
    everyone = said[[*unit, "unit"]].drop_duplicates("unit").merge(present(frames), on=MEETING, how="inner")
    everyone = everyone[everyone["presenter"].isna() | (everyone["member"] != everyone["presenter"])]
    result = everyone.merge(said[["unit", "member", *amounts]], on=["unit", "member"], how="left")
    result[[*amounts]] = result[[*amounts]].fillna(0)
    return result.sort_values(["unit", "member"], ignore_index=True)


def voice_equity(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Measure how evenly the members present and not presenting spoke: 1 if equally, 0 if only one spoke.

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


def equities(frames: FramesLike) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ``equity`` and ``gini`` of each airtime that has them, and their rows of `voice`, by ``person``."""
    each = _voices(frames)
    _, first, place = np.unique(each["unit"].to_numpy(int), return_index=True, return_inverse=True)
    timed = np.bincount(place, each["timed"].to_numpy(float), len(first)) > 0
    amounts = np.where(timed[place], each["seconds"], each["contributions"]).astype(float)
    measured = each[MEETING].take(first).reset_index(drop=True)
    measured["equity"], measured["gini"] = _evenness(amounts, place)
    known = measured["equity"].notna().to_numpy()
    spoke = each[known[place]]
    return measured[known].reset_index(drop=True), spoke.assign(person=spoke.groupby(PERSON, sort=False).ngroup())


def entropy(amounts: Sequence[float] | _Array) -> float:
    """Return Shannon's entropy of the amounts' shares, divided by its maximum: 1 if all are equal."""
    return float(_evenness(np.asarray(amounts, float), np.zeros(len(amounts), int))[0][0])


def gini(amounts: Sequence[float] | _Array) -> float:
    """Return the Gini coefficient: 0 if all amounts are equal, (n − 1) / n if one has everything."""
    return float(_evenness(np.asarray(amounts, float), np.zeros(len(amounts), int))[1][0])


def _evenness(amounts: _Array, unit: npt.NDArray[np.intp]) -> tuple[_Array, _Array]:
    """Compute `entropy` and `gini` for each unit, numbered from 0; missing if there is nothing to share."""
    from scipy.special import entr

    number, whole = np.bincount(unit), np.bincount(unit, amounts)
    whole = np.where((number >= 2) & (whole > 0), whole, np.nan)
    order = np.lexsort((amounts, unit))
    ranks = np.arange(1, len(order) + 1) - (number.cumsum() - number)[unit[order]]
    ranked = np.bincount(unit[order], amounts[order] * ranks)
    with np.errstate(divide="ignore", invalid="ignore"):
        even = np.bincount(unit, entr(amounts / whole[unit])) / np.log(number)
        return even, 2 * ranked / (number * whole) - (number + 1) / number


def present(frames: FramesLike) -> pd.DataFrame:
    """Return who was at each meeting."""
    noted = lazy(frames.attendance).with_columns(came=nw.col("status").cast(nw.String).is_in(["present", "late"]))
    attended = small(noted.select(*MEETING, "member", "came"))
    enrolled = small(expected_members(frames))
    silent = enrolled.merge(attended[MEETING].drop_duplicates(), on=MEETING, how="left", indicator=True)
    silent = silent[silent["_merge"] == "left_only"][[*MEETING, "member"]]
    return pd.concat([attended[attended["came"]][[*MEETING, "member"]], silent]).drop_duplicates()
