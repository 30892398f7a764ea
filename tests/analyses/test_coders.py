"""Agreement: worked by hand, as Krippendorff published it, and recomputed from the definitions."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import krippendorff
import numpy as np
import pandas as pd
import pytest
from recount import rows
from sklearn.metrics import cohen_kappa_score

from alsnb import Coding, Cohort, LearningSet, Rating, Reflection, Theme, new_id, themes
from alsnb.analyses.shared.intervals import BOOTSTRAP_SEED
from alsnb.analyses.themes import coder_agreement

pytestmark = pytest.mark.filterwarnings("error")
A_SET = (Cohort(cohort="k"), LearningSet(learning_set="s"))
LEVELS = ("habitual_action", "understanding", "reflection", "critical_reflection")


def wrote(count: int, learning_set: str = "s") -> list[Reflection]:
    return [Reflection(cycle=1, learning_set=learning_set, member=f"m{place}", text="x") for place in range(count)]


def judged(reflections, coder: str, said: str, theme: str = "hope", **more) -> list[Coding]:
    """One judgement a reflection: 1 present, 0 not, . none."""
    return [
        Coding(cycle=1, reflection=each.entry, theme=theme, coder=coder, present=mark == "1", **more)
        for each, mark in zip(reflections, said, strict=True)
        if mark != "."
    ]


def of_theme(result, theme="hope"):
    return next(row for row in rows(result) if row["theme"] == theme)


# By hand


def test_krippendorffs_binary_example(frames_of):
    """Krippendorff (2011), B: two observers, ten units, alpha = 0.095."""
    units = wrote(10)
    frames = frames_of(*A_SET, *units, *judged(units, "A", "0100000010"), *judged(units, "B", "1110010000"))
    row = of_theme(themes.agreement(frames))
    # 14 times 0, 6 times 1, four units in which they differ: alpha = 1 - (n - 1) o01 / (n0 n1) = 1 - 19 x 4 / 84
    assert row["alpha"] == pytest.approx(1 - 19 * 4 / 84)
    assert round(row["alpha"], 3) == 0.095
    assert (row["coders"], row["members"], row["reflections"], row["pairs"], row["agreeing"]) == (2, 10, 10, 10, 6)
    assert row["agreeing_share_of_pairs"] == 0.6
    assert row["alpha_low"] <= row["alpha"] <= row["alpha_high"]
    # Cohen: observed 6/10; by chance .2 x .4 + .8 x .6 = .56
    kappa = of_theme(themes.agreement_of_pairs(frames))
    assert kappa["kappa"] == pytest.approx((0.6 - 0.56) / (1 - 0.56))
    assert (kappa["coder"], kappa["other_coder"], kappa["pairs"], kappa["agreeing"]) == ("A", "B", 10, 6)


PUBLISHED = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Krippendorff (2011), C: four observers, twelve units, five values, values missing."""


def published_counts() -> np.ndarray:
    table = [line.split() for line in PUBLISHED.split("\n") if line]
    return np.array([[sum(mark == value for mark in unit) for value in "12345"] for unit in zip(*table, strict=True)])


def test_krippendorffs_four_observers():
    counts = published_counts().astype(float)
    several = counts[counts.sum(1) > 1]
    coincidences = coder_agreement._coincidences(several).sum(0)[None]
    assert round(float(coder_agreement._alpha_nominal(coincidences)[0]), 3) == 0.743
    assert round(float(coder_agreement._alpha_ordinal(coincidences)[0]), 3) == 0.815
    # What the estimates come from says the same, and would say .849 were it not told the level.
    for level, alpha in {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}.items():
        found = krippendorff.alpha(value_counts=counts, value_domain=[1, 2, 3, 4, 5], level_of_measurement=level)
        assert round(found, 3) == alpha


def test_four_raters_of_ordered_levels(frames_of):
    """The published example without its fifth value, rated in Kember's four levels."""
    table = [line.split() for line in PUBLISHED.split("\n") if line]
    units = wrote(12)
    ratings = [
        Rating(cycle=1, reflection=unit.entry, coder=f"c{rater}", level=LEVELS[int(mark) - 1])
        for rater, line in enumerate(table)
        for unit, mark in zip(units, line, strict=True)
        if mark in "1234"
    ]
    (row,) = rows(themes.agreement_on_levels(frames_of(*A_SET, *units, *ratings), fewest=9))
    matrix = [[float(mark) if mark in "1234" else np.nan for mark in line] for line in table]
    assert row["alpha"] == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="ordinal"))
    assert row["alpha"] != pytest.approx(krippendorff.alpha(matrix))  # interval
    assert (row["coders"], row["reflections"]) == (4, 10)  # unit 10 is not rated, 12 by one


