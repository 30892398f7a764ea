"""A form for any record, drawn from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from alsnb.log import Log
from alsnb.records import Record
from alsnb.widgets.controls import asked
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen, screen_key, script


class Form(Screen):
    """A screen of one form; made by `form`."""

    _esm = script("form")

    def __init__(self, log: Log, record: type[Record], key: str, **asking: Any) -> None:
        super().__init__(log, key, f"Form: {record.kind_name.replace('_', ' ')}")
        self._asking = (log, record), asking
        self.start()
        self.form("form")

    def make_form(self, name: str) -> Fields:
        """Return the screen's one form."""
        where, asking = self._asking
        return Fields(*where, self.draft_key(name), **asking)


def form(
    log: Log,
    record: type[Record],
    *,
    entry: str | None = None,
    ask: Iterable[str] | None = None,
    limits: Mapping[str, int] | None = None,
    title: str | None = None,
    another: str | None = None,
    saved: Callable[[str], None] = lambda entry: None,
    **known: Any,
) -> Form:
    """A form for a record: its fields, labels and help are those of the record's declaration.

    What is typed is kept in the log within two seconds, and in the browser until then; it comes back when the notebook
    is run again, whatever went away in between.

    Parameters
    ----------
    log : Log
        Where the entry goes, and the drafts of it.
    record : type
        A record's class, such as ``alsnb.Reflection``.
    entry : str, optional
        The entry to amend. By default a new one is made.
    ask : iterable of str, optional
        The fields to ask for, in this order. By default all that are not `known`.
    limits : mapping of str to int, optional
        The most words a field should have; more are marked, not refused.
    title : str, optional
        Heading of the form. By default the kind of record.
    another : str, optional
        Words of a button, shown once the entry is saved, that starts a new one.
    saved : callable, optional
        Called with the entry's id after each save.
    **known
        Fields whose values are known and not asked for, such as ``member="A3"``.

    Raises
    ------
    RecordError
        There is no such field.
    """
    names = asked(record, ask, known)
    return Form(
        log, record, screen_key(record.kind_name, log.name, entry, sorted(known.items()), names),
        known=known, entry=entry, ask=names, limits=limits, title=title, another=another, saved=saved,
    )  # fmt: skip
