"""Bundles that somebody damaged, or made to do harm: with valid digests, as anybody can compute them."""

import json
import random
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

import alsnb
from alsnb.log import schema
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.exchange import bundles, gathering, hand_ins
from alsnb.log.revisions import amendment, revision
from alsnb.log.store import Log
from alsnb.records import RECORDS
from alsnb.sample import records

TEXT = '"a \\" quote, 👩🏽‍🏫, \\u0000 and \\u2028"'
VALUES = [
    "1e999999", "-1e999999", "1e400", "9" * 19, "9" * 20, "9" * 400, "9" * 100_000, "9223372036854775807", "-1",
    "1.0", "1e0", "-0", "-0.0", "0", "1", "5e-324", "1.7976931348623157e308", "0." + "1" * 5000, "NaN", "Infinity",
    "-Infinity", "null", "true", "false", '""', '" "', '"A1"', '"1"', '"\\u0000"',
    '"\0"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"',
    '"\\u0041"', '"\\/"', '"\\n"', '"\n"', '"\u202e"', '"\ufeff"', TEXT, f'"{"A" * 101}"',
    f'"{"A" * 100_000}"', "[]", "{}", "[[]]", '["A1"]', "[null]", "[1]", '[""]', "[" * 150 + "]" * 150,
    "[" * 250 + "]" * 250, "[" * 100_000 + "]" * 100_000, '{"a":' * 150 + "1" + "}" * 150, '{"a":1,"a":2}',
    '{"stage":"x","minutes":1.0}', '[{"stage":"x","minutes":1.0}]', '[{"stage":"x","minutes":1}]',
    '[{"stage":"x","minutes":1.0,"more":1}]', '[{"stage":"x","stage":"y","minutes":1.0}]', "[" + "1," * 5000 + "1]",
    '"2026-01-01"', '"0000-00-00"', '"0001-01-01"', '"9999-12-31"', '"2026-1-1"', '"20260101"', '"2026-01-01T00:00:00"',
    '"2026-01-01T00:00:00Z"', '"2026-01-01T00:00:00+00:00"', '"9999-12-31T23:59:59.999999Z"',
    '"9999-12-31T23:59:59-23:59"', '"0001-01-01T00:00:00+23:59"', '"0001-01-01T00:00:00Z"', '"1969-12-31T23:59:60Z"',
    '"01890a5d-ac96-774b-bcce-b302099a8057"', '"01890A5D-AC96-774B-BCCE-B302099A8057"',
]  # fmt: skip
KEYS = [
    '""', '"self"', '"entry"', '"recorded_at"', '"id"', '"at"', '"\\u0000"', '"\\u0063ohort"', '"$"', '"a.b"',
    '"__class__"', '"model_config"', '"new_field"', '"stages"', '"cohort"', '"member"', '"reflection"', '"\u202e"',
    '"\\ud800"', f'"{"k" * 70_000}"', "1", "null",
]  # fmt: skip
IDS = [
    "", "x", "0" * 36, "4" * 100_000, "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057",
    "01890a5d-ac96-774b-bcce-b302099a8057\n", "01890a5d-ac96-774b-bcce-b302099a805\u0660",
    "01890A5D-AC96-774B-BCCE-B302099A8057", "00000000-0000-7000-8000-000000000000",
    "06977b3e-e7ff-7000-8000-000000000000", "e677ecb0-0000-7000-8000-000000000000",
    "ffffffff-ffff-7fff-bfff-ffffffffffff",
]  # fmt: skip
BYTES = [
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b"\n", b"\n\n", b'"', b"\\", b"{", b"}", b"[", b"]",
    b",", b":", b" ", b"\t", b"\x1f\x8b\x08\0", b"PK\3\4", b"\xc0\xaf", b"1e999999", b"NaN",
    b'{"tombstone":["C","A1"]}\n', b'{"tombstone":[]}\n', b"[" * 5000,
]  # fmt: skip


