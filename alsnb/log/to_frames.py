"""Build frames from the rows of a log, by Arrow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from alsnb.errors import LogError
from alsnb.frames import ENTRY, LEFT_OUT, RECORDED_AT, Column, Frames, columns, stage_columns
from alsnb.plausible import FIRST, LAST, date_fields, number_fields
from alsnb.records import RECORDS, Airtime, Part, Record, StageMinutes
from alsnb.words import gettext

ARROW = {
    "string": pa.string(),
    "strings": pa.list_(pa.string()),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "day": pa.timestamp("us"),
    "moment": pa.timestamp("us", "UTC"),
}
"""The types that a `Column` names: naming them costs no import."""
_KEPT_DATES = ("held_on", "consent_release")
"""Without them a meeting would seem not to have been held, and sealed consent to be open: a wrong day is kept."""


def build(rows: Mapping[str, Iterable[list[str]]], purpose: str | None = None, folder: Path | None = None) -> Frames:
    """Frames from the current entries of each record kind, given in batches; what they may be used for, and whence.

    Each entry is a JSON object: the record's content, with its ``entry`` and, in milliseconds since 1970, its
    ``recorded_at``.
    """
    frames: dict[str, pd.DataFrame] = {}
    withdrawn: dict[str, pa.ChunkedArray] = {}
    for kind, record in RECORDS.items():
        if kind not in rows:
            withdrawn[kind] = pa.chunked_array([], pa.string())
            frames |= {name: empty.copy() for name, empty in _nothing(kind).items()}
            continue
        table = _table(record, rows[kind], nested=record is Airtime)
        withdrawn[kind] = table["entry"].filter(table["withdrawn"])
        if len(withdrawn[kind]):
            table = table.filter(pc.invert(table["withdrawn"]))
        # In the order of RECORDS, what refers to an entry comes later.
        if record.of_entry and len(withdrawn[record.of_entry]):
            table = table.filter(pc.invert(pc.is_in(table[record.of_entry], withdrawn[record.of_entry])))
        table = table.drop_columns(["withdrawn"])
        frames |= _named(record, table)
    frames["action_reports"] = _on_own_actions(frames["action_reports"], frames["actions"])
    _fill_context(frames)
    left_out = _leave_out(frames)
    return Frames(**frames, purpose=purpose, names_taken_out=False, left_out=left_out, folder=folder)


def _named(record: type[Record], table: pa.Table) -> dict[str, pd.DataFrame]:
    """Return the frames of one kind of record."""
    stages = {}
    if record is Airtime:
        stages["airtime_stages"] = _stages(table)
        table = table.drop_columns(["stages"])
    return {**stages, record.frame_name: _to_pandas(table, [ENTRY, *columns(record), RECORDED_AT])}


@cache
def _nothing(kind: str) -> dict[str, pd.DataFrame]:
    """Return empty frames of a kind that was not requested."""
    record = RECORDS[kind]
    return _named(record, _table(record, (), nested=record is Airtime).drop_columns(["withdrawn"]))


def _on_own_actions(reports: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Return the reports on actions without those on another member's action."""
    if reports.empty or actions.empty:
        return reports
    of_action = actions.set_index("entry")[["cohort", "member"]].reindex(reports["action"])
    theirs = of_action["member"].notna().to_numpy()
    same = (of_action.to_numpy() == reports[["cohort", "member"]].to_numpy()).all(axis=1)
    return reports if (same | ~theirs).all() else reports[same | ~theirs].reset_index(drop=True)


