"""An analysis's result in words: one sentence or two, written from the numbers, grammatical for none, one and many.

Each takes the result for the whole cohort (``by=()``) and says how sure it is; where nothing was recorded it says so.
In a report to be published it says only what disclosure control lets through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from importlib.metadata import version
from typing import Any

import pandas as pd

from alsnb.analyses.followed import followed
from alsnb.analyses.levels import LEVELS
from alsnb.reports import publishing

_INTERVALS = " (in brackets: 95% intervals)"
_BY_CHANCE = "By chance alone, one in twenty would be told of."
_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Said(str):
    """What a sentence says: on a page to be published, nothing else is said."""


def _told(what: str, *needs: str, every: bool = False) -> Callable[[Callable[..., str]], Callable[..., Said]]:
    """Make a sentence of a result into one of what may be published of it.

    It is withheld, and that `what` it tells of is said, without the columns it `needs`: by default, all of them; where
    it counts rows, in `every` row.
    """

    def decorate(sentence: Callable[..., str]) -> Callable[..., Said]:
        @wraps(sentence)
        def told(result: pd.DataFrame, *more: Any) -> Said:
            publication = publishing.current()
            if publication is None or result.empty:
                return Said(sentence(result, *more))
            try:
                protected = publication.protect(result)
            except publishing.Refused as refused:
                return Said(f"{what} is not published, as {refused}.")
            kept = ~protected.withheld[[*(needs or result.columns)]].any(axis=1)
            if not kept.any() or (every and len(result) > kept.sum()):
                return Said(f"{what} is withheld, as {publication.reason()}.")
            # What a sentence tells besides, it leaves out where it is none.
            rows = result.loc[kept[kept].index].mask(protected.withheld[kept], 0)
            rows = rows.astype(result.dtypes.to_dict()).reset_index(drop=True)
            rest = f" Other figures are withheld, as {publication.reason()}." if protected.why else ""
            return Said(sentence(rows, *more) + rest)

        return told

    return decorate


def cohort(frames: Any) -> Said:
    """What the cohort is, and what the log holds of it."""
    row = frames.cohort
    sets, members = len(frames.learning_sets), frames.members["member"].nunique()
    held = frames.meetings[frames.meetings["held_on"].notna()]
    start, which = f"Cohort {row['cohort']}", _formats(frames)
    if publishing.current() is not None:  # how many members there are is told with what they did, or not at all
        start += f": {counted(sets, 'set')}"
        start += f", which follow {which}." if which else "."
    elif frames.purpose is not None:
        start += f": this report draws on {counted(members, 'member')} in {counted(sets, 'set')}"
        start += f"; the cohort follows {which}." if which else "."
    elif sets or members:
        start += f" has {counted(members, 'member')} in {counted(sets, 'set')}"
        start += f" and follows {which}." if which else "."
    else:
        start = f"No sets or members are recorded for cohort {row['cohort']}."
    if held.empty:
        return Said(f"{start} No meeting has been held.")
    first, last = held["held_on"].min(), held["held_on"].max()
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    planned = row["planned_meetings"]
    of = "" if pd.isna(planned) or not sets else f" of the {few(planned * sets)} planned"
    was = "was" if len(held) == 1 else "were"
    return Said(f"{start} {counted(len(held), 'meeting').capitalize()}{of} {was} held {when}.")


def _formats(frames: Any) -> str:
    """The formats that the sets follow; empty where none is noted."""
    formats = followed(frames.learning_sets, frames.cohort["format"])
    if len(formats) < 2:
        return "".join(f"the {each} format" for each in formats)
    return f"the formats {joined(formats)}"


_PURPOSES = {"teaching_record": "the teaching record", "research": "research", "quotation": "quotation"}


def audience(frames: Any) -> Said:
    """For whom the report is, and what it may draw on."""
    if (publication := publishing.current()) is not None:
        use = ""
        if frames.purpose is not None:
            of = _PURPOSES[frames.purpose]
            use = f" It draws only on what members recorded who consent to its use for {of}, under pseudonyms."
        start = "This report may be published."
        if publication.draft:
            start = (
                "This is a draft, which shows what a published report would: to publish it, make it again with "
                "alsnb report --publish, so that the log remembers what was told."
            )
        publication.explained = True
        return Said(f"{start}{use} Where a figure is withheld, {publication.why}.")
    return Said(_for_the_team(frames))


def _for_the_team(frames: Any) -> str:
    small = (
        f"It may show figures that rest on fewer than the {frames.cohort['smallest_cell']} people that are the "
        "smallest number to be published of this cohort."
    )
    if frames.purpose is not None:
        use, members = _PURPOSES[frames.purpose], len(frames.members)
        if members == 0:
            return f"No member consents to having what they recorded used for {use}: there is nothing to draw on."
        consent = "consents" if members == 1 else "consent"
        return (
            f"This report draws only on what {counted(members, 'member')} recorded who {consent} to its use for {use}, "
            f"under pseudonyms; others of the cohort are left out of every count. {small}"
        )
    return f"This report is for the course team. {small}"


@_told("How many members came")
def attendance(result: pd.DataFrame) -> str:
    """From `alsnb.participation.attendance`."""
    if result.empty or result["expected"].iloc[0] == 0:
        return "No attendance of enrolled members has been noted at a meeting held."
    row = _only(result)
    return (
        f"Members came {counted(row['attended'], 'time')} out of the {few(row['expected'])} expected at "
        f"{counted(row['meetings'], 'meeting')}: an attendance rate of {share(row, 'attendance_rate')}."
    )


@_told("How long members presented")
def airtime(result: pd.DataFrame) -> str:
    """From `alsnb.participation.airtime`."""
    if result.empty:
        return "No airtime was recorded: who presented, and for how long, is not known."
    row = _only(result)
    said = f"{counted(row['members'], 'member').capitalize()} presented in {counted(row['airtimes'], 'airtime')}"
    if row["timed_airtimes"] == 0:
        return f"{said}; their length was not noted."
    untimed = row["airtimes"] - row["timed_airtimes"]
    left = f"; the length of {counted(untimed, 'airtime')} was not noted" if untimed else ""
    return f"{said}, of {number(row, 'mean_minutes')} minutes on average{left}."


@_told("How evenly members spoke")
def voice_equity(result: pd.DataFrame) -> str:
    """From `alsnb.participation.voice_equity`."""
    if result.empty:
        return (
            "No contribution by members other than the presenter was recorded, so how evenly they spoke is not known."
        )
    row = _only(result)
    return (
        f"Besides any presenter, members shared the talking with a voice equity of {number(row, 'voice_equity')}, "
        "where 1 means that all spoke alike "
        f"({counted(row['airtimes'], 'airtime or meeting', 'airtimes or meetings')})."
    )


@_told("What sorts of contributions were made", "contributions", "all_contributions", "share_of_contributions")
def question_mix(result: pd.DataFrame) -> str:
    """From `alsnb.participation.question_mix`."""
    classified = result[result["kind"] != "not_classified"] if len(result) else result
    if result.empty:
        return "No contribution was recorded."
    total = result["all_contributions"].iloc[0]
    rest = int(result.loc[result["kind"] == "not_classified", "contributions"].sum())
    if classified.empty and total == 1:
        return "The one contribution recorded was not classified."
    if classified.empty and rest == total:
        return f"None of the {few(total)} contributions recorded was classified."
    if classified.empty:
        return f"Of {counted(total, 'contribution')}, {few(rest)} were not classified."
    rows = classified.sort_values("contributions", ascending=False, kind="stable").head(3)
    named = [_named(row["kind"].replace("_", " "), row, "share_of_contributions") for row in rows.to_dict("records")]
    left = f" {few(rest).capitalize()} {'was' if rest == 1 else 'were'} not classified." if rest else ""
    lead = "the most frequent kinds were" if len(named) > 1 else "the one kind noted was"
    return f"Of {counted(total, 'contribution')}, {lead} {joined(named)}{_INTERVALS}.{left}"


@_told("What became of the actions due", "due_actions", "done", "completion")
def completion(result: pd.DataFrame, as_of: Any = None) -> str:
    """From `alsnb.actions.completion`."""
    by = f" by {day(as_of)}" if as_of is not None else ""
    if result.empty:
        return f"No action had been agreed{by}."
    row = _only(result)
    later = f" {counted(row['not_yet_due'], 'action').capitalize()} had no due date or a later one."
    later = later if row["not_yet_due"] else ""
    due = row["due_actions"]
    if due == 0:
        return f"None of the actions agreed had fallen due{by}.{later}"
    if row["open"] == due:
        said = f"{counted(due, 'action').capitalize()} had fallen due{by}"
        return f"{said}; none was reported back, so what became of {'it' if due == 1 else 'them'} is not known.{later}"
    told = {
        "partly": "partly",
        "changed": "changed",
        "not_done": "not done",
        "dropped": "dropped",
        "open": "not reported",
    }
    rest = joined([f"{few(row[state])} {words}" for state, words in told.items() if row[state]])
    was = "was" if row["done"] == 1 else "were"
    return (
        f"Of {counted(due, 'action')} due{by}, {few(row['done'], 'none')} {was} done: {share(row, 'completion')}"
        f"{f'; {rest}' if rest else ''}.{later}"
    )


def time_to_act(result: pd.DataFrame) -> Said:
    """From `alsnb.actions.completion` by cycle: a caution where several cycles are to be compared."""
    if publishing.current() is None and (result["due_actions"] > result["open"]).sum() < 2:
        return Said()
    return Said("Actions agreed in later cycles have had less time to be done.")


@_told("How many actions were reported back")
def follow_through(result: pd.DataFrame) -> str:
    """From `alsnb.actions.follow_through`."""
    if result.empty:
        return "No action was due for report at a later meeting."
    row = _only(result)
    if pd.isna(row["follow_through"]):
        met = counted(row["actions_due_for_report"], "action")
        return f"The sets met again after agreeing {met}, but no report on any action was recorded."
    return (
        f"Of {counted(row['actions_due_for_report'], 'action')} due for report, "
        f"{few(row['reported_next'], 'none')} came up at the set's next meeting: {share(row, 'follow_through')}."
    )


@_told("How many actions an airtime led to")
def action_yield(result: pd.DataFrame) -> str:
    """From `alsnb.actions.action_yield`."""
    if result.empty:
        return ""
    row = _only(result)
    return f"An airtime led to {number(row, 'actions_per_airtime')} actions on average."


@_told("How much was written")
def writing(result: pd.DataFrame) -> str:
    """From `alsnb.themes.writing`."""
    if result.empty:
        return "No reflection has been shared with the tutor."
    row = _only(result)
    n, coded = row["reflections"], row["coded_reflections"]
    writers = "The log holds" if pd.isna(row["members"]) else f"{counted(row['members'], 'member')} wrote"
    words = ("a median of " if n > 1 else "") + counted(round(row["median_words"]), "word")
    has = "has" if coded == 1 else "have"
    of_them = "all of them have" if coded == n > 1 else f"{few(coded)} of them {has}"
    so_far = f"{of_them} been coded" if coded else "none of them has been coded yet"
    if n == 1:
        so_far = "it has been coded" if coded else "it has not been coded yet"
    said = f"{writers} {counted(n, 'reflection')} shared with the tutor, {words}; {so_far}."
    return said[0].upper() + said[1:]


@_told("How often themes were found", "with_theme", "coded_reflections", "prevalence")
def prevalence(result: pd.DataFrame) -> str:
    """From `alsnb.themes.prevalence`."""
    if result.empty:
        return "There are no themes to report until reflections are coded with the codebook."
    found = result[result["with_theme"] > 0]
    if found.empty:
        none = f"None of the codebook's {few(len(result))} themes was"
        return f"{none if len(result) > 1 else 'The one theme of the codebook was not'} found in the reflections coded."
    named = [_named(row["theme"], row, "prevalence") for row in found.head(3).to_dict("records")]
    lead = "The most prevalent themes were" if len(named) > 1 else "The one theme found was"
    coded = counted(result["coded_reflections"].iloc[0], "coded reflection")
    return f"{lead} {joined(named)} of {coded}{_INTERVALS}."


@_told("Which themes come together")
def co_occurrence(result: pd.DataFrame) -> str:
    """From `alsnb.themes.co_occurrence`."""
    told = result[result["lift_low"].notna()] if len(result) else result
    if told.empty:
        return "" if result.empty else "Too few members mention two themes to tell whether these come together."
    apart = told[(told["lift_low"] > 1) | (told["lift_high"] < 1)].head(3)
    if apart.empty:
        pairs = counted(len(told), "pair")
        return f"Of {pairs} of themes, none is clearly more or less often in the same reflection than by chance."
    named = [
        f"{row['theme']} with {row['other_theme']}, {_times(row, 'lift')} times as often"
        for row in apart.to_dict("records")
    ]
    lead = (
        f"Of {counted(len(told), 'pair')} of themes, clearly more or less often in the same reflection than by chance"
    )
    return f"{lead}: {'; '.join(named)}{_INTERVALS}. {_BY_CHANCE}"


@_told("How themes changed")
def prevalence_change(result: pd.DataFrame) -> str:
    """From `alsnb.themes.prevalence_change`."""
    name = "prevalence_odds_ratio"
    told = result[result[name].notna()] if len(result) else result
    if told.empty:
        needed = "that takes two cycles, five members who mention a theme and five who write without it"
        return "" if result.empty else f"How themes changed from cycle to cycle is not told: {needed}."
    apart = told[(told[f"{name}_low"] > 1) | (told[f"{name}_high"] < 1)]
    if apart.empty:
        themes = counted(len(told), "theme")
        return f"Of {themes}, none was found clearly more or less often from one cycle to the next."
    named = [f"for {row['theme']} by a factor of {_times(row, name)}" for row in apart.to_dict("records")]
    lead = "From one cycle to the next, the odds that a reflection has a theme changed"
    return f"{lead} {joined(named)}{_INTERVALS}. {_BY_CHANCE}"


@_told("How deep reflections went")
def levels(result: pd.DataFrame) -> str:
    """From `alsnb.themes.levels`."""
    if result.empty:
        return "How deep reflections go has not been rated."
    row = _only(result)
    named = [f"{few(row[f'at_{level}'], 'none')} at {level.replace('_', ' ')}" for level in LEVELS]
    return f"Of {counted(row['rated_reflections'], 'rated reflection')}: {joined(named)}."


@_told("How the depth of reflections changed")
def levels_change(result: pd.DataFrame) -> str:
    """From `alsnb.themes.levels_change`."""
    told = "five members who reach some level and five who do"
    return _change(result, "level_odds_ratio", "the odds of a higher level", told)


_LITTLE = 5
"""Fewer reflections than this are too few to say that they belong together."""


@_told("What themes the reflections themselves suggest")
def discovered(themes: pd.DataFrame, purpose: str | None = None) -> str:
    """From the themes of `alsnb.themes.discover`; not for a report under pseudonyms."""
    if purpose is not None:
        return "Suggested themes are for the course team alone, as a word that members share may be a name."
    if themes.empty:
        return "The words of the reflections suggest no themes."
    return (
        f"These {counted(len(themes), 'group')} of reflections are suggestions, by the words they share: nobody has "
        "judged them. They may be taken into the codebook, renamed or left. Stability, from 0 to 1, is how much of a "
        f"group comes back when a fifth of the reflections is left out{_little(int((themes['size'] < _LITTLE).sum()))}."
    )


def _little(groups: int) -> str:
    """Few reflections that use the same rare word come back together whatever is left out."""
    if not groups:
        return ""
    are = "group has" if groups == 1 else "groups have"
    return f"; {few(groups)} {are} fewer than {few(_LITTLE)} reflections, whose stability says little"


def quotations(result: pd.DataFrame, roster: Any) -> Said:
    """From `alsnb.themes.quotations`, names taken out by a roster."""
    if (publication := publishing.current()) is None or result.empty:
        return Said(_quotations(result, roster))
    try:
        told = publication.protect(result)
    except publishing.Refused as refused:
        return Said(f"What members said is not published, as {refused}.")
    if told.result.empty:
        return Said(f"What members said is withheld, as {told.why}.")
    return Said("What follows was written by members who consent to be quoted; names are taken out.")


def _quotations(result: pd.DataFrame, roster: Any) -> str:
    if roster is None:
        return "No passages are quoted here: that takes the roster, so that names can be taken out."
    if result.empty:
        return "No passage may be quoted: none was marked in a reflection of a member who consents to be quoted."
    members = result["member"].nunique()
    consent = "consents to be quoted" if members == 1 else "consent to be quoted, each under a pseudonym"
    return f"What follows was written by {counted(members, 'member')} who {consent}."


def agreement(result: pd.DataFrame) -> Said:
    """From `alsnb.themes.agreement`; the row of all themes together."""
    whole = result[result["theme"].isna()] if len(result) else result
    if whole.empty:
        return Said("No reflection was judged by several coders, so how far coders agree is not known.")
    row = _only(whole)
    if publishing.current() is not None:
        # It is about coders, of whom there are few; and whose reflections they judged, nobody has counted.
        return Said("How far coders agreed is not published, as few coders are behind it.")
    pairs, judged = counted(row["pairs"], "pair"), counted(row["reflections"], "reflection")
    if pd.isna(row["alpha"]):
        return Said(f"Several coders judged {judged}: too few, or too alike, to tell how far they agree.")
    return Said(f"In {pairs} of judgements of {judged}, Krippendorff's alpha was {number(row, 'alpha')}.")


@_told("How attendance changed")
def attendance_change(result: pd.DataFrame) -> str:
    """From `alsnb.participation.attendance_change`."""
    return _change(
        result, "attendance_odds_ratio", "the odds that a member came", "five members who came and five who did"
    )


@_told("How completion changed")
def completion_change(result: pd.DataFrame) -> str:
    """From `alsnb.actions.completion_change`."""
    told = "five members who did an action and five who did"
    return _change(result, "completion_odds_ratio", "the odds that an action due was done", told)


@_told("How voice equity changed")
def voice_equity_change(result: pd.DataFrame) -> str:
    """From `alsnb.participation.voice_equity_change`."""
    if result.empty:
        return ""
    row = _only(result)
    if pd.isna(row["voice_equity_slope"]):
        return "How voice equity changes is not told: that takes two cycles and five sets."
    change, low, high = (f"{row[f'voice_equity_slope{end}']:+.3f}" for end in ("", "_low", "_high"))
    return f"From one cycle to the next, voice equity changed by {change} (95% interval {low} to {high})."


def _change(result: pd.DataFrame, name: str, odds: str, needed: str) -> str:
    if result.empty:
        return ""
    row = _only(result)
    if pd.isna(row[name]):
        return f"How {odds} changed is not told: that takes two cycles, {needed} not."
    return f"From one cycle to the next, {odds} changed by a factor of {number(row, name)}."


@_told("How often rules were kept", every=True)
def fidelity(result: pd.DataFrame) -> str:
    """From `alsnb.fidelity.rules`."""
    if result.empty:
        return "No set names a format, or none has met: there is nothing to hold its meetings against."
    told = result[result["observable"] > 0]
    kept = (told["observed"] == told["observable"]).sum()
    stated = f"Of {counted(len(result), 'rule')} that the formats state, the log tells of {few(len(told), 'none')}"
    return f"{stated}; {few(kept, 'none')} of these {'was' if kept == 1 else 'were'} kept each time."


_METHODS = {
    "intervals": (
        "An interval says between which values the true figure plausibly lies, given how much was recorded: 95% of "
        "intervals made this way contain it. Shares have Wilson intervals; completion, what is carried over, "
        "prevalence and levels that of the effective number of actions or reflections, which allows for several coming "
        "from the same member; voice equity has Student's t interval over sets, on the logit scale; minutes have "
        "bootstrap intervals over airtimes; actions "
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
    "question_mix": "Kinds of contributions: contributions of a kind, of all contributions recorded.",
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
        "it; responsiveness: members did their part."
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


def methods(*measures: str) -> list[Said]:
    """How the figures of some measures are made: by their names."""
    return [Said(_METHODS[measure]) for measure in ("intervals", *measures)]


def versions() -> Said:
    """With what the figures were made."""
    named = ", ".join(f"{name} {version(name)}" for name in ("pandas", "scipy", "statsmodels"))
    return Said(f"Made with alsnb {version('alsnb')} ({named}).")


def counted(n: int, one: str, many: str | None = None) -> str:
    """``no meetings``, ``one meeting``, ``12 meetings``."""
    return f"{few(n)} {one if n == 1 else many or one + 's'}"


def few(n: int, none: str = "no") -> str:
    """A number below ten as a word."""
    if n == 0:
        return none
    return _FEW[n] if 0 <= n < len(_FEW) else f"{n:,}"


def share(row: Mapping[Any, Any], name: str) -> str:
    """``61% (95% interval 51% to 70%)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    return f"{value:.0%}" if pd.isna(low) else f"{value:.0%} (95% interval {low:.0%} to {high:.0%})"


def number(row: Mapping[Any, Any], name: str) -> str:
    """``31.2 (95% interval 29.8 to 32.9)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    digits = 1 if value >= 10 else 2
    told = f"{value:.{digits}f}"
    return told if pd.isna(low) else f"{told} (95% interval {low:.{digits}f} to {high:.{digits}f})"


def _named(name: str, row: Mapping[Any, Any], estimate: str) -> str:
    return f"{name} {row[estimate]:.0%} ({row[f'{estimate}_low']:.0%} to {row[f'{estimate}_high']:.0%})"


def _times(row: Mapping[Any, Any], name: str) -> str:
    """``1.4 (1.0 to 2.0)``."""
    return "{:.2f} ({:.2f} to {:.2f})".format(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))


def _only(result: pd.DataFrame) -> Mapping[Any, Any]:
    return result.to_dict("records")[0]


def joined(parts: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def day(value: Any) -> str:
    """``1 November 2026``."""
    moment = pd.Timestamp(value)
    return f"{moment.day} {moment.strftime('%B %Y')}"
