"""Every analysis gives the same figures whichever engine holds the frames."""

import functools
import re
from pathlib import Path

import pytest
from engine_table import ANALYSES, ENGINES, assert_same, installed, keys_of, made, scanned
from hypothesis import given, settings
from hypothesis import strategies as st
from test_every_analysis import BY_GROUP, CASES

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dask support is moving out:FutureWarning", "ignore:The inplace keyword in DataFrame.reset_index"
)
# Spark comes with an extra, alsnb[spark], and needs Java: where it is, it is tested too.
every_engine = pytest.mark.parametrize("engine", [name for name in ENGINES if installed(name)])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A function from an engine to its frames, and one to what pandas makes of an analysis."""
    frames, folder = made(tmp_path_factory.mktemp("engines"), [1, 2], sets=1, members=5, cycles=2)

    def wanted(analysis, by):
        return analysis(frames, **by)

    return functools.cache(lambda engine: scanned(folder, engine)), wanted


@every_engine
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.__name__)
def test_an_analysis_gives_the_same_on(world, analysis, engine):
    of_engine, wanted = world
    assert_same(analysis(of_engine(engine), **keys_of(analysis)), wanted(analysis, keys_of(analysis)))


@pytest.mark.parametrize("analysis", BY_GROUP, ids=lambda analysis: analysis.__name__)
def test_all_in_one_row_is_the_same_on_duckdb(world, analysis):
    of_engine, wanted = world
    assert_same(analysis(of_engine("DuckDB"), by=()), wanted(analysis, {"by": ()}))


@settings(max_examples=2, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 2**31), min_size=1, max_size=3, unique=True),
    size=st.tuples(st.integers(1, 2), st.integers(1, 3)),
    cases=st.lists(st.sampled_from(CASES), min_size=2, max_size=2),
)
@every_engine
def test_whatever_the_log_holds(tmp_path_factory, engine, seeds, size, cases):
    sets, cycles = size
    frames, folder = made(tmp_path_factory.mktemp("any"), seeds, sets=sets, members=4 * sets, cycles=cycles)
    for analysis, by, _ in cases:
        assert_same(analysis(scanned(folder, engine), **by), analysis(frames, **by))


def test_only_spark_may_be_missing():
    assert {name for name in ENGINES if not installed(name)} <= {"Spark"}


def test_the_page_tells_of_every_analysis_and_engine():
    page = (Path(__file__).parents[2] / "docs" / "engines.md").read_text()
    assert re.findall(r"^\| `\w+\.(\w+)`", page, re.M) == [each.__name__ for each in ANALYSES], "run: make engines"
    assert f"| | {' | '.join(ENGINES)} |" in page
    assert "differs" not in page
