"""What the analyses cost beside the same figures by hand, in one interleaved run, as ratios.

    python bench/analyses.py [CONTRIBUTIONS]
    python bench/analyses.py --growth [CONTRIBUTIONS …]

The frames are those of `bench/crowd.py`: 20 cohorts, 1,000,000 contributions, 100,000 actions and reflections. With
pandas, alsnb stands beside `bench/by_hand.py`; on Parquet files, alsnb with Polars beside `bench/by_polars.py`. Results
are compared first. With ``--growth`` each analysis runs in a process of its own for each size: the least processor time
of three turns, its peak memory beside that of the frames alone, and how often longer it takes for the largest size than
for the smallest, as the same by hand does.
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
import by_polars
import polars as pl
from crowd import crowd
from pandas.testing import assert_frame_equal

from alsnb import actions, fidelity, participation, themes
from alsnb.frames import parquet

ANALYSES = [
    participation.question_mix, participation.voice_equity, participation.advice_breaches, participation.airtime,
    participation.attendance, participation.who_asks_whom, actions.completion, actions.follow_through,
    actions.action_yield, actions.carry_over, actions.flow, actions.time_to_done, themes.prevalence,
    themes.co_occurrence,
]  # fmt: skip
ANALYSES_AND_RULES = [*ANALYSES, fidelity.rules]


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
    analysis = next(each for each in ANALYSES_AND_RULES if each.__name__ == name)
    analysis(crowd(1_000))
    with Path(path).open("rb") as file:
        frames = pickle.load(file)
    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on
    held, taken = memory("VmRSS"), least(analysis, frames)
    most, by_others = memory("VmHWM"), getattr(by_hand, name, None)
    theirs = least(by_others, frames) if by_others else None
    print(json.dumps({"seconds": taken, "frames": held, "megabytes": most, "by_hand": theirs}))


def least(analysis: Any, frames: Any) -> float:
    """The least processor time of three turns, in seconds."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        analysis(frames)
        taken.append(time.process_time() - start)
    return min(taken)


def growth(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            with (Path(folder) / f"{size}").open("wb") as file:
                pickle.dump(crowd(size), file)
        for analysis in ANALYSES_AND_RULES:
            told, all_found = [], []
            for size in sizes:
                command = [sys.executable, __file__, "--one", analysis.__name__, str(Path(folder) / f"{size}")]
                run = subprocess.run(command, capture_output=True, text=True, check=True)
                found = json.loads(run.stdout)
                all_found.append(found)
                told.append(f"{found['seconds']:.2f} s, {found['frames']:,} → {found['megabytes']:,} MB")
            for who in ("seconds", "by_hand"):
                first, last = all_found[0][who], all_found[-1][who]
                told.append(f"{last / first:.1f}" if first and last else "")
            print(f"| {analysis.__name__} | {' | '.join(told)} |", flush=True)


def main(contributions: int) -> None:
    versions = {name: importlib.metadata.version(name) for name in ("pandas", "polars", "narwhals", "pyarrow")}
    print(time.strftime("%Y-%m-%d"), platform.python_version(), versions)
    frames = crowd(contributions)
    with tempfile.TemporaryDirectory() as folder:
        parquet.write(frames_of(frames), Path(folder) / "out")
        scanned = parquet.scan(Path(folder) / "out", pl.scan_parquet)
        for analysis in ANALYSES:
            mine, by_others, ratio = interleaved(analysis, getattr(by_hand, analysis.__name__), frames)
            told = f"| {analysis.__name__} | {mine:.2f} s | {by_others:.2f} s | {ratio:.2f} |"
            mine, by_others, ratio = interleaved(analysis, getattr(by_polars, analysis.__name__), scanned)
            print(f"{told} {mine:.2f} s | {by_others:.2f} s | {ratio:.2f} |", flush=True)


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
