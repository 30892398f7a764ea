"""What sorts of contributions were made, and which of them the format asks to keep back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.shared.formats_followed import formats_of, with_format
from alsnb.analyses.shared.frames import MEETING, PERSON, By, FramesLike, counted, groups, lazy
from alsnb.analyses.shared.intervals import with_rate, with_share


def question_mix(frames: FramesLike, by: By | Sequence[By] = (), *, simultaneous: bool = False) -> pd.DataFrame:
    """Count contributions by type.

    What presenters said in their own airtimes counts only if somebody classified it: they present.

    Parameters
    ----------
    frames
        Uses ``contributions`` (kind, presenter).
    by
        What a group of rows stands for.
    simultaneous
        With intervals that hold for all kinds of a group at once (Sison & Glaz 1995,
        doi:10.1080/01621459.1995.10476521, by statsmodels) rather than for each: to compare kinds with one another.
        Of groups with one kind only, Wilson's are left.

    Returns
    -------
    DataFrame
        The columns of `by`; ``kind`` (``not_classified`` if nobody said); ``contributions`` of that kind;
        ``members`` who made them; ``all_contributions`` of the group; ``share_of_contributions``, with its 95 % Wilson
        interval ``share_of_contributions_low`` and ``share_of_contributions_high``. The most frequent kinds come first.
    """
    keys = groups(by)
    presents = (nw.col("kind").is_null() & (nw.col("member") == nw.col("presenter"))).fill_null(False)
    of_people = (
        lazy(frames.contributions).filter(~presents).group_by(*dict.fromkeys([*keys, "kind", "cohort", "member"]))
    )
    said = of_people.agg(said=nw.len()).with_columns(known=(~nw.col("member").is_null()).cast(nw.Int64))
    result = counted(said, [*keys, "kind"], {}, {"contributions": "said", "members": "known"})
    result["kind"] = result["kind"].astype("str").fillna("not_classified")
    whole = result.groupby(keys, dropna=False)["contributions"].transform if keys else result["contributions"].agg
    result["all_contributions"] = whole("sum")
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


def advice_breaches(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Count contributions of types that the set's format discourages.

    A breach is a contribution of a kind that the format discourages, or of one that waits for the presenter to ask and
    was not invited. The presenter's own contributions are none. Only airtimes in which all that others said was
    classified can show how many there were, and only in sets whose format discourages a kind or has one wait.

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
    keys, followed = groups(by), {key: each.contributions for key, each in formats_of(frames).items()}
    ruled = {key: rules for key, rules in followed.items() if rules.discouraged or rules.by_invitation}
    names = ("discouraged", "not_invited", "invitation_unknown")
    kept = sorted({kind for rules in ruled.values() for kind in rules.discouraged})
    waiting = sorted({kind for rules in ruled.values() for kind in rules.by_invitation})
    # Counted first and judged afterwards: there are fewer members and airtimes than contributions.
    said = {f"said {kind}": nw.col("kind") == kind for kind in kept}
    said |= {
        f"uninvited {kind}": (nw.col("kind") == kind) & ~nw.col("invited").fill_null(True).cast(nw.Boolean)
        for kind in waiting
    }
    said |= {f"unknown {kind}": (nw.col("kind") == kind) & nw.col("invited").is_null() for kind in waiting}
    airtimes = with_format(frames, lazy(frames.airtimes).select(*MEETING, "entry", "member"))
    airtimes = airtimes.filter(nw.col("format").is_in([*ruled])).select("entry", "member", "format")
    judged = said_to_presenters(frames, airtimes=airtimes, **said)

    def of_format(prefix: str, concerned: str) -> nw.Expr:
        """Return the contributions of the types that the format of each row is about."""
        counts = [
            (nw.col("format") == key).cast(nw.Int64) * nw.col(f"{prefix} {kind}")
            for key, rules in ruled.items()
            for kind in getattr(rules, concerned)
        ]
        return nw.sum_horizontal(*counts) if counts else nw.lit(0)

    each = judged.with_columns(
        discouraged=of_format("said", "discouraged"),
        not_invited=of_format("uninvited", "by_invitation"),
        invitation_unknown=of_format("unknown", "by_invitation"),
    )
    distinct = {"members": PERSON, "airtimes": ["airtime"]}
    result = counted(each, keys, distinct, {name: name for name in names})
    result.insert(
        list(result.columns).index("invitation_unknown"), "breaches", result["discouraged"] + result["not_invited"]
    )
    return with_rate(result, "breaches", "airtimes", "breaches_per_airtime")


def said_to_presenters(
    frames: FramesLike, *by: str, airtimes: nw.LazyFrame[Any] | None = None, **counts: nw.Expr
) -> nw.LazyFrame[Any]:
    """Return the contributions of others than the presenter of the airtime, in airtimes in which all of them are
    classified.

    A contribution that nobody classified may be of any kind: an airtime with one can show neither that a kind was held
    back nor how often it came. One row a meeting, airtime and member, and each of the columns `by`, with the
    ``presenter`` and `counts`: how many of these contributions were such. In all airtimes, or in `airtimes`, whose
    other columns come along.
    """
    keys = [*MEETING, "member", "airtime", *by]
    counts = {"classified": ~nw.col("kind").is_null(), **counts}
    said = lazy(frames.contributions).select(
        *keys, **{name: each.fill_null(False).cast(nw.Int64) for name, each in counts.items()}
    )
    said = said.group_by(*keys).agg(nw.len().alias("every"), nw.col(*counts).sum())
    presented = lazy(frames.airtimes).select("entry", "member") if airtimes is None else airtimes
    presented = presented.rename({"entry": "airtime", "member": "presenter"})
    each = presented.join(said, on="airtime", how="inner").filter(nw.col("member") != nw.col("presenter"))
    of_airtime = each.group_by("airtime").agg(known=nw.col("classified").sum(), said=nw.col("every").sum())
    whole = of_airtime.filter(nw.col("known") == nw.col("said")).select("airtime")
    return each.drop("every").join(whole, on="airtime", how="inner")
