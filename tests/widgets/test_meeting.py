"""The board of a set's meeting in the kernel: what is told late, twice or out of order is recorded once and right."""

import json
from datetime import date, timedelta

import pytest

import alsnb
from alsnb.widgets import SetMeeting

STARTED = 1_760_000_000_000
WHERE = ["c", "A", 1]


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True, author="F1") as log:
        yield log


@pytest.fixture
def course(log):
    """Four members of a set that follows the wales format."""
    log.add([
        alsnb.Cohort(cohort="c", format="wales", interval_weeks=4),
        alsnb.LearningSet(cohort="c", learning_set="A"),
        *(alsnb.Member(cohort="c", learning_set="A", member=f"A{at}") for at in range(1, 5)),
    ])  # fmt: skip
    return log


class Board:
    """What the browser's side of the board sends, and what it is answered."""

    def __init__(self, log, *where, **more):
        self.screen, self.acknowledged = SetMeeting(log, *where, **more), []
        self.screen.send = lambda message: self.acknowledged.extend(message["acknowledged"])

    @property
    def meeting(self):
        return self.screen.view["meeting"]

    def send(self, *events):
        self.screen._receive(self.screen, {"events": list(events)}, [])
        return events[0]

    def tell(self, what, /, **values):
        return self.send(event(what, **values))


def event(what, /, **values):
    return {"id": alsnb.new_id(), "at": STARTED, "kind": what, "where": WHERE, **values}


def said(entry=None, **more):
    record = {"entry": entry or alsnb.new_id(), "airtime": None, "presenter": "A1", "member": "A2", "kind": "idea",
              "at": 1.0, "seconds": 2.0, "invited": None, "text": None, "withdrawn": False} | more  # fmt: skip
    return event("contribution", record=record)


def contributions(log):
    return log.frames().contributions.sort_values("entry").to_dict("records")


# ---- what the board shows --------------------------------------------------------------------------------------------


def test_an_empty_log_asks_for_a_few_codes_and_makes_a_set_of_them(log):
    board = Board(log)
    assert board.screen.view["meeting"] is None
    assert ("wales", "Wellbeing leads in Wales") in board.screen.view["formats"]
    start = {"cohort": " 2026 ", "learning_set": "A", "format": "wales", "members": ["A1", " A2 ", "", "A1"]}
    board.tell("quick_start", **start | {"cohort": ""})
    assert board.screen.notice == {"text": "The cohort's code is missing; nothing is recorded yet.", "bad": True}
    assert log.frames().cohorts.empty
    told = board.tell("quick_start", **start)
    board.send(told)
    assert board.screen.notice["text"] == ""
    frames = log.frames()
    assert frames.cohorts[["cohort", "format"]].values.tolist() == [["2026", "wales"]]
    assert frames.learning_sets[["cohort", "learning_set"]].values.tolist() == [["2026", "A"]]
    assert frames.members[["cohort", "learning_set", "member"]].values.tolist() == [
        ["2026", "A", "A1"],
        ["2026", "A", "A2"],
    ]
    assert [each["member"] for each in board.meeting["members"]] == ["A1", "A2"]
    assert (board.meeting["cycle"], board.meeting["format"]["title"]) == (1, "Wellbeing leads in Wales")


