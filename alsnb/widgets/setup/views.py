"""What setting a cohort up shows, and what it sends to a page alone. Days are ISO texts."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from alsnb.widgets import views
from alsnb.widgets.setup.events import Number

StepName = Literal["course", "people", "sets", "rules", "calendar"]


class StepShown(TypedDict):
    """How far a step is."""

    name: StepName
    done: bool
    text: str


class Defaults(TypedDict):
    """What a format prescribes of the course."""

    planned_meetings: float | None
    interval_weeks: float | None
    planned_minutes: float | None


class FormatChoice(TypedDict):
    """A format to choose."""

    key: str
    title: str
    defaults: Defaults
    says: str


class Comparison(TypedDict):
    """The formats side by side: of each, what it says of every trait."""

    traits: list[str]
    formats: dict[str, list[str]]


class CourseShown(TypedDict):
    """The course; `form` is the name of its form."""

    form: str
    formats: list[FormatChoice]
    format_problem: str
    comparison: Comparison
    recorded: str
    """What is recorded under the cohort; empty if nothing is."""


class MemberRow(TypedDict):
    """A member in the log."""

    member: str
    role: str | None
    organisation: str | None
    level: str | None
    managed_by: list[str]
    learning_set: str | None
    last_cycle: int | None


class PeopleShown(TypedDict):
    """The members, by code."""

    members: list[MemberRow]
    columns: list[views.Choice]
    joins: int | None
    """The first meeting of those who are new; none: it is to be asked."""


class PairShown(TypedDict, total=False):
    """Two members who should be in the same set, or in different ones."""

    key: str | None
    one: str | None
    other: str | None
    how: str
    weight: str


class AllocationRules(TypedDict):
    """The allocation rules: as typed, or as the format says."""

    smallest: Number
    largest: Number
    sets: Number
    line: str | None
    level: str | None
    level_weight: str | None
    organisation: str | None
    organisation_weight: str | None
    pairs: list[PairShown]
    seed: Number


class RuleSources(TypedDict):
    """Where each rule comes from."""

    size: str
    line: str
    level: str
    organisation: str


class Placed(TypedDict):
    """A member in a proposed set, or in none."""

    member: str
    organisation: str | None
    level: str | None
    role: str | None
    locked: bool
    was: str
    """The set before the draw, if that was another."""


class SetProposed(TypedDict):
    """A proposed set, and the rules that it breaks."""

    set: str
    members: list[Placed]
    broken: list[str]


class RuleJudged(TypedDict):
    """How well a rule is kept; `where` has sets, and what is wrong in each."""

    rule: str
    weight: str
    broken: int
    where: list[tuple[str, str]]


class Draw(TypedDict):
    """The draw that made the sets."""

    seed: Number
    at: float
    drawn: str
    change: str
    proven: bool
    """Whether no other allocation would be better."""


class SetsShown(TypedDict):
    """The sets as proposed, the rules, and how well the sets keep them."""

    rules: AllocationRules
    says: str
    sources: RuleSources
    members: list[str]
    groups: list[SetProposed]
    waiting: list[Placed]
    labels: list[str]
    kept: list[RuleJudged]
    off: list[tuple[str, str]]
    """Rules that cannot be checked, and why."""
    made: Draw | None
    unsaved: int
    can_undo: bool
    can_unsave: bool
    left: int


class RulesOffer(TypedDict):
    """The ground rules of a format."""

    format: str
    rules: list[str]


class SetAgreed(TypedDict):
    """How far a set has got with its ground rules; `form` is the name of its form."""

    set: str
    form: str
    rules: int
    agreed_by: int
    agreed_on: str | None
    members: int


class GroundRules(TypedDict):
    """The ground rules to give to every set, and how far each set has got with its own."""

    text: str
    format: str
    """The format that the rules come from until they are changed; empty if it states none."""
    offers: list[RulesOffer]
    sets: list[SetAgreed]


class SetPlanShown(TypedDict, total=False):
    """What is planned for one set."""

    weekday: str | None
    facilitator: str | None


class PlanShown(TypedDict):
    """What the meetings are planned by: as typed, or as the course says."""

    first: str | None
    number: Number
    interval: Number
    minutes: Number
    starts: str | None
    skip: str | None
    sets: dict[str, SetPlanShown] | None


CellState = Literal["held", "planned", "changed", "new"]


class Cell(TypedDict):
    """One meeting of one set."""

    set: str
    cycle: int
    on: str
    state: CellState
    was: str | None
    beyond: bool
    """Whether it is beyond the number planned."""


class CalendarShown(TypedDict):
    """The plan, and the meetings that follow from it."""

    plan: PlanShown
    weekdays: list[str]
    sets: list[str]
    cells: list[Cell]
    problems: list[str]
    skip_problems: list[str]
    skipped: list[str]
    unsaved: int
    planned: int
    file: str


class View(TypedDict):
    """All steps of setting a cohort up."""

    cohort: str | None
    cohorts: list[str]
    steps: list[StepShown]
    course: CourseShown
    people: PeopleShown
    sets: SetsShown
    rules: GroundRules
    calendar: CalendarShown


class ColumnShown(TypedDict):
    """A column of the list, and what it is taken to hold."""

    key: str
    header: str
    column: str


class PersonFound(TypedDict):
    """A person on the list."""

    code: str
    name: str
    email: str
    role: str
    organisation: str
    level: str
    manager: str
    line: int
    known: bool
    other: list[str]


class ProblemFound(TypedDict):
    """Something about a line that somebody should look at; `ask` is under what it is answered."""

    line: int
    found: str
    do: str
    left_out: bool
    ask: str


class PersonShown(TypedDict, total=False):
    """One person, as typed in."""

    name: str
    email: str
    role: str
    organisation: str
    level: str
    manager: str


class ListUnderstood(TypedDict):
    """What is understood of the list of people, and the names."""

    headers: list[ColumnShown]
    separator: str
    encoding: str
    people: list[PersonFound]
    problems: list[ProblemFound]
    answered: int
    missing: list[str]
    names: dict[str, str]
    place: str
    why: str
    kept: bool
    why_not_kept: str
    about_one: str
    text: NotRequired[str]
    """What is typed, here and below, when the page has to write it."""
    person: NotRequired[PersonShown]


class Slip(TypedDict):
    """What a member needs to keep a log and to hand it in."""

    code: str
    set: str
    cohort: str
    name: str
    secret: str | None


class CodeDoubts(TypedDict):
    """What is doubtful about a new code."""

    of: Literal["member", "learning_set", "cohort"]
    code: str
    doubts: list[str]


class PlanDoubts(TypedDict):
    """What is doubtful about the codes of facilitators, by set."""

    doubts: dict[str, list[str]]


class Message(views.Message, total=False):
    """What is sent to a page alone."""

    people: ListUnderstood
    slips: list[Slip]
    code: CodeDoubts
    plan: PlanDoubts
