"""Addresses of shared logs: what may be shown of one, how it is read, and how a connection to it is encrypted.

A password belongs in no message, file, notebook or list of processes. `without_password` takes it out of an address as
soon as one is given, and remembers it for this process and those that it starts; `shown` is what messages say instead
of an address, in whatever form it was typed.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from alsnb.errors import LogError
from alsnb.words import gettext

HIDDEN = "an address that cannot be read"
"""The replacement for an address that may contain a password anywhere."""
EXPECTED = "expected postgresql://USER@HOST/DATABASE, or the path of a file"
_VARIABLE = "ALSNB_PASSWORDS"
"""The environment variable that passes passwords on to child processes."""
_SCHEME = re.compile(r"[A-Za-z][\w+.\-]*:/")
_SAYS_PASSWORD = re.compile(r"(?i)pass(word|wd|file)?\s*(=|%3d)")
_NAMES_A_USER = re.compile(r"(?s)^[^/\\]*:.*@|:.*@.*/")
_WORD = re.compile(r"\S+?(?=[:;,.)!?]*(?:\s|$))")


def is_address(location: str | os.PathLike[str]) -> bool:
    """Return whether a location is, or was meant to be, the address of a server instead of a path."""
    text = str(location)
    if isinstance(location, os.PathLike) or os.path.exists(text) or text == "alsnb:sample":
        return bool(_SCHEME.match(text)) and not _is_drive(text)
    return "://" in text or text.startswith(("postgresql:", "postgres:")) or _may_hold_a_password(text)


def read(address: str) -> sa.URL:
    """Read an address, with the password that was remembered for it if it has none.

    Raises
    ------
    LogError
        It is none, or not of a PostgreSQL server; the message holds no part of it that could be a password.
    """
    if address.count("@") > 1:
        raise LogError(gettext("the address has several @; write one in a name or password as %40"))
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        raise LogError(
            gettext(
                "invalid address {hidden}; {expected}",
                hidden=HIDDEN,
                expected=EXPECTED,
            )
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres") or not url.database or not _is_plain(url):
        raise LogError(
            gettext(
                "invalid location {called}; {expected}",
                called=_called(url),
                expected=EXPECTED,
            )
        )
    for name, said in url.query.items():  # in capitals, it is no setting, but all the same a password
        if name.casefold() == "password":
            url = url.difference_update_query([name]).set(password=said if isinstance(said, str) else said[-1])
    if url.password is None:
        passwords = json.loads(os.environ.get(_VARIABLE, "{}"))
        url = url.set(password=passwords.get(_named(url)))
    return url


def shown(location: str | os.PathLike[str] | sa.URL) -> str:
    """Return what messages may show of a location: of an address, neither a password nor its settings."""
    if isinstance(location, sa.URL):
        return _rendered(location) if _is_plain(location) else HIDDEN
    text = str(location)
    if not (_SCHEME.match(text) or _may_hold_a_password(text)) or (_is_drive(text) and os.name == "nt"):
        return text
    if text.startswith("alsnb:") and "@" not in text:
        return text
    with suppress(sa.exc.ArgumentError, ValueError):
        url = sa.make_url(text)
        if text.count("@") <= 1 and _is_plain(url):
            return _rendered(url)
    return HIDDEN


def without_password(location: str) -> str:
    """Return an address without its password, which is remembered here and for processes that are started from here.

    What is no address that can be read stays as it is: opening it says what is wrong.
    """
    if not is_address(location):
        return location
    try:
        url = read(location)
    except LogError:
        return location
    # `set` leaves a password as it is if it is given none.
    bare = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    if url.password is None or sa.make_url(location) == bare:  # there was none, or it was remembered
        return location
    remember(bare, url.password)
    return bare.render_as_string()


def remember(address: str | sa.URL, password: str) -> None:
    """Remember the password of an address for this process and its children."""
    passwords = json.loads(os.environ.get(_VARIABLE, "{}"))
    os.environ[_VARIABLE] = json.dumps(passwords | {_named(sa.make_url(address)): password})


def censored(message: str) -> str:
    """Return a message without passwords in addresses: a safety net for messages of other packages."""
    return _WORD.sub(lambda word: shown(word[0]) if _may_hold_a_password(word[0]) else word[0], message)


def encryption(url: sa.URL) -> dict[str, Any]:
    """Return how to connect to a server: off this computer encrypted, and sure of whose certificate it is.

    Raises
    ------
    LogError
        The address leaves it to the server whether anything is encrypted.
    """
    mode = url.query.get("sslmode") or os.environ.get("PGSSLMODE")
    if _is_here(url):
        return {}
    if mode in ("allow", "prefer"):
        raise LogError(
            gettext(
                "sslmode={mode} lets the server ask for plain text; use verify-full, or disable if you want plain text",
                mode=mode,
            )
        )
    if mode:
        return {}
    options: dict[str, Any] = {"sslmode": "verify-full"}
    roots = Path.home() / ".postgresql" / "root.crt"
    if "sslrootcert" not in url.query and "PGSSLROOTCERT" not in os.environ and not roots.is_file():
        options["sslrootcert"] = "system"
    return options


def _is_here(url: sa.URL) -> bool:
    """Return whether an address is on this computer."""
    hosts = [url.query.get("hostaddr"), url.query.get("host"), url.host, os.environ.get("PGHOST")]
    host = next((each for each in hosts if each), None)
    if host is None or host == "localhost" or (isinstance(host, str) and host.startswith(("/", "@"))):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(str(host)).is_loopback
    return False


def _may_hold_a_password(text: str) -> bool:
    return bool(_SAYS_PASSWORD.search(text) or _NAMES_A_USER.search(text))


def _is_drive(text: str) -> bool:
    return len(text) > 2 and text[0].isalpha() and text[1] == ":" and text[2] in "\\/"


def _is_plain(url: sa.URL) -> bool:
    """Return whether an address was parsed unambiguously, so that no part of a password is in another part."""
    host, database = url.host or "", url.database or ""
    return (
        re.fullmatch(r"[\w.\-:%]*", host) is not None
        and re.search(r"[@:?#/=]|pass", database) is None
        and re.search(r"[:@/]", url.username or "") is None
        and re.fullmatch(r"[A-Za-z][\w+\-]*", url.drivername) is not None
    )


def _rendered(url: sa.URL) -> str:
    return sa.URL.create(
        url.get_backend_name(), url.username, None, url.host, url.port, url.database
    ).render_as_string()


def _called(url: sa.URL) -> str:
    return f"the address {_rendered(url)}" if _is_plain(url) else HIDDEN


def _named(url: sa.URL) -> str:
    """Return the key of a password: the user and the server."""
    return f"{url.username or ''}@{url.query.get('host') or url.host or ''}:{url.port or ''}/{url.database}"
