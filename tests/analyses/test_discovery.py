"""Themes suggested by reflections alone: one case by hand, a recomputation, what must not matter, and real prompts."""

import importlib.util
import json
import os
import re
from collections import Counter
from itertools import combinations
from math import log, sqrt
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

import alsnb
from alsnb.analyses.themes import discover
from alsnb.analyses.themes.suggestion import stem

TRAINS = ["The trains were late", "Late trains again", "My train was late, as trains are"]
SILENCE = ["A long silence", "I broke the silence", "The silence was long"]
ALONE = "Zebras graze quietly"
COLUMNS = ["entry", "cohort", "learning_set", "cycle", "member", "prompt", "text"]


def frames(texts, members=None, cohorts=None):
    rows = [
        (f"e{at:03}", (cohorts or ["C"] * len(texts))[at], "A", 1, (members or [None] * len(texts))[at], "What?", text)
        for at, text in enumerate(texts)
    ]
    return SimpleNamespace(reflections=pd.DataFrame(rows, columns=COLUMNS))


def partition(found):
    """The sets of entries that are themes, whatever their numbers."""
    placed = found.reflections.dropna(subset=["theme"])
    return {frozenset(each) for _, each in placed.groupby(["cohort", "theme"])["reflection"]}


def test_two_themes_and_one_that_belongs_to_none_by_hand():
    found = discover(frames([*TRAINS, ALONE, *SILENCE], members=["A1", "A2", "A1", "A3", "A1", "A2", "A3"]))
    assert list(found.themes["theme"]) == [1, 2]
    assert list(found.themes["size"]) == [3, 3]
    assert list(found.themes["members"]) == [2, 3]
    assert list(found.themes["of_reflections"]) == [7, 7]
    first, second = found.themes["keywords"]
    assert first.split(", ")[:2] == ["late", "trains"]  # both in all three; spelt as they mostly are
    assert second.split(", ")[:2] == ["silence", "long"]
    assert found.themes["exemplar"][0] in {"e000", "e001", "e002"}
    theme = found.reflections.set_index("reflection")["theme"]
    assert theme[["e000", "e001", "e002"]].eq(1).all()
    assert theme[["e004", "e005", "e006"]].eq(2).all()
    assert theme.isna().sum() == 1
    assert pd.isna(theme["e003"])


def near_in_plain_python(texts):
    """The cosine of stems' TF-IDF, of the letters', and of the stems' first 50 directions, in nothing but Python."""

    def letters(text):
        words = f" {' '.join(text.lower().split())} ".split()
        found = []
        for word in (f" {each} " for each in words):
            for size in range(3, 6):
                grams = [word[at : at + size] for at in range(max(1, len(word) - size + 1))]
                found += grams
                if len(word) <= size:
                    break
        return found

    def said(text):
        words = (word.lower() for word in re.findall(r"[^\W\d_]{2,}", text))
        return [stem(word) for word in words if word not in ENGLISH_STOP_WORDS]

    def cosines(rows):
        lengths = np.linalg.norm(rows, axis=1)
        return rows @ rows.T / np.maximum(np.outer(lengths, lengths), 1e-12)

    near = np.zeros((len(texts), len(texts)))
    for terms, fewest in ((said, 1), (letters, 2)):
        counts = [Counter(terms(text)) for text in texts]
        held = Counter(term for each in counts for term in each)
        weighed = [
            {term: (1 + log(n)) * (log((1 + len(texts)) / (1 + held[term])) + 1) for term, n in each.items()
             if held[term] >= fewest}
            for each in counts
        ]  # fmt: skip
        for a, b in np.ndindex(near.shape):
            dot = sum(weight * weighed[b].get(term, 0) for term, weight in weighed[a].items())
            lengths = [sqrt(sum(weight**2 for weight in weighed[each].values())) for each in (a, b)]
            near[a, b] += 0.425 * dot / (lengths[0] * lengths[1] or 1)
        if terms is said:
            words = sorted(held)
            table = np.array([[each.get(word, 0) for word in words] for each in weighed])
            table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
            left, size, _ = np.linalg.svd(table, full_matrices=False)
            near += 0.15 * cosines((left * size)[:, :50])
    return near


def joined_in_plain_python(near):
    """Average linkage down to 0.75 / √n, then complete linkage of what is left down to 0.05 / √n."""

    def join(groups, alike, least):
        while len(groups) > 1:
            score, a, b = max((alike(a, b), -at, -to) for (at, a), (to, b) in combinations(enumerate(groups), 2))
            if score < least - 1e-9:
                break
            one, other = groups[-a], groups[-b]
            groups = [each for each in groups if each is not one and each is not other] + [one | other]
        return groups

    everybody = [frozenset([at]) for at in range(len(near))]
    mean = lambda a, b: np.mean([near[x, y] for x in a for y in b])  # noqa: E731
    least = lambda a, b: min(near[x, y] for x in a for y in b)  # noqa: E731
    groups = join(everybody, mean, 0.75 / sqrt(len(near)))
    left = join([each for each in groups if len(each) == 1], least, 0.05 / sqrt(len(near)))
    return {each for each in [*groups, *left] if len(each) > 1}