def test_what_is_doubtful_is_asked_about_and_recorded_only_if_it_is_meant(log):
    board = Board(log)
    start = {"cohort": "2026", "learning_set": "A", "format": "wales", "members": ["A1", "Elizabeth Smith"]}
    board.tell("quick_start", **start)
    assert "Elizabeth Smith: This looks like a name" in board.screen.view["doubts"]["quick_start"]["text"]
    assert log.frames().cohorts.empty
    board.tell("quick_start", **start, meant=True)
    assert log.frames().members["member"].tolist() == ["A1", "Elizabeth Smith"]
    here = {"where": ["2026", "A", 1]}
    for kind, name, doubtful, column in [
        ("facilitator", "facilitator", "Dr. Jones", "facilitator"), ("next", "on", "2046-03-05", "planned_on"),
        ("end", "minutes", 9000, "minutes"),
    ]:  # fmt: skip
        before = log.frames().meetings.astype(str).values.tolist()
        board.tell(kind, **here, **{name: doubtful})
        (told,) = board.meeting["doubts"].values()
        assert told["value"] == doubtful
        assert log.frames().meetings.astype(str).values.tolist() == before, f"{column}: nothing is recorded yet"
        board.tell(kind, **here, **{name: doubtful}, meant=True)
        assert str(doubtful) in " ".join(map(str, log.frames().meetings[column].dropna()))
        assert board.meeting["doubts"] == {}
    board.tell("facilitator", **here, facilitator="A1")
    assert board.meeting["doubts"] == {}


def test_a_quick_start_leaves_a_cohort_and_its_sets_as_they_were_made(log):
    log.add(
        [
            alsnb.Cohort(cohort="c", module="Coaching", format="chester"),
            alsnb.LearningSet(cohort="c", learning_set="A", name="Tuesday"),
        ]
    )
    board = Board(log)
    assert board.screen.view["cohort"] == "c"
    board.tell("quick_start", cohort="c", learning_set="A", format="wales", members=["A1"])
    frames = log.frames()
    assert frames.cohorts[["module", "format"]].values.tolist() == [["Coaching", "chester"]]
    assert frames.learning_sets["name"].tolist() == ["Tuesday"]
    assert len(board.meeting["members"]) == 1


def test_the_sets_own_format_comes_before_the_cohorts_and_one_that_cannot_be_read_is_told(course):
    assert [each["key"] for each in Board(course).meeting["format"]["stages"]] == [
        "outline", "clarify", "explore", "future", "presenter_feedback", "set_feedback",
    ]  # fmt: skip
    course.add(alsnb.LearningSet(cohort="c", learning_set="A", format="chester"))
    assert [each["key"] for each in Board(course).meeting["format"]["stages"]] == ["introduce", "work", "action"]
    course.add(alsnb.LearningSet(cohort="c", learning_set="A", format="gone.toml"))
    meeting = Board(course).meeting
    assert meeting["format"] is None
    assert "gone.toml" in meeting["trouble"]


def test_the_meeting_is_todays_or_the_next_not_yet_held(course):
    assert Board(course).meeting["cycle"] == 1
    course.add(alsnb.Meeting(cohort="c", learning_set="A", cycle=1, held_on="2026-01-05"))
    course.add(alsnb.Meeting(cohort="c", learning_set="A", cycle=3, planned_on="2026-03-05"))
    assert Board(course).meeting["cycle"] == 3
    course.add(alsnb.Meeting(cohort="c", learning_set="A", cycle=2, held_on=date.today()))
    board = Board(course)
    assert board.meeting["cycle"] == 2
    board.tell("choose", cohort="c", learning_set="A", cycle=1)
    assert board.meeting["held_on"] == "2026-01-05"
    assert Board(course).meeting["cycle"] == 1, "the choice comes back"
    assert Board(course, cycle=3).meeting["cycle"] == 3


def test_one_of_several_sets_is_chosen_and_one_there_is_not_is_told(course):
    course.add(
        [alsnb.LearningSet(cohort="c", learning_set="B"), alsnb.Member(cohort="c", learning_set="B", member="B1")]
    )
    board = Board(course)
    assert [each["label"] for each in board.screen.view["sets"]] == ["A", "B"]
    board.tell("choose", cohort="c", learning_set="B", cycle=None)
    assert [each["member"] for each in board.meeting["members"]] == ["B1"]
    assert Board(course, "B", "c").meeting["learning_set"] == "B"
    with pytest.raises(alsnb.LogError, match=r"set Z, cohort any\..* A \(cohort c\), B \(cohort c\)"):
        SetMeeting(course, "Z")


