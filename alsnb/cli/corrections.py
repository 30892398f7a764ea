"""Commands that check a log, correct it, back it up and restore it."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click

import alsnb
from alsnb.cli.parameters import FILE, LOG
from alsnb.cli.printing import counted, printable
from alsnb.errors import AlsnbError


@click.command()
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
        click.echo(printable(f"{problem.where}: {problem.what}{ends} {problem.do}"))
    click.echo(f"{name}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'} found")
    sys.exit(1 if problems else 0)


@click.command()
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


@click.command()
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
            click.echo(printable(f"{each.called}: {'; '.join(changes) or 'nothing changes'}"))
        revisions = [revision for each in found for revision in each.revisions]
        removed = [id for each in found for id in each.removed]
        if (revisions or removed) and (yes or click.confirm(f"Write this into {opened.name}?")):
            amendments.record(opened, revisions, removed)
            click.echo(f"Wrote it into {opened.name}.")


@click.command()
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


@click.command()
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


@click.command()
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
        click.echo(f"{counted(done.rescued, 'more revision')} could be read of the damaged file, and added.")
    if done.left and done.kept:
        click.echo(
            f"{counted(done.left, 'revision')} of the file before {'is' if done.left == 1 else 'are'} not in it. "
            f"To take over what is missing: alsnb merge {shlex.quote(str(done.kept))} {name}"
        )
    if done.lost:
        what, them = counted(done.lost, "revision"), "is lost" if done.lost == 1 else "are lost"
        click.echo(f"{what} could not be read, and {them} unless a backup has {'it' if done.lost == 1 else 'them'}.")
    elif done.lost is None:
        click.echo("What could not be read of the file before is lost unless a backup has it.")
    if not done.is_certain:
        click.echo(
            "Who was erased, and what was taken back, could not be read for certain from the file before: some of it "
            f"may be in {log} again. Erase again whoever was erased since the backup: alsnb erase {name} --member CODE"
        )
    if problems:
        click.echo(f"{counted(len(problems), 'problem')} found; see what with: alsnb check {name}")
    if problems or not done.is_certain:
        sys.exit(1)
