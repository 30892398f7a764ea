"""Logs made from real data say what the data say; every expectation is recounted from the files themselves."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import alsnb
from alsnb.records import QUESTIONS

SCRIPT = Path(__file__).parents[1] / "bench" / "realdata.py"
spec = importlib.util.spec_from_file_location("realdata", SCRIPT)
assert spec is not None
assert spec.loader is not None
realdata = importlib.util.module_from_spec(spec)
sys.modules["realdata"] = realdata
spec.loader.exec_module(realdata)

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
"""A word as AMI counts them: "Mm-hmm" is two, "V_C_R_" three. Reproduces its column ``words`` in every row."""

NOT_ACTIONS = [
    "*NA*.",
    "A.. no clear stated action or directives were issued or given during the meeting.",
    "Industrial Designer - none.",
    "Manager - none.",
    "Marketing - none.",
    "None - as we are finished!",
    "None - final meeting",
    "None - production is concluded.",
    "None!",
    "None.",
    "None. goal achived, hence no more meetings.",
    "Not applicable.",
    "User Interface Designer - none",
]
"""Read by hand from the file: what participants wrote under "actions" to say that there are none."""


def data(name: str) -> Path:
    folder = os.environ.get("ALSNB_REALDATA")
    if not folder:
        pytest.skip("ALSNB_REALDATA is not set: it names the folder that holds ami/ and reflectsumm/")
    return Path(folder) / name


@pytest.fixture(scope="module")
def ami(tmp_path_factory: pytest.TempPathFactory) -> alsnb.Log:
    source, out = data("ami"), tmp_path_factory.mktemp("ami") / "ami.db"
    realdata.main(["ami", str(source), str(out)])
    return alsnb.open_log(out)


@pytest.fixture(scope="module")
def ami_frames(ami: alsnb.Log) -> alsnb.Frames:
    return ami.frames()


@pytest.fixture(scope="module")
def reflectsumm(tmp_path_factory: pytest.TempPathFactory) -> alsnb.Log:
    source, out = data("reflectsumm") / "units.jsonl", tmp_path_factory.mktemp("reflectsumm") / "reflectsumm.db"
    realdata.main(["reflectsumm", str(source), str(out)])
    return alsnb.open_log(out)


@pytest.fixture(scope="module")
def reflectsumm_frames(reflectsumm: alsnb.Log) -> alsnb.Frames:
    return reflectsumm.frames()


@pytest.fixture(scope="module")
def units() -> list[dict[str, Any]]:
    with (data("reflectsumm") / "units.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rows(name: str) -> list[dict[str, str]]:
    with (data("ami") / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meeting_of(frame: pd.DataFrame) -> pd.Series[Any]:
    """AMI's name of the meeting of each row: the set and a letter for the cycle."""
    return frame["learning_set"] + frame["cycle"].map(dict(enumerate("abcd", start=1)))


def counted(frame: pd.DataFrame, *more: str) -> dict[Any, int]:
    return frame.groupby([meeting_of(frame), *more]).size().to_dict()


# --- AMI -----------------------------------------------------------------------------------------------------------


def test_the_published_figures_of_one_meeting(ami_frames: alsnb.Frames) -> None:
    agent = {row["member"]: row["agent"] for row in rows("attendance.csv") if row["meeting"] == "ES2002a"}
    said = ami_frames.contributions.query("learning_set == 'ES2002' and cycle == 1")
    said = said.assign(
        agent=said["member"].map(agent),
        words=[len(WORD.findall(text)) for text in said["text"]],
        question=said["kind"].isin(QUESTIONS),
    )
    total = said.groupby("agent")[["seconds", "words", "question"]].sum()
    assert total["seconds"].round(1).to_dict() == {"A": 88.4, "B": 482.2, "C": 26.6, "D": 368.1}
    assert total["words"].to_dict() == {"A": 234, "B": 1312, "C": 82, "D": 1005}
    assert total["question"].to_dict() == {"A": 2, "B": 21, "C": 0, "D": 12}


def test_ami_log_is_sound(ami: alsnb.Log) -> None:
    assert alsnb.check(ami) == []


