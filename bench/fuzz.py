"""Damaged and hostile bundles, gathered: only what does no harm is accepted, and nothing stops the work.

    python bench/fuzz.py [NUMBER] [SEED]

NUMBER (100,000) bundles, most of them with digests that are right, as anybody can compute them. Each is gathered into a
log: a refused one leaves no trace, and with what was accepted, frames, checks, texts, views, merging and erasing work.
The tests take a small part of the same (`tests/hostile.py`).
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import hostile

AT_ONCE = 100
"""Accepted bundles in a log before it is used, and another begun."""


def main() -> None:
    number, seed = ([int(each) for each in sys.argv[1:]] + [100_000, 1][len(sys.argv) - 1 :])[:2]
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    accepted = failed = 0
    slowest, begun = 0.0, time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        path, log = Path(name) / "bundle.jsonl", hostile.memory()
        held: list[bytes] = []
        for each in hostile.mutants(number, seed):
            start = time.perf_counter()
            try:
                if hostile.gathered(log, path, each):
                    held.append(each)
            except Exception as error:  # noqa: BLE001
                failed += 1
                print(f"{type(error).__name__}: {error!s:.200}\n  {each[:1500]!r}")
                log, held = hostile.memory(), []
            slowest = max(slowest, time.perf_counter() - start)
            if len(held) >= AT_ONCE:
                failed += used(log, path, held)
                accepted += len(held)
                log, held = hostile.memory(), []
        failed += used(log, path, held)
        accepted += len(held)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{number:,} bundles in {time.perf_counter() - begun:.0f} s: {accepted:,} accepted, {failed} failures; "
        f"slowest {slowest:.2f} s, peak memory {peak} MB"
    )
    sys.exit(1 if failed else 0)


def used(log: hostile.Log, path: Path, held: list[bytes]) -> int:
    """Use a log; where that fails, find which bundles make it fail, and return how many do."""
    try:
        hostile.use(log)
    except Exception:  # noqa: BLE001
        culprits = 0
        for each in held:
            alone = hostile.memory()
            try:
                hostile.gathered(alone, path, each)
                hostile.use(alone)
            except Exception as error:  # noqa: BLE001
                culprits += 1
                print(f"in use, {type(error).__name__}: {error!s:.200}\n  {each[:1500]!r}")
        if not culprits:
            print("in use: only several together make it fail")
        return max(1, culprits)
    return 0


if __name__ == "__main__":
    main()
