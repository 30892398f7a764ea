"""Make reports: `report` makes one, `reports` makes one for each cohort, set or member."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from alsnb.cli.parameters import FILE, FOLDER, LOG, PURPOSES
from alsnb.errors import AlsnbError
from alsnb.words import gettext, ngettext

_SHARED = [
    click.option(
        "--notebook",
        default="cohort_report",
        show_default=True,
        help=gettext("Name or path of the notebook to report with."),
    ),
    click.option(
        "--cohort",
        "cohorts",
        multiple=True,
        help=gettext(
            "Code of the cohort; required only if there are several. Repeat it for a report that compares cohorts."
        ),
    ),
    click.option("--set", "learning_set", help=gettext("Code of the set, for a report on a set.")),
    click.option("--member", help=gettext("Code of the member, for a report on a member.")),
    click.option(
        "--out", type=FOLDER, default=".", help=gettext("Folder for the reports; created if missing.  [default: .]")
    ),
    click.option(
        "--to", default="html", show_default=True, help=gettext("File types, separated by commas: html,docx,pdf.")
    ),
    click.option(
        "--purpose", type=PURPOSES, help=gettext("Include only members who consent to this purpose, pseudonymised.")
    ),
    click.option(
        "--as-of",
        metavar="DATE",
        help=gettext(
            "Date at which to assess actions, such as 2026-11-01.  [default: date of the latest meeting, action or "
            "report on an action]"
        ),
    ),
    click.option(
        "--publish", is_flag=True, help=gettext("Round figures by the cohort's policy, so that anyone may see them.")
    ),
    click.option("--roster", type=FILE, help=gettext("Roster used to redact names from quoted excerpts.")),
    click.option(
        "--timeout",
        "seconds",
        metavar="SECONDS",
        type=click.FloatRange(1),
        default=600,
        show_default=True,
        help=gettext("Time limit per report."),
    ),
    click.option(
        "--engine",
        type=click.Choice(["alsnb", "kernel"]),
        help=gettext("Run notebooks in forked processes, or in kernels."),
    ),
]


def _shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that both commands take."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command()
@click.argument("log", type=LOG)
@_shared_options
def report(log: str, out: Path, engine: str | None, seconds: float, **options: Any) -> None:
    """Report on a cohort, a set or a member in LOG.

    To report on each of them, or on several logs, use `alsnb reports`.
    """
    from alsnb.reports import batch, task

    if "://" not in log and Path(log).is_dir():
        raise AlsnbError(
            gettext(
                "{log} is a folder; to report on every log in it, use: alsnb reports {log}",
                log=log,
            )
        )
    tasks = task.tasks(log, **_task_options(**options))
    with _progress("Report", len(tasks)) as progress:
        files = batch.make_one(tasks[0], out, engine=engine, seconds=seconds, progress=progress)
    click.echo("\n".join(map(str, files)))


@click.command()
@click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=LOG)
@_shared_options
@click.option("--force", "again", is_flag=True, help=gettext("Rebuild reports even if they are up to date."))
@click.option(
    "--jobs", type=click.IntRange(1), help=gettext("Number of reports to make at once.  [default: one per processor]")
)
@click.option(
    "--backend",
    default="threading",
    show_default=True,
    help=gettext("joblib backend: threading, loky or dask."),
)
@click.option("--scheduler", metavar="ADDRESS", help=gettext("Address of a Dask or Ray cluster."))
def reports(logs: tuple[str, ...], out: Path, **options: Any) -> None:
    """Report on each cohort, set or member in each LOG, and write an index.

    A LOG may also be a folder of logs. Reports that are up to date are not rebuilt. Exits with 1 if any report fails.
    """
    from alsnb.reports import batch, task

    making = {name: options.pop(name) for name in ("engine", "seconds", "again", "jobs", "backend", "scheduler")}
    options = _task_options(**options)
    tasks, skipped = [], dict[str, str]()
    for log in (file for place in logs for file in _logs_in(place)):
        try:
            tasks += task.tasks(log, everything=True, **options)
        except AlsnbError as error:  # report on the other logs all the same
            skipped[log] = str(error)
    if not tasks:
        raise AlsnbError("; ".join(dict.fromkeys(skipped.values())))
    results: list[batch.Result] = []
    with _progress("Reports", len(tasks)) as progress:
        try:
            results.extend(batch.make_all(tasks, out, without=skipped, progress=progress, **making))
        except KeyboardInterrupt:
            finished = sum(not each.failure for each in results)
            click.echo(
                "\n"
                + ngettext(
                    "{finished:,} of {n:,} report finished. Run the same command again to continue.",
                    "{finished:,} of {n:,} reports finished. Run the same command again to continue.",
                    len(tasks),
                    finished=finished,
                ),
                err=True,
            )
            raise
    failed = [each for each in results if each.failure]
    for line in dict.fromkeys(f"{each.task.name}: {each.failure}" for each in failed):
        click.echo(line, err=True)
    for reason in skipped.values():
        click.echo(gettext("Log skipped: {reason}", reason=reason), err=True)
    unchanged, failures = sum(each.unchanged for each in results), len(failed) + len(skipped)
    built = len(results) - len(failed) - unchanged
    click.echo(
        gettext(
            "{built:,} built, {unchanged:,} up to date, {failures:,} failed: {out}",
            built=built,
            unchanged=unchanged,
            failures=failures,
            out=out / "index.html",
        )
    )
    if failures:
        sys.exit(1)


def _task_options(cohorts: tuple[str, ...], to: str, as_of: str | None, **options: Any) -> dict[str, Any]:
    """Return the options of the commands as `task.tasks` takes them."""
    from alsnb.analyses.actions.outcomes import date_of

    of = {"cohort": cohorts[0]} if len(cohorts) == 1 else {"cohorts": cohorts or None}
    day = None if as_of is None else date_of(as_of).isoformat()
    return {**options, **of, "to": to.split(","), "as_of": day}


@contextmanager
def _progress(label: str, count: int) -> Iterator[Callable[[float], None]]:
    """Show a progress bar for a number of reports; yield the function that moves it on, by parts of a report."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1000 * count, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield lambda part: bar.update(round(1000 * part))


def _logs_in(place: str) -> list[str]:
    """Return the logs in a folder and its subfolders; or the log itself."""
    folder = Path(place)
    if "://" in place or not folder.is_dir():
        return [place]
    paths = (each.relative_to(folder) for each in folder.rglob("*.db"))
    visible = (each for each in paths if not any(part.startswith(".") for part in each.parts))
    if not (logs := sorted(str(folder / each) for each in visible)):
        raise AlsnbError(
            gettext(
                "no log in {place} or its subfolders; logs are files that end in .db",
                place=place,
            )
        )
    return logs