def _leave_out(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Take what cannot be right out of frames, and return what that was.

    A record is left out as a whole if the field must have a value, and with it what says something of it. Otherwise the
    field is empty, or what it is where nothing was said.
    """
    parts: list[pd.DataFrame] = []
    gone: dict[str, pd.Series[Any]] = {}
    for record in RECORDS.values():
        frame = frames[record.frame_name]
        if record.of_entry in gone:
            frame = frame[~frame[record.of_entry].isin(gone[record.of_entry])].reset_index(drop=True)
        frame, of_kind = _sifted(frame, record, "entry")
        parts += [each.assign(kind=record.kind_name) for each in of_kind]
        if whole := [each.loc[each["whole"], "entry"] for each in of_kind if each["whole"].any()]:
            gone[record.kind_name] = pd.concat(whole)
        frames[record.frame_name] = frame
    stages = frames["airtime_stages"]
    if "airtime" in gone:
        stages = stages[~stages["airtime"].isin(gone["airtime"])].reset_index(drop=True)
    frames["airtime_stages"], of_stages = _sifted(stages, StageMinutes, "airtime")
    parts += [each.assign(kind="stage").rename(columns={"airtime": "entry"}) for each in of_stages]
    nothing = pd.DataFrame(columns=[*LEFT_OUT])
    return pd.concat(parts, ignore_index=True).reindex(columns=[*LEFT_OUT]) if parts else nothing


def _sifted(frame: pd.DataFrame, part: type[Part], key: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return a frame without impossible values, and the removed values of each field."""
    about = [name for name in (key, "cohort", "learning_set", "member", "visibility") if name in frame]
    notes = []
    for field, wrong in _wrong(frame, part).items():
        declared = part.model_fields[field]
        wrong = wrong.reindex(frame.index, fill_value=False)
        notes.append(frame.loc[wrong, about].assign(value=frame.loc[wrong, field].astype(object), field=field))
        notes[-1]["whole"] = declared.is_required()
        if declared.is_required():
            frame = frame[~wrong]
        else:
            frame = frame.assign(**{field: frame[field].mask(wrong, declared.default)})
    return (frame.reset_index(drop=True) if notes else frame), notes


def _wrong(frame: pd.DataFrame, part: type[Part]) -> dict[str, pd.Series[Any]]:
    """Return the fields of a record with impossible values, and the rows concerned."""
    too_large = {name: frame[name] > limits.most for name, limits in number_fields(part).items()}
    for name in date_fields(part):
        if frame[name].dtype.kind == "M" and name not in _KEPT_DATES and not part.model_fields[name].is_required():
            days = frame[name].dt.tz_localize(None)
            too_large[name] = (days < pd.Timestamp(FIRST)) | (days > pd.Timestamp(LAST))
    return {name: rows.fillna(False).astype(bool) for name, rows in too_large.items() if rows.any()}


def _fill_context(frames: dict[str, pd.DataFrame]) -> None:
    """Fill in the set of each member who has one, and the context of a reflection for its codings, if left out."""
    for name in ("codings", "ratings"):
        of_reflection = frames["reflections"].set_index("entry")
        for column in ("cohort", "learning_set", "member"):
            _fill(frames[name], column, frames[name]["reflection"].map(of_reflection[column]))
    members = frames["members"].dropna(subset=["learning_set"]).drop_duplicates(["cohort", "member"])
    sets = members.set_index(["cohort", "member"])["learning_set"]
    for frame in frames.values():
        if {"cohort", "learning_set", "member"} <= set(frame) and frame["learning_set"].isna().any():
            codes = pd.MultiIndex.from_frame(frame[["cohort", "member"]])
            _fill(frame, "learning_set", pd.Series(sets.reindex(codes).array, index=frame.index))


def _fill(frame: pd.DataFrame, column: str, known: pd.Series[Any]) -> None:
    if len(frame):
        frame[column] = frame[column].fillna(known.astype(frame[column].dtype))


_STAGES = pa.list_(pa.struct([("stage", pa.string()), ("minutes", pa.float64())]))


def _table(record: type[Record], batches: Iterable[list[str]], *, nested: bool) -> pa.Table:
    schema = pa.schema([(column.name, ARROW[column.arrow]) for column in columns(record)])
    if nested:
        schema = schema.append(pa.field("stages", _STAGES))
    schema = schema.append(pa.field("withdrawn", pa.bool_()))
    order = ["entry", *schema.names, "recorded_at"]
    schema = schema.append(pa.field("entry", pa.string())).append(pa.field("recorded_at", pa.int64()))
    # Arrow parses one batch, without Python's lock, while the next is fetched.
    with ThreadPoolExecutor(1) as parser:
        tables = list(parser.map(partial(_parse, schema), batches))
    whole = schema.set(len(schema) - 1, pa.field("recorded_at", ARROW[RECORDED_AT.arrow]))
    table = _with_defaults(record, pa.concat_tables(tables) if tables else whole.empty_table())
    # Sorting makes the frames independent of the order in which revisions arrived; entry ids sort by time.
    entries = table["entry"]
    if record.key:
        table = table.sort_by([(name, "ascending") for name in (*record.key, "entry")])
    elif len(entries) > 1 and not pc.all(pc.less_equal(entries.slice(0, len(entries) - 1), entries.slice(1))).as_py():
        table = table.sort_by("entry")
    return table.select(order)


def _with_defaults(record: type[Record], table: pa.Table) -> pa.Table:
    """Fill in the defaults of fields that did not exist when a record was written."""
    for name, field in record.model_fields.items():
        place = table.schema.get_field_index(name)
        if place >= 0 and not field.is_required() and field.default is not None and table[name].null_count:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            filled = pc.coalesce(table[name], pa.scalar(default, table.schema.field(place).type))
            table = table.set_column(place, table.schema.field(place), filled)
    return table


def _parse(schema: pa.Schema, lines: list[str]) -> pa.Table:
    text = "\n".join(lines).encode()
    # A record must fit in one block of Arrow's reader; a character takes four bytes at most.
    block = max(1 << 22, 8 * max(map(len, lines)) + 16)
    try:
        table = pyarrow.json.read_json(
            io.BytesIO(text),
            read_options=pyarrow.json.ReadOptions(block_size=min(block, len(text) + 16)),
            parse_options=pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        raise LogError(
            gettext(
                "the log has a record that alsnb did not write, with a value too large for a frame; "
                "`alsnb check` shows it and the command that fixes it"
            )
        ) from None
    recorded_at = table["recorded_at"].cast(pa.timestamp("ms", "UTC")).cast(ARROW[RECORDED_AT.arrow])
    return table.set_column(table.schema.get_field_index("recorded_at"), "recorded_at", recorded_at)


def _to_pandas(table: pa.Table, described: Sequence[Column]) -> pd.DataFrame:
    for column in described:
        if column.choices:
            place = table.schema.get_field_index(column.name)
            table = table.set_column(place, column.name, table[column.name].dictionary_encode())
    frame: pd.DataFrame = table.to_pandas(
        date_as_object=False,
        types_mapper={pa.string(): pd.StringDtype(na_value=float("nan")), pa.int64(): pd.Int64Dtype()}.get,
    )
    for column in described:
        if column.choices:
            frame[column.name] = frame[column.name].cat.set_categories(column.choices)
        elif column.dtype != "object":
            frame[column.name] = frame[column.name].astype(pd.api.types.pandas_dtype(column.dtype))
    return frame


def _stages(airtimes: pa.Table) -> pd.DataFrame:
    """Return the minutes of each stage of each airtime, one row per stage."""
    context = ["cohort", "learning_set", "cycle", "member"]
    stages = airtimes["stages"].combine_chunks()
    flat = pc.list_flatten(stages)
    table = (
        airtimes.select(["entry", *context]).rename_columns(["airtime", *context]).take(pc.list_parent_indices(stages))
    )
    for name in ("stage", "minutes"):
        table = table.append_column(name, pc.struct_field(flat, name))
    return _to_pandas(table, stage_columns())
