"""Print counts and other people's text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alsnb.log import Revision


AS_WRITTEN = "Names that people wrote in their texts are still in it."


def printable(text: str) -> str:
    """Text of others without what would steer a terminal."""
    from alsnb.log import descriptions

    return descriptions.printable(text)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun, in the singular or plural."""
    return f"{number:,} {noun(number, one, many)}"


def noun(number: int, one: str, many: str | None = None) -> str:
    """Return a noun in the singular or plural."""
    return one if number == 1 else many or f"{one}s"


def list_kinds(revisions: list[Revision]) -> None:
    """Show how many entries there are of each kind."""
    for kind, number in Counter(each.kind for each in revisions).items():
        click.echo(f"{number:>5}  {noun(number, kind.replace('_', ' '))}")
