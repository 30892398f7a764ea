"""The student's log in the kernel: whose it is, what was promised, which question comes next, and what is handed in."""

import json
import re
from datetime import date, timedelta

import pytest

import alsnb
import alsnb.records
from alsnb import sample
from alsnb.log.exchange import bundles, hand_ins
from alsnb.plausible import today
from alsnb.privacy import slips
from alsnb.widgets import StudentLog
from alsnb.widgets.student import prompts
from alsnb.widgets.student.own import Own, due_in_words

TODAY = date.today()


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "cohort.db", create=True) as log:
        yield log


@pytest.fixture
def a1(log):
    """A log of one student, A1, in a set that follows the format carnegie."""
    log.add(alsnb.Cohort(cohort="C", module="Coaching", format="carnegie"))
    log.add(alsnb.Member(member="A1", learning_set="A"))
    return log


class Browser:
    """What the browser's side of the screen sends, and what it is shown."""

    def __init__(self, log, *given):
        self.screen, self.acknowledged = StudentLog(log, *given), []
        self.screen.send = lambda message: self.acknowledged.extend(message["acknowledged"])

    @property
    def view(self):
        return self.screen.view

    def state(self, name):
        return self.screen.forms[name]["state"]

    def tell(self, event_kind, /, **values):
        return self.again({"id": alsnb.new_id(), "at": 0, "kind": event_kind} | values)

    def again(self, event):
        self.screen._receive(self.screen, {"events": [event]}, [])
        return event

    def draft(self, name, **values):
        self.tell("open", form=name)
        return self.tell("draft", form=name, entry=self.state(name)["entry"], values=values)

    def save(self, name, **values):
        self.tell("open", form=name)
        return self.tell("save", form=name, entry=self.state(name)["entry"], values=values)

    def steps(self, set_key, group_key=None):
        (chosen,) = (each for each in self.view["reflect"]["sets"] if each["key"] == set_key)
        return next(each["steps"] for each in chosen["groups"] if group_key in (None, each["key"]))


def kinds(log):
    return [each.kind for each in log.revisions()]


# Whose log it is


def test_a_log_that_others_wrote_in_is_not_a_students_own_and_says_so(a1):
    assert Browser(a1, "A1").view["who"]["shared"] is None
    a1.add(alsnb.Reflection(cohort="C", member="A1", cycle=1, text="mine"))
    assert Browser(a1, "A1").view["who"]["shared"] is None
    a1.add(alsnb.Reflection(cohort="C", member="A2", cycle=1, text="theirs", visibility="set"))
    assert "recorded as A1's" in Browser(a1, "A1").view["who"]["shared"]


def test_an_empty_log_asks_for_the_course_and_then_for_the_student(log):
    browser = Browser(log)
    assert browser.view["step"] == "course"
    assert browser.view["cohorts"] == []
    offered = browser.screen.make_form("setup/cohort").spec["fields"][2]
    assert [each["value"] for each in offered["choices"]] == ["", *alsnb.formats.keys()]
    browser.save("setup/cohort", cohort="C", module="", format="")
    assert browser.view["step"] == "you"
    browser.save("setup/member", member="A1", learning_set="A", role="head of year")
    assert browser.view["step"] == "ready"
    assert browser.view["who"]["member"] == "A1"
    cohort, member = (each.record for each in log.revisions())
    assert (cohort.cohort, cohort.format) == ("C", None)
    assert (member.cohort, member.member, member.learning_set, member.role) == ("C", "A1", "A", "head of year")
    assert Browser(log).view["who"]["member"] == "A1"


def test_a_member_is_chosen_from_the_codes_and_remembered_and_a_parameter_wins(a1):
    a1.add(alsnb.Member(member="A2", learning_set="A"))
    browser = Browser(a1)
    assert [each["member"] for each in browser.view["members"]] == ["A1", "A2"]
    assert browser.view["form"] is None
    browser.tell("who", member="A2")
    assert browser.view["who"]["member"] == "A2"
    assert Browser(a1).view["who"]["member"] == "A2"
    assert Browser(a1, "A1").view["who"] | {"fixed": True} == Browser(a1, "A1").view["who"]
    assert Browser(a1, "A1").view["who"]["member"] == "A1"


def test_a_code_that_is_not_there_is_said_and_asked_for(a1):
    view = Browser(a1, "A9").view
    assert (view["step"], view["missing"], view["form"]) == ("you", "A9", "setup/member")
    browser = Browser(a1, "A9")
    browser.tell("who", member="A1")
    assert browser.view["who"]["member"] == "A1"


