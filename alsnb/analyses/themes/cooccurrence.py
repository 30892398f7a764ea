"""Which themes are found together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.shared.frames import By, FramesLike, groups, small
from alsnb.analyses.shared.trends import FEWEST_CLUSTERS
from alsnb.analyses.themes.presence import judged, known, writer

_COUNTS = ["reflections", "with_theme", "with_other_theme", "with_both"]


def co_occurrence(frames: FramesLike, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """Estimate how much more often two themes are in the same reflection than by chance.

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
        chance; missing where either theme is in none) with its 95 % interval ``lift_low`` and ``lift_high``: Student's
        t with the variance between members, on the log scale; reflections whose writers were not noted count each as
        another member's. The interval is missing where fewer than five members mention either theme, and where no
        reflection has both. Pairs most often together first. Sources: Brin, Motwani, Ullman & Tsur (1997),
        doi:10.1145/253260.253325; Binder (1983), doi:10.2307/1402588.
    """
    keys = groups(by)
    each = small(judged(frames)).astype({"present": bool})
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
    """Return one row for each pair of themes judged in the same reflection."""
    # In one order whatever the rows', so that sums are the same.
    each = each.sort_values(["reflection", "theme"])
    reflections, _ = pd.factorize(each["reflection"])
    themes, names = pd.factorize(each["theme"], sort=True)
    judged = np.zeros((reflections.max(initial=-1) + 1, len(names)), bool)
    present = judged.copy()
    judged[reflections, themes] = True
    present[reflections, themes] = each["present"]
    own = each.drop_duplicates("reflection")
    people, codes = pd.factorize(writer(own))
    noted = np.zeros(len(codes), bool)
    noted[people] = own["member"].notna()
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
    result["lift"], result["lift_low"], result["lift_high"] = _lift(tables)
    return result[result["reflections"] > 0]


def _lift(tables: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Compute observed over expected co-occurrence, with its interval, for many pairs at once.

    A bootstrap of members would do as well where pairs are frequent; a pair found once in place of four times, it calls
    rarer than by chance, as no resample has it much more often.
    """
    from scipy.stats import t

    counts = tables.sum(axis=0)
    reflections, one, other, both = counts.T
    writers = (tables[:, :, 0] > 0).sum(axis=0)
    mentioning = (tables[:, :, 1:3] > 0).sum(axis=0).min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.where(one * other > 0, reflections * both / (one * other), np.nan)
        # By how much each member moves the logarithm of the lift.
        moved = (tables / counts) @ np.array([1, -1, -1, 1])
        reach = t.ppf(0.975, writers - 1) * np.sqrt(writers / (writers - 1) * (moved**2).sum(axis=0))
        reach = np.where((mentioning >= FEWEST_CLUSTERS) & (both > 0), reach, np.nan)
        return lift, lift * np.exp(-reach), lift * np.exp(reach)
