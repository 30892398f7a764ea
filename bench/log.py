"""What the log costs beside the library underneath, in one interleaved run, as ratios.

    python bench/log.py [ROWS]

- one entry: `log.add(record)`, acknowledged and on the disk, against a bare ``sqlite3`` INSERT + COMMIT of the same row
  into the same tables with the same pragmas;
- many: `log.add` of 100,000 contributions in one call against ``executemany`` of the same rows;
- frames: `log.frames()` on ROWS (1,000,000) contributions against other ways to get the same typed columns of the same
  file into pandas, each in a process of its own, with the process's peak memory. Polars comes with the development
  environment; ADBC is tried where ``adbc-driver-sqlite`` is installed.
"""

import json
import os
import platform
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import alsnb
from alsnb.log.revisions import Revision

INSERT = f"INSERT INTO revision VALUES ({', '.join('?' * len(Revision._fields))})"
QUERY = "SELECT entry, at, content FROM revision WHERE kind = 'contribution'"
WORDS = ["and", "what", "would", "you", "do", "about", "it", "if", "nobody", "were", "watching"]


def contributions(number: int) -> list[alsnb.Contribution]:
    airtime = alsnb.new_id()
    return [
        alsnb.Contribution(
            cohort="C", learning_set=f"S{n % 100}", cycle=n % 6 + 1, member=f"S{n % 100}-{n % 7}", airtime=airtime,
            presenter=f"S{n % 100}-{(n + 1) % 7}", kind=("idea", "advice", "support", None)[n % 4], at=n % 7200 + 0.25,
            seconds=n % 60 * 0.5, text=" ".join(WORDS[: n % 17]) or None,
        )
        for n in range(number)
    ]  # fmt: skip


def bare(path: Path) -> sqlite3.Connection:
    """A plain connection to a new log, with the pragmas alsnb sets."""
    alsnb.open_log(path, create=True).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def one_entry(folder: Path, number: int = 400) -> float:
    """The ratio of the medians of `number` single entries, taken in turn."""
    log = alsnb.open_log(folder / "one.db", create=True)
    plain = bare(folder / "one-bare.db")
    records = contributions(number)
    rows = rows_of(records, folder / "rows-one.db")
    ours, theirs = [], []

    def insert(row: Revision) -> None:
        plain.execute(INSERT, row)
        plain.commit()

    for record, row in zip(records, rows, strict=True):
        ours.append(seconds(lambda record=record: log.add(record)))
        theirs.append(seconds(lambda row=row: insert(row)))
    mine, bare_one = statistics.median(ours), statistics.median(theirs)
    print(f"  log.add {mine * 1e6:.0f} µs, sqlite3 {bare_one * 1e6:.0f} µs (medians)")
    return mine / bare_one


def rows_of(records: list[alsnb.Contribution], path: Path) -> list[Revision]:
    with alsnb.open_log(path, create=True) as log:
        log.add(records)
        return list(log.revisions())


def many(folder: Path, number: int = 100_000, rounds: int = 5) -> float:
    records = contributions(number)
    rows = rows_of(records, folder / "rows-many.db")
    ratios = []
    for turn in range(rounds):
        log = alsnb.open_log(folder / f"many-{turn}.db", create=True)
        plain = bare(folder / f"many-bare-{turn}.db")

        def insert(plain: sqlite3.Connection = plain) -> None:
            plain.executemany(INSERT, rows)
            plain.commit()

        ours, theirs = seconds(lambda log=log: log.add(records)), seconds(insert)
        ratios.append(ours / theirs)
        print(f"  log.add {ours:.2f} s, executemany {theirs:.2f} s")
        log.close()
        plain.close()
    return statistics.median(ratios)


# Ways to read, each run in a process of its own: file -> pandas frame
# ---------------------------------------------------


def by_alsnb(path: str) -> object:
    return alsnb.open_log(path).frames().contributions


def by_cursor_and_arrow(path: str) -> object:
    import io

    import pyarrow as pa
    import pyarrow.json

    tables = []
    cursor = sqlite3.connect(path).execute(QUERY)
    while rows := cursor.fetchmany(50_000):
        entries, times, contents = zip(*rows, strict=True)
        options = pyarrow.json.ParseOptions(explicit_schema=arrow_schema(), unexpected_field_behavior="ignore")
        file = io.BytesIO("\n".join(contents).encode())
        table = pyarrow.json.read_json(file, pyarrow.json.ReadOptions(block_size=1 << 22), options)
        table = table.append_column("entry", pa.array(entries))
        tables.append(table.append_column("recorded_at", pa.array(times).cast(pa.timestamp("ms", "UTC"))))
    return typed(pa.concat_tables(tables).to_pandas())


