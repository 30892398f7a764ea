"""Of seeded cohorts whose truth is known, 95 % intervals hold it in 93 to 97 of 100 where people differ."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy as shannon

from alsnb import themes
from alsnb.analyses.shared.frames import count_by
from alsnb.analyses.shared.intervals import clustered_mean, with_clustered_share, with_share
from alsnb.analyses.shared.trends import per_cycle

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


def coded(**there) -> SimpleNamespace:
    """Frames of reflections in which themes are, or are not: arrays by cohort, member and reflection."""
    shape = next(iter(there.values())).shape
    cohort, member, _ = (each.ravel().astype(str) for each in np.indices(shape))
    entry = np.arange(np.prod(shape)).astype(str)
    reflections = pd.DataFrame(
        {"entry": entry, "cohort": cohort, "learning_set": "s", "cycle": 1, "member": member, "text": "x"}
    )
    codings = [
        pd.DataFrame({"reflection": entry, "theme": theme, "coder": "one", "present": present.ravel()})
        for theme, present in there.items()
    ]
    return SimpleNamespace(
        reflections=reflections,
        codings=pd.concat(codings),
        themes=reflections[["cohort"]].drop_duplicates().merge(pd.DataFrame({"theme": list(there)}), how="cross"),
    )


@pytest.mark.parametrize(("between", "mean", "members"), [(0.1, 0.25, 31), (0.25, 0.25, 31), (0.25, 0.5, 12)])
def test_prevalence_holds_the_truth_where_wilson_does_not(between, mean, members):
    """Each of a cohort's members writes four reflections; a share `between` of the variance is theirs."""
    chance, strength = np.random.default_rng(2026), (1 - between) / between
    own = chance.beta(mean * strength, (1 - mean) * strength, (COHORTS, members, 1))
    found = themes.prevalence(coded(hope=chance.random((COHORTS, members, 4)) < own), "cohort")
    plain = with_share(found, "with_theme", "coded_reflections", "prevalence")
    held, by_wilson = (
        ((each["prevalence_low"] <= mean) & (mean <= each["prevalence_high"])).mean() for each in (found, plain)
    )
    assert 0.93 <= held <= 0.97
    assert by_wilson < 0.925


def test_the_lift_of_two_themes_holds_the_truth():
    """Thirty-one members who differ in how often they mention each of two themes that go together."""
    chance, tried = np.random.default_rng(2026), 400

    def mentioned(cohorts: int, members: int) -> list[np.ndarray]:
        own = chance.normal(-1.2, 0.7, (2, cohorts, members, 1)) + chance.normal(0, 0.6, (cohorts, members, 3))
        return list(chance.random(own.shape) < 1 / (1 + np.exp(-own)))

    one, other = mentioned(1, 400_000)
    true = (one & other).mean() / (one.mean() * other.mean())
    one, other = mentioned(tried, 31)
    found = themes.co_occurrence(coded(hope=one, doubt=other), "cohort")
    told = found["lift_low"].notna()
    held = (found["lift_low"] <= true) & (true <= found["lift_high"])
    assert told.mean() > 0.98
    assert 0.93 <= held[told].mean() <= 0.97


def test_the_change_of_levels_holds_the_truth():
    """Thirty members whose depth differs and grows; most of their reflections are rated."""
    chance, cycles, tried = np.random.default_rng(2026), np.arange(1, 7), 300

    def written(cohorts: int, members: int) -> pd.DataFrame:
        depth = chance.normal(0, 0.9, (cohorts, members, 1)) + 0.2 * (cycles - 3.5)
        level = np.searchsorted([-1.8, 0, 1.8], depth + chance.logistic(size=depth.shape))
        cohort, member, place = (each.ravel() for each in np.indices(level.shape))
        columns = {"cohort": cohort.astype(str), "member": member.astype(str), "cycle": cycles[place]}
        each = pd.DataFrame({**columns, "level": np.array(themes.LEVELS)[level.ravel()], "learning_set": "s"})
        each["reflection"] = each["entry"] = each.index.astype(str)
        return each[chance.random(len(each)) < 0.7]

    def frames(each: pd.DataFrame) -> SimpleNamespace:
        return SimpleNamespace(reflections=each.drop(columns="level"), ratings=each[["reflection", "level"]])

    true = themes.levels_change(frames(written(1, 20_000)))["level_odds_ratio"].iloc[0]
    found = themes.levels_change(frames(written(tried, 30)), "cohort")
    held = (found["level_odds_ratio_low"] <= true) & (true <= found["level_odds_ratio_high"])
    assert 0.93 <= held.mean() <= 0.97
