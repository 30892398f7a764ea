"""Check a log, correct it, back it up and restore it."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click

import alsnb
from alsnb.cli.parameters import FILE, LOG
from alsnb.cli.printing import printable
from alsnb.errors import AlsnbError
from alsnb.words import gettext, listing, ngettext


@click.command()
@click.argument("log", type=LOG)
def check(log: str) -> None:
    """Check LOG for problems, and name the command that fixes each. Exits with 1 if any are found."""
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
    click.echo(
        ngettext("{log}: {n:,} problem found", "{log}: {n:,} problems found", len(problems), log=name)
        if problems
        else gettext("{log}: no problems found", log=name)
    )
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("log", type=LOG)
@click.argument("arguments", nargs=-1, required=True, metavar="ENTRY... FIELD=VALUE...")
@click.option(
    "--kind", help=gettext("Record type, such as action; required only if the entry has records of several types.")
)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def amend(log: str, arguments: tuple[str, ...], kind: str | None, yes: bool) -> None:
    """Change fields of an ENTRY in LOG. The earlier values stay in its history.

    An ENTRY is the id that `alsnb check` shows, or its beginning. FIELD= without a VALUE empties the field.
    """
    from alsnb.log.changes import amendments

    changes = dict(each.partition("=")[::2] for each in arguments if "=" in each)
    entries = [each for each in arguments if "=" not in each]
    _correct(log, entries, kind, yes, lambda opened, entry: amendments.amended(opened, entry, changes))


@click.command()
@click.argument("log", type=LOG)
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...")
@click.option(
    "--kind", help=gettext("Record type, such as action; required only if the entry has records of several types.")
)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def withdraw(log: str, entries: tuple[str, ...], kind: str | None, yes: bool) -> None:
    """Withdraw an ENTRY recorded in LOG by mistake. It stays in the history, and is left out of all reports.

    An ENTRY is the id that `alsnb check` shows, or its beginning.
    """
    from alsnb.log.changes import amendments

    _correct(log, list(entries), kind, yes, amendments.withdrawn)


def _correct(log: str, entries: list[str], kind: str | None, yes: bool, correct: Any) -> None:
    """Show what a correction of entries changes, ask, and record it."""
    from alsnb.log import descriptions
    from alsnb.log.changes import amendments

    if not entries:
        raise AlsnbError(gettext("no entry given; name it by the id that `alsnb check` shows"))
    with alsnb.open_log(log) as opened:
        corrections = [correct(opened, amendments.find(opened, entry, kind)) for entry in entries]
        for each in corrections:
            changes = [
                f"{label}: {descriptions.value(before)} → {descriptions.value(now)}"
                for label, before, now in each.changes
            ]
            click.echo(printable(f"{each.called}: {'; '.join(changes) or gettext('no change')}"))
        revisions = [revision for each in corrections for revision in each.revisions]
        removed = [id for each in corrections for id in each.removed]
        if (revisions or removed) and (yes or click.confirm(gettext("Save this in {name}?", name=opened.name))):
            amendments.record(opened, revisions, removed)
            click.echo(gettext("Saved in {name}.", name=opened.name))


@click.command()
@click.argument("log", type=LOG)
@click.option("--member", nargs=2, metavar="OLD NEW", help=gettext("Rename a member, coder or facilitator."))
@click.option("--set", "learning_set", nargs=2, metavar="OLD NEW", help=gettext("Rename a set."))
@click.option("--cohort-code", nargs=2, metavar="OLD NEW", help=gettext("Rename a cohort."))
@click.option("--theme", nargs=2, metavar="OLD NEW", help=gettext("Rename a theme."))
@click.option("--cohort", help=gettext("Code of the cohort; required only if LOG has several."))
@click.option(
    "--merge-into",
    is_flag=True,
    help=gettext("Merge OLD into NEW if both mean the same; of two records of the same thing, the newer is kept."),
)
@click.option("--roster", type=FILE, help=gettext("Roster in which to change the code as well."))
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def rename(
    log: str, member: tuple[str, str] | None, learning_set: tuple[str, str] | None,
    cohort_code: tuple[str, str] | None, theme: tuple[str, str] | None, cohort: str | None, merge_into: bool,
    roster: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Change the code of a member, set, cohort or theme wherever it is recorded in LOG.

    The history keeps the old code. If you later merge a copy that still has the old code, rename again.
    """
    from alsnb.log import descriptions
    from alsnb.log.changes import renaming
    from alsnb.privacy.codes import code_doubts

    given = {"member": member, "learning_set": learning_set, "cohort": cohort_code, "theme": theme}
    asked = [(kind, codes) for kind, codes in given.items() if codes]
    if len(asked) != 1:
        raise AlsnbError(gettext("expected exactly one of --member, --set, --cohort-code and --theme"))
    ((kind, (old, new)),) = asked
    how: dict[str, Any] = {"merge_into": merge_into, "roster": roster}
    with alsnb.open_log(log) as opened:
        done = renaming.rename(opened, cast(renaming.Kind, kind), old, new, cohort, preview=True, **how)
        counts = [descriptions.count_of(each, number) for each, number in done.entries.items()]
        counts += [ngettext("{n:,} draft", "{n:,} drafts", done.drafts)] if done.drafts else []
        what = f"{descriptions.kind_of(kind)} {descriptions.code(old)}"
        if not counts and roster is None:
            click.echo(
                gettext(
                    "Nothing to rename: {name} already uses {code} everywhere.",
                    name=opened.name,
                    code=descriptions.code(new),
                )
            )
            return
        click.echo(f"{what} → {descriptions.code(new)}: {listing(counts) or gettext('nothing in the log')}")
        for difference in done.differing:
            click.echo(f"  {difference}")
        if kind != "theme":
            for doubt in code_doubts(new, () if merge_into else [old], of=cast(Any, kind)):
                click.echo(f"  {doubt}")
        if yes or click.confirm(gettext("Save this in {name}?", name=opened.name)):
            renaming.rename(opened, cast(renaming.Kind, kind), old, new, cohort, **how)
            click.echo(
                gettext(
                    "{name} now uses {code}. Its history keeps {old}.",
                    name=opened.name,
                    code=descriptions.code(new),
                    old=descriptions.code(old),
                )
            )
            if kind == "member":
                click.echo(gettext("If you erase this person later, erase both codes."))


