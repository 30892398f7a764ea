"""How far coders who judged the same reflections independently agree.

What counts is what each judged before seeing another's judgement: ``at_first`` where a coder changed it afterwards,
else what stands. Sets that are analysed reflexively are left out: there a theme is one reader's interpretation, and
agreement does not measure its worth (Braun & Clarke 2021, doi:10.1080/14780887.2020.1769238).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import combinations
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.shared.frames import FramesLike, lazy, person, small
from alsnb.analyses.shared.intervals import bootstrapped, in_order
from alsnb.analyses.themes.levels import LEVELS

FEWEST = 10
"""Fewer reflections than these tell nothing of agreement: no estimate is given."""
_Array = npt.NDArray[np.float64]


def drawn(entries: Iterable[str], share: float = 0.2, seed: int = 1) -> list[str]:
    """Draw the reflections that every coder is to code: about a `share` of them, in the order given.

    Whether a reflection is drawn depends on its entry id and the seed alone, so that it is the same for every coder and
    stays as it is when reflections are added.
    """
    return [entry for entry in entries if int(sha256(f"{seed} {entry}".encode()).hexdigest(), 16) < share * 2**256]


def agreement(frames: FramesLike, *, fewest: int = FEWEST) -> pd.DataFrame:
    """Estimate agreement between coders on whether a theme is in a reflection: Krippendorff's alpha.

    Parameters
    ----------
    frames
        Uses ``codings`` (reflection, theme, coder, present, at_first), ``reflections`` for where they belong and who
        wrote them, and ``learning_sets`` (coding_approach).
    fewest
        With fewer reflections judged by two coders, no estimate is given.

    Returns
    -------
    DataFrame
        One row a cohort and theme judged by two coders or more, and one for all themes together, whose ``theme`` is
        missing: ``cohort``; ``theme``; ``coders``; ``members`` who wrote (missing where writers were not noted);
        ``reflections`` that two coders or more judged; ``pairs`` of judgements of one theme in one reflection and,
        of these, those ``agreeing``; ``agreeing_share_of_pairs``; ``alpha`` (nominal; 1: they agree, 0: as by chance)
        with its 95 % percentile bootstrap interval over reflections, ``alpha_low`` and ``alpha_high``. Estimates are
        missing where reflections are too few, and alpha where every judgement was the same. Sources: Krippendorff
        (2011), https://repository.upenn.edu/asc_papers/43, by the package krippendorff.
    """
    each = _judgements(frames, frames.codings, "theme", "present")
    rows = []
    for cohort, theme, group in _themes_and_all(each):
        rows.append({"cohort": cohort, "theme": theme} | _reliability(group, [0.0, 1.0], "nominal", fewest))
    return _frame(rows, ["cohort", "theme", *_RELIABILITY])


def agreement_of_pairs(frames: FramesLike, *, fewest: int = FEWEST) -> pd.DataFrame:
    """Estimate agreement between two coders on whether a theme is in a reflection: Cohen's kappa.

    Parameters
    ----------
    frames, fewest
        As for `agreement`.

    Returns
    -------
    DataFrame
        One row a cohort, theme (missing: all together) and two coders: ``cohort``; ``theme``; ``coder`` and
        ``other_coder``; ``members``; ``reflections`` that both judged; ``pairs`` of judgements and those ``agreeing``;
        ``agreeing_share_of_pairs``; ``kappa`` with its 95 % percentile bootstrap interval over reflections,
        ``kappa_low`` and ``kappa_high``; missing where reflections are too few or every judgement was the same.
        Source: Cohen (1960), doi:10.1177/001316446002000104, by statsmodels.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    each = _judgements(frames, frames.codings, "theme", "present")
    rows = []
    for cohort, theme, group in _themes_and_all(each):
        for pair in combinations(sorted(group["coder"].unique()), 2):
            both = _by_several(group[group["coder"].isin(pair)])
            if both.empty:
                continue
            wide = both.pivot(index=["reflection", "theme"], columns="coder", values="value").sort_index()
            first, second = (wide[coder].to_numpy(int) for coder in pair)
            tables = np.zeros((len(wide), 2, 2))
            tables[np.arange(len(wide)), first, second] = 1
            tables = _summed(tables, wide.index.get_level_values("reflection"))
            enough = len(tables) >= fewest
            table = tables.sum(0)
            varied = not np.isnan(_kappa(table[None]))[0]
            found = cohens_kappa(table, return_results=False) if enough and varied else np.nan
            low, high = bootstrapped(tables, _kappa) if enough and varied else (np.nan, np.nan)
            agreeing = int(np.trace(table))
            rows.append(
                {"cohort": cohort, "theme": theme, "coder": pair[0], "other_coder": pair[1]}
                | _counts(both, len(wide), agreeing, enough)
                | {"kappa": float(found), "kappa_low": low, "kappa_high": high}
            )
    return _frame(rows, ["cohort", "theme", "coder", "other_coder", *_COUNTS, "kappa", "kappa_low", "kappa_high"])


