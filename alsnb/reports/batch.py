"""Many reports: each in a clean child, several at once, here or on a cluster; none made again that is there already."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from alsnb.errors import AlsnbError, ReportError
from alsnb.filenames import folded
from alsnb.reports import run
from alsnb.reports.engine import isolation, workers
from alsnb.reports.output_folder import Kept, refuse_changed, writable, write_all
from alsnb.reports.task import Task, tasks
from alsnb.words import gettext, listing


class Result(NamedTuple):
    """The outcome of a report: the names of its files or why it failed, and whether it was up to date."""

    task: Task
    files: list[str]
    failure: str = ""
    unchanged: bool = False


def report(
    log: str | os.PathLike[str],
    out: str | os.PathLike[str] = ".",
    *,
    notebook: str | os.PathLike[str] = "cohort_report",
    to: str = "html",
    publish: bool = False,
    **parameters: Any,
) -> Path:
    """Make one report of a log, as `alsnb report` does.

    Parameters
    ----------
    log
        The log's file, or the address of a shared log.
    out
        Folder for the report; made if it is not there.
    notebook
        Name of a notebook that comes with alsnb, or the path of your own. Your own has the parameters ``log``,
        ``cohort``, ``purpose``, ``as_of`` and, to be published, ``publish``, which it passes to `alsnb.Page`. If it has
        the parameter ``folder``, the files that it writes there are put into a folder beside the report.
    to
        The kind of file: "html", "docx" or "pdf".
    publish
        Make a report that may be published: its figures are rounded by the cohort's disclosure policy.
    **parameters
        ``cohort``, ``learning_set``, ``member``: what it is about; optional if there is only one. ``cohorts``: the
        codes of the cohorts to compare; by default all in the log.
        ``purpose``: report only what members consent to for this purpose, under pseudonyms; see `Log.frames`. By
        default, what the notebook says: everything, or research for ``write_up``. ``roster``: the roster's file, to
        redact names from excerpts. ``as_of``: the date as of which actions are judged, such as ``"2026-11-01"``; by
        default the last day on which anything happened according to the log. Any other parameter of the notebook.

    Returns
    -------
    Path
        The report: one file that needs nothing else.

    Raises
    ------
    LogError, ReportError
        The log or the cohort does not exist, `out` cannot be written, the notebook failed, or it is to be published
        and shows something that has not been through disclosure control. Nothing was written.
    """
    (task,) = tasks(log, notebook, to=[to], publish=publish, **parameters)
    return make_one(task, out)[0]


def report_all(
    logs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str] = ".",
    *,
    notebook: str | os.PathLike[str] = "cohort_report",
    to: Sequence[str] = ("html",),
    publish: bool = False,
    jobs: int | None = None,
    again: bool = False,
    **parameters: Any,
) -> list[Result]:
    """Make a report of every cohort, set or member in some logs, as `alsnb reports` does.

    Parameters
    ----------
    logs
        A log's file, the address of a shared log, or several of them.
    out
        Folder for the reports and their index; made if it does not exist.
    notebook, publish, **parameters
        As for `report`.
    to
        The types of files: of "html", "docx", "pdf".
    jobs
        How many to make at a time; None: as many as there are processors.
    again
        Make reports again even if they are up to date.

    Returns
    -------
    list of Result
        One for each report, with its ``files`` or its ``failure``: a report that fails stops no other.

    Raises
    ------
    LogError, ReportError
        A log cannot be read or holds nothing to report on, there is no such notebook, or `out` cannot be written.
    """
    each = [logs] if isinstance(logs, str | os.PathLike) else [*logs]
    every = [
        task for log in each for task in tasks(log, notebook, everything=True, to=to, publish=publish, **parameters)
    ]
    return [*make_all(every, out, jobs=jobs, again=again)]


def make_all(
    tasks: Sequence[Task],
    out: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    backend: str = "threading",
    scheduler: str | None = None,
    engine: str | None = None,
    seconds: float | None = 600,
    memory: int | None = None,
    again: bool = False,
    without: Mapping[str, str] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Iterator[Result]:
    """Make reports, several at once, and write each into a folder as it is done.

    One that fails stops no other. One that is there already is not made again where the data, the notebook, what it is
    told, and the versions of what makes it are the same; so what was interrupted goes on where it was.

    Parameters
    ----------
    tasks
        See `tasks`.
    out
        The folder; made if it is not there.
    jobs
        How many at once; None: as many as there are processors.
    backend
        joblib's: "threading" or "loky" on this machine, or "dask", "ray", "spark".
    scheduler
        The address of a cluster of Dask or Ray.
    engine
        "alsnb" or "kernel"; None: the first where the platform can.
    seconds
        How long one may take; None: for ever. A kernel is not stopped.
    memory
        How many bytes of memory one may take; None: half of what the machine has.
    again
        Make also what is there already.
    without
        Of what logs there can be no report, and why: the index tells it too.
    progress
        Is told how much of a report more is done.

    Yields
    ------
    Result
        As they come.

    Raises
    ------
    ReportError
        The folder cannot be written to, or the engine is not to be had here.
    """
    engine = engine or _engine()
    if engine != run.ENGINE and backend == "threading":
        backend = "loky"  # papermill changes the folder that its process is in, which threads share
    kept, left, of_several = Kept(Path(out), tasks), [], _of_several_logs(tasks)
    for number, task in enumerate(tasks):
        if failure := of_several.get(folded(task.name)) or _hindrance(Path(out) / task.name):
            _keep(kept, number, {}, failure)
            progress(1)
            yield Result(task, [], failure)
            continue
        there = None if again else kept.files(number)
        if there is None:
            left.append(number)
        else:
            progress(1)
            yield Result(task, there, unchanged=True)
    here = progress if backend == "threading" else None
    each = [(number, tasks[number], engine, seconds, memory, here) for number in left]
    try:
        with workers.parallel(backend, jobs, scheduler) if left else contextlib.nullcontext(lambda *_: ()) as parallel:
            for number, files, failure, told in parallel(_made, each):
                if here is None:
                    progress(1)
                failure = _keep(kept, number, files, told) or failure
                yield Result(tasks[number], [] if failure else [*files], failure)
        kept.index(without or {})
    finally:
        isolation.end_all()


def make_one(task: Task, out: str | os.PathLike[str], **how: Any) -> list[Path]:
    """Make a report in a clean child process, and write only that report into a folder.

    Parameters
    ----------
    task
        See `tasks`; it must be one.
    out
        The folder; made if it is not there.
    **how
        ``engine``, ``seconds``, ``memory``, ``progress`` as for `make_all`.

    Raises
    ------
    ReportError
        It failed, or the folder cannot be written to. Nothing was written.
    """
    folder = writable(Path(out))
    refuse_changed(folder / task.name)
    made: dict[str, Any] = {"engine": _engine(), "seconds": 600, "memory": None, "progress": None}
    made |= {name: value for name, value in how.items() if value is not None}
    _, files, failure, _ = _made(0, task, **made)
    isolation.end_all()
    if failure:
        raise ReportError(failure)
    write_all(folder, files)
    return [folder / name for name in files if "/" not in name]


def _hindrance(folder: Path) -> str:
    """Return the reason why a report's own folder cannot be rewritten, if any."""
    try:
        refuse_changed(folder)
        return ""
    except (ReportError, OSError) as error:
        return _in_words(error)


