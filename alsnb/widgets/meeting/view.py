"""What the board of a meeting shows, made from a log's frames: who is there, what is due, what was said and agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from alsnb import formats
from alsnb.analyses import participation
from alsnb.errors import FormatError, LogError, NothingToShow
from alsnb.formats import Format, Range, Stage
from alsnb.frames import Frames
from alsnb.records import CLOSED
from alsnb.widgets.meeting import views
from alsnb.words import gettext

WHO = {
    "presenter": gettext("the presenter"),
    "earlier_presenters": gettext("those who presented last time"),
    "set": gettext("the set"),
    "all": gettext("everybody"),
    "facilitator": gettext("the facilitator"),
}
SHOWN = ("airtimes", "contributions", "actions", "action_reports", "attendance", "meetings", "issues")


class Where(NamedTuple):
    """Which meeting it is."""

    cohort: str
    learning_set: str
    cycle: int


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as JSON has it: dates as text, times as milliseconds, None where nothing is said."""
    names = list(frame.columns)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [str(each) for each in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return int(value.timestamp() * 1000) if value.tzinfo else value.date().isoformat()
    return value.item() if isinstance(value, np.generic) else value


def sets(frames: Frames) -> list[views.SetChoice]:
    """The sets one can hold a meeting of: those that have members."""
    manned = {(each["cohort"], each["learning_set"]) for each in rows(frames.members)}
    several = len(frames.cohorts) > 1
    found: list[views.SetChoice] = []
    for each in rows(frames.learning_sets.sort_values(["cohort", "learning_set"])):
        if (each["cohort"], each["learning_set"]) in manned:
            named = f"{each['learning_set']} · {each['name']}" if each["name"] else each["learning_set"]
            found.append({"cohort": each["cohort"], "learning_set": each["learning_set"],
                          "label": f"{named} ({each['cohort']})" if several else named})  # fmt: skip
    return found


def of_set(frames: Frames, cohort: str, learning_set: str) -> Frames:
    """What the frames hold of one set."""
    kept: dict[str, Any] = {}
    for name in (*SHOWN, "members", "learning_sets"):
        frame = getattr(frames, name)
        kept[name] = frame[(frame["cohort"] == cohort) & (frame["learning_set"] == learning_set)]
    return replace(frames, cohorts=frames.cohorts[frames.cohorts["cohort"] == cohort], **kept)


def next_cycle(meetings: pd.DataFrame) -> int:
    """The cycle of the meeting that is held today, or of the next one not yet held."""
    held = meetings[meetings["held_on"].notna()].sort_values("cycle")
    if held.empty:
        return max(1, int(meetings["cycle"].min())) if len(meetings) else 1
    last = held.iloc[-1]
    if last["held_on"].date() == date.today():
        return int(last["cycle"])
    later = meetings[meetings["cycle"] > last["cycle"]]["cycle"]
    return int(later.min()) if len(later) else int(last["cycle"]) + 1


def meeting(frames: Frames, where: Where, doubts: views.Doubts) -> views.Shown:
    """All that the board shows of one meeting; `frames` are those of its set."""
    in_cycle: dict[str, Any] = {name: _in_cycle(getattr(frames, name), where.cycle) for name in SHOWN}
    now = replace(frames, **in_cycle)
    (about,) = rows(frames.learning_sets)
    (course,) = rows(frames.cohorts)
    held = rows(now.meetings)[0] if len(now.meetings) else {}
    form, trouble = _format(about["format"] or course["format"], frames.folder)
    members = _members(frames, now, where.cycle)
    airtimes, outside = _airtimes(now, frames.issues)
    return {
        "cohort": where.cohort, "learning_set": where.learning_set, "cycle": where.cycle, "name": about["name"],
        "cycles": _cycles(frames.meetings, where.cycle, course["planned_meetings"] or 0),
        "today": date.today().isoformat(),
        "held_on": held.get("held_on"), "started_at": held.get("started_at"), "minutes": held.get("minutes"),
        "planned_on": held.get("planned_on"), "facilitator": held.get("facilitator"), "place": held.get("place"),
        "planned_minutes": held.get("planned_minutes") or course["planned_minutes"], "summary": held.get("summary"),
        "earlier_facilitator": _earlier_facilitator(frames.meetings, where.cycle),
        "next_on": noted_next(frames, where.cycle), "next_suggested": _to_come(planned_next(frames, where.cycle)),
        "rules": about["ground_rules"] or (list(form.ground_rules) if form else []),
        "own_rules": bool(about["ground_rules"]),
        "format": _shown(form, where.cycle) if form else None, "trouble": trouble,
        "members": members,
        "due": _due(frames, where.cycle),
        "airtimes": airtimes, "outside": outside,
        "yields": _yields(form, airtimes, now) if form else [],
        "kinds": _kinds(now.contributions), "unclassified": _unclassified(now.contributions),
        "shares": _shares(now, where), "doubts": doubts,
    }  # fmt: skip


def noted_next(frames: Frames, cycle: int) -> str | None:
    """The day the next meeting is planned for, as somebody noted it."""
    return next((each["planned_on"] for each in rows(_in_cycle(frames.meetings, cycle + 1))), None)


def planned_next(frames: Frames, cycle: int) -> str | None:
    """The day the next meeting would be on by the cohort's interval; a suggestion."""
    (course,) = rows(frames.cohorts)
    this = next(iter(rows(_in_cycle(frames.meetings, cycle))), {})
    # A meeting that is not held yet is held today at the earliest.
    day = this.get("held_on") or max(this.get("planned_on") or "", date.today().isoformat())
    weeks = course["interval_weeks"]
    return (date.fromisoformat(day) + timedelta(weeks=weeks)).isoformat() if weeks else None


def _to_come(day: str | None) -> str | None:
    return day if day and day >= date.today().isoformat() else None


def held_on(frames: Frames, cycle: int) -> str | None:
    """The day a meeting was held on."""
    return next((each["held_on"] for each in rows(_in_cycle(frames.meetings, cycle))), None)


def _in_cycle(frame: pd.DataFrame, cycle: int) -> pd.DataFrame:
    return frame[frame["cycle"] == cycle]


def _cycles(meetings: pd.DataFrame, cycle: int, planned: int) -> list[views.CycleDates]:
    noted = {each["cycle"]: each for each in rows(meetings)}
    numbers = {*noted, cycle, *range(1, max([*noted, cycle, planned - 1]) + 2)}
    return [
        {"cycle": number, "held_on": noted.get(number, {}).get("held_on"),
         "planned_on": noted.get(number, {}).get("planned_on")}
        for number in sorted(numbers)
    ]  # fmt: skip


def _earlier_facilitator(meetings: pd.DataFrame, cycle: int) -> str | None:
    known = meetings[(meetings["cycle"] < cycle) & meetings["facilitator"].notna()].sort_values("cycle")
    return None if known.empty else str(known.iloc[-1]["facilitator"])


def _format(name: str | None, folder: Path | None) -> tuple[Format | None, str]:
    """The format, or why the board does without its stages."""
    if not name:
        return None, ""
    try:
        return formats.load(name, folder), ""
    except FormatError as error:
        return None, gettext(
            "The board runs without stages, as the set's format cannot be read: {problem}", problem=error
        )


def _shown(form: Format, cycle: int) -> views.FormatShown:
    stages = form.stages_at(cycle)
    during = [each for each in stages if each.place == "during"]
    first = next((at for at, each in enumerate(during) if each.repeats), len(during))
    return {
        "title": form.title,
        "minutes": _range(form.airtime.minutes),
        "stages": [_stage(each) for each in during if each.repeats],
        "opening": [_stage(each) for each in during[:first]],
        "closing": [_stage(each) for each in during[first:] if not each.repeats],
        "reporting": [_stage(each) for each in stages if each.place == "next_meeting"],
        "report_on": list(form.report_back.what),
        "first": form.report_back.by == "earlier_presenters",
        "in_airtime": form.report_back.at == "start_of_airtime",
        "policies": {kind: form.policy(kind) for kind in formats.KINDS},
    }


def _stage(stage: Stage) -> views.StageShown:
    return {
        "key": stage.key, "title": stage.title, "what": stage.what, "who": [WHO[each] for each in stage.who],
        "minutes": _range(stage.minutes), "uninterrupted": stage.uninterrupted, "optional": stage.optional,
        "questions": list(stage.questions),
    }  # fmt: skip


def _range(span: Range | None) -> views.Span | None:
    return None if span is None else {"low": span.low, "high": span.high, "text": str(span)}


def _members(frames: Frames, now: Frames, cycle: int) -> list[views.MemberShown]:
    """Who is enrolled, whether they came, when they last presented, and what they may bring."""
    came = {each["member"]: each["status"] for each in rows(now.attendance)}
    before = frames.airtimes[frames.airtimes["cycle"] < cycle]
    last = before.groupby("member", observed=True)["cycle"].max().to_dict()
    today_presented = set(now.airtimes["member"])
    issues: dict[str, list[views.IssueShown]] = {}
    for each in rows(frames.issues[frames.issues["cycle"] <= cycle].sort_values("entry", ascending=False)):
        titles = [known["title"] for known in issues.setdefault(each["member"], [])]
        if each["state"] != "closed" and each["title"] not in titles:
            issues[each["member"]].append({"entry": each["entry"], "title": each["title"], "cycle": each["cycle"]})
    return [
        {
            "member": each["member"], "status": came.get(each["member"]), "role": each["role"],
            "presented": each["member"] in today_presented, "last": _plain(last.get(each["member"])),
            "issues": issues.get(each["member"], []),
        }
        for each in rows(frames.members.sort_values("member"))
        if each["first_cycle"] <= cycle and (each["last_cycle"] is None or each["last_cycle"] >= cycle)
    ]  # fmt: skip


def _due(frames: Frames, cycle: int) -> list[views.DueShown]:
    """Actions to report back on: open before this meeting, those of the last presenters first."""
    reports = frames.action_reports.sort_values(["cycle", "reported_on", "entry"])
    before = {each["action"]: each for each in rows(reports[reports["cycle"] < cycle])}
    told = {each["action"]: each for each in rows(reports[reports["cycle"] == cycle])}
    earlier = frames.airtimes[frames.airtimes["cycle"] < cycle]
    last = set(earlier[earlier["cycle"] == earlier["cycle"].max()]["member"])
    found: list[views.DueShown] = []
    for each in rows(frames.actions[frames.actions["cycle"] < cycle].sort_values(["member", "entry"])):
        said, known = told.get(each["entry"]), before.get(each["entry"])
        if said is None and known is not None and known["status"] in CLOSED:
            continue
        found.append({
            "action": each["entry"], "member": each["member"], "what": each["what"], "due": each["due"],
            "success": each["success"], "cycle": each["cycle"], "presented": each["member"] in last,
            "before": {"status": known["status"], "cycle": known["cycle"]} if known else None,
            "report": {
                "entry": said["entry"], "status": said["status"], "worked": said["worked"],
                "not_worked": said["not_worked"], "why": said["why"], "learning": said["learning"],
                "practice": said["practice"],
            } if said else None,
        })  # fmt: skip
    return sorted(found, key=lambda each: not each["presented"])


def _airtimes(now: Frames, issues: pd.DataFrame) -> tuple[list[views.AirtimeShown], list[views.ActionShown]]:
    """Each airtime with what was agreed in it; and the actions that members noted outside the meeting."""
    titles = dict(zip(issues["entry"], issues["title"], strict=True))
    held = rows(now.airtimes.sort_values(["order", "entry"]))
    agreed: dict[str, list[views.ActionShown]] = {each["entry"]: [] for each in held}
    outside: list[views.ActionShown] = []
    for action in rows(now.actions.sort_values(["member", "entry"])):
        told: views.ActionShown = {
            "entry": action["entry"], "member": action["member"], "what": action["what"], "due": action["due"],
            "success": action["success"],
        }  # fmt: skip
        # Only a board notes in which airtime an action was agreed.
        agreed.get(action["airtime"], outside).append(told)
    found: list[views.AirtimeShown] = [
        {
            "entry": each["entry"], "member": each["member"], "issue": each["issue"], "order": each["order"],
            "minutes": each["minutes"], "insight": each["insight"], "goal": each["goal"],
            "process_feedback": each["process_feedback"], "title": titles.get(each["issue"]),
            "actions": agreed[each["entry"]],
        }
        for each in held
    ]  # fmt: skip
    return found, outside


def _yields(form: Format, airtimes: list[views.AirtimeShown], now: Frames) -> list[views.YieldShown]:
    """What the format says must come of a meeting, and for whom the log does not show it yet."""
    summed_up = bool(now.meetings["summary"].notna().any())
    learnt = set(now.action_reports[now.action_reports["learning"].notna()]["member"])

    def shows(airtime: Mapping[str, Any], sign: str) -> bool:
        signs = {"action": airtime["actions"], "learning": airtime["member"] in learnt, "summary": summed_up}
        return bool(signs[sign] if sign in signs else airtime[sign])

    found: list[views.YieldShown] = []
    for each in form.yields:
        if each.per == "presenter":
            missing = [a["member"] for a in airtimes if not any(shows(a, sign) for sign in each.shown_by)]
            shown = bool(airtimes) and not missing
        else:
            signs = {"learning": bool(learnt), "summary": summed_up}
            missing = []
            shown = any(signs.get(sign) or any(shows(a, sign) for a in airtimes) for sign in each.shown_by)
        found.append({"what": each.what, "per": each.per, "optional": each.optional, "shown": shown,
                      "missing": missing})  # fmt: skip
    return found


def _kinds(contributions: pd.DataFrame) -> list[views.KindCount]:
    """Count the contributions of each type by members who were not presenting."""
    theirs = contributions[contributions["member"] != contributions["presenter"]]
    counts = theirs["kind"].astype("str").fillna("").value_counts()
    return [{"kind": str(kind) or None, "contributions": int(count)} for kind, count in counts.items() if count]


def _unclassified(contributions: pd.DataFrame) -> list[views.UnclassifiedShown]:
    """The contributions of others than the presenter that nobody has classified, to be sorted afterwards."""
    names = list(views.UnclassifiedShown.__annotations__)
    theirs = contributions[contributions["kind"].isna() & (contributions["member"] != contributions["presenter"])]
    found: list[Any] = rows(theirs.sort_values(["at", "entry"])[names])
    return found


def _shares(now: Frames, where: Where) -> list[views.Share]:
    """How much those there said while others presented, as `participation.voice` has it."""
    if now.contributions.empty:
        return []
    try:
        voice = participation.voice(now)
    except NothingToShow:
        return []
    totals = voice.groupby("member", observed=True)[["contributions", "seconds"]].sum().reset_index()
    found: list[Any] = rows(totals.sort_values(["seconds", "contributions", "member"], ascending=[False, False, True]))
    return found


def known(frames: Frames, cohort: str | None, learning_set: str | None) -> list[views.SetChoice]:
    """The sets meant by codes that may be left out.

    Raises
    ------
    LogError
        There are sets, and none of them is meant.
    """
    every = sets(frames)
    meant = [
        each for each in every
        if cohort in (None, each["cohort"]) and learning_set in (None, each["learning_set"])
    ]  # fmt: skip
    if every and not meant:
        whichever = gettext("any")
        there = ", ".join(
            gettext("{set} (cohort {cohort})", set=each["learning_set"], cohort=each["cohort"]) for each in every
        )
        raise LogError(
            gettext(
                "No such set with members in this log: set {set}, cohort {cohort}. The log holds {sets}.",
                set=learning_set or whichever,
                cohort=cohort or whichever,
                sets=there,
            )
        )
    return meant
