"""The board and the coding screen on logs of real data: what they show is recounted from the files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lab import violations
from playwright.sync_api import expect

SCRIPT = Path(__file__).parents[2] / "bench" / "realdata.py"


def filled(workbook, what: str, name: str) -> Path:
    """A workbook whose log is made of real data; the data."""
    folder = os.environ.get("ALSNB_REALDATA")
    if not folder:
        pytest.skip("ALSNB_REALDATA is not set: it names the folder that holds ami/ and reflectsumm/")
    (workbook / "cohort.db").unlink()
    subprocess.run([sys.executable, SCRIPT, what, Path(folder) / name, workbook / "cohort.db"], check=True)
    return Path(folder) / name


def fits(page) -> bool:
    return page.locator(".alsnb").first.evaluate("node => node.scrollWidth <= node.clientWidth + 1")


def test_real_meetings_are_on_the_board_and_a_real_course_is_coded(door, page):
    folders = {what: door.workbook(f"real-{what}") for what in ("ami", "reflectsumm")}
    meeting(door, page, folders["ami"], filled(folders["ami"], "ami", "ami"))
    page.set_viewport_size({"width": 1000, "height": 900})
    coding(door, page, folders["reflectsumm"], filled(folders["reflectsumm"], "reflectsumm", "reflectsumm/units.jsonl"))


def meeting(door, page, workbook, data):
    with (data / "contributions.csv").open(encoding="utf-8", newline="") as file:
        said = [row for row in csv.DictReader(file) if row["meeting"] == "ES2002b"]
    seconds = Counter()
    for row in said:
        seconds[row["member"]] += max(0.0, float(row["end"]) - float(row["start"]))
    door.open(page, f"{workbook.name}/set_meeting.ipynb")
    expect(page.locator(".alsnb h2")).to_have_text("Set ES2002 · meeting 5")  # four were held
    assert violations(page) == []
    expect(page.locator(".alsnb-card", has_text="agreed in meeting 1")).not_to_have_count(0)
    page.locator(".alsnb-head select").nth(1).select_option("2")
    expect(page.locator(".alsnb h2")).to_have_text("Set ES2002 · meeting 2")
    page.get_by_role("tab", name="Summary").click()
    summary = page.get_by_role("tabpanel", name="Summary")
    (first, most), *_ = seconds.most_common()
    expect(summary).to_contain_text(f"{first} spoke most, {round(100 * most / seconds.total())} %")
    expect(summary.get_by_role("row", name=first)).to_contain_text(f"{int(most // 60)} min {round(most % 60)} s")
    expect(summary).to_contain_text("Actions noted outside the airtimes")  # nobody presented
    expect(summary.locator("li", has_text="UI Concept")).to_contain_text("MEE007")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    for tab in ("Opening", "Airtime", "Closing", "Summary"):
        page.get_by_role("tab", name=tab).click()
        assert fits(page)


def coding(door, page, workbook, data):
    units = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    written = Counter()
    for unit in units:
        written[unit["course"]] += len(unit["reflections"])
    (course, count), *_ = written.most_common()
    themes = {each["phrase"] for unit in units if unit["course"] == course for each in unit["themes"]}
    door.open(page, f"{workbook.name}/theme_coding.ipynb")
    page.get_by_role("button", name=course).click()
    page.get_by_label("Your code as a coder").fill("T1")
    page.get_by_role("button", name="Start coding").click()
    expect(page.locator(".coding-progress")).to_contain_text(f"0 of {count} done")
    expect(page.locator(".coding-theme")).to_have_count(len(themes))
    # However many they are, a theme is found by its name, and the end of a reflection is not far.
    theme = max(themes)
    text = page.locator(".coding-text")
    said = text.inner_text()
    text.focus()
    page.keyboard.press("/")
    page.keyboard.type(theme)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Chosen: {theme}.")).to_be_visible()
    whole = page.locator(".coding-panel").bounding_box()
    assert whole["height"] < 2 * page.viewport_size["height"]
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".coding-progress")).to_contain_text(f"1 of {count} done")
    expect(text).not_to_have_text(said)
    page.get_by_role("tab", name="Codebook").click()
    cards = page.get_by_role("tabpanel", name="Codebook").locator(".alsnb-card")
    expect(cards).to_have_count(len(themes))
    page.get_by_role("tabpanel", name="Codebook").get_by_label("Find a theme").fill(theme)
    expect(cards).to_have_count(sum(theme.lower() in each.lower() for each in themes))
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    for tab in ("Code", "Codebook", "Agreement"):
        page.get_by_role("tab", name=tab, exact=True).click()
        assert fits(page)
