"""How the figures of a report are made, in words."""

from __future__ import annotations

from importlib.metadata import version

from alsnb.reports.sentences.wording import publishable

_METHODS = {
    "intervals": (
        "An interval says between which values the true figure plausibly lies, given how much was recorded: 95% of "
        "intervals made this way contain it. Shares have Wilson intervals; completion, what is carried over, "
        "prevalence and levels that of the effective number of actions or reflections, which allows for several coming "
        "from the same member; voice equity has Student's t interval over sets (of one set, over its airtimes), on the "
        "logit scale; minutes have bootstrap intervals over airtimes, of which there must be five; actions "
        "or breaches per airtime have a score interval for a Poisson rate. Elsewhere each attendance or report "
        "is taken as separate evidence, although several come from the same member: these intervals are "
        "somewhat too narrow for that."
    ),
    "attendance": (
        "Attendance rate: members present or late, of members enrolled, over the meetings held at which attendance was "
        "noted."
    ),
    "voice_equity": (
        "Voice equity: the normalised entropy of the shares in which members other than the presenter spoke, averaged "
        "over airtimes (over meetings, where contributions name no airtime)."
    ),
    "completion": (
        "Completion: actions last reported as done, of the actions that had fallen due. Open: nothing was reported yet."
    ),
    "change": (
        "Change from cycle to cycle: generalised estimating equations, with intervals that allow for the same member "
        "(or, for voice equity, the same set) being measured several times; 1 is no change of odds."
    ),
    "airtime": "Airtime: the minutes for which a member presented, of airtimes whose length was noted.",
    "question_mix": (
        "Kinds of contributions: contributions of a kind, of all recorded but those of presenters that nobody "
        "classified. One that nobody classified counts as no kind."
    ),
    "follow_through": (
        "Follow-through: actions that came up at the set's next meeting, of those due for report at one."
    ),
    "action_yield": "Action yield: actions agreed in an airtime, per airtime.",
    "lives": (
        "Time until actions were done, and cycles until they ended: Kaplan-Meier estimates; where an action may be "
        "dropped instead of done, Aalen-Johansen estimates of the share done and dropped by each day. Actions that "
        "had not ended as of the date given are censored there. The intervals are pointwise."
    ),
    "agreement": (
        "Agreement of coders: Krippendorff's alpha, for nominal judgements of whether a reflection has a theme and "
        "ordinal ratings of its level, over the reflections that several coders judged, with percentile bootstrap "
        "intervals over reflections; not told of sets that are analysed reflexively."
    ),
    "fidelity": (
        "Fidelity: meetings, airtimes or actions as the format states, of those for which the log tells; a fifth more "
        "or less is allowed where the format says about or usually. Adherence: done as stated; exposure: as much of "
        "it; responsiveness: members did their part. Rules about kinds of contributions are judged in "
        "airtimes in which all that others than the presenter said was classified."
    ),
    "prevalence": (
        "Prevalence: reflections in which at least half of the coders who judged a theme found it, of all reflections "
        "coded. Only reflections shared with the tutor are counted."
    ),
    "co_occurrence": (
        "Lift: reflections that have both themes, over what chance would give if neither had to do with the other; its "
        "interval is Student's t over members, on the log scale."
    ),
    "levels": (
        "Levels of reflection: Kember's, as rated; where raters differ, their median, and of two the lower. Change of "
        "levels: a proportional-odds model, with intervals that allow for several reflections of one member."
    ),
}


@publishable()
def methods(*measures: str) -> list[str]:
    """How the figures of some measures are made: by their names."""
    return [_METHODS[measure] for measure in ("intervals", *measures)]


@publishable()
def versions() -> str:
    """With what the figures were made."""
    named = ", ".join(f"{name} {version(name)}" for name in ("pandas", "scipy", "statsmodels"))
    return f"Made with alsnb {version('alsnb')} ({named})."
