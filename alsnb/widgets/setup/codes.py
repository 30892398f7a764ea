"""Codes: changed everywhere at once, and put on slips for those who are to use them."""

from __future__ import annotations

import os
from typing import Any, Literal

from alsnb.errors import LogError
from alsnb.log.changes.renaming import rename
from alsnb.privacy import Roster
from alsnb.privacy.codes import code_doubts
from alsnb.widgets.events import handles
from alsnb.widgets.setup.step import NotReady, Step

_CALLED = {"member": "Member", "learning_set": "Set", "cohort": "Cohort"}


class Codes(Step):
    """What concerns codes in every step of setting a cohort up.

    Secrets are sent to the page when it asks for them, as names are: they are no part of the screen's state.
    """

    @handles("rename")
    def on_rename(self, event: dict[str, Any]) -> None:
        """A code is to be another one; if that is doubtful, it is asked about first."""
        cohort = self._needs_course(anew=True)
        of: Literal["member", "learning_set", "cohort"] = event["of"]
        old, new = event["code"], event["to"].strip()
        known = {
            "member": [row["member"] for row in self._members()],
            "learning_set": [row["learning_set"] for row in self._sets()],
            "cohort": self._cohorts,
        }[of]
        if old not in known:  # changed already: the browser says it again after a crash
            self.refresh()
            return
        if not new or new in known:
            raise NotReady(f"Not changed: {f'there is a code {new} already' if new else 'no code was entered'}.")
        if (doubts := code_doubts(new, known, of=of)) and not event.get("keep"):
            self.send({"code": {"of": of, "code": old, "doubts": doubts}})
            return
        place = Roster.place_of(cohort, self._roster_path)
        try:
            rename(self._log, of, old, new, cohort, roster=place if place.exists() else None)
        except LogError as error:  # sent again, it would be refused again
            raise NotReady(f"Not changed: {error}.") from None
        if of == "cohort":
            self._keep("cohort", {"cohort": new})
            if self._roster_path is None and place.exists():
                moved = Roster.place_of(new)
                if not moved.exists():
                    os.replace(place, moved)
        for name in [each for each in self._fields if each.endswith(f":{old}")]:
            self.close_form(name)
        self.refresh()
        self._tell_people(write=True)
        self.say(
            f"{_CALLED[of]} {old} is {new} from now on, in the log and on the roster. "
            "If others hold a copy of this log, change the code again after merging theirs."
        )

    @handles("slips_ask")
    def on_slips_ask(self, _: dict[str, Any]) -> None:
        """Somebody wants the slips: one for each member, with what they need to keep a log and to hand it in."""
        cohort = self._needs_course(anew=True)
        place = Roster.place_of(cohort, self._roster_path)
        roster = Roster.open(cohort, path=self._roster_path) if place.exists() else None
        if roster and roster.give_secrets():
            roster.save()
        people = {person.code: person for person in roster or () if person.cohort in (None, cohort)}
        self.send(
            {
                "slips": [
                    {"code": row["member"], "set": row["learning_set"] or "", "cohort": cohort,
                     "name": people[row["member"]].name, "secret": people[row["member"]].secret}
                    for row in self._members() if row["last_cycle"] is None and row["member"] in people
                ]
            }
        )  # fmt: skip
