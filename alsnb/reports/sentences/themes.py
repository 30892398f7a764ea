"""Reflections, themes, levels and excerpts in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.analyses.themes.levels import LEVELS
from alsnb.reports.sentences.wording import (
    INTERVALS,
    as_factor,
    by_chance,
    change_of_odds,
    counted,
    few,
    is_number,
    is_protected,
    number,
    numbers,
    only_row,
    publishable,
    share_of,
)
from alsnb.words import listing, sentence


@publishable("The number of reflections")
def writing(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.writing`."""
    if result.empty:
        return "No reflections have been shared with the tutor."
    row = only_row(result)
    n, coded = row["reflections"], row["coded_reflections"]
    shared = f"{counted(n, 'reflection')} {'was' if n == 1 else 'were'} shared with the tutor"
    if pd.notna(row["members"]):
        shared = f"{counted(row['members'], 'member')} wrote {counted(n, 'reflection')} shared with the tutor"
    if is_protected(result):
        words = f", with a median of {row['median_words']:.0f} words" if is_number(row["median_words"]) else ""
        return f"{sentence(shared)}{words}; {few(coded, 'none')} of them have been coded."
    words = ("with a median of " if n > 1 else "of ") + counted(round(row["median_words"]), "word")
    has = "has" if coded == 1 else "have"
    of_them = "all of them have" if coded == n > 1 else f"{few(coded)} of them {has}"
    so_far = f"{of_them} been coded" if coded else "none of them has been coded yet"
    if n == 1:
        so_far = "it has been coded" if coded else "it has not been coded yet"
    return f"{sentence(shared)}, {words}; {so_far}."


