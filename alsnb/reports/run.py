"""Running a parameterised notebook for a cohort, and writing it as one HTML file."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from alsnb.errors import ReportError
from alsnb.frames import today
from alsnb.log import SAMPLE, open_log
from alsnb.log.sharing import file_name
from alsnb.records import Publication
from alsnb.reports.page import PUBLISHED
from alsnb.reports.paper import put, refuse_changed

_DROPPED = {"parameters", "injected-parameters"}
"""Tags of cells that stay out of a report: they tell paths and codes."""


def notebooks() -> Path:
    """The folder of the notebooks that come with alsnb."""
    shipped = Path(str(resources.files("alsnb"))) / "notebooks"
    # In a checkout the notebooks stand beside the package, not inside it.
    return shipped if shipped.is_dir() else shipped.parent.parent / "notebooks"


def reports() -> list[str]:
    """The names of the notebooks that report; the others are screens to work in."""
    return [path.stem for path in sorted(notebooks().glob("*.ipynb")) if not _is_screen(path)]


def _is_screen(notebook: Path) -> bool:
    try:
        return bool(json.loads(notebook.read_text("utf-8"))["metadata"].get("alsnb") == "screen")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # a notebook of one's own, whatever it holds


def report(
    log: str | os.PathLike[str],
    out: str | os.PathLike[str] = ".",
    *,
    cohort: str | None = None,
    notebook: str | os.PathLike[str] = "cohort_report",
    purpose: str | None = None,
    as_of: str | None = None,
    publish: bool = False,
    roster: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> Path:
    """Make a cohort's report, and beside it the folder of files that some notebooks write.

    Parameters
    ----------
    log
        The log's file, or the address of a shared log.
    out
        Folder for the report; made if it is not there.
    cohort
        Code of the cohort; may be left out where the log holds one.
    notebook
        Name of a notebook that comes with alsnb, or the path of one's own with the parameters ``log``, ``cohort``,
        ``purpose``, ``as_of`` and, to be published, ``publish``, of which it tells `alsnb.reports.page.start`. One with
        the parameter ``folder`` writes files into it, as `alsnb.reports.paper` does.
    purpose
        Report only what members consent to for this purpose, under pseudonyms; see `Log.frames`. By default, what the
        notebook says: for most everything, for ``write_up`` research.
    as_of
        Date up to which to report, such as ``"2026-11-01"``; by default the last date in the log.
    publish
        Make a report for anybody: figures that few people are behind are withheld, and the log remembers the others.
    roster
        The roster's file, for a notebook that quotes passages: it tells what names to take out.
    progress
        Show a progress bar.

    Returns
    -------
    Path
        The report: one HTML file that needs nothing else.

    Raises
    ------
    LogError, ReportError
        The log or the cohort is not there, `out` cannot be written, the notebook failed, or it is to be published and
        the log cannot remember it, or it shows what has not been through disclosure control. Nothing was written.
    """
    source = _source(notebook)
    defaults = _defaults(source)
    purpose = purpose or defaults.get("purpose")
    with open_log(log) as opened:
        frames = opened.frames(cohort, purpose=purpose)
        code, known = frames.cohort["cohort"], {*frames.publications["entry"]}
    folder = _writable(Path(out))
    marks = [*([purpose] if purpose else []), *(["public"] if publish else [])]
    target = folder / f"{'-'.join([source.stem, file_name(code), *marks])}.html"
    place = log if str(log) == SAMPLE or "://" in str(log) else Path(log).resolve()
    parameters = {"log": str(place), "cohort": code, "purpose": purpose, "as_of": as_of}
    parameters |= {"publish": True} if publish else {}
    parameters |= {"roster": str(Path(roster).resolve())} if roster is not None else {}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".alsnb-") as scratch:
        files = Path(scratch) / "files"
        if "folder" in defaults:
            refuse_changed(target.with_suffix(""))
            parameters["folder"] = str(files.resolve())
        executed = run(source, parameters, progress=progress)
        if publish:
            told = json.dumps(published(executed))
            with open_log(log) as opened:
                if {*opened.frames(code, purpose=purpose).publications["entry"]} != known:
                    raise ReportError("another report of the cohort was published meanwhile; publish again")
                # The log remembers what is about to be published: later reports must reckon with it.
                opened.add(Publication(cohort=code, published_on=today(), report=source.stem, figures=told))
        if files.exists():
            put(files, target.with_suffix(""))
    heading = executed.metadata.get("title", source.stem.replace("_", " ").capitalize())
    _write(target, html(executed, f"{heading}: cohort {code}"))
    return target


def _defaults(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults; those that are no literals are None."""
    found: dict[str, Any] = {}
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        sources = ["".join(each["source"]) for each in cells if "parameters" in each["metadata"].get("tags", [])]
        for each in ast.walk(ast.parse("\n".join(sources))):
            if isinstance(each, ast.Assign):
                value = each.value.value if isinstance(each.value, ast.Constant) else None
                found |= {name.id: value for name in each.targets if isinstance(name, ast.Name)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        return {}  # papermill says what is wrong with it
    return found


def run(source: Path, parameters: dict[str, Any], *, progress: bool = False) -> Any:
    """Execute a notebook with papermill and return it, outputs included (an nbformat notebook).

    Raises
    ------
    ReportError
        A cell failed.
    """
    with _quiet_imports():
        import papermill
        from papermill.exceptions import PapermillExecutionError
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        bar: Any = {"desc": source.stem, "unit": " cells", "leave": False, "disable": None} if progress else False
        try:
            return papermill.execute_notebook(
                str(source), str(Path(scratch) / "run.ipynb"), parameters, progress_bar=bar, cwd=scratch,
                kernel_name="python3", **_transport(),
            )  # fmt: skip
        except PapermillExecutionError as error:
            told = re.sub(r"\x1b\[[0-9;]*m", "", f"{error.ename}: {error.evalue}")
            raise ReportError(
                f"the notebook {source.name} stopped at its cell {error.cell_index + 1}: {told}; no report was written"
            ) from error


def published(executed: Any) -> list[Any]:
    """The figures that a notebook to be published asked for.

    Raises
    ------
    ReportError
        It shows something that has not been through disclosure control, or begins its page twice.
    """
    figures, pages = [], set()
    for number, cell in enumerate(executed.cells, 1):
        for each in cell.get("outputs", []):
            if each.get("name") == "stderr":
                continue  # left out of every report
            if PUBLISHED not in each.get("metadata", {}):
                raise ReportError(
                    f"cell {number} shows what has not been through disclosure control; nothing was written. To be "
                    "published, a notebook calls page.start(frames, publish=publish) and shows what its page makes"
                )
            mark = each["metadata"].pop(PUBLISHED)
            figures += json.loads(mark["figures"])
            pages.add(mark["page"])
    if len(pages) > 1:
        # What one has told, the other would not reckon with.
        raise ReportError("a notebook to be published calls page.start once; nothing was written")
    return figures


def _transport() -> dict[str, Any]:
    """What makes the kernel talk over sockets that no other user of the machine can listen to, where there are such."""
    if os.name == "nt":
        return {}
    from traitlets.config import Config

    return {"config": Config({"KernelManager": {"transport": "ipc"}})}


def html(notebook: Any, title: str) -> str:
    """An executed notebook as one HTML page, its code folded away at the end."""
    with _quiet_imports():
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
    return str(page)


def _source(notebook: str | os.PathLike[str]) -> Path:
    own = Path(notebook)
    shipped = notebooks() / f"{notebook}.ipynb"
    found = own.resolve() if own.suffix == ".ipynb" and own.is_file() else shipped
    known = f"expected one of {', '.join(reports())}, or the path of a notebook of your own"
    if not found.is_file():
        raise ReportError(f"no notebook {str(notebook)!r}; {known}")
    if _is_screen(found):
        raise ReportError(f"{found.name} is a screen to work in, not to report with; {known}")
    return found


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ReportError(
            f"the report cannot be written to {folder}: {error.strerror}; choose a folder you may write to with --out"
        ) from None


def _write(target: Path, text: str) -> None:
    """All of the file or nothing of it."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _quiet_imports() -> Iterator[None]:
    # papermill and nbconvert warn of their own dependencies; that tells the person at the command line nothing.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
