"""What members write about, as coded in the codebook's themes.

presence       which themes are in which reflections
prevalence     in how many, and how that changes from cycle to cycle
cooccurrence   which themes come together
levels         how deep reflections go
quotations     passages to quote
coders         how far coders agree; for sets that are analysed reflexively:
audit          what was coded and made of the codebook, by whom and when
suggestions    themes that a reflection's words point at
discovery      themes suggested without a codebook
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from alsnb.analyses.shared.frames import By, FramesLike, count_by, groups, lazy, person, small
from alsnb.analyses.themes.audit_trail import audit_trail
from alsnb.analyses.themes.coder_agreement import FEWEST, agreement, agreement_of_pairs, agreement_on_levels, drawn
from alsnb.analyses.themes.cooccurrence import co_occurrence
from alsnb.analyses.themes.discovery import Discovered, discover
from alsnb.analyses.themes.levels import LEVELS, levels, levels_change
from alsnb.analyses.themes.presence import CONTEXT, known, presence
from alsnb.analyses.themes.prevalence import prevalence, prevalence_change
from alsnb.analyses.themes.quotations import quotations
from alsnb.analyses.themes.suggestion import suggest

__all__ = [
    "FEWEST",
    "LEVELS",
    "Discovered",
    "agreement",
    "agreement_of_pairs",
    "agreement_on_levels",
    "audit_trail",
    "co_occurrence",
    "discover",
    "drawn",
    "levels",
    "levels_change",
    "presence",
    "prevalence",
    "prevalence_change",
    "quotations",
    "suggest",
    "writing",
]


def writing(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Count the reflections written, and those coded.

    Parameters
    ----------
    frames
        Uses ``reflections`` (text) and ``codings`` (reflection).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who wrote (missing where writers were not noted); ``reflections``;
        ``median_words`` of a reflection; ``coded_reflections``, those that any coder has judged for any theme.
    """
    reflections = small(lazy(frames.reflections).select("entry", *CONTEXT, "text"))
    coded = small(lazy(frames.codings).select("reflection").unique())["reflection"]
    reflections["words"] = reflections["text"].map(lambda text: len(text.split())).astype(float)
    reflections["person"] = person(reflections)
    reflections["coded"] = reflections["entry"].isin(coded).astype(int)
    result = count_by(
        reflections,
        groups(by),
        members=("person", "nunique"),
        reflections=("entry", "size"),
        median_words=("words", "median"),
        coded_reflections=("coded", "sum"),
    )
    return result.assign(members=known(result["members"]))
