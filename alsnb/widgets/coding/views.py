"""What the theme coding screen shows, and what it sends to a page alone."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from alsnb.widgets import views

Tab = Literal["code", "codebook", "agreement"]
Scope = Literal["left", "sample", "again", "all"]
Order = Literal["shuffled", "by_set"]
State = Literal["new", "done", "again"]
"""Whether a reflection is coded, and with the themes that the codebook has now."""


class Choices(TypedDict):
    """Who codes what, as chosen on the screen."""

    cohorts: list[str]
    cohort: str | None
    coder: str | None
    given: bool
    """Whether the notebook says who codes."""
    moved: str | None
    """The event that moved to the reflection shown."""
    scope: Scope
    order: Order
    members: bool


class Asking(Choices):
    """The screen before it is known who codes what."""

    asks: Literal["coder", "which", "cohort"]


class ThemeShown(TypedDict):
    """A theme of the codebook; `depth` counts the themes that it is part of."""

    theme: str
    description: str | None
    example: str | None
    parent: str | None
    depth: int


class Judged(TypedDict):
    """A coder's judgement on one theme in one reflection."""

    present: bool
    passages: list[str]
    note: str


class Noted(TypedDict, total=False):
    """A judgement that is not recorded yet, as far as it goes."""

    present: bool
    passages: list[str]
    note: str | None


class WorkShown(TypedDict):
    """A coder's judgements on one reflection before it is done."""

    themes: dict[str, Noted]
    level: NotRequired[str | None]


class Suggestion(TypedDict):
    """A theme that a reflection may have, and the words that suggest it."""

    theme: str
    words: str


class Formerly(TypedDict):
    """What the coder marked with a theme that was split since."""

    theme: str
    passages: list[str]


class ItemJudged(TypedDict):
    """A reflection, and what the coder judged in it."""

    entry: str
    text: str
    set: str | None
    cycle: int
    prompt: str | None
    member: str | None
    sample: bool
    state: State
    level: str | None
    mine: dict[str, Judged]
    missing: list[str]


class Item(ItemJudged):
    """A reflection to code; `names` are places in its text."""

    suggested: list[Suggestion]
    working: WorkShown | None
    names: list[tuple[int, int]]
    named_notes: list[str]
    formerly: list[Formerly]


class Progress(TypedDict):
    """How far the coder is."""

    all: int
    done: int
    sample: int
    sample_left: int
    again: int


class LastDone(TypedDict):
    """The reflection that was done last."""

    entry: str
    at: int


class Count(TypedDict):
    """In how many reflections a coder found a theme, of how many judged."""

    coder: str
    mine: bool
    present: int
    judged: int


class ThemeHistory(TypedDict):
    """A theme with its counts and history, in the codebook or no longer."""

    entry: str
    theme: str
    description: str | None
    example: str | None
    named: list[str]
    """The texts of the theme that name somebody."""
    parent: str | None
    counts: list[Count]
    at: int
    merged_into: str | None
    split_into: list[str]
    history: list[views.Said]


class Codebook(TypedDict):
    """The themes, and those that were taken out."""

    themes: list[ThemeHistory]
    gone: list[ThemeHistory]


class Reliability(TypedDict):
    """How far coders agree, as `alsnb.analyses` has it; without a theme, over all of them."""

    cohort: str
    coders: str
    members: int | None
    reflections: int
    pairs: int
    agreeing: int | None
    agreeing_share_of_pairs: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None


class ThemeReliability(Reliability):
    """How far coders agree on a theme."""

    theme: str | None


class PairReliability(TypedDict):
    """How far two coders agree on a theme."""

    cohort: str
    theme: str | None
    coder: str
    other_coder: str
    members: int | None
    reflections: int
    pairs: int
    agreeing: int | None
    agreeing_share_of_pairs: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


class JudgedBy(TypedDict):
    """What a coder judged; `first`, if that was something else before others' judgements could be seen."""

    coder: str
    mine: bool
    value: bool | str
    passages: list[str]
    first: bool | str | None


class Disagreement(TypedDict):
    """A theme, or (none) the level, that coders judged differently in a reflection."""

    entry: str
    text: str
    set: str | None
    cycle: int
    prompt: str | None
    theme: str | None
    said: list[JudgedBy]


class Disagreements(TypedDict):
    """Where coders judged differently, and how many of these are settled since."""

    open: list[Disagreement]
    count: int
    settled: int


class Agreement(TypedDict):
    """How far coders agree, on what is not coded reflexively."""

    fewest: int
    reflexive: list[str]
    coders: list[str]
    all_reflexive: bool
    themes: list[ThemeReliability]
    pairs: list[PairReliability]
    levels: list[Reliability]
    disagreements: Disagreements | None


class RosterShown(TypedDict):
    """Whether names can be marked, and why not."""

    known: bool
    why: str


class Ready(Choices):
    """The reflection to code, those that follow, and the tab that is open."""

    asks: None
    themes: list[ThemeShown]
    at: str | None
    ahead: list[str]
    before: str | None
    items: dict[str, Item]
    progress: Progress
    last: LastDone | None
    codebook: Codebook | None
    agreement: Agreement | None
    share: float
    roster: RosterShown


View = Asking | Ready


class Message(views.Message, total=False):
    """What is sent to a page alone."""

    coder_doubts: list[str]
