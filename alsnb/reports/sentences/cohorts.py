"""What a report says that compares cohorts: what they differ in, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.reports.sentences import counted, day, few, joined
from alsnb.reports.sentences.about import PURPOSES
from alsnb.reports.sentences.wording import by_chance

_DIFFERS = {"percentage_points": (" percentage points", "+.0f"), "difference": ("", "+.2f")}
_CLEAREST = 6
"""Of no more differences than these it is told in brief."""
_UNSEEN = {"percentage_points": "half a percentage point", "difference": "0.005"}
"""What a difference is within that is told as nought."""


def audience(frames: Any) -> str:
    """For whom the comparison is."""
    use = ""
    if frames.purpose is not None:
        use = f" It draws only on members who consent to the use of their records for {PURPOSES[frames.purpose]}."
    return (
        f"This report is for the course team.{use} It may show figures that rest on very few people, and is not to be "
        "published."
    )


def cohorts(described: pd.DataFrame) -> str:
    """From `alsnb.analyses.comparison.described`: what is compared."""
    if described.empty:
        return "The log holds no cohort yet: there is nothing to compare."
    if len(described) == 1:
        only = described["cohort"].iloc[0]
        return f"There is one cohort alone, {only}: what follows tells of it, and compares it with none."
    named = [
        f"{row['cohort']} ({counted(row['members'], 'member')} in {counted(row['sets'], 'set')}, {_held(row)}, "
        f"{counted(row['reflections'], 'reflection')})"
        for row in described.to_dict("records")
    ]
    return f"{few(len(named)).capitalize()} cohorts are compared: {joined(named)}."


def _held(row: dict[Any, Any]) -> str:
    held, planned = row["held_meetings"], row["planned_meetings"]
    if pd.isna(planned):
        return f"{counted(int(held), 'meeting')} held"
    return f"{few(int(held), 'none')} of {counted(int(planned), 'planned meeting')} held"


def unlike(described: pd.DataFrame) -> str:
    """From `alsnb.analyses.comparison.described`: what else cohorts differ in, of which a difference may come."""
    if len(described) < 2:
        return ""
    rows = described.to_dict("records")
    found = []
    for column, what in (("formats", "format"), ("module", "module")):
        values = {row["cohort"]: "none noted" if pd.isna(row[column]) else row[column] for row in rows}
        if len({*values.values()}) > 1:
            found.append(f"{what} ({'; '.join(f'{code}: {value}' for code, value in values.items())})")
    for column, what in (("members", "members"), ("mean_members_of_a_set", "members of a set")):
        sizes = {row["cohort"]: float(row[column]) for row in rows if pd.notna(row[column])}
        if sizes and max(sizes.values()) > 1.25 * min(sizes.values()):
            told = "; ".join(f"{code}: {value:.3g}" for code, value in sizes.items())
            found.append(f"{'size' if column == 'members' else 'the size of sets'} ({told} {what})")
    each = {row["cohort"]: row["planned_meetings"] / row["sets"] for row in rows if row["sets"]}
    if len({value for value in each.values() if pd.notna(value)}) > 1:
        told = "; ".join(f"{code}: {value:.3g}" for code, value in each.items() if pd.notna(value))
        found.append(f"meetings planned for a set ({told})")
    starts = [row["start"] for row in rows if pd.notna(row["start"])]
    if len({*starts}) > 1:
        found.append(f"when they began (between {day(min(starts))} and {day(max(starts))})")
    chance = (
        "Nobody drew lots for who is in which cohort: tutors, members and times may differ in ways that no log holds, "
        "so a difference says that cohorts differ, and not why."
    )
    if described[["formats", "module", "mean_members_of_a_set", "start"]].isna().all(axis=None):
        return f"The log tells nothing of the cohorts' formats, modules and sizes. {chance}"
    if not found:
        return f"As far as the log tells, the cohorts are alike in format, module and size. {chance}"
    return f"The cohorts differ in {joined(found)}; a difference in what follows may come of that. {chance}"


def brief(shares: pd.DataFrame, means: pd.DataFrame, kinds: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    """From `alsnb.analyses.comparison.differences` of each: how many stand out from chance, the clearest of them."""
    kinds = kinds.assign(measure=[f"contributions of the kind {each.lower()}" for each in kinds["measure"]])
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
    of = f"Of {counted(tried, 'difference')} that {'has' if tried == 1 else 'have'} an interval,"
    if not tried:
        said = [many(*told) or "Nothing of this is known of two cohorts: there is nothing to compare."]
    elif not found:
        said = [
            f"{of} none stands out from chance: each interval includes 0. That does not say that cohorts are alike: "
            "the intervals tell how much they may differ."
        ]
    else:
        stand = f"{few(len(found))} {'stands' if len(found) == 1 else 'stand'} out from chance, by which it would be"
        rest = " The clearest:" if len(found) > _CLEAREST else ""
        said = [f"{of} {stand} {by_chance(tried)}.{rest}", *(each for _, each in sorted(found)[:_CLEAREST])]
    if apart:
        besides = f"Besides, {counted(len(apart), 'difference')} without an interval may stand out"
        said += [f"{besides}{', among them:' if len(apart) > _CLEAREST else ':'}", *apart[:_CLEAREST]]
    return said


def judged(days: dict[str, pd.Timestamp | None]) -> str:
    """From `alsnb.analyses.comparison.judged`: as of when the actions of each cohort are judged."""
    known = {code: value for code, value in days.items() if value is not None}
    if not known:
        return ""
    if len({*known.values()}) == 1:
        return f"Actions are judged as of {day(next(iter(known.values())))}."
    told = joined([f"{day(value)} in cohort {code}" for code, value in known.items()])
    return f"Actions are judged as of {told}: the last day on which anything was noted there."


def differences(result: pd.DataFrame) -> list[str]:
    """From `alsnb.analyses.comparison.differences`: a sentence for each measure and cohort."""
    name = _amount_of(result)
    unit, style = _DIFFERS[name]
    if result.empty:
        return ["Nothing of this is known of two cohorts: there is nothing to compare."]
    said = []
    for row in result.to_dict("records"):
        by, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
        amount = f"{abs(by):{style[1:]}}"
        of = unit.removesuffix("s") if amount == "1" else unit
        more = f"{amount}{of} {'higher' if by > 0 else 'lower'}" if float(amount) else f"within {_UNSEEN[name]}"
        than = "than" if float(amount) else "of that"
        start = f"{row['measure'][:1].upper()}{row['measure'][1:]}: {more} in cohort {row['cohort']} {than}"
        start += f" in cohort {row['compared_with']}"
        if pd.isna(low):
            what = "do not overlap" if row["apart"] else "overlap, so this may be chance"
            said.append(f"{start}; the intervals of the two figures {what}.")
            continue
        sure, exact = "which may be chance", style
        if low > 0 or high < 0:
            sure = "and the interval does not include 0"
            # With as many digits as it takes to see that.
            while not float(f"{low:{exact}}") or not float(f"{high:{exact}}"):
                exact = f"+.{int(exact[2]) + 1}f"
        said.append(f"{start} (95% interval {_signed(low, exact)} to {_signed(high, exact)}), {sure}.")
    return said


def _amount_of(result: pd.DataFrame) -> str:
    """The column that tells by how much."""
    return next((each for each in _DIFFERS if each in result), "difference")


def _signed(value: float, style: str) -> str:
    """A difference with its sign; without one, where it is told as nought."""
    told = f"{value:{style}}"
    return told.replace("-", "\N{MINUS SIGN}") if float(told) else told[1:]


def many(*results: pd.DataFrame) -> str:
    """How many differences were looked at, and how many would stand out by chance."""
    known = [each[f"{_amount_of(each)}_low"].notna().sum() for each in results]
    tried, total = int(sum(known)), sum(map(len, results))
    if total == 0:
        return ""
    rest = total - tried
    left = (
        f" {few(rest).capitalize()} more {'has' if rest == 1 else 'have'} none, where figures rest on fewer than five "
        "members or sets, or their intervals do not allow for the same members coming several times."
    )
    if tried == 0:
        return (
            "No difference has an interval: each rests on fewer than five members or sets, or on intervals that do not "
            "allow for the same members coming several times."
        )
    chance = (
        "Of intervals of cohorts that do not differ, about one in twenty does not include 0 by chance alone: "
        f"here {by_chance(tried)}. Nothing was corrected for that; look at what stands out widely, or in cohort after "
        "cohort."
    )
    has = "difference has" if tried == 1 else "differences have"
    return f"{few(tried).capitalize()} {has} an interval. {chance}{left if rest else ''}"


def themes(result: pd.DataFrame, cohorts: Sequence[str]) -> str:
    """From `alsnb.analyses.comparison.themes_in_all`."""
    if result.empty:
        return (
            "Themes are not compared: that takes reflections coded in two cohorts or more, and themes that are in the "
            "codebook of each."
        )
    told, shared = result["cohort"].unique(), result["measure"].nunique()
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    of = joined([f"{coded[code]:,} of cohort {code}" for code in cohorts if code in coded.index])
    is_in = "theme is in the codebook" if shared == 1 else "themes are in the codebooks"
    all_of = "both cohorts" if len(told) == 2 else f"all {few(len(told))} cohorts"
    return f"{few(shared).capitalize()} {is_in} of {all_of} with reflections coded; reflections coded: {of}."


def kinds(result: pd.DataFrame, frames: Any) -> str:
    """From `alsnb.analyses.comparison.kinds`: how many contributions were classified."""
    if result.empty:
        return "No contribution was classified in any cohort: kinds are not compared."
    every = frames.contributions["cohort"].value_counts()
    coded = result.drop_duplicates("cohort").set_index("cohort")["whole"]
    told = joined([f"{coded.get(code, 0):,} of {every[code]:,} in cohort {code}" for code in sorted(every.index)])
    return (
        f"Shares are of the contributions that somebody classified: {told}. Where cohorts classified in another way, "
        "or other parts of what was said, their shares differ for that reason alone."
    )


def methods() -> list[str]:
    """How a comparison is made."""
    return [
        (
            "Shares: attended of expected attendances, actions done of those due, actions reported at the next meeting "
            "of those due for report, contributions of a kind of those classified, reflections with a theme of those "
            "coded. Their 95% intervals are Wilson's, of the effective number of observations, which allows for "
            "several coming from the same member; so some are wider than in the report of one cohort."
        ),
        (
            "Voice equity has Student's t interval over sets (of a cohort of one set, over its airtimes, which tells "
            "nothing of other sets); minutes a bootstrap interval, and actions a Poisson "
            "interval, over airtimes: these two do not allow for the same member presenting several times."
        ),
        (
            "Differences: the interval is recovered from those of the two figures (Zou and Donner 2008; for shares, "
            "Newcombe 1998), which takes cohorts of different people. It is told where both rest on five members (for "
            "voice equity, five sets) or more."
        ),
    ]