# Recomputed from the definitions, for the sample cohort


def independent(frames) -> dict[str, dict[str, dict[str, bool]]]:
    found: dict[str, dict[str, dict[str, bool]]] = {}
    for row in rows(frames.codings):
        found.setdefault(row["theme"], {}).setdefault(row["reflection"], {})[row["coder"]] = row["present"]
    return {theme: {entry: said for entry, said in units.items() if len(said) > 1} for theme, units in found.items()}


def plain_alpha(units) -> float:
    """1 - observed / expected disagreement, from all pairs of values."""
    values = [value for said in units for value in said]
    n = len(values)
    observed = sum(2 * sum(a != b for a, b in combinations(said, 2)) / (len(said) - 1) for said in units) / n
    expected = 2 * sum(a != b for a, b in combinations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected


def test_agreement_recomputed(sample_frames):
    found = {row["theme"]: row for row in rows(themes.agreement(sample_frames))}
    kappas = {row["theme"]: row for row in rows(themes.agreement_of_pairs(sample_frames))}
    each = independent(sample_frames)
    assert set(found) == set(kappas) == {*each, None}
    everything = [list(said.values()) for units in each.values() for said in units.values()]
    for theme, row in found.items():
        units = everything if theme is None else [list(said.values()) for said in each[theme].values()]
        assert row["alpha"] == pytest.approx(plain_alpha(units))
        assert row["pairs"] == len(units)
        assert row["agreeing"] == sum(a == b for a, b in units)
        both = list(zip(*units, strict=True))
        assert kappas[theme]["kappa"] == pytest.approx(cohen_kappa_score(*both))
    assert found[None]["reflections"] == 29
    assert next(iter(found)) is None


def test_the_interval_is_that_of_reflections_drawn_again(sample_frames):
    """Naively: each resample's alpha by the package, all of a reflection's themes together."""
    each = independent(sample_frames)
    entries = {entry for units in each.values() for entry in units}
    counts = [
        [
            [list(said[entry].values()).count(value) for value in (False, True)]
            for said in each.values()
            if entry in said
        ]
        for entry in entries
    ]
    tables = [coder_agreement._coincidences(np.array(units, float)).sum(0) for units in counts]
    # In the order in which they are drawn from: that of what coincides, its last number first.
    order = sorted(range(len(counts)), key=lambda place: tuple(tables[place].ravel()[::-1]))
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    weights = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=2000)
    alphas = []
    for drawn in weights[:300]:
        units = np.array([unit for place, times in zip(order, drawn, strict=True) for unit in counts[place] * times])
        alphas.append(krippendorff.alpha(value_counts=units, level_of_measurement="nominal"))
    ordered = np.array([tables[place] for place in order])
    quick = coder_agreement._alpha_nominal(np.tensordot(weights[:300], ordered, axes=1))
    assert quick == pytest.approx(alphas)
    whole = coder_agreement._alpha_nominal(np.tensordot(weights, ordered, axes=1))
    row = rows(themes.agreement(sample_frames))[0]
    assert (row["alpha_low"], row["alpha_high"]) == pytest.approx(tuple(np.quantile(whole, [0.025, 0.975])))


ANALYSES = [themes.agreement, themes.agreement_of_pairs, themes.agreement_on_levels, themes.levels]


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda each: each.__name__)
def test_neither_ids_nor_row_order_change_an_interval(analysis):
    rng = np.random.default_rng(1)
    entries = [f"r{place:03}" for place in range(60)]
    # As many as four coders, and members who wrote one to many reflections: sums that rounding could tell apart.
    said = [(entry, f"c{coder}") for entry in entries for coder in range(rng.integers(2, 5))]
    reflections = pd.DataFrame({"entry": entries, "cohort": "k", "learning_set": "s", "cycle": 1})
    reflections["member"] = [f"m{number:02}" for number in rng.geometric(0.1, len(entries))]
    codings = pd.DataFrame([(*each, theme) for each in said for theme in ("hope", "money", "trust")])
    codings = codings.set_axis(["reflection", "coder", "theme"], axis=1)
    common = dict(zip(entries, rng.random(len(entries)), strict=True))
    codings["present"] = pd.array(rng.random(len(codings)) < codings["reflection"].map(common), dtype="boolean")
    codings["at_first"] = pd.array([pd.NA] * len(codings), dtype="boolean")
    ratings = pd.DataFrame(said, columns=["reflection", "coder"])
    near = ratings["reflection"].map(common) * 4 + rng.uniform(-1, 1, len(ratings))
    ratings["level"] = [LEVELS[place] for place in near.clip(0, 3).astype(int)]
    ratings["at_first"] = pd.array([pd.NA] * len(ratings), dtype="str")
    sets = pd.DataFrame({"cohort": ["k"], "learning_set": ["s"], "coding_approach": ["reliability"]})
    frames = SimpleNamespace(learning_sets=sets, reflections=reflections, codings=codings, ratings=ratings)
    expected = analysis(frames)
    assert expected.filter(like="_low").notna().all(axis=None)

    backwards = [f"z{place:03}" for place in reversed(range(60))]
    random = [f"n{place:03}" for place in rng.permutation(60)]
    for ids in (entries, backwards, random):
        renamed = dict(zip(entries, ids, strict=True))
        again = {
            name: frame.replace({"entry": renamed, "reflection": renamed}).sample(frac=1, random_state=2)
            for name, frame in vars(frames).items()
        }
        pd.testing.assert_frame_equal(analysis(SimpleNamespace(**again)), expected, check_exact=True)


