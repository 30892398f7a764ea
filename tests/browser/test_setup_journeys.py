"""A cohort set up in a real JupyterLab: course, a messy list of people, sets, ground rules, calendar."""

import json
import re
import stat
from datetime import date

import icalendar
import pytest
from lab import arrived, drafts, ran_nothing, violations
from playwright.sync_api import expect
from waiting import until

import alsnb
from alsnb.privacy import Roster

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> **b** $\\TeX$ =HYPERLINK('x')"
MESSY = """\ufeffTeilnehmer Herbst 2026

First Name;Nachname;E-Mail address;Org.;Job title;Grade;Line manager;Employee no
Anna;Smith;anna.smith@example.org;"Hall; Green School";Deputy head;senior;;No. 1001
José;Muñoz;jose@example.org;North Council;Officer;middle;Smith, Anna;No. 1002

Zoë;O'Connell;zoe@@example.org;North Council;PA to Anna Smith;junior;anna.smith@example.org;No. 1003
Priya;Ravindran;priya@example.org;Hill Trust;Nurse;senior;;No. 1004
Jürgen;Wießner;juergen@example.org;Hill Trust;Nurse;middle;Priya Ravindran;No. 1005
Oluwaseun;Adébáyò;olu@example.org;North Council;Planner;senior;;No. 1006
Kateřina;Dvořáková;katerina@example.org;Lake School;Teacher;middle;;No. 1007
Mei;Tung;mei@example.org;Lake School;Teacher;junior;Kateřina Dvořáková;No. 1008
Rasmus;Østergård;rasmus@example.org;Hill Trust;Planner;junior;;No. 1009
Siobhán;Kilbride;siobhan@example.org;Lake School;Head;senior;;No. 1010
Yusuf;Demircan;yusuf@example.org;North Council;Officer;junior;Oluwaseun Adébáyò;No. 1011
Beatriz;Quintanilha;beatriz@example.org;Hill Trust;Nurse;middle;;No. 1012
Tomasz;Wróblewski;tomasz@example.org;Lake School;Teacher;senior;;No. 1013
Ingrid;Halvorsen;ingrid@example.org;North Council;Planner;middle;Someone Outside;No. 1014
ANNA;smith;anna.smith@example.org;;;;;No. 1015
"""
NAMES = re.findall(r"^(\w+);([\w']+);", MESSY, re.M)


def saved(page, text):
    expect(page.locator(".alsnb-notice")).to_contain_text(text)


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    return page.get_by_role("tabpanel", name=name, exact=True)


def shown(page):
    expect(page.get_by_role("heading", name="Setting a cohort up").last).to_be_visible()
    expect(page.get_by_role("tab", name="People")).to_be_visible()


def bytes_of(workbook):
    return b"".join(path.read_bytes() for path in workbook.rglob("*") if path.is_file())


