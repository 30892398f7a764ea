"""What the meeting board shows. Days are ISO texts; moments are in milliseconds since 1970."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class SetChoice(TypedDict):
    """A set to hold a meeting of."""

    cohort: str
    learning_set: str
    label: str


class CycleDates(TypedDict):
    """A meeting to choose."""

    cycle: int
    held_on: str | None
    planned_on: str | None


class Span(TypedDict):
    """A range of minutes."""

    low: float | None
    high: float | None
    text: str


class StageShown(TypedDict):
    """A stage of the set's format."""

    key: str
    title: str
    what: str
    who: list[str]
    minutes: Span | None
    uninterrupted: bool
    optional: bool
    questions: list[str]


class FormatShown(TypedDict):
    """What the set's format says of a meeting; `stages` are those of an airtime."""

    title: str
    minutes: Span | None
    stages: list[StageShown]
    opening: list[StageShown]
    closing: list[StageShown]
    reporting: list[StageShown]
    report_on: list[str]
    first: bool
    """Whether those who presented last time report first."""
    in_airtime: bool
    policies: dict[str, str]


class IssueShown(TypedDict):
    """An issue that a member may bring."""

    entry: str
    title: str
    cycle: int


class MemberShown(TypedDict):
    """Who is enrolled, and whether they came."""

    member: str
    status: str | None
    role: str | None
    presented: bool
    last: int | None
    """The cycle in which they last presented."""
    issues: list[IssueShown]


class ReportBefore(TypedDict):
    """What was reported last."""

    status: str
    cycle: int


class ReportShown(TypedDict):
    """What is reported in this meeting."""

    entry: str
    status: str
    worked: str | None
    not_worked: str | None
    why: str | None
    learning: str | None
    practice: str | None


class DueShown(TypedDict):
    """An action to report back on."""

    action: str
    member: str
    what: str
    due: str | None
    success: str | None
    cycle: int
    presented: bool
    before: ReportBefore | None
    report: ReportShown | None


class ActionShown(TypedDict):
    """An action that was agreed in this meeting."""

    entry: str
    member: str
    what: str
    due: str | None
    success: str | None


class AirtimeShown(TypedDict):
    """An airtime, with what was agreed in it."""

    entry: str
    member: str
    issue: str | None
    order: int | None
    minutes: float | None
    insight: str | None
    goal: str | None
    process_feedback: str | None
    title: str | None
    actions: list[ActionShown]


class YieldShown(TypedDict):
    """What the format says must come of a meeting, and for whom the log does not show it yet."""

    what: str
    per: str
    optional: bool
    shown: bool
    missing: list[str]


class KindCount(TypedDict):
    """How many contributions of one type there were."""

    kind: str | None
    contributions: int


class UnclassifiedShown(TypedDict):
    """A contribution that nobody has classified."""

    entry: str
    airtime: str | None
    presenter: str | None
    member: str
    at: float | None
    seconds: float | None
    text: str | None


class Share(TypedDict):
    """How much a member said while others presented."""

    member: str
    contributions: int
    seconds: float


class Doubt(TypedDict):
    """What is doubtful about something that was typed, and what was typed."""

    text: str
    value: str | float | None


class Doubts(TypedDict, total=False):
    """What is asked about, by what it is of."""

    quick_start: Doubt
    minutes: Doubt
    facilitator: Doubt
    next: Doubt


class Shown(TypedDict):
    """One meeting."""

    cohort: str
    learning_set: str
    cycle: int
    name: str | None
    cycles: list[CycleDates]
    today: str
    held_on: str | None
    started_at: int | None
    minutes: float | None
    planned_on: str | None
    facilitator: str | None
    place: str | None
    planned_minutes: float | None
    summary: str | None
    earlier_facilitator: str | None
    next_on: str | None
    next_suggested: str | None
    rules: list[str]
    own_rules: bool
    format: FormatShown | None
    trouble: str
    members: list[MemberShown]
    due: list[DueShown]
    airtimes: list[AirtimeShown]
    outside: list[ActionShown]
    """Actions that members noted outside the meeting."""
    yields: list[YieldShown]
    kinds: list[KindCount]
    unclassified: list[UnclassifiedShown]
    shares: list[Share]
    doubts: Doubts


class Board(TypedDict):
    """What a browser kept of a meeting; what else it holds is the browser's own."""

    at: float


class BoardView(TypedDict):
    """A meeting, with what the browser kept of the clock."""

    sets: list[SetChoice]
    meeting: Shown
    where: str
    board: Board | None


class BeginView(TypedDict):
    """A log without sets."""

    sets: list[SetChoice]
    meeting: None
    cohort: str | None
    learning_set: str | None
    formats: list[tuple[str, str]]
    doubts: Doubts


Asked = Literal["quick_start", "minutes", "facilitator", "next"]
View = BeginView | BoardView
