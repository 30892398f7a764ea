# ruff: noqa: E501
"""Frames of very many cohorts, for `bench/analyses.py`: shapes and dtypes as a log's, filled by chance from a seed."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from alsnb import Frames
from alsnb.log.to_frames import build

SETS, MEMBERS, CYCLES = 50, 6, 6
A_COHORT = 50_000
"""Contributions of a cohort of 50 sets of 6, over 6 cycles: 28 an airtime, and 2.8 actions and reflections."""
KINDS = {
    "reflective_question": 0.18, "clarifying_question": 0.16, "analytical_question": 0.14, "closed_question": 0.05,
    "future_action_question": 0.09, "experience": 0.07, "challenge": 0.05, "advice_as_question": 0.05, "support": 0.05,
    "content_observation": 0.04, "advice": 0.04, "facilitator_pause": 0.02, "idea": 0.02, "process_observation": 0.02,
}  # fmt: skip
STATUS = {"done": 0.58, "not_done": 0.24, "partly": 0.14, "changed": 0.02, "dropped": 0.02}
CAME = {"present": 0.82, "late": 0.08, "apologies": 0.08, "absent": 0.02}
FORMATS = [None, None, "handout", "chester", "science-council-questions"]
THEMES = [f"theme {letter}" for letter in "abcdefgh"]


class _Made:
    """Columns of one frame, given its rows as numbers."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance, self.empty = chance, build({})

    def frame(self, name: str, rows: int, /, **columns: Any) -> pd.DataFrame:
        """With the dtypes of a log's frame, and missing where nothing is given."""
        dtypes = getattr(self.empty, name).dtypes
        given = {"recorded_at": pd.Timestamp("2026-07-01", tz="UTC"), **columns}
        return pd.DataFrame(
            {each: pd.Series(given.get(each), range(rows), dtype=dtypes[each]) for each in dtypes.index}
        )

    def some(self, shares: dict[str, float], rows: int) -> pd.Categorical:
        """Choices by their shares; what is left of 1 is missing."""
        codes = self.chance.choice(len(shares) + 1, rows, p=[*shares.values(), max(0, 1 - sum(shares.values()))])
        return pd.Categorical.from_codes(np.where(codes == len(shares), -1, codes), list(shares))

    def sometimes(self, values: Any, share: float) -> Any:
        return pd.Series(values).where(self.chance.random(len(values)) < share)


def named(codes: np.ndarray, names: list[str]) -> pd.Series:
    """Numbers as texts, without a Python object each; below 0 is missing."""
    array = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(names)).cast(pa.large_string())
    return pd.Series(array, dtype=pd.StringDtype(na_value=np.nan))


def ids(kind: str, rows: int) -> pd.Series:
    """As long as a log's, which sort by time."""
    return named(np.arange(rows), [f"019c{n:07x}-7000-8000-{kind:0>12}" for n in range(rows)])


