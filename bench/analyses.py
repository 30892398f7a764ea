"""What the analyses cost beside the same figures by hand, in one interleaved run, as ratios.

    python bench/analyses.py [CONTRIBUTIONS]
    python bench/analyses.py --growth [CONTRIBUTIONS …]

The frames are those of `bench/crowd.py`: 20 cohorts, 1,000,000 contributions, 100,000 actions and reflections. With
pandas, alsnb stands beside `bench/by_hand.py`; on Parquet files, alsnb with Polars beside a query of Polars that does
the same. Results are compared first. With ``--growth`` each analysis runs in a process of its own for each size: the
least processor time of three turns, and its peak memory beside that of the frames alone.
"""

import importlib.metadata
import json
import pickle
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import by_hand
import polars as pl
from crowd import crowd
from pandas.testing import assert_frame_equal

from alsnb import actions, fidelity, parquet, participation, themes
from alsnb.analyses.estimates import with_clustered_share, with_rate, with_share

WITH_PANDAS = [
    participation.question_mix, participation.voice_equity, participation.advice_breaches, participation.airtime,
    participation.attendance, participation.who_asks_whom, actions.completion, actions.follow_through,
    actions.action_yield, actions.carry_over, actions.flow, actions.time_to_done, themes.prevalence,
    themes.co_occurrence,
]  # fmt: skip
MEETING = ["cohort", "learning_set", "cycle"]


def question_mix(f: Any) -> Any:
    said = f.contributions.group_by("kind", "cohort", "member").len("n")
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
    counts = {"due_actions": due, **{name: due & (state == name) for name in by_hand.STATES}, "not_yet_due": ~due}
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
    said = f.contributions.filter(pl.col("kind").is_not_null()).join(presented, on="airtime")
    said = said.filter(pl.col("member") != pl.col("presented")).join(sets, on=MEETING[:2], how="left")
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


WITH_POLARS = {
    participation.question_mix: question_mix, participation.advice_breaches: advice_breaches,
    participation.attendance: attendance, actions.completion: completion, actions.action_yield: action_yield,
}  # fmt: skip
GROWING = [*WITH_PANDAS, fidelity.rules]


def interleaved(ours: Any, theirs: Any, frames: Any, rounds: int = 7) -> tuple[float, float, float]:
    """The medians of both in seconds, and of their ratios."""
    wanted, found = ours(frames), theirs(frames)
    assert_frame_equal(found[list(wanted.columns)], wanted, check_dtype=False, check_categorical=False)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        ours(frames)
        between = time.perf_counter()
        theirs(frames)
        times.append((between - start, time.perf_counter() - between))
    mine, by_others = zip(*times, strict=True)
    ratio = statistics.median(one / other for one, other in times)
    return statistics.median(mine), statistics.median(by_others), ratio


def memory(what: str) -> int:
    """What the process holds (VmRSS), or has held at most (VmHWM), in MB."""
    return int(re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024


def one(name: str, path: str) -> None:
    """In a process of its own: the frames, then one analysis once its imports are done."""
    analysis = next(each for each in GROWING if each.__name__ == name)
    analysis(crowd(1_000))
    with Path(path).open("rb") as file:
        frames = pickle.load(file)
    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on
    held, taken = memory("VmRSS"), []
    for _ in range(3):
        start = time.process_time()
        analysis(frames)
        taken.append(time.process_time() - start)
    print(json.dumps({"seconds": min(taken), "frames": held, "megabytes": memory("VmHWM")}))


def growth(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            with (Path(folder) / f"{size}").open("wb") as file:
                pickle.dump(crowd(size), file)
        for analysis in GROWING:
            told = []
            for size in sizes:
                command = [sys.executable, __file__, "--one", analysis.__name__, str(Path(folder) / f"{size}")]
                run = subprocess.run(command, capture_output=True, text=True, check=True)
                found = json.loads(run.stdout)
                told.append(f"{found['seconds']:.2f} s, {found['frames']:,} → {found['megabytes']:,} MB")
            print(f"| {analysis.__name__} | {' | '.join(told)} |", flush=True)


def main(contributions: int) -> None:
    versions = {name: importlib.metadata.version(name) for name in ("pandas", "polars", "narwhals", "pyarrow")}
    print(time.strftime("%Y-%m-%d"), platform.python_version(), versions)
    frames = crowd(contributions)
    with tempfile.TemporaryDirectory() as folder:
        parquet.write(frames_of(frames), Path(folder) / "out")
        scanned = parquet.scan(Path(folder) / "out", pl.scan_parquet)
        for analysis in WITH_PANDAS:
            mine, by_others, ratio = interleaved(analysis, getattr(by_hand, analysis.__name__), frames)
            told = f"| {analysis.__name__} | {mine:.2f} s | {by_others:.2f} s | {ratio:.2f} |"
            if analysis in WITH_POLARS:
                mine, by_others, ratio = interleaved(analysis, WITH_POLARS[analysis], scanned)
                told += f" {mine:.2f} s | {by_others:.2f} s | {ratio:.2f} |"
            print(told, flush=True)


def frames_of(frames: Any) -> Any:
    """As `parquet.write` takes them."""
    from alsnb import Frames

    return Frames(**{name: getattr(frames, name) for name in Frames.names()})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    elif sys.argv[1:2] == ["--growth"]:
        growth([int(float(each)) for each in sys.argv[2:]] or [100_000, 1_000_000, 10_000_000])
    else:
        main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