@pytest.mark.parametrize("seed", range(12))
def test_it_is_what_plain_python_joins(seed):
    chance = np.random.default_rng(seed)
    words = [
        "silence",
        "budget",
        "trains",
        "mentor",
        "listening",
        "delegate",
        "conflict",
        "governor",
        "timetable",
        "parents",
        "union",
        "lesson",
    ]
    themes = [chance.choice(words, 4, replace=False) for _ in range(3)]
    texts = [" ".join(chance.choice([*themes[at % 3], *words[:3]], 5)) for at in range(14)]
    found = {frozenset(int(entry[1:]) for entry in each) for each in partition(discover(frames(texts), resamples=0))}
    assert found == joined_in_plain_python(near_in_plain_python(texts))


def test_the_words_of_all_reflections_are_brought_together_in_fifty_directions():
    chance = np.random.default_rng(0)
    words = ["".join(chance.choice([*"bcdfglmnprstv"], 6)) for _ in range(90)]
    texts = [" ".join(chance.choice(words[at % 9 * 10 :][:14], 6)) for at in range(72)]
    found = {frozenset(int(entry[1:]) for entry in each) for each in partition(discover(frames(texts), resamples=0))}
    assert found == joined_in_plain_python(near_in_plain_python(texts))


def test_neither_order_nor_codes_nor_other_cohorts_matter():
    with alsnb.open_log("alsnb:sample") as opened:
        written = opened.frames().reflections
    found = discover(SimpleNamespace(reflections=written), resamples=5)
    shuffled = written.sample(frac=1, random_state=1).assign(member=written["member"].map(lambda code: f"x{code}"))
    other = written.assign(cohort="other", entry="0" + written["entry"].astype(str))
    for again in (shuffled, pd.concat([other, written])):
        same = discover(SimpleNamespace(reflections=again), resamples=5)
        theirs = same.themes[same.themes["cohort"] == "sample"].reset_index(drop=True)
        pd.testing.assert_frame_equal(theirs, found.themes, check_dtype=False)


def test_what_is_said_alike_is_stable_and_what_is_not_is_less_so():
    clear = discover(frames(["the budget is cut"] * 5 + ["we kept silent"] * 5))
    assert clear.themes["stability"].to_list() == [1, 1]
    assert clear.themes["adjusted_rand"].to_list() == [1, 1]
    chance = np.random.default_rng(1)
    letters = [" ".join("".join(chance.choice(list("abcdefgh"), 3)) for _ in range(8)) for _ in range(30)]
    assert discover(frames(letters)).themes["stability"].mean() < 0.8


@pytest.mark.parametrize("texts", [[], ["one"], ["…", "!!", "…"], ["the", "of"]])
def test_where_there_is_little_to_compare_there_is_little_to_suggest(texts):
    found = discover(frames(texts))
    assert len(found.themes) <= 1
    assert list(found.reflections.columns) == ["cohort", "prompt", "reflection", "theme"]
    assert len(found.reflections) == len(texts)


def test_mistakes_are_told():
    with pytest.raises(alsnb.AlsnbError, match="found 'course'"):
        discover(frames(TRAINS), by="course")
    with pytest.raises(alsnb.AlsnbError, match="found 'bert'"):
        discover(frames(TRAINS), engine="bert")
    with pytest.raises(alsnb.AlsnbError, match="found 5,001 reflections"):
        discover(frames(["x"] * 5001))


@pytest.mark.parametrize(("engine", "b_cubed", "recall"), [("words", 0.69, 0.85), ("meaning", 0.75, 0.72)])
def test_prompts_that_people_have_sorted(engine, b_cubed, recall):
    """All 206 prompts, by the metric of the data: the extended B-cubed F and the human themes found again."""
    folder = os.environ.get("ALSNB_REALDATA")
    if engine == "meaning":
        pytest.importorskip("wordllama")
    if not folder:
        pytest.skip("ALSNB_REALDATA is not set: it names the folder that holds ami/ and reflectsumm/")
    spec = importlib.util.spec_from_file_location("score_themes", Path(folder) / "reflectsumm" / "score_themes.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    units = [json.loads(line) for line in (Path(folder) / "reflectsumm" / "units.jsonl").open()]
    rows = [
        (f"{at}-{place}", unit["course"], "A", 1, None, str(at), text)
        for at, unit in enumerate(units)
        for place, text in enumerate(unit["reflections"])
    ]
    found = discover(
        SimpleNamespace(reflections=pd.DataFrame(rows, columns=COLUMNS)), engine=engine, resamples=0
    ).reflections
    theme = found.set_index("reflection")["theme"].fillna(0) - 1
    scores = [
        scorer.evaluate(unit, [int(theme[f"{at}-{place}"]) for place in range(len(unit["reflections"]))])
        for at, unit in enumerate(units)
    ]
    assert np.mean([each["bF"] for each in scores]) >= b_cubed
    assert np.nanmean([each["themeR"] for each in scores]) >= recall
