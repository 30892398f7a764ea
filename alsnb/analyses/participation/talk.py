"""What sorts of contributions were made, and which of them the format asks to keep back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.estimates import MEETING, By, count_by, groups, lazy, person, small, with_rate, with_share
from alsnb.analyses.followed import formats_of, with_format


def question_mix(frames: Any, by: By | Sequence[By] = (), *, simultaneous: bool = False) -> pd.DataFrame:
    """What sorts of contributions were made.

    Parameters
    ----------
    frames
        Uses ``contributions`` (kind).
    by
        What a group of rows stands for.
    simultaneous
        With intervals that hold for all kinds of a group at once (Sison & Glaz 1995,
        doi:10.1080/01621459.1995.10476521, by statsmodels) rather than for each: to compare kinds with one another.
        Of groups with one kind only, Wilson's are left.

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
    result = with_share(result, "contributions", "all_contributions", "share_of_contributions")
    return _together(result, keys) if simultaneous else result


def _together(result: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    from statsmodels.stats.proportion import multinomial_proportions_confint

    result, name = result.copy(), "share_of_contributions"
    parts = result.groupby(keys, observed=True, dropna=False).indices.values() if keys else [np.arange(len(result))]
    for place in (part for part in parts if len(part) > 1):
        # Edgeworth's approximation is no density for the smallest widths tried, which are passed over.
        with np.errstate(invalid="ignore"):
            bounds = multinomial_proportions_confint(result["contributions"].to_numpy()[place], method="sison-glaz")
        result.loc[place, [f"{name}_low", f"{name}_high"]] = bounds
    return result


def advice_breaches(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How often members said what their set's format asks them to keep back.

    A breach is a contribution of a kind that the format discourages, or of one that waits for the presenter to ask and
    was not invited. The presenter's own contributions are none. Only airtimes in which somebody classified what was
    said by others can show any, and only in sets whose format discourages a kind or has one wait.

    Parameters
    ----------
    frames
        Uses ``contributions`` (airtime, presenter, kind, invited), ``airtimes``, ``learning_sets`` (format) and
        ``cohorts`` (format, where the set has none of its own).
    by
        What a row stands for; the member is the one who spoke.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who said anything classified and were not presenting (also a facilitator
        who is no member of the set); ``airtimes`` in which they did; ``discouraged`` and ``not_invited``
        contributions, and ``breaches``, both together; ``invitation_unknown``, contributions that wait for an
        invitation where nobody noted whether there was one, which do not count; ``breaches_per_airtime`` with its 95 %
        score interval for a Poisson rate ``breaches_per_airtime_low`` and ``breaches_per_airtime_high``. Source:
        Barker (2002), doi:10.1198/000313002317572736, by statsmodels.
    """
    found = []
    judged = with_format(frames, said_to_presenters(frames)).filter(~nw.col("kind").is_null())
    for key, followed in formats_of(frames).items():
        rules = followed.contributions
        if rules.discouraged or rules.by_invitation:
            waits, invited = nw.col("kind").is_in(rules.by_invitation), nw.col("invited").fill_null(True)
            own = judged.filter(nw.col("format") == key).with_columns(
                discouraged=nw.col("kind").is_in(rules.discouraged).cast(nw.Int64),
                not_invited=(waits & ~invited).cast(nw.Int64),
                invitation_unknown=(waits & nw.col("invited").is_null()).cast(nw.Int64),
            )
            counted = own.group_by(*MEETING, "member", "airtime").agg(
                nw.col("discouraged", "not_invited", "invitation_unknown").sum()
            )
            found.append(small(counted))
    kinds = ("discouraged", "not_invited", "invitation_unknown")
    empty = pd.DataFrame(columns=[*MEETING, "member", "airtime", *kinds])
    each = pd.concat([one for one in found if len(one)] or [empty], ignore_index=True)
    sums = {name: (name, "sum") for name in kinds}
    people = each.assign(person=person)
    result = count_by(people, groups(by), members=("person", "nunique"), airtimes=("airtime", "nunique"), **sums)
    result.insert(
        list(result.columns).index("invitation_unknown"), "breaches", result["discouraged"] + result["not_invited"]
    )
    return with_rate(result, "breaches", "airtimes", "breaches_per_airtime")


def said_to_presenters(frames: Any) -> nw.LazyFrame[Any]:
    """Contributions to an airtime by others than its presenter, who is as the airtime has it."""
    presenters = lazy(frames.airtimes).select("entry", nw.col("member").alias("presented"))
    said = lazy(frames.contributions).select(
        *MEETING, "member", "airtime", "presenter", "invited", nw.col("kind").cast(nw.String)
    )
    said = said.join(presenters, left_on="airtime", right_on="entry", how="inner")
    said = said.with_columns(presenter=nw.col("presented")).drop("presented")
    return said.filter(nw.col("member") != nw.col("presenter"))
