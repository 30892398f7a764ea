"""From action to outcome to learning to practice: what members wrote, to be read."""

from __future__ import annotations

from datetime import date

import pandas as pd

from alsnb.analyses.actions.outcomes import judged_on, states
from alsnb.analyses.shared.frames import FramesLike, lazy, small

_WRITTEN = ["worked", "not_worked", "why", "learning", "practice"]


def learning_chain(frames: FramesLike, as_of: str | date | None = None) -> pd.DataFrame:
    """Return each action with its outcome, what its owner learnt and how that enters practice, as a table to read.

    Parameters
    ----------
    frames
        Uses ``actions`` (what, success) and ``action_reports`` (status and what was written).
    as_of
        As for `states`.

    Returns
    -------
    DataFrame
        One row an action: ``entry``, ``cohort``, ``learning_set``, ``cycle`` in which it was agreed, ``member``,
        ``members`` (1: each row is one person's), ``what``, ``success``, ``reports`` made of it, ``state``, one of
        `STATES`; ``worked``, ``not_worked``, ``why``, ``learning`` and ``practice``, each as last written. It is text,
        of which there is no estimate.
    """
    day = judged_on(frames, as_of)
    each = states(frames, as_of)[["entry", "cohort", "learning_set", "cycle", "member", "state"]]
    agreed = small(lazy(frames.actions).select("entry", "what", "success"))
    told = small(lazy(frames.action_reports).select("entry", "action", "cycle", "reported_on", *_WRITTEN))
    if day is not None:
        told = told[~(told["reported_on"] > day)]
    told = told.sort_values(["cycle", "reported_on", "entry"]).drop(columns=["cycle", "reported_on"])
    # The last of each that was written: a later report may leave out what an earlier one says.
    written = told.groupby("action", as_index=False).agg(
        reports=("entry", "size"), **{n: (n, "last") for n in _WRITTEN}
    )
    result = each.merge(agreed, on="entry").merge(written, left_on="entry", right_on="action", how="left")
    result["reports"] = result["reports"].fillna(0).astype(int)
    columns = ["entry", "cohort", "learning_set", "cycle", "member", "members", "what", "success", "reports", "state"]
    return result.assign(members=1)[[*columns, *_WRITTEN]].sort_values("entry", ignore_index=True)