def seeds() -> list[alsnb.log.Revision]:
    """Revisions of every kind, some of them amendments, one with a field of a newer version."""
    of_kind: dict[str, alsnb.log.Revision] = {}
    for record in records("C", sets=1, members=5, cycles=2):
        of_kind.setdefault(record.kind_name, revision(record, record.__dict__.get("member")))
    found = list(of_kind.values())
    assert len(found) >= 12
    missing = [alsnb.Issue(cohort="C", cycle=1, member="A1", title="t"), alsnb.Rating(
        cohort="C", cycle=1, reflection=of_kind["reflection"].entry, coder="T", level="reflection"),
        alsnb.Publication(cohort="C", published_on="2026-05-03", report="r", figures="[]")]  # fmt: skip
    found += [revision(each, 'a "T"') for each in missing]
    meeting = alsnb.Meeting(cohort="C", learning_set="S", cycle=1, started_at="2026-01-01T10:00:00+05:30", minutes=1e-7)
    found.append(revision(meeting, None, alsnb.new_id()))
    found += [amendment(each, each.record, "T1", None) for each in found[:4]]
    newer = found[-1]
    content = newer.content[:-1] + ',"of_a_newer_version":{"a":[1,2.5,null]}}'
    found.append(newer._replace(id=alsnb.new_id(), content=content))  # its digest comes with its line
    assert {each.kind for each in found} == set(RECORDS)
    return found


def line(id: str, entry: str, kind: str, author: str, content: str) -> str:
    """The line of a revision, with the digest that belongs to it; `author` and `content` are JSON."""
    try:
        writer = json.loads(author)
    except (ValueError, RecursionError):
        writer = None
    said = f"{id}\n{entry}\n{kind}\n{writer or ''}\n{content}"
    seal = sha256(said.encode(errors="surrogatepass")).hexdigest()
    head = ",".join(f'"{name}":{json.dumps(value, ensure_ascii=False)}' for name, value in
                    (("id", id), ("entry", entry), ("kind", kind)))  # fmt: skip
    return f'{{{head},"author":{author},"digest":"{seal}","content":{content}}}'


def sealed(lines: list[str | bytes], **manifest: object) -> bytes:
    """A bundle of some lines, with a manifest that tells the truth but for what is given."""
    encoded = [each if isinstance(each, bytes) else each.encode(errors="surrogatepass") for each in lines]
    body = b"".join(each + b"\n" for each in encoded)
    tombstones = sum(each.startswith(b'{"tombstone"') for each in encoded)
    truth = {"alsnb_bundle": 1, "revisions": len(lines) - tombstones, "tombstones": tombstones,
             "digest": sha256(body).hexdigest()}  # fmt: skip
    return json.dumps(truth | manifest).encode() + b"\n" + body


def mutants(number: int, seed: int) -> Iterator[bytes]:
    """As many bundles, each with something wrong in it, or nothing."""
    chance, origin = random.Random(seed), seeds()
    for _ in range(number):
        some = [_anew(chance, each) for each in chance.sample(origin, chance.randint(1, 4))]
        kind = chance.random()
        if kind < 0.25:
            plain = sealed([_line(each) for each in some])
            yield _scrambled(chance, plain)
        elif kind < 0.35:
            yield _lying(chance, [_line(each) for each in some])
        else:
            changed = [_changed(chance, each) if number == 0 or chance.random() < 0.2 else _line(each)
                       for number, each in enumerate(some)]  # fmt: skip
            yield sealed(changed)


def _line(each: alsnb.log.Revision) -> str:
    return line(each.id, each.entry, each.kind, json.dumps(each.author, ensure_ascii=False), each.content)


def _anew(chance: random.Random, each: alsnb.log.Revision) -> alsnb.log.Revision:
    """The same under other ids, mostly: two bundles with one id contradict each other."""
    if chance.random() < 0.05:
        return each
    id, entry = (f"01890a5d-ac96-7{n:03x}-8000-{chance.getrandbits(48):012x}" for n in range(2))
    return each._replace(id=id, entry=id if each.id == each.entry else entry)


