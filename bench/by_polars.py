"""What `bench/analyses.py` compares the analyses with: the same figures from Parquet files, by Polars.

Written for these frames and one grouping each, as somebody would who minds the time; the estimates are alsnb's own, as
they would be theirs. What Polars has made small goes on as in `by_hand`. Each returns what the analysis returns.
"""

from types import SimpleNamespace
from typing import Any

import by_hand
import numpy as np
import pandas as pd
import polars as pl
from by_hand import MEETING, SET, STATES, WHO

from alsnb.analyses.actions.survival import curve
from alsnb.analyses.shared.intervals import bootstrap_mean, with_clustered_share, with_rate, with_share
from alsnb.analyses.themes.cooccurrence import _pairs
from alsnb.records import QUESTIONS


def question_mix(f: Any) -> Any:
    presents = pl.col("kind").is_null() & (pl.col("member") == pl.col("presenter")).fill_null(False)
    said = f.contributions.filter(~presents).group_by("kind", "cohort", "member").len("n")
    found = said.group_by("kind").agg(pl.col("n").sum().alias("contributions"), pl.len().alias("members")).collect()
    result = found.to_pandas().fillna({"kind": "not_classified"})
    result["all_contributions"] = result["contributions"].sum()
    last = result["kind"] == "not_classified"
    result = result.assign(last=last).sort_values(["last", "contributions", "kind"], ascending=[True, False, True])
    result = result.drop(columns="last").reset_index(drop=True)
    return with_share(result, "contributions", "all_contributions", "share_of_contributions")


def last_day(f: Any) -> Any:
    noted = [f.meetings.select("held_on"), f.actions.select("agreed_on"), f.action_reports.select("reported_on")]
    return max(frame.max().item() for frame in pl.collect_all(noted))


def completion(f: Any) -> Any:
    day = last_day(f)
    reports = f.action_reports.filter(~(pl.col("reported_on") > day).fill_null(False))
    reports = reports.sort("cycle", "reported_on", "entry", nulls_last=True)
    last = reports.unique("action", keep="last", maintain_order=True).select("action", "status")
    each = f.actions.filter(~(pl.col("agreed_on") > day).fill_null(False))
    each = each.join(last, left_on="entry", right_on="action", how="left")
    due, state = (pl.col("due") <= day).fill_null(False), pl.col("status").fill_null("open")
    counts = {"due_actions": due, **{name: due & (state == name) for name in STATES}, "not_yet_due": ~due}
    each = each.group_by("cycle", "cohort", "member").agg(**{name: flag.sum() for name, flag in counts.items()})
    people = each.collect().to_pandas().astype(dict.fromkeys(counts, int))
    people["person"] = people["cohort"] + "\n" + people["member"]
    result = people.groupby("cycle")[[*counts]].sum()
    result["members"] = people[people["due_actions"] > 0].groupby("cycle").size()
    people["known"] = people["due_actions"]
    result["known"] = result["due_actions"].where(result["open"] < result["due_actions"], 0)
    return with_clustered_share(result.reset_index(), people, ["cycle"], "done", "known", "completion")


def action_yield(f: Any) -> Any:
    agreed = f.actions.filter(pl.col("airtime").is_not_null()).group_by("airtime").len("actions")
    each = f.airtimes.join(agreed, left_on="entry", right_on="airtime", how="left")
    found = each.group_by("cycle").agg(
        members=pl.struct("cohort", "member").n_unique(), airtimes=pl.len(), actions=pl.col("actions").sum()
    )
    return with_rate(found.collect().to_pandas().sort_values("cycle", ignore_index=True).astype({"actions": int}),
                     "actions", "airtimes", "actions_per_airtime")  # fmt: skip


def attendance(f: Any) -> Any:
    held = f.meetings.filter(pl.col("held_on").is_not_null()).select(MEETING)
    both = held.join(f.members, on=MEETING[:2]).filter(
        pl.col("cycle") >= pl.col("first_cycle"),
        pl.col("last_cycle").is_null() | (pl.col("cycle") <= pl.col("last_cycle")),
    )
    came = f.attendance.filter(pl.col("status").is_in(["present", "late"])).select(*MEETING, "member").unique()
    each = both.join(f.attendance.select(MEETING).unique(), on=MEETING)
    each = each.join(came.with_columns(came=1), on=[*MEETING, "member"], how="left")
    found = each.group_by("cycle").agg(
        meetings=pl.struct(MEETING).n_unique(), members=pl.struct("cohort", "member").n_unique(),
        expected=pl.len(), attended=pl.col("came").sum(),
    )  # fmt: skip
    result = found.collect().to_pandas().sort_values("cycle", ignore_index=True)
    return with_share(result, "attended", "expected", "attendance_rate")


