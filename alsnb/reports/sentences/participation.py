"""Attendance, airtime, voice equity, contribution types and fidelity in words."""

from __future__ import annotations

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    INTERVALS,
    change_of_odds,
    counted,
    few,
    is_bound,
    is_number,
    is_protected,
    number,
    numbers,
    only_row,
    publishable,
    share,
    share_of,
)
from alsnb.words import listing, sentence


@publishable("Attendance")
def attendance(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.attendance`."""
    if result.empty or result["expected"].iloc[0] == 0:
        return "No attendance of enrolled members was recorded at any meeting held."
    row = only_row(result)
    rate, meetings = row["attendance_rate"], counted(row["meetings"], "meeting")
    is_or_was = "was" if is_number(rate) or is_bound(rate) else "is"
    return (
        f"Attendance {is_or_was} {share(row, 'attendance_rate')}: {few(row['attended'], 'none')} of "
        f"{few(row['expected'])} expected, at {meetings}."
    )


@publishable("Airtime")
def airtime(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.airtime`."""
    if result.empty:
        return "No airtime was recorded."
    row = only_row(result)
    start = f"{sentence(counted(row['members'], 'member'))} presented in {counted(row['airtimes'], 'airtime')}"
    mean = f"mean length: {number(result, 'mean_minutes', ' minutes')}"
    if is_protected(result):
        return f"{start}; {mean}."
    if row["timed_airtimes"] == 0:
        return f"{start}; no length was recorded."
    untimed = row["airtimes"] - row["timed_airtimes"]
    left = f"; the length of {counted(untimed, 'airtime')} was not recorded" if untimed else ""
    return f"{start}; {mean}{left}."


@publishable("Voice equity")
def voice_equity(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.voice_equity`."""
    if result.empty:
        return "No contribution by members other than the presenter was recorded, so there is no voice equity."
    row = only_row(result)
    is_or_was = "was" if is_number(row["voice_equity"]) else "is"
    return (
        f"Excluding presenters, voice equity {is_or_was} {number(result, 'voice_equity')} over "
        f"{counted(row['airtimes'], 'airtime or meeting', 'airtimes or meetings')}; 1 means that everyone spoke "
        "equally."
    )


@publishable("The mix of contribution types")
def question_mix(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.question_mix`."""
    classified = result[result["kind"] != "not_classified"] if len(result) else result
    if result.empty:
        return "No contribution was recorded."
    total = result["all_contributions"].iloc[0]
    rest = int(numbers(result.loc[result["kind"] == "not_classified", "contributions"]).sum())
    if is_protected(result):
        classified = classified[numbers(classified["share_of_contributions"]).notna()]
        classified = classified.assign(contributions=numbers(classified["contributions"]))
    if isinstance(total, Mark) or (classified.empty and is_protected(result)):
        was = "was" if total == 1 else "were"
        return f"{sentence(counted(total, 'contribution'))} {was} recorded; the types are suppressed."
    if classified.empty and total == 1:
        return "The one contribution recorded was not classified."
    if classified.empty and rest == total:
        return f"None of the {few(total)} contributions recorded was classified."
    if classified.empty:
        return f"Of {counted(total, 'contribution')}, {few(rest)} were not classified."
    # With the third, all that are as frequent.
    rows = classified.nlargest(3, "contributions", keep="all").to_dict("records")
    alike = len(classified) > 3 and classified["contributions"].nunique() == 1
    named = [share_of(_kind(row["kind"]), row, "share_of_contributions") for row in rows]
    left = f" {few(rest).capitalize()} {'was' if rest == 1 else 'were'} not classified." if rest else ""
    lead = "the most frequent types were" if len(named) > 1 else "the only type recorded was"
    if len(named) == 1 and is_protected(result):
        lead = "the only type published is"
    if alike:
        lead = "all types were equally frequent:" if not is_protected(result) else "the types published were similar:"
    return f"Of {counted(total, 'contribution')}, {lead} {listing(named)}{INTERVALS}.{left}"


def _kind(kind: str) -> str:
    return "advice as a question" if kind == "advice_as_question" else kind.replace("_", " ")


@publishable("The change in attendance")
def attendance_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.attendance_change`."""
    return change_of_odds(
        result, "attendance_odds_ratio", "the odds of attending", "five members who attended and five who did"
    )


@publishable("The change in voice equity")
def voice_equity_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.voice_equity_change`."""
    if result.empty:
        return ""
    row = only_row(result)
    if isinstance(row["voice_equity_slope"], Mark):
        return "The change over cycles in voice equity is suppressed: it is based on too few people or airtimes."
    if pd.isna(row["voice_equity_slope"]):
        return "The change over cycles in voice equity is not estimated: it needs at least two cycles and five sets."
    form = "+.3f" if not is_protected(result) else "+.2g"
    change, low, high = (format(row[f"voice_equity_slope{end}"], form) for end in ("", "_low", "_high"))
    return f"From one cycle to the next, voice equity changed by {change} (95% CI {low} to {high})."


@publishable("Fidelity to the format")
def fidelity(result: pd.DataFrame) -> str:
    """Describe `alsnb.fidelity.rules`."""
    if result.empty:
        return "Fidelity cannot be assessed: no set has both a format and a meeting."
    of = f"Of {counted(len(result), 'rule')} in the sets' formats,"
    if is_protected(result):
        published = result[numbers(result["observable"]).notna()]
        followed = published["observed"].astype(str).str.startswith("all but").sum()
        was = "was" if followed == 1 else "were"
        return (
            f"{of} {few(len(published), 'none')} could be assessed often enough to be published; "
            f"{few(followed, 'none')} of these {was} followed on all but fewer than five occasions."
        )
    assessed = result[result["observable"] > 0]
    followed = (assessed["observed"] == assessed["observable"]).sum()
    start = f"{of} {few(len(assessed), 'none')} could be assessed from the log"
    if assessed.empty:
        return f"{start}."
    if len(assessed) == 1:
        return f"{start}; it was {'' if followed else 'not '}followed every time."
    return f"{start}; {few(followed, 'none')} of these {'was' if followed == 1 else 'were'} followed every time."


@publishable("The asking network")
def asking(result: pd.DataFrame) -> str:
    """Say that `alsnb.participation.asking_network` is empty, if it is."""
    if len(result):
        return ""
    return (
        "The asking network is not available: in no airtime were all contributions by members other than the presenter "
        "classified."
    )
