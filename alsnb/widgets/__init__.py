"""The workbook's screens, drawn in a notebook and kept alive through crashes.

A `form` asks for one record, field by field as the record declares them. A `Screen` shows a view of the log and opens
forms by name. What is typed is kept in the log as a draft; what the kernel has not acknowledged is kept in the browser.
"""

from alsnb.widgets.coding import ThemeCoding
from alsnb.widgets.form import Form, form
from alsnb.widgets.meeting import SetMeeting
from alsnb.widgets.screen import Screen
from alsnb.widgets.setup import CohortSetup
from alsnb.widgets.student import StudentLog

__all__ = ["CohortSetup", "Form", "Screen", "SetMeeting", "StudentLog", "ThemeCoding", "form"]
