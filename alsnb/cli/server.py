"""Administer a shared log on a PostgreSQL server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click

from alsnb.cli.parameters import FILE, LOG
from alsnb.cli.printing import printable
from alsnb.errors import AlsnbError
from alsnb.filenames import file_name
from alsnb.words import gettext, ngettext


@click.group()
def server() -> None:
    """Make a shared log on a PostgreSQL server and manage its users; for the owner of the server."""


@server.command()
@click.argument("address", type=LOG)
@click.option("--upgrade", is_flag=True, help=gettext("Upgrade the existing log to this version of alsnb."))
def init(address: str, upgrade: bool) -> None:
    """Make a shared log in the database at ADDRESS; makes the database too if there is none."""
    from alsnb.log.server import administration

    if administration.init(address, upgrade=upgrade):
        click.echo(gettext("Made the database."))
    done = (
        gettext("Upgraded the log.")
        if upgrade
        else gettext("Made the log. To give people access: alsnb server people FILE.csv")
    )
    click.echo(f"{done} " + gettext("To check the server: alsnb server check"))


@server.command()
@click.argument("file", type=FILE)
@click.argument("address", type=LOG)
@click.option("--cohort", help=gettext("Code of the cohort, if FILE names none."))
@click.option("--new-password", "renew", metavar="USER", multiple=True, help=gettext("Give USER a new password."))
@click.option("--slips", type=FILE, help=gettext("Page of passwords to print.  [default: logins-DATABASE.html]"))
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def people(file: Path, address: str, cohort: str | None, renew: tuple[str, ...], slips: Path | None, yes: bool) -> None:
    """Give the people in FILE access to the log, and only them within its cohorts.

    FILE is a CSV file with the columns username, role (member, facilitator, tutor or researcher), cohort, set and code.
    Lists the changes first, and asks. Running it again changes nothing.
    """
    from alsnb.log.databases import addresses
    from alsnb.log.server import course

    wanted = course.read(file, cohort)
    changes = course.changes(address, wanted, list(renew))
    if not changes:
        click.echo(gettext("No changes: access is as the file says."))
        return
    target = slips or Path(f"{file_name(str(addresses.read(address).database), kind='logins')}.html")
    if (changes.made or changes.renewed) and target.exists():
        raise AlsnbError(
            gettext(
                "{target} already exists; print and delete it, or choose another file with --slips",
                target=target,
            )
        )
    for each in changes.made:
        click.echo(gettext("new login   {each}", each=each))
    for each in changes.renewed:
        click.echo(gettext("new password for {each}", each=each))
    for sign, grants in (("grant", changes.granted), ("revoke", changes.ended)):
        for grant in grants:
            click.echo(f"{sign:<11} {grant.username}: {grant.called}")
    if not (yes or click.confirm(gettext("Change the logins of {address}?", address=addresses.shown(address)))):
        click.echo(gettext("Nothing was changed."))
        return
    passwords = course.carry_out(address, wanted, list(renew))
    if passwords:
        course.slips(target, address, wanted, passwords)
        click.echo(
            ngettext(
                "Wrote {file} with {n:,} password. Print it, and delete it.",
                "Wrote {file} with {n:,} passwords. Print it, cut it into slips, and delete it.",
                len(passwords),
                file=target,
            )
        )
    click.echo(gettext("Done."))


@server.command("check")
@click.argument("address", type=LOG)
def check_server(address: str) -> None:
    """Check the server of the log at ADDRESS: encryption, connections and privileges.

    Exits with 1 if any problems are found.
    """
    from alsnb.log.server import upkeep

    state = upkeep.state(address)
    for each in state.facts:
        click.echo(printable(each))
    for each in state.problems:
        click.echo(printable(gettext("Problem: {problem}", problem=each)))
    sys.exit(1 if state.problems else 0)


@server.command("erase-remains")
@click.argument("address", type=LOG)
def erase_remains(address: str) -> None:
    """Physically remove erased records from the files of the server at ADDRESS. Blocks the log meanwhile."""
    from alsnb.log.server import upkeep

    click.echo("\n".join(upkeep.erase_remains(address)))


@server.command()
@click.argument("address", type=LOG)
@click.argument("sessions", nargs=-1, type=int)
@click.option("--yes", is_flag=True, help=gettext("Do not ask for confirmation."))
def end(address: str, sessions: tuple[int, ...], yes: bool) -> None:
    """End SESSIONS that block other users of the log at ADDRESS.

    Without SESSIONS, lists the sessions with an open transaction.
    """
    from alsnb.log.server import sessions as open_sessions

    there = open_sessions.sessions(address)
    chosen = [each for each in there if each.number in sessions]
    for each in chosen or there:
        click.echo(printable(str(each)))
    if sessions and not chosen:
        click.echo(gettext("None of these sessions has an open transaction any more."))
    elif chosen and (yes or click.confirm(gettext("End these sessions? Unfinished transactions are rolled back."))):
        ended = open_sessions.end(address, [each.number for each in chosen])
        click.echo(ngettext("Ended {n:,} session.", "Ended {n:,} sessions.", len(ended)))
    elif not there:
        click.echo(gettext("No session has an open transaction."))


@server.command()
@click.argument("address", type=LOG)
@click.argument("user")
@click.option("--member", metavar="CODE", help=gettext("Code of the member that USER is; with --set."))
@click.option("--facilitator", metavar="CODE", help=gettext("Code of the facilitator that USER is; with --set."))
@click.option("--tutor", metavar="CODE", help=gettext("Code of the tutor that USER is."))
@click.option("--researcher", is_flag=True, help=gettext("USER is a researcher."))
@click.option("--cohort", required=True, help=gettext("Code of the cohort."))
@click.option("--set", "learning_set", help=gettext("Code of the set, for a member or a facilitator."))
@click.option("--create", is_flag=True, help=gettext("Create the database user USER with a new password, shown once."))
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
    """Give USER access to a cohort as a member, facilitator, tutor or researcher."""
    from alsnb.log.server import administration

    codes = {"member": member, "facilitator": facilitator, "tutor": tutor, "researcher": "" if researcher else None}
    asked = {role: code or None for role, code in codes.items() if code is not None}
    if len(asked) != 1:
        raise AlsnbError(gettext("expected exactly one of --member, --facilitator, --tutor and --researcher"))
    ((role, code),) = asked.items()
    in_set = role in ("member", "facilitator")
    if in_set != (learning_set is not None):
        raise AlsnbError(
            gettext(
                "a {role} has access to {value} --set",
                role=role,
                value="one set: add" if in_set else "the whole cohort: remove",
            )
        )
    given = administration.Grant(user, cast(administration.Role, role), cohort, learning_set, code)
    password = administration.grant(address, given, create=create)
    others = administration.sharing_a_code(address, given)
    click.echo(gettext("{user} has access as {called}.", user=user, called=given.called))
    if others:
        click.echo(
            gettext(
                "Same code, also with access: {others}. If this is a mistake, use: alsnb server revoke",
                others=", ".join(others),
            )
        )
    if password is not None:
        click.echo(
            gettext(
                "Password of {user} (shown only once): {password}",
                user=user,
                password=password,
            )
        )


@server.command()
@click.argument("address", type=LOG)
@click.argument("user")
def revoke(address: str, user: str) -> None:
    """Revoke USER's access. Their records are kept."""
    from alsnb.log.server import administration

    gone = administration.revoke(address, user)
    click.echo(
        ngettext(
            "Revoked the access of {user} ({n:,} grant).",
            "Revoked the access of {user} ({n:,} grants).",
            gone,
            user=user,
        )
    )


@server.command()
@click.argument("address", type=LOG)
def users(address: str) -> None:
    """List users and their roles."""
    from alsnb.log.server import administration

    grants = administration.users(address)
    for each in grants:
        of = " ".join(part for part in (each.cohort, each.learning_set, each.code) if part)
        click.echo(
            gettext(
                "{username}: {role} of {of}",
                username=each.username,
                role=each.role,
                of=of,
            )
        )
    if not grants:
        click.echo(gettext("No users yet. To give access: alsnb server grant"))
