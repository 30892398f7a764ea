"""What was said: kinds of contributions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.estimates import By, count_by, groups, lazy, person, small, with_share


def question_mix(frames: Any, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """What sorts of contributions were made.

    Parameters
    ----------
    frames
        Uses ``contributions`` (kind).
    by
        What a group of rows stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``kind`` (``not_classified`` where nobody said); ``contributions`` of that kind;
        ``members`` who made them; ``all_contributions`` of the group; ``share_of_contributions``, with its 95 % Wilson
        interval ``share_of_contributions_low`` and ``share_of_contributions_high``. The most frequent kinds come first.
    """
    keys = groups(by)
    counts = small(
        lazy(frames.contributions)
        .with_columns(nw.col("kind").cast(nw.String).fill_null("not_classified"))
        .group_by(*dict.fromkeys([*keys, "kind", "cohort", "member"]))
        .agg(nw.len().alias("said"))
    )
    counts["person"] = person(counts)
    result = count_by(counts, [*keys, "kind"], contributions=("said", "sum"), members=("person", "nunique"))
    if keys:
        whole = count_by(counts, keys, all_contributions=("said", "sum"))
        result = result.merge(whole, on=keys)
    else:
        result["all_contributions"] = counts["said"].sum()
    result["classified"] = result["kind"] != "not_classified"
    order = [*keys, "classified", "contributions", "kind"]
    result = result.sort_values(order, ascending=[*[True] * len(keys), False, False, True], ignore_index=True)
    result = result.drop(columns="classified")
    return with_share(result, "contributions", "all_contributions", "share_of_contributions")
