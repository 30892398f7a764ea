"""How long `import alsnb` and `alsnb --help` take beyond a bare interpreter.

    python bench/start.py

Whole processes, interleaved (bare, import, help, bare, …); the median of the differences, in milliseconds.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "import alsnb": [sys.executable, "-c", "import alsnb"],
    "alsnb --help": [str(Path(sys.executable).parent / "alsnb"), "--help"],
}


def milliseconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def main(rounds: int = 21) -> None:
    for command in COMMANDS.values():
        milliseconds(command)  # write byte-code, fill the disk's cache
    times = [{name: milliseconds(command) for name, command in COMMANDS.items()} for _ in range(rounds)]
    for name in COMMANDS:
        beyond = statistics.median(each[name] - each["bare interpreter"] for each in times)
        print(f"{name:<18}{statistics.median(each[name] for each in times):7.0f} ms{beyond:7.0f} ms beyond")


if __name__ == "__main__":
    main()
