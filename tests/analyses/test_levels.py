"""How deep reflections go: by hand, recounted in plain Python, and the odds of a higher level by a model of our own."""

from __future__ import annotations

from collections import defaultdict
from statistics import median, median_low

import numpy as np
import pytest
from recount import by_key, clustered, key_of, rows
from scipy.optimize import minimize
from scipy.stats import t as student
from test_themes import A_SET, wrote

from alsnb import Rating, themes

pytestmark = pytest.mark.filterwarnings("error")
HABITUAL, UNDERSTANDING, REFLECTION, CRITICAL = themes.LEVELS


def rated(reflection, **levels: str) -> list[Rating]:
    where = {"cycle": reflection.cycle, "learning_set": "s", "reflection": reflection.entry}
    return [Rating(**where, coder=coder, level=level) for coder, level in levels.items()]


def test_levels_by_hand(frames_of):
    one, two, three, four = wrote("a"), wrote("a"), wrote("b"), wrote("c", cycle=2)
    frames = frames_of(
        *A_SET, one, two, three, four, wrote("d"),
        *rated(one, x=HABITUAL), *rated(two, x=CRITICAL, y=REFLECTION), *rated(three, x=REFLECTION),
        *rated(four, x=HABITUAL, y=CRITICAL, z=UNDERSTANDING),
    )  # fmt: skip
    first, second = rows(themes.levels(frames))
    counts = ["at_habitual_action", "at_understanding", "at_reflection", "at_critical_reflection"]
    # cycle 1: habitual; of two raters the lower, reflection; and reflection. That of d was not rated
    assert (first["rated_reflections"], first["members"]) == (3, 2)
    assert [first[name] for name in counts] == [1, 0, 2, 0]
    assert (first["share_at_reflection"], first["median_level"]) == (pytest.approx(2 / 3), 3)
    # cycle 2: of three raters the one in the middle
    assert [second[name] for name in counts] == [0, 1, 0, 0]
    assert second["median_level"] == 2
    # two members are too few for an interval of the median
    assert (first["median_level_low"], first["median_level_high"]) == (None, None)
    # all four: habitual, understanding, reflection, reflection
    (whole,) = rows(themes.levels(frames, ()))
    assert whole["median_level"] == 2.5


def test_what_stands_counts_not_what_was_rated_at_first(frames_of):
    one = wrote("a")
    rating = Rating(cycle=1, learning_set="s", reflection=one.entry, coder="x", level=CRITICAL, at_first=HABITUAL)
    assert rows(themes.levels(frames_of(*A_SET, one, rating)))[0]["at_critical_reflection"] == 1


@pytest.mark.parametrize("by", ["cycle", "learning_set", "member", ("learning_set", "cycle"), ()])
def test_levels_recounted(sample_frames, by):
    given = defaultdict(list)
    for row in rows(sample_frames.ratings):
        given[row["reflection"]].append(themes.LEVELS.index(row["level"]) + 1)
    each = defaultdict(list)
    for row in rows(sample_frames.reflections):
        if row["entry"] in given:
            each[key_of(row, by)].append((row["member"], median_low(given[row["entry"]])))
    found = by_key(themes.levels(sample_frames, by), by)
    assert set(found) == set(each)
    for key, row in found.items():
        people = {member for member, _ in each[key]}
        assert (row["rated_reflections"], row["members"]) == (len(each[key]), len(people))
        assert row["median_level"] == median(level for _, level in each[key])
        for place, level in enumerate(themes.LEVELS, 1):
            assert row[f"at_{level}"] == sum(reached == place for _, reached in each[key])
            pairs = [
                (sum(who == one and at == place for who, at in each[key]), sum(who == one for who, _ in each[key]))
                for one in people
            ]
            bounds = row[f"share_at_{level}_low"], row[f"share_at_{level}_high"]
            assert bounds == pytest.approx(clustered(pairs), abs=1e-9)


def test_the_median_lies_where_members_drawn_anew_put_it(frames_of):
    """Ten members, of whom six always reach understanding and four reflection: the median may be either."""
    made = []
    for number in range(10):
        for _ in range(3):
            one = wrote(f"m{number}")
            made += [one, *rated(one, x=UNDERSTANDING if number < 6 else REFLECTION)]
    (row,) = rows(themes.levels(frames_of(*A_SET, *made)))
    assert (row["median_level"], row["median_level_low"], row["median_level_high"]) == (2, 2, 3)


