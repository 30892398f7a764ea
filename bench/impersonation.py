"""Hand-ins by one member who knows every code and id, in worlds made by chance: nothing told of others may change.

    python bench/impersonation.py [WORLDS] [SEED]

The tests take a small part of the same (`tests/one_member.py`).
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from one_member import attacked


def main() -> None:
    worlds, seed = ([int(each) for each in sys.argv[1:]] + [1_000, 1_000][len(sys.argv) - 1 :])[:2]
    begun, number = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as name:
        for each in range(seed, seed + worlds):
            number += attacked(each, Path(name))
    print(f"{number:,} bundles in {worlds:,} worlds, {time.perf_counter() - begun:.0f} s: no difference")


if __name__ == "__main__":
    main()
