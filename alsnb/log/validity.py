"""Validation of a revision's content without building the record.

Making a record of each of a million revisions costs more than all else that is looked at. Most values are the same
again (codes, cycles, choices), and no field is valid because of another; so each value of a field is validated once.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from alsnb.errors import RecordError
from alsnb.log.revisions import known_fields
from alsnb.records import RECORDS, Record, problems

_REMEMBERED = 10_000
"""Valid values of a field that are remembered; the others are validated each time."""
TAKEN = ("entry", "recorded_at")
"""Names that no field of a record can have in a log: frames add columns of these names."""


class Validity:
    """Validates the content of revisions, and caches the values that are valid."""

    def __init__(self) -> None:
        self._kinds = {kind: _Kind(record) for kind, record in RECORDS.items()}

    def problems(self, kind: str, said: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with each field, as `alsnb.errors.RecordError.problems` has it; empty if all is well.

        Parameters
        ----------
        kind
            One of `RECORDS`.
        said
            What the revision says. Values are expected to be of the very type that alsnb writes: for a number no text
            that looks like one, which a frame has no room for.
        """
        return self._kinds[kind].problems(said)


class _Kind:
    """The fields of one kind of record."""

    def __init__(self, record: type[Record]) -> None:
        declared = {name: field for name, field in record.model_fields.items() if name not in TAKEN}
        self._fields = {name: _Field(field.annotation, field.metadata) for name, field in declared.items()}
        # Each with its class: 1, 1.0 and true are equal, and not the same.
        self._good: dict[str, dict[Any, type]] = {name: {} for name in declared}
        self._needed = {name for name, field in declared.items() if field.is_required()}
        # What is asked of several fields together, only the record itself can tell.
        self._whole = record if record.__pydantic_decorators__.model_validators else None

    def problems(self, said: dict[str, Any]) -> dict[str, str]:
        good = self._good
        faults = {}
        if not self._needed <= said.keys():
            faults = dict.fromkeys(sorted(self._needed - said.keys()), "is required")
        for name, value in said.items():
            try:
                if good[name].get(value) is value.__class__:
                    continue
            except KeyError:
                if name in TAKEN:
                    faults[name] = "no record type has a field with this name"
                continue  # of a newer version
            except TypeError:  # a list
                pass
            if problem := self._fields[name].problem(value):
                faults[name] = problem
            elif value.__class__ is not list and len(good[name]) < _REMEMBERED:
                good[name][value] = value.__class__
        return _together(self._whole, said) if self._whole and not faults else faults


class _Field:
    """One field, and what values it takes."""

    def __init__(self, annotation: Any, metadata: list[Any]) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(Annotated[annotation, *metadata] if metadata else annotation)
        self._validate = adapter.validator.validate_python
        self._validate_json = adapter.validator.validate_json

    def problem(self, value: Any) -> str | None:
        try:
            self._validate(value, strict=True)
        except (ValidationError, RecordError) as error:
            if not isinstance(value, str | list):
                return _said(error)
        else:
            return None
        try:  # dates and lists, which JSON writes otherwise
            self._validate_json(json.dumps(value), strict=True)
        except (ValidationError, RecordError) as error:
            return _said(error)
        return None


def _together(record: type[Record], said: dict[str, Any]) -> dict[str, str]:
    try:
        record(**known_fields(record.kind_name, said))
    except RecordError as error:
        return error.problems
    return {}


def _said(error: ValidationError | RecordError) -> str:
    faults = problems(error) if isinstance(error, ValidationError) else error.problems
    return next(iter(faults.values()), "was not written by alsnb")
