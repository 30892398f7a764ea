"""An executed notebook as an HTML page, Word document or PDF."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from html import unescape
from importlib import resources
from typing import Any

from alsnb.words import gettext, ngettext

PUBLISHED = "alsnb_published"
"""The metadata key of outputs that have been through disclosure control."""
_DROPPED = {"parameters", "injected-parameters"}
"""Tags of cells that are left out of a report: they contain paths and codes."""
_FORMS = ["text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "text/plain"]
"""MIME types in order of preference; none needs a script."""
PARAGRAPH = re.compile(r"(?<=^# )[^\n]+|(?<=^## )[^\n]+|(?<=^### )[^\n]+|^(?!#|$)(?:[^\n]+\n?)+(?<!\n)", re.MULTILINE)
"""The messages of a Markdown cell."""
_FOLDER = resources.files(__package__) / "template"


def html(notebook: Any, title: str) -> bytes:
    """An executed notebook as one HTML page, its code folded away at the end."""
    body, contents = _with_anchors(content(notebook))
    code = [cell.source for cell in _kept(notebook) if cell.cell_type == "code" and cell.source.strip()]
    script = (_FOLDER / "page.js").read_text("utf-8")
    # The page may run this script and no other, and ask for nothing.
    seal = base64.b64encode(sha256(script.encode()).digest()).decode()
    page = _templates().get_template("page.html.j2")
    made = page.render(title=title, body=body, contents=contents, code=code, script=script, seal=seal)
    return str(made).encode()


def docx(notebook: Any, title: str) -> bytes:
    """An executed notebook as a Word document."""
    from alsnb.reports.files import documents

    return documents.docx(content(notebook), title)


def pdf(notebook: Any, title: str) -> bytes:
    """An executed notebook as a tagged PDF."""
    from alsnb.reports.files import documents

    return documents.pdf(content(notebook), title)


def content(notebook: Any) -> str:
    """Return an executed notebook's texts and outputs as HTML, without its code."""
    import nbformat

    shown = nbformat.from_dict({**notebook, "cells": []})  # type: ignore[no-untyped-call]
    for cell in _kept(notebook):
        # Warnings go to stderr and tell the path of the file that raised them.
        outputs = [each for each in cell.get("outputs", []) if each.get("name") != "stderr"]
        kept = {**cell, **({"outputs": outputs} if "outputs" in cell else {})}
        if cell.cell_type == "markdown":
            kept["source"] = translated(cell.source)
        shown.cells.append(nbformat.from_dict(kept))  # type: ignore[no-untyped-call]
    made, _ = exporter().from_notebook_node(shown)
    return str(made)


def translated(markdown: str) -> str:
    """Return Markdown in the user's language: each paragraph, and each heading without its marks, is a message."""
    return PARAGRAPH.sub(lambda found: gettext(found[0]), markdown)


def _kept(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if not _DROPPED & set(cell.metadata.get("tags", []))]


@cache
def exporter() -> Any:
    """What renders notebooks, made once a process: finding and compiling its template takes longer than a page."""
    with quiet_imports():
        import nbconvert
        from nbconvert.exporters import TemplateExporter
        from traitlets.config import Config

    class Exporter(nbconvert.HTMLExporter):
        def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
            # nbconvert's own parses the page once more to add what ours has already.
            told = self._init_resources(resources)  # type: ignore[no-untyped-call]
            return TemplateExporter.from_notebook_node(self, nb, told, **options)

    made = Exporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(resources.files(__package__))],
        # Its preprocessors are about code and tags; each would check the whole notebook once more.
        default_preprocessors=[],
        config=Config({"NbConvertBase": {"display_data_priority": _FORMS}}),
        exclude_anchor_links=True,
        embed_images=True,
    )
    made.environment.globals["gettext"] = gettext
    made.template  # noqa: B018 - compiled here, and kept
    return made


def _with_anchors(body: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Return a page with anchors at its headings, and each heading's level, anchor and text."""
    found: list[tuple[int, str, str]] = []

    def named(heading: re.Match[str]) -> str:
        text = " ".join(unescape(re.sub(r"<[^>]*>", "", heading[2])).split())
        anchor = f"part-{len(found) + 1}"
        found.append((int(heading[1]), anchor, text))
        return f'<h{heading[1]} id="{anchor}">{heading[2]}</h{heading[1]}>'

    return re.sub(r"<h([23])>(.*?)</h\1>", named, body, flags=re.DOTALL), found


@cache
def _templates() -> Any:
    """The templates, with everything that is put into them escaped."""
    import jinja2

    made = jinja2.Environment(loader=jinja2.FileSystemLoader(str(_FOLDER)), autoescape=True)
    made.globals["gettext"] = gettext
    return made


@contextlib.contextmanager
def quiet_imports() -> Iterator[None]:
    """Suppress warnings of imported packages."""
    # papermill and nbconvert warn of their own dependencies; that tells the person at the command line nothing.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def macros() -> Any:
    """What stands on a page, a macro each: it takes plain text, and returns HTML in which the text is escaped."""
    return _templates().get_template("shown.html.j2").module


def index(reports: Iterable[tuple[str, str, list[str]]]) -> bytes:
    """Return a page that links reports, each given as title, name and files (no files if it failed)."""
    listed = sorted(reports)
    failed = sum(not files for *_, files in listed)
    made = len(listed) - failed
    said = [
        ngettext("One report was made.", "{n} reports were made.", made, n=f"{made:,}"),
        ngettext("One report failed.", "{n} reports failed.", failed, n=f"{failed:,}") if failed else "",
    ]
    page = _templates().get_template("reports.html.j2")
    return str(page.render(reports=listed, made=" ".join(said).strip())).encode()