def test_a_cohort_is_set_up_from_nothing(door, page, workbook):
    door.open(page, f"{workbook.name}/cohort_setup.ipynb")
    shown(page)

    panel = tab(page, "Course")
    expect(panel).to_contain_text("not saved yet: begin here")
    panel.get_by_label("Cohort (required)").fill("2026-autumn")
    panel.get_by_label("Module").fill("Coaching and mentoring")
    panel.get_by_text("Compare formats").click()
    panel.get_by_role("button", name="Choose Mentoring and creativity set").click()
    expect(panel.get_by_label("Planned meetings")).to_have_value("6")
    expect(panel.get_by_label("Weeks between meetings")).to_have_value("4")
    expect(panel.get_by_label("Planned minutes")).to_have_value("180")
    panel.get_by_label("Wellbeing leads in Wales (wales)").check()
    expect(panel.get_by_label("Planned meetings")).to_have_value("")
    panel.get_by_label("Mentoring and creativity set (chester)").check()
    expect(panel.get_by_label("Planned minutes")).to_have_value("180")
    panel.get_by_label("Starts").fill("2026-09-07")
    panel.get_by_label("Consent released on").fill("2027-06-30")
    panel.get_by_role("button", name="Save the course").click()
    expect(panel).to_contain_text("cohort 2026-autumn is saved")
    assert violations(page) == []

    panel = tab(page, "People")
    paste = panel.get_by_label("Paste a list here")
    paste.fill(MESSY)
    expect(panel).to_contain_text("14 people. Cells are separated by semicolons")
    assert panel.get_by_label("Nachname").input_value() == "last"
    assert panel.get_by_label("Employee no").input_value() == ""
    problems = panel.locator(".alsnb-problems li")
    expect(problems).to_have_count(4)
    expect(problems.nth(0)).to_contain_text("“zoe@@example.org” as e-mail: correct it")
    expect(problems.nth(3)).to_contain_text("left out Found the same e-mail address as on line 4")
    problems.nth(0).get_by_role("button", name="Line 7").click()
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart).startsWith('Zoë')")
    paste.fill(MESSY.replace("zoe@@", "zoe@"))
    expect(problems).to_have_count(3)
    assert violations(page) == []
    panel.get_by_role("button", name="Save 14 people").click()
    saved(page, "Saved 14 people: 14 new")
    expect(paste).to_have_value("")

    panel = tab(page, "Sets")
    expect(panel).to_contain_text("Mentoring and creativity set says: sets of about 6; similar responsibility")
    assert panel.get_by_label("Keep managers and their reports in different sets").input_value() == "must"
    panel.get_by_label("Maximum set size").fill("8")
    panel.get_by_role("button", name="Make sets").click()
    saved(page, "2 sets proposed")
    assert violations(page) == []
    first = panel.locator(".alsnb-card tbody tr").first
    code = first.locator("th").inner_text().split()[0]
    first.get_by_label(f"Set of {code}").select_option("C")
    saved(page, f"{code} is now in set C")
    expect(panel.get_by_role("region", name="Set C: 1 member")).to_be_visible()
    expect(panel.locator(".alsnb-problem", has_text="has 1 person")).to_be_visible()
    panel.get_by_role("button", name="Undo the last step").click()
    expect(panel.get_by_role("region", name="Set C: 1 member")).to_have_count(0)
    panel.get_by_role("button", name="Save these sets").click()
    saved(page, "Saved. Members in a set: 14. Sets: 2.")
    page.get_by_label("Show names beside codes").check()
    expect(panel).to_contain_text("Anna Smith")

    panel = tab(page, "Ground rules")
    rules = panel.get_by_label("Ground rules for every set, one per line")
    expect(rules).to_have_value("attend all the meetings\nbuild strong trust")
    panel.get_by_text("Rules from other formats").click()
    panel.get_by_role("button", name="+ confidentiality").click()
    panel.get_by_role("button", name="Give these rules to every set").click()
    saved(page, "3 ground rules given to sets A and B")
    card = panel.locator("details.alsnb-card").first
    card.locator("summary").first.click()
    boxes = card.get_by_role("group", name="Agreed by").get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    for box in boxes.all():
        box.check()
    card.get_by_label("Agreed on").fill("2026-09-08")
    card.get_by_label("external").check()
    card.get_by_role("button", name="Save the change").click()
    expect(card.locator("summary").first).to_contain_text("✓ agreed on 2026-09-08 by 7 of 7 members")
    assert violations(page) == []

    panel = tab(page, "Calendar")
    expect(panel.get_by_label("First day")).to_have_value("2026-09-07")
    panel.get_by_label("Days to skip").fill("2026-12-21 – 2027-01-03 winter break\nsoon")
    expect(panel).to_contain_text("line 2: found “soon”")
    panel.get_by_label("Days to skip").fill("2026-11-02 – 2026-11-06 reading week")
    panel.get_by_label("Weekday of set B").select_option("Thursday")
    panel.get_by_label("Facilitator of set A").fill("F1")
    panel.get_by_label("Facilitator of set B").fill("F1")
    expect(panel.get_by_label("Set A, meeting 3", exact=True)).to_have_value("2026-11-09")
    panel.get_by_label("Set B, meeting 1", exact=True).fill("2026-09-07")
    expect(panel).to_contain_text("Facilitator F1 is with sets A and B on the same day, 2026-09-07")
    panel.get_by_label("Set B, meeting 1", exact=True).fill("2026-09-11")
    expect(panel).not_to_contain_text("Facilitator F1 is with")
    panel.get_by_label("Starts at").fill("14:00")
    panel.get_by_role("button", name="Save the meetings").click()
    saved(page, "Meetings saved: 12 new")
    assert violations(page) == []
    panel.get_by_role("button", name="Save calendar file").click()
    saved(page, "meetings-2026-autumn.ics")
    tab(page, "Course")
    expect(page.locator(".alsnb-steps")).to_contain_text("ground rules not agreed yet: set B")
    ran_nothing(page)

    with alsnb.open_log(workbook / "cohort.db") as log:
        assert alsnb.check(log) == []
        frames = log.frames()
        assert {draft.rpartition(":")[2] for draft in log.drafts()} == {"place", "sets", "rules", "plan"}
    (course,) = frames.cohorts.to_dict("records")
    assert (course["cohort"], course["module"], course["format"]) == (
        "2026-autumn",
        "Coaching and mentoring",
        "chester",
    )
    assert (course["start"].date(), course["consent_release"].date()) == (date(2026, 9, 7), date(2027, 6, 30))
    assert (course["planned_meetings"], course["interval_weeks"], course["planned_minutes"]) == (6, 4, 180)
    assert course["smallest_cell"] == 10

    place = door.root / ".home" / "data" / "alsnb" / "rosters" / "2026-autumn.csv"
    roster = Roster.open("2026-autumn", path=place)
    assert len(roster.people) == 14
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert {path.name for path in place.parent.iterdir()} == {place.name}
    code_of = roster.code_of
    assert roster.person_of(code_of("Zoë O'Connell")).email == "zoe@example.org"
    members = frames.members.set_index("member")
    assert sorted(members.index) == [f"A{number:02}" for number in range(1, 15)]
    assert sorted(members.index) == sorted(person.code for person in roster)
    expected = {
        "Anna Smith": ("Deputy head", "Hall; Green School", "senior"),
        "Mei Tung": ("Teacher", "Lake School", "junior"),
    }
    for name, said in expected.items():
        assert tuple(members.loc[code_of(name), ["role", "organisation", "level"]]) == said
    assert members.loc[code_of("Zoë O'Connell"), "role"] == f"PA to [member {code_of('Anna Smith')}]"
    managed = {"José Muñoz": "Anna Smith", "Zoë O'Connell": "Anna Smith", "Jürgen Wießner": "Priya Ravindran",
               "Mei Tung": "Kateřina Dvořáková", "Yusuf Demircan": "Oluwaseun Adébáyò"}  # fmt: skip
    for name, manager in managed.items():
        assert list(members.loc[code_of(name), "managed_by"]) == [code_of(manager)]
        assert code_of(name) in members.loc[code_of(manager), "manages"]
        assert members.loc[code_of(name), "learning_set"] != members.loc[code_of(manager), "learning_set"]
    assert members["managed_by"].map(len).sum() == len(managed)
    assert members["learning_set"].value_counts().to_dict() == {"A": 7, "B": 7}

    sets = frames.learning_sets.set_index("learning_set")
    assert list(sets.index) == ["A", "B"]
    for label in "AB":
        assert list(sets.loc[label, "ground_rules"]) == [
            "attend all the meetings",
            "build strong trust",
            "confidentiality",
        ]
    assert sorted(sets.loc["A", "agreed_by"]) == sorted(members.index[members["learning_set"] == "A"])
    assert sets.loc["A", "agreed_on"].date() == date(2026, 9, 8)
    assert sets.loc["A", "facilitation"] == "external"

    meetings = frames.meetings.set_index(["learning_set", "cycle"])
    days = {
        label: [meetings.loc[(label, cycle), "planned_on"].date().isoformat() for cycle in range(1, 7)]
        for label in "AB"
    }
    assert days["A"] == ["2026-09-07", "2026-10-05", "2026-11-09", "2026-11-30", "2026-12-28", "2027-01-25"]
    assert days["B"] == ["2026-09-11", "2026-10-08", "2026-11-12", "2026-12-03", "2026-12-31", "2027-01-28"]
    assert set(meetings["facilitator"]) == {"F1"}
    assert set(meetings["planned_minutes"]) == {180}
    assert meetings["held_on"].isna().all()

    events = icalendar.Calendar.from_ical((workbook / "meetings-2026-autumn.ics").read_bytes()).walk("VEVENT")
    assert sorted(each.decoded("DTSTART").date().isoformat() for each in events) == sorted(days["A"] + days["B"])
    assert {str(each["SUMMARY"]) for each in events} >= {"Set A: meeting 1 of 6", "Set B: meeting 6 of 6"}
    assert {each.decoded("DTSTART").hour for each in events} == {14}

    everything = bytes_of(workbook)
    for part in {part for name in NAMES for part in name} - {"Hall", "Anna", "Mei"} | {
        "anna.smith@",
        "Anna Smith",
        "Someone Outside",
        "No. 1007",
    }:
        for spelt in (part, part.lower(), part.upper()):
            assert spelt.encode() not in everything, spelt
    assert b"Anna" not in everything
    assert b"Adeb" not in everything


