"""Gathering bundles beside one bulk insert of the same revisions plus reading the same files.

    python bench/gather.py [BUNDLES]

BUNDLES (500) bundles of 100 reflections each are gathered into a new log that knows their members; beside it, the same
files are parsed line by line
with `json.loads` and their revisions inserted by one ``executemany`` with the same pragmas. In turn, seven times: the
median of the ratios counts. The stricter ratio leaves out what it costs to make the rows between parsing and inserting.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import alsnb
from alsnb.log.exchange import bundles, gathering
from alsnb.log.revisions import Revision, revision

sys.path.insert(0, str(Path(__file__).parent))
from log import INSERT, bare


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as name:
        folder, ratios, strict = Path(name), [], []
        (folder / "bundles").mkdir()
        for each in range(number):
            about = {"cohort": "C", "learning_set": "A", "member": f"A{each}", "cycle": 1}
            said = [alsnb.Reflection(**about, text=f"{n} " + "and so on " * 10, visibility="tutor") for n in range(100)]
            bundle = bundles.Bundle([revision(record, record.member) for record in said], [], "C", f"A{each}")
            bundles.write(folder / "bundles" / f"{each:05}.jsonl", bundle)
        paths = sorted((folder / "bundles").iterdir())
        with alsnb.open_log("alsnb:sample") as log:
            gathering.gather(log, paths[:1])  # imports, as the other has had its own
        for turn in range(7):
            log = alsnb.open_log(folder / f"gather-{turn}.db", create=True)
            log.add(alsnb.Cohort(cohort="C"))
            log.add([alsnb.Member(cohort="C", learning_set="A", member=f"A{each}") for each in range(number)])
            start = time.perf_counter()
            assert all(each.is_whole for each in gathering.gather(log, paths))
            ours = time.perf_counter() - start
            log.close()
            plain = bare(folder / f"bare-{turn}.db")
            start = time.perf_counter()
            found = [json.loads(line) for path in paths for line in path.read_bytes().splitlines()[1:]]
            parsed = time.perf_counter()
            names = [field for field in Revision._fields if field not in ("at", "content")]
            rows = [{**dict.fromkeys(names), **each, "at": 0, "content": json.dumps(each["content"])} for each in found]
            values = [[row[field] for field in Revision._fields] for row in rows]
            made = time.perf_counter()
            plain.executemany(INSERT, values)
            plain.commit()
            theirs = time.perf_counter() - start
            plain.close()
            for used in folder.glob("*.db*"):
                used.unlink()
            ratios.append(ours / theirs)
            strict.append(ours / (theirs - (made - parsed)))
            print(f"gather {ours:.2f} s, parse and executemany {theirs:.2f} s: ratio {ours / theirs:.2f}")
        medians = statistics.median(ratios), statistics.median(strict)
        print(f"{number} bundles: median ratio {medians[0]:.2f}, without making the rows {medians[1]:.2f}")


if __name__ == "__main__":
    main()
