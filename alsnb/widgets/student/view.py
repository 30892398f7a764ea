"""What the student's log shows in each of its tabs, as JSON has it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from alsnb.formats import Format
from alsnb.plausible import today as today_of_log
from alsnb.records import CLOSED
from alsnb.widgets.student import prompts, views
from alsnb.widgets.student.own import KINDS, Own, Row, day_in_words, due_in_words, first_words
from alsnb.words import ACTION_STATES, ISSUE_KINDS, READERS, gettext, listing, sentence
from alsnb.words import PURPOSES as USES

PURPOSES: dict[views.Purpose, str] = {
    "teaching_record": gettext("What I share may be used to look at how this course teaches and learns."),
    "research": gettext("What I share may be used in research, under a pseudonym."),
    "quotation": gettext("My words may be quoted in publications, without my name."),
}
PAGE = 25
"""Entries shown at first, and added at a time."""

_PLACES = {
    "before": gettext("before the meeting"),
    "between": gettext("between meetings"),
    "next_meeting": gettext("at the next meeting"),
}


def _reported(report: Row) -> str:
    return gettext("cycle {cycle}: {state}", cycle=report["cycle"], state=ACTION_STATES[report["status"]])


@dataclass(frozen=True)
class StudentView:
    """The tabs of one member in one cycle.

    Parameters
    ----------
    own : Own
        What the log holds of the member.
    cycle : int
        The cycle chosen.
    tag : str
        What the names of the member's forms start with.
    format : Format or None
        Of the set, where it is known and can be read.
    """

    own: Own
    cycle: int
    tag: str
    format: Format | None

    def who(self, *, fixed: bool, shared: str | None, problem: str | None) -> views.Who:
        """Whose log it is."""
        own = self.own
        cycles = own.cycles_offered(self.cycle)
        return {
            "member": own.member,
            "set": own.learning_set,
            "cohort": own.cohort,
            "module": own.course.get("module"),
            "format": self.format.title if self.format else None,
            "cycle": self.cycle,
            "cycles": [
                {"cycle": each, "words": gettext("{cycle} (next)", cycle=each) if each > own.latest else str(each)}
                for each in cycles
            ],
            "you": f"{self.tag}/you",
            "course": f"{self.tag}/course",
            "fixed": fixed,
            "shared": shared,
            "problem": problem,
        }

    def promised(self) -> views.Promised:
        """The open actions, and those reported on in this cycle."""
        own, today = self.own, date.today()
        reported = {each["action"]: each for each in own.entries["action_report"] if each["cycle"] == self.cycle}
        told = [
            self._action(own.action[action], today, each)
            for action, each in reversed(reported.items())
            if action in own.action
        ]
        return {
            "open": [self._action(each, today) for each in own.open_actions() if each["entry"] not in reported],
            "reported": told,
            "add": f"{self.tag}/action:{self.cycle}",
            "cycle": self.cycle,
        }

    def _action(self, action: Row, today: date, report: Row | None = None) -> views.ActionShown:
        own = self.own
        before = [each for each in own.reports.get(action["entry"], []) if each["cycle"] != self.cycle]
        return {
            "entry": action["entry"],
            "what": action["what"],
            "due": due_in_words(action["due"], today),
            "overdue": bool(action["due"] and action["due"] < today),
            "success": action["success"],
            "cycle": action["cycle"],
            "before": _reported(before[-1]) if before else None,
            "stays_open": own.state(action) not in CLOSED,
            "form": f"{self.tag}/report:{self.cycle}:{action['entry']}",
            "change": f"{self.tag}/entry:{action['entry']}",
            "report": report["entry"] if report else None,
            "status": ACTION_STATES[report["status"]] if report else None,
            "learning": report["learning"] if report else None,
        }

    def issue(self) -> views.Issues:
        """What the format asks of an issue, and the member's issues, those closed last."""
        newest = sorted(self.own.entries["issue"], key=lambda each: (each["cycle"], each["entry"]), reverse=True)
        issues = sorted(newest, key=lambda each: each["state"] == "closed")
        mine: list[views.IssueShown] = [
            {
                "entry": each["entry"],
                "title": each["title"],
                "kind": ISSUE_KINDS[each["kind"]] if each["kind"] else None,
                "state": each["state"],
                "cycle": each["cycle"],
                "about": first_words(each["about"] or ""),
                "change": f"{self.tag}/entry:{each['entry']}",
            }
            for each in issues
        ]
        return {"guidance": self._guidance(), "mine": mine, "add": f"{self.tag}/issue:{self.cycle}"}

    def _guidance(self) -> views.Guidance | None:
        found = self.format
        if found is None:
            return None
        presented = any(each["cycle"] == self.cycle - 1 for each in self.own.entries["airtime"])
        roles = {"presenter", "all", *(["earlier_presenters"] if presented else [])}
        return {
            "format": found.title,
            "should_be": list(found.issue.should_be),
            "kinds": listing([ISSUE_KINDS[each] for each in found.issue.kinds], last="or"),
            "airtime": gettext("{range} minutes", range=found.airtime.minutes) if found.airtime.minutes else None,
            "speak": [
                {
                    "title": str(each),
                    "what": gettext("{stage} Nobody interrupts.", stage=each.what) if each.uninterrupted else each.what,
                    "when": _PLACES.get(each.place, ""),
                    "minutes": str(each.minutes) if each.minutes else None,
                }
                for each in found.stages_at(self.cycle)
                if roles & set(each.who)
            ],
            "yields": [
                gettext("{outcome} (optional)", outcome=each.what) if each.optional else each.what
                for each in found.yields
            ],
        }

    def reflect(self) -> views.Reflect:
        """The sets of prompts, with what is written in this cycle, and the questions for where the member stands."""
        here = [each for each in self.own.entries["reflection"] if each["cycle"] == self.cycle]
        written = {(each["prompt_set"], each["prompt"]) for each in here}
        sets: list[views.PromptSet] = []
        asked_of: list[tuple[str, list[views.PromptStep]]] = []
        for each in prompts.load():
            groups: list[views.PromptGroup] = []
            for group in each.groups:
                steps: list[views.PromptStep] = [
                    {
                        "form": f"{self.tag}/reflect:{self.cycle}:{each.key}:{group.key}:{key}",
                        "title": title,
                        "done": (each.key, asked) in written,
                    }
                    for key, title, asked in group.asked(prompts.facts(self.format))
                ]
                groups.append({"key": group.key, "title": group.title, "steps": steps})
                asked_of.append((group.key, steps))
            sets.append(
                {"key": each.key, "title": each.title, "about": each.about, "source": each.source, "groups": groups}
            )
        open_groups = {key for key, steps in asked_of if not all(step["done"] for step in steps)}
        standing = self.own.standing(self.cycle)
        return {
            "sets": sets,
            "group": next((stage for stage in standing if stage in open_groups), standing[-1]),
            "cycle": self.cycle,
            "free": f"{self.tag}/reflect:{self.cycle}:free",
            "freely": sum(not each["prompt"] for each in here),
        }

    def journey(
        self, kind: str, words: str, count: int, *, drafted: Collection[str], changeable: Collection[str],
        deleted: list[views.Deleted],
    ) -> views.Journey:  # fmt: skip
        """The member's figures, and the first entries of those looked for; what is being changed is always shown."""
        found = self.own.newest(kind, words)
        shown = [each for at, each in enumerate(found) if at < count or each[2]["entry"] in drafted]
        return {
            "figures": self.own.figures(),
            "entries": [self._entry(*each, changeable) for each in shown],
            "found": len(found),
            "all": sum(map(len, self.own.entries.values())),
            "kinds": [{"kind": key, "words": name} for key, name in KINDS.items() if self.own.entries[key]],
            "taken_back": deleted,
        }

    def _entry(self, at: int, kind: str, each: Row, changeable: Collection[str]) -> views.EntryShown:
        title, text = self.own.told(kind, each)
        return {
            "entry": each["entry"],
            "at": at,
            "kind": KINDS[kind],
            "cycle": each.get("cycle"),
            "title": title,
            "text": first_words(text),
            "readers": READERS.get(each.get("visibility", "")),
            "change": f"{self.tag}/entry:{each['entry']}" if kind in changeable else None,
        }

    def consents(self) -> list[views.ConsentShown]:
        """What the member said last of each purpose."""
        said: dict[str, Row] = {}
        for each in sorted(self.own.entries["consent"], key=lambda each: (each["on"], each["recorded_at"])):
            said[each["purpose"]] = each
        return [
            {
                "purpose": purpose,
                "title": sentence(USES[purpose]),
                "words": words,
                "given": said[purpose]["given"] if purpose in said else None,
                "on": day_in_words(said[purpose]["on"]) if purpose in said else None,
            }
            for purpose, words in PURPOSES.items()
        ]

    def release(self) -> str | None:
        """Until when what the member said of consents is sealed."""
        release = self.own.course.get("consent_release")
        return day_in_words(release) if release and release > today_of_log() else None
