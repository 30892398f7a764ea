"""alsnb: a reflective research workbook for Action Learning Sets.

*Recording*: records (`Meeting`, `Airtime`, `Action`, `Reflection` …) are added to a log (`open_log`).
*Studying*: the log becomes tidy pandas frames (``log.frames()``), analyses (`participation`, `actions`, `themes`) turn
frames into frames, and `figures` draw them.

>>> import alsnb
>>> frames = alsnb.open_log("alsnb:sample").frames()
>>> alsnb.actions.completion(frames)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alsnb import errors, figures, formats
    from alsnb.analyses import actions, participation, themes
    from alsnb.errors import (
        AlsnbError,
        ConflictError,
        FormatError,
        LogError,
        NothingToShow,
        RecordError,
        ReportError,
    )
    from alsnb.frames import Frames
    from alsnb.log import Log, check, open_log
    from alsnb.records import (
        Action,
        ActionReport,
        Airtime,
        Attendance,
        Coding,
        Cohort,
        Consent,
        Contribution,
        Issue,
        LearningSet,
        Meeting,
        Member,
        Rating,
        Reflection,
        StageMinutes,
        Theme,
        new_id,
    )

__version__ = "0.1.0"

_RECORDS = (
    "Action ActionReport Airtime Attendance Coding Cohort Consent Contribution Issue LearningSet Meeting Member Rating "
    "Reflection StageMinutes Theme new_id"
).split()
_ERRORS = "AlsnbError ConflictError FormatError LogError NothingToShow RecordError ReportError".split()
_HOMES = (
    dict.fromkeys(_RECORDS, "alsnb.records")
    | dict.fromkeys(_ERRORS, "alsnb.errors")
    | dict.fromkeys(["Log", "check", "open_log"], "alsnb.log")
    | {"Frames": "alsnb.frames"}
)
_MODULES = {
    "actions": "alsnb.analyses.actions",
    "errors": "alsnb.errors",
    "figures": "alsnb.figures",
    "formats": "alsnb.formats",
    "participation": "alsnb.analyses.participation",
    "themes": "alsnb.analyses.themes",
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
