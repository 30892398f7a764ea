"""The excerpts, suggested themes and audit trail of a report on themes.

Each is empty if the report may not show it; `alsnb.reports.sentences` says so.
"""

from __future__ import annotations

import os
from typing import Any

import pandas as pd

from alsnb.analyses import themes
from alsnb.log import open_log
from alsnb.privacy import Roster, limits
from alsnb.reports import sentences
from alsnb.reports.publishing import Publication

MOST = 3
"""The largest number of excerpts for a theme."""


def passages(
    log: str | os.PathLike[str],
    cohort: str | None,
    roster: str | os.PathLike[str] | None,
    publication: Publication | None = None,
) -> pd.DataFrame:
    """Return excerpts by members who consent to be quoted; none without the roster, as names are redacted with it."""
    if roster is None:
        return pd.DataFrame()
    with open_log(log) as opened:
        frames = opened.frames(cohort, purpose="quotation")
    people = Roster.open(cohort, path=roster).people
    redacted, _ = frames.redacted(people)
    excerpts = themes.quotations(redacted, most=MOST).drop(columns="reflection")
    # On a published page, the note on names may not identify few people.
    least = publication.policy.quoted if publication is not None else 1
    excerpts.attrs[sentences.REDACTION] = limits(people, least=least)
    return excerpts


def suggestions(frames: Any) -> pd.DataFrame:
    """Return themes suggested by words; none in a report under pseudonyms, as such a word may be a name."""
    return pd.DataFrame() if frames.purpose else themes.discover(frames).themes.drop(columns="exemplar")


def audit_trail(log: str | os.PathLike[str], frames: Any) -> pd.DataFrame:
    """Return the audit trail of codings if a set is analysed reflexively; none under pseudonyms: it names coders."""
    if frames.purpose or not (frames.learning_sets["coding_approach"] == "reflexive").any():
        return pd.DataFrame()
    with open_log(log) as opened:
        return themes.audit_trail(opened, frames.cohort["cohort"])
