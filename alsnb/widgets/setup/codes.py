"""Codes: changed everywhere at once, and put on slips for those who are to use them."""

from __future__ import annotations

import os

from alsnb.errors import LogError
from alsnb.log.changes.renaming import rename
from alsnb.privacy import Roster
from alsnb.privacy.codes import code_doubts
from alsnb.widgets.events import handles
from alsnb.widgets.screen import Screen
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.people import People
from alsnb.widgets.setup.step import NotReady, Setup, Step
from alsnb.words import gettext


class Codes(Step):
    """What concerns codes in every step of setting a cohort up.

    Secrets are sent to the page when it asks for them, as names are: they are no part of the screen's state.

    Parameters
    ----------
    setup, screen
        As for every step.
    people : People
        The step that shows who the codes are.
    """

    def __init__(self, setup: Setup, screen: Screen, people: People) -> None:
        super().__init__(setup, screen)
        self._people = people

    @handles(events.Rename)
    def on_rename(self, event: events.Rename) -> None:
        """A code is to be another one; if that is doubtful, it is asked about first."""
        cohort = self.setup.needs_cohort(anew=True)
        of, old, new = event.of, event.code, event.to.strip()
        known = {
            "member": [row["member"] for row in self.setup.members()],
            "learning_set": [row["learning_set"] for row in self.setup.sets()],
            "cohort": self.setup.cohorts,
        }[of]
        if old not in known:  # changed already: the browser says it again after a crash
            self.screen.refresh()
            return
        if not new or new in known:
            if not new:
                raise NotReady(gettext("Not changed: enter the new code."))
            raise NotReady(gettext("Not changed: there is a code {code} already.", code=new))
        if (doubts := code_doubts(new, known, of=of)) and not event.keep:
            self.screen.send(views.Message(code={"of": of, "code": old, "doubts": doubts}))
            return
        place = Roster.place_of(cohort, self.setup.roster_path)
        try:
            rename(self.setup.log, of, old, new, cohort, roster=place if place.exists() else None)
        except LogError as error:  # sent again, it would be refused again
            raise NotReady(gettext("Not changed: {problem}.", problem=error)) from None
        if of == "cohort":
            self.setup.keep("cohort", {"cohort": new})
            if self.setup.roster_path is None and place.exists():
                moved = Roster.place_of(new)
                if not moved.exists():
                    os.replace(place, moved)
        for name in [each for each in self.screen.open_forms if each.endswith(f":{old}")]:
            self.screen.close_form(name)
        self.screen.refresh()
        self._people.tell(write=True)
        self.screen.say(
            gettext(
                "{old} is {new} from now on, in the log and on the roster. "
                "If others hold a copy of this log, change the code again after merging theirs.",
                old=old,
                new=new,
            )
        )

    @handles(events.AskForSlips)
    def on_slips_ask(self, _: events.AskForSlips) -> None:
        """Somebody wants the slips: one for each member, with what they need to keep a log and to hand it in."""
        cohort = self.setup.needs_cohort(anew=True)
        place = Roster.place_of(cohort, self.setup.roster_path)
        roster = Roster.open(cohort, path=self.setup.roster_path) if place.exists() else None
        if roster and roster.give_secrets():
            roster.save()
        people = {person.code: person for person in roster or () if person.cohort in (None, cohort)}
        slips: list[views.Slip] = [
            {"code": row["member"], "set": row["learning_set"] or "", "cohort": cohort,
             "name": people[row["member"]].name, "secret": people[row["member"]].secret}
            for row in self.setup.members() if row["last_cycle"] is None and row["member"] in people
        ]  # fmt: skip
        self.screen.send(views.Message(slips=slips))