def test_of_several_courses_one_is_chosen_and_a_number_is_a_code(a1):
    a1.add(alsnb.Cohort(cohort="2026"))
    a1.add(alsnb.Member(cohort="2026", member="7"))
    browser = Browser(a1)
    assert [each["cohort"] for each in browser.view["cohorts"]] == ["2026", "C"]
    browser.tell("course", cohort="2026")
    browser.tell("who", member="7")
    assert browser.view["who"]["cohort"] == "2026"
    assert Browser(a1, 7, 2026).view["who"]["member"] == "7"


def test_nothing_of_another_member_is_shown(log):
    log.add(list(sample.records("sample", sets=2, members=8, cycles=3)))
    frames = log.frames()
    shown = json.dumps(Browser(log, "A1").view, ensure_ascii=False)
    others = frames.reflections[frames.reflections["member"] != "A1"]
    assert len(others) > 5
    assert not [text for text in others["text"] if text[:60] in shown]


def test_what_another_typed_stays_theirs(a1):
    a1.add(alsnb.Member(member="A2", learning_set="A"))
    browser = Browser(a1)
    browser.tell("who", member="A1")
    free = browser.view["reflect"]["free"]
    event = browser.draft(free, text="a secret", visibility="private")
    browser.tell("who", member="A2")
    assert "a secret" not in json.dumps([browser.view, browser.screen.forms])
    late = browser.again(event | {"id": alsnb.new_id()})
    assert late["id"] not in browser.acknowledged
    browser.tell("who", member="A1")
    assert browser.state(free)["values"]["text"] == "a secret"


def test_the_cycle_is_the_latest_in_which_something_was_recorded_until_one_is_chosen(a1):
    assert Browser(a1, "A1").view["who"]["cycle"] == 1
    a1.add(alsnb.Meeting(learning_set="A", cycle=5, planned_on=TODAY))
    assert Browser(a1, "A1").view["who"]["cycle"] == 1
    a1.add(alsnb.Meeting(learning_set="A", cycle=2, held_on=TODAY))
    browser = Browser(a1, "A1")
    assert browser.view["who"]["cycle"] == 2
    assert [each["words"] for each in browser.view["who"]["cycles"]] == ["1", "2", "3 (next)"]
    browser.tell("cycle", cycle="3")
    assert browser.view["promised"]["add"].endswith(":3")
    assert Browser(a1, "A1").view["who"]["cycle"] == 3
    a1.add(alsnb.Issue(member="A1", cycle=4, title="x"))
    assert Browser(a1, "A1").view["who"]["cycle"] == 4


def test_a_cycle_beyond_sense_is_neither_chosen_nor_counted_up_to(a1):
    browser = Browser(a1, "A1")
    before = browser.view
    for odd in (10**9, "-1", 1.5, None, [1]):
        browser.tell("cycle", cycle=odd)
    assert browser.view == before
    a1.add(alsnb.Issue(member="A1", cycle=9_999, title="x"))
    shown = Browser(a1, "A1").view
    assert [each["cycle"] for each in shown["who"]["cycles"]] == [9_999, 10_000]
    assert [each["cycle"] for each in shown["journey"]["figures"]] == [9_999]


def test_each_date_that_is_recorded_is_one_that_the_form_shows(a1):
    action = promise(a1)
    a1.add(alsnb.Issue(member="A1", cycle=3, title="x"))
    browser = Browser(a1, "A1")
    for cycle, day in (("1", None), ("3", TODAY.isoformat())):
        browser.tell("cycle", cycle=cycle)
        add = browser.view["promised"]["add"]
        report = next(each["form"] for each in browser.view["promised"]["open"] if each["entry"] == action)
        for name, field in ((add, "agreed_on"), (report, "reported_on")):
            browser.tell("open", form=name)
            assert field in [each["name"] for each in browser.screen.forms[name]["spec"]["fields"]]
            assert browser.state(name)["values"][field] == day  # of a cycle long ago nobody knows