def test_meetings_and_attendance(ami_frames: alsnb.Frames) -> None:
    meetings = ami_frames.meetings
    recorded = {row["meeting"]: row for row in rows("meetings.csv")}
    names = list(meeting_of(meetings))
    assert sorted(names) == sorted(recorded)
    # All dates of this site are dd-mm-yy, as the file's order in time shows.
    assert list(meetings["held_on"]) == [datetime.strptime(recorded[name]["date"], "%d-%m-%y") for name in names]
    assert list(meetings["minutes"] * 60) == pytest.approx([float(recorded[name]["duration_s"]) for name in names])
    assert len(recorded) == 60
    present = ami_frames.attendance.query("status == 'present'")
    assert counted(present, "member") == {(row["meeting"], row["member"]): 1 for row in rows("attendance.csv")}


def test_members_have_one_role_and_one_set(ami_frames: alsnb.Frames) -> None:
    expected = {(row["meeting"][:-1], row["member"], row["role"]) for row in rows("attendance.csv")}
    members = ami_frames.members
    assert set(zip(members["learning_set"], members["member"], members["role"], strict=True)) == expected
    assert len(members) == 60
    assert set(ami_frames.learning_sets["learning_set"]) == {row["set"] for row in rows("meetings.csv")}
    assert ami_frames.cohort["start"] == datetime(2004, 12, 13)


def test_seconds_and_words_of_every_member_in_every_meeting(ami_frames: alsnb.Frames) -> None:
    seconds: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    tokens: Counter[tuple[str, str]] = Counter()
    for row in rows("contributions.csv"):
        key = row["meeting"], row["member"]
        # In whole milliseconds, so that sums are exact.
        seconds[key] += max(0, round(float(row["end"]) * 1000) - round(float(row["start"]) * 1000))
        words[key] += int(row["words"])
        tokens[key] += len(row["text"].split())
    said = ami_frames.contributions
    by = said.assign(
        words=[len(WORD.findall(text)) for text in said["text"]],
        tokens=[len(text.split()) for text in said["text"]],
    ).groupby([meeting_of(said), "member"])
    assert (by["seconds"].sum() * 1000).to_dict() == pytest.approx(dict(seconds), abs=1e-3)
    assert by["words"].sum().to_dict() == words
    assert by["tokens"].sum().to_dict() == tokens
    assert len(words) == 240


def test_questions_of_every_member_in_every_meeting(ami_frames: alsnb.Frames) -> None:
    kinds = {
        "el.inf": "clarifying_question",
        "el.und": "clarifying_question",
        "el.ass": "reflective_question",
        "el.sug": "future_action_question",
    }
    expected = Counter(
        (row["meeting"], row["member"], kinds[row["da"]])
        for row in rows("dialogue_acts.csv")
        if row["da"].startswith("el.")
    )
    asked = ami_frames.contributions.dropna(subset="kind")
    assert counted(asked.astype({"kind": str}), "member", "kind") == expected
    assert expected.total() == 3085


def test_question_pieces_hold_the_words_and_time_of_the_question(ami_frames: alsnb.Frames) -> None:
    """A piece differs from its act only where a pause splits the question between two segments."""

    def bare(text: str) -> str:
        return re.sub(r"\W", "", text).lower()

    acts = [row for row in rows("dialogue_acts.csv") if row["da"].startswith("el.")]
    asked = ami_frames.contributions.dropna(subset="kind")
    expected = Counter((row["meeting"], row["member"], bare(row["text"])) for row in acts)
    found = Counter(zip(meeting_of(asked), asked["member"], map(bare, asked["text"]), strict=True))
    assert (expected & found).total() / len(acts) > 0.97
    begins = {(row["meeting"], row["member"], bare(row["text"])): float(row["start"]) for row in acts}
    keys = zip(meeting_of(asked), asked["member"], map(bare, asked["text"]), strict=True)
    same = [abs(at - begins[key]) < 1 for key, at in zip(keys, asked["at"], strict=True) if expected[key] == 1]
    assert len(same) > 2500
    assert sum(same) / len(same) > 0.97


