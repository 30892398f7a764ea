"""Print counts and other people's text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alsnb.log import Revision


AS_WRITTEN = "Names in people's texts are not redacted."


def printable(text: str) -> str:
    """Return other people's text without the characters that control a terminal."""
    from alsnb.log import descriptions

    return descriptions.printable(text)


def noun(number: int, one: str, many: str | None = None) -> str:
    """Return a noun in the singular or plural."""
    return one if number == 1 else many or f"{one}s"


def list_kinds(revisions: list[Revision]) -> None:
    """Print the number of entries of each type."""
    for kind, number in Counter(each.kind for each in revisions).items():
        click.echo(f"{number:>5}  {noun(number, kind.replace('_', ' '))}")
