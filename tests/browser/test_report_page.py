"""The report in a real browser: it needs no network, fits a phone, and prints."""

import pytest

from alsnb.reports import run


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return run.report("alsnb:sample", tmp_path_factory.mktemp("report"))


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
        "In brief", "Participation", "Actions", "Learning themes", "How these figures are made",
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
