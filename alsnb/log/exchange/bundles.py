"""A bundle: revisions in a file that a student hands in, a tutor gathers, and a text editor opens.

A bundle is JSON lines. The first is the manifest: who handed it in and when, counts of what follows, and a SHA-256
digest of it: ``{"alsnb_bundle": 2, "cohort": "2026", "member": "A3", "handed_in": 1767225600000, "revisions": 2,
"tombstones": 0, "digest": "…"}``. What follows are tombstones, ``{"tombstone": [cohort, member]}``, and revisions with
their id, entry, kind, author and digest and, last, their content as it stands in the log.

Anybody can compute digests, so they prove no more than that a file arrived as it was sent. If the member's slip has a
secret, the manifest has a ``proof`` made with it. What a bundle holds is accepted only where it is, to the byte, what
alsnb writes for a valid record; fields that only a newer alsnb knows may be among it. Version 1 had no `cohort`,
`member`, `handed_in` and `proof`, and is still read.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from stat import S_ISREG
from typing import IO, Any, NamedTuple

from pydantic_core import from_json, to_json

from alsnb.errors import AlsnbError, BundleError
from alsnb.files import writing
from alsnb.log.revisions import Revision, digest, milliseconds_of
from alsnb.privacy import slips
from alsnb.records import RECORDS, Record
from alsnb.words import gettext

VERSION = 2
LARGEST = 1 << 26
"""The maximum size of a bundle in bytes: a hundred times a busy year of a whole set."""
LONGEST_LINE = 1 << 22
"""The maximum length of a line in bytes: half a million words."""
MOST_TOMBSTONES = 10_000
MOST_UNREAD = 1_000
"""The maximum number of unreadable lines; a file with more is not merely a damaged bundle."""
_LONGEST_MANIFEST = 1 << 16
_LATEST = 7_258_118_400_000
"""2200-01-01: the newest revision is an entry's state, so none may be so far ahead that none can follow."""
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_REVISION = re.compile(
    f'{{"id":"(?P<id>{_UUID % 7})","entry":"(?P<entry>{_UUID % "[0-9a-f]"})","kind":"(?P<kind>[a-z_]+)",'
    rf'"author":(?P<author>null|"(?:[^"\\{_CONTROL}]|\\["\\]){{1,100}}"),"digest":"(?P<digest>[0-9a-f]{{64}})",'
    r'"content":(?P<content>\{".*\})\}\n'
)
"""The exact line of a revision, as `_line` writes it."""
_TAKEN = {"entry", "recorded_at"}
"""Names that no field of a record can have, as frames add columns with these names."""
_FIELDS = {kind: frozenset(record.model_fields) - _TAKEN for kind, record in RECORDS.items()}


class Bundle(NamedTuple):
    """The content of a bundle, who hands it in and when (milliseconds since 1970), and the secret on their slip."""

    revisions: list[Revision]
    tombstones: list[tuple[str, str]]
    cohort: str | None = None
    member: str | None = None
    handed_in: int | None = None
    secret: str | None = None


class Arrival(NamedTuple):
    """A bundle as received: what could be read, and what could not."""

    revisions: list[Revision]
    tombstones: list[tuple[str, str]]
    cohort: str | None
    member: str | None
    handed_in: int | None
    proof: str | None
    digest: str
    """What the manifest states about the rest."""
    changed: str | None
    """How the rest differs from the manifest."""
    unread: list[tuple[int, str]]
    """The unreadable lines, by number, with the reasons."""

    def is_proved(self, secret: str) -> bool:
        """Return whether the bundle is unchanged since its member, who has this secret, wrote it."""
        proof = slips.proof(secret, self.digest, self.cohort, self.member, self.handed_in)
        return self.changed is None and self.proof is not None and slips.equal(proof, self.proof)


