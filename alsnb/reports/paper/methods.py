"""The methods paragraph of a paper, written from the numbers, with citations such as ``[@wilson1927]``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any, NamedTuple

import pandas as pd

from alsnb.analyses import actions, participation, themes
from alsnb.analyses.shared.intervals import BOOTSTRAP_SEED
from alsnb.disclosure.rounding import Count
from alsnb.log import open_log
from alsnb.plausible import today
from alsnb.reports import sentences
from alsnb.reports.paper.fingerprint import fingerprint
from alsnb.reports.publishing import Publication
from alsnb.reports.sentences.wording import day, each_with_number, form, known_zero, number_of, text
from alsnb.words import PURPOSES, gettext, listing, ngettext

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
    outcomes = gettext("Action outcomes are as of {day}.", day=day(as_of)) if as_of is not None else ""
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
    cycles = int(held["cycle"].nunique())
    span = ngettext("There was one cycle of meetings.", "There were {n} cycles of meetings.", cycles) if cycles else ""
    return text(sentences.cohort(frames, published=publication is not None), span)


def _consented(frames: Any, consent: Consent, publication: Publication | None) -> str:
    """Return who consents, and whose records were analysed."""
    given, members = consent.given, consent.members
    if given is None:
        sealed = gettext(
            "Consent to the use of records for research is sealed until {day}.", day=day(consent.sealed_until)
        )
        return text(sealed, *_analysed(frames))
    if members == 0 and publication is None:
        return gettext("No members are recorded, so no one was asked for consent.")
    count = given if publication is None else publication.count(given, members)
    of_all = (
        gettext("The total number of members is not available.")
        if members is None
        else ngettext("The cohort has one member.", "The cohort has {n} members.", members, n=f"{members:,}")
    )
    consents = gettext("None consents to the use of their records for research.") if known_zero(count) else ngettext(
        "One member consents to the use of their records for research.",
        "{n} members consent to the use of their records for research.",
        form(count), n=number_of(count),
    )  # fmt: skip
    if publication is not None or members is None:
        return text(of_all, consents, *_analysed(frames))
    rest = members - given
    return text(
        of_all,
        consents,
        gettext("Consent rate: {share}.", share=f"{given / members:.0%}"),
        ngettext("One does not, or was not asked.", "{n} do not, or were not asked.", rest) if rest else "",
        *_analysed(frames),
    )


def _analysed(frames: Any) -> list[str]:
    """Return whose records were analysed."""
    if frames.purpose is None:
        return [
            gettext(
                "The figures do not depend on this consent: they use what every member shared with the course team."
            )
        ]
    return [
        gettext(
            "Only the records of members who consent to their use for {purpose} were analysed, under pseudonyms.",
            purpose=PURPOSES[frames.purpose],
        ),
        gettext("Figures on who spoke, and how evenly, describe only these members."),
    ]


def _totals(frames: Any, as_of: Any, publication: Publication | None) -> str:
    """Return how much was recorded, with the same disclosure control as the tables."""
    completion, writing = actions.completion(frames, by=(), as_of=as_of), themes.writing(frames, by=())
    of = {
        gettext("expected attendances at meetings held"): (participation.attendance(frames, by=()), "expected"),
        gettext("airtimes"): (participation.airtime(frames, by=()), "airtimes"),
        gettext("contributions"): (participation.question_mix(frames, by=()), "all_contributions"),
        gettext("actions due"): (completion, "due_actions"),
        gettext("actions not yet due"): (completion, "not_yet_due"),
        gettext("reflections shared with the tutor"): (writing, "reflections"),
        gettext("coded reflections"): (writing, "coded_reflections"),
    }
    totals = {label: _number(result, column, publication) for label, (result, column) in of.items()}
    known = {label: n for label, n in totals.items() if n is not None}
    return gettext("Records – {numbers}.", numbers=each_with_number(known))


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
        return gettext("For the course team only: no figures are rounded or suppressed, even if based on few people.")
    policy = publication.policy
    cites = f" [@{'; @'.join(policy.cites)}]" if policy.cites else ""
    control = gettext(
        "Disclosure control for publication followed the policy “{policy}”{references}.",
        policy=policy.key, references=cites,
    )  # fmt: skip
    return text(control, policy.in_words)


def _made() -> str:
    named = listing([f"{name} {version(name)}{f' [@{key}]' if key else ''}" for name, key in _SOFTWARE.items()])
    return text(
        gettext(
            "The analysis was made with alsnb {version} in Python {python}, with {others}.",
            version=version("alsnb"), python=platform.python_version(), others=named,
        ),
        gettext("Bootstrap samples were drawn with the seed {seed}.", seed=BOOTSTRAP_SEED),
    )  # fmt: skip


def _data(frames: Any) -> str:
    return text(
        gettext("The data analysed have the fingerprint (SHA-256) {fingerprint}.", fingerprint=fingerprint(frames)),
        gettext(
            "With the same version of alsnb, the same records give the same fingerprint on any computer, regardless of "
            "their order and pseudonyms; a changed, added or missing record gives a different one."
        ),
    )
