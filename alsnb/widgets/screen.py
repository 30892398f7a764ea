"""The base of every screen: a view made from the log, forms opened by name, and events from the browser."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

import anywidget
import traitlets
from pydantic import TypeAdapter, ValidationError

from alsnb.errors import AlsnbError, LogError
from alsnb.log import Log
from alsnb.widgets.events import (
    FORM_EVENTS,
    MALFORMED,
    Event,
    FormEvent,
    Open,
    Sent,
    ahead,
    entries,
    handlers,
    ids,
    is_new,
    kind_of,
    readable,
    union_of,
)
from alsnb.widgets.fields import Fields
from alsnb.widgets.views import KnownForm, Notice
from alsnb.words import gettext, messages

_HERE = Path(__file__).parent
_LOGGER = logging.getLogger(__name__)
_CLOCK = gettext(
    "The clock of this computer is more than a day ahead, so nothing is saved for now. What you typed is kept in this "
    "browser. Set the clock, then reload the page."
)
_DELETED = gettext("Something that you started is kept, but cannot be shown: what it is about was deleted.")
_ODD_DRAFT = gettext("Something that you started is kept, but cannot be read.")
_DROPPED = gettext("Something sent by this page could not be read, so nothing was done. Reload the page.")


def script(name: str) -> str:
    """Return a screen's JavaScript: one file, built by ``make js`` from the modules in ``js/``."""
    return (_HERE / "static" / f"{name}.js").read_text("utf-8")


def style(*names: str) -> str:
    """Return a screen's style sheets, after those that all screens share."""
    return "\n".join((_HERE / each).read_text("utf-8") for each in ("kit.css", *names))


