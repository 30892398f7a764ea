"""Every analysis gives the same figures whichever engine holds the frames."""

import dask.dataframe
import duckdb
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from test_every_analysis import CASES, every_case

import alsnb
from alsnb import parquet
from alsnb.sample import records

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dask support is moving out:FutureWarning", "ignore:The inplace keyword in DataFrame.reset_index"
)
ENGINES = {
    "Polars": polars.scan_parquet,
    "DuckDB": duckdb.read_parquet,
    "Dask": dask.dataframe.read_parquet,
}
every_engine = pytest.mark.parametrize("engine", ENGINES)


def made(folder, cohorts, **how):
    """The frames of a log of invented cohorts, and the folder they are exported to."""
    with alsnb.open_log(folder / "x.db", create=True) as log:
        for number, seed in enumerate(cohorts):
            log.add(records(f"C{number}", seed=seed, **how))
        frames = log.frames()
    parquet.write(frames, folder / "out")
    return frames, folder / "out"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return made(tmp_path_factory.mktemp("engines"), [1, 2], sets=2, members=9, cycles=3)


def same(analysis, by, frames, folder, engine):
    found, wanted = analysis(parquet.scan(folder, ENGINES[engine]), **by), analysis(frames, **by)
    if "entry" in wanted:  # a row an entry, in the order they came
        found, wanted = (each.sort_values("entry", ignore_index=True) for each in (found, wanted))
    assert_frame_equal(found, wanted, check_dtype=False, check_categorical=False)


@every_case
@every_engine
def test_an_analysis_gives_the_same_on(exported, analysis, by, columns, engine):
    same(analysis, by, *exported, engine)


@settings(max_examples=8, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 2**31), min_size=1, max_size=3, unique=True),
    size=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    cases=st.lists(st.sampled_from(CASES), min_size=8, max_size=8),
)
@every_engine
def test_whatever_the_log_holds(tmp_path_factory, engine, seeds, size, cases):
    sets, cycles = size
    frames, folder = made(tmp_path_factory.mktemp("any"), seeds, sets=sets, members=4 * sets, cycles=cycles)
    for analysis, by, _ in cases:
        same(analysis, by, frames, folder, engine)
