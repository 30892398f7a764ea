"""The board of a set's meeting: it keeps time and takes the notes.

The clock and the taps live in the browser (`js/src/meeting/board.js`), which goes on without a kernel and sends what
was noted as whole records. Here they are taken: whatever arrives late or twice, the log ends up the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from alsnb import formats
from alsnb.errors import AlsnbError, LogError, RecordError
from alsnb.formats import keys as known_formats
from alsnb.log import Log, Revision
from alsnb.log.revisions import entry_of
from alsnb.log.schema import PLACE
from alsnb.plausible import Neighbours, doubts
from alsnb.privacy.codes import code_doubts
from alsnb.records import (
    Action,
    ActionReport,
    Airtime,
    Attendance,
    Cohort,
    Contribution,
    Issue,
    LearningSet,
    Meeting,
    Member,
    Record,
)
from alsnb.widgets.events import Event, handles
from alsnb.widgets.fields import Fields, due_in_time
from alsnb.widgets.meeting import events, view, views
from alsnb.widgets.meeting.view import Where
from alsnb.widgets.screen import Screen, screen_key, script, style
from alsnb.words import gettext

_READ = (
    "cohort", "learning_set", "member", "airtime", "contribution", "action", "action_report", "attendance", "meeting",
    "issue",
)  # fmt: skip
_AIRTIME = ("insight", "goal", "process_feedback")
_REPORT = ("status", "worked", "not_worked", "why", "learning", "practice")
_ACTION = ("what", "due", "success", "agreed_on")


class SetMeeting(Screen):
    """The board for a set's meeting, on a screen that all can see.

    Before the meeting it notes who attended and how earlier actions went; during each airtime it keeps the time of
    the format's stages and who said what; at the end it gathers what came of it, and makes the action review sheet.

    Parameters
    ----------
    log : Log
        Where the records go.
    learning_set, cohort : str, optional
        Codes of the set and of its cohort. By default the first set in the log; another is chosen on the screen.
    cycle : int, optional
        The cycle of the meeting. By default today's, or the next one not yet held.

    Raises
    ------
    LogError
        There are sets in the log, and none of them is meant.
    """

    _esm = script("set_meeting")
    _css = style("meeting/set_meeting.css")

    def __init__(
        self, log: Log, learning_set: str | None = None, cohort: str | None = None, cycle: int | None = None
    ) -> None:
        asked = tuple(None if each is None else str(each) for each in (cohort, learning_set))
        # The browser keeps things under the key; two workbooks may both call their log cohort.db.
        path = log.database.path
        key = screen_key("set_meeting", os.path.abspath(path) if path else log.name, *asked, cycle)
        super().__init__(log, key, gettext("Set meeting"))
        self._asked = asked
        self._where: Where | None = None
        self._chosen: dict[str, Any] = {} if cycle is None else {"cycle": int(cycle)}
        draft = log.draft(f"{key}{PLACE}")
        # Next month's meeting is another one.
        if draft is not None and draft.kept_at.astimezone().date() == date.today():
            self._chosen = draft.content
        # What was typed and is doubtful, by what it is of: asked about on the screen before it is recorded.
        self._doubts: views.Doubts = {}
        self.start()

    def look(self) -> views.View:
        """The meeting as the log has it, with what the browser kept of the clock."""
        frames = self._log.frames(kinds=_READ)
        meant = view.known(frames, *self._asked)
        if not meant:
            self._where = None
            return {
                "sets": [], "meeting": None, "cohort": self._asked[0] or next(iter(frames.cohorts["cohort"]), None),
                "learning_set": self._asked[1], "formats": [(key, formats.load(key).title) for key in known_formats()],
                "doubts": self._doubts.copy(),
            }  # fmt: skip
        chosen = [
            each for each in meant
            if all(each[name] == self._chosen.get(name, each[name]) for name in ("cohort", "learning_set"))
        ] or meant  # fmt: skip
        cohort, learning_set = chosen[0]["cohort"], chosen[0]["learning_set"]
        theirs = view.of_set(frames, cohort, learning_set)
        cycle = self._chosen.get("cycle") or view.next_cycle(theirs.meetings)
        self._where = Where(cohort, learning_set, cycle)
        board = self._log.draft(self._board)
        kept: Any = board.content if board else None
        return {
            "sets": meant,
            "meeting": view.meeting(theirs, self._where, self._doubts.copy()),
            "where": self._board,
            "board": kept,
        }

    @property
    def _board(self) -> str:
        """Under what the draft of the clock is kept: the same whichever way the board was opened."""
        return screen_key("board", *self._here()) + PLACE

    def _here(self) -> Where:
        if self._where is None:
            raise LogError(gettext("There is no set to meet yet; fill in the form first."))
        return self._where

    # ---- what happens in the browser ---------------------------------------------------------------------------------

    @handles(events.Choose)
    def on_choose(self, event: events.Choose) -> None:
        """Show another meeting."""
        chosen = {"cohort": event.cohort, "learning_set": event.learning_set, "cycle": event.cycle}
        self._chosen = {name: value for name, value in chosen.items() if value}
        self._log.keep_draft(f"{self.key}{PLACE}", self._chosen)
        self._doubts = {}
        self.refresh()

    @handles(events.Look)
    def on_look(self, _: events.Look) -> None:
        """Show what the log says by now."""
        self.refresh()

    @handles(events.QuickStart)
    def on_quick_start(self, event: events.QuickStart) -> None:
        """A cohort with one set and its members, from a few codes."""
        cohort, learning_set = event.cohort.strip(), event.learning_set.strip()
        members = list(dict.fromkeys(code.strip() for code in event.members if code.strip()))
        for given, missing in (
            (cohort, gettext("The cohort's code is missing; nothing is recorded yet.")),
            (learning_set, gettext("The set's code is missing; nothing is recorded yet.")),
            (members, gettext("The members' codes are missing; nothing is recorded yet.")),
        ):
            if not given:
                raise RecordError(missing)
        asked = [
            (cohort, code_doubts(cohort, of="cohort")),
            (learning_set, code_doubts(learning_set, of="learning_set")),
        ]
        asked += [(code, code_doubts(code)) for code in members]
        told = [gettext("{code}: {doubt}", code=code, doubt=doubt) for code, doubts_of in asked for doubt in doubts_of]
        if self._is_asked_about("quick_start", event.meant, told, None):
            return
        frames = self._log.frames()
        there = set(frames.cohorts["cohort"])
        of_sets = frames.learning_sets[frames.learning_sets["cohort"] == cohort]["learning_set"]
        made: list[Record] = []
        # What somebody set up with more care stays as it is.
        if cohort not in there:
            made.append(Cohort(cohort=cohort, format=event.format or None))
        if learning_set not in set(of_sets):
            own = event.format if cohort in there else None
            made.append(LearningSet(cohort=cohort, learning_set=learning_set, format=own or None))
        made += [Member(cohort=cohort, learning_set=learning_set, member=code) for code in members]
        self._log.add(made)
        self._chosen = {"cohort": cohort, "learning_set": learning_set}
        self.say("")
        self.refresh()

    @handles(events.AttendanceNoted)
    def on_attendance(self, event: events.AttendanceNoted) -> None:
        """Whether somebody came, or (no status) that nobody has said so after all."""
        where = event.where
        blank = Attendance(member=event.member, status="present", **where._asdict())
        history = self._history(entry_of(blank))
        if event.status is not None:
            minutes = getattr(history[-1].record, "minutes", None) if history else None
            self._log.add(Attendance(member=event.member, status=event.status, minutes=minutes, **where._asdict()))
        elif history and not history[-1].record.withdrawn:
            self._log.amend(history[-1].entry, withdrawn=True)
        self.refresh()

    @handles(events.Start)
    def on_start(self, event: events.Start) -> None:
        """The meeting begins; who is there is told apart from it."""
        started = datetime.fromtimestamp(event.started / 1000, UTC)
        self._meeting(event.where, held_on=event.on, started_at=started)
        self.refresh()

    @handles(events.Unstart)
    def on_unstart(self, event: events.Unstart) -> None:
        """The meeting has not begun after all."""
        self._meeting(event.where, held_on=None, started_at=None)
        self.refresh()

    @handles(events.End)
    def on_end(self, event: events.End) -> None:
        """The meeting is over, or goes on after all (no minutes)."""
        where, minutes = event.where, event.minutes
        if not self._is_asked_about("minutes", event.meant, self._doubts_of(where, "minutes", minutes), minutes):
            self._meeting(where, minutes=minutes)
            self.refresh()

    @handles(events.FacilitatorNamed)
    def on_facilitator(self, event: events.FacilitatorNamed) -> None:
        """Who facilitates."""
        where, code = event.where, event.facilitator.strip() or None
        known = {code for frame in ("members", "meetings") for code in self._codes(where.cohort, frame)}
        told = code_doubts(code, known) if code else []
        if not self._is_asked_about("facilitator", event.meant, told, code):
            self._meeting(where, facilitator=code)
            self.refresh()

    @handles(events.Next)
    def on_next(self, event: events.Next) -> None:
        """When the set meets next."""
        where = event.where
        following = where._replace(cycle=where.cycle + 1)
        told = self._doubts_of(following, "planned_on", event.on)
        if not self._is_asked_about("next", event.meant, told, event.on):
            self._meeting(following, planned_on=event.on)
            self.refresh()

    @handles(events.ReportNoted)
    def on_report(self, event: events.ReportNoted) -> None:
        """Record how an action went in one word, or (without a status) that nobody has reported on it after all."""
        where = event.where
        told = [
            each for each in view.rows(self._log.frames(where.cohort).action_reports)
            if (each["action"], each["cycle"]) == (event.action, where.cycle)
        ]  # fmt: skip
        if event.status is None:
            self._take_report_back(told[0] if told else None)
            return
        said = {"status": event.status, "reported_on": event.on}
        entry = told[0]["entry"] if told else event.entry
        record = ActionReport(entry=entry, action=event.action, member=event.member, **where._asdict(), **said)
        self._say(record, event.id, only=("status", "withdrawn"))
        for name, form in self._fields.items():
            if name == f"report:{entry}":
                form.look_again()
        self.refresh()

    def _take_report_back(self, told: Mapping[str, Any] | None) -> None:
        """Withdraw a report of one word; what was written in it is not the board's to take back."""
        if told and any(told[name] is not None for name in _REPORT[1:]):
            self.say(gettext("The report holds what was written in its form since, and stays as it is."), bad=True)
        elif told:
            self._log.amend(told["entry"], withdrawn=True)
        self.refresh()

    @handles(events.IssueBrought)
    def on_issue(self, event: events.IssueBrought) -> None:
        """A member brings something new, or (withdrawn) does not after all."""
        issue = Issue(
            entry=event.entry,
            member=event.member,
            title=event.title,
            withdrawn=event.withdrawn,
            **event.where._asdict(),
        )
        self._say(issue, event.id, only=("member", "title", "withdrawn"))

    @handles(events.AirtimeNoted)
    def on_airtime(self, event: events.AirtimeNoted) -> None:
        """An airtime as the clock has it: begun, ended, gone on with or taken back."""
        airtime = Airtime(**event.record.sent(), **event.where._asdict())
        self._say(airtime, event.id, keep=_AIRTIME)
        self.refresh()

    @handles(events.ContributionNoted)
    def on_contribution(self, event: events.ContributionNoted) -> None:
        """A contribution as the board has it; the view is not made anew for each."""
        self._say(self._contribution(event), event.id)

    @handles(events.Classify)
    def on_classify(self, event: events.Classify) -> None:
        """Of what kind a contribution was, said afterwards; all else that is recorded of it stays."""
        known = self._record(event.entry, Contribution)
        said = known.model_dump() | {"entry": event.entry, "kind": event.said}
        self._say(Contribution(**said), event.id, only=("kind",))
        self.refresh()

    @handles(events.BoardKept)
    def on_board(self, event: events.BoardKept) -> None:
        """The clock, and all that runs, as the browser has it: for another browser."""
        stored = self._log.draft(event.board)
        if stored is None or stored.content["at"] < event.state.at:
            self._log.keep_draft(event.board, event.state.sent())

    def take_together(self, together: list[Event]) -> set[str]:
        """Add contributions that pile up while the kernel is busy in one go."""
        found = {each.id: self._contribution(each) for each in together if isinstance(each, events.ContributionNoted)}
        new = {id: record for id, record in found.items() if not self._history(record.entry)}
        if len({record.entry for record in new.values()}) < len(new):
            return set()  # one after the other, then
        self._log.add(new.values())
        return set(new)

    # ---- what is doubtful --------------------------------------------------------------------------------------------

    def _is_asked_about(self, of: views.Asked, meant: bool, doubts: list[str], value: str | float | None) -> bool:
        """Whether to ask about what was typed before it is recorded; said to be meant, it is not asked about again."""
        self._doubts.pop(of, None)
        if not doubts or meant:
            return False
        self._doubts[of] = {"text": " ".join(doubts), "value": value}
        self.refresh()
        return True

    def _doubts_of(self, where: Where, name: str, value: Any) -> list[str]:
        """What is doubtful about a date or a number of a meeting."""
        beside = Neighbours.of(self._log.frames(where.cohort, kinds=("cohort", "meeting")))
        told = doubts(Meeting(**where._asdict(), **{name: value}), beside)
        return [told[name]] if name in told else []

    def _codes(self, cohort: str, frame: str) -> list[str]:
        """The codes of people there are: members, or those who have facilitated."""
        column = {"members": "member", "meetings": "facilitator"}[frame]
        found = getattr(self._log.frames(cohort, kinds=("cohort", "member", "meeting")), frame)
        return [str(code) for code in found[column].dropna()]

    # ---- what is recorded --------------------------------------------------------------------------------------------

    def _contribution(self, event: events.ContributionNoted) -> Contribution:
        return Contribution(**event.record.sent(), **event.where._asdict())

    def _meeting(self, where: Where, **changes: Any) -> None:
        """Say something of the meeting, and leave the rest as it is."""
        blank = Meeting(**where._asdict())
        history = self._history(entry_of(blank))
        if history:
            self._log.amend(history[-1].entry, **changes)
        else:
            self._log.add(Meeting(**where._asdict(), **changes))

    def _say(self, record: Record, event: str, *, keep: Iterable[str] = (), only: Iterable[str] = ()) -> None:
        """Make the log say what a record says, and no less if it is told again, late or twice.

        Of fields to `keep`, what the log says stays; with `only`, every other field stays.
        """
        history = self._history(record.entry)
        if not history:
            self._log.add(record)
            return
        newest = history[-1]
        # Whatever the browser said later has arrived already; where others say something too, theirs is no reason.
        alone = not keep and not only
        if any(each.id == event for each in history) or (alone and len(history) > 1 and event < newest.id):
            return
        names = set(only) or type(record).model_fields.keys() - {"entry", *keep}
        changes = {
            name: getattr(record, name) for name in names if getattr(record, name) != getattr(newest.record, name)
        }
        if changes:
            self._log.amend(record.entry, revision=event if event > newest.id else None, **changes)

    def _history(self, entry: str) -> list[Revision]:
        try:
            return self._log.history(entry)
        except LogError:  # nothing is said yet
            return []

    # ---- forms -------------------------------------------------------------------------------------------------------

    def make_form(self, name: str) -> Fields:
        """``closing:…`` of a meeting, ``airtime:…`` and ``action:…`` of an airtime, ``edit:…`` and ``report:…``."""
        what, _, about = name.partition(":")
        make = {
            "closing": self._closing, "airtime": self._of_airtime, "action": self._new_action,
            "edit": self._of_action, "report": self._of_report,
        }.get(what)  # fmt: skip
        if make is None:
            return super().make_form(name)
        return make(about, self.draft_key(name))

    def _closing(self, about: str, key: str) -> Fields:
        where = Where(*_where(about))
        meeting = Meeting(**where._asdict())
        return Fields(
            self._log, Meeting, key, known=where._asdict(), entry=entry_of(meeting), ask=["summary"],
            title=gettext("What came of the meeting"), saved=self._shown_again,
        )  # fmt: skip

    def _of_airtime(self, entry: str, key: str) -> Fields:
        airtime = self._record(entry, Airtime)
        return Fields(
            self._log, Airtime, key, known=_context(airtime), entry=entry, ask=_AIRTIME,
            title=gettext("What {member} takes from it", member=airtime.member), saved=self._shown_again,
        )  # fmt: skip

    def _new_action(self, entry: str, key: str) -> Fields:
        airtime = self._record(entry, Airtime)
        where = Where(str(airtime.cohort), str(airtime.learning_set), airtime.cycle)
        theirs = view.of_set(self._log.frames(where.cohort), *where[:2])
        agreed, due = view.held_on(theirs, where.cycle), view.noted_next(theirs, where.cycle)
        if due is None or (agreed and due < agreed):
            due = view.planned_next(theirs, where.cycle)
        return Fields(
            self._log, Action, key, known=_context(airtime) | {"airtime": entry}, ask=_ACTION,
            start={"due": due, "agreed_on": agreed}, doubts=due_in_time,
            title=gettext("What {member} will do", member=airtime.member), save=gettext("Save the action"),
            another=gettext("Add another action"), saved=self._shown_again,
        )  # fmt: skip

    def _of_action(self, entry: str, key: str) -> Fields:
        action = self._record(entry, Action)
        return Fields(
            self._log, Action, key, known=_context(action), entry=entry, ask=_ACTION,
            title=gettext("What {member} will do", member=action.member), doubts=due_in_time, saved=self._shown_again,
        )  # fmt: skip

    def _of_report(self, entry: str, key: str) -> Fields:
        report = self._record(entry, ActionReport)
        known = _context(report) | {"action": report.action, "reported_on": report.reported_on}
        return Fields(
            self._log, ActionReport, key, known=known, entry=entry, ask=_REPORT,
            title=gettext("How did it go? {member}'s report", member=report.member), saved=self._shown_again,
        )  # fmt: skip

    def _record(self, entry: str, kind: type[Record]) -> Any:
        found = self._log.get(entry)
        if not isinstance(found, kind):
            raise RecordError(f"entry {entry} is a {found.kind_name.replace('_', ' ')}, not what was asked for")
        return found

    def _shown_again(self, _: str) -> None:
        try:
            self.refresh()
        except AlsnbError as error:  # what was saved is saved
            self.say(str(error), bad=True)


def _context(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ("cohort", "learning_set", "cycle", "member")}


def _where(about: str) -> tuple[str, str, int]:
    cohort, learning_set, cycle = json.loads(about)
    return str(cohort), str(learning_set), int(cycle)
