"""`protect`: turn the result of an analysis into what may be published of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

import pandas as pd

from alsnb.disclosure import curves
from alsnb.disclosure.counting import counts
from alsnb.disclosure.fitting import Fitting, hide_together
from alsnb.disclosure.measures import Measure, measure_of
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.protected import Known, Protected, Refused, assemble
from alsnb.disclosure.rounding import Mark, laid_on, outwards, share, significant, stand_in
from alsnb.words import gettext


def protect(result: pd.DataFrame, policy: Policy, known: Known) -> Protected:
    """Return what may be published of a result.

    Parameters
    ----------
    result
        The result of an analysis, recognised by its columns.
    policy
        The rules; see `alsnb.disclosure.load`.
    known
        What readers know of the cohort.

    Returns
    -------
    Protected
        The same columns, without those that other tables have. Counts are rounded or marks. Shares and rates follow
        from the published counts; the width of their intervals follows from the measure's own. Means and model
        estimates have few significant digits. Rows of rare types may be missing, and a curve has fewer steps. Sources:
        HESA (2023) and OpenSAFELY (2024), see ``references.bib``.

    Raises
    ------
    Refused
        The result is about single members or sets, or alsnb does not know what its columns count.
    """
    measure_and_by = measure_of(result)
    if isinstance(measure_and_by, str):
        raise Refused(measure_and_by)
    measure, by = measure_and_by
    if "cycle" in by and measure.over_course and {*measure.counts} <= {*measure.over_course}:
        raise Refused(
            gettext("It has figures of single cycles, of few people each. Those of the whole course may be published.")
        )
    if measure.curve:
        return curves.protect(result, measure, policy, known)
    rows = [row for row in result.to_dict("records") if row.get("rule") not in measure.told_elsewhere]
    cycles = 1 if "cycle" in by else known.cycles
    published = [counts(row, measure, policy, known, cycles) for row in rows]
    if policy.fitted:
        Fitting(rows, published, measure, "cycle" in by, policy, known).fit()
    if policy.together:
        hide_together(rows, published, measure, policy)
    notes: dict[str, None] = {}
    # Shares are of all who did any of what the rows count.
    most = max((_people(row, measure) for row in rows), default=0)
    for row, out in zip(rows, published, strict=True):
        behind = most if measure.members_of_part and "cycle" not in by else _people(row, measure)
        if measure.members_of_part and "cycle" in by:
            behind = max(_people(each, measure) for each in rows if each["cycle"] == row["cycle"])
        out |= _estimates(row, out, measure, policy, behind, notes)
    hidden = (*measure.hidden, *((*measure.people, *measure.over_course) if "cycle" in by else ()))
    columns = [name for name in result.columns if name.removesuffix("_low").removesuffix("_high") not in hidden]
    included = [not _is_left_out(out, measure, by, columns, policy) for out in published]
    if not all(included):
        types = gettext("Types with fewer than {n} are left out.", n=policy.fewest)
        cycles_left = gettext("Cycles with fewer than {n} are left out.", n=policy.fewest)
        notes[types if measure.only_if_any else cycles_left] = None
    shown = [{**row, **out} for row, out, include in zip(rows, published, included, strict=True) if include]
    return assemble(columns, _in_order(shown, measure), notes, result)


def _in_order(rows: list[dict[Any, Any]], measure: Measure) -> list[dict[Any, Any]]:
    """Return the rows of types in the order of their published counts: the order of the true ones would reveal more."""
    if not measure.ordered_by:
        return rows
    totals: dict[Any, float] = {}
    names = [name for name in measure.labels if rows and name in rows[0]]
    for row in rows:
        value = row[measure.ordered_by]
        much = 0.0 if isinstance(value, Mark) and value.startswith("<") else float(stand(value))
        kind = tuple(str(row[name]) for name in names)
        totals[kind] = totals.get(kind, 0.0) + much
    last = ("not_classified",)  # of no kind at all
    return sorted(
        rows, key=lambda row: ((kind := tuple(str(row[name]) for name in names)) == last, -totals[kind], kind)
    )


def stand(value: Any) -> float:
    """A number to order by: nearly all of a total is more than what leaves more of it."""
    return float((value.of or 0) - 2) if isinstance(value, Mark) else float(value)


def _is_left_out(
    out: dict[str, Any], measure: Measure, by: Sequence[str], columns: Sequence[str], policy: Policy
) -> bool:
    """Return whether a published row would look the same as an empty one, which results leave out."""
    people = () if measure.only_if_any else measure.people
    few = [out[name] == f"<{policy.fewest}" for name in (*people, *measure.counts) if name in columns]
    return bool(few) and (any(few) if measure.only_if_any else "cycle" in by and all(few))


def _estimates(
    row: dict[Any, Any], out: dict[str, Any], measure: Measure, policy: Policy, behind: float, notes: dict[str, None]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    people = _people(row, measure)
    for name, (part, whole) in measure.shares.items():
        if name not in row:
            continue
        # For shares of published counts, the published total decides: 18 and 22 are both 20.
        of = row[whole] if policy.shares_of == "true" else stand_in(out[whole], policy) or 0
        if pd.isna(row[name]) or (isinstance(out[whole], Mark) and out[whole].startswith("<")):
            found |= _none(name, row)
        elif of < policy.people_for_shares:
            found |= _none(name, row) | {name: _too_few(policy.people_for_shares, notes)}
        elif behind < policy.people_for_means:
            found |= _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
        else:
            found |= _share(row, out, name, part, whole, policy, behind)
    for name, (events, units) in measure.rates.items():
        found |= _rate(row, out, name, events, units, policy)
    for name in measure.means:
        if name in row:
            dominated = row.get("largest_share", 0) > policy.largest_share
            if dominated and people >= policy.people_for_means:
                notes[gettext("No mean is given if one member makes up more than half of the total.")] = None
                found |= _none(name, row) | {name: Mark("one member's")}
            elif people >= policy.people_for_means or pd.isna(row[name]):
                found |= _digits(row, name, policy)
            else:
                found |= _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
    for name, observations in measure.models.items():
        if people < policy.people_for_means and not pd.isna(row[name]):
            found |= _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
        elif row[observations] - 2 < policy.degrees_of_freedom and not pd.isna(row[name]):
            fewest = policy.degrees_of_freedom
            notes[gettext("No estimate is given with fewer than {n} residual degrees of freedom.", n=fewest)] = None
            found |= _none(name, row) | {name: Mark("too little data")}
        else:
            found |= _digits(row, name, policy)
    for name, (times, over) in measure.derived.items():
        found |= _derived(row, out, name, times, over, policy, people, notes)
    return found


def _people(row: dict[Any, Any], measure: Measure) -> float:
    """Return how many people a row is about; none if writers were not recorded."""
    value = row.get(measure.people[0]) if measure.people else 0
    return 0 if value is None or pd.isna(value) else float(value)


def _too_few(fewest: int, notes: dict[str, None]) -> Mark:
    note = gettext(
        "Marked n<{n}: fewer than {n} in this group. The whole course or a larger cohort may have this figure.",
        n=fewest,
    )
    notes[note] = None
    return Mark(f"n<{fewest}")


def _none(name: str, row: dict[Any, Any]) -> dict[str, Any]:
    return {f"{name}{end}": None for end in ("", "_low", "_high") if f"{name}{end}" in row}


def _digits(row: dict[Any, Any], name: str, policy: Policy) -> dict[str, Any]:
    ends = [each for each in (name, f"{name}_low", f"{name}_high") if each in row]
    return {each: None if pd.isna(row[each]) else significant(row[each], policy.digits) for each in ends}


def _share(
    row: dict[Any, Any], out: dict[str, Any], name: str, part: str, whole: str, policy: Policy, people: float
) -> dict[str, Any]:
    """Return a share with its interval, or a bound if the count is suppressed."""
    low, high = f"{name}_low", f"{name}_high"
    step = policy.outwards if people < policy.outwards_under else 0.01
    if pd.isna(row[name]):
        return _none(name, row)
    if policy.shares_of == "true":
        if isinstance(out[part], Mark) or isinstance(out[whole], Mark):
            return _none(name, row)
        exact = _none(name, row) | {name: round(row[name], 2)}
        if low in row and not pd.isna(row[low]):
            exact |= {low: outwards(row[low], step, floor), high: outwards(row[high], step, ceil)}
        return exact
    value = share(out[part], out[whole], policy)
    found = _none(name, row) | {name: value}
    if isinstance(value, Mark) and low in row:
        # The interval drawn is the range of the share itself, not that of an estimate.
        edge = round(float(value.split()[1].rstrip("%")) / 100, 2)
        return found | ({low: 0.0, high: edge} if value.startswith("under") else {low: edge, high: 1.0})
    if value is None or isinstance(value, Mark) or low not in row or pd.isna(row[low]):
        return found
    n = stand_in(out[whole], policy) or 0
    of_published = _wilson(min(stand_in(out[part], policy) or 0, n), n)
    bounds = laid_on(value, of_published, (row[name], row[low], row[high]), _wilson(row[part], row[whole]), step)
    return found | {low: min(bounds[0], value), high: max(bounds[1], value)}


def _rate(
    row: dict[Any, Any], out: dict[str, Any], name: str, events: str, units: str, policy: Policy
) -> dict[str, Any]:
    """Return events per unit, with the score interval of the published counts."""
    from statsmodels.stats.rates import confint_poisson

    true = policy.shares_of == "true"
    number = None if isinstance(out[events], Mark) else row[events] if true else out[events]
    exposed = None if isinstance(out[units], Mark) else row[units] if true else out[units]
    if pd.isna(row[name]) or not number or not exposed:
        return _none(name, row)
    low, high = confint_poisson(number, exposed, method="score")
    values = {name: number / exposed, f"{name}_low": low, f"{name}_high": high}
    return {each: significant(value, policy.digits) for each, value in values.items() if each in row}


def _derived(
    row: dict[Any, Any], out: dict[str, Any], name: str, times: Sequence[str], over: Sequence[str], policy: Policy,
    people: float, notes: dict[str, None],
) -> dict[str, Any]:  # fmt: skip
    """Return a product or quotient of published counts, with the measure's own interval as a factor."""
    if pd.isna(row[name]) or any(isinstance(out[each], Mark) or not out[each] for each in (*times, *over)):
        return _none(name, row)
    low, high = f"{name}_low", f"{name}_high"
    value = 1.0
    for each in times:
        value *= out[each]
    for each in over:
        value /= out[each]
    if low not in row:
        return {name: significant(value, policy.digits)}
    if people < policy.people_for_means:
        return _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
    bounds = {
        end: None if pd.isna(row[end]) else significant(value * row[end] / row[name], policy.digits)
        for end in (low, high)
    }
    return {name: significant(value, policy.digits), **bounds}


def _wilson(part: float, whole: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(part, whole, method="wilson")
    return float(low), float(high)
