"""The comparison of cohorts in words: what differs, by how much, and how uncertain that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.reports.sentences.wording import amount, by_chance, day, text
from alsnb.words import PURPOSES, gettext, listing, ngettext, sentence

_STYLES = {"percentage_points": "+.0f", "difference": "+.2f"}
"""The column with the size of a difference → how it is written."""
_CLEAREST = 6
"""The largest number of differences listed in brief."""


def audience(frames: Any) -> str:
    """Say that the comparison is for the course team, and which records it uses."""
    use = ""
    if frames.purpose is not None:
        use = gettext(
            "It uses only the records of members who consent to their use for {purpose}.",
            purpose=PURPOSES[frames.purpose],
        )
    small = gettext("It may include figures based on very few people and must not be published.")
    return text(gettext("This report is for the course team."), use, small)


def cohorts(described: pd.DataFrame) -> str:
    """Describe `alsnb.analyses.comparison.described`: the cohorts that are compared."""
    if described.empty:
        return gettext("The log has no cohorts yet, so there is nothing to compare.")
    if len(described) == 1:
        return gettext(
            "There is only one cohort, {cohort}, so this report describes it without a comparison.",
            cohort=described["cohort"].iloc[0],
        )
    named = [
        gettext(
            "{cohort} (sets: {sets}; members: {members}; meetings planned: {planned}, held: {held}; reflections: "
            "{reflections})",
            cohort=row["cohort"],
            planned=gettext("not recorded") if pd.isna(row["planned_meetings"]) else amount(row["planned_meetings"]),
            **{name: amount(row[name]) for name in ("sets", "members", "reflections")},
            held=amount(row["held_meetings"]),
        )
        for row in described.to_dict("records")
    ]
    return gettext("These cohorts are compared: {cohorts}.", cohorts=", ".join(named))


def unlike(described: pd.DataFrame) -> str:
    """Describe `alsnb.analyses.comparison.described`: differences that may explain others."""
    if len(described) < 2:
        return ""
    rows = described.to_dict("records")
    each = {row["cohort"]: row["planned_meetings"] / row["sets"] for row in rows if row["sets"]}
    starts = [row["start"] for row in rows if pd.notna(row["start"])]
    found = []
    if values := _unlike({row["cohort"]: row["formats"] for row in rows}):
        found.append(gettext("format ({values})", values=values))
    if values := _unlike({row["cohort"]: row["module"] for row in rows}):
        found.append(gettext("module ({values})", values=values))
    if values := _much_unlike({row["cohort"]: row["members"] for row in rows}):
        found.append(gettext("members ({values})", values=values))
    if values := _much_unlike({row["cohort"]: row["mean_members_of_a_set"] for row in rows}):
        found.append(gettext("members per set ({values})", values=values))
    if len({value for value in each.values() if pd.notna(value)}) > 1:
        found.append(gettext("meetings planned per set ({values})", values=_figures(each)))
    if len({*starts}) > 1:
        found.append(gettext("start date (between {first} and {last})", first=day(min(starts)), last=day(max(starts))))
    if described[["formats", "module", "mean_members_of_a_set", "start"]].isna().all(axis=None):
        said = gettext("Formats, modules, set sizes and start dates are not recorded.")
    elif not found:
        said = gettext("The cohorts are alike in the formats, modules and sizes recorded.")
    else:
        said = gettext(
            "The cohorts differ in these respects, which may explain differences reported below: {respects}.",
            respects=listing(found),
        )
    caution = gettext(
        "Cohorts were not randomised. Differences may reflect tutors, members or timing, and should not be read as "
        "causal."
    )
    return text(said, caution)


def _unlike(values: dict[str, Any]) -> str:
    """Return the texts of cohorts if they differ; otherwise nothing."""
    known = {code: gettext("not recorded") if pd.isna(value) else str(value) for code, value in values.items()}
    return "; ".join(_labelled(code, value) for code, value in known.items()) if len({*known.values()}) > 1 else ""


def _much_unlike(sizes: dict[str, Any]) -> str:
    """Return the sizes of cohorts if one is larger than another by more than a quarter; otherwise nothing."""
    known = [float(value) for value in sizes.values() if pd.notna(value)]
    return _figures(sizes) if known and max(known) > 1.25 * min(known) else ""


def _figures(values: dict[str, Any]) -> str:
    return "; ".join(_labelled(code, f"{value:.3g}") for code, value in values.items() if pd.notna(value))


def _labelled(code: str, value: str) -> str:
    return gettext("{label}: {n}", label=code, n=value)


def brief(shares: pd.DataFrame, means: pd.DataFrame, kinds: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    """Describe `alsnb.analyses.comparison.differences` of each: how many intervals exclude 0, and the clearest."""
    kinds = kinds.assign(measure=[gettext("contribution type “{type}”", type=each) for each in kinds["measure"]])
    themes = themes.assign(measure=[gettext("theme “{theme}”", theme=each) for each in themes["measure"]])
    results = (shares, means, kinds, themes)
    tried, found, apart = 0, list[tuple[float, str]](), list[str]()
    for result in results:
        name = _amount_of(result)
        by, low, high = (result[f"{name}{end}"] for end in ("", "_low", "_high"))
        tried += int(low.notna().sum())
        in_widths = by.abs() / (high - low).clip(lower=1e-12)
        found += [(-in_widths[at], differences(result.loc[[at]])[0]) for at in result.index[(low > 0) | (high < 0)]]
        apart += [differences(result.loc[[at]])[0] for at in result.index[low.isna() & result["apart"].astype(bool)]]
    if not tried:
        said = [many(*results) or gettext("There are no figures for two or more cohorts to compare.")]
    else:
        said = [_excluding(tried, len(found)), *(each for _, each in sorted(found)[:_CLEAREST])]
    return [*said, *([_without_interval(len(apart)), *apart[:_CLEAREST]] if apart else [])]


def _excluding(tried: int, excluding: int) -> str:
    """Return how many intervals exclude 0."""
    known = ngettext("One difference has a confidence interval.", "{n} differences have a confidence interval.", tried)
    if not excluding:
        return text(
            known,
            gettext("No interval excludes 0."),
            gettext("This does not show that the cohorts are alike: the intervals show how much they may differ."),
        )
    return text(
        known,
        ngettext("One interval excludes 0.", "{n} intervals exclude 0.", excluding),
        gettext("By chance, {expected} would be expected to.", expected=by_chance(tried)),
        gettext("These are the clearest:") if excluding > _CLEAREST else "",
    )


def _without_interval(n: int) -> str:
    if n > _CLEAREST:
        return gettext("{n} differences without a confidence interval may also stand out, including:", n=n)
    return ngettext(
        "One difference without a confidence interval may also stand out:",
        "{n} differences without a confidence interval may also stand out:",
        n,
    )


def judged(days: dict[str, pd.Timestamp | None]) -> str:
    """Describe `alsnb.analyses.comparison.judged`: the date at which the actions of each cohort are assessed."""
    known = {code: value for code, value in days.items() if value is not None}
    if not known:
        return ""
    if len({*known.values()}) == 1:
        return gettext("Action outcomes are as of {day}.", day=day(next(iter(known.values()))))
    dates = [gettext("{day} in cohort {cohort}", day=day(value), cohort=code) for code, value in known.items()]
    return gettext("Action outcomes are as of {days}: the last day with a record in each.", days=listing(dates))


def differences(result: pd.DataFrame) -> list[str]:
    """Describe `alsnb.analyses.comparison.differences`: sentences for each measure and cohort."""
    if result.empty:
        return [gettext("There are no figures for two or more cohorts to compare.")]
    name = _amount_of(result)
    return [text(_difference(row, name), _uncertainty(row, name)) for row in result.to_dict("records")]


def _difference(row: dict[Any, Any], name: str) -> str:
    by = row[name]
    written = f"{abs(by):{_STYLES[name][1:]}}"
    named = {"measure": sentence(row["measure"]), "cohort": row["cohort"], "other": row["compared_with"]}
    points = name == "percentage_points"
    if not float(written):
        most = gettext("0.5 percentage points") if points else "0.005"
        return gettext(
            "{measure}: almost no difference (at most {most}) between cohort {cohort} and cohort {other}.",
            most=most, **named,
        )  # fmt: skip
    amount = ngettext("1 percentage point", "{n} percentage points", int(written)) if points else written
    if by > 0:
        return gettext("{measure}: {amount} higher in cohort {cohort} than in cohort {other}.", amount=amount, **named)
    return gettext("{measure}: {amount} lower in cohort {cohort} than in cohort {other}.", amount=amount, **named)


def _uncertainty(row: dict[Any, Any], name: str) -> str:
    low, high, style = row[f"{name}_low"], row[f"{name}_high"], _STYLES[name]
    if pd.isna(low):
        if row["apart"]:
            return gettext("The confidence intervals of the two figures do not overlap.")
        return gettext("The confidence intervals of the two figures overlap, so this may be due to chance.")
    if low > 0 or high < 0:
        # With as many digits as that needs to be seen.
        while not float(f"{low:{style}}") or not float(f"{high:{style}}"):
            style = f"+.{int(style[2]) + 1}f"
        return gettext(
            "The interval excludes 0 (95% CI {low} to {high}).", low=_signed(low, style), high=_signed(high, style)
        )
    return gettext(
        "This may be due to chance (95% CI {low} to {high}).", low=_signed(low, style), high=_signed(high, style)
    )


def _amount_of(result: pd.DataFrame) -> str:
    """Return the name of the column with the size of the difference."""
    return next((each for each in _STYLES if each in result), "difference")


def _signed(value: float, style: str) -> str:
    """Return a difference with its sign, and zero without one."""
    signed = f"{value:{style}}"
    return signed.replace("-", "\N{MINUS SIGN}") if float(signed) else signed[1:]


def many(*results: pd.DataFrame) -> str:
    """Return how many differences have a confidence interval, and how many would stand out by chance."""
    tried = int(sum(each[f"{_amount_of(each)}_low"].notna().sum() for each in results))
    rest = sum(map(len, results)) - tried
    if tried + rest == 0:
        return ""
    why = gettext(
        "Figures based on fewer than five members or sets have no interval for their difference, nor have figures "
        "whose intervals do not allow for clustering by member."
    )
    if tried == 0:
        return text(gettext("No difference has a confidence interval."), why)
    return text(
        ngettext("One difference has a confidence interval.", "{n} differences have a confidence interval.", tried),
        gettext(
            "If cohorts did not differ, about one in 20 intervals would exclude 0 by chance: here, {expected}.",
            expected=by_chance(tried),
        ),
        gettext(
            "No correction was made for multiple comparisons; look for differences that are large or recur across "
            "cohorts."
        ),
        ngettext("One more difference has none.", "{n} more differences have none.", rest) if rest else "",
        why if rest else "",
    )


def themes(result: pd.DataFrame, cohorts: Sequence[str]) -> str:
    """Describe `alsnb.analyses.comparison.themes_in_all`."""
    if result.empty:
        return gettext(
            "Themes are not compared: this needs coded reflections in at least two cohorts, and themes that are in "
            "the codebook of each."
        )
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    numbers = "; ".join(_labelled(code, f"{coded[code]:,}") for code in cohorts if code in coded.index)
    return text(
        ngettext(
            "One theme is in the codebook of every cohort with coded reflections.",
            "{n} themes are in the codebook of every cohort with coded reflections.",
            int(result["measure"].nunique()),
        ),
        gettext("Coded reflections by cohort – {numbers}.", numbers=numbers),
    )


def kinds(result: pd.DataFrame, frames: Any) -> str:
    """Describe `alsnb.analyses.comparison.kinds`: the number of contributions classified."""
    if result.empty:
        return gettext("Contribution types are not compared: no contribution was classified in any cohort.")
    every = frames.contributions["cohort"].value_counts()
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    numbers = [
        gettext(
            "{part} of {total} in cohort {cohort}",
            part=f"{coded.get(code, 0):,}", total=f"{every[code]:,}", cohort=code,
        )
        for code in sorted(every.index)
    ]  # fmt: skip
    return text(
        gettext("Shares are of the contributions that were classified: {numbers}.", numbers=listing(numbers)),
        gettext(
            "If cohorts classified differently, or classified different parts of their meetings, shares may differ "
            "for that reason alone."
        ),
    )


def methods() -> list[str]:
    """Return the methods of a comparison."""
    return [
        gettext(
            "Shares: attended of expected attendances, actions done of those due, actions reported at the next meeting "
            "of those due to be reported, contributions of a type of those classified, reflections with a theme of "
            "those coded. Their 95% confidence intervals (CI) are Wilson intervals for the effective number of "
            "observations, which allows for clustering by member, so some are wider than in the report of one cohort."
        ),
        gettext(
            "Voice equity has Student's t interval over sets (for a cohort of one set, over its airtimes, which does "
            "not generalise to other sets). Minutes have a bootstrap interval and actions a Poisson interval over "
            "airtimes; these two do not allow for the same member presenting several times."
        ),
        gettext(
            "Differences: the confidence interval is recovered from those of the two figures (Zou and Donner 2008; "
            "for shares, Newcombe 1998), assuming that cohorts consist of different people. It is reported if both "
            "figures are based on at least five members (for voice equity, five sets)."
        ),
    ]
