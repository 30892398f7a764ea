"""The notebooks that report, run in this process: in a kernel of their own they would take a minute."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import nbformat

from alsnb.reports import task
from alsnb.reports.page import Shown


def executed(notebook: str, **parameters: Any) -> Any:
    """Return the notebook with what its cells show."""
    made = nbformat.read(task.notebooks() / f"{notebook}.ipynb", as_version=4)
    scope: dict[str, Any] = {}
    for cell in made.cells:
        if cell.cell_type == "code":
            value = _run(cell.source, notebook, scope)
            if "parameters" in cell.metadata.get("tags", []):
                scope |= parameters
            if isinstance(value, Shown):
                cell.outputs = [nbformat.v4.new_output("display_data", value.forms, metadata=value.metadata)]
    return made


def _run(source: str, name: str, scope: dict[str, Any]) -> Any:
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), name, "exec"), scope)
    return eval(compile(ast.Expression(last.value), name, "eval"), scope) if last else None


def shown(notebook: str, **parameters: Any) -> Iterator[dict[str, str]]:
    """Yield what is shown, one after another, each in its forms."""
    for cell in executed(notebook, **parameters).cells:
        if cell.cell_type == "markdown":
            yield {"text/markdown": cell.source}
        yield from (output.data for output in cell.get("outputs", []))
