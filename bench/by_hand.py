"""What `bench/analyses.py` compares the analyses with: the same figures from pandas frames, by hand.

Written for these frames and one grouping each, as somebody would who minds the time; the estimates are alsnb's own, as
they would be theirs. Each returns what the analysis returns.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import entr

from alsnb.analyses.actions.survival import curve
from alsnb.analyses.shared.intervals import clustered_mean, with_clustered_share, with_rate, with_share
from alsnb.analyses.themes.cooccurrence import _pairs
from alsnb.records import QUESTIONS

SET, MEETING = ["cohort", "learning_set"], ["cohort", "learning_set", "cycle"]
STATES = ["done", "partly", "changed", "not_done", "dropped", "open"]
WHO = ["cohort", "member"]


def question_mix(f: Any) -> pd.DataFrame:
    c = f.contributions
    c = c[c["kind"].notna() | ~(c["member"] == c["presenter"])]
    said = c.groupby(["kind", *WHO], observed=True, dropna=False, sort=False).size().reset_index(name="n")
    result = said.groupby("kind", observed=True, dropna=False)["n"].agg(["sum", "size"]).reset_index()
    result.columns = ["kind", "contributions", "members"]
    result["kind"] = result["kind"].astype("str").fillna("not_classified")
    result["all_contributions"] = result["contributions"].sum()
    last = result["kind"] == "not_classified"
    result = result.assign(last=last).sort_values(["last", "contributions", "kind"], ascending=[True, False, True])
    return with_share(
        result.drop(columns="last"), "contributions", "all_contributions", "share_of_contributions"
    ).reset_index(drop=True)


def present(f: Any) -> pd.DataFrame:
    noted = f.attendance[f.attendance["status"].isin(["present", "late"])][[*MEETING, "member"]].drop_duplicates()
    enrolled = expected(f)
    silent = enrolled.merge(f.attendance[MEETING].drop_duplicates(), on=MEETING, how="left", indicator=True)
    return pd.concat([noted, silent.loc[silent["_merge"] == "left_only", [*MEETING, "member"]]])


def expected(f: Any) -> pd.DataFrame:
    held = f.meetings.loc[f.meetings["held_on"].notna(), MEETING]
    both = held.merge(f.members[[*SET, "member", "first_cycle", "last_cycle"]], on=SET)
    stays = both["last_cycle"].isna() | (both["cycle"] <= both["last_cycle"])
    return both.loc[(both["cycle"] >= both["first_cycle"]) & stays, [*MEETING, "member"]]


def voice_equity(f: Any, said: Any = None) -> pd.DataFrame:
    unit = ["cohort", "learning_set", "cycle", "airtime", "presenter"]
    if said is None:
        by = f.contributions.groupby([*unit, "member"], sort=False, dropna=False)
        said = by["seconds"].agg(["size", "sum", "count"]).reset_index()
    said["presenter"] = said["airtime"].map(f.airtimes.set_index("entry")["member"]).fillna(said["presenter"])
    said["unit"] = said.groupby(unit, dropna=False).ngroup()
    there = said.drop_duplicates("unit")[[*MEETING, "presenter", "unit"]].merge(present(f), on=MEETING)
    there = there[there["member"] != there["presenter"]]
    each = there.merge(said[["unit", "member", "size", "sum", "count"]], on=["unit", "member"], how="left").fillna(0)
    each = each.sort_values("unit")
    code = each["unit"].to_numpy()
    timed = np.bincount(code, each["count"])[code] > 0
    amount = np.where(timed, each["sum"], each["size"])
    order = np.lexsort((amount, code))
    n, whole = np.bincount(code), np.bincount(code, amount)
    rank = np.arange(len(each)) - (n.cumsum() - n)[code] + 1
    known = (n > 1) & (whole > 0)
    with np.errstate(all="ignore"):
        equity = np.bincount(code, entr(amount / whole[code])) / np.log(n)
        gini = 2 * np.bincount(code, rank * amount[order]) / (n * whole) - (n + 1) / n
    units = each.drop_duplicates("unit").set_index("unit").reindex(range(len(n)))[MEETING]
    units = units.assign(equity=equity, gini=gini)[known]
    result = units.groupby("cycle").agg(
        airtimes=("equity", "size"), voice_equity=("equity", "mean"), gini=("gini", "mean")
    )
    people = each.loc[known[code], ["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    of_set = units.groupby(SET).ngroup()
    bounds = [clustered_mean(part["equity"], of_set[part.index]) for _, part in units.groupby("cycle")]
    result[["voice_equity_low", "voice_equity_high"]] = bounds
    return result.assign(members=people).reset_index()


def formats(f: Any, frame: pd.DataFrame) -> pd.Series:
    """The format of the set of each row."""
    sets = f.learning_sets.merge(f.cohorts[["cohort", "format"]], on="cohort", suffixes=("", "_of_cohort"))
    sets["format"] = sets["format"].fillna(sets["format_of_cohort"])
    return frame[SET].merge(sets[[*SET, "format"]], on=SET, how="left")["format"]


def said_to_presenters(f: Any, **flags: Any) -> pd.DataFrame:
    c = f.contributions
    said = c[[*MEETING, "member", "airtime"]].assign(classified=c["kind"].notna(), **flags)
    said["every"] = 1
    said = (
        said.groupby([*MEETING, "member", "airtime"], sort=False)[["classified", "every", *flags]].sum().reset_index()
    )
    said["presenter"] = said["airtime"].map(f.airtimes.set_index("entry")["member"])
    said = said[said["presenter"].notna() & (said["member"] != said["presenter"])]
    partly = said.loc[said["classified"] < said["every"], "airtime"]
    return said[~said["airtime"].isin(partly)].drop(columns="every")


def advice_breaches(f: Any) -> pd.DataFrame:
    from alsnb.formats import load

    kind = f.contributions["kind"]
    keys = ["wales", "handout", "chester", "science-council-questions"]
    rules = {key: load(key).contributions for key in keys}
    concerned = sorted({each for one in rules.values() for each in (*one.discouraged, *one.by_invitation)})
    uninvited = ~f.contributions["invited"].fillna(True).astype(bool)
    unknown = f.contributions["invited"].isna()
    flags = {kind_: (kind == kind_) for kind_ in concerned}
    waits = sorted({each for one in rules.values() for each in one.by_invitation})
    said = said_to_presenters(
        f, **flags, **{f"un {w}": flags[w] & uninvited for w in waits}, **{f"? {w}": flags[w] & unknown for w in waits}
    ).reset_index(drop=True)
    followed = formats(f, said)
    totals = {"discouraged": 0, "not_invited": 0, "invitation_unknown": 0}
    judged = followed.isin([key for key, one in rules.items() if one.discouraged or one.by_invitation])
    for key, one in rules.items():
        own = followed == key
        totals["discouraged"] += own * said[list(one.discouraged)].sum(axis=1)
        totals["not_invited"] += own * said[[f"un {w}" for w in one.by_invitation]].sum(axis=1)
        totals["invitation_unknown"] += own * said[[f"? {w}" for w in one.by_invitation]].sum(axis=1)
    said = said.assign(**totals)[judged]
    result = said.groupby("cycle")[list(totals)].sum()
    result["members"] = said[["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    result["airtimes"] = said.groupby("cycle")["airtime"].nunique()
    result["breaches"] = result["discouraged"] + result["not_invited"]
    return with_rate(result.reset_index(), "breaches", "airtimes", "breaches_per_airtime")


def airtime(f: Any) -> pd.DataFrame:
    from alsnb.analyses.shared.intervals import bootstrap_mean

    by = f.airtimes.groupby("cycle")
    result = by["minutes"].agg(airtimes="size", timed_airtimes="count", mean_minutes="mean")
    result["members"] = f.airtimes[["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    bounds = [bootstrap_mean(values.dropna()) for _, values in by["minutes"]]
    result[["mean_minutes_low", "mean_minutes_high"]] = bounds
    return result.reset_index()


def attendance(f: Any) -> pd.DataFrame:
    noted = f.attendance[MEETING].drop_duplicates()
    came = f.attendance.loc[f.attendance["status"].isin(["present", "late"]), [*MEETING, "member"]]
    each = expected(f).merge(noted, on=MEETING).merge(came.drop_duplicates().assign(came=1), how="left")
    result = each.groupby("cycle")["came"].agg(expected="size", attended="sum").astype(int)
    result["meetings"] = each[MEETING].drop_duplicates().groupby("cycle").size()
    result["members"] = each[["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    return with_share(result.reset_index(), "attended", "expected", "attendance_rate")


def last_day(f: Any) -> pd.Timestamp:
    return max(f.meetings["held_on"].max(), f.actions["agreed_on"].max(), f.action_reports["reported_on"].max())


def completion(f: Any) -> pd.DataFrame:
    day = last_day(f)
    reports = f.action_reports[~(f.action_reports["reported_on"] > day)]
    last = reports.sort_values(["cycle", "reported_on", "entry"]).drop_duplicates("action", keep="last")
    actions = f.actions[~(f.actions["agreed_on"] > day)]
    state = actions["entry"].map(last.set_index("action")["status"]).astype("str").fillna("open")
    due = actions["due"] <= day
    flags = {name: (state == name) & due for name in STATES}
    each = actions[["cycle", *WHO]].assign(due_actions=due, **flags, not_yet_due=~due)
    each = each.groupby(["cycle", *WHO], sort=False).sum().reset_index()
    each["person"] = each["cohort"].str.cat(each["member"], sep="\n")
    counts = ["due_actions", *STATES, "not_yet_due"]
    result = each.groupby("cycle")[counts].sum()
    result["members"] = each[each["due_actions"] > 0].groupby("cycle")["person"].nunique()
    each["known"] = each["due_actions"]
    result["known"] = result["due_actions"].where(result["open"] < result["due_actions"], 0)
    return with_clustered_share(result.reset_index(), each, ["cycle"], "done", "known", "completion")


def follow_through(f: Any) -> pd.DataFrame:
    day = last_day(f)
    held = f.meetings.loc[f.meetings["held_on"] <= day, MEETING].drop_duplicates().sort_values("cycle")
    held["next"] = held.groupby(SET)["cycle"].shift(-1)
    each = f.actions.loc[~(f.actions["agreed_on"] > day), ["entry", *MEETING, "member"]].merge(held, on=MEETING)
    each = each[each["next"].notna()].astype({"next": int})
    reports = f.action_reports.loc[~(f.action_reports["reported_on"] > day), ["action", "cycle"]].drop_duplicates()
    reports = reports.rename(columns={"action": "entry", "cycle": "next"}).assign(told=1)
    each = each.merge(reports, on=["entry", "next"], how="left")
    result = each.groupby("cycle")["told"].agg(actions_due_for_report="size", reported_next="count")
    result["members"] = each[["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    return with_share(result.reset_index(), "reported_next", "actions_due_for_report", "follow_through")


def action_yield(f: Any) -> pd.DataFrame:
    agreed = f.airtimes["entry"].map(f.actions["airtime"].value_counts()).fillna(0)
    result = agreed.groupby(f.airtimes["cycle"]).agg(airtimes="size", actions="sum")
    result["members"] = f.airtimes[["cycle", *WHO]].drop_duplicates().groupby("cycle").size()
    return with_rate(result.reset_index().astype({"actions": int}), "actions", "airtimes", "actions_per_airtime")


def brought(f: Any) -> pd.DataFrame:
    day = last_day(f)
    held = f.meetings.loc[f.meetings["held_on"] <= day, MEETING].drop_duplicates()
    actions = f.actions.loc[~(f.actions["agreed_on"] > day), ["entry", *MEETING, "member"]].reset_index(names="action")
    actions["person"] = actions.groupby(WHO, sort=False).ngroup()
    each = actions.rename(columns={"cycle": "agreed_in"})[["action", "agreed_in", *SET, "person"]].merge(held, on=SET)
    each = each[each["cycle"] > each["agreed_in"]].drop(columns=["agreed_in", *SET]).sort_values(["action", "cycle"])
    told = f.action_reports[~(f.action_reports["reported_on"] > day)].sort_values(["cycle", "reported_on", "entry"])
    told = told.drop_duplicates(["action", "cycle"], keep="last")
    numbers = pd.Series(actions["action"].array, actions["entry"])
    told = pd.DataFrame({"action": told["action"].map(numbers), "cycle": told["cycle"], "status": told["status"]})
    each = pd.merge_asof(
        each.sort_values("cycle", kind="stable"), told.dropna().astype({"action": int}), on="cycle", by="action"
    ).sort_values(["action", "cycle"])
    after = each["status"].cat.codes.to_numpy()
    names = [*each["status"].cat.categories, "open"]
    after = np.where(after < 0, len(names) - 1, after)
    begins = np.r_[True, each["action"].to_numpy()[1:] != each["action"].to_numpy()[:-1]]
    before = np.where(begins, len(names) - 1, np.roll(after, 1))
    each["before"], each["after"] = (pd.Categorical.from_codes(codes, names) for codes in (before, after))
    return each[~each["before"].isin(["done", "dropped"])]


def carry_over(f: Any) -> pd.DataFrame:
    each = brought(f)
    each["ended"] = each["after"].isin(["done", "dropped"])
    each = each.groupby(["cycle", "person"])["ended"].agg(brought="size", ended="sum").reset_index()
    each["carried_over"] = each["brought"] - each["ended"]
    result = each.groupby("cycle")[["brought", "ended", "carried_over"]].sum()
    result["members"] = each.groupby("cycle").size()
    return with_clustered_share(result.reset_index(), each, ["cycle"], "carried_over", "brought", "share_carried_over")


def flow(f: Any, each: Any = None) -> pd.DataFrame:
    origin, found = ["cycle", "before"], []
    if each is None:
        each = brought(f).groupby([*origin, "after", "person"], observed=True).size().reset_index(name="all_before")
    for after in each["after"].unique():
        each["actions"] = each["all_before"].where(each["after"] == after, 0)
        result = each.groupby(origin, observed=True)[["actions", "all_before"]].sum()
        result["members"] = each[each["actions"] > 0].groupby(origin, observed=True)["person"].nunique()
        shares = with_clustered_share(result.reset_index(), each, origin, "actions", "all_before", "share_of_before")
        found.append(shares[shares["actions"] > 0].assign(after=after))
    result = pd.concat(found)
    for name in ("before", "after"):
        result[name] = pd.Categorical(result[name].astype(str), STATES)
    return result.sort_values([*origin, "after"], ignore_index=True).astype({"members": int})


def time_to_done(f: Any) -> pd.DataFrame:
    day = last_day(f)
    held = f.meetings[f.meetings["held_on"].notna()].groupby(MEETING)["held_on"].min().reset_index()
    reports = f.action_reports[f.action_reports["status"].isin(["done", "dropped"])].merge(held, on=MEETING, how="left")
    reports["on"] = reports["reported_on"].fillna(reports["held_on"])
    reports = reports[~(reports["on"] > day)]
    ends = {name: reports[reports["status"] == name].groupby("action")["on"].min() for name in ("done", "dropped")}
    undated = set(reports.loc[reports["on"].isna(), "action"])
    each = f.actions.loc[f.actions["agreed_on"] <= day, ["entry", *WHO, "agreed_on"]]
    done, dropped = (each["entry"].map(ends[name]) for name in ("done", "dropped"))
    end = done.where(~(dropped < done), dropped).fillna(dropped)
    each = each.assign(end=end, done=done)
    if undated:
        each = each[each["end"].notna() | ~each["entry"].isin(undated)]
    days = (each["end"].fillna(day) - each["agreed_on"]).dt.days.clip(lower=0)
    event = np.select([each["end"].isna(), each["done"].eq(each["end"])], [0, 1], 2)
    people = each[WHO].drop_duplicates()
    part = pd.DataFrame({"days": days, "event": event, "actions": 1})
    return curve(part, 0.95).assign(members=len(people))


def judged(f: Any) -> pd.DataFrame:
    votes = f.codings.groupby(["reflection", "theme", "coder"], sort=False)["present"].max().astype(float)
    votes = votes.groupby(level=["reflection", "theme"], sort=False).mean().ge(0.5).rename("present").reset_index()
    where = f.reflections[["entry", *MEETING, "member"]].rename(columns={"entry": "reflection"})
    return votes.merge(where, on="reflection")


def prevalence(f: Any, grid: Any = None) -> pd.DataFrame:
    if grid is None:
        each = judged(f)
        each["person"] = each.groupby(WHO, sort=True).ngroup()
        coded = each.drop_duplicates("reflection").groupby(["cycle", "person"]).size().rename("coded_reflections")
        there = each.groupby(["cycle", "person", "theme"])["present"].sum().unstack(fill_value=0)
        grid = there.stack().rename("with_theme").reset_index().merge(coded.reset_index(), on=["cycle", "person"])
    result = grid.groupby(["cycle", "theme"])[["coded_reflections", "with_theme"]].sum()
    result["members"] = grid[grid["with_theme"] > 0].groupby(["cycle", "theme"]).size()
    result = result.fillna({"members": 0}).astype({"members": int}).reset_index()
    result = with_clustered_share(result, grid, ["cycle", "theme"], "with_theme", "coded_reflections", "prevalence")
    result["total"] = result.groupby("theme")["with_theme"].transform("sum")
    order = ["total", "theme", "cycle"]
    return result.sort_values(order, ascending=[False, True, True], ignore_index=True).drop(columns="total")


def co_occurrence(f: Any) -> pd.DataFrame:
    result = _pairs(judged(f))
    return result.sort_values(["with_both", "theme", "other_theme"], ascending=[False, True, True], ignore_index=True)


def who_asks_whom(f: Any, asked: Any = None) -> pd.DataFrame:
    if asked is None:
        asked = said_to_presenters(f, questions=f.contributions["kind"].isin(QUESTIONS)).drop(columns="classified")
    unit = [*MEETING, "airtime", "presenter"]
    there = asked[unit].drop_duplicates().merge(present(f), on=MEETING)
    spoke = asked[[*unit, "member"]].merge(f.members[WHO].drop_duplicates(), on=WHO)
    there = pd.concat([there, spoke]).drop_duplicates(["airtime", "member"])
    there = there[there["member"] != there["presenter"]]
    each = there.merge(asked[["airtime", "member", "questions"]], on=["airtime", "member"], how="left")
    result = each.groupby([*SET, "member", "presenter"])["questions"].agg(airtimes="size", questions="sum")
    result = result.reset_index().astype({"questions": int}).assign(members=2)
    return with_rate(result, "questions", "airtimes", "questions_per_airtime")
