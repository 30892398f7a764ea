"""Describe entries in messages: the member, the cycle and the first words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import shorten
from typing import Any

from alsnb.words import PURPOSES

_KINDS = {"learning_set": "set", "action_report": "report on an action"}
_PLURALS = {"learning_set": "sets", "action_report": "reports on actions", "attendance": "attendance records"}
_WORDS = {"issue": "title", "action": "what", "reflection": "text", "contribution": "text", "publication": "report"}
"""The field whose first words identify an entry."""


def kind_of(kind: str) -> str:
    """Return the name of a kind of record: ``report on an action``."""
    return _KINDS.get(kind, printable(kind.replace("_", " ")))


def count_of(kind: str, count: int) -> str:
    """Return how many records of a kind there are: ``12 reports on actions``."""
    return f"1 {kind_of(kind)}" if count == 1 else f"{count:,} {_PLURALS.get(kind, f'{kind_of(kind)}s')}"


def value(said: Any) -> str:
    """Return a field's value in words."""
    if said is None or said == "" or said == []:
        return "nothing"
    if isinstance(said, bool):
        return "yes" if said else "no"
    return ", ".join(map(code, said)) if isinstance(said, list) else code(said)


def code(value: Any) -> str:
    """Return a code for a sentence: in quotation marks if it could be mistaken for part of the sentence."""
    text = printable(str(value))
    return text if re.fullmatch(r"[\w.-]+", text) else f"“{shorten(text, 60, placeholder='…')}”"


def quoted(text: Any) -> str:
    """Return the first words of a text, in quotation marks."""
    return f"“{shorten(printable(str(text)), 40, placeholder=' …')}”"


def printable(text: str) -> str:
    """Return a text without the characters that control a terminal."""
    return "".join(map(_harmless, text))


def _harmless(sign: str) -> str:
    # A no-break space is no printable sign to Python, and part of the name of many a file.
    if sign.isprintable() or unicodedata.category(sign) == "Zs":
        return sign
    return " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}"


def entry(kind: str, said: Mapping[str, Any]) -> str:
    """Return the description of an entry: ``A2's reflection of cycle 1 (“The silence …”)``.

    Parameters
    ----------
    kind
        Of the record.
    said
        What its revision says, by field; anything may be missing or of the wrong type.
    """
    cycle = f" of cycle {code(said['cycle'])}" if said.get("cycle") is not None else ""
    words = f" ({quoted(said[_WORDS[kind]])})" if said.get(_WORDS.get(kind, "")) else ""
    match kind:
        case "cohort" | "theme":
            return f"{kind} {code(said.get(kind))}"
        case "learning_set":
            return f"set {code(said.get('learning_set'))}"
        case "member":
            return f"member {code(said.get('member'))}"
        case "consent":
            purpose = said.get("purpose")
            purpose = PURPOSES.get(purpose, "") if isinstance(purpose, str) else ""
            return f"{_whose(said)}consent to {purpose or 'something'} of {code(said.get('on'))}"
        case "attendance":
            return f"attendance of {code(said.get('member'))} in cycle {code(said.get('cycle'))}"
        case "meeting":
            held = f" ({code(said['held_on'])})" if said.get("held_on") else ""
            return f"meeting of set {code(said.get('learning_set'))} in cycle {code(said.get('cycle'))}{held}"
        case "coding" | "rating":
            of = f" of the theme {code(said.get('theme'))}" if kind == "coding" else ""
            return f"{code(said.get('coder'))}'s {kind}{of} for {_whose(said, 'a ')}reflection{cycle}"
    return f"{_whose(said)}{kind_of(kind)}{cycle}{words}"


def context(kind: str, said: Mapping[str, Any], at: int | None = None, *, cohort: bool = True) -> str:
    """Return the context of an entry: ``, set B, cohort 2026, recorded on 2026-03-02``."""
    is_of_set = said.get("learning_set") and kind not in ("learning_set", "meeting")
    parts = [f"set {code(said['learning_set'])}"] if is_of_set else []
    parts += [f"cohort {code(said['cohort'])}"] if cohort and said.get("cohort") and kind != "cohort" else []
    try:
        parts += [f"recorded on {datetime.fromtimestamp((at or 0) / 1000, UTC):%Y-%m-%d}"] if at else []
    except (OverflowError, ValueError, OSError, TypeError):
        parts.append("recorded at no possible time")
    return "".join(f", {part}" for part in parts)


def _whose(said: Mapping[str, Any], otherwise: str = "") -> str:
    return f"{code(said['member'])}'s " if said.get("member") else otherwise
