"""Curves over time, in steps of a minimum number of events, estimated from rounded numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.disclosure.measures import BY, Measure
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.protected import Known, Protected, assemble
from alsnb.disclosure.rounding import Mark, count, nearest, outwards
from alsnb.words import gettext


def protect(result: pd.DataFrame, measure: Measure, policy: Policy, known: Known) -> Protected:
    """Return a curve as it may be published: in steps of enough events, estimated from rounded numbers.

    A step ends on the day by which enough events have occurred since the last step. Numbers at risk and events are
    rounded, and the estimates (Kaplan-Meier; Aalen-Johansen if there are several types of event) follow from them, as
    in OpenSAFELY (2024). Intervals are as wide as those of the true curve on that day, rounded outwards. There is no
    curve for a type of event with too few events.
    """
    by = [column for column in result if column in BY and column != "cohort"]
    rows: list[dict[Any, Any]] = []
    note = gettext(
        "Each step of the curve is of at least {n} events; the curve ends when fewer are left.", n=policy.events
    )
    for _, part in result.groupby(by, dropna=False, sort=False) if by else [((), result)]:
        rows += _steps(part.to_dict("records"), measure, policy, known)
    return assemble(list(result.columns), rows, [note], result)


def _steps(each: list[dict[Any, Any]], measure: Measure, policy: Policy, known: Known) -> list[dict[Any, Any]]:
    time = next(name for name in measure.labels if name in each[0])
    main = next(iter(measure.curve))
    whole = {name: count(int(each[0][name]), policy) for name in ("actions",)}
    whole["members"] = count(int(each[0]["members"]), policy, known.members, known.told)
    before = dict.fromkeys(measure.curve, 0)
    seen, told = dict(before), dict(before)
    share, incidence = dict.fromkeys(measure.curve, 1.0), dict.fromkeys(measure.curve, 0.0)
    at_risk, every, rows = (
        each[0]["at_risk"],
        1.0,
        [_row(each[0], time, whole, measure, policy, {}, {}, each[0]["at_risk"])],
    )
    few = each[0]["members"] < policy.people_for_means
    for row in each:
        for name in measure.curve:
            seen[name] += row[name]
        if seen[main] - before[main] < policy.events or row["at_risk"] < policy.fewest or few:
            continue
        step, n = {}, max(nearest(at_risk, policy.base), policy.base)
        for name in measure.curve:
            rounded = nearest(seen[name], policy.base) if seen[name] >= policy.fewest else 0
            step[name], told[name] = rounded - told[name], rounded
        for name in measure.curve:
            share[name] *= max(0.0, 1 - step[name] / n)
            incidence[name] += every * step[name] / n
        every *= max(0.0, 1 - sum(step.values()) / n)
        hidden = {name for name in measure.curve if seen[name] < policy.fewest}
        values = {}
        for name, curves in measure.curve.items():
            for curve in curves:
                falls = not curve.startswith("incidence")
                values[curve] = None if name in hidden else (share[name] if falls else min(1.0, incidence[name]))
        rows.append(_row(row, time, whole, measure, policy, values, step, at_risk))
        before = dict(seen)
        at_risk = row["at_risk"] - sum(row[name] for name in measure.curve)
    return rows


def _row(
    row: dict[Any, Any], time: str, whole: dict[str, Any], measure: Measure, policy: Policy, values: dict[str, Any],
    step: dict[str, int], at_risk: int,
) -> dict[Any, Any]:  # fmt: skip
    """Return the row of one step; the first is the start, before any event."""
    made = {**row, **whole, "at_risk": count(int(at_risk), policy)}
    width = policy.outwards if row["members"] < policy.outwards_under else 0.01
    for name, curves in measure.curve.items():
        made[name] = (Mark(f"<{policy.fewest}") if policy.fewest > 0 and not step[name] else step[name]) if step else 0
        for curve in curves:
            value = values.get(curve, 1.0 if not curve.startswith("incidence") else 0.0)
            made[curve] = None if value is None else round(value, 2)
            for end in ("_low", "_high"):
                bound = row[f"{curve}{end}"]
                if not values or value is None or pd.isna(bound):
                    made[f"{curve}{end}"] = made[curve] if value is not None and not pd.isna(bound) else None
                else:
                    laid = min(1.0, max(0.0, value + bound - row[curve]))
                    made[f"{curve}{end}"] = outwards(laid, width, _down if end == "_low" else _up)
            if value is not None and made.get(f"{curve}_low") is not None:
                made[f"{curve}_low"] = min(made[f"{curve}_low"], made[curve])
                made[f"{curve}_high"] = max(made[f"{curve}_high"], made[curve])
    return made


def _down(value: float) -> int:
    return int(value // 1)


def _up(value: float) -> int:
    return int(-(-value // 1))
