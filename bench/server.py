"""What a shared log does for a crowd: 60 students who save, while its server is stopped twice.

    python bench/server.py [--seconds 60] [--think 0.5] [--rounds 3] [TREE ...]

Each TREE is a checkout of alsnb, by default this one; several are measured in turn, round after round. Each run has a
PostgreSQL server of its own (as root, it runs as the user ``postgres``), 60 logins, and threads that save a reflection
and keep a draft, with some time to think in between; the server is stopped once quickly and once at once, as by a loss
of power. Told are saves a second, how long a save takes while the server is there (median and 95th in 100), whether
anything was lost or is there twice, and what frames of the whole log take a tutor.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
STUDENTS = 60


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("trees", nargs="*", default=[str(ROOT)])
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--think", type=float, default=0.5)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--one", action="store_true")
    how = asked.parse_args()
    if how.one:
        print(json.dumps(one(how.seconds, how.think)))
        return
    found: dict[str, list[dict[str, float]]] = {tree: [] for tree in how.trees}
    for number in range(how.rounds):
        for tree in how.trees if number % 2 == 0 else reversed(how.trees):
            paths = os.pathsep.join([tree, str(Path(tree) / "tests")])
            command = [sys.executable, __file__, "--one", "--seconds", str(how.seconds), "--think", str(how.think)]
            run = subprocess.run(
                command, env=os.environ | {"PYTHONPATH": paths}, cwd=tree, capture_output=True, text=True, check=False
            )
            if run.returncode:
                sys.exit(run.stderr)
            found[tree].append(json.loads(run.stdout))
            print(tree, run.stdout.strip(), flush=True)
    for tree, runs in found.items():
        middle = {name: round(statistics.median(each[name] for each in runs), 2) for name in runs[0]}
        print(f"{tree}, medians of {len(runs)}: {middle}")


def one(seconds: float, think: float) -> dict[str, float]:
    """Run the crowd on one server, with the alsnb that is imported."""
    import postgres

    import alsnb
    from alsnb.log.server import administration
    from alsnb.log.server.administration import Grant

    server = postgres.Server()
    try:
        name = server.new_log()
        address = server.address(name)
        for n in range(STUDENTS):
            given = Grant(f"student_{n}", "member", "C", f"S{n % 10}", f"M{n}")
            administration.grant(address, given, create=True)
        administration.grant(address, Grant("tina", "tutor", "C", None, "T1"), create=True)
        with alsnb.open_log(address) as log:
            log.add(alsnb.Cohort(cohort="C"))
            log.add([alsnb.Member(cohort="C", learning_set=f"S{n % 10}", member=f"M{n}") for n in range(STUDENTS)])
        taken: list[tuple[float, float]] = []
        saved: list[list[str]] = [[] for _ in range(STUDENTS)]
        away: list[tuple[float, float]] = []
        start = time.monotonic()

        def study(n: int) -> None:
            chance = random.Random(n)
            with alsnb.open_log(server.address(name, f"student_{n}")) as log:
                while time.monotonic() - start < seconds:
                    time.sleep(chance.uniform(0, 2 * think))
                    log.keep_draft("reflection", {"text": "half a sen"})
                    begun = time.monotonic()
                    text = "What happened?" * 20
                    record = alsnb.Reflection(cohort="C", cycle=1, member=f"M{n}", text=text, visibility="tutor")
                    saved[n].append(log.add(record))
                    taken.append((begun, time.monotonic() - begun))

        threads = [threading.Thread(target=study, args=(n,)) for n in range(STUDENTS)]
        for each in threads:
            each.start()
        for share, mode in ((1 / 3, "fast"), (2 / 3, "immediate")):
            time.sleep(max(0, start + share * seconds - time.monotonic()))
            stopped = time.monotonic()
            server.stop(mode)
            time.sleep(0.5)
            server.start()
            away.append((stopped - 1, time.monotonic() + 3))
        for each in threads:
            each.join()
        acknowledged = [entry for entries in saved for entry in entries]
        there = [took for begun, took in taken if not any(a <= begun <= b for a, b in away)]
        with alsnb.open_log(server.address(name, "tina")) as log:
            log.frames()
            begun = time.monotonic()
            held = list(log.frames().reflections["entry"])
            reading = time.monotonic() - begun
        return {
            "saves a second": len(acknowledged) / seconds,
            "median ms": 1000 * statistics.median(there),
            "p95 ms": 1000 * statistics.quantiles(there, n=20)[-1],
            "lost": len(set(acknowledged) - set(held)),
            "twice": len(held) - len(set(held)),
            "frames ms": 1000 * reading,
            "saves": len(acknowledged),
        }
    finally:
        server.remove()


if __name__ == "__main__":
    main()