def by_polars(path: str) -> object:
    import polars as pl

    types = {"string": pl.String, "int64": pl.Int64, "double": pl.Float64, "bool": pl.Boolean}
    schema = {field.name: types[str(field.type)] for field in arrow_schema()}
    parts = []
    cursor = sqlite3.connect(path).execute(QUERY)
    while rows := cursor.fetchmany(100_000):
        entries, times, contents = zip(*rows, strict=True)
        part = pl.read_ndjson("\n".join(contents).encode(), schema=schema)
        times = pl.Series(times).cast(pl.Datetime("ms", "UTC"))
        parts.append(part.with_columns(entry=pl.Series(entries), recorded_at=times))
    return typed(pl.concat(parts).to_pandas())


def by_json_extract(path: str) -> object:
    import pandas as pd

    return typed(pd.read_sql("SELECT * FROM contributions", sqlite3.connect(path)))


def by_json_loads(path: str) -> object:
    import pandas as pd

    cursor = sqlite3.connect(path).execute(QUERY)
    return typed(pd.DataFrame([{"entry": e, "recorded_at": at, **json.loads(text)} for e, at, text in cursor]))


def by_adbc(path: str) -> object:
    import io

    import adbc_driver_sqlite.dbapi
    import pyarrow as pa
    import pyarrow.json

    connection = adbc_driver_sqlite.dbapi.connect(path)
    with connection, connection.cursor() as cursor:
        cursor.execute(QUERY)
        raw = cursor.fetch_arrow_table()
    options = pyarrow.json.ParseOptions(explicit_schema=arrow_schema(), unexpected_field_behavior="ignore")
    file = io.BytesIO("\n".join(raw["content"].to_pylist()).encode())
    table = pyarrow.json.read_json(file, pyarrow.json.ReadOptions(block_size=1 << 22), options)
    table = table.append_column("entry", raw["entry"])
    return typed(table.append_column("recorded_at", raw["at"].cast(pa.timestamp("ms", "UTC"))).to_pandas())


def arrow_schema() -> object:
    import pyarrow as pa

    from alsnb.frames import columns

    return pa.schema([(column.name, column.arrow) for column in columns(alsnb.Contribution)])


def typed(frame: object) -> object:
    """Give the columns the documented dtypes, as whoever reads the file by hand would have to."""
    frame["kind"] = frame["kind"].astype("category")
    frame["invited"] = frame["invited"].astype("boolean")
    return frame


READERS = {
    "alsnb": by_alsnb, "cursor + Arrow JSON": by_cursor_and_arrow, "cursor + Polars JSON": by_polars,
    "ADBC + Arrow JSON": by_adbc, "read_sql of the view": by_json_extract, "json.loads a row": by_json_loads,
}  # fmt: skip


def read(reader: str, path: str) -> None:
    """In a process of its own: import first, then time one reading."""
    import pandas  # noqa: F401
    import pyarrow.json  # noqa: F401

    by_alsnb("alsnb:sample") if reader == "alsnb" else None  # imports, as the others have theirs above
    start = time.perf_counter()
    frame = READERS[reader](path)
    taken = time.perf_counter() - start
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps({"seconds": taken, "megabytes": peak, "rows": len(frame)}))


def frames(folder: Path, rows: int, rounds: int = 3) -> None:
    path = folder / "big.db"
    with alsnb.open_log(path, create=True) as log:
        for _ in range(-(-rows // 100_000)):
            log.add(contributions(min(rows, 100_000)))
    found: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name in READERS:
            run = subprocess.run([sys.executable, __file__, "--read", name, str(path)], capture_output=True, text=True)
            if run.returncode == 0:
                found[name].append(json.loads(run.stdout))
    taken = {name: statistics.median(run["seconds"] for run in runs) for name, runs in found.items() if runs}
    fastest = min(each for name, each in taken.items() if name != "alsnb")
    for name, runs in found.items():
        told = "not installed"
        if runs:
            peak = max(run["megabytes"] for run in runs)
            told = f"{taken[name]:6.2f} s  ×{taken[name] / fastest:.2f} of the fastest other  {peak:>6,} MB peak"
        print(f"  {name:<24}{told}")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    python, cores = platform.python_version(), os.cpu_count()
    print(f"{time.strftime('%Y-%m-%d')}, Python {python}, SQLite {sqlite3.sqlite_version}, {cores} cores")
    with tempfile.TemporaryDirectory() as folder:
        print("one entry")
        print(f"  ratio {one_entry(Path(folder)):.2f}")
        print("100,000 in one call")
        print(f"  ratio {many(Path(folder)):.2f}")
        print(f"frames of {rows:,} contributions")
        frames(Path(folder), rows) if rows else None


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(*sys.argv[2:])
    else:
        main()
