"""The words of the field, each in one place: the labels of choices, and how lists and days are written.

The labels are what screens, reports and the command line call the values that a record may have.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType


def _labels(**labels: str) -> MappingProxyType[str, str]:
    return MappingProxyType(labels)


ACTION_STATES = _labels(
    done="done",
    partly="partly done",
    changed="changed",
    not_done="not done",
    dropped="dropped",
    open="not reported yet",
)
"""The states of an action: as last reported, or not reported yet."""
READERS = _labels(private="only me", set="my set", tutor="my set and the tutor")
"""Who may read a reflection, as its writer says it."""
PURPOSES = _labels(teaching_record="the teaching record", research="research", quotation="quotation")
"""What consent is for."""
ISSUE_KINDS = _labels(project="a project", person="a person", pattern="a pattern of behaviour", other="something else")
"""What an issue is about."""
CONTRIBUTION_TYPES = _labels(
    clarifying_question="clarifying question", reflective_question="reflective question",
    analytical_question="analytical question", future_action_question="question about future action",
    closed_question="closed question", experience="experience", idea="idea", advice="advice",
    advice_as_question="advice as a question", support="support", challenge="challenge",
    process_observation="observation on the process", content_observation="observation on the content",
    facilitator_pause="pause by the facilitator",
)  # fmt: skip
"""The types of contributions to a meeting."""


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return items as a list in a sentence: ``a, b and c``; with semicolons if the items have commas."""
    *first, final = list(items) or [""]
    if not first:
        return final
    mark = "; " if any(", " in item for item in (*first, final)) else ", "
    return f"{mark.join(first)}{';' if mark == '; ' else ''} {last} {final}"


def day(when: date) -> str:
    """Return a day as people write it: ``1 November 2026``."""
    return f"{when.day} {when:%B %Y}"


def sentence(text: str) -> str:
    """Return a text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]
