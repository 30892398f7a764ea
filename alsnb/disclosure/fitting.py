"""Parts and their whole: where rounded numbers would give a hidden one away, one that is shown is moved by a step.

Three numbers rounded to five, and a fourth that is their sum, may leave a part that is given as "<5" one value alone.
A part is then moved to the next multiple, so that the numbers shown fit any value of what is hidden. It depends on the
numbers shown alone: whoever sees it cannot tell a moved number from one that was rounded to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from alsnb.disclosure.measures import SIZE, Measure
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.rounding import Mark, count, stand_in

_ROUNDS = 20


def groups(
    rows: Sequence[dict[Any, Any]],
    published: Sequence[dict[str, Any]],
    measure: Measure,
    by: Sequence[str],
    policy: Policy,
    known: Any,
) -> Iterator[tuple[Any, list[tuple[int, str]]]]:
    """What adds up in a result: the published whole, and the cells that are its parts.

    In a row, parts to their whole, and counts to what another table tells; over cycles, a count to what the same
    analysis gives of the course.
    """
    for at, out in enumerate(published):
        for whole, parts in measure.parts.items():
            yield (out[whole], None), [(at, name) for name in parts]
        for names in measure.told_together:
            yield (count(int(sum(rows[at][name] for name in names)), policy), None), [(at, name) for name in names]
    if "cycle" in by:
        kinds: dict[Any, list[int]] = {}
        for at, row in enumerate(rows):
            kinds.setdefault(
                tuple(row.get(name) for name in measure.labels if name != "cycles" and name != "meetings"), []
            ).append(at)
        for those in kinds.values():
            for name in measure.additive:
                # Of the course, all that its members could do is known.
                times = known.cycles if measure.counts[name] == SIZE else None
                most = times and (known.told or known.members) * times
                true = int(sum(rows[at][name] for at in those))
                total = count(true, policy, times and known.members * times, most)
                yield (total, most and (most, known.told is None)), [(at, name) for at in those]


def fit(
    rows: Sequence[dict[Any, Any]], published: Sequence[dict[str, Any]], measure: Measure, by: Sequence[str],
    policy: Policy, known: Any,
) -> None:  # fmt: skip
    """Move numbers so that every part which is hidden may still be any but one of the few."""
    for _ in range(_ROUNDS):
        moved = False
        # A whole that was moved is another whole for its parts.
        for total, cells in groups(rows, published, measure, by, policy, known):
            if isinstance(total[0], Mark):
                continue
            shown = [(published[at][name], _whole(published[at], name, measure, policy, known)) for at, name in cells]
            up = _wrong(total, shown, policy)
            if up is None:
                continue
            # The largest: it is hurt least. Of hidden ones, that which is nearest to be shown.
            order = sorted(cells, key=lambda cell: (-rows[cell[0]][cell[1]], cell[1], cell[0]))
            for at, name in order:
                if _move(published[at], name, measure, up, policy, known):
                    moved = True
                    break
        if not moved:
            return


Whole = tuple[int, bool] | None
"""What readers know of the whole of a count, and whether exactly; None: it has none."""


def _whole(out: dict[str, Any], name: str, measure: Measure, policy: Policy, known: Any) -> Whole:
    whole = measure.counts.get(name)
    if whole == SIZE:
        return known.told or known.members, known.told is None
    if whole is None or not measure.rest_of(name):
        return None
    if isinstance(out[whole], Mark) and out[whole].startswith("all but"):
        return _whole(out, whole, measure, policy, known)
    # Of a whole that is hidden itself, no part can be more.
    return stand_in(out[whole], policy) or 0, False


def _wrong(total: Any, cells: Sequence[Any], policy: Policy) -> bool | None:
    """Whether numbers shown are too small (True) or too great (False) for what is hidden; None: neither."""
    bounds = [between(shown, whole, policy) for shown, whole in cells]
    low, high = between(total[0], total[1], policy)
    lows, highs = sum(each[0] for each in bounds), sum(each[1] for each in bounds)
    for (shown, _), (least, most) in zip(cells, bounds, strict=True):
        if isinstance(shown, Mark) and most - least == policy.fewest - 1:
            # What one hidden part may be is what the others leave of the total.
            if low - (highs - most) > least + 1:
                return True
            if high - (lows - least) < most - 1:
                return False
    return None


def between(shown: Any, whole: Whole, policy: Policy) -> tuple[int, int]:
    """The least and the greatest that a count may be of which this is published."""
    few, slack = policy.fewest, policy.base // 2
    if not isinstance(shown, Mark):
        most = shown + slack
        if whole is not None:
            # It leaves enough, or it would not be shown.
            most = min(most, max(few, whole[0] + (0 if whole[1] else slack) - few))
        return max(few, shown - slack), most
    if shown.startswith("<"):
        return 0, int(shown[1:]) - 1
    of, slack = shown.of or 0, 0 if shown.exact else slack
    return max(few, of - slack - few + 1), of + slack


def _move(out: dict[str, Any], name: str, measure: Measure, up: bool, policy: Policy, known: Any) -> bool:
    """Move a count one step, as it might have been rounded to, with what is said of its parts; False if it cannot."""
    few, whole = policy.fewest, _whole(out, name, measure, policy, known)
    new = _step(out[name], whole, up, policy)
    parts = [each for each, of in measure.counts.items() if of == name and each in out and measure.rest_of(each)]
    if new is None:
        return False
    number, before = stand_in(new, policy), stand_in(out[name], policy) or 0
    if parts and number is not None:
        # Of a whole below ten, all parts are said to be below ten; once it is more, nothing of them is known.
        if before < 2 * few <= number and before:
            return False
        if number >= 2 * few and any(isinstance(out[each], int) and out[each] > number - few for each in parts):
            return False
    for each in parts:
        if new == f"<{few}":
            out[each] = Mark(f"<{few}")
        elif number is not None and number < 2 * few:
            out[each] = Mark(f"<{2 * few}", number)
        elif out[each] == f"all but <{few}":
            out[each] = Mark(
                out[each], whole[0] if isinstance(new, Mark) and whole else number, exact=isinstance(new, Mark)
            )
    out[name] = new
    return True


def _step(shown: Any, whole: Whole, up: bool, policy: Policy) -> Any:
    """The next on the ladder "<5", 5, 10 … "all but <5"; None where there is none."""
    few, base = policy.fewest, policy.base
    of, exact = whole or (None, False)
    if of is not None and of < 2 * few:
        return None
    # The greatest number that may stand beside a total of which it leaves enough.
    top = None if of is None else (of - few + base // 2) // base * base if exact else of // base * base - few
    if isinstance(shown, Mark):
        if shown == f"<{few}":
            return few if up else None
        return top if shown.startswith("all") and not up else None
    if not up:
        return shown - base if shown > few else Mark(f"<{few}", of, exact=exact)
    if top is None or shown + base <= top:
        return shown + base
    return Mark(f"all but <{few}", of, exact=exact)


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
