"""The methods paragraph of a paper, written from the numbers; what it cites stands in it as ``[@wilson1927]``."""

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
from alsnb.frames import today
from alsnb.log import open_log
from alsnb.reports import sentences
from alsnb.reports.paper.fingerprint import fingerprint
from alsnb.reports.publishing import Publication
from alsnb.reports.sentences import counted, day, few, joined
from alsnb.reports.sentences.wording import in_words, upper

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
"""What the notebook ``write_up`` tells of."""
_SOFTWARE = {
    "numpy": "", "pandas": "mckinney2010", "scipy": "virtanen2020", "statsmodels": "seabold2010",
    "scikit-learn": "pedregosa2011", "krippendorff": "", "matplotlib": "hunter2007",
}  # fmt: skip


class Consent(NamedTuple):
    """How many members consent to research, of how many; None where that is not to be known."""

    given: int | None
    members: int | None
    sealed_until: Any = None


def consent(log: str | os.PathLike[str], cohort: str | None) -> Consent:
    """Who consents to research: a researcher on a server is not told how many do not."""
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
    """The methods paragraph.

    Parameters
    ----------
    frames
        What was analysed.
    consent
        From `consent`.
    as_of
        The date as of which actions were judged.
    measures
        Names of the measures reported, as for `alsnb.sentences.methods`.
    publication
        What is published, if it is to be.
    """
    judged = f"Actions were judged as of {day(as_of)}." if as_of is not None else ""
    named = ("intervals", *measures)
    defined = [
        f"{said.removesuffix('.')} {_CITED[name]}." if name in _CITED else said
        for name, said in zip(named, sentences.methods(*measures), strict=True)
    ]
    parts = [
        _design(frames, publication), _consented(frames, consent, publication), _totals(frames, as_of, publication),
        judged, *defined,
             _disclosure(publication), _made(), _data(frames)]  # fmt: skip
    return " ".join(part for part in parts if part)


def _design(frames: Any, publication: Publication | None) -> str:
    held = frames.meetings[frames.meetings["held_on"].notna()]
    span = f" They belong to {counted(held['cycle'].nunique(), 'cycle')}." if len(held) else ""
    return sentences.cohort(frames, published=publication is not None) + (span if len(held) != 1 else "")


def _consented(frames: Any, consent: Consent, publication: Publication | None) -> str:
    """Who consents, and whose records were used."""
    use = "to the use of what they recorded for research"
    if frames.purpose is None:
        used = " What is told here does not depend on it: it draws on what every member shared with the course team."
    else:
        of = "" if frames.purpose == "research" else f" to {frames.purpose.replace('_', ' ')}"
        used = (
            f" Only what members who consent{of} recorded was analysed, under pseudonyms; who spoke, and how "
            "evenly, is told of them alone."
        )
    given, members = consent.given, consent.members
    if consent.sealed_until is not None:
        return f"Who consents {use} is sealed until {day(consent.sealed_until)}.{used}"
    assert given is not None  # noqa: S101 -- told whenever it is not sealed
    if publication is not None:
        count = publication.count(given, members)
        if members is None:
            told = upper(counted(count, "member"))
        elif isinstance(count, Mark):
            told = f"{upper(in_words(count))} of the {few(members)} members"
        else:
            told = f"Of {counted(members, 'member')}, {few(count)}"
        return f"{told} consent {use}.{used}"
    verb = "consents" if given == 1 else "consent"
    if members is None:
        return f"{few(given, 'None').capitalize()} {verb} {use}; of how many is not known here.{used}"
    if members == 0:
        return "No member is recorded, so nobody was asked for consent."
    if given in (0, members):
        whole = "The one member" if members == 1 else f"All {few(members)} members"
        said = f"{whole} {verb}" if given else f"Of {counted(members, 'member')}, none consents"
        return f"{said} {use}.{used}"
    rest = members - given
    do = "does not, or was not asked" if rest == 1 else "do not, or were not asked"
    share = f"a consent rate of {given / members:.0%}"
    return f"Of {counted(members, 'member')}, {few(given)} {verb} {use} ({share}); {few(rest)} {do}.{used}"


def _totals(frames: Any, as_of: Any, publication: Publication | None) -> str:
    """How much was recorded: nothing that the tables would not tell."""
    told = [
        counted(number, one, many) for number, one, many in _numbers(frames, as_of, publication) if number is not None
    ]
    return f"Recorded were {joined(told)}."


def _numbers(frames: Any, as_of: Any, publication: Publication | None) -> Iterator[tuple[Count | None, str, str]]:
    attended = participation.attendance(frames, by=())
    yield (
        _number(attended, "expected", publication),
        "attendance expected at a meeting held",
        "attendances expected at meetings held",
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
    yield _number(writing, "coded_reflections", publication), "reflection coded", "reflections coded"


def _number(result: pd.DataFrame, column: str, publication: Publication | None) -> Count | None:
    if result.empty:
        return 0 if publication is None else publication.count(0)
    if publication is not None:
        cells = publication.protect(result).cells
        # Kinds of contributions may all be left out.
        return publication.count(0) if cells.empty else cells[column].iloc[0]
    value = result[column].iloc[0]
    return None if pd.isna(value) else int(value)


def _disclosure(publication: Publication | None) -> str:
    if publication is None:
        return "No figure is rounded or left out, as this is for the course team alone: figures may rest on few people."
    policy = publication.policy
    cites = f" [@{'; @'.join(policy.cites)}]" if policy.cites else ""
    open_to = f" {policy.leaves_open}" if policy.leaves_open else ""
    return f"For publication, {policy.says} (policy {policy.key}){cites}.{open_to}"


def _made() -> str:
    named = joined([f"{name} {version(name)}{f' [@{key}]' if key else ''}" for name, key in _SOFTWARE.items()])
    return (
        f"The analysis was made with alsnb {version('alsnb')} in Python {platform.python_version()}, with {named}; "
        f"bootstrap samples were drawn with the seed {BOOTSTRAP_SEED}."
    )


def _data(frames: Any) -> str:
    return (
        f"The data analysed have the fingerprint (SHA-256) {fingerprint(frames)}: with the same version of alsnb, the "
        "same records give the same fingerprint on any computer, in whatever order and under whatever pseudonyms they "
        "are read, and a record changed, added or left out gives another."
    )
