"""The rules that a format states, each with what the log must show for it.

A rule judges `Evidence` of the sets that follow its format: one row a meeting, airtime, stage, member or action about
which the rule says something, and whether it was ``observed``; missing where the log cannot tell. What a format does
not state is no rule, and what it implies or leaves optional is none either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any

import pandas as pd

from alsnb.analyses.fidelity.evidence import Evidence
from alsnb.analyses.shared.frames import MEETING
from alsnb.formats import Format, Range, Stage
from alsnb.formats.model import Yield
from alsnb.words import CONTRIBUTION_TYPES, gettext, listing

Judge = Callable[[Evidence], pd.DataFrame]
_FACILITATED = {
    "external": {"external", "facilitator"},
    "rotating": {"rotating", "facilitator", "self"},
    "self": {"self"},
}
"""What a format may call facilitation that the log calls external, rotating or self."""
_FACILITATORS = {
    "external": gettext("an external facilitator"),
    "facilitator": gettext("a facilitator"),
    "self": gettext("the set itself"),
    "rotating": gettext("members in turn"),
}
_TIMES = {
    "start_of_airtime": gettext("start of airtime"),
    "check_in": gettext("check-in"),
    "start_of_meeting": gettext("start of meeting"),
    "next_meeting": gettext("next meeting"),
}
"""When members report back."""
_RANGES = {
    "size": gettext("members in a set: {range}"),
    "meeting_minutes": gettext("minutes of a meeting: {range}"),
    "interval": gettext("months from one meeting to the next: {range}"),
    "presenters": gettext("airtimes in a meeting: {range}"),
    "airtime_minutes": gettext("minutes of an airtime: {range}"),
}
"""What a format says of each rule about a range."""


@dataclass(frozen=True)
class Rule:
    """One rule: its key, its dimension (adherence, exposure or responsiveness), and the format's wording."""

    key: str
    dimension: str
    says: str
    judge: Judge


def rules_of(one: Format, hedge: float) -> Iterator[Rule]:
    """Return the rules of a format; `hedge` is the tolerance, as a share, for "about" and "usually"."""

    def spans(key: str, span: Range | None, table: str, column: str) -> Iterator[Rule]:
        if span is not None:
            low, high = span.bounds(hedge)
            dimension = "adherence" if key == "size" else "exposure"
            told = _RANGES[key].format(range=_with_tolerance(span, hedge, whole=key in ("size", "presenters")))
            yield Rule(key, dimension, told, lambda log: _within(getattr(log, table), column, low, high))

    yield from spans("size", one.composition.size, "meetings", "size")
    if one.composition.line_management is False:
        says = gettext("no member of a set manages another")
        yield Rule("line_management", "adherence", says, lambda log: _judged(log.meetings, log.meetings["apart"]))
    if one.facilitation.by:
        yield Rule("facilitation", "adherence", _facilitation_says(one), lambda log: _facilitation(log, one))
    if one.agreed_at_start:
        says = gettext("ground rules are agreed at the start")
        yield Rule("ground_rules", "adherence", says, lambda log: _judged(log.meetings, log.meetings["agreed_before"]))
    meetings, airtime = one.meetings, one.airtime
    yield from spans("meeting_minutes", meetings.minutes, "meetings", "minutes")
    yield from spans("interval", meetings.interval_months, "meetings", "months")
    yield from spans("presenters", airtime.presenters, "meetings", "airtimes")
    if airtime.presenters_rule == "every_member":
        says = gettext("every member who is there presents")
        yield Rule("every_member", "exposure", says, lambda log: _judged(log.presence, log.presence["presented"]))
    yield from spans("airtime_minutes", airtime.minutes, "airtimes", "minutes")
    for stage in one.stages:
        yield from _of_stage(stage, hedge)
    for kind in one.contributions.discouraged:
        says = gettext("{type} is kept back", type=CONTRIBUTION_TYPES[kind])
        yield Rule(f"discouraged:{kind}", "adherence", says, _without(kind, "said"))
    for kind in one.contributions.by_invitation:
        says = gettext("{type} waits for the presenter to ask", type=CONTRIBUTION_TYPES[kind])
        yield Rule(f"by_invitation:{kind}", "adherence", says, _without(kind, "uninvited"))
    if one.report_back.at is not None:
        says = gettext("members report back: {time}", time=_TIMES[one.report_back.at])
        yield Rule("report_back", "responsiveness", says, lambda log: _report_back(log, one))
    for each in one.yields:
        if each.shown_by and not each.optional:
            key = f"yields:{each.per}:{'_or_'.join(each.shown_by)}"
            of_presenter = gettext("each presenter yields {what}", what=each.what)
            says = of_presenter if each.per == "presenter" else gettext("each meeting yields {what}", what=each.what)
            yield Rule(key, "responsiveness", says, _yields(each))