def agreement_on_levels(frames: FramesLike, *, fewest: int = FEWEST) -> pd.DataFrame:
    """Estimate agreement between raters on the level of a reflection: Krippendorff's alpha for ordered levels.

    Parameters
    ----------
    frames
        Uses ``ratings`` (reflection, coder, level, at_first); ``reflections`` and ``learning_sets`` as for `agreement`.
    fewest
        With fewer reflections rated by two coders, no estimate is given.

    Returns
    -------
    DataFrame
        One row a cohort: ``cohort``; ``coders``; ``members``; ``reflections`` that two coders or more rated; ``pairs``
        of ratings and those ``agreeing``; ``agreeing_share_of_pairs``; ``alpha`` (ordinal) with ``alpha_low`` and
        ``alpha_high``, as for `agreement`.
    """
    each = _judgements(frames, frames.ratings, None, "level")
    values = [float(place) for place in range(len(LEVELS))]
    rows = [
        {"cohort": cohort} | _reliability(group, values, "ordinal", fewest) for cohort, group in each.groupby("cohort")
    ]
    return _frame(rows, ["cohort", *_RELIABILITY])


_COUNTS = ["members", "reflections", "pairs", "agreeing", "agreeing_share_of_pairs"]
_RELIABILITY = ["coders", *_COUNTS, "alpha", "alpha_low", "alpha_high"]


def _judgements(frames: FramesLike, judged: Any, theme: str | None, value: str) -> pd.DataFrame:
    """Return independent judgements of what two or more coders judged: cohort, reflection, theme, coder, value,
    member."""
    sets = lazy(frames.learning_sets).select("cohort", "learning_set", nw.col("coding_approach").cast(nw.String))
    reflexive = sets.filter(nw.col("coding_approach") == "reflexive").select("cohort", "learning_set")
    where = lazy(frames.reflections).select("entry", "cohort", "learning_set", "member")
    where = where.join(reflexive, on=["cohort", "learning_set"], how="anti").drop("learning_set")
    kind = nw.Float64 if theme else nw.String
    said, first = nw.col(value).cast(kind), nw.col("at_first").cast(kind)
    about = [theme] if theme else []
    each = small(
        lazy(judged)
        .select("reflection", *about, "coder", value=nw.when(first.is_null()).then(said).otherwise(first))
        .join(where, left_on="reflection", right_on="entry", how="inner")
    )
    if theme is None:
        each = each.assign(theme="", value=each["value"].map(LEVELS.index).astype(float))
    # A coder who marks several passages has one vote.
    each = each.groupby(["cohort", "reflection", "theme", "coder"], as_index=False).agg(
        value=("value", "max"), member=("member", "first")
    )
    return _by_several(each)


def _by_several(each: pd.DataFrame) -> pd.DataFrame:
    return each[each.groupby(["reflection", "theme"])["coder"].transform("size") > 1] if len(each) else each


def _themes_and_all(each: pd.DataFrame) -> Iterator[tuple[Any, str | None, pd.DataFrame]]:
    """Yield every cohort with all its themes together, then theme by theme."""
    for cohort, of_cohort in each.groupby("cohort"):
        yield cohort, None, of_cohort
        for theme, group in of_cohort.groupby("theme"):
            yield cohort, str(theme), group


