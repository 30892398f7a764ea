"""Random cohorts for the attack on published figures, quickly made: frames like those of a log, and every table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pandas as pd

from alsnb import actions, fidelity, participation, themes
from alsnb.analyses.fidelity.evidence import evidence

ANALYSES = {
    "attendance": participation.attendance, "airtime": participation.airtime,
    "airtime_in_range": participation.airtime_in_range, "voice_equity": participation.voice_equity,
    "asking_network": participation.asking_network, "question_mix": participation.question_mix,
    "advice_breaches": participation.advice_breaches, "completion": actions.completion,
    "follow_through": actions.follow_through, "action_yield": actions.action_yield, "carry_over": actions.carry_over,
    "cycles_lived": actions.cycles_lived, "time_to_done": actions.time_to_done, "writing": themes.writing,
    "prevalence": themes.prevalence, "co_occurrence": themes.co_occurrence, "levels": themes.levels,
    "agreement": themes.agreement, "rules": fidelity.rules,
}  # fmt: skip
"""Every analysis with counts that a report or the paper publishes; those of change publish no counts."""
OVER_ALL = {"asking_network", "question_mix", "co_occurrence", "cycles_lived", "time_to_done", "agreement"}
"""Those that none publishes by cycle."""
STATES = ("done", "partly", "changed", "not_done", "dropped", "open")
KINDS = ("clarifying_question", "advice", "support", "challenge", None)
THEMES = ("trust", "time", "voice", "change", "load")


Tables = dict[tuple[str, bool], pd.DataFrame]
"""Every result that is published: by the name of the analysis, and whether it is by cycle."""


def tables(frames: Any) -> Tables:
    """Return every result of one cohort that is published."""
    results: Tables = {}
    with without_bootstraps(frames):
        for name, by_cycle in all_results():
            result = ANALYSES[name](frames, **({} if name == "agreement" else {"by": "cycle" if by_cycle else ()}))
            if len(result):
                results[name, by_cycle] = result
    return results


def tables_of_many(many: dict[str, dict[str, list[dict[str, Any]]]]) -> dict[str, Tables]:
    """Return the same for several cohorts at once: many times faster than one by one."""
    results: dict[str, Tables] = {code: {} for code in many}
    # Actions are judged as of the last day that the frames have.
    for day in {last_day(rows) for rows in many.values()}:
        together = frames_of_many({code: rows for code, rows in many.items() if last_day(rows) == day})
        with without_bootstraps(together):
            for name, by_cycle in all_results():
                by: Any = {} if name == "agreement" else {"by": ("cohort", "cycle") if by_cycle else ("cohort",)}
                for code, result in ANALYSES[name](together, **by).groupby("cohort", sort=False):
                    result = result.reset_index(drop=True)
                    results[code][name, by_cycle] = result if name == "agreement" else result.drop(columns="cohort")
    return results


def ending_in_september(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the cohort with its dates moved by whole months, so that many are judged as of the same day."""
    months = 9 - max(int(each["held_on"][5:7]) for each in rows["meetings"])

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        dates = {key: row[key] for key in ("held_on", "agreed_on", "due", "reported_on") if row.get(key)}
        return row | {key: f"{day[:5]}{int(day[5:7]) + months:02d}{day[7:]}" for key, day in dates.items()}

    return {name: [moved(row) for row in each] for name, each in rows.items()}


def last_day(rows: dict[str, list[dict[str, Any]]]) -> str:
    dates = {"meetings": "held_on", "actions": "agreed_on", "action_reports": "reported_on"}
    return max(str(row[column]) for name, column in dates.items() for row in rows[name])


def all_results() -> list[tuple[str, bool]]:
    return [(name, by_cycle) for name in ANALYSES for by_cycle in (False, True)[: 1 if name in OVER_ALL else 2]]


@contextmanager
def without_bootstraps(frames: Any) -> Iterator[None]:
    """Leave out intervals that need bootstraps, and look at the evidence for rules once."""
    with (
        mock.patch.object(fidelity, "evidence", return_value=evidence(frames)),
        mock.patch("alsnb.analyses.themes.coder_agreement.bootstrapped", no_interval),
        mock.patch("alsnb.analyses.themes.levels.bootstrapped", no_interval),
    ):
        yield


def no_interval(*_: Any) -> tuple[float, float]:
    return 0.0, 1.0