def _of_stage(stage: Stage, hedge: float) -> Iterator[Rule]:
    """Return the rules of a stage; only stages repeated with each presenter have their minutes recorded."""
    if not stage.repeats or stage.place != "during" or stage.optional:
        return
    says = gettext("an airtime has the stage: {stage}", stage=stage.title)
    yield Rule(f"stage:{stage.key}", "adherence", says, lambda log: _held(log, stage))
    if stage.minutes is not None:
        low, high = stage.minutes.bounds(hedge)

        def in_time(log: Evidence) -> pd.DataFrame:
            return _within(log.stages[log.stages["stage"] == stage.key], "minutes", low, high)

        minutes = _with_tolerance(stage.minutes, hedge)
        says = gettext("minutes of the stage {stage}: {range}", stage=stage.title, range=minutes)
        yield Rule(f"stage_minutes:{stage.key}", "exposure", says, in_time)
    if stage.questions:
        asked = ", ".join(CONTRIBUTION_TYPES[kind] for kind in stage.questions)
        says = gettext("{stage}: {types}", stage=stage.title, types=asked)
        yield Rule(f"questions:{stage.key}", "adherence", says, lambda log: _asked(log, stage))


def _with_tolerance(span: Range, hedge: float, *, whole: bool = False) -> str:
    """Return a range, with the bounds within which "about" and "usually" count as kept; whole numbers for counts."""
    if not (span.hedge and hedge):
        return str(span)
    low, high = span.bounds(hedge)
    if whole:
        low, high = (each if abs(each) == inf else to(each) for to, each in ((ceil, low), (floor, high)))
    if low == -inf:
        return gettext("{range} (taken as up to {high})", range=span, high=f"{high:g}")
    if high == inf:
        return gettext("{range} (taken as at least {low})", range=span, low=f"{low:g}")
    return gettext("{range} (taken as {low} to {high})", range=span, low=f"{low:g}", high=f"{high:g}")


def _judged(table: pd.DataFrame, observed: Any) -> pd.DataFrame:
    """Return the rows for which the log shows whether the rule was observed."""
    told = table[[*MEETING, "member"]].assign(observed=pd.Series(observed, table.index).astype("boolean"))
    return told[told["observed"].notna()]


def _within(table: pd.DataFrame, column: str, low: float, high: float) -> pd.DataFrame:
    values = table[column].astype(float)
    return _judged(table, values.between(low, high).astype("boolean").mask(values.isna()))


def _facilitation_says(one: Format) -> str:
    by = listing([_FACILITATORS[each] for each in one.facilitation.by], last="or")
    if one.facilitation.may_become_self and "self" not in one.facilitation.by:
        return gettext("facilitated by: {facilitators}, later perhaps the set itself", facilitators=by)
    return gettext("facilitated by: {facilitators}", facilitators=by)


def _facilitation(log: Evidence, one: Format) -> pd.DataFrame:
    stated = {*one.facilitation.by, *(("self",) if one.facilitation.may_become_self else ())}
    fits = {noted: bool(names & stated) for noted, names in _FACILITATED.items()}
    return _judged(log.meetings, log.meetings["facilitation"].map(fits).astype("boolean"))


def _belongs(stage: Stage, place: pd.Series[Any]) -> pd.Series[Any]:
    """Return whether a stage belongs to a set's first, second … meeting; missing for airtimes of no meeting held."""
    if stage.meetings is None:
        return place.notna() | place.isna()
    low, high = stage.meetings.bounds()
    return place.between(low, high)


def _held(log: Evidence, stage: Stage) -> pd.DataFrame:
    """Judge whether airtimes have a stage; a set that never recorded the stage may simply not time it, so it is left
    out."""
    airtimes, timed = log.airtimes, log.stages[log.stages["minutes"] > 0]
    own = timed[timed["stage"] == stage.key]
    notes = airtimes["set"].isin(own["set"])
    tells = airtimes["airtime"].isin(timed["airtime"]) & notes & _belongs(stage, airtimes["place"])
    return _judged(airtimes[tells], airtimes.loc[tells, "airtime"].isin(own["airtime"]))


def _asked(log: Evidence, stage: Stage) -> pd.DataFrame:
    airtimes = log.airtimes[log.airtimes["classified"].astype(bool) & _belongs(stage, log.airtimes["place"])]
    return _judged(
        airtimes, airtimes["airtime"].isin(log.kinds.loc[log.kinds["kind"].isin(stage.questions), "airtime"])
    )


def _without(kind: str, count: str) -> Judge:
    """Judge whether an airtime has no contribution of a kind by others than the presenter, or none uninvited."""

    def judge(log: Evidence) -> pd.DataFrame:
        airtimes = log.airtimes[log.airtimes["classified"].astype(bool)]
        own = log.kinds[log.kinds["kind"] == kind].set_index("airtime")
        kept = ~airtimes["airtime"].isin(own.index[own[count] > 0])
        unsure = airtimes["airtime"].isin(own.index[own["unknown"] > 0]) & kept & (count == "uninvited")
        return _judged(airtimes, kept.astype("boolean").mask(unsure))

    return judge


def _report_back(log: Evidence, one: Format) -> pd.DataFrame:
    """Judge whether members reported back; if that opens their next airtime, only members who have one are judged."""
    due = log.reports[log.reports["presented"]] if one.report_back.at == "start_of_airtime" else log.reports
    return _judged(due, due["reported"])


def _yields(one: Yield) -> Judge:
    """Judge whether any of the expected results is recorded; sets that never recorded one are left out."""

    def judge(log: Evidence) -> pd.DataFrame:
        rows = log.airtimes if one.per == "presenter" else log.meetings
        shown = rows[list(one.shown_by)].any(axis=1)
        kept = shown.groupby([rows["cohort"], rows["learning_set"]], dropna=False).transform("any").astype(bool)
        return _judged(rows[kept], shown[kept])

    return judge
