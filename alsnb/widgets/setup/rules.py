"""Ground rules: for all sets at once, and set by set."""

from __future__ import annotations

from alsnb.errors import LogError
from alsnb.formats import keys
from alsnb.records import LearningSet
from alsnb.widgets.events import handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.course import loaded
from alsnb.widgets.setup.step import Step, listed
from alsnb.words import gettext, ngettext


class GroundRules(Step):
    """The step in which sets get ground rules, and say what they agreed on."""

    def look(self) -> views.GroundRules:
        """Return the rules to give, and how far each set has got with its own."""
        text = self.setup.unfinished("rules").get("text")
        own = list(self.setup.format.ground_rules) if self.setup.format else []
        offers: list[views.RulesOffer] = [
            {"format": each.title, "rules": list(each.ground_rules)}
            for each in map(loaded, keys())
            if each.ground_rules and (self.setup.format is None or each.key != self.setup.format.key)
        ]
        return {
            "text": "\n".join(own) if text is None else text,
            "format": self.setup.format.title if self.setup.format and own else "",
            "offers": _distinct(offers),
            "sets": [
                {"set": row["learning_set"], "form": f"set:{row['learning_set']}", "rules": len(row["ground_rules"]),
                 "agreed_by": len(row["agreed_by"]), "agreed_on": row["agreed_on"],
                 "members": sum(each["learning_set"] == row["learning_set"] for each in self.setup.members())}
                for row in self.setup.sets()
            ],
        }  # fmt: skip

    def form(self, label: str) -> Fields:
        """Return the form of a set."""
        row = next((row for row in self.setup.sets() if row["learning_set"] == label), None)
        if row is None:
            raise LogError(f"no set {label!r} in this cohort")
        inside = {each["member"]: each["member"] for each in self.setup.members() if each["learning_set"] == label}
        ask = ["name", "facilitation", "ground_rules", "agreed_by", "agreed_on", "coding_approach"]
        return Fields(
            self.setup.log,
            LearningSet,
            self.screen.draft_key(f"set:{label}"),
            entry=row["entry"],
            title=gettext("Set {set}", set=label),
            known={"learning_set": label, "cohort": self.setup.cohort},
            save=gettext("Save set {set}", set=label),
            ask=ask if inside else [each for each in ask if each != "agreed_by"],
            options={"agreed_by": inside} if inside else None,
            saved=lambda _: self.saved_as(gettext("Set {set}", set=label)),
        )

    @handles(events.RulesText)
    def on_rules_text(self, event: events.RulesText) -> None:
        """The rules for all sets are being typed."""
        self.setup.needs_cohort()
        self.setup.keep("rules", {"text": event.values.text})
        self.screen.refresh()

    @handles(events.GiveRules)
    def on_rules_give(self, event: events.GiveRules) -> None:
        """Give the rules to every set that has not agreed its own yet."""
        self.setup.needs_cohort(anew=True)
        self.setup.keep("rules", {"text": event.values.text})
        rules = tuple(line.strip() for line in event.values.text.splitlines() if line.strip())
        given, own = [], []
        for row in self.setup.sets():
            if row["agreed_on"] and tuple(row["ground_rules"]) != rules:
                own.append(row["learning_set"])
                continue
            self.setup.log.amend(row["entry"], ground_rules=rules)
            given.append(row["learning_set"])
        self.screen.refresh()
        for label in given:
            if f"set:{label}" in self.screen.open_forms:
                self.screen.open_forms[f"set:{label}"].look_again()
        if not given and not own:
            self.screen.say(gettext("There are no sets yet. Make them first, on the tab Sets."), bad=True)
            return
        sentences = [gettext("Nothing was changed.")]
        if given:
            sentences = [
                ngettext(
                    "{n} ground rule given to {sets}.",
                    "{n} ground rules given to {sets}.",
                    len(rules),
                    sets=listed(given),
                )
            ]
        if own:
            sentences.append(
                gettext(
                    "Not changed, because they agreed on their own rules: {sets}. Change those in the set's own form.",
                    sets=listed(own),
                )
            )
        self.screen.say(" ".join(sentences))


def _distinct(offers: list[views.RulesOffer]) -> list[views.RulesOffer]:
    """Each list of rules once: two formats may share theirs."""
    found: dict[tuple[str, ...], views.RulesOffer] = {}
    for each in offers:
        found.setdefault(tuple(each["rules"]), each)
    return list(found.values())
