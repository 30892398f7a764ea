"""Random cohorts for the attack on published reports, and what alsnb publishes of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pandas as pd

from alsnb import actions, fidelity, participation, themes
from alsnb.analyses import fidelity as rules_module
from alsnb.analyses.evidence import evidence as found

SPLITS = (("cycle",), ("learning_set",))
ANALYSES = {
    "attendance": participation.attendance, "airtime": participation.airtime,
    "voice_equity": participation.voice_equity, "completion": actions.completion,
    "follow_through": actions.follow_through, "action_yield": actions.action_yield, "writing": themes.writing,
    "question_mix": participation.question_mix, "prevalence": themes.prevalence,
    "airtime_in_range": participation.airtime_in_range, "advice_breaches": participation.advice_breaches,
    "rules": fidelity.rules, "attendance_change": participation.attendance_change,
    "completion_change": actions.completion_change, "voice_equity_change": participation.voice_equity_change,
    "levels": themes.levels, "levels_change": themes.levels_change, "prevalence_change": themes.prevalence_change,
}  # fmt: skip
STATES = ("done", "partly", "changed", "not_done", "dropped", "open")
NAMES = ("A", "B", "C", "D", "E", "F")
KINDS = ("clarifying_question", "advice", "support", "challenge", None)
THEMES = ("trust", "time", "voice")


def cohort(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Rows of every frame of a random cohort, quickly made."""
    sets, cycles = dice.randint(1, 4), dice.choice((1, 2, 2, 3, 3, 4))
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for learning_set in NAMES[:sets]:
        for number in range(dice.choice((2, 4, 5, 6, 7, 9, 12, 16, 20))):
            rows["members"].append(
                {
                    "learning_set": learning_set,
                    "member": f"{learning_set}{number}",
                    "first_cycle": 1,
                    "last_cycle": None,
                    "manages": (),
                    "managed_by": (),
                }
            )
    # Of some cohorts a format is known, of some in one set another.
    usual = dice.choice((None, "chester", "wales", "handout"))
    rows["cohorts"].append({"format": usual})
    for learning_set in NAMES[:sets]:
        own = "carnegie" if usual and dice.random() < 0.1 else None
        rows["learning_sets"].append({"learning_set": learning_set, "format": own, "facilitation": "external"})
    chances = {
        name: dice.choice((0.1, 0.3, 0.5, 0.7, 0.9, 0.97))
        for name in ("come", "present", "write", "code", "report", "rate")
    }
    for cycle in range(1, cycles + 1):
        meet(rows, cycle, chances, dice)
    return rows


def meet(rows: dict[str, list[dict[str, Any]]], cycle: int, chances: dict[str, float], dice: random.Random) -> None:
    """What is recorded of the meetings of one cycle."""

    def entry() -> str:
        return f"{cycle}-{len(rows['actions'])}-{len(rows['reflections'])}-{dice.random()}"

    for learning_set in sorted({each["learning_set"] for each in rows["members"]}):
        if dice.random() < 0.07 and cycle > 1:
            continue
        context = {"learning_set": learning_set, "cycle": cycle}
        rows["meetings"].append({**context, "held_on": f"2026-0{cycle}-10", "minutes": dice.choice((100.0, 180.0))})
        present = []
        for member in [each["member"] for each in rows["members"] if each["learning_set"] == learning_set]:
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
                         "due": f"2026-0{cycle + dice.choice((1, 1, 1, 2))}-05"})  # fmt: skip
            if dice.random() < chances["write"]:
                reflection = entry()
                rows["reflections"].append({**mine, "entry": reflection, "text": "a b c"})
                if dice.random() < chances["code"]:
                    for theme in THEMES:
                        rows["codings"].append(
                            {
                                **mine,
                                "reflection": reflection,
                                "theme": theme,
                                "coder": "T1",
                                "present": dice.random() < 0.4,
                            }
                        )
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
                         "kind": dice.choices(KINDS, (8, 4, 2, 1, 1))[0], "seconds": None})  # fmt: skip