def test_a_code_is_asked_about_where_it_is_typed_and_can_be_changed_afterwards(log):
    browser = Browser(log)
    for _ in range(2):
        browser.save("setup/cohort", cohort="EDM 2026 Autumn!", module="", format="")
    browser.save("setup/member", member="Elizabeth Smith", learning_set="A", role="", first_cycle=1)
    assert "looks like a name" in browser.state("setup/member")["doubts"]["member"]
    assert list(log.frames().members["member"]) == []
    browser.save("setup/member", member="Elizabeth Smith", learning_set="A", role="", first_cycle=1)
    browser.save(browser.view["promised"]["add"], what="Ask")
    free = browser.view["reflect"]["free"]
    browser.draft(free, text="half a thought")
    event = browser.tell("rename", of="member", to="A3")
    browser.tell("rename", of="cohort", to="EDM 2027")
    assert "space" in browser.view["renaming"]["doubts"]
    browser.tell("rename", of="cohort", to="edm-2026")
    for again in (browser, Browser(log)):
        again.again(event | {"id": alsnb.new_id()})
        assert (again.view["who"]["member"], again.view["who"]["cohort"]) == ("A3", "edm-2026")
        assert [each["what"] for each in again.view["promised"]["open"]] == ["Ask"]
        again.tell("open", form=again.view["reflect"]["free"])
        assert again.state(again.view["reflect"]["free"])["values"]["text"] == "half a thought"
    frames = log.frames()
    assert frames.actions[["cohort", "member"]].values.tolist() == [["edm-2026", "A3"]]
    assert frames.members[["cohort", "member"]].values.tolist() == [["edm-2026", "A3"]]


# What was promised


def promise(log, what="Ask", **more):
    return log.add(alsnb.Action(**{"member": "A1", "cycle": 1, "what": what} | more))


def test_an_action_is_added_with_the_day_of_the_next_meeting(a1):
    a1.add(alsnb.Meeting(learning_set="A", cycle=1, held_on=TODAY - timedelta(3)))
    a1.add(alsnb.Meeting(learning_set="A", cycle=2, planned_on=TODAY + timedelta(25)))
    browser = Browser(a1, "A1")
    name = browser.view["promised"]["add"]
    browser.tell("open", form=name)
    due = (TODAY + timedelta(25)).isoformat()
    assert browser.state(name)["values"]["due"] == due
    browser.save(name, what="Ask, do not tell", due=due, success="They answer")
    (shown,) = browser.view["promised"]["open"]
    assert (shown["what"], shown["success"], shown["cycle"]) == ("Ask, do not tell", "They answer", 1)
    assert shown["due"].startswith("due in 25 days")
    held = a1.get(shown["entry"])
    assert (held.member, held.learning_set, held.cycle, held.agreed_on) == ("A1", "A", 1, TODAY - timedelta(3))


def test_where_no_meeting_is_planned_no_day_is_filled_in(a1):
    a1.add(alsnb.Cohort(cohort="C", format="carnegie", interval_weeks=6))
    form = Browser(a1, "A1").screen.form(Browser(a1, "A1").view["promised"]["add"])
    assert form.state["values"]["due"] is None


def test_the_day_of_the_next_meeting_is_filled_in_and_said_to_be_a_suggestion(a1):
    a1.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=2, planned_on=(day := TODAY + timedelta(20))))
    form = Browser(a1, "A1").screen.form(Browser(a1, "A1").view["promised"]["add"])
    (due,) = (each for each in form.spec["fields"] if each["name"] == "due")
    assert form.state["values"]["due"] == day.isoformat()
    assert due["help"] == f"suggested: your next meeting, {day.day} {day:%B %Y}"


def test_an_action_due_before_it_was_agreed_is_asked_about_once(a1):
    browser = Browser(a1, "A1")
    name = browser.view["promised"]["add"]
    said = {"what": "Ask", "due": (TODAY - timedelta(1)).isoformat(), "agreed_on": TODAY.isoformat()}
    browser.save(name, **said)
    assert browser.state(name)["doubts"]["due"].startswith("This is before the day on which you agreed it.")
    assert "action" not in kinds(a1)
    browser.save(name, **said)
    assert "action" in kinds(a1)


def test_open_actions_are_those_not_reported_as_done_or_dropped_by_due_date(a1):
    later, sooner, never = (promise(a1, w, due=d) for w, d in (
        ("later", TODAY + timedelta(9)), ("sooner", TODAY - timedelta(2)), ("never", None)))  # fmt: skip
    for status in ("partly", "not_done", "changed", "done", "dropped"):
        entry = promise(a1, status, due=TODAY)
        a1.add(alsnb.ActionReport(member="A1", cycle=1, action=entry, status=status))
    browser = Browser(a1, "A1")
    browser.tell("cycle", cycle="2")
    shown = browser.view["promised"]["open"]
    assert [each["what"] for each in shown] == ["sooner", "partly", "not_done", "changed", "later", "never"]
    assert [each["entry"] for each in shown][0::4] == [sooner, later]
    assert shown[5]["due"] == "no date set"
    assert shown[1]["before"] == "cycle 1: partly done"
    assert never


