"""What every screen is: a view made from the log, forms opened by name, and events from the browser."""

from __future__ import annotations

import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

import anywidget
import traitlets

from alsnb.errors import AlsnbError, LogError
from alsnb.log import Log
from alsnb.widgets.events import MALFORMED, Event, ahead, entries, handlers, ids, is_new, readable
from alsnb.widgets.fields import Fields

_HERE = Path(__file__).parent
_LOGGER = logging.getLogger(__name__)
_CLOCK = (
    "The clock of this computer is more than a day ahead, so nothing is saved for now; what you typed is kept in this "
    "browser. Set the clock, then reload the page."
)
_TAKEN_BACK = "Something that you began is kept, but cannot be shown: what it is about was taken back."


def script(name: str) -> str:
    """Return a screen's JavaScript: one file, built by ``make js`` from the modules in ``js/``."""
    return (_HERE / "static" / f"{name}.js").read_text("utf-8")


def style(*names: str) -> str:
    """A screen's style sheets, after what all screens share."""
    return "\n".join((_HERE / each).read_text("utf-8") for each in ("kit.css", *names))


class Screen(anywidget.AnyWidget):
    """A screen of the workbook.

    The browser draws `view`, which `look` makes from the log. What people do arrives as events, each with an id of its
    own, and is taken by the method that is marked with ``@handles(KIND)``, and by no other; one that is not
    acknowledged is sent again, also to the next kernel, so taking an event twice must do no harm. One that cannot be
    read is acknowledged and dropped. An event of a form goes to the form of that name, which `make_form` makes.
    """

    _css = style()
    handlers: ClassVar[dict[str, str]] = {}
    """The names of the methods that take events, by kind."""
    key = traitlets.Unicode()
    """Under what drafts are kept in the log; it goes where the log goes."""
    outbox = traitlets.Unicode().tag(sync=True)
    """Under what the browser keeps what it has not delivered."""
    label = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    forms = traitlets.Dict().tag(sync=True)
    notice = traitlets.Dict({"text": "", "bad": False}).tag(sync=True)

    def __init__(self, log: Log, key: str, label: str) -> None:
        self._log = log
        self._taken: set[str] = set()
        # JupyterLab sends messages to a thread of the kernel's once there is one, and those before to its main thread:
        # they may come together, and overtake one another.
        self._taking = RLock()
        self._latest: dict[tuple[Any, Any], str] = {}  # page and slot → the last event taken
        self._fields: dict[str, Fields] = {}
        # A browser serves many workbooks, in each of which the log is called cohort.db: what it keeps is kept for one.
        where = str(log.database.path.absolute()) if log.database.path else log.name
        super().__init__(key=key, outbox=f"{key}@{sha256(where.encode()).hexdigest()[:12]}", label=label)
        self.restore()
        self.refresh()
        self._tell_of_log()
        self.on_msg(self._receive)

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.handlers = handlers(cls)

    def __repr__(self) -> str:
        # A notebook keeps this text beside the screen: what people wrote is not to be in it.
        return f"<{self.label}>"

    def look(self) -> dict[str, Any]:
        """What the screen shows, made from the log; nothing but JSON's types."""
        return {}

    def make_form(self, name: str) -> Fields:
        """The form of a name; the draft key of its fields is ``self.draft_key(name)``.

        Raises
        ------
        LogError
            What it is about is not there.
        """
        raise LogError(f"there is no form {name!r}")

    def restore(self, start: str = "") -> None:
        """Open each form that has a draft and a name that starts so: what was being typed comes back unasked."""
        for draft in self._log.drafts(f"{self.key}/{start}"):
            name = draft.removeprefix(f"{self.key}/")
            try:
                self.form(name)
            except AlsnbError:  # what it is about is there no more
                self.say(_TAKEN_BACK, bad=True)
            except MALFORMED:
                self.say("Something that you began is kept, but cannot be read.", bad=True)

    def refresh(self) -> None:
        """Show the log as it is now."""
        self.view = self.look()

    def say(self, text: str, *, bad: bool = False) -> None:
        """Tell the user something, in place of what was told before."""
        # Told again, it is shown again: the browser hides it when one goes on to something else.
        self.notice = {"text": "", "bad": False}
        self.notice = {"text": text, "bad": bad}

    def _tell_of_log(self) -> None:
        """Show what happened to the log's file; what is told once is told by one screen."""
        notices = self._log.notices
        told, notices[:] = [*notices], []
        if told:
            self.say(" ".join(told), bad=True)

    def draft_key(self, name: str) -> str:
        """Under what the draft of a form is kept in the log."""
        return f"{self.key}/{name}"

    def form(self, name: str) -> Fields:
        """The form of a name, opened where it is not yet."""
        if name not in self._fields:
            opened = self._fields[name] = self.make_form(name)
            opened.changed = self._show_forms
            self._show_forms()
        return self._fields[name]

    def close_form(self, name: str) -> None:
        """Forget a form, so that it is made anew when it is next asked for."""
        if self._fields.pop(name, None):
            self._show_forms()

    def _show_forms(self) -> None:
        self.forms = {name: {"spec": each.spec, "state": each.state} for name, each in self._fields.items()}

    def take_together(self, events: list[Event]) -> set[str]:
        """Take those of many events that can be taken at once, and return their ids; each other is taken by itself."""
        return set()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Keep what the screen shows: a browser says what people do in events alone."""

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        with self._taking:
            events, odd = readable(message)
            if odd:
                self._drop("a message that is no event")
                if known := ids(odd):
                    self.send({"acknowledged": known})
            self._take_all(events)

    def _take_all(self, events: list[Event]) -> None:
        self._taken |= {event["id"] for event in events if self._was_overtaken(event)}
        new = [event for event in events if event["id"] not in self._taken]
        if any(map(ahead, new)):
            self.say(_CLOCK, bad=True)  # what was typed stays in the browser: it is no mistake of whoever typed it
            new = [event for event in new if not ahead(event)]
        for event in new:
            if "form" not in event and not all(map(self._may_be_meant, entries(event))):
                self._drop(f"an event of the kind {event['kind']!r:.40} (entry unknown)")
                self._taken.add(event["id"])
        new = [event for event in new if event["id"] not in self._taken]
        if len(new) > 1:
            # A mistake is told of the event that makes it.
            with suppress(AlsnbError, *MALFORMED):
                self._taken |= self.take_together(new)
        for event in new:
            if event["id"] not in self._taken and self._take(event):
                self._taken.add(event["id"])
        for event in new:
            if event["id"] in self._taken and "page" in event and "slot" in event:
                self._latest[event["page"], event["slot"]] = event["id"]
        self._tell_of_log()
        if taken := [event["id"] for event in events if event["id"] in self._taken]:
            self.send({"acknowledged": taken})

    def _was_overtaken(self, event: Event) -> bool:
        """Whether its page said something since that replaces it."""
        return bool(event["id"] < self._latest.get((event.get("page"), event.get("slot")), ""))

    def _may_be_meant(self, entry: str) -> bool:
        """Whether an event may be about an entry: one that a browser has just made, or one of the log's."""
        if is_new(entry):
            return True
        try:
            return bool(self._log.history(entry))
        except LogError:
            return False

    def _take(self, event: Event) -> bool:
        """Do what an event says; False if it is to be sent again."""
        try:
            if "form" in event:
                form = self.form(event["form"])
                return event["kind"] == "open" or form.take(event)
            if event["kind"] not in self.handlers:
                self._drop(f"an event of the kind {event['kind']!r:.40}")
                return True
            return getattr(self, self.handlers[event["kind"]])(event) is not False
        except AlsnbError as error:
            self.say(str(error), bad=True)
            return not _may_pass(error)
        except MALFORMED as error:
            # Sent again it would be no better. What it says may be somebody's words: those belong in no message.
            self._drop(f"an event of the kind {event['kind']!r:.40} ({_where(error)})")
            return True

    def _drop(self, what: str) -> None:
        """Say that something was not taken, without what it says."""
        _LOGGER.warning("%s: %s could not be read, and was dropped", self.label, what)
        self.say("Something sent by this page could not be read, so nothing was done. Reload the page.", bad=True)


def _may_pass(error: AlsnbError) -> bool:
    """Whether trying again may help: a log that is busy or cannot be written now, but not a mistake."""
    return type(error) is LogError


def _where(error: BaseException) -> str:
    """The type of an error and the line that raised it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = "" if at is None else f" at {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}"
    return f"{type(error).__name__}{place}"


def screen_key(*about: Any) -> str:
    """A short key for what a screen is about; drafts and the browser's outbox are kept under it."""
    name, *rest = (str(each) for each in about)
    return f"{name}/{sha256(repr(rest).encode()).hexdigest()[:16]}"
