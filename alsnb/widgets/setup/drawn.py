"""What a draw of sets did, in words: who moved, which rules were kept, and which were not looked at."""

from __future__ import annotations

from collections.abc import Mapping

from alsnb.widgets.setup.views import RuleJudged
from alsnb.words import gettext, ngettext


def drawn(now: Mapping[str, str], fixed: Mapping[str, str]) -> str:
    """How many were drawn, and how many kept their place."""
    words = ngettext(
        "{drawn} of {n} member was drawn", "{drawn} of {n} members were drawn", len(now), drawn=len(now) - len(fixed)
    )
    if not fixed:
        return words
    return ngettext("{drawn}, {n} kept their place", "{drawn}, {n} kept their places", len(fixed), drawn=words)


def changed(was: Mapping[str, str], now: Mapping[str, str], *, same_number: bool) -> str:
    """Who is elsewhere than before the draw; nothing where nobody was anywhere."""
    if not was:
        return ""
    moved = [code for code, label in was.items() if now.get(code, label) != label]
    if _together(was) != _together(now):
        return ngettext(
            "{moved} of the {n} member who was in a set is in another one now",
            "{moved} of the {n} members who were in a set are in another one now",
            len(was),
            moved=len(moved),
        )
    if same_number:
        return gettext("the same people sit together; another seed may give other sets")
    return gettext("the same people sit together; the rules leave little choice")


def _together(placement: Mapping[str, str]) -> set[frozenset[str]]:
    return {frozenset(code for code in placement if placement[code] == label) for label in placement.values()}


def kept_or_not(judged: list[RuleJudged], off: list[tuple[str, str]]) -> str:
    """Which rules were looked at and kept or not, and which were not looked at, in words."""
    kept = [each["rule"] for each in judged if not each["broken"]]
    broken = [each["rule"] for each in judged if each["broken"]]
    unchecked = [gettext("{rule} ({reason})", rule=rule, reason=why) for rule, why in off]
    sentences = [
        gettext("Rules met: {rules}.", rules="; ".join(kept)) if kept else "",
        gettext("Rules not fully met, see below: {rules}.", rules="; ".join(broken)) if broken else "",
        gettext("Rules not checked: {rules}.", rules="; ".join(unchecked)) if unchecked else "",
    ]
    return " ".join(filter(None, sentences))