def test_actions_due_for_report_are_those_still_open_of_the_last_presenters_first(course):
    context = {"cohort": "c", "learning_set": "A"}
    course.add(alsnb.Airtime(member="A3", cycle=1, **context))
    of = {
        what: course.add(alsnb.Action(member=member, cycle=1, what=what, **context))
        for member, what in [("A1", "open"), ("A1", "done"), ("A2", "partly"), ("A3", "presented"), ("A4", "changed")]
    }
    course.add(alsnb.Action(member="A1", cycle=3, what="later", **context))
    for member, what in (("A1", "done"), ("A2", "partly"), ("A4", "changed")):
        course.add(alsnb.ActionReport(member=member, cycle=2, action=of[what], status=what, **context))
    due = Board(course, cycle=3).meeting["due"]
    assert [each["what"] for each in due] == ["presented", "open", "partly", "changed"]
    assert due[2]["before"] == {"status": "partly", "cycle": 2}
    told_today = Board(course, cycle=2).meeting["due"]
    assert {each["what"]: each["report"]["status"] for each in told_today if each["report"]} == {
        "done": "done", "partly": "partly", "changed": "changed",
    }  # fmt: skip


def test_what_a_meeting_yields_is_told_with_who_lacks_it(course):
    course.add(alsnb.LearningSet(cohort="c", learning_set="A", format="carnegie"))
    context = {"cohort": "c", "learning_set": "A", "cycle": 1}
    one = course.add(alsnb.Airtime(member="A1", insight="It is me.", order=1, **context))
    course.add(alsnb.Airtime(member="A2", order=2, **context))
    course.add(alsnb.Action(member="A1", airtime=one, what="ask", **context))
    meeting = Board(course, cycle=1).meeting
    assert [(each["shown"], each["missing"]) for each in meeting["yields"]] == [(False, ["A2"]), (False, ["A2"])]
    course.add(alsnb.Airtime(entry=alsnb.new_id(), member="A3", insight="x", goal="y", **context))
    course.amend(course.frames().airtimes.query("member == 'A2'")["entry"].item(), insight="Two", goal="three")
    assert all(each["shown"] for each in Board(course, cycle=1).meeting["yields"])


def test_an_action_made_outside_the_airtimes_does_not_count_for_the_meeting_and_is_listed_apart(course):
    context = {"cohort": "c", "learning_set": "A", "cycle": 1}

    def sheet_is_there():
        (sheet,) = [each for each in Board(course, cycle=1).meeting["yields"] if "action review sheet" in each["what"]]
        return sheet["shown"]

    own = course.add(alsnb.Action(member="A2", what="read the policy", due="2026-02-01", **context))
    meeting = Board(course, cycle=1).meeting
    assert meeting["airtimes"] == []
    assert meeting["outside"] == [
        {"entry": own, "member": "A2", "what": "read the policy", "due": "2026-02-01", "success": None}
    ]
    assert not sheet_is_there()
    airtime = course.add(alsnb.Airtime(member="A2", order=1, **context))
    agreed = course.add(alsnb.Action(member="A2", airtime=airtime, what="ask first", **context))
    meeting = Board(course, cycle=1).meeting
    assert [each["entry"] for each in meeting["airtimes"][0]["actions"]] == [agreed]
    assert [each["entry"] for each in meeting["outside"]] == [own]
    assert sheet_is_there()


def test_kinds_and_shares_leave_out_what_the_presenter_said(course):
    board = Board(course)
    board.tell("start", started=STARTED, on="2026-01-05")
    for member, status in {"A1": "present", "A2": "present", "A3": "present", "A4": "absent"}.items():
        board.tell("attendance", member=member, status=status)
    airtime = alsnb.new_id()
    board.tell("airtime", record={"entry": airtime, "member": "A1", "order": 1})
    for member, kind, seconds in [
        ("A1", None, 60),
        ("A2", "idea", 10),
        ("A2", "idea", 20),
        ("F1", "facilitator_pause", 5),
    ]:
        board.send(said(airtime=airtime, member=member, kind=kind, seconds=seconds))
    board.screen._chosen = {"cycle": 1}
    board.tell("look")
    assert board.meeting["kinds"] == [
        {"kind": "idea", "contributions": 2},
        {"kind": "facilitator_pause", "contributions": 1},
    ]
    assert board.meeting["shares"] == [
        {"member": "A2", "contributions": 2, "seconds": 30}, {"member": "A3", "contributions": 0, "seconds": 0},
    ]  # fmt: skip


