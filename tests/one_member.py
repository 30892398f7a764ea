"""Worlds in which one member, who knows every code and every id, hands in whatever a text editor can write."""

import random

from handing_in import FUTURE, MARCH, context, id_of, own, say, say_own, world

import alsnb
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.exchange import bundles, gathering
from alsnb.log.revisions import entry_of, revision
from alsnb.log.store import Log
from alsnb.privacy import slips

HONEST = ("A2", "B1", "B2")


class World:
    """A cohort, what its honest members hand in, and what one who knows every code and id makes of it."""

    def __init__(self, chance):
        self.chance, self.required = chance, chance.random() < 0.5
        self.secrets = {("C", member): slips.new_secret() for member in ("A1", *HONEST)}
        self.base = [each for each in world() if each.__dict__.get("member") is None or chance.random() < 0.7
                     or each.kind_name == "member"]  # fmt: skip
        self.base[0] = self.base[0].model_copy(update={"proof_required": self.required})
        self.honest, self.known = [], [revision(each, "T1") for each in self.base]
        for member in HONEST:
            theirs = []
            for cycle in (2, 3):
                action = alsnb.Action(**context(member, cycle), what=f"{member} does {cycle}")
                report = alsnb.ActionReport(
                    **context(member, cycle), action=action.entry, status="done", learning=f"{member} {cycle}"
                )
                text = alsnb.Reflection(**context(member, cycle), text=f"{member} writes {cycle}", visibility="tutor")
                consent = alsnb.Consent(
                    cohort="C", member=member, purpose="research", given=cycle == 2, on=f"2026-0{cycle}-01"
                )
                theirs += [say_own(each) for each in (action, report, text, consent)]
            changed = revision(text.model_copy(update={"text": f"{member} rewrites"}), member, alsnb.new_id())
            self.honest += [(member, theirs), (member, [*theirs, changed])]
            self.known += [*theirs, changed]
        chance.shuffle(self.honest)

    def log(self):
        made = Log(Embedded.in_memory("memory"), "T1")
        made.add(self.base)
        return made

    def attack(self):
        """A hand-in of A1: any kind, entry, revision, author, time, person; perhaps in another's name."""
        chance = self.chance
        made = [self.lie() for _ in range(chance.randint(1, 4))]
        tombs = [("C", chance.choice(["A1", *HONEST])) for _ in range(chance.random() < 0.1)]
        # Without proof, anybody can be another; that is what a cohort may require it for.
        member = chance.choice(["A1", *HONEST]) if self.required and chance.random() < 0.3 else "A1"
        secret = self.secrets["C", "A1"] if chance.random() < 0.8 else None
        return bundles.Bundle(made, [each for each in tombs if each[1] != "A1"], "C", member, None, secret)

    def lie(self):
        chance, victim = self.chance, self.chance.choice(self.known)
        member = "A1" if chance.random() < 0.6 else chance.choice(HONEST)
        kinds = [alsnb.Reflection(**context(member), text="lie", visibility="tutor"),
            alsnb.Issue(**context(member), title="lie"), alsnb.Action(**context(member), what="lie"),
            alsnb.ActionReport(**context(member), action=victim.entry, status="dropped"), own(),
            alsnb.Consent(cohort="C", member=member, purpose="research", given=False, on="2026-04-01"),
            alsnb.Cohort(cohort="C", withdrawn=True), alsnb.Member(cohort="C", member=member, withdrawn=True),
            alsnb.Attendance(**context(member), status="present"),
            alsnb.Theme(cohort="C", theme="listening", withdrawn=True),
            alsnb.Coding(**context(member), reflection=victim.entry, theme="listening", coder="T1", present=False),
            alsnb.Meeting(cohort="C", learning_set="B", cycle=1, withdrawn=True),
            victim.record, victim.record.without_words()]  # fmt: skip
        record = chance.choice(kinds)
        if chance.random() < 0.3:
            record = record.model_copy(update={"withdrawn": True})
        id = chance.choice([alsnb.new_id(), victim.id, id_of(MARCH), id_of(FUTURE), chance.choice(self.known).id])
        entry = chance.choice([None, id, victim.entry, victim.entry, chance.choice(self.known).entry])
        return say(record, id=id, entry=entry or entry_of(record), author=chance.choice(["A1", None, "T1", "A2"]))


def of_others(log):
    """What frames say of all but A1, with entries by what they say; and the ids of each of them."""
    found = log.frames()
    called = {str(each["entry"]): each["what"] for each in found.actions.to_dict("records")}
    called |= {str(each["entry"]): each["text"] for each in found.reflections.to_dict("records")}
    told, ids = [], {}
    for name in found.names():
        for row in getattr(found, name).to_dict("records"):
            if row.get("member") != "A1":
                entry = str(row.pop("entry", ""))
                said = {each: called.get(str(value), str(value)) for each, value in row.items()}
                told.append((name, sorted(said.items())))
                ids[str(told[-1])] = entry
    return sorted(told), ids


def attacked(seed, directory, attacks=70):
    """One world with and without attacks, before, between and after what is honest; how many bundles that were."""
    chance = random.Random(seed)
    made = World(chance)
    ways = {"secrets": lambda *who: made.secrets.get(who)}
    plain, told, count, stolen = made.log(), made.log(), 0, set()
    for number in range(len(made.honest) + 1):
        for _ in range(attacks // (len(made.honest) + 1) + 1):
            bundle = made.attack()
            stolen |= {each.entry for each in bundle.revisions} | {each.id for each in bundle.revisions}
            bundles.write(directory / "a.jsonl", bundle)
            gathering.gather(told, [directory / "a.jsonl"], erasures=chance.random() < 0.5, **ways)
            count += 1
        if number < len(made.honest):
            member, theirs = made.honest[number]
            path = directory / "h.jsonl"
            bundles.write(path, bundles.Bundle(theirs, [], "C", member, None, made.secrets["C", member]))
            for log in (plain, told):
                (found,) = gathering.gather(log, [path], **ways)
                assert found.is_whole, (seed, found)
    (expected, ids), (found, now) = of_others(plain), of_others(told)
    assert found == expected, seed
    assert {ids[each] for each in ids if ids[each] != now[each]} <= stolen, seed
    return count
