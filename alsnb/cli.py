"""The command line: parse, call, print."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, cast

import click

import alsnb
from alsnb.errors import AlsnbError, BundleError, RosterError
from alsnb.filenames import file_name

if TYPE_CHECKING:
    from alsnb.log import Revision

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
_AS_WRITTEN = "Names that people wrote in their texts are still in it."
PURPOSES = click.Choice(["teaching_record", "research", "quotation"])


class _Location(click.ParamType):  # type: ignore[type-arg]
    """A log: a file, or an address, whose password goes no further than here."""

    name = "log"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the location without a password, which is remembered for the connection."""
        from alsnb.log.databases import addresses

        bare = addresses.without_password(value)
        if bare != value:
            click.echo(
                "alsnb: leave the password out of the address: on some computers others see what you type. "
                "Use `alsnb -W …`, which asks for it, or the file ~/.pgpass",
                err=True,
            )
        elif ctx is not None and ctx.find_root().params.get("ask") and addresses.is_address(value):
            password = click.prompt(f"Password for {addresses.shown(value)}", hide_input=True, err=True)
            addresses.remember(value, password)
        return bare


LOG = _Location()


class _Commands(click.Group):
    """Prints a mistake a user can mend as one sentence, and exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        from alsnb.log.databases import addresses
        from alsnb.log.databases.base import listening

        told = set[str]()

        def tell(notice: str) -> None:
            if notice not in told:  # a command may open a log several times
                click.echo(f"alsnb: {_printable(notice)}", err=True)
            told.add(notice)

        try:
            with listening(tell):
                return super().invoke(ctx)
        except AlsnbError as error:
            click.echo(f"alsnb: {addresses.censored(str(error))}", err=True)
            ctx.exit(2)
        except click.ClickException as error:  # it quotes what was typed
            error.message = addresses.censored(error.message)  # type: ignore[misc]
            raise
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            where = addresses.shown(str(error.filename))
            click.echo(f"alsnb: {where}: {error.strerror}; use a shorter path", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(alsnb.__version__, prog_name="alsnb")
@click.option("-W", "ask", is_flag=True, help="Ask for the password of a shared log.")
def main(ask: bool) -> None:
    """A reflective research workbook for Action Learning Sets.

    A LOG is a file, or the address of a shared log: postgresql://USER@HOST/DATABASE.
    """


@main.command()
@click.argument("folder", type=FOLDER)
def new(folder: Path) -> None:
    """Make a workbook FOLDER: the notebooks and an empty log, cohort.db."""
    from alsnb.log import SAMPLE
    from alsnb.log.databases import addresses
    from alsnb.reports import task

    if ":/" in str(folder) or addresses.is_address(str(folder)):
        raise AlsnbError("found an address, expected a folder; a shared log is made with: alsnb server init ADDRESS")
    if folder.exists() and any(folder.iterdir()):
        raise AlsnbError(f"{folder} is not empty; name a new folder, nothing was written")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".alsnb-") as scratch:
            made = Path(scratch) / "workbook"
            made.mkdir()
            for notebook in sorted(task.notebooks().glob("*.ipynb")):
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
    from alsnb.reports import batch, task

    day = None if as_of is None else date_of(as_of).isoformat()
    found = [file for log in logs for file in _logs_in(log)]
    many = everything or len(found) > 1
    of = {"cohort": cohorts[0]} if len(cohorts) == 1 else {"cohorts": cohorts or None}
    tasks, without = [], dict[str, str]()
    for log in found:
        try:
            tasks += task.tasks(
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


@main.command()
@click.argument("log", type=LOG)
@click.option("--to", type=click.Choice(["parquet"]), required=True, expose_value=False, help="Kind of files.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the files; new or empty.")
@click.option("--cohort", help="Code of the cohort; by default all.")
@click.option("--purpose", type=PURPOSES, help="Only what members consent to for this purpose, under pseudonyms.")
def export(log: str, out: Path, cohort: str | None, purpose: str | None) -> None:
    """Write the frames of LOG as files that other engines read: a folder a frame, a file a cohort."""
    from alsnb.frames import parquet

    with alsnb.open_log(log) as opened:
        frames = opened.frames(cohort, purpose=purpose)
    parquet.write(frames, out)
    rows = sum(len(getattr(frames, name)) for name in frames.names())
    click.echo(f"Wrote {rows:,} rows into {out}. {_AS_WRITTEN}")


@main.command(context_settings={"ignore_unknown_options": True})
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


@main.command()
@click.argument("log", type=LOG)
def check(log: str) -> None:
    """Look for what is wrong in LOG, and name the command that mends it; exits with 1 if something is."""
    with alsnb.open_log(log) as opened:
        from rich.console import Console
        from rich.progress import Progress

        name = opened.name
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
            task = shown.add_task("Checking", total=None)
            problems = alsnb.check(opened, lambda done, of: shown.update(task, completed=done, total=of))
    for problem in problems:
        ends = "" if problem.what[-1] in ".?!" else ";"
        click.echo(_printable(f"{problem.where}: {problem.what}{ends} {problem.do}"))
    click.echo(f"{name}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'} found")
    sys.exit(1 if problems else 0)


@main.command()
@click.argument("log", type=LOG)
@click.argument("arguments", nargs=-1, required=True, metavar="ENTRY... FIELD=VALUE...")
@click.option("--kind", help="Kind of record, such as action; required if several lie on the entry.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def amend(log: str, arguments: tuple[str, ...], kind: str | None, yes: bool) -> None:
    """Give fields of an ENTRY in LOG other values; what it said before stays in its history.

    An ENTRY is the id that `alsnb check` names. FIELD= without a VALUE empties the field.
    """
    from alsnb.log.changes import amendments

    changes = dict(each.partition("=")[::2] for each in arguments if "=" in each)
    _mend(log, [each for each in arguments if "=" not in each], kind, yes,
          lambda opened, found: amendments.amended(opened, found, changes))  # fmt: skip


@main.command()
@click.argument("log", type=LOG)
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...")
@click.option("--kind", help="Kind of record, such as action; required if several lie on the entry.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def withdraw(log: str, entries: tuple[str, ...], kind: str | None, yes: bool) -> None:
    """Withdraw an ENTRY that was recorded by mistake from LOG: it stays in the history, and is in no report.

    An ENTRY is the id that `alsnb check` names.
    """
    from alsnb.log.changes import amendments

    _mend(log, list(entries), kind, yes, amendments.withdrawn)


def _mend(log: str, entries: list[str], kind: str | None, yes: bool, mend: Any) -> None:
    """Show what mending entries does, ask, and do it."""
    from alsnb.log import descriptions
    from alsnb.log.changes import amendments

    if not entries:
        raise AlsnbError("found no entry to mend; name it by its id, as `alsnb check` does")
    with alsnb.open_log(log) as opened:
        found = [mend(opened, amendments.find(opened, entry, kind)) for entry in entries]
        for each in found:
            changes = [
                f"{label}: {descriptions.value(before)} → {descriptions.value(now)}"
                for label, before, now in each.changes
            ]
            click.echo(_printable(f"{each.called}: {'; '.join(changes) or 'nothing changes'}"))
        revisions = [revision for each in found for revision in each.revisions]
        removed = [id for each in found for id in each.removed]
        if (revisions or removed) and (yes or click.confirm(f"Write this into {opened.name}?")):
            amendments.record(opened, revisions, removed)
            click.echo(f"Wrote it into {opened.name}.")


@main.command()
@click.argument("log", type=LOG)
@click.option("--member", nargs=2, metavar="OLD NEW", help="Give a member, or a coder or facilitator, another code.")
@click.option("--set", "learning_set", nargs=2, metavar="OLD NEW", help="Give a set another code.")
@click.option("--cohort-code", nargs=2, metavar="OLD NEW", help="Give a cohort another code.")
@click.option("--theme", nargs=2, metavar="OLD NEW", help="Give a theme another name.")
@click.option("--cohort", help="Code of the cohort; required if LOG has several.")
@click.option("--merge-into", is_flag=True, help="Both codes mean the same: keep the newer of what both recorded.")
@click.option("--roster", type=FILE, help="Roster to be changed as well.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def rename(
    log: str, member: tuple[str, str] | None, learning_set: tuple[str, str] | None,
    cohort_code: tuple[str, str] | None, theme: tuple[str, str] | None, cohort: str | None, merge_into: bool,
    roster: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Give a member, a set, a cohort or a theme of LOG another code, wherever the old one is recorded.

    After merging a copy that still has the old code, rename again. The history keeps the old code.
    """
    from alsnb.log import descriptions
    from alsnb.log.changes import renaming
    from alsnb.privacy.codes import code_doubts

    given = {"member": member, "learning_set": learning_set, "cohort": cohort_code, "theme": theme}
    asked = [(kind, codes) for kind, codes in given.items() if codes]
    if len(asked) != 1:
        raise AlsnbError(
            "found several codes to rename or none, expected one of --member, --set, --cohort-code, --theme"
        )
    ((kind, (old, new)),) = asked
    how: dict[str, Any] = {"merge_into": merge_into, "roster": roster}
    with alsnb.open_log(log) as opened:
        done = renaming.rename(opened, cast(renaming.Kind, kind), old, new, cohort, preview=True, **how)
        counts = [descriptions.count_of(each, number) for each, number in done.entries.items()]
        counts += [f"{done.drafts} draft{'' if done.drafts == 1 else 's'}"] if done.drafts else []
        what = f"{descriptions.kind_of(kind)} {descriptions.code(old)}"
        if not counts and roster is None:
            click.echo(f"{opened.name} has nothing left to rename: it says {descriptions.code(new)} everywhere.")
            return
        click.echo(f"{what} → {descriptions.code(new)}: {descriptions.listing(counts) or 'nothing in the log'}")
        for difference in done.differing:
            click.echo(f"  {difference}")
        if kind != "theme":
            for doubt in code_doubts(new, () if merge_into else [old], of=cast(Any, kind)):
                click.echo(f"  {doubt}")
        if yes or click.confirm(f"Write this into {opened.name}?"):
            renaming.rename(opened, cast(renaming.Kind, kind), old, new, cohort, **how)
            click.echo(
                f"{opened.name} says {descriptions.code(new)} now. Its history still says {descriptions.code(old)}."
            )
            if kind == "member":
                click.echo("To erase this person later, erase both codes.")


