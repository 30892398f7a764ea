"""Every published number again, from the log, by the written rules: without `alsnb.disclosure`.

Counts are recounted from a log's frames in plain Python, or taken from an analysis that is recounted elsewhere; the
rules are those of docs/decisions/0019, written anew.
"""

from __future__ import annotations

import math
from collections import Counter

import cohorts
import pandas as pd
import pytest
from recount import wilson

import alsnb
from alsnb import participation
from alsnb.analyses import actions
from alsnb.disclosure import Known, Refused, load, protect
from alsnb.sample import records

WHOLES = {
    "attended": "expected", "too_short": "ranged_airtimes",
    "in_range": "ranged_airtimes", "too_long": "ranged_airtimes",
    "asking_pairs": "pairs", "returnable_pairs": "asking_pairs", "returned_pairs": "returnable_pairs",
    "contributions": "all_contributions", "discouraged": "breaches", "not_invited": "breaches",
    **dict.fromkeys(("done", "partly", "changed", "not_done", "dropped", "open"), "due_actions"),
    "reported_next": "actions_due_for_report", "carried_over": "brought",
    "with_theme": "coded_reflections", "observed": "observable", "with_both": "with_theme",
    "with_other_theme": "reflections",
    **{f"at_{level}": "rated_reflections" for level in alsnb.themes.LEVELS},
}  # fmt: skip
"""Part → whole."""
ALONE = ("airtimes", "timed_airtimes", "ranged_airtimes", "pairs", "all_contributions", "breaches",
         "invitation_unknown", "due_actions", "not_yet_due", "actions_due_for_report", "actions", "brought",
         "reflections", "coded_reflections", "rated_reflections", "observable", "agreeing", "at_risk")  # fmt: skip
SHARES = {
    "attendance_rate": ("attended", "expected"), "share_in_range": ("in_range", "ranged_airtimes"),
    "density": ("asking_pairs", "pairs"), "reciprocity": ("returned_pairs", "returnable_pairs"),
    "share_of_contributions": ("contributions", "all_contributions"), "completion": ("done", "due_actions"),
    "follow_through": ("reported_next", "actions_due_for_report"), "share_carried_over": ("carried_over", "brought"),
    "prevalence": ("with_theme", "coded_reflections"), "share_observed": ("observed", "observable"),
    **{f"share_at_{level}": (f"at_{level}", "rated_reflections") for level in alsnb.themes.LEVELS},
}  # fmt: skip
PLAIN = ("attendance_rate", "share_in_range", "share_of_contributions", "follow_through", "share_observed")
"""Shares with a plain interval: that of the published counts."""
MEANS = ("mean_minutes", "voice_equity", "gini", "median_words", "median_level", "alpha")


OF_SIZE = ("expected", "airtimes", "timed_airtimes", "ranged_airtimes", "coded_reflections", "rated_reflections")
"""What each member does at most once a cycle."""
OF_EACH_MEMBER = ("stage", "discouraged", "by_invitation", "yields:presenter")


def rounded(n, whole=None, shown=None):
    """A count by the rules: nearest five, "<5", "all but <5", and "<10" of a total shown as five to nine."""
    shown = whole if shown is None else shown
    if whole is not None and n <= whole:
        if 5 <= shown < 10:
            return "<10"
        if n >= 5 > whole - n:
            return "all but <5"
    return "<5" if n < 5 else 5 * math.floor(n / 5 + 0.5)


def told_whole(row, seen, column, size, name):
    """The total of a count, truly and as shown; of a total that is nearly all of its own total, that one."""
    of_rule = column == "observable" and str(row.get("rule", "")).startswith(OF_EACH_MEMBER)
    if column in OF_SIZE or of_rule or (column == "reflections" and name in ("writing", "co_occurrence")):
        return size, size
    whole = "reflections" if (name, column) == ("co_occurrence", "with_theme") else WHOLES.get(column)
    if whole is None:
        return None, None
    if str(seen[whole]).startswith("all"):
        return told_whole(row, seen, whole, size, name)
    return row[whole], 0 if isinstance(seen[whole], str) else seen[whole]


def number_of(shown, size):
    """With which number a share is made."""
    return size - 2 if shown == "all but <5" else shown


@pytest.fixture(scope="module", params=[(31, 5, 6), (110, 18, 5)], ids=["31 members", "110 members"])
def frames(request, tmp_path_factory):
    members, sets, cycles = request.param
    path = tmp_path_factory.mktemp("recount") / "c.db"
    with alsnb.open_log(path, create=True) as log:
        log.add(list(records("c", seed=7, members=members, sets=sets, cycles=cycles)))
        return log.frames().readable_by("tutor")


def known_of(frames):
    return Known(len(frames.members), int(frames.meetings["cycle"].nunique()))


