"""A folder of reports: the files, fingerprints of their inputs, reasons for failures, and an index."""

from __future__ import annotations

import json
import os
import platform
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alsnb.errors import ReportError
from alsnb.filenames import file_name, folded
from alsnb.formats.files import own_files
from alsnb.log import open_log
from alsnb.plausible import today
from alsnb.reports.files import html
from alsnb.reports.task import ABOUT, SEVERAL, Task
from alsnb.words import gettext

MADE = ".alsnb-reports.json"
"""The file in which a folder's reports are remembered."""
LIST = "SHA256SUMS"
"""Names every file of a folder with its digest, so that a file that somebody changed is not overwritten."""
_NO_FILES = {*ABOUT, SEVERAL, "purpose", "as_of"}
"""The parameters of a report that name no file."""
_VERSIONS = (
    "alsnb", "matplotlib", "narwhals", "nbconvert", "numpy", "pandas", "scikit-learn", "scipy", "statsmodels", "typst",
)  # fmt: skip


class Kept:
    """A folder of reports.

    Raises
    ------
    ReportError
        It cannot be written to.
    """

    def __init__(self, folder: Path, tasks: Sequence[Task]) -> None:
        self.folder = writable(folder)
        self._made, self._tasks, self._fingerprints = _remembered(folder), tasks, fingerprints(tasks)

    def files(self, number: int) -> list[str] | None:
        """The files of a report that are there, and would be the same if it was made again; None where not."""
        before = self._made.get(self._tasks[number].name, {})
        if before.get("fingerprint") != self._fingerprints[number]:
            return None
        there = all(_seal(self.folder / name) == seal for name, seal in before["files"].items())
        return [*before["files"]] if there else None

    def put(self, number: int, files: dict[str, bytes], failure: str) -> None:
        """Keep a report's files, or why there are none."""
        name = self._tasks[number].name
        why = self.folder / f"{name}.failed.txt"
        self._made.pop(name, None)
        if failure:
            write(why, failure.encode())
        else:
            write_all(self.folder, files)
            why.unlink(missing_ok=True)
            seals = {file: sha256(content).hexdigest() for file, content in files.items()}
            self._made[name] = {"fingerprint": self._fingerprints[number], "files": seals}
        write(self.folder / MADE, json.dumps(self._made, indent=1).encode())

    def index(self, without: Mapping[str, str]) -> None:
        """Write the page that links the reports and explains which logs have none."""
        titles = {task.name: task.title for task in self._tasks}
        made = [(title, name, [*self._made.get(name, {}).get("files", [])]) for name, title in titles.items()]
        logs = dict.fromkeys([*(task.log for task in self._tasks), *without])
        alike = Counter(folded(_named(log)) for log in logs)
        for log in logs:
            parts = _parts(log)
            name = _named(log, apart=log if alike[folded(_named(log))] > 1 else "")
            why = self.folder / f"{name}.failed.txt"
            if log in without:
                write(why, f"{without[log]}\n".encode())
                made.append((gettext("Log {log}", log="/".join(parts)), name, []))
            else:
                why.unlink(missing_ok=True)
        write(self.folder / "index.html", html.index(made))


def _parts(log: str) -> list[str]:
    """What the index calls a log: of a server's address, what comes before its last part is nobody's business."""
    return [Path(urlsplit(log).path).name] if "://" in log else [*Path(log).resolve().parts[-2:]]


def _named(log: str, apart: str = "") -> str:
    return file_name(*(each.removesuffix(".db") for each in _parts(log)), kind="log", apart=apart)