def test_what_is_open_is_what_the_analysis_says_is_open(sample_frames):
    states = alsnb.actions.states(sample_frames).set_index("entry")["state"]
    for member in sample_frames.members["member"]:
        own = Own(sample_frames, "sample", member)
        assert {each["entry"]: own.state(each) for each in own.entries["action"]} == dict(
            states[sample_frames.actions.set_index("entry")["member"] == member]
        )


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days overdue"), (-1, "1 day overdue"), (0, "due today"), (1, "due tomorrow"), (5, "due in 5 days")],
)
def test_when_something_is_due_is_said_in_words(days, words):
    day = date(2026, 11, 9)
    assert due_in_words(day + timedelta(days), day) == f"{words}, {9 + days} Nov"
    assert due_in_words(date(2027, 1, 2), day) == "due in 54 days, 2 Jan 2027"


def test_a_report_takes_two_clicks_moves_the_action_and_can_be_taken_back(a1):
    action = promise(a1)
    browser = Browser(a1, "A1")
    name = browser.view["promised"]["open"][0]["form"]
    browser.tell("report", name=name, status="partly")
    assert browser.state(name)["values"]["status"] == "partly"
    browser.save(name, status="partly", worked="two of them")
    assert browser.view["promised"]["open"] == []
    (told,) = browser.view["promised"]["reported"]
    assert (told["entry"], told["status"], told["stays_open"]) == (action, "partly done", True)
    held = a1.get(told["report"])
    assert (held.member, held.cycle, held.action, held.worked, held.reported_on) == (
        "A1",
        1,
        action,
        "two of them",
        TODAY,
    )
    event = browser.tell("take_back", entry=told["report"])
    Browser(a1, "A1").again(event)
    assert [each["entry"] for each in browser.view["promised"]["open"]] == [action]
    assert a1.get(told["report"]).withdrawn
    browser.tell("bring_back", entry=told["report"])
    assert [each["report"] for each in browser.view["promised"]["reported"]] == [told["report"]]
    assert [each.record.withdrawn for each in a1.history(told["report"])] == [False, True, False]


def test_a_report_of_this_cycle_is_changed_and_one_of_the_next_is_new(a1):
    promise(a1)
    browser = Browser(a1, "A1")
    browser.save(browser.view["promised"]["open"][0]["form"], status="partly")
    again = Browser(a1, "A1")
    name = again.view["promised"]["reported"][0]["form"]
    again.save(name, status="changed")
    again.tell("cycle", cycle="2")
    again.save(again.view["promised"]["open"][0]["form"], status="done")
    frames = a1.frames()
    assert frames.action_reports[["cycle", "status"]].values.tolist() == [[1, "changed"], [2, "done"]]


# Reflecting


def test_a_reflection_says_which_question_it_answers_and_the_step_is_done(a1):
    browser = Browser(a1, "A1")
    steps = browser.steps("gibbs")
    assert len(steps) == 6
    for each in steps:
        browser.save(each["form"], text=f"on {each['title']}", visibility="private")
    assert all(each["done"] for each in browser.steps("gibbs"))
    written = [each.record for each in a1.revisions() if each.kind == "reflection"]
    asked = [prompt.text for prompt in prompts.load()[1].groups[0].prompts]
    assert [(each.prompt_set, each.prompt, each.text) for each in written] == [
        ("gibbs", prompt, f"on {each['title']}") for each, prompt in zip(steps, asked, strict=True)
    ]
    assert {(each.member, each.cycle, each.learning_set, each.visibility) for each in written} == {
        ("A1", 1, "A", "private")
    }
    again = Browser(a1, "A1")
    again.save(steps[0]["form"], text="again", visibility="private")
    assert len(a1.frames().reflections) == 6


def test_nobody_but_the_writer_may_read_a_new_entry_until_they_say_so_each_time(a1):
    browser = Browser(a1, "A1")
    first, second, third = (each["form"] for each in browser.steps("rolfe"))
    free = browser.view["reflect"]["free"]
    for name in (first, second, free):
        browser.tell("open", form=name)
    browser.draft(third, text="half", visibility="set")
    browser.save(first, text="one", visibility="tutor")
    browser.save(free, text="free", visibility="tutor")
    assert [browser.state(name)["values"]["visibility"] for name in (second, free)] == ["private", "private"]
    later = Browser(a1, "A1")
    for name, readers in ((first, "tutor"), (second, "private"), (third, "set"), (free, "private")):
        later.tell("open", form=name)
        assert later.state(name)["values"]["visibility"] == readers


def test_one_may_write_freely_as_often_as_one_likes(a1):
    browser = Browser(a1, "A1")
    name = browser.view["reflect"]["free"]
    browser.save(name, text="one", visibility="private")
    browser.tell("another", form=name)
    browser.save(name, text="two", visibility="private")
    assert a1.frames().reflections[["text", "prompt", "prompt_set"]].isna().sum().tolist() == [0, 2, 2]
    assert browser.view["reflect"]["freely"] == 2