def test_every_published_number_is_what_the_rules_make_of_the_true_one(frames):
    known, moved, checked = known_of(frames), 0, Counter()
    for (name, by_cycle), result in cohorts.tables(frames).items():
        if name in ("time_to_done", "cycles_lived"):
            continue  # below
        size = known.members * (1 if by_cycle else known.cycles)
        if by_cycle and name in ("rules", "action_yield"):
            with pytest.raises(Refused):
                protect(result, load(), known)
            continue
        cells = protect(result, load(), known).cells
        assert not {"ended", *(("members", "not_yet_due") if by_cycle else ())} & {*cells}
        keys = [key for key in ("cycle", *cohorts_keys(result)) if key in result]
        true = {tuple(str(row[key]) for key in keys): row for row in result.to_dict("records")}
        for seen in cells.astype(object).to_dict("records"):
            row = true[tuple(str(seen[key]) for key in keys)]
            for column in {*seen} & {*ALONE, *WHOLES, "expected"}:
                expected = rounded(row[column], *told_whole(row, seen, column, size, name))
                if seen[column] != expected:
                    moved += 1  # to fit its total
                    assert column not in ("members",)
                    if not isinstance(seen[column], str):
                        assert abs(seen[column] - row[column]) <= 7
                checked["counts"] += 1
            if "members" in seen and not pd.isna(seen["members"]):
                assert seen["members"] == rounded(row["members"], known.members)
                checked["members"] += 1
            for share in {*seen} & {*SHARES}:
                checked["shares"] += share_is_right(share, seen, size, row)
            for mean in {*seen} & {*MEANS}:
                if not isinstance(seen[mean], str) and not pd.isna(seen[mean]):
                    assert seen[mean] == float(f"{row[mean]:.2g}")
                    checked["means"] += 1
    assert moved < 0.03 * checked["counts"]
    assert min(checked[each] for each in ("counts", "members", "shares", "means")) > 10


def cohorts_keys(result):
    return [key for key in ("kind", "theme", "other_theme", "format", "rule") if key in result]


def share_is_right(share, seen, size, row):
    """Whether a share and its interval are those of the published counts."""
    value, (part, whole) = seen[share], SHARES[share]
    if pd.isna(value):
        return 0
    n = number_of(seen[whole], size)
    if isinstance(value, str):
        if value.startswith("under"):
            assert seen[part] == "<5"
            assert value == f"under {math.ceil(500 / n)}%"
        elif value.startswith("over"):
            assert seen[part] == "all but <5"
            assert value == f"over {math.floor(100 - 500 / n)}%"
        else:
            assert value in ("n<20", "n<10")
        return 1
    assert value == round(min(1, number_of(seen[part], size) / n), 2)
    if share in PLAIN and f"{share}_low" in seen and not pd.isna(seen[f"{share}_low"]):
        low, high = wilson(min(number_of(seen[part], size), n), n)
        step = 0.05 if row["members"] < 100 else 0.01
        assert seen[f"{share}_low"] == pytest.approx(
            min(value, math.floor(round((low) / step, 1)) * step), abs=step + 0.006
        )
        assert seen[f"{share}_high"] == pytest.approx(
            max(value, math.ceil(round((high) / step, 1)) * step), abs=step + 0.006
        )
    return 1


def test_attendance_and_contributions_are_those_of_the_log(frames):
    known = known_of(frames)
    there = frames.attendance[frames.attendance["status"].isin(["present", "late"])]
    came = Counter(there["cycle"])
    cells = protect(participation.attendance(frames), load(), known).cells
    off = 0
    for row in cells.astype(object).to_dict("records"):
        shown = rounded(came[row["cycle"]], known.members if str(row["expected"]).startswith("all") else None)
        off += row["attended"] != shown
    assert off <= 1
    said = frames.contributions.merge(frames.airtimes[["entry", "member"]], left_on="airtime", right_on="entry",
                                      how="left",
                                      suffixes=("", "_presenting"))  # fmt: skip
    own = said["kind"].isna() & (said["member"] == said["presenter"])
    mix = protect(participation.question_mix(frames), load(), known).cells
    assert mix["all_contributions"].iloc[0] == rounded(int((~own).sum()))
    questions = int((said["kind"] == "clarifying_question").sum())
    assert mix.loc[mix["kind"] == "clarifying_question", "contributions"].iloc[0] == rounded(questions)


def test_a_curve_is_that_of_the_events_in_the_log(frames):
    known = known_of(frames)
    true = actions.time_to_done(frames)
    cells = protect(true, load(), known).cells.astype(object).to_dict("records")
    before, told, at_risk, survives = 0, 0, true["at_risk"].iloc[0], 1.0
    for row in cells[1:]:
        until = true[true["days"] <= row["days"]]
        every = int(until["done"].sum())
        assert every - before >= 5
        step = rounded(every) - told
        assert row["done"] == step
        survives *= 1 - step / rounded(at_risk)
        assert row["not_done"] == pytest.approx(survives, abs=0.006)
        before, told = every, rounded(every)
        at_risk = until["at_risk"].iloc[-1] - until["done"].iloc[-1] - until["dropped"].iloc[-1]