def fingerprints(tasks: Sequence[Task]) -> list[str]:
    """Return a digest of each report's inputs; a new one each time if the inputs are unknown."""
    made_by = [platform.python_version(), *(metadata.version(name) for name in _VERSIONS)]
    package = Path(str(resources.files("alsnb")))
    made_by += [f"{path} {path.stat().st_mtime_ns}" for path in sorted(package.rglob("*")) if path.is_file()]
    of_logs: dict[str, dict[str, str]] = {}
    formats: dict[str, list[str]] = {}
    found = []
    for task in tasks:
        if task.log not in of_logs:
            with open_log(task.log) as opened:
                of_logs[task.log] = opened.fingerprints()
                formats[task.log] = [_seal(each) for each in own_files(opened.folder).values()]
        data = "".join(of_logs[task.log].get(code) or os.urandom(16).hex() for code in task.cohorts)
        # What else a notebook is told may be a file, such as the roster; a code never is, whatever it looks like.
        files = [value for name, value in task.parameters.items() if name not in _NO_FILES]
        contents = [_seal(Path(each)) for each in (task.source, *files) if isinstance(each, str | os.PathLike)]
        # What may be used for a purpose depends on the day.
        day = [today().isoformat()] if task.parameters.get("purpose") else []
        told = sorted((name, value) for name, value in task.parameters.items() if value is not None)
        parts = [data, task.log, told, task.to, task.publish, contents, formats[task.log], day, made_by]
        found.append(sha256(json.dumps(parts, default=str).encode()).hexdigest())
    return found


def _remembered(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MADE).read_text("utf-8"))
        return {name: {**each, "files": {**each["files"]}} for name, each in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # whatever it is, the reports are made again


def _seal(file: Path) -> str:
    """The digest of a file; empty if it is none that can be read."""
    try:
        return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    except (OSError, ValueError):
        return ""


def writable(folder: Path) -> Path:
    """The folder, made if it was not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ReportError(
            gettext(
                "The report cannot be written to {folder}: {reason}. Use --out with a folder that you may write to.",
                folder=folder, reason=error.strerror,
            )
        ) from None  # fmt: skip


def write(target: Path, content: bytes) -> None:
    """All of the file or nothing of it."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files of a report; write those in a folder of their own together, readable only by its owner.

    Raises
    ------
    ReportError
        That folder holds something else.
    """
    apart = {name.partition("/")[0] for name in files if "/" in name}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".alsnb-") as scratch:
        for inner in apart:
            made = Path(scratch) / inner
            made.mkdir(mode=0o700)
            for name in (each for each in files if each.startswith(f"{inner}/")):
                (Path(scratch) / name).touch(mode=0o600)
                (Path(scratch) / name).write_bytes(files[name])
            put(made, folder / inner)
    for name, content in files.items():
        if "/" not in name:
            write(folder / name, content)


def put(made: Path, target: Path) -> None:
    """Move a new folder to its place, replacing an earlier one if it is unchanged.

    Raises
    ------
    ReportError
        The folder holds something else.
    """
    refuse_changed(target)
    try:
        if not target.exists():
            made.rename(target)
            return
        before = target.rename(made.with_name("before"))
        try:
            made.rename(target)
        except OSError:
            before.rename(target)
            raise
    except OSError as error:
        raise unwritable(target, error) from None


def refuse_changed(folder: Path) -> None:
    """Refuse a folder that holds anything else than what was written there."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ReportError(gettext("{folder} is a file. Name a new folder; nothing was written.", folder=folder))
    there = {each.name for each in folder.iterdir()}
    listed = (folder / LIST).read_text("utf-8") if LIST in there else ""
    written = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (.+)$", listed, re.M)}
    for name in sorted(there - {LIST}):
        each = folder / name
        if name not in written or not each.is_file() or sha256(each.read_bytes()).hexdigest() != written[name]:
            raise ReportError(
                gettext(
                    "{file} in {folder} was not written by alsnb, or was changed since. Name a new folder, or move the "
                    "file away; nothing was written.",
                    file=name, folder=folder,
                )
            )  # fmt: skip


def unwritable(folder: Path, error: OSError) -> ReportError:
    """Return the error for a folder that cannot be written."""
    return ReportError(
        gettext("{folder} cannot be written: {reason}. Choose another folder.", folder=folder, reason=error.strerror)
    )