def cohort(dice: random.Random, least: int = 14, most: int = 120) -> dict[str, list[dict[str, Any]]]:
    """Rows of every frame of a random cohort, of sets of four to seven."""
    size, cycles = dice.randint(least, most), dice.randint(2, 7)
    sets = max(1, round(size / dice.uniform(4, 7)))
    names = [f"S{number:02d}" for number in range(sets)]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    leaves = dice.choice((0, 0, 0.02, 0.1))
    for number in range(size):
        gone = dice.random() < leaves
        rows["members"].append(
            {"learning_set": names[number % sets], "member": f"M{number:03d}", "manages": (), "managed_by": (),
             "first_cycle": 2 if dice.random() < leaves else 1,
             "last_cycle": dice.randint(2, cycles) if gone else None})  # fmt: skip
    # Of some cohorts a format is known, of some in one set another.
    usual = dice.choice((None, "chester", "wales", "handout"))
    rows["cohorts"].append({"format": usual})
    for learning_set in names:
        own = "carnegie" if usual and dice.random() < 0.03 else None
        rows["learning_sets"].append({"learning_set": learning_set, "format": own, "facilitation": "external"})
    chances = {
        name: dice.choice((0.1, 0.3, 0.5, 0.7, 0.9, 0.97))
        for name in ("come", "present", "write", "code", "report", "rate")
    }
    chances["classified"] = dice.choice((0.97, 0.99, 1))
    for cycle in range(1, cycles + 1):
        meet(rows, cycle, chances, dice)
    return rows


def meet(rows: dict[str, list[dict[str, Any]]], cycle: int, chances: dict[str, float], dice: random.Random) -> None:
    """What is recorded of the meetings of one cycle."""

    def entry() -> str:
        return f"{cycle}-{len(rows['actions'])}-{len(rows['reflections'])}-{dice.random()}"

    for learning_set in sorted({each["learning_set"] for each in rows["members"]}):
        if dice.random() < 0.03 and cycle > 1:
            continue
        context = {"learning_set": learning_set, "cycle": cycle}
        rows["meetings"].append({**context, "held_on": f"2026-0{cycle}-10", "minutes": dice.choice((100.0, 180.0))})
        present = []
        members = [each for each in rows["members"] if each["learning_set"] == learning_set]
        for member in [e["member"] for e in members if e["first_cycle"] <= cycle <= (e["last_cycle"] or cycle)]:
            mine = {**context, "member": member}
            came = dice.random() < chances["come"]
            present += [member] * came
            rows["attendance"].append({**mine, "status": "present" if came else "absent"})
            # What was promised is told at the next meeting.
            for action in rows["actions"]:
                if action["member"] == member and action["cycle"] < cycle and dice.random() < chances["report"]:
                    rows["action_reports"].append(
                        {**mine, "entry": entry(), "action": action["entry"], "reported_on": f"2026-0{cycle}-10",
                         "status": dice.choices(STATES[:5], (6, 1, 1, 1, 1))[0]})  # fmt: skip
            if not came:
                continue
            if dice.random() < chances["present"]:
                airtime = entry()
                minutes = float(dice.randint(10, 40)) if dice.random() < 0.95 else None
                rows["airtimes"].append({**mine, "entry": airtime, "minutes": minutes})
                if minutes is not None and dice.random() < 0.9:
                    for stage in ("outline", "clarify", "work"):
                        if dice.random() < 0.8:
                            rows["airtime_stages"].append(
                                {"airtime": airtime, "stage": stage, "minutes": dice.choice((4.0, 7.0))})  # fmt: skip
                for _ in range(dice.choice((0, 1, 1, 2, 3))):
                    rows["actions"].append(
                        {**mine, "entry": entry(), "airtime": airtime if dice.random() < 0.97 else None,
                         "agreed_on": f"2026-0{cycle}-10",
                         "due": f"2026-{cycle + dice.choice((1, 1, 1, 2)):02d}-05"})  # fmt: skip
            if dice.random() < chances["write"]:
                reflection = entry()
                rows["reflections"].append({**mine, "entry": reflection, "text": "a b c"})
                if dice.random() < chances["code"]:
                    twice = dice.random() < 0.2
                    for theme, often in zip(THEMES, (0.4, 0.2, 0.1, 0.05, 0.02), strict=True):
                        there = dice.random() < often
                        for coder in ("T1", "T2")[: 1 + twice]:
                            rows["codings"].append(
                                {**mine, "reflection": reflection, "theme": theme, "coder": coder,
                                 "present": there ^ (coder == "T2" and dice.random() < 0.1)})  # fmt: skip
                if dice.random() < chances["rate"]:
                    level = dice.choices(themes.LEVELS, (2, 5, 3, 1))[0]
                    rows["ratings"].append({"reflection": reflection, "coder": "T1", "level": level})
        for airtime in [
            each for each in rows["airtimes"] if each["cycle"] == cycle and each["learning_set"] == learning_set
        ]:
            for member in present:
                for _ in range(dice.choice((0, 1, 1, 2))):
                    rows["contributions"].append(
                        {**context, "member": member, "airtime": airtime["entry"], "presenter": airtime["member"],
                         "kind": dice.choices(KINDS, (8, 4, 2, 1, 0))[0]
                         if dice.random() < chances["classified"] else None,
                         "seconds": None})  # fmt: skip


