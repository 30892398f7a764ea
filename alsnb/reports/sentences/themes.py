"""What reflections say and how deep they go, in words."""

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
    joined,
    number,
    numbers,
    only_row,
    publishable,
    share_of,
    upper,
)


@publishable("How much was written")
def writing(result: pd.DataFrame) -> str:
    """From `alsnb.themes.writing`."""
    if result.empty:
        return "No reflection has been shared with the tutor."
    row = only_row(result)
    n, coded = row["reflections"], row["coded_reflections"]
    writers = "The log holds" if pd.isna(row["members"]) else f"{counted(row['members'], 'member')} wrote"
    if is_protected(result):
        words = f", of a median of {row['median_words']:.0f} words" if is_number(row["median_words"]) else ""
        said = (
            f"{writers} {counted(n, 'reflection')} shared with the tutor{words}; {few(coded)} of them have been coded."
        )
        return upper(said)
    words = ("a median of " if n > 1 else "") + counted(round(row["median_words"]), "word")
    has = "has" if coded == 1 else "have"
    of_them = "all of them have" if coded == n > 1 else f"{few(coded)} of them {has}"
    so_far = f"{of_them} been coded" if coded else "none of them has been coded yet"
    if n == 1:
        so_far = "it has been coded" if coded else "it has not been coded yet"
    said = f"{writers} {counted(n, 'reflection')} shared with the tutor, {words}; {so_far}."
    return said[0].upper() + said[1:]


@publishable("How often themes were found")
def prevalence(result: pd.DataFrame) -> str:
    """From `alsnb.themes.prevalence`."""
    if result.empty:
        return "There are no themes to report until reflections are coded with the codebook."
    if is_protected(result):
        result = result[numbers(result["prevalence"]).notna()]
        if result.empty:
            return "No theme was found in so many reflections that its share may be given."
    found = result[numbers(result["with_theme"]) > 0]
    if found.empty:
        none = f"None of the codebook's {few(len(result))} themes was"
        return f"{none if len(result) > 1 else 'The one theme of the codebook was not'} found in the reflections coded."
    named = [share_of(row["theme"], row, "prevalence") for row in found.head(3).to_dict("records")]
    lead = "The most prevalent themes were" if len(named) > 1 else "The one theme found was"
    coded = counted(result["coded_reflections"].iloc[0], "coded reflection")
    return f"{lead} {joined(named)} of {coded}{INTERVALS}."


@publishable("Which themes come together")
def co_occurrence(result: pd.DataFrame) -> str:
    """From `alsnb.themes.co_occurrence`."""
    told = result[numbers(result["lift"]).notna() & numbers(result["lift_low"]).notna()] if len(result) else result
    if told.empty:
        return "" if result.empty else "Too few members mention two themes to tell whether these come together."
    apart = told[(told["lift_low"] > 1) | (told["lift_high"] < 1)].head(3)
    if apart.empty:
        pairs = counted(len(told), "pair")
        return f"Of {pairs} of themes, none is clearly more or less often in the same reflection than by chance."
    named = [
        f"{row['theme']} with {row['other_theme']}, {as_factor(row, 'lift')} times as often"
        for row in apart.to_dict("records")
    ]
    lead = (
        f"Of {counted(len(told), 'pair')} of themes, clearly more or less often in the same reflection than by chance"
    )
    return f"{lead}: {'; '.join(named)}{INTERVALS}. By chance alone, it would be {by_chance(len(told))}."


@publishable("How themes changed")
def prevalence_change(result: pd.DataFrame) -> str:
    """From `alsnb.themes.prevalence_change`."""
    name = "prevalence_odds_ratio"
    told = result[numbers(result[name]).notna()] if len(result) else result
    if told.empty:
        needed = "that takes two cycles, five members who mention a theme and five who write without it"
        return "" if result.empty else f"How themes changed from cycle to cycle is not told: {needed}."
    apart = told[(told[f"{name}_low"] > 1) | (told[f"{name}_high"] < 1)]
    if apart.empty:
        themes = counted(len(told), "theme")
        return f"Of {themes}, none was found clearly more or less often from one cycle to the next."
    named = [f"for {row['theme']} by a factor of {as_factor(row, name)}" for row in apart.to_dict("records")]
    lead = "From one cycle to the next, the odds that a reflection has a theme changed"
    return f"{lead} {joined(named)}{INTERVALS}. By chance alone, it would be {by_chance(len(told))}."


