"""What a draw of sets did, in words: who moved, which rules were kept, and which were not looked at."""

from __future__ import annotations

from collections.abc import Mapping

from alsnb.widgets.setup.views import RuleJudged


def drawn(now: Mapping[str, str], fixed: Mapping[str, str]) -> str:
    """How many were drawn, and how many kept their place."""
    stayed = f", {len(fixed)} kept their place" if fixed else ""
    return f"{len(now) - len(fixed)} of {len(now)} members were drawn{stayed}"


def changed(was: Mapping[str, str], now: Mapping[str, str], *, same_number: bool) -> str:
    """Who is elsewhere than before the draw; nothing where nobody was anywhere."""
    if not was:
        return ""
    moved = [code for code, label in was.items() if now.get(code, label) != label]
    if _together(was) != _together(now):
        return f"{len(moved)} of the {len(was)} who were in a set are in another one now"
    named = ", in sets of other names" if moved else ""
    why = "another number may draw others" if same_number else "the rules leave little choice"
    return f"the same people sit together{named}; {why}"


def _together(placement: Mapping[str, str]) -> set[frozenset[str]]:
    return {frozenset(code for code in placement if placement[code] == label) for label in placement.values()}


def kept_or_not(judged: list[RuleJudged], off: list[tuple[str, str]]) -> str:
    """Which rules were looked at and kept or not, and which were not looked at, in words."""
    kept = [each["rule"] for each in judged if not each["broken"]]
    broken = [each["rule"] for each in judged if each["broken"]]
    told = [
        ("Kept", kept),
        ("Not fully kept, see below", broken),
        ("Not checked", [f"{rule} ({why})" for rule, why in off]),
    ]
    return " ".join(f"{words}: {'; '.join(_small(each) for each in rules)}." for words, rules in told if rules)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