def _keep(kept: Kept, number: int, files: dict[str, bytes], told: str) -> str:
    """Save the outcome of a report, or return why it cannot be saved; this does not stop the others."""
    try:
        kept.put(number, files, told)
        return ""
    except (ReportError, OSError) as error:
        with contextlib.suppress(ReportError, OSError):
            kept.put(number, {}, _in_words(error))
        return _in_words(error)


def _in_words(error: ReportError | OSError) -> str:
    if isinstance(error, ReportError):
        return str(error)
    return gettext(
        "{file} cannot be written: {reason}. Use --out with another folder.",
        file=error.filename or "", reason=error.strerror,
    )  # fmt: skip


def _engine() -> str:
    return run.ENGINE if isolation.AVAILABLE else "kernel"


def _made(
    number: int,
    task: Task,
    engine: str,
    seconds: float | None,
    memory: int | None,
    progress: Callable[[float], None] | None,
) -> tuple[int, dict[str, bytes], str, str]:
    """The report's number and files; or why it failed, and what there is to read about that."""
    files: dict[str, bytes] = {}
    done = 0.0

    def heard(sent: Any) -> None:
        nonlocal done
        if isinstance(sent, dict):
            files.update(sent)
        elif progress is not None:
            progress(sent[0] / sent[1] - done)
            done = sent[0] / sent[1]

    try:
        if engine == run.ENGINE:
            for sent in isolation.Isolated(run.make, task, engine, seconds=seconds, memory=memory):
                heard(sent)
        else:
            run.make(heard, task)
        failure, told = "", ""
    except isolation.Raised as raised:
        # A mistake that alsnb knows is told in its words; of another, where it was made is told as well.
        known = isinstance(raised.error, AlsnbError)
        failure = str(raised.error) if known else str(raised)
        told = f"{failure}\n\n{raised.traceback}"
    except AlsnbError as error:
        failure = told = str(error)
    except Exception as error:  # noqa: BLE001 - whatever a notebook of somebody's own does
        failure = f"{type(error).__name__}: {error}"
        told = f"{failure}\n\n{traceback.format_exc()}"
    if progress is not None:
        progress(1 - done)
    return number, files, failure, told


def _of_several_logs(tasks: Sequence[Task]) -> dict[str, str]:
    """The names of reports that several logs would have written, or two reports of one, and what to do about it."""
    alike: dict[str, list[Task]] = {}
    for task in tasks:
        alike.setdefault(folded(task.name), []).append(task)
    found = {}
    for name, those in alike.items():
        logs, titles = (dict.fromkeys(each) for each in ((t.log for t in those), (t.title for t in those)))
        if len(logs) > 1:  # the same log may be named twice
            found[name] = gettext(
                "The report {report} would be made from several logs: {logs}. Use a folder for each, or bring the logs "
                "together with: alsnb merge",
                report=those[0].name, logs=listing([*logs]),
            )  # fmt: skip
        elif len(titles) > 1:
            # File names are made so that this does not happen; if it ever does, nothing is lost.
            found[name] = gettext(
                "These reports would have the same file, {report}: {titles}. Use a folder for each.",
                report=those[0].name, titles=listing([*titles]),
            )  # fmt: skip
    return found
