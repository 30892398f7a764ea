"""A shared log with a user in every relation to what is in it, and plain SQL as any of them."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from contextlib import ExitStack
from itertools import count
from typing import Any, NamedTuple

import psycopg
from access_matrix import RELATIONS

from alsnb.log.server import administration
from alsnb.log.server.administration import Grant

OPEN, SEALED, ELSEWHERE = "open", "sealed", "elsewhere"
"""Three cohorts with the same sets and codes: consent is released in the first and the third, sealed in the second."""
SET, OTHER_SET = "S1", "S2"
CODES = {
    "writer": "A1", "mate": "A2", "facilitator": "F1", "tutor": "T1", "other_set": "B1", "other_facilitator": "F2",
    "namesake": "A1", "other_tutor": "T1", "revoked": "A3",
}  # fmt: skip
"""By relation, the code that the user has in the log."""
GRANTS = {
    "writer": ("member", (OPEN, SEALED), SET),
    "mate": ("member", (OPEN, SEALED), SET),
    "facilitator": ("facilitator", (OPEN, SEALED), SET),
    "tutor": ("tutor", (OPEN, SEALED), None),
    "other_set": ("member", (OPEN, SEALED), OTHER_SET),
    "other_facilitator": ("facilitator", (OPEN, SEALED), OTHER_SET),
    "namesake": ("member", (ELSEWHERE,), SET),
    "other_tutor": ("tutor", (ELSEWHERE,), None),
    "researcher": ("researcher", (OPEN, SEALED), None),
    "other_researcher": ("researcher", (ELSEWHERE,), None),
    "revoked": ("member", (OPEN, SEALED), SET),
}

KEYS = {
    "cohort": ("cohort",),
    "learning_set": ("cohort", "learning_set"),
    "member": ("cohort", "member"),
    "consent": ("cohort", "member", "purpose", "on"),
    "meeting": ("cohort", "learning_set", "cycle"),
    "attendance": ("cohort", "cycle", "member"),
    "theme": ("cohort", "theme"),
    "coding": ("reflection", "theme", "coder"),
    "rating": ("reflection", "coder"),
}
"""The fields that the entry ids of some kinds are made of."""
NAMESPACE = uuid.UUID("a15bd5e6-7a3b-5d0c-9f5e-0c1a5e7b6d42")
_ticks = count()


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def uuid7(at: int | None = None) -> str:
    """A new UUIDv7; without a time, later than every one before."""
    # A counter in the bits after the time: two of one millisecond sort as they were made.
    value = (now() if at is None else at) << 80 | 0x7 << 76 | 0x2 << 62
    tick = next(_ticks)
    value |= (tick >> 12 & 0xFFF) << 64 | (tick & 0xFFF) << 50 | int.from_bytes(os.urandom(6))
    return str(uuid.UUID(int=value))


def entry_of(kind: str, content: dict[str, Any]) -> str | None:
    """The entry id that a content's key gives; None where the kind has no key."""
    if kind not in KEYS:
        return None
    return str(uuid.uuid5(NAMESPACE, json.dumps([kind, *(content.get(name) for name in KEYS[kind])])))


class Row(NamedTuple):
    """A revision as the table has it."""

    id: str
    entry: str
    kind: str
    author: str | None
    at: int
    cohort: str | None
    learning_set: str | None
    member: str | None
    content: str
    digest: str


def sealed(row: Row) -> Row:
    """The row with the digest of what it says."""
    said = "\n".join([row.id, row.entry, row.kind, row.author or "", row.content])
    return row._replace(digest=hashlib.sha256(said.encode()).hexdigest())


def make(
    kind: str, content: dict[str, Any] | str, author: str | None, *, entry: str | None = None, id: str | None = None
) -> Row:
    """A valid revision; a content given as text stands as it is."""
    said = json.loads(content) if isinstance(content, str) else content
    written = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    id = id or uuid7()
    entry = entry or entry_of(kind, said) or id
    at = int(id[:8] + id[9:13], 16)
    context = (said.get(name) for name in ("cohort", "learning_set", "member"))
    return sealed(Row(id, entry, kind, author, at, *context, written, ""))


