"""The bank: stories written by hand, and the prompts, themes and small talk that go with them.

A text carries its own coding. ``<wl>I said yes again before she had finished.</>`` marks a passage that shows the
themes w and l; the number before a text is its depth on Kember's scale, 1 (habitual action) to 4 (critical reflection).
``{asker}``, ``{presenter}`` and ``{topic}`` are filled in from the simulated meeting.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from alsnb.records import Part

Telling = tuple[int, str]
_MARKED = re.compile(r"<([a-z]+)>(.*?)</>", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\.\.)(</>)?\s+(?=[A-Z<{‘])")


class Task(Part):
    """An action, and its owner's words for each possible outcome."""

    what: str
    success: str | None = None
    worked: str | None = None
    not_worked: str | None = None
    why: str | None = None
    learning: str | None = None
    practice: str | None = None
    slipped: str | None = None
    slipped_why: str | None = None
    partly: str | None = None
    changed: str | None = None
    dropped: str | None = None
    sure: bool = False
    """Later beats treat it as done."""


class Beat(Part):
    """One airtime of a story: what was heard (the question that landed first), seen, promised, written."""

    issue: str | None = None
    kind: Literal["project", "person", "pattern", "other"] = "other"
    about: str | None = None
    insight: str
    goal: str | None = None
    heard: tuple[str, ...]
    action: tuple[Task, ...]
    wrote: tuple[Telling, ...] = ()
    done: tuple[Telling, ...] = ()
    slipped: tuple[Telling, ...] = ()


class Story(Part):
    """One person's half year."""

    key: str
    role: str
    organisation: str
    level: str
    topic: str
    managed_by: str | None = None
    beat: tuple[Beat, ...]
    listened: tuple[Telling, ...] = ()
    missed: tuple[Telling, ...] = ()


class ThemeEntry(Part):
    """A theme of the codebook, with the letter that marks it in the stories."""

    mark: str
    theme: str
    description: str
    example: str


class Bank(Part):
    """All stories of the sample."""

    story: tuple[Story, ...]
    theme: tuple[ThemeEntry, ...]
    prompt: dict[str, tuple[tuple[str, str], ...]]
    small_talk: dict[str, tuple[str, ...]]
    unheld: tuple[Telling, ...]
    set_names: tuple[str, ...]
    ground_rules: tuple[str, ...]


@cache
def bank() -> Bank:
    """The bank, read once."""
    folder = files(__package__)
    told = sorted(path.name for path in folder.iterdir() if path.name.startswith("stories_"))
    stories = [story for name in told for story in tomllib.loads((folder / name).read_text("utf-8"))["story"]]
    return Bank(story=tuple(stories), **tomllib.loads((folder / "common.toml").read_text("utf-8")))


def plain(text: str) -> str:
    """The text without its marks."""
    return _MARKED.sub(r"\2", text)


def passages(text: str) -> dict[str, str]:
    """For each mark in the text, the first passage that bears it."""
    found: dict[str, str] = {}
    for marks, passage in _MARKED.findall(text):
        for mark in marks:
            found.setdefault(mark, passage)
    return found


def sentences(text: str) -> list[str]:
    """The text in sentences, where no mark spans two of them."""
    parts = _SENTENCE.sub(lambda m: (m.group(1) or "") + "\x00", text).split("\x00")
    whole: list[str] = []
    for part in parts:
        if whole and whole[-1].count("<") % 2:
            whole[-1] += " " + part
        else:
            whole.append(part)
    return whole