@pytest.fixture
def furnished(workbook):
    """A workbook whose log has a cohort with fourteen members in two sets."""
    with alsnb.open_log(workbook / "cohort.db") as log:
        log.add(alsnb.Cohort(cohort="C", format="wales", start=date(2026, 9, 7), planned_meetings=3, interval_weeks=4))
        log.add([alsnb.LearningSet(learning_set=label) for label in "AB"])
        log.add([alsnb.Member(member=f"A{at:02}", learning_set="AB"[at % 2], role="Nurse") for at in range(1, 15)])
    return workbook


def typed_in(page):
    """Each text field of each tab, by what is typed into it."""
    return [
        ("Course", page.get_by_label("Module"), "Coaching"),
        ("People", page.get_by_label("Paste a list here"), "Name;E-mail\nGoldilocks Bearheart;goldi@example.org"),
        ("People", page.get_by_label("Full name (required)"), "Rumpel Stiltskin"),
        ("People", page.get_by_role("form", name="Add one person").get_by_label("E-mail"), "rumpel@example.org"),
        ("People", page.get_by_role("form", name="Add one person").get_by_label("Role"), "Spinner"),
        ("Sets", page.get_by_label("Minimum set size"), "4"),
        ("Sets", page.get_by_label("Random seed"), "77"),
        ("Ground rules", page.get_by_label("Ground rules for every set, one per line"), "no spinning"),
        ("Ground rules", page.get_by_role("textbox", name="Name", exact=True), "The weavers"),
        ("Calendar", page.get_by_label("Days to skip"), "2026-10-05 harvest"),
        ("Calendar", page.get_by_label("Facilitator of set B"), "F9"),
        ("Calendar", page.get_by_label("Minutes", exact=True), "175"),
    ]


