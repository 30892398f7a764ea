"""Where a workbook is served: at one port, with one token, however often it is opened.

What a page could not deliver is kept by the browser for the page's address. So the address is the same the next time,
and a page that was left open goes on by itself.
"""

from __future__ import annotations

import json
import secrets
import socket
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import platformdirs

from alsnb.files import writing


class Address(NamedTuple):
    """A port of this computer, and the token that lets a browser in."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """The address to open, which a browser keeps in no history: it is sent on at once."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"


def address_of(folder: Path) -> Address:
    """Return the address of a workbook, made when it is first opened."""
    try:
        return Address(**json.loads(_file(folder).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return new_address(folder)


def new_address(folder: Path) -> Address:
    """Give a workbook another address: something else uses the port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Address(free.getsockname()[1], secrets.token_urlsafe(32))
    file = _file(folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    with writing(file) as out:
        out.write(json.dumps(made._asdict()).encode())
    return made


def state_of(folder: Path) -> Path:
    """Return the folder of what this computer remembers of a workbook."""
    # Outside the workbook, which may be in a synced folder: a token is for this computer alone.
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:24]
    return Path(platformdirs.user_state_dir("alsnb")) / "workbooks" / name


def _file(folder: Path) -> Path:
    return state_of(folder) / "address.json"