def crowd(contributions: int, seed: int = 2026) -> Any:
    """The frames of a cohort for every 50,000 contributions."""
    chance = np.random.default_rng(seed)
    made = _Made(chance)
    cohorts = max(1, contributions // A_COHORT)
    codes = [f"C{n:03}" for n in range(cohorts)]
    sets = [f"S{n:02}" for n in range(SETS)]
    members = [f"{code}-{n}" for code in sets for n in range(MEMBERS)]

    def whose(rows: np.ndarray, cycle: np.ndarray | None = None) -> dict[str, Any]:
        """Of members by number: cohort, set, member and cycle."""
        found = {
            "cohort": named(rows // len(members), codes), "learning_set": named(rows // MEMBERS % SETS, sets),
            "member": named(rows % len(members), members),
        }  # fmt: skip
        return found if cycle is None else {**found, "cycle": cycle}

    people, meetings = np.arange(cohorts * len(members)), np.arange(cohorts * SETS * CYCLES)
    every = np.arange(len(people) * CYCLES)
    start = pd.Timestamp("2026-01-12")
    months = pd.to_timedelta(np.arange(CYCLES + 2) * 28, unit="D")
    frames: dict[str, pd.DataFrame] = {name: getattr(made.empty, name) for name in Frames.names()}

    def add(name: str, kind: str, rows: int, /, **columns: Any) -> None:
        own = {"entry": ids(kind, rows)} if name != "airtime_stages" else {}
        frames[name] = made.frame(name, rows, **own, **columns)

    add("cohorts", "c", cohorts, cohort=codes, format="wales", start=start, planned_meetings=6, planned_minutes=150.0,
        consent_release=start, smallest_cell=10)  # fmt: skip
    of_sets = np.arange(cohorts * SETS)
    format_of = named(np.where(of_sets % 5 > 1, of_sets % 5 - 2, -1), FORMATS[2:])
    add("learning_sets", "s", len(of_sets), cohort=named(of_sets // SETS, codes), name="Set", format=format_of,
        learning_set=named(of_sets % SETS, sets), facilitation="self", agreed_on=start + months[0],
        coding_approach="reliability")  # fmt: skip
    nobody = np.empty(len(people), object)
    nobody[:] = [np.array([], object)] * len(people)
    left = pd.array(np.full(len(people), 4), "Int64")
    left[chance.random(len(people)) > 0.03] = pd.NA
    add("members", "m", len(people), **whose(people), role="Teacher", organisation="school", level="practitioner",
        manages=nobody, managed_by=nobody, first_cycle=1, last_cycle=left)  # fmt: skip
    held = made.sometimes(start + months[meetings % CYCLES], 0.98)
    add("meetings", "e", len(meetings), cohort=named(meetings // (CYCLES * SETS), codes), held_on=held,
        learning_set=named(meetings // CYCLES % SETS, sets), cycle=meetings % CYCLES + 1, planned_minutes=150.0,
        minutes=chance.normal(150, 10, len(meetings)).round())  # fmt: skip
    # A member and cycle, in the order of meetings: those held.
    person, cycle = every % MEMBERS + every // (MEMBERS * CYCLES) * MEMBERS, every // MEMBERS % CYCLES + 1
    took_place = held.notna().to_numpy()[every // MEMBERS]
    person, cycle = person[took_place], cycle[took_place]
    add("attendance", "a", len(person), **whose(person, cycle), status=made.some(CAME, len(person)))
    airtimes = len(person)
    add("airtimes", "f", airtimes, **whose(person, cycle), order=person % MEMBERS + 1, insight=made.sometimes(["seen"] * airtimes, 0.8),
        goal=made.sometimes(["meant"] * airtimes, 0.8), minutes=made.sometimes(chance.normal(24, 5, airtimes).round(1), 0.95))  # fmt: skip
    stages = np.repeat(np.arange(airtimes), 3)
    add("airtime_stages", "", len(stages), airtime=frames["airtimes"]["entry"].take(stages).array, **whose(person[stages], cycle[stages]),
        stage=named(np.arange(len(stages)) % 3, ["introduce", "explore", "review"]), minutes=chance.normal(8, 2, len(stages)).round(1))  # fmt: skip
    at = np.sort(chance.integers(0, airtimes, contributions))
    # Some speak more than others, and the presenter most.
    speaks = np.minimum(chance.geometric(0.3, contributions) - 1, MEMBERS - 1)
    who = person[at] // MEMBERS * MEMBERS + (person[at] + speaks) % MEMBERS
    add("contributions", "d", contributions, **whose(who, cycle[at]), airtime=frames["airtimes"]["entry"].take(at).array,
        presenter=named(person[at] % len(members), members), kind=made.some(KINDS, contributions),
        at=chance.uniform(0, 9000, contributions).round(1), recorded_at=pd.Timestamp("2026-03-01", tz="UTC"),
        seconds=made.sometimes(chance.exponential(12, contributions).round(1), 0.2),
        invited=pd.array(made.some({"True": 0.3, "False": 0.05}, contributions)).map({"True": True, "False": False}))  # fmt: skip
    each = max(1, contributions // 10)
    led = np.sort(chance.integers(0, airtimes, each))
    agreed = pd.Series(start + months[cycle[led] - 1])
    add("actions", "b", each, **whose(person[led], cycle[led]), airtime=made.sometimes(frames["airtimes"]["entry"].take(led), 0.95).array,
        what="Ask", agreed_on=agreed.array, due=made.sometimes(agreed + pd.Timedelta(days=28), 0.95).array)  # fmt: skip
    told = np.flatnonzero(chance.random(each) < 0.85)
    again = np.sort(np.concatenate([told, told[chance.random(len(told)) < 0.25]]))
    later = np.r_[0, (np.diff(again) == 0).astype(int)]
    reported = cycle[led][again] + 1 + later
    add("action_reports", "9", len(again), **whose(person[led][again], reported), action=frames["actions"]["entry"].take(again).array,
        reported_on=pd.Series(start + months[np.minimum(reported - 1, CYCLES)]).array, status=made.some(STATUS, len(again)),
        learning=made.sometimes(["learnt"] * len(again), 0.4).array)  # fmt: skip
    wrote = np.sort(chance.integers(0, airtimes, each))
    add("reflections", "8", each, **whose(person[wrote], cycle[wrote]), prompt="What happened?", prompt_set="kolb",
        text="What happened, and what did you make of it?", visibility="tutor")  # fmt: skip
    add("themes", "7", cohorts * len(THEMES), cohort=np.repeat(codes, len(THEMES)), theme=THEMES * cohorts)
    coded = np.flatnonzero(chance.random(each) < 0.2)
    twice = coded[chance.random(len(coded)) < 0.3]
    judged = np.repeat(np.r_[coded, twice], len(THEMES))
    about = np.tile(np.arange(len(THEMES)), len(coded) + len(twice))
    coder = np.repeat(np.r_[np.zeros(len(coded), int), np.ones(len(twice), int)], len(THEMES))
    add("codings", "6", len(judged), **whose(person[wrote][judged], cycle[wrote][judged]), theme=named(about, THEMES),
        reflection=frames["reflections"]["entry"].take(judged).array, coder=named(coder, ["T1", "T2"]),
        present=chance.random(len(judged)) < 0.1 + 0.05 * about)  # fmt: skip
    return SimpleNamespace(**frames, purpose=None, names_taken_out=False)
