"""In the pseudo-locale every message stands in ⟦brackets⟧: what a page shows outside them goes through no gettext."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64decode
from html import unescape
from pathlib import Path

from pseudo import preamble, untranslated

import alsnb
from alsnb.sample import records

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from showing import executed
from alsnb.reports.files import html
for notebook, parameters in {reports!r}:
    page = html.html(executed(notebook, log={log!r}, cohort="k", **parameters), "")
    sys.stdout.buffer.write(page + b"\\0")
"""
REPORTS = [("cohort_report", {}), ("cohort_report", {"publish": True}), ("participation", {})]
REPORTS += [("action_completion", {}), ("learning_themes", {"publish": True}), ("set_report", {})]
DATA = r"""
    \bJanuary|\bFebruary|\bMarch|\bApril  # the months of days
    | \bwales|\bhandout|\bk\b             # formats, and the cohort
    | \balsnb|\bpandas|\bscipy|\bstatsmodels|\bn<|\bn\b
"""


def visible(page: str) -> str:
    """Return the texts of a page, those for screen readers and within its figures among them, without its code."""
    body = page.partition('<body class="report">')[2].partition('<details class="code"')[0]
    drawn = [b64decode(each).decode() for each in re.findall(r"data:image/svg\+xml;base64,([^\"]*)", body)]
    assert drawn
    sort = re.search(r'data-sort="([^"]*)"', page)[1]
    texts = [
        sort,
        *(text for each in drawn for text in re.findall(r"<!-- (.*?) -->", each)),
        *re.findall(r'(?:alt|aria-label|title)="([^"]*)"', body),
        re.sub(r"<[^>]*>", "\n", body),
    ]
    return unescape("\n".join(texts))


def data_of(log: Path) -> list[str]:
    """Return what people typed and reports repeat; the longest first."""
    with alsnb.open_log(log) as opened:
        frames = opened.frames()
    said = [*frames.themes["theme"], *frames.actions["what"], *frames.learning_sets["name"], *frames.cohorts["module"]]
    said += [rule for rules in frames.learning_sets["ground_rules"] for rule in rules]
    return sorted(said, key=len, reverse=True)


def test_every_text_of_a_report_is_translated(tmp_path):
    log = tmp_path / "k.db"
    with alsnb.open_log(log, create=True) as made:
        made.add(list(records("k", sets=3, members=24, cycles=2)))
    tests = str(Path(__file__).parent)
    program = preamble(tmp_path) + PROGRAM.format(tests=tests, reports=REPORTS, log=str(log))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    pages = done.stdout.decode().split("\0")[:-1]
    assert len(pages) == len(REPORTS)
    for page in pages:
        text = visible(page)
        assert text.count("⟦") > 100
        for each in data_of(log):
            text = text.replace(each, "")
        left = re.sub(DATA, "", untranslated(text), flags=re.VERBOSE)
        assert not re.findall(r".*[^\W\d_]{2,}.*", left)
