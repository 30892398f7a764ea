"""What a format consists of; whatever its source does not state is None, or an empty tuple."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from math import inf
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticKnownError

from alsnb.errors import FormatError
from alsnb.records import QUESTIONS, Contribution, Issue, Name, field
from alsnb.words import gettext

KINDS: tuple[str, ...] = get_args(get_args(Contribution.model_fields["kind"].annotation)[0])
ISSUES: tuple[str, ...] = get_args(get_args(Issue.model_fields["kind"].annotation)[0])
POLICIES = ("welcome", "by_invitation", "discouraged", "not_stated")


def expected(found: object, allowed: Sequence[str]) -> str:
    """The end of a message: what would have been right, and what was probably meant."""
    near = get_close_matches(str(found), allowed, n=1)
    return f"expected one of {', '.join(allowed)}" + (f'; did you mean "{near[0]}"?' if near else "")


def _one_of(allowed: tuple[str, ...], found: str) -> str:
    if found not in allowed:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, allowed))})
    return found


Kind = Annotated[str, AfterValidator(partial(_one_of, KINDS))]
Question = Annotated[str, AfterValidator(partial(_one_of, QUESTIONS))]
IssueKind = Annotated[str, AfterValidator(partial(_one_of, ISSUES))]


class Facts(BaseModel):
    """Frozen, and strict: neither unknown keys nor values of another type."""

    # Strict, so that a course's size = "six" or line_management = 0 is told rather than guessed at.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Range(Facts):
    """A span with open ends: at least `low`, at most `high`."""

    low: float | None = field("Low", "smallest value", None, ge=0, allow_inf_nan=False)
    high: float | None = field("High", "greatest value", None, ge=0, allow_inf_nan=False)
    hedge: Literal["about", "usually"] | None = field("Hedge", "how loosely the source says so", None)
    note: Name | None = field("Note", "what the numbers alone do not say", None)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("found neither low nor high, expected one of them or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"found low = {self.low:g} above high = {self.high:g}, expected low at or below high")
        return self

    def holds(self, value: float, slack: float = 0.0) -> bool:
        """Whether a value lies in the range.

        Parameters
        ----------
        value
            What was observed, in the range's unit.
        slack
            The share of a bound by which it may be missed where the range is hedged ("about", "usually"): with 0.2,
            "about 20" holds for 16 to 24. A range without a hedge allows none.
        """
        low, high = self.bounds(slack)
        return low <= value <= high

    def bounds(self, slack: float = 0.0) -> tuple[float, float]:
        """The least and the greatest value it holds, without end where it is open; `slack` as for `holds`."""
        slack = slack if self.hedge else 0.0
        low = -inf if self.low is None else self.low * (1 - slack)
        return low, inf if self.high is None else self.high * (1 + slack)

    def __str__(self) -> str:
        if self.low is None:
            span = f"up to {self.high:g}"
        elif self.high is None:
            span = f"at least {self.low:g}"
        else:
            span = f"{self.low:g}" if self.low == self.high else f"{self.low:g}–{self.high:g}"
        return f"{self.hedge or ''} {span}".strip() + (f" ({self.note})" if self.note else "")


class Source(Facts):
    """Where a format is described."""

    title: Name = field("Source", "title of the text that describes the format")
    organisation: Name | None = field("Published by", "organisation behind the text", None)
    author: Name | None = field("Author", "who wrote it", None)


class Composition(Facts):
    """Who makes up a set."""

    size: Range | None = field("Size", "members in a set", None)
    members: Name | None = field("Members", "whom the set is for", None)
    responsibility: Literal["similar", "mixed"] | None = field("Responsibility", "level, across the set", None)
    experience: Literal["similar", "mixed"] | None = field("Experience in the set", "across it", None)
    organisations: tuple[Literal["same", "different", "mixed"], ...] = field("Organisations", "any of these", ())
    line_management: bool | None = field("Line management inside", "false where no member may manage another", None)
    voluntary: Literal["required", "preferable"] | None = field("Voluntary attendance", "how far it matters", None)


class Meetings(Facts):
    """When, how long and where a set meets."""

    number: Range | None = field("Meetings", "meetings planned", None)
    period: Name | None = field("Over", "how long the set goes on", None)
    regular: bool | None = field("Regular", "whether the set meets at regular intervals", None)
    interval_months: Range | None = field("Interval (months)", "months from one meeting to the next", None)
    arranged: Name | None = field("Arranged", "how times and places are found", None)
    minutes: Range | None = field("Meeting (minutes)", "length of a meeting", None)
    setting: Name | None = field("Setting", "what the place and the time must offer", None)


class Turn(Facts):
    """How long an airtime is and who has one."""

    minutes: Range | None = field("Airtime (minutes)", "length of an airtime", None)
    presenters: Range | None = field("Presenters", "airtimes in a meeting", None)
    presenters_rule: Literal["every_member", "as_time_allows", "one_at_a_time"] | None = field(
        "Who presents", "how airtimes are given out", None
    )


class Facilitation(Facts):
    """Who facilitates."""

    by: tuple[Literal["external", "facilitator", "self", "rotating"], ...] = field("Facilitated by", "any of these", ())
    qualification: Name | None = field("Facilitator is", "what is asked of the facilitator", None)
    may_become_self: bool | None = field("May become self-facilitated", "whether a set may grow into it", None)
    may_pause: bool | None = field("Facilitator may pause", "whether the facilitator may halt an airtime", None)


class Contributions(Facts):
    """Which kinds of contribution are welcome; a kind in no list is not stated."""

    welcome: tuple[Kind, ...] = field("Welcome", "kinds that are asked for or allowed", ())
    by_invitation: tuple[Kind, ...] = field("By invitation", "kinds that wait for the presenter to ask", ())
    discouraged: tuple[Kind, ...] = field("Discouraged", "kinds to keep back", ())
    not_stated: tuple[Kind, ...] = field("Not stated", "takes back what an extended format says", ())

    @model_validator(mode="after")
    def _once(self) -> Self:
        listed = [kind for policy in POLICIES for kind in getattr(self, policy)]
        if twice := sorted({kind for kind in listed if listed.count(kind) > 1}):
            raise ValueError(f"found {', '.join(twice)} more than once, expected each kind in one list, once")
        return self

    def policy(self, kind: str) -> str:
        """The list a kind is in."""
        if kind not in KINDS:
            raise FormatError(
                gettext(
                    'contribution kind: found "{kind}", {expected}',
                    kind=kind,
                    expected=expected(kind, KINDS),
                )
            )
        return next((policy for policy in POLICIES if kind in getattr(self, policy)), "not_stated")


class IssueRules(Facts):
    """What a member may bring."""

    kinds: tuple[IssueKind, ...] = field("Issue about", "kinds of issue", ())
    should_be: tuple[Name, ...] = field("Issue is", "what an issue should be", ())


class ReportBack(Facts):
    """What members report on their last actions, and when."""

    at: Literal["start_of_airtime", "check_in", "start_of_meeting", "next_meeting"] | None = field(
        "Report-back at", "when it has its place", None
    )
    by: Literal["presenter", "earlier_presenters", "all"] | None = field("Report-back by", "who reports", None)
    what: tuple[Name, ...] = field("Report-back on", "what is told", ())
    implied: bool = field("Report-back implied", "true where the source implies it without saying so", False)


class Yield(Facts):
    """Something a meeting must bring forth; any one of `shown_by` in the log shows that it did."""

    what: Name = field("Yields", "in a few words")
    per: Literal["presenter", "meeting"] = field("For each", "presenter or meeting")
    shown_by: tuple[Literal["insight", "goal", "action", "learning", "summary"], ...] = field("Shown by", "any one", ())
    optional: bool = field("Optional", "true where it may be left out", False)

    def __str__(self) -> str:
        return f"{self.what} (a {self.per}{', optional' if self.optional else ''})"


class Stage(Facts):
    """One step of a format."""

    key: Name = field("Key", "short name, as an airtime's stage minutes refer to it")
    title: Name = field("Title", "heading of the stage")
    what: Name = field("What happens", "in a sentence")
    who: tuple[Literal["presenter", "earlier_presenters", "set", "all", "facilitator"], ...] = field(
        "Who", "who speaks or acts", ()
    )
    place: Literal["before", "during", "between", "next_meeting"] = field("Place", "when, seen from the meeting")
    minutes: Range | None = field("Minutes", "how long it lasts", None)
    uninterrupted: bool = field("Uninterrupted", "true where nobody may break in", False)
    optional: bool = field("Optional", "true where it may be left out", False)
    repeats: bool = field("Repeats", "true where it comes again with each presenter", False)
    meetings: Range | None = field("Meetings", "the meetings it belongs to, counted from 1; empty for every one", None)
    questions: tuple[Question, ...] = field("Questions", "kinds of question that belong here", ())

    def __str__(self) -> str:
        return f"{self.title} (optional)" if self.optional else self.title


def _distinct(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    keys = [stage.key for stage in stages]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"found the key {', '.join(twice)} more than once, expected a key of its own for each stage")
    return stages


class Format(Facts):
    """One ALS variant, as its source states it."""

    key: Name = field("Key", "short name; unless given, the name of its file")
    extends: Name | None = field("Extends", "the format it builds on", None)
    abstract: bool = field("Abstract", "true for a base that is no format by itself", False)
    title: Name = field("Title", "name of the format")
    source: Source = field("Source", "where it is described")
    aim: Name | None = field("Aim", "what the set is for", None)
    composition: Composition = field("Composition", "who makes up a set", Composition())
    meetings: Meetings = field("Meetings", "when, how long and where", Meetings())
    airtime: Turn = field("Airtime", "how long and for whom", Turn())
    facilitation: Facilitation = field("Facilitation", "who facilitates", Facilitation())
    ground_rules: tuple[Name, ...] = field("Ground rules", "what members agree to", ())
    agreed_at_start: bool | None = field("Rules agreed at the start", "whether the set does so", None)
    contributions: Contributions = field("Contributions", "which kinds are welcome", Contributions())
    judgement: Name | None = field("Judgement", "whether it has a place", None)
    issue: IssueRules = field("Issue", "what a member may bring", IssueRules())
    stages: Annotated[tuple[Stage, ...], AfterValidator(_distinct)] = field("Stages", "the steps, in order", ())
    report_back: ReportBack = field("Report-back", "what members report on their last actions", ReportBack())
    yields: tuple[Yield, ...] = field("A meeting yields", "what must come of a meeting", ())
    follow_on: Name | None = field("Follow-on", "how one cycle leads to the next", None)

    def policy(self, kind: str) -> str:
        """How a kind of contribution is received: welcome, by_invitation, discouraged or not_stated.

        Raises
        ------
        FormatError
            If no contribution is of that kind.
        """
        return self.contributions.policy(kind)

    def stages_at(self, meeting: int) -> tuple[Stage, ...]:
        """The stages that belong to a set's first (1), second (2), … meeting, in order."""
        return tuple(stage for stage in self.stages if stage.meetings is None or stage.meetings.holds(meeting))
