"""A log's frames as Parquet files, which Polars, DuckDB, Dask, Spark and others read; and the analyses on these."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from alsnb.errors import AlsnbError
from alsnb.frames.frames import Frames


def write(frames: Frames, folder: str | Path) -> None:
    """Write frames as a folder of Parquet files: one folder per frame, and in it one file per cohort.

    Columns are as in the data dictionary, choices as texts. Each file holds one cohort, so that an engine that is asked
    for one reads no other. A frame without rows has one file, that says its columns.

    Parameters
    ----------
    frames
        ``log.frames(…)``: with a purpose, only what consent allows is written.
    folder
        A new or an empty folder. Anyone who can read it can read everything in it; it is its owner's alone.

    Raises
    ------
    AlsnbError
        The folder is not empty, or cannot be written; nothing was written.
    """
    folder = Path(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise AlsnbError(f"{folder} is not an empty folder; name a new one, nothing was written")
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Only its owner may read what this makes.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".alsnb-") as scratch:
            made = Path(scratch) / "frames"
            made.mkdir(mode=0o700)
            for name in Frames.names():
                _write(getattr(frames, name), made / name)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise AlsnbError(f"{folder} cannot be written: {error.strerror}; choose another folder") from None


def scan(folder: str | Path, read: Callable[[str], Any]) -> Any:
    """Return the frames in a folder that `write` made, as another engine reads them; every analysis accepts them.

    Parameters
    ----------
    folder
        A folder made by `write`, or by ``alsnb export``.
    read
        What reads the files that a pattern such as ``contributions/*.parquet`` names: ``polars.scan_parquet``,
        ``duckdb.read_parquet``, ``dask.dataframe.read_parquet``, ``spark.read.parquet``. What an analysis returns is
        a pandas frame, whatever it read.

    Returns
    -------
    object
        With an attribute for each frame: ``.contributions``, ``.actions`` …

    Raises
    ------
    AlsnbError
        There are no such files in the folder.

    Examples
    --------
    >>> frames = alsnb.frames.parquet.scan("cohorts", polars.scan_parquet)  # doctest: +SKIP
    >>> alsnb.participation.question_mix(frames, by="cohort")  # doctest: +SKIP
    """
    missing = [name for name in Frames.names() if not any(Path(folder, name).glob("*.parquet"))]
    if missing:
        raise AlsnbError(
            f"{folder} holds no {missing[0]}; expected a folder made by: alsnb export LOG --to parquet --out FOLDER"
        )
    return SimpleNamespace(**{name: read(str(Path(folder, name, "*.parquet"))) for name in Frames.names()})


def _write(frame: Any, folder: Path) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(place, column.name, table[column.name].cast(pa.string()))
    # Some engines do not know the wide texts.
    plain = {pa.large_string(): pa.string()}
    table = table.cast(pa.schema([each.with_type(plain.get(each.type, each.type)) for each in table.schema]))
    folder.mkdir()
    cohorts = table["cohort"].unique().sort().to_pylist() or [None]
    for number, cohort in enumerate(cohorts):
        part = table if cohort is None else table.filter(pa.compute.equal(table["cohort"], cohort))
        pa.parquet.write_table(part, folder / f"{number:05}.parquet", compression="zstd")