def later(rows: dict[str, list[dict[str, Any]]], dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """The same cohort at a later time: another cycle, or a few reports handed in late."""
    after = {name: [dict(row) for row in each] for name, each in rows.items()}
    last = max(each["cycle"] for each in after["meetings"])
    if dice.random() < 0.5:
        chances = {name: dice.choice((0.3, 0.9)) for name in ("come", "present", "write", "code", "report", "rate")}
        meet(after, 1 + last, chances | {"classified": 1}, dice)
    else:
        for action in dice.sample(after["actions"], k=min(len(after["actions"]), dice.choice((1, 3, 15)))):
            after["action_reports"].append(
                {**{name: action[name] for name in ("learning_set", "member")}, "cycle": last,
                 "entry": f"z{dice.random()}", "action": action["entry"], "status": "done",
                 "reported_on": f"2026-0{last}-20"})  # fmt: skip
    return after


COLUMNS = {
    "cohorts": ["format"],
    "learning_sets": ["learning_set", "format", "facilitation", "agreed_on", "coding_approach"],
    "members": ["learning_set", "member", "first_cycle", "last_cycle", "manages", "managed_by"],
    "meetings": ["learning_set", "cycle", "held_on", "minutes", "facilitator", "summary"],
    "attendance": ["learning_set", "cycle", "member", "status"],
    "airtimes": ["learning_set", "cycle", "member", "entry", "minutes", "insight", "goal"],
    "airtime_stages": ["airtime", "stage", "minutes"],
    "actions": ["learning_set", "cycle", "member", "entry", "airtime", "agreed_on", "due"],
    "action_reports": ["learning_set", "cycle", "member", "entry", "action", "reported_on", "status", "learning"],
    "reflections": ["learning_set", "cycle", "member", "entry", "text"],
    "codings": ["learning_set", "cycle", "member", "reflection", "theme", "coder", "present", "at_first"],
    "ratings": ["reflection", "coder", "level", "at_first"],
    "contributions": ["learning_set", "cycle", "member", "airtime", "presenter", "kind", "seconds", "invited"],
}
DTYPES = {"cycle": "int64", "first_cycle": "int64", "last_cycle": "Int64", "minutes": "float64", "seconds": "float64",
          "present": "bool", "at_first": "boolean", "held_on": "datetime64[us]", "due": "datetime64[us]",
          "reported_on": "datetime64[us]", "agreed_on": "datetime64[us]", "invited": "boolean", "manages": "object",
          "managed_by": "object"}  # fmt: skip


IDS = ("learning_set", "member", "entry", "airtime", "action", "reflection", "presenter")
"""What names something within a cohort."""


def frames(rows: dict[str, list[dict[str, Any]]]) -> Any:
    """Return the rows as frames, like those of a log."""
    return frames_of_many({"k": rows})


def frames_of_many(many: dict[str, dict[str, list[dict[str, Any]]]]) -> Any:
    """Return the rows of several cohorts as frames; names get the code of their cohort."""
    tables = {}
    for name, columns in COLUMNS.items():
        dtypes = DTYPES | ({"at_first": "str"} if name == "ratings" else {})
        rows = [row | {"cohort": code} for code, each in many.items() for row in each[name]]
        frame = pd.DataFrame(rows, columns=[*columns, "cohort"])
        for column in IDS:
            if column in columns and len(many) > 1:
                frame[column] = (frame["cohort"] + ":" + frame[column]).where(frame[column].notna())
        tables[name] = frame.astype({"cohort": "str", **{each: dtypes.get(each, "str") for each in columns}})
    themes = pd.DataFrame([{"theme": theme, "cohort": code} for code in many for theme in THEMES]).astype("str")
    return SimpleNamespace(**tables, themes=themes, cohort={"cohort": next(iter(many))})
