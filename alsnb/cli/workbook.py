"""Start: make a workbook and open it, make a synthetic cohort, compare the formats."""

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
from alsnb.words import gettext


@click.command()
@click.argument("folder", type=FOLDER)
def new(folder: Path) -> None:
    """Make a workbook FOLDER with the notebooks and an empty log, cohort.db."""
    from alsnb.log import SAMPLE
    from alsnb.log.databases import addresses
    from alsnb.reports import task

    if ":/" in str(folder) or addresses.is_address(str(folder)):
        raise AlsnbError(
            gettext("expected a folder, got an address; to make a shared log, use: alsnb server init ADDRESS")
        )
    if folder.exists() and any(folder.iterdir()):
        raise AlsnbError(
            gettext(
                "{folder} is not empty, so nothing was written; choose a new folder",
                folder=folder,
            )
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".alsnb-") as scratch:
            workbook = Path(scratch) / "workbook"
            workbook.mkdir()
            for notebook in sorted(task.notebooks().glob("*.ipynb")):
                text = notebook.read_text(encoding="utf-8")
                (workbook / notebook.name).write_text(text.replace(SAMPLE, "cohort.db"), encoding="utf-8")
            alsnb.open_log(workbook / "cohort.db", create=True).close()
            if folder.exists():
                folder.rmdir()
            workbook.rename(folder)
    except OSError as error:
        raise AlsnbError(
            gettext(
                "cannot make a workbook in {folder}: {strerror}; choose another folder",
                folder=folder,
                strerror=error.strerror,
            )
        ) from None
    click.echo(
        gettext(
            "Made the workbook {folder}. Open it with: alsnb lab {folder}",
            folder=folder,
        )
    )


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=FOLDER, default=".")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path, options: tuple[str, ...]) -> None:
    """Open a workbook FOLDER in JupyterLab. Any OPTIONS are passed on to it."""
    if not folder.is_dir():
        if ":/" in str(folder):
            raise AlsnbError(
                gettext(
                    "expected the folder of a workbook, got an address; name the address in a notebook of the workbook"
                )
            )
        raise AlsnbError(
            gettext(
                "folder not found: {folder}; to make a workbook, use: alsnb new {folder}",
                folder=folder,
            )
        )
    command = [sys.executable, "-m", "jupyterlab", str(folder), *options]
    if os.name == "posix":
        # Replace this process, so that whatever ends `alsnb lab` ends JupyterLab, which then stops its kernels.
        os.execv(sys.executable, command)  # noqa: S606 -- the arguments are the user's own
    sys.exit(subprocess.call(command))


@click.command()
@click.argument("file", type=FILE, default="sample.db")
@click.option("--cohort", default="sample", show_default=True, help=gettext("Code of the cohort."))
@click.option("--sets", type=click.IntRange(1), default=5, show_default=True, help=gettext("Number of sets."))
@click.option("--members", type=click.IntRange(1), default=31, show_default=True, help=gettext("Number of members."))
@click.option("--cycles", type=click.IntRange(1), default=6, show_default=True, help=gettext("Number of cycles."))
@click.option(
    "--seed",
    type=int,
    default=2026,
    show_default=True,
    help=gettext("Random seed; the same seed gives the same cohort."),
)
def sample(file: Path, cohort: str, sets: int, members: int, cycles: int, seed: int) -> None:
    """Make a log FILE with a synthetic cohort to experiment with."""
    from alsnb.sample import records

    cohort_records = list(records(cohort, seed=seed, sets=sets, members=members, cycles=cycles))
    with alsnb.open_log(file, create=True) as log:
        log.add(cohort_records)
    click.echo(
        gettext(
            "Made {file} with {cohort_records:,} records of the synthetic cohort {cohort}. To "
            "report on it: alsnb report {file}",
            file=file,
            cohort_records=len(cohort_records),
            cohort=cohort,
        )
    )


@click.command()
@click.argument("keys", nargs=-1)
def formats(keys: tuple[str, ...]) -> None:
    """Compare formats of action learning sets side by side.

    KEYS are names of formats or .toml files; without any, all formats are compared.
    """
    from rich.console import Console
    from rich.table import Table

    files = (Path(key) if key not in alsnb.formats.keys() and Path(key).suffix else key for key in keys)  # noqa: SIM118
    compared = alsnb.formats.compare([*files] or None)
    table = Table(show_lines=True, highlight=False)
    for column in ("", *compared.columns):
        table.add_column(column, overflow="fold")
    for trait, row in compared.iterrows():
        table.add_row(str(trait), *map(str, row))
    # Without a terminal or a requested width, make every column wide enough to read.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 30 * (1 + len(compared.columns))
    Console(width=width, highlight=False, markup=False).print(table)
