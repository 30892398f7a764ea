"""alsnb: a reflective research workbook for Action Learning Sets.

*Recording*: records (`Meeting`, `Airtime`, `Action`, `Reflection` …) are added to a log (`open_log`).
*Studying*: the log becomes tidy pandas frames (``log.frames()``), analyses (`participation`, `actions`, `themes`,
`fidelity`) turn frames into frames, and `figures` draw them.

>>> import alsnb
>>> frames = alsnb.open_log("alsnb:sample").frames()
>>> alsnb.actions.completion(frames)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alsnb import errors as errors
    from alsnb import figures as figures
    from alsnb import formats as formats
    from alsnb import privacy as privacy
    from alsnb import widgets as widgets
    from alsnb.analyses import actions as actions
    from alsnb.analyses import comparison as comparison
    from alsnb.analyses import fidelity as fidelity
    from alsnb.analyses import participation as participation
    from alsnb.analyses import themes as themes
    from alsnb.errors import AlsnbError as AlsnbError
    from alsnb.errors import BundleError as BundleError
    from alsnb.errors import ConflictError as ConflictError
    from alsnb.errors import DisclosureError as DisclosureError
    from alsnb.errors import FormatError as FormatError
    from alsnb.errors import LogError as LogError
    from alsnb.errors import NothingToShow as NothingToShow
    from alsnb.errors import RecordError as RecordError
    from alsnb.errors import ReportError as ReportError
    from alsnb.errors import RosterError as RosterError
    from alsnb.frames import Frames as Frames
    from alsnb.frames import parquet as parquet
    from alsnb.log import Log as Log
    from alsnb.log import check as check
    from alsnb.log import open_log as open_log
    from alsnb.records import Action as Action
    from alsnb.records import ActionReport as ActionReport
    from alsnb.records import Airtime as Airtime
    from alsnb.records import Attendance as Attendance
    from alsnb.records import Coding as Coding
    from alsnb.records import Cohort as Cohort
    from alsnb.records import Consent as Consent
    from alsnb.records import Contribution as Contribution
    from alsnb.records import Issue as Issue
    from alsnb.records import LearningSet as LearningSet
    from alsnb.records import Meeting as Meeting
    from alsnb.records import Member as Member
    from alsnb.records import Publication as Publication
    from alsnb.records import Rating as Rating
    from alsnb.records import Reflection as Reflection
    from alsnb.records import StageMinutes as StageMinutes
    from alsnb.records import Theme as Theme
    from alsnb.records import new_id as new_id
    from alsnb.reports import sentences as sentences
    from alsnb.reports.batch import report as report
    from alsnb.reports.batch import report_all as report_all
    from alsnb.reports.page import Page as Page

__version__ = "0.1.0"

_HOMES = {
    name: module
    for module, names in {
        "alsnb.errors": (
            "AlsnbError", "BundleError", "ConflictError", "DisclosureError", "FormatError", "LogError",
            "NothingToShow", "RecordError",
            "ReportError", "RosterError",
        ),
        "alsnb.frames": ("Frames",),
        "alsnb.log": ("Log", "check", "open_log"),
        "alsnb.records": (
            "Action", "ActionReport", "Airtime", "Attendance", "Coding", "Cohort", "Consent", "Contribution", "Issue",
            "LearningSet", "Meeting", "Member", "Publication", "Rating", "Reflection", "StageMinutes", "Theme",
            "new_id",
        ),
        "alsnb.reports.batch": ("report", "report_all"),
        "alsnb.reports.page": ("Page",),
    }.items()
    for name in names
}  # fmt: skip
_MODULES = {
    "actions": "alsnb.analyses.actions",
    "comparison": "alsnb.analyses.comparison",
    "errors": "alsnb.errors",
    "fidelity": "alsnb.analyses.fidelity",
    "figures": "alsnb.figures",
    "formats": "alsnb.formats",
    "parquet": "alsnb.frames.parquet",
    "participation": "alsnb.analyses.participation",
    "privacy": "alsnb.privacy",
    "sentences": "alsnb.reports.sentences",
    "themes": "alsnb.analyses.themes",
    "widgets": "alsnb.widgets",
}

__all__ = sorted([*_HOMES, *_MODULES])


def __getattr__(name: str) -> Any:
    # Names are imported when first used: `import alsnb` stays quick, and a script that only reads needs no matplotlib.
    if name in _MODULES:
        found = import_module(_MODULES[name])
    elif name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'alsnb' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
