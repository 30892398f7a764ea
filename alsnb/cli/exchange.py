"""Exchange records: hand in, gather, merge and export them; export and erase a member's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

import click

import alsnb
from alsnb.cli.parameters import FILE, FOLDER, LOG, PURPOSES
from alsnb.cli.printing import AS_WRITTEN, list_kinds, printable
from alsnb.errors import AlsnbError, BundleError, RosterError
from alsnb.filenames import file_name
from alsnb.words import gettext, ngettext


@click.command("hand-in")
@click.argument("log", type=LOG)
@click.option("--member", required=True, help=gettext("Code of the member handing in."))
@click.option(
    "--cohort", help=gettext("Code of the cohort; required only if several cohorts have a member with this code.")
)
@click.option("--out", type=FILE, help=gettext("Bundle to write.  [default: hand-in-MEMBER.jsonl]"))
@click.option(
    "--secret",
    is_flag=False,
    flag_value="",
    help=gettext(
        "Secret on your slip, which proves that the hand-in is yours. Leave it out to be asked for it. "
        "It is saved on this computer, so you need it only once."
    ),
)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def hand_in(log: str, member: str, cohort: str | None, out: Path | None, secret: str | None, yes: bool) -> None:
    """Write a bundle of what a member shares with the tutor. Lists it first, and asks."""
    from alsnb.log.exchange import hand_ins
    from alsnb.privacy import slips

    target = out or Path(f"{file_name(member, kind='hand-in')}.jsonl")
    with alsnb.open_log(log) as opened:
        shared = hand_ins.sharing_of(opened, member, cohort)
        gone = {each.entry for each in shared.taken_back}
        leaving = [each for each in shared.leaving if each.entry not in gone]
        list_kinds(leaving)
        for each in leaving:
            if isinstance(each.record, alsnb.Reflection):
                click.echo(f"       {shorten(each.record.text, 90, placeholder='…')}")
        click.echo(
            ngettext(
                "{n:,} reflection private or shared only with the set: not handed in",
                "{n:,} reflections private or shared only with the set: not handed in",
                len(shared.staying),
            )
        )
        if gone:
            click.echo(
                ngettext(
                    "{n:,} entry deleted since an earlier hand-in: handed in as deleted, without the text; "
                    "the tutor's log then deletes its copy of the text",
                    "{n:,} entries deleted since an earlier hand-in: handed in as deleted, without the text; "
                    "the tutor's log then deletes its copy of the text",
                    len(gone),
                )
            )
        if not shared.leaving:
            raise AlsnbError(
                gettext(
                    "member {member} shares nothing with the tutor, so nothing was written",
                    member=member,
                )
            )
        whose = (cohort or shared.leaving[0].cohort, member)
        if target.is_file() and not _is_hand_in_of(target, whose):
            raise AlsnbError(
                gettext(
                    "{target} already exists and is not a hand-in by {member} in cohort {whose}; nothing "
                    "was written, so choose another file with --out",
                    target=target,
                    member=member,
                    whose=whose[0],
                )
            )
        if secret is not None:
            typed = secret or click.prompt(gettext("Secret on your slip"), hide_input=True)
            slips.save(cohort or shared.leaving[0].cohort or "", member, typed)
        if yes or click.confirm(gettext("Write this to {target}?", target=target)):
            hand_ins.hand_in(opened, member, cohort, target)
            click.echo(gettext("Wrote {target}. Send it to the tutor.", target=target))


def _is_hand_in_of(file: Path, who: tuple[str | None, str]) -> bool:
    """Return whether a file is a hand-in by a member of a cohort, so that a later one may replace it."""
    from alsnb.log.exchange import bundle_files, permissions

    try:
        return permissions.whose(bundle_files.read(bundle_files.Source(file.name, file))) == who
    except BundleError:
        return False


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("log", type=LOG)
@click.option(
    "--accept",
    metavar="FILE",
    multiple=True,
    help=gettext("Also record what was held back from FILE, after you have read it."),
)
@click.option(
    "--new-member",
    "new_members",
    is_flag=True,
    help=gettext("Also accept hand-ins from members not yet in the cohort."),
)
@click.option(
    "--roster", type=FILE, help=gettext("Roster with the secrets on the slips.  [default: the cohort's roster]")
)
@click.option("--erasures", is_flag=True, help=gettext("Apply erasures found in hand-ins to LOG (permanent)."))
def gather(
    folder: Path, log: str, accept: tuple[str, ...], new_members: bool, roster: Path | None, erasures: bool
) -> None:
    """Import the hand-ins in FOLDER into LOG, including those in subfolders and zip files.

    Records what members may record about themselves. The rest is held back and listed, and is recorded only with
    --accept. Exits with 1 if anything is held back or a file is rejected.
    """
    from rich.console import Console
    from rich.progress import track

    from alsnb.log import summaries
    from alsnb.log.exchange import bundle_files, gathering

    if not folder.is_dir():
        raise AlsnbError(
            gettext(
                "folder not found: {folder}; name the folder with the files handed in",
                folder=folder,
            )
        )
    with alsnb.open_log(log) as opened:
        sources = bundle_files.sources(folder, opened.database.path)
        if not sources:
            raise AlsnbError(
                gettext(
                    "no file in {folder}; expected bundles made by `alsnb hand-in`",
                    folder=folder,
                )
            )
        names = _named(accept, folder, [each.name for each in sources])
        console, hidden = Console(stderr=True), not sys.stderr.isatty()
        gathered = gathering.gather(
            opened, sources, erasures=erasures, new_members=new_members, accept=names, secrets=_secrets(roster),
            progress=lambda each: track(each, "Gathering", console=console, transient=True, disable=hidden),
        )  # fmt: skip
        gone = any(each.taken_back or each.erased for each in gathered)
        unreached = opened.database.unreached() if gone else []
    for each in gathered:
        click.echo("\n".join(map(printable, gathering.told(each))))
    if unreached:
        click.echo(
            gettext(
                "These copies hold, or may hold, what was deleted. Delete them: {files}",
                files=", ".join(map(printable, unreached)),
            )
        )
    bad, held = sum(each.problem is not None for each in gathered), sum(len(each.held) for each in gathered)
    summary = ngettext(
        "{gathered} of {n:,} file gathered",
        "{gathered} of {n:,} files gathered",
        len(gathered),
        gathered=len(gathered) - bad,
    )
    waiting = ngettext("{n:,} record held back", "{n:,} records held back", held) if held else ""
    click.echo("; ".join(filter(None, [summary, waiting])))
    for each in gathered:
        if any(one.acceptable for one in each.held):
            again = summaries.command("alsnb", "gather", str(folder), log, "--accept", each.name)
            again = again or "unpack or rename it, then gather again"
            click.echo(
                gettext(
                    "To record also what was held back from {file_quoted}: {again}",
                    file_quoted=summaries.file_quoted(each.name),
                    again=again,
                )
            )
    sys.exit(0 if all(each.is_whole for each in gathered) else 1)


def _named(asked: tuple[str, ...], folder: Path, names: list[str]) -> list[str]:
    """Return the names, as found in a folder, of files given by name or by path."""
    from alsnb.log.summaries import file_quoted

    chosen = []
    for each in asked:
        alike = [name for name in names if each in (name, str(folder / name))] or [
            name for name in names if Path(name).name == each
        ]
        if len(alike) != 1:
            named = ", ".join(map(file_quoted, alike))
            what = f"{len(alike)} files have this name: {named}" if alike else "no such file"
            raise AlsnbError(
                gettext(
                    "--accept {each}: {what} in {folder}; use the name in the list",
                    each=each,
                    what=what,
                    folder=folder,
                )
            )
        chosen += alike
    return chosen


def _secrets(path: Path | None) -> Callable[[str, str], str | None]:
    """Return a function that looks up the secret on a slip, in the given roster or in each cohort's own."""
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
                    click.echo(
                        gettext(
                            "Hand-ins in cohort {cohort} cannot be verified: {error}",
                            cohort=cohort,
                            error=error,
                        ),
                        err=True,
                    )
        roster = given or rosters.get(cohort)
        return None if roster is None else roster.secret_of(member, cohort)

    return secret_of


