"""The command line: parse, call, print."""

from __future__ import annotations

import errno
from typing import Any

import click

import alsnb
from alsnb.cli import corrections, exchange, report, server, workbook
from alsnb.cli.printing import printable
from alsnb.errors import AlsnbError
from alsnb.words import gettext


class _Commands(click.Group):
    """Print a user's mistake without a traceback, and exit with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        from alsnb.log.databases import addresses
        from alsnb.log.databases.base import listening

        shown = set[str]()

        def show(notice: str) -> None:
            if notice not in shown:  # a command may open a log several times
                click.echo(gettext("alsnb: {notice}", notice=printable(notice)), err=True)
            shown.add(notice)

        try:
            with listening(show):
                return super().invoke(ctx)
        except AlsnbError as error:
            click.echo(gettext("alsnb: {censored}", censored=addresses.censored(str(error))), err=True)
            ctx.exit(2)
        except click.ClickException as error:  # it quotes what was typed
            error.message = addresses.censored(error.message)  # type: ignore[misc]
            raise
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            where = addresses.shown(str(error.filename))
            click.echo(
                gettext(
                    "alsnb: {where}: {strerror}; use a shorter path",
                    where=where,
                    strerror=error.strerror,
                ),
                err=True,
            )
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(alsnb.__version__, prog_name="alsnb")
@click.option("-W", "ask", is_flag=True, help=gettext("Ask for the password of a shared log."))
def main(ask: bool) -> None:
    """A reflective research workbook for action learning sets.

    A LOG is a file, or the address of a shared log: postgresql://USER@HOST/DATABASE.
    """


main.add_command(workbook.open_workbook, "open")
for _command in (
    workbook.new,
    workbook.lab,
    workbook.sample,
    workbook.formats,
    report.report,
    report.reports,
    exchange.hand_in,
    exchange.gather,
    exchange.merge,
    exchange.export,
    exchange.export_member,
    exchange.erase,
    corrections.check,
    corrections.amend,
    corrections.withdraw,
    corrections.rename,
    corrections.backup,
    corrections.restore,
    server.server,
):
    main.add_command(_command)


def _translate(command: click.Command) -> None:
    """Show the help of a command, its docstring, in the user's language."""
    if command.help:
        command.help = gettext(command.help)
    for each in getattr(command, "commands", {}).values():
        _translate(each)


_translate(main)
