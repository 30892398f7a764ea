"""A form in a real JupyterLab: what is typed is never lost, and what is saved is what was typed."""

import subprocess
from functools import partial

import pytest
from lab import CHROMIUM, FLAGS, kept_in_log
from playwright.sync_api import expect

import alsnb

CODE = """
import os, alsnb
from alsnb.widgets import form
log = alsnb.open_log("x.db", create=not os.path.exists("x.db"), author="A1")
form(log, alsnb.{record}, **{known})
"""
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


def test_text_comes_back_after_every_loss(lab, page, browser, notebook, shown):
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
        lose()
        expect(status(page), loss).to_contain_text("unsaved draft from")
        expect(text(page), loss).to_have_value(said)
        expect(page.get_by_label("Prompt", exact=True), loss).to_have_value("What surprised you?")
        said += f", until {loss}"
        text(page).fill(said)
        expect(status(page)).to_contain_text("save when you are ready")
    kept_in_log(path, said)
    # And in another browser, which has kept nothing.
    other = browser.new_context()
    fresh = other.new_page()
    page.close()
    lab.open(fresh, of_notebook)
    expect(text(fresh)).to_have_value(said)
    fresh.get_by_role("button", name="Save", exact=True).click()
    expect(status(fresh)).to_contain_text("saved")
    assert held(path) == [said]
    other.close()


def test_text_comes_back_after_the_browser_is_killed(lab, playwright, notebook, tmp_path):
    path = notebook(CODE.format(record="Reflection", known=REFLECTION))
    start = partial(playwright.chromium.launch_persistent_context, tmp_path / "profile", executable_path=CHROMIUM)
    kept, after = "one two three four five ", "six seven eight nine ten"
    page = start(args=FLAGS).new_page()
    lab.open(page, path)
    text(page).press_sequentially(kept)
    # From here on, this much is promised; of what is typed later, whatever the kernel has been told.
    expect(status(page)).to_contain_text("save when you are ready")
    kept_in_log(notebook.folder / "x.db", kept)
    text(page).press_sequentially(after)
    subprocess.run(["pkill", "-KILL", "-f", str(tmp_path / "profile")], check=True)
    with start(args=FLAGS) as later:
        page = later.new_page()
        lab.open(page, path)
        expect(status(page)).to_contain_text("unsaved draft from")
        back = text(page).input_value()
    assert back.startswith(kept)
    assert (kept + after).startswith(back)
