"""The comparison of cohorts in words: what differs, by how much, and how uncertain that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.reports.sentences import counted, day, few
from alsnb.reports.sentences.wording import by_chance
from alsnb.words import PURPOSES, listing

_DIFFERS = {"percentage_points": (" percentage points", "+.0f"), "difference": ("", "+.2f")}
_CLEAREST = 6
"""The largest number of differences listed in brief."""
_UNSEEN = {"percentage_points": "0.5 percentage points", "difference": "0.005"}
"""Differences up to this are reported as almost none."""


def audience(frames: Any) -> str:
    """Say that the comparison is for the course team, and which records it uses."""
    use = ""
    if frames.purpose is not None:
        use = f" It uses only the records of members who consent to their use for {PURPOSES[frames.purpose]}."
    return (
        f"This report is for the course team.{use} It may include figures based on very few people and must not be "
        "published."
    )


def cohorts(described: pd.DataFrame) -> str:
    """Describe `alsnb.analyses.comparison.described`: the cohorts that are compared."""
    if described.empty:
        return "The log has no cohorts yet, so there is nothing to compare."
    if len(described) == 1:
        only = described["cohort"].iloc[0]
        return f"There is only one cohort, {only}, so this report describes it without a comparison."
    named = [
        f"{row['cohort']} ({counted(row['members'], 'member')} in {counted(row['sets'], 'set')}, {_held(row)}, "
        f"{counted(row['reflections'], 'reflection')})"
        for row in described.to_dict("records")
    ]
    return f"{few(len(named)).capitalize()} cohorts are compared: {listing(named)}."


def _held(row: dict[Any, Any]) -> str:
    held, planned = row["held_meetings"], row["planned_meetings"]
    if pd.isna(planned):
        return f"{counted(int(held), 'meeting')} held"
    return f"{few(int(held), 'none')} of {counted(int(planned), 'planned meeting')} held"


def unlike(described: pd.DataFrame) -> str:
    """Describe `alsnb.analyses.comparison.described`: differences that may explain others."""
    if len(described) < 2:
        return ""
    rows = described.to_dict("records")
    found = []
    for column, what in (("formats", "format"), ("module", "module")):
        values = {row["cohort"]: "not recorded" if pd.isna(row[column]) else row[column] for row in rows}
        if len({*values.values()}) > 1:
            found.append(f"{what} ({'; '.join(f'{code}: {value}' for code, value in values.items())})")
    for column, what in (("members", "members"), ("mean_members_of_a_set", "members per set")):
        sizes = {row["cohort"]: float(row[column]) for row in rows if pd.notna(row[column])}
        if sizes and max(sizes.values()) > 1.25 * min(sizes.values()):
            told = "; ".join(f"{code}: {value:.3g}" for code, value in sizes.items())
            found.append(f"{'size' if column == 'members' else 'set size'} ({told} {what})")
    each = {row["cohort"]: row["planned_meetings"] / row["sets"] for row in rows if row["sets"]}
    if len({value for value in each.values() if pd.notna(value)}) > 1:
        told = "; ".join(f"{code}: {value:.3g}" for code, value in each.items() if pd.notna(value))
        found.append(f"meetings planned per set ({told})")
    starts = [row["start"] for row in rows if pd.notna(row["start"])]
    if len({*starts}) > 1:
        found.append(f"start date (between {day(min(starts))} and {day(max(starts))})")
    caution = (
        "Cohorts were not randomised. Differences may reflect tutors, members or timing, and should not be read as "
        "causal."
    )
    if described[["formats", "module", "mean_members_of_a_set", "start"]].isna().all(axis=None):
        return f"Formats, modules, set sizes and start dates are not recorded. {caution}"
    if not found:
        return f"The cohorts are alike in the formats, modules and sizes recorded. {caution}"
    return f"The cohorts differ in {listing(found)}, which may explain differences reported below. {caution}"


def brief(shares: pd.DataFrame, means: pd.DataFrame, kinds: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    """Describe `alsnb.analyses.comparison.differences` of each: how many intervals exclude 0, and the clearest."""
    kinds = kinds.assign(measure=[f"contribution type {each.lower()}" for each in kinds["measure"]])
    themes = themes.assign(measure=[f"theme {each}" for each in themes["measure"]])
    told = (shares, means, kinds, themes)
    tried, found, apart = 0, list[tuple[float, str]](), list[str]()
    for result in told:
        name = _amount_of(result)
        by, low, high = (result[f"{name}{end}"] for end in ("", "_low", "_high"))
        tried += int(low.notna().sum())
        in_widths = by.abs() / (high - low).clip(lower=1e-12)
        found += [(-in_widths[at], differences(result.loc[[at]])[0]) for at in result.index[(low > 0) | (high < 0)]]
        apart += [differences(result.loc[[at]])[0] for at in result.index[low.isna() & result["apart"].astype(bool)]]
    of = f"Of {counted(tried, 'difference')} with a confidence interval,"
    if not tried:
        said = [many(*told) or "There are no figures for two or more cohorts to compare."]
    elif not found:
        said = [
            f"{of} none has an interval that excludes 0. This does not show that the cohorts are alike: the intervals "
            "show how much they may differ."
        ]
    else:
        has = "has an interval that excludes" if len(found) == 1 else "have intervals that exclude"
        rest = " The clearest:" if len(found) > _CLEAREST else ""
        expected = f"{by_chance(tried)} would be expected by chance"
        said = [f"{of} {few(len(found))} {has} 0; {expected}.{rest}", *(each for _, each in sorted(found)[:_CLEAREST])]
    if apart:
        others = f"{counted(len(apart), 'difference').capitalize()} without a confidence interval may also stand out"
        said += [f"{others}{', including:' if len(apart) > _CLEAREST else ':'}", *apart[:_CLEAREST]]
    return said


def judged(days: dict[str, pd.Timestamp | None]) -> str:
    """Describe `alsnb.analyses.comparison.judged`: the date at which the actions of each cohort are assessed."""
    known = {code: value for code, value in days.items() if value is not None}
    if not known:
        return ""
    if len({*known.values()}) == 1:
        return f"Action outcomes are as of {day(next(iter(known.values())))}."
    told = listing([f"{day(value)} in cohort {code}" for code, value in known.items()])
    return f"Action outcomes are as of {told}: the last day with a record in each."


def differences(result: pd.DataFrame) -> list[str]:
    """Describe `alsnb.analyses.comparison.differences`: a sentence for each measure and cohort."""
    name = _amount_of(result)
    unit, style = _DIFFERS[name]
    if result.empty:
        return ["There are no figures for two or more cohorts to compare."]
    said = []
    for row in result.to_dict("records"):
        by, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
        amount = f"{abs(by):{style[1:]}}"
        of = unit.removesuffix("s") if amount == "1" else unit
        start = f"{row['measure'][:1].upper()}{row['measure'][1:]}: "
        if float(amount):
            more = "higher" if by > 0 else "lower"
            start += f"{amount}{of} {more} in cohort {row['cohort']} than in cohort {row['compared_with']}"
        else:
            start += f"almost no difference (at most {_UNSEEN[name]}) between cohort {row['cohort']}"
            start += f" and cohort {row['compared_with']}"
        if pd.isna(low):
            overlap = "do not overlap" if row["apart"] else "overlap, so this may be due to chance"
            said.append(f"{start}; the confidence intervals of the two figures {overlap}.")
            continue
        sure, exact = "which may be due to chance", style
        if low > 0 or high < 0:
            sure = "and the interval excludes 0"
            # With as many digits as that needs to be seen.
            while not float(f"{low:{exact}}") or not float(f"{high:{exact}}"):
                exact = f"+.{int(exact[2]) + 1}f"
        said.append(f"{start} (95% CI {_signed(low, exact)} to {_signed(high, exact)}), {sure}.")
    return said


def _amount_of(result: pd.DataFrame) -> str:
    """Return the name of the column with the size of the difference."""
    return next((each for each in _DIFFERS if each in result), "difference")


def _signed(value: float, style: str) -> str:
    """Return a difference with its sign, and zero without one."""
    signed = f"{value:{style}}"
    return signed.replace("-", "\N{MINUS SIGN}") if float(signed) else signed[1:]


def many(*results: pd.DataFrame) -> str:
    """Return how many differences have a confidence interval, and how many would stand out by chance."""
    known = [each[f"{_amount_of(each)}_low"].notna().sum() for each in results]
    tried, total = int(sum(known)), sum(map(len, results))
    if total == 0:
        return ""
    rest = total - tried
    left = (
        f" {few(rest).capitalize()} more {'has' if rest == 1 else 'have'} none, because figures are based on fewer "
        "than five members or sets, or their intervals do not allow for clustering by member."
    )
    if tried == 0:
        return (
            "No difference has a confidence interval: each is based on fewer than five members or sets, or on "
            "intervals that do not allow for clustering by member."
        )
    chance = (
        "If cohorts did not differ, about one in 20 intervals would exclude 0 by chance: here, "
        f"{by_chance(tried)}. No correction was made for multiple comparisons; look for differences that are large or "
        "recur across cohorts."
    )
    has = "difference has" if tried == 1 else "differences have"
    return f"{few(tried).capitalize()} {has} a confidence interval. {chance}{left if rest else ''}"


def themes(result: pd.DataFrame, cohorts: Sequence[str]) -> str:
    """Describe `alsnb.analyses.comparison.themes_in_all`."""
    if result.empty:
        return (
            "Themes are not compared: this needs coded reflections in at least two cohorts, and themes that are in "
            "the codebook of each."
        )
    told, shared = result["cohort"].unique(), result["measure"].nunique()
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    of = listing([f"{coded[code]:,} in cohort {code}" for code in cohorts if code in coded.index])
    is_in = "theme is in the codebook" if shared == 1 else "themes are in the codebooks"
    all_of = "both cohorts" if len(told) == 2 else f"all {few(len(told))} cohorts"
    return f"{few(shared).capitalize()} {is_in} of {all_of} with coded reflections; coded reflections: {of}."


def kinds(result: pd.DataFrame, frames: Any) -> str:
    """Describe `alsnb.analyses.comparison.kinds`: the number of contributions classified."""
    if result.empty:
        return "Contribution types are not compared: no contribution was classified in any cohort."
    every = frames.contributions["cohort"].value_counts()
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    told = listing([f"{coded.get(code, 0):,} of {every[code]:,} in cohort {code}" for code in sorted(every.index)])
    return (
        f"Shares are of the contributions that were classified: {told}. If cohorts classified differently, or "
        "classified different parts of their meetings, shares may differ for that reason alone."
    )


def methods() -> list[str]:
    """Return the methods of a comparison."""
    return [
        (
            "Shares: attended of expected attendances, actions done of those due, actions reported at the next meeting "
            "of those due to be reported, contributions of a type of those classified, reflections with a theme of "
            "those coded. Their 95% confidence intervals (CI) are Wilson intervals for the effective number of "
            "observations, which allows for clustering by member, so some are wider than in the report of one cohort."
        ),
        (
            "Voice equity has Student's t interval over sets (for a cohort of one set, over its airtimes, which does "
            "not generalise to other sets). Minutes have a bootstrap interval and actions a Poisson interval over "
            "airtimes; these two do not allow for the same member presenting several times."
        ),
        (
            "Differences: the confidence interval is recovered from those of the two figures (Zou and Donner 2008; "
            "for shares, Newcombe 1998), assuming that cohorts consist of different people. It is reported if both "
            "figures are based on at least five members (for voice equity, five sets)."
        ),
    ]