ADD = "SELECT alsnb_api.add(%s::json)"
DRAFT = "SELECT alsnb_api.keep_draft('new', 0, 'x', '')"


class Outcome(NamedTuple):
    """What became of a statement: the rows it gave and touched, or its error; and what the server said beside."""

    rows: list[tuple[Any, ...]]
    touched: int
    error: str | None
    state: str | None
    notices: str

    @property
    def text(self) -> str:
        """Everything that came back, to look for what should not be in it."""
        return "\n".join([str(self.rows), self.error or "", self.notices])


class _RollBack(Exception):
    pass


class World:
    """The log, its users, and a connection for each."""

    _numbers = count(1)

    def __init__(self, server: Any, *, loosened: bool = True) -> None:
        self.server = server
        number = next(self._numbers)
        self.database = f"access_{number}"
        self.users = {relation: f"{relation}_{number}" for relation in RELATIONS}
        owner = self.users["owner"]
        # An owner who is no superuser: a superuser passes by what is to be tested.
        server.run(f"CREATE ROLE {owner} LOGIN CREATEROLE")
        server.run(f"CREATE DATABASE {self.database} OWNER {owner}")
        administration.init(self.address("owner"))
        server.run(f"CREATE ROLE {self.users['stranger']} LOGIN")
        for relation, (role, cohorts, learning_set) in GRANTS.items():
            for cohort in cohorts:
                given = Grant(self.users[relation], role, cohort, learning_set, CODES.get(relation))
                administration.grant(self.address("owner"), given, create=cohort == cohorts[0])
        administration.revoke(self.address("owner"), self.users["revoked"])
        # Some could not connect, and nobody make temporary objects: what else holds is to be tried out all the same.
        for user in self.users.values() if loosened else ():
            server.run(f"GRANT CONNECT, TEMPORARY ON DATABASE {self.database} TO {user}")
        self.connections: dict[str, psycopg.Connection[Any]] = {}
        self.notices: list[str] = []
        self.open = ExitStack()

    def address(self, relation: str) -> str:
        """The address that a user connects to."""
        return self.server.address(self.database, self.users[relation])

    def connect(self, relation: str) -> psycopg.Connection[Any]:
        """A new connection as a user."""
        made = self.open.enter_context(psycopg.connect(self.address(relation), autocommit=True))
        made.add_notice_handler(lambda notice: self.notices.append(f"{notice.message_primary} {notice.message_detail}"))
        return made

    def connection(self, relation: str) -> psycopg.Connection[Any]:
        """The one connection that a user's attempts share."""
        if relation not in self.connections or self.connections[relation].closed:
            self.connections[relation] = self.connect(relation)
        return self.connections[relation]

    def attempt(self, relation: str, *statements: Any, values: Any = None, keep: bool = False) -> Outcome:
        """Run statements as a user, rolled back unless they are to be kept; gives the last one's rows."""
        connection = self.connection(relation)
        self.notices.clear()
        rows: list[tuple[Any, ...]] = []
        touched, error, state = -1, None, None
        try:
            with connection.transaction():
                for statement in statements:
                    cursor = connection.execute(statement, values if statement is statements[-1] else None)
                    rows = cursor.fetchall() if cursor.description else []
                    touched = cursor.rowcount
                if not keep:
                    raise _RollBack
        except _RollBack:
            pass
        except psycopg.Error as problem:
            diag = problem.diag
            error = "\n".join(filter(None, [str(problem), diag.message_detail, diag.message_hint, diag.context]))
            state, rows = problem.sqlstate, []
        return Outcome(rows, touched, error, state, "\n".join(self.notices))

    def insert(self, relation: str, *rows: Row, keep: bool = False) -> Outcome:
        """Add rows as a user, in one call; the owner inserts them into the table."""
        if relation != "owner":
            outcome = self.attempt(relation, ADD, values=[json.dumps(rows)], keep=keep)
            return outcome._replace(touched=outcome.rows[0][0] if outcome.rows else -1)
        marks = ", ".join(f"({', '.join(['%s'] * len(Row._fields))})" for _ in rows)
        statement = f"INSERT INTO alsnb.revision ({', '.join(Row._fields)}) VALUES {marks}"
        return self.attempt(relation, statement, values=[value for row in rows for value in row], keep=keep)

    def put(self, *rows: Row) -> None:
        """Insert rows as the owner, to stay."""
        outcome = self.insert("owner", *rows, keep=True)
        if outcome.error:
            raise RuntimeError(outcome.error)

    def ids(self, relation: str, table: str = "alsnb_api.revision()") -> set[str]:
        """The ids of the revisions a user can read."""
        outcome = self.attempt(relation, f"SELECT id FROM {table}")
        return {id for (id,) in outcome.rows}

    def close(self) -> None:
        """Close every connection."""
        self.open.close()


