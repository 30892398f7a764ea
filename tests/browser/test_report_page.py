"""The report in a real browser, on a telephone and at a desk: no network, dark where asked, tables sort, it prints."""

import nbformat
import pytest
from lab import violations

import alsnb
from alsnb.reports.files import html as files

HOSTILE = "<p id=told>no</p><script>told.textContent = 'yes'</script><img src=x onerror=\"told.textContent = 'yes'\">"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return alsnb.report("alsnb:sample", tmp_path_factory.mktemp("report"))


def test_a_report_is_read_on_a_telephone_and_at_a_desk_and_printed(browser, report, tmp_path):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(report.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert complaints == []
    fits(page)
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Cohort report: cohort sample"]
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "Summary", "Participation", "Actions", "Learning themes", "Methods",
    ]  # fmt: skip
    assert violations(page, "html") == []
    contents = page.get_by_role("navigation", name="Contents")
    link = contents.get_by_role("link", name="Learning themes")
    assert not link.is_visible()
    contents.get_by_text("Contents").focus()
    page.keyboard.press("Enter")
    assert link.is_visible()

    # At a desk, the contents stand beside the text; the code is there, and not in the way.
    page.set_viewport_size({"width": 1400, "height": 900})
    page.wait_for_selector("nav details[open]", state="attached")
    fits(page)
    assert contents.bounding_box()["x"] + contents.bounding_box()["width"] <= page.locator("main").bounding_box()["x"]
    link.click()
    assert 0 <= page.get_by_role("heading", name="Learning themes").bounding_box()["y"] < 100
    assert link.is_visible()
    code = page.get_by_text("participation.exposure").first
    assert not code.is_visible()
    assert violations(page, "html") == []
    page.get_by_text("The code behind this report").focus()
    page.keyboard.press("Enter")
    assert code.is_visible()

    # A table sorts by keyboard.
    head = page.locator("thead [scope=col]:has(button)").first
    head.get_by_role("button").focus()
    for order in ("ascending", "descending", None):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order

    # In the dark, light words stand on dark ground, and figures turn dark; on paper nothing does, and no code is.
    figure = page.locator("figure img").first
    page.emulate_media(color_scheme="dark")
    ink, paper = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert min(map(int, ink[4:-1].split(", "))) > 200 > 50 > max(map(int, paper[4:-1].split(", ")))
    assert "invert" in figure.evaluate("each => getComputedStyle(each).filter")
    assert violations(page, "html") == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert violations(page, "html") == []
    page.emulate_media(media="print", color_scheme="dark")
    assert figure.evaluate("each => getComputedStyle(each).filter") == "none"
    assert not page.get_by_text("The code behind this report").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()

    # Without its script the page is whole, and no other script runs.
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    page.goto(report.as_uri())
    assert page.get_by_role("link", name="Learning themes").is_visible()
    assert page.get_by_role("table").count() > 3
    assert page.get_by_role("button").count() == 0
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {"text/html": HOSTILE})])
    (tmp_path / "x.html").write_bytes(files.html(nbformat.v4.new_notebook(cells=[cell]), "x"))
    page = browser.new_page()
    page.goto((tmp_path / "x.html").as_uri())
    assert page.locator("#told").inner_text() == "no"


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
