"""The counts of one row, as they are published before they are fitted to totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from alsnb.disclosure.measures import SIZE, Measure
from alsnb.disclosure.policies import Policy
from alsnb.disclosure.protected import Known
from alsnb.disclosure.rounding import count, stand_in


def counts(row: Mapping[Any, Any], measure: Measure, policy: Policy, known: Known, cycles: int) -> dict[str, Any]:
    """Return the published counts of a row that is about so many cycles, totals before their parts."""
    published: dict[str, Any] = {}
    for name in measure.people:
        if name in row:
            published[name] = None if pd.isna(row[name]) else count(int(row[name]), policy, known.members, known.told)
    # The total of each count: its true number, and what is published of it.
    wholes: dict[str | None, tuple[int | None, int | None]] = {
        None: (None, None),
        SIZE: (known.members * cycles, known.told and known.told * cycles),
    }
    for name in measure.counts:
        if pd.isna(row[name]):
            published[name], wholes[name] = None, (None, None)
            continue
        of, told = wholes[measure.judged_by(name, row)]
        published[name] = count(int(row[name]), policy, of, told)
        # If nearly all of a total are in this count, its parts are judged by that total, of which readers know more.
        nearly = str(published[name]).startswith("all but")
        wholes[name] = (of, told) if nearly else (int(row[name]), stand_in(published[name], policy) or 0)
    return published