def contents(cohort: str, learning_set: str, member: str, mark: str = "") -> dict[str, dict[str, Any]]:
    """The content of one record of each kind but codings and ratings, with a mark to look for in each free field."""
    mark = f"«{mark or f'{cohort} {learning_set} {member}'}»"
    in_set = {"cohort": cohort, "learning_set": learning_set}
    in_cycle = in_set | {"cycle": 1}
    by_member = in_cycle | {"member": member}
    return {
        "cohort": {
            "cohort": cohort, "module": "module", "consent_release": "2099-01-01" if cohort == SEALED else "2020-01-01",
            "smallest_cell": 10,
        },
        "learning_set": in_set | {
            "name": f"WITHHELD name {mark}", "ground_rules": [f"rule {learning_set}"], "agreed_by": [member],
            "coding_approach": "codebook",
        },
        "member": in_set | {
            "member": member, "role": "nurse", "organisation": f"WITHHELD organisation {mark}", "level": "senior",
            "manages": [member], "managed_by": [member], "first_cycle": 1, "last_cycle": None,
        },
        "consent": {"cohort": cohort, "member": member, "purpose": "research", "given": True, "on": "2020-01-01"},
        "meeting": in_cycle | {
            "held_on": "2026-01-01", "started_at": "2026-01-01T10:00:00+01:00", "minutes": 90.5, "facilitator": "F1",
            "place": f"WITHHELD place {mark}", "summary": f"WITHHELD summary {mark}",
        },
        "attendance": by_member | {"status": "present", "minutes": 60.0},
        "issue": by_member | {"title": f"issue {mark}", "kind": "person", "about": f"about {mark}", "state": "opened"},
        "airtime": by_member | {
            "issue": None, "order": 1, "minutes": 20.0, "stages": [{"stage": "listening", "minutes": 3.5}],
            "insight": f"insight {mark}",
        },
        "contribution": by_member | {
            "airtime": None, "presenter": member, "kind": "idea", "at": 3.0, "invited": True, "text": f"said {mark}",
        },
        "action": by_member | {"airtime": None, "what": f"action {mark}", "due": "2026-02-01"},
        "action_report": by_member | {"action": uuid7(), "status": "done", "worked": f"worked {mark}"},
        "theme": {
            "cohort": cohort, "theme": "trust", "description": "definition", "example": f"WITHHELD example {mark}",
            "parent": None,
        },
        "publication": {
            "cohort": cohort, "published_on": "2026-05-03", "report": "cohort_report", "figures": f"[] {mark}",
        },
        "reflection": by_member | {"prompt": "What?", "text": f"reflection {mark}", "visibility": "tutor"},
    }  # fmt: skip


def judgement(kind: str, of: Row, coder: str = "T1", **changes: Any) -> dict[str, Any]:
    """The content of a coding or rating of a reflection."""
    said = {name: json.loads(of.content).get(name) for name in ("cohort", "learning_set", "cycle", "member")}
    said |= {"reflection": of.entry, "coder": coder}
    if kind == "coding":
        said |= {"theme": "trust", "present": True, "passage": "the words that show it"}
    else:
        said |= {"level": "reflection"}
    return said | changes
