"""What publishing costs and gives: the same report with and without ``--publish``, and the shares it publishes.

::

    python bench/publishing.py cost --members 31 --turns 5     # CPU time of each kind, taking turns
    python bench/publishing.py figures --members 31            # how much of a paper's core figures, and how far off

Cost is the CPU time of one warm process that runs a notebook's cells and makes its page, as `alsnb report` does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from alsnb import actions, fidelity, open_log, participation, themes
from alsnb.disclosure import Known, load, protect
from alsnb.reports import run
from alsnb.reports.engine import isolation
from alsnb.reports.task import Task, about, notebooks, reports, source
from alsnb.sample import records

SETS = {31: 5, 110: 18}
BY_CYCLE = {
    "attendance": (participation.attendance, "attendance_rate"), "airtime": (participation.airtime, "mean_minutes"),
    "voice equity": (participation.voice_equity, "voice_equity"), "completion": (actions.completion, "completion"),
    "follow-through": (actions.follow_through, "follow_through"),
    "carry-over": (actions.carry_over, "share_carried_over"),
    "themes": (themes.prevalence, "prevalence"), "levels": (themes.levels, "share_at_reflection"),
}  # fmt: skip
OVER_ALL = {
    "attendance": (participation.attendance, "attendance_rate"), "airtime": (participation.airtime, "mean_minutes"),
    "voice equity": (participation.voice_equity, "voice_equity"),
    "contributions": (participation.question_mix, "share_of_contributions"),
    "network": (participation.asking_network, "density"), "completion": (actions.completion, "completion"),
    "follow-through": (actions.follow_through, "follow_through"),
    "actions an airtime": (actions.action_yield, "actions_per_airtime"),
    "themes": (themes.prevalence, "prevalence"), "levels": (themes.levels, "share_at_reflection"),
    "pairs of themes": (themes.co_occurrence, "lift"), "fidelity": (fidelity.rules, "share_observed"),
}  # fmt: skip
OTHERS = {
    "change of attendance": (participation.attendance_change, "attendance_odds_ratio"),
    "change of completion": (actions.completion_change, "completion_odds_ratio"),
    "change of voice equity": (participation.voice_equity_change, "voice_equity_slope"),
    "change of themes": (themes.prevalence_change, "prevalence_odds_ratio"),
    "change of levels": (themes.levels_change, "level_odds_ratio"),
    "curve": (actions.time_to_done, "not_done"), "agreement": (themes.agreement, "alpha"),
}  # fmt: skip


def core(frames: Any) -> list[tuple[str, pd.DataFrame, str]]:
    """The core figures of a paper: what each is, the result, and the column with the estimate."""
    found = [(f"{name} by cycle", each(frames), column) for name, (each, column) in BY_CYCLE.items()]
    found += [(name, each(frames, by=()), column) for name, (each, column) in OVER_ALL.items()]
    return found + [(name, each(frames), column) for name, (each, column) in OTHERS.items()]


def log_of(folder: Path, members: int, seed: int) -> Path:
    """A log of a random cohort of the sample's kind."""
    path = folder / f"{members}-{seed}.db"
    with open_log(path, create=True) as log:
        log.add(list(records("c", seed=seed, members=members, sets=SETS[members], cycles=6)))
    return path


def figures(members: int, cohorts: int) -> None:
    """How many of the core estimates are published, as a number or a bound, and how far off shares are."""
    rows, errors = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(cohorts):
            with open_log(log_of(Path(folder), members, seed)) as log:
                frames = log.frames().readable_by("tutor")
            known = Known(len(frames.members), int(frames.meetings["cycle"].nunique()))
            for name, result, column in core(frames):
                cells = protect(result, load(), known).cells
                there = int(result[column].notna().sum())
                values = cells[column]
                number = values.map(lambda each: not isinstance(each, str) and pd.notna(each))
                bound = values.map(lambda each: isinstance(each, str) and each.startswith(("over", "under")))
                rows.append((name, there, int(number.sum()), int(bound.sum())))
                keys = [key for key in ("cycle", "kind", "theme", "other_theme", "rule", "format") if key in cells]
                if (
                    keys
                    and column not in ("lift",)
                    and "ratio" not in column
                    and name != "curve"
                    and name != "agreement"
                ):
                    both = cells[number].merge(result, on=keys, suffixes=("", "_true"))
                    if column not in ("mean_minutes", "voice_equity"):
                        errors += list((both[column].astype(float) - both[f"{column}_true"]).abs() * 100)
    table = pd.DataFrame(rows, columns=["figure", "estimates", "numbers", "bounds"]).groupby("figure", sort=False).sum()
    table.loc["all"] = table.sum()
    with_bounds = (table["numbers"] + table["bounds"]) / table["estimates"]
    share = (table["numbers"] / table["estimates"]).round(2)
    print(table.assign(share=share, with_bounds=with_bounds.round(2)).to_string())
    print(f"shares published: {len(errors)}, off by {np.mean(errors):.1f} points on average, at most {max(errors):.1f}")


def cost(members: int, turns: int, asked_kinds: list[str]) -> None:
    """CPU time of each kind of report with and without --publish, taking turns in one warm process."""
    isolation._inside = True
    out = os.fdopen(os.dup(1), "w")  # a kernel that runs in this process takes its output
    kinds = [each for each in asked_kinds or reports() if about(notebooks() / f"{each}.ipynb") == "cohort"]
    with tempfile.TemporaryDirectory() as folder:
        path = log_of(Path(folder), members, 1)
        for kind in kinds:
            spent: dict[bool, list[float]] = {False: [], True: []}
            for turn in range(turns + 1):
                for publish in (False, True) if turn % 2 else (True, False):
                    parameters = {"cohort": "c", **({"purpose": "research"} if kind == "write_up" else {})}
                    task = Task(source(kind), str(path), parameters, ("html",), publish)
                    start = time.process_time()
                    run.make(lambda _: None, task, run.ENGINE)
                    if turn:  # the first only warms up
                        spent[publish].append(time.process_time() - start)
            internal, published = (statistics.median(spent[each]) for each in (False, True))
            ratio = published / internal
            print(f"{members:>4} {kind:<18} {internal:6.2f} s {published:6.2f} s {ratio:5.2f}", file=out, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["cost", "figures"])
    parser.add_argument("--members", type=int, default=31, choices=[*SETS])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--cohorts", type=int, default=3)
    parser.add_argument("--kinds", nargs="*", default=[], help="reports; all of a cohort, if none is named")
    asked = parser.parse_args()
    cost(asked.members, asked.turns, asked.kinds) if asked.what == "cost" else figures(asked.members, asked.cohorts)
