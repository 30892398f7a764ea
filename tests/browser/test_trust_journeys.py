"""What a hasty person does, in a real JupyterLab: stray keys and clicks, half a date, leaving amid a word."""

import re

from lab import violations
from playwright.sync_api import expect

import alsnb

CODE = """
import os, alsnb
from alsnb.widgets import form
log = alsnb.open_log("x.db", create=not os.path.exists("x.db"), author="A1")
form(log, alsnb.{record}, **{known})
"""
ACTION = {"member": "A1", "cohort": "C", "cycle": 1, "learning_set": "A", "airtime": None, "another": "Add another"}


def shown(lab, page, notebook, record="Action", known=ACTION):
    path = notebook(CODE.format(record=record, known=known))
    lab.open(page, path)
    expect(page.locator(".alsnb form")).to_be_visible()
    return path


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def actions(folder):
    with alsnb.open_log(folder / "x.db") as log:
        return sorted(log.frames().actions["what"])


def is_in_view(locator):
    return locator.evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    )


def test_half_a_date_is_asked_about_adding_says_what_was_added_and_the_last_letters_are_kept(lab, page, notebook):
    page.set_viewport_size({"width": 1000, "height": 500})
    path = shown(lab, page, notebook)
    form = page.locator(".alsnb form")
    # A form that has just been shown has the focus: keys that are commands in a notebook do nothing.
    expect(page.locator(".alsnb")).to_be_focused()
    press(page, "d", "d", "x", "r", "m", "1", "a", "Space")
    page.locator(".alsnb h3").click()
    press(page, "d", "d", "x")
    assert page.locator(".jp-Cell").count() == page.locator(".jp-CodeCell").count() == 1
    assert violations(page) == []
    status, due = form.locator(".alsnb-status"), page.get_by_label("By when")
    page.get_by_label("I will").fill("Ask")
    due.focus()
    page.keyboard.type("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(form).to_contain_text("Enter a whole date, such as 12 May 2026.")
    expect(due).to_be_focused()
    expect(due).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("I will")).to_have_value("Ask")
    assert actions(notebook.folder) == []
    due.fill("6122-05-12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(form).to_contain_text("Is the year right?")
    expect(page.get_by_label("I will")).to_have_value("Ask")
    due.fill("2026-12-12")
    expect(status).to_contain_text("draft kept")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status).to_have_text("saved: “Ask”")
    expect(page.get_by_label("I will")).to_be_focused()  # what is typed next belongs there
    assert is_in_view(status)
    expect(page.get_by_label("I will")).to_have_value("")
    page.get_by_label("I will").fill("Listen")
    page.keyboard.press("Control+s")
    expect(status).to_have_text("saved: “Listen”")
    expect(page.get_by_label("I will")).to_be_focused()
    assert actions(notebook.folder) == ["Ask", "Listen"]
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_label("I will")).to_have_value("Listen")
    page.get_by_label("I will").fill("Listen first")
    page.get_by_role("button", name="Save the change").click()
    expect(status).to_have_text("saved: “Listen first”")
    expect(page.get_by_label("I will")).to_have_value("")
    # A kernel that is gone: each is kept by itself.
    lab.kill(page)
    for what in ("Wait", "Thank"):
        page.get_by_label("I will").fill(what)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(status).to_contain_text(f"“{what}” is kept in this browser")
        expect(page.get_by_label("I will")).to_have_value("")
    lab.run(page)
    expect(status).to_have_text("saved: “Thank”")
    assert actions(notebook.folder) == ["Ask", "Listen first", "Thank", "Wait"]
    # Left amid a word.
    said = "typed to the last letter"
    page.get_by_label("I will").press_sequentially(said)
    page.goto("about:blank")
    lab.open(page, path)
    expect(page.get_by_label("I will")).to_have_value(said)
    expect(status).to_contain_text(re.compile("unsaved draft|draft kept"))
