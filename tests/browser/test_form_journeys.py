"""A form in a real JupyterLab: what is typed is never lost, and what is saved is what was typed."""

import re
import subprocess
from functools import partial

import pytest
from lab import CHROMIUM, FLAGS, arrived, kept_in_log, violations
from playwright.sync_api import expect

import alsnb

CODE = """
import os, alsnb
from alsnb.widgets import form
log = alsnb.open_log("x.db", create=not os.path.exists("x.db"), author="A1")
form(log, alsnb.{record}, **{known})
"""
ACTION = {"member": "A1", "cohort": "C", "cycle": 1, "learning_set": "A", "airtime": None, "another": "Add another"}
REFLECTION = {"member": "A1", "cohort": "C", "cycle": 1, "learning_set": "A"}


@pytest.fixture
def shown(lab, page, notebook):
    """A function that shows a form in a notebook; where the log is."""

    def show(record="Reflection", **known):
        lab.open(page, notebook(CODE.format(record=record, known=known or REFLECTION)))
        expect(page.locator(".alsnb form")).to_be_visible()
        return notebook.folder / "x.db"

    return show


def text(page):
    return page.get_by_label("Reflection (required)")


def status(page):
    return page.locator(".alsnb-status")


def held(path):
    with alsnb.open_log(path) as log:
        return [each.text for each in map(log.get, log.frames().reflections["entry"])]


def test_text_comes_back_after_every_loss(lab, page, playwright, notebook, shown, tmp_path):
    """After each, somebody types on, so that nothing passes for having come back that never went."""
    path = shown()
    of_notebook = f"{notebook.folder.name}/x.ipynb"
    losses = {
        "the kernel is restarted": lambda: (lab.restart(page), lab.run_again(page)),
        "the kernel is killed": lambda: (lab.kill(page), lab.run_again(page)),
        "the page is reloaded": lambda: lab.open(page, of_notebook),
    }
    said = "typed and not saved"
    page.get_by_label("Prompt", exact=True).fill("What surprised you?")
    text(page).press_sequentially(said)
    for loss, lose in losses.items():
        kept_in_log(path, said)
        arrived(page)  # else the next kernel gets it from the browser, as if it had just been typed
        lose()
        expect(status(page), loss).to_contain_text("unsaved draft from")
        expect(text(page), loss).to_have_value(said)
        expect(page.get_by_label("Prompt", exact=True), loss).to_have_value("What surprised you?")
        said += f", until {loss}"
        text(page).fill(said)
        expect(status(page)).to_contain_text("save when you are ready")
    kept_in_log(path, said)
    # And in another browser, which has kept nothing; until it is killed.
    start = partial(playwright.chromium.launch_persistent_context, tmp_path / "profile", executable_path=CHROMIUM)
    page.close()
    fresh = start(args=FLAGS).new_page()
    lab.open(fresh, of_notebook)
    expect(text(fresh)).to_have_value(said)
    kept, after = f"{said} one two three four five ", "six seven eight nine ten"
    text(fresh).fill(kept)
    # From here on, this much is promised; of what is typed later, whatever the kernel has been told.
    expect(status(fresh)).to_contain_text("save when you are ready")
    kept_in_log(path, kept)
    text(fresh).press_sequentially(after)
    subprocess.run(["pkill", "-KILL", "-f", str(tmp_path / "profile")], check=True)
    with start(args=FLAGS) as later:
        fresh = later.new_page()
        lab.open(fresh, of_notebook)
        expect(status(fresh)).to_contain_text(re.compile("unsaved draft|draft kept"))
        back = text(fresh).input_value()
        assert back.startswith(kept)
        assert (kept + after).startswith(back)
        fresh.get_by_role("button", name="Save", exact=True).click()
        expect(status(fresh)).to_contain_text("saved")
    assert held(path) == [back]


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


def test_half_a_date_is_asked_about_adding_says_what_was_added_and_last_letters_are_kept(lab, page, notebook, shown):
    page.set_viewport_size({"width": 1000, "height": 500})
    shown("Action", **ACTION)
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
    lab.open(page, f"{notebook.folder.name}/x.ipynb")
    expect(page.get_by_label("I will")).to_have_value(said)
    expect(status).to_contain_text(re.compile("unsaved draft|draft kept"))
