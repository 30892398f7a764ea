"""The workbook's screens, drawn in a notebook and kept alive through crashes.

A `form` asks for one record, field by field as the record declares them. A `Screen` shows a view of the log and opens
forms by name. What is typed is kept in the log as a draft; what the kernel has not acknowledged is kept in the browser.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alsnb.widgets.coding.theme_coding import ThemeCoding
    from alsnb.widgets.meeting.set_meeting import SetMeeting
    from alsnb.widgets.one_form import Form, form
    from alsnb.widgets.screen import Screen
    from alsnb.widgets.setup.cohort_setup import CohortSetup
    from alsnb.widgets.student.student_log import StudentLog

__all__ = ["CohortSetup", "Form", "Screen", "SetMeeting", "StudentLog", "ThemeCoding", "form"]

_HOMES = {
    "CohortSetup": "setup.cohort_setup",
    "Form": "one_form",
    "Screen": "screen",
    "SetMeeting": "meeting.set_meeting",
    "StudentLog": "student.student_log",
    "ThemeCoding": "coding.theme_coding",
    "form": "one_form",
}


def __getattr__(name: str) -> Any:
    # Each screen is imported when it is first used: a student's needs nothing of what sets a cohort up.
    if name not in _HOMES:
        raise AttributeError(f"module 'alsnb.widgets' has no attribute {name!r}")
    found = getattr(import_module(f"alsnb.widgets.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
