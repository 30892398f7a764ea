"""Which themes the words of a reflection point at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd
import snowballstemmer

from alsnb.analyses.shared.frames import FramesLike, lazy, small

LIKELY = 0.15
"""How near (cosine) a sentence of a reflection must be to a theme for the theme to be suggested.

On the synthetic cohort that comes with alsnb, from definitions and examples alone, two in five of the themes suggested
were those its first coder saw (one in six of all), and one in five of the themes seen were suggested.
"""
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
# Words that tell nothing in what people write of their work, beyond those that scikit-learn leaves out of English.
_EMPTY = frozenset(
    ["did", "didn", "don", "say", "said", "yes", "like", "going", "thought", "know", "want", "just", "really"]
)


def suggest(
    frames: FramesLike,
    coder: str | None = None,
    *,
    entries: Iterable[str] | None = None,
    likely: float = LIKELY,
    most: int = 3,
) -> pd.DataFrame:
    """Suggest themes for reflections by the words they share with the codebook, for a person to judge.

    A sentence is compared with the theme's name, definition (but for what follows "Not:"), example, and the passages
    coded with it so far, by cosine of TF-IDF; the nearest sentence counts. Words are compared without their
    endings.

    Parameters
    ----------
    frames
        Uses ``reflections`` (text), ``themes`` (theme, description, example) and ``codings``.
    coder
        Use only the passages this coder marked, and suggest what this coder has not judged yet. By default all
        coders'.
    entries
        Only for these reflections; how much a word weighs still depends on all. By default for all.
    likely
        The least nearness, from 0 to 1.
    most
        The most suggestions for a reflection.

    Returns
    -------
    DataFrame
        One row a reflection and theme that nobody has judged in it: ``cohort``; ``reflection``; ``theme``;
        ``nearness``, from 0 to 1; ``words``, those of the reflection that made the suggestion, the weightiest first.
        Where nothing is near enough, there is no row. Source: Salton & Buckley (1988),
        doi:10.1016/0306-4573(88)90021-0, by scikit-learn.
    """
    reflections = small(lazy(frames.reflections).select("entry", "cohort", "text")).sort_values("entry")
    themes = small(lazy(frames.themes).select("cohort", "theme", "description", "example")).sort_values("theme")
    codings = small(lazy(frames.codings).select("cohort", "reflection", "theme", "coder", "present", "passage"))
    if coder is not None:
        codings = codings[codings["coder"] == coder]
    wanted = set(reflections["entry"] if entries is None else entries)
    found = []
    for cohort, group in reflections.groupby("cohort"):
        of_cohort = (themes[themes["cohort"] == cohort], codings[codings["cohort"] == cohort])
        found.append(_of_cohort(str(cohort), group, *of_cohort, wanted, likely, most))
    columns = ["cohort", "reflection", "theme", "nearness", "words"]
    rows = pd.DataFrame([row for each in found for row in each], columns=columns)
    rows = rows.astype({name: "str" for name in columns if name != "nearness"} | {"nearness": float})
    return rows.sort_values(["reflection", "nearness", "theme"], ascending=[True, False, True], ignore_index=True)


def _of_cohort(
    cohort: str,
    reflections: pd.DataFrame,
    themes: pd.DataFrame,
    codings: pd.DataFrame,
    wanted: set[str],
    likely: float,
    most: int,
) -> list[tuple[str, str, str, float, str]]:
    if themes.empty:
        return []
    # Here, as it takes a second to import.
    from sklearn.feature_extraction.text import TfidfVectorizer

    marked = codings[codings["present"].astype(bool)].dropna(subset=["passage"])
    passages = marked.sort_values(["theme", "reflection", "coder"]).groupby("theme")["passage"].agg(" ".join)
    described = [
        " ".join(_text(part) for part in (theme, theme, _belongs(description), example, passages.get(theme)))
        for theme, description, example in zip(themes["theme"], themes["description"], themes["example"], strict=True)
    ]
    vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
    try:
        vectorizer.fit([*reflections["text"], *described])
    except ValueError:  # there is not one word
        return []
    near = vectorizer.transform(described)
    words_of, names = vectorizer.get_feature_names_out(), list(themes["theme"])
    judged = set(zip(codings["reflection"], codings["theme"], strict=True))
    rows = []
    for entry, text in zip(reflections["entry"], reflections["text"], strict=True):
        sentences = [part for part in _SENTENCE.split(text) if part.strip()] if entry in wanted else []
        if not sentences:
            continue
        vectors = vectorizer.transform(sentences)
        # Rounded, so that its errors do not decide between what is equally near.
        scores = (vectors @ near.T).toarray().round(9)
        order = sorted(range(len(names)), key=lambda theme: (-scores[:, theme].max(), theme))
        likeliest = [at for at in order if scores[:, at].max() >= likely and (entry, names[at]) not in judged]
        for theme in likeliest[:most]:
            nearest = int(scores[:, theme].argmax())
            shares = vectors[nearest].multiply(near[theme]).tocoo()
            weightiest = sorted(zip(-shares.data.round(9), shares.col, strict=True))[:4]
            said = {stem(word): word.lower() for word in reversed(_WORD.findall(sentences[nearest]))}
            words = ", ".join(said[words_of[column]] for _, column in weightiest)
            rows.append((cohort, entry, names[theme], float(scores[nearest, theme]), words))
    return rows


def _text(part: Any) -> str:
    return part if isinstance(part, str) else ""


def _belongs(description: Any) -> str:
    """Return the part of a definition that describes what the theme includes."""
    return re.split(r"\bNot:", _text(description))[0]


@lru_cache(20_000)
def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, without stop words."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = (word.lower().replace("’", "'").partition("'")[0] for word in _WORD.findall(text))
    return [stem(word) for word in words if word not in ENGLISH_STOP_WORDS and word not in _EMPTY]


def as_written(texts: Iterable[str]) -> dict[str, str]:
    """Return the most frequent spelling of each stem in some texts, in lower case."""
    found = Counter(word.lower() for text in texts for word in _WORD.findall(text))
    return {stem(word): word for word, _ in sorted(found.items(), key=lambda each: (each[1], each[0]))}


@lru_cache(50_000)
def stem(word: str) -> str:
    """Return the stem of an English word, so that "listened" matches "listening".

    Source: Porter (2001), http://snowball.tartarus.org/texts/introduction.html, by snowballstemmer.
    """
    # A stemmer holds the word it works on: each call has its own, so that threads cannot mix them up.
    base: str = snowballstemmer.stemmer("english").stemWord(re.sub(r"['’].*", "", word.lower()))
    return base
