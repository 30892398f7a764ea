"""What one coder has before them: reflections, and of others' judgements what may be seen."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import pandas as pd

from alsnb.analyses import themes as analyses
from alsnb.errors import RecordError
from alsnb.frames import Frames
from alsnb.log import Revision
from alsnb.widgets.coding import views
from alsnb.widgets.coding.codebook import PASSAGES, theme_of
from alsnb.words import gettext


class Desk:
    """What one coder has before them: the reflections of a cohort, and of others' judgements what may be seen."""

    def __init__(
        self, frames: Frames, histories: dict[str, list[Revision]], coder: str, share: float, seed: int
    ) -> None:
        self._all, self.histories, self.coder, self._seed = frames, histories, coder, seed
        self.cohort = str(frames.cohort["cohort"])
        self.seen = blind(frames, coder)
        self._mine = self.seen.codings[self.seen.codings["coder"] == coder]
        self.reflections = frames.reflections.set_index("entry", drop=False)
        sets = frames.learning_sets
        self.reflexive = sorted(sets.loc[sets["coding_approach"] == "reflexive", "learning_set"])
        doubly = frames.reflections[~frames.reflections["learning_set"].isin(self.reflexive)]
        self.sample = set(analyses.drawn(doubly["entry"], share, seed))
        self.all_reflexive = bool(self.reflexive) and doubly.empty

    @cached_property
    def places(self) -> set[str]:
        """The ids of all reflections."""
        return set(self.reflections.index)

    @cached_property
    def themes(self) -> list[views.ThemeShown]:
        """The codebook by name, each theme followed by its parts."""
        rows = {
            str(row.theme): (word(row.description), word(row.example), word(row.parent))
            for row in self._all.themes.itertuples()
        }

        def place(name: str) -> tuple[str, ...]:
            path = [name]
            while (parent := rows[path[0]][2]) in rows and parent not in path:
                path.insert(0, str(parent))
            return tuple(each.casefold() for each in path)

        found: list[views.ThemeShown] = []
        for name in sorted(rows, key=lambda each: (place(each), each)):
            description, example, parent = rows[name]
            found.append({"theme": name, "description": description, "example": example, "parent": parent,
                          "depth": len(place(name)) - 1})  # fmt: skip
        return found

    @property
    def split(self) -> list[str]:
        """The themes that were taken out of the codebook, but not merged into another."""
        now = {name: theme_of(said[-1]) for name, said in self.histories.items()}
        return [name for name, theme in now.items() if theme.withdrawn and not theme.merged_into]

    @cached_property
    def shuffled(self) -> list[str]:
        """The reflections in an order of the coder's own, so that coders do not drift in step."""
        return sorted(self.places, key=lambda entry: sha256(f"{self._seed} {self.coder} {entry}".encode()).digest())

    @cached_property
    def by_set(self) -> list[str]:
        """The reflections by set, cycle and prompt."""
        rows = self.reflections.reset_index(drop=True).fillna({"learning_set": "", "prompt": ""})
        return list(rows.sort_values(["learning_set", "cycle", "prompt", "entry"])["entry"])

    @cached_property
    def _judged(self) -> dict[str, set[str]]:
        names = {theme["theme"] for theme in self.themes}
        mine = self._mine[self._mine["theme"].isin(names)]
        return {str(entry): set(group) for entry, group in mine.groupby("reflection")["theme"]}

    @property
    def newest(self) -> int:
        """When the last coding or rating was recorded, in milliseconds."""
        times = [frame["recorded_at"].max() for frame in (self._all.codings, self._all.ratings)]
        return max((milliseconds(time) for time in times if pd.notna(time)), default=0)

    def state(self, entry: str) -> views.State:
        """``new``; ``done``; or ``again``, where it was coded and the codebook has other themes since."""
        judged = self._judged.get(entry)
        if not judged:
            return "new"
        return "done" if len(judged) == len(self.themes) else "again"

    def level(self, entry: str) -> str | None:
        """How deep the coder found a reflection to go."""
        rated = self.seen.ratings
        mine = rated[(rated["coder"] == self.coder) & (rated["reflection"] == entry)]["level"]
        return None if mine.empty else str(mine.iloc[0])

    def where(self, entry: str) -> dict[str, Any]:
        """The context of a reflection, for what is recorded of it."""
        if entry not in self.places:
            raise RecordError(gettext("The reflection was deleted, or is no longer shared with the tutor."))
        row: Any = self.reflections.loc[entry]
        return {"cycle": int(row["cycle"])} | {name: word(row[name]) for name in ("cohort", "learning_set", "member")}

    def others_judged(self, entry: str, theme: str) -> bool:
        """Whether another coder judged a theme in a reflection."""
        codings = self._all.codings
        found = (codings["reflection"] == entry) & (codings["theme"] == theme) & (codings["coder"] != self.coder)
        return bool(found.any())

    def others_rated(self, entry: str) -> bool:
        """Whether another coder rated a reflection."""
        ratings = self._all.ratings
        return bool(((ratings["reflection"] == entry) & (ratings["coder"] != self.coder)).any())

    def mine(self, entry: str) -> dict[str, views.Judged]:
        """What the coder judged in a reflection, by theme."""
        mine = self._mine[self._mine["reflection"] == entry]
        return {
            str(each.theme): {
                "present": bool(each.present), "passages": passages_of(each.passage), "note": word(each.note) or "",
            }
            for each in mine.itertuples()
        }  # fmt: skip

    def item(self, entry: str, members: bool) -> views.ItemJudged:
        """A reflection as the browser shows it."""
        row: Any = self.reflections.loc[entry]
        judged = self._judged.get(entry, set())
        return {
            "entry": entry, "text": row["text"], "set": word(row["learning_set"]), "cycle": int(row["cycle"]),
            "prompt": word(row["prompt"]), "member": word(row["member"]) if members else None,
            "sample": entry in self.sample, "state": self.state(entry), "level": self.level(entry),
            "mine": self.mine(entry),
            "missing": [theme["theme"] for theme in self.themes if judged and theme["theme"] not in judged],
        }  # fmt: skip

    def progress(self) -> views.Progress:
        """How far the coder is."""
        states = {entry: self.state(entry) for entry in self.places}
        left = [entry for entry, state in states.items() if state != "done"]
        return {
            "all": len(states), "done": len(states) - len(left), "sample": len(self.sample),
            "sample_left": sum(entry in self.sample for entry in left),
            "again": sum(state == "again" for state in states.values()),
        }  # fmt: skip

    def last(self) -> views.LastDone | None:
        """The reflection that the coder was done with last, and when; None where that was no single one."""
        rated = self.seen.ratings
        columns = ["reflection", "recorded_at"]
        mine = pd.concat([self._mine[columns], rated.loc[rated["coder"] == self.coder, columns]])
        # What a change of the codebook made of codings was said at its moment, and is undone with it.
        changes = {each.at for said in self.histories.values() for each in said}
        mine = mine[~mine["recorded_at"].map(milliseconds).isin(changes)]
        if mine.empty:
            return None
        at = mine["recorded_at"].max()
        entries = mine.loc[mine["recorded_at"] == at, "reflection"].unique()
        return {"entry": str(entries[0]), "at": milliseconds(at)} if len(entries) == 1 else None

    def other_coders(self) -> list[str]:
        """Other coders of whose judgements some may be seen."""
        coders = {*self.seen.codings["coder"], *self.seen.ratings["coder"]} - {self.coder}
        return sorted(map(str, coders))

    def counts(self) -> dict[str, list[views.Count]]:
        """For each theme, in how many reflections each coder found it, of how many judged; the coder first."""
        found: dict[str, list[views.Count]] = {}
        counted = self.seen.codings.groupby(["theme", "coder"])["present"].agg(["sum", "size"])
        for (theme, coder), present, judged in counted.itertuples():
            found.setdefault(theme, []).append(
                {"coder": coder, "mine": coder == self.coder, "present": int(present), "judged": int(judged)}
            )
        for each in found.values():
            each.sort(key=lambda count: (not count["mine"], count["coder"]))
        return found

    def disagreements(self) -> views.Disagreements:
        """Where coders judged otherwise than another, to talk about; and how many of these are settled since."""
        doubly = self.reflections.loc[~self.reflections["learning_set"].isin(self.reflexive), "entry"]
        names = {theme["theme"] for theme in self.themes}
        codings, ratings = self.seen.codings, self.seen.ratings
        codings = codings[codings["reflection"].isin(doubly) & codings["theme"].isin(names)]
        said: list[tuple[str, str | None, Any, Any, list[str], Any]] = [
            (str(row.reflection), str(row.theme), row.coder, bool(row.present), passages_of(row.passage), row.at_first)
            for row in codings.itertuples()
        ] + [
            (str(row.reflection), None, row.coder, str(row.level), [], row.at_first)
            for row in ratings[ratings["reflection"].isin(doubly)].itertuples()
        ]  # fmt: skip
        about: dict[tuple[str, str | None], list[views.JudgedBy]] = {}
        for entry, theme, coder, value, passages, at_first in said:
            first = None if pd.isna(at_first) else at_first
            judgement: views.JudgedBy = {
                "coder": coder,
                "mine": coder == self.coder,
                "value": value,
                "passages": passages,
                "first": first,
            }
            about.setdefault((entry, theme), []).append(judgement)
        open_ones: list[views.Disagreement] = []
        settled = 0
        for (entry, theme), judgements in about.items():
            firsts = {each["value"] if each["first"] is None else each["first"] for each in judgements}
            if len({each["value"] for each in judgements}) > 1:
                item = self.item(entry, False)
                judgements.sort(key=lambda each: (not each["mine"], each["coder"]))
                open_ones.append({
                    "entry": entry, "text": item["text"], "set": item["set"], "cycle": item["cycle"],
                    "prompt": item["prompt"], "theme": theme, "said": judgements,
                })  # fmt: skip
            elif len(firsts) > 1:
                settled += 1
        open_ones.sort(key=lambda each: (each["entry"], each["theme"] or ""))
        return {"open": open_ones[:100], "count": len(open_ones), "settled": settled}


def blind(frames: Frames, coder: str) -> Frames:
    """The frames without what a coder may not see yet: what others judged and the coder did not."""
    codings, ratings = frames.codings, frames.ratings
    mine = codings[codings["coder"] == coder]
    judged = pd.MultiIndex.from_frame(codings[["reflection", "theme"]]).isin(
        pd.MultiIndex.from_frame(mine[["reflection", "theme"]])
    )
    rated = ratings["reflection"].isin(ratings.loc[ratings["coder"] == coder, "reflection"])
    return replace(
        frames, codings=codings[judged].reset_index(drop=True), ratings=ratings[rated].reset_index(drop=True)
    )


def passages_of(said: Any) -> list[str]:
    """The passages of a coding."""
    return said.split(PASSAGES) if isinstance(said, str) and said else []


def word(said: Any) -> str | None:
    """What a cell of a frame says, where it says anything."""
    return said if isinstance(said, str) else None


def milliseconds(time: pd.Timestamp) -> int:
    """A time as a revision has it."""
    return int(time.value // 1_000_000)


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """A frame as JSON has it: missing values are None."""
    whole = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(whole.columns, row, strict=True)) for row in whole.itertuples(index=False)]
