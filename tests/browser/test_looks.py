"""Every screen of a whole cohort can be read by everybody: in light and dark, on a telephone, enlarged to 200 percent.

With ALSNB_SCREENS=1, this makes most pictures of `docs/screens`.
"""

import pytest
from lab import arrived, enlarged, fits, picture, pictured, violations
from playwright.sync_api import expect

import alsnb
from alsnb import sample

STUDENT = ["My actions", "Prepare my issue", "Reflect", "My journey", "Hand in"]
SETUP = ["Course", "People", "Sets", "Ground rules", "Calendar"]
TOO_SMALL = """() => [...document.querySelectorAll('.alsnb button')].filter((each) => each.offsetParent)
    .filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.textContent)"""


@pytest.fixture
def book(door):
    """A function that makes a workbook whose log holds some records; its name."""

    def make(name, records):
        folder = door.workbook(f"looks-{name}")
        with alsnb.open_log(folder / "cohort.db") as log:
            log.add(list(records))
        return folder.name

    return make


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    return page.get_by_role("tabpanel", name=name, exact=True)


def press(page, name):
    page.get_by_role("button", name=name).click()


def test_every_screen_can_be_read_in_the_dark_enlarged_and_on_a_telephone(door, page, book):
    made = list(sample.records("sample", sets=1, members=6, cycles=4))
    own = book("student", (each for each in made if not isinstance(each, alsnb.Reflection) or each.member == "A3"))
    whole = book("whole", sample.records())
    setup = book("setup", sample.records(sets=2, members=12, cycles=2))
    shown = [
        (f"{own}/student_log.ipynb", student),
        (f"{setup}/cohort_setup.ipynb", cohort),
        (f"{whole}/set_meeting.ipynb", meeting),
        (f"{whole}/theme_coding.ipynb", coding),
    ]
    for path, look in shown:
        page.set_viewport_size({"width": 1200, "height": 2300})
        door.open(page, path)
        expect(page.locator(".alsnb h2")).to_be_visible()
        look(door, page)
        enlarged(page)
        door.light(page)


def student(door, page):
    page.set_viewport_size({"width": 1000, "height": 900})
    assert violations(page) == []
    press(page, "A3 (set A)")
    expect(page.get_by_role("tab", name=STUDENT[0])).to_be_visible()
    for look in ("light", "dark", "narrow"):
        if look == "dark":
            door.dark(page)
        width = 360 if look == "narrow" else 1000
        for name in STUDENT:
            page.get_by_role("tab", name=name).click()
            panel = page.get_by_role("tabpanel", name=name)
            page.set_viewport_size({"width": width, "height": 900})
            if name == "Hand in":
                expect(panel.get_by_text("Your tutor gets").first).to_be_visible()
            assert look == "narrow" or violations(page) == []
            fits(page)
            if pictured() and (name == STUDENT[0] or look == "light"):
                tall = page.locator(".alsnb").first.evaluate("screen => screen.scrollHeight")
                page.set_viewport_size({"width": width, "height": tall + 300})
                suffix = "" if name == STUDENT[0] else f"-{name.split()[-1].lower()}"
                picture(page, f"student_log{suffix}-{look}")


def cohort(door, page):
    page.set_viewport_size({"width": 1000, "height": 2300})
    panel = tab(page, "Sets")
    panel.get_by_label("Levels: importance").select_option("must")
    panel.get_by_label("Set of A1", exact=True).select_option("B")
    expect(panel).to_contain_text("Members of a set are of the same level (must)")
    expect(page.locator(".alsnb-notice")).to_contain_text("A1 is now in set B")
    picture(page, "cohort_setup-light")
    door.dark(page)
    picture(page, "cohort_setup-dark")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 3200})
    picture(page, "cohort_setup-narrow")
    for name in SETUP:
        tab(page, name)
        fits(page)


def meeting(door, page):
    page.set_viewport_size({"width": 1200, "height": 1900})
    press(page, "Start the meeting")
    tab(page, "Airtime")
    page.locator(".alsnb-pick", has_text="A3").first.click()
    press(page, "Start the airtime of A3")
    tile = lambda member: page.locator(f'.alsnb-tile[data-member="{member}"]')  # noqa: E731
    tile("A3").click()
    clock = page.locator(".alsnb-clock")
    for member, key in (("A2", "q"), ("A3", ""), ("A5", "r"), ("A3", ""), ("A7", "a")):
        if member == "A5":
            press(page, "Next stage")
        tile(member).click()
        if key:
            page.keyboard.press(key)
        if pictured():  # contributions of no length tell nobody anything
            expect(clock).not_to_have_text(clock.inner_text())
    arrived(page)
    picture(page, "set_meeting-light")
    door.dark(page)
    picture(page, "set_meeting-dark")
    assert violations(page) == []
    door.light(page)
    page.set_viewport_size({"width": 360, "height": 4300})
    picture(page, "set_meeting-narrow")
    fits(page)
    assert page.evaluate(TOO_SMALL) == []


def coding(door, page):
    page.set_viewport_size({"width": 1200, "height": 2500})
    box = page.get_by_label("Your code as a coder")
    box.fill("T2")
    box.press("Enter")
    expect(page.get_by_text("You code as T2")).to_be_visible()
    press(page, "Understood")
    text = page.locator(".coding-text")
    expect(text).to_be_visible()
    text.focus()
    for key in ("ArrowDown", "1", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "2", "6", "r"):
        page.keyboard.press(key)
    page.get_by_label("suggest themes").check()
    expect(page.locator(".coding-labelled")).not_to_have_count(0)
    assert violations(page) == []
    picture(page, "theme_coding-light")
    tab(page, "Codebook")
    page.get_by_role("button", name="Split change").click()
    assert violations(page) == []
    picture(page, "theme_coding-codebook-light")
    tab(page, "Agreement")
    expect(page.get_by_role("table").first).to_be_visible()
    assert violations(page) == []
    picture(page, "theme_coding-agreement-light")
    door.dark(page)
    assert violations(page) == []
    tab(page, "Code")
    expect(text).to_be_visible()
    assert violations(page) == []
    picture(page, "theme_coding-dark")
    door.light(page)
    page.set_viewport_size({"width": 360, "height": 4000})
    fits(page)
    picture(page, "theme_coding-narrow")
    tab(page, "Agreement")
    fits(page)
    picture(page, "theme_coding-agreement-narrow")