# What counts


def test_what_was_judged_first_counts_not_what_was_settled_later(frames_of):
    units = wrote(10)
    firsts = judged(units, "A", "0100000010")
    settled = [
        each.model_copy(update={"present": first.present, "at_first": each.present})
        for each, first in zip(judged(units, "B", "1110010000"), firsts, strict=True)
    ]
    frames = frames_of(*A_SET, *units, *firsts, *settled)
    assert of_theme(themes.agreement(frames))["alpha"] == pytest.approx(1 - 19 * 4 / 84)
    ratings = [
        Rating(cycle=1, reflection=unit.entry, coder=coder, level="reflection", at_first=first)
        for unit in units
        for coder, first in (("A", None), ("B", "understanding"))
    ]
    (row,) = rows(themes.agreement_on_levels(frames_of(*A_SET, *units, *ratings)))
    assert row["agreeing"] == 0


def test_too_few_or_all_the_same_give_counts_and_no_estimate(frames_of):
    few, many = wrote(9), wrote(10)
    frames = frames_of(
        *A_SET, *few, *judged(few, "A", "010101010"), *judged(few, "B", "010101011"),
        *many, *judged(many, "A", "1" * 10, "trust"), *judged(many, "B", "1" * 10, "trust"),
    )  # fmt: skip
    for result, estimate in ((themes.agreement(frames), "alpha"), (themes.agreement_of_pairs(frames), "kappa")):
        row = of_theme(result)
        assert (row["reflections"], row["agreeing"], row["agreeing_share_of_pairs"], row[estimate]) == (
            9,
            8,
            None,
            None,
        )
        row = of_theme(result, "trust")
        assert (row["reflections"], row["agreeing_share_of_pairs"]) == (10, 1)
        assert (row[estimate], row[f"{estimate}_low"], row[f"{estimate}_high"]) == (None, None, None)


def test_reflexive_sets_do_not_count(frames_of):
    units, other = wrote(10), wrote(10, "r")
    sets = (
        Cohort(cohort="k"),
        LearningSet(learning_set="s"),
        LearningSet(learning_set="r", coding_approach="reflexive"),
    )
    codings = [*judged(units, "A", "0100000010"), *judged(units, "B", "1110010000")]
    reflexive = [*judged(other, "A", "1" * 10), *judged(other, "B", "0" * 10)]
    ratings = [Rating(cycle=1, reflection=each.entry, coder=c, level="reflection") for each in other for c in "AB"]
    frames = frames_of(*sets, *units, *other, *codings, *reflexive, *ratings)
    assert of_theme(themes.agreement(frames))["pairs"] == 10
    assert of_theme(themes.agreement_of_pairs(frames))["pairs"] == 10
    assert themes.agreement_on_levels(frames).empty
    assert themes.agreement(frames_of(*sets, *other, *reflexive)).empty


def test_a_reflection_that_one_coder_judged_does_not_count(frames_of):
    units = wrote(10)
    one = frames_of(*A_SET, *units, *judged(units, "A", "0101010101"), *judged(units, "B", "." * 9 + "1"))
    assert of_theme(themes.agreement(one))["reflections"] == 1
    assert themes.agreement(frames_of(*A_SET, *units, *judged(units, "A", "0101010101"))).empty


