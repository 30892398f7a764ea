"""Logs made from real data that nobody on this project wrote, through alsnb's public names alone.

::

    python bench/realdata.py ami FOLDER OUT.db              # AMI meeting corpus as CSV: one cohort a site
    python bench/realdata.py reflectsumm UNITS.jsonl OUT.db # ReflectSumm: one cohort a course

**AMI** (CC BY 4.0). Meetings become cycles, annotated segments become contributions; people keep their corpus code,
as the agent letter of a person may change between meetings. There is no presenter, and nobody reported what became of
an action. What is an approximation:

- *Questions.* A dialogue act that elicits something (``el.*``) is a question; its kind is the nearest that action
  learning has: asking for information or about understanding counts as clarifying, asking for an assessment as
  reflective, asking for a suggestion as about future action. All other contributions are left unclassified.
- *Segments that hold questions* are cut into question pieces and the rest. Acts and segments hold the same
  transcribed words in the same order, so the words of a speaker's acts are aligned with those of the segments
  (`difflib`); a question takes the words from its first to its last in the segment that holds most of it, and any
  words it has in a neighbouring segment stay unclassified there. Pieces partition the segment's words, so words add
  up. A cut lies at the start of the question that follows it, else at the end of the one before, never outside the
  segment; so seconds add up too, and a pause belongs to a neighbouring piece instead of becoming a contribution
  without words.
- *Segments that end at or before their start* keep their words and last 0 seconds.
- *Actions* are put down to whoever wrote them, though some name somebody else ("Marketing - product evaluation").
  Sentences that begin by saying there is nothing to do ("None.") are left out. A set's meetings fall on one day, and
  so do its due dates.
- *Dates* mix dd-mm-yy and yy-mm-dd. Where only one reading falls in the years of recording, that is it; otherwise the
  one nearest to the certain dates of the same site. Times of day are left out: some meetings would begin before the
  one before them has ended.

**ReflectSumm** (research use). The lecture's number is the cycle. Writers are unknown, so reflections have no member
and no set. A theme is its exact phrase, course-wide. Coding is complete within a prompt: whatever does not support a
theme is coded as not having it. A theme none of whose supporters the data name (they were counted but not located)
enters the codebook without codings, as calling it absent everywhere would be false.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import alsnb

if TYPE_CHECKING:
    from alsnb.records import Record

QuestionKind = Literal["clarifying_question", "reflective_question", "future_action_question"]
Row = dict[str, str]

KIND_OF_ACT: dict[str, QuestionKind] = {
    "el.inf": "clarifying_question",
    "el.und": "clarifying_question",
    "el.ass": "reflective_question",
    "el.sug": "future_action_question",
}
YEARS = range(2003, 2008)
"""Years in which AMI may have been recorded; wide enough to be safe, narrow enough to tell a year from a day."""

NOT_ANSWERED = re.compile(r"\W*NA\W*")
NOTHING_TO_DO = re.compile(
    r"(\w\.\.)?\s*(no clear\b|none\b(?! of\b)|n/?a\W*$|not applicable\b).*|.* - none\W*", re.IGNORECASE
)


def build(records: Iterable[Record], out: str | os.PathLike[str]) -> None:
    """Write records into a new log.

    Parameters
    ----------
    records : iterable of Record
        From `ami` or `reflectsumm`.
    out : str or path
        The log's file, which must not exist yet.
    """
    with alsnb.open_log(out, create=True) as log:
        log.add(records)


def ami(folder: str | os.PathLike[str]) -> Iterator[Record]:
    """The records of an AMI folder.

    Parameters
    ----------
    folder : str or path
        Holds ``meetings.csv``, ``attendance.csv``, ``contributions.csv``, ``dialogue_acts.csv``, ``actions.csv`` and
        ``reflections.csv``.

    Yields
    ------
    Record
        Cohorts, sets, members, meetings, attendance, contributions, actions and reflections, in an order of time.
    """
    read = _reader(Path(folder))
    meetings = {row["meeting"]: row for row in read("meetings.csv")}
    held_on = dates(meetings.values())
    place: dict[str, dict[str, Any]] = {
        name: {"cohort": row["cohort"], "learning_set": row["set"], "cycle": int(row["cycle"])}
        for name, row in meetings.items()
    }
    attendance = read("attendance.csv")
    yield from _people(meetings, held_on, attendance)
    for name, row in meetings.items():
        minutes = float(row["duration_s"]) / 60 if row["duration_s"] else None
        yield alsnb.Meeting(**place[name], held_on=held_on[name], minutes=minutes)
    for row in attendance:
        yield alsnb.Attendance(**place[row["meeting"]], member=row["member"], status="present")
    acts = _by(read("dialogue_acts.csv"), "meeting", "member")
    for (name, member), segments in _by(read("contributions.csv"), "meeting", "member").items():
        for piece in pieces(segments, acts.get((name, member), [])):
            yield alsnb.Contribution(
                **place[name], member=member, kind=piece.kind, at=float(piece.at), seconds=float(piece.seconds),
                text=piece.text,
            )  # fmt: skip
    next_meeting = _next_meetings(meetings.values())
    for row in read("actions.csv"):
        if row["source"] == "participant" and row["member"] and not _is_noise(row["text"]):
            yield alsnb.Action(
                **place[row["meeting"]], member=row["member"], what=row["text"], agreed_on=held_on[row["meeting"]],
                due=held_on.get(next_meeting.get(row["meeting"], "")),
            )  # fmt: skip
    written = [
        row for row in read("reflections.csv")
        if row["source"] == "participant" and row["member"] and not NOT_ANSWERED.fullmatch(row["text"])
    ]  # fmt: skip
    for (name, member, section), rows in _by(written, "meeting", "member", "section").items():
        yield alsnb.Reflection(
            **place[name], member=member, prompt_set="ami", prompt=section, visibility="tutor",
            text=" ".join(row["text"] for row in rows),
        )  # fmt: skip


def reflectsumm(file: str | os.PathLike[str]) -> Iterator[Record]:
    """The records of a ReflectSumm file.

    Parameters
    ----------
    file : str or path
        JSON lines, one a lecture prompt: ``course``, ``lecture``, ``prompt``, ``reflections`` (texts) and ``themes``
        (``phrase``, and ``members``: the places of its supporters among the reflections, counted from 0).

    Yields
    ------
    Record
        For each course its cohort, then lecture by lecture reflections, themes new to the codebook, and codings.
    """
    units = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    # The file has lecture 10 before lecture 7.
    units.sort(key=lambda unit: (unit["course"], int(unit["lecture"]), unit["prompt"]))
    known: set[tuple[str, str]] = set()
    for course in dict.fromkeys(unit["course"] for unit in units):
        yield alsnb.Cohort(cohort=course)
    for unit in units:
        place: dict[str, Any] = {"cohort": unit["course"], "cycle": int(unit["lecture"])}
        reflections = [
            alsnb.Reflection(
                **place, prompt_set="reflectsumm", prompt=unit["prompt"], text=text, visibility="tutor"
            )
            for text in unit["reflections"]
        ]  # fmt: skip
        yield from reflections
        for theme in unit["themes"]:
            if (unit["course"], theme["phrase"]) not in known:
                known.add((unit["course"], theme["phrase"]))
                yield alsnb.Theme(cohort=unit["course"], theme=theme["phrase"])
            supporters = set(theme["members"])
            for index, reflection in enumerate(reflections if supporters else []):
                yield alsnb.Coding(
                    **place, reflection=reflection.entry, theme=theme["phrase"], coder="human",
                    present=index in supporters,
                )  # fmt: skip


class Piece(NamedTuple):
    """A part of a segment: all of a question, or what lies before, between or after questions."""

    kind: QuestionKind | None
    at: Decimal
    seconds: Decimal
    text: str


class Question(NamedTuple):
    """A question's place among the words of its segment, and its time."""

    first: int
    last: int
    start: Decimal
    end: Decimal
    kind: QuestionKind


