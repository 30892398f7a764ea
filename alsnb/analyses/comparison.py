"""Cohorts of one log side by side: what each did, and by how much that differs.

Anyone who compares cohorts must allow for what comes several times from the same people. So every share here has the
interval of `alsnb.actions.completion`, clustered by member; that of attendance, follow-through and kinds of
contributions is therefore wider than where one cohort is reported on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from alsnb.analyses.actions import action_yield, states
from alsnb.analyses.actions.outcomes import due_for_report, judged_on
from alsnb.analyses.participation import airtime, exposure, voice_equity
from alsnb.analyses.participation.meetings import expected_at
from alsnb.analyses.shared.formats_followed import followed
from alsnb.analyses.shared.frames import DivisibleFrames, FramesLike, count_by, lazy, person, small
from alsnb.analyses.shared.intervals import with_clustered_share
from alsnb.analyses.shared.trends import FEWEST_CLUSTERS
from alsnb.analyses.themes.presence import known as known_members
from alsnb.analyses.themes.presence import presence
from alsnb.analyses.themes.prevalence import prevalence
from alsnb.words import CONTRIBUTION_TYPES, gettext, sentence

__all__ = ["described", "differences", "judged", "kinds", "means", "shares", "themes_in_all"]

_SHARE = ["share", "share_low", "share_high"]
_MEAN = ["mean", "mean_low", "mean_high"]
_COLUMNS = ["measure", "cohort", "part", "whole", "members", *_SHARE]


def described(frames: FramesLike) -> pd.DataFrame:
    """Describe each cohort by what may differ between cohorts before anybody met.

    Parameters
    ----------
    frames
        Uses ``cohorts``, ``learning_sets``, ``members``, ``meetings`` and ``reflections``.

    Returns
    -------
    DataFrame
        One row a cohort: ``cohort``, ``module``, ``formats`` its sets follow, ``start``, ``sets``, ``members``,
        ``mean_members_of_a_set``; ``planned_meetings`` and ``held_meetings`` of all its sets, and
        ``held_share_of_planned_meetings``, missing where nothing was planned; ``reflections`` that may be read. Counts
        of what there is: no interval.
    """
    received = exposure(frames).groupby("cohort")[["planned_meetings", "held_meetings"]].sum(min_count=1)
    found = []
    for row in small(lazy(frames.cohorts).select("cohort", "module", "format", "start")).to_dict("records"):
        code = row["cohort"]
        sets = frames.learning_sets[frames.learning_sets["cohort"] == code]
        members = frames.members.loc[frames.members["cohort"] == code, ["learning_set", "member"]]
        sizes = members.dropna().groupby("learning_set")["member"].nunique()
        formats = ", ".join(followed(sets, row["format"])) or None
        planned, held = received.loc[code] if code in received.index else (np.nan, 0)
        found.append(
            {
                "cohort": code,
                "module": row["module"],
                "formats": formats,
                "start": row["start"],
                "sets": len(sets),
                "members": members["member"].nunique(),
                "mean_members_of_a_set": sizes.mean(),
                "planned_meetings": planned,
                "held_meetings": int(held),
                "held_share_of_planned_meetings": held / planned if planned else np.nan,
                "reflections": int((frames.reflections["cohort"] == code).sum()),
            }
        )
    return pd.DataFrame(found).sort_values("cohort", ignore_index=True) if found else pd.DataFrame(found)


def judged(frames: DivisibleFrames, as_of: str | date | None = None) -> dict[str, pd.Timestamp | None]:
    """Return the date as of which the actions of each cohort are judged, by its code.

    Parameters
    ----------
    frames
        As for `alsnb.actions.judged_on`.
    as_of
        The date wished for, for all; by default for each the last on which something happened in it, as where it is
        reported on by itself: what a cohort agreed at its last meeting is not overdue because another met later.

    Raises
    ------
    AlsnbError
        `as_of` is not a date written as 2026-11-01.
    """
    codes = sorted(small(lazy(frames.cohorts).select("cohort").unique())["cohort"])
    return {code: judged_on(frames.of(cohorts=[code]), as_of) for code in codes}


def shares(frames: DivisibleFrames, as_of: str | date | None = None) -> pd.DataFrame:
    """Estimate attendance, completion and follow-through of each cohort.

    Parameters
    ----------
    frames
        As for `alsnb.participation.attendance`, `alsnb.actions.completion` and `alsnb.actions.follow_through`.
    as_of
        As for `judged`.

    Returns
    -------
    DataFrame
        One row a measure and cohort: ``measure``; ``cohort``; ``part`` of a ``whole`` (attended of expected, done of
        the actions due, reported of those due for report); ``members`` behind it; ``share`` = part / whole with its
        95 % interval ``share_low`` and ``share_high``: Wilson's of the effective number, clustered by member. A cohort
        of which nothing is known for a measure has no row. Sources: Korn & Graubard (1998), Survey Methodology 24,
        193–201; Dean & Pagano (2015), doi:10.1093/jssam/smv024.
    """
    came = small(expected_at(frames)).rename(columns={"came": "part"})
    # Each by itself, as of its own date.
    apart = [(frames.of(cohorts=[code]), day) for code, day in judged(frames, as_of).items()] or [(frames, None)]
    due = pd.concat([states(own, day) for own, day in apart], ignore_index=True)
    due = due[due["is_due"].astype(bool)].assign(part=lambda each: (each["state"] == "done").astype(int))
    # Where nothing was ever reported, nobody kept reports: what is open is not known.
    due = due[due["cohort"].isin(due.loc[due["state"] != "open", "cohort"])]
    told = pd.concat([small(due_for_report(own, day)) for own, day in apart], ignore_index=True)
    told = told.rename(columns={"reported_next": "part"})
    told = told[told["cohort"].isin(small(lazy(frames.action_reports).select("cohort").unique())["cohort"])]
    measured = {gettext("attendance"): came, gettext("completion"): due, gettext("follow-through"): told}
    return _clustered([each.assign(measure=name, whole=1) for name, each in measured.items()], [*measured])


def kinds(frames: FramesLike) -> pd.DataFrame:
    """Estimate the shares of contribution types in each cohort, among the contributions that were classified.

    Parameters
    ----------
    frames
        Uses ``contributions`` (kind).

    Returns
    -------
    DataFrame
        As for `shares`: ``measure`` is the kind in words; ``part`` the contributions of that kind, ``whole`` those
        classified; ``members`` who made any that was classified, without facilitators.
    """
    each = small(lazy(frames.contributions).select("cohort", "member", "kind"))
    each["kind"] = each["kind"].astype("str")
    each = each[each["kind"].notna()]
    ranked = each["kind"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    named = {kind: sentence(CONTRIBUTION_TYPES[kind]) for kind in ranked}
    parts = [each.assign(measure=name, part=(each["kind"] == k).astype(int), whole=1) for k, name in named.items()]
    found = _clustered(parts, [*named.values()])
    enrolled = small(lazy(frames.members).select("cohort", "member").unique())
    made = each[["cohort", "member"]].drop_duplicates().merge(enrolled).groupby("cohort").size()
    return found.assign(members=found["cohort"].map(made).fillna(0).astype(int))


def themes_in_all(frames: FramesLike) -> pd.DataFrame:
    """Estimate the prevalence of the themes that are in every codebook of cohorts with coded reflections.

    Parameters
    ----------
    frames
        As for `alsnb.themes.prevalence`.

    Returns
    -------
    DataFrame
        As for `shares`: ``measure`` is the theme; ``part`` the reflections that have it, ``whole`` those coded;
        ``members`` who wrote these, missing where writers were not noted. Of fewer than two cohorts with reflections
        coded it is empty.
    """
    each = prevalence(frames, by="cohort")
    books = frames.themes.loc[frames.themes["merged_into"].isna(), ["cohort", "theme"]]
    used = frames.codings[["cohort", "theme"]]
    known = pd.concat([books, used]).drop_duplicates()
    known = known[known["cohort"].isin(each["cohort"].unique())]
    of_cohorts = each["cohort"].nunique()
    shared = known["theme"].value_counts()
    each = each[each["theme"].isin(shared.index[(shared == of_cohorts) & (of_cohorts > 1)])]
    coded = presence(frames)
    writers = coded.assign(who=person(coded)).groupby("cohort")["who"].nunique()
    each = each.assign(members=known_members(each["cohort"].map(writers)))
    named = {"theme": "measure", "with_theme": "part", "coded_reflections": "whole"}
    named |= {f"prevalence{end}": f"share{end}" for end in ("", "_low", "_high")}
    return each.rename(columns=named)[_COLUMNS].reset_index(drop=True)


def means(frames: FramesLike) -> pd.DataFrame:
    """Estimate voice equity, the length of an airtime, and the actions it led to, for each cohort.

    Parameters
    ----------
    frames
        As for `alsnb.participation.voice_equity`, `alsnb.participation.airtime` and `alsnb.actions.action_yield`.

    Returns
    -------
    DataFrame
        One row a measure and cohort: ``measure``; ``cohort``; ``airtimes`` it rests on; ``clusters``, the sets or
        members by which its interval is clustered (0: by none); ``members``; ``mean`` with its 95 % interval
        ``mean_low`` and ``mean_high``, as in these analyses.
    """
    equity = voice_equity(frames, by="cohort").rename(columns={"voice_equity": "mean"})
    equity = equity.rename(columns={f"voice_equity{end}": f"mean{end}" for end in ("_low", "_high")})
    spoke = voice_equity(frames, by=("cohort", "learning_set")).groupby("cohort").size()
    minutes = airtime(frames, by="cohort").drop(columns="airtimes").rename(columns={"timed_airtimes": "airtimes"})
    minutes = minutes.rename(columns={f"mean_minutes{end}": f"mean{end}" for end in ("", "_low", "_high")})
    led = action_yield(frames, by="cohort")
    led = led.rename(columns={f"actions_per_airtime{end}": f"mean{end}" for end in ("", "_low", "_high")})
    led = led[led["cohort"].isin(frames.actions["cohort"])]
    parts = [
        equity.assign(measure=gettext("voice equity"), clusters=equity["cohort"].map(spoke).fillna(0)),
        minutes[minutes["airtimes"] > 0].assign(measure=gettext("minutes of an airtime"), clusters=0),
        led.assign(measure=gettext("actions of an airtime"), clusters=0),
    ]
    columns = ["measure", "cohort", "airtimes", "clusters", "members", *_MEAN]
    found = pd.concat([each[columns] for each in parts if len(each)] or [pd.DataFrame(columns=columns)])
    return found.astype({name: int for name in ("airtimes", "clusters") if len(found)}).reset_index(drop=True)


def differences(result: pd.DataFrame, cohorts: Iterable[str]) -> pd.DataFrame:
    """Estimate the difference between each cohort and the first.

    The interval of a difference is recovered from those of the two figures (Zou & Donner 2008, doi:10.1002/sim.3095;
    for two shares, Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I). That takes
    cohorts of different people, and intervals that allow for the same people coming several times.

    Parameters
    ----------
    result
        Of `shares`, `kinds`, `themes_in_all` or `means`.
    cohorts
        Their codes; the others are compared with the first.

    Returns
    -------
    DataFrame
        One row a measure and further cohort, where both are known: ``measure``; ``cohort``; ``compared_with``, the
        first; of shares ``percentage_points``, of means ``difference``, what the cohort has more than the first, with
        its 95 % interval ``…_low`` and ``…_high``, missing where either interval is not clustered, or by fewer than
        five; ``apart``, whether the intervals of the two figures have nothing in common.
    """
    first, *others = cohorts
    value, name, times = ("share", "percentage_points", 100) if "share" in result else ("mean", "difference", 1)
    found = []
    for measure, rows in result.groupby("measure", sort=False):
        of = {row["cohort"]: row for row in rows.to_dict("records")}
        for other in (each for each in others if each in of and first in of):
            one, two = of[other], of[first]
            (a, la, ua), (b, lb, ub) = ([row[f"{value}{end}"] for end in ("", "_low", "_high")] for row in (one, two))
            low, high = a - b - np.hypot(a - la, ub - b), a - b + np.hypot(ua - a, b - lb)
            if not min(_clusters(one), _clusters(two)) >= FEWEST_CLUSTERS:
                low = high = np.nan
            row = {"measure": measure, "cohort": other, "compared_with": first, name: times * (a - b)}
            bounds = {f"{name}_low": times * low, f"{name}_high": times * high}
            found.append({**row, **bounds, "apart": bool(la > ub or lb > ua)})
    columns = ["measure", "cohort", "compared_with", name, f"{name}_low", f"{name}_high", "apart"]
    return pd.DataFrame(found, columns=columns)


def _clusters(row: dict[Any, Any]) -> float:
    """Return the number of people or sets by which the interval of a row is clustered."""
    clusters = row.get("clusters", row["members"])
    # Reflections whose writers were not noted count each as another member's.
    return float(row["whole"] if pd.isna(clusters) else clusters)


def _clustered(parts: list[pd.DataFrame], order: list[str]) -> pd.DataFrame:
    """Return shares of cohorts for some measures, computed from the single observations in `parts`."""
    parts = [part[["measure", "cohort", "member", "part", "whole"]] for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    each = pd.concat(parts, ignore_index=True)
    each["person"] = person(each)
    keys = ["measure", "cohort"]
    counts = count_by(each, keys, part=("part", "sum"), whole=("whole", "sum"), members=("person", "nunique"))
    found = with_clustered_share(counts, each, keys, "part", "whole", "share")
    place = {name: number for number, name in enumerate(order)}
    found = found.sort_values(keys, key=lambda column: column.map(place) if column.name == "measure" else column)
    return found[_COLUMNS].reset_index(drop=True)
