"""The course: its clock and dice, the people cast into sets, and the notes taken until all is in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from alsnb.records import Cohort, Consent, LearningSet, Member, Record, Theme
from alsnb.sample.bank import Bank, Story, Task, bank

START = date(2026, 1, 12)
INTERVAL = timedelta(weeks=4)


@dataclass(frozen=True)
class Plan:
    """How a set works: its format, who facilitates, and the numbers that follow from the format."""

    format: str | None
    facilitation: str
    minutes: int
    presenters: tuple[int, int]
    airtime: tuple[float, float]
    stages: tuple[tuple[str, float], ...]
    beats: int
    coding: str = "reliability"


_WALES = (("outline", 0.21), ("clarify", 0.22), ("explore", 0.36), ("future", 0.21))
_HANDOUT = (("clarify", 0.45), ("list", 0.3), ("choose", 0.25))
_CHESTER = (("report_back", 0.15), ("introduce", 0.2), ("work", 0.45), ("action", 0.2))
_SCIENCE = (("present", 0.3), ("respond", 0.7))
_CARNEGIE = (("outline", 0.25), ("discuss", 0.25), ("question", 0.3), ("insight", 0.2))
PLANS = (
    Plan(None, "external", 150, (2, 4), (35, 4.5), _WALES, 3),
    Plan(None, "rotating", 150, (3, 3), (36, 6), _WALES, 3),
    Plan("handout", "self", 100, (2, 2), (33, 5), _HANDOUT, 2),
    Plan("chester", "external", 180, (9, 9), (21, 2.5), _CHESTER, 5),
    Plan("science-council-questions", "rotating", 120, (2, 3), (30, 5), _SCIENCE, 3),
    Plan("carnegie", "self", 120, (2, 3), (32, 5), _CARNEGIE, 3, "reflexive"),
)


@dataclass(eq=False)
class Note:
    """A record to be made: its time and fields; fields may refer to earlier notes."""

    at: datetime
    record: type[Record]
    fields: dict[str, Any]
    entry: str = ""


@dataclass(eq=False)
class Promise:
    """An action not yet reported on."""

    note: Note
    task: Task
    beat: int
    main: bool
    reports: int = 0


@dataclass(eq=False)
class Person:
    """A member: a story, habits, and how far both have come."""

    code: str
    story: Story
    copy: bool
    attends: float
    talks: float
    delivers: float
    writes: float
    shares: tuple[float, float, float]
    last_cycle: int | None = None
    beat: int = 0
    presented: int = 0
    promises: list[Promise] = field(default_factory=list)
    told: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Group:
    """An action learning set."""

    index: int
    code: str
    plan: Plan
    people: list[Person]
    facilitator: str | None

    def enrolled(self, cycle: int) -> list[Person]:
        """Those who have not left before the cycle."""
        return [person for person in self.people if cycle <= (person.last_cycle or cycle)]


class Course:
    """A cohort under way: everything drawn, everything noted."""

    def __init__(self, cohort: str, seed: int, sets: int, members: int, cycles: int) -> None:
        self.cohort, self.cycles = cohort, cycles
        self.rng = Random(f"{cohort}/{seed}")  # noqa: S311 (a simulation must be repeatable)
        self.bank: Bank = bank()
        self.notes: list[Note] = []
        self.reflections: list[tuple[Group, Note, int, str]] = []
        self.unheld: set[str] = set()
        self._note_cohort()
        self.groups = self._cast(sets, members)
        for group in self.groups:
            self._note_group(group)

    def day(self, group: Group, cycle: int) -> date:
        """The day of a set's meeting: each set keeps to its weekday, and to none that is a bank holiday."""
        return START + (cycle - 1) * INTERVAL + timedelta(days=1 + group.index % 4)

    def note(self, at: datetime, record: type[Record], /, **fields: Any) -> Note:
        """Takes a note; the cohort goes without saying."""
        taken = Note(at, record, {"cohort": self.cohort, **fields})
        self.notes.append(taken)
        return taken

    def records(self) -> Iterator[Record]:
        """The notes as records, in order of time, with ids made from that time."""
        last = 0
        for note in sorted(self.notes, key=lambda note: note.at):
            last = max(last + 1, int(note.at.timestamp() * 1000))
            note.entry = _uuid7(last, self.rng)
            fields = {name: value.entry if isinstance(value, Note) else value for name, value in note.fields.items()}
            yield note.record(entry=note.entry, **fields)

    def _note_cohort(self) -> None:
        at = moment(START - timedelta(days=26), "10:00")
        end = START + self.cycles * INTERVAL
        self.note(
            at,
            Cohort,
            module="Coaching and mentoring in public services (a synthetic cohort)",
            format="wales",
            start=START,
            planned_meetings=self.cycles,
            interval_weeks=4,
            planned_minutes=150,
            consent_release=end + timedelta(days=42),
        )
        for theme in self.bank.theme:
            fields = {"theme": theme.theme, "description": theme.description, "example": theme.example}
            self.note(moment(end, "09:30"), Theme, **fields)

    def _cast(self, sets: int, members: int) -> list[Group]:
        rng, groups, waiting, copy = self.rng, list[Group](), list[Story](), False
        for index in range(sets):
            plan, letter = PLANS[index % len(PLANS)], _letters(index)
            people = []
            for number in range(members // sets + (index < members % sets)):
                if not waiting:
                    copy = index + number > 0
                    waiting = rng.sample(self.bank.story, len(self.bank.story))
                story = min(waiting, key=lambda story: abs(len(story.beat) - plan.beats))
                waiting.remove(story)
                private, within_set = rng.uniform(0, 0.2), rng.uniform(0.05, 0.3)
                people.append(
                    Person(
                        f"{letter}{number + 1}",
                        story,
                        copy,
                        attends=rng.betavariate(28, 2.2),
                        talks=rng.lognormvariate(0, 0.4),
                        delivers=rng.betavariate(5, 3.2),
                        writes=rng.betavariate(20, 1.4),
                        shares=(private, within_set, 1 - private - within_set),
                    )
                )
            facilitator = f"ext{index // 2 + 1}" if plan.facilitation == "external" else None
            groups.append(Group(index, letter, plan, people, facilitator))
        everyone = [person for group in groups for person in group.people if len(group.people) > 4]
        if self.cycles > 4:
            for person in rng.sample(everyone, len(everyone) // 30):
                person.last_cycle = 4
        return groups

    def _note_group(self, group: Group) -> None:
        rng, plan = self.rng, group.plan
        joined, first = moment(START - timedelta(days=10), "09:00"), moment(self.day(group, 1), "12:30")
        rules = tuple(rng.sample(self.bank.ground_rules, 5))
        names = self.bank.set_names
        self.note(
            first,
            LearningSet,
            learning_set=group.code,
            name=names[group.index] if group.index < len(names) else None,
            format=plan.format,
            facilitation=plan.facilitation,
            ground_rules=rules,
            agreed_by=tuple(person.code for person in group.people),
            agreed_on=first.date(),
            coding_approach=plan.coding,
        )
        cast = {person.story.key: person.code for other in self.groups for person in other.people if not person.copy}
        below = {
            person.story.managed_by: person.code for other in self.groups for person in other.people if not person.copy
        }
        withdrawn = "" if self.cycles < 2 else self.groups[-1].people[-1].code
        for person in group.people:
            story = person.story
            manager, report = (None, None) if person.copy else (cast.get(story.managed_by or ""), below.get(story.key))
            self.note(
                joined + timedelta(minutes=rng.randint(0, 9000)),
                Member,
                learning_set=group.code,
                member=person.code,
                role=story.role,
                organisation=story.organisation,
                level=story.level,
                last_cycle=person.last_cycle,
                manages=(report,) if report else (),
                managed_by=(manager,) if manager else (),
            )
            leaves = person.code == withdrawn
            research = leaves or rng.random() < 0.88
            given = {
                "teaching_record": True,
                "research": research,
                "quotation": research and (leaves or rng.random() < 0.8),
            }
            for purpose, yes in given.items():
                self.note(first, Consent, member=person.code, purpose=purpose, given=yes, on=first.date())
                if leaves and purpose != "teaching_record":
                    later = moment(self.day(group, min(5, self.cycles)) + timedelta(days=2), "21:12")
                    self.note(later, Consent, member=person.code, purpose=purpose, given=False, on=later.date())


def moment(day: date, clock: str) -> datetime:
    """A time of day, as an aware datetime."""
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def _letters(index: int) -> str:
    """A, B … Z, AA, AB …"""
    head, tail = divmod(index, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def _uuid7(milliseconds: int, rng: Random) -> str:
    bits = milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62)
    digits = f"{bits:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