class Screen(anywidget.AnyWidget):
    """A screen of the workbook.

    The browser draws `view`, which `look` makes from the log. What people do arrives as events. Each is read as one of
    the types that a handler is marked with (``@handles(TYPE)``), and reaches that handler and no other method. An event
    that cannot be read is acknowledged and dropped, with one plain notice. One that is not acknowledged is sent again,
    also to the next kernel, so handling an event twice must do no harm. An event of a form goes to the form of that
    name, which `make_form` makes.

    A subclass constructs itself, then calls `start`.
    """

    _css = style()
    steps: ClassVar[tuple[type, ...]] = ()
    """Classes of the objects that handle events besides the screen itself; `receivers` has the objects."""
    _form_events: ClassVar[TypeAdapter[FormEvent]] = union_of(FORM_EVENTS)
    key = traitlets.Unicode()
    """The key of drafts in the log; it goes where the log goes."""
    outbox = traitlets.Unicode().tag(sync=True)
    """The key of what the browser has not delivered."""
    label = traitlets.Unicode().tag(sync=True)
    messages = traitlets.Dict(messages()).tag(sync=True)
    """Translations of the JavaScript's messages; see `alsnb.words.messages`."""
    view = traitlets.Dict().tag(sync=True)
    forms = traitlets.Dict().tag(sync=True)
    notice = traitlets.Dict(dict(Notice(text="", bad=False))).tag(sync=True)

    def __init__(self, log: Log, key: str, label: str) -> None:
        self._log = log
        self._taken: set[str] = set()
        # JupyterLab sends messages to a thread of the kernel's once there is one, and those before to its main thread:
        # they may come together, and overtake one another.
        self._taking = RLock()
        self._latest: dict[tuple[Any, Any], str] = {}  # page and slot → the last event taken
        self._fields: dict[str, Fields] = {}
        self._restored: str | None = None
        # A browser serves many workbooks, in each of which the log is called cohort.db: what it keeps is kept for one.
        where = str(log.database.path.absolute()) if log.database.path else log.name
        super().__init__(key=key, outbox=f"{key}@{sha256(where.encode()).hexdigest()[:12]}", label=label)

    def start(self) -> None:
        """Show the log, and listen to the browser; the last line of a subclass's constructor."""
        self._handlers: Mapping[type[Event], Callable[[Any], object]] = {
            event: getattr(receiver, name)
            for receiver in self.receivers()
            for event, name in handlers(type(receiver)).items()
        }
        self._events: TypeAdapter[Event] | None = union_of(self._handlers) if self._handlers else None
        self.refresh()
        self._tell_of_log()
        self.on_msg(self._receive)

    @classmethod
    def event_types(cls) -> dict[str, type[Event]]:
        """Return the types of events that the screen handles, by kind."""
        return {kind_of(event): event for receiver in (cls, *cls.steps) for event in handlers(receiver)}

    def receivers(self) -> tuple[object, ...]:
        """Return the objects whose handlers take events."""
        return (self,)

    def __repr__(self) -> str:
        # A notebook keeps this text beside the screen: what people wrote is not to be in it.
        return f"<{self.label}>"

    def read(self) -> None:
        """Read what the screen needs of the log, before anything is shown."""

    def look(self) -> Mapping[str, object]:
        """Return what the screen shows, made from the log: a `View` of its `views` module, in JSON's types alone."""
        return {}

    def make_form(self, name: str) -> Fields:
        """Return the form of a name; the draft key of its fields is ``self.draft_key(name)``.

        Raises
        ------
        LogError
            What the form is about is not there.
        """
        raise LogError(f"there is no form {name!r}")

    @property
    def forms_of(self) -> str:
        """What the names of the forms start with that may be shown now."""
        return ""

    def restore(self) -> None:
        """Open each form that has a draft and may be shown now: whatever was being typed comes back unasked."""
        for draft in self._log.drafts(f"{self.key}/{self.forms_of}"):
            name = draft.removeprefix(f"{self.key}/")
            try:
                self.form(name)
            except AlsnbError:  # what it is about is no longer there
                self.say(_DELETED, bad=True)
            except MALFORMED:
                self.say(_ODD_DRAFT, bad=True)

    def refresh(self) -> None:
        """Show the log as it is now."""
        self.read()
        if self._restored != self.forms_of:
            self._restored = self.forms_of
            self.restore()
        self.view = dict(self.look())

    def say(self, text: str, *, bad: bool = False) -> None:
        """Show a notice to the user, in place of the last one."""
        # The same text is shown again: the browser hides it when the user moves on to something else.
        self.notice = dict(Notice(text="", bad=False))
        self.notice = dict(Notice(text=text, bad=bad))

    def _tell_of_log(self) -> None:
        """Show what happened to the log's file; one screen shows what is to be shown once."""
        texts, self._log.notices[:] = [*self._log.notices], []
        if texts:
            self.say(" ".join(texts), bad=True)

    def draft_key(self, name: str) -> str:
        """Return the key of a form's draft in the log."""
        return f"{self.key}/{name}"

    def form(self, name: str) -> Fields:
        """Return the form of a name, opened if it is not open yet."""
        if name not in self._fields:
            opened = self._fields[name] = self.make_form(name)
            opened.changed = self._show_forms
            self._show_forms()
        return self._fields[name]

    def close_form(self, name: str) -> None:
        """Forget a form, so that it is made anew when it is next asked for."""
        if self._fields.pop(name, None):
            self._show_forms()

    @property
    def open_forms(self) -> Mapping[str, Fields]:
        """The forms that are open, by name."""
        return self._fields

    def _show_forms(self) -> None:
        self.forms = {name: KnownForm(spec=each.spec, state=each.state) for name, each in self._fields.items()}

    def take_together(self, events: list[Event]) -> set[str]:
        """Take those of many events that can be taken at once, and return their ids; each other is taken by itself."""
        return set()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Ignore state from a browser: what people do arrives as events, and in no other way."""

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        self.receive(message)

    def receive(self, message: Any) -> None:
        """Take what a page sends, from whatever thread: ``{"events": […]}``."""
        with self._taking:
            events, odd = readable(message)
            if odd:
                self._drop("a message that is no event")
                if known := ids(odd):
                    self.send({"acknowledged": known})
            self._take_all(events)

    def _take_all(self, sent: list[Sent]) -> None:
        self._taken |= {event["id"] for event in sent if self._was_overtaken(event)}
        new = [event for event in sent if event["id"] not in self._taken]
        if any(map(ahead, new)):
            self.say(_CLOCK, bad=True)  # what was typed stays in the browser, and is no mistake
            new = [event for event in new if not ahead(event)]
        read = [event for each in new if (event := self._read_event(each)) is not None]
        if len(read) > 1:
            # A mistake is reported for the event that makes it.
            with suppress(AlsnbError, *MALFORMED):
                self._taken |= self.take_together(read)
        for event in read:
            if event.id not in self._taken and self._take(event):
                self._taken.add(event.id)
        for each in new:
            if each["id"] in self._taken and "page" in each and "slot" in each:
                self._latest[each["page"], each["slot"]] = each["id"]
        self._tell_of_log()
        if taken := [event["id"] for event in sent if event["id"] in self._taken]:
            self.send({"acknowledged": taken})

    def _read_event(self, sent: Sent) -> Event | None:
        """Return an event as its type; one that is of no type, or about an unknown entry, is dropped."""
        types = self._form_events if "form" in sent else self._events
        if "form" not in sent and not all(map(self._may_be_meant, entries(sent))):
            problem = "entry unknown"
        elif types is None:
            problem = "no events expected"
        else:
            try:
                event: Event = types.validate_python(sent)
            except ValidationError as error:
                # What it holds may be somebody's words: those belong in no message.
                problem = ", ".join(sorted({each["type"] for each in error.errors(include_input=False)}))
            else:
                return event
        self._drop(f"an event of the kind {sent['kind']!r:.40} ({problem})")
        self._taken.add(sent["id"])
        return None

    def _was_overtaken(self, event: Sent) -> bool:
        """Return whether its page has since sent what replaces it."""
        return bool(event["id"] < self._latest.get((event.get("page"), event.get("slot")), ""))

    def _may_be_meant(self, entry: str) -> bool:
        """Return whether an event may be about an entry: one that a browser has just made, or one in the log."""
        if is_new(entry):
            return True
        try:
            return bool(self._log.history(entry))
        except LogError:
            return False

    def _take(self, event: Event) -> bool:
        """Do what an event says; False if it is to be sent again."""
        try:
            if isinstance(event, FormEvent):
                form = self.form(event.form)
                return isinstance(event, Open) or form.take(event)
            return self._handlers[type(event)](event) is not False
        except AlsnbError as error:
            self.say(str(error), bad=True)
            return not _may_pass(error)
        except MALFORMED as error:
            # Sent again it would be no better. What it says may be somebody's words: those belong in no message.
            self._drop(f"an event of the kind {event.kind!r:.40} ({_where(error)})")
            return True

    def _drop(self, what: str) -> None:
        """Show that something was not taken, without what it says."""
        _LOGGER.warning("%s: %s could not be read, and was dropped", self.label, what)
        self.say(_DROPPED, bad=True)


def _may_pass(error: AlsnbError) -> bool:
    """Return whether trying again may help: a log may be busy or not writable now, but a mistake stays one."""
    return type(error) is LogError


def _where(error: BaseException) -> str:
    """Return the type of an error and the line that raised it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = "" if at is None else f" at {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}"
    return f"{type(error).__name__}{place}"


def screen_key(*about: Any) -> str:
    """Return a short key for what a screen is about, for drafts and the browser's outbox."""
    name, *rest = (str(each) for each in about)
    return f"{name}/{sha256(repr(rest).encode()).hexdigest()[:16]}"