def advice_breaches(f: Any) -> Any:
    from alsnb.formats import load

    rules = {key: load(key).contributions for key in ("wales", "handout", "chester", "science-council-questions")}
    rules = {key: one for key, one in rules.items() if one.discouraged or one.by_invitation}
    sets = f.learning_sets.join(f.cohorts.select("cohort", usual="format"), on="cohort", how="left")
    sets = sets.select("cohort", "learning_set", format=pl.coalesce("format", "usual"))
    presented = f.airtimes.select(airtime="entry", presented="member")
    said = f.contributions.join(presented, on="airtime").filter(pl.col("member") != pl.col("presented"))
    said = said.join(said.filter(pl.col("kind").is_null()).select("airtime"), on="airtime", how="anti").join(
        sets, on=MEETING[:2], how="left"
    )
    said = said.filter(pl.col("format").is_in([*rules]))
    kept, waits = (
        pl.any_horizontal(
            (pl.col("format") == key) & pl.col("kind").is_in(list(getattr(one, name))) for key, one in rules.items()
        )
        for name in ("discouraged", "by_invitation")
    )
    found = said.group_by("cycle").agg(
        members=pl.struct("cohort", "member").n_unique(), airtimes=pl.col("airtime").n_unique(),
        discouraged=kept.sum(), not_invited=(waits & ~pl.col("invited").fill_null(True)).sum(),
        invitation_unknown=(waits & pl.col("invited").is_null()).sum(),
    )  # fmt: skip
    result = found.collect().to_pandas().sort_values("cycle", ignore_index=True)
    counts = ["discouraged", "not_invited", "invitation_unknown"]
    result = result.astype(dict.fromkeys(counts, int))
    result["breaches"] = result["discouraged"] + result["not_invited"]
    return with_rate(result, "breaches", "airtimes", "breaches_per_airtime")


def airtime(f: Any) -> Any:
    each = f.airtimes.select("cycle", *WHO, "minutes").collect()
    result = each.group_by("cycle").agg(
        airtimes=pl.len(), members=pl.struct(WHO).n_unique(), timed_airtimes=pl.col("minutes").count(),
        mean_minutes=pl.col("minutes").mean(),
    ).sort("cycle").to_pandas()  # fmt: skip
    bounds = [bootstrap_mean(part["minutes"].drop_nulls().to_numpy()) for _, part in sorted(each.group_by("cycle"))]
    result[["mean_minutes_low", "mean_minutes_high"]] = bounds
    return result


def there(f: Any) -> Any:
    """What tells who was at a meeting, as pandas has it."""
    asked = {
        "members": [*SET, "member", "first_cycle", "last_cycle"], "meetings": [*MEETING, "held_on"],
        "attendance": [*MEETING, "member", "status"], "airtimes": ["entry", "member"],
    }  # fmt: skip
    found = pl.collect_all([getattr(f, name).select(columns) for name, columns in asked.items()])
    return SimpleNamespace(**{name: each.to_pandas() for name, each in zip(asked, found, strict=True)})


def voice_equity(f: Any) -> Any:
    unit = [*MEETING, "airtime", "presenter"]
    said = f.contributions.group_by(*unit, "member").agg(
        size=pl.len(), sum=pl.col("seconds").sum(), count=pl.col("seconds").count()
    )
    return by_hand.voice_equity(there(f), said.collect().to_pandas())


def who_asks_whom(f: Any) -> Any:
    said = f.contributions.group_by(*MEETING, "member", "airtime").agg(
        classified=pl.col("kind").count(), every=pl.len(), questions=pl.col("kind").is_in(QUESTIONS).sum()
    )
    presenters = f.airtimes.select(airtime="entry", presenter="member")
    said = said.join(presenters, on="airtime").filter(pl.col("member") != pl.col("presenter"))
    partly = said.filter(pl.col("classified") < pl.col("every")).select("airtime")
    said = said.join(partly, on="airtime", how="anti").drop("classified", "every")
    return by_hand.who_asks_whom(there(f), said.collect().to_pandas())


def follow_through(f: Any) -> Any:
    day = last_day(f)
    held = f.meetings.filter(pl.col("held_on") <= day).select(MEETING).unique().sort("cycle")
    held = held.with_columns(next=pl.col("cycle").shift(-1).over(SET)).drop_nulls()
    each = f.actions.filter(~(pl.col("agreed_on") > day).fill_null(False)).select("entry", *MEETING, "member")
    told = f.action_reports.filter(~(pl.col("reported_on") > day).fill_null(False))
    told = told.select(entry="action", next="cycle").unique().with_columns(told=1)
    found = (
        each.join(held, on=MEETING)
        .join(told, on=["entry", "next"], how="left")
        .group_by("cycle")
        .agg(actions_due_for_report=pl.len(), reported_next=pl.col("told").count(), members=pl.struct(WHO).n_unique())
    )
    result = found.sort("cycle").collect().to_pandas()
    return with_share(result, "reported_next", "actions_due_for_report", "follow_through")


