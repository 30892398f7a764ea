"""What reports say, word for word: every kind of report of a fixed small cohort, each text once, in ``golden.txt``.

``ALSNB_GOLDEN=1 pytest tests/reports/test_golden.py`` writes the file anew; read what changed before it is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff
from html import unescape
from pathlib import Path

import pytest
from showing import shown

import alsnb
from alsnb.reports import task
from alsnb.sample import records

GOLDEN = Path(__file__).with_name("golden.txt")
PUBLISHED = {"publish": True}
EVERY = [(name, {}) for name in task.reports()]
EVERY += [(name, PUBLISHED) for name in task.reports() if task.about(task.notebooks() / f"{name}.ipynb") == "cohort"]
EVERY += [("cohort_report", {"purpose": "research"}), ("member_portfolio", {"private": True})]


def text_of(forms: dict[str, str]) -> Iterator[str]:
    """Yield the texts of what is shown; of a table its caption, headings and notes, of entries what is not theirs."""
    if "text/markdown" in forms:
        yield forms["text/markdown"]
    elif "<table" in forms.get("text/html", ""):
        page = forms["text/html"]
        heads = re.findall(r"<th (?:[^>]*)>(.*?)</th>", page)
        yield f"[table] {re.search(r'<caption>(.*?)</caption>', page)[1]}: {' | '.join(heads)}"
        yield from re.findall(r'<p class="note">(.*?)</p>', page)
    elif "<section" in forms.get("text/html", ""):
        yield from re.findall(r"<(?:small|strong)>(.*?)</", forms["text/html"])
    else:
        yield from forms.get("text/plain", "").splitlines()


def test_every_kind_of_report_says_what_it_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where a write-up writes its files
    log = tmp_path / "two.db"
    with alsnb.open_log(log, create=True) as made:
        made.add(list(records("north", seed=1, sets=3, members=24, cycles=3)))
        made.add(list(records("south", seed=2, sets=2, members=11, cycles=2)))
    parts, seen = [], set[str]()
    for notebook, parameters in EVERY:
        about = {} if notebook == "cohorts_compared" else {"cohort": "north"}
        told = [each for forms in shown(notebook, log=str(log), **about, **parameters) for each in text_of(forms)]
        named = ", ".join(f"{name}={value}" for name, value in parameters.items())
        new = [each for each in dict.fromkeys(told) if each and each not in seen]
        parts.append("\n".join([f"=== {notebook} {named}".strip(), *new]))
        seen |= {*told}
    # What differs from one installation to another.
    text = re.sub(r"(?<=[a-zA-Z] )\d+\.\d+\.\d+\b", "VERSION", unescape("\n\n".join(parts)) + "\n")
    text = re.sub(r"\b[0-9a-f]{64}\b", "FINGERPRINT", text)
    if os.environ.get("ALSNB_GOLDEN"):
        GOLDEN.write_text(text, "utf-8")
    before = GOLDEN.read_text("utf-8")
    assert text == before, "\n".join(unified_diff(before.splitlines(), text.splitlines(), lineterm="", n=0))


@pytest.mark.parametrize(
    "wrong", [r"\bnan\b", r"[a-z:;,] None\b", r"\bNaT\b", r"<NA>", r"\{", r"\}", r"  [a-z]", r"\.\."]
)
def test_no_report_shows_what_a_program_would(wrong):
    assert not [line for line in GOLDEN.read_text("utf-8").splitlines() if re.search(wrong, line)]
