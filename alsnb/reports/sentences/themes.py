"""Reflections, themes, levels and excerpts in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    Change,
    amount,
    as_factor,
    by_chance,
    change_of_odds,
    each_with_number,
    form,
    is_number,
    is_protected,
    known_zero,
    number,
    number_of,
    numbers,
    only_row,
    publishable,
    share_of,
    text,
    why_not,
)
from alsnb.words import LEVELS, gettext, listing, ngettext

_LEVELS = Change(
    gettext("From one cycle to the next, the odds of a higher level changed by a factor of {factor}."),
    gettext("The change over cycles in level of reflection is suppressed ({reason})."),
    gettext(
        "The change over cycles in level of reflection is not estimated: it needs at least two cycles, five members "
        "who reach some level and five who do not."
    ),
)


@publishable(gettext("The number of reflections"))
def writing(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.writing`."""
    if result.empty:
        return gettext("No reflections have been shared with the tutor.")
    row = only_row(result)
    n, coded = row["reflections"], row["coded_reflections"]
    shared = ngettext(
        "One reflection was shared with the tutor.", "{n} reflections were shared with the tutor.",
        form(n), n=number_of(n),
    )  # fmt: skip
    so_far = ngettext("One has been coded.", "{n} have been coded.", form(coded), n=amount(coded))
    so_far = gettext("None has been coded yet.") if known_zero(coded) else so_far
    return text(shared, gettext("Writers: {n}.", n=amount(row["members"])), _length(row["median_words"]), so_far)


def _length(words: Any) -> str:
    if isinstance(words, Mark):
        return gettext("The median length is suppressed ({reason}).", reason=why_not(words))
    if pd.isna(words):
        return gettext("The median length is not available.")
    return ngettext("Median length: one word.", "Median length: {n} words.", round(words), n=f"{words:,.0f}")


