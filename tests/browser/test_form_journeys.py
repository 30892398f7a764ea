"""A form in a real JupyterLab: what is typed is never lost, and what is saved is what was typed."""

import re
import subprocess
import time
from functools import partial

import pytest
from lab import CHROMIUM, FLAGS, kept_in_log, violations
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


def copied(path):
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    return copy


def held(path):
    with alsnb.open_log(path) as log:
        return [each.text for each in map(log.get, log.frames().reflections["entry"])]


def test_what_is_typed_is_saved_amended_and_undone_and_a_form_says_where_things_stand(page, shown):
    path = shown()
    form = page.locator(".alsnb form")
    expect(form).to_have_attribute("data-stands", "empty")
    text(page).fill("I asked Gwen.")
    expect(page.get_by_text("Gwen looks like a name")).to_be_visible()
    text(page).fill("The silence.")
    expect(page.get_by_text("looks like a name")).to_be_hidden()
    expect(status(page)).to_contain_text("save when you are ready")
    assert held(path) == []
    page.get_by_label("my set and the tutor").check()
    before = time.time() * 1000
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status(page)).to_contain_text("saved")
    expect(form).to_have_attribute("data-stands", "saved")
    assert held(path) == ["The silence."]
    text(page).fill("The silence, and that I filled it.")
    expect(form).to_have_attribute("data-stands", "typed")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("button", name="Undo the last save")).to_be_visible()
    assert held(path) == ["The silence, and that I filled it."]
    page.get_by_text("History").click()
    expect(page.locator(".alsnb-history li")).to_have_count(2)
    page.get_by_role("button", name="Undo the last save").click()
    expect(text(page)).to_have_value("The silence.")
    # Whoever ends the kernel hard, and copies the log's one file, has it all.
    with alsnb.open_log(copied(path)) as log:
        assert len(log.frames().reflections) == 1
    with alsnb.open_log(path) as log:
        (first,) = map(log.get, log.frames().reflections["entry"])
        assert (first.text, first.visibility, first.prompt) == ("The silence.", "tutor", None)
        assert (first.member, first.cohort, first.cycle, first.learning_set) == ("A1", "C", 1, "A")
        assert [each.record.text for each in log.history(first.entry)] == [
            "The silence.", "The silence, and that I filled it.", "The silence.",
        ]  # fmt: skip
        assert log.draft("anything") is None
        # An entry is as old as the click that saved it, not as the form.
        assert before - 1 <= log.history(first.entry)[0].at <= time.time() * 1000


def test_what_is_typed_while_a_save_is_answered_stays(page, shown):
    path = shown()
    text(page).press_sequentially("one")
    page.keyboard.press("Control+s")
    text(page).press_sequentially(" and two", delay=5)  # some before it is answered, and some after
    expect(status(page)).to_contain_text("draft kept")
    expect(text(page)).to_have_value("one and two")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("saved")
    assert held(path) == ["one and two"]


def test_what_is_missing_or_wrong_is_told_at_the_field_and_nothing_is_saved(page, shown):
    path = shown("Action", member="A1", cohort="C", cycle=1, ask=["what", "due", "success"])
    page.get_by_label("By when").fill("2026-12-01")
    page.get_by_role("button", name="Save", exact=True).click()
    what = page.get_by_label("I will (required)")
    expect(what).to_have_attribute("aria-invalid", "true")
    expect(what).to_be_focused()
    expect(page.locator(".alsnb-alert")).to_contain_text("Not saved yet")
    expect(page.locator(".alsnb-problem").first).to_have_text("is needed")
    with alsnb.open_log(path) as log:
        assert log.frames().actions.empty
    what.fill("Ask, do not tell")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("saved")
    expect(what).to_have_attribute("aria-invalid", "false")
    with alsnb.open_log(path) as log:
        (row,) = log.frames().actions.to_dict("records")
    assert (row["what"], str(row["due"].date())) == ("Ask, do not tell", "2026-12-01")


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


def test_what_is_typed_and_saved_while_no_kernel_answers_is_kept_by_the_browser(lab, page, notebook, shown):
    path = shown()
    lab.kill(page)
    for said in ("first", "second"):
        text(page).fill(said)
        page.keyboard.press("Control+s")
    lab.open(page, f"{notebook.folder.name}/x.ipynb")
    text(page).fill("third")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("button", name="Undo the last save")).to_be_visible()
    expect(text(page)).to_have_value("third")
    expect(status(page)).to_contain_text("saved")
    assert held(path) == ["third"], "saved three times, and one entry"
    lab.kill(page)
    text(page).press_sequentially(", typed into the void")
    expect(status(page)).to_contain_text("draft kept in this browser")
    lab.open(page, f"{notebook.folder.name}/x.ipynb")
    expect(text(page)).to_have_value("third, typed into the void")
    page.get_by_role("button", name="Save the change").click()
    expect(status(page)).to_have_text(re.compile("^saved"))
    assert held(path) == ["third, typed into the void"]


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


@pytest.mark.parametrize("app", ["notebooks", "voila"])
def test_a_form_works_in_notebook_7_and_in_voila(lab, page, notebook, app):
    path = notebook(CODE.format(record="Reflection", known=REFLECTION))
    lab.open_in_voila(page, path) if app == "voila" else lab.open(page, path, app=app)
    text(page).fill("The silence.")
    expect(status(page)).to_contain_text("draft kept")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("saved")
    assert held(notebook.folder / "x.db") == ["The silence."]
    assert violations(page) == []


HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> **b** $\\TeX$ =HYPERLINK('x')"


def test_hostile_text_is_shown_as_it_is_and_runs_nothing(page, shown):
    shown()
    for label in ("Prompt set", "Prompt", "Reflection (required)"):
        page.get_by_label(label, exact=True).fill(HOSTILE[:99] if label == "Prompt set" else HOSTILE)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status(page)).to_contain_text("saved")
    text(page).fill("harmless")
    page.keyboard.press("Control+s")
    page.get_by_text("History").click()
    expect(page.locator(".alsnb-history")).to_contain_text(HOSTILE)
    assert page.evaluate("window.hit") is None
    assert page.locator(".alsnb img, .alsnb script").count() == 0


def test_a_form_can_be_used_by_keyboard_alone_and_the_notebook_does_not_hear_it(page, shown):
    path = shown()
    page.get_by_label("Prompt set").focus()
    for said in ("gibbs", "What happened?", "I asked twice"):
        page.keyboard.type(said)
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")  # would add a cell to the notebook
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("saved")
    assert page.locator(".jp-Cell").count() == 1
    with alsnb.open_log(path) as log:
        (row,) = log.frames().reflections.to_dict("records")
    assert (row["prompt_set"], row["prompt"], row["text"]) == ("gibbs", "What happened?", "I asked twice")
    assert row["visibility"] == "set"