STANDING = {
    "before": [],
    "presented": [alsnb.Airtime(member="A1", cycle=1)],
    "took_part": [alsnb.Attendance(member="A1", cycle=1, status="late")],
    "missed": [alsnb.Attendance(member="A1", cycle=1, status="apologies")],
    "between": [alsnb.Action(member="A1", cycle=1, what="Ask")],
    "reported": [
        alsnb.Airtime(member="A1", cycle=1),
        one := alsnb.Action(member="A1", cycle=1, what="Ask"),
        alsnb.ActionReport(member="A1", cycle=1, action=one.entry, status="done"),
    ],
    "closing": [
        alsnb.Member(member="A1", learning_set="A", last_cycle=1),
        alsnb.Meeting(learning_set="A", cycle=1, held_on=TODAY),
    ],
}  # fmt: skip


@pytest.mark.parametrize("standing", STANDING)
def test_the_questions_are_those_for_where_one_stands(a1, standing):
    a1.add(STANDING[standing])
    assert Browser(a1, "A1").view["reflect"]["group"] == standing


def test_once_all_is_answered_the_questions_for_what_else_happened_come_up(a1):
    a1.add(STANDING["reported"])
    browser = Browser(a1, "A1")
    for each in browser.steps("format", "reported"):
        browser.save(each["form"], text="x", visibility="private")
    assert browser.view["reflect"]["group"] == "presented"


@pytest.mark.parametrize("key", [*alsnb.formats.keys(), None])
def test_a_question_says_what_the_format_says_and_nothing_where_it_is_silent(key):
    said = prompts.facts(alsnb.formats.load(key) if key else None)
    for each in prompts.load():
        for group in each.groups:
            asked = [text for _, _, text in group.asked(said)]
            assert asked, (each.key, group.key)
            assert not [text for text in asked if "{" in text or "  " in text]
    format = key and alsnb.formats.load(key)
    reported = " ".join(text for _, _, text in prompts.load()[0].groups[5].asked(said))
    for what in format.report_back.what if format else ():
        assert what in reported


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sets = 3", "sets"),
        ("[[sets]]\nkey = 'a'", "sets[1].title"),
        ("x = [", "is not TOML"),
        (
            "[[sets]]\nkey='a'\ntitle='a'\nabout='a'\n[[sets.groups]]\nkey='g'\ntitle='g'\n"
            "[[sets.groups.prompts]]\nkey='p'\ntitle='p'\ntext='What of {mood}?'",
            "a, g, p: found {mood}, expected one of report_back",
        ),
    ],
)
def test_prompts_that_cannot_be_used_are_refused_with_the_reason(tmp_path, text, told):
    path = tmp_path / "prompts.toml"
    path.write_text(text)
    with pytest.raises(alsnb.errors.FormatError) as error:
        prompts.load(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)


def test_a_format_that_cannot_be_read_is_told_and_nothing_else_is_lost(a1):
    a1.add(alsnb.Cohort(cohort="C", format="gone.toml"))
    view = Browser(a1, "A1").view
    assert "gone.toml" in view["who"]["problem"]
    assert view["issue"]["guidance"] is None
    assert len(view["reflect"]["sets"]) == 4


# The issue


def test_an_issue_is_prepared_along_the_format_goes_on_and_is_closed_once(a1):
    browser = Browser(a1, "A1")
    guidance = browser.view["issue"]["guidance"]
    assert guidance["should_be"] == ["a challenge, a question or a problem", "about mentoring or coaching"]
    assert [each["title"] for each in guidance["speak"]] == ["Outline", "Insight", "Action at work"]
    assert guidance["yields"][0] == "an insight"
    browser.save(browser.view["issue"]["add"], title="Being heard", kind="pattern", about="I speak last")
    (issue,) = browser.view["issue"]["mine"]
    event = browser.tell("issue", entry=issue["entry"], state="continued")
    Browser(a1, "A1").again(event)
    browser.tell("issue", entry=issue["entry"], state="closed")
    Browser(a1, "A1").again(event)
    assert [each.record.state for each in a1.history(issue["entry"])] == ["opened", "continued", "closed"]
    assert a1.get(issue["entry"]).about == "I speak last"


# The journey


