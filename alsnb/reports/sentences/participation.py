"""Who came, presented, spoke and asked, and whether the format was kept, in words."""

from __future__ import annotations

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    INTERVALS,
    change_of_odds,
    counted,
    few,
    is_protected,
    joined,
    number,
    numbers,
    only_row,
    publishable,
    share,
    share_of,
    upper,
)


@publishable("How many members came")
def attendance(result: pd.DataFrame) -> str:
    """From `alsnb.participation.attendance`."""
    if result.empty or result["expected"].iloc[0] == 0:
        return "No attendance of enrolled members has been noted at a meeting held."
    row = only_row(result)
    if isinstance(row["attended"], Mark) or isinstance(row["expected"], Mark):
        expected = counted(row["expected"], "attendance")
        return (
            f"Of {expected} possible at {counted(row['meetings'], 'meeting')}, {few(row['attended'])} took place: an "
            f"attendance rate of {share(row, 'attendance_rate')}."
        )
    return (
        f"Members came {counted(row['attended'], 'time')} out of the {few(row['expected'])} expected at "
        f"{counted(row['meetings'], 'meeting')}: an attendance rate of {share(row, 'attendance_rate')}."
    )


@publishable("How long members presented")
def airtime(result: pd.DataFrame) -> str:
    """From `alsnb.participation.airtime`."""
    if result.empty:
        return "No airtime was recorded: who presented, and for how long, is not known."
    row = only_row(result)
    said = f"{upper(counted(row['members'], 'member'))} presented in {counted(row['airtimes'], 'airtime')}"
    if is_protected(result):
        return f"{said}, of {number(result, 'mean_minutes')} minutes on average."
    if row["timed_airtimes"] == 0:
        return f"{said}; their length was not noted."
    untimed = row["airtimes"] - row["timed_airtimes"]
    left = f"; the length of {counted(untimed, 'airtime')} was not noted" if untimed else ""
    return f"{said}, of {number(result, 'mean_minutes')} minutes on average{left}."


@publishable("How evenly members spoke")
def voice_equity(result: pd.DataFrame) -> str:
    """From `alsnb.participation.voice_equity`."""
    if result.empty:
        return (
            "No contribution by members other than the presenter was recorded, so how evenly they spoke is not known."
        )
    row = only_row(result)
    return (
        f"Besides any presenter, members shared the talking with a voice equity of {number(result, 'voice_equity')}, "
        "where 1 means that all spoke alike "
        f"({counted(row['airtimes'], 'airtime or meeting', 'airtimes or meetings')})."
    )


@publishable("What sorts of contributions were made")
def question_mix(result: pd.DataFrame) -> str:
    """From `alsnb.participation.question_mix`."""
    classified = result[result["kind"] != "not_classified"] if len(result) else result
    if result.empty:
        return "No contribution was recorded."
    total = result["all_contributions"].iloc[0]
    rest = int(numbers(result.loc[result["kind"] == "not_classified", "contributions"]).sum())
    if is_protected(result):
        classified = classified[numbers(classified["share_of_contributions"]).notna()]
        classified = classified.assign(contributions=numbers(classified["contributions"]))
    if isinstance(total, Mark) or (classified.empty and is_protected(result)):
        return f"{upper(counted(total, 'contribution'))} were recorded; of what kinds is not given."
    if classified.empty and total == 1:
        return "The one contribution recorded was not classified."
    if classified.empty and rest == total:
        return f"None of the {few(total)} contributions recorded was classified."
    if classified.empty:
        return f"Of {counted(total, 'contribution')}, {few(rest)} were not classified."
    # With the third, whatever was noted as often.
    rows = classified.nlargest(3, "contributions", keep="all").to_dict("records")
    alike = len(classified) > 3 and classified["contributions"].nunique() == 1
    named = [share_of(_kind(row["kind"]), row, "share_of_contributions") for row in rows]
    left = f" {few(rest).capitalize()} {'was' if rest == 1 else 'were'} not classified." if rest else ""
    lead = "the most frequent kinds were" if len(named) > 1 else "the one kind noted was"
    if alike:
        lead = "each kind was noted equally often:"
    return f"Of {counted(total, 'contribution')}, {lead} {joined(named)}{INTERVALS}.{left}"


def _kind(kind: str) -> str:
    return "advice as a question" if kind == "advice_as_question" else kind.replace("_", " ")


@publishable("How attendance changed")
def attendance_change(result: pd.DataFrame) -> str:
    """From `alsnb.participation.attendance_change`."""
    return change_of_odds(
        result, "attendance_odds_ratio", "the odds that a member came", "five members who came and five who did"
    )


@publishable("How voice equity changed")
def voice_equity_change(result: pd.DataFrame) -> str:
    """From `alsnb.participation.voice_equity_change`."""
    if result.empty:
        return ""
    row = only_row(result)
    if isinstance(row["voice_equity_slope"], Mark):
        return "How voice equity changes is not given: too few people or airtimes are behind it."
    if pd.isna(row["voice_equity_slope"]):
        return "How voice equity changes is not told: that takes two cycles and five sets."
    form = "+.3f" if not is_protected(result) else "+.2g"
    change, low, high = (format(row[f"voice_equity_slope{end}"], form) for end in ("", "_low", "_high"))
    return f"From one cycle to the next, voice equity changed by {change} (95% interval {low} to {high})."


@publishable("How often rules were kept")
def fidelity(result: pd.DataFrame) -> str:
    """From `alsnb.fidelity.rules`."""
    if result.empty:
        return "No set names a format, or none has met: there is nothing to hold its meetings against."
    if is_protected(result):
        often = result[numbers(result["observable"]).notna()]
        kept = often["observed"].astype(str).str.startswith("all but").sum()
        was = "was" if kept == 1 else "were"
        return (
            f"Of {counted(len(result), 'rule')} that the formats state, {few(len(often), 'none')} could be observed "
            f"five times or more; {few(kept, 'none')} of these {was} kept each time but for fewer than five."
        )
    told = result[result["observable"] > 0]
    kept = (told["observed"] == told["observable"]).sum()
    stated = f"Of {counted(len(result), 'rule')} that the formats state, the log tells of {few(len(told), 'none')}"
    return f"{stated}; {few(kept, 'none')} of these {'was' if kept == 1 else 'were'} kept each time."


@publishable("Who asked whom")
def asking(result: pd.DataFrame) -> str:
    """From `alsnb.participation.asking_network`: that there is none, where a table would say nothing."""
    return (
        ""
        if len(result)
        else "Who asked whom is not known: in no airtime was all that others than the presenter said classified."
    )
