"""The student's reflective log: what was promised, the next issue, reflections, the way so far, and handing in."""

from __future__ import annotations

from textwrap import shorten
from typing import Any, Literal

from alsnb import formats
from alsnb.errors import AlsnbError, FormatError, LogError
from alsnb.log import Log
from alsnb.log.changes.renaming import rename
from alsnb.log.erasure import tag_of
from alsnb.log.schema import PLACE
from alsnb.plausible import today as today_of_log
from alsnb.privacy import slips
from alsnb.privacy.codes import code_doubts
from alsnb.records import Consent
from alsnb.widgets.events import Event, handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen, screen_key, script, style
from alsnb.widgets.student import events, handing_in, views
from alsnb.widgets.student.forms import ASKED, StudentForms, cohort_form, member_form
from alsnb.widgets.student.own import KINDS, Own, rows
from alsnb.widgets.student.view import PAGE, StudentView
from alsnb.words import gettext

_SHARED = gettext(
    "This log also holds what others wrote, so it belongs to a tutor or a set. What you write here is "
    "recorded as {member}'s, and anyone who has the file can read it, including private entries. Students keep a log "
    "of their own (alsnb new my-log) and hand in from there."
)
NEW = ""
"""The code chosen by somebody who is not in the list of members."""


class StudentLog(Screen):
    """A student's own log: works alone and offline, on one file.

    Parameters
    ----------
    log : Log
        Where everything goes; it may be empty.
    member : str, optional
        Code of the student. By default the member last chosen on this log; otherwise the screen asks.
    cohort : str, optional
        Code of the cohort; needed only where the log holds several.
    """

    _esm = script("student_log")
    _css = style("student/student_log.css")

    def __init__(self, log: Log, member: str | None = None, cohort: str | None = None) -> None:
        super().__init__(log, screen_key("student", log.name), gettext("Reflective log"))
        # papermill reads the code 2026 as a number
        self._given = {"member": member and str(member), "cohort": cohort and str(cohort)}
        self._place_key = screen_key("student", log.name) + PLACE
        place = log.draft(self._place_key)
        self._place: dict[str, Any] = place.content if place else {}
        self._own: Own | None = None
        self._find: dict[str, Any] = {"of": "", "words": "", "count": PAGE}
        self._tab = ""
        self._asking: Literal["bundle", "text"] | None = None
        self._just_taken_back: str | None = None
        self._renaming: views.Renaming | None = None  # a code that was asked about
        self._formats: dict[str, formats.Format | FormatError] = {}
        self.start()

    @property
    def forms_of(self) -> str:
        """What the member's forms start with: the drafts of others come back when they are chosen."""
        return "setup/" if self._own is None else f"{self._tag}/"

    def look(self) -> views.View:
        """The step of setting up that is next, or all tabs."""
        if self._own is None:
            return self._setting_up()
        shown = self._shown
        problem = self._format if isinstance(self._format, FormatError) else None
        return {
            "step": "ready",
            "tag": self._tag,
            "who": shown.who(
                fixed=self._own.member == self._given["member"],
                shared=_SHARED.format(member=self._own.member) if self._shared else None,
                problem=gettext("The format of your set cannot be read: {problem}", problem=problem)
                if problem
                else None,
            ),
            "promised": shown.promised(),
            "issue": shown.issue(),
            "reflect": shown.reflect(),
            "journey": self._journey(),
            "handing_in": self._handing_in(),
            "undo": self._undo,
            "renaming": self._renaming,
        }

    def read(self) -> None:
        """Read the log, and see whose screen this is."""
        frames = self._log.frames()
        codes = sorted(frames.cohorts["cohort"])
        only = codes[0] if len(codes) == 1 and not self._given["cohort"] else None
        self._courses = rows(frames.cohorts)
        self._cohort = _first_of(codes, self._given["cohort"], self._place.get("cohort"), only)
        self._members = rows(frames.members[frames.members["cohort"] == self._cohort])
        known = [each["member"] for each in self._members]
        member = _first_of(known, self._given["member"], self._place.get("member"))
        self._own = Own(frames, self._cohort, member) if self._cohort and member else None
        # On a server everybody sees what is theirs to see.
        others = frames.reflections["member"] != member
        self._shared = bool(self._log.database.path) and bool(others.any())

    def _setting_up(self) -> views.CourseStep | views.YouStep:
        if self._cohort is None:
            courses = [views.Course(cohort=each["cohort"], module=each["module"] or "") for each in self._courses]
            return {"step": "course", "cohorts": courses, "form": "setup/cohort", "missing": self._given["cohort"]}
        codes = [views.Someone(member=each["member"], set=each["learning_set"]) for each in self._members]
        is_new = not codes or self._place.get("member") == NEW or self._given["member"]
        form = "setup/member" if is_new else None
        return {"step": "you", "members": codes, "form": form, "missing": self._given["member"]}

    def _journey(self) -> views.Journey:
        amending = {draft.rpartition(":")[2] for draft in self._log.drafts(f"{self.key}/{self._tag}/entry:")}
        find = self._find
        return self._shown.journey(
            find["of"], find["words"], find["count"], drafted=amending, changeable=ASKED, deleted=self._taken_back
        )

    def _handing_in(self) -> views.HandingIn:
        # Reading every revision takes its time: only where somebody looks.
        own = self._mine
        preview = handing_in.preview(self._log, own.member, own.cohort) if self._tab == "hand_in" else None
        shown = self._shown
        return {
            "consents": shown.consents(),
            "release": shown.release(),
            "preview": preview,
            "asking": self._asking,
            "proves": slips.load(own.cohort, own.member) is not None,
        }

    @property
    def _mine(self) -> Own:
        if self._own is None:
            raise LogError(gettext("Choose who you are first; what you did is kept until then"))
        return self._own

    @property
    def _tag(self) -> str:
        """What the names of the member's forms start with: drafts of others are not theirs."""
        return tag_of(self._mine.cohort, self._mine.member)

    @property
    def _cycle(self) -> int:
        """The cycle chosen, until something is recorded in a later one."""
        chosen = self._place.get("cycle")
        if chosen and self._place.get("latest") == self._mine.latest:
            return int(chosen)
        return self._mine.latest

    @property
    def _format(self) -> formats.Format | FormatError | None:
        """The format of the set, or why it cannot be read; None where it is not known."""
        name = self._mine.format
        if name is not None and name not in self._formats:
            try:
                self._formats[name] = formats.load(name, self._log.folder)
            except FormatError as error:
                self._formats[name] = error
        return None if name is None else self._formats[name]

    @property
    def _readable(self) -> formats.Format | None:
        return self._format if isinstance(self._format, formats.Format) else None

    @property
    def _shown(self) -> StudentView:
        return StudentView(self._mine, self._cycle, self._tag, self._readable)

    @property
    def _asked(self) -> StudentForms:
        return StudentForms(self._log, self._mine, self._readable, self._saved)

    @property
    def _taken_back(self) -> list[views.Deleted]:
        """What the member took back last."""
        found: list[views.Deleted] = self._place.setdefault("taken_back", {}).setdefault(self._tag, [])
        return found

    @property
    def _undo(self) -> views.Deleted | None:
        """What was taken back just now."""
        return next((each for each in self._taken_back if each["entry"] == self._just_taken_back), None)

    def _keep_place(self, **now: Any) -> None:
        """Remember where one is; a later kernel goes on from there."""
        self._place |= now
        self._log.keep_draft(self._place_key, self._place)

    def make_form(self, name: str) -> Fields:
        """The forms of setting up, and those of the member."""
        whose, _, about = name.partition("/")
        key = self.draft_key(name)
        if name == "setup/cohort":
            return cohort_form(self._log, key, self._given["cohort"], self._course_saved)
        if name == "setup/member":
            return member_form(self._log, key, self._cohort, self._given["member"], self._member_saved)
        self._refuse_others(whose)
        return self._asked.make(key, about)

    def _refuse_others(self, whose: str) -> None:
        if whose != self._tag:
            # Not a mistake: it stays in the browser until they are back.
            raise LogError(
                gettext("what somebody else typed here is kept, and comes back when they choose who they are")
            )

    def _course_saved(self, entry: str) -> None:
        self._keep_place(cohort=getattr(self._log.get(entry), "cohort", None))
        self.close_form("setup/cohort")
        self.refresh()

    def _member_saved(self, entry: str) -> None:
        self._keep_place(member=getattr(self._log.get(entry), "member", None))
        self.close_form("setup/member")
        self.refresh()

    def _saved(self, entry: str) -> None:
        """Show what an entry says by now, or that it was taken back, wherever it is shown."""
        self._note_taken_back(entry)
        self.refresh()
        for form in self._fields.values():
            if form.entry == entry:  # open in another form too
                form.look_again()

    def _note_taken_back(self, entry: str) -> None:
        """Remember what the member took back last, so that it can be brought back."""
        record, others = self._log.get(entry), [each for each in self._taken_back if each["entry"] != entry]
        kind = record.kind_name
        if record.withdrawn and kind in KINDS:
            self._just_taken_back = entry
            words = " ".join(self._mine.told(kind, record.model_dump()))
            others.append(
                {
                    "entry": entry,
                    "words": gettext("{type}: {words}", type=KINDS[kind], words=shorten(words, 80, placeholder=" …")),
                }
            )
        if others != self._taken_back:
            self._taken_back[:] = others[-10:]
            self._keep_place()

    @handles(events.ChooseCohort)
    def on_course(self, event: events.ChooseCohort) -> None:
        """A cohort was chosen."""
        self._keep_place(cohort=event.cohort)
        self.refresh()

    @handles(events.ChooseMember)
    def on_who(self, event: events.ChooseMember) -> None:
        """A member was chosen; None: to be asked again."""
        self._keep_place(member=event.member, cycle=None)
        self._find, self._asking = {"of": "", "words": "", "count": PAGE}, None
        self._fields.clear()
        self.refresh()
        self._show_forms()

    @handles(events.Rename)
    def on_rename(self, event: events.Rename) -> None:
        """A code was mistyped: it becomes another one, wherever it is recorded."""
        own, of, to = self._mine, event.of, event.to.strip()
        old = {"cohort": own.cohort, "learning_set": own.learning_set, "member": own.member}[of]
        if old is None or old == to:
            return
        if self._shared:
            raise AlsnbError(
                gettext("This log also holds what others wrote. Ask the person who keeps it to change a code.")
            )
        doubts = code_doubts(to, of=of) if to else [gettext("Enter the new code.")]
        asked = views.Renaming(of=of, to=to, doubts=" ".join(doubts))
        if doubts and (not to or self._renaming != asked):
            self._renaming = asked
            self.view = self.view | {"renaming": self._renaming}
            return
        before = self._tag
        rename(self._log, of, old, to, own.cohort)
        self._given = {name: to if (name, code) == (of, old) else code for name, code in self._given.items()}
        self._renaming = None
        self._keep_place(**({of: to} if of in self._given else {}))
        self.read()
        self._move_drafts(before, self._tag)
        self.refresh()
        self.say(
            gettext(
                "Changed: {old} is now {new} in everything that you recorded. Tell your tutor if you handed in before.",
                old=old,
                new=to,
            )
        )

    def _move_drafts(self, before: str, now: str) -> None:
        """What was typed under one code goes on under another."""
        if before == now:
            return
        start = f"{self.key}/{before}/"
        for key in self._log.drafts(start):
            draft = self._log.draft(key)
            if draft is not None:
                self._log.keep_draft(f"{self.key}/{now}/{key.removeprefix(start)}", draft.content)
                self._log.drop_draft(key)
        taken_back = self._place.setdefault("taken_back", {})
        taken_back[now] = taken_back.pop(before, [])
        self._keep_place()
        self._fields.clear()
        self._show_forms()

    @handles(events.ChooseCycle)
    def on_cycle(self, event: events.ChooseCycle) -> None:
        """A cycle was chosen."""
        if event.cycle not in self._mine.cycles_offered(self._cycle):
            raise LookupError("no cycle of this log")
        self._keep_place(cycle=event.cycle, latest=self._mine.latest)
        self.refresh()

    @handles(events.ChooseTab)
    def on_tab(self, event: events.ChooseTab) -> None:
        """A tab was chosen."""
        before, self._tab = self._tab, event.tab
        if self._own is not None and self._tab != before:
            self._asking = self._just_taken_back = None
            self.view = self.view | {"handing_in": self._handing_in(), "undo": None}

    @handles(events.Find)
    def on_find(self, event: events.Find) -> None:
        """Entries are looked for, or more of them asked for."""
        self._find = {"of": event.of, "words": event.words, "count": event.count}
        self.view = self.view | {"journey": self._journey()}

    @handles(events.Report)
    def on_report(self, event: events.Report) -> None:
        """An action is to be reported on, as done or partly or …."""
        name = event.name
        whose, _, about = name.partition("/")
        self._refuse_others(whose)
        if name not in self._fields:
            made = self._fields[name] = self._asked.make(self.draft_key(name), about, event.status)
            made.changed = self._show_forms
            self._show_forms()

    @handles(events.TakeBack)
    def on_take_back(self, event: events.TakeBack) -> None:
        """An entry is to be taken back."""
        if event.entry in self._mine.kind_of:  # or it is taken back already
            self._amend(event.entry, event, withdrawn=True)
            self._saved(event.entry)

    @handles(events.RestoreEntry)
    def on_bring_back(self, event: events.RestoreEntry) -> None:
        """An entry that was taken back is to be there again."""
        if event.entry in [each["entry"] for each in self._taken_back]:
            self._amend(event.entry, event, withdrawn=False)
            self._saved(event.entry)

    @handles(events.IssueState)
    def on_issue(self, event: events.IssueState) -> None:
        """An issue goes on, or is closed."""
        if self._mine.kind_of.get(event.entry) == "issue":
            self._amend(event.entry, event, state=event.state)
            self._saved(event.entry)

    @handles(events.GiveConsent)
    def on_consent(self, event: events.GiveConsent) -> None:
        """Consent is given, or withdrawn."""
        own = self._mine
        said = {"purpose": event.purpose, "given": event.given, "on": today_of_log()}
        self._log.add(Consent(cohort=own.cohort, member=own.member, **said))
        self.refresh()

    @handles(events.HandIn)
    def on_hand_in(self, event: events.HandIn) -> None:
        """What is shared, or all that is held, is to be written to its file."""
        write = {"bundle": handing_in.write_bundle, "text": handing_in.write_text}[event.what]
        own = self._mine
        told = write(self._log, own.member, own.cohort, replace=event.replace)
        self._asking = event.what if told is None else None
        if told is not None:
            self.say(told)
        self._show_handing_in()

    @handles(events.Slip)
    def on_slip(self, event: events.Slip) -> None:
        """The secret on the member's slip is to be kept on this computer, and a hand-in to prove whose it is."""
        slips.save(self._mine.cohort, self._mine.member, event.secret)
        self.say(
            gettext(
                "Your secret is kept on this computer, outside your log. Your hand-ins now prove that they are yours."
            )
        )
        self._show_handing_in()

    @handles(events.KeepFile)
    def on_keep_file(self, _: events.KeepFile) -> None:
        """The file that is there is to stay."""
        self._asking = None
        self._show_handing_in()

    def _show_handing_in(self) -> None:
        self.view = self.view | {"handing_in": self._handing_in()}

    def _amend(self, entry: str, event: Event, **changes: Any) -> None:
        """Amend an entry once, however often the event arrives."""
        history = self._log.history(entry)
        if all(each.id != event.id for each in history):
            later = event.id if event.id > history[-1].id else None
            self._log.amend(entry, revision=later, **changes)


def remembered(log: Log) -> tuple[str, str] | None:
    """Return the cohort and member whose log this is, as last chosen on the screen; None if nobody was."""
    place = log.draft(screen_key("student", log.name) + PLACE)
    content = place.content if place else {}
    cohort, member = content.get("cohort"), content.get("member")
    return (str(cohort), str(member)) if cohort and member and member != NEW else None


def _first_of(known: list[str], *wished: str | None) -> str | None:
    """The first wish that is known."""
    return next((each for each in wished if each in known), None)
