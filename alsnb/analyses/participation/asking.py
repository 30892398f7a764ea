"""Who asks whom: the questions members put to one another over the cycles."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import pandas as pd

from alsnb.analyses.participation.talk import said_to_presenters
from alsnb.analyses.participation.voices import present
from alsnb.analyses.shared.frames import MEETING, PERSON, By, FramesLike, count_by, groups, lazy, small
from alsnb.analyses.shared.intervals import with_rate
from alsnb.records import QUESTIONS

_SET = ["cohort", "learning_set"]


def who_asks_whom(frames: FramesLike) -> pd.DataFrame:
    """Count how often each member asked each other member a question when that one presented.

    Only airtimes in which all that others said was classified can show how often they asked. A pair whose asker was at
    none of these airtimes has no row; one who was there and asked nothing has.

    Parameters
    ----------
    frames
        Uses ``contributions`` (airtime, kind), ``airtimes``, ``attendance`` and ``members``.

    Returns
    -------
    DataFrame
        One row a pair: ``cohort``, ``learning_set``, ``member`` who may have asked, ``presenter``; ``members``, the two
        of them; ``airtimes`` of the presenter at which the member was; ``questions`` of any kind the member asked in
        them; ``questions_per_airtime`` with its 95 % score interval for a Poisson rate ``questions_per_airtime_low``
        and ``questions_per_airtime_high``. Source: Barker (2002), doi:10.1198/000313002317572736, by statsmodels.
    """
    unit = [*MEETING, "airtime", "presenter"]
    asked = small(said_to_presenters(frames, questions=nw.col("kind").is_in(QUESTIONS)))
    # What is numbered is joined sooner than what has five names.
    asked["unit"] = asked.groupby(unit, sort=False, dropna=False).ngroup()
    airtimes = asked[[*unit, "unit"]].drop_duplicates("unit")
    airtimes["airtime"] = pd.factorize(airtimes["airtime"])[0]
    there = airtimes[["unit", *MEETING]].merge(present(frames), on=MEETING, how="inner")[["unit", "member"]]
    # What a member said shows that they were there, whatever the attendance list says; a facilitator may be no member.
    members = small(lazy(frames.members).select(PERSON).unique(PERSON))
    spoke = asked[["unit", *PERSON]].merge(members, on=PERSON, how="inner")[["unit", "member"]]
    there = (
        pd.concat([there, spoke]).drop_duplicates().merge(airtimes[["unit", *_SET, "airtime", "presenter"]], on="unit")
    )
    there = there[there["member"] != there["presenter"]]
    each = there.merge(asked[["unit", "member", "questions"]], on=["unit", "member"], how="left")
    result = count_by(
        each.fillna({"questions": 0}).astype({"questions": int}),
        [*_SET, "member", "presenter"],
        airtimes=("airtime", "nunique"),
        questions=("questions", "sum"),
    )
    result.insert(4, "members", 2)
    return with_rate(result, "questions", "airtimes", "questions_per_airtime")


def asking_network(frames: FramesLike, by: By | Sequence[By] = ("cohort", "learning_set")) -> pd.DataFrame:
    """Measure how many of the members who could ask one another did, and whether they were asked in return.

    A pair is one member who was there when another presented; it asks where at least one question was put. What was
    observed is all there was, no sample: there is no interval.

    Parameters
    ----------
    frames
        As for `who_asks_whom`.
    by
        What a row stands for: ``"cohort"`` or ``"learning_set"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` in any pair; ``pairs`` in which one could ask the other, in that direction;
        ``asking_pairs``, in which one did; ``density`` = asking_pairs / pairs; ``returnable_pairs``, the asking pairs
        whose asker presented too while the other was there; ``returned_pairs``, of these, in which the other asked as
        well; ``reciprocity`` = returned_pairs / returnable_pairs, missing where there are none. Source: Wasserman &
        Faust (1994), doi:10.1017/CBO9780511815478.
    """
    keys = groups(by, ("cohort", "learning_set"))
    pairs = who_asks_whom(frames)[[*_SET, "member", "presenter", "questions"]]
    swapped = {"member": "presenter", "presenter": "member", "questions": "in_return"}
    pairs = pairs.merge(pairs.rename(columns=swapped), on=[*_SET, "member", "presenter"], how="left")
    pairs["asks"] = (pairs["questions"] > 0).astype(int)
    pairs["returnable"] = ((pairs["asks"] > 0) & pairs["in_return"].notna()).astype(int)
    pairs["returned"] = ((pairs["asks"] > 0) & (pairs["in_return"] > 0)).astype(int)
    result = count_by(
        pairs,
        keys,
        pairs=("asks", "size"),
        asking_pairs=("asks", "sum"),
        returnable_pairs=("returnable", "sum"),
        returned_pairs=("returned", "sum"),
    )
    both = pd.concat([pairs[[*_SET, who]].set_axis([*_SET, "who"], axis=1) for who in ("member", "presenter")])
    both["person"] = both["cohort"].astype(str) + "\n" + both["who"].astype(str)
    members = count_by(both, keys, members=("person", "nunique"))["members"]
    result.insert(len(keys), "members", members)
    result.insert(list(result.columns).index("asking_pairs") + 1, "density", result["asking_pairs"] / result["pairs"])
    possible = result["returnable_pairs"].where(result["returnable_pairs"] > 0).astype(float)
    return result.assign(reciprocity=result["returned_pairs"] / possible)
