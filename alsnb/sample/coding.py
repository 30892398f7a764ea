"""What two coders made of the reflections the tutor may read."""

from datetime import datetime, timedelta

from alsnb.records import Coding, Rating
from alsnb.sample.bank import passages, plain, sentences
from alsnb.sample.course import INTERVAL, START, Course, Note, moment

LEVELS = ("habitual_action", "understanding", "reflection", "critical_reflection")


def code(course: Course) -> None:
    """Code and rate most reflections as T1, and some again as T2, who does not always agree."""
    rng = course.rng
    begin = moment(START + course.cycles * INTERVAL + timedelta(days=7), "09:00")
    course.reflections.sort(key=lambda told: told[1].at)
    first = [told for told in course.reflections if rng.random() < 0.85]
    again = [told for told in first if told[0].plan.coding == "reliability" and rng.random() < 0.32]
    for place, (_, note, depth, text) in enumerate(first):
        _judge(course, "T1", note, depth, text, begin + timedelta(minutes=4 * place), missed=0.03, seen=0.005)
    for place, (_, note, depth, text) in enumerate(again):
        at = begin + timedelta(days=9, minutes=5 * place)
        _judge(course, "T2", note, depth, text, at, missed=0.17, seen=0.045)


def _judge(
    course: Course, coder: str, note: Note, depth: int, text: str, at: datetime, *, missed: float, seen: float
) -> None:
    rng, shown = course.rng, passages(text)
    context = {name: note.fields[name] for name in ("learning_set", "cycle", "member")}
    for theme in course.bank.theme:
        passage = shown.get(theme.mark)
        if passage and rng.random() < missed:
            passage = None
        elif passage is None and rng.random() < seen:
            passage = plain(rng.choice(sentences(text)))
        course.note(
            at,
            Coding,
            reflection=note,
            theme=theme.theme,
            coder=coder,
            present=passage is not None,
            passage=passage,
            **context,
        )
    rates, slips = (0.95, 0.07) if coder == "T1" else (0.7, 0.27)
    if rng.random() < rates:
        slip = rng.choice((-1, 1)) if rng.random() < slips else 0
        level = LEVELS[min(max(depth - 1 + slip, 0), 3)]
        course.note(at, Rating, reflection=note, coder=coder, level=level, **context)
