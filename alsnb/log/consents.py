"""What consent allows: the log's current entries for one purpose, under pseudonyms.

An entry is given where its cohort's consent is released and the member whose it is consents to the purpose on that day;
a reflection, and what coders said of it, where its writer shares it with the tutor besides. Members, coders and entries
bear pseudonyms made with the log's secret. What could be somebody else's words, or tell who somebody is, is withheld:
so is a text that a member who does not consent recorded for one who does.
"""

from __future__ import annotations

from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from alsnb.frames import columns, texts
from alsnb.log import schema
from alsnb.log.schema import field
from alsnb.records import NOT_TOLD, RECORDS, Consent

PURPOSES: tuple[str, ...] = get_args(Consent.model_fields["purpose"].annotation)
WITHHELD = {
    "learning_set": {"name", "ground_rules", "agreed_by"},
    "member": {"organisation", "manages", "managed_by"},
    "meeting": {"place", "summary"},
    "theme": {"example"},
}
"""Fields left out, by kind: those of a whole set, and those that identify people more than an analysis needs."""
_CODED = ("coding", "rating")
PEOPLE = {"member", "facilitator", "presenter", "coder"}
"""Fields that contain the code of a person."""
ENTRIES = {"issue", "airtime", "action", "reflection"}
"""Fields that contain the id of an entry."""


class _Sha256(sa.sql.functions.FunctionElement[str]):
    """SHA-256 of a text, as hexadecimal text."""

    inherit_cache = True
    name = "sha256"
    type = sa.Text()


@compiles(_Sha256)
def _function(element: _Sha256, compiler: Any, **how: Any) -> str:
    return f"sha256({compiler.process(element.clauses, **how)})"


@compiles(_Sha256, "postgresql")
def _sha256(element: _Sha256, compiler: Any, **how: Any) -> str:
    return f"encode(sha256(convert_to({compiler.process(element.clauses, **how)}, 'UTF8')), 'hex')"


