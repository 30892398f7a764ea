"""Commands that begin: a workbook, a synthetic cohort, the formats."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

import alsnb
from alsnb.cli.parameters import FILE, FOLDER
from alsnb.errors import AlsnbError


@click.command()
@click.argument("folder", type=FOLDER)
def new(folder: Path) -> None:
    """Make a workbook FOLDER: the notebooks and an empty log, cohort.db."""
    from alsnb.log import SAMPLE
    from alsnb.log.databases import addresses
    from alsnb.reports import run

    if ":/" in str(folder) or addresses.is_address(str(folder)):
        raise AlsnbError("found an address, expected a folder; a shared log is made with: alsnb server init ADDRESS")
    if folder.exists() and any(folder.iterdir()):
        raise AlsnbError(f"{folder} is not empty; name a new folder, nothing was written")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".alsnb-") as scratch:
            made = Path(scratch) / "workbook"
            made.mkdir()
            for notebook in sorted(run.notebooks().glob("*.ipynb")):
                text = notebook.read_text(encoding="utf-8")
                (made / notebook.name).write_text(text.replace(SAMPLE, "cohort.db"), encoding="utf-8")
            alsnb.open_log(made / "cohort.db", create=True).close()
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise AlsnbError(f"no workbook can be made at {folder}: {error.strerror}; choose another folder") from None
    click.echo(f"Made the workbook {folder}. Open it with: alsnb lab {folder}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=FOLDER, default=".")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path, options: tuple[str, ...]) -> None:
    """Open a workbook FOLDER in JupyterLab, which is given any further OPTIONS."""
    if not folder.is_dir():
        if ":/" in str(folder):
            raise AlsnbError("found an address, expected the folder of a workbook; a notebook in it names the address")
        raise AlsnbError(f"there is no folder {folder}; make a workbook with: alsnb new {folder}")
    command = [sys.executable, "-m", "jupyterlab", str(folder), *options]
    if os.name == "posix":
        # In our place, so that whatever ends `alsnb lab` ends JupyterLab, which then stops its kernels.
        os.execv(sys.executable, command)  # noqa: S606 -- the arguments are the user's own
    sys.exit(subprocess.call(command))


@click.command()
@click.argument("file", type=FILE, default="sample.db")
@click.option("--cohort", default="sample", show_default=True, help="Code of the cohort.")
@click.option("--sets", type=click.IntRange(1), default=5, show_default=True, help="Number of sets.")
@click.option("--members", type=click.IntRange(1), default=31, show_default=True, help="Number of members.")
@click.option("--cycles", type=click.IntRange(1), default=6, show_default=True, help="Number of cycles.")
@click.option("--seed", type=int, default=2026, show_default=True, help="Another seed makes another cohort.")
def sample(file: Path, cohort: str, sets: int, members: int, cycles: int, seed: int) -> None:
    """Make a log FILE of an invented cohort, to try things on."""
    from alsnb.sample import records

    made = list(records(cohort, seed=seed, sets=sets, members=members, cycles=cycles))
    with alsnb.open_log(file, create=True) as log:
        log.add(made)
    click.echo(
        f"Made {file}: {len(made):,} records of the invented cohort {cohort}. Report on it with: alsnb report {file}"
    )


@click.command()
@click.argument("keys", nargs=-1)
def formats(keys: tuple[str, ...]) -> None:
    """Compare the ALS formats side by side: all of them, or those with the KEYS given, which may be .toml files."""
    from rich.console import Console
    from rich.table import Table

    files = (Path(key) if key not in alsnb.formats.keys() and Path(key).suffix else key for key in keys)  # noqa: SIM118
    compared = alsnb.formats.compare([*files] or None)
    table = Table(show_lines=True, highlight=False)
    for column in ("", *compared.columns):
        table.add_column(column, overflow="fold")
    for trait, row in compared.iterrows():
        table.add_row(str(trait), *map(str, row))
    # Without a terminal, or a width asked for, there is none to fit: give every column room enough to be read.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 30 * (1 + len(compared.columns))
    Console(width=width, highlight=False, markup=False).print(table)