def _reliability(
    group: pd.DataFrame, values: list[float], level: Literal["nominal", "ordinal"], fewest: int
) -> dict[str, Any]:
    import krippendorff

    counted = pd.crosstab([group["reflection"], group["theme"]], group["value"]).reindex(columns=values, fill_value=0)
    counts = counted.to_numpy(float)
    coincidences = _coincidences(counts)
    by_reflection = _summed(coincidences, counted.index.get_level_values("reflection"))
    judged = counts.sum(1)
    enough = len(by_reflection) >= fewest
    varied = (counts.sum(0) > 0).sum() > 1
    alpha = low = high = np.nan
    if enough and varied:
        # The level must be said: the package takes values for numbers of an interval scale otherwise.
        # In order of the counts, so that ids do not change the rounding of sums.
        alpha = krippendorff.alpha(value_counts=in_order(counts), value_domain=values, level_of_measurement=level)
        low, high = bootstrapped(by_reflection, _alpha_nominal if level == "nominal" else _alpha_ordinal)
    pairs, agreeing = (judged * (judged - 1) / 2).sum(), (counts * (counts - 1) / 2).sum()
    return (
        {"coders": group["coder"].nunique()}
        | _counts(group, int(pairs), int(agreeing), enough)
        | {"alpha": float(alpha), "alpha_low": low, "alpha_high": high}
    )


def _counts(group: pd.DataFrame, pairs: int, agreeing: int, enough: bool) -> dict[str, Any]:
    return {
        "members": person(group).nunique() or None,
        "reflections": group["reflection"].nunique(),
        "pairs": pairs,
        "agreeing": agreeing,
        "agreeing_share_of_pairs": agreeing / pairs if enough else np.nan,
    }


def _frame(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    kinds = {"cohort": "str", "theme": "str", "coder": "str", "other_coder": "str", "members": "Int64"}
    made = pd.DataFrame(rows, columns=list(columns))
    return made.astype({name: kinds[name] for name in columns if name in kinds})


def _coincidences(counts: _Array) -> _Array:
    """Return, for each unit, how often each pair of values coincides, weighted as Krippendorff does."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    weighted: _Array = pairs / (counts.sum(1) - 1)[:, None, None]
    return weighted


def _summed(tables: _Array, reflections: Iterable[str]) -> _Array:
    """Sum the tables of each reflection."""
    places, _ = pd.factorize(pd.Series(list(reflections)))
    summed = np.zeros((places.max() + 1, *tables.shape[1:]))
    np.add.at(summed, places, tables)
    return summed


def _alpha(coincidences: _Array, ordinal: bool) -> _Array:
    """Compute Krippendorff's alpha of many tables of coincidences at once, which the package does one by one."""
    totals = coincidences.sum(2)
    if ordinal:
        middle = totals.cumsum(1) - totals / 2
        distance = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        distance = np.broadcast_to(1 - np.eye(totals.shape[1]), coincidences.shape)
    all_values = totals.sum(1)
    observed = (coincidences * distance).sum((1, 2)) * (all_values - 1)
    expected = (totals[:, :, None] * totals[:, None, :] * distance).sum((1, 2))
    alphas: _Array = 1 - np.divide(observed, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    return alphas


def _alpha_nominal(coincidences: _Array) -> _Array:
    return _alpha(coincidences, ordinal=False)


def _alpha_ordinal(coincidences: _Array) -> _Array:
    return _alpha(coincidences, ordinal=True)


def _kappa(tables: _Array) -> _Array:
    """Compute Cohen's kappa of many tables at once."""
    shares = tables / tables.sum((1, 2))[:, None, None]
    observed = shares.trace(axis1=1, axis2=2)
    chance = (shares.sum(1) * shares.sum(2)).sum(1)
    # Where all say the same, chance is 1 but for rounding.
    kappas: _Array = np.divide(
        observed - chance, 1 - chance, out=np.full(len(chance), np.nan), where=1 - chance > 1e-12
    )
    return kappas