@publishable(gettext("Theme prevalence"))
def prevalence(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.prevalence`."""
    if result.empty:
        return gettext("No reflections have been coded with the codebook, so there are no themes to report.")
    n = result["coded_reflections"].iloc[0]
    coded = ngettext("One reflection was coded.", "{n} reflections were coded.", form(n), n=number_of(n))
    if is_protected(result):
        result = result[numbers(result["prevalence"]).notna()]
        if result.empty:
            return gettext("The prevalence of every theme is suppressed.")
    found = result[numbers(result["with_theme"]) > 0]
    themes = listing([share_of(row["theme"], row, "prevalence") for row in found.head(3).to_dict("records")])
    if found.empty:
        said = ngettext(
            "The one theme in the codebook was not found.", "None of the codebook's {n} themes was found.", len(result)
        )
    elif len(found) > 1:
        said = gettext("The most prevalent themes were {themes} (95% CI in brackets).", themes=themes)
    elif is_protected(result):
        said = gettext("Only one theme is published: {themes} (95% CI in brackets).", themes=themes)
    else:
        said = gettext("Only one theme was found: {themes} (95% CI in brackets).", themes=themes)
    return text(coded, said)


@publishable(gettext("Theme co-occurrence"))
def co_occurrence(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.co_occurrence`."""
    if result.empty:
        return ""
    estimated = result[numbers(result["lift"]).notna() & numbers(result["lift_low"]).notna()]
    if estimated.empty:
        return gettext("Theme co-occurrence is not estimated: too few members mention two themes.")
    pairs = ngettext("One pair of themes was compared.", "{n} pairs of themes were compared.", len(estimated))
    apart = estimated[(estimated["lift_low"] > 1) | (estimated["lift_high"] < 1)].head(3).to_dict("records")
    if not apart:
        return text(pairs, gettext("None co-occurs clearly more or less often than expected by chance."))
    named = [
        gettext(
            "{theme} with {other}, {factor} times as often",
            theme=row["theme"], other=row["other_theme"], factor=as_factor(row, "lift"),
        )
        for row in apart
    ]  # fmt: skip
    clearly = gettext(
        "These are in the same reflection clearly more or less often than expected by chance: {pairs} (95% CI in "
        "brackets).",
        pairs="; ".join(named),
    )
    return text(pairs, clearly, _by_chance(len(estimated)))


def _by_chance(comparisons: int) -> str:
    """Return how many of so many comparisons would stand out by chance."""
    return ngettext(
        "Of 20 such comparisons, one would be expected to stand out by chance.",
        "With {n} comparisons, {expected} would be expected to stand out by chance.",
        comparisons,
        expected=by_chance(comparisons),
    )


@publishable(gettext("The change in theme prevalence"))
def prevalence_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.prevalence_change`."""
    if result.empty:
        return ""
    name = "prevalence_odds_ratio"
    estimated = result[numbers(result[name]).notna()]
    if estimated.empty:
        return gettext(
            "The change over cycles in theme prevalence is not estimated: it needs at least two cycles, five members "
            "who mention a theme and five who write without it."
        )
    apart = estimated[(estimated[f"{name}_low"] > 1) | (estimated[f"{name}_high"] < 1)].to_dict("records")
    if not apart:
        return ngettext(
            "The one theme compared became neither clearly more nor clearly less prevalent from one cycle to the next.",
            "Of {n} themes, none became clearly more or less prevalent from one cycle to the next.",
            len(estimated),
        )
    named = [gettext("{label}: {n}", label=row["theme"], n=as_factor(row, name)) for row in apart]
    changed = gettext(
        "From one cycle to the next, the odds that a reflection has the theme clearly changed for these themes, by the "
        "factor given: {themes} (95% CI in brackets).",
        themes="; ".join(named),
    )
    return text(changed, _by_chance(len(estimated)))


@publishable(gettext("The level of reflection"))
def levels(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.levels`."""
    if result.empty:
        return gettext("No reflections have been rated for their level of reflection.")
    row = only_row(result)
    n = row["rated_reflections"]
    return text(
        ngettext("One reflection was rated.", "{n} reflections were rated.", form(n), n=number_of(n)),
        gettext(
            "Levels – {levels}.",
            levels=each_with_number({label: row[f"at_{level}"] for level, label in LEVELS.items()}),
        ),
    )


@publishable(gettext("The change in level of reflection"))
def levels_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.levels_change`."""
    return change_of_odds(result, "level_odds_ratio", _LEVELS)


_LITTLE = 5
"""The stability of a group with fewer reflections than this is not informative."""


@publishable(gettext("The list of suggested themes"))
def discovered(themes: pd.DataFrame, purpose: str | None = None) -> str:
    """Describe the themes of `alsnb.themes.discover`; not for a report under pseudonyms."""
    if purpose is not None:
        return gettext(
            "Suggested themes are for the course team only, because a word that members share may be a name."
        )
    if themes.empty:
        return gettext("No themes are suggested by the words of the reflections.")
    small = int((themes["size"] < _LITTLE).sum())
    return text(
        ngettext(
            "This group of reflections is a suggestion, based on shared words and not reviewed by anyone.",
            "These {n} groups of reflections are suggestions, based on shared words and not reviewed by anyone.",
            len(themes),
        ),
        gettext("You can add suggestions to the codebook, rename them or ignore them."),
        gettext(
            "Stability, from 0 to 1, is how much of a group is found again if a fifth of the reflections is left out."
        ),
        ngettext(
            "One group has fewer than {fewest} reflections, so its stability is not informative.",
            "{n} groups have fewer than {fewest} reflections, so their stability is not informative.",
            small,
            fewest=_LITTLE,
        )
        if small
        else "",
    )


REDACTION = "alsnb_redaction"
"""The attribute of excerpts that says how names were redacted, and which may remain."""


def redaction(result: pd.DataFrame) -> str:
    """Return how names were redacted from the excerpts, and which may remain; empty if there are no excerpts."""
    return "" if result.empty else str(result.attrs.get(REDACTION, ""))


@publishable(gettext("The selection of excerpts"))
def quotations(result: pd.DataFrame, roster: Any) -> str:
    """Describe `alsnb.themes.quotations`, names redacted by a roster; and which names may remain."""
    if result.empty and roster is None:
        return gettext("No excerpts are shown: without a roster, names cannot be redacted.")
    if result.empty:
        return gettext(
            "No excerpts can be shown: none was marked in a reflection by a member who consents to be quoted."
        )
    if is_protected(result):
        return text(gettext("The excerpts are by members who consent to be quoted."), redaction(result))
    by = ngettext(
        "The excerpts are by one member who consents to be quoted.",
        "The excerpts are by {n} members who consent to be quoted, each under a pseudonym.",
        int(result["member"].nunique()),
    )
    return text(by, redaction(result))


@publishable(gettext("Agreement between coders"))
def agreement(result: pd.DataFrame) -> str:
    """Describe `alsnb.themes.agreement`; the row of all themes together."""
    overall = result[result["theme"].isna()] if len(result) else result
    if overall.empty:
        return gettext("No reflection was coded by more than one coder, so agreement cannot be calculated.")
    row = only_row(overall)
    judged, pairs = row["reflections"], row["pairs"]
    several = ngettext(
        "One reflection was judged by several coders.", "{n} reflections were judged by several coders.",
        form(judged), n=number_of(judged),
    )  # fmt: skip
    if not isinstance(row["alpha"], Mark) and not is_number(row["alpha"]):
        return text(several, gettext("Judgements are too few, or too alike, to calculate agreement."))
    return text(
        several,
        gettext("Krippendorff's alpha: {estimate}.", estimate=number(overall, "alpha")),
        ngettext(
            "It is based on one pair of judgements.", "It is based on {n} pairs of judgements.",
            form(pairs), n=number_of(pairs),
        ),
    )  # fmt: skip