def test_three_coders_of_whom_not_all_judged_all(frames_of):
    units = wrote(12)
    said = {"A": "0101010101..", "B": "010101011101", "C": "..0101010111"}
    codings = [each for coder, marks in said.items() for each in judged(units, coder, marks)]
    frames = frames_of(*A_SET, *units, *codings)
    row = of_theme(themes.agreement(frames))
    by_unit = [[mark for mark in unit if mark != "."] for unit in zip(*said.values(), strict=True)]
    assert row["alpha"] == pytest.approx(plain_alpha(by_unit))
    assert row["coders"] == 3
    pairs = [each for each in rows(themes.agreement_of_pairs(frames, fewest=8)) if each["theme"] == "hope"]
    assert [(each["coder"], each["other_coder"], each["pairs"]) for each in pairs] == [
        ("A", "B", 10),
        ("A", "C", 8),
        ("B", "C", 10),
    ]
    for each in pairs:
        both = [
            (a, b) for a, b in zip(said[each["coder"]], said[each["other_coder"]], strict=True) if "." not in (a, b)
        ]
        assert each["kappa"] == pytest.approx(cohen_kappa_score(*zip(*both, strict=True)))


# The double-coding sample


def test_the_sample_is_the_same_for_all_and_stays_when_reflections_are_added():
    entries = [new_id() for _ in range(3000)]
    drawn = themes.drawn(entries, 0.2, seed=1)
    assert 0.17 < len(drawn) / len(entries) < 0.23
    assert set(themes.drawn(reversed(entries), 0.2, seed=1)) == set(drawn)
    assert themes.drawn(entries[:100], 0.2, seed=1) == [entry for entry in entries[:100] if entry in set(drawn)]
    assert set(drawn) <= set(themes.drawn(entries, 0.3, seed=1))
    assert set(themes.drawn(entries, 0.2, seed=2)) != set(drawn)
    assert (themes.drawn(entries, 0), themes.drawn(entries, 1)) == ([], entries)


# Suggestions


def told(frames, *args, **more):
    return {(row["reflection"], row["theme"]): row["words"] for row in rows(themes.suggest(frames, *args, **more))}


LISTENING = Theme(theme="listening", description="Silence, holding back advice. Not: a budget that was listened to.")
MONEY = Theme(theme="money", example="The grant was cut.")


def test_themes_are_suggested_by_their_words_with_the_words_that_did_it(frames_of):
    one = Reflection(cycle=1, learning_set="s", text="The weather was fine. I listened, and left a silence.")
    two = Reflection(cycle=1, learning_set="s", text="Our budget went the way of all grants.")
    three = Reflection(cycle=1, learning_set="s", text="Nothing happened at the coast.")
    found = told(frames_of(*A_SET, one, two, three, LISTENING, MONEY))
    assert set(found) == {(one.entry, "listening"), (two.entry, "money")}
    assert set(found[one.entry, "listening"].split(", ")) == {"listened", "silence"}
    assert found[two.entry, "money"] == "grants"  # "budget" is what does not belong under listening


def test_passages_coded_so_far_teach_and_what_is_judged_is_not_suggested(frames_of):
    before = Reflection(cycle=1, learning_set="s", text="The treasurer resigned in tears.")
    now = Reflection(cycle=1, learning_set="s", text="Again the treasurer resigned.")
    coded = Coding(
        cycle=1, reflection=before.entry, theme="money", coder="A", present=True, passage="The treasurer resigned"
    )
    absent = coded.model_copy(update={"entry": new_id(), "present": False})
    assert told(frames_of(*A_SET, before, now, MONEY)) == {}
    frames = frames_of(*A_SET, before, now, MONEY, coded)
    assert told(frames) == told(frames, "A")
    assert set(told(frames)[now.entry, "money"].split(", ")) == {"resigned", "treasurer"}
    assert told(frames, "B") == {}  # of another coder's passages nothing is told
    assert told(frames_of(*A_SET, before, now, MONEY, absent)) == {}
    assert told(frames, entries=[before.entry]) == {}


def test_nothing_to_compare_suggests_nothing(frames_of):
    silent = Reflection(cycle=1, learning_set="s", text="… !")
    assert told(frames_of(*A_SET, silent, Theme(theme="??"))) == {}
    assert told(frames_of(*A_SET, silent)) == {}


def test_no_more_are_suggested_than_asked_for(frames_of):
    one = Reflection(cycle=1, learning_set="s", text="cats dogs birds fish")
    frames = frames_of(*A_SET, one, *(Theme(theme=name) for name in ("cats", "dogs", "birds", "fish")))
    assert len(told(frames)) == 3
    assert len(told(frames, most=1)) == 1
    assert told(frames, likely=1.01) == {}
