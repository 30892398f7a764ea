"""What changes from cycle to cycle: a slope or an odds ratio, with an interval that knows whose values repeat."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

FEWEST_CLUSTERS = 5
"""Of fewer people, or sets, an interval for what changes with them would hold nearly everything."""


def per_cycle(
    each: pd.DataFrame, by: list[str], cluster: str, value: str, kind: Literal["odds", "mean"], times: str | None = None
) -> pd.DataFrame:
    """Estimate the change of a value per cycle, one row per group.

    Generalised estimating equations with independence as working correlation, Mancl and DeRouen's covariance for few
    clusters and Student's t. Sources: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13; Mancl & DeRouen (2001),
    doi:10.1111/j.0006-341X.2001.00126.x; by statsmodels.

    Parameters
    ----------
    each
        Observations with the columns of `by`, ``cycle``, `cluster` (whose they are), `value` (0 or 1 where `kind` is
        ``"odds"``) and, where a row stands for several of them, `times`.
    kind
        Whether ``change`` is an odds ratio or a slope.

    Returns
    -------
    DataFrame
        The columns of `by`, sorted; ``cycles`` observed; ``change``, ``change_low`` and ``change_high``, missing where
        there are fewer than `FEWEST_CLUSTERS` clusters or two cycles, or where the value is told by the cycle.
    """
    parts = each.groupby(by, observed=True, dropna=False, sort=True) if by else [((), each)]
    found = []
    for key, part in parts:
        if len(part):
            bounds = dict(
                zip(("change", "change_low", "change_high"), _fit(part, cluster, value, kind, times), strict=True)
            )
            found.append({**dict(zip(by, key, strict=True)), "cycles": part["cycle"].nunique(), **bounds})
    columns = [*by, "cycles", "change", "change_low", "change_high"]
    result = pd.DataFrame(found, columns=columns)
    return result.astype({name: each[name].dtype for name in by})


def with_change(counts: pd.DataFrame, change: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    """Add the cycles in front of the counts and the change after them; both have one row per group, in the same
    order."""
    result = counts.copy()
    result.insert(len(keys), "cycles", change["cycles"].astype(int))
    for end in ("", "_low", "_high"):
        result[f"{name}{end}"] = change[f"change{end}"].astype(float)
    return result


def _fit(
    part: pd.DataFrame, cluster: str, value: str, kind: Literal["odds", "mean"], times: str | None
) -> tuple[float, ...]:
    import statsmodels.api as sm
    from scipy.stats import t

    if times is not None:
        part = part.loc[part.index.repeat(part[times])]
    # In one order whatever the rows', so that sums are the same.
    part = part.sort_values([cluster, "cycle", value])
    codes, clusters = pd.factorize(part[cluster])
    cycle, observed = part["cycle"].to_numpy(float), part[value].to_numpy(float)
    if len(clusters) < FEWEST_CLUSTERS or len(np.unique(cycle)) < 2 or len(np.unique(observed)) < 2:
        return (np.nan,) * 3
    if kind == "odds" and _told_by_few(codes, cycle, observed == 1):
        return (np.nan,) * 3
    family = sm.families.Binomial() if kind == "odds" else sm.families.Gaussian()
    design = sm.add_constant(cycle - cycle.mean())
    fitted = sm.GEE(observed, design, groups=codes, family=family).fit(cov_type="bias_reduced")
    slope, error = fitted.params[1], fitted.bse[1]
    reach = t.ppf(0.975, len(clusters) - 2) * error
    bounds = (slope, slope - reach, slope + reach)
    return tuple(float(np.exp(each) if kind == "odds" else each) for each in bounds)


def _told_by_few(codes: np.ndarray[Any, Any], cycle: np.ndarray[Any, Any], having: np.ndarray[Any, Any]) -> bool:
    """Return whether the odds rest on too few people, or the cycle separates the outcomes and the odds ratio is
    infinite."""
    few = min(len(np.unique(codes[group])) for group in (having, ~having)) < FEWEST_CLUSTERS
    apart = cycle[~having].max() <= cycle[having].min() or cycle[having].max() <= cycle[~having].min()
    return bool(few or apart)
