"""Commands that pass records on: hand-in, gather, merge, export, and erasure."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

import click

import alsnb
from alsnb.cli.parameters import FILE, FOLDER, LOG, PURPOSES
from alsnb.cli.printing import AS_WRITTEN, counted, list_kinds, printable
from alsnb.errors import AlsnbError, BundleError, RosterError
from alsnb.filenames import file_name


@click.command("hand-in")
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
        list_kinds(leaving)
        for each in leaving:
            if isinstance(each.record, alsnb.Reflection):
                click.echo(f"       {shorten(each.record.text, 90, placeholder='…')}")
        click.echo(counted(len(shared.staying), "reflection") + " marked private or for the set: not handed in")
        if gone:
            click.echo(
                counted(len(gone), "entry", "entries") + " taken back since an earlier hand-in: handed in as taken "
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


@click.command()
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
        click.echo("\n".join(map(printable, gathering.told(each))))
    if unreached:
        click.echo(
            "These copies still hold what was deleted, or may; delete them: " + ", ".join(map(printable, unreached))
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


@click.command()
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
            click.echo(printable(line))
        if not news.changes:
            return
        if not (yes or click.confirm(f"Take this over into {ours.name}?")):
            click.echo("Nothing was taken over.")
            return
        merged = ours.merge(theirs)
    click.echo(f"{other}: {merged.new} new, {merged.known} known, {merged.refused} erased or taken back before")


@click.command()
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
        list_kinds(found.entries)
        click.echo(counted(found.revisions, "revision") + " in all, earlier wordings included")
        if found.drafts:
            click.echo(counted(found.drafts, "draft") + ", of the member or about what the member recorded")
        if copies := opened.copies():
            click.echo("The same in the backups and copies beside it: " + ", ".join(copies))
        if others := opened.database.unreached():
            names, verb = ", ".join(map(printable, others)), "is" if len(others) == 1 else "are"
            click.echo(
                f"{names} may still hold them, and {verb} not reached: of another name, another log, or not readable. "
                "Delete what you do not need"
            )
        whose = f"all of this, of member {member} of cohort {found.cohort},"
        if yes or click.confirm(f"Erase {whose} from {opened.name}? It cannot be brought back."):
            gone = opened.erase(member, cohort)
            click.echo(f"Erased {counted(gone, 'revision')}. Copies elsewhere still hold them.")


@click.command("export-member")
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
    click.echo(f"Wrote {target}: {len(held)} revisions. {AS_WRITTEN}")


@click.command()
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
    click.echo(f"Wrote {rows:,} rows into {out}. {AS_WRITTEN}")
