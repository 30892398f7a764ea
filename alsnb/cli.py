"""The command line: parse, call, print."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

import alsnb
from alsnb.errors import AlsnbError

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


class _Commands(click.Group):
    """Prints a mistake a user can mend as one sentence, and exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AlsnbError as error:
            click.echo(f"alsnb: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(alsnb.__version__, prog_name="alsnb")
def main() -> None:
    """A reflective research workbook for Action Learning Sets."""


@main.command()
@click.argument("folder", type=FOLDER)
def new(folder: Path) -> None:
    """Make a workbook FOLDER: the notebooks and an empty log, cohort.db."""
    from alsnb.log import SAMPLE
    from alsnb.reports import run

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


@main.command()
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


@main.command()
@click.argument("log", type=FILE)
@click.option("--cohort", help="Code of the cohort; may be left out where the log holds one.")
@click.option(
    "--out", type=FOLDER, default=".", help="Folder for the report; made if it is not there.  [default: here]"
)
@click.option("--notebook", default="cohort_report", show_default=True, help="Another notebook, by name or by path.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge actions as of this date; by default, the last date in the log.",
)
def report(log: Path, cohort: str | None, out: Path, notebook: str, as_of: Any) -> None:
    """Write the report of a cohort in LOG as one HTML file."""
    from alsnb.reports import run

    day = None if as_of is None else as_of.date().isoformat()
    click.echo(run.report(log, out, cohort=cohort, notebook=notebook, as_of=day, progress=True))


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=FOLDER, default=".")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path, options: tuple[str, ...]) -> None:
    """Open a workbook FOLDER in JupyterLab, which is given any further OPTIONS."""
    if not folder.is_dir():
        raise AlsnbError(f"there is no folder {folder}; make a workbook with: alsnb new {folder}")
    sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab", str(folder), *options]))


@main.command()
@click.argument("log", type=FILE)
def check(log: Path) -> None:
    """Look for what is wrong in LOG; exits with 1 where something is."""
    with alsnb.open_log(log) as opened:
        problems = alsnb.check(opened)
    for problem in problems:
        click.echo(f"{problem.where}: {problem.what}; {problem.do}")
    click.echo(f"{log}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'} found")
    sys.exit(1 if problems else 0)


@main.command()
@click.argument("keys", nargs=-1)
def formats(keys: tuple[str, ...]) -> None:
    """Compare the ALS formats side by side: all of them, or those with the KEYS given."""
    from rich.console import Console
    from rich.table import Table

    compared = alsnb.formats.compare(keys or None)
    table = Table(show_lines=True, highlight=False)
    for column in ("", *compared.columns):
        table.add_column(column, overflow="fold")
    for trait, row in compared.iterrows():
        table.add_row(str(trait), *map(str, row))
    # Without a terminal, or a width asked for, there is none to fit: give every column room enough to be read.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 30 * (1 + len(compared.columns))
    Console(width=width, highlight=False, markup=False).print(table)
