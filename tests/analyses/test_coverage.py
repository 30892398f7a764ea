"""Of seeded cohorts whose truth is known, 95 % intervals hold it in 93 to 97 of 100 where people differ."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy as shannon

from alsnb.analyses.estimates import clustered_mean, count_by, with_clustered_share, with_share
from alsnb.analyses.trends import per_cycle

COHORTS = 2000


@pytest.mark.parametrize(
    ("between", "mean", "members"), [(0.1, 0.6, 31), (0.2, 0.6, 31), (0.2, 0.85, 31), (0.2, 0.6, 7)]
)
def test_completion_clustered_by_member_holds_the_truth_where_wilson_does_not(between, mean, members):
    """Each of a cohort's members has some five actions due; a share `between` of the variance is theirs."""
    chance, strength = np.random.default_rng(2026), (1 - between) / between
    own = chance.beta(mean * strength, (1 - mean) * strength, (COHORTS, members))
    due = np.maximum(1, chance.poisson(5, own.shape))
    cohort, person = np.indices(own.shape)
    columns = {"cohort": cohort, "person": person, "done": chance.binomial(due, own), "due": due}
    each = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    whole = count_by(each, ["cohort"], done=("done", "sum"), due=("due", "sum"))
    found = with_clustered_share(whole, each, ["cohort"], "done", "due", "share")
    plain = with_share(whole, "done", "due", "share")
    held, by_wilson = (((each["share_low"] <= mean) & (mean <= each["share_high"])).mean() for each in (found, plain))
    assert 0.93 <= held <= 0.97
    assert by_wilson < 0.91


def equities(chance, sets: int) -> np.ndarray:
    """The voice equity of eighteen airtimes in each of some sets, whose five listeners are always as talkative."""
    talks = chance.lognormal(0, 0.4, (sets, 1, 5))
    said = chance.multinomial(18, np.broadcast_to(talks / talks.sum(axis=2, keepdims=True), (sets, 18, 5)))
    return shannon(said, axis=2) / np.log(5)


@pytest.mark.parametrize("sets", [3, 5, 12])
def test_voice_equity_clustered_by_set_holds_the_truth(sets):
    chance, held = np.random.default_rng(2026), 0
    true = equities(chance, 20_000).mean()
    for _ in range(COHORTS):
        each = pd.Series(equities(chance, sets).ravel())
        low, high = clustered_mean(each, pd.Series(np.repeat(np.arange(sets), 18)))
        held += low <= true <= high
    assert 0.93 <= held / COHORTS <= 0.97


def test_change_per_cycle_clustered_by_member_holds_the_truth():
    """Thirty members whose own odds differ, and grow by a fifth of a logit a cycle."""
    chance, cycles, held, tried = np.random.default_rng(2026), np.arange(1, 7), 0, 300

    def cohort(members: int) -> pd.DataFrame:
        own = chance.normal(0.8, 0.8, (members, 1)) + 0.2 * (cycles - 3.5)
        done = chance.random(own.shape) < 1 / (1 + np.exp(-own))
        person, place = np.indices(own.shape)
        return pd.DataFrame(
            {"person": person.ravel(), "cycle": cycles[place.ravel()], "done": done.ravel().astype(int)}
        )

    # What holds for the cohort as a whole is less than what holds for each: the line through very many.
    many = cohort(200_000).groupby("cycle")["done"].mean()
    true = np.exp(np.polyfit(many.index, np.log(many / (1 - many)), 1)[0])
    for _ in range(tried):
        row = per_cycle(cohort(30), [], "person", "done", "odds").iloc[0]
        held += row["change_low"] <= true <= row["change_high"]
    assert 0.93 <= held / tried <= 0.97