def test_pieces_tile_their_segments(ami_frames: alsnb.Frames) -> None:
    segments = defaultdict[Any, list[tuple[float, float]]](list)
    for row in rows("contributions.csv"):
        segments[row["meeting"], row["member"]].append((float(row["start"]), float(row["end"])))
    said = ami_frames.contributions
    assert len(said) > sum(map(len, segments.values()))
    for key, own in said.groupby([meeting_of(said), "member"]):
        begins = set(own["at"].round(3))
        ends = set((own["at"] + own["seconds"]).round(3))
        starts, stops = ({round(each, 3) for each in times} for times in zip(*segments[key], strict=True))
        assert starts <= begins, key
        assert stops <= ends, key
        assert begins - starts <= ends, f"{key}: a piece begins where none ends"
        assert ends - stops <= begins, f"{key}: a piece ends where none begins"


def test_actions(ami_frames: alsnb.Frames) -> None:
    wanted = [
        row for row in rows("actions.csv") if row["source"] == "participant" and row["text"] not in NOT_ACTIONS
    ]  # fmt: skip
    actions = ami_frames.actions
    found = Counter(zip(meeting_of(actions), actions["member"], actions["what"], strict=True))
    assert found == Counter((row["meeting"], row["member"], row["text"]) for row in wanted)
    day = {row["meeting"]: datetime.strptime(row["date"], "%d-%m-%y") for row in rows("meetings.csv")}
    assert list(actions["agreed_on"]) == [day[name] for name in meeting_of(actions)]
    last = actions["cycle"] == 4
    assert list(actions["due"].isna()) == list(last)
    assert last.any()
    assert (actions["due"] == actions["agreed_on"])[~last].all()
    assert ami_frames.action_reports.empty


def test_reflections(ami_frames: alsnb.Frames) -> None:
    sentences = defaultdict(list)
    for row in rows("reflections.csv"):
        if row["source"] == "participant" and row["text"] != "*NA*.":
            sentences[row["meeting"], row["member"], row["section"]].append(row["text"])
    written = ami_frames.reflections
    found = dict(
        zip(zip(meeting_of(written), written["member"], written["prompt"], strict=True), written["text"], strict=True)
    )
    assert found == {key: " ".join(texts) for key, texts in sentences.items()}
    assert len(written) == len(sentences)
    assert set(written["visibility"]) == {"tutor"}
    assert set(written["prompt_set"]) == {"ami"}


def segment(start: str, end: str, text: str) -> dict[str, str]:
    return {"start": start, "end": end, "text": text}


def act(kind: str, start: str, end: str, text: str) -> dict[str, str]:
    return segment(start, end, text) | {"da": kind}


def cut(segments: list[dict[str, str]], acts: list[dict[str, str]]) -> list[tuple[str | None, float, float, str]]:
    return [
        (each.kind, float(each.at), float(each.seconds), each.text) for each in realdata.pieces(segments, acts)
    ]  # fmt: skip


def test_a_segment_with_two_questions_is_cut_at_both() -> None:
    segments = [segment("10.1", "20.3", "Right. Is it on? So who goes first? Anna, please.")]
    acts = [
        act("bck", "10.2", "11", "Right"),
        act("el.inf", "12", "14", ". Is it on?"),
        act("el.sug", "15", "17", "So who goes first?"),
        act("inf", "18", "20", "Anna, please."),
    ]
    assert cut(segments, acts) == [
        (None, 10.1, 1.9, "Right."),
        ("clarifying_question", 12.0, 3.0, "Is it on?"),
        ("future_action_question", 15.0, 2.0, "So who goes first?"),
        (None, 17.0, 3.3, "Anna, please."),
    ]


def test_a_question_over_a_pause_is_counted_once() -> None:
    segments = [segment("1", "2", "Well are"), segment("4", "6", "we done here?")]
    acts = [act("stl", "1", "1.5", "Well"), act("el.ass", "1.5", "6", "are we done here?")]
    assert cut(segments, acts) == [
        (None, 1.0, 1.0, "Well are"),
        ("reflective_question", 4.0, 2.0, "we done here?"),
    ]


