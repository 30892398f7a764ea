"""Reports: a parameterised notebook, run for a cohort, a set or a member, and written as files to hand on."""

from __future__ import annotations

import ast
import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from alsnb.errors import ReportError
from alsnb.filenames import file_name
from alsnb.log import SAMPLE
from alsnb.log.databases import addresses
from alsnb.reports import sentences
from alsnb.reports.files import html

_FEW = 3
"""Of more cohorts than these, the name of a report tells only how many they are."""
ENGINE = "alsnb"
"""The name by which papermill knows `alsnb.reports.engine.engine`."""
ABOUT = ("cohort", "learning_set", "member")
"""What a report can be about, and by which parameter it is told."""
SEVERAL = "cohorts"
"""What a report is about that compares the cohorts of a log, and the parameter that lists their codes."""


@dataclass
class Task:
    """One report to be made.

    Parameters
    ----------
    source
        The notebook.
    log
        The log's file, or the address of a shared log.
    parameters
        What the notebook is told besides, among it what it is about; where None, its own default stands.
    to
        The kinds of files: of "html", "docx", "pdf".
    publish
        Whether it is for anybody.
    """

    source: Path
    log: str
    parameters: dict[str, Any]
    to: tuple[str, ...] = ("html",)
    publish: bool = False

    @property
    def cohorts(self) -> list[str]:
        """The codes of the cohorts it is about."""
        return [*(self.parameters.get(SEVERAL) or [self.parameters["cohort"]])]

    @property
    def name(self) -> str:
        """The name of its files, without their kind: no other report has the same."""
        suffixes = [str(self.parameters["purpose"])] if self.parameters.get("purpose") else []
        suffixes += ["public"] if self.publish else []
        if several := self.parameters.get(SEVERAL):
            # There may be any number of codes: only few and plain ones tell by themselves which they are.
            plain = len(several) <= _FEW and not any("-" in code for code in several)
            about, apart = (several, "") if plain else ([f"{len(several)}-cohorts"], json.dumps(several))
        else:
            codes = [self.parameters.get(each) for each in ABOUT]
            last = max((place for place, code in enumerate(codes) if code is not None), default=0)
            about, apart = ["" if code is None else str(code) for code in codes[: last + 1]], ""
        return file_name(*about, kind=self.source.stem, suffixes=suffixes, apart=apart)

    @property
    def title(self) -> str:
        """What it is, and of what: "Set report: cohort 2026, set A"."""
        heading = _metadata(self.source).get("title", self.source.stem.replace("_", " ").capitalize())
        about = [(name.replace("learning_", ""), self.parameters.get(name)) for name in ABOUT]
        of = ", ".join(f"{name} {code}" for name, code in about if code)
        return f"{heading}: {of or f'cohorts {sentences.joined(self.cohorts)}'}"


def notebooks() -> Path:
    """The folder of the notebooks that come with alsnb."""
    shipped = Path(str(resources.files("alsnb"))) / "notebooks"
    # In a checkout the notebooks stand beside the package, not inside it.
    return shipped if shipped.is_dir() else shipped.parent.parent / "notebooks"


def reports() -> list[str]:
    """The names of the notebooks that report; the others are screens to work in."""
    return [path.stem for path in sorted(notebooks().glob("*.ipynb")) if about(path) != "screen"]


def about(notebook: Path) -> str:
    """What a notebook is about, by its metadata: one of `ABOUT`, `SEVERAL`, or "screen" for one to work in."""
    return str(_metadata(notebook).get("alsnb", "cohort"))


