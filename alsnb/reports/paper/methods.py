"""The methods paragraph of a paper, written from the numbers, with citations such as ``[@wilson1927]``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any, NamedTuple

import pandas as pd

from alsnb.analyses import actions, participation, themes
from alsnb.analyses.shared.intervals import BOOTSTRAP_SEED
from alsnb.disclosure import Mark
from alsnb.disclosure.rounding import Count
from alsnb.log import open_log
from alsnb.plausible import today
from alsnb.reports import sentences
from alsnb.reports.paper.fingerprint import fingerprint
from alsnb.reports.publishing import Publication
from alsnb.reports.sentences import counted, day, few
from alsnb.reports.sentences.wording import in_words
from alsnb.words import listing, sentence

_CITED = {
    "intervals": "[@wilson1927; @korn1998; @dean2015; @barker2002]",
    "voice_equity": "[@shannon1948]",
    "change": "[@liang1986; @mancl2001]",
    "lives": "[@kaplan1958; @aalen1978]",
    "co_occurrence": "[@brin1997; @binder1983]",
    "levels": "[@kember2008; @mccullagh1980]",
    "agreement": "[@krippendorff2011]",
    "fidelity": "[@dane1998; @carroll2007]",
}
MEASURES = (
    "attendance", "airtime", "voice_equity", "question_mix", "completion", "follow_through", "lives", "action_yield",
    "change", "prevalence", "co_occurrence", "levels", "agreement", "fidelity",
)  # fmt: skip
"""The measures that the notebook ``write_up`` reports."""
_SOFTWARE = {
    "numpy": "", "pandas": "mckinney2010", "scipy": "virtanen2020", "statsmodels": "seabold2010",
    "scikit-learn": "pedregosa2011", "krippendorff": "", "matplotlib": "hunter2007",
}  # fmt: skip


class Consent(NamedTuple):
    """The number of members who consent to research, and of members; None if it is not available."""

    given: int | None
    members: int | None
    sealed_until: Any = None


def consent(log: str | os.PathLike[str], cohort: str | None) -> Consent:
    """Return how many consent to research: a researcher on a server cannot see how many do not."""
    with open_log(log) as opened:
        every = opened.frames(cohort, kinds={"cohort", "member"})
        release = every.cohort["consent_release"]
        members = None if every.purpose is not None else int(every.members["member"].nunique())
        if not pd.isna(release) and release > pd.Timestamp(today()):
            return Consent(None, members, release)
        allowed = opened.frames(cohort, purpose="research", kinds={"cohort", "member"})
    return Consent(int(allowed.members["member"].nunique()), members)


def paragraph(
    frames: Any,
    consent: Consent,
    as_of: Any = None,
    measures: Iterable[str] = MEASURES,
    publication: Publication | None = None,
) -> str:
    """Return the methods paragraph.

    Parameters
    ----------
    frames
        The frames analysed.
    consent
        From `consent`.
    as_of
        The date of the action outcomes.
    measures
        Names of the measures reported, as for `alsnb.sentences.methods`.
    publication
        The publication, if the paper is to be published.
    """
    outcomes = f"Action outcomes are as of {day(as_of)}." if as_of is not None else ""
    named = ("intervals", *measures)
    defined = [
        f"{said.removesuffix('.')} {_CITED[name]}." if name in _CITED else said
        for name, said in zip(named, sentences.methods(*measures), strict=True)
    ]
    parts = [
        _design(frames, publication), _consented(frames, consent, publication), _totals(frames, as_of, publication),
        outcomes, *defined,
             _disclosure(publication), _made(), _data(frames)]  # fmt: skip
    return " ".join(part for part in parts if part)


def _design(frames: Any, publication: Publication | None) -> str:
    held = frames.meetings[frames.meetings["held_on"].notna()]
    span = f" They were held in {counted(held['cycle'].nunique(), 'cycle')}." if len(held) else ""
    return sentences.cohort(frames, published=publication is not None) + (span if len(held) != 1 else "")


def _consented(frames: Any, consent: Consent, publication: Publication | None) -> str:
    """Return who consents, and whose records were analysed."""
    use = "to the use of their records for research"
    if frames.purpose is None:
        used = " The figures do not depend on this consent: they use what every member shared with the course team."
    else:
        of = "" if frames.purpose == "research" else f" to {frames.purpose.replace('_', ' ')}"
        used = (
            f" Only the records of members who consent{of} were analysed, under pseudonyms; figures on who spoke, and "
            "how evenly, describe only these members."
        )
    given, members = consent.given, consent.members
    if consent.sealed_until is not None:
        return f"Consent {use} is sealed until {day(consent.sealed_until)}.{used}"
    assert given is not None  # noqa: S101 -- told whenever it is not sealed
    if publication is not None:
        count = publication.count(given, members)
        if members is None:
            told = sentence(counted(count, "member"))
        elif isinstance(count, Mark):
            told = f"{sentence(in_words(count))} of the {few(members)} members"
        else:
            told = f"Of {counted(members, 'member')}, {few(count)}"
        return f"{told} consent {use}.{used}"
    verb = "consents" if given == 1 else "consent"
    if members is None:
        return f"{few(given, 'None').capitalize()} {verb} {use}; the total number of members is not available.{used}"
    if members == 0:
        return "No members are recorded, so no one was asked for consent."
    if given in (0, members):
        whole = {1: "The one member", 2: "Both members"}.get(members, f"All {few(members)} members")
        said = f"{whole} {verb}" if given else f"Of {counted(members, 'member')}, none consents"
        return f"{said} {use}.{used}"
    rest = members - given
    do = "does not or was not asked" if rest == 1 else "do not or were not asked"
    share = f"a consent rate of {given / members:.0%}"
    return f"Of {counted(members, 'member')}, {few(given)} {verb} {use} ({share}); {few(rest)} {do}.{used}"


def _totals(frames: Any, as_of: Any, publication: Publication | None) -> str:
    """Return how much was recorded, with the same disclosure control as the tables."""
    totals = [
        counted(number, one, many) for number, one, many in _numbers(frames, as_of, publication) if number is not None
    ]
    return f"The records comprise {listing(totals)}."


def _numbers(frames: Any, as_of: Any, publication: Publication | None) -> Iterator[tuple[Count | None, str, str]]:
    attended = participation.attendance(frames, by=())
    yield (
        _number(attended, "expected", publication),
        "expected attendance at a meeting held",
        "expected attendances at meetings held",
    )
    yield _number(participation.airtime(frames, by=()), "airtimes", publication), "airtime", "airtimes"
    mix = participation.question_mix(frames, by=())
    yield _number(mix, "all_contributions", publication), "contribution", "contributions"
    completion = actions.completion(frames, by=(), as_of=as_of)
    yield _number(completion, "due_actions", publication), "action due", "actions due"
    yield _number(completion, "not_yet_due", publication), "action not yet due", "actions not yet due"
    writing = themes.writing(frames, by=())
    yield (
        _number(writing, "reflections", publication),
        "reflection shared with the tutor",
        "reflections shared with the tutor",
    )
    yield _number(writing, "coded_reflections", publication), "coded reflection", "coded reflections"


def _number(result: pd.DataFrame, column: str, publication: Publication | None) -> Count | None:
    if result.empty:
        return 0 if publication is None else publication.count(0)
    if publication is not None:
        cells = publication.protect(result).cells
        # All contribution types may be left out.
        return publication.count(0) if cells.empty else cells[column].iloc[0]
    value = result[column].iloc[0]
    return None if pd.isna(value) else int(value)


def _disclosure(publication: Publication | None) -> str:
    if publication is None:
        return "For the course team only: no figures are rounded or suppressed, even if based on few people."
    policy = publication.policy
    cites = f" [@{'; @'.join(policy.cites)}]" if policy.cites else ""
    open_to = f" {policy.leaves_open}" if policy.leaves_open else ""
    return f"For publication, {policy.says} (policy {policy.key}){cites}.{open_to}"


def _made() -> str:
    named = listing([f"{name} {version(name)}{f' [@{key}]' if key else ''}" for name, key in _SOFTWARE.items()])
    return (
        f"The analysis was made with alsnb {version('alsnb')} in Python {platform.python_version()}, with {named}; "
        f"bootstrap samples were drawn with the seed {BOOTSTRAP_SEED}."
    )


def _data(frames: Any) -> str:
    return (
        f"The data analysed have the fingerprint (SHA-256) {fingerprint(frames)}. With the same version of alsnb, the "
        "same records give the same fingerprint on any computer, regardless of their order and pseudonyms; a changed, "
        "added or missing record gives a different one."
    )
