"""The screens in Voilà and in Notebook 7: filled from a log, worked with, and the log then says so."""

import json

import pytest
from lab import violations
from playwright.sync_api import expect

import alsnb
from alsnb.sample import records


@pytest.fixture(scope="module")
def filled(lab):
    """A workbook whose log holds a cohort already."""
    folder = lab.workbook("filled")
    with alsnb.open_log(folder / "cohort.db") as log:
        log.add(list(records("sample", sets=1, members=6, cycles=2)))
    for name, said in (("student_log", {"member": "A1"}), ("theme_coding", {"coder": "T9"})):
        notebook = json.loads((folder / f"{name}.ipynb").read_text())
        (parameters,) = (each for each in notebook["cells"] if "parameters" in each["metadata"].get("tags", []))
        parameters["source"] = [*parameters["source"], *(f"\n{key} = {value!r}" for key, value in said.items())]
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    return folder


def frames(folder):
    with alsnb.open_log(folder / "cohort.db") as log:
        return log.frames()


def test_the_same_notebooks_work_in_voila_and_in_notebook_7(lab, page, filled):
    lab.warm(*(f"{filled.name}/{name}.ipynb" for name in ("set_meeting", "theme_coding", "cohort_setup")))
    show(lab, page, filled, "student_log", "voila")
    page.get_by_role("tab", name="My actions").click()
    what = page.get_by_label("I will (required)")
    what.fill("Ask first")
    what.press("Control+s")
    expect(page.locator(".alsnb-status", has_text="saved").first).to_be_visible()
    assert "Ask first" in set(frames(filled).actions["what"])
    assert violations(page) == []
    for name, app in (("cohort_setup", "voila"), ("set_meeting", "notebooks"), ("theme_coding", "notebooks")):
        show(lab, page, filled, name, app)
        can_be_used(page)
    for name, app in (("cohort_setup", "notebooks"), ("student_log", "doc/tree")):
        show(lab, page, filled, name, app)
        stray_clicks_and_keys_delete_and_change_no_cell(page, filled / f"{name}.ipynb")
        show(lab, page, filled, name, app)


def can_be_used(page):
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel")).not_to_be_empty()
    assert violations(page) == []


def cells_of(path):
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_text())["cells"]]


def stray_clicks_and_keys_delete_and_change_no_cell(page, path):
    before = cells_of(path)
    for cell in (*page.locator(".jp-Cell").all(), page.locator(".alsnb")):
        box = cell.bounding_box()
        # Beside the form, where a click is the notebook's.
        page.mouse.click(box["x"] + box["width"] - 12, box["y"] + min(box["height"], 400) - 8)
        for key in ("d", "d", "x", "r", "m", "1", "Shift+M", "Enter", "z", "Escape", "d", "d", "x"):
            page.keyboard.press(key)
        expect(page.locator(".jp-Cell")).to_have_count(len(before))
        expect(page.locator(".alsnb [role=tab]").first).to_be_visible()
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    assert cells_of(path) == before


def show(lab, page, folder, name, app):
    path = f"{folder.name}/{name}.ipynb"
    lab.open_in_voila(page, path) if app == "voila" else lab.open(page, path, app=app)
    expect(page.locator(".alsnb [role=tab]").first).to_be_visible()
