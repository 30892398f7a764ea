"""`protect`: a result in, what may be published of it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, NamedTuple

import pandas as pd

from alsnb.disclosure import curves, fitting
from alsnb.disclosure.measures import SIZE, Measure, measure_of
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.rounding import Count, Mark, count, laid_on, outwards, share, significant, stand_in


class Known(NamedTuple):
    """What the readers of a published report know of a cohort."""

    members: int
    cycles: int
    """How many cycles had a meeting."""
    told: int | None = None
    """What readers know of the number of members, if that is not how many there are: of those who consent, say."""


@dataclass(frozen=True)
class Protected:
    """A result as it may be published."""

    result: pd.DataFrame
    """Numbers alone: missing where there is a mark."""
    marks: pd.DataFrame
    """Of the same rows and columns: what stands in place of a number, such as "<5"; empty where nothing does."""
    notes: tuple[str, ...] = ()
    """What was left out by which rule, and what would help: a sentence each."""

    @property
    def cells(self) -> pd.DataFrame:
        """Numbers, and the marks in their places."""
        hidden = self.marks != ""
        return self.result.astype({name: object for name in hidden if hidden[name].any()}).mask(hidden, self.marks)


class Refused(Exception):
    """A result of which nothing can be published; its text says why, and what may be instead."""


def protect(result: pd.DataFrame, policy: Policy, known: Known) -> Protected:
    """What may be published of a result.

    Parameters
    ----------
    result
        What an analysis returned: recognised by its columns.
    policy
        The rules; see `alsnb.disclosure.load`.
    known
        What readers know of the cohort.

    Returns
    -------
    Protected
        The same columns, without those told elsewhere. Counts are rounded, or marks; shares and rates are made from the
        published counts, with the measure's own interval laid on; means and models' estimates have few digits. Rows of
        kinds of which there is hardly any may be left out, and a curve's are joined to steps. Sources: HESA (2023),
        OpenSAFELY (2024), as ``references.bib`` has them.

    Raises
    ------
    Refused
        It is about single members or sets, or nobody knows what its columns count.
    """
    found = measure_of(result)
    if isinstance(found, str):
        raise Refused(found)
    measure, by = found
    if measure.curve:
        steps: Protected = curves.protect(result, measure, policy, known)
        return steps
    rows = result.to_dict("records")
    cycles = 1 if "cycle" in by else known.cycles
    published = [_counts(row, measure, policy, known, cycles) for row in rows]
    if policy.fitted:
        fitting.fit(rows, published, measure, by, policy, known)
    if policy.together:
        fitting.hide_together(rows, published, measure, policy)
    notes: dict[str, None] = {}
    # Whoever did what one row counts is among those who did any of it, of whom shares are.
    most = max((_people(row, measure) for row in rows), default=0)
    for row, out in zip(rows, published, strict=True):
        behind = most if measure.members_of_part and "cycle" not in by else _people(row, measure)
        if measure.members_of_part and "cycle" in by:
            behind = max(_people(each, measure) for each in rows if each["cycle"] == row["cycle"])
        out |= _estimates(row, out, measure, policy, behind, notes)
    kept = [not _is_left_out(out, measure, by, policy) for out in published]
    if not all(kept):
        what = "Kinds" if measure.only_if_any else "Cycles"
        notes[f"{what} of which there are fewer than {policy.fewest} are left out."] = None
    hidden = (*measure.hidden, *(measure.people if measure.once_a_cycle and "cycle" in by else ()))
    columns = [name for name in result.columns if name.removesuffix("_low").removesuffix("_high") not in hidden]
    told = [{**row, **out} for row, out, keep in zip(rows, published, kept, strict=True) if keep]
    return made(columns, _in_order(told, measure), notes, result)


def _in_order(rows: list[dict[Any, Any]], measure: Measure) -> list[dict[Any, Any]]:
    """Rows of kinds as what is published orders them: that of the true counts would tell which of two is more."""
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


def _is_left_out(out: dict[str, Any], measure: Measure, by: Sequence[str], policy: Policy) -> bool:
    """Whether a row is like one that is not there because there is nothing: then it must not be there either."""
    few = [out[name] == f"<{policy.fewest}" for name in measure.counts]
    return bool(few) and (any(few) if measure.only_if_any else "cycle" in by and all(few))


def made(columns: Sequence[str], rows: Iterable[dict[Any, Any]], notes: Iterable[str], like: pd.DataFrame) -> Protected:
    """Rows of numbers and marks as what is published, with the dtypes of a result where there are no marks."""
    frame = pd.DataFrame([[row[name] for name in columns] for row in rows], columns=list(columns), dtype=object)
    hidden = frame.map(lambda value: isinstance(value, Mark))
    numbers = frame.mask(hidden, None)
    kept = {
        name: like[name].dtype
        for name in columns
        if not numbers[name].isna().any() and _holds(like[name], numbers[name])
    }
    return Protected(numbers.astype(kept), frame.where(hidden, ""), tuple(notes))


def _holds(like: pd.Series[Any], values: pd.Series[Any]) -> bool:
    return not pd.api.types.is_integer_dtype(like) or all(float(each).is_integer() for each in values)


def _counts(row: dict[Any, Any], measure: Measure, policy: Policy, known: Known, cycles: int) -> dict[str, Count]:
    """The counts of one row, wholes before their parts."""
    found: dict[str, Any] = {}
    for name in measure.people:
        if name in row:
            found[name] = None if pd.isna(row[name]) else count(int(row[name]), policy, known.members, known.told)
    # What a reader has of the whole of each count: its true number, and what is published of it.
    wholes: dict[str | None, tuple[int | None, int | None]] = {
        None: (None, None),
        SIZE: (known.members * cycles, known.told and known.told * cycles),
    }
    for name, whole in measure.counts.items():
        if pd.isna(row[name]):
            found[name], wholes[name] = None, (None, None)
            continue
        of, told = wholes[whole] if measure.rest_of(name) else (None, None)
        found[name] = count(int(row[name]), policy, of, told)
        # Of a whole of which the reader knows that nearly all are in it, its own whole is known better.
        nearly = str(found[name]).startswith("all but")
        wholes[name] = (of, told) if nearly else (int(row[name]), stand_in(found[name], policy) or 0)
    return found


def _estimates(
    row: dict[Any, Any], out: dict[str, Any], measure: Measure, policy: Policy, behind: float, notes: dict[str, None]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    people = _people(row, measure)
    for name, (part, whole) in measure.shares.items():
        if name not in row:
            continue
        # Where shares are of published counts, by the published whole: 18 as well as 22 is 20, and nothing tells which.
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
                notes["No mean is given where one member makes up more than half of the total."] = None
                found |= _none(name, row) | {name: Mark("one member's")}
            elif people >= policy.people_for_means or pd.isna(row[name]):
                found |= _digits(row, name, policy)
            else:
                found |= _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
    for name, observations in measure.models.items():
        if people < policy.people_for_means and not pd.isna(row[name]):
            found |= _none(name, row) | {name: _too_few(policy.people_for_means, notes)}
        elif row[observations] - 2 < policy.degrees_of_freedom and not pd.isna(row[name]):
            notes[f"No estimate is given with fewer than {policy.degrees_of_freedom} residual degrees of freedom."] = (
                None
            )
            found |= _none(name, row) | {name: Mark("too little data")}
        else:
            found |= _digits(row, name, policy)
    for name, (times, over) in measure.derived.items():
        found |= _derived(row, out, name, times, over, policy, people, notes)
    return found


def _people(row: dict[Any, Any], measure: Measure) -> float:
    """How many people are behind a row; where it is not noted who wrote, as many as is known: none."""
    value = row.get(measure.people[0]) if measure.people else 0
    return 0 if value is None or pd.isna(value) else float(value)


def _too_few(fewest: int, notes: dict[str, None]) -> Mark:
    notes[
        f"Not given (n<{fewest}): fewer than {fewest} in this group; the whole course, or a larger cohort, may have it."
    ] = None
    return Mark(f"n<{fewest}")


def _none(name: str, row: dict[Any, Any]) -> dict[str, Any]:
    return {f"{name}{end}": None for end in ("", "_low", "_high") if f"{name}{end}" in row}


def _digits(row: dict[Any, Any], name: str, policy: Policy) -> dict[str, Any]:
    ends = [each for each in (name, f"{name}_low", f"{name}_high") if each in row]
    return {each: None if pd.isna(row[each]) else significant(row[each], policy.digits) for each in ends}


def _share(
    row: dict[Any, Any], out: dict[str, Any], name: str, part: str, whole: str, policy: Policy, people: float
) -> dict[str, Any]:
    """A share with its interval; beside a count that is hidden a bound."""
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
        # The interval that is drawn: not that of an estimate, but where the share itself lies.
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
    """Events per unit, with the score interval of the published counts."""
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
    """A product or quotient of published counts, with the measure's own interval laid on as a factor."""
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
