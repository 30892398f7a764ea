"""`Frames`: the tables of a log, cut down to some cohorts, to a set or a member, to a reader, or redacted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from alsnb.errors import LogError
from alsnb.frames.columns import texts
from alsnb.plausible import today
from alsnb.records import RECORDS

if TYPE_CHECKING:
    from alsnb.privacy import Person

LEFT_OUT = ("kind", "entry", "cohort", "learning_set", "member", "visibility", "field", "value", "whole")
"""The columns of the values that are left out: where each was, and whether its whole record is left out."""


@dataclass(frozen=True, eq=False, repr=False)
class Frames:
    """A log's frames, one pandas DataFrame per record kind.

    ``frames.reflections``, ``frames.actions`` … are plain frames, to be used with pandas as they are.
    """

    cohorts: pd.DataFrame
    learning_sets: pd.DataFrame
    members: pd.DataFrame
    consents: pd.DataFrame
    meetings: pd.DataFrame
    attendance: pd.DataFrame
    issues: pd.DataFrame
    airtimes: pd.DataFrame
    airtime_stages: pd.DataFrame
    contributions: pd.DataFrame
    actions: pd.DataFrame
    action_reports: pd.DataFrame
    reflections: pd.DataFrame
    themes: pd.DataFrame
    codings: pd.DataFrame
    ratings: pd.DataFrame
    publications: pd.DataFrame
    purpose: str | None = None
    """What members consented to have these used for, where that was asked for."""
    names_taken_out: bool = False
    """Whether `redacted` took names out of their texts."""
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*LEFT_OUT]))
    """Numbers and dates of the log that cannot be right, one a row: `LEFT_OUT`."""
    folder: Path | None = None
    """Where the log is kept, and a course's own formats beside it; None where that is no folder."""

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the frames."""
        about = ("purpose", "names_taken_out", "left_out", "folder")
        return [each.name for each in fields(cls) if each.name not in about]

    def __repr__(self) -> str:
        rows = [f"  {name:<15} {len(getattr(self, name)):>9,}" for name in self.names()]
        return "Frames (rows)\n" + "\n".join(rows)

    @property
    def cohort(self) -> pd.Series[Any]:
        """Return the row of the one cohort these frames are about.

        Raises
        ------
        LogError
            The log holds no cohort, or several and none was chosen.
        """
        codes = sorted(self.cohorts["cohort"])
        if not codes:
            raise LogError("The log holds no cohort yet. Add one: log.add(alsnb.Cohort(cohort=…))")
        if len(codes) > 1:
            raise LogError(
                f"The log holds the cohorts {', '.join(codes)}. Choose one: --cohort, or log.frames(cohort=…) in Python"
            )
        return self.cohorts.iloc[0]

    def readable_by(self, reader: Literal["set", "tutor"]) -> Frames:
        """Return the frames without what `reader` may not see.

        That is the reflections whose writers did not share them, with their codings and ratings; and consents, which
        a tutor sees once their cohort's are released, and a set not at all.

        Raises
        ------
        LogError
            The reader is neither ``"set"`` nor ``"tutor"``.
        """
        if reader not in ("set", "tutor"):
            raise LogError(f"Unknown reader {reader!r}. Use 'set' or 'tutor'.")
        shared = ["tutor"] if reader == "tutor" else ["set", "tutor"]
        reflections = self.reflections[self.reflections["visibility"].isin(shared)].reset_index(drop=True)
        kept: dict[str, Any] = {
            name: frame[frame["reflection"].isin(reflections["entry"])].reset_index(drop=True)
            for name, frame in (("codings", self.codings), ("ratings", self.ratings))
        }
        sealed = self.cohorts["consent_release"] > pd.Timestamp(today())
        shown = self.consents["cohort"].isin(self.cohorts.loc[~sealed, "cohort"]) & (reader == "tutor")
        kept["consents"] = self.consents[shown].reset_index(drop=True)
        unread = (self.left_out["kind"] == "reflection") & ~self.left_out["visibility"].isin(shared)
        kept["left_out"] = self.left_out[~unread].reset_index(drop=True)
        return replace(self, reflections=reflections, **kept)

    def of(
        self, *, cohorts: Sequence[str] | None = None, learning_set: str | None = None, member: str | None = None
    ) -> Frames:
        """Return the frames cut down to some cohorts, or to a set or a member of the only cohort.

        Of a set: what was recorded in it, its members, and the cohort with its codebook. Of a member: what that member
        recorded, with the records of the cohort, of the sets they were in and of these sets' meetings.

        Raises
        ------
        LogError
            There is no such cohort, set or member; or there are several cohorts, and a set or member is asked for.
        """
        found = self
        if cohorts is not None:
            _must_know("cohort", cohorts, self.cohorts["cohort"])
            found = found._where("cohort", cohorts)
        for name, code in (("learning_set", learning_set), ("member", member)):
            if code is not None:
                code = str(code)  # papermill reads the code 2026 as a number
                the_cohort = str(found.cohort["cohort"])
                _must_know(name, [code], getattr(found, f"{name}s")[name])
                found = found._where("cohort", [the_cohort])
                found = found._of_set(code) if name == "learning_set" else found._of_member(code)
        return found

    def _of_set(self, code: str) -> Frames:
        found = self._where("learning_set", [code])
        consents = self.consents[self.consents["member"].isin(found.members["member"])].reset_index(drop=True)
        return replace(found, consents=consents, publications=self.publications[:0])

    def _of_member(self, code: str) -> Frames:
        found = self._where("member", [code])
        theirs = [getattr(found, name) for name in self.names() if "member" in getattr(found, name)]
        sets = {each for frame in theirs if "learning_set" in frame for each in frame["learning_set"].dropna().unique()}
        shared = self._where("learning_set", sets)
        return replace(
            found, learning_sets=shared.learning_sets, meetings=shared.meetings, publications=self.publications[:0]
        )

    def _where(self, column: str, codes: Iterable[str]) -> Frames:
        """Return the frames with only the rows that have any of these codes in a column; frames without it stay
        whole."""
        codes = [*codes]
        frames = {name: getattr(self, name) for name in self.names()}
        cut: dict[str, Any] = {
            name: frame[frame[column].isin(codes)].reset_index(drop=True)
            for name, frame in frames.items()
            if column in frame
        }
        cut["left_out"] = self.left_out[self.left_out[column].isin(codes)].reset_index(drop=True)
        return replace(self, **cut)

    def redacted(self, people: Iterable[Person], *, region: str | Iterable[str] = "GB") -> tuple[Frames, pd.DataFrame]:
        """Return the frames with names, addresses and numbers redacted from every free text.

        Parameters
        ----------
        people : iterable of Person
            The roster's: ``alsnb.privacy.Roster.open(…).people``.
        region : str or iterable of str, default "GB"
            The countries whose phone numbers are written without a country code, beside those of the roster.

        Returns
        -------
        Frames
            With each text as `alsnb.privacy.redact` leaves it; codes, choices and dates are as they were.
        DataFrame
            The log of replacements: ``frame``, ``entry``, ``column``, ``start``, ``end``, ``kind``, ``replacement``;
            what stood there is not in it.

        Raises
        ------
        AlsnbError
            There is no such region.
        """
        from alsnb.privacy import redact  # phone numbers take long to import

        known, regions = list(people), (region,) if isinstance(region, str) else tuple(region)
        replaced: list[tuple[Any, ...]] = []
        frames: dict[str, Any] = {}

        def clean(text: Any, cohort: str, *where: str) -> Any:
            if not isinstance(text, str):  # nothing was written
                return text
            # Where members bear pseudonyms, what stands for a name may not tell a code.
            found = redact(text, known, cohort="" if self.purpose else cohort, region=regions)
            replaced.extend((*where, *each) for each in found.replacements)
            return found.text

        for record in RECORDS.values():
            name = record.frame_name
            frame = frames[name] = getattr(self, name).copy()
            for column in texts(record):
                written = []
                for entry, cohort, said in zip(frame["entry"], frame["cohort"], frame[column], strict=True):
                    if isinstance(said, np.ndarray):
                        several = [clean(text, cohort, name, entry, f"{column}[{n}]") for n, text in enumerate(said)]
                        written.append(np.array(several, object))
                    else:
                        written.append(clean(said, cohort, name, entry, column))
                frame[column] = pd.Series(written, frame.index, frame[column].dtype)
        columns = ["frame", "entry", "column", "start", "end", "kind", "replacement"]
        return replace(self, **frames, names_taken_out=True), pd.DataFrame(replaced, columns=columns)


def _must_know(name: str, asked: Iterable[str], known: pd.Series[Any]) -> None:
    codes = sorted({*known})
    for code in asked:
        if code not in codes:
            what = name.replace("learning_", "")
            raise LogError(f"no {what} {code!r} in these frames; they hold {', '.join(codes) or f'no {what}'}")
