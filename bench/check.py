"""What `check` costs beside `frames()` on the same log, each in a process of its own.

    python bench/check.py [ROWS]

On ROWS (1,000,000) contributions, in turn three times: seconds (median), of them on the processor, and peak memory.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from log import contributions

import alsnb


def measure(job: str, path: str) -> None:
    with alsnb.open_log("alsnb:sample") as log:  # imports
        log.frames()
    with alsnb.open_log(path) as log:
        start, start_busy = time.perf_counter(), time.process_time()
        found = alsnb.check(log) if job == "check" else log.frames()
        taken, busy = time.perf_counter() - start, time.process_time() - start_busy
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps({"seconds": taken, "busy": busy, "megabytes": peak, "found": len(found) if job == "check" else 0}))


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.db"
        with alsnb.open_log(path, create=True) as log:
            for _ in range(-(-rows // 100_000)):
                airtime = alsnb.Airtime(cohort="C", learning_set="S1", cycle=1, member="S1-1")
                log.add(airtime)
                some = contributions(min(rows, 100_000))
                log.add([each.model_copy(update={"airtime": airtime.entry}) for each in some])
        runs: dict[str, list[dict[str, float]]] = {"frames": [], "check": []}
        for _ in range(3):
            for job, found in runs.items():
                said = subprocess.run(
                    [sys.executable, __file__, "--measure", job, path], capture_output=True, check=True
                )
                found.append(json.loads(said.stdout))
    for job, found in runs.items():
        seconds, busy = (statistics.median(each[name] for each in found) for name in ("seconds", "busy"))
        print(f"{job:8}{seconds:7.1f} s  {busy:6.1f} s busy  {max(each['megabytes'] for each in found):5,.0f} MB peak")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
