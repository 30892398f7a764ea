"""Short journeys through every screen, on a small log that has something of everything: what each sends to a browser.

Run as a script, it prints all of that as JSON; ``test_messages`` does so in another language.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

import alsnb
from alsnb.sample import records
from alsnb.widgets import CohortSetup, SetMeeting, StudentLog, ThemeCoding, coding, setup, views

LIST = "Name;E-mail;Role;Line manager\nAnna Smith;anna@example.org;Head;\nBOB JONES;b@example.org;Nurse;Nobody\n;;;\n"


class Page:
    """A screen, and what it has sent so far."""

    def __init__(self, screen: Any, message: Any = views.Message) -> None:
        self.screen, self._message = screen, message
        self.sent: list[tuple[Any, Any]] = []
        screen.send = lambda content: self.sent.append((message, content))
        self._look()

    def _look(self) -> None:
        self.sent.append((get_type_hints(type(self.screen).look)["return"], self.screen.view))
        self.sent.append((dict[str, views.KnownForm], self.screen.forms))
        self.sent.append((views.Notice, self.screen.notice))

    def tell(self, kind: str, /, **values: Any) -> None:
        """Send an event, as a browser would."""
        event = {"id": alsnb.new_id(), "at": 1_700_000_000_000, "kind": kind, **values}
        self.screen._receive(self.screen, {"events": [event]}, [])
        self._look()

    def fill(self, form: str, *kinds: str, **values: Any) -> None:
        """Open a form, keep a draft in it, save it, and undo that."""
        self.tell("open", form=form)
        entry = self.screen.forms[form]["state"]["entry"]
        for kind in kinds or ("draft", "save", "undo"):
            self.tell(kind, form=form, entry=entry, values=values)


def student(log: alsnb.Log, member: str) -> Page:
    """Everything in a member's log, and what is done with an entry."""
    page = Page(StudentLog(log))
    page.tell("who", member=member)
    view = page.screen.view
    for form in (view["who"]["you"], view["who"]["course"]):
        page.tell("open", form=form)
    page.fill(view["promised"]["add"], what="Ask before I answer", due="2020-01-01", success="")
    page.fill(view["issue"]["add"], title="")
    page.tell("open", form=view["reflect"]["free"])
    for each in view["reflect"]["sets"]:
        page.tell("open", form=each["groups"][0]["steps"][0]["form"])
    for action in view["promised"]["open"][:2]:
        page.tell("report", name=action["form"], status="done")
        page.fill(action["form"], status="done", learning="It helps")
    page.tell("tab", tab="hand_in")
    page.tell("find", of="", words="", count=500)
    for kind in {each["kind"]: each for each in page.screen.view["journey"]["entries"]}.values():
        if kind["change"]:
            page.tell("open", form=kind["change"])
    page.tell("take_back", entry=page.screen.view["journey"]["entries"][0]["entry"])
    page.tell("consent", purpose="research", given=False)
    for what in ("bundle", "bundle", "text", "text"):
        page.tell("hand_in", what=what, replace=False)
    page.tell("rename", of="member", to="Anna Smith")
    return page


def beginner(log: alsnb.Log) -> Page:
    """The steps of setting a member's log up."""
    page = Page(StudentLog(log))
    page.fill("setup/cohort", cohort="")
    page.fill("setup/cohort", "save", cohort="K")
    page.fill("setup/member", "save", member="A1")
    return page


def meeting(log: alsnb.Log) -> Page:
    """A meeting that was held, with what came of it, and the next one."""
    page = Page(SetMeeting(log, cycle=2))
    shown = page.screen.view["meeting"]
    where = [shown["cohort"], shown["learning_set"], shown["cycle"]]
    page.tell("open", form=f"closing:{json.dumps(where)}")
    airtime = shown["airtimes"][0]
    for form in (f"airtime:{airtime['entry']}", f"action:{airtime['entry']}"):
        page.tell("open", form=form)
    page.fill(f"action:{airtime['entry']}", what="", due="")
    for action in [*airtime["actions"], *shown["outside"]][:1]:
        page.tell("open", form=f"edit:{action['entry']}")
    for due in shown["due"]:
        if due["report"]:
            page.tell("open", form=f"report:{due['report']['entry']}")
    page.tell("end", where=where, minutes=9000)
    page.tell("facilitator", where=where, facilitator="Anna")
    page.tell("next", where=where, on="1999-01-01")
    page.tell("board", board="board/other", state={"at": 1.0})
    page.tell("choose", cohort=where[0], learning_set=where[1], cycle=4)
    return page


def beginning(log: alsnb.Log) -> Page:
    """A board with an empty log."""
    page = Page(SetMeeting(log))
    page.tell("quick_start", cohort="K", learning_set="", members=[])
    page.tell("quick_start", cohort="K", learning_set="A", members=["Anna"], format="")
    return page


