"""A cohort set up in a real JupyterLab: course, a messy list of people, sets, ground rules, calendar."""

import re
import stat
from datetime import date

import icalendar
from lab import violations
from playwright.sync_api import expect

import alsnb
from alsnb.privacy import Roster

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> **b** $\\TeX$ =HYPERLINK('x')"
MESSY = """\ufeffTeilnehmer Herbst 2026

First Name;Nachname;E-Mail address;Org.;Job title;Grade;Line manager;Employee no
Anna;Smith;anna.smith@example.org;"Hall; Green School";Deputy head;senior;;1001
José;Muñoz;jose@example.org;North Council;Officer;middle;Smith, Anna;1002

Zoë;O'Connell;zoe@@example.org;North Council;PA to Anna Smith;junior;anna.smith@example.org;1003
Priya;Ravindran;priya@example.org;Hill Trust;Nurse;senior;;1004
Jürgen;Wießner;juergen@example.org;Hill Trust;Nurse;middle;Priya Ravindran;1005
Oluwaseun;Adébáyò;olu@example.org;North Council;Planner;senior;;1006
Kateřina;Dvořáková;katerina@example.org;Lake School;Teacher;middle;;1007
Mei;Tung;mei@example.org;Lake School;Teacher;junior;Kateřina Dvořáková;1008
Rasmus;Østergård;rasmus@example.org;Hill Trust;Planner;junior;;1009
Siobhán;Kilbride;siobhan@example.org;Lake School;Head;senior;;1010
Yusuf;Demircan;yusuf@example.org;North Council;Officer;junior;Oluwaseun Adébáyò;1011
Beatriz;Quintanilha;beatriz@example.org;Hill Trust;Nurse;middle;;1012
Tomasz;Wróblewski;tomasz@example.org;Lake School;Teacher;senior;;1013
Ingrid;Halvorsen;ingrid@example.org;North Council;Planner;middle;Someone Outside;1014
ANNA;smith;anna.smith@example.org;;;;;1015
"""
NAMES = re.findall(r"^(\w+);([\w']+);", MESSY, re.M)


def saved(page, text):
    expect(page.locator(".alsnb-notice")).to_contain_text(text, timeout=30_000)


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    return page.get_by_role("tabpanel", name=name, exact=True)


def shown(page):
    expect(page.get_by_role("heading", name="Setting a cohort up").last).to_be_visible(timeout=60_000)
    expect(page.get_by_role("tab", name="People")).to_be_visible(timeout=60_000)


def bytes_of(workbook):
    return b"".join(path.read_bytes() for path in workbook.rglob("*") if path.is_file())


def test_a_cohort_is_set_up_from_nothing(lab, page, workbook, tmp_path):
    lab.open(page, f"{workbook.name}/cohort_setup.ipynb")
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
    assert panel.get_by_label("Nobody sits with their line manager").input_value() == "must"
    panel.get_by_label("Most in a set").fill("8")
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
    saved(page, "Saved: 14 members in 2 sets")
    page.get_by_label("Show names beside codes").check()
    expect(panel).to_contain_text("Anna Smith")

    panel = tab(page, "Ground rules")
    rules = panel.get_by_label("Ground rules for every set, one a line")
    expect(rules).to_have_value("attend all the meetings\nbuild strong trust")
    panel.get_by_text("Rules of other formats, to add").click()
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
    card.get_by_role("button", name="Save set A").click()
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
    expect(page.locator(".alsnb-steps")).to_contain_text("set B has not agreed on theirs yet")
    assert page.evaluate("window.hit") is None

    with alsnb.open_log(workbook / "cohort.db") as log:
        assert alsnb.check(log) == []
        frames = log.frames()
        assert {draft.rpartition(":")[2] for draft in log.drafts()} == {"cohort", "sets", "rules", "plan"}
    (course,) = frames.cohorts.to_dict("records")
    assert (course["cohort"], course["module"], course["format"]) == (
        "2026-autumn",
        "Coaching and mentoring",
        "chester",
    )
    assert (course["start"].date(), course["consent_release"].date()) == (date(2026, 9, 7), date(2027, 6, 30))
    assert (course["planned_meetings"], course["interval_weeks"], course["planned_minutes"]) == (6, 4, 180)
    assert course["smallest_cell"] == 10

    place = lab.root / ".home" / "data" / "alsnb" / "rosters" / "2026-autumn.csv"
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
        "1007",
    }:
        for spelt in (part, part.lower(), part.upper()):
            assert spelt.encode() not in everything, spelt
    assert b"Anna" not in everything
    assert b"Adeb" not in everything