def test_a_repeated_phrase_is_a_question_only_where_it_was_one() -> None:
    segments = [segment("0", "9", "You know it works. You know?")]
    acts = [act("inf", "0", "7", "You know it works."), act("el.und", "7", "9", "You know?")]
    assert cut(segments, acts) == [
        (None, 0.0, 7.0, "You know it works."),
        ("clarifying_question", 7.0, 2.0, "You know?"),
    ]


def test_a_question_without_words_in_any_segment_is_not_lost() -> None:
    found = cut([segment("5", "9", "We begin.")], [act("inf", "5", "9", "We begin."), act("el.inf", "10", "11", "Eh?")])
    assert Counter(kind for kind, *_ in found) == {None: 1, "clarifying_question": 1}
    assert " ".join(text for *_, text in found).split() == ["We", "begin."]
    assert sum(seconds for _, _, seconds, _ in found) == 4


@pytest.mark.parametrize("end", ["3", "2.5"])
def test_a_segment_that_ends_at_or_before_its_start_lasts_no_time(end: str) -> None:
    found = cut([segment("3", end, "Oh. What?")], [act("el.inf", "3", "3.4", "What?")])
    assert found == [(None, 3.0, 0.0, "Oh."), ("clarifying_question", 3.0, 0.0, "What?")]


def test_a_cut_stays_within_its_segment() -> None:
    """An act's times may lie outside the segment that holds its words."""
    early = cut([segment("5", "9", "So what? Fine.")], [act("el.inf", "4", "4.5", "what?")])
    assert early == [(None, 5.0, 0.0, "So"), ("clarifying_question", 5.0, 0.0, "what?"), (None, 5.0, 4.0, "Fine.")]
    late = cut([segment("5", "9", "So what? Fine.")], [act("el.inf", "8", "9.5", "what?")])
    assert late == [(None, 5.0, 3.0, "So"), ("clarifying_question", 8.0, 1.0, "what?"), (None, 9.0, 0.0, "Fine.")]


def test_what_nobody_answered_is_left_out(tmp_path: Path) -> None:
    for name, lines in {
        "meetings": ["cohort,set,meeting,cycle,type,date,start,duration_s", "X,X1,X1a,1,scenario,04-11-25,,90"],
        "attendance": ["meeting,agent,member,role", "X1a,A,M1,"],
        "contributions": ["meeting,agent,member,start,end,words,text", "X1a,A,M1,1,2,1,Well."],
        "dialogue_acts": ["meeting,agent,member,start,end,da,addressee,text"],
        "actions": [
            "meeting,source,agent,member,text",
            "X1a,participant,A,M1,*NA*.",
            "X1a,participant,A,M1,None of us.",
        ],
        "reflections": [
            "meeting,source,agent,member,section,text",
            "X1a,participant,A,M1,problems,*NA*.",
            "X1a,participant,A,M1,abstract,One.",
            "X1a,participant,A,M1,abstract,Two.",
            "X1a,annotator,,,abstract,Three.",
        ],
    }.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    realdata.build(realdata.ami(tmp_path), tmp_path / "log.db")
    frames = alsnb.open_log(tmp_path / "log.db").frames()
    assert list(frames.reflections["text"]) == ["One. Two."]
    assert list(frames.actions["what"]) == ["None of us."]
    assert frames.members["role"].isna().all()
    assert list(frames.meetings["held_on"]) == [datetime(2004, 11, 25)]
    assert list(frames.meetings["minutes"]) == [1.5]


def test_dates_of_both_orders_are_told_apart() -> None:
    written = {
        "a": "25-11-04",  # 25 November 2004: 2025 is no year of recording
        "b": "04-12-13",  # 13 December 2004
        "c": "13-12-04",  # the same
        "d": "05-12-04",  # 5 December 2004 or 4 December 2005: the others are of 2004
        "e": "04-12-05",  # 5 December 2004 or 4 December 2005, the other way round
    }
    meetings = [{"cohort": "X", "meeting": name, "date": day} for name, day in written.items()]
    assert realdata.dates(meetings) == {
        "a": date(2004, 11, 25),
        "b": date(2004, 12, 13),
        "c": date(2004, 12, 13),
        "d": date(2004, 12, 5),
        "e": date(2004, 12, 5),
    }
    for wrong in ("31-02-04", ""):
        with pytest.raises(ValueError, match=f"found the date '{wrong}'"):
            realdata.dates([{"cohort": "X", "meeting": "a", "date": wrong}])


