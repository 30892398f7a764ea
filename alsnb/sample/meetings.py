"""Meetings: attendance, presenters, contributions and actions."""

from datetime import datetime, timedelta

from alsnb.records import Action, Airtime, Attendance, Contribution, Issue, Meeting, StageMinutes
from alsnb.sample.bank import Beat
from alsnb.sample.course import Course, Group, Note, Person, Promise, moment
from alsnb.sample.met import Met
from alsnb.sample.writing import report_back

# How a line in a beat's ``heard`` is marked, and where in an airtime its kind belongs (0 early, 1 late).
KINDS = {
    "c": ("clarifying_question", 0.1), "x": ("closed_question", 0.2), "e": ("experience", 0.4), "s": ("support", 0.5),
    "r": ("reflective_question", 0.5), "a": ("analytical_question", 0.6), "h": ("challenge", 0.6),
    "q": ("advice_as_question", 0.6), "v": ("advice", 0.7), "o": ("content_observation", 0.7), "i": ("idea", 0.8),
    "p": ("process_observation", 0.9), "f": ("future_action_question", 0.95),
}  # fmt: skip
OPENING = ("report_back", "introduce", "outline", "present")
BREACHES = ("advice", "advice_as_question")


def meet(course: Course, group: Group, cycle: int) -> Met:
    """Holds a set's meeting of one cycle, or notes that it was not held."""
    rng, day = course.rng, course.day(group, cycle)
    met = Met(moment(day, rng.choice(("09:30", "13:00", "13:30", "15:45"))))
    context = {"learning_set": group.code, "cycle": cycle}
    if (group.index % 5, cycle) == (2, 4):
        met.held = False
        course.note(met.at, Meeting, planned_minutes=group.plan.minutes, **context)
        return met
    people = group.enrolled(cycle)
    status = _attendance(course, people, cycle)
    here = [person for person in people if status[person.code] in ("present", "late")]
    arrives = {p.code: rng.uniform(6, 32) if status[p.code] == "late" else 0.0 for p in here}
    met.present, met.excused = arrives, {code for code, what in status.items() if what == "apologies"}
    presenters = _presenters(course, group, here, arrives, 1 + course.cycles - cycle)
    facilitator = group.facilitator
    if group.plan.facilitation == "rotating":
        facilitator = (here[cycle % len(here)]).code
    meeting = course.note(
        met.at,
        Meeting,
        held_on=day,
        started_at=met.at,
        planned_minutes=group.plan.minutes,
        facilitator=facilitator,
        place=_place(course, group),
        **context,
    )
    for person in here:
        outcome = report_back(course, group, cycle, person, met.at + timedelta(minutes=arrives[person.code] + 3))
        if outcome:
            met.reported[person.code] = outcome
    clock, agreed = rng.uniform(10, 18) + 1.5 * len(met.reported), 0
    for order, person in enumerate(presenters, start=1):
        minutes = max(12.0, round(rng.gauss(*group.plan.airtime) + (rng.random() < 0.12) * rng.uniform(5, 12), 1))
        airtime = _airtime(course, group, cycle, met, person, order, clock, minutes, facilitator, here)
        agreed += _actions(course, group, cycle, person, airtime, met.at + timedelta(minutes=clock + minutes))
        clock += minutes + rng.uniform(2, 6) + (order % 3 == 0) * rng.uniform(8, 14)
    minutes = round(clock + rng.uniform(6, 14))
    meeting.fields |= {"minutes": minutes, "summary": _summary(met, presenters, agreed)}
    for person in people:
        stayed = round(minutes - arrives[person.code]) if person in here else None
        course.note(
            met.at + timedelta(minutes=minutes),
            Attendance,
            member=person.code,
            status=status[person.code],
            minutes=stayed,
            **context,
        )
    return met


def _attendance(course: Course, people: list[Person], cycle: int) -> dict[str, str]:
    # The fourth meeting falls in the Easter week, the third just before it.
    rng, dip = course.rng, {3: 0.06, 4: 0.12}.get(cycle, 0.0)
    status = {}
    for person in people:
        if rng.random() < person.attends - dip:
            status[person.code] = "late" if rng.random() < 0.07 else "present"
        else:
            status[person.code] = "apologies" if rng.random() < 0.75 else "absent"
    came = [code for code, what in status.items() if what in ("present", "late")]
    for person in people[: max(0, 3 - len(came))]:
        status[person.code] = "present"
    return status


