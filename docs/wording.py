"""Refuse the words in ``wording.toml``, in whatever people read: pages, docstrings, messages, notebooks and screens.

::

    python docs/wording.py        # prints each place as FILE:LINE; exits with 1 if there are any
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
INSTEAD: dict[str, str] = tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))["instead"]
PATTERN = re.compile("|".join(rf"(?P<w{at}>\b(?:{words})\b)" for at, words in enumerate(INSTEAD)), re.IGNORECASE)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file that somebody may read, each with the number of its first line."""
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value
    elif path.suffix == ".ipynb":
        for cell in json.loads(source)["cells"]:
            if cell["cell_type"] == "markdown":
                yield 1, "".join(cell["source"])
    elif path.suffix == ".js":
        for text in re.finditer(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', source):
            yield source.count("\n", 0, text.start()) + 1, text[0]
    else:
        yield 1, source


def refused(path: Path) -> Iterator[str]:
    """Yield a line for each word of a file that is refused: where it is, and what to write instead."""
    for line, text in texts(path):
        for word in PATTERN.finditer(text):
            instead = list(INSTEAD.values())[int(str(word.lastgroup)[1:])]
            at = line + text.count("\n", 0, word.start())
            yield f"{path.relative_to(ROOT)}:{at}: {word[0]!r}: {instead}"


def main() -> int:
    """Print what is refused, and return the exit code."""
    kinds = ("*.md", "docs/*.md", "alsnb/**/*.py", "notebooks/*.ipynb", "js/src/**/*.js")
    problems = [line for kind in kinds for path in sorted(ROOT.glob(kind)) for line in refused(path)]
    print("\n".join(problems) or "No word is refused.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
