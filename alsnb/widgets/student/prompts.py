"""Prompts for reflection: sets of questions in a TOML file, some of them shaped by a set's format.

A `PromptSet` has groups of prompts. Those of the set ``format`` are for where a member stands (before the first
meeting, after presenting …), and say what the format says: ``{ground_rules}`` in a prompt stands for its ground rules.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, ConfigDict, ValidationError

from alsnb.errors import FormatError
from alsnb.formats import Format
from alsnb.records import QUESTIONS, Name, field
from alsnb.words import CONTRIBUTION_TYPES, gettext, listing

FACTS = ("report_back", "yields", "ground_rules", "questions", "discouraged", "should_be", "aim")
"""What a prompt may say of the format of the set."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompt(_Part):
    """One question."""

    key: Name = field("Key", "short name, which its drafts are kept under")
    title: Name = field("Title", "a word or two, for the list of steps")
    text: Name = field("Text", "the question")
    otherwise: Name | None = field("Otherwise", "the question where the format does not say what the text needs", None)

    def asked(self, facts: dict[str, str]) -> str | None:
        """The question as a format shapes it; None where it has nothing to say to it."""
        needed = _needed(self.text)
        return self.text.format(**facts) if needed <= facts.keys() else self.otherwise


class Group(_Part):
    """Questions that belong together, in order."""

    key: Name = field("Key", "short name")
    title: Name = field("Title", "when these are asked")
    prompts: tuple[Prompt, ...] = field("Prompts", "the questions")

    def asked(self, facts: dict[str, str]) -> list[tuple[str, str, str]]:
        """Key, title and text of the questions that a format has something to say to."""
        found = [(each.key, each.title, each.asked(facts)) for each in self.prompts]
        return [(key, title, text) for key, title, text in found if text is not None]


class PromptSet(_Part):
    """A way of reflecting."""

    key: Name = field("Key", "short name, as reflections refer to it")
    title: Name = field("Title", "name of the set")
    about: Name = field("About", "what it is for, in a sentence")
    source: Name | None = field("Source", "where it comes from", None)
    groups: tuple[Group, ...] = field("Groups", "its questions")


class _File(_Part):
    sets: tuple[PromptSet, ...] = field("Sets", "the sets of prompts")


_SHIPPED = Path(__file__).with_name("prompts.toml")


@lru_cache
def load(path: Path = _SHIPPED) -> tuple[PromptSet, ...]:
    """The sets of prompts in a file.

    Raises
    ------
    FormatError
        The file is not usable; the message names the key in it (items of a list count from 1) and what is wrong.
    """
    try:
        found = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        told = [f"{_where(each['loc'])}: {each['msg'].lower()}" for each in error.errors(include_url=False)]
        raise FormatError("\n  ".join([f"{path} holds no usable prompts:", *told])) from None
    except ValueError as error:  # of TOML, or of UTF-8
        raise FormatError(f"{path} is not TOML: {error}") from None
    _once(path, "sets", [each.key for each in found.sets])
    for each in found.sets:
        _once(path, f"the groups of {each.key}", [group.key for group in each.groups])
        for group in each.groups:
            _once(path, f"the prompts of {each.key}, {group.key}", [prompt.key for prompt in group.prompts])
            for prompt in group.prompts:
                _look_at(f"{path}: {each.key}, {group.key}, {prompt.key}", prompt)
    return found.sets


def find(set_key: str, group_key: str, key: str) -> Prompt:
    """One prompt, by the keys that lead to it.

    Raises
    ------
    FormatError
        There is no such prompt.
    """
    for each in load():
        for group in each.groups:
            for prompt in group.prompts:
                if (each.key, group.key, prompt.key) == (set_key, group_key, key):
                    return prompt
    raise FormatError(f"there is no prompt {key} in {set_key}, {group_key} any more")


def facts(format: Format | None) -> dict[str, str]:
    """What prompts may say of a format, in words; what it does not state is left out."""
    if format is None:
        return {}
    asked = {kind for stage in format.stages for kind in stage.questions} or set(format.contributions.welcome)
    kinds = [kind.removesuffix("_question").replace("_", "-") for kind in QUESTIONS if kind in asked]
    said = {
        "report_back": listing(format.report_back.what),
        "yields": listing([each.what for each in format.yields if each.per == "presenter"], last="or"),
        "ground_rules": listing(format.ground_rules),
        "questions": gettext("{types} questions", types=listing(kinds)) if kinds else "",
        "discouraged": listing(CONTRIBUTION_TYPES[kind] for kind in format.contributions.discouraged),
        "should_be": listing(format.issue.should_be),
        "aim": format.aim or "",
    }
    return {name: words for name, words in said.items() if words}


def _needed(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _look_at(where: str, prompt: Prompt) -> None:
    try:
        unknown = _needed(prompt.text) - set(FACTS)
    except ValueError as error:
        raise FormatError(f"{where}: found braces that do not match ({error})") from None
    if unknown:
        raise FormatError(f"{where}: found {{{min(unknown)}}}, expected one of {', '.join(FACTS)}")


def _once(path: Path, where: str, keys: list[str]) -> None:
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise FormatError(f"{path}, {where}: found the key {', '.join(twice)} more than once")


def _where(loc: tuple[int | str, ...]) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")