def test_own_figures_are_those_counted_again_from_the_records(sample_frames):
    with alsnb.open_log("alsnb:sample") as log:
        for member in list(sample_frames.members["member"])[::5]:
            for row in Browser(log, member).view["journey"]["figures"]:

                def own(name, of=member, at=row["cycle"]):
                    frame = getattr(sample_frames, name)
                    return frame[(frame["member"] == of) & (frame["cycle"] == at)]

                assert row["agreed"] == len(own("actions"))
                assert row["reflections"] == len(own("reflections"))
                if row["contributions"] is not None:
                    assert row["contributions"] == len(own("contributions"))
                if row["questions"] is not None:
                    asked = own("contributions")["kind"].isin(alsnb.records.QUESTIONS)
                    assert row["questions"] == asked.sum()
                assert row["agreed"] == row["done"] + row["partly"] + row["open"] + row["dropped"]
                status = own("attendance")["status"].tolist()
                assert [row["attended"]] == (status or [None])


def test_what_nobody_recorded_is_not_nought(a1):
    a1.add(alsnb.Reflection(member="A1", cycle=1, text="x"))
    (row,) = Browser(a1, "A1").view["journey"]["figures"]
    assert (row["attended"], row["presented"], row["contributions"], row["questions"]) == (None,) * 4
    a1.add(alsnb.Contribution(member="A2", learning_set="A", cycle=1, kind="idea"))
    (row,) = Browser(a1, "A1").view["journey"]["figures"]
    assert (row["contributions"], row["questions"], row["presented"]) == (0, 0, None)
    a1.add(alsnb.Contribution(member="A1", cycle=1))
    (row,) = Browser(a1, "A1").view["journey"]["figures"]
    assert (row["contributions"], row["questions"]) == (1, None)


def test_entries_come_a_page_at_a_time_newest_first_and_can_be_found(a1):
    written = [a1.add(alsnb.Reflection(member="A1", cycle=1, text=f"the {n}th Word")) for n in range(60)]
    a1.add(alsnb.Issue(member="A1", cycle=1, title="A word on time"))
    browser = Browser(a1, "A1")
    journey = browser.view["journey"]
    assert (len(journey["entries"]), journey["found"], journey["all"]) == (25, 61, 61)
    assert [each["entry"] for each in journey["entries"][1:]] == written[:-25:-1]
    browser.tell("find", of="reflection", words="", count=50)
    assert [each["entry"] for each in browser.view["journey"]["entries"]] == written[:-51:-1]
    browser.tell("find", of="", words="WORD time", count=25)
    assert [each["title"] for each in browser.view["journey"]["entries"]] == ["A word on time"]


def test_an_entry_can_be_changed_taken_back_and_brought_back(a1):
    entry = a1.add(alsnb.Reflection(member="A1", cycle=1, text="one", prompt="Why?", visibility="set"))
    browser = Browser(a1, "A1")
    browser.save(browser.view["journey"]["entries"][0]["change"], text="two", visibility="set")
    assert (a1.get(entry).text, a1.get(entry).prompt) == ("two", "Why?")
    browser.tell("take_back", entry=entry)
    assert browser.view["journey"]["entries"] == []
    assert browser.view["undo"] == {"entry": entry, "words": "Reflection: Why? two"}
    later = Browser(a1, "A1")
    assert [each["entry"] for each in later.view["journey"]["taken_back"]] == [entry]
    later.tell("bring_back", entry=entry)
    assert [each["text"] for each in later.view["journey"]["entries"]] == ["two"]
    assert later.view["journey"]["taken_back"] == []


def test_a_first_save_undone_in_its_form_can_be_brought_back(a1):
    browser = Browser(a1, "A1")
    name = browser.view["promised"]["add"]
    browser.save(name, what="Ask")
    browser.tell("undo", form=name)
    assert browser.view["promised"]["open"] == []
    browser.tell("bring_back", entry=browser.view["undo"]["entry"])
    assert [each["what"] for each in browser.view["promised"]["open"]] == ["Ask"]
    assert browser.view["undo"] is None


def test_an_entry_of_somebody_else_is_not_taken_back(a1):
    other = a1.add(alsnb.Reflection(member="A2", learning_set="A", cycle=1, text="x"))
    browser = Browser(a1, "A1")
    browser.tell("take_back", entry=other)
    browser.tell("open", form=f"{browser.view['tag']}/entry:{other}")
    assert not a1.get(other).withdrawn
    assert browser.screen.forms == {}
    assert "no longer" in browser.screen.notice["text"]


def test_a_draft_of_an_entry_is_shown_wherever_it_stands_in_the_list(a1):
    first, *_ = [a1.add(alsnb.Reflection(member="A1", cycle=1, text=f"{n}")) for n in range(30)]
    browser = Browser(a1, "A1")
    browser.draft(f"{browser.view['tag']}/entry:{first}", text="0, and more", visibility="private")
    later = Browser(a1, "A1")
    assert later.view["journey"]["entries"][-1]["entry"] == first
    assert later.state(f"{browser.view['tag']}/entry:{first}")["values"]["text"] == "0, and more"