@main.command("hand-in")
@click.argument("log", type=LOG)
@click.option("--member", required=True, help="Code of the member who hands in.")
@click.option("--cohort", help="Code of the cohort; required if several have such a member.")
@click.option("--out", type=FILE, help="The bundle to write.  [default: hand-in-MEMBER.jsonl]")
@click.option(
    "--secret",
    is_flag=False,
    flag_value="",
    help="The secret on your slip, which proves that the hand-in is yours; asked for if you do not type it here. "
    "It is kept on this computer, so you need it once.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def hand_in(log: str, member: str, cohort: str | None, out: Path | None, secret: str | None, yes: bool) -> None:
    """Write what a member shares with the tutor as a bundle; shown before it is written."""
    from alsnb.log.exchange import hand_ins
    from alsnb.privacy import slips

    target = out or Path(f"{file_name(member, kind='hand-in')}.jsonl")
    with alsnb.open_log(log) as opened:
        shared = hand_ins.sharing_of(opened, member, cohort)
        gone = {each.entry for each in shared.taken_back}
        leaving = [each for each in shared.leaving if each.entry not in gone]
        _list_kinds(leaving)
        for each in leaving:
            if isinstance(each.record, alsnb.Reflection):
                click.echo(f"       {shorten(each.record.text, 90, placeholder='…')}")
        click.echo(_counted(len(shared.staying), "reflection") + " marked private or for the set: not handed in")
        if gone:
            click.echo(
                _counted(len(gone), "entry", "entries") + " taken back since an earlier hand-in: handed in as taken "
                "back, without the words; the tutor's log then deletes the words it has"
            )
        if not shared.leaving:
            raise AlsnbError(f"member {member} shares nothing with the tutor; nothing was written")
        whose = (cohort or shared.leaving[0].cohort, member)
        if target.is_file() and not _is_hand_in_of(target, whose):
            raise AlsnbError(
                f"{target} is there already, and is no hand-in of {member} for cohort {whose[0]}; nothing was written: "
                "choose another file with --out"
            )
        if secret is not None:
            typed = secret or click.prompt("The secret on your slip", hide_input=True)
            slips.save(cohort or shared.leaving[0].cohort or "", member, typed)
        if yes or click.confirm(f"Write this to {target}?"):
            hand_ins.hand_in(opened, member, cohort, target)
            click.echo(f"Wrote {target}. Send it to the tutor.")


def _is_hand_in_of(file: Path, who: tuple[str | None, str]) -> bool:
    """Whether a file is a bundle of a member of a cohort, which a later one may replace."""
    from alsnb.log.exchange import bundle_files, permissions

    try:
        return permissions.whose(bundle_files.read(bundle_files.Source(file.name, file))) == who
    except BundleError:
        return False


def _list_kinds(revisions: list[Revision]) -> None:
    """Show how many entries there are of each kind."""
    for kind, number in Counter(each.kind for each in revisions).items():
        click.echo(f"{number:>5}  {_noun(number, kind.replace('_', ' '))}")


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {_noun(number, one, many)}"


def _noun(number: int, one: str, many: str | None = None) -> str:
    return one if number == 1 else many or f"{one}s"


@main.command()
@click.argument("folder", type=FOLDER)
@click.argument("log", type=LOG)
@click.option("--accept", metavar="FILE", multiple=True, help="Record what is held of FILE, once you have read it.")
@click.option("--new-member", "new_members", is_flag=True, help="Take hand-ins of members whom the cohort lacks.")
@click.option("--roster", type=FILE, help="The file with the secrets on the slips.  [default: the cohort's roster]")
@click.option(
    "--erasures", is_flag=True, help="Erase from LOG, for good, each member who hands in that they were erased."
)
def gather(
    folder: Path, log: str, accept: tuple[str, ...], new_members: bool, roster: Path | None, erasures: bool
) -> None:
    """Record in LOG what members hand in in FOLDER, also in its subfolders and zip files.

    Records what members may say of themselves, and holds the rest: it is listed, and recorded only with --accept. Exits
    with 1 if anything was held or a file was not taken.
    """
    from rich.console import Console
    from rich.progress import track

    from alsnb.log import summaries
    from alsnb.log.exchange import bundle_files, gathering

    if not folder.is_dir():
        raise AlsnbError(f"there is no folder {folder}; expected the folder with the files that were handed in")
    with alsnb.open_log(log) as opened:
        found = bundle_files.sources(folder, opened.database.path)
        if not found:
            raise AlsnbError(f"there is no file in {folder}; expected bundles made by `alsnb hand-in`")
        names = _named(accept, folder, [each.name for each in found])
        console, hidden = Console(stderr=True), not sys.stderr.isatty()
        gathered = gathering.gather(
            opened, found, erasures=erasures, new_members=new_members, accept=names, secrets=_secrets(roster),
            progress=lambda each: track(each, "Gathering", console=console, transient=True, disable=hidden),
        )  # fmt: skip
        gone = any(each.taken_back or each.erased for each in gathered)
        unreached = opened.database.unreached() if gone else []
    for each in gathered:
        click.echo("\n".join(map(_printable, gathering.told(each))))
    if unreached:
        click.echo(
            "These copies still hold what was deleted, or may; delete them: " + ", ".join(map(_printable, unreached))
        )
    bad, held = sum(each.problem is not None for each in gathered), sum(len(each.held) for each in gathered)
    said = f"{len(gathered) - bad} of {len(gathered)} files gathered"
    click.echo(said + (f"; {held} record{' is' if held == 1 else 's are'} held" if held else ""))
    for each in gathered:
        if any(one.acceptable for one in each.held):
            again = summaries.command("alsnb", "gather", str(folder), log, "--accept", each.name)
            again = again or "unpack it or give it a plain name, then gather again"
            click.echo(f"To record what is held of {summaries.file_quoted(each.name)} too: {again}")
    sys.exit(0 if all(each.is_whole for each in gathered) else 1)


def _named(asked: tuple[str, ...], folder: Path, names: list[str]) -> list[str]:
    """The names, as found in a folder, of the files that were asked for by name, or by path."""
    from alsnb.log.summaries import file_quoted

    chosen = []
    for each in asked:
        alike = [name for name in names if each in (name, str(folder / name))] or [
            name for name in names if Path(name).name == each
        ]
        if len(alike) != 1:
            named = ", ".join(map(file_quoted, alike))
            what = f"{len(alike)} files are called so: {named}" if alike else "there is no such file"
            raise AlsnbError(f"--accept {each}: {what} in {folder}; name it as the list does")
        chosen += alike
    return chosen


def _secrets(path: Path | None) -> Callable[[str, str], str | None]:
    """The secrets on the slips, from one roster or from each cohort's own."""
    from alsnb.privacy import Roster

    given = None if path is None else Roster.open(path=path)
    rosters: dict[str, Roster | None] = {}

    def secret_of(cohort: str, member: str) -> str | None:
        if given is None and cohort not in rosters:
            rosters[cohort] = None
            if Roster.place_of(cohort).is_file():
                try:
                    rosters[cohort] = Roster.open(cohort)
                except RosterError as error:
                    click.echo(f"hand-ins of cohort {cohort} cannot be proved: {error}", err=True)
        roster = given or rosters.get(cohort)
        return None if roster is None else roster.secret_of(member, cohort)

    return secret_of


@main.command()
@click.argument("other", type=LOG)
@click.argument("log", type=LOG)
@click.option("--yes", is_flag=True, help="Do not ask.")
def merge(other: str, log: str, yes: bool) -> None:
    """Take over into LOG whatever the log OTHER holds, for instance a set's, or a second coder's.

    Shows what that would change, and asks. What was erased there is erased here. Doing it again adds what is new since.
    """
    from alsnb.log.exchange import merging

    with alsnb.open_log(other) as theirs, alsnb.open_log(log) as ours:
        news = merging.news(theirs, ours)
        for line in merging.told(news, other, log):
            click.echo(_printable(line))
        if not news.changes:
            return
        if not (yes or click.confirm(f"Take this over into {ours.name}?")):
            click.echo("Nothing was taken over.")
            return
        merged = ours.merge(theirs)
    click.echo(f"{other}: {merged.new} new, {merged.known} known, {merged.refused} erased or taken back before")


def _printable(text: str) -> str:
    """Text of others without what would steer a terminal."""
    from alsnb.log import descriptions

    return descriptions.printable(text)


@main.command()
@click.argument("log", type=LOG)
@click.option("--member", required=True, help="Code of the member.")
@click.option("--cohort", help="Code of the cohort; may be left out where one alone has such a member.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(log: str, member: str, cohort: str | None, yes: bool) -> None:
    """Remove everything a member recorded from LOG, for good; lists first what that is."""
    from alsnb.log.exchange import hand_ins

    with alsnb.open_log(log) as opened:
        cohort = cohort or hand_ins.held_of(opened, member)[0].cohort
        found = opened.erasable(member, cohort)
        _list_kinds(found.entries)
        click.echo(_counted(found.revisions, "revision") + " in all, earlier wordings included")
        if found.drafts:
            click.echo(_counted(found.drafts, "draft") + ", of the member or about what the member recorded")
        if copies := opened.copies():
            click.echo("The same in the backups and copies beside it: " + ", ".join(copies))
        if others := opened.database.unreached():
            names, verb = ", ".join(map(_printable, others)), "is" if len(others) == 1 else "are"
            click.echo(
                f"{names} may still hold them, and {verb} not reached: of another name, another log, or not readable. "
                "Delete what you do not need"
            )
        whose = f"all of this, of member {member} of cohort {found.cohort},"
        if yes or click.confirm(f"Erase {whose} from {opened.name}? It cannot be brought back."):
            gone = opened.erase(member, cohort)
            click.echo(f"Erased {_counted(gone, 'revision')}. Copies elsewhere still hold them.")


@main.command()
@click.argument("log", type=LOG)
@click.option("--out", type=FILE, help="The file to write; compressed if it ends in .gz.  [default: in backups/]")
def backup(log: str, out: Path | None) -> None:
    """Make a backup of LOG now.

    One is made each day on which LOG is opened and was changed since; the last seven are kept.
    """
    from alsnb.log.safekeeping import backups

    with alsnb.open_log(log) as opened:
        made = backups.make(opened, out)
    click.echo(f"Made {made}. Bring it back with: alsnb restore {shlex.quote(log)} --from {shlex.quote(str(made))}")


@main.command()
@click.argument("log", type=FILE)
@click.option("--from", "source", type=FILE, help="The backup to bring back; without it, list the backups there are.")
def restore(log: Path, source: Path | None) -> None:
    """Bring back LOG from a backup; the file there is now is kept under another name.

    From a damaged file, everything that can still be read is added. Whoever was erased, and what was taken back, stays
    away, as far as the file there is now can tell; where it cannot, restore says so.
    """
    from alsnb.log.safekeeping import backups, rescue

    name = shlex.quote(str(log))
    if source is None:
        found = backups.of(log)
        for each in reversed(found):
            about = each.stat()
            day = f"{datetime.fromtimestamp(about.st_mtime):%d %b %Y %H:%M}"
            click.echo(f"{day}  {about.st_size:>12,} bytes  alsnb restore {name} --from {shlex.quote(str(each))}")
        if log.is_file() and rescue.is_log(log):
            click.echo(f"To make {log} anew from what can be read of it: alsnb restore {name} --from {name}")
        elif not found:
            what = (
                f"there is no backup of {log}, and it is no log"
                if log.exists()
                else f"there is neither a log {log} nor a backup of one"
            )
            raise AlsnbError(f"{what}; check the path")
        return
    done = backups.restore(log, source)
    with alsnb.open_log(log) as opened:
        problems = alsnb.check(opened)
    click.echo(f"Restored {log} from {source}." + (f" The file before is kept as {done.kept}." if done.kept else ""))
    if done.rescued:
        click.echo(f"{_counted(done.rescued, 'more revision')} could be read of the damaged file, and added.")
    if done.left and done.kept:
        click.echo(
            f"{_counted(done.left, 'revision')} of the file before {'is' if done.left == 1 else 'are'} not in it. "
            f"To take over what is missing: alsnb merge {shlex.quote(str(done.kept))} {name}"
        )
    if done.lost:
        what, them = _counted(done.lost, "revision"), "is lost" if done.lost == 1 else "are lost"
        click.echo(f"{what} could not be read, and {them} unless a backup has {'it' if done.lost == 1 else 'them'}.")
    elif done.lost is None:
        click.echo("What could not be read of the file before is lost unless a backup has it.")
    if not done.is_certain:
        click.echo(
            "Who was erased, and what was taken back, could not be read for certain from the file before: some of it "
            f"may be in {log} again. Erase again whoever was erased since the backup: alsnb erase {name} --member CODE"
        )
    if problems:
        click.echo(f"{_counted(len(problems), 'problem')} found; see what with: alsnb check {name}")
    if problems or not done.is_certain:
        sys.exit(1)


@main.command("export-member")
@click.argument("log", type=LOG)
@click.option("--member", required=True, help="Code of the member.")
@click.option("--cohort", help="Code of the cohort; may be left out where one alone has such a member.")
@click.option("--out", type=FILE, help="The text to write.  [default: MEMBER.txt]")
def export_member(log: str, member: str, cohort: str | None, out: Path | None) -> None:
    """Write everything LOG holds about a member as a text the member can read."""
    from alsnb.log.exchange import hand_ins

    target = out or Path(f"{file_name(member)}.txt")
    with alsnb.open_log(log) as opened:
        held = hand_ins.held_of(opened, member, cohort)
        title = (
            f"What {opened.name} holds about member {member} of cohort {held[0].cohort}, as far as it may be read here"
        )
    try:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(hand_ins.as_text(held, title))
    except OSError as error:
        raise AlsnbError(f"{target} cannot be written: {error.strerror}; choose another file with --out") from None
    click.echo(f"Wrote {target}: {len(held)} revisions. {_AS_WRITTEN}")


@main.command()
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


@main.group()
def server() -> None:
    """Make a shared log on a PostgreSQL server, and say who may use it; for the owner of the server."""


@server.command()
@click.argument("address", type=LOG)
@click.option("--upgrade", is_flag=True, help="Bring the log that is there up to date with this alsnb.")
def init(address: str, upgrade: bool) -> None:
    """Make a shared log in the database at ADDRESS, and the database too if there is none."""
    from alsnb.log.server import administration

    if administration.init(address, upgrade=upgrade):
        click.echo("Made the database.")
    done = (
        "Brought the log up to date." if upgrade else "Made the log. Let people in with: alsnb server people FILE.csv"
    )
    click.echo(f"{done} What is to be looked after besides: alsnb server check")


@server.command()
@click.argument("file", type=FILE)
@click.argument("address", type=LOG)
@click.option("--cohort", help="Code of the cohort, where FILE names none.")
@click.option(
    "--new-password", "renew", metavar="USER", multiple=True, help="Give USER, who forgot it, a new password."
)
@click.option("--slips", type=FILE, help="The page to print, with the passwords.  [default: logins-DATABASE.html]")
@click.option("--yes", is_flag=True, help="Do not ask.")
def people(file: Path, address: str, cohort: str | None, renew: tuple[str, ...], slips: Path | None, yes: bool) -> None:
    """Make the logins of a course as FILE says: let in who is in it, and nobody else in its cohorts.

    FILE is a CSV file with the columns username, role (member, facilitator, tutor or researcher), cohort, set and code.
    Shows what changes, and asks. Doing it again changes nothing.
    """
    from alsnb.log.databases import addresses
    from alsnb.log.server import course

    wanted = course.read(file, cohort)
    found = course.changes(address, wanted, list(renew))
    if not found:
        click.echo("The log lets in just who is in the file.")
        return
    target = slips or Path(f"{file_name(str(addresses.read(address).database), kind='logins')}.html")
    if (found.made or found.renewed) and target.exists():
        raise AlsnbError(f"{target} is there already; print and delete it, or name another file with --slips")
    for each in found.made:
        click.echo(f"new login   {each}")
    for each in found.renewed:
        click.echo(f"new password for {each}")
    for sign, grants in (("lets in", found.granted), ("no longer", found.ended)):
        for grant in grants:
            click.echo(f"{sign:<11} {grant.username}: {grant.called}")
    if not (yes or click.confirm(f"Change the logins of {addresses.shown(address)} so?")):
        click.echo("Nothing was changed.")
        return
    passwords = course.carry_out(address, wanted, list(renew))
    if passwords:
        course.slips(target, address, wanted, passwords)
        click.echo(f"Wrote {target}, with {_counted(len(passwords), 'password')}: print it, cut it up, and delete it.")
    click.echo("Done.")


@server.command("check")
@click.argument("address", type=LOG)
def check_server(address: str) -> None:
    """Look for what is wrong with the server of the log at ADDRESS: encryption, who may connect, who has what.

    Exits with 1 if something is.
    """
    from alsnb.log.server import upkeep

    found = upkeep.state(address)
    for each in found.facts:
        click.echo(_printable(each))
    for each in found.problems:
        click.echo(_printable(f"To be mended: {each}"))
    sys.exit(1 if found.problems else 0)


@server.command("erase-remains")
@click.argument("address", type=LOG)
def erase_remains(address: str) -> None:
    """Have the server of the log at ADDRESS give up the bytes of what was erased; nobody can use the log meanwhile."""
    from alsnb.log.server import upkeep

    click.echo("\n".join(upkeep.erase_remains(address)))


@server.command()
@click.argument("address", type=LOG)
@click.argument("sessions", nargs=-1, type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
def end(address: str, sessions: tuple[int, ...], yes: bool) -> None:
    """End SESSIONS that keep others of the log at ADDRESS waiting.

    Without any, lists those that have a transaction open.
    """
    from alsnb.log.server import sessions as open_sessions

    there = open_sessions.sessions(address)
    chosen = [each for each in there if each.number in sessions]
    for each in chosen or there:
        click.echo(_printable(str(each)))
    if sessions and not chosen:
        click.echo("None of these has a transaction open any more.")
    elif chosen and (yes or click.confirm("End this? What was not finished is undone.")):
        ended = open_sessions.end(address, [each.number for each in chosen])
        click.echo(f"Ended {_counted(len(ended), 'session')}.")
    elif not there:
        click.echo("Nobody has a transaction open.")


@server.command()
@click.argument("address", type=LOG)
@click.argument("user")
@click.option("--member", metavar="CODE", help="Let USER in as this member; with --set.")
@click.option("--facilitator", metavar="CODE", help="Let USER in as the facilitator with this code; with --set.")
@click.option("--tutor", metavar="CODE", help="Let USER in as the tutor with this code.")
@click.option("--researcher", is_flag=True, help="Let USER in as a researcher.")
@click.option("--cohort", required=True, help="Code of the cohort.")
@click.option("--set", "learning_set", help="Code of the set, for a member or a facilitator.")
@click.option("--create", is_flag=True, help="Make the database user USER, with a new password, shown once.")
def grant(
    address: str,
    user: str,
    member: str | None,
    facilitator: str | None,
    tutor: str | None,
    researcher: bool,
    cohort: str,
    learning_set: str | None,
    create: bool,
) -> None:
    """Let the database user USER in, as a member, facilitator, tutor or researcher of a cohort."""
    from alsnb.log.server import administration

    codes = {"member": member, "facilitator": facilitator, "tutor": tutor, "researcher": "" if researcher else None}
    asked = {role: code or None for role, code in codes.items() if code is not None}
    if len(asked) != 1:
        raise AlsnbError("found several roles or none, expected one of --member, --facilitator, --tutor, --researcher")
    ((role, code),) = asked.items()
    in_set = role in ("member", "facilitator")
    if in_set != (learning_set is not None):
        raise AlsnbError(f"a {role} is let in {'to one set: add' if in_set else 'to a whole cohort: leave out'} --set")
    given = administration.Grant(user, cast(administration.Role, role), cohort, learning_set, code)
    password = administration.grant(address, given, create=create)
    others = administration.sharing_a_code(address, given)
    click.echo(f"{user} may use the log as {given.called}.")
    if others:
        click.echo(f"{', '.join(others)} may too, with the same code: if that is not meant, alsnb server revoke")
    if password is not None:
        click.echo(f"Password of {user}, shown this once: {password}")


@server.command()
@click.argument("address", type=LOG)
@click.argument("user")
def revoke(address: str, user: str) -> None:
    """Let the database user USER in no more; what they recorded stays."""
    from alsnb.log.server import administration

    gone = administration.revoke(address, user)
    click.echo(f"{user} may use the log no more ({gone} grant{'' if gone == 1 else 's'} ended).")


@server.command()
@click.argument("address", type=LOG)
def users(address: str) -> None:
    """List whom the log at ADDRESS lets in, and as what."""
    from alsnb.log.server import administration

    found = administration.users(address)
    for each in found:
        of = " ".join(part for part in (each.cohort, each.learning_set, each.code) if part)
        click.echo(f"{each.username}: {each.role} of {of}")
    if not found:
        click.echo("Nobody is let in yet: alsnb server grant")
