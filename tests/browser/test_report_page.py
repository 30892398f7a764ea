"""The report in a real browser: it needs no network, fits a phone, is dark where asked, sorts its tables, prints."""

import nbformat
import pandas as pd
import pytest
from lab import violations

import alsnb
from alsnb.reports.files import html as files


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return alsnb.report("alsnb:sample", tmp_path_factory.mktemp("report"))


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_the_screen_and_asks_for_nothing(browser, report, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(report.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


def test_the_headings_lead_through_the_page(browser, report):
    page = browser.new_page()
    page.goto(report.as_uri())
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Cohort report: cohort sample"]
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "Summary", "Participation", "Actions", "Learning themes", "Methods",
    ]  # fmt: skip


def test_the_code_opens_by_keyboard(browser, report):
    page = browser.new_page()
    page.goto(report.as_uri())
    code = page.get_by_text("participation.exposure").first
    assert not code.is_visible()
    page.get_by_text("The code behind this report").focus()
    page.keyboard.press("Enter")
    assert code.is_visible()


def test_it_prints_without_the_code(browser, report):
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert not page.get_by_text("The code behind this report").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1400])
def test_axe_finds_nothing_serious(browser, report, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(report.as_uri())
    assert violations(page, "html") == []


def test_in_the_dark_light_words_stand_on_dark_ground_and_figures_turn_dark(browser, report):
    page = browser.new_page(color_scheme="dark")
    page.goto(report.as_uri())
    ink, paper = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert min(map(int, ink[4:-1].split(", "))) > 200 > 50 > max(map(int, paper[4:-1].split(", ")))
    assert "invert" in page.locator("figure img").first.evaluate("each => getComputedStyle(each).filter")
    page.emulate_media(media="print")
    assert page.locator("figure img").first.evaluate("each => getComputedStyle(each).filter") == "none"


def test_the_contents_stand_beside_the_text_or_fold(browser, report):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(report.as_uri())
    contents = page.get_by_role("navigation", name="Contents")
    link = contents.get_by_role("link", name="Learning themes")
    assert contents.bounding_box()["x"] + contents.bounding_box()["width"] <= page.locator("main").bounding_box()["x"]
    link.click()
    assert 0 <= page.get_by_role("heading", name="Learning themes").bounding_box()["y"] < 100
    assert link.is_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    page.wait_for_selector("nav details:not([open])", state="attached")
    contents.get_by_text("Contents").focus()
    page.keyboard.press("Enter")
    assert link.is_visible()


RESULT = pd.DataFrame({
    "learning_set": ["B", "<i>A10", "a2", "C"],
    "completion": [0.09, 1.0, None, 0.55],
    "completion_low": [0.05, 0.9, None, 0.4],
    "completion_high": [0.2, 1.0, None, 0.7],
    "held_on": pd.to_datetime(["2026-02-01", "2025-12-31", "2026-01-15", None]),
    "words": [1200, 9, 10, 0],
})  # fmt: skip


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    html = alsnb.Page(None).table(RESULT, "Sets").forms["text/html"]
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {"text/html": html})])
    path = tmp_path_factory.mktemp("table") / "table.html"
    path.write_bytes(files.html(nbformat.v4.new_notebook(cells=[cell]), "Sets"))
    return path


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Completion", ["B", "C", "<i>A10", "a2"]),
        ("Held on", ["<i>A10", "a2", "B", "C"]),
        ("Words", ["C", "<i>A10", "a2", "B"]),
        ("Set", ["<i>A10", "a2", "B", "C"]),
    ],
)
def test_tables_sort_by_keyboard_numbers_as_numbers_what_is_unknown_last(browser, table, head, expected):
    page = browser.new_page()
    page.goto(table.as_uri())
    rows = page.locator("tbody td:first-child")
    before = rows.all_inner_texts()
    unknown = {"Completion": "a2", "Held on": "C"}.get(head)
    known = [each for each in expected if each != unknown]
    button = page.get_by_role("columnheader", name=head).get_by_role("button")
    button.focus()
    for order, said in [
        (expected, "ascending"),
        ([*reversed(known), *([unknown] if unknown else [])], "descending"),
        (before, None),
    ]:
        page.keyboard.press("Enter")
        assert rows.all_inner_texts() == order
        assert page.get_by_role("columnheader", name=head).get_attribute("aria-sort") == said
        assert page.locator("[aria-sort]").count() == (said is not None)


def test_without_its_script_the_page_is_whole(browser, report):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    page.goto(report.as_uri())
    assert page.get_by_role("link", name="Learning themes").is_visible()
    assert page.get_by_role("table").count() > 3
    assert page.get_by_role("button").count() == 0


def test_no_other_script_runs(browser, tmp_path):
    html = "<p id=told>no</p><script>told.textContent = 'yes'</script><img src=x onerror=\"told.textContent = 'yes'\">"
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {"text/html": html})])
    (tmp_path / "x.html").write_bytes(files.html(nbformat.v4.new_notebook(cells=[cell]), "x"))
    page = browser.new_page()
    page.goto((tmp_path / "x.html").as_uri())
    assert page.locator("#told").inner_text() == "no"
