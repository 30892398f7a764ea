"""Whatever the command line, the log and the records say to a user is in the catalogue of messages."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pseudo
from pseudo import messages

from alsnb.cli import main

ROOT = Path(__file__).parents[1]
RUN = """
import json, sys
from click.testing import CliRunner
from alsnb.cli import main
from alsnb.records import RECORDS
said = {" ".join(each): CliRunner().invoke(main, each).output for each in json.loads(sys.argv[1])}
fields = [
    text
    for record in RECORDS.values()
    for each in record.model_fields.values()
    for text in (each.title, each.description, *(each.json_schema_extra or {}).get("choices", ()))
    if text
]
print(json.dumps([said, fields]))
"""


def visible(text):
    """The words outside brackets, without options, metavars, code, addresses and what click itself says."""
    left = pseudo.untranslated(text)
    left = re.sub(r"^Usage:.*|^  [a-z-]+(?=  )", " ", left, flags=re.M)
    left = re.sub(r"--?[a-z][\w-]*|\[[^\]]*\]|<[^>]*>|\b[A-Z][A-Z_]+\b|\S*/\S*", " ", left)
    return [word for word in re.findall(r"[A-Za-z]{3,}", left) if word not in CLICK]


CLICK = {"Options", "Commands", "Show", "this", "message", "and", "exit", "the", "version"}
HELP = [["--help"], *([name, "--help"] for name in main.commands)]


def test_options_fields_and_errors_are_in_the_catalogue(tmp_path):
    log = str(tmp_path / "c.db")
    wrong = [
        ["report", "nowhere.db"],
        ["check", "nowhere.db"],
        ["new", str(ROOT)],
        ["sample", log, "--members", "7", "--sets", "1"],
        ["check", log],
        ["erase", log, "--member", "Z9"],
        ["hand-in", log, "--member", "Z9"],
        ["backup", log],
        ["amend", log, "x=1"],
        ["rename", log],
        ["server", "init", "nowhere"],
    ]
    code = pseudo.preamble(tmp_path) + RUN
    done = subprocess.run([sys.executable, "-c", code, json.dumps([*HELP, *wrong])], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said, fields = json.loads(done.stdout)
    assert len(fields) > 100
    assert [text for text in fields if pseudo.untranslated(text)] == []
    for command in map(" ".join, wrong):
        assert "⟦" in said[command], said[command]
    options = {
        name: [line for line in text.splitlines() if re.match(r"  +-|   {10}", line)] for name, text in said.items()
    }
    assert {name: words for name, lines in options.items() if (words := visible("\n".join(lines)))} == {}


def test_every_message_is_a_literal_that_can_be_collected():
    """An f-string or a variable would be in no catalogue."""
    odd = []
    for path in sorted((ROOT / "alsnb").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in messages.KEYWORDS:
                texts = node.args[: 2 if node.func.id == "ngettext" else 1]
                if not all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in texts):
                    odd.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    # Records and TOML files declare their texts; docs/messages.py collects those from the declarations.
    assert [each for each in odd if each.rpartition(":")[0] not in DECLARED] == []


DECLARED = {
    "alsnb/cli/__init__.py",  # docstrings of commands
    "alsnb/disclosure/policies.py",  # TOML files
    "alsnb/records.py",  # labels and helps of fields
    "alsnb/reports/files/html.py",  # Markdown of notebooks
    "alsnb/reports/page.py",  # notebooks
    "alsnb/reports/task.py",  # titles of notebooks
    "alsnb/words.py",
}


def test_a_message_about_one_names_no_value_that_the_one_about_many_has_not():
    for path, message in messages.messages():
        if isinstance(message, tuple):
            one, many = (set(re.findall(r"\{(\w+)", each)) - {"n"} for each in message)
            assert one <= many, f"{path}: {message}"
