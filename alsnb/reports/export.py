"""An executed notebook as a file to hand on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import resources
from typing import Any

PUBLISHED = "alsnb_published"
"""Where an output says that it has been through disclosure control."""
_DROPPED = {"parameters", "injected-parameters"}
"""Tags of cells that stay out of a report: they tell paths and codes."""


def html(notebook: Any, title: str) -> bytes:
    """An executed notebook as one HTML page, its code folded away at the end."""
    with quiet_imports():
        import nbconvert
    notebook = notebook.copy()
    notebook.cells = [cell for cell in notebook.cells if not _DROPPED & set(cell.metadata.get("tags", []))]
    for cell in notebook.cells:
        # Warnings go to stderr and tell the path of the file that raised them.
        cell.outputs = [each for each in cell.get("outputs", []) if each.get("name") != "stderr"]
    exporter = nbconvert.HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(resources.files(__package__))],
        exclude_anchor_links=True,
        embed_images=True,
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(page).encode()


@contextlib.contextmanager
def quiet_imports() -> Iterator[None]:
    """Let what is imported not warn."""
    # papermill and nbconvert warn of their own dependencies; that tells the person at the command line nothing.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def index(reports: dict[str, list[str]]) -> bytes:
    """A page that links reports: for the name of each, its files; none where it failed."""
    import jinja2

    failed = sum(not files for files in reports.values())
    said = f"{len(reports) - failed:,} made" + (f", {failed:,} failed." if failed else ".")
    folder = jinja2.FileSystemLoader(str(resources.files(__package__) / "template"))
    page = jinja2.Environment(loader=folder, autoescape=True).get_template("reports.html.j2")
    return page.render(reports=sorted(reports.items()), made=said).encode()
