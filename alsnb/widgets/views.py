"""What every screen sends to the browser: forms, notices and messages.

Each screen declares its view in a `views` module of its own. They are dictionaries, as JSON has them: building one
costs no more than it did, mypy checks each where it is built, and ``js/protocol.py`` writes their TypeScript types.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from alsnb.widgets.events import FieldValue

Control = Literal["line", "number", "date", "time", "text", "lines", "check", "several", "choice"]
"""How a field is asked for."""


class Choice(TypedDict):
    """One of the values to choose from."""

    value: str
    label: str


class FieldSpec(TypedDict):
    """How the browser is to ask for a field."""

    name: str
    id: str
    label: str
    help: str
    control: Control
    required: bool
    choices: list[Choice]
    limit: int | None
    """The most words it should have; 0 counts them alone."""
    step: Literal[1, "any"]
    min: float | None


class FormSpec(TypedDict):
    """What a form asks for."""

    title: str
    save: str
    another: str | None
    note: str
    fields: list[FieldSpec]


class Aside(TypedDict):
    """An entry that was typed and not saved, and makes room for another."""

    entry: str
    words: str


class Last(TypedDict):
    """What a form for many entries saved last."""

    entry: str
    words: str
    at: int
    withdrawn: bool


class Said(TypedDict):
    """What a revision says, and who said it when."""

    at: int
    author: str | None
    said: str


class FormState(TypedDict):
    """How a form stands in the kernel; times are in milliseconds since 1970."""

    entry: str
    new: bool
    adds: bool
    """Whether it is a form for many entries: each that is saved leaves it empty."""
    blank: dict[str, FieldValue]
    """What an empty form holds."""
    last: Last | None
    aside: list[Aside]
    values: dict[str, FieldValue]
    reset: int
    """Another number: the values are to be shown, whatever stands in the form."""
    answer: int
    """Another number: a save, an undo or the like has been answered."""
    message: str
    problems: dict[str, str]
    doubts: dict[str, str]
    names: list[str]
    """What looks like names in what was typed."""
    saved_at: int | None
    withdrawn_at: int | None
    restored_at: float | None
    drafted_at: float | None
    undone: bool
    can_undo: bool
    history: list[Said]


class KnownForm(TypedDict):
    """A form that is open."""

    spec: FormSpec
    state: FormState


class Notice(TypedDict):
    """What a screen has to say, about nothing in particular that it shows."""

    text: str
    bad: bool


class Message(TypedDict, total=False):
    """What is sent to a page alone, and is no part of the screen's state."""

    acknowledged: list[str]
    """The ids of events that need not be sent again."""