@publishable("How deep reflections went")
def levels(result: pd.DataFrame) -> str:
    """From `alsnb.themes.levels`."""
    if result.empty:
        return "How deep reflections go has not been rated."
    row = only_row(result)
    named = [f"{few(row[f'at_{level}'], 'none')} at {level.replace('_', ' ')}" for level in LEVELS]
    return f"Of {counted(row['rated_reflections'], 'rated reflection')}: {joined(named)}."


@publishable("How the depth of reflections changed")
def levels_change(result: pd.DataFrame) -> str:
    """From `alsnb.themes.levels_change`."""
    told = "five members who reach some level and five who do"
    return change_of_odds(result, "level_odds_ratio", "the odds of a higher level", told)


_LITTLE = 5
"""Fewer reflections than this are too few to say that they belong together."""


@publishable("What themes the reflections themselves suggest")
def discovered(themes: pd.DataFrame, purpose: str | None = None) -> str:
    """From the themes of `alsnb.themes.discover`; not for a report under pseudonyms."""
    if purpose is not None:
        return "Suggested themes are for the course team alone, as a word that members share may be a name."
    if themes.empty:
        return "The words of the reflections suggest no themes."
    return (
        f"These {counted(len(themes), 'group')} of reflections are suggestions, by the words they share: nobody has "
        "judged them. They may be taken into the codebook, renamed or left. Stability, from 0 to 1, is how much of a "
        f"group comes back when a fifth of the reflections is left out{_little(int((themes['size'] < _LITTLE).sum()))}."
    )


def _little(groups: int) -> str:
    """Few reflections that use the same rare word come back together whatever is left out."""
    if not groups:
        return ""
    are = "group has" if groups == 1 else "groups have"
    return f"; {few(groups)} {are} fewer than {few(_LITTLE)} reflections, whose stability says little"


REDACTION = "alsnb_redaction"
"""The attribute of passages that says how names were taken out, and what that leaves in."""


def redaction(result: pd.DataFrame) -> str:
    """How names were taken out of the passages that are quoted, and what may remain; empty if none is quoted."""
    return "" if result.empty else str(result.attrs.get(REDACTION, ""))


@publishable("What members said")
def quotations(result: pd.DataFrame, roster: Any) -> str:
    """From `alsnb.themes.quotations`, names redacted by a roster; and which names may remain."""
    if result.empty and roster is None:
        return "No passages are quoted here: that takes the roster, so that names can be taken out."
    if result.empty:
        return "No passage may be quoted: none was marked in a reflection of a member who consents to be quoted."
    if is_protected(result):
        return f"What follows was written by members who consent to be quoted. {redaction(result)}".strip()
    members = result["member"].nunique()
    consent = "consents to be quoted" if members == 1 else "consent to be quoted, each under a pseudonym"
    return f"What follows was written by {counted(members, 'member')} who {consent}. {redaction(result)}".strip()


@publishable("How far coders agreed")
def agreement(result: pd.DataFrame) -> str:
    """From `alsnb.themes.agreement`; the row of all themes together."""
    whole = result[result["theme"].isna()] if len(result) else result
    if whole.empty:
        return "No reflection was judged by several coders, so how far coders agree is not known."
    row = only_row(whole)
    pairs, judged = counted(row["pairs"], "pair"), counted(row["reflections"], "reflection")
    if not is_number(row["alpha"]):
        return f"Several coders judged {judged}: too few, or too alike, to tell how far they agree."
    return f"In {pairs} of judgements of {judged}, Krippendorff's alpha was {number(whole, 'alpha')}."
