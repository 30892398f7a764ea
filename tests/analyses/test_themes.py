"""What was written and coded: by hand for a few reflections, and recounted in plain Python for the sample cohort."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import pytest
from recount import by_key, key_of, rows, wilson

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
    # 2 / 3: centre (2 + 1.92073) / (3 + 3.84146) = 0.57308, half width 0.36543 as for 1 / 3
    assert hope["prevalence"] == pytest.approx(2 / 3)
    assert (hope["prevalence_low"], hope["prevalence_high"]) == pytest.approx((0.20765, 0.93851), abs=1e-4)
    # doubt was judged in two of the three only; the whole reflections coded are the denominator
    assert (found[1, "doubt"]["coded_reflections"], found[1, "doubt"]["with_theme"]) == (3, 1)
    assert (found[2, "doubt"]["coded_reflections"], found[2, "doubt"]["prevalence"]) == (1, 0)
    assert found[1, "never"]["members"] == found[1, "never"]["prevalence"] == 0


def test_a_theme_that_the_codebook_does_not_name_is_reported(frames_of):
    one = wrote("a")
    found = themes.prevalence(frames_of(*A_SET, Theme(theme="named"), one, *judged(one, unnamed=True)), ())
    assert found["theme"].tolist() == ["unnamed", "named"]


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
        assert (row["prevalence_low"], row["prevalence_high"]) == pytest.approx(wilson(part, whole), abs=1e-9)


def test_the_most_prevalent_theme_comes_first(sample_frames):
    counts = themes.prevalence(sample_frames, ())["with_theme"].tolist()
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