def test_what_is_shown_of_many_entries_is_no_more_than_of_few(a1):
    a1.add(alsnb.Reflection(member="A1", cycle=1, text="word " * 200) for _ in range(30))
    few = len(json.dumps(Browser(a1, "A1").view))
    a1.add(alsnb.Reflection(member="A1", cycle=1, text="word " * 200) for _ in range(2000))
    assert len(json.dumps(Browser(a1, "A1").view)) < 1.01 * few


# Handing in


def test_what_would_be_handed_in_is_shown_and_just_that_is_written(a1, tmp_path):
    promise(a1)
    for visibility in ("private", "set", "tutor"):
        a1.add(alsnb.Reflection(member="A1", cycle=1, text=f"for {visibility}", visibility=visibility))
    browser = Browser(a1, "A1")
    assert browser.view["handing_in"]["preview"] is None
    browser.tell("tab", tab="hand_in")
    preview = browser.view["handing_in"]["preview"]
    leaving = {(each["kind"], each["sent"]): each["text"] for each in preview["leaving"]}
    assert leaving.keys() == {("Member", "new"), ("Action", "new"), ("Reflection", "new")}
    assert leaving["Reflection", "new"] == "for tutor"
    assert sorted(each["text"] for each in preview["staying"]) == ["for private", "for set"]
    assert (preview["last"], preview["outdated"], preview["taken_back"]) == (None, False, [])
    browser.tell("hand_in", what="bundle", replace=False)
    path = tmp_path / "hand-in-A1.jsonl"
    assert str(path) in browser.screen.notice["text"]
    assert bundles.read(path).revisions == hand_ins.sharing_of(a1, "A1").leaving
    # Sent again, it is there already; and what is new is not written over it unasked.
    again = Browser(a1, "A1")
    again.tell("hand_in", what="bundle", replace=False)
    assert "already" in again.screen.notice["text"]
    promise(a1, "Listen")
    again.tell("hand_in", what="bundle", replace=False)
    assert again.view["handing_in"]["asking"] == "bundle"
    assert len(bundles.read(path).revisions) == 3
    again.tell("hand_in", what="bundle", replace=True)
    assert bundles.read(path).revisions == hand_ins.sharing_of(a1, "A1").leaving
    assert again.view["handing_in"]["asking"] is None


def test_a_report_and_a_consent_that_leave_are_shown_in_peoples_words(a1):
    action = promise(a1, "Ask, do not tell")
    a1.add(alsnb.ActionReport(member="A1", cycle=1, action=action, status="not_done", learning="It takes time"))
    a1.add(alsnb.Consent(member="A1", purpose="teaching_record", given=False, on="2026-03-02"))
    a1.add(alsnb.Attendance(member="A1", cycle=1, status="present", minutes=105))
    a1.add(alsnb.Airtime(member="A1", cycle=1, minutes=12.3456789))
    a1.add(alsnb.Contribution(member="A1", cycle=1, presenter="A_2", kind="closed_question", seconds=6.5))
    browser = Browser(a1, "A1")
    browser.tell("tab", tab="hand_in")
    leaving = {each["kind"]: each["text"] for each in browser.view["handing_in"]["preview"]["leaving"]}
    assert leaving["Report on an action"] == "Not done: Ask, do not tell\nIt takes time"
    assert leaving["Attendance"] == "Attendance: present, Minutes: 105"
    assert leaving["Airtime"] == "Minutes: 12.3456789"
    assert leaving["Contribution"] == "Presenter: A_2, Kind: closed question, Seconds: 6.5"
    assert leaving["Consent"] == "The teaching record: withdrawn or refused on 2 Mar 2026"


def test_what_left_before_and_what_was_taken_back_since_is_said(a1, tmp_path):
    entry = a1.add(alsnb.Reflection(member="A1", cycle=1, text="x", visibility="tutor"))
    never = a1.add(alsnb.Reflection(member="A1", cycle=1, text="y", visibility="tutor"))
    a1.amend(never, withdrawn=True)
    promised = promise(a1, "Ask, do not tell")
    browser = Browser(a1, "A1")
    browser.tell("tab", tab="hand_in")
    browser.tell("hand_in", what="bundle", replace=False)
    assert {each["sent"] for each in browser.view["handing_in"]["preview"]["leaving"]} == {"before"}
    a1.amend(entry, visibility="private")
    a1.amend(promised, withdrawn=True)
    browser.tell("cycle", cycle=1)
    preview = browser.view["handing_in"]["preview"]
    assert {(each["kind"], each["text"]) for each in preview["taken_back"]} == {
        ("Reflection", "x"), ("Action", "Ask, do not tell"),
    }  # fmt: skip
    assert (preview["outdated"], preview["last"] is None) == (True, False)
    browser.tell("hand_in", what="bundle", replace=True)
    written = (tmp_path / "hand-in-A1.jsonl").read_text()
    assert written.count('"retracted":true') == 2
    assert '"x"' not in written
    assert "Ask, do not tell" not in written


