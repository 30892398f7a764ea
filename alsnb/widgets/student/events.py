"""What the browser may tell a student's reflective log."""

from __future__ import annotations

from typing import Literal

from alsnb.records import EntryId
from alsnb.widgets.events import Event


class ChooseCohort(Event):
    """A cohort was chosen."""

    kind: Literal["course"] = "course"
    cohort: str


class ChooseMember(Event):
    """A member was chosen; an empty code means a new one, and none means that the screen should ask again."""

    kind: Literal["who"] = "who"
    member: str | None


class Rename(Event):
    """A code is to be changed wherever it is recorded."""

    kind: Literal["rename"] = "rename"
    of: Literal["cohort", "learning_set", "member"]
    to: str


class ChooseCycle(Event):
    """A cycle was chosen."""

    kind: Literal["cycle"] = "cycle"
    cycle: int


class ChooseTab(Event):
    """A tab was chosen."""

    kind: Literal["tab"] = "tab"
    tab: str


class Find(Event):
    """Entries are to be searched, or more of them shown."""

    kind: Literal["find"] = "find"
    of: str
    """The type of entry; an empty one means any."""
    words: str
    count: int


class Report(Event):
    """An action is to be reported on."""

    kind: Literal["report"] = "report"
    name: str
    """The name of the form to open."""
    status: Literal["done", "partly", "not_done", "changed", "dropped"]


class TakeBack(Event):
    """An entry is to be deleted."""

    kind: Literal["take_back"] = "take_back"
    entry: EntryId


class RestoreEntry(Event):
    """A deleted entry is to be restored."""

    kind: Literal["bring_back"] = "bring_back"
    entry: EntryId


class IssueState(Event):
    """An issue is continued or closed."""

    kind: Literal["issue"] = "issue"
    entry: EntryId
    state: Literal["opened", "continued", "closed"]


class GiveConsent(Event):
    """Consent is given or refused."""

    kind: Literal["consent"] = "consent"
    purpose: Literal["teaching_record", "research", "quotation"]
    given: bool


class HandIn(Event):
    """The bundle for the tutor, or the text of everything held, is to be written."""

    kind: Literal["hand_in"] = "hand_in"
    what: Literal["bundle", "text"]
    replace: bool


class Slip(Event):
    """The secret on the member's slip is to be stored on this computer."""

    kind: Literal["slip"] = "slip"
    secret: str


class KeepFile(Event):
    """The existing file is to stay."""

    kind: Literal["keep_file"] = "keep_file"