# ---- what is told ----------------------------------------------------------------------------------------------------


def test_the_start_notes_the_time_and_nothing_that_nobody_said(course):
    board = Board(course)
    board.tell("attendance", member="A2", status="late")
    start = board.tell("start", started=STARTED, on="2025-10-09")
    board.send(start)
    Board(course).send(start)
    (held,) = course.frames().meetings.to_dict("records")
    assert (held["held_on"].date(), held["started_at"].timestamp() * 1000) == (date(2025, 10, 9), STARTED)
    assert held["facilitator"] != held["facilitator"], "whoever facilitated last time may not do so now"
    assert came(course) == {"A2": "late"}, "of whoever nobody spoke for, nothing is known"
    assert {each["member"]: each["status"] for each in Board(course, cycle=1).meeting["members"]} == {
        "A1": None, "A2": "late", "A3": None, "A4": None,
    }  # fmt: skip
    board.tell("attendance", member="A3", status="apologies")
    board.tell("facilitator", facilitator="F1")
    board.tell("end", minutes=61)
    board.tell("next", on="2025-11-09")
    meetings = course.frames().meetings.set_index("cycle")
    assert came(course) == {"A2": "late", "A3": "apologies"}
    assert (meetings["minutes"][1], meetings["facilitator"][1]) == (61, "F1")
    assert meetings["started_at"][1].timestamp() * 1000 == STARTED
    assert meetings["planned_on"][2].date() == date(2025, 11, 9)
    board.tell("unstart")
    assert course.frames().meetings.set_index("cycle")["held_on"].isna()[1]


def test_attendance_taken_back_is_not_known_and_may_be_said_again(course):
    board = Board(course)
    for status, known in (("late", {"A2": "late"}), (None, {}), (None, {}), ("absent", {"A2": "absent"})):
        board.tell("attendance", member="A2", status=status)
        assert came(course) == known
    board.tell("attendance", member="A4", status=None)  # of whom nothing was said
    assert came(course) == {"A2": "absent"}


def came(log):
    return log.frames().attendance.set_index("member")["status"].to_dict()


def test_a_contribution_told_twice_also_to_the_next_kernel_is_recorded_once(course):
    board, told = Board(course), said()
    board.send(told)
    board.send(told)
    later = Board(course)
    later.send(told)
    (row,) = contributions(course)
    assert (row["member"], row["presenter"], row["kind"], row["at"], row["seconds"]) == ("A2", "A1", "idea", 1.0, 2.0)
    assert (row["cohort"], row["learning_set"], row["cycle"]) == tuple(WHERE)
    assert len(course.history(row["entry"])) == 1
    assert (board.acknowledged, later.acknowledged) == ([told["id"]] * 2, [told["id"]])


def test_the_latest_word_on_a_contribution_counts_in_whatever_order_it_arrives(course):
    first = said()
    entry = first["record"]["entry"]
    second, third = said(entry, kind="advice"), said(entry, kind="advice", member="A3", text="noted")
    board = Board(course)
    for each in (first, second, third):
        board.send(each)
    Board(course).send(second)
    assert [(row["kind"], row["member"], row["text"]) for row in contributions(course)] == [("advice", "A3", "noted")]
    back = said(entry)  # undone to just what was said first
    board.send(back)
    assert [(row["kind"], row["member"]) for row in contributions(course)] == [("idea", "A2")]
    assert len(course.history(entry)) == 4


