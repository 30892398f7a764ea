"""The check on wording finds what it is to find, in each kind of file that people read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import wording  # noqa: E402

FILES = {
    "page.md": "One\nWhoever reads this.",
    "module.py": '"""One.\n\nWhoever reads this.\n"""\nwhoever = 1\n',
    "screen.js": 'const whoever = 1;\nconst text = `Whoever ${1}`;\n',
    "notebook.ipynb": json.dumps({"cells": [{"cell_type": "markdown", "source": ["Whoever"]}]}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_word_is_found_once_where_people_read_it(name, tmp_path, monkeypatch):
    monkeypatch.setattr(wording, "ROOT", tmp_path)
    (tmp_path / name).write_text(FILES[name])
    (line,) = wording.refused(tmp_path / name)
    at = {"page.md": 2, "module.py": 3, "screen.js": 2, "notebook.ipynb": 1}[name]
    assert line.startswith(f"{name}:{at}: 'Whoever'")
    assert wording.INSTEAD["whoever"] in line


def test_words_that_only_hold_such_a_word_are_not(tmp_path):
    assert not wording.PATTERN.search("pleased, thereforeof, oughtn't, hold of whomever")


def test_alsnb_has_none():
    done = subprocess.run([sys.executable, ROOT / "docs" / "wording.py"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