@click.command()
@click.argument("other", type=LOG)
@click.argument("log", type=LOG)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def merge(other: str, log: str, yes: bool) -> None:
    """Merge the log OTHER into LOG: for example, a set's or a second coder's.

    Lists the changes first, and asks. What was erased in OTHER is erased in LOG. Merging again adds what is new.
    """
    from alsnb.log.exchange import merging

    with alsnb.open_log(other) as theirs, alsnb.open_log(log) as ours:
        news = merging.news(theirs, ours)
        for line in merging.told(news, other, log):
            click.echo(printable(line))
        if not news.changes:
            return
        if not (yes or click.confirm(gettext("Merge this into {name}?", name=ours.name))):
            click.echo(gettext("Nothing was merged."))
            return
        merged = ours.merge(theirs)
    click.echo(
        gettext(
            "{other}: {new} added, {known} already present, {refused} skipped (erased or deleted)",
            other=other,
            new=merged.new,
            known=merged.known,
            refused=merged.refused,
        )
    )


@click.command()
@click.argument("log", type=LOG)
@click.option("--member", required=True, help=gettext("Code of the member."))
@click.option(
    "--cohort", help=gettext("Code of the cohort; required only if several cohorts have a member with this code.")
)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def erase(log: str, member: str, cohort: str | None, yes: bool) -> None:
    """Permanently erase everything a member recorded from LOG. Lists it first, and asks."""
    from alsnb.log.exchange import hand_ins

    with alsnb.open_log(log) as opened:
        cohort = cohort or hand_ins.held_of(opened, member)[0].cohort
        erasable = opened.erasable(member, cohort)
        list_kinds(erasable.entries)
        click.echo(
            ngettext(
                "{n:,} revision in total, including earlier versions",
                "{n:,} revisions in total, including earlier versions",
                erasable.revisions,
            )
        )
        if erasable.drafts:
            click.echo(
                ngettext(
                    "{n:,} draft, by the member or about their entries",
                    "{n:,} drafts, by the member or about their entries",
                    erasable.drafts,
                )
            )
        if copies := opened.copies():
            click.echo(gettext("The backups and copies beside the log hold the same: {files}", files=", ".join(copies)))
        if others := opened.database.unreached():
            click.echo(
                gettext(
                    "These files may also hold them, but were left alone: they have another name, are of "
                    "another log or cannot be read: {files}. Delete those you do not need.",
                    files=", ".join(map(printable, others)),
                )
            )
        if yes or click.confirm(
            gettext(
                "Erase all of this by member {member} of cohort {cohort} from {log}? This cannot be undone.",
                member=member,
                cohort=erasable.cohort,
                log=opened.name,
            )
        ):
            erased = opened.erase(member, cohort)
            click.echo(
                ngettext(
                    "Erased {n:,} revision. Copies elsewhere still hold it.",
                    "Erased {n:,} revisions. Copies elsewhere still hold them.",
                    erased,
                )
            )


