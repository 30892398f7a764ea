"""How well a placement keeps each rule, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from alsnb.planning.allocation.rules import Rule, Rules, asked_of, natural, trait_of


def judge(members: pd.DataFrame, rules: Rules, placement: pd.DataFrame) -> pd.DataFrame:
    """Judge how well a placement keeps each rule.

    Parameters
    ----------
    members, rules
        As for `allocate`.
    placement : pandas.DataFrame
        ``member`` and ``learning_set``; who is not in it, or has no set, is in none.

    Returns
    -------
    pandas.DataFrame
        One row for each rule that matters: ``rule`` (in words), ``weight``, ``broken`` (how often) and ``where``, a
        list of pairs of set and words.
    """
    where = {str(code): label for code, label in zip(placement["member"], placement["learning_set"], strict=True)}
    codes = [str(code) for code in members["member"]]
    groups: dict[str, list[int]] = defaultdict(list)
    for at, code in enumerate(codes):
        if isinstance(where.get(code), str):
            groups[where[code]].append(at)
    groups = dict(sorted(groups.items(), key=lambda each: natural(each[0])))
    by_rule: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule in asked_of(members, rules):
        if rule.weight != "ignore":
            cells = by_rule.setdefault((heading(rule, rules), rule.weight), [])
            cells += _broken(rule, groups, members, codes, rules)
    return pd.DataFrame(
        [
            {"rule": rule, "weight": weight, "broken": len(broken), "where": broken}
            for (rule, weight), broken in by_rule.items()
        ],
        columns=["rule", "weight", "broken", "where"],
    )


def unchecked(members: pd.DataFrame, rules: Rules) -> list[tuple[str, str]]:
    """Return the rules that do not apply to any placement, in words, and why: ignored, or nothing recorded.

    Parameters
    ----------
    members, rules
        As for `allocate`.
    """
    verdicts = []
    for rule in asked_of(members, rules):
        if rule.weight == "ignore":
            why = "does not matter"
        elif rule.kind == "line" and not rule.of:
            why = "nobody here is recorded as managing somebody else here"
        elif rule.column and not any(map(trait_of, members[rule.column])):
            why = f"no {rule.column} is recorded"
        else:
            continue
        if (heading(rule, rules), why) not in verdicts:
            verdicts.append((heading(rule, rules), why))
    return verdicts


def sizes_in_words(rules: Rules) -> str:
    """Return the size of a set in words: 5–7."""
    return str(rules.smallest) if rules.smallest == rules.largest else f"{rules.smallest}–{rules.largest}"


def people_in_words(number: int) -> str:
    """Return a number of people in words."""
    return "1 person" if number == 1 else f"{number} people"


def heading(rule: Rule, rules: Rules) -> str:
    """Return a rule in words; rules about single members share theirs."""
    trait = "level" if rule.column == "level" else "organisation"
    return {
        "size": f"A set has {sizes_in_words(rules)} members",
        "line": "Nobody is in a set with their line manager",
        "together": "Pairs to keep together",
        "apart": "Pairs to keep apart",
        "fixed": "Members who keep their place",
        "similar": f"Members of a set are of the same {trait}",
        "mixed": f"Each {trait} is spread evenly over the sets",
    }[rule.kind]


def _broken(
    rule: Rule, groups: Mapping[str, list[int]], members: pd.DataFrame, codes: list[str], rules: Rules
) -> Iterator[tuple[str, str]]:
    """Return where a placement breaks a rule: the set, and what is wrong there."""
    if rule.kind == "size":
        for label, group in groups.items():
            if not rules.smallest <= len(group) <= rules.largest:
                yield label, f"has {people_in_words(len(group))}"
    elif rule.kind == "fixed":
        here = next((label for label, group in groups.items() if rule.of[0] in group), "")
        if here != rule.label:
            yield here, f"{codes[rule.of[0]]} was to stay in {rule.label}"
    elif len(rule.of) == 2:
        one, other = (codes[each] for each in rule.of)
        for label, group in groups.items():
            inside = [each in group for each in rule.of]
            if (
                rule.kind == "together"
                and inside == [True, False]
                and any(rule.of[1] in each for each in groups.values())
            ):
                yield label, f"{one} is here, {other} is not"
            elif rule.kind != "together" and all(inside):
                yield label, f"{one} manages {other}" if rule.kind == "line" else f"{one} and {other} are both here"
    elif rule.column and groups:
        words = {trait_of(value): str(value).strip() for value in members[rule.column] if trait_of(value)}
        trait = [trait_of(value) for value in members[rule.column]]
        totals = Counter(value for value in trait if value)
        for label, group in groups.items():
            here_ = Counter(value for value in (trait[each] for each in group) if value)
            if rule.kind == "similar" and len(here_) > 1:
                yield label, ", ".join(f"{words[value]} ({number})" for value, number in sorted(here_.items()))
            elif rule.kind == "mixed":
                for value, total in sorted(totals.items()):
                    least, most = total // len(groups), -(-total // len(groups))
                    if not least <= here_[value] <= most:
                        share = f"{least}" if least == most else f"{least} or {most}"
                        yield label, f"{words[value]}: {here_[value]} here, an even share is {share}"