@click.command()
@click.argument("log", type=LOG)
@click.option(
    "--out", type=FILE, help=gettext("File to write; compressed if its name ends in .gz.  [default: in backups/]")
)
def backup(log: str, out: Path | None) -> None:
    """Make a backup of LOG now.

    A backup is also made automatically each day that LOG is opened after a change; the last seven are kept.
    """
    from alsnb.log.safekeeping import backups

    with alsnb.open_log(log) as opened:
        file = backups.make(opened, out)
    click.echo(
        gettext(
            "Made {file}. To restore it: alsnb restore {log} --from {quoted_file}",
            file=file,
            log=shlex.quote(log),
            quoted_file=shlex.quote(str(file)),
        )
    )


@click.command()
@click.argument("log", type=FILE)
@click.option("--from", "source", type=FILE, help=gettext("Backup to restore; without it, the backups are listed."))
def restore(log: Path, source: Path | None) -> None:
    """Restore LOG from a backup. The present file is kept under another name.

    Everything that can be read from a damaged file is added. Erased members and deleted entries stay erased if the
    present file records the erasure; if that cannot be read, restore says so.
    """
    from alsnb.log.safekeeping import backups, damaged_files

    name = shlex.quote(str(log))
    if source is None:
        files = backups.of(log)
        for each in reversed(files):
            about = each.stat()
            day = f"{datetime.fromtimestamp(about.st_mtime):%d %b %Y %H:%M}"
            click.echo(
                gettext(
                    "{day}  {st_size:>12,} bytes  alsnb restore {name} --from {each}",
                    day=day,
                    st_size=about.st_size,
                    name=name,
                    each=shlex.quote(str(each)),
                )
            )
        if log.is_file() and damaged_files.is_log(log):
            click.echo(
                gettext(
                    "To rebuild {log} from what can be read of it: alsnb restore {name} --from {name}",
                    log=log,
                    name=name,
                )
            )
        elif not files:
            what = (
                f"{log} is not a log and has no backup"
                if log.exists()
                else f"log not found: {log}; nor is there a backup of it"
            )
            raise AlsnbError(gettext("{what}; check the path", what=what))
        return
    done = backups.restore(log, source)
    with alsnb.open_log(log) as opened:
        problems = alsnb.check(opened)
    click.echo(gettext("Restored {log} from {backup}.", log=log, backup=source))
    if done.kept:
        click.echo(gettext("The previous file is kept as {file}.", file=done.kept))
    if done.rescued:
        click.echo(
            ngettext(
                "Added {n:,} revision recovered from the damaged file.",
                "Added {n:,} revisions recovered from the damaged file.",
                done.rescued,
            )
        )
    if done.left and done.kept:
        click.echo(
            ngettext(
                "Not restored: {n:,} revision in the previous file. To add what is missing: alsnb merge {file} {log}",
                "Not restored: {n:,} revisions in the previous file. To add what is missing: alsnb merge {file} {log}",
                done.left,
                file=shlex.quote(str(done.kept)),
                log=name,
            )
        )
    if done.lost:
        click.echo(
            ngettext(
                "Lost, unless in another backup: {n:,} revision that could not be read.",
                "Lost, unless in another backup: {n:,} revisions that could not be read.",
                done.lost,
            )
        )
    elif done.lost is None:
        click.echo(gettext("Lost, unless in another backup: whatever could not be read from the previous file."))
    if not done.is_certain:
        click.echo(
            gettext(
                "The previous file's erasures and deletions could not all be read, so erased records "
                "may be back in {log}. Erase again all members erased since the backup: alsnb erase "
                "{name} --member CODE",
                log=log,
                name=name,
            )
        )
    if problems:
        click.echo(
            ngettext(
                "{n:,} problem found. To list it: alsnb check {log}",
                "{n:,} problems found. To list them: alsnb check {log}",
                len(problems),
                log=name,
            )
        )
    if problems or not done.is_certain:
        sys.exit(1)
