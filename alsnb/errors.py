"""Every error alsnb raises on purpose; each message says what was found, what was expected and what to do.

AlsnbError
├── RecordError        a record's field is missing, unknown or ill-typed
├── FormatError        a format file is not usable
├── DisclosureError    a policy of disclosure control is not usable
├── LogError           a log cannot be opened, read or written
│   ├── ConflictError  the same revision id with other content
│   └── BundleError    a bundle cannot be written, or is damaged
├── RosterError        a roster cannot be opened, read or written, or lies where none may lie
├── AllocationError    members cannot be put into sets as asked
├── NothingToShow      an analysis or a figure was asked of no data
└── ReportError        a report cannot be made
"""


class AlsnbError(Exception):
    """A mistake a user can make and mend; the command line and notebooks print it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception how it wants to be shown.
        return [f"{type(self).__name__}: {self}"]


class RecordError(AlsnbError):
    """A record's field is missing, unknown or ill-typed; `problems` says of each what is wrong."""

    def __init__(self, message: str, problems: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or {}


class FormatError(AlsnbError):
    """A format file is not usable."""


class DisclosureError(AlsnbError):
    """A policy of disclosure control is not there, or its file is not usable."""


class LogError(AlsnbError):
    """A log cannot be opened, read or written."""


class ConflictError(LogError):
    """The same revision id arrived with other content."""


class BundleError(LogError):
    """A bundle cannot be written, or is damaged."""


class RosterError(AlsnbError):
    """A roster cannot be opened, read or written, or lies where none may lie."""


class AllocationError(AlsnbError):
    """Members cannot be put into sets as asked; the message says which rules cannot hold together."""


class NothingToShow(AlsnbError):
    """An analysis or a figure was asked of no data."""


class ReportError(AlsnbError):
    """A report cannot be made."""