@click.command("export-member")
@click.argument("log", type=LOG)
@click.option("--member", required=True, help=gettext("Code of the member."))
@click.option(
    "--cohort", help=gettext("Code of the cohort; required only if several cohorts have a member with this code.")
)
@click.option("--out", type=FILE, help=gettext("Text file to write.  [default: MEMBER.txt]"))
def export_member(log: str, member: str, cohort: str | None, out: Path | None) -> None:
    """Write everything LOG holds about a member as a readable text file."""
    from alsnb.log.exchange import hand_ins

    target = out or Path(f"{file_name(member)}.txt")
    with alsnb.open_log(log) as opened:
        held = hand_ins.held_of(opened, member, cohort)
        title = f"What {opened.name} holds about member {member} of cohort {held[0].cohort}, as far as you may read it"
    try:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(hand_ins.as_text(held, title))
    except OSError as error:
        raise AlsnbError(
            gettext(
                "cannot write {target}: {strerror}; choose another file with --out",
                target=target,
                strerror=error.strerror,
            )
        ) from None
    click.echo(
        ngettext("Wrote {file} with {n:,} revision.", "Wrote {file} with {n:,} revisions.", len(held), file=target)
        + f" {AS_WRITTEN}"
    )


@click.command()
@click.argument("log", type=LOG)
@click.option("--to", type=click.Choice(["parquet"]), required=True, expose_value=False, help=gettext("File type."))
@click.option("--out", type=FOLDER, required=True, help=gettext("Folder for the files; it must be new or empty."))
@click.option("--cohort", help=gettext("Code of the cohort.  [default: all]"))
@click.option(
    "--purpose", type=PURPOSES, help=gettext("Include only members who consent to this purpose, pseudonymised.")
)
def export(log: str, out: Path, cohort: str | None, purpose: str | None) -> None:
    """Export the frames of LOG for other engines: one folder per frame, one file per cohort."""
    from alsnb.frames import parquet

    with alsnb.open_log(log) as opened:
        frames = opened.frames(cohort, purpose=purpose)
    parquet.write(frames, out)
    rows = sum(len(getattr(frames, name)) for name in frames.names())
    click.echo(
        gettext(
            "Wrote {rows:,} rows to {out}. {as_written}",
            rows=rows,
            out=out,
            as_written=AS_WRITTEN,
        )
    )
