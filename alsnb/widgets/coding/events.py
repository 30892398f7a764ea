"""What the browser may tell the theme coding screen."""

from __future__ import annotations

from typing import Literal

from alsnb.records import EntryId
from alsnb.widgets.events import Content, Event


class ChooseCoder(Event):
    """The coder's code; none means that the screen should ask again."""

    kind: Literal["coder"] = "coder"
    coder: str | None
    keep: bool = False
    """Whether a doubtful code has been confirmed."""


class ChooseCohort(Event):
    """The cohort to be coded."""

    kind: Literal["cohort"] = "cohort"
    cohort: str


class Show(Event):
    """A tab was opened, or the choice of reflections, their order or the display of members was changed."""

    kind: Literal["show"] = "show"
    tab: Literal["code", "codebook", "agreement"] | None = None
    scope: Literal["left", "sample", "again", "all"] | None = None
    order: Literal["shuffled", "by_set"] | None = None
    members: bool | None = None


class Judgement(Content):
    """A coder's judgement on one theme in one reflection."""

    present: bool = False
    passages: tuple[str, ...] = ()
    note: str | None = None


class Work(Content):
    """A coder's judgements on one reflection."""

    themes: dict[str, Judgement]
    level: str | None = None


class Working(Event):
    """The judgements so far, before the reflection is done; none drops them."""

    kind: Literal["working"] = "working"
    coder: str
    entry: EntryId
    work: Work | None


class Done(Event):
    """A reflection is coded."""

    kind: Literal["done"] = "done"
    coder: str
    entry: EntryId
    themes: dict[str, Judgement]
    level: str | None
    looked_at: list[str]
    """The themes that the coder was shown: those not chosen are judged absent."""
    next: EntryId | None = None


class Go(Event):
    """Another reflection is to be shown: `to`, or the next one."""

    kind: Literal["go"] = "go"
    skip: EntryId | None = None
    to: EntryId | None = None
    back: bool = False


class UndoDone(Event):
    """The reflection coded last is to be coded again."""

    kind: Literal["undo"] = "undo"
    coder: str
    entry: EntryId
    at_done: int


class Starter(Event):
    """The codebook is to start with the themes of the synthetic cohort."""

    kind: Literal["starter"] = "starter"
    cohort: str


class ThemeEvent(Event):
    """Something about one theme of the codebook."""

    cohort: str
    theme: str


class Merge(ThemeEvent):
    """A theme is to be merged into another."""

    kind: Literal["merge"] = "merge"
    into: str


class RenameTheme(ThemeEvent):
    """A theme is to be renamed."""

    kind: Literal["rename"] = "rename"
    name: str


class Part(Content):
    """A theme that another is split into."""

    theme: str
    description: str = ""


class Split(ThemeEvent):
    """A theme is to be split."""

    kind: Literal["split"] = "split"
    parts: list[Part]


class Remove(ThemeEvent):
    """A theme is to be removed from the codebook."""

    kind: Literal["remove"] = "remove"


class Restore(ThemeEvent):
    """The last change of a theme is to be undone."""

    kind: Literal["restore"] = "restore"
    at_change: int
