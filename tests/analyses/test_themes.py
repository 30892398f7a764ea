"""What was written and coded: by hand for a few reflections, and recounted in plain Python for the sample cohort."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median

import pytest
from recount import by_key, clustered, key_of, rows, wilson

from alsnb import Coding, Cohort, LearningSet, Reflection, Theme, themes

pytestmark = pytest.mark.filterwarnings("error")
BY = ["cycle", "learning_set", "member", ("learning_set", "cycle"), ()]


A_SET = (Cohort(cohort="k"), LearningSet(learning_set="s"))


def wrote(member: str | None, text: str = "a word", cycle: int = 1) -> Reflection:
    return Reflection(cycle=cycle, learning_set="s", member=member, text=text)


def judged(reflection: Reflection, coder: str = "one", **judgements: bool) -> list[Coding]:
    where = {"cycle": reflection.cycle, "learning_set": "s", "reflection": reflection.entry, "coder": coder}
    return [Coding(**where, theme=theme, present=present) for theme, present in judgements.items()]


# Writing


def test_writing_by_hand(frames_of):
    short, middle, long = wrote("a", "one"), wrote("a", "one  two\nthree"), wrote("b", "one two three four five six")
    frames = frames_of(*A_SET, short, middle, long, *judged(short, hope=False), *judged(short, "two", hope=True))
    (row,) = rows(themes.writing(frames))
    # words: 1, 3 and 6; of the three, one was judged (twice)
    assert row == {"cycle": 1, "members": 2, "reflections": 3, "median_words": 3, "coded_reflections": 1}


def test_reflections_without_a_writer_count_and_how_many_wrote_them_is_not_known(frames_of):
    frames = frames_of(*A_SET, wrote(None), wrote(None))
    (row,) = rows(themes.writing(frames))
    assert (row["members"], row["reflections"]) == (None, 2)
    assert by_key(themes.writing(frames, "member"), "member")[None,]["reflections"] == 2


@pytest.mark.parametrize("by", BY)
def test_writing_recounted(sample_frames, by):
    coded = {row["reflection"] for row in rows(sample_frames.codings)}
    each = defaultdict(list)
    for row in rows(sample_frames.reflections):
        each[key_of(row, by)].append(row)
    found = by_key(themes.writing(sample_frames, by), by)
    assert set(found) == set(each)
    for key, row in found.items():
        assert row["reflections"] == len(each[key])
        assert row["members"] == (len({one["member"] for one in each[key]} - {None}) or None)
        assert row["median_words"] == median(len(one["text"].split()) for one in each[key])
        assert row["coded_reflections"] == sum(one["entry"] in coded for one in each[key])


# Presence


def present(frames) -> dict[str, bool]:
    return {row["theme"]: row["present"] for row in rows(themes.presence(frames))}


def test_a_theme_is_there_where_half_of_its_coders_say_so(frames_of):
    one = wrote("a")
    votes = {"one": (True, True, False), "two": (True, False, False), "three": (True, False, True)}
    codings = (each for coder, (a, b, c) in votes.items() for each in judged(one, coder, all=a, third=b, two_thirds=c))
    codings = [*codings, *judged(one, "one", half=True), *judged(one, "two", half=False)]
    found = present(frames_of(*A_SET, one, *codings))
    # all 3 / 3, third 1 / 3, half 1 / 2, two_thirds 1 / 3
    assert found == {"all": True, "third": False, "half": True, "two_thirds": False}


def test_a_coder_who_marks_several_passages_has_one_vote(frames_of):
    one = wrote("a")
    passages = [each for _ in range(3) for each in judged(one, "one", hope=True)]
    codings = [*passages, *judged(one, "two", hope=False), *judged(one, "three", hope=False)]
    assert present(frames_of(*A_SET, one, *codings)) == {"hope": False}  # one coder of three


def test_presence_says_who_wrote_it_and_when_by_the_reflection_not_the_coding(frames_of):
    one = wrote("a", cycle=2)
    (row,) = rows(themes.presence(frames_of(*A_SET, one, *judged(one, hope=True))))
    expected = {"reflection": one.entry, "cohort": "k", "learning_set": "s", "cycle": 2, "member": "a"}
    assert row == {**expected, "theme": "hope", "present": True}


def test_codings_of_a_reflection_that_is_not_there_are_left_out(frames_of):
    frames = frames_of(*A_SET, *judged(wrote("a"), hope=True))
    assert themes.presence(frames).empty
    assert themes.prevalence(frames, ()).empty


def plain_presence(frames) -> dict[tuple[str, str], bool]:
    votes = defaultdict(lambda: defaultdict(bool))
    for row in rows(frames.codings):
        votes[row["reflection"], row["theme"]][row["coder"]] |= row["present"]
    return {key: 2 * sum(said.values()) >= len(said) for key, said in votes.items()}


def test_presence_recounted(sample_frames):
    found = rows(themes.presence(sample_frames))
    assert {(row["reflection"], row["theme"]): row["present"] for row in found} == plain_presence(sample_frames)
    writers = {row["entry"]: row for row in rows(sample_frames.reflections)}
    for row in found:
        context = ("cohort", "learning_set", "cycle", "member")
        assert key_of(row, context) == key_of(writers[row["reflection"]], context)


# Prevalence


def test_prevalence_by_hand(frames_of):
    one, two, three, other = wrote("a"), wrote("a"), wrote("b"), wrote("b", cycle=2)
    frames = frames_of(
        *A_SET, Theme(theme="hope"), Theme(theme="doubt"), Theme(theme="never"), one, two, three, other, wrote("c"),
        *judged(one, hope=True, doubt=True), *judged(two, hope=True, doubt=False), *judged(three, hope=False),
        *judged(other, hope=True),
    )  # fmt: skip
    result = themes.prevalence(frames)
    # in the whole log hope is found three times, doubt once, never not at all: in that order, cycle by cycle
    assert result["theme"].tolist() == ["hope", "hope", "doubt", "doubt", "never", "never"]
    assert result["cycle"].tolist() == [1, 2] * 3
    found = by_key(result, ("cycle", "theme"))
    hope = found[1, "hope"]
    # cycle 1: three reflections coded, two with hope, both by a; that of c was not coded
    assert (hope["coded_reflections"], hope["with_theme"], hope["members"]) == (3, 2, 1)
    # 2 / 3, by a 2 of 2 and by b 0 of 1: variance between them 2 ((2 - 4/3)² + (0 - 2/3)²) / 9 = 0.19753, where three
    # members had 2/9 / 2 = 0.11111, so worth 3 · 0.11111 / 0.19753 · (4.3027 / 12.7062)² = 0.1935 reflections
    assert hope["prevalence"] == pytest.approx(2 / 3)
    assert (hope["prevalence_low"], hope["prevalence_high"]) == pytest.approx((0.02143, 0.99455), abs=1e-5)
    # doubt was judged in two of the three only; the whole reflections coded are the denominator
    assert (found[1, "doubt"]["coded_reflections"], found[1, "doubt"]["with_theme"]) == (3, 1)
    assert (found[2, "doubt"]["coded_reflections"], found[2, "doubt"]["prevalence"]) == (1, 0)
    assert found[1, "never"]["members"] == found[1, "never"]["prevalence"] == 0


def test_a_theme_that_the_codebook_does_not_name_is_reported(frames_of):
    one = wrote("a")
    found = themes.prevalence(frames_of(*A_SET, Theme(theme="named"), one, *judged(one, unnamed=True)), ())
    assert found["theme"].tolist() == ["unnamed", "named"]


def test_a_theme_counts_among_the_reflections_of_cohorts_whose_codebook_has_it(frames_of):
    def of(cohort: str, theme: str, *judgements: bool) -> list:
        written = [Reflection(cohort=cohort, cycle=1, text=f"text {n}") for n in range(len(judgements))]
        coded = [
            Coding(cohort=cohort, cycle=1, reflection=each.entry, theme=theme, coder="one", present=yes)
            for each, yes in zip(written, judgements, strict=True)
        ]
        return [Cohort(cohort=cohort), Theme(cohort=cohort, theme=theme), *written, *coded]

    frames = frames_of(*of("X", "hope", True, False), *of("Y", "fear", True, True, False))
    found = {row["theme"]: row for row in rows(themes.prevalence(frames, by=()))}
    assert {name: (row["with_theme"], row["coded_reflections"]) for name, row in found.items()} == {
        "hope": (1, 2),
        "fear": (2, 3),
    }
    assert [(row["cohort"], row["theme"]) for row in rows(themes.prevalence(frames, by="cohort"))] == [
        ("Y", "fear"),
        ("X", "hope"),
    ]


def test_how_many_mention_a_theme_is_not_known_without_writers(frames_of):
    one = wrote(None)
    hope, fear = rows(themes.prevalence(frames_of(*A_SET, one, *judged(one, hope=True, fear=False)), "member"))
    assert hope["member"] is None
    assert (hope["coded_reflections"], hope["with_theme"], hope["members"], hope["prevalence"]) == (1, 1, None, 1)
    assert (fear["with_theme"], fear["members"]) == (0, 0)  # found in none, so nobody mentions it


def test_a_codebook_without_codings_has_no_prevalence(frames_of):
    assert themes.prevalence(frames_of(*A_SET, Theme(theme="hope"), wrote("a")), ()).empty


@pytest.mark.parametrize("by", BY)
def test_prevalence_recounted(sample_frames, by):
    writers = {row["entry"]: row for row in rows(sample_frames.reflections)}
    every = plain_presence(sample_frames)
    coded, having, people = defaultdict(set), defaultdict(set), defaultdict(set)
    whose = {entry: row["member"] or entry for entry, row in writers.items()}
    for (reflection, theme), there in every.items():
        key = key_of(writers[reflection], by)
        coded[key].add(reflection)
        if there:
            having[(*key, theme)].add(reflection)
            people[(*key, theme)].add(writers[reflection]["member"])
    names = [*([by] if isinstance(by, str) else by), "theme"]
    found = by_key(themes.prevalence(sample_frames, by), names)
    assert set(found) == {(*key, theme) for key in coded for theme in sample_frames.themes["theme"]}
    for key, row in found.items():
        part, whole = len(having[key]), len(coded[key[:-1]])
        assert (row["coded_reflections"], row["with_theme"]) == (whole, part)
        assert row["members"] == (len(people[key] - {None}) or (None if part else 0))
        assert row["prevalence"] == part / whole
        by_writer = [
            tuple(sum(whose[entry] == one for entry in entries) for entries in (having[key], coded[key[:-1]]))
            for one in {whose[entry] for entry in coded[key[:-1]]}
        ]
        assert (row["prevalence_low"], row["prevalence_high"]) == pytest.approx(clustered(by_writer), abs=1e-9)


def test_of_unknown_writers_each_reflection_counts_for_itself(frames_of):
    each = [wrote(None) for _ in range(4)]
    codings = [coding for one, hope in zip(each, (True, False, False, False), strict=True)
               for coding in judged(one, hope=hope)]  # fmt: skip
    (row,) = rows(themes.prevalence(frames_of(*A_SET, *each, *codings), ()))
    assert (row["prevalence_low"], row["prevalence_high"]) == pytest.approx(wilson(1, 4))
    # had one member written them all, and another as many without it, there were two people to learn from
    known = [wrote("a") for _ in range(4)] + [wrote("b") for _ in range(4)]
    codings = [coding for place, one in enumerate(known) for coding in judged(one, hope=place < 4)]
    (row,) = rows(themes.prevalence(frames_of(*A_SET, *known, *codings), ()))
    assert row["prevalence_high"] - row["prevalence_low"] > 2 * (wilson(4, 8)[1] - wilson(4, 8)[0]) * 0.75


# Change from cycle to cycle


def hopes(number: int, cycle: int) -> bool:
    """Who mentions hope in which cycle: two of five members in the first, four of five in the third."""
    return (3 * number + 2 * cycle) % 5 < 1 + cycle


def rising(members: int) -> list:
    made = []
    for number in range(members):
        for cycle in (1, 2, 3):
            one = wrote(f"m{number}", cycle=cycle)
            made += [one, *judged(one, hope=hopes(number, cycle), never=False)]
    return made


def test_prevalence_change_is_that_of_a_logistic_regression_with_a_jackknife_about_as_wide(frames_of):
    found = by_key(themes.prevalence_change(frames_of(*A_SET, *rising(12))), "theme")
    hope, never = found["hope",], found["never",]
    data = [(number, cycle, hopes(number, cycle)) for number in range(12) for cycle in (1, 2, 3)]

    def slope(rows: list) -> float:
        """Newton's method for the logistic regression of having it on the cycle."""
        a, b = 0.0, 0.0
        for _ in range(30):
            p = [(1 / (1 + math.exp(-a - b * (cycle - 2))), cycle - 2, has) for _, cycle, has in rows]
            g0, g1 = (sum((has - q) * x**k for q, x, has in p) for k in (0, 1))
            h0, h1, h2 = (sum(q * (1 - q) * x**k for q, x, _ in p) for k in (0, 1, 2))
            a, b = a + (h2 * g0 - h1 * g1) / (h0 * h2 - h1**2), b + (h0 * g1 - h1 * g0) / (h0 * h2 - h1**2)
        return b

    assert (hope["cycles"], hope["coded_reflections"], hope["members"]) == (3, 36, 12)
    assert hope["prevalence_odds_ratio"] == pytest.approx(math.exp(slope(data)))
    left = [slope([row for row in data if row[0] != number]) for number in range(12)]
    error = math.sqrt(11 / 12 * sum((each - sum(left) / 12) ** 2 for each in left))
    reach = math.log(hope["prevalence_odds_ratio_high"] / hope["prevalence_odds_ratio"])
    assert reach / 2.228 == pytest.approx(error, rel=0.15)  # the quantile of Student's t for 12 - 2
    # a theme that is in none has counts, and no odds
    assert (never["with_theme"], never["members"], never["prevalence_odds_ratio"]) == (0, 0, None)


def test_prevalence_change_is_not_told_of_four_members_nor_where_the_cycle_tells_all(frames_of):
    few = themes.prevalence_change(frames_of(*A_SET, *rising(4)))
    assert few["prevalence_odds_ratio"].isna().all()
    assert few["with_theme"].tolist() == [sum(hopes(n, c) for n in range(4) for c in (1, 2, 3)), 0]
    each = [(wrote(f"m{number}", cycle=cycle), cycle) for number in range(8) for cycle in (1, 2)]
    apart = [record for one, cycle in each for record in (one, *judged(one, hope=cycle == 2))]
    assert themes.prevalence_change(frames_of(*A_SET, *apart))["prevalence_odds_ratio"].isna().all()


def test_prevalence_change_counts_what_prevalence_counts(sample_frames):
    whole = themes.prevalence(sample_frames, ())
    change = themes.prevalence_change(sample_frames)
    shared = ["theme", "coded_reflections", "with_theme", "members"]
    assert change[shared].equals(whole[shared])


def test_the_most_prevalent_theme_comes_first(sample_frames):
    counts = themes.prevalence(sample_frames, ())["with_theme"].tolist()
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
