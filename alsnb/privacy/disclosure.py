"""Disclosure control: which figures may be published, so that nobody learns anything of only a few people.

Whatever a report publishes is a `Cell`: a sum of *atoms*, the smallest counts there are (the actions done in one cycle
by one set). A cell that counts too few people is withheld, and so is as much besides as keeps a reader from working it
out. What a reader may reckon with:

- the cells shown, in this report and in earlier ones of the same cohort, as equations in the atoms;
- what holds by definition (a part is no more than its whole), as relations among the atoms;
- that no count is below zero.

From these follows, for each cell that must stay secret, between which bounds its value lies (a linear programme). It is
safe where they are as far apart as its `protection` asks. Where they are not, the cells used to work them out are a
*proof* of the secret, and at least one of them must go. `withhold` finds the cells of least weight that break every
proof: an integer programme, to which proofs are added until there are none.

Sources: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (threshold rule, cells kept secret by
intervals), doi:10.1002/9781118348239; Fischetti & Salazar (2001), Management Science 47(7) (suppression by cuts from
the attacker's linear programme), doi:10.1287/mnsc.47.7.1008.9805; UK LLC, Statistical Disclosure Control,
guidebook.ukllc.ac.uk/docs/user_guide/sdc (ten people, zero and percentages included; nothing to be back-calculated);
HESA, Rounding and suppression to anonymise statistics, hesa.ac.uk.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from alsnb.errors import AlsnbError

Form = Mapping[Hashable, float]
"""A sum of atoms: how often each counts."""


_SOME = 1e-7
"""Weight of a figure that has anything to do with what was worked out."""
_TRIES = 3
"""Linear programmes in which many secrets are looked at together, before those left are one by one."""
_AT_ONCE = 8
"""Secrets looked at in one linear programme."""


@dataclass(frozen=True)
class Cell:
    """A figure that is published, or that follows from what is.

    Parameters
    ----------
    figure
        What is shown or withheld as one: several cells may belong to a figure (a mean, and the count it rests on).
    form
        The atoms it sums.
    people
        How many people are behind it.
    protection
        How far apart the bounds must be between which a reader can place it, if it is to be secret.
    weight
        What is lost where it is withheld.
    """

    figure: Hashable
    form: Form
    people: int
    protection: float
    weight: float = 1.0


@dataclass(frozen=True)
class Relation:
    """What everybody knows of the atoms: that a sum of them is not negative or, if `exact`, that it is zero."""

    form: Form
    exact: bool = False


def withhold(
    cells: Sequence[Cell],
    amounts: Form,
    smallest: int,
    *,
    implied: Sequence[Cell] = (),
    relations: Sequence[Relation] = (),
    known: Sequence[Form] = (),
    withheld: Iterable[Hashable] = (),
) -> dict[Hashable, bool]:
    """The figures that may not be published, and of each whether it counts too few people itself.

    Parameters
    ----------
    cells
        What is to be published.
    amounts
        The true value of each atom; one that is not named is 0.
    smallest
        The smallest number of people to be published; a cell of none is one of fewer.
    implied
        What is not to be published, but may not be worked out either where it counts too few people: the rest of a
        whole, a cell withheld before, a change since an earlier report.
    relations
        What everybody knows of the atoms.
    known
        What was published before, and cannot be taken back.
    withheld
        Figures to be withheld whatever they count.

    Returns
    -------
    dict
        Figure → True where it counts too few people, False where others could be worked out with it.

    Raises
    ------
    AlsnbError
        `smallest` is below 1.
    """
    if smallest < 1:
        raise AlsnbError(f"found {smallest} as the smallest number of people to be published, expected 1 or more")
    few = {cell.figure for cell in cells if cell.people < smallest} | set(withheld)
    weights: dict[Hashable, float] = {}
    for cell in cells:
        weights[cell.figure] = weights.get(cell.figure, 0.0) + cell.weight
    if few == set(weights):
        return dict.fromkeys(weights, True)
    # Of cells that are the same sum, the one that asks for most.
    asking = sorted((cell for cell in (*cells, *implied) if cell.people < smallest), key=lambda cell: cell.protection)
    secrets = {frozenset(cell.form.items()): cell for cell in asking if cell.form}
    reader = _Reader(cells, list(secrets.values()), amounts, relations, known)
    proofs: list[set[Hashable]] = []
    while True:
        gone = few | _hitting(proofs, weights)
        found = reader.proofs(gone)
        if not found:
            return {figure: figure in few for figure in weights if figure in gone}
        proofs += found


class _Reader:
    """Whoever tries to work out the secrets from what is shown."""

    def __init__(
        self,
        cells: Sequence[Cell],
        secrets: Sequence[Cell],
        amounts: Form,
        relations: Sequence[Relation],
        known: Sequence[Form],
    ) -> None:
        forms = [*(each.form for each in (*cells, *secrets)), *(each.form for each in relations), *known]
        place = {atom: n for n, atom in enumerate(dict.fromkeys(atom for form in forms for atom in form))}

        def matrix(forms: Iterable[Form]) -> Any:
            rows = list(forms)
            made = np.zeros((len(rows), len(place)))
            for row, form in zip(made, rows, strict=True):
                for atom, times in form.items():
                    row[place[atom]] = times
            return made

        self.figures = [cell.figure for cell in cells]
        self.shown = matrix(cell.form for cell in cells)
        self.secret = matrix(cell.form for cell in secrets)
        self.fixed = matrix([*known, *(each.form for each in relations if each.exact)])
        self.floor = matrix(each.form for each in relations if not each.exact)
        self.truth = np.array([float(amounts.get(atom, 0)) for atom in place])
        nothing = self._nothing()
        self.protection = np.array([cell.protection for cell in secrets])
        self.kept = ~self.secret[:, ~nothing].any(axis=1)
        self.protection[self.kept] = 0
        self.shown, self.secret, self.truth = self.shown[:, ~nothing], self.secret[:, ~nothing], self.truth[~nothing]
        self.fixed, self.floor = (each[each.any(axis=1)] for each in (self.fixed[:, ~nothing], self.floor[:, ~nothing]))
        """Of which it is known how far they are protected by what is known alone."""
        self.ways = self.truth[None, :]
        """Ways to fill in the atoms found so far, in keeping with what is known and with what was shown then."""

    def _nothing(self) -> np.ndarray[Any, Any]:
        """Of which atoms it is known that there is nothing: all terms of a sum of nothing have one sign."""
        none = (self.fixed @ self.truth == 0, self.fixed), (np.ones(len(self.floor), bool), -self.floor)
        rows = np.vstack([sums[those] for those, sums in none] + [-self.fixed[none[0][0]]])
        nothing = np.zeros(len(self.truth), bool)
        while True:
            left = np.where(nothing, 0, rows)
            more = (left[(left >= 0).all(axis=1)] > 0).any(axis=0)
            if not more.any():
                return nothing
            nothing |= more

    def proofs(self, gone: set[Hashable]) -> list[set[Hashable]]:
        """For each secret that is out, figures shown from which it was worked out."""
        used = np.array([figure not in gone for figure in self.figures], dtype=bool)
        every = np.arange(len(self.secret))
        widths, weights = self._spread(used, every)
        # What was published before, or holds by definition, may tell more than is asked: it must not tell more still.
        out = (widths < self._enough()) & ~self.kept
        if out.any():
            by_shown = every[out & (weights > _SOME).any(axis=1)]
            alone = every[out & ~(weights > _SOME).any(axis=1)]
            self.protection[alone] = np.maximum(0, widths[alone])
            self.protection[by_shown] = self._spread(np.zeros(len(used), bool), by_shown)[0][by_shown]
            self.kept |= out
        told = [figure for figure, shown in zip(self.figures, used, strict=True) if shown]
        found = [
            {figure for figure, weight in zip(told, row, strict=True) if weight > _SOME}
            for row in weights[widths < self._enough()]
        ]
        return [each for n, each in enumerate(found) if each not in found[:n]]

    def _spread(
        self, used: np.ndarray[Any, Any], left: np.ndarray[Any, Any]
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """How far apart the bounds of each secret `left` are, up to what it needs; and by the weight of which cells.

        Two ways to fill in the atoms are sought for each secret, both in keeping with all that is shown, between which
        it differs most. Those found while other figures were shown may do still. Most secrets differ enough between two
        ways sought for all at once; for the others there is one linear programme for a handful, as calling the solver
        costs more than solving.
        """
        atoms, told = len(self.truth), int(used.sum())
        equal = sparse.csr_array(np.vstack([self.shown[used], self.fixed]))
        floor = sparse.csr_array(-self.floor)
        widths, weights = self.protection.copy(), np.zeros((len(self.secret), told))
        found = self.ways[np.isclose(self.ways @ self.shown[used].T, self.shown[used] @ self.truth).all(axis=1)]
        values = self.secret @ found.T
        lowest, highest = values.min(axis=1), values.max(axis=1)
        left = left[(highest - lowest)[left] < self._enough()[left]]
        for signs in np.random.default_rng(0).choice((-1.0, 1.0), (_TRIES, len(self.secret))):
            if not len(left):
                break
            found = self._apart(equal, floor, left, signs[left])
            self.ways = np.vstack([self.ways, found])
            values = self.secret @ found.T
            lowest, highest = np.minimum(lowest, values.min(axis=1)), np.maximum(highest, values.max(axis=1))
            left = left[(highest - lowest)[left] < self._enough()[left]]
        while len(left):
            now, left = left[:_AT_ONCE], left[_AT_ONCE:]
            aim = np.hstack([self.secret[now], -self.secret[now]])
            both = sparse.eye_array(2 * len(now), format="csr")
            caps = sparse.block_diag([row[None, :] for row in aim], format="csr")
            solved = linprog(
                -aim.ravel(),
                A_ub=sparse.vstack([sparse.kron(both, floor, format="csr"), caps], format="csr"),
                b_ub=np.concatenate([np.zeros(2 * len(now) * floor.shape[0]), self.protection[now]]),
                A_eq=sparse.kron(both, equal, format="csr"),
                b_eq=np.tile(equal @ self.truth, 2 * len(now)),
            )
            if solved.status != 0:
                raise AlsnbError(f"the figures to be published contradict one another ({solved.message})")
            widths[now] = (aim * solved.x.reshape(len(now), 2 * atoms)).sum(axis=1)
            duals = np.abs(solved.eqlin.marginals).reshape(len(now), 2, equal.shape[0]).max(axis=1)
            weights[now] = duals[:, :told]
            found = solved.x.reshape(-1, atoms)
            self.ways = np.vstack([self.ways, found])
            values = self.secret @ found.T
            lowest, highest = np.minimum(lowest, values.min(axis=1)), np.maximum(highest, values.max(axis=1))
            left = left[(highest - lowest)[left] < self._enough()[left]]
        return widths, weights

    def _apart(self, equal: Any, floor: Any, secrets: Any, signs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Two ways to fill in the atoms between which many secrets differ enough at once."""
        atoms, count = len(self.truth), len(secrets)
        both = sparse.eye_array(2, format="csr")
        more = sparse.csr_array(signs[:, None] * self.secret[secrets])
        differ = sparse.hstack([-more, more, sparse.eye_array(count)], format="csr")
        none = sparse.csr_array((2 * floor.shape[0], count))
        protection = self.protection[secrets]
        solved = linprog(
            np.r_[np.zeros(2 * atoms), -1 / np.maximum(1, protection)],
            A_ub=sparse.vstack([differ, sparse.hstack([sparse.kron(both, floor), none])], format="csr"),
            b_ub=np.zeros(count + 2 * floor.shape[0]),
            A_eq=sparse.hstack([sparse.kron(both, equal), sparse.csr_array((2 * equal.shape[0], count))], format="csr"),
            b_eq=np.tile(equal @ self.truth, 2),
            bounds=np.r_[np.tile([[0, np.inf]], (2 * atoms, 1)), np.c_[np.full(count, -np.inf), protection]],
        )
        return np.vstack([self.truth] if solved.status else [self.truth, *solved.x[: 2 * atoms].reshape(2, atoms)])

    def _enough(self) -> np.ndarray[Any, Any]:
        """How far apart bounds are that are as far apart as they must be, but for rounding."""
        enough: np.ndarray[Any, Any] = self.protection - 1e-6 * np.maximum(1, self.protection)
        return enough


def _hitting(proofs: Sequence[set[Hashable]], weights: Mapping[Hashable, float]) -> set[Hashable]:
    """The figures of least weight of which every proof needs one."""
    if not proofs:
        return set()
    figures = list(weights)
    rows = np.array([[figure in proof for figure in figures] for proof in proofs], dtype=float)
    solved = milp(
        np.array(list(weights.values())), integrality=np.ones(len(figures)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1),
    )  # fmt: skip
    if solved.x is None:
        raise AlsnbError(f"what to withhold could not be found ({solved.message}); publish fewer tables at once")
    return {figure for figure, chosen in zip(figures, solved.x, strict=True) if chosen > 0.5}
