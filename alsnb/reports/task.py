"""What a report is to be: the notebook, what it is about, and what files it becomes."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from alsnb.errors import ReportError
from alsnb.filenames import file_name
from alsnb.log import SAMPLE, Log, open_log
from alsnb.log.databases import addresses
from alsnb.words import listing

_FEW = 3
"""Of more cohorts than these, the name of a report tells only how many they are."""
ABOUT = ("cohort", "learning_set", "member")
"""What a report can be about, and by which parameter it is told."""
SEVERAL = "cohorts"
"""What a report is about that compares the cohorts of a log, and the parameter that lists their codes."""
KINDS = ("html", "docx", "pdf")
"""The kinds of files that a report can be."""


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
        heading = title_of(self.source)
        about = [(name.replace("learning_", ""), self.parameters.get(name)) for name in ABOUT]
        of = ", ".join(f"{name} {code}" for name, code in about if code)
        return f"{heading}: {of or f'cohorts {listing(self.cohorts)}'}"


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


def title_of(notebook: Path) -> str:
    """Return the title of a notebook's reports."""
    return str(_metadata(notebook).get("title", notebook.stem.replace("_", " ").capitalize()))


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
    """Return the absolute path or address of a log."""
    if str(log) == SAMPLE or "://" in str(log):
        return addresses.without_password(str(log))  # it goes into notebooks
    return str(Path(log).resolve())


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
    path = source(notebook)
    if bad := {*to} - {*KINDS}:
        raise ReportError(f"--to: found {', '.join(sorted(bad)) or 'nothing'}, expected some of {', '.join(KINDS)}")
    subject = about(path)
    if publish and subject in (*ABOUT[1:], SEVERAL):
        # Of a set, a handful of people are told of; and disclosure control knows the size of one cohort.
        what = "several cohorts" if subject == SEVERAL else f"one {_said(subject)}"
        raise ReportError(f"{path.stem} is about {what}: it cannot be published; leave --publish out")
    declared = defaults(path)
    if parameters.get("purpose") and declared and "purpose" not in declared:
        raise ReportError(f"{path.stem} keeps to no purpose: it would show everything; leave --purpose out")
    if (subject == SEVERAL) < (cohorts is not None):
        raise ReportError(f"{path.stem} is about one {_said(subject)}: name one cohort")
    parameters["purpose"] = parameters.get("purpose") or declared.get("purpose")
    if parameters.get("roster") is not None:
        if declared and "roster" not in declared:
            raise ReportError(f"{path.stem} quotes nobody: leave --roster out")
        parameters["roster"] = str(Path(parameters["roster"]).resolve())
        from alsnb.privacy import Roster

        Roster.open(path=parameters["roster"])  # what is wrong with it is told before anything is made
    if subject == SEVERAL:
        if {cohort, learning_set, member} != {None}:
            raise ReportError(f"{path.stem} compares cohorts: name several of them, or none for all")
        several = {SEVERAL: _cohorts(log, cohorts), **parameters}
        return [Task(path, place(log), several, tuple(to), publish)]
    level = ABOUT.index(subject) if subject in ABOUT else 0
    named = dict(zip(ABOUT, (cohort, learning_set, member), strict=True))
    for name in ABOUT[level + 1 :]:
        if named.pop(name) is not None:
            raise ReportError(f"{path.stem} is about a whole {_said(subject)}: leave the {_said(name)} out")
    with open_log(log) as opened:
        places = _places(opened, level, named["cohort"])
    chosen = [each for each in places if all(value in (None, each[name]) for name, value in named.items())]
    if not chosen or (len(chosen) > 1 and not everything):
        what, has = _said(subject), ", ".join(dict.fromkeys(str(each[subject]) for each in chosen or places))
        given = [f"{_said(name)} {value!r}" for name, value in named.items() if value is not None]
        if not places:
            raise ReportError(f"{log} holds no {what} yet: there is nothing to report on")
        if not chosen:
            raise ReportError(f"no {' of '.join(reversed(given))} in {log}; it holds {has}")
        if named[subject] is not None:
            of = ", ".join(dict.fromkeys(str(each["cohort"]) for each in chosen))
            raise ReportError(f"{log} holds a {given[-1]} in each of the cohorts {of}; say which: --cohort")
        raise ReportError(f"{log} holds the {what}s {has}; choose one, or report on each with: alsnb reports")
    return [Task(path, place(log), {**each, **parameters}, tuple(to), publish) for each in chosen]


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
    keys = [*ABOUT[: level + 1]]
    # A member may be in no set yet.
    plain = frame[keys].astype(object).where(frame[keys].notna(), None)
    rows = sorted({*plain.itertuples(index=False, name=None)}, key=lambda row: [each or "" for each in row])
    return [dict(zip(keys, row, strict=True)) for row in rows]