def _presenters(
    course: Course, group: Group, here: list[Person], arrives: dict[str, float], meetings_left: int
) -> list[Person]:
    """Those with something to bring, longest wait first; who comes late does not go first."""
    able = [person for person in here if person.beat < len(person.story.beat)]
    course.rng.shuffle(able)
    able.sort(key=lambda person: (person.presented, arrives[person.code] > 0))
    # What a set still has to bring is spread over the meetings it still has.
    left = sum(len(person.story.beat) - person.beat for person in group.people)
    able = able[: min(course.rng.randint(*group.plan.presenters), -(-left // meetings_left))]
    return sorted(able, key=lambda person: arrives[person.code] > 0)


def _place(course: Course, group: Group) -> str:
    if course.rng.random() < 0.2:
        return "online"
    return ("training room 2", "library annexe", "staff room", "seminar room 1.14", "community centre")[group.index % 5]


def _summary(met: Met, presenters: list[Person], agreed: int) -> str:
    brought = "; ".join(f"{person.code} on {met.topics[person.code]}" for person in presenters)
    delivered = sum(done for _, done in met.reported.values())
    told = f" {len(met.reported)} reported back, {delivered} with the main action done." if met.reported else ""
    return f"{brought[:1].upper() + brought[1:] or 'No airtime'}.{told} {agreed} actions agreed.".replace(
        "1 actions", "1 action"
    )


def _airtime(
    course: Course,
    group: Group,
    cycle: int,
    met: Met,
    person: Person,
    order: int,
    clock: float,
    minutes: float,
    facilitator: str | None,
    here: list[Person],
) -> Note:
    rng, story, number = course.rng, person.story, person.beat
    beat, context = story.beat[number], {"learning_set": group.code, "cycle": cycle}
    titles = _issues(story.beat)
    title, kind, about = titles[number]
    last = number + 1 == len(titles) or titles[number + 1][0] != title
    first = number == 0 or titles[number - 1][0] != title
    state = "opened" if first else "closed" if last else "continued"
    at = met.at + timedelta(minutes=clock)
    issue = course.note(
        at, Issue, member=person.code, title=title, kind=kind, about=about if first else None, state=state, **context
    )
    # Nobody has a plan to report on at the first meeting.
    planned = [stage for stage in group.plan.stages if cycle > 1 or stage[0] != "report_back"]
    shares = [(stage, share * rng.uniform(0.8, 1.2)) for stage, share in planned]
    whole = sum(share for _, share in shares)
    stages = tuple(StageMinutes(stage=stage, minutes=round(minutes * share / whole, 1)) for stage, share in shares)
    airtime = course.note(
        at,
        Airtime,
        member=person.code,
        issue=issue,
        order=order,
        minutes=minutes,
        stages=stages,
        insight=beat.insight,
        goal=beat.goal,
        **context,
        process_feedback=rng.choice(course.bank.small_talk["process"]) if rng.random() < 0.5 else None,
    )
    begin = (clock + sum(stage.minutes for stage in stages if stage.stage in OPENING)) * 60
    asker = _talk(course, group, cycle, met, person, airtime, begin, (clock + minutes) * 60, facilitator, here)
    met.presented[person.code], met.topics[person.code] = (beat, asker), story.topic
    person.beat, person.presented = number + 1, cycle
    return airtime


def _issues(beats: tuple[Beat, ...]) -> list[tuple[str, str, str | None]]:
    """The issue of each beat: its own, or the one before it."""
    titles: list[tuple[str, str, str | None]] = []
    for beat in beats:
        titles.append((beat.issue, beat.kind, beat.about) if beat.issue else titles[-1])
    return titles


def _talk(
    course: Course,
    group: Group,
    cycle: int,
    met: Met,
    presenter: Person,
    airtime: Note,
    begin: float,
    end: float,
    facilitator: str | None,
    here: list[Person],
) -> str:
    """The conversation of one airtime; gives the member whose question landed."""
    rng = course.rng
    others = [person for person in here if person is not presenter and met.present[person.code] * 60 < begin]
    if not others:
        return "somebody"
    weights = [person.talks * _dominance(group, person, cycle) for person in others]
    count = rng.randint(12, 17) if end - begin < 1000 else rng.randint(13, 25)
    times = sorted(rng.uniform(begin, end - 5) for _ in range(count))
    lines = _lines(course, presenter.story.beat[presenter.beat].heard, cycle)
    places = sorted(rng.sample(range(count), len(lines)))
    said = dict(zip(places, lines, strict=True))
    landed, asker, pause = presenter.story.beat[presenter.beat].heard[0][2:], others[0].code, False
    for place, at in enumerate(times):
        speaker = rng.choices(others, weights)[0].code
        kind, text = said.get(place) or (_kind(course, group, cycle, (at - begin) / (end - begin)), None)
        if text == landed:
            asker = speaker
        elif text is None and pause and facilitator and facilitator != presenter.code:
            speaker, kind, text = facilitator, "facilitator_pause", rng.choice(course.bank.small_talk["pause"])
        elif text is None and rng.random() < 0.03:
            speaker, kind = presenter.code, "content_observation"
        pause = kind in BREACHES and rng.random() < (0.75 if group.facilitator else 0.2)
        gap = (times[place + 1] if place + 1 < count else end) - at
        invited = None if kind not in (*BREACHES, "experience", "idea") else rng.random() < 0.1 + 0.1 * cycle
        course.note(
            met.at + timedelta(seconds=at),
            Contribution,
            learning_set=group.code,
            cycle=cycle,
            member=speaker,
            airtime=airtime,
            presenter=presenter.code,
            kind=kind if text or rng.random() > 0.04 else None,
            at=round(at, 1),
            seconds=round(min(max(2.0, rng.lognormvariate(2.5, 0.6)), gap), 1),
            invited=invited,
            text=text,
        )
    return asker


def _dominance(group: Group, person: Person, cycle: int) -> float:
    """In one set one voice holds the floor at first, and learns to give way."""
    loud = group.index % 5 == 1 and person is group.people[1]
    return max(1.0, 8.0 - 1.4 * (cycle - 1)) if loud else 1.0


def _lines(course: Course, heard: tuple[str, ...], cycle: int) -> list[tuple[str, str | None]]:
    """Return the spoken lines of a beat in the order of a conversation; later sets give less advice."""
    kept = [line for line in heard if line[0] not in "qv" or course.rng.random() < 1.15 - 0.17 * cycle]
    return [(KINDS[line[0]][0], line[2:]) for line in sorted(kept, key=lambda line: KINDS[line[0]][1])]


def _kind(course: Course, group: Group, cycle: int, late: float) -> str:
    learnt = min(cycle, 6) / 6
    quiet = 0.25 if group.plan.format == "science-council-questions" else 1.0
    weights = {
        "clarifying_question": 26 * (1.3 - late), "reflective_question": 12 + 12 * learnt,
        "analytical_question": 9 + 9 * learnt, "future_action_question": 22 * late * late,
        "closed_question": 11 - 7 * learnt, "experience": 9 * quiet * (1.3 - 0.5 * learnt), "idea": 5 * late,
        "advice": 8 * (1.1 - learnt), "advice_as_question": 9 * (1.15 - learnt), "support": 5,
        "challenge": 1 + 4 * learnt, "content_observation": 3, "process_observation": 0.5 + 2 * learnt,
    }  # fmt: skip
    return course.rng.choices(list(weights), list(weights.values()))[0]


def _actions(course: Course, group: Group, cycle: int, person: Person, airtime: Note, at: datetime) -> int:
    rng, number = course.rng, person.beat - 1
    tasks = person.story.beat[number].action
    kept = tasks[: 1 if len(tasks) > 1 and rng.random() < 0.12 else None]
    for task in kept:
        cycles = 2 if rng.random() < 0.08 else 1
        due = course.day(group, cycle + cycles) - timedelta(days=rng.choice((0, 0, 1, 3, 5, 7, 10)))
        action = course.note(
            at,
            Action,
            learning_set=group.code,
            cycle=cycle,
            member=person.code,
            airtime=airtime,
            what=task.what,
            agreed_on=at.date(),
            due=due if rng.random() > 0.04 else None,
            success=task.success,
        )
        person.promises.append(Promise(action, task, number, task is kept[0]))
    return len(kept)