def write(path: Path, bundle: Bundle) -> None:
    """Write a bundle, all of it or nothing; only its owner may read it.

    Raises
    ------
    BundleError
        The file cannot be written, or the bundle is one that nobody could read.
    """
    lines = [_tombstone(*pair).encode() for pair in bundle.tombstones]
    lines += [_line(revision).encode() for revision in bundle.revisions]
    body = b"".join(lines)
    for number, line in enumerate(lines, 2):
        try:
            _parsed(line)
        except _Unusable as reason:
            raise BundleError(
                gettext(
                    "{path} was not written: its line {number} would be unreadable: {reason}",
                    path=path,
                    number=number,
                    reason=reason,
                )
            ) from None
    if len(body) > LARGEST - LONGEST_LINE or max(map(len, lines), default=0) >= LONGEST_LINE:
        raise BundleError(
            gettext(
                "{path} was not written: the limit is {largest} MiB for a bundle and {longest_line} "
                "MiB for a record; merge the logs instead: log.merge(…)",
                path=path,
                largest=(LARGEST - LONGEST_LINE) >> 20,
                longest_line=LONGEST_LINE >> 20,
            )
        )
    manifest = _manifest_of(bundle, sha256(body).hexdigest())
    try:
        with writing(path) as file:
            file.write(json.dumps(manifest, ensure_ascii=False).encode() + b"\n" + body)
    except OSError as error:
        raise BundleError(
            gettext(
                "cannot write the bundle to {path}: {strerror}; choose another file",
                path=path,
                strerror=error.strerror,
            )
        ) from None


def _manifest_of(bundle: Bundle, seal: str) -> dict[str, Any]:
    manifest: dict[str, Any] = {"alsnb_bundle": VERSION}
    if bundle.member is not None:
        now = int(time.time() * 1000)
        bundle = bundle._replace(handed_in=now if bundle.handed_in is None else bundle.handed_in)
        manifest |= {"cohort": bundle.cohort, "member": bundle.member, "handed_in": bundle.handed_in}
    manifest |= {"revisions": len(bundle.revisions), "tombstones": len(bundle.tombstones), "digest": seal}
    if bundle.member is not None and bundle.secret:
        manifest["proof"] = slips.proof(bundle.secret, seal, bundle.cohort, bundle.member, bundle.handed_in)
    return manifest


def read(path: Path) -> Bundle:
    """Read a bundle that is whole, and verify every line of it.

    Raises
    ------
    BundleError
        The file is no bundle, or is damaged; the message names the line and the reason.
    """
    try:
        _look_at(path)
        with path.open("rb") as file:
            arrival = arrived(str(path), file)
    except OSError as error:
        raise BundleError(gettext("{path} cannot be read: {strerror}", path=path, strerror=error.strerror)) from None
    if arrival.unread:
        number, reason = arrival.unread[0]
        raise BundleError(
            gettext(
                "{path}, line {number}: {reason}; ask for the bundle again",
                path=path,
                number=number,
                reason=reason,
            )
        )
    if arrival.changed:
        raise BundleError(
            gettext(
                "{path}: {changed}; ask for the bundle again",
                path=path,
                changed=arrival.changed,
            )
        )
    return Bundle(arrival.revisions, arrival.tombstones, arrival.cohort, arrival.member, arrival.handed_in)


