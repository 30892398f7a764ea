"""The words of the field, each in one place: the labels of choices, how lists and days are written, translations.

The labels are what screens, reports and the command line call the values that a record may have. Every text that
people read goes through `gettext` or `ngettext`, as whole sentences: ``docs/messages.py`` collects them in
``locale/alsnb.pot``.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

_translations = _gettext.translation("alsnb", Path(__file__).parent / "locale", fallback=True)


def gettext(message: str, /, **values: Any) -> str:
    """Return a message in the user's language, with values in place of its ``{names}``.

    Examples
    --------
    >>> gettext("{set} met on {day}.", set="A", day="2 May 2026")
    'A met on 2 May 2026.'
    """
    translated = _translations.gettext(message)
    return translated.format(**values) if values else translated


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    """Return a message about one thing or many, in the user's language; ``{n}`` is how many, unless `values` say.

    Examples
    --------
    >>> ngettext("{n} reflection", "{n} reflections", 3)
    '3 reflections'
    """
    return _translations.ngettext(one, many, n).format(**{"n": n, **values})


def messages() -> dict[str, str]:
    """Return what the screens' JavaScript needs to translate its own messages: none in English.

    A message about many is found by its singular followed by ``" | "`` and the index of the plural form.
    """
    catalogue: dict[Any, str] = getattr(_translations, "_catalog", {})
    return {
        " | ".join(map(str, message)) if isinstance(message, tuple) else message: translated
        for message, translated in catalogue.items()
        if message
    }


def _labels(**labels: str) -> MappingProxyType[str, str]:
    return MappingProxyType(labels)


ACTION_STATES = _labels(
    done=gettext("done"),
    partly=gettext("partly done"),
    changed=gettext("changed"),
    not_done=gettext("not done"),
    dropped=gettext("dropped"),
    open=gettext("not reported yet"),
)
"""The states of an action: as last reported, or not reported yet."""
READERS = _labels(private=gettext("only me"), set=gettext("my set"), tutor=gettext("my set and the tutor"))
"""Who may read a reflection, as its writer says it."""
PURPOSES = _labels(
    teaching_record=gettext("the teaching record"), research=gettext("research"), quotation=gettext("quotation")
)
"""What consent is for."""
ISSUE_KINDS = _labels(
    project=gettext("a project"),
    person=gettext("a person"),
    pattern=gettext("a pattern of behaviour"),
    other=gettext("something else"),
)
"""What an issue is about."""
CONTRIBUTION_TYPES = _labels(
    clarifying_question=gettext("clarifying question"),
    reflective_question=gettext("reflective question"),
    analytical_question=gettext("analytical question"),
    future_action_question=gettext("question about future action"),
    closed_question=gettext("closed question"),
    experience=gettext("experience"),
    idea=gettext("idea"),
    advice=gettext("advice"),
    advice_as_question=gettext("advice as a question"),
    support=gettext("support"),
    challenge=gettext("challenge"),
    process_observation=gettext("observation on the process"),
    content_observation=gettext("observation on the content"),
    facilitator_pause=gettext("pause by the facilitator"),
)
"""The types of contributions to a meeting."""

LEVELS = _labels(
    habitual_action=gettext("habitual action"),
    understanding=gettext("understanding"),
    reflection=gettext("reflection"),
    critical_reflection=gettext("critical reflection"),
)
"""Kember's levels of reflection."""
ATTENDANCE = _labels(
    present=gettext("present"), late=gettext("late"), apologies=gettext("apologies"), absent=gettext("absent")
)
"""Whether a member came to a meeting."""


def listing(items: Iterable[str], last: Literal["and", "or"] = "and") -> str:
    """Return items as a list in a sentence: ``a, b and c``; with semicolons if the items have commas."""
    *first, final = list(items) or [""]
    if not first:
        return final
    mark = "; " if any(", " in item for item in (*first, final)) else ", "
    before = f"{mark.join(first)}{mark.strip(', ')}"
    if last == "or":
        return gettext("{items} or {last}", items=before, last=final)
    return gettext("{items} and {last}", items=before, last=final)


def day(when: date) -> str:
    """Return a day as people write it: ``1 November 2026``."""
    return f"{when.day} {when:%B %Y}"


def sentence(text: str) -> str:
    """Return a text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]