def permitted(kind: str, purpose: str, today: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Select the ``cohort`` and ``line`` of the current entries of one kind that may be used for a purpose.

    Parameters
    ----------
    kind
        Of the records.
    purpose
        One of `PURPOSES`.
    today
        The day, as an ISO date.
    """
    now = schema.current(kind, None).subquery()
    released, consented, members = _released(today), _consented(purpose, today), _members()
    content = now.c.content
    allowed: list[sa.ColumnElement[bool]] = [now.c.cohort.in_(released)]
    if kind in _CODED:
        allowed.append(field(content, "reflection").in_(_reflections(released, consented)))
    elif "member" in RECORDS[kind].model_fields:
        allowed.append(sa.tuple_(now.c.cohort, now.c.member).in_(consented))
    if kind == "reflection":
        allowed.append(field(content, "visibility") == "tutor")
    if kind == "consent":
        allowed.append(field(content, "purpose") == purpose)
    written = texts(RECORDS[kind]) if "member" in RECORDS[kind].model_fields and kind not in _CODED else []
    several = {column.name for column in columns(RECORDS[kind]) if column.dtype == "object"}
    parts = ['{"entry":"', _pseudonym(now.c.entry), '","recorded_at":', sa.cast(now.c.at, sa.Text)]
    for name in RECORDS[kind].model_fields:
        if name in NOT_TOLD:
            continue
        if name in WITHHELD.get(kind, ()):
            parts.append(f',"{name}":[]' if name in several else f',"{name}":null')
            continue
        value: sa.ColumnElement[Any] = sa.func.coalesce(sa.cast(schema.AsJson(content).op("->")(name), sa.Text), "null")
        if name in PEOPLE:
            code = field(content, name)
            attributable: sa.ColumnElement[bool] = (
                sa.true() if name in ("member", "coder") else sa.tuple_(now.c.cohort, code).in_(consented)
            )
            of_person = '"P' + sa.func.substr(_pseudonym(now.c.cohort, code), 1, 10) + '"'
            value = sa.case((attributable & code.is_not(None), of_person), else_="null")
        elif name in written:
            # The words may be another's: a member's who recorded them, or told to the speaker by the presenter.
            own = now.c.author.is_(None) | (now.c.author == now.c.member)
            others = sa.tuple_(now.c.cohort, now.c.author)
            attributable = own | others.in_(consented) | others.not_in(members)
            if kind == "contribution":
                presenter = field(content, "presenter")
                attributable &= presenter.is_(None) | sa.tuple_(now.c.cohort, presenter).in_(consented)
            value = sa.case((attributable, value), else_="null")
        elif name in ENTRIES:
            value = sa.func.coalesce('"' + _pseudonym(field(content, name)) + '"', "null")
        parts += [f',"{name}":', value]
    line: Any = sa.literal(parts[0])
    for part in [*parts[1:], "}"]:
        line = line.concat(part)
    return sa.select(now.c.cohort, line.label("line")).where(*allowed)


def lines(found: sa.Select[Any] | sa.TableClause, cohort: str | None) -> sa.Select[Any]:
    """Select the line of each entry found, of one cohort or of all."""
    every = found.subquery() if isinstance(found, sa.Select) else found
    query = sa.select(every.c.line)
    return query if cohort is None else query.where(every.c.cohort == cohort)


def _pseudonym(*named: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    text: sa.ColumnElement[str] = sa.select(schema.SECRET.c.secret).scalar_subquery()
    for part in named:
        text = text.concat("\n").concat(part)
    return sa.func.substr(_Sha256(text), 1, 32)


def _members() -> sa.Select[Any]:
    """Select every member's cohort and code, including withdrawn ones, so that a withdrawal reveals no text."""
    now = schema.newest("member", None).subquery()
    return sa.select(sa.select(now.c.cohort, now.c.member).where(now.c.cohort.is_not(None)).cte("members"))


def sealed(connection: sa.Connection, cohort: str | None) -> list[str]:
    """Return the readable cohorts, each with the day until which its consent is sealed, if it is."""
    now = schema.current("cohort", cohort).subquery()
    rows = connection.execute(sa.select(now.c.cohort, field(now.c.content, "consent_release"))).all()
    return sorted(f"cohort {code} until {day}" for code, day in rows if day is not None)


def _released(today: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Select the cohorts whose consent is not, or no longer, sealed."""
    now = schema.current("cohort", None).subquery()
    sealed_until = field(now.c.content, "consent_release")
    return sa.select(sa.select(now.c.cohort).where(sealed_until.is_(None) | (sealed_until <= today)).cte("released"))


def _consented(purpose: str, today: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Select who consents: members who gave consent and did not withdraw it on the same day or later."""
    now = schema.current("consent", None).subquery()
    is_given = sa.cast(schema.AsJson(now.c.content).op("->")("given"), sa.Text)
    said = (
        sa.select(now.c.cohort, now.c.member, is_given.label("is_given"), field(now.c.content, "on").label("on"))
        .where(field(now.c.content, "purpose") == purpose)
        .cte("said")
    )
    withdrawn = said.alias("withdrawn")
    later = sa.exists().where(
        withdrawn.c.cohort == said.c.cohort,
        withdrawn.c.member == said.c.member,
        withdrawn.c.is_given == "false",
        # A withdrawal counts at once, even one dated tomorrow where the member is.
        withdrawn.c.on >= said.c.on,
    )
    consented = sa.select(said.c.cohort, said.c.member).where(said.c.is_given == "true", said.c.on <= today, ~later)
    return sa.select(consented.cte("consented"))


def _reflections(released: sa.Select[Any], consented: sa.Select[Any]) -> sa.Select[Any]:
    """Select the reflections that may be used."""
    now = schema.current("reflection", None).subquery()
    return sa.select(now.c.entry).where(
        now.c.cohort.in_(released),
        sa.tuple_(now.c.cohort, now.c.member).in_(consented),
        field(now.c.content, "visibility") == "tutor",
    )