def by_model(level: np.ndarray, cycle: np.ndarray, person: np.ndarray) -> tuple[float, float]:
    """The slope of the proportional-odds model and half its interval, from its likelihood and its derivatives alone."""
    centred, levels = cycle - cycle.mean(), np.unique(level, return_inverse=True)[1]
    top = levels.max()

    def surprise(values: np.ndarray) -> np.ndarray:
        cuts = np.r_[-np.inf, values[:-1], np.inf]
        reached = 1 / (1 + np.exp(-(cuts[:, None] - values[-1] * centred)))
        return -np.log(reached[levels + 1, np.arange(len(levels))] - reached[levels, np.arange(len(levels))])

    best = minimize(lambda v: surprise(v).sum(), np.r_[np.linspace(-1, 1, top), 0], method="Nelder-Mead",
                    options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 20_000, "maxfev": 20_000}).x  # fmt: skip
    step = 1e-4 * np.eye(len(best))
    scores = np.stack([(surprise(best + h) - surprise(best - h)) / 2e-4 for h in step], axis=1)
    bread = np.array([[(surprise(best + g + h) - surprise(best + g - h) - surprise(best - g + h)
                        + surprise(best - g - h)).sum() / 4e-8 for g in step] for h in step])  # fmt: skip
    of_people = np.stack([scores[person == one].sum(axis=0) for one in np.unique(person)])
    sandwich = np.linalg.inv(bread) @ of_people.T @ of_people @ np.linalg.inv(bread)
    members, n = len(of_people), len(level)
    few = members / (members - 1) * (n - 1) / (n - len(best))
    return best[-1], student.ppf(0.975, members - 2) * np.sqrt(few * sandwich[-1, -1])


def test_change_of_levels_recomputed(sample_frames):
    given = defaultdict(list)
    for row in rows(sample_frames.ratings):
        given[row["reflection"]].append(themes.LEVELS.index(row["level"]))
    written = [row for row in rows(sample_frames.reflections) if row["entry"] in given]
    slope, reach = by_model(
        np.array([median_low(given[row["entry"]]) for row in written]),
        np.array([row["cycle"] for row in written], float), np.array([row["member"] for row in written]),
    )  # fmt: skip
    (row,) = rows(themes.levels_change(sample_frames))
    assert (row["cycles"], row["rated_reflections"]) == (6, len(written))
    assert np.log(row["level_odds_ratio"]) == pytest.approx(slope, abs=1e-4)
    assert np.log(row["level_odds_ratio_high"]) == pytest.approx(slope + reach, abs=2e-3)
    assert np.log(row["level_odds_ratio_low"]) == pytest.approx(slope - reach, abs=2e-3)


def made(level_of, members: int = 8) -> list:
    return [
        record
        for number in range(members)
        for cycle in (1, 2, 3)
        for one in [wrote(f"m{number}", cycle=cycle)]
        for record in (one, *rated(one, x=themes.LEVELS[level_of(number, cycle)]))
    ]


@pytest.mark.parametrize(
    ("why", "level_of", "members"),
    [
        ("the cycle tells the level", lambda _, cycle: cycle, 8),
        ("backwards too", lambda _, cycle: 3 - cycle, 8),
        ("there is one level", lambda number, cycle: 1, 8),
        ("four members", lambda number, cycle: (number + cycle * cycle) % 3, 4),
        ("one member is ever deeper", lambda number, cycle: 2 if (number, cycle) in ((0, 1), (0, 3)) else 1, 8),
    ],
)
def test_where_the_change_of_levels_cannot_be_known_it_is_not_told(frames_of, why, level_of, members):
    (row,) = rows(themes.levels_change(frames_of(*A_SET, *made(level_of, members))))
    assert (row["rated_reflections"], row["cycles"]) == (3 * members, 3)
    assert row["level_odds_ratio"] is row["level_odds_ratio_low"] is row["level_odds_ratio_high"] is None


def test_turned_upside_down_the_odds_are_turned_too(frames_of):
    up = rows(themes.levels_change(frames_of(*A_SET, *made(lambda n, c: (n + c * c) % 4))))[0]
    down = rows(themes.levels_change(frames_of(*A_SET, *made(lambda n, c: 3 - (n + c * c) % 4))))[0]
    assert up["level_odds_ratio"] * down["level_odds_ratio"] == pytest.approx(1, abs=1e-4)
    assert up["level_odds_ratio_low"] * down["level_odds_ratio_high"] == pytest.approx(1, abs=1e-3)
