"""What people write: reports on their actions, and reflections that agree with what happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from alsnb.records import ActionReport, Reflection
from alsnb.sample.bank import Telling, plain, sentences
from alsnb.sample.course import Course, Group, Person, Promise
from alsnb.sample.met import Met


def report_back(course: Course, group: Group, cycle: int, person: Person, at: datetime) -> tuple[int, bool] | None:
    """Reports on what was promised; gives the beat of a main action reported on, and whether it was done."""
    told, kept = None, []
    for promise in person.promises:
        due = promise.note.fields["due"]
        early = due is not None and due > at.date()
        # Some promises are never spoken of again: nobody asks, and they stay open.
        if not promise.task.sure and course.rng.random() < (0.6 if early else 0.05 if promise.main else 0.12):
            kept.append(promise)
            continue
        status = _outcome(course, person, promise)
        promise.reports += 1
        course.note(
            at,
            ActionReport,
            learning_set=group.code,
            cycle=cycle,
            member=person.code,
            action=promise.note,
            reported_on=at.date(),
            status=status,
            **_account(course, promise, status),
        )
        # A reflection tells of the latest airtime's promise; older ones are only reported.
        if promise.main and promise.beat == person.beat - 1:
            told = (promise.beat, status == "done")
        if status in ("partly", "not_done"):
            kept.append(promise)
    person.promises = kept
    return told


def _outcome(course: Course, person: Person, promise: Promise) -> str:
    rng, task = course.rng, promise.task
    if task.sure or rng.random() < (person.delivers if promise.reports == 0 else 0.5 + 0.3 * person.delivers):
        return "done"
    if task.dropped and rng.random() < 0.4:
        return "dropped"
    if task.changed and rng.random() < 0.4:
        return "changed"
    return "partly" if rng.random() < 0.7 and (task.partly or promise.reports) else "not_done"


def _account(course: Course, promise: Promise, status: str) -> dict[str, str | None]:
    task, rng = promise.task, course.rng
    if status == "done":
        return {name: getattr(task, name) for name in ("worked", "not_worked", "why", "learning", "practice")}
    if status in ("dropped", "changed"):
        return {"why": getattr(task, status)}
    if promise.reports > 1:
        return {"not_worked": rng.choice(course.bank.small_talk["still"])}
    worked = task.partly if status == "partly" else None
    return {"worked": worked, "not_worked": task.slipped, "why": task.slipped_why}


def reflect(course: Course, group: Group, cycle: int, met: Met) -> None:
    """Has the members of a set write, each in the days after the meeting."""
    rng = course.rng
    for person in group.enrolled(cycle):
        event, tellings = _occasion(course, person, met)
        willing = {"missed": 0.45, "unheld": 0.35}.get(event, person.writes - (0.08 if cycle == 4 else 0))
        spent = course.unheld if event == "unheld" else person.told
        fresh = [telling for telling in tellings if telling[1] not in spent]
        if not fresh or rng.random() > willing:
            continue
        depth, text = fresh[0]
        spent.add(text)
        text = _fill(course, person, met, text)
        after = timedelta(days=min(20.0, rng.expovariate(0.25)), minutes=rng.randint(200, 420))
        asked = [one for one in course.bank.prompt[event] if person.beat or "actions" not in one[1]]
        prompt_set, prompt = rng.choice(asked or course.bank.prompt[event])
        visibility = rng.choices(("private", "set", "tutor"), person.shares)[0]
        note = course.note(
            met.at + after,
            Reflection,
            learning_set=group.code,
            cycle=cycle,
            member=person.code,
            text=plain(text),
            prompt_set=prompt_set,
            prompt=prompt,
            visibility=visibility,
        )
        if visibility == "tutor":
            course.reflections.append((group, note, depth, text))


def _occasion(course: Course, person: Person, met: Met) -> tuple[str, list[Telling]]:
    """What there is to write about, and the texts that would fit, in the order they would be taken."""
    if not met.held:
        return "unheld", course.rng.sample(course.bank.unheld, len(course.bank.unheld))
    if person.code not in met.present:
        # Who stays away without a word writes none either.
        return "missed", list(person.story.missed) if person.code in met.excused else []
    number, done = met.reported.get(person.code, (None, False))
    reported: list[Telling] = []
    if number is not None:
        beat = person.story.beat[number]
        reported = list(beat.done if done else beat.slipped)
    if person.code in met.presented:
        wrote = list(met.presented[person.code][0].wrote)
        if course.rng.random() < 0.25:
            # The last way to tell it is the curt one.
            wrote.reverse()
        # Who reports and presents in one meeting may write about either.
        if reported and course.rng.random() < 0.3:
            return "reported", reported + wrote
        return "presented", wrote
    return ("reported", reported) if reported else ("listened", list(person.story.listened) if met.topics else [])


def _fill(course: Course, person: Person, met: Met, text: str) -> str:
    rng = course.rng
    if person.copy and len(parts := sentences(text)) > 3:
        # A second person with the same story leaves some of it out.
        left_out = set(rng.sample(range(1, len(parts)), rng.randint(1, len(parts) // 3)))
        text = " ".join(part for place, part in enumerate(parts) if place not in left_out)
    asker = met.presented[person.code][1] if person.code in met.presented else "somebody"
    others = [code for code in met.topics if code != person.code]
    presenter = rng.choice(others) if others else asker
    return text.format(asker=asker, presenter=presenter, topic=met.topics.get(presenter, "their issue"))
