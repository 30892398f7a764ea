"""Commands for a shared log on a PostgreSQL server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click

from alsnb.cli.parameters import FILE, LOG
from alsnb.cli.printing import counted, printable
from alsnb.errors import AlsnbError
from alsnb.filenames import file_name


@click.group()
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
        click.echo(f"Wrote {target}, with {counted(len(passwords), 'password')}: print it, cut it up, and delete it.")
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
        click.echo(printable(each))
    for each in found.problems:
        click.echo(printable(f"To be mended: {each}"))
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
        click.echo(printable(str(each)))
    if sessions and not chosen:
        click.echo("None of these has a transaction open any more.")
    elif chosen and (yes or click.confirm("End this? What was not finished is undone.")):
        ended = open_sessions.end(address, [each.number for each in chosen])
        click.echo(f"Ended {counted(len(ended), 'session')}.")
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
