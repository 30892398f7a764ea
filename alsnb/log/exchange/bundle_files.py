"""The bundles in a folder, wherever a learning platform or a mail program put them: in subfolders, zipped, renamed.

What is a bundle is decided by what is in a file, never by its name; every other file is named with the reason. Nothing
is unpacked onto the disk.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import IO, NamedTuple

from alsnb.errors import BundleError
from alsnb.log.exchange import bundles
from alsnb.log.exchange.bundles import Arrival
from alsnb.log.summaries import file_quoted
from alsnb.words import gettext

_OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX"})
"""Names that operating systems add to folders and zip files."""
_OF_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"})
"""Names that mark a zip file as a Word, OpenDocument or similar file."""
_MOST = 2_000
"""The maximum number of files in a zip file; a course of a thousand members hands in fewer."""
_DEEPEST = 2
"""The maximum depth of zip files: a student's inside that of the learning platform."""
_TIGHTEST = 200
"""The maximum compression ratio of a file above 1 MiB: text has about five, a zip bomb a thousand."""
_BROKEN = (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, ValueError)


class Source(NamedTuple):
    """A file that may be a bundle: its name in messages, its path and names within zip files; or the reason why not."""

    name: str
    path: Path
    inner: tuple[str, ...] = ()
    problem: str | None = None


def sources(folder: Path, besides: Path | None = None) -> list[Source]:
    """Return the files in a folder and in those in it, in order, and those in zip files too.

    Parameters
    ----------
    folder : Path
        Where to look; links to other folders are not followed.
    besides : Path, optional
        A log that may lie in the folder, and is passed over with the files that SQLite keeps beside it.
    """
    found: list[Source] = []
    own = set() if besides is None else {f"{besides.absolute()}{end}" for end in ("", "-wal", "-shm", "-journal")}
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in _OF_THE_SYSTEM)
        linked = [each for each in folders if os.path.islink(os.path.join(place, each))]
        for name in sorted([*files, *linked]):
            path = Path(place, name)
            if name not in _OF_THE_SYSTEM and str(path.absolute()) not in own:
                found += _in_file(Source(path.relative_to(folder).as_posix(), path))
    return found


def read(source: Source) -> Arrival:
    """Read a bundle as it arrived.

    Raises
    ------
    BundleError
        The file is no bundle, cannot be read, or is one of those that are not even opened.
    """
    shown = file_quoted(source.name)
    if source.problem:
        raise BundleError(f"{shown} {source.problem}")
    try:
        if not source.inner and source.path.stat().st_size > bundles.LARGEST:
            raise BundleError(
                gettext(
                    "{shown} is larger than {largest} MiB, the limit for a bundle",
                    shown=shown,
                    largest=bundles.LARGEST >> 20,
                )
            )
        with source.path.open("rb") as file:
            if not source.inner:
                return bundles.arrived(shown, file)
            archive = zipfile.ZipFile(file)
            for name in source.inner[:-1]:
                archive = zipfile.ZipFile(BytesIO(archive.read(name)))
            with archive.open(source.inner[-1]) as packed:
                return bundles.arrived(shown, packed)
    except _BROKEN as error:
        raise BundleError(gettext("{shown} cannot be read: {why}", shown=shown, why=_why(error))) from None


def _in_file(source: Source) -> list[Source]:
    """Yield the file itself, or its content if it is a zip file."""
    try:
        if not S_ISREG(source.path.stat().st_mode):
            return [source._replace(problem="is not a file; expected a bundle made by `alsnb hand-in`")]
        with source.path.open("rb") as file:
            return _unpacked(source, file) if file.read(4) == b"PK\3\4" else [source]
    except _BROKEN as error:
        return [source._replace(problem=f"cannot be read: {_why(error)}")]


def _unpacked(source: Source, file: IO[bytes]) -> list[Source]:
    """Yield the content of a zip file within the limits."""
    with zipfile.ZipFile(file) as archive:
        listed = [each for each in archive.infolist() if not each.is_dir()]
        if len(listed) > _MOST:
            return [source._replace(problem=f"has more than {_MOST:,} files; unpack the bundles in it")]
        names = {each.filename for each in listed}
        if names & _OF_DOCUMENTS:
            return [source]
        if len(names) < len(listed):
            return [source._replace(problem="has two files with the same name; unpack the bundles in it")]
        found: list[Source] = []
        for each in listed:
            if _OF_THE_SYSTEM.isdisjoint(each.filename.split("/")):
                found += _packed(source, archive, each)
        return found


def _packed(outer: Source, archive: zipfile.ZipFile, about: zipfile.ZipInfo) -> list[Source]:
    inner = (*outer.inner, about.filename)
    source = Source(f"{outer.name}/{about.filename}", outer.path, inner)
    if about.flag_bits & 1:
        return [source._replace(problem="is encrypted; unpack it with its password")]
    if about.file_size > bundles.LARGEST:
        return [source._replace(problem=f"is larger than {bundles.LARGEST >> 20} MiB, the limit for a bundle")]
    if about.file_size > max(1 << 20, _TIGHTEST * about.compress_size):
        return [source._replace(problem="is compressed far more than text would be, so it was not unpacked")]
    try:
        with archive.open(about) as packed:
            start = packed.read(4)
        if start != b"PK\3\4":
            return [source]
        if len(inner) == _DEEPEST:
            return [source._replace(problem="is a zip file nested too deeply; unpack it")]
        return _unpacked(source, BytesIO(archive.read(about)))
    except _BROKEN as error:
        return [source._replace(problem=f"cannot be unpacked: {_why(error)}")]


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
