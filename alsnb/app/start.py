"""What the start page shows: the screens of the workbook, what is due, and the kinds of reports that can be made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from alsnb.app.workbook import ScreenNotebook, Workbook
from alsnb.words import day, gettext, listing, ngettext

_TILES = {
    "CohortSetup": (gettext("Set a cohort up"), gettext("The course, its people, their sets, ground rules, calendar")),
    "StudentLog": (gettext("My reflective log"), gettext("Your actions, your next issue, what you are learning")),
    "SetMeeting": (gettext("Set meeting"), gettext("Keep time and take notes while your set meets")),
    "ThemeCoding": (gettext("Theme coding"), gettext("Code reflections, and see how far two coders agree")),
}
_SOON = timedelta(days=7)


class Tile(NamedTuple):
    """A screen, as the start page offers it."""

    name: str
    title: str
    text: str


def title_of(notebook: ScreenNotebook) -> str:
    """Return the title of a screen."""
    return _TILES[notebook.screen][0]


def tiles(workbook: Workbook) -> list[Tile]:
    """Return a tile for each screen; several notebooks of one screen are told apart by their names."""
    screens = workbook.screens()
    shown = [each.screen for each in screens.values()]
    return [
        Tile(name, title if shown.count(each.screen) == 1 else f"{title}: {name.replace('_', ' ')}", text)
        for name, each in screens.items()
        for title, text in [_TILES[each.screen]]
    ]


def kinds_of_report(workbook: Workbook) -> list[tuple[str, str]]:
    """Return the notebooks that report on the whole log or the only member or set in it: name and title."""
    from alsnb.reports import task

    return [(path.stem, task.title_of(path)) for path in workbook.report_notebooks()]


def due(workbook: Workbook, today: date | None = None) -> list[str]:
    """Return what is due, in sentences: a member's own actions and meeting, or the meetings of a cohort."""
    import alsnb
    from alsnb.widgets.student.student_log import remembered

    today = today or date.today()
    with alsnb.open_log(workbook.log()) as log:
        frames = log.frames()
        person = remembered(log)
    if frames.cohorts.empty:
        return [gettext("Nothing is recorded yet. Open a screen to begin.")]
    return _of_member(frames, *person, today) if person else _of_cohorts(frames, today)


def _of_member(frames: Any, cohort: str, member: str, today: date) -> list[str]:
    from alsnb.widgets.student.own import Own

    own = Own(frames, cohort, member)
    meeting = own.next_meeting(today)
    actions = [each["due"] for each in own.open_actions() if each["due"] is not None]
    overdue = sum(each < today for each in actions)
    soon = sum(today <= each <= (meeting or today + _SOON) for each in actions)
    texts = []
    if overdue:
        texts.append(ngettext("{n} action is overdue.", "{n} actions are overdue.", overdue))
    if soon and meeting:
        texts.append(
            ngettext(
                "{n} action is due before your next meeting on {day}.",
                "{n} actions are due before your next meeting on {day}.",
                soon,
                day=day(meeting),
            )
        )
    elif soon:
        texts.append(ngettext("{n} action is due this week.", "{n} actions are due this week.", soon))
    elif meeting:
        texts.append(gettext("Your set meets next on {day}.", day=day(meeting)))
    return texts or [gettext("Nothing is due.")]


def _of_cohorts(frames: Any, today: date) -> list[str]:
    planned = frames.meetings[frames.meetings["held_on"].isna() & frames.meetings["planned_on"].notna()]
    days = {(row.cohort, row.learning_set): row.planned_on.date() for row in planned.itertuples()}
    soon = sorted((when, of) for of, when in days.items() if today <= when <= today + _SOON)
    late = sorted(of for of, when in days.items() if when < today)
    texts = [gettext("Set {set} meets on {day}.", set=learning_set, day=day(when)) for when, (_, learning_set) in soon]
    if late:
        sets = listing(f"{learning_set}" for _, learning_set in late)
        texts.append(gettext("Planned meetings that nobody has recorded yet: of {sets}.", sets=sets))
    return texts or [gettext("No meeting is planned in the next seven days.")]