LOSSES = {
    "kernel killed": lambda door, page, path: (door.kill(page), door.run_again(page)),
    "kernel restarted": lambda door, page, path: (door.restart(page), door.run_again(page)),
    "page reloaded": lambda door, page, path: door.open(page, path),
}


def test_it_goes_by_keyboard_alone_and_hostile_text_stays_text(door, page, workbook):
    door.open(page, f"{workbook.name}/cohort_setup.ipynb")
    shown(page)
    keys = page.keyboard

    def on(locator, *presses):
        locator.focus()
        for press in presses:
            keys.press(press)

    page.get_by_label("Cohort (required)").focus()
    keys.type("<b>C</b>")
    page.get_by_label("Module").focus()
    keys.type(HOSTILE)
    keys.press("Control+s")
    expect(page.get_by_role("tabpanel", name="Course")).to_contain_text("The code “<b>C</b>” cannot be used.")
    expect(page.get_by_label("Cohort (required)")).to_be_focused()
    keys.press("Control+a")
    keys.type("C")
    keys.press("Control+s")
    expect(page.locator(".alsnb-steps")).to_contain_text("cohort C is saved")
    on(page.get_by_role("tab", name="Course"), "ArrowRight")
    expect(page.get_by_role("tab", name="People")).to_be_focused()
    panel = page.get_by_role("tabpanel", name="People")
    page.get_by_label("Paste a list here").focus()
    image = "<img src=x onerror=window.hit=1>"
    rows = [f'"{letter * 3} {image}"|{letter}@example.org|"{HOSTILE}"|"{HOSTILE}"|x' for letter in "abcdefghij"]
    rows = ["Name|E-mail|Role|Org|Level", *rows, f"{HOSTILE[:32]} Surname|{HOSTILE}"]
    keys.insert_text("\n".join(rows))
    expect(panel.get_by_role("button", name="Save 11 people")).to_be_enabled()
    on(panel.get_by_role("button", name="Save 11 people"), "Enter")
    saved(page, "Saved 11 people")
    on(page.get_by_role("checkbox", name="Show names beside codes"), "Space")
    on(page.get_by_role("tab", name="People"), "ArrowRight")
    panel = page.get_by_role("tabpanel", name="Sets")
    on(panel.get_by_role("button", name="Add a pair"), "Enter")
    keys.type("A01")
    keys.press("Tab")
    keys.type("A02")
    on(panel.get_by_role("button", name="Make sets"), "Enter")
    saved(page, "2 sets proposed")
    on(panel.get_by_role("checkbox", name="Lock A01"), "Space")
    on(panel.get_by_role("button", name="Try another seed"), "Enter")
    expect(panel).to_contain_text("Random seed 2")
    on(panel.get_by_role("button", name="Save these sets"), "Enter")
    saved(page, "Saved. Members in a set: 11. Sets: 2.")
    on(page.get_by_role("tab", name="Sets"), "ArrowRight")
    panel = page.get_by_role("tabpanel", name="Ground rules")
    page.get_by_label("Ground rules for every set, one per line").focus()
    keys.type(HOSTILE)
    on(panel.get_by_role("button", name="Give these rules to every set"), "Enter")
    saved(page, "1 ground rule given to sets A and B")
    on(panel.locator("details.alsnb-card summary").first, "Enter")
    page.get_by_role("textbox", name="Name", exact=True).focus()
    keys.type(HOSTILE)
    keys.press("Control+s")
    expect(panel.locator(".alsnb-status").first).to_contain_text("saved")
    on(page.get_by_role("tab", name="Ground rules"), "End")
    panel = page.get_by_role("tabpanel", name="Calendar")
    page.get_by_label("First day").focus()
    keys.type("09072026")
    said_of = {"Meetings": "2", "Weeks between": "4", "Days to skip": HOSTILE, "Facilitator of set A": HOSTILE[:90]}
    for label, said in said_of.items():
        panel.get_by_label(label, exact=label == "Meetings").focus()
        keys.type(said)
    expect(panel).to_contain_text("4 not saved yet")
    expect(panel).to_contain_text("found “<script>window.hit")
    on(panel.get_by_role("button", name="Save the meetings"), "Enter")
    saved(page, "Not saved: not all days to skip can be read. Line 1: found “<script>")
    on(panel.get_by_label("Days to skip"), "Control+a")
    keys.press("Delete")
    on(panel.get_by_role("button", name="Keep the facilitator's code of set A"), "Enter")
    expect(panel.locator(".alsnb-setrow + .alsnb-row").first).to_be_empty()
    on(panel.get_by_role("button", name="Save the meetings"), "Enter")
    saved(page, "Meetings saved: 4 new")
    on(panel.get_by_role("button", name="Save calendar file"), "Enter")
    saved(page, "meetings-C.ics")
    ran_nothing(page)
    assert page.locator(".alsnb img, .alsnb script").count() == 0
    with alsnb.open_log(workbook / "cohort.db") as log:
        frames = log.frames()
        where = frames.members.set_index("member")["learning_set"]
        assert len(where) == 11
        assert where["A01"] != where["A02"]
        assert frames.members["organisation"].str.contains("<", regex=False).sum() == 10
        assert frames.cohorts.loc[0, "module"] == HOSTILE
        assert set(frames.learning_sets["name"].dropna()) == {HOSTILE}
        assert set(frames.meetings["facilitator"].dropna()) == {HOSTILE[:90]}
    events = icalendar.Calendar.from_ical((workbook / "meetings-C.ics").read_bytes()).walk("VEVENT")
    assert len(events) == 4


