"""A bundle: revisions in a file that a student hands in, a tutor gathers, and a text editor opens.

A bundle is JSON lines. The first is the manifest, with the counts of what follows and a SHA-256 digest of it:
``{"alsnb_bundle": 1, "revisions": 2, "tombstones": 0, "digest": "…"}``. What follows are tombstones,
``{"tombstone": [cohort, member]}``, and revisions with their id, entry, kind, author and digest and, last, their
content as it stands in the log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from alsnb.errors import AlsnbError, BundleError
from alsnb.log.revisions import Revision, digest, milliseconds_of
from alsnb.records import RECORDS

VERSION = 1
LONGEST_LINE = 1 << 25
"""Bytes; a longer line is refused before it is read, as no record is that long."""
_MARK = ',"content":'
_FIELDS = {"id": str, "entry": str, "kind": str, "author": str | None, "digest": str, "content": dict}


class Bundle(NamedTuple):
    """What a bundle holds."""

    revisions: list[Revision]
    tombstones: list[tuple[str, str]]


def write(path: Path, bundle: Bundle) -> None:
    """Write a bundle, all of it or nothing; only its owner may read it."""
    lines = [json.dumps({"tombstone": pair}, ensure_ascii=False) for pair in bundle.tombstones]
    lines += [_line(revision) for revision in bundle.revisions]
    body = "".join(f"{line}\n" for line in lines).encode()
    manifest = {
        "alsnb_bundle": VERSION, "revisions": len(bundle.revisions), "tombstones": len(bundle.tombstones),
        "digest": sha256(body).hexdigest(),
    }  # fmt: skip
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(manifest).encode() + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BundleError(f"the bundle cannot be written to {path}: {error.strerror}; choose another file") from None
    finally:
        part.unlink(missing_ok=True)


def read(path: Path) -> Bundle:
    """Read a bundle and verify every line of it.

    Raises
    ------
    BundleError
        The file is no bundle, or is damaged; the message names the line and the reason.
    """
    try:
        with path.open("rb") as file:
            lines = _lines(path, file)
            _, first = next(lines, (1, b""))
            manifest = _manifest(path, first)
            seal, revisions, tombstones = sha256(), [], []
            for number, line in lines:
                seal.update(line)
                try:
                    found = _parsed(line)
                except _Unusable as reason:
                    raise BundleError(f"{path}, line {number}: {reason}; ask for the bundle again") from None
                if isinstance(found, Revision):
                    revisions.append(found)
                else:
                    tombstones.append(found)
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}") from None
    promised = (manifest["revisions"], manifest["tombstones"], manifest["digest"])
    held = (len(revisions), len(tombstones), seal.hexdigest())
    if held != promised:
        what = "it was cut off or added to" if held[:2] != promised[:2] else "it was changed"
        raise BundleError(
            f"{path}: found {held[0]} revisions, its manifest promises {promised[0]}: {what}; ask for the bundle again"
        )
    return Bundle(revisions, tombstones)


class _Unusable(Exception):
    """Why a line cannot be used."""


def _lines(path: Path, file: Any) -> Iterator[tuple[int, bytes]]:
    for number in count(1):
        line = file.readline(LONGEST_LINE)
        if not line:
            return
        if len(line) == LONGEST_LINE:
            raise BundleError(f"{path}, line {number}: longer than {LONGEST_LINE:,} bytes, which no record is")
        yield number, line


def _manifest(path: Path, line: bytes) -> dict[str, Any]:
    try:
        manifest = _json(line)
    except _Unusable:
        manifest = None
    if not isinstance(manifest, dict) or "alsnb_bundle" not in manifest:
        raise BundleError(f"{path} is not a bundle; expected a file made by `alsnb hand-in`")
    if manifest["alsnb_bundle"] != VERSION:
        raise BundleError(
            f"{path} was written by another alsnb (bundle version {manifest['alsnb_bundle']!r:.20}; this one reads "
            f"{VERSION}); update alsnb: pip install --upgrade alsnb"
        )
    kinds = {"revisions": int, "tombstones": int, "digest": str}
    if any(type(manifest.get(name)) is not kind for name, kind in kinds.items()):
        raise BundleError(f"{path}, line 1: the manifest lacks its counts or its digest; ask for the bundle again")
    return manifest


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _Unusable("not JSON") from None


def _parsed(line: bytes) -> Revision | tuple[str, str]:
    found = _json(line)
    if not isinstance(found, dict):
        raise _Unusable("neither a revision nor a tombstone")
    if set(found) == {"tombstone"}:
        pair = found["tombstone"]
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(code, str) and code for code in pair)):
            raise _Unusable("a tombstone names a cohort and a member")
        return pair[0], pair[1]
    wrong = [name for name, kind in _FIELDS.items() if not isinstance(found.get(name), kind)]
    if wrong or set(found) != set(_FIELDS):
        raise _Unusable(f"a revision with {', '.join(wrong) or 'unknown fields'} missing or of another type")
    return _revision(found, line.decode())


def _revision(found: dict[str, Any], line: str) -> Revision:
    content, said = found["content"], line.partition(_MARK)[2].rstrip()[:-1]
    if found["kind"] not in RECORDS:
        raise _Unusable(f"of the kind {found['kind']!r:.40}, which this version does not know; update alsnb")
    context = [content.get(name) for name in ("cohort", "learning_set", "member")]
    if any(code is not None and not isinstance(code, str) for code in context):
        raise _Unusable("a code that is not text")
    try:
        at = milliseconds_of(found["id"])
        revision = Revision(
            found["id"], found["entry"], found["kind"], found["author"], at,
            context[0], context[1], context[2], said, found["digest"],
        )  # fmt: skip
        sealed = digest(revision) == found["digest"]
        _ = revision.record
    except (ValueError, IndexError):
        raise _Unusable("an id that is not one") from None
    except AlsnbError as error:
        raise _Unusable(str(error)) from None
    if not sealed:
        raise _Unusable("its digest does not match what it says")
    return revision


def _line(revision: Revision) -> str:
    named = {"id": revision.id, "entry": revision.entry, "kind": revision.kind, "author": revision.author}
    head = json.dumps(named | {"digest": revision.digest}, ensure_ascii=False, separators=(",", ":"))
    # The content stands as it is in the log, to the byte: the digest is of that text.
    return f"{head[:-1]}{_MARK}{revision.content}}}"
