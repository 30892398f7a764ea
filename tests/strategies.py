"""Hypothesis strategies for every record kind, derived from the types of its fields."""

import typing
from datetime import UTC, date, datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Annotated, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime

from alsnb import records
from alsnb.records import NOT_TOLD, RECORDS, Record, new_id

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "nul \0 inside",
            "👩🏽‍🏫 emoji",
            "e\u0301 combining",
            "שלום עולם",
            "\u202eright to left",
            "' OR 1=1 --",
            '{"a": 1}',
        ]
    ),
)
CODES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31), timezones=ZONES)
VALUES = {
    str: TEXTS,
    int: st.integers(1, 10_000),  # greater ones are not recorded: tests/test_plausible.py
    float: st.floats(1e-6, 1e4) | st.integers(1, 500).map(float),
    bool: st.booleans(),
    date: st.dates(date(1901, 1, 1), date(2099, 12, 31)),
    AwareDatetime: TIMES,
}


def value(name, hint):
    if get_origin(hint) is Annotated:
        if hint == records.EntryId:
            return st.builds(new_id)
        if hint == records.Code:
            return CODES
        if hint == records.Name:
            return TEXTS.filter(bool)
        return value(name, get_args(hint)[0])
    if get_origin(hint) in (UnionType, typing.Union):
        return st.one_of(*(value(name, each) for each in get_args(hint)))
    if hint is NoneType:
        return st.none()
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(value(name, get_args(hint)[0]), max_size=3).map(tuple)
    if hint is records.StageMinutes:
        return st.builds(records.StageMinutes, stage=CODES, minutes=st.floats(0, 500))
    return VALUES[hint]


def record(kind: type[Record], **instead):
    """A record of one kind; of the fields that it has, some may be drawn from other strategies."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {name: value(name, hints[name]) for name in kind.model_fields if name not in NOT_TOLD}
    if "cohort" in fields:
        fields["cohort"] = CODES  # a record that names no cohort is another test's matter
    if kind is records.Cohort:
        fields["smallest_cell"] = st.integers(3, 50)
    fields |= {name: strategy for name, strategy in instead.items() if name in kind.model_fields}
    return st.builds(kind, **fields)


ANY_RECORD = st.one_of(*(record(kind) for kind in RECORDS.values()))
