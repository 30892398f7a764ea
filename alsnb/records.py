"""What alsnb records: one declaration per record.

A *record* (a meeting, an airtime, an action, a reflection …) is a frozen pydantic model. Its fields carry a label
(``title``), a help text (``description``) and a type; the form that asks for it, the row that stores it and the column
that analyses it all follow from that declaration.

Records point at people, sets and cycles by their codes (``cohort``, ``learning_set``, ``cycle``, ``member``: the
*context*) and at one another by entry id: ``Action(airtime=airtime.entry, …)``.
"""

from __future__ import annotations

from datetime import date
from inspect import Signature, signature
from operator import not_
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, get_type_hints

import uuid_utils
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from alsnb.errors import RecordError
from alsnb.words import gettext

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
EntryId = Annotated[str, StringConstraints(pattern=UUID)]
Code = Annotated[str, StringConstraints(pattern=r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$", max_length=100)]
Name = Annotated[str, StringConstraints(min_length=1)]


class Limits(NamedTuple):
    """How great a number of its kind may be.

    Declared here, applied by `alsnb.plausible`: a log may hold greater ones, and must stay readable.
    """

    usual: float
    """Above it, the person who types the number is asked whether it is right."""
    most: float
    """Above it, nobody can have meant the number: it is not recorded, and no analysis uses it."""
    doubt: str
    """What is said of a number above the usual, after the number itself."""


Whole = Annotated[int, Field(le=2**63 - 1)]
"""A whole number that a column of a frame, or of a database, has room for."""
Cycle = Annotated[Whole, Limits(100, 10_000, "is a high number for a cycle")]
Count = Annotated[Whole, Limits(100, 10_000, "is a high number")]
Minutes = Annotated[float, Field(ge=0), Limits(24 * 60, 1e6, "minutes is more than a day")]
Seconds = Annotated[float, Field(ge=0), Limits(24 * 3600, 1e8, "seconds is more than a day")]
Weeks = Annotated[float, Field(gt=0), Limits(104, 10_000, "weeks is more than two years")]
Names = Annotated[tuple[Name, ...], FailFast()]
Codes = Annotated[tuple[Code, ...], FailFast()]
"""Told at the first that is wrong: a hostile list has millions, and an error for each would fill the memory."""

QUESTIONS = (
    "clarifying_question",
    "reflective_question",
    "analytical_question",
    "future_action_question",
    "closed_question",
)
CLOSED = ("done", "dropped")
"""What a last report may say of an action that closes it: nothing is left to do. After any other, it is open still."""


TAKEN_BACK = "[taken back]"
"""What stands in place of a text that a record must have, once its writer has taken it back."""


def new_id() -> str:
    """A new entry or revision id: a UUIDv7, so that ids sort by the time they were made."""
    return str(uuid_utils.uuid7())


def field(
    label: str, help: str, default: Any = ..., *, long: bool = False, choices: tuple[str, ...] = (),
    code_of: str | None = None, **constraints: Any,
) -> Any:  # fmt: skip
    """A field with its label and help; without a default it is required.

    A `long` text is asked for in several lines; `choices` are the words for a choice's values, in their order. A field
    that holds the code of a member, set, cohort or theme is named after what it is of, or says so by `code_of`.
    """
    return Field(
        default,
        title=gettext(label),
        description=gettext(help),
        json_schema_extra={"long": long, "choices": [gettext(each) for each in choices], "code_of": code_of},
        **constraints,
    )


class Part(BaseModel):
    """A frozen model that refuses unknown fields and reports mistakes in plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        # What Jupyter shows on Shift-Tab: the fields and their types, without the constraints that fill a screen.
        hints = get_type_hints(cls)
        shown = [each.replace(annotation=hints.get(each.name, Any)) for each in signature(cls).parameters.values()]
        cls.__signature__ = Signature(shown)

    def __init__(self, **fields: Any) -> None:
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise RecordError(explain(type(self), error), problems(error)) from None


def problems(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, in words to be shown beside it; ``""`` is the record as a whole."""
    found = {}
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        found[name] = "is needed" if problem["type"] == "missing" else _expected(problem)
    return found


def explain(model: type[BaseModel], error: ValidationError) -> str:
    """A validation error as sentences: field, what was found, what is expected."""
    lines = []
    for problem in error.errors(include_url=False):
        where = ".".join(str(step) for step in problem["loc"])
        declared = model.model_fields.get(str(problem["loc"][0])) if problem["loc"] else None
        meaning = f" ({declared.description})" if declared is not None and declared.description else ""
        if problem["type"] == "missing":
            lines.append(f"{where} is missing{meaning}")
        elif problem["type"] == "extra_forbidden":
            lines.append(f"{where} is not one of its fields: {', '.join(model.model_fields)}")
        else:
            found = "" if not where else f"{where}: found {_short(problem['input'])}, "
            lines.append(f"{found}{_expected(problem)}{meaning}")
    return f"{model.__name__} cannot be recorded: " + "; ".join(lines)


def _expected(problem: ErrorDetails) -> str:
    kind = problem["type"]
    if kind == "string_pattern_mismatch":
        if problem.get("ctx", {}).get("pattern") == UUID:
            return "expected the id of an entry, as log.add returns it and the column `entry` has it"
        return "expected a code, without line breaks and without a space at its start or end"
    if kind.startswith(("datetime", "timezone")):
        return "expected a time with its time zone, such as 2026-11-01T14:30+00:00"
    if kind.startswith("date"):
        return "expected a date such as 2026-11-01"
    return problem["msg"].removeprefix("Value error, ").replace("Input should be", "expected")


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…'"


class Record(Part):
    """One record, with the id of its entry in the log."""

    kind_name: ClassVar[str]
    """The record's kind, as stored with every revision: ``action_report``."""
    frame_name: ClassVar[str]
    """The name of its frame and of its SQL view: ``action_reports``."""
    key: ClassVar[tuple[str, ...]] = ()
    """The fields that say which one it is: recorded anew with the same key, it is the same entry as it is now.

    Without a key, every record made is an entry of its own.
    """
    of_entry: ClassVar[str | None] = None
    """The field with the entry that it says something of, and named after its kind: it counts as long as that does."""

    entry: EntryId = field("Entry", "id of the entry in the log", default_factory=new_id, exclude=True)
    # Written only where it is true: it costs the others nothing, and of what is not withdrawn older logs say as much.
    withdrawn: bool = field(
        "Withdrawn", "recorded by mistake: it stays in the history and is in no frame", False, exclude_if=not_
    )
    retracted: bool = field(
        "Retracted", "withdrawn by its writer after it was handed in, so that its words go as well", False,
        exclude_if=not_,
    )  # fmt: skip

    @model_validator(mode="after")
    def _is_wordless_if_retracted(self) -> Self:
        if self.retracted and not (self.withdrawn and self._says_nothing()):
            raise ValueError("what is retracted is withdrawn, and says nothing but which entry it is")
        return self

    def _says_nothing(self) -> bool:
        fields = type(self).model_fields
        needed = {name for name, declared in fields.items() if declared.is_required()}
        texts = {name for name in needed if _is_text(fields[name].metadata)}
        said = {name for name in fields if getattr(self, name) != fields[name].get_default(call_default_factory=False)}
        return said <= self._naming | needed | {"entry", "withdrawn", "retracted"} and all(
            getattr(self, name) == TAKEN_BACK for name in texts - self._naming
        )

    @property
    def _naming(self) -> set[str]:
        """The fields that say which entry it is."""
        return {
            "entry",
            "cohort",
            "learning_set",
            "cycle",
            "member",
            *self.key,
            *([self.of_entry] if self.of_entry else []),
        }

    def without_words(self) -> Self:
        """Return the record as withdrawn and retracted, without its texts.

        What a record must have stays, so that it is still one: its codes and choices as they are, a text as
        `TAKEN_BACK`.
        """
        known = self._naming
        needed = {name for name, declared in type(self).model_fields.items() if declared.is_required()}
        stays = {name: getattr(self, name) for name in known | needed if name in type(self).model_fields}
        texts = {name: TAKEN_BACK for name in needed - known if _is_text(type(self).model_fields[name].metadata)}
        return type(self)(**stays | texts, withdrawn=True, retracted=True)


def _is_text(constraints: list[Any]) -> bool:
    """Return whether a required field holds free text, which may not be empty."""
    return any(getattr(each, "min_length", None) for each in constraints)


class InCohort(Record):
    """A record of one cohort."""

    cohort: Code | None = field("Cohort", "code of the cohort; a log that holds one cohort fills it in", None)


class InSet(InCohort):
    """A record of one set."""

    learning_set: Code | None = field("Set", "code of the action learning set; filled in from the member's set", None)


class InCycle(InSet):
    """A record of one cycle."""

    cycle: Cycle = field("Cycle", "which round of meetings, counted from 1", ge=0)


class ByMember(InCycle):
    """A record of what one member did in a cycle."""

    member: Code = field("Member", "code of the member; never a name")


class Cohort(Record):
    """A group of sets that run together under one module and one format."""

    kind_name = "cohort"
    frame_name = "cohorts"
    key = ("cohort",)

    cohort: Code = field("Cohort", "short code of the cohort, such as 2026-spring")
    module: str | None = field("Module", "the course or programme", None)
    format: str | None = field(
        "Format",
        "name of the ALS format followed, such as wales, or of a .toml file of your own beside the log; "
        "see `alsnb formats`",
        None,
    )
    start: date | None = field("Starts", "first day of the cohort", None)
    planned_meetings: Count | None = field("Planned meetings", "meetings planned for each set", None, ge=1)
    interval_weeks: Weeks | None = field("Weeks between meetings", "planned interval", None)
    planned_minutes: Minutes | None = field("Planned minutes", "planned length of a meeting, in minutes", None)
    consent_release: date | None = field("Consent released on", "consent stays sealed from the tutor until then", None)
    smallest_cell: Whole = field(
        "Smallest publishable cell", "not used any more: see disclosure; kept for logs that say it", 10, ge=1
    )
    smallest_cell_reason: str | None = field("Reason", "not used any more, like smallest_cell", None)
    # Written only where it is said: older logs say as much of the others.
    disclosure: str | None = field(
        "Publishing",
        "name of the policy by which figures are published: rounded (the default), hesa, threshold, or a .toml file of "
        "your own beside the log",
        None, exclude_if=lambda name: name is None,
    )  # fmt: skip
    proof_required: bool = field(
        "Proof required", "hand-ins count only if proved by the secret on the member's slip", False, exclude_if=not_
    )

    @model_validator(mode="after")
    def _small_cells_need_a_reason(self) -> Self:
        if self.smallest_cell < 3 and not self.smallest_cell_reason:
            raise ValueError("a minimum cell size below 3 needs a written smallest_cell_reason")
        return self


class LearningSet(InCohort):
    """An action learning set: a few peers who meet over several cycles."""

    kind_name = "learning_set"
    frame_name = "learning_sets"
    key = ("cohort", "learning_set")

    learning_set: Code = field("Set", "short code of the set")
    name: str | None = field("Name", "what the set calls itself", None)
    format: str | None = field("Format", "name of the set's own format, if it is not the cohort's", None)
    facilitation: Literal["external", "self", "rotating"] | None = field("Facilitation", "who facilitates", None)
    ground_rules: Names = field("Ground rules", "what the set agreed, one rule a line", ())
    agreed_by: Codes = field("Agreed by", "codes of the members who agreed the ground rules", (), code_of="member")
    agreed_on: date | None = field("Agreed on", "when the ground rules were agreed", None)
    coding_approach: Literal["codebook", "reliability", "reflexive"] | None = field(
        "Coding approach", "how the set's reflections are coded; reflexive analysis reports no agreement", None
    )


class Member(InSet):
    """A member of a set, by code; only the roster links the code to a person."""

    kind_name = "member"
    frame_name = "members"
    key = ("cohort", "member")

    member: Code = field("Member", "code of the member; never a name")
    role: str | None = field("Role", "what the member does at work", None)
    organisation: str | None = field("Organisation", "where the member works", None)
    level: str | None = field("Level", "level of responsibility", None)
    manages: Codes = field("Manages", "codes of the members this one manages", (), code_of="member")
    managed_by: Codes = field("Managed by", "codes of the members who manage this one", (), code_of="member")
    first_cycle: Cycle = field("First cycle", "cycle in which the member joined the set", 1, ge=0)
    last_cycle: Cycle | None = field(
        "Last cycle", "cycle after which the member left; empty while enrolled", None, ge=0
    )


class Consent(InCohort):
    """A member's consent to one use of what they recorded, given or withdrawn."""

    kind_name = "consent"
    frame_name = "consents"
    key = ("cohort", "member", "purpose", "on")

    member: Code = field("Member", "code of the member; never a name")
    purpose: Literal["teaching_record", "research", "quotation"] = field("Purpose", "what the consent is for")
    given: bool = field("Given", "true where consent is given, false where it is withdrawn or refused")
    on: date = field("Date", "when it was given or withdrawn")


class Meeting(InCycle):
    """A set's meeting in one cycle; planned until it has a date on which it was held."""

    kind_name = "meeting"
    frame_name = "meetings"
    key = ("cohort", "learning_set", "cycle")

    planned_on: date | None = field("Planned for", "day the meeting is planned for", None)
    held_on: date | None = field("Held on", "date of the meeting; empty until it is held", None)
    started_at: AwareDatetime | None = field("Started at", "when the meeting began, with its time zone", None)
    planned_minutes: Minutes | None = field("Planned minutes", "planned length, in minutes", None)
    minutes: Minutes | None = field("Minutes", "actual length, in minutes", None)
    facilitator: Code | None = field("Facilitator", "code of the facilitator", None, code_of="member")
    place: str | None = field("Where", "room, or online", None)
    summary: str | None = field("Outcomes", "what came of the meeting, in a few sentences", None, long=True)


class Attendance(ByMember):
    """Whether a member was at a meeting."""

    kind_name = "attendance"
    frame_name = "attendance"
    key = ("cohort", "cycle", "member")

    status: Literal["present", "late", "apologies", "absent"] = field(
        "Attendance", "present, late, apologies or absent"
    )
    minutes: Minutes | None = field("Minutes", "how long the member was there, in minutes", None)


class Issue(ByMember):
    """What a member brings to the set."""

    kind_name = "issue"
    frame_name = "issues"

    title: Name = field("Issue", "the issue in a few words")
    kind: Literal["project", "person", "pattern", "other"] | None = field("Kind", "project, person or pattern", None)
    about: str | None = field("About", "what it is about, and why it matters to the member", None, long=True)
    state: Literal["opened", "continued", "closed"] = field("State", "opened, continued or closed", "opened")


class StageMinutes(Part):
    """How long one stage of an airtime lasted."""

    stage: Code = field("Stage", "key of the stage in the format")
    minutes: Minutes = field("Minutes", "how long the stage lasted, in minutes")


class Airtime(ByMember):
    """A member's time as presenter in one meeting."""

    kind_name = "airtime"
    frame_name = "airtimes"

    issue: EntryId | None = field("Issue", "entry id of the issue presented", None)
    order: Count | None = field("Order", "place among the meeting's airtimes, counted from 1", None, ge=1)
    minutes: Minutes | None = field("Minutes", "length of the whole airtime, in minutes", None)
    stages: Annotated[tuple[StageMinutes, ...], FailFast()] = field(
        "Stages", "minutes spent in each stage of the format", ()
    )
    insight: str | None = field("Insight", "what the presenter now sees differently", None, long=True)
    goal: str | None = field("Goal", "what the presenter wants to achieve", None, long=True)
    process_feedback: str | None = field("On the process", "how the presenter experienced the airtime", None, long=True)


class Contribution(ByMember):
    """One contribution to a meeting."""

    kind_name = "contribution"
    frame_name = "contributions"

    airtime: EntryId | None = field("Airtime", "entry id of the airtime it belongs to", None)
    presenter: Code | None = field("Presenter", "code of the member whose airtime it was", None, code_of="member")
    kind: (
        Literal[
            "clarifying_question",
            "reflective_question",
            "analytical_question",
            "future_action_question",
            "closed_question",
            "experience",
            "idea",
            "advice",
            "advice_as_question",
            "support",
            "challenge",
            "process_observation",
            "content_observation",
            "facilitator_pause",
        ]
        | None
    ) = field("Kind", "what sort of contribution; empty where nobody classified it", None)
    at: Seconds | None = field("At", "seconds from the start of the meeting", None)
    seconds: Seconds | None = field("Seconds", "how long it lasted, in seconds", None)
    invited: bool | None = field("Invited", "whether the presenter had asked for it", None)
    text: str | None = field("Text", "what was said, where it was noted", None)


class Action(ByMember):
    """What a member commits to do before a later meeting."""

    kind_name = "action"
    frame_name = "actions"

    airtime: EntryId | None = field("Airtime", "entry id of the airtime in which it was agreed", None)
    what: Name = field("I will", "the action, in your own words")
    agreed_on: date | None = field("Agreed on", "when it was agreed", None)
    due: date | None = field("By when", "date by which it should be done", None)
    success: str | None = field("Success measure", "what you will see or hear if it works", None)


class ActionReport(ByMember):
    """How an action went, as reported by the member who took it on."""

    kind_name = "action_report"
    frame_name = "action_reports"
    of_entry = "action"

    action: EntryId = field("Action", "entry id of the action")
    reported_on: date | None = field("Reported on", "when it was reported", None)
    status: Literal["done", "partly", "not_done", "changed", "dropped"] = field(
        "How did it go?", "its state now: done or dropped closes the action, any other leaves it open"
    )
    worked: str | None = field("What worked", "what went well", None, long=True)
    not_worked: str | None = field("What did not", "what went less well", None, long=True)
    why: str | None = field("Why", "what made the difference", None, long=True)
    learning: str | None = field("What I am learning", "what to take from it", None, long=True)
    practice: str | None = field("In my practice", "how the learning enters everyday practice", None, long=True)


class Reflection(InCycle):
    """A text written in answer to a prompt."""

    kind_name = "reflection"
    frame_name = "reflections"

    member: Code | None = field("Member", "code of the writer; empty where it was collected without one", None)
    prompt_set: Code | None = field("Prompt set", "the set of prompts it comes from", None)
    prompt: str | None = field("Prompt", "the question answered", None)
    text: Name = field("Reflection", "what was written", long=True)
    visibility: Literal["private", "set", "tutor"] = field(
        "Who may read this", "only me; my set; my set and the tutor", "private",
        choices=("only me", "my set", "my set and the tutor"),
    )  # fmt: skip


class Theme(InCohort):
    """An entry of the codebook."""

    kind_name = "theme"
    frame_name = "themes"
    key = ("cohort", "theme")

    theme: Code = field("Theme", "short name of the theme, as codings refer to it")
    description: str | None = field("Definition", "what belongs under the theme, and what does not", None, long=True)
    example: str | None = field("Example", "a typical passage", None, long=True)
    parent: Code | None = field("Part of", "the wider theme it belongs to", None, code_of="theme")
    merged_into: Code | None = field("Merged into", "the theme whose codings took over", None, code_of="theme")


class Coding(InCycle):
    """A coder's judgement whether a theme is in a reflection."""

    kind_name = "coding"
    frame_name = "codings"
    key = ("reflection", "theme", "coder")
    of_entry = "reflection"

    member: Code | None = field("Member", "code of the reflection's writer, where known", None)
    reflection: EntryId = field("Reflection", "entry id of the reflection")
    theme: Code = field("Theme", "the theme judged")
    coder: Code = field("Coder", "code of the coder", code_of="member")
    present: bool = field("Present", "true where the theme is in the reflection, false where it is not")
    passage: str | None = field("Passage", "the words that show it; several passages: one a line", None, long=True)
    note: str | None = field("Note", "why it was judged so, or what is in doubt", None, long=True)
    at_first: bool | None = field(
        "At first", "what the coder judged before seeing another's judgement, where that was something else", None
    )


class Rating(InCycle):
    """A coder's rating of how deep a reflection goes (Kember et al. 2008)."""

    kind_name = "rating"
    frame_name = "ratings"
    key = ("reflection", "coder")
    of_entry = "reflection"

    member: Code | None = field("Member", "code of the reflection's writer, where known", None)
    reflection: EntryId = field("Reflection", "entry id of the reflection")
    coder: Code = field("Coder", "code of the coder", code_of="member")
    level: Literal["habitual_action", "understanding", "reflection", "critical_reflection"] = field(
        "Level", "habitual action, understanding, reflection or critical reflection"
    )
    at_first: Literal["habitual_action", "understanding", "reflection", "critical_reflection"] | None = field(
        "At first", "what the coder rated before seeing another's rating, where that was something else", None
    )


class Publication(InCohort):
    """A report published by an earlier version of alsnb; no longer used, but older logs contain it."""

    kind_name = "publication"
    frame_name = "publications"

    published_on: date = field("Published on", "when the report was made")
    report: Name = field("Report", "the report's notebook")
    figures: Name = field("Figures", "the figures asked for, as JSON; those withheld without their values", long=True)


RECORDS: dict[str, type[Record]] = {
    record.kind_name: record
    for record in (
        Cohort, LearningSet, Member, Consent, Meeting, Attendance, Issue, Airtime, Contribution,
        Action, ActionReport, Reflection, Theme, Coding, Rating, Publication,
    )
}  # fmt: skip
"""Every record class by its kind."""
CODES = ("cohort", "learning_set", "member", "theme")
"""Kinds of records that others name by their codes."""
OF_ONESELF: dict[str, str | None] = {
    "reflection": None, "issue": None, "action": None, "action_report": "action", "consent": None,
}  # fmt: skip
"""What a member's hand-in may say: the kinds, all of the member's own, and the field with an entry that must be too."""
NOT_TOLD = frozenset({"entry", "withdrawn", "retracted"})
"""Fields that describe the entry and not its content: they are not columns, and forms do not have them."""


def code_fields(kind: str, of: str) -> list[str]:
    """Return the fields of a kind of record that hold codes of one of `CODES`, one each or several."""
    declared = RECORDS[kind].model_fields.items()
    return [name for name, field in declared if name == of or _extra(field.json_schema_extra).get("code_of") == of]


def _extra(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}