def test_a_word_that_overtakes_another_is_the_last_all_the_same(course):
    entries = [alsnb.new_id() for _ in range(3)]
    before, after = (
        [said(entry, kind=kind) | {"slot": f"contribution:{entry}", "page": "p"} for entry in entries]
        for kind in ("idea", "advice")
    )
    board = Board(course)
    board.send(after[0])
    board.send(*after[1:])
    for each in before:
        board.send(each)
    assert [row["kind"] for row in contributions(course)] == ["advice"] * 3
    assert set(board.acknowledged) == {each["id"] for each in before + after}
    # Another page's clock may be behind: what it says later counts.
    other = event("attendance", member="A2", status="late") | {"slot": "attendance:A2", "page": "q"}
    board.send(event("attendance", member="A2", status="present") | {"slot": "attendance:A2", "page": "p"})
    board.send(other)
    assert [row["status"] for row in course.frames().attendance.to_dict("records")] == ["late"]


def test_what_is_taken_back_is_counted_no_more_and_may_come_back(course):
    board, told = Board(course), said()
    entry = told["record"]["entry"]
    board.send(told)
    board.send(said(entry, withdrawn=True))
    assert contributions(course) == []
    board.send(said(entry))
    assert len(contributions(course)) == 1
    never = said(withdrawn=True)
    board.send(never)
    assert len(contributions(course)) == 1


def test_what_nobody_classified_is_listed_and_can_be_classified_afterwards(course):
    board, airtime = Board(course), alsnb.new_id()
    board.tell("start", started=STARTED, on="2026-01-05")
    board.tell("airtime", record={"entry": airtime, "member": "A1", "order": 1})
    mine, first, second, known = (
        said(airtime=airtime, member=member, kind=kind, at=at, text=text)
        for member, kind, at, text in [
            ("A1", None, 1, None), ("A3", None, 20, "about Monday"), ("A2", None, 10, None), ("A2", "idea", 30, None),
        ]
    )  # fmt: skip
    board.send(mine, first, second, known)
    board = Board(course, cycle=1)
    entries = [each["record"]["entry"] for each in (second, first)]
    assert [each["entry"] for each in board.meeting["unclassified"]] == entries
    assert board.meeting["unclassified"][1] == {
        "entry": entries[1], "airtime": airtime, "presenter": "A1", "member": "A3", "at": 20.0, "seconds": 2.0,
        "text": "about Monday",
    }  # fmt: skip
    assert {each["kind"]: each["contributions"] for each in board.meeting["kinds"]} == {None: 2, "idea": 1}
    told = board.tell("classify", entry=entries[1], said="support")
    board.send(told)
    Board(course, cycle=1).send(told)
    row = course.frames().contributions.set_index("entry").loc[entries[1]]
    assert (row["kind"], row["member"], row["at"], row["seconds"], row["text"]) == (
        "support", "A3", 20.0, 2.0, "about Monday",
    )  # fmt: skip
    assert len(course.history(entries[1])) == 2
    assert [each["entry"] for each in board.meeting["unclassified"]] == entries[:1]
    board.tell("classify", entry=entries[1], said=None)
    assert [each["entry"] for each in board.meeting["unclassified"]] == entries
    board.tell("classify", entry=airtime, said="idea")
    assert board.screen.notice["bad"]
    assert len(board.acknowledged) == len({*board.acknowledged}) + 1, "what is no contribution is not sent for ever"


def test_many_contributions_are_added_in_one_go(course, monkeypatch):
    board, many = Board(course), [said(at=float(at)) for at in range(300)]
    adds = []
    add = course.add
    monkeypatch.setattr(course, "add", lambda records: adds.append(1) or add(records))
    board.send(*many)
    assert len(adds) == 1
    assert [row["at"] for row in contributions(course)] == [float(at) for at in range(300)]
    assert sorted(board.acknowledged) == sorted(each["id"] for each in many)
    board.send(*many)
    Board(course).send(*many)
    assert len(contributions(course)) == 300