def brought(f: Any) -> Any:
    """As `by_hand.brought`."""
    day = last_day(f)
    held = f.meetings.filter(pl.col("held_on") <= day).select(MEETING).unique()
    actions = f.actions.filter(~(pl.col("agreed_on") > day).fill_null(False))
    actions = actions.select("entry", *SET, "member", agreed_in="cycle")
    each = actions.join(held, on=SET).filter(pl.col("cycle") > pl.col("agreed_in")).sort("cycle")
    told = f.action_reports.filter(~(pl.col("reported_on") > day).fill_null(False))
    told = told.sort("cycle", "reported_on", "entry").unique(["action", "cycle"], keep="last", maintain_order=True)
    told = told.select(entry="action", cycle="cycle", after=pl.col("status").cast(pl.String))
    each = each.join_asof(told, on="cycle", by="entry", check_sortedness=False)
    each = each.with_columns(pl.col("after").fill_null("open")).sort("entry", "cycle")
    each = each.with_columns(before=pl.col("after").shift(1).over("entry").fill_null("open"))
    return each.filter(~pl.col("before").is_in(["done", "dropped"]))


def carry_over(f: Any) -> Any:
    found = (
        brought(f).group_by("cycle", *WHO).agg(brought=pl.len(), ended=pl.col("after").is_in(["done", "dropped"]).sum())
    )
    each = found.collect().to_pandas().astype({"brought": int, "ended": int})
    each["carried_over"] = each["brought"] - each["ended"]
    each["person"] = each["cohort"].str.cat(each["member"], sep="\n")
    result = each.groupby("cycle")[["brought", "ended", "carried_over"]].sum()
    result["members"] = each.groupby("cycle").size()
    return with_clustered_share(result.reset_index(), each, ["cycle"], "carried_over", "brought", "share_carried_over")


def flow(f: Any) -> Any:
    each = brought(f).group_by("cycle", "before", "after", *WHO).agg(all_before=pl.len()).collect().to_pandas()
    each["person"] = pd.factorize(each["cohort"].str.cat(each["member"], sep="\n"))[0]
    return by_hand.flow(f, each.drop(columns=WHO).astype({"all_before": int}))


def time_to_done(f: Any) -> Any:
    day = last_day(f)
    held = f.meetings.filter(pl.col("held_on").is_not_null()).group_by(MEETING).agg(pl.col("held_on").min())
    reports = f.action_reports.filter(pl.col("status").is_in(["done", "dropped"])).join(held, on=MEETING, how="left")
    reports = reports.with_columns(on=pl.coalesce("reported_on", "held_on"))
    reports = reports.filter(~(pl.col("on") > day).fill_null(False))
    ends = reports.group_by(entry="action").agg(
        done=pl.col("on").filter(pl.col("status") == "done").min(),
        dropped=pl.col("on").filter(pl.col("status") == "dropped").min(), undated=pl.col("on").is_null().any(),
    )  # fmt: skip
    each = (
        f.actions.filter(pl.col("agreed_on") <= day)
        .select("entry", *WHO, "agreed_on")
        .join(ends, on="entry", how="left")
    )
    end = pl.min_horizontal("done", "dropped")
    each = each.filter(end.is_not_null() | ~pl.col("undated").fill_null(False))
    each = each.select(*WHO, "agreed_on", "done", end=end).collect()
    days = each.group_by("agreed_on", "done", "end").agg(actions=pl.len()).to_pandas()
    part = pd.DataFrame({
        "days": (days["end"].fillna(day) - days["agreed_on"]).dt.days.clip(lower=0), "actions": days["actions"],
        "event": np.select([days["end"].isna(), days["done"].eq(days["end"])], [0, 1], 2),
    })  # fmt: skip
    return curve(part, 0.95).assign(members=each.select(pl.struct(WHO).n_unique()).item())


def judged(f: Any) -> Any:
    votes = f.codings.group_by("reflection", "theme", "coder").agg(pl.col("present").max().cast(pl.Float64))
    votes = votes.group_by("reflection", "theme").agg(present=pl.col("present").mean() >= 0.5)
    return votes.join(f.reflections.select(*MEETING, "member", reflection="entry"), on="reflection")


def prevalence(f: Any) -> Any:
    each = judged(f)
    coded = each.unique("reflection").group_by("cycle", *WHO).agg(coded_reflections=pl.len())
    there = each.group_by("cycle", *WHO, "theme").agg(with_theme=pl.col("present").sum())
    themes = there.select("theme").unique()
    grid = coded.join(themes, how="cross").join(there, on=["cycle", *WHO, "theme"], how="left")
    grid = grid.with_columns(pl.col("with_theme").fill_null(0)).collect().to_pandas()
    grid = grid.astype({"with_theme": int, "coded_reflections": int})
    grid["person"] = pd.factorize(grid["cohort"].str.cat(grid["member"], sep="\n"), sort=True)[0]
    return by_hand.prevalence(f, grid)


def co_occurrence(f: Any) -> Any:
    result = _pairs(judged(f).collect().to_pandas())
    return result.sort_values(["with_both", "theme", "other_theme"], ascending=[False, True, True], ignore_index=True)
