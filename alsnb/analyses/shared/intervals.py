"""Estimates with their 95 % confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.shared.frames import count_by

BOOTSTRAP_SEED = 2026
_RESAMPLES = 2000
_FEWEST = 5
"""Of fewer values there is no bootstrap interval of a mean."""


def with_share(frame: pd.DataFrame, part: str, whole: str, name: str) -> pd.DataFrame:
    """Add the columns `name`, `name`_low and `name`_high: part / whole with its 95 % Wilson interval.

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953, by statsmodels.
    """
    from statsmodels.stats.proportion import proportion_confint

    parts, wholes = (frame[column].to_numpy(float) for column in (part, whole))
    possible = np.where(wholes > 0, wholes, np.nan)
    low, high = proportion_confint(np.where(wholes > 0, parts, np.nan), possible, method="wilson")
    share = parts / possible
    # Rounding may leave an interval a hair inside its estimate at 0 and 1.
    return frame.assign(**{name: share, f"{name}_low": np.minimum(low, share), f"{name}_high": np.maximum(high, share)})


def with_rate(frame: pd.DataFrame, events: str, units: str, name: str) -> pd.DataFrame:
    """Add the columns `name`, `name`_low and `name`_high: events / units with the 95 % interval of a rate.

    The score interval for a Poisson rate. Source: Barker (2002), doi:10.1198/000313002317572736, by statsmodels.
    """
    from statsmodels.stats.rates import confint_poisson

    counts, exposed = (frame[column].to_numpy(float) for column in (events, units))
    low, high = confint_poisson(counts, exposed, method="score") if len(frame) else (np.array([]), np.array([]))
    return frame.assign(**{name: counts / exposed, f"{name}_low": low, f"{name}_high": high})


def with_clustered_share(
    frame: pd.DataFrame, each: pd.DataFrame, by: list[str], part: str, whole: str, name: str
) -> pd.DataFrame:
    """Add a share as `with_share` does, with an interval that allows for several observations of one person.

    Wilson's interval of the effective number of observations: as many as they would be worth if each came from another
    person, by the variance between people, with the quantile of Student's t for so many people. Where all agree, that
    variance is not known, and each person counts once. A row about one person has Wilson's interval of all that is
    theirs. Sources: Korn & Graubard (1998), Survey Methodology 24, 193–201; Dean & Pagano (2015),
    doi:10.1093/jssam/smv024.

    Parameters
    ----------
    frame
        One row a group, as `count_by` makes them of `each`, with the columns `part` and `whole`.
    each
        Has the columns of `by`, ``person``, `part` and `whole`.
    """
    from scipy.stats import t

    people = each.groupby([*by, "person"], as_index=False, observed=True, dropna=False)[[part, whole]].sum()
    sums = people.groupby(by, observed=True, dropna=False)[[part, whole]].transform("sum") if by else people.sum()
    with np.errstate(invalid="ignore"):
        people["squared"] = (people[part] - sums[part] / sums[whole] * people[whole]) ** 2
    people["concerned"] = people[whole] > 0
    spread = count_by(people, by, squared=("squared", "sum"), clusters=("concerned", "sum"))
    parts, wholes = (frame[column].to_numpy(float) for column in (part, whole))
    squared, clusters = (spread[column].to_numpy(float) for column in ("squared", "clusters"))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = parts / wholes
        variance = clusters / (clusters - 1) * squared / wholes**2
        inflated = np.maximum(1, variance / (share * (1 - share) / (wholes - 1)))
        unsure = (t.ppf(0.975, wholes - 1) / t.ppf(0.975, clusters - 1)) ** 2
        effective = np.where((parts == 0) | (parts == wholes), clusters, wholes / inflated * unsure)
    effective = np.where(clusters < 2, wholes, effective)
    worth = frame.assign(**{part: share * effective, whole: np.where(wholes > 0, effective, 0)})
    found = with_share(worth, part, whole, name)
    low, high = np.minimum(found[f"{name}_low"], share), np.maximum(found[f"{name}_high"], share)
    return frame.assign(**{name: share, f"{name}_low": low, f"{name}_high": high})


def clustered_mean(values: pd.Series[Any], clusters: pd.Series[Any]) -> tuple[float, float]:
    """Return the 95 % interval of a mean of clustered values between 0 and 1; NaN for a single value.

    Student's t with the variance between clusters, on the logit scale, so that the interval stays within 0 and 1.
    Values of one cluster count each for itself: the interval is then about that cluster.
    """
    from scipy.special import expit, logit
    from scipy.stats import t

    alone = clusters.nunique() < 2
    each = pd.Series(values.to_numpy(float), index=range(len(values)) if alone else clusters.to_numpy())
    n, share = len(each), each.mean()
    off = (each - share).groupby(level=0).sum().sort_values()  # the order of the rows must not change the interval
    if len(off) < 2:
        return np.nan, np.nan
    error = np.sqrt(len(off) / (len(off) - 1) * (off**2).sum()) / n
    if not 0 < share < 1 or error < 1e-12:
        return share, share
    reach = t.ppf(0.975, len(off) - 1) * error / (share * (1 - share))
    return float(expit(logit(share) - reach)), float(expit(logit(share) + reach))


def bootstrap_mean(values: Sequence[float] | pd.Series[Any]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean, expanded; NaN for fewer than five values.

    Percentiles of resamples of few values lie too near to each other: they are taken as much further out as Student's t
    and the divisor n - 1 are wider than the normal distribution and n. Of four values, not even the range would do.
    Source: Hesterberg (2015), doi:10.1080/00031305.2015.1089789.
    """
    from scipy.stats import bootstrap, norm, t

    sample = np.sort(np.asarray(values, dtype=float))  # the order of the rows must not change the interval
    n = len(sample)
    if n < _FEWEST:
        return np.nan, np.nan
    level = 1 - 2 * norm.cdf(np.sqrt(n / (n - 1)) * t.ppf(0.025, n - 1))
    found = bootstrap(
        (sample,),
        np.mean,
        confidence_level=level,
        n_resamples=_RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(BOOTSTRAP_SEED),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def bootstrapped(tables: npt.NDArray[np.float64], estimate: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return the 95 % percentile bootstrap interval of estimates from the sum of tables, one per cluster.

    Parameters
    ----------
    tables
        Their first axis is the clusters. Its order does not matter.
    estimate
        From sums, one a resample, to estimates of each. Resamples without one are left out.
    """
    tables = in_order(tables)  # neither row order nor ids must change the interval
    count, rng, found = len(tables), np.random.default_rng(BOOTSTRAP_SEED), []
    # A part at a time, so that there is room for very many clusters.
    for _ in range(_RESAMPLES // 200):
        weights = rng.multinomial(count, np.full(count, 1 / count), size=200)
        found.append(estimate(np.tensordot(weights, tables, axes=1)))
    estimates = np.concatenate(found)
    none = np.isnan(estimates).all(axis=0)
    low, high = np.nanquantile(np.where(none, 0, estimates), (0.025, 0.975), axis=0)
    return np.where(none, np.nan, low)[()], np.where(none, np.nan, high)[()]


def in_order(tables: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return tables, one per entry of the first axis, in an order that depends on their values alone."""
    return tables[np.lexsort(tables.reshape(len(tables), -1).T)]
