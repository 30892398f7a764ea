"""What the browser may tell the meeting board."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

from alsnb.records import EntryId
from alsnb.widgets.events import Content, Event
from alsnb.widgets.meeting.view import Where


class Choose(Event):
    """Another meeting is to be shown; without a cycle, the set's next one."""

    kind: Literal["choose"] = "choose"
    cohort: str | None = None
    learning_set: str | None = None
    cycle: int | None = None


class Look(Event):
    """The board is to be refreshed from the log."""

    kind: Literal["look"] = "look"


class QuickStart(Event):
    """A cohort with one set and its members is to be made."""

    kind: Literal["quick_start"] = "quick_start"
    cohort: str
    learning_set: str
    format: str | None = None
    members: list[str]
    meant: bool = False
    """Whether doubtful codes have been confirmed, here and below."""


class OfMeeting(Event):
    """Something about one meeting."""

    where: Where


class AttendanceNoted(OfMeeting):
    """A member's attendance; no status takes it back."""

    kind: Literal["attendance"] = "attendance"
    member: str
    status: str | None


class Start(OfMeeting):
    """The meeting begins."""

    kind: Literal["start"] = "start"
    started: float
    """In milliseconds since 1970."""
    on: str


class Unstart(OfMeeting):
    """The meeting has not begun after all."""

    kind: Literal["unstart"] = "unstart"


class End(OfMeeting):
    """The meeting is over; no minutes mean that it continues or that its length is not known."""

    kind: Literal["end"] = "end"
    minutes: float | None
    meant: bool = False


class FacilitatorNamed(OfMeeting):
    """The facilitator's code; an empty one clears it."""

    kind: Literal["facilitator"] = "facilitator"
    facilitator: str
    meant: bool = False


class Next(OfMeeting):
    """The date of the next meeting."""

    kind: Literal["next"] = "next"
    on: str | None
    meant: bool = False


class ReportNoted(OfMeeting):
    """The outcome of an action in one word; no status takes it back."""

    kind: Literal["report"] = "report"
    action: EntryId
    member: str
    entry: EntryId
    status: str | None
    on: str


class IssueBrought(OfMeeting):
    """A member brings a new issue, or (withdrawn) does not after all."""

    kind: Literal["issue"] = "issue"
    entry: EntryId
    member: str
    title: str | None = None
    withdrawn: bool = False


class StageMinutes(Content):
    """The time that one stage of an airtime took."""

    stage: str
    minutes: float


class AirtimeRecord(Content):
    """An airtime as the clock has it."""

    entry: EntryId
    member: str
    issue: EntryId | None = None
    order: int
    minutes: float | None = None
    stages: tuple[StageMinutes, ...] = ()
    withdrawn: bool = False


class AirtimeNoted(OfMeeting):
    """An airtime begins, ends, resumes or is deleted."""

    kind: Literal["airtime"] = "airtime"
    record: AirtimeRecord


class ContributionRecord(Content):
    """A contribution as the board has it; `at` and `seconds` are seconds."""

    entry: EntryId
    airtime: EntryId | None = None
    presenter: str | None = None
    member: str
    kind: str | None = None
    at: float | None = None
    seconds: float | None = None
    invited: bool | None = None
    text: str | None = None
    withdrawn: bool = False


class ContributionNoted(OfMeeting):
    """A contribution is over, or was changed or deleted."""

    kind: Literal["contribution"] = "contribution"
    record: ContributionRecord


class Classify(OfMeeting):
    """The type of a contribution, given afterwards."""

    kind: Literal["classify"] = "classify"
    entry: EntryId
    said: str | None


class BoardState(Content):
    """What the browser keeps of a meeting. The kernel stores it for another browser, and reads only its time."""

    model_config = ConfigDict(frozen=True, extra="allow")

    at: float


class BoardKept(Event):
    """The state of the clock, to be stored."""

    kind: Literal["board"] = "board"
    board: Annotated[str, StringConstraints(pattern="^board/")]
    state: BoardState
