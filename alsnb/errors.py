"""Errors of alsnb. Each message says what is wrong, then what to do.

AlsnbError
├── RecordError        a field of a record is missing, unknown or invalid
├── FormatError        a format file cannot be used
├── DisclosureError    a disclosure control policy cannot be used
├── LogError           a log cannot be opened, read or written
│   ├── ConflictError  two revisions with the same id and different content
│   └── BundleError    a bundle cannot be written, or is damaged
├── RosterError        a roster cannot be opened, read or written, or is stored in a forbidden location
├── AllocationError    members cannot be allocated to sets under the given rules
├── NothingToShow      an analysis or a figure has no data
└── ReportError        a report cannot be made
"""


class AlsnbError(Exception):
    """A mistake that the user can fix; the command line and notebooks print it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception how it wants to be shown.
        return [f"{type(self).__name__}: {self}"]


class RecordError(AlsnbError):
    """A field of a record is missing, unknown or invalid; `problems` gives the reason for each field."""

    def __init__(self, message: str, problems: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or {}


class FormatError(AlsnbError):
    """A format file cannot be used."""


class DisclosureError(AlsnbError):
    """A disclosure control policy does not exist, or its file cannot be used."""


class LogError(AlsnbError):
    """A log cannot be opened, read or written."""


class ConflictError(LogError):
    """Two revisions have the same id and different content."""


class BundleError(LogError):
    """A bundle cannot be written, or is damaged."""


class RosterError(AlsnbError):
    """A roster cannot be opened, read or written, or is stored in a forbidden location."""


class AllocationError(AlsnbError):
    """Members cannot be allocated to sets under the given rules; the message names the conflicting rules."""


class NothingToShow(AlsnbError):
    """An analysis or a figure has no data."""


class ReportError(AlsnbError):
    """A report cannot be made."""
