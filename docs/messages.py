"""Collect every message that people read in ``alsnb/locale/alsnb.pot``, for whoever translates them.

::

    python docs/messages.py             # writes the catalogue
    python docs/messages.py --check     # writes nothing; exits with 1 if the catalogue is out of date

Messages are what `alsnb.words.gettext` and `ngettext` are called with in Python, templates and JavaScript; the
headings, paragraphs and captions of the notebooks that report; and the texts of the TOML files named in `TEXTS`.
"""

from __future__ import annotations

import ast
import io
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from alsnb.reports.files.html import PARAGRAPH

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "alsnb" / "locale" / "alsnb.pot"
RECORDS = ROOT / "alsnb" / "records.py"
KEYWORDS = {"gettext": None, "ngettext": (1, 2)}
TEXTS: dict[str, set[str]] = {
    "alsnb/disclosure/*.toml": {"says", "leaves_open"},
}
"""TOML files whose texts people read → the keys that hold them."""
NAMES_ITS_RESULT = {"title", "table", "crossed"}
"""The methods of a page, or a paper, whose last text is a heading or caption."""
Message = str | tuple[str, ...]


def messages() -> Iterator[tuple[Path, Message]]:
    """Yield every message, with its file."""
    for path in sorted((ROOT / "alsnb").rglob("*.py")):
        yield from extracted("python", path, path.read_bytes())
    for path in sorted((ROOT / "alsnb" / "cli").glob("*.py")):
        yield from ((path, text) for text in commands(path.read_text("utf-8")))
    yield from ((RECORDS, text) for text in declared(RECORDS.read_text("utf-8")))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield from ((path, text) for text in of_notebook(json.loads(path.read_text("utf-8"))))
    for path in sorted((ROOT / "alsnb").rglob("*.j2")):
        yield from extracted("jinja2", path, path.read_bytes())
    for path in sorted((ROOT / "js" / "src").rglob("*.js")):
        yield from extracted("javascript", path, path.read_bytes())
    for path in sorted((ROOT / "alsnb" / "app" / "templates").glob("*.html")):
        yield from extracted("jinja2", path, path.read_bytes())
    for pattern, keys in TEXTS.items():
        for path in sorted(ROOT.glob(pattern)):
            yield from ((path, text) for text in texts(tomllib.loads(path.read_text("utf-8")), keys))


def commands(source: str) -> Iterator[str]:
    """Yield the docstrings of commands, which are their help."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            decorators = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
            if any(isinstance(each, ast.Attribute) and each.attr in ("command", "group") for each in decorators):
                yield ast.get_docstring(node) or ""


def declared(source: str) -> Iterator[str]:
    """Yield the labels, helps and choices that records declare with ``field(label, help, …)``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "field":
            choices = [each.value for each in node.keywords if each.arg == "choices"]
            for part in [*node.args[:2], *choices]:
                yield from (
                    each.value
                    for each in ast.walk(part)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def extracted(language: str, path: Path, source: bytes) -> Iterator[tuple[Path, Message]]:
    """Yield the messages of a program."""
    for _, message, _, _ in extract(language, io.BytesIO(source), keywords=KEYWORDS):
        yield path, message


def of_notebook(notebook: Any) -> Iterator[str]:
    """Yield the messages of a report's notebook: its title, paragraphs and headings, and what it calls its tables."""
    if notebook["metadata"].get("alsnb") == "screen":
        return
    yield from filter(None, [notebook["metadata"].get("title")])
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from PARAGRAPH.findall(source)
            continue
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in NAMES_ITS_RESULT
            ):
                given = [each.value for each in node.args if isinstance(each, ast.Constant)]
                yield given[-1]


def texts(tree: Any, keys: set[str], name: str = "") -> Iterator[str]:
    """Yield the texts under some keys of a TOML file, however deep."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from texts(value, keys, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value, keys, name)
    elif name in keys and isinstance(tree, str) and tree:
        yield tree


def catalogue() -> bytes:
    """Return the catalogue as a file. It names files, and no lines: these change all the time."""
    made = Catalog(project="alsnb", charset="utf-8")
    for path, message in messages():
        made.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    file = io.BytesIO()
    write_po(file, made, omit_header=True, include_lineno=False, sort_output=True, width=120)
    return file.getvalue()


if __name__ == "__main__":
    if "--check" not in sys.argv:
        CATALOGUE.parent.mkdir(exist_ok=True)
        CATALOGUE.write_bytes(catalogue())
    elif not CATALOGUE.exists() or CATALOGUE.read_bytes() != catalogue():
        sys.exit("alsnb/locale/alsnb.pot is out of date: run make messages")
