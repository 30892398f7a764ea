"""Frames as Parquet files: read back they are the same, and nothing is half-written or read by others."""

import stat

import pandas as pd
import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

import alsnb
from alsnb.cli import main
from alsnb.frames import parquet
from alsnb.sample import records

HOSTILE = ["2026", "../up", "a/b", "<script>", "=1+1", "é\N{ZERO WIDTH SPACE}"]
"""Codes of cohorts; one looks like a number, and others like a folder."""


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    with alsnb.open_log(tmp_path_factory.mktemp("log") / "x.db", create=True) as log:
        for cohort in HOSTILE:
            log.add(records(cohort, sets=1, members=4, cycles=2))
        return log.frames()


def test_what_is_read_back_is_what_was_written(frames, tmp_path):
    parquet.write(frames, tmp_path / "out")
    read = parquet.scan(tmp_path / "out", lambda pattern: pd.read_parquet(pattern.removesuffix("/*.parquet")))
    for name in frames.names():
        wrote, back = getattr(frames, name), getattr(read, name)
        assert list(back.columns) == list(wrote.columns)
        order = [each for each in ("entry", "airtime", "stage") if each in wrote]
        wrote, back = (each.sort_values(order, ignore_index=True) for each in (wrote, back))
        # Files know no choices, and pandas reads what is yes, no or missing as objects.
        types = {"category": "str", "boolean": "boolean"}
        told = {column: types[str(wrote[column].dtype)] for column in wrote if str(wrote[column].dtype) in types}
        assert_frame_equal(back.astype(told), wrote.astype(told), check_dtype=False)


def test_a_file_holds_one_cohort_and_only_its_owner_may_look(frames, tmp_path):
    parquet.write(frames, tmp_path / "out")
    held = [set(pd.read_parquet(path)["cohort"]) for path in sorted((tmp_path / "out" / "actions").iterdir())]
    assert held == [{cohort} for cohort in sorted(HOSTILE)]
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_command_writes_what_consent_allows(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(records("sample", sets=1, members=5, cycles=2))
        allowed = log.frames("sample", purpose="research")
    said = CliRunner().invoke(
        main,
        ["export", str(tmp_path / "x.db"), "--to", "parquet", "--out", str(tmp_path / "out"), "--purpose", "research"],
    )
    assert said.exit_code == 0, said.output
    assert said.output.endswith("Names in people's texts are not redacted.\n")
    written = pd.read_parquet(tmp_path / "out" / "reflections")
    assert set(written["member"]) == set(allowed.reflections["member"])
    assert len(written) == len(allowed.reflections)


def test_mistakes_are_told_and_nothing_is_written(frames, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(alsnb.AlsnbError, match="is not an empty folder"):
        parquet.write(frames, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(alsnb.AlsnbError, match="cannot be written"):
        parquet.write(frames, tmp_path / "mine.txt" / "under")
    with pytest.raises(alsnb.AlsnbError, match="holds no cohorts"):
        parquet.scan(tmp_path, pd.read_parquet)
