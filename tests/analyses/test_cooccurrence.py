"""Themes found together: by hand, recounted in plain Python, and what must not matter."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations

import pytest
from recount import by_key, key_of, rows
from scipy.stats import t as student
from test_themes import A_SET, judged, plain_presence, wrote

from alsnb import themes

pytestmark = pytest.mark.filterwarnings("error")


def test_co_occurrence_by_hand(frames_of):
    one, two, three, four = wrote("a"), wrote("a"), wrote("b"), wrote("c")
    frames = frames_of(
        *A_SET, one, two, three, four,
        *judged(one, hope=True, doubt=True, fear=False), *judged(two, hope=True, doubt=True),
        *judged(three, hope=True, doubt=False, fear=False), *judged(four, hope=False, doubt=False),
    )  # fmt: skip
    found = by_key(themes.co_occurrence(frames), ("theme", "other_theme"))
    both = found["doubt", "hope"]
    assert list(found) == [("doubt", "hope"), ("doubt", "fear"), ("fear", "hope")]
    # of four judged for both, two have doubt and three hope: by chance 2 · 3 / 4 = 1.5 have both; two have, both by a
    assert (both["reflections"], both["with_theme"], both["with_other_theme"], both["with_both"]) == (4, 2, 3, 2)
    assert (both["members"], both["expected_with_both"], both["lift"]) == (1, 1.5, pytest.approx(4 / 3))
    # doubt and fear were both judged in two; fear was in neither
    fear = found["doubt", "fear"]
    assert (fear["reflections"], fear["with_theme"], fear["with_both"], fear["members"]) == (2, 1, 0, 0)
    assert (fear["expected_with_both"], fear["lift"]) == (0, None)
    # three members are too few to say how sure that is
    assert (both["lift_low"], both["lift_high"]) == (None, None)


def test_themes_that_nobody_judged_together_are_no_pair(frames_of):
    one, two = wrote("a"), wrote("b")
    assert themes.co_occurrence(frames_of(*A_SET, one, two, *judged(one, hope=True), *judged(two, fear=True))).empty


@pytest.mark.parametrize("by", ["cycle", "learning_set", ("learning_set", "cycle"), ()])
def test_co_occurrence_recounted(sample_frames, by):
    writers = {row["entry"]: row for row in rows(sample_frames.reflections)}
    of_each = defaultdict(dict)
    for (reflection, theme), there in plain_presence(sample_frames).items():
        of_each[reflection][theme] = there
    counted = defaultdict(lambda: [0, 0, 0, 0])
    people = defaultdict(set)
    for reflection, there in of_each.items():
        for pair in combinations(sorted(there), 2):
            key = (*key_of(writers[reflection], by), *pair)
            one, other = (there[theme] for theme in pair)
            for place, has in enumerate((True, one, other, one and other)):
                counted[key][place] += has
            if one and other:
                people[key].add(writers[reflection]["member"])
    names = [*([by] if isinstance(by, str) else by), "theme", "other_theme"]
    found = by_key(themes.co_occurrence(sample_frames, by), names)
    assert set(found) == set(counted)
    for key, row in found.items():
        n, one, other, both = counted[key]
        assert [row[name] for name in ("reflections", "with_theme", "with_other_theme", "with_both")] == counted[key]
        assert row["members"] == len(people[key])
        assert row["expected_with_both"] == one * other / n
        assert row["lift"] == (pytest.approx(both * n / (one * other)) if one and other else None)


def test_the_interval_is_about_that_of_leaving_out_one_member_after_another(sample_frames):
    row = rows(themes.co_occurrence(sample_frames))[0]
    there = plain_presence(sample_frames)
    writers = dict(zip(sample_frames.reflections["entry"], sample_frames.reflections["member"], strict=True))
    sums = defaultdict(lambda: [0, 0, 0, 0])
    for reflection in {each for each, _ in there}:
        one, other = there[reflection, row["theme"]], there[reflection, row["other_theme"]]
        sums[writers[reflection]] = [
            a + b for a, b in zip(sums[writers[reflection]], (1, one, other, one and other), strict=True)
        ]

    def log_lift(without: str) -> float:
        n, one, other, both = (sum(each[at] for who, each in sums.items() if who != without) for at in range(4))
        return math.log(n * both / (one * other))

    left = [log_lift(member) for member in sums]
    people, mean = len(left), sum(left) / len(left)
    error = math.sqrt((people - 1) / people * sum((each - mean) ** 2 for each in left))
    reach = student.ppf(0.975, people - 1) * error
    assert math.log(row["lift_high"] / row["lift"]) == pytest.approx(reach, rel=0.1)
    assert math.log(row["lift"] / row["lift_low"]) == pytest.approx(reach, rel=0.1)


def test_a_pair_found_once_where_chance_gives_four_is_not_called_rarer(sample_frames):
    found = themes.co_occurrence(sample_frames)
    once = found[(found["with_both"] == 1) & (found["expected_with_both"] < 4)]
    assert len(once) > 5
    assert (once["lift_high"] > 1).all()


def test_what_one_member_wrote_over_and_over_tells_less_than_what_several_wrote(frames_of):
    def width(writers: list[str | None]) -> float:
        made = []
        for place, member in enumerate(writers):
            one = wrote(member)
            made += [one, *judged(one, hope=place % 2 == 0, doubt=place % 4 < 2)]
        (row,) = rows(themes.co_occurrence(frames_of(*A_SET, *made)))
        assert row["lift"] == 1
        return row["lift_high"] - row["lift_low"]

    several = width([f"m{place}" for place in range(40)])
    # ten members, each of whom says the same four times
    assert width([f"m{place % 4}{place // 16}" for place in range(40)]) > 1.3 * several
    # where nobody noted who wrote it, each counts as another's
    assert width([None] * 40) == pytest.approx(several, rel=0.1)
