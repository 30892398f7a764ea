"""What a report on themes shows to be read: passages, suggestions, and how the codings came about.

Each is empty where the report may not show it; `alsnb.reports.sentences` says so.
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
"""Passages quoted for a theme."""


def passages(
    log: str | os.PathLike[str],
    cohort: str | None,
    roster: str | os.PathLike[str] | None,
    publication: Publication | None = None,
) -> pd.DataFrame:
    """Passages of members who consent to be quoted; none without the roster, which tells what names to take out."""
    if roster is None:
        return pd.DataFrame()
    with open_log(log) as opened:
        frames = opened.frames(cohort, purpose="quotation")
    people = Roster.open(cohort, path=roster).people
    redacted, _ = frames.redacted(people)
    found = themes.quotations(redacted, most=MOST).drop(columns="reflection")
    # What is told of the roster's names on a page for anybody may not tell of a few people.
    least = publication.policy.quoted if publication is not None else 1
    found.attrs[sentences.REDACTION] = limits(people, least=least)
    return found


def suggestions(frames: Any) -> pd.DataFrame:
    """Themes suggested by words; none in a report for a purpose, under pseudonyms: such a word may be a name."""
    return pd.DataFrame() if frames.purpose else themes.discover(frames).themes.drop(columns="exemplar")


def audit_trail(log: str | os.PathLike[str], frames: Any) -> pd.DataFrame:
    """How the codings came about, where a set is analysed reflexively; none under pseudonyms: it names coders."""
    if frames.purpose or not (frames.learning_sets["coding_approach"] == "reflexive").any():
        return pd.DataFrame()
    with open_log(log) as opened:
        return themes.audit_trail(opened, frames.cohort["cohort"])