def cohort_setup(log: alsnb.Log, roster: Path, cohort: str | None = None) -> Page:
    """Every step of setting a cohort up."""
    page = Page(CohortSetup(log, cohort, roster), setup.views.Message)
    page.tell("people_ask")
    if cohort is None:
        page.tell("sets_save")
        page.fill("course:", cohort="a code with spaces")
        page.fill("course:", "save", cohort="K", start="2026-09-01")
    page.tell("people_text", values={"text": LIST})
    page.tell("people_save", first_cycle=None)
    page.tell("people_save", first_cycle=1)
    page.tell("person_save", values={"name": ""})
    rules = page.screen.view["sets"]["rules"]
    page.tell("allocate", values={**rules, "smallest": 1, "largest": 9})
    page.tell("allocate", values={**rules, "smallest": 1, "largest": 9, "line": "must", "seed": 2})
    members = page.screen.view["sets"]["members"]
    page.tell("move", member=members[0], to="Z")
    page.tell("move", member=members[0], to="")
    page.tell("sets_undo")
    page.tell("sets_save")
    page.tell("open", form=f"member:{members[0]}")
    page.tell("rules_give", values={"text": "We begin on time."})
    label = page.screen.view["rules"]["sets"][0]["set"]
    page.tell("open", form=f"set:{label}")
    plan = {"first": "2026-09-01", "number": 3, "interval": 4, "minutes": 90, "starts": "", "sets": {}}
    page.tell("plan", values={**plan, "first": "", "skip": "never"})
    page.tell("plan_save")
    page.tell("plan", values={**plan, "skip": "2026-09-29 holiday", "sets": {label: {"facilitator": "Anna"}}})
    page.tell("plan", values={**plan, "skip": "2026-09-29 holiday"})
    page.tell("plan_save")
    page.tell("plan_save")
    page.tell("plan_file", zone="Europe/London")
    page.tell("rename", of="member", code=members[0], to="Anna")
    page.tell("slips_ask")
    page.tell("sets_unsave")
    page.tell("start_over", cohort=page.screen.view["cohort"])
    return page


def theme_coding(log: alsnb.Log) -> Iterator[Page]:
    """Two coders, of whom the second sees where they disagree, and changes the codebook."""
    for coder in ("T1", "T2"):
        page = Page(ThemeCoding(log, coder, share=1.0), coding.views.Message)
        cohort, themes = page.screen.view["cohort"], [each["theme"] for each in page.screen.view["themes"]]
        for number in range(12):
            entry = page.screen.view["at"]
            if entry is None:
                break
            present = themes[number % 2 if coder == "T1" else 0]
            judged = {present: {"present": True, "passages": [], "note": ""}}
            page.tell("working", coder=coder, entry=entry, work={"themes": judged})
            page.tell("done", coder=coder, entry=entry, themes=judged, level=None, looked_at=themes)
        yield page
    last = page.screen.view["last"]
    page.tell("undo", coder=coder, entry=last["entry"], at_done=last["at"])
    for tab in ("codebook", "agreement"):
        page.tell("show", tab=tab)
    page.tell("open", form=f"theme:new:{cohort}")
    page.tell("show", tab="codebook")
    page.tell("open", form=f"theme:{page.screen.view['codebook']['themes'][0]['entry']}")
    page.fill(f"theme:new:{cohort}", theme=themes[0], description="another")
    page.tell("merge", cohort=cohort, theme=themes[0], into=themes[1])
    page.tell("remove", cohort=cohort, theme=themes[1])
    page.tell("rename", cohort=cohort, theme=themes[2], name="renamed")
    page.tell("split", cohort=cohort, theme=themes[3], parts=[{"theme": "one"}, {"theme": "two"}])
    page.tell("restore", cohort=cohort, theme=themes[1], at_change=page.screen.view["codebook"]["gone"][0]["at"])
    page.tell("show", tab="code")


def every(folder: Path) -> Iterator[Page]:
    """Go through every screen, with files in an empty folder."""

    (folder / "work").mkdir()

    def new(name: str, *, filled: bool = False) -> alsnb.Log:
        log = alsnb.open_log(folder / "work" / f"{name}.db", create=True)
        if filled:
            log.add(list(records(sets=2, members=8, cycles=3)))
        return log

    mine = folder / "mine"
    rich = new("rich", filled=True)
    member = str(rich.frames().airtimes["member"].iloc[-1])
    yield student(rich, member)
    yield beginner(new("own"))
    yield meeting(new("held", filled=True))
    yield beginning(new("begin"))
    yield cohort_setup(new("planned", filled=True), mine / "planned.csv", "sample")
    yield cohort_setup(new("empty"), mine / "empty.csv")
    yield from theme_coding(new("coded", filled=True))
    asking = Page(ThemeCoding(new("asking", filled=True)), coding.views.Message)
    asking.tell("coder", coder="Anna")
    yield asking


def texts(kind: Any, content: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text in what was sent, with the field that holds it: its type and its name."""
    if is_typeddict(kind):
        for name, each in get_type_hints(kind).items():
            if name in content:
                yield from texts(each, content[name], f"{kind.__name__}.{name}")
    elif isinstance(kind, UnionType) or get_origin(kind) is Union:
        of = [each for each in get_args(kind) if not is_typeddict(each) or each.__required_keys__ <= {*(content or ())}]
        for each in of:
            if (isinstance(content, str) and each is str) or not isinstance(content, str):
                yield from texts(each, content, field)
    elif get_origin(kind) is dict and isinstance(content, dict):
        for each in content.values():
            yield from texts(get_args(kind)[1], each, field)
    elif get_origin(kind) in (list, tuple) and isinstance(content, list | tuple):
        for each in content:
            yield from texts(get_args(kind)[0], each, field)
    elif kind is str and isinstance(content, str):
        yield field, content


if __name__ == "__main__":
    pages = every(Path(sys.argv[1]))
    print(json.dumps([text for page in pages for sent in page.sent for text in texts(*sent)]))
