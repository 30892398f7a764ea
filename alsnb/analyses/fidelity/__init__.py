"""Fidelity of meetings and airtimes to the set's format, as far as the log shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.analyses.fidelity.evidence import evidence
from alsnb.analyses.fidelity.format_rules import rules_of
from alsnb.analyses.shared.formats_followed import HEDGE, formats_of
from alsnb.analyses.shared.frames import MEETING, By, FramesLike, count_by, expected_members, groups, person, small
from alsnb.analyses.shared.intervals import with_share

__all__ = ["rules"]


def rules(frames: FramesLike, by: By | Sequence[By] = (), *, hedge: float = HEDGE) -> pd.DataFrame:
    """Count how often each rule of the sets' formats was observed, of the times it could be assessed.

    A rule is what a format states; what it leaves open, implies or calls optional is none. It is observable where the
    log tells: an airtime without minutes is neither too short nor too long, and unless all that others than the
    presenter said was classified, no advice is known to have been given or held back. A set that never noted a stage,
    an insight or line management does not note it.

    Parameters
    ----------
    frames
        Uses ``learning_sets`` (format, facilitation, agreed_on), ``cohorts`` (format), ``members``, ``meetings``,
        ``attendance``, ``airtimes``, ``airtime_stages``, ``contributions``, ``actions`` and ``action_reports``.
    by
        What a group of rows stands for. By member, what is about a meeting is nobody's: its member is missing.
    hedge
        By which share a bound may be missed where a format says "about" or "usually".

    Returns
    -------
    DataFrame
        The columns of `by`; ``format``; ``rule``, its key; ``dimension``: adherence (it was done as stated), exposure
        (there was as much of it) or responsiveness (members did their part); ``says``, what the format says, in words;
        ``observable``, the meetings, airtimes, stages, members or actions for which the log tells; ``observed``, those
        as stated; ``members`` whose they are (of a meeting: those enrolled); ``share_observed`` = observed / observable
        with its 95 % Wilson interval ``share_observed_low`` and ``share_observed_high``, missing where nothing was
        observable. Sources: Dane & Schneider (1998), doi:10.1016/S0272-7358(97)00043-3; Carroll et al. (2007),
        doi:10.1186/1748-5908-2-40.
    """
    keys = groups(by)
    log = evidence(frames)
    enrolled = small(expected_members(frames))
    told = []
    for key, one in formats_of(frames).items():
        own = log.of(key)
        happened = pd.concat([own.meetings[MEETING], own.airtimes[MEETING]]).drop_duplicates()
        for place, rule in enumerate(rules_of(one, hedge)):
            judged = rule.judge(own)
            # Every meeting has a row, so that a rule of which nothing is known is told too.
            every = pd.concat([happened.assign(observable=0), judged.assign(observable=1)], ignore_index=True)
            labels: dict[str, Any] = {
                "format": key,
                "place": place,
                "rule": rule.key,
                "dimension": rule.dimension,
                "says": rule.says,
            }
            told.append(every.assign(**labels))
    names = ["format", "place", "rule", "dimension", "says"]
    if not any(map(len, told)):
        estimate = ["share_observed", "share_observed_low", "share_observed_high"]
        return pd.DataFrame(
            columns=[*keys, "format", "rule", *names[3:], "observable", "observed", "members", *estimate]
        )
    each = pd.concat([one for one in told if len(one)], ignore_index=True)
    each["observed"] = each["observed"].fillna(value=False).astype(int)
    counts = count_by(each, [*keys, *names], observable=("observable", "sum"), observed=("observed", "sum"))
    people = each[each["observable"] > 0]
    of_meetings = people[people["member"].isna()].drop(columns="member").merge(enrolled, on=MEETING, how="inner")
    people = pd.concat([people[people["member"].notna()], of_meetings], ignore_index=True)
    members = count_by(people.assign(person=person), [*keys, *names], members=("person", "nunique"))
    result = counts.merge(members, on=[*keys, *names], how="left").fillna({"members": 0}).astype({"members": int})
    return with_share(result.drop(columns="place"), "observed", "observable", "share_observed")
