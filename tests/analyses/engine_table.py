"""Run every analysis on every engine, and write a table of the results and of the rows loaded.

`python tests/analyses/engine_table.py > docs/engines.md` runs every analysis on every engine and makes the page. Spark
comes with the extra ``spark`` and needs Java 17.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
from pandas.testing import assert_frame_equal
from test_every_analysis import AS_THEY_ARE, BY_GROUP, NOT_BY, quotable

import alsnb
from alsnb.frames import parquet
from alsnb.sample import records


def polars(pattern: str) -> Any:
    """A query of Polars."""
    import polars

    return polars.scan_parquet(pattern)


def duckdb(pattern: str) -> Any:
    """A relation of DuckDB."""
    import duckdb

    return duckdb.read_parquet(pattern)


def dask(pattern: str) -> Any:
    """A frame of Dask."""
    import dask.dataframe

    return dask.dataframe.read_parquet(pattern)


@functools.cache
def session() -> Any:
    """Spark on this machine alone."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


def spark(pattern: str) -> Any:
    """A frame of Spark."""
    return session().read.parquet(pattern)


ENGINES: dict[str, Callable[[str], Any]] = {"Polars": polars, "DuckDB": duckdb, "Dask": dask, "Spark": spark}
NEEDS = {"Polars": "polars", "DuckDB": "duckdb", "Dask": "dask", "Spark": "pyspark"}
ANALYSES = (*AS_THEY_ARE, *BY_GROUP)


def installed(engine: str) -> bool:
    """Whether an engine is there to be tried."""
    return importlib.util.find_spec(NEEDS[engine]) is not None


def keys_of(analysis: Any) -> dict[str, Any]:
    """The most columns by which an analysis may be grouped, as its argument."""
    if analysis in AS_THEY_ARE:
        return {}
    never = {name for by in NOT_BY.get(analysis, ()) for name in ([by] if isinstance(by, str) else by)}
    never -= {"cohort"}
    return {"by": [name for name in ("cohort", "learning_set", "cycle", "member") if name not in never]}


def made(folder: Path, cohorts: Any, **how: Any) -> tuple[Any, Path]:
    """The frames of a log of invented cohorts, and the folder they are exported to."""
    with alsnb.open_log(folder / "x.db", create=True) as log:
        for number, seed in enumerate(cohorts):
            log.add(records(f"C{number}", seed=seed, **how))
        frames = log.frames()
    parquet.write(frames, folder / "out")
    return quotable(frames), folder / "out"


def scanned(folder: Path, engine: str) -> Any:
    """What `made` exported, as an engine reads it."""
    frames = parquet.scan(folder, ENGINES[engine])
    frames.purpose, frames.names_taken_out = "quotation", True
    return frames


def assert_same(found: Any, wanted: Any) -> None:
    """That two results say the same."""
    assert_frame_equal(found, wanted, check_dtype=False, check_categorical=False)


class Watched:
    """Frames that know how many rows the largest of those asked for has."""

    def __init__(self, frames: Any, sizes: dict[str, int]) -> None:
        self.frames, self.sizes, self.largest = frames, sizes, 0

    def __getattr__(self, name: str) -> Any:
        self.largest = max(self.largest, self.sizes.get(name, 0))
        return getattr(self.frames, name)


def brought_home(analysis: Callable[..., Any], frames: Watched, by: dict[str, Any]) -> int:
    """The rows of the largest frame that an engine hands over."""
    collect, most = nw.LazyFrame.collect, [0]

    def counting(query: Any, *args: Any, **kwargs: Any) -> Any:
        found = collect(query, *args, **kwargs)
        most[0] = max(most[0], len(found))
        return found

    nw.LazyFrame.collect = counting  # type: ignore[method-assign]
    try:
        analysis(frames, **by)
    finally:
        nw.LazyFrame.collect = collect  # type: ignore[method-assign]
    return most[0]


ABOUT = """\
# Analyses and engines

Made by `python tests/analyses/engine_table.py > docs/engines.md`, which runs every analysis on every engine with the
frames that `alsnb.frames.parquet.write` makes of two synthetic cohorts; do not edit. *Same* means that the result
equals that of pandas, both grouped by as many columns as the analysis takes and ungrouped.

Analyses aggregate in the engine as far as possible, and load only what their estimates need into pandas. The last
column gives the most rows that one query of an engine (DuckDB) returned, out of the rows of the largest frame that the
analysis reads. A share of more than a fifth means that the estimate needs one row for each entry, or for each member at
each meeting or theme. Polars runs in the same process, and returns more rows if pandas aggregates them faster.

"""


def document() -> str:
    """Return the page `docs/engines.md`."""
    lines = [f"| | {' | '.join(ENGINES)} | loaded |", "|---" * (len(ENGINES) + 2) + "|"]
    with tempfile.TemporaryDirectory() as folder:
        frames, out = made(Path(folder), [1, 2], sets=3, members=18, cycles=4)
        sizes = {name: len(getattr(frames, name)) for name in frames.names()}
        for analysis in ANALYSES:
            cells = [_tried(analysis, frames, out, engine) for engine in ENGINES]
            by = {} if analysis in AS_THEY_ARE else {"by": "cohort"}
            watched = Watched(scanned(out, "DuckDB"), sizes)
            most = brought_home(analysis, watched, by)
            share = f"{most:,} of {watched.largest:,} rows" + (" (by cohort)" if by else "")
            module = analysis.__module__.split(".")[2]
            where = module if module in ("participation", "actions", "fidelity") else "themes"
            lines.append(f"| `{where}.{analysis.__name__}` | {' | '.join(cells)} | {share} |")
    return ABOUT + "\n".join(lines) + "\n"


def _tried(analysis: Any, frames: Any, out: Path, engine: str) -> str:
    for by in ({},) if analysis in AS_THEY_ARE else (keys_of(analysis), {"by": ()}):
        try:
            assert_same(analysis(scanned(out, engine), **by), analysis(frames, **by))
        except AssertionError:
            return "**differs**"
        except Exception as error:  # noqa: BLE001 - whatever it is, it does not run
            print(engine, analysis.__name__, by, repr(error)[:500], file=sys.stderr)
            return f"no ({type(error).__name__})"
    return "same"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document())
