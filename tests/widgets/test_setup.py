"""Setting a cohort up, in the kernel: names stay out of the log and of the screen's state, nothing typed is lost, and
what is sent twice is done once."""

import base64
import json
import stat
from datetime import date

import icalendar
import pandas as pd
import pytest

import alsnb
from alsnb.privacy import Roster
from alsnb.sample import records
from alsnb.widgets import CohortSetup

LIST = """Name;E-mail;Role;Org;Level;Line manager
Anna Smith;anna@example.org;Head;Hill;senior;
Bob Jones;bob@example.org;Nurse;Hill;junior;Anna Smith
Cara Novak;cara@example.org;Nurse;Lake;junior;
Dan Fox;dan@example.org;Planner;Lake;senior;
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "mine" / "people.csv"


@pytest.fixture
def log(tmp_path):
    (tmp_path / "work").mkdir()
    with alsnb.open_log(tmp_path / "work" / "cohort.db", create=True, author="T1") as log:
        yield log


class Browser:
    """What the page sends, and what it is sent."""

    def __init__(self, log, place, cohort=None):
        self.acknowledged, self.told, self.doubts, self.codes, self.slips = [], {}, {}, [], []
        self.shown = CohortSetup(log, cohort, place)
        self.shown.send = self.receive
        self.send("people_ask")

    def receive(self, message):
        self.acknowledged += message.get("acknowledged", [])
        self.told |= message.get("people", {})
        self.doubts = message.get("plan", {}).get("doubts", self.doubts)
        self.codes += [message["code"]] if "code" in message else []
        self.slips = message.get("slips", self.slips)

    @property
    def view(self):
        json.dumps(self.shown.view)
        return self.shown.view

    @property
    def notice(self):
        return self.shown.notice["text"]

    def send(self, event_kind, /, **values):
        return self.again({"id": alsnb.new_id(), "at": 1_700_000_000_000, "kind": event_kind, **values})

    def again(self, event):
        self.shown._receive(self.shown, {"events": [event]}, [])
        assert event["id"] in self.acknowledged
        return event

    def form(self, name, event_kind, **values):
        self.send("open", form=name)
        state = self.shown.forms[name]["state"]
        return self.send(event_kind, form=name, entry=state["entry"], values=values)

    def step(self, name):
        return next((each["done"], each["text"]) for each in self.view["steps"] if each["name"] == name)


@pytest.fixture
def started(log, place):
    """A cohort with a course, in whose log and roster nobody is."""
    log.add(alsnb.Cohort(cohort="2026", format="chester", start=date(2026, 9, 7), planned_meetings=3, interval_weeks=4))
    return Browser(log, place)


def listed(browser, text=LIST):
    browser.send("people_text", values={"text": text})
    browser.send("people_save")
    return browser


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_an_empty_log_says_where_to_begin_and_refuses_what_comes_too_early(log, place):
    browser = Browser(log, place)
    assert browser.step("course") == (False, "not saved yet: begin here")
    assert not any(browser.step(name)[0] for name in ("people", "sets", "rules", "calendar"))
    browser.send("people_text", values={"text": LIST})
    assert len(browser.told["people"]) == 4
    browser.send("people_save")
    assert browser.notice.startswith("Save the course first")
    browser.send("plan_save")
    browser.send("allocate", values=browser.view["sets"]["rules"])
    assert log.frames().members.empty
    assert not place.exists()
    browser.form("course:", "save", cohort="2026", format="wales")
    assert browser.view["cohort"] == "2026"
    assert browser.view["course"]["form"] == "course:2026"
    still = "the first day, the number of meetings, the weeks between meetings, the day consent is released"
    assert browser.step("course") == (True, f"cohort 2026 is saved; still open: {still}")
    browser.send("people_save")
    assert len(log.frames().members) == 4


def test_the_course_is_amended_under_its_own_code(started, log):
    assert "cohort" not in [each["name"] for each in started.shown.form("course:2026").spec["fields"]]
    started.form("course:2026", "save", module="Mentoring", format="chester", disclosure="threshold")
    (row,) = log.frames().cohorts.to_dict("records")
    assert (row["cohort"], row["module"], row["disclosure"]) == ("2026", "Mentoring", "threshold")
    assert row["planned_meetings"] == 3  # what the form did not ask about stays


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("Coaching & mentoring 2026", "The code “Coaching & mentoring 2026” cannot be used. Use at most 40 letters, "
         "digits, hyphens and full stops. For example: coaching-mentoring-2026."),
        ("<b>", "For example: b."), ("../x", "“../x”"), ("x" * 41, "at most 40 letters"), ("-", "“-”"),
        ("2025", "Cohort 2025 is in this log already."),
    ],
)  # fmt: skip
def test_a_code_that_will_not_do_is_told_at_its_field_and_nothing_is_saved(log, place, code, problem):
    log.add(alsnb.Cohort(cohort="2025"))
    browser = Browser(log, place)
    browser.send("cohort", cohort="")
    browser.form("course:", "save", cohort=code, module="Coaching")
    state = browser.shown.forms["course:"]["state"]
    assert problem in state["problems"]["cohort"]
    assert (state["values"]["cohort"], state["values"]["module"]) == (code, "Coaching")
    assert list(log.frames().cohorts["cohort"]) == ["2025"]
    browser.form("course:", "save", cohort=" herbst-2026.ü ", module="Coaching")
    assert browser.view["cohort"] == "herbst-2026.ü"


def test_a_cohorts_code_that_looks_like_a_name_is_asked_about_once(log, place):
    browser = Browser(log, place)
    browser.form("course:", "save", cohort="Elizabeth-Smith", module="Coaching")
    assert "looks like a name" in browser.shown.forms["course:"]["state"]["doubts"]["cohort"]
    assert log.frames().cohorts.empty
    browser.form("course:", "save", cohort="Elizabeth-Smith", module="Coaching")
    assert list(log.frames().cohorts["cohort"]) == ["Elizabeth-Smith"]


def test_the_code_says_beforehand_that_it_stays_and_the_format_is_asked_for_in_plain_words(log, place):
    browser = Browser(log, place)
    browser.send("open", form="course:")
    helps = {each["name"]: each["help"] for each in browser.shown.forms["course:"]["spec"]["fields"]}
    assert "It stays" in helps["cohort"]
    assert "alsnb formats" not in helps["format"]


@pytest.mark.parametrize("how", ["undo", "start over"])
def test_taking_the_first_save_back_keeps_what_was_typed_and_another_code_can_be_given(log, place, how):
    browser = Browser(log, place)
    browser.form("course:", "save", cohort="2062", module="Coaching", format="wales", planned_meetings=4)
    browser.send("open", form="course:2062")
    assert browser.view["course"]["recorded"] == ""
    if how == "undo":
        event = browser.form("course:2062", "undo")
    else:
        browser.form("course:2062", "draft", module="Coaching", format="wales", planned_meetings=5)
        event = browser.send("start_over", cohort="2062")
    assert log.frames().cohorts.empty
    assert browser.view["course"]["form"] == "course:"
    assert "still in the form" in browser.notice
    later = Browser(log, place)
    for each in (browser, later):
        each.send("open", form="course:")
        values = each.shown.forms["course:"]["state"]["values"]
        assert (values["cohort"], values["module"], values["format"]) == ("2062", "Coaching", "wales")
        assert values["planned_meetings"] == (4 if how == "undo" else 5)
    later.again(event)
    later.form("course:", "save", **values | {"cohort": "2026"})
    assert list(log.frames().cohorts["cohort"]) == ["2026"]
    assert [each for each in log.drafts() if "/" in each.partition("/")[2]] == []
    assert alsnb.check(log) == []


def test_a_cohort_taken_back_comes_back_under_the_same_code(log, place):
    browser = Browser(log, place)
    for module in ("Coaching", "Mentoring"):
        browser.form("course:", "save", cohort="2026", module=module)
        assert list(log.frames().cohorts["module"]) == [module]
        browser.form("course:2026", "undo")
        assert log.frames().cohorts.empty
    browser.form("course:", "save", cohort="2026", module="Coaching")
    browser.form("course:2026", "save", module="Leading")
    browser.form("course:2026", "undo")
    assert list(log.frames().cohorts["module"]) == ["Coaching"]


@pytest.mark.parametrize("what", ["member", "reflection"])
def test_a_cohort_under_which_something_is_recorded_is_not_taken_back(log, place, what):
    browser = Browser(log, place)
    browser.form("course:", "save", cohort="2026")
    browser.send("open", form="course:2026")
    record = {
        "member": alsnb.Member(cohort="2026", member="A1"),
        "reflection": alsnb.Reflection(cohort="2026", learning_set="A", cycle=1, member="A1", prompt="?", text="so"),
    }[what]
    log.add(record)
    browser.form("course:2026", "undo")
    told = {"member": "1 member", "reflection": "1 other entry"}[what]
    assert told in browser.shown.forms["course:2026"]["state"]["message"]
    browser.send("start_over", cohort="2026")
    assert told in browser.notice
    assert browser.view["course"]["recorded"] == told
    assert list(log.frames().cohorts["cohort"]) == ["2026"]


def test_what_formats_prescribe_is_offered_and_what_they_do_not_is_not(started):
    given = {each["key"]: each["defaults"] for each in started.view["course"]["formats"]}
    assert given["chester"] == {"planned_meetings": 6, "interval_weeks": 4, "planned_minutes": 180}
    assert given["wales"] == {"planned_meetings": None, "interval_weeks": None, "planned_minutes": None}
    assert given["science-council-questions"]["interval_weeks"] is None  # 1–2 months
    assert started.view["sets"]["rules"] | {"pairs": []} == {
        "smallest": 5, "largest": 7, "sets": None, "line": "must", "level": "similar", "level_weight": "prefer",
        "organisation": "mixed", "organisation_weight": "ignore", "pairs": [], "seed": 1,
    }  # fmt: skip


def test_names_go_into_the_roster_and_codes_into_the_log(started, log, place):
    listed(started)
    roster = Roster.open("2026", path=place)
    assert sorted(person.name for person in roster) == ["Anna Smith", "Bob Jones", "Cara Novak", "Dan Fox"]
    anna, bob = roster.code_of("Anna Smith"), roster.code_of("Bob Jones")
    members = log.frames().members.set_index("member")
    assert list(members.loc[bob, ["role", "organisation", "level"]]) == ["Nurse", "Hill", "junior"]
    assert (list(members.loc[bob, "managed_by"]), list(members.loc[anna, "manages"])) == ([anna], [bob])
    assert started.notice == (
        "Saved 4 people: 4 new, 0 known (0 changed in the log). Names are in the roster, codes in the log."
    )
    assert started.told["names"][anna] == "Anna Smith"
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert alsnb.check(log) == []


def test_no_name_is_in_the_log_nor_in_what_a_notebook_keeps_of_the_screen(started, log, place):
    started.send("people_text", values={"text": LIST})
    started.send("person_text", values={"name": "Eve Quill", "email": "eve@example.org", "role": "Head"})
    started.send("people_columns", columns={"0 Name": "name"})

    def seen():
        log.close()
        state = json.dumps(started.shown.get_state(), default=str) + json.dumps(started.shown._repr_mimebundle_()[0])
        return bytes_of(place.parent.parent / "work") + state.encode()

    def names_in(content):
        return [name for name in (b"Anna", b"Smith", b"anna@", b"Novak", b"Quill", b"eve@") if name in content]

    assert names_in(seen()) == []
    started.send("people_save")
    started.send("person_save", values={"name": "Eve Quill", "email": "eve@example.org", "role": "Head"})
    started.send("person_save", values={"name": "Anna Smith-Quill", "email": "eve at x", "role": "=Smith"})
    assert len(log.frames().members) == 6
    assert names_in(seen()) == []
    assert len(names_in(place.read_bytes())) == 6


def test_what_is_pasted_comes_back_in_the_next_kernel_and_is_its_owners_alone(started, log, place):
    started.send("people_text", values={"text": LIST})
    started.send("people_columns", columns={"2 Role": "", "4 Level": "role"})
    started.send("person_text", values={"name": "Eve Quill"})
    codes = [each["code"] for each in started.told["people"]]
    (draft,) = place.parent.iterdir()
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    later = Browser(log, place)
    assert later.told["text"] == LIST
    assert later.told["person"] == {"name": "Eve Quill"}
    assert [each["code"] for each in later.told["people"]] == codes
    assert later.told["people"][0]["role"] == "senior"
    later.send("people_clear")
    assert Browser(log, place).told["text"] == ""


def test_where_no_draft_may_lie_the_page_is_told_to_keep_it(log, tmp_path):
    log.add(alsnb.Cohort(cohort="2026"))
    browser = Browser(log, tmp_path / "work" / "people.csv")
    browser.send("people_text", values={"text": LIST})
    assert browser.told["kept"] is False
    assert "beside the log" in browser.told["why_not_kept"]
    assert len(browser.told["people"]) == 4
    browser.send("people_save")
    assert "beside the log" in browser.notice
    assert log.frames().members.empty
    log.close()
    assert b"Anna" not in bytes_of(tmp_path / "work")


DOUBTFUL = """Name;E-mail;Line manager
Gwendolyn (Gwen) Evans;gwen.evans@example.org;
Anna Smith;anna.smith@example.org;Gwendoline Evans
JONES Bob;bob.jones@example.org;
"""


def test_what_is_asked_of_a_list_is_answered_with_a_click_and_remembered_without_a_trace_in_the_log(
    started, log, place
):
    started.send("people_text", values={"text": DOUBTFUL})
    keys = {each["ask"].partition(":")[0]: each["ask"] for each in started.told["problems"]}
    assert sorted(keys) == ["capitals", "manager", "order"]
    event = started.send("people_answer", answers={keys["capitals"]: True, keys["manager"]: True})
    started.again(event)
    later = Browser(log, place)
    assert [each["ask"][:6] for each in later.told["problems"]] == ["order:"]
    assert later.told["answered"] == 2
    later.send("people_answer", answers={each["ask"]: True for each in later.told["problems"]})
    assert later.told["problems"] == []
    assert [(each["name"], each["other"]) for each in later.told["people"]] == [
        ("Gwendolyn Evans", ["Gwen Evans"]), ("Anna Smith", []), ("Bob Jones", []),
    ]  # fmt: skip
    later.send("people_answer", answers={})
    assert len(later.told["problems"]) == 3
    later.send("people_answer", answers={keys["manager"]: True})
    later.send("people_save")
    roster = Roster.open(path=place)
    gwen, anna = roster.code_of("Gwen Evans"), roster.code_of("Anna Smith")
    assert list(log.frames().members.set_index("member").loc[anna, "managed_by"]) == [gwen]
    assert roster.person_of(gwen).also_known_as == ("Gwen Evans",)
    listed(later, DOUBTFUL)
    assert later.told["answered"] == 0
    log.close()
    state = json.dumps(later.shown.get_state(), default=str).encode()
    assert not [
        name
        for name in (b"Gwen", b"gwen", b"Smith", b"JONES")
        if name in bytes_of(place.parent.parent / "work") + state
    ]


def test_a_file_in_another_encoding_is_loaded(started):
    content = LIST.replace("Cara Novak", "Zoë Muñoz").encode("cp1252")
    started.send("people_file", content=base64.b64encode(content).decode())
    assert "Zoë Muñoz" in started.told["text"]
    assert "Zoë Muñoz" in [each["name"] for each in started.told["people"]]
    assert started.told["encoding"] == "cp1252"


def test_saving_twice_and_saving_after_a_crash_in_between_makes_nobody_twice(started, log, place, monkeypatch):
    started.send("people_text", values={"text": LIST})
    with monkeypatch.context() as patched:
        patched.setattr(type(log), "add", lambda *_: (_ for _ in ()).throw(alsnb.ConflictError("no")))
        started.send("people_save")
    assert len(Roster.open(path=place).people) == 4
    assert log.frames().members.empty
    later = Browser(log, place)
    event = later.send("people_save")
    Browser(log, place).again(event)
    assert len(log.frames().members) == len(Roster.open(path=place).people) == 4


def test_a_later_list_keeps_codes_adds_new_people_and_forgets_nobody(started, log, place):
    listed(started)
    before = {person.name: person.code for person in Roster.open(path=place)}
    log.amend(log.frames().members.set_index("member").loc[before["Dan Fox"], "entry"], learning_set="B")
    later = Browser(log, place)
    rows = ["Name,E-mail,Role,Line manager", "Bob JONES,bob@example.org,Senior nurse,Dan Fox", "Dan Fox,,,"]
    later.send("people_text", values={"text": "\n".join([*rows, "Eve Quill,eve@example.org,Head,"])})
    assert set(later.told["missing"]) == {before["Anna Smith"], before["Cara Novak"]}
    later.send("people_save")
    after = {person.name: person.code for person in Roster.open(path=place)}
    assert {name: after[name] for name in ("Anna Smith", "Cara Novak", "Dan Fox")} == {
        name: before[name] for name in ("Anna Smith", "Cara Novak", "Dan Fox")
    }
    assert after["Bob JONES"] == before["Bob Jones"]
    assert after["Eve Quill"] == "A05"
    members = log.frames().members.set_index("member")
    assert len(members) == 5
    assert members.loc[before["Bob Jones"], "role"] == "Senior nurse"
    assert members.loc[before["Bob Jones"], "level"] == "junior"
    assert list(members.loc[before["Bob Jones"], "managed_by"]) == [before["Dan Fox"]]
    assert list(members.loc[before["Anna Smith"], "manages"]) == []
    assert members.loc[before["Dan Fox"], "learning_set"] == "B"
    assert "2 known (2 changed in the log)" in later.notice  # one is managed, the other manages


def test_a_code_on_the_list_that_looks_like_a_name_is_asked_about_and_nobody_has_it_before(started, log, place):
    rows = "Code;Name\nBlue Team!;Anna Smith\nB7;Bob Jones\n"
    started.send("people_text", values={"text": rows})
    assert [each["code"] for each in started.told["people"]] == ["B7"]
    (problem,) = started.told["problems"]
    assert (problem["line"], problem["left_out"]) == (2, True)
    assert "has a space in it" in problem["found"]
    assert problem["do"] == "keep this code? No gives another"
    started.send("people_answer", answers={problem["ask"]: False})
    assert [each["code"] for each in started.told["people"]] == ["A01", "B7"]
    started.send("people_answer", answers={problem["ask"]: True})
    assert [each["code"] for each in started.told["people"]] == ["Blue Team!", "B7"]
    started.send("people_save")
    assert sorted(log.frames().members["member"]) == ["B7", "Blue Team!"]


def test_new_people_take_part_from_the_meeting_that_was_said(started, log):
    assert started.view["people"]["joins"] == 1
    listed(started)
    log.add([alsnb.LearningSet(learning_set="A"), alsnb.Meeting(learning_set="A", cycle=1, held_on="2026-09-07")])
    started.shown.refresh()
    assert started.view["people"]["joins"] is None
    started.send("people_text", values={"text": "Name\nEve Quill\n"})
    for wrong in (None, -1, 2.5):
        started.send("people_save", first_cycle=wrong)
        assert started.notice.startswith("Not saved: ")
    assert len(log.frames().members) == 4
    started.send("people_save", first_cycle=2)
    started.send("person_save", values={"name": "Fay Lake"}, first_cycle=3)
    assert log.frames().members.set_index("member")["first_cycle"].to_dict() == {
        "A01": 1, "A02": 1, "A03": 1, "A04": 1, "A05": 2, "A06": 3,
    }  # fmt: skip
    listed(started)  # who is known keeps what was said of them


def test_a_set_is_made_without_saying_how_it_is_coded(full, log):
    full.send("allocate", values=rules(full))
    full.send("sets_save")
    assert log.frames().learning_sets["coding_approach"].isna().all()


def test_a_roster_others_can_read_stops_the_save_before_the_log(started, log, place):
    listed(started)
    place.chmod(0o644)
    started.send("people_text", values={"text": "Name\nEve Quill\n"})
    assert "chmod 600" in started.told["why"]
    started.send("people_save")
    assert started.notice.startswith("Nothing was saved")
    assert len(log.frames().members) == 4


def crowd(number, managed=()):
    rows = [
        f"Person {chr(65 + at // 26) * 2}{chr(65 + at % 26) * 2};Org {at % 3};{'senior' if at % 2 else 'junior'}"
        for at in range(number)
    ]
    return "Name;Org;Level\n" + "\n".join(rows)


@pytest.fixture
def full(started):
    """Fourteen people, in no set yet."""
    return listed(started, crowd(14))


def rules(browser, **changes):
    return browser.view["sets"]["rules"] | changes


def sets_of(log):
    return {label: sorted(group) for label, group in log.frames().members.groupby("learning_set")["member"]}


def test_sets_are_proposed_changed_saved_and_taken_back(full, log):
    full.send("allocate", values=rules(full, level_weight="must", smallest=7))
    assert full.notice == (
        "2 sets proposed, with the random seed 1: 14 of 14 members were drawn. Rules met: A set has 7 members; "
        "Members of a set are of the same level. Rules not checked: Nobody is in a set with their line manager "
        "(nobody here is recorded as managing somebody else here); "
        "Each organisation is spread evenly over the sets (does not matter). "
        "Nothing is saved yet."
    )
    assert log.frames().learning_sets.empty
    proposed = {each["set"]: [row["member"] for row in each["members"]] for each in full.view["sets"]["groups"]}
    assert [len(group) for group in proposed.values()] == [7, 7]
    code = proposed["A"][0]
    move = full.send("move", member=code, to="B")
    view = full.view["sets"]
    assert [len(each["members"]) for each in view["groups"]] == [6, 8]
    broken = {each["rule"]: each["where"] for each in view["kept"]}
    assert broken["A set has 7 members"] == [("A", "has 6 people"), ("B", "has 8 people")]
    assert broken["Members of a set are of the same level"][0][0] == "B"
    assert next(row for row in view["groups"][1]["members"] if row["member"] == code)["locked"]
    full.again(move)
    full.send("sets_undo")
    assert [len(each["members"]) for each in full.view["sets"]["groups"]] == [7, 7]
    full.send("sets_save")
    assert sets_of(log) == {label: sorted(group) for label, group in proposed.items()}
    assert list(log.frames().learning_sets["learning_set"]) == ["A", "B"]
    assert full.step("sets") == (True, "2 sets; everybody is in one")
    full.send("sets_unsave")
    assert sets_of(log) == {}
    assert log.frames().learning_sets.empty
    assert [len(each["members"]) for each in full.view["sets"]["groups"]] == [7, 7]
    full.send("sets_save")
    assert sets_of(log) == {label: sorted(group) for label, group in proposed.items()}


def test_a_proposal_comes_back_in_the_next_kernel_where_nothing_is_done_twice(full, log, place):
    full.send("allocate", values=rules(full, seed=4))
    code = full.view["sets"]["groups"][0]["members"][0]["member"]
    event = full.send("move", member=code, to="")
    undo = full.send("sets_undo")
    later = Browser(log, place)
    assert later.view["sets"]["rules"]["seed"] == 4
    for each in (event, undo):
        later.again(each)
    assert later.view["sets"] == full.view["sets"]
    assert later.view["sets"]["waiting"] == []
    save = later.send("sets_save")
    before = sets_of(log)
    later.send("move", member=code, to="Z")
    Browser(log, place).again(save)
    assert sets_of(log) == before


def locked(browser):
    return [row["member"] for group in browser.view["sets"]["groups"] for row in group["members"] if row["locked"]]


def test_those_who_keep_their_place_do_and_the_rest_are_drawn(full, log):
    full.send("allocate", values=rules(full, level_weight="ignore"))
    full.send("sets_save")
    assert locked(full) == []
    full.send("lock", members=["A02", "A05"], locked=True)
    full.send("sets_save")
    assert sorted(locked(full)) == ["A02", "A05"]
    before = {code: label for label, group in sets_of(log).items() for code in group}
    full.send("allocate", values=rules(full, seed=7))
    view = full.view["sets"]
    now = {row["member"]: group["set"] for group in view["groups"] for row in group["members"]}
    assert {code: now[code] for code in ("A02", "A05")} == {code: before[code] for code in ("A02", "A05")}
    moved = {code for code in now if now[code] != before[code]}
    was = {row["member"]: row["was"] for group in view["groups"] for row in group["members"]}
    assert was == {code: before[code] if code in moved else "" for code in now}
    assert moved
    assert view["made"] == {
        "seed": 7, "at": 1_700_000_000_000, "proven": True, "drawn": "12 of 14 members were drawn, 2 kept their places",
        "change": f"{len(moved)} of the 14 members who were in a set are in another one now",
    }  # fmt: skip
    full.send("allocate", values=rules(full, seed=7))
    assert full.view["sets"]["made"]["change"] == "the same people sit together; another seed may give other sets"
    full.send("lock", members=[*now], locked=True)
    full.send("allocate", values=rules(full, seed=8))
    assert full.view["sets"]["made"]["change"] == "the same people sit together; the rules leave little choice"


def test_late_members_join_the_sets_there_are(full, log):
    full.send("allocate", values=rules(full))
    full.send("sets_save")
    before = sets_of(log)
    listed(full, "Name\nLate Comer\n")
    assert [row["member"] for row in full.view["sets"]["waiting"]] == ["A15"]
    assert full.step("sets") == (False, "2 sets; 1 member in no set yet")
    full.send("allocate", values=rules(full, largest=8, seed=9), rest_stays=True)
    assert "1 of 15 members were drawn, 14 kept their places" in full.notice
    full.send("sets_save")
    after = sets_of(log)
    assert all(set(before[label]) <= set(after[label]) for label in before)
    assert locked(full) == []


def test_each_rule_says_whether_the_format_states_it(full, log):
    assert full.view["sets"]["sources"] == {
        "size": "Specified by Mentoring and creativity set: about 6",
        "line": "Specified by Mentoring and creativity set: no line management inside a set",
        "level": "Specified by Mentoring and creativity set: similar responsibility",
        "organisation": "Specified by Mentoring and creativity set: same or different organisations",
    }
    full.send("rules", values=rules(full, line="ignore", largest=9))
    changed = full.view["sets"]["sources"]
    assert [name for name, told in changed.items() if told.endswith("; changed by you")] == ["size", "line"]
    log.amend(log.frames().cohorts.iloc[0]["entry"], format="wales")
    full.send("rules", values={})
    assert full.view["sets"]["rules"]["line"] == "prefer"
    default = "Not specified by Wellbeing leads in Wales (default"
    assert full.view["sets"]["sources"] == {
        "size": "Specified by Wellbeing leads in Wales: usually 5–7", "line": f"{default}: if possible)",
        "level": f"{default}: does not matter)", "organisation": f"{default}: does not matter)",
    }  # fmt: skip


def test_rules_that_cannot_hold_are_told_and_kept(full, log, place):
    full.send("allocate", values=rules(full, smallest=8, largest=9))
    assert (
        full.notice
        == "14 people cannot make sets of 8–9: 1 set holds 8–9, 2 sets hold 16–18. Change the size of a set."
    )
    assert Browser(log, place).view["sets"]["rules"]["smallest"] == 8
    full.send("allocate", values=rules(full, smallest=None))
    assert full.notice == "Minimum set size: enter a whole number, 1 or more."
    pairs = [{"key": "1", "one": "A01", "other": "A02", "how": "together", "weight": "must"},
             {"key": "2", "one": "A01", "other": "A02", "how": "apart", "weight": "must"}]  # fmt: skip
    full.send("allocate", values=rules(full, smallest=5, largest=7, pairs=pairs))
    assert "A01 and A02 are together" in full.notice
    assert "A01 and A02 are apart" in full.notice
    pairs[1]["one"] = ""  # not chosen yet: it says nothing
    full.send("allocate", values=rules(full, smallest=5, largest=7, pairs=pairs))
    assert "proposed" in full.notice


def test_who_left_is_in_no_set(full, log):
    log.amend(log.frames().members.set_index("member").loc["A03", "entry"], last_cycle=2)
    full.shown.refresh()
    assert "A03" not in full.view["sets"]["members"]
    assert full.view["sets"]["left"] == 1


@pytest.fixture
def seated(full):
    full.send("allocate", values=rules(full))
    full.send("sets_save")
    return full


def test_ground_rules_are_given_to_sets_that_have_not_agreed_their_own(seated, log, place):
    assert seated.view["rules"]["text"] == "attend all the meetings\nbuild strong trust"
    seated.send("rules_text", values={"text": "listen"})
    assert Browser(log, place).view["rules"]["text"] == "listen"
    seated.form(
        "set:B", "save", ground_rules=["ours"], agreed_by=["A01"], agreed_on="2026-09-08", coding_approach="codebook"
    )
    seated.send("open", form="set:A")
    seated.send("rules_give", values={"text": "listen\n\n ask \n"})
    given, own = (
        "2 ground rules given to set A.",
        "Not changed, because they agreed on their own rules: set B. Change those in the set's own form.",
    )
    assert seated.notice == f"{given} {own}"
    assert seated.shown.forms["set:A"]["state"]["values"]["ground_rules"] == ["listen", "ask"]
    sets = log.frames().learning_sets.set_index("learning_set")
    assert [list(sets.loc[label, "ground_rules"]) for label in "AB"] == [["listen", "ask"], ["ours"]]
    assert list(sets.loc["B", "agreed_by"]) == ["A01"]
    assert seated.step("rules") == (False, "ground rules not agreed yet: set A")


def plan(browser, **changes):
    return browser.view["calendar"]["plan"] | changes


def days_of(log, label):
    meetings = log.frames().meetings.query("learning_set == @label").sort_values("cycle")
    return [str(day.date()) for day in meetings["planned_on"]]


def test_meetings_are_planned_changed_and_one_that_was_held_is_left_alone(seated, log):
    assert len(seated.view["calendar"]["cells"]) == 6
    seated.send("plan_save")
    assert days_of(log, "A") == ["2026-09-07", "2026-10-05", "2026-11-02"]
    held = log.frames().meetings.set_index(["learning_set", "cycle"]).loc[("A", 1), "entry"]
    log.amend(held, held_on="2026-09-08", summary="a good start")
    seated.send(
        "plan", values=plan(seated, interval=2, minutes=120, sets={"B": {"weekday": "Friday", "facilitator": "F1"}})
    )
    seated.send("plan_date", set="A", cycle=3, on="2026-10-07")
    states = {(each["set"], each["cycle"]): (each["on"], each["state"]) for each in seated.view["calendar"]["cells"]}
    assert states["A", 1] == ("2026-09-08", "held")
    assert states["A", 2] == ("2026-09-21", "changed")
    assert states["A", 3] == ("2026-10-07", "changed")
    assert states["B", 1] == ("2026-09-11", "changed")
    event = seated.send("plan_save")
    assert seated.notice == "Meetings saved: 0 new, 5 changed. 1 was held already and stays as it is."
    assert days_of(log, "A") == ["2026-09-07", "2026-09-21", "2026-10-07"]
    assert days_of(log, "B") == ["2026-09-11", "2026-09-25", "2026-10-09"]
    assert (log.get(held).planned_minutes, log.get(held).summary, len(log.history(held))) == (None, "a good start", 2)
    revisions = sum(1 for _ in log.revisions())
    seated.again(event)
    assert sum(1 for _ in log.revisions()) == revisions
    assert seated.view["calendar"]["unsaved"] == 0
    assert all(len(log.history(entry)) <= 2 for entry in log.frames().meetings["entry"])


def test_a_plan_comes_back_in_the_next_kernel_and_a_day_left_to_the_rhythm_goes_back(seated, log, place):
    seated.send("plan", values=plan(seated, skip="2026-10-05\nnever", starts="14:00"))
    seated.send("plan_date", set="A", cycle=1, on="2026-09-09")
    later = Browser(log, place)
    assert later.view["calendar"]["plan"]["starts"] == "14:00"
    assert later.view["calendar"]["skip_problems"][0].startswith("line 2: found “never”")
    days = {(each["set"], each["cycle"]): each["on"] for each in later.view["calendar"]["cells"]}
    assert (days["A", 1], days["A", 2]) == ("2026-09-09", "2026-10-12")
    later.send("plan_date", set="A", cycle=1, on="")
    assert later.view["calendar"]["cells"][0]["on"] == "2026-09-07"


@pytest.mark.parametrize(
    ("line", "on"),
    [("2026-10-05/2026-10-18", "2026-10-19"), ("5.10.2026 bis 12.10.2026 Ferien", "2026-10-19"),
     ("2026-10-05..2026-10-12", "2026-10-19")],
)  # fmt: skip
def test_no_meeting_is_planned_on_any_day_of_a_span_however_it_is_written(seated, log, line, on):
    seated.send("plan", values=plan(seated, skip=line))
    assert seated.view["calendar"]["skip_problems"] == []
    assert seated.view["calendar"]["skipped"][0].startswith("Mon 5 Oct 2026 – ")
    seated.send("plan_save")
    assert days_of(log, "A")[1] == on


@pytest.mark.parametrize("line", ["2026-10-05 2026-10-18 half-term", "2026-10-05, 2026-10-12", "from October"])
def test_meetings_are_not_saved_while_a_day_to_skip_cannot_be_read(seated, log, line):
    seated.send("plan", values=plan(seated, skip=f"2026-12-21\n{line}"))
    seated.send("plan_save")
    assert seated.notice.startswith("Not saved: not all days to skip can be read. Line 2: found “")
    assert log.frames().meetings.empty
    seated.send("plan", values=plan(seated, skip="2026-12-21"))
    seated.send("plan_save")
    assert days_of(log, "A") == ["2026-09-07", "2026-10-05", "2026-11-02"]


def test_what_cannot_be_read_in_a_field_is_not_saved_as_empty(seated, log, place):
    seated.send("plan", values=plan(seated, first="", minutes=None), unreadable=["first", "minutes"])
    seated.send("plan_save")
    assert (
        seated.notice == "Not saved: the first day and the minutes cannot be read. Enter them in full, or clear them."
    )
    later = Browser(log, place)
    later.send("plan_save")
    assert later.notice == seated.notice
    assert log.frames().meetings.empty
    seated.send("allocate", values=rules(seated, sets=None), unreadable=["sets"])
    assert seated.notice.startswith("No sets were made: a number cannot be read.")


def test_a_day_that_can_hardly_be_is_asked_about_once(seated, log):
    seated.send("plan_date", set="B", cycle=2, on="2099-10-05")
    event = seated.send("plan_save")
    seated.shown._taken.clear()  # as in the next kernel
    seated.again(event)
    assert seated.notice.startswith("Not saved yet. Set B, meeting 2: 2099 is ")
    assert log.frames().meetings.empty
    seated.send("plan_save")
    assert seated.notice.startswith("Meetings saved: 6 new")
    assert "2099-10-05" in days_of(log, "B")


def test_a_facilitators_code_that_looks_like_a_name_is_asked_about_and_kept_nowhere_before(seated, log, place):
    typed = plan(seated, sets={"A": {"facilitator": "Elizabeth Smith"}, "B": {"facilitator": "F1"}})
    seated.send("plan", values=typed)
    assert list(seated.doubts) == ["A"]
    assert "looks like a name" in seated.doubts["A"][0]
    seated.send("plan_save")
    assert seated.notice == "Not saved: look at the facilitator's code of set A, and correct it or keep it."
    assert log.frames().meetings.empty
    log.close()
    state = json.dumps(seated.shown.get_state(), default=str).encode()
    assert b"Elizabeth" not in bytes_of(place.parent.parent / "work") + state
    seated.send("plan", values=typed, keep=["Elizabeth Smith"])
    assert seated.doubts == {}
    seated.send("plan_save")
    of = {row["learning_set"]: row["facilitator"] for row in log.frames().meetings.to_dict("records")}
    assert of == {"A": "Elizabeth Smith", "B": "F1"}
    seated.send("plan", values=plan(seated, sets={"A": {"facilitator": ""}}))  # cleared, and B's not said again
    seated.send("plan_save")
    of = {row["learning_set"]: row["facilitator"] for row in log.frames().meetings.to_dict("records")}
    assert pd.isna(of["A"])
    assert of["B"] == "F1"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"first": ""}, "Still needed for a plan: the first day."),
        ({"number": 0}, "Still needed for a plan: the number of meetings."),
        ({"number": 100000}, "Enter 1 to 200 meetings"),
        ({"interval": -1}, "Enter 1 to 200 meetings"),
        ({"number": 3.5}, "The number of meetings is 3.5. Enter a whole number."),
        ({"first": "soon"}, "The first day is “soon”"),
        ({"first": "9999-12-01"}, "beyond the year 9999"),
        ({"skip": "0001-01-01 - 9999-12-31"}, "no day is free"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plan_is_told(seated, changes, problem):
    seated.send("plan", values=plan(seated, **changes))
    told = [*seated.view["calendar"]["problems"], seated.notice]
    assert any(problem in each for each in told), told


def test_days_that_have_passed_are_told_but_not_of_a_meeting_that_was_held(seated, log, monkeypatch):
    class Today(date):
        @classmethod
        def today(cls):
            return cls(2026, 10, 6)

    monkeypatch.setattr("alsnb.widgets.setup.calendar.date", Today)
    seated.shown.refresh()
    passed = "Set {}: the days of meeting 1 (2026-09-07) and meeting 2 (2026-10-05) have passed."
    for label in "AB":
        assert any(each.startswith(passed.format(label)) for each in seated.view["calendar"]["problems"])
    seated.send("plan_save")
    held = log.frames().meetings.set_index(["learning_set", "cycle"])["entry"]
    log.amend(held["A", 1], held_on="2026-09-08")
    log.amend(held["A", 2], held_on="2026-10-05")
    seated.shown.refresh()
    assert [each[:6] for each in seated.view["calendar"]["problems"]] == ["Set B:"]
    seated.send("plan", values=plan(seated, first="2026-10-06"))
    assert [each[:6] for each in seated.view["calendar"]["problems"]] == []


def test_the_calendar_file_lies_beside_the_log_under_a_name_that_is_one(seated, log, tmp_path):
    seated.send("plan_file")
    assert "save the meetings first" in seated.notice
    seated.send("plan_save")
    seated.send("plan_file")
    file = tmp_path / "work" / "meetings-2026.ics"
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 6
    assert sorted(path.name for path in file.parent.iterdir() if path.suffix == ".ics") == [file.name]


def test_a_meeting_taken_back_is_cancelled_in_the_calendar_file_and_one_moved_says_so(seated, log, tmp_path):
    def events():
        seated.send("plan_file", zone="Europe/London")
        made = icalendar.Calendar.from_ical((tmp_path / "work" / "meetings-2026.ics").read_bytes())
        return {str(each["UID"]): each for each in made.walk("VEVENT")}

    seated.send("plan", values=plan(seated, starts="14:00"))
    seated.send("plan_save")
    before = events()
    meetings = log.frames().meetings.set_index(["learning_set", "cycle"])["entry"]
    log.amend(meetings["A", 3], withdrawn=True)
    seated.send("plan_date", set="A", cycle=2, on="2026-10-12")
    seated.send("plan_save")
    log.amend(meetings["A", 3], withdrawn=True)
    after = events()
    assert before.keys() == after.keys()
    moved, gone = (f"{meetings['A', cycle]}@alsnb" for cycle in (2, 3))
    assert str(after[gone]["STATUS"]) == "CANCELLED"
    assert [str(each["STATUS"]) for uid, each in after.items() if uid != gone] == ["CONFIRMED"] * 5
    assert {uid for uid in after if after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]} == {moved, gone}
    assert str(after[moved].decoded("DTSTART").tzinfo) == "Europe/London"
    assert "with 5 meetings" in seated.notice
    assert seated.notice.endswith("It also cancels 1 meeting.")


def test_a_hostile_cohort_code_leaves_the_folder_alone(log, place, tmp_path):
    log.add(alsnb.Cohort(cohort="../../x/<b>", start=date(2026, 9, 1), planned_meetings=1, interval_weeks=1))
    log.add(alsnb.LearningSet(cohort="../../x/<b>", learning_set="A"))
    browser = Browser(log, place)
    browser.send("plan_save")
    browser.send("plan_file")
    (path,) = (tmp_path / "work").glob("*.ics")
    assert path.name.startswith("meetings-x-b~")


def test_one_of_several_cohorts_is_set_up_at_a_time(started, log, place):
    log.add(alsnb.Cohort(cohort="2027"))
    log.add(alsnb.Member(cohort="2027", member="Z9"))
    browser = Browser(log, place)
    browser.send("cohort", cohort="2026")
    listed(browser)
    assert len(browser.view["people"]["members"]) == 4
    browser.send("cohort", cohort="2027")
    assert [row["member"] for row in browser.view["people"]["members"]] == ["Z9"]
    assert Browser(log, place).view["cohort"] == "2027"
    browser.send("cohort", cohort="")
    assert browser.view["course"]["form"] == "course:"
    browser.form("course:", "save", cohort="2028")
    assert browser.view["cohort"] == "2028"
    assert list(log.frames().cohorts["cohort"]) == ["2026", "2027", "2028"]


def test_a_member_is_changed_in_a_form_of_their_own(full, log):
    full.form("member:A02", "save", role="Head", managed_by=["A01"], first_cycle=1, last_cycle=3)
    row = log.frames().members.set_index("member").loc["A02"]
    assert (row["role"], list(row["managed_by"]), row["last_cycle"]) == ("Head", ["A01"], 3)
    assert full.step("people")[1] == "14 members (1 left)"


def test_a_code_is_changed_everywhere_once_it_is_no_doubtful_one(seated, log, place):
    name = seated.told["names"]["A02"]
    seated.form("member:A03", "save", managed_by=["A02"], first_cycle=1)
    seated.form("member:A02", "draft", role="half a ro")
    event = seated.send("rename", of="member", code="A02", to="Q7")
    assert seated.told["names"]["Q7"] == name
    assert Roster.open("2026", path=place).person_of("Q7").name == name
    members = log.frames().members.set_index("member")
    assert "A02" not in members.index
    assert list(members.loc["A03", "managed_by"]) == ["Q7"]
    later = Browser(log, place)
    later.again(event)  # sent again, it is done once
    later.send("rename", of="member", code="A03", to="Q7")
    assert "there is a code Q7 already" in later.notice
    later.send("rename", of="member", code="A03", to="Elizabeth")
    assert "looks like a name" in later.codes[-1]["doubts"][0]
    assert "A03" in set(log.frames().members["member"])
    later.send("rename", of="learning_set", code="A", to="Blue", keep=True)
    assert set(log.frames().members["learning_set"]) == {"Blue", "B"}
    later.send("rename", of="cohort", code="2026", to="2027")
    assert list(log.frames().cohorts["cohort"]) == ["2027"]
    assert (later.view["cohort"], len(later.view["people"]["members"])) == ("2027", 14)
    assert len(later.told["names"]) == 14
    assert alsnb.check(log) == []


def test_slips_have_a_secret_that_is_with_the_roster_alone(full, log, place):
    full.send("slips_ask")
    slips = {each["code"]: each for each in full.slips}
    people = {person.code: person for person in Roster.open("2026", path=place)}
    assert slips.keys() == people.keys()
    assert {code: each["secret"] for code, each in slips.items()} == {
        code: each.secret for code, each in people.items()
    }
    assert len({each["secret"] for each in slips.values()}) == 14
    assert slips["A01"]["cohort"] == "2026"
    log.close()
    state = json.dumps(full.shown.get_state(), default=str).encode() + bytes_of(place.parent.parent / "work")
    assert not [each for each in slips.values() if each["secret"].encode() in state]


def test_it_opens_on_the_sample_cohort_and_a_course_of_its_own_format(log, place, tmp_path):
    with alsnb.open_log("alsnb:sample") as sample:
        browser = Browser(sample, place)
        assert all(each["done"] for each in browser.view["steps"])
        assert not [each for each in browser.view["calendar"]["cells"] if each["state"] == "changed"]
    assert not place.parent.exists()
    log.add([each for each in records() if each.kind_name in ("cohort", "learning_set", "member")])
    own = tmp_path / "work" / "ours.toml"
    own.write_text('extends = "wales"\ntitle = "Ours"\n')
    log.amend(log.frames().cohorts.iloc[0]["entry"], format="ours.toml")
    browser = Browser(log, place)
    browser.send("open", form="course:sample")
    choices = next(each for each in browser.shown.forms["course:sample"]["spec"]["fields"] if each["name"] == "format")[
        "choices"
    ]
    assert choices[-1] == {"value": "ours.toml", "label": "own format: ours.toml"}
    assert browser.view["sets"]["says"].startswith("Ours says")
    own.write_text("title = 5")
    browser.shown.refresh()
    assert "not a usable format" in browser.view["course"]["format_problem"]
