"""What arrives from the browser: only handlers take it, and nothing odd in it is stored, raised or sent again."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alsnb
from alsnb import widgets
from alsnb.widgets import events
from alsnb.widgets.screen import Screen

ROOT = Path(__file__).parents[2]
SCREENS = {
    "form": lambda log: widgets.form(log, alsnb.Reflection, cohort="C", member="A1", cycle=1),
    "student": lambda log: widgets.StudentLog(log, "A1", "C"),
    "meeting": lambda log: widgets.SetMeeting(log, "A", "C", 1),
    "setup": lambda log: widgets.CohortSetup(log, "C", log.database.path.with_name("elsewhere") / "roster.csv"),
    "coding": lambda log: widgets.ThemeCoding(log),
}


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "cohort.db", create=True) as log:
        log.add(
            [
                alsnb.Cohort(cohort="C", format="wales"),
                alsnb.LearningSet(cohort="C", learning_set="A"),
                alsnb.Member(cohort="C", member="A1", learning_set="A"),
                alsnb.Reflection(cohort="C", member="A1", cycle=1, text="one"),
            ]
        )
        yield log


def sent(screen, *messages):
    """Send events to a screen; the ids that it acknowledged."""
    answered = []
    screen.send = answered.append
    screen._handle_custom_msg({"events": list(messages)}, [])
    return [each for answer in answered for each in answer.get("acknowledged", ())]


def event(kind, /, **more):
    return {"id": alsnb.new_id(), "at": 1_700_000_000_000, "kind": kind} | more


def revisions(log):
    return [each.id for each in log.revisions()]


TOLD = re.compile(r'\btell\(\s*"(\w+)",')


def test_every_event_that_a_page_sends_has_a_handler_and_every_handler_is_marked():
    folder = ROOT / "js" / "src"
    told = {
        name: {kind for path in (folder / name).glob("*.js") for kind in TOLD.findall(path.read_text())}
        for name in ("student", "meeting", "setup", "coding")
    }
    shown = (widgets.StudentLog, widgets.SetMeeting, widgets.CohortSetup, widgets.ThemeCoding)
    for screen, kinds in zip(shown, told.values(), strict=True):
        handled = screen.event_types()
        assert kinds <= handled.keys()
        assert kinds & {"find", "contribution", "people_ask", "show"}  # the pattern finds what pages send
        methods = {
            name: receiver
            for receiver in (screen, *screen.steps)
            for name in dir(receiver)
            if name.startswith("on_") and not hasattr(Screen, name)
        }
        marked = {name for receiver in (screen, *screen.steps) for name in events.handlers(receiver).values()}
        assert methods.keys() == marked
        assert len(handled) == sum(len(events.handlers(receiver)) for receiver in (screen, *screen.steps))


@pytest.mark.parametrize("kind", ["msg", "trait_change", "displayed", "widget_constructed", "", "__init__", "no such"])
@pytest.mark.parametrize("shown", SCREENS)
def test_no_message_reaches_a_method_that_is_not_a_handler(log, shown, kind):
    screen = SCREENS[shown](log)
    before = revisions(log), screen.view
    wrong = event(kind, text="a secret")
    assert sent(screen, wrong) == [wrong["id"]]
    assert (revisions(log), screen.view) == before
    assert "could not be read" in screen.notice["text"]
    assert "secret" not in screen.notice["text"]


@pytest.mark.parametrize("shown", ["student", "meeting", "setup", "coding"])
def test_an_event_of_the_wrong_shape_gives_one_plain_notice_and_changes_nothing(log, shown):
    screen = SCREENS[shown](log)
    before = revisions(log), screen.view
    for kind, type_ in screen.event_types().items():
        needed = [
            name for name, field in type_.model_fields.items() if field.is_required() and name not in {"id", "at"}
        ]
        if needed:
            for wrong in (event(kind), event(kind, **{name: [{"a secret": "x"}] for name in needed})):
                assert sent(screen, wrong) == [wrong["id"]]
                assert screen.notice["text"].startswith("Something sent by this page could not be read")
                assert "secret" not in screen.notice["text"]
    assert (revisions(log), screen.view) == before


UUID4 = "f622c5db-cd5c-49d5-8a75-cdad83e160d2"
ODD_IDS = [
    "x",
    "",
    "A1",
    "0" * 36,
    "../../etc/passwd",
    "x" * 10_000,
    "f622c5db-cd5c-49d5-8a75-cdad83e160d2",
    None,
    5,
    ["a"],
]


@pytest.mark.parametrize("odd", ODD_IDS, ids=[repr(each)[:20] for each in ODD_IDS])
def test_a_save_with_an_odd_id_or_entry_is_dropped_and_the_log_stays_sound(log, odd):
    screen = SCREENS["form"](log)
    before = revisions(log)
    values = {"text": "two", "visibility": "private"}
    entry = screen.forms["form"]["state"]["entry"]
    for wrong in (
        event("save", form="form", entry=entry, values=values) | {"id": odd},
        event("save", form="form", entry=odd, values=values),
        event("draft", form="form", entry=odd, values=values),
    ):
        sent(screen, wrong)
    assert revisions(log) == before
    assert alsnb.check(log) == []
    right = event("save", form="form", entry=entry, values=values)
    assert sent(screen, right) == [right["id"]]
    assert len(log.frames().reflections) == 2


def test_what_a_clock_of_next_year_sends_stays_in_the_browser_and_says_so(log):
    screen = SCREENS["form"](log)
    ahead = datetime.now(UTC) + timedelta(days=365)
    hexadecimal = f"{int(ahead.timestamp() * 1000):012x}"
    later = f"{hexadecimal[:8]}-{hexadecimal[8:]}{alsnb.new_id()[13:]}"
    values = {"text": "two", "visibility": "private"}
    entry = screen.forms["form"]["state"]["entry"]
    for wrong in (
        event("save", form="form", entry=entry, values=values) | {"id": later},
        event("save", form="form", entry=later, values=values),
    ):
        assert sent(screen, wrong) == []
        assert "clock" in screen.notice["text"]
    assert len(log.frames().reflections) == 1


def test_an_emoji_cut_in_two_is_kept_as_far_as_it_can_be(log):
    screen = SCREENS["form"](log)
    entry = screen.forms["form"]["state"]["entry"]
    said = json.loads('"half \\ud83d an emoji"')
    sent(screen, event("save", form="form", entry=entry, values={"text": said, "visibility": "private"}))
    assert sorted(log.frames().reflections["text"]) == ["half � an emoji", "one"]


def test_a_browser_cannot_say_who_an_entry_is_of_nor_write_what_a_screen_shows(log):
    screen = SCREENS["form"](log)
    entry = screen.forms["form"]["state"]["entry"]
    values = {"text": "two", "visibility": "private", "member": "A2", "cycle": 7, "withdrawn": True}
    sent(screen, event("save", form="form", entry=entry, values=values))
    saved = log.get(entry)
    assert (saved.member, saved.cycle, saved.withdrawn) == ("A1", 1, False)
    before = screen.view, screen.notice
    screen._handle_msg(
        {"content": {"data": {"method": "update", "state": {"view": {"x": 1}, "notice": {"text": "x"}}}}}
    )
    assert (screen.view, screen.notice) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("A1") | st.just("C"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
FIELDS = [
    "form", "entry", "values", "cohort", "member", "cycle", "of", "words", "count", "name", "status", "state",
    "purpose", "given", "what", "replace", "tab", "where", "record", "noted", "started", "on", "members",
    "learning_set", "text", "format", "board", "coder", "theme", "into", "parts", "themes", "level",
    "looked_at", "set", "to", "answers", "at", "columns", "content", "locked", "page", "slot", "unreadable",
]  # fmt: skip
FORM_KINDS = ["draft", "save", "undo", "another", "open", "change", "reopen"]


@pytest.mark.parametrize("shown", SCREENS)
def test_whatever_a_browser_sends_the_log_can_be_checked_and_read(tmp_path_factory, shown):
    path = tmp_path_factory.mktemp("fuzz") / "cohort.db"
    with alsnb.open_log(path, create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", member="A1", learning_set="A")])
        entry = log.add(alsnb.Action(cohort="C", member="A1", cycle=1, what="Ask"))
        screen = SCREENS[shown](log)
        kinds = [*screen.event_types(), *FORM_KINDS, "msg", "trait_change"]
        about = JSON | st.sampled_from([entry, "A1", "C", "A", 1, 2**70, 1e308, ["C", "A", 1]])
        more = st.dictionaries(st.sampled_from(FIELDS), about, max_size=6)
        forms = st.sampled_from(["form", *screen.forms, "course:", "closing:C", f"action:{entry}", "theme:new:C"])
        wild = st.builds(lambda kind, more: {"kind": kind} | more, st.sampled_from(kinds), more)
        of_form = st.builds(
            lambda kind, form, entry, values, more: dict(kind=kind, form=form, entry=entry, values=values) | more,  # noqa: C408
            st.sampled_from(FORM_KINDS), forms, st.sampled_from([alsnb.new_id() for _ in range(5)]),
            st.dictionaries(st.sampled_from(FIELDS), about, max_size=4), more,
        )  # fmt: skip

        @settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck), database=None)
        @given(messages=st.lists(wild | of_form | JSON, min_size=1, max_size=3))
        def send(messages):
            made = [{"id": alsnb.new_id(), "at": 1} | each if isinstance(each, dict) else each for each in messages]
            sent(screen, *made)
            screen._handle_custom_msg(messages[0], [])

        send()
        alsnb.check(log)
        for kind in alsnb.records.RECORDS.values():
            assert "cohort" in getattr(log.frames(), kind.frame_name)
        SCREENS[shown](log)  # opens again, with what drafts there are
        screen.refresh()  # and goes on


def test_ids_of_what_cannot_be_read_are_acknowledged():
    good, odd = events.readable({"events": [event("x"), {"id": "odd", "kind": 5}, "text", None, {"kind": "x"}]})
    assert [each["kind"] for each in good] == ["x"]
    assert events.ids(odd) == ["odd"]
    assert events.readable([1, 2]) == ([], [])


def test_the_types_of_events_that_the_pages_are_checked_with_are_those_of_the_models():
    answer = subprocess.run([sys.executable, ROOT / "js" / "protocol.py", "--check"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
