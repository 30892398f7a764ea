"""Who sits with whom: members into sets by rules, moved by hand, and saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from alsnb.errors import AllocationError
from alsnb.formats.model import Composition
from alsnb.planning.allocation import Rules, allocate, judge, labels, unchecked
from alsnb.records import LearningSet
from alsnb.widgets.events import Event, handles
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.drawn import changed, drawn, kept_or_not
from alsnb.widgets.setup.step import NotReady, Step, in_order
from alsnb.words import gettext, listing, ngettext

LIKENESS = {
    "similar": gettext("similar"),
    "mixed": gettext("mixed"),
    "same": gettext("same"),
    "different": gettext("different"),
}
"""How alike the members of a set are to be, as formats say it."""
_STEPS_BACK = 30


class Sets(Step):
    """The step in which sets are made.

    What is proposed and not saved is kept as a draft: the rules, the placement, who keeps their place, and the steps
    back. Each event leaves its id there, so that the next kernel does not do it twice.
    """

    def look(self) -> views.SetsShown:
        """Return the sets as proposed, the rules, and how well the sets keep them."""
        kept = self.setup.unfinished("sets")
        members, placement = self._to_place(), self._placement(kept)
        rules = self._sets_rules(kept)
        groups: dict[str, list[views.Placed]] = {
            row["learning_set"]: [] for row in self.setup.sets() if placement or not kept.get("placement")
        }
        waiting: list[views.Placed] = []
        locked = set(self._locked(kept))
        made = kept.get("made") or {}
        was = made.get("was") or {}
        for row in members:
            code = row["member"]
            shown: views.Placed = {
                "member": code,
                "organisation": row["organisation"],
                "level": row["level"],
                "role": row["role"],
                "locked": code in locked,
                "was": was[code] if was.get(code) not in (None, placement.get(code)) else "",
            }
            if label := placement.get(row["member"]):
                groups.setdefault(label, []).append(shown)
            else:
                waiting.append(shown)
        judged, off = self._judged(rules, placement)
        broken: dict[str, list[str]] = {}
        for rule in judged:
            for label, what in rule["where"]:
                broken.setdefault(label, []).append(what)
        saved = {row["member"]: row["learning_set"] for row in members}
        named = sorted({*groups, *labels(max(len(groups), 1) + 1, groups)}, key=in_order)
        return {
            "rules": rules,
            "says": self._format_says(),
            "sources": self._sources(rules),
            "members": [row["member"] for row in members],
            "groups": [
                {"set": label, "members": group, "broken": broken.get(label, [])}
                for label, group in sorted(groups.items(), key=lambda each: in_order(each[0]))
                if group
            ],
            "waiting": waiting,
            "labels": named,
            "kept": judged,
            "off": off,
            "made": self._draw(made),
            "unsaved": sum(placement.get(code) != label for code, label in saved.items()),
            "can_undo": bool(kept.get("past")),
            "can_unsave": bool(kept.get("before")),
            "left": len(self.setup.members()) - len(members),
        }

    @staticmethod
    def _draw(made: Mapping[str, Any]) -> views.Draw | None:
        """Return what the screen shows of the last draw."""
        if not made:
            return None
        return {
            "seed": made["seed"], "at": made["at"], "drawn": made["drawn"], "change": made["change"],
            "proven": made["proven"],
        }  # fmt: skip

    def _to_place(self) -> list[dict[str, Any]]:
        """Members who have not left."""
        return [row for row in self.setup.members() if row["last_cycle"] is None]

    def _placement(self, kept: Mapping[str, Any]) -> dict[str, str]:
        """Who is where: as proposed, or as the log has it."""
        here = {row["member"]: row["learning_set"] for row in self._to_place()}
        said = kept.get("placement")
        proposed = here if said is None else {code: said.get(code) for code in here}
        return {code: label for code, label in proposed.items() if label}

    def _locked(self, kept: Mapping[str, Any]) -> list[str]:
        """Who keeps their place when sets are made: those whom somebody told to."""
        return list(kept.get("locked", ()))

    def _sets_rules(self, kept: Mapping[str, Any]) -> views.AllocationRules:
        typed: Any = kept.get("rules") or {}
        return {**self._from_format(), **typed}

    def _from_format(self) -> views.AllocationRules:
        """What the format says of a set's composition, and 5 to 7 members where it does not."""
        found: views.AllocationRules = {
            "smallest": 5, "largest": 7, "sets": None, "line": "prefer", "level": "similar", "level_weight": "ignore",
            "organisation": "mixed", "organisation_weight": "ignore", "pairs": [], "seed": 1,
        }  # fmt: skip
        if self.setup.format is None:
            return found
        said = self.setup.format.composition
        if said.size is not None:
            low, high = said.size.low, said.size.high
            if low is not None and low == high and said.size.hedge:
                low, high = max(1.0, low - 1), low + 1
            high = high if high is not None else max(7.0, low or 0)
            low = low if low is not None else min(5.0, high)
            found["smallest"], found["largest"] = int(low), int(high)
        if said.line_management is False:
            found["line"] = "must"
        if like := said.responsibility or said.experience:
            found["level"], found["level_weight"] = like, "prefer"
        if len(said.organisations) == 1:
            like = "similar" if said.organisations == ("same",) else "mixed"
            found["organisation"], found["organisation_weight"] = like, "prefer"
        return found

    def _format_says(self) -> str:
        if self.setup.format is None:
            return gettext("No format is chosen, so nothing is prescribed. Sets of 5–7 are a usual size.")
        said = self.setup.format.composition
        told = [
            gettext("sets of {size}", size=said.size)
            if said.size
            else gettext("nothing about the size of a set (5–7 is a usual one)")
        ]
        told += (
            [gettext("{likeness} responsibility", likeness=LIKENESS[said.responsibility])]
            if said.responsibility
            else []
        )
        told += [gettext("{likeness} experience", likeness=LIKENESS[said.experience])] if said.experience else []
        if said.organisations:
            kinds = listing((LIKENESS[each] for each in said.organisations), last="or")
            told.append(gettext("organisations: {types}", types=kinds))
        told += [gettext("no line management inside a set")] if said.line_management is False else []
        told += [gettext("members: {members}", members=said.members)] if said.members else []
        return gettext("{format} says: {rules}.", format=self.setup.format.title, rules="; ".join(told))

    def _sources(self, now: views.AllocationRules) -> views.RuleSources:
        """For each rule, whether the format states it or it is our default, and whether it was changed since."""
        title = self.setup.format.title if self.setup.format else ""
        said = self.setup.format.composition if self.setup.format else Composition()
        likeness = said.responsibility or said.experience
        level = ""
        if said.responsibility:
            level = gettext("{likeness} responsibility", likeness=LIKENESS[said.responsibility])
        elif likeness:
            level = gettext("{likeness} experience, for which levels stand here", likeness=LIKENESS[likeness])
        kinds = listing((LIKENESS[each] for each in said.organisations), last="or")
        stated = {
            "size": str(said.size) if said.size else "",
            "line": gettext("no line management inside a set") if said.line_management is False else "",
            "level": level,
            "organisation": gettext("{types} organisations", types=kinds) if kinds else "",
        }
        ignored = gettext("does not matter")
        defaults = {"size": "5–7", "line": gettext("if possible"), "level": ignored, "organisation": ignored}
        of = {"size": ("smallest", "largest"), "line": ("line",), "level": ("level", "level_weight"),
              "organisation": ("organisation", "organisation_weight")}  # fmt: skip
        start: Mapping[str, object] = self._from_format()
        typed: Mapping[str, object] = now

        def source(rule: str) -> str:
            if stated[rule]:
                told = gettext("Specified by {format}: {rule}", format=title, rule=stated[rule])
            elif title:
                told = gettext("Not specified by {format} (default: {rule})", format=title, rule=defaults[rule])
            else:
                told = gettext("Default: {rule}", rule=defaults[rule])
            changed = any(typed[name] != start[name] for name in of[rule])
            return gettext("{source}; changed by you", source=told) if changed else told

        return {
            "size": source("size"),
            "line": source("line"),
            "level": source("level"),
            "organisation": source("organisation"),
        }

    def _rules(self, typed: views.AllocationRules, fixed: Mapping[str, str]) -> Rules:
        said: Mapping[str, Any] = typed
        here = {row["member"] for row in self._to_place()}
        pairs = [each for each in said["pairs"] if {each.get("one"), each.get("other")} <= here]

        def of(how: str) -> tuple[tuple[str, str, Any], ...]:
            return tuple((each["one"], each["other"], each["weight"]) for each in pairs if each["how"] == how)

        return Rules(
            smallest=_whole(said["smallest"], gettext("Minimum set size")),
            largest=_whole(said["largest"], gettext("Maximum set size")),
            sets=None if said.get("sets") in (None, "") else _whole(said["sets"], gettext("Number of sets")),
            line_management=said["line"], level=said["level"], level_weight=said["level_weight"],
            organisation=said["organisation"], organisation_weight=said["organisation_weight"],
            together=of("together"), apart=of("apart"), fixed=dict(fixed),
        )  # fmt: skip

    def _people_frame(self) -> pd.DataFrame:
        columns = ["member", "level", "organisation", "manages", "managed_by"]
        return pd.DataFrame([{name: row[name] for name in columns} for row in self._to_place()], columns=columns)

    def _judged(
        self, said: views.AllocationRules, placement: Mapping[str, str]
    ) -> tuple[list[views.RuleJudged], list[tuple[str, str]]]:
        """How well each rule is kept, and which rules are not looked at, and why."""
        if not placement:
            return [], []
        members = self._people_frame()
        frame = pd.DataFrame({"member": list(placement), "learning_set": list(placement.values())})
        try:
            rules = self._rules(said, {})
            found, off = judge(members, rules, frame), unchecked(members, rules)
        except AllocationError:
            return [], []
        nothing = {rule for rule, _ in off}
        judged: list[views.RuleJudged] = [
            {"rule": row["rule"], "weight": row["weight"], "broken": int(row["broken"]),
             "where": [(str(label), str(what)) for label, what in row["where"]]}
            for row in found.to_dict("records") if row["rule"] not in nothing
        ]  # fmt: skip
        return judged, [(str(rule), str(why)) for rule, why in off]

    @handles(events.RulesChanged)
    def on_rules(self, event: events.RulesChanged) -> None:
        """The rules were changed."""
        self.setup.needs_cohort()
        self.setup.keep("sets", self.setup.unfinished("sets") | {"rules": event.values.sent()})
        self.screen.refresh()

    @handles(events.Allocate)
    def on_allocate(self, event: events.Allocate) -> None:
        """Draw sets: anew, but for those who keep their place, or only for those who are in none."""
        self.setup.needs_cohort()
        kept = self.setup.unfinished("sets") | {"rules": event.values.sent()}
        if _done(kept, event):
            return
        if event.unreadable:
            raise NotReady(gettext("No sets were made: a number cannot be read. Enter it in full, or clear it."))
        said = self._sets_rules(kept)
        was = self._placement(kept)
        stay = list(was) if event.rest_stays else self._locked(kept)
        fixed = {code: was[code] for code in stay if code in was}
        if not self._to_place():
            self.screen.say(gettext("There are no members yet. Add them first, on the tab People."), bad=True)
            return
        self.setup.keep("sets", kept)
        # It may take seconds, and nothing is lost if the kernel goes meanwhile: the rules are kept.
        self.screen.send({"acknowledged": [event.id]})
        self.screen.say(gettext("Making sets …"))
        rules = self._rules(said, fixed)
        made = allocate(self._people_frame(), rules, seed=_whole(said["seed"], gettext("Random seed"), least=0))
        now = {str(code): str(label) for code, label in made.placement.itertuples(index=False)}
        told, before = drawn(now, fixed), (kept.get("made") or {}).get("seed")
        change = changed(was, now, same_number=before == said["seed"])
        draw = {"seed": said["seed"], "at": event.at, "was": was, "drawn": told, "change": change}
        self._step(kept, event, placement=now, made=draw | {"proven": made.proven})
        number = len(set(now.values()))
        words = [
            ngettext(
                "{n} set proposed, with the random seed {seed}: {draw}.",
                "{n} sets proposed, with the random seed {seed}: {draw}.",
                number,
                seed=said["seed"],
                draw=told,
            )
        ]
        words += [gettext("Compared with before: {change}.", change=change)] if change else []
        self.screen.say(" ".join([*words, kept_or_not(*self._judged(said, now)), gettext("Nothing is saved yet.")]))

    @handles(events.Move)
    def on_move(self, event: events.Move) -> None:
        """One member goes to another set; the rest stay."""
        self.setup.needs_cohort()
        kept = self.setup.unfinished("sets")
        if _done(kept, event):
            return
        placement: dict[str, str | None] = dict(self._placement(kept))
        placement[event.member] = event.to or None
        locked = {*self._locked(kept), event.member} if event.to else set(self._locked(kept)) - {event.member}
        self._step(kept, event, placement=placement, locked=sorted(locked))
        self.screen.say(
            gettext("{member} is now in set {set}. Not saved yet.", member=event.member, set=event.to)
            if event.to
            else gettext("{member} is now in no set. Not saved yet.", member=event.member)
        )

    @handles(events.Lock)
    def on_lock(self, event: events.Lock) -> None:
        """These members keep their place when sets are made again, or do not any more."""
        self.setup.needs_cohort()
        kept = self.setup.unfinished("sets")
        if _done(kept, event):
            return
        locked = set(self._locked(kept))
        locked = locked | set(event.members) if event.locked else locked - set(event.members)
        self._step(kept, event, locked=sorted(locked))

    @handles(events.UndoSets)
    def on_sets_undo(self, event: events.UndoSets) -> None:
        """One step back."""
        self.setup.needs_cohort()
        kept = self.setup.unfinished("sets")
        if _done(kept, event) or not kept.get("past"):
            return
        *past, before = kept["past"]
        kept = {name: value for name, value in kept.items() if name not in ("placement", "locked", "made")}
        self.setup.keep("sets", kept | before | {"past": past, "done": [*kept.get("done", []), event.id][-50:]})
        self.screen.refresh()
        self.screen.say(gettext("Last step undone. Nothing is saved yet."))

    @handles(events.SaveSets)
    def on_sets_save(self, event: events.SaveSets) -> None:
        """Put the sets into the log."""
        cohort = self.setup.needs_cohort(anew=True)
        kept = self.setup.unfinished("sets")
        if _done(kept, event):
            return
        placement = self._placement(kept)
        there = {row["learning_set"] for row in self.setup.sets()}
        new = sorted(set(placement.values()) - there, key=in_order)
        moved = {
            row["member"]: row["learning_set"]
            for row in self._to_place()
            if row["learning_set"] != placement.get(row["member"])
        }
        before = {"members": moved, "sets": new}
        # Told before it is done: a kernel that goes in between can still take it back.
        self.setup.keep("sets", kept | {"before": before, "placement": placement})
        self.setup.log.add([LearningSet(cohort=cohort, learning_set=label) for label in new])
        entries = {row["member"]: row["entry"] for row in self.setup.members()}
        for code in moved:
            self.setup.log.amend(entries[code], learning_set=placement.get(code))
        kept = self.setup.unfinished("sets")
        kept = {name: value for name, value in kept.items() if name not in ("placement", "past")}
        self.setup.keep("sets", kept | {"done": [*kept.get("done", []), event.id][-50:]})
        waiting = len(self._to_place()) - len(placement)
        self.screen.refresh()
        words = gettext(
            "Saved. Members in a set: {members}. Sets: {sets}.",
            members=len(placement),
            sets=len(set(placement.values())),
        )
        if waiting:
            words = ngettext(
                "{saved} {n} member is in no set yet.", "{saved} {n} members are in no set yet.", waiting, saved=words
            )
        self.screen.say(words)

    @handles(events.UnsaveSets)
    def on_sets_unsave(self, event: events.UnsaveSets) -> None:
        """Take the last save back: members to where they were, and the sets it made."""
        cohort = self.setup.needs_cohort(anew=True)
        kept = self.setup.unfinished("sets")
        before = kept.get("before")
        if _done(kept, event) or not before:
            return
        rows = {row["member"]: row for row in self.setup.members()}
        now = {code: row["learning_set"] for code, row in rows.items()}
        for code, label in before["members"].items():
            if code in rows:
                self.setup.log.amend(rows[code]["entry"], learning_set=label)
        met = self.setup.log.frames(cohort, kinds=("meeting", "attendance", "reflection"))
        used = {*met.meetings["learning_set"], *met.attendance["learning_set"], *met.reflections["learning_set"]}
        for row in self.setup.sets():
            if row["learning_set"] in before["sets"] and row["learning_set"] not in used:
                self.setup.log.amend(row["entry"], withdrawn=True)
        kept = {name: value for name, value in kept.items() if name != "before"}
        self.setup.keep("sets", kept | {"placement": now, "done": [*kept.get("done", []), event.id][-50:]})
        self.screen.refresh()
        self.screen.say(gettext("Last save undone. You can change the proposed sets and save them again."))

    def _step(self, kept: dict[str, Any], event: Event, **now: Any) -> None:
        """Go on from what is kept, so that there is a way back."""
        before = {name: kept[name] for name in ("placement", "locked", "made") if name in kept}
        past = [*kept.get("past", []), before][-_STEPS_BACK:]
        self.setup.keep("sets", kept | now | {"past": past, "done": [*kept.get("done", []), event.id][-50:]})
        self.screen.refresh()


def _done(kept: Mapping[str, Any], event: Event) -> bool:
    return event.id in kept.get("done", ())


def _whole(value: Any, name: str, least: int = 1) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = least - 1
    if number < least or number != float(value):
        raise AllocationError(
            gettext("{field}: enter a whole number, {least} or more.", field=name, least=least)
            if value in (None, "")
            else gettext(
                "{field}: “{found}” is not a whole number, {least} or more.", field=name, found=value, least=least
            )
        )
    return number
