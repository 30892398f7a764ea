"""Fitting parts to their total: if rounded numbers would give a suppressed one away, move a published one by a step.

Three numbers rounded to five, and a fourth that is their sum, may leave one possible value for a part shown as "<5". A
part is then moved to the next multiple, so that the published numbers are compatible with all values of the suppressed
one, except one at most. What is moved is decided from published numbers alone: the same rounded table is always moved
in the same way, so the move reveals no more about the true counts than the rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from alsnb.disclosure.counting import counts
from alsnb.disclosure.measures import SIZE, Measure
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.protected import Known
from alsnb.disclosure.rounding import Count, Mark, count, stand_in

_ROUNDS = 20


class Whole(NamedTuple):
    """What readers know of the total of a count."""

    number: int
    exact: bool


class Group(NamedTuple):
    """Counts that add up: the published total, its own total, and the cells of its parts (row, column)."""

    total: Count
    whole: Whole | None
    cells: list[tuple[int, str]]
    others: tuple[tuple[Count, Whole | None], ...] = ()
    """Parts that are not in this table, with their totals: they cannot be moved."""


class Fitting:
    """The counts of a result, being fitted to their totals.

    Parameters
    ----------
    rows
        The true rows.
    published
        The published counts of each row, which are changed.
    by_cycle
        Whether there is a row for each cycle.
    """

    def __init__(
        self,
        rows: Sequence[dict[Any, Any]],
        published: Sequence[dict[str, Any]],
        measure: Measure,
        by_cycle: bool,
        policy: Policy,
        known: Known,
    ) -> None:
        self.rows, self.published, self.measure = rows, published, measure
        self.by_cycle, self.policy, self.known = by_cycle, policy, known
        self._over_cycles = list(self._groups_over_cycles()) if by_cycle else []

    def fit(self) -> None:
        """Move numbers until every suppressed part may still have all values but one."""
        for _ in range(_ROUNDS):
            moved = False
            # A total that was moved is another total for its parts.
            for group in self._groups():
                up = self._direction(group)
                # The largest first, as a step changes it least; then by place, never by true counts.
                order = sorted(group.cells, key=lambda cell: (-self._size(cell), cell[1], cell[0]))
                if up is not None and any(self._move(at, name, up) for at, name in order):
                    moved = True
            if not moved:
                return

    def _size(self, cell: tuple[int, str]) -> int:
        return stand_in(self.published[cell[0]][cell[1]], self.policy) or 0

    def _groups(self) -> Iterator[Group]:
        """Yield what adds up: parts of a row, counts whose sum another table has, and a count over the cycles."""
        measure, policy = self.measure, self.policy
        for at, (row, out) in enumerate(zip(self.rows, self.published, strict=True)):
            for whole, parts in measure.parts.items():
                yield Group(out[whole], self._whole(at, whole), [(at, name) for name in parts])
            for names in () if self.by_cycle else measure.told_together:
                total = count(int(sum(row[name] for name in names)), policy)
                yield Group(total, None, [(at, name) for name in names])
        yield from self._over_cycles

    def _groups_over_cycles(self) -> Iterator[Group]:
        """Yield counts that add up over the cycles, to the course or to the course less what an earlier release had."""
        kinds: dict[Any, list[int]] = {}
        labels = [name for name in self.measure.labels if name not in ("cycles", "meetings")]
        for at, row in enumerate(self.rows):
            kinds.setdefault(tuple(row.get(name) for name in labels), []).append(at)
        for of_kind in kinds.values():
            cycles = sorted(int(self.rows[at]["cycle"]) for at in of_kind)
            course = self._course(of_kind, self.known.cycles)
            for until in (0, *cycles[:-1]):
                later = [at for at in of_kind if self.rows[at]["cycle"] > until]
                earlier = [at for at in of_kind if self.rows[at]["cycle"] <= until]
                absent = (Mark(f"<{self.policy.fewest}"), None)
                absences = (absent,) * max(0, self.known.cycles - until - len(later))
                before = self._course(earlier, until) if earlier else {}
                for name in (each for each in self.measure.additive if each not in self.measure.over_course):
                    others = (*absences, before[name]) if earlier else absences
                    yield Group(*course[name], [(at, name) for at in later], others)

    def _course(self, those: list[int], cycles: int) -> dict[str, tuple[Count, Whole | None]]:
        """Return what the same analysis publishes of some cycles together, with what readers know of the total."""
        first = self.rows[those[0]]
        sums = {name: sum(self.rows[at][name] for at in those) for name in self.measure.additive}
        row = {**first, **dict.fromkeys(self.measure.counts), **sums}
        known = self.known._replace(cycles=cycles)
        out = counts(row, self.measure, self.policy, known, cycles)
        of_course = Fitting([row], [out], self.measure, False, self.policy, known)
        of_course.fit()
        return {name: (out[name], of_course._whole(0, name)) for name in self.measure.additive}

    def _whole(self, at: int, name: str) -> Whole | None:
        """Return what readers know of the total of a count; None if it has none."""
        out, whole = self.published[at], self.measure.judged_by(name, self.rows[at])
        if whole == SIZE:
            times = 1 if self.by_cycle else self.known.cycles
            return Whole((self.known.told or self.known.members) * times, self.known.told is None)
        if whole is None:
            return None
        if str(out[whole]).startswith("all but"):
            return self._whole(at, whole)
        # A part of a total that is suppressed cannot exceed it.
        return Whole(stand_in(out[whole], self.policy) or 0, False)

    def _direction(self, group: Group) -> bool | None:
        """Return whether the numbers are too small (True) or too large (False) for what is suppressed, or None."""
        if group.total is None or str(group.total).startswith("<"):
            return None
        few = self.policy.fewest
        shown = [(self.published[at][name], self._whole(at, name)) for at, name in group.cells]
        shown += group.others
        bounds = [between(each, whole, self.policy) for each, whole in shown]
        low, high = between(group.total, group.whole, self.policy)
        lows, highs = sum(each[0] for each in bounds), sum(each[1] for each in bounds)
        for (each, _), (least, most) in zip(shown, bounds, strict=True):
            if isinstance(each, Mark) and most - least == few - 1:
                # The possible values of a suppressed part are what the others leave of the total.
                if low - (highs - most) > least + 1:
                    return True
                if high - (lows - least) < most - 1:
                    return False
        return None

    def _move(self, at: int, name: str, up: bool) -> bool:
        """Move a count by one step, and what is published of its parts; return False if it cannot be moved."""
        few, out, whole = self.policy.fewest, self.published[at], self._whole(at, name)
        new = _step(out[name], whole, up, self.policy)
        if new is None:
            return False
        parts = [each for each in self.measure.counts if self.measure.judged_by(each, self.rows[at]) == name]
        number, before = stand_in(new, self.policy), stand_in(out[name], self.policy) or 0
        if parts and number is not None:
            # The parts of a total of five are not distinguished; those of a larger one would have to be.
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
                of = whole.number if isinstance(new, Mark) and whole else number
                out[each] = Mark(out[each], of, exact=isinstance(new, Mark))
        out[name] = new
        return True


def between(shown: Count, whole: Whole | None, policy: Policy) -> tuple[int, int]:
    """Return the least and the greatest count that may have been published as this."""
    few, slack = policy.fewest, policy.base // 2
    if not isinstance(shown, Mark):
        most = shown + slack
        if whole is not None and shown <= whole.number:
            # It leaves enough of its total, or it would not be shown.
            most = min(most, max(few, whole.number + (0 if whole.exact else slack) - few))
        return max(few, shown - slack), most
    if shown.startswith("<"):
        return 0, int(shown[1:]) - 1
    of, slack = shown.of or 0, 0 if shown.exact else slack
    return max(few, of - slack - few + 1), of + slack


def _step(shown: Count, whole: Whole | None, up: bool, policy: Policy) -> Count | None:
    """Return the next of "<5", 5, 10 … "all but <5"; None if there is none."""
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
    """If only one part of a total is suppressed, suppress the next smallest too."""
    for row, out in zip(rows, published, strict=True):
        for parts in measure.parts.values():
            hidden = [name for name in parts if isinstance(out[name], Mark)]
            shown = [name for name in parts if not isinstance(out[name], Mark)]
            if len(hidden) == 1 and shown:
                out[min(shown, key=lambda name: row[name])] = Mark("hidden")
