"""Themes suggested by the reflections themselves, without a codebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import sqrt
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from alsnb.analyses.shared.frames import By, FramesLike, groups, lazy, person, small
from alsnb.analyses.shared.intervals import BOOTSTRAP_SEED
from alsnb.analyses.themes.suggestion import as_written, stems
from alsnb.errors import AlsnbError

Within = Literal[By, "prompt"]
Engine = Literal["words", "meaning"]
FEWEST = 2
"""Fewest reflections that make a theme."""
MOST = 5_000
"""Most reflections that are compared pair by pair."""
_NEAR: dict[str, tuple[float, float]] = {"words": (0.75, 0.05), "meaning": (0.45, 0.45)}
"""How near groups are to be, and what is left over to be: by √n for n reflections, as chance nearness is."""
_TOPICS = 50
"""Directions into which the words of all reflections are brought together."""
_CONTEXT = ["entry", "cohort", "learning_set", "cycle", "member", "prompt", "text"]
Matrix = np.ndarray[Any, np.dtype[np.float64]]


class Discovered(NamedTuple):
    """What `discover` found: a frame of the themes, and one of the reflections."""

    themes: pd.DataFrame
    reflections: pd.DataFrame


def discover(
    frames: FramesLike,
    by: Within | Sequence[Within] = ("cohort", "prompt"),
    *,
    engine: Engine = "words",
    resamples: int = 30,
    seed: int = BOOTSTRAP_SEED,
) -> Discovered:
    """Group similar reflections, as candidate themes that a person may take up, rename or leave.

    Reflections are compared two by two, by the cosine of TF-IDF over their words without endings (0.425), over runs of
    three to five letters (0.425), and over the 50 directions in which the words of the cohort's reflections vary most,
    by latent semantic analysis (0.15); how much a word weighs is told by all reflections of the cohort. The nearest are
    joined, by average linkage, as long as two groups are nearer than 0.75 / √n for n reflections (by meaning,
    0.45 / √n): that decides how many themes there are. Of those left over, such are joined as are all nearer than
    0.05 / √n to each other (by meaning, 0.45 / √n). What is left then belongs to none.

    Parameters
    ----------
    frames
        Uses ``reflections`` (text, and the columns of `by`).
    by
        Within what themes are looked for: any of cohort, learning_set, cycle, member, prompt.
    engine
        "words", or "meaning": nearness is then a quarter that of the words, a quarter that of the letters, and half
        that of wordllama's vectors, which come with the extra ``themes``.
    resamples
        How often four fifths of the reflections are drawn to see which themes come back.
    seed
        Of these draws.

    Returns
    -------
    Discovered
        ``themes``: the columns of `by`; ``theme``, numbered from 1, largest first; ``keywords``, the five words that
        tell the theme from the others most, as they were written most often; ``exemplar``, the entry id of the
        reflection nearest to the others; ``of_reflections``, those compared; ``size``, reflections in the theme;
        ``members`` who wrote them (missing where writers were not noted); ``stability``, from 0 to 1: the mean Jaccard
        similarity of the theme to its nearest in the resamples (missing with none); ``adjusted_rand`` of the whole
        partition to that of the resamples (mean).
        ``reflections``: the columns of `by`; ``reflection``; ``theme``, missing where it belongs to none.
        Every theme is a suggestion. Sources: Salton & Buckley (1988), doi:10.1016/0306-4573(88)90021-0; Deerwester et
        al. (1990), doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9; Hennig (2007),
        doi:10.1016/j.csda.2006.11.025; Hubert & Arabie (1985), doi:10.1007/BF01908075; by scikit-learn and scipy.

    Raises
    ------
    AlsnbError
        `by` or `engine` is none of these, the extra is missing, or more than 5,000 reflections are to be compared.
    """
    keys = groups(by, allowed=("cohort", "learning_set", "cycle", "member", "prompt"))
    if engine not in get_args(Engine):
        raise AlsnbError(f"engine: found {engine!r}, expected one of {', '.join(get_args(Engine))}")
    written = small(lazy(frames.reflections).select(*_CONTEXT)).sort_values("entry", ignore_index=True)
    written["person"] = person(written)
    themes: list[dict[str, Any]] = []
    placed = pd.Series(pd.NA, index=written.index, dtype="Int64")
    for _, of_cohort in written.groupby("cohort" if "cohort" in keys else lambda _: 0, dropna=False):
        nearness = _nearness(list(of_cohort["text"]), engine)
        position = pd.Series(np.arange(len(of_cohort)), index=of_cohort.index)
        parts = of_cohort.groupby(keys, dropna=False, sort=True) if keys else [((), of_cohort)]
        for where, part in parts:
            if len(part) > MOST:
                raise AlsnbError(
                    f"found {len(part):,} reflections to compare, expected at most {MOST:,}; "
                    "name narrower groups in `by`, such as the cycle or the prompt"
                )
            near = nearness(position[part.index].to_numpy())
            found = _join(near, engine)
            for number, at in enumerate(found, 1):
                placed[part.index[at]] = number
            stability, rand = _stability(near, found, engine, resamples, seed)
            words = _keywords(list(part["text"]), found)
            themes += [
                dict(zip(keys, where if isinstance(where, tuple) else (where,), strict=True))
                | {
                    "theme": number + 1,
                    "keywords": words[number],
                    "exemplar": part["entry"].iloc[at[near[np.ix_(at, at)].sum(axis=0).argmax()]],
                    "of_reflections": len(part),
                    "size": len(at),
                    "members": part["person"].iloc[at].nunique() or pd.NA,
                    "stability": stability[number],
                    "adjusted_rand": rand,
                }
                for number, at in enumerate(found)
            ]
    columns = [
        *keys,
        "theme",
        "keywords",
        "exemplar",
        "of_reflections",
        "size",
        "members",
        "stability",
        "adjusted_rand",
    ]
    table = pd.DataFrame(themes, columns=columns)
    types: dict[str, Any] = {name: written[name].dtype for name in keys} | {
        "theme": int,
        "keywords": "str",
        "exemplar": "str",
    }
    counts: dict[str, Any] = {
        "of_reflections": int,
        "size": int,
        "members": "Int64",
        "stability": float,
        "adjusted_rand": float,
    }
    every = written[keys].assign(reflection=written["entry"], theme=placed)
    return Discovered(table.astype(types | counts), every)


def _nearness(texts: list[str], engine: Engine) -> Callable[[np.ndarray[Any, Any]], Matrix]:
    """Return the similarity of each two of some texts, given by their places among all."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    spaces: list[tuple[float, Any]] = []
    share = 0.425 if engine == "words" else 0.25
    for ways in ({"analyzer": stems}, {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": min(2, len(texts))}):
        try:
            spaces.append((share, TfidfVectorizer(sublinear_tf=True, **ways).fit_transform(texts)))
        except ValueError:  # there is not one word
            continue
    if engine == "meaning":
        spaces.append((0.5, _vectors(texts)))
    elif spaces:
        spaces.append((0.15, _topics(spaces[0][1])))

    def near(at: np.ndarray[Any, Any]) -> Matrix:
        found = np.zeros((len(at), len(at)))
        for weight, space in spaces:
            chosen = space[at]
            alike = chosen @ chosen.T
            found += weight * (alike if isinstance(alike, np.ndarray) else alike.toarray())
        return found

    return near


def _topics(words: Any) -> Matrix:
    """Return texts as vectors of length 1: words that occur in the same texts point the same way."""
    from sklearn.utils.extmath import randomized_svd

    left, size, _ = randomized_svd(words, min(_TOPICS, *words.shape), random_state=BOOTSTRAP_SEED)
    return _of_length_one(left * size)


def _vectors(texts: list[str]) -> Matrix:
    """Return the meaning of texts as vectors of length 1, centred on the mean of all."""
    vectors: Matrix = np.asarray(_model().embed(texts, norm=True), dtype=float)
    vectors -= vectors.mean(axis=0)
    return _of_length_one(vectors)


def _of_length_one(vectors: Matrix) -> Matrix:
    found: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return found


@lru_cache(1)
def _model() -> Any:
    from pathlib import Path

    try:
        import wordllama
    except ImportError:
        raise AlsnbError('the engine "meaning" needs an extra: pip install "alsnb[themes]"') from None
    # Its weights and its tokenizer come with it; by itself it looks for the latter on the internet.
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def _join(near: Matrix, engine: Engine) -> list[np.ndarray[Any, Any]]:
    """Return the places of the members of each group, the largest group first."""
    everything, (first, then) = np.arange(len(near)), _NEAR[engine]
    found = _nearest(near, everything, "average", first)
    left = np.setdiff1d(everything, np.concatenate([*found, []]))
    found += _nearest(near, left, "complete", then)
    return sorted(found, key=lambda at: (-len(at), at[0]))


def _nearest(near: Matrix, among: np.ndarray[Any, Any], linkage: str, least: float) -> list[np.ndarray[Any, Any]]:
    from scipy.cluster import hierarchy

    if len(among) < FEWEST:
        return []
    first, second = np.triu_indices(len(among), 1)
    # Rounded, so that its errors do not decide between what is equally near.
    apart = np.clip(1 - near[among[first], among[second]], 0, 2).round(9)
    tree = hierarchy.linkage(apart, linkage)
    labels = hierarchy.fcluster(tree, 1 - least / np.sqrt(len(near)), "distance")
    groups = [among[labels == label] for label in np.unique(labels)]
    return [at for at in groups if len(at) >= FEWEST]


def _stability(
    near: Matrix, found: list[np.ndarray[Any, Any]], engine: Engine, resamples: int, seed: int
) -> tuple[list[float], float]:
    """Measure how well each group, and the whole grouping, comes back in resamples."""
    from sklearn.metrics import adjusted_rand_score

    chance, number = np.random.default_rng(seed), len(near)
    whole = _labels(found, number)
    alike: list[list[float]] = [[] for _ in found]
    rands = []
    for _ in range(resamples if found else 0):
        drawn = np.sort(chance.choice(number, max(FEWEST, round(0.8 * number)), replace=False))
        again = [set(drawn[at]) for at in _join(near[np.ix_(drawn, drawn)], engine)]
        rands.append(
            adjusted_rand_score(whole[drawn], _labels([np.array(sorted(each)) for each in again], number)[drawn])
        )
        for each, at in zip(alike, found, strict=True):
            if kept := set(at) & set(drawn):
                each.append(max((len(kept & other) / len(kept | other) for other in again), default=0))
    means = [float(np.mean(each)) if each else np.nan for each in alike]
    return means, float(np.mean(rands)) if rands else np.nan


def _labels(found: list[np.ndarray[Any, Any]], number: int) -> np.ndarray[Any, Any]:
    """Return a group number for each place; places in no group have numbers of their own."""
    labels = -1 - np.arange(number)
    for label, at in enumerate(found):
        labels[at] = label
    return labels


def _keywords(texts: list[str], found: list[np.ndarray[Any, Any]], most: int = 5) -> list[str]:
    """Return for each group the words that more of its texts hold than others do, in their most frequent spelling."""
    held = [set(stems(text)) for text in texts]
    in_all, spelt = Counter(word for each in held for word in each), as_written(texts)
    said = []
    for at in found:
        here = Counter(word for place in at for word in held[place])
        share = len(at) / len(texts)
        # How many more of its texts have the word than would by chance, in standard deviations, for each that has it.
        telling = {
            word: round(n * (n - share * in_all[word]) / sqrt(share * in_all[word]), 9) for word, n in here.items()
        }
        said.append(", ".join(spelt[word] for word in sorted(here, key=lambda word: (-telling[word], word))[:most]))
    return said