def _metadata(notebook: Path) -> dict[str, Any]:
    try:
        return {**json.loads(notebook.read_text("utf-8"))["metadata"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # a notebook of one's own, whatever it holds


def defaults(notebook: Path) -> dict[str, Any]:
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


def source(notebook: str | os.PathLike[str]) -> Path:
    """The notebook that comes with alsnb by a name, or that is found at a path.

    Raises
    ------
    ReportError
        There is none, or it is a screen to work in.
    """
    own = Path(notebook)
    found = own.resolve() if own.suffix == ".ipynb" and own.is_file() else notebooks() / f"{notebook}.ipynb"
    known = f"expected one of {', '.join(reports())}, or the path of a notebook of your own"
    if not found.is_file():
        raise ReportError(f"no notebook {str(notebook)!r}; {known}")
    if about(found) == "screen":
        raise ReportError(f"{found.name} is a screen to work in, not to report with; {known}")
    return found


def place(log: str | os.PathLike[str]) -> str:
    """Where a log is, told so that it is found from any folder."""
    if str(log) == SAMPLE or "://" in str(log):
        return addresses.without_password(str(log))  # it goes into notebooks
    return str(Path(log).resolve())


def make(send: Callable[[Any], None], task: Task, engine: str | None = None) -> None:
    """Make a report, in this process, and send its files: the name of each, and what is in it.

    Raises
    ------
    LogError, ReportError
        The log or the cohort is not there, the notebook failed, or it is to be published and shows what has not been
        through disclosure control.
    """
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        folder = Path(scratch) / "files"
        told = _told(task) | ({"folder": str(folder)} if "folder" in defaults(task.source) else {})
        executed = run(task.source, told, engine=engine, progress=lambda done, of: send((done, of)))
        files = {f"{task.name}/{each.name}": each.read_bytes() for each in sorted(folder.glob("*"))}
    if task.publish:
        check_published(executed)
    pages = {f"{task.name}.{kind}": getattr(html, kind)(executed, task.title) for kind in task.to}
    send(pages | files)


def report(
    log: str | os.PathLike[str],
    out: str | os.PathLike[str] = ".",
    *,
    notebook: str | os.PathLike[str] = "cohort_report",
    to: str = "html",
    publish: bool = False,
    **parameters: Any,
) -> Path:
    """Make one report.

    Parameters
    ----------
    log
        The log's file, or the address of a shared log.
    out
        Folder for the report; made if it is not there.
    notebook
        Name of a notebook that comes with alsnb, or the path of one's own with the parameters ``log``, ``cohort``,
        ``purpose``, ``as_of`` and, to be published, ``publish``, of which it tells `alsnb.reports.page.start`. One with
        the parameter ``folder`` writes files into it, as `alsnb.reports.paper.paper` does; they come to stand in a
        folder beside the report.
    to
        The kind of file: "html", "docx" or "pdf".
    publish
        Make a report for anybody: its figures are rounded as the cohort's policy of disclosure control says.
    **parameters
        ``cohort``, ``learning_set``, ``member``: what it is about; may be left out where there is one. ``cohorts``: the
        codes of those a notebook compares; by default all of the log.
        ``purpose``: report only what members consent to for this purpose, under pseudonyms; see `Log.frames`. By
        default, what the notebook says: for most everything, for ``write_up`` research. ``roster``: the roster's file,
        for a notebook that quotes passages: it tells what names to take out.
        ``as_of``: date up to which to report, such as ``"2026-11-01"``; by default the last day on which anything
        happened according to the log. And
        whatever else the notebook is told.

    Returns
    -------
    Path
        The report: one file that needs nothing else.

    Raises
    ------
    LogError, ReportError
        The log or the cohort is not there, `out` cannot be written, the notebook failed, or it is to be published and
        shows what has not been through disclosure control. Nothing was written.
    """
    from alsnb.reports import batch

    (task,) = batch.tasks(log, notebook, to=[to], publish=publish, **parameters)
    return batch.make_one(task, out)[0]


def _told(task: Task) -> dict[str, Any]:
    """A notebook's parameters; where one was not asked for, its own default stands."""
    known = defaults(task.source)
    asked = {name: value for name, value in task.parameters.items() if value is not None}
    if known and "learning_set" not in known:
        asked.pop("learning_set", None)  # a member is known without it
    return {"log": task.log, **asked, **({"publish": True} if task.publish else {})}


def run(
    source: Path,
    parameters: dict[str, Any],
    *,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Any:
    """Execute a notebook with papermill and return it, outputs included (an nbformat notebook).

    Parameters
    ----------
    engine
        papermill's; None: its own, which starts a kernel; `ENGINE`: alsnb's.
    progress
        Is told by alsnb's how many cells are done, of how many.

    Raises
    ------
    ReportError
        A cell failed.
    """
    with html.quiet_imports():
        import papermill
        from papermill.engines import papermill_engines
        from papermill.exceptions import PapermillExecutionError
    if engine == ENGINE:
        from alsnb.reports.engine.engine import ForkEngine

        papermill_engines.register(ENGINE, ForkEngine)  # where alsnb is not installed, nothing else does
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        try:
            return papermill.execute_notebook(
                str(source), None, parameters, engine_name=engine, cwd=scratch, progress_bar=False,
                kernel_name="python3", language="python", **_transport(),
                **({"progress": progress} if engine == ENGINE else {}),
            )  # fmt: skip
        except PapermillExecutionError as error:
            told = re.sub(r"\x1b\[[0-9;]*m", "", f"{error.ename}: {error.evalue}")
            number = max(1, error.cell_index)  # papermill adds one, with the parameters
            raise ReportError(
                f"the notebook {source.name} stopped at its cell {number}: {told}; no report was written"
            ) from error


def check_published(executed: Any) -> None:
    """Make sure that all that a notebook shows has been through disclosure control.

    Raises
    ------
    ReportError
        It shows something that has not been through disclosure control, or begins its page twice.
    """
    pages = set()
    for number, cell in enumerate(executed.cells, 1):
        for each in cell.get("outputs", []):
            if each.get("name") == "stderr":
                continue  # left out of every report
            if html.PUBLISHED not in each.get("metadata", {}):
                raise ReportError(
                    f"cell {number} shows what has not been through disclosure control; nothing was written. To be "
                    "published, a notebook calls page.start(frames, publish=publish) and shows what its page makes"
                )
            pages.add(each["metadata"].pop(html.PUBLISHED)["page"])
    if len(pages) > 1:
        # One may be of another cohort, with other rules.
        raise ReportError("a notebook to be published calls page.start once; nothing was written")


def _transport() -> dict[str, Any]:
    """What makes the kernel talk over sockets that no other user of the machine can listen to, where there are such."""
    if os.name == "nt":
        return {}
    from traitlets.config import Config

    return {"config": Config({"KernelManager": {"transport": "ipc"}})}
