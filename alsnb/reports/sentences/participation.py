"""Attendance, airtime, voice equity, contribution types and fidelity in words."""

from __future__ import annotations

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    Change,
    amount,
    change_of_odds,
    form,
    is_number,
    is_protected,
    known_zero,
    number,
    number_of,
    numbers,
    only_row,
    publishable,
    share,
    share_of,
    text,
    why_not,
)
from alsnb.words import CONTRIBUTION_TYPES, gettext, listing, ngettext

_ATTENDANCE = Change(
    gettext("From one cycle to the next, the odds of attending changed by a factor of {factor}."),
    gettext("The change over cycles in attendance is suppressed ({reason})."),
    gettext(
        "The change over cycles in attendance is not estimated: it needs at least two cycles, five members who "
        "attended and five who did not."
    ),
)


@publishable(gettext("Attendance"))
def attendance(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.attendance`."""
    if result.empty or known_zero(result["expected"].iloc[0]):
        return gettext("No attendance of enrolled members was recorded at any meeting held.")
    row = only_row(result)
    return text(
        gettext("Attendance rate: {share}.", share=share(row, "attendance_rate")),
        ngettext(
            "Attendance was recorded at one meeting: {attended} of {expected} expected attendances.",
            "Attendance was recorded at {n} meetings: {attended} of {expected} expected attendances.",
            form(row["meetings"]), n=number_of(row["meetings"]),
            attended=amount(row["attended"]), expected=amount(row["expected"]),
        ),
    )  # fmt: skip


@publishable(gettext("Airtime"))
def airtime(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.airtime`."""
    if result.empty:
        return gettext("No airtime was recorded.")
    row = only_row(result)
    n, members = row["airtimes"], row["members"]
    said = [
        ngettext("One airtime was recorded.", "{n} airtimes were recorded.", form(n), n=number_of(n)),
        ngettext("One member presented.", "{n} members presented.", form(members), n=number_of(members)),
    ]
    mean = gettext("Mean length in minutes: {estimate}.", estimate=number(result, "mean_minutes"))
    if is_protected(result):
        return text(*said, mean)
    if known_zero(row["timed_airtimes"]):
        return text(*said, gettext("No length was recorded."))
    untimed = n - row["timed_airtimes"] if is_number(n) and is_number(row["timed_airtimes"]) else None
    left = ngettext(
        "The length of one airtime was not recorded.",
        "The length of {n} airtimes was not recorded.",
        form(untimed),
        n=number_of(untimed),
    )
    return text(*said, mean, "" if known_zero(untimed) else left)


@publishable(gettext("Voice equity"))
def voice_equity(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.voice_equity`."""
    if result.empty:
        return gettext("No contribution by members other than the presenter was recorded, so there is no voice equity.")
    n = only_row(result)["airtimes"]
    return text(
        gettext("Voice equity: {estimate}.", estimate=number(result, "voice_equity")),
        ngettext(
            "It is the mean of one airtime or meeting, without the presenter.",
            "It is the mean of {n} airtimes or meetings, without their presenters.",
            form(n), n=number_of(n),
        ),
        gettext("1 means that everyone spoke equally."),
    )  # fmt: skip


@publishable(gettext("The mix of contribution types"))
def question_mix(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.question_mix`."""
    if result.empty:
        return gettext("No contribution was recorded.")
    total, is_rest = result["all_contributions"].iloc[0], result["kind"] == "not_classified"
    said = ngettext(
        "One contribution was recorded.", "{n} contributions were recorded.", form(total), n=number_of(total)
    )
    rest, classified = int(numbers(result.loc[is_rest, "contributions"]).sum()), result[~is_rest]
    if is_protected(result):
        classified = classified[numbers(classified["share_of_contributions"]).notna()]
        classified = classified.assign(contributions=numbers(classified["contributions"]))
        if isinstance(total, Mark) or classified.empty:
            return text(said, gettext("The types are suppressed."))
    if classified.empty and rest == total:
        return text(said, gettext("None was classified."))
    left = ngettext("One was not classified.", "{n} were not classified.", rest, n=f"{rest:,}") if rest else ""
    return text(said, _types(classified, is_protected(result)) if len(classified) else "", left)


def _types(classified: pd.DataFrame, protected: bool) -> str:
    # With the third, all that are as frequent.
    rows = classified.nlargest(3, "contributions", keep="all").to_dict("records")
    types = listing([share_of(CONTRIBUTION_TYPES[row["kind"]], row, "share_of_contributions") for row in rows])
    alike = len(classified) > 3 and classified["contributions"].nunique() == 1
    if len(rows) == 1 and protected:
        return gettext("Only one type is published: {types} (95% CI in brackets).", types=types)
    if len(rows) == 1:
        return gettext("Only one type was recorded: {types} (95% CI in brackets).", types=types)
    if alike and protected:
        return gettext("The types published were similarly frequent: {types} (95% CI in brackets).", types=types)
    if alike:
        return gettext("All types were equally frequent: {types} (95% CI in brackets).", types=types)
    return gettext("The most frequent types were {types} (95% CI in brackets).", types=types)


@publishable(gettext("The change in attendance"))
def attendance_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.attendance_change`."""
    return change_of_odds(result, "attendance_odds_ratio", _ATTENDANCE)


@publishable(gettext("The change in voice equity"))
def voice_equity_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.voice_equity_change`."""
    if result.empty:
        return ""
    row = only_row(result)
    value = row["voice_equity_slope"]
    if isinstance(value, Mark):
        return gettext("The change over cycles in voice equity is suppressed ({reason}).", reason=why_not(value))
    if pd.isna(value):
        return gettext(
            "The change over cycles in voice equity is not estimated: it needs at least two cycles and five sets."
        )
    form_of = "+.3f" if not is_protected(result) else "+.2g"
    change, low, high = (format(row[f"voice_equity_slope{end}"], form_of) for end in ("", "_low", "_high"))
    return gettext(
        "From one cycle to the next, voice equity changed by {change} (95% CI {low} to {high}).",
        change=change, low=low, high=high,
    )  # fmt: skip


@publishable(gettext("Fidelity to the format"))
def fidelity(result: pd.DataFrame) -> str:
    """Describe `alsnb.fidelity.rules`."""
    if result.empty:
        return gettext("Fidelity cannot be assessed: no set has both a format and a meeting.")
    said = ngettext("The sets' formats have one rule.", "The sets' formats have {n} rules.", len(result))
    if is_protected(result):
        published = result[numbers(result["observable"]).notna()]
        followed = int(published["observed"].astype(str).str.startswith("all but").sum())
        return text(said, _assessed_often(len(published)), _followed_often(followed) if len(published) else "")
    assessed = result[result["observable"] > 0]
    followed = int((assessed["observed"] == assessed["observable"]).sum())
    return text(said, _assessed(len(assessed)), _followed(followed) if len(assessed) else "")


def _assessed(n: int) -> str:
    if n == 0:
        return gettext("None could be assessed from the log.")
    return ngettext("One could be assessed from the log.", "{n} could be assessed from the log.", n)


def _followed(n: int) -> str:
    if n == 0:
        return gettext("None was followed every time.")
    return ngettext("One was followed every time.", "{n} were followed every time.", n)


def _assessed_often(n: int) -> str:
    if n == 0:
        return gettext("None was assessed often enough to be published.")
    return ngettext(
        "One was assessed often enough to be published.", "{n} were assessed often enough to be published.", n
    )


def _followed_often(n: int) -> str:
    if n == 0:
        return gettext("None of these was followed on all but fewer than 5 occasions.")
    return ngettext(
        "One of these was followed on all but fewer than 5 occasions.",
        "{n} of these were followed on all but fewer than 5 occasions.",
        n,
    )


@publishable(gettext("The asking network"))
def asking(result: pd.DataFrame) -> str:
    """Say that `alsnb.participation.asking_network` is empty, if it is."""
    if len(result):
        return ""
    return gettext(
        "The asking network is not available: in no airtime were all contributions by members other than the presenter "
        "classified."
    )
