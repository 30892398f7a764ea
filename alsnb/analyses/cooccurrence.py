"""Which themes are found together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.estimates import By, bootstrapped, groups
from alsnb.analyses.presence import known, presence, writer
from alsnb.analyses.trends import FEWEST_CLUSTERS

_COUNTS = ["reflections", "with_theme", "with_other_theme", "with_both"]


def co_occurrence(frames: Any, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """How much more often two themes are in the same reflection than by chance.

    Parameters
    ----------
    frames
        As for `presence`.
    by
        What a group of rows stands for.

    Returns
    -------
    DataFrame
        One row a group and pair of themes that were judged in the same reflection: the columns of `by`; ``theme`` and
        ``other_theme``; ``reflections`` judged for both and, of these, those ``with_theme``, ``with_other_theme`` and
        ``with_both``; ``members`` who wrote the latter (missing where writers were not noted); ``expected_with_both``
        by chance = with_theme × with_other_theme / reflections; ``lift`` = with_both / expected_with_both (1: as by
        chance; missing where either theme is in none) with its 95 % percentile bootstrap interval over members,
        ``lift_low`` and ``lift_high``; reflections whose writers were not noted count each as another member's. The
        interval is missing where fewer than five members mention either theme, and where no reflection has both. Pairs
        most often together first. Sources: Brin, Motwani, Ullman & Tsur (1997), doi:10.1145/253260.253325; Davison &
        Hinkley (1997), doi:10.1017/CBO9780511802843, ch. 3.8.
    """
    keys = groups(by)
    each = presence(frames)
    each["person"] = writer(each)
    found = [_pairs(each)]
    if keys and len(each):
        parts = each.groupby(keys, observed=True, dropna=False, sort=True)
        found = [_pairs(part).merge(part[keys].head(1), how="cross") for _, part in parts]
    result = pd.concat(found, ignore_index=True).reindex(columns=[*keys, *found[0].columns.difference(keys)])
    result = result.astype({key: each[key].dtype for key in keys})
    result["total"] = result.groupby(["theme", "other_theme"])["with_both"].transform("sum")
    result = result.sort_values(
        ["total", "theme", "other_theme", *keys], ascending=[False, *[True] * (2 + len(keys))], ignore_index=True
    )
    estimate = ["expected_with_both", "lift", "lift_low", "lift_high"]
    return result[[*keys, "theme", "other_theme", *_COUNTS, "members", *estimate]]


def _pairs(each: pd.DataFrame) -> pd.DataFrame:
    """One row for each pair of themes judged in the same reflection."""
    # By their reflections, so that neither the rows' order nor what members are called changes a resample.
    each = each.sort_values(["reflection", "theme"])
    reflections, _ = pd.factorize(each["reflection"])
    themes, names = pd.factorize(each["theme"], sort=True)
    judged = np.zeros((reflections.max(initial=-1) + 1, len(names)), bool)
    present = judged.copy()
    judged[reflections, themes] = True
    present[reflections, themes] = each["present"]
    people, codes = pd.factorize(each.drop_duplicates("reflection")["person"])
    noted = each.drop_duplicates("person")["member"].notna().to_numpy()
    first, second = np.triu_indices(len(names), 1)
    both = judged[:, first] & judged[:, second]
    of_each = np.stack(
        [both, both & present[:, first], both & present[:, second], present[:, first] & present[:, second]], axis=2
    )
    tables = np.zeros((len(codes), *of_each.shape[1:]))
    np.add.at(tables, people, of_each)
    counts = tables.sum(axis=0)
    result = pd.DataFrame({"theme": names[first], "other_theme": names[second]}).astype("str")
    result[_COUNTS] = counts.astype(int)
    counted = pd.Series((tables[noted, :, 3] > 0).sum(axis=0), dtype=int)
    result["members"] = known(counted).where(result["with_both"] > 0, counted)
    with np.errstate(invalid="ignore"):
        result["expected_with_both"] = counts[:, 1] * counts[:, 2] / counts[:, 0]
    result["lift"] = lift = _lift(counts)
    low, high = bootstrapped(tables, _lift) if len(tables) else (lift, lift)
    mentioned = (tables[:, :, 1:3] > 0).sum(axis=0).min(axis=1)
    told = (mentioned >= FEWEST_CLUSTERS) & (counts[:, 3] > 0)
    result["lift_low"] = np.where(told, np.minimum(low, lift), np.nan)
    result["lift_high"] = np.where(told, np.maximum(high, lift), np.nan)
    return result[result["reflections"] > 0]


def _lift(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How often both were found, over how often by chance, of many pairs at once."""
    reflections, one, other, both = np.moveaxis(sums, -1, 0)
    chance = one * other
    lift: npt.NDArray[np.float64] = np.divide(
        reflections * both, chance, out=np.full(chance.shape, np.nan), where=chance > 0
    )
    return lift