def _scrambled(chance: random.Random, plain: bytes) -> bytes:
    content = bytearray(plain)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(content) + 1)
        match chance.randrange(7):
            case 0:
                content[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del content[place:]
            case 2:
                del content[place : place + chance.randint(1, 50)]
            case 3:
                content[place:place] = chance.choice(BYTES)
            case 4:
                lines = content.splitlines(keepends=True)
                chance.shuffle(lines)
                content = bytearray(b"".join(lines))
            case 5:
                lines = content.splitlines(keepends=True) or [b""]
                lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
                content = bytearray(b"".join(lines))
            case _:
                content[place:place] = content[chance.randrange(len(content) + 1) :][:100]
    return bytes(content)


def _lying(chance: random.Random, lines: list[str]) -> bytes:
    match chance.randrange(4):
        case 0:
            name = chance.choice(["alsnb_bundle", "revisions", "tombstones", "digest"])
            lies = [0, 1, 2, -1, 10**30, 1.0, True, None, "1", "", [], {}, float("nan"), "0" * 64]
            return sealed(lines, **{name: chance.choice(lies)})
        case 1:
            lie = chance.choice(VALUES).encode(errors="surrogatepass")
            return sealed(lines).replace(b": 1,", b": " + lie + b",", 1)
        case 2:
            return sealed([*lines, *(f'{{"tombstone": ["C", {chance.choice(VALUES)}]}}' for _ in range(2))])
        case _:
            return chance.choice([b"\x1f\x8b\x08\0", b"PK\3\4", b"\xef\xbb\xbf", b"\n", b"\0"]) + sealed(lines)


def _changed(chance: random.Random, each: alsnb.log.Revision) -> str | bytes:
    """The line of a revision with one thing or two changed in it, and the digest that belongs to that."""
    author, content = json.dumps(each.author), each.content
    for _ in range(chance.choice([1, 1, 2])):
        match chance.randrange(11):
            case 0:
                each = each._replace(id=chance.choice([*IDS, alsnb.new_id()]))
            case 1:
                each = each._replace(entry=chance.choice([*IDS, alsnb.new_id()]))
            case 2:
                each = each._replace(kind=chance.choice([*RECORDS, "", "poem", "\0", "k" * 70_000]))
            case 3:
                author = chance.choice(VALUES)
            case 4 | 5 | 6:  # another value for a field there is
                fields = list(re.finditer(r'(?<=":)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}]+)', content))
                if fields:
                    place = chance.choice(fields)
                    content = content[: place.start()] + chance.choice(VALUES) + content[place.end() :]
            case 7 | 8:  # a field more, perhaps one that is there already
                more = f"{chance.choice(KEYS)}:{chance.choice(VALUES)}"
                content = chance.choice([f"{{{more},{content[1:]}", f"{content[:-1]},{more}}}"])
            case 9:  # a field less
                content = re.sub(r',"\w+":(?:null|\d+|"[^"\\]*")', "", content, count=1)
            case _:
                place = chance.randrange(len(content) + 1)
                content = content[:place] + chance.choice([*VALUES, *" {}[],:\t\n\"'\\\0\ufeff"]) + content[place:]
    changed = line(each.id, each.entry, each.kind, author, content)
    if chance.random() < 0.05:
        return changed.replace(":", ": ", 1)
    return changed


# What must hold whatever comes ----------------------------------------------------------------------------------------


def memory() -> Log:
    return Log(Embedded.in_memory("memory"), "tutor")


def gathered(log: Log, path: Path, content: bytes) -> bool:
    """Gather a bundle, and accept what is held; whether anything of it was recorded, which is told to the revision."""
    path.write_bytes(content)
    with log.database.engine.connect() as connection:
        known = schema.cohorts(connection)
    if "C" not in known:
        log.add(alsnb.Cohort(cohort="C"))
    before = _rows(log)
    (found,) = gathering.gather(log, [path], accept=[path.name])
    after = _rows(log)
    assert all(line.isprintable() for line in gathering.told(found)[1:])
    assert (found.merged is None) == (found.problem is not None)
    if found.merged is None:
        assert after == before, "something was written of a bundle that was refused"
        return False
    assert after == before + found.merged.new + found.accepted
    if found.changed is None and not found.unread:
        bundle = bundles.read(path)
        assert len(hand_ins.as_text(bundle.revisions, "x")) > 10
        assert [repr(each) for each in bundle.revisions]
        bundles.write(path, bundle)
        assert bundles.read(path) == bundle
    return after > before


def _rows(log: Log) -> int:
    with log.database.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(schema.REVISION)).scalar_one()


def use(log: Log) -> None:
    """Everything a tutor does with a log, which must do with what was accepted."""
    frames = log.frames()
    alsnb.check(log)
    for each in log.revisions():
        assert log.history(each.entry)
    with log.database.engine.connect() as connection:
        for record in RECORDS.values():
            view = connection.exec_driver_sql(f"SELECT * FROM {record.frame_name}").all()
            assert len(view) == len(getattr(frames, record.frame_name)), record.frame_name
    alsnb.participation.attendance(frames, by=())
    into = memory()
    into.merge(log)
    into.erase("A1", "C") if any((each.member, each.cohort) == ("A1", "C") for each in into.revisions()) else None