def arrived(name: str, file: IO[bytes]) -> Arrival:
    """Read a bundle as it arrived, from a file that messages call `name`: what is wrong with one line hides no other.

    Line ends of Windows, a byte order mark and empty lines, which mail programs and editors put in, change nothing.

    Raises
    ------
    BundleError
        The file is no bundle, or so large or broken that it was not read to its end.
    """
    revisions: list[Revision] = []
    tombstones: list[tuple[str, str]] = []
    unread: list[tuple[int, str]] = []
    empty = 0
    first = file.readline(_LONGEST_MANIFEST)
    manifest = _manifest(name, first.removeprefix(b"\xef\xbb\xbf"))
    seal = sha256()
    for number, line in _lines(name, file, len(first)):
        if line == b"\n":
            empty += 1
            if empty > MOST_UNREAD:
                raise BundleError(
                    gettext(
                        "{name}: more than {most_unread:,} empty lines; ask for the bundle again",
                        name=name,
                        most_unread=MOST_UNREAD,
                    )
                )
            continue
        seal.update(line)
        try:
            revision = _parsed(line)
            if isinstance(revision, Revision):
                revisions.append(revision)
            elif len(tombstones) < MOST_TOMBSTONES:
                tombstones.append(revision)
            else:
                raise BundleError(
                    gettext(
                        "{name}, line {number}: more than {most_tombstones:,} tombstones, so it was not read",
                        name=name,
                        number=number,
                        most_tombstones=MOST_TOMBSTONES,
                    )
                )
        except _Unusable as reason:
            unread.append((number, str(reason)))
            if len(unread) > MOST_UNREAD:
                raise BundleError(
                    gettext(
                        "{name}, line {unread}: {unread_2}; {most_unread:,} other lines cannot be read "
                        "either, so ask for the bundle again",
                        name=name,
                        unread=unread[0][0],
                        unread_2=unread[0][1],
                        most_unread=MOST_UNREAD,
                    )
                ) from None
    promised = (manifest["revisions"], manifest["tombstones"], manifest["digest"])
    held = (len(revisions), len(tombstones), seal.hexdigest())
    changed = None
    if held != promised:
        what = "it was truncated or extended" if held[:2] != promised[:2] else "it was modified"
        changed = f"revisions found: {held[0]}, in the manifest: {promised[0]}; {what}"
    about = manifest.get
    return Arrival(
        revisions, tombstones, about("cohort"), about("member"), about("handed_in"), about("proof"),
        manifest["digest"], changed, unread,
    )  # fmt: skip


class _Unusable(Exception):
    """The reason why a line cannot be used."""


def _look_at(path: Path) -> None:
    """Refuse a file that cannot be a bundle before it is opened, such as a pipe or a whole disk."""
    about = path.stat()
    if not S_ISREG(about.st_mode):
        raise BundleError(
            gettext(
                "{path} is not a file; expected a bundle made by `alsnb hand-in`",
                path=path,
            )
        )
    if about.st_size > LARGEST:
        raise BundleError(
            gettext(
                "{path} is larger than {largest} MiB, the limit for a bundle, so it was not read",
                path=path,
                largest=LARGEST >> 20,
            )
        )


