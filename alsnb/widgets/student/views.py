"""What the student's log shows."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Purpose = Literal["teaching_record", "research", "quotation"]


class Course(TypedDict):
    """A cohort to choose."""

    cohort: str
    module: str


class CourseStep(TypedDict):
    """The first step of setting up."""

    step: Literal["course"]
    cohorts: list[Course]
    form: str
    missing: str | None
    """The code that was asked for and is not in the log."""


class Someone(TypedDict):
    """A member to choose."""

    member: str
    set: str | None


class YouStep(TypedDict):
    """The second step of setting up."""

    step: Literal["you"]
    members: list[Someone]
    form: str | None
    missing: str | None


class CycleChoice(TypedDict):
    """A cycle to choose."""

    cycle: int
    words: str


class Who(TypedDict):
    """Whose log it is; `you` and `course` are names of forms."""

    member: str
    set: str | None
    cohort: str
    module: str | None
    format: str | None
    cycle: int
    cycles: list[CycleChoice]
    you: str
    course: str
    fixed: bool
    """Whether the notebook says whose it is."""
    shared: str | None
    """Why others can read it, if they can."""
    problem: str | None


class ActionShown(TypedDict):
    """An action; `form` reports on it, `change` amends it."""

    entry: str
    what: str
    due: str
    overdue: bool
    success: str | None
    cycle: int
    before: str | None
    stays_open: bool
    form: str
    change: str
    report: str | None
    """The entry of the report in this cycle."""
    status: str | None
    learning: str | None


class Promised(TypedDict):
    """The open actions, and those reported on in this cycle."""

    open: list[ActionShown]
    reported: list[ActionShown]
    add: str
    cycle: int


class Turn(TypedDict):
    """A stage in which the member speaks."""

    title: str
    what: str
    when: str
    minutes: str | None


class Guidance(TypedDict):
    """What the set's format asks of an issue."""

    format: str
    should_be: list[str]
    kinds: str
    airtime: str | None
    speak: list[Turn]
    yields: list[str]


class IssueShown(TypedDict):
    """An issue; `change` is the form that amends it."""

    entry: str
    title: str
    kind: str | None
    state: str
    cycle: int
    about: str
    change: str


class Issues(TypedDict):
    """The member's issues, and what the format asks of one."""

    guidance: Guidance | None
    mine: list[IssueShown]
    add: str


class PromptStep(TypedDict):
    """A question, by the form that it is answered in."""

    form: str
    title: str
    done: bool


class PromptGroup(TypedDict):
    """Questions that belong together."""

    key: str
    title: str
    steps: list[PromptStep]


class PromptSet(TypedDict):
    """A way of reflecting."""

    key: str
    title: str
    about: str
    source: str | None
    groups: list[PromptGroup]


class Reflect(TypedDict):
    """The ways of reflecting, and where the member stands."""

    sets: list[PromptSet]
    group: str
    cycle: int
    free: str
    freely: int
    """How many reflections of this cycle answer no question."""


class Figures(TypedDict):
    """The member's figures in one cycle; none where nobody recorded such things."""

    cycle: int
    attended: str | None
    presented: int | None
    contributions: int | None
    questions: int | None
    agreed: int
    done: int
    partly: int
    open: int
    dropped: int
    reflections: int


class EntryShown(TypedDict):
    """An entry in the list of all; `at` is in milliseconds since 1970."""

    entry: str
    at: int
    kind: str
    cycle: int | None
    title: str
    text: str
    readers: str | None
    change: str | None


class KindChoice(TypedDict):
    """A kind of entry to look for."""

    kind: str
    words: str


class Deleted(TypedDict):
    """An entry that was deleted."""

    entry: str
    words: str


class Journey(TypedDict):
    """The member's figures, and the entries looked for."""

    figures: list[Figures]
    entries: list[EntryShown]
    found: int
    all: int
    kinds: list[KindChoice]
    taken_back: list[Deleted]


class ConsentShown(TypedDict):
    """What was said last of one purpose."""

    purpose: Purpose
    title: str
    words: str
    given: bool | None
    on: str | None


class Listed(TypedDict):
    """An entry that is handed in, or is not."""

    kind: str
    text: str
    cycle: int | None
    readers: str | None
    sent: Literal["new", "changed", "before"] | None
    """Whether it leaves for the first time, or again, as it was or changed."""


class FileShown(TypedDict):
    """A file, and when it was written, in milliseconds since 1970."""

    path: str
    written: float | None


class Files(TypedDict):
    """The files that a member may write."""

    bundle: FileShown
    text: FileShown


class Preview(TypedDict):
    """What a hand-in would hold, and what stays."""

    leaving: list[Listed]
    taken_back: list[Listed]
    staying: list[Listed]
    last: int | None
    outdated: bool
    files: Files


class HandingIn(TypedDict):
    """Consents, and what is handed in."""

    consents: list[ConsentShown]
    release: str | None
    preview: Preview | None
    asking: Literal["bundle", "text"] | None
    """The file that is there already, and may be replaced."""
    proves: bool
    """Whether a secret is kept that proves whose hand-ins are."""


class Renaming(TypedDict):
    """A new code that was asked about."""

    of: str
    to: str
    doubts: str


class Ready(TypedDict):
    """All tabs of the log."""

    step: Literal["ready"]
    tag: str
    who: Who
    promised: Promised
    issue: Issues
    reflect: Reflect
    journey: Journey
    handing_in: HandingIn
    undo: Deleted | None
    renaming: Renaming | None


View = CourseStep | YouStep | Ready