def test_one_that_is_wrong_keeps_none_of_the_others_back(course):
    board = Board(course)
    board.send(said(), said(kind="gossip"), said())
    assert len(contributions(course)) == 2
    assert "gossip" in board.screen.notice["text"]
    assert len(board.acknowledged) == 3


def test_what_the_log_cannot_take_now_is_sent_again(course, monkeypatch):
    board, many = Board(course), [said(), said()]

    def refuse(*_):
        raise alsnb.LogError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(course, "add", refuse)
        board.send(*many)
    assert board.acknowledged == []
    board.send(*many)
    assert len(contributions(course)) == 2


def test_the_clock_changes_an_airtime_and_leaves_what_its_presenter_said(course):
    board, entry = Board(course), alsnb.new_id()
    record = {"entry": entry, "member": "A1", "issue": None, "order": 1, "minutes": None, "stages": []}
    board.tell("airtime", record=record)
    form = board.screen.form(f"airtime:{entry}")
    ended = event("airtime", record=record | {"minutes": 31.5, "stages": [{"stage": "outline", "minutes": 6}]})
    save = event("save", form=f"airtime:{entry}", entry=entry, values={"insight": "It is me.", "goal": None})
    board.send(save)
    board.send(ended)  # the form's word came before, and is no reason to pass over the clock's
    board.send(ended)
    (row,) = course.frames().airtimes.to_dict("records")
    assert (row["minutes"], row["insight"], row["order"]) == (31.5, "It is me.", 1)
    assert course.frames().airtime_stages[["stage", "minutes"]].values.tolist() == [["outline", 6]]
    assert form.state["can_undo"]
    board.tell("undo", form=f"airtime:{entry}", entry=entry)
    (row,) = course.frames().airtimes.to_dict("records")
    assert row["minutes"] == 31.5, "what the clock noted is not the form's to undo"
    assert row["insight"] != row["insight"]
    board.tell("airtime", record=record | {"withdrawn": True})
    assert course.frames().airtimes.empty


def test_an_action_names_its_airtime_and_is_due_by_the_next_meeting(course):
    board, entry = Board(course), alsnb.new_id()
    board.tell("start", started=STARTED, on="2026-01-05")
    board.tell("airtime", record={"entry": entry, "member": "A1", "order": 1})
    form = board.screen.form(f"action:{entry}")
    assert form.state["values"]["due"] == "2026-02-02"
    assert form.state["values"]["agreed_on"] == "2026-01-05", "shown before it is saved"
    values = form.state["values"] | {"what": "ask"}
    board.tell("save", form=f"action:{entry}", entry=form.state["entry"], values=values)
    (row,) = course.frames().actions.to_dict("records")
    assert (row["airtime"], row["member"], row["what"]) == (entry, "A1", "ask")
    assert (row["agreed_on"].date(), row["due"].date()) == (date(2026, 1, 5), date(2026, 2, 2))


def test_a_word_on_an_action_is_one_report_a_meeting_and_its_form_amends_it(course):
    action = course.add(alsnb.Action(cohort="c", learning_set="A", member="A1", cycle=1, what="ask"))
    board = Board(course, cycle=2)
    here = {"where": ["c", "A", 2], "action": action, "member": "A1", "on": "2026-02-05"}
    board.tell("report", entry=alsnb.new_id(), status="partly", **here)
    board.tell("report", entry=alsnb.new_id(), status="done", **here)  # from a page that had not heard of the first
    (row,) = course.frames().action_reports.to_dict("records")
    assert (row["status"], row["cycle"], row["action"], row["member"]) == ("done", 2, action, "A1")
    name = f"report:{row['entry']}"
    board.screen.form(name)
    board.tell("save", form=name, entry=row["entry"], values={"status": "done", "learning": "they answer"})
    board.tell("report", entry=row["entry"], status="changed", **here)
    (row,) = course.frames().action_reports.to_dict("records")
    assert (row["status"], row["learning"], row["reported_on"].date()) == ("changed", "they answer", date(2026, 2, 5))
    assert board.screen.form(name).state["values"]["status"] == "changed"


