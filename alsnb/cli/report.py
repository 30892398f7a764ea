"""Commands that make reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from alsnb.cli.parameters import FILE, FOLDER, LOG, PURPOSES
from alsnb.errors import AlsnbError


@click.command()
@click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=LOG)
@click.option("--notebook", default="cohort_report", show_default=True, help="Another notebook, by name or by path.")
@click.option(
    "--cohort",
    "cohorts",
    multiple=True,
    help="Code of the cohort; may be left out where there is one. Several times, for a report that compares them.",
)
@click.option("--set", "learning_set", help="Code of the set, for a report about one.")
@click.option("--member", help="Code of the member, for a report about one.")
@click.option("--all", "everything", is_flag=True, help="A report of each cohort, set or member, and an index.")
@click.option("--out", type=FOLDER, default=".", help="Folder for reports; made if it is not there.  [default: here]")
@click.option("--to", default="html", show_default=True, help="Kinds of files, of html,docx,pdf.")
@click.option("--purpose", type=PURPOSES, help="Use only what members consent to for this purpose, under pseudonyms.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="Judge actions as of this date, such as 2026-11-01; by default, the last of a meeting, action or report.",
)
@click.option("--publish", is_flag=True, help="For anybody: figures are rounded, as the cohort's policy says.")
@click.option("--roster", type=FILE, help="Where passages are quoted: the file that tells what names to take out.")
@click.option("--again", is_flag=True, help="With --all: make also what is there already, and would be no different.")
@click.option("--jobs", type=click.IntRange(1), help="How many at once.  [default: as many as processors]")
@click.option("--seconds", type=click.FloatRange(1), default=600, show_default=True, help="How long one may take.")
@click.option("--engine", type=click.Choice(["alsnb", "kernel"]), help="Run cells in forked processes, or in kernels.")
@click.option("--backend", default="threading", show_default=True, help="Who works: threading, loky, dask, ray, spark.")
@click.option("--scheduler", help="Address of a cluster of Dask or Ray.")
def report(
    logs: tuple[str, ...], out: Path, to: str, as_of: str | None, everything: bool, notebook: str,
    cohorts: tuple[str, ...], learning_set: str | None, member: str | None, purpose: str | None, publish: bool,
    roster: Path | None, **how: Any,
) -> None:  # fmt: skip
    """Write the report of a cohort, a set or a member in LOG; of several LOGs, or of a folder of them, one each."""
    from alsnb.analyses.actions.outcomes import date_of
    from alsnb.reports import batch

    day = None if as_of is None else date_of(as_of).isoformat()
    found = [file for log in logs for file in _logs_in(log)]
    many = everything or len(found) > 1
    of = {"cohort": cohorts[0]} if len(cohorts) == 1 else {"cohorts": cohorts or None}
    tasks, without = [], dict[str, str]()
    for log in found:
        try:
            tasks += batch.tasks(
                log, notebook, everything=many, **of, learning_set=learning_set, member=member,
                to=to.split(","), publish=publish, purpose=purpose, as_of=day, roster=roster,
            )  # fmt: skip
        except AlsnbError as error:  # the other logs' reports are made
            without[log] = str(error)
    if not tasks:
        raise AlsnbError("; ".join(dict.fromkeys(without.values())))
    label, hidden = "Reports" if many else "Report", not sys.stderr.isatty()
    done: list[batch.Result] = []
    with click.progressbar(length=1000 * len(tasks), label=label, file=sys.stderr, hidden=hidden) as bar:
        how["progress"] = lambda more: bar.update(round(1000 * more))
        if not many:
            made = batch.make_one(tasks[0], out, **{name: how[name] for name in ("engine", "seconds", "progress")})
        else:
            try:
                done.extend(batch.make_all(tasks, out, without=without, **how))
            except KeyboardInterrupt:
                there = sum(not each.failure for each in done)
                click.echo(f"\n{there:,} of {len(tasks):,} are made; the same command goes on from there", err=True)
                raise
    if not many:
        click.echo("\n".join(map(str, made)))
        return
    failed, there = [each for each in done if each.failure], sum(each.unchanged for each in done)
    for why in dict.fromkeys(f"{each.task.name}: {each.failure}" for each in failed):
        click.echo(why, err=True)
    for why in without.values():
        click.echo(f"no report was made: {why}", err=True)
    made_now, failures = len(done) - len(failed) - there, len(failed) + len(without)
    click.echo(f"Made {made_now:,}, {there:,} were there already, {failures:,} failed: {out / 'index.html'}")
    if failed or without:
        sys.exit(1)


def _logs_in(place: str) -> list[str]:
    """The logs in a folder; or the log itself."""
    folder = Path(place)
    if "://" in place or not folder.is_dir():
        return [place]
    every = (each.relative_to(folder) for each in folder.rglob("*.db"))
    shown = (each for each in every if not any(part.startswith(".") for part in each.parts))
    if not (found := sorted(str(folder / each) for each in shown)):
        raise AlsnbError(f"neither the folder {place} nor one in it holds a log; expected files that end in .db")
    return found