def pieces(segments: Iterable[Row], acts: Iterable[Row]) -> Iterator[Piece]:
    """Cut one speaker's segments of one meeting at that speaker's questions.

    Parameters
    ----------
    segments, acts : iterable of dict
        Rows of ``contributions.csv`` and of ``dialogue_acts.csv``.

    Yields
    ------
    Piece
        In order of time. The pieces of a segment add up to its seconds and its words, and every question is one piece.
    """
    ordered = sorted(segments, key=_when)
    questions = _placed_questions(ordered, sorted(acts, key=_when))
    for number, segment in enumerate(ordered):
        yield from _cut(segment, questions[number])


def _cut(segment: Row, questions: list[Question]) -> Iterator[Piece]:
    words = segment["text"].split()
    at, end = _when(segment)
    end = max(at, end)
    begins: list[tuple[int, Decimal, QuestionKind | None]] = []
    done, free_from = 0, at
    for question in questions:
        if question.first > done:
            begins.append((done, free_from, None))
        begins.append((question.first, question.start, question.kind))
        done, free_from = question.last, question.end
    if done < len(words) or not begins:
        begins.append((done, free_from, None))
    times = [at]
    for _, time, _ in begins[1:]:
        times.append(min(max(time, times[-1]), end))
    ends = [*((first, time) for (first, _, _), time in zip(begins[1:], times[1:], strict=True)), (len(words), end)]
    for (first, _, kind), begin, (last, until) in zip(begins, times, ends, strict=True):
        yield Piece(kind, begin, until - begin, " ".join(words[first:last]))


