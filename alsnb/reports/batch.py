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
from alsnb.log import Log, open_log
from alsnb.log.databases import addresses
from alsnb.privacy import Roster
from alsnb.reports import run, sentences
from alsnb.reports.engine import isolation, workers
from alsnb.reports.output_folder import Kept, refuse_changed, writable, write_all
from alsnb.reports.run import Task

KINDS = ("html", "docx", "pdf")
"""The kinds of files that a report can be."""


class Result(NamedTuple):
    """What became of a report: its files' names, or why it failed; whether it was there already."""

    task: Task
    files: list[str]
    failure: str = ""
    unchanged: bool = False


def tasks(
    log: str | os.PathLike[str],
    notebook: str | os.PathLike[str] = "cohort_report",
    *,
    everything: bool = False,
    cohort: str | None = None,
    learning_set: str | None = None,
    member: str | None = None,
    cohorts: Sequence[str] | None = None,
    to: Sequence[str] = ("html",),
    publish: bool = False,
    **parameters: Any,
) -> list[Task]:
    """The reports to be made of a log.

    Parameters
    ----------
    log
        Its file, or the address of a shared log.
    notebook
        Name of a notebook that comes with alsnb, or the path of one's own.
    everything
        One report of each cohort, set or member, whichever the notebook is about, within what is named.
    cohort, learning_set, member
        What it is about; may be left out where there is one.
    cohorts
        For a notebook that compares cohorts, their codes; by default all of the log.
    to
        The kinds of files: "html", "docx", "pdf".
    publish
        Whether it is for anybody.
    **parameters
        What else the notebook is told.

    Raises
    ------
    LogError, ReportError
        There is no such notebook, log, cohort, set or member, or there are several and none was named; or what is
        asked of the notebook is not for it: to be published, or to keep to a purpose.
    """
    log = addresses.without_password(str(log))
    source = run.source(notebook)
    if bad := {*to} - {*KINDS}:
        raise ReportError(f"--to: found {', '.join(sorted(bad)) or 'nothing'}, expected some of {', '.join(KINDS)}")
    about = run.about(source)
    if publish and about in (*run.ABOUT[1:], run.SEVERAL):
        # Of a set, a handful of people are told of; and disclosure control knows the size of one cohort.
        what = "several cohorts" if about == run.SEVERAL else f"one {_said(about)}"
        raise ReportError(f"{source.stem} is about {what}: it cannot be published; leave --publish out")
    declared = run.defaults(source)
    if parameters.get("purpose") and declared and "purpose" not in declared:
        raise ReportError(f"{source.stem} keeps to no purpose: it would show everything; leave --purpose out")
    if (about == run.SEVERAL) < (cohorts is not None):
        raise ReportError(f"{source.stem} is about one {_said(about)}: name one cohort")
    parameters["purpose"] = parameters.get("purpose") or declared.get("purpose")
    if parameters.get("roster") is not None:
        if declared and "roster" not in declared:
            raise ReportError(f"{source.stem} quotes nobody: leave --roster out")
        parameters["roster"] = str(Path(parameters["roster"]).resolve())
        Roster.open(path=parameters["roster"])  # what is wrong with it is told before anything is made
    if about == run.SEVERAL:
        if {cohort, learning_set, member} != {None}:
            raise ReportError(f"{source.stem} compares cohorts: name several of them, or none for all")
        several = {run.SEVERAL: _cohorts(log, cohorts), **parameters}
        return [Task(source, run.place(log), several, tuple(to), publish)]
    level = run.ABOUT.index(about) if about in run.ABOUT else 0
    named = dict(zip(run.ABOUT, (cohort, learning_set, member), strict=True))
    for name in run.ABOUT[level + 1 :]:
        if named.pop(name) is not None:
            raise ReportError(f"{source.stem} is about a whole {_said(about)}: leave the {_said(name)} out")
    with open_log(log) as opened:
        places = _places(opened, level, named["cohort"])
    chosen = [each for each in places if all(value in (None, each[name]) for name, value in named.items())]
    if not chosen or (len(chosen) > 1 and not everything):
        what, has = _said(about), ", ".join(dict.fromkeys(str(each[about]) for each in chosen or places))
        given = [f"{_said(name)} {value!r}" for name, value in named.items() if value is not None]
        if not places:
            raise ReportError(f"{log} holds no {what} yet: there is nothing to report on")
        if not chosen:
            raise ReportError(f"no {' of '.join(reversed(given))} in {log}; it holds {has}")
        if named[about] is not None:
            of = ", ".join(dict.fromkeys(str(each["cohort"]) for each in chosen))
            raise ReportError(f"{log} holds a {given[-1]} in each of the cohorts {of}; say which: --cohort")
        raise ReportError(f"{log} holds the {what}s {has}; choose one, or report on each with: alsnb reports")
    return [Task(source, run.place(log), {**each, **parameters}, tuple(to), publish) for each in chosen]


def _said(name: str) -> str:
    return name.replace("learning_", "")


def _cohorts(log: str | os.PathLike[str], asked: Sequence[str] | None) -> list[str]:
    """The codes of the cohorts to be compared: those asked for, or all of the log."""
    with open_log(log) as opened:
        there = [str(each["cohort"]) for each in _places(opened, 0, None)]
    if missing := [each for each in asked or () if each not in there]:
        raise ReportError(f"no cohort {missing[0]!r} in {log}; it holds {', '.join(there) or 'none yet'}")
    chosen = [*dict.fromkeys(asked or there)]
    if len(chosen) < 2:
        raise ReportError(
            f"found {', '.join(chosen) or 'no cohort'} in {log}, expected two cohorts or more of one "
            "log to compare; logs are brought together with: alsnb merge"
        )
    return chosen


def _places(log: Log, level: int, cohort: str | None) -> list[dict[str, str | None]]:
    """Every cohort, set or member that there can be a report about."""
    kinds = ("cohort", "learning_set", "member")
    if cohort is None and level == 0 and (codes := log.fingerprints()):
        return [{"cohort": code} for code in codes]  # without reading a frame
    frames = log.frames(cohort, kinds=kinds)
    frame = getattr(frames, ("cohorts", "learning_sets", "members")[level])
    keys = [*run.ABOUT[: level + 1]]
    # A member may be in no set yet.
    plain = frame[keys].astype(object).where(frame[keys].notna(), None)
    rows = sorted({*plain.itertuples(index=False, name=None)}, key=lambda row: [each or "" for each in row])
    return [dict(zip(keys, row, strict=True)) for row in rows]


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
        joblib's: "threading" or "loky" on this machine, or "dask".
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
    """Make a report in a clean child, and write it into a folder; nothing else is kept there.

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
    """Why a report's own folder cannot be written anew, if there is a reason."""
    try:
        refuse_changed(folder)
        return ""
    except (ReportError, OSError) as error:
        return _in_words(error)


def _keep(kept: Kept, number: int, files: dict[str, bytes], told: str) -> str:
    """Keep what became of a report, or return why that cannot be: it is no reason not to make the others."""
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
    return f"{error.filename or 'a file'} cannot be written: {error.strerror}; choose another folder with --out"


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
            found[name] = (
                f"{sentences.joined([*logs])} hold what {those[0].name} is about; report on each into a folder of its "
                "own, or bring them together with: alsnb merge"
            )
        elif len(titles) > 1:
            # File names are made so that this does not happen; if it ever does, nothing is lost.
            which = sentences.joined([*titles])
            found[name] = f"{which} would have one file, {those[0].name}; report on each into a folder of its own"
    return found