def test_a_hand_in_proves_whose_it_is_by_the_secret_on_the_slip(a1, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    promise(a1)
    browser = Browser(a1, "A1")
    browser.tell("slip", secret="no secret")
    assert "expected a secret" in browser.screen.notice["text"]
    assert not browser.view["handing_in"]["proves"]
    secret = slips.new_secret()
    browser.tell("slip", secret=secret.lower())
    assert browser.view["handing_in"]["proves"]
    browser.tell("hand_in", what="bundle", replace=False)
    with (tmp_path / "hand-in-A1.jsonl").open("rb") as file:
        assert bundles.arrived("hand-in-A1.jsonl", file).is_proved(secret)
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())
    assert secret.encode() not in kept


def test_all_that_is_held_is_written_as_a_text(a1, tmp_path):
    a1.add(alsnb.Reflection(member="A1", cycle=1, text="a secret of mine"))
    browser = Browser(a1, "A1")
    browser.tell("hand_in", what="text", replace=False)
    assert "a secret of mine" in (tmp_path / "A1.txt").read_text()
    assert (tmp_path / "A1.txt").stat().st_mode & 0o777 == 0o600
    (tmp_path / "A1.txt").write_text("older")
    browser.tell("hand_in", what="text", replace=False)
    assert browser.view["handing_in"]["asking"] == "text"
    browser.tell("keep_file")
    assert (browser.view["handing_in"]["asking"], (tmp_path / "A1.txt").read_text()) == (None, "older")


@pytest.mark.parametrize(("what", "name"), [("bundle", "hand-in-A1.jsonl"), ("text", "A1.txt")])
def test_a_file_that_cannot_be_written_is_told_plainly(a1, tmp_path, what, name):
    (tmp_path / name).mkdir()
    browser = Browser(a1, "A1")
    event = browser.tell("hand_in", what=what, replace=True)
    assert re.search("cannot (be written|write)", browser.screen.notice["text"])
    assert browser.screen.notice["bad"]
    assert event["id"] in browser.acknowledged
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_consent_is_given_and_withdrawn_with_its_day(a1):
    browser = Browser(a1, "A1")
    assert {each["given"] for each in browser.view["handing_in"]["consents"]} == {None}
    event = browser.tell("consent", purpose="research", given=True)
    browser.again(event | {"id": alsnb.new_id()})
    said = {each["purpose"]: each["given"] for each in browser.view["handing_in"]["consents"]}
    assert said == {"teaching_record": None, "research": True, "quotation": None}
    a1.add(alsnb.Reflection(member="A1", cycle=1, text="x", visibility="tutor"))
    assert len(a1.frames(purpose="research").reflections) == 1
    browser.tell("consent", purpose="research", given=False)
    assert a1.frames(purpose="research").reflections.empty
    (row,) = a1.frames().consents.to_dict("records")
    assert (row["given"], row["on"].date(), row["member"]) == (False, today(), "A1")


# Nothing is lost


def test_every_form_comes_back_with_what_was_typed(a1):
    promise(a1)
    browser = Browser(a1, "A1")
    view = browser.view
    typed = {
        view["promised"]["add"]: {"what": "half an action"},
        view["promised"]["open"][0]["form"]: {"status": "done", "learning": "half a report"},
        view["promised"]["open"][0]["change"]: {"what": "half a change"},
        view["issue"]["add"]: {"title": "half an issue"},
        view["reflect"]["free"]: {"text": "half a thought"},
        browser.steps("kolb")[2]["form"]: {"text": "half an answer"},
        view["who"]["you"]: {"role": "half a role"},
    }
    for name, values in typed.items():
        browser.draft(name, **values)
    later = Browser(a1, "A1")
    for name, values in typed.items():
        assert values.items() <= later.state(name)["values"].items()
        assert later.state(name)["restored_at"]
    assert kinds(a1) == ["cohort", "member", "action"]


def test_a_draft_of_what_was_taken_back_is_kept_and_said(a1):
    entry = promise(a1)
    browser = Browser(a1, "A1")
    browser.draft(browser.view["promised"]["open"][0]["change"], what="more")
    a1.amend(entry, withdrawn=True)
    later = Browser(a1, "A1")
    assert "kept" in later.screen.notice["text"]
    assert len(a1.drafts(f"{later.screen.key}/")) == 1
