"""The methods behind a report's figures in words."""

from __future__ import annotations

from importlib.metadata import version

from alsnb.reports.sentences.wording import publishable
from alsnb.words import gettext

_METHODS = {
    "intervals": gettext(
        "Estimates have 95% confidence intervals (CI): 95% of intervals calculated in this way contain the true value. "
        "Shares have Wilson intervals; those of completion, carry-over, prevalence and levels use the effective number "
        "of actions or reflections, which allows for clustering by member. Voice equity has Student's t interval over "
        "sets (for one set, over its airtimes), on the logit scale; minutes have bootstrap intervals over airtimes, if "
        "there are at least five; actions or breaches per airtime have score intervals for a Poisson rate. All other "
        "intervals treat each attendance or report as independent, although several come from the same member, so "
        "they are somewhat too narrow."
    ),
    "attendance": gettext(
        "Attendance rate: members present or late as a share of members enrolled, over meetings held at which "
        "attendance was recorded."
    ),
    "voice_equity": gettext(
        "Voice equity: the normalised entropy of the shares in which members other than the presenter spoke, averaged "
        "over airtimes (over meetings, if contributions have no airtime)."
    ),
    "completion": gettext(
        "Completion: actions last reported as done as a share of actions due. Open: no report was recorded yet."
    ),
    "change": gettext(
        "Change from cycle to cycle: generalised estimating equations, with confidence intervals that allow for "
        "repeated measurements of the same member (for voice equity, the same set); an odds ratio of 1 is no change."
    ),
    "airtime": gettext("Airtime: the minutes for which a member presented, for airtimes with a recorded length."),
    "question_mix": gettext(
        "Contribution types: contributions of each type as a share of all contributions recorded, except unclassified "
        "ones by presenters. Other unclassified contributions count in the total but under no type."
    ),
    "follow_through": gettext(
        "Follow-through: actions reported at the set's next meeting as a share of those due to be reported at one."
    ),
    "action_yield": gettext("Action yield: the mean number of actions agreed in an airtime."),
    "lives": gettext(
        "Time until actions were done, and cycles until they ended: Kaplan-Meier estimates; if an action may be "
        "dropped instead of done, Aalen-Johansen estimates of the shares done and dropped by each day. Actions that "
        "had not ended by the reporting date are censored at that date. Confidence intervals are pointwise."
    ),
    "agreement": gettext(
        "Agreement between coders: Krippendorff's alpha for nominal judgements of whether a reflection has a theme and "
        "ordinal ratings of its level, over the reflections judged by several coders, with percentile bootstrap "
        "intervals over reflections; not calculated for sets that are analysed reflexively."
    ),
    "fidelity": gettext(
        "Fidelity: meetings, airtimes or actions that followed the format as a share of those that can be assessed; a "
        "tolerance of one fifth applies if the format says about or usually. Adherence: done as stated; exposure: as "
        "much as stated; responsiveness: members did their part. Rules about contribution types are assessed in "
        "airtimes in which all contributions by members other than the presenter were classified."
    ),
    "prevalence": gettext(
        "Prevalence: reflections in which at least half of the coders who judged a theme found it, as a share of all "
        "coded reflections. Only reflections shared with the tutor are counted."
    ),
    "co_occurrence": gettext(
        "Lift: the number of reflections with both themes divided by the number expected if the themes were "
        "independent; its confidence interval is Student's t over members, on the log scale."
    ),
    "levels": gettext(
        "Levels of reflection: Kember's levels, as rated; if raters differ, the median (the lower of two). Change in "
        "levels: a proportional-odds model, with confidence intervals that allow for clustering by member."
    ),
}


@publishable()
def methods(*measures: str) -> list[str]:
    """Return how the figures of some measures are calculated, by the measures' names."""
    return [_METHODS[measure] for measure in ("intervals", *measures)]


@publishable()
def versions() -> str:
    """Return the software versions behind the figures."""
    named = ", ".join(f"{name} {version(name)}" for name in ("pandas", "scipy", "statsmodels"))
    return gettext("Made with alsnb {version} ({others}).", version=version("alsnb"), others=named)
