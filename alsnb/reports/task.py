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
from alsnb.words import gettext, listing, sentence

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
        about = [_named(name, self.parameters[name]) for name in ABOUT if self.parameters.get(name)]
        of = ", ".join(about) or gettext("cohorts {cohorts}", cohorts=listing(self.cohorts))
        return gettext("{report}: {about}", report=heading, about=of)


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
    return gettext(_metadata(notebook).get("title") or notebook.stem.replace("_", " ").capitalize())


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
    known = gettext("Use {names}, or the path of your own notebook.", names=listing(reports(), last="or"))
    if not found.is_file():
        missing = gettext("Notebook not found: {name}.", name=str(notebook))
        raise ReportError(f"{missing} {known}")
    if about(found) == "screen":
        screen = gettext("{name} is a screen to work in, not a report.", name=found.name)
        raise ReportError(f"{screen} {known}")
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
        raise ReportError(
            gettext(
                "File type not known: {types}. Use --to with {known}.",
                types=", ".join(sorted(bad)), known=listing(KINDS, last="or"),
            )
        )  # fmt: skip
    subject = about(path)
    if publish and subject in (*ABOUT[1:], SEVERAL):
        # Of a set, a handful of people are told of; and disclosure control knows the size of one cohort.
        raise ReportError(
            {
                SEVERAL: gettext("{report} is about several cohorts, so it cannot be published. Leave out --publish."),
                "learning_set": gettext("{report} is about one set, so it cannot be published. Leave out --publish."),
                "member": gettext("{report} is about one member, so it cannot be published. Leave out --publish."),
            }[subject].format(report=path.stem)
        )
    declared = defaults(path)
    if parameters.get("purpose") and declared and "purpose" not in declared:
        raise ReportError(gettext("{report} cannot be limited to a purpose. Leave out --purpose.", report=path.stem))
    if (subject == SEVERAL) < (cohorts is not None):
        raise ReportError(gettext("{report} is about one cohort only. Name one.", report=path.stem))
    parameters["purpose"] = parameters.get("purpose") or declared.get("purpose")
    if parameters.get("roster") is not None:
        if declared and "roster" not in declared:
            raise ReportError(gettext("{report} has no excerpts. Leave out --roster.", report=path.stem))
        parameters["roster"] = str(Path(parameters["roster"]).resolve())
        from alsnb.privacy import Roster

        Roster.open(path=parameters["roster"])  # what is wrong with it is told before anything is made
    if subject == SEVERAL:
        if {cohort, learning_set, member} != {None}:
            raise ReportError(
                gettext("{report} compares cohorts. Name several cohorts, or none to compare all.", report=path.stem)
            )
        several = {SEVERAL: _cohorts(log, cohorts), **parameters}
        return [Task(path, place(log), several, tuple(to), publish)]
    level = ABOUT.index(subject) if subject in ABOUT else 0
    named = dict(zip(ABOUT, (cohort, learning_set, member), strict=True))
    for name in ABOUT[level + 1 :]:
        if named.pop(name) is not None:
            raise ReportError(
                gettext("{report} is about a whole cohort. Do not name a set or member.", report=path.stem)
                if level == 0
                else gettext("{report} is about a whole set. Do not name a member.", report=path.stem)
            )
    with open_log(log) as opened:
        places = _places(opened, level, named["cohort"])
    chosen = [each for each in places if all(value in (None, each[name]) for name, value in named.items())]
    if not chosen or (len(chosen) > 1 and not everything):
        has = ", ".join(dict.fromkeys(str(each[subject]) for each in chosen or places))
        given = ", ".join(_named(name, value) for name, value in named.items() if value is not None)
        if not places:
            raise ReportError(gettext("Nothing to report: {log} has no entries for this report yet.", log=log))
        if not chosen:
            raise ReportError(gettext("Not found in {log}: {what}. It has {codes}.", log=log, what=given, codes=has))
        if named[subject] is not None:
            raise ReportError(
                gettext(
                    "{what} is in several cohorts of {log}: {cohorts}. Choose one with --cohort.",
                    what=sentence(given), log=log,
                    cohorts=", ".join(dict.fromkeys(str(each["cohort"]) for each in chosen)),
                )
            )  # fmt: skip
        raise ReportError(
            gettext("{log} has {codes}. Choose one, or report on each with: alsnb reports", log=log, codes=has)
        )
    return [Task(path, place(log), {**each, **parameters}, tuple(to), publish) for each in chosen]


def _named(name: str, code: Any) -> str:
    if name == "cohort":
        return gettext("cohort {cohort}", cohort=code)
    return gettext("set {set}", set=code) if name == "learning_set" else gettext("member {member}", member=code)


def _cohorts(log: str | os.PathLike[str], asked: Sequence[str] | None) -> list[str]:
    """The codes of the cohorts to be compared: those asked for, or all of the log."""
    with open_log(log) as opened:
        there = [str(each["cohort"]) for each in _places(opened, 0, None)]
    if missing := [each for each in asked or () if each not in there]:
        has = ", ".join(there) or gettext("no cohorts yet")
        what = _named("cohort", missing[0])
        raise ReportError(gettext("Not found in {log}: {what}. It has {codes}.", log=log, what=what, codes=has))
    chosen = [*dict.fromkeys(asked or there)]
    if len(chosen) < 2:
        raise ReportError(
            gettext("A comparison needs at least two cohorts of one log. To bring logs together, use: alsnb merge")
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