def _placed_questions(segments: list[Row], acts: list[Row]) -> dict[int, list[Question]]:
    """The questions of each segment, by the segment's number."""
    said = [(_bare(word), number, place) for number, row in enumerate(segments)
            for place, word in enumerate(row["text"].split())]  # fmt: skip
    annotated = [(_bare(word), act) for act, row in enumerate(acts) for word in row["text"].split()]
    places: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    # Without autojunk, which would pass over the commonest words of a long meeting.
    matcher = difflib.SequenceMatcher(None, [each[0] for each in said], [each[0] for each in annotated], autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            _, number, place = said[block.a + offset]
            places[annotated[block.b + offset][1]][number].append(place)
    found: dict[int, list[Question]] = defaultdict(list)
    for act, row in enumerate(acts):
        kind = KIND_OF_ACT.get(row["da"])
        if kind is not None:
            start, end = _when(row)
            if act in places:
                home = max(places[act], key=lambda number: len(places[act][number]))
                first, last = places[act][home][0], places[act][home][-1] + 1
            else:
                # None of its words is in a segment: it takes none, in the segment nearest in time.
                home = min(range(len(segments)), key=lambda number: _distance(segments[number], start))
                first = last = found[home][-1].last if found[home] else 0
            found[home].append(Question(first, last, start, end, kind))
    return found


def _distance(segment: Row, time: Decimal) -> Decimal:
    start, end = _when(segment)
    return max(start - time, time - end, Decimal(0))


def _bare(word: str) -> str:
    # Without punctuation, as an act may leave a segment's question mark to the act that follows.
    return re.sub(r"\W", "", word).casefold()


def _when(row: Row) -> tuple[Decimal, Decimal]:
    # Decimals, as differences of binary fractions would not add up.
    return Decimal(row["start"]), Decimal(row["end"])


def _people(meetings: Mapping[str, Row], held_on: Mapping[str, date], attendance: list[Row]) -> Iterator[Record]:
    for (cohort,), rows in _by(meetings.values(), "cohort").items():
        yield alsnb.Cohort(cohort=cohort, start=min(held_on[row["meeting"]] for row in rows))
    for cohort, learning_set in _by(meetings.values(), "cohort", "set"):
        yield alsnb.LearningSet(cohort=cohort, learning_set=learning_set)
    seen: set[tuple[str, str]] = set()
    for row in attendance:
        meeting = meetings[row["meeting"]]
        if (meeting["set"], row["member"]) not in seen:
            seen.add((meeting["set"], row["member"]))
            yield alsnb.Member(
                cohort=meeting["cohort"], learning_set=meeting["set"], member=row["member"], role=row["role"] or None
            )


def _is_noise(text: str) -> bool:
    return bool(NOT_ANSWERED.fullmatch(text) or NOTHING_TO_DO.fullmatch(text))


def _next_meetings(meetings: Iterable[Row]) -> dict[str, str]:
    following = {}
    for rows in _by(meetings, "set").values():
        rows.sort(key=lambda row: int(row["cycle"]))
        following.update({row["meeting"]: after["meeting"] for row, after in pairwise(rows)})
    return following


def dates(meetings: Iterable[Row]) -> dict[str, date]:
    """The date of every meeting, by its name.

    Parameters
    ----------
    meetings : iterable of dict
        Rows of ``meetings.csv``; used are ``cohort``, ``meeting`` and ``date``.

    Raises
    ------
    ValueError
        A date has no reading that falls in the years of recording.
    """
    found = {}
    for rows in _by(meetings, "cohort").values():
        readings = {row["meeting"]: _readings(row["date"]) for row in rows}
        certain = sorted(several[0] for several in readings.values() if len(several) == 1)
        for name, several in readings.items():
            # In the middle of the certain dates; where there are none, the first reading, dd-mm-yy, is the usual one.
            middle = certain[len(certain) // 2] if certain else several[0]
            found[name] = min(several, key=lambda day: abs(day - middle))
    return found


def _readings(text: str) -> list[date]:
    """What a date may mean: as dd-mm-yy, and as yy-mm-dd."""
    one, month, two = (int(part) for part in text.split("-")) if re.fullmatch(r"\d+-\d+-\d+", text) else (0, 0, 0)
    found = []
    for day, year in ((one, 2000 + two), (two, 2000 + one)):
        if year in YEARS:
            try:
                found.append(date(year, month, day))
            except ValueError:
                continue
    if not found:
        raise ValueError(f"found the date {text!r}, expected dd-mm-yy or yy-mm-dd in {YEARS.start} to {YEARS.stop - 1}")
    return list(dict.fromkeys(found))


def _reader(folder: Path) -> Callable[[str], list[Row]]:
    def read(name: str) -> list[Row]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


def _by(rows: Iterable[Row], *columns: str) -> dict[tuple[str, ...], list[Row]]:
    """Rows by the values of some columns, in the order in which these first appear."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


def main(arguments: list[str] | None = None) -> None:
    """Make a log of the data set named on the command line."""
    parser = argparse.ArgumentParser(description="Make a log from the AMI corpus or from ReflectSumm.")
    parser.add_argument("data", choices=["ami", "reflectsumm"])
    parser.add_argument("source", type=Path, help="folder of AMI's CSV files, or ReflectSumm's units.jsonl")
    parser.add_argument("out", type=Path, help="the log to make; it must not exist yet")
    chosen = parser.parse_args(arguments)
    records = ami(chosen.source) if chosen.data == "ami" else reflectsumm(chosen.source)
    build(records, chosen.out)


if __name__ == "__main__":
    main()