def _lines(name: str, file: IO[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines after the first, which had `size` bytes, with the line ends that alsnb writes."""
    for number in count(2):
        line = file.readline(LONGEST_LINE)
        if not line:
            return
        size += len(line)
        if len(line) == LONGEST_LINE:
            raise BundleError(
                gettext(
                    "{name}, line {number}: longer than {longest_line:,} bytes, the limit for a record",
                    name=name,
                    number=number,
                    longest_line=LONGEST_LINE,
                )
            )
        if size > LARGEST:  # a compressed file does not tell
            raise BundleError(
                gettext(
                    "{name} is larger than {largest} MiB, the limit for a bundle, so it was not read",
                    name=name,
                    largest=LARGEST >> 20,
                )
            )
        yield number, line.removesuffix(b"\n").removesuffix(b"\r") + b"\n"


_ABOUT = ("cohort", "member", "handed_in")


def _manifest(name: str, line: bytes) -> dict[str, Any]:
    try:
        manifest = _json(line)
    except _Unusable:
        manifest = None
    if not isinstance(manifest, dict) or "alsnb_bundle" not in manifest:
        raise BundleError(
            gettext(
                "{name} is not a bundle; expected a file made by `alsnb hand-in`",
                name=name,
            )
        )
    version = manifest["alsnb_bundle"]
    if type(version) is not int or not 1 <= version <= VERSION:
        raise BundleError(
            gettext(
                "{name} was written by another alsnb (bundle version {version!r:.20}; this one reads "
                "up to {VERSION}); update alsnb: pip install --upgrade alsnb",
                name=name,
                version=version,
                VERSION=VERSION,
            )
        )
    kinds = {"revisions": int, "tombstones": int, "digest": str}
    if any(type(manifest.get(each)) is not kind for each, kind in kinds.items()):
        raise BundleError(
            gettext(
                "{name}, line 1: the manifest has no counts or no digest; ask for the bundle again",
                name=name,
            )
        )
    if version == 1:
        return {each: manifest[each] for each in kinds}
    given = [each for each in (*_ABOUT, "proof") if each in manifest]
    codes = all(_is_code(manifest.get(each)) for each in ("cohort", "member"))
    when = type(at := manifest.get("handed_in")) is int and 0 <= at < _LATEST
    proof = manifest.get("proof", "0" * 64)
    if given and not (codes and when and isinstance(proof, str) and re.fullmatch("[0-9a-f]{64}", proof)):
        raise BundleError(
            gettext(
                "{name}, line 1: the manifest does not say whose hand-in it is; ask for the bundle again",
                name=name,
            )
        )
    return manifest


def _json(text: str | bytes) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise _Unusable("not JSON") from None


def _parsed(line: bytes) -> Revision | tuple[str, str]:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise _Unusable("not JSON") from None
    found = _REVISION.fullmatch(text)
    if found is None or found["kind"] not in RECORDS:
        return _buried(text)
    id, entry, kind, said, seal, content = found.groups()
    author = json.loads(said) if "\\" in said else None if said == "null" else said[1:-1]
    record = _record(kind, entry, content)
    at, about = milliseconds_of(id), record.__dict__.get
    if at >= _LATEST:
        raise _Unusable(f"its id {id} has a timestamp in the future")
    revision = Revision(
        id, entry, kind, author, at, about("cohort"), about("learning_set"), about("member"), content, seal
    )
    if digest(revision) != seal:
        raise _Unusable("its digest does not match its content")
    return revision


def _buried(text: str) -> tuple[str, str]:
    """Return the cohort and member that a tombstone names; refuse any other line with the reason."""
    value = _json(text)
    if not isinstance(value, dict):
        raise _Unusable("neither a revision nor a tombstone")
    if set(value) == {"tombstone"}:
        pair = value["tombstone"]
        if isinstance(pair, list) and len(pair) == 2 and all(_is_code(each) for each in pair):
            return pair[0], pair[1]
        raise _Unusable("a tombstone must name a cohort and a member")
    kind = value.get("kind")
    if isinstance(kind, str) and kind not in RECORDS:
        raise _Unusable(f"of the record type {kind!r:.40}, which this version of alsnb does not support; update alsnb")
    raise _Unusable("neither a tombstone nor a revision with an id, entry, kind, author and digest")


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[^{_CONTROL}]{{1,100}}", value) is not None


def _record(kind: str, entry: str, content: str) -> Record:
    """Return the record of a revision whose content is exactly what alsnb writes."""
    fields, model = _json(content), RECORDS[kind]
    try:
        if fields.keys() <= _FIELDS[kind]:
            record = model(entry=entry, **fields)
            if _text(record) == content:
                return record
            declared = fields
        else:
            # A newer version has fields that this one does not know; they stay as they are.
            declared = {name: value for name, value in fields.items() if name in _FIELDS[kind]}
            record = model(entry=entry, **declared)
    except AlsnbError as error:
        raise _Unusable(f"{error!s:.400}") from None
    if not _TAKEN.isdisjoint(fields):
        raise _Unusable("it has an unknown field")
    # An amendment is written by another writer of JSON, and may have its fields in another order.
    plain = json.loads(_text(record))
    if any(_compact(value) != _compact(plain.get(name)) for name, value in declared.items()) or content not in (
        _compact(fields),
        to_json(fields).decode(),
    ):
        raise _Unusable(f"it is not a {kind.replace('_', ' ')} as alsnb writes it")
    return record


def _text(record: Record) -> str:
    return record.__pydantic_serializer__.to_json(record).decode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tombstone(cohort: str, member: str) -> str:
    return f"{json.dumps({'tombstone': [cohort, member]}, ensure_ascii=False)}\n"


def _line(each: Revision) -> str:
    # The content stands as it is in the log, to the byte: the digest is of that text.
    return (
        f'{{"id":"{each.id}","entry":"{each.entry}","kind":"{each.kind}","author":{_compact(each.author)},'
        f'"digest":"{each.digest}","content":{each.content}}}\n'
    )