def test_a_report_of_one_tap_is_taken_back_and_one_in_which_something_was_written_stays(course):
    action = course.add(alsnb.Action(cohort="c", learning_set="A", member="A1", cycle=1, what="ask"))
    board, entry = Board(course, cycle=2), alsnb.new_id()
    here = {"where": ["c", "A", 2], "action": action, "member": "A1", "on": "2026-02-05", "entry": entry}
    board.tell("report", status="done", **here)
    board.tell("report", status=None, **here)
    assert course.frames().action_reports.empty
    assert [each["report"] for each in board.meeting["due"]] == [None]
    board.tell("report", status="partly", **here)
    assert course.frames().action_reports["status"].tolist() == ["partly"]
    name = f"report:{entry}"
    board.screen.form(name)
    board.tell("save", form=name, entry=entry, values={"status": "partly", "learning": "they answer"})
    board.tell("report", status=None, **here)
    assert course.frames().action_reports["learning"].tolist() == ["they answer"]
    assert "stays as it is" in board.screen.notice["text"]


def test_an_issue_brought_by_mistake_is_taken_back_with_its_airtime(course):
    board, entry = Board(course), alsnb.new_id()
    for withdrawn, titles in ((False, ["Mondays"]), (True, []), (False, ["Mondays"])):
        board.tell("issue", entry=entry, member="A1", title="Mondays", withdrawn=withdrawn)
        assert course.frames().issues["title"].tolist() == titles


def test_outcomes_are_the_meetings_and_leave_its_times(course):
    board = Board(course)
    board.tell("start", started=STARTED, on="2026-01-05")
    board.tell("end", minutes=90)
    name = f"closing:{json.dumps(WHERE)}"
    form = board.screen.form(name)
    board.tell("save", form=name, entry=form.state["entry"], values={"summary": "Two actions."})
    (row,) = course.frames().meetings.to_dict("records")
    assert (row["summary"], row["minutes"], row["held_on"].date()) == ("Two actions.", 90, date(2026, 1, 5))


def test_the_clock_is_kept_for_another_browser_and_an_older_state_does_not_replace_it(course):
    board = Board(course)
    place = board.screen.view["where"]
    board.tell("board", board=place, state={"at": 2, "started": STARTED})
    board.tell("board", board=place, state={"at": 1, "started": None})
    assert Board(course).screen.view["board"] == {"at": 2, "started": STARTED}
    assert Board(course, "A", "c", 1).screen.view["board"] == {"at": 2, "started": STARTED}, "however it was opened"
    assert Board(course, cycle=2).screen.view["board"] is None


def test_what_is_being_typed_comes_back_with_its_form(course):
    board, entry = Board(course), alsnb.new_id()
    board.tell("airtime", record={"entry": entry, "member": "A1", "order": 1})
    board.screen.form(f"airtime:{entry}")
    board.tell("draft", form=f"airtime:{entry}", entry=entry, values={"insight": "half a sen"})
    again = Board(course)
    assert again.screen.forms[f"airtime:{entry}"]["state"]["values"]["insight"] == "half a sen"


def test_the_sample_can_be_looked_at_meeting_by_meeting():
    with alsnb.open_log("alsnb:sample") as log:
        for each in Board(log).screen.view["sets"]:
            board = Board(log, each["learning_set"], cycle=2)
            json.dumps(board.screen.view, allow_nan=False)
            assert board.meeting["airtimes"]
            assert board.meeting["next_on"] is None, "planned by nobody"
            held = date.fromisoformat(board.meeting["held_on"])
            suggested = board.meeting["next_suggested"]
            assert suggested is None or date.fromisoformat(suggested) >= max(date.today(), held + timedelta(days=6))
