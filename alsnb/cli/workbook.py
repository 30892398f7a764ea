"""Start: make a workbook and open it, make a synthetic cohort, compare the formats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

import alsnb
from alsnb.cli.parameters import FILE, FOLDER
from alsnb.errors import AlsnbError
from alsnb.words import gettext

_WHOSE = click.Choice(["student", "set", "tutor", "coder"])


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--for", "whose", type=_WHOSE, help=gettext("Include only the notebooks that this person needs."))
def new(folder: Path, whose: str | None) -> None:
    """Make a workbook FOLDER with the notebooks and an empty log, cohort.db."""
    from alsnb.app import workbook

    _refuse_address(folder)
    workbook.make(folder, whose)
    click.echo(
        gettext(
            "Made the workbook {folder}. Open it with: alsnb open {folder}",
            folder=folder,
        )
    )


@click.command()
@click.argument("folder", type=FOLDER, default=".")
@click.option(
    "--for", "whose", type=_WHOSE, help=gettext("Include only what this person needs, if the workbook is made now.")
)
@click.option("--browser/--no-browser", "browse", default=True, help=gettext("Whether to open the browser."))
@click.option("--until-closed", is_flag=True, help=gettext("Stop when the last page in the browser is closed."))
def open_workbook(folder: Path, whose: str | None, browse: bool, until_closed: bool) -> None:
    """Open a workbook FOLDER in the browser; make it first if it does not exist.

    The start page links the screens, says what is due and makes reports. Stop it with Ctrl+C or Close alsnb.
    """
    from alsnb.app import opening, workbook

    _refuse_address(folder)
    if not folder.is_dir() or not any(folder.iterdir()):
        click.confirm(gettext("{folder} is not a workbook yet. Make one?", folder=folder), default=True, abort=True)
        opened = workbook.make(folder, whose)
    else:
        opened = workbook.Workbook(folder)
        if not opened.screens() and not opened.report_notebooks():
            raise AlsnbError(
                gettext(
                    "{folder} has no notebooks of alsnb; to make a workbook, use: alsnb open NEW-FOLDER",
                    folder=folder,
                )
            )
    opening.run(
        opened, browse=browse, until_closed=until_closed,
        show=lambda address: click.echo(gettext("alsnb is open at {address}\nStop it with Ctrl+C.", address=address)),
    )  # fmt: skip


def _refuse_address(folder: Path) -> None:
    from alsnb.log.databases import addresses

    if ":/" in str(folder) or addresses.is_address(str(folder)):
        raise AlsnbError(
            gettext("expected a folder, got an address; to make a shared log, use: alsnb server init ADDRESS")
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
    from alsnb.app.address import state_of

    # Each workbook has the tabs that were open in it; without this, all workbooks share them.
    workspaces = f"--LabApp.workspaces_dir={state_of(folder) / 'lab'}"
    command = [sys.executable, "-m", "jupyterlab", str(folder), workspaces, *options]
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
