"""Parts and their whole: where rounded numbers would give a hidden one away, one that is shown is moved by a step.

Three numbers rounded to five, and a fourth that is their sum, may leave a part that is given as "<5" one value alone.
A part is then moved to the next multiple, so that the numbers shown fit any value of what is hidden. It depends on the
numbers shown alone: whoever sees it cannot tell a moved number from one that was rounded to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from alsnb.disclosure.measures import Measure
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.rounding import Mark, count, nearest, stand_in

_ROUNDS = 20


def groups(
    rows: Sequence[dict[Any, Any]], published: Sequence[dict[str, Any]], measure: Measure, by: Sequence[str], policy: Policy
) -> Iterator[tuple[Any, list[tuple[int, str]]]]:
    """What adds up in a result: the published whole, and the cells that are its parts.

    In a row, parts to their whole; over cycles, a count to what the same analysis gives of the course.
    """
    for at, out in enumerate(published):
        for whole, parts in measure.parts.items():
            yield out[whole], [(at, name) for name in parts]
    if "cycle" in by:
        kinds: dict[Any, list[int]] = {}
        for at, row in enumerate(rows):
            kinds.setdefault(tuple(row.get(name) for name in measure.labels if name != "cycles" and name != "meetings"), []).append(at)
        for those in kinds.values():
            for name in measure.additive:
                total = count(int(sum(rows[at][name] for at in those)), policy)
                yield total, [(at, name) for at in those]


def fit(
    rows: Sequence[dict[Any, Any]], published: Sequence[dict[str, Any]], measure: Measure, by: Sequence[str], policy: Policy
) -> None:
    """Move numbers so that no part which is hidden is left fewer values than there are of few."""
    every = [(total, cells) for total, cells in groups(rows, published, measure, by, policy) if not isinstance(total, Mark)]
    for _ in range(_ROUNDS):
        moved = False
        for total, cells in every:
            by_how = _needed(total, [published[at][name] for at, name in cells], policy)
            if by_how:
                shown = [(at, name) for at, name in cells if not isinstance(published[at][name], Mark)]
                # The largest: it is hurt least.
                at, name = max(shown, key=lambda cell: (published[cell[0]][cell[1]], cell[1], -cell[0]))
                published[at][name] += by_how
                moved = True
        if not moved:
            return


def _needed(total: int, cells: Sequence[Any], policy: Policy) -> int:
    """By how much a number shown must change; 0 where what is hidden may be any of the few."""
    few, slack = policy.fewest - 1, policy.base // 2
    hidden = [each for each in cells if isinstance(each, Mark)]
    shown = [each for each in cells if not isinstance(each, Mark)]
    if not hidden or not shown or any(each != f"<{policy.fewest}" for each in hidden):
        return 0
    reach, rest = slack * (len(shown) + 1), total - sum(shown)
    most = few * len(hidden)
    # The sum of what is hidden lies between rest - reach and rest + reach, and one of it may be what the others leave.
    if rest - reach - (most - few) > 1:
        return policy.base
    if rest + reach < few - 1:
        return -policy.base
    return 0


def hide_together(
    rows: Sequence[dict[Any, Any]], published: Sequence[dict[str, Any]], measure: Measure, policy: Policy
) -> None:
    """Where one part of a whole alone is hidden, hide the next smallest with it."""
    for row, out in zip(rows, published, strict=True):
        for parts in measure.parts.values():
            hidden = [name for name in parts if isinstance(out[name], Mark)]
            shown = [name for name in parts if not isinstance(out[name], Mark)]
            if len(hidden) == 1 and shown:
                out[min(shown, key=lambda name: row[name])] = Mark("hidden")
