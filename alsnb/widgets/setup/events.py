"""What the browser may tell the setup screen."""

from __future__ import annotations

from typing import Literal

from alsnb.widgets.events import Content, Event

Number = int | float | str | None
"""A number as it was typed: whether it makes sense is checked when it is used, and said in words."""


class ChooseCohort(Event):
    """Another cohort of the log was chosen; an empty code starts a new one."""

    kind: Literal["cohort"] = "cohort"
    cohort: str | None


class StartOver(Event):
    """The cohort is to be deleted, and the form kept."""

    kind: Literal["start_over"] = "start_over"
    cohort: str | None


class Rename(Event):
    """A code is to be changed wherever it is recorded."""

    kind: Literal["rename"] = "rename"
    of: Literal["member", "learning_set", "cohort"]
    code: str
    to: str
    keep: bool = False
    """Whether a doubtful code has been confirmed."""


class AskForSlips(Event):
    """The slips are to be shown."""

    kind: Literal["slips_ask"] = "slips_ask"


class AskForPeople(Event):
    """The page was drawn, and needs the names and whatever was typed."""

    kind: Literal["people_ask"] = "people_ask"


class Text(Content):
    """A text that is being typed."""

    text: str


class PeopleText(Event):
    """A list of people was pasted or edited."""

    kind: Literal["people_text"] = "people_text"
    values: Text


class PeopleFile(Event):
    """A list of people was loaded; its bytes in base64."""

    kind: Literal["people_file"] = "people_file"
    content: str


class PeopleColumns(Event):
    """What columns of the list hold, by their place and header."""

    kind: Literal["people_columns"] = "people_columns"
    columns: dict[str, str]


class PeopleAnswer(Event):
    """Answers to questions about the list; none means that all of them are asked again."""

    kind: Literal["people_answer"] = "people_answer"
    answers: dict[str, bool]


class ClearPeople(Event):
    """The list is to be cleared."""

    kind: Literal["people_clear"] = "people_clear"


class SavePeople(Event):
    """The people on the list are to be saved."""

    kind: Literal["people_save"] = "people_save"
    first_cycle: Number = None


class PersonTyped(Content):
    """One person, as typed in."""

    name: str = ""
    email: str = ""
    role: str = ""
    organisation: str = ""
    level: str = ""
    manager: str = ""


class PersonText(Event):
    """One person is being typed in."""

    kind: Literal["person_text"] = "person_text"
    values: PersonTyped


class SavePerson(Event):
    """One person is to be saved."""

    kind: Literal["person_save"] = "person_save"
    values: PersonTyped
    first_cycle: Number = None


class Pair(Content):
    """Two members who should be in the same set, or in different ones."""

    key: str | None = None
    one: str | None = None
    other: str | None = None
    how: str
    weight: str


class RulesTyped(Content):
    """The allocation rules, as typed; what is left out follows the format."""

    smallest: Number = None
    largest: Number = None
    sets: Number = None
    line: str | None = None
    level: str | None = None
    level_weight: str | None = None
    organisation: str | None = None
    organisation_weight: str | None = None
    pairs: tuple[Pair, ...] = ()
    seed: Number = None


class RulesChanged(Event):
    """The allocation rules were changed."""

    kind: Literal["rules"] = "rules"
    values: RulesTyped


class Allocate(Event):
    """Members are to be allocated to sets."""

    kind: Literal["allocate"] = "allocate"
    values: RulesTyped
    unreadable: tuple[str, ...] = ()
    rest_stays: bool = False
    """Whether everybody who is in a set stays there."""


class Move(Event):
    """A member is to be moved to another set; an empty code means none."""

    kind: Literal["move"] = "move"
    member: str
    to: str


class Lock(Event):
    """Members are to be locked into their sets, or unlocked."""

    kind: Literal["lock"] = "lock"
    members: list[str]
    locked: bool


class UndoSets(Event):
    """The last step is to be undone."""

    kind: Literal["sets_undo"] = "sets_undo"


class SaveSets(Event):
    """The sets are to be saved."""

    kind: Literal["sets_save"] = "sets_save"


class UnsaveSets(Event):
    """The last save of the sets is to be undone."""

    kind: Literal["sets_unsave"] = "sets_unsave"


class RulesText(Event):
    """The ground rules for all sets are being typed."""

    kind: Literal["rules_text"] = "rules_text"
    values: Text


class GiveRules(Event):
    """The ground rules are to be given to every set without its own."""

    kind: Literal["rules_give"] = "rules_give"
    values: Text


class SetPlan(Content):
    """What is planned for one set."""

    weekday: str | None = None
    facilitator: str | None = None


class PlanTyped(Content):
    """The plan of the meetings, as typed."""

    first: str | None = None
    number: Number = None
    interval: Number = None
    minutes: Number = None
    starts: str | None = None
    skip: str | None = None
    sets: dict[str, SetPlan] | None = None


class PlanChanged(Event):
    """The plan of the meetings was changed."""

    kind: Literal["plan"] = "plan"
    values: PlanTyped
    unreadable: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    """Doubtful codes of facilitators that have been confirmed."""


class PlanDate(Event):
    """One date was changed by hand; an empty one follows the rhythm again."""

    kind: Literal["plan_date"] = "plan_date"
    set: str
    cycle: int
    on: str
    unreadable: bool = False


class SavePlan(Event):
    """The meetings are to be saved."""

    kind: Literal["plan_save"] = "plan_save"


class SaveCalendar(Event):
    """The calendar file is to be written."""

    kind: Literal["plan_file"] = "plan_file"
    zone: str | None = None
