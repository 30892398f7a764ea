"""A real browser, and a real JupyterLab for it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from door import Door
from lab import CHROMIUM, FLAGS, Lab
from waiting import LONG


@pytest.fixture(scope="session")
def playwright():
    if CHROMIUM is None:
        pytest.skip("needs Chromium on the PATH")
    from playwright.sync_api import expect, sync_playwright

    # A busy machine is slow, and nothing is lost by waiting for what is to come.
    expect.set_options(timeout=LONG * 1000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def context(browser):
    """The one browser of a person, as far as they know: JupyterLab's scripts are fetched and compiled only once."""
    made = browser.new_context(viewport={"width": 1000, "height": 900}, bypass_csp=True)
    made.set_default_timeout(LONG * 1000)
    yield made
    made.close()


@pytest.fixture
def page(request, context):
    page = context.new_page()
    if "lab" in request.fixturenames:  # nothing that a test before this one left in the browser; a door is new
        page.goto(f"http://127.0.0.1:{request.getfixturevalue('lab').port}/api")
        page.evaluate("localStorage.clear()")
    yield page
    page.close()


@pytest.fixture(autouse=True)
def _no_kernel_is_left(request):
    """Each test ends its kernels; else dozens of them would come to stand in memory."""
    yield
    if "lab" in request.fixturenames:
        request.getfixturevalue("lab").end_kernels()


@pytest.fixture
def door(tmp_path) -> Iterator[Door]:
    """Workbooks opened as pages, without notebooks."""
    made = Door(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def lab(playwright, tmp_path_factory) -> Iterator[Lab]:
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.stop()


def folder_of(request) -> str:
    """A folder of a test's own: tests of one name stand in several files, which share a JupyterLab."""
    return f"{request.node.path.stem}-{request.node.name}".translate(str.maketrans("[] ", "---"))


@pytest.fixture
def notebook(lab, request):
    """A function that writes a notebook of one cell into a folder of its own; its path for `lab.open`."""
    folder = lab.root / folder_of(request)
    folder.mkdir()

    def write(code: str) -> str:
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": code}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        content = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        (folder / "x.ipynb").write_text(json.dumps(content))
        return f"{folder.name}/x.ipynb"

    write.folder = folder
    return write


@pytest.fixture
def workbook(request):
    """A new workbook, made by ``alsnb new``; to open one of its screens: ``workbook.name + "/student_log.ipynb"``."""
    return request.getfixturevalue("door" if "door" in request.fixturenames else "lab").workbook(folder_of(request))
