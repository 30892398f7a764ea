"""Types of the arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from alsnb.words import gettext

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
PURPOSES = click.Choice(["teaching_record", "research", "quotation"])


class LogLocation(click.ParamType):  # type: ignore[type-arg]
    """A log: a file, or an address, from which the password is removed."""

    name = "log"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the location without its password, which is remembered for the connection."""
        from alsnb.log.databases import addresses

        bare = addresses.without_password(value)
        if bare != value:
            click.echo(
                gettext(
                    "alsnb: leave the password out of the address: on some computers other users can see what you "
                    "type. Use `alsnb -W …`, which asks for it, or the file ~/.pgpass"
                ),
                err=True,
            )
        elif ctx is not None and ctx.find_root().params.get("ask") and addresses.is_address(value):
            password = click.prompt(
                gettext("Password for {value}", value=addresses.shown(value)), hide_input=True, err=True
            )
            addresses.remember(value, password)
        return bare


LOG = LogLocation()