def later(rows: dict[str, list[dict[str, Any]]], dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """The same cohort at a later time: another cycle, corrections, a member erased."""
    after = {name: [dict(row) for row in each] for name, each in rows.items()}
    changes = dice.sample(("cycle", "corrections", "reports", "erased", "nothing"), k=dice.choice((1, 1, 2)))
    if "cycle" in changes:
        chances = {
            "come": dice.choice((0.1, 0.9)),
            "present": 0.5,
            "write": 0.5,
            "code": 0.8,
            "report": 0.4,
            "rate": 0.8,
        }
        meet(after, 1 + max(each["cycle"] for each in after["meetings"]), chances, dice)
    if "corrections" in changes:
        for row in dice.sample(after["attendance"], k=min(len(after["attendance"]), dice.choice((1, 2, 12)))):
            row["status"] = "present" if row["status"] == "absent" else "absent"
    if "reports" in changes and after["actions"]:
        for action in dice.sample(after["actions"], k=min(len(after["actions"]), dice.choice((1, 3, 15)))):
            after["action_reports"].append(
                {**{name: action[name] for name in ("learning_set", "member")}, "cycle": action["cycle"] + 1,
                 "entry": f"z{dice.random()}", "action": action["entry"], "status": "done",
                 "reported_on": f"2026-0{action['cycle'] + 1}-20"})  # fmt: skip
    if "erased" in changes:
        gone = dice.choice(after["members"])["member"]
        written = {row["entry"] for row in after["reflections"] if row["member"] == gone}
        after["ratings"] = [row for row in after["ratings"] if row["reflection"] not in written]
        after = {name: [row for row in each if row.get("member") != gone] for name, each in after.items()}
    return after


COLUMNS = {
    "cohorts": ["format"],
    "learning_sets": ["learning_set", "format", "facilitation", "agreed_on"],
    "members": ["learning_set", "member", "first_cycle", "last_cycle", "manages", "managed_by"],
    "meetings": ["learning_set", "cycle", "held_on", "minutes", "facilitator", "summary"],
    "attendance": ["learning_set", "cycle", "member", "status"],
    "airtimes": ["learning_set", "cycle", "member", "entry", "minutes", "insight", "goal"],
    "airtime_stages": ["airtime", "stage", "minutes"],
    "actions": ["learning_set", "cycle", "member", "entry", "airtime", "agreed_on", "due"],
    "action_reports": ["learning_set", "cycle", "member", "entry", "action", "reported_on", "status", "learning"],
    "reflections": ["learning_set", "cycle", "member", "entry", "text"],
    "codings": ["learning_set", "cycle", "member", "reflection", "theme", "coder", "present"],
    "ratings": ["reflection", "coder", "level"],
    "contributions": ["learning_set", "cycle", "member", "airtime", "presenter", "kind", "seconds", "invited"],
}
DTYPES = {"cycle": "int64", "first_cycle": "int64", "last_cycle": "Int64", "minutes": "float64", "seconds": "float64",
          "present": "bool", "held_on": "datetime64[us]", "due": "datetime64[us]",
          "reported_on": "datetime64[us]", "agreed_on": "datetime64[us]", "invited": "boolean", "manages": "object",
          "managed_by": "object"}  # fmt: skip


def frames(rows: dict[str, list[dict[str, Any]]], smallest: int) -> Any:
    """The rows as frames, like those of a log."""
    made = {}
    for name, columns in COLUMNS.items():
        frame = pd.DataFrame(rows[name], columns=columns).astype({c: DTYPES.get(c, "str") for c in columns})
        made[name] = frame.assign(cohort=pd.Series(["k"] * len(frame), dtype="str"))
    named = pd.DataFrame({"theme": list(THEMES), "cohort": "k"}).astype("str")
    return SimpleNamespace(**made, themes=named, cohort={"cohort": "k", "smallest_cell": smallest}, results={})


# Reports of them


@dataclass
class Table:
    """A table as a reader sees it: what is withheld is missing; and, for the test alone, what was withheld."""

    analysis: str
    by: tuple[str, ...]
    seen: pd.DataFrame
    true: pd.DataFrame


@dataclass
class World:
    """A cohort on the day of a report: its frames, and what the report shows."""

    frames: Any
    tables: list[Table] = field(default_factory=list)


def analysed(name: str, frames: Any, by: tuple[str, ...]) -> pd.DataFrame:
    """An analysis's result, computed once."""
    if (name, by) not in frames.results:
        frames.results[name, by] = ANALYSES[name](frames, by=by)
    return frames.results[name, by].copy()


def evidence(frames: Any) -> Any:
    """What a log shows of how meetings went, found once."""
    if "evidence" not in frames.results:
        frames.results["evidence"] = found(frames)
    return frames.results["evidence"]


def reports(seed: int, without: str = "") -> tuple[list[World], int]:
    """One or two reports of a random cohort, as published by alsnb, or `without` a part of its disclosure control."""
    from unittest import mock

    from alsnb.reports import publishing

    dice = random.Random(seed)
    smallest = dice.choice((3, 5, 10, 10))
    rows = cohort(dice)
    worlds = [World(frames(rows, smallest))]
    if dice.random() < 0.6:
        worlds.append(World(frames(later(rows, dice), smallest)))
    asked = [(name, by) for name in ANALYSES for by in ((), *([] if name.endswith("_change") else SPLITS))]
    always = publishing.withhold
    few = lambda cells, *_, **__: {each.figure: True for each in cells if each.people < smallest}  # noqa: E731
    earlier: list[Any] = []

    def result(spec: Any, frames: Any, by: tuple[str, ...], as_of: Any) -> pd.DataFrame:
        return analysed(spec.analysis.__name__, frames, by)

    with (
        mock.patch.object(publishing, "withhold", few if without == "secondary" else always),
        mock.patch.object(publishing.Counts, "result", result),  # for speed alone, as is the next
        mock.patch.object(rules_module, "evidence", evidence),
    ):
        for day, world in enumerate(worlds):
            publication = publishing.Publication(world.frames, earlier=earlier)
            chosen = dice.sample(asked, k=dice.randint(3, 10))
            for name, by in chosen:
                if name.startswith(("voice_equity", "rules", "levels")) and dice.random() < 0.5:
                    continue  # these take long
                true = analysed(name, world.frames, by)
                if len(true):
                    seen = publication.protect(true).result
                    # Rows left out are rows of which nothing is seen.
                    named = [*by, *({"kind", "theme", "rule", "format"} & {*true})]
                    seen = true[named].merge(seen, on=named, how="left") if named else seen
                    world.tables.append(Table(name, by, seen, true))
            if without != "memory":
                remembered = pd.DataFrame([{"figures": publication.published(), "published_on": f"2026-0{day + 1}-01"}])
                earlier = list(publishing.earlier_figures(remembered))
    return worlds, smallest