# --- ReflectSumm ---------------------------------------------------------------------------------------------------


def test_reflectsumm_log_is_sound(reflectsumm: alsnb.Log) -> None:
    assert alsnb.check(reflectsumm) == []


def test_reflections_of_every_prompt(reflectsumm_frames: alsnb.Frames, units: list[dict[str, Any]]) -> None:
    written = reflectsumm_frames.reflections
    expected = {(unit["course"], int(unit["lecture"]), unit["prompt"]): unit["reflections"] for unit in units}
    found = written.groupby(["cohort", "cycle", "prompt"])["text"].agg(list).to_dict()
    assert found == expected
    assert len(units) == 206
    assert written["cohort"].nunique() == 8
    # The file has lecture 10 before lecture 7.
    assert written.groupby("cohort")["cycle"].is_monotonic_increasing.all()
    assert set(reflectsumm_frames.cohorts["cohort"]) == {unit["course"] for unit in units}
    assert written["member"].isna().all()
    assert written["learning_set"].isna().all()
    assert set(written["visibility"]) == {"tutor"}


def test_supporters_of_every_theme(reflectsumm_frames: alsnb.Frames, units: list[dict[str, Any]]) -> None:
    """Who supports a theme is present, every other reflection of that prompt absent, and no one else is coded."""
    expected = {}
    for unit in units:
        for theme in unit["themes"]:
            if theme["members"]:
                for number, text in enumerate(unit["reflections"]):
                    key = unit["course"], int(unit["lecture"]), unit["prompt"], theme["phrase"], text
                    expected[key] = number in theme["members"]
    coded = reflectsumm_frames.codings.merge(
        reflectsumm_frames.reflections[["entry", "prompt", "text"]], left_on="reflection", right_on="entry"
    )
    keys = zip(*(coded[name] for name in ("cohort", "cycle", "prompt", "theme", "text")), strict=True)
    assert dict(zip(keys, coded["present"], strict=True)) == expected
    assert len(coded) == len(expected)
    assert coded["present"].sum() == sum(len(theme["members"]) for unit in units for theme in unit["themes"])
    assert set(coded["coder"]) == {"human"}


def test_places_of_supporters_are_counted_from_nought(reflectsumm_frames: alsnb.Frames) -> None:
    """By hand: all six reflections behind "What research entails" speak of research; moved by one, they would not."""
    codings = reflectsumm_frames.codings.query("theme == 'What research entails' and cycle == 19 and present")
    texts = reflectsumm_frames.reflections.set_index("entry")["text"][codings["reflection"]]
    assert len(texts) == 6
    assert texts.str.contains("research", case=False).sum() == 6


def test_codebook(reflectsumm_frames: alsnb.Frames, units: list[dict[str, Any]]) -> None:
    themes = reflectsumm_frames.themes
    expected = {(unit["course"], theme["phrase"]) for unit in units for theme in unit["themes"]}
    assert sorted(zip(themes["cohort"], themes["theme"], strict=True)) == sorted(expected)


def test_share_of_reflections_without_any_theme(
    reflectsumm_frames: alsnb.Frames, units: list[dict[str, Any]]
) -> None:  # fmt: skip
    none: Counter[str] = Counter()
    for unit in units:
        supporting = set().union(*(theme["members"] for theme in unit["themes"]))
        none[unit["course"]] += len(unit["reflections"]) - len(supporting)
    any_theme = reflectsumm_frames.codings.groupby("reflection")["present"].any()
    reflections = reflectsumm_frames.reflections
    assert set(any_theme.index) == set(reflections["entry"]), "every reflection counts as coded"
    without = reflections[~reflections["entry"].map(any_theme)]
    assert without["cohort"].value_counts().to_dict() == none
    assert len(without) / len(reflections) == pytest.approx(0.161, abs=0.001)