def test_what_cannot_be_read_is_asked_about_nothing_typed_is_lost_and_no_name_is_left(door, page, furnished):
    def in_view_and_focused(panel, text):
        echo = panel.locator(".alsnb-echo")
        expect(echo).to_contain_text(text)
        expect(echo).to_be_in_viewport()
        page.wait_for_function("document.activeElement.closest('.alsnb')")

    page.set_viewport_size({"width": 1000, "height": 700})
    path = f"{furnished.name}/cohort_setup.ipynb"
    door.open(page, path)
    shown(page)
    panel = tab(page, "Calendar")
    save = panel.get_by_role("button", name="Save the meetings")
    minutes, day = panel.get_by_label("Minutes", exact=True), panel.get_by_label("Set B, meeting 2", exact=True)
    minutes.click()
    page.keyboard.type("e")  # no number, and no value
    panel.get_by_label("Days to skip").fill("2026-10-05/2026-10-06 fair")
    expect(panel).to_contain_text("Skipped: Mon 5 Oct 2026 – Tue 6 Oct 2026, 2 days: fair.")
    save.click()
    expect(minutes).to_be_focused()
    expect(panel.locator(".alsnb-problem", has_text="Enter a number")).to_be_visible()
    assert violations(page) == []
    minutes.fill("90")
    day.click()
    page.keyboard.press("Backspace")  # half a date, and no value
    save.click()
    expect(day).to_be_focused()
    expect(panel.locator(".alsnb-problem", has_text="Enter a whole date")).to_be_visible()
    with alsnb.open_log(furnished / "cohort.db") as log:
        assert log.frames().meetings.empty
    day.fill("2026-10-13")
    who = panel.get_by_label("Facilitator of set A")
    who.fill("Elizabeth Smith")
    expect(panel.locator(".alsnb-problem", has_text="looks like a name")).to_be_visible()
    save.click()
    in_view_and_focused(panel, "Not saved: look at the facilitator's code of set A")
    expect(who).to_have_value("Elizabeth Smith")
    panel.get_by_role("button", name="Keep the facilitator's code of set A").click()
    expect(panel.locator(".alsnb-problem", has_text="looks like a name")).to_have_count(0)
    save.click()
    in_view_and_focused(panel, "Meetings saved: 6 new")
    with alsnb.open_log(furnished / "cohort.db") as log:
        meetings = log.frames().meetings.set_index(["learning_set", "cycle"])
    assert set(meetings["planned_minutes"]) == {90}
    assert meetings.loc[("B", 2), "planned_on"].date() == date(2026, 10, 13)
    assert meetings.loc[("A", 2), "planned_on"].date() == date(2026, 10, 12)

    panel = tab(page, "People")
    rows = "\n".join(f"Person {first}{last}lin;p{first}{last}@example.org" for first in "ABCDE" for last in "abcdef")
    panel.get_by_label("Paste a list here").fill(f"Name;E-mail\n{rows}")
    button = panel.get_by_role("button", name="Save 30 people")
    expect(button).to_be_visible()
    panel.get_by_label("New people take part from meeting").first.fill("2")
    button.click()
    in_view_and_focused(panel, "Saved 30 people: 30 new")
    expect(panel.locator(".alsnb-echo")).to_be_focused()
    panel.get_by_role("button", name="Change A15").click()
    panel.get_by_role("form", name="Member A15").get_by_label("Role").fill("Head")
    panel.get_by_role("form", name="Member A15").locator("button[type=submit]").click()
    expect(panel.locator(".alsnb-echo")).to_contain_text("Member A15 is saved.")
    code = panel.locator(".alsnb-card .alsnb-rename")
    code.locator("summary").click()
    code.get_by_label("New code").fill("Elizabeth")
    code.get_by_role("button", name="Change the code").click()
    expect(code.locator(".alsnb-problem", has_text="looks like a name")).to_be_visible()
    code.get_by_label("New code").fill("B15")
    code.get_by_role("button", name="Change the code").click()
    in_view_and_focused(panel, "A15 is B15 from now on")
    panel.get_by_text("Slips for members").click()
    panel.get_by_role("button", name="Show the slips").click()
    expect(panel.get_by_role("region", name="Slips").get_by_role("row").nth(30)).to_be_visible()
    expect(panel.get_by_role("region", name="Slips").get_by_role("row", name="B15")).to_contain_text(re.compile("lin"))
    assert violations(page) == []

    panel = tab(page, "Calendar")
    panel.get_by_label("Days to skip").fill("2026-12-21 the last word")
    page.goto("about:blank")  # at once: the last words are kept all the same
    door.open(page, path)
    shown(page)
    expect(tab(page, "Calendar").get_by_label("Days to skip")).to_have_value("2026-12-21 the last word")
    with alsnb.open_log(furnished / "cohort.db") as log:
        assert log.frames().members.set_index("member")["first_cycle"].value_counts().to_dict() == {2: 30, 1: 14}

    # All that is typed into all steps, and then everything dies.
    tab(page, "People").get_by_text("Add one person by hand").click()
    tab(page, "Ground rules").locator("details.alsnb-card summary").first.click()
    for name, field, text in typed_in(page):
        tab(page, name)
        field.fill(text)
    tab(page, "Sets").get_by_label("Set of A01", exact=True).select_option("A")
    place = door.root / ".home" / "data" / "alsnb" / "rosters"  # where what names people is kept

    def kept():
        everything = drafts(furnished / "cohort.db") + "".join(each.read_text() for each in place.glob(".draft-*.json"))
        return all(json.dumps(text)[1:-1] in everything for _, _, text in typed_in(page))

    until(kept)
    arrived(page)
    for loss in LOSSES.values():
        loss(door, page, path)
        shown(page)
        for name, field, text in typed_in(page):
            tab(page, name)
            expect(field, name).to_have_value(text)
        expect(tab(page, "Sets").get_by_label("Set of A01", exact=True)).to_have_value("A")
        everything = bytes_of(furnished)
        assert not [name for name in (b"Goldilocks", b"Bearheart", b"goldi@", b"Stiltskin") if name in everything]
