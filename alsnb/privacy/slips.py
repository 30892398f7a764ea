"""The secret on a member's slip: made at set-up, kept with the roster and by the member, never in a log or a bundle.

With it a hand-in proves whose it is: its manifest has an HMAC that only who has the secret can make.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator

from alsnb.errors import AlsnbError
from alsnb.words import gettext

_LETTERS = "BCDFGHJKMNPQRTVWXY"
"""No vowels, so that no words come of it, and no letters that look like digits or one another."""
_GROUPS, _EACH = 4, 4


def new_secret() -> str:
    """Return a new secret: four groups of four letters, easy to read and to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_EACH)) for _ in range(_GROUPS))


def as_secret(text: str) -> str:
    """Return a secret as `new_secret` makes it, however it was typed.

    Raises
    ------
    ValueError
        It is none.
    """
    typed = re.sub(r"[\s\-–—_.]", "", text).upper()
    if len(typed) != _GROUPS * _EACH or not set(typed) <= set(_LETTERS):
        raise ValueError(f"expected a secret as it stands on the slip, such as {'-'.join(['BCDF'] * _GROUPS)}")
    return "-".join(typed[start : start + _EACH] for start in range(0, len(typed), _EACH))


Secret = Annotated[str, AfterValidator(as_secret)]


def proof(secret: str, digest: str, cohort: str | None, member: str | None, handed_in: int | None) -> str:
    """Return what shows that a bundle was made by the holder of the secret.

    Parameters
    ----------
    secret : str
        As on the slip.
    digest : str
        Of what the bundle holds.
    cohort, member : str
        Who hands it in.
    handed_in : int
        When, in milliseconds since 1970.
    """
    message = json.dumps(["alsnb hand-in", digest, cohort, member, handed_in])
    return hmac.new(secret.encode(), message.encode(), "sha256").hexdigest()


def equal(one: str, other: str) -> bool:
    """Return whether two proofs are equal, in constant time."""
    return hmac.compare_digest(one, other)


def load(cohort: str, member: str) -> str | None:
    """Return the member's secret stored on this computer; None if there is none."""
    try:
        by_member = _kept().get(cohort)
    except AlsnbError:
        return None
    secret = by_member.get(member) if isinstance(by_member, dict) else None
    return secret if isinstance(secret, str) else None


def save(cohort: str, member: str, secret: str) -> str:
    """Store a member's secret on this computer, readable only by its user, and return it as stored.

    Raises
    ------
    AlsnbError
        It is no secret, or cannot be kept.
    """
    try:
        secret = as_secret(secret)
    except ValueError as error:
        raise AlsnbError(gettext("the secret cannot be kept: {error}", error=error)) from None
    try:
        kept = _kept()
    except AlsnbError as error:
        raise AlsnbError(gettext("{error}; move it away, then keep the secret again", error=error)) from None
    kept[cohort] = (kept[cohort] if isinstance(kept.get(cohort), dict) else {}) | {member: secret}
    place, temporary = _place(), None
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".secrets-")  # readable by its owner alone
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False, indent=1)
        os.replace(temporary, place)
    except OSError as error:
        raise AlsnbError(
            gettext(
                "the secret cannot be kept in {place}: {strerror}; hand in without it",
                place=place,
                strerror=error.strerror,
            )
        ) from None
    finally:
        if temporary is not None:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
    return secret


def _place() -> Path:
    return platformdirs.user_data_path("alsnb", appauthor=False) / "slips.json"


def _kept() -> dict[str, dict[str, str]]:
    place = _place()
    try:
        stored = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        stored = None
    if not isinstance(stored, dict):
        raise AlsnbError(gettext("{place} cannot be read as the secrets that alsnb keeps", place=place))
    return stored
