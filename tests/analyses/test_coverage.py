"""Of seeded cohorts whose truth is known, 95 % intervals hold it in 93 to 97 of 100 where people differ."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy as shannon

from alsnb.analyses.estimates import clustered_mean, count_by, with_clustered_share, with_share

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