@publishable("Theme prevalence")
def prevalence(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.prevalence`."""
    if result.empty:
        return "No reflections have been coded with the codebook, so there are no themes to report."
    if is_protected(result):
        result = result[numbers(result["prevalence"]).notna()]
        if result.empty:
            return "The prevalence of every theme is suppressed."
    found = result[numbers(result["with_theme"]) > 0]
    if found.empty:
        none = f"None of the codebook's {few(len(result))} themes was"
        return f"{none if len(result) > 1 else 'The one theme in the codebook was not'} found in the coded reflections."
    named = [share_of(row["theme"], row, "prevalence") for row in found.head(3).to_dict("records")]
    lead = "The only theme found was" if not is_protected(result) else "The only theme published is"
    lead = "The most prevalent themes were" if len(named) > 1 else lead
    coded = counted(result["coded_reflections"].iloc[0], "coded reflection")
    return f"{lead} {listing(named)} of {coded}{INTERVALS}."


@publishable("Theme co-occurrence")
def co_occurrence(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.co_occurrence`."""
    estimated = result[numbers(result["lift"]).notna() & numbers(result["lift_low"]).notna()] if len(result) else result
    if estimated.empty:
        return "" if result.empty else "Theme co-occurrence is not estimated: too few members mention two themes."
    apart = estimated[(estimated["lift_low"] > 1) | (estimated["lift_high"] < 1)].head(3)
    pairs = counted(len(estimated), "pair")
    if apart.empty:
        return f"Of {pairs} of themes, none co-occurs clearly more or less often than expected by chance."
    named = [
        f"{row['theme']} with {row['other_theme']}, {as_factor(row, 'lift')} times as often"
        for row in apart.to_dict("records")
    ]
    lead = f"Of {pairs} of themes, clearly more or less often in the same reflection than expected by chance"
    return f"{lead}: {'; '.join(named)}{INTERVALS}. {_by_chance(len(estimated))}"


def _by_chance(comparisons: int) -> str:
    """Return how many of so many comparisons would stand out by chance."""
    if comparisons == 1:
        return "Of 20 such comparisons, one would be expected by chance."
    return f"With {few(comparisons)} comparisons, {by_chance(comparisons)} would be expected by chance."


@publishable("The change in theme prevalence")
def prevalence_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.prevalence_change`."""
    name = "prevalence_odds_ratio"
    estimated = result[numbers(result[name]).notna()] if len(result) else result
    if estimated.empty:
        needed = "it needs at least two cycles, five members who mention a theme and five who write without it"
        return "" if result.empty else f"The change over cycles in theme prevalence is not estimated: {needed}."
    apart = estimated[(estimated[f"{name}_low"] > 1) | (estimated[f"{name}_high"] < 1)]
    if apart.empty:
        themes = counted(len(estimated), "theme")
        return f"Of {themes}, none became clearly more or less prevalent from one cycle to the next."
    named = [f"for {row['theme']} by a factor of {as_factor(row, name)}" for row in apart.to_dict("records")]
    lead = "From one cycle to the next, the odds that a reflection has a theme changed"
    return f"{lead} {listing(named)}{INTERVALS}. {_by_chance(len(estimated))}"


@publishable("The level of reflection")
def levels(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.levels`."""
    if result.empty:
        return "No reflections have been rated for their level of reflection."
    row = only_row(result)
    named = [f"{few(row[f'at_{level}'], 'none')} at {level.replace('_', ' ')}" for level in LEVELS]
    return f"Of {counted(row['rated_reflections'], 'rated reflection')}: {listing(named)}."


@publishable("The change in level of reflection")
def levels_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.levels_change`."""
    needed = "five members who reach some level and five who do"
    return change_of_odds(result, "level_odds_ratio", "the odds of a higher level", needed)


_LITTLE = 5
"""The stability of a group with fewer reflections than this is not informative."""


@publishable("The list of suggested themes")
def discovered(themes: pd.DataFrame, purpose: str | None = None) -> str:
    """Describe the themes of `alsnb.themes.discover`; not for a report under pseudonyms."""
    if purpose is not None:
        return "Suggested themes are for the course team only, because a word that members share may be a name."
    if themes.empty:
        return "No themes are suggested by the words of the reflections."
    start = f"These {counted(len(themes), 'group')} of reflections are suggestions" if len(themes) > 1 else (
        "This group of reflections is a suggestion"
    )  # fmt: skip
    return (
        f"{start}, based on shared words and not reviewed by anyone. You can add suggestions to the codebook, rename "
        "them or ignore them. Stability, from 0 to 1, is how much of a group is found again if a fifth of the "
        f"reflections is left out{_little(int((themes['size'] < _LITTLE).sum()))}."
    )


def _little(groups: int) -> str:
    """Return a caution: few reflections with the same rare word are grouped again, whichever are left out."""
    if not groups:
        return ""
    have, their = ("group has", "its") if groups == 1 else ("groups have", "their")
    return f"; {few(groups)} {have} fewer than {few(_LITTLE)} reflections, so {their} stability is not informative"


REDACTION = "alsnb_redaction"
"""The attribute of excerpts that says how names were redacted, and which may remain."""


def redaction(result: pd.DataFrame) -> str:
    """Return how names were redacted from the excerpts, and which may remain; empty if there are no excerpts."""
    return "" if result.empty else str(result.attrs.get(REDACTION, ""))


@publishable("The selection of excerpts")
def quotations(result: pd.DataFrame, roster: Any) -> str:
    """Describe `alsnb.themes.quotations`, names redacted by a roster; and which names may remain."""
    if result.empty and roster is None:
        return "No excerpts are shown: without a roster, names cannot be redacted."
    if result.empty:
        return "No excerpts can be shown: none was marked in a reflection by a member who consents to be quoted."
    if is_protected(result):
        return f"The excerpts are by members who consent to be quoted. {redaction(result)}".strip()
    members = result["member"].nunique()
    consent = "consents to be quoted" if members == 1 else "consent to be quoted, each under a pseudonym"
    return f"The excerpts are by {counted(members, 'member')} who {consent}. {redaction(result)}".strip()


@publishable("Agreement between coders")
def agreement(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.agreement`; the row of all themes together."""
    overall = result[result["theme"].isna()] if len(result) else result
    if overall.empty:
        return "No reflection was coded by more than one coder, so agreement cannot be calculated."
    row = only_row(overall)
    pairs, judged = counted(row["pairs"], "pair"), counted(row["reflections"], "reflection")
    if not is_number(row["alpha"]):
        return f"Several coders judged {judged}: too few, or too alike, to calculate agreement."
    return f"Krippendorff's alpha was {number(overall, 'alpha')}, from {pairs} of judgements of {judged}."
