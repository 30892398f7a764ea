"""What a hasty person does, in a real JupyterLab: stray keys and clicks, half a date, leaving amid a word."""

from lab import violations
from playwright.sync_api import expect

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


def test_stray_keys_and_clicks_never_reach_the_notebook(lab, page, notebook):
    shown(lab, page, notebook)
    expect(page.locator(".alsnb")).to_be_focused()
    press(page, "d", "d", "x", "r", "m", "1", "a", "Space")
    expect(page.locator(".alsnb form")).to_be_visible()
    for place in ((600, 5), (5, 300)):
        page.locator(".alsnb").click(position={"x": place[0], "y": place[1]})
        press(page, "d", "d", "x", "r", "b", "Space")
    page.locator(".alsnb h3").click()
    press(page, "d", "d", "x")
    assert page.locator(".jp-Cell").count() == 1
    assert page.locator(".jp-CodeCell").count() == 1
    expect(page.locator(".alsnb form")).to_be_visible()
    assert violations(page) == []
