"""From a built wheel, in an environment and a home of their own, to a first reflection: as a newcomer has it."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hatchling.build import build_wheel
from lab import AXE, CUT_OFF
from playwright.sync_api import expect
from waiting import LONG

import alsnb

ROOT = Path(alsnb.__file__).parents[1]


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """``python -m alsnb`` of the wheel alone: the packages it needs are there, this checkout is not."""
    place = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        wheel = place / build_wheel(str(place))
    finally:
        os.chdir(before)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "venv")], check=True)
    (packages,) = (place / "venv").glob("lib/python*/site-packages")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(packages)], check=True)
    # A line of a .pth file is a folder to import from; the links that it holds to checkouts are not followed.
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    home = place / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"HOME": str(home)}

    def start(*arguments, **options):
        command = [str(place / "venv" / "bin" / "python"), "-m", "alsnb", *arguments]
        return subprocess.Popen(command, cwd=home, env=environment, text=True, stdout=subprocess.PIPE, **options)

    start.home, start.packages = home, packages
    return start


@pytest.fixture
def opened(program):
    """A new student's workbook, opened with ``alsnb open``; its address."""
    folder = program.home / "my-log"
    server = program("open", str(folder), "--for", "student", "--no-browser", stdin=subprocess.PIPE)
    server.stdin.write("y\n")
    server.stdin.flush()
    address = next(line.split()[-1] for line in server.stdout if "http://" in line)
    yield address
    if server.poll() is None:  # the page may have closed it
        server.terminate()
    assert server.wait(LONG) == 0


def found_by_axe(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [f"{each['id']}: {node['html'][:150]}" for each in found["violations"] for node in each["nodes"]]


def test_a_newcomer_saves_a_reflection_in_three_clicks(program, opened, browser):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(LONG * 1000)
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("request", lambda each: problems.append(each.url) if not each.url.startswith(address(opened)) else None)
    page.goto(opened)
    assert "token" not in page.url
    expect(page.locator("#due")).to_contain_text("Nothing is recorded yet")
    assert found_by_axe(page) == []
    page.get_by_role("link", name="My reflective log").click()
    page.get_by_role("textbox", name="Cohort").fill("2026")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Member").fill("A1")
    page.get_by_role("textbox", name="Set").fill("A")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Reflect").click()
    panel = page.get_by_role("tabpanel", name="Reflect")
    panel.get_by_role("textbox").first.fill("I asked more than I told.")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("status").filter(has_text="aved").first).to_be_visible()
    with alsnb.open_log(program.home / "my-log" / "cohort.db") as log:
        assert list(log.frames().reflections["text"]) == ["I asked more than I told."]
    assert found_by_axe(page) == []
    page.get_by_role("link", name="Start page").click()
    expect(page.get_by_role("link", name="My reflective log")).to_be_visible()
    assert problems == []
    page.get_by_role("button", name="Close alsnb").click()
    expect(page.get_by_role("heading", name="alsnb is closed")).to_be_visible()
    page.close()


def address(opened):
    return opened.partition("?")[0]


def test_the_start_page_is_whole_on_a_telephone_enlarged_dark_and_by_keyboard(opened, browser):
    page = browser.new_page(viewport={"width": 360, "height": 640}, color_scheme="dark")
    page.goto(opened)
    expect(page.locator("#due li")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(CUT_OFF) == []
    assert found_by_axe(page) == []
    page.emulate_media(forced_colors="active")
    assert found_by_axe(page) == []
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText || document.activeElement.name").split("\n")[0])
    assert reached == ["Close alsnb", "My reflective log", "Portfolio", "Make it"]
    page.close()
