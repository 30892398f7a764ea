"""What may be quoted: of whom, in which words, in which order; and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from recount import rows

import alsnb
from alsnb import Coding, Cohort, Consent, LearningSet, Member, Reflection, themes
from alsnb.errors import AlsnbError
from alsnb.privacy import Person

pytestmark = pytest.mark.filterwarnings("error")
WHERE = {"cohort": "k", "learning_set": "s", "cycle": 1}


def consenting(*members: str) -> list:
    return [
        record
        for member in members
        for record in (
            Member(cohort="k", learning_set="s", member=member),
            Consent(cohort="k", member=member, purpose="quotation", given=True, on="2026-01-01"),
        )
    ]


def said(member: str, text: str, passages: str | None = None, theme: str = "hope", **more) -> list:
    """A reflection shared with the tutor, and the passages of it that a coder marked, one a line."""
    one = Reflection(**WHERE | more, member=member, text=text, visibility="tutor")
    return [one, coded(one, passages or text, theme=theme)]


def coded(
    one: Reflection, passages: str | None, coder: str = "T1", theme: str = "hope", present: bool = True
) -> Coding:
    return Coding(**WHERE, reflection=one.entry, theme=theme, coder=coder, present=present, passage=passages)


@pytest.fixture
def quoted(tmp_path):
    """A function from records to what may be quoted of them."""

    def quote(*records, people=(), **how) -> list[dict]:
        path = tmp_path / "log.db"
        with alsnb.open_log(path, create=not path.exists()) as log:
            log.add([Cohort(cohort="k"), LearningSet(cohort="k", learning_set="s"), *records])
            frames, _ = log.frames(purpose="quotation").redacted(people)
        return rows(themes.quotations(frames, **how))

    return quote


def passages(found: list[dict]) -> list[str]:
    return [row["passage"] for row in found]


def test_only_those_who_consent_to_be_quoted_are_and_by_a_pseudonym(quoted):
    private = Reflection(**WHERE, member="A1", text="Mine alone", visibility="private")
    asked = Consent(cohort="k", member="A2", purpose="research", given=True, on="2026-01-01")
    found = quoted(
        *consenting("A1"), Member(cohort="k", learning_set="s", member="A2"), asked, private, coded(private, "Mine"),
        *said("A1", "I may be quoted. And more.", "I may be quoted."), *said("A2", "I may not."),
    )  # fmt: skip
    (row,) = found
    assert (row["cohort"], row["theme"], row["passage"]) == ("k", "hope", "I may be quoted.")
    assert (row["cycle"], row["coders"]) == (1, 1)
    assert row["member"].startswith("P")
    assert "A1" not in str(found)


def test_names_are_taken_out(quoted):
    person = Person(code="A9", name="Gwenllian Price")
    (row,) = quoted(*consenting("A1"), *said("A1", "Gwenllian Price asked me why."), people=[person])
    assert "asked me why." in row["passage"]
    assert "Gwen" not in row["passage"]


def test_words_that_do_not_stand_in_the_reflection_are_not_quoted(quoted):
    one, marked = said("A1", "I waited,\nand it   helped.", "waited, and it helped\nI hoped\nwaited, and it HELPED")
    assert passages(quoted(*consenting("A1"), one, marked)) == ["waited, and it helped"]


def test_the_longest_of_overlapping_passages_is_quoted_once_with_how_many_marked_it(quoted):
    one, marked = said("A1", "I waited, and it helped.", "I waited\nit helped.")
    also = coded(one, "I waited, and it helped.", "T2")
    again = coded(one, "I waited, and it helped.", "T3")
    found = quoted(*consenting("A1"), one, marked, also, again)
    assert passages(found) == ["I waited, and it helped."]
    assert found[0]["coders"] == 2


def test_only_what_has_the_theme_is_quoted_for_it(quoted):
    one, marked = said("A1", "I waited.")
    assert quoted(*consenting("A1"), one, marked, *(coded(one, None, f"T{n}", present=False) for n in (2, 3))) == []


def test_every_member_comes_before_anybody_comes_again(quoted):
    records = [
        *said("A1", "a1", cycle=1), *said("A1", "a2", cycle=2), *said("A1", "a3", cycle=3), *said("A2", "b3", cycle=3),
        *said("A3", "c2", cycle=2), *said("A3", "c4", cycle=4), *said("A1", "d1", cycle=1, theme="doubt"),
    ]  # fmt: skip
    people = consenting("A1", "A2", "A3")
    # first turns a1, c2, b3 by cycle; second turns a2, c4; third a3; of doubt, its only one
    every = quoted(*people, *records)
    assert passages(every) == ["d1", "a1", "c2", "b3", "a2", "c4", "a3"]
    assert passages(quoted(most=2)) == ["d1", "a1", "c2"]
    assert passages(quoted(theme="hope", most=1)) == ["a1"]
    with pytest.raises(AlsnbError, match="theme: found 'unheard of', expected one of doubt, hope"):
        quoted(theme="unheard of")


def test_frames_for_anything_else_are_refused_with_what_to_do(frames_of):
    frames = frames_of(Cohort(cohort="k"))
    with pytest.raises(alsnb.AlsnbError, match=r"everybody's words.*log\.frames\(purpose=\"quotation\"\)\.redacted"):
        themes.quotations(frames)
    with pytest.raises(alsnb.AlsnbError, match="found frames for teaching record"):
        themes.quotations(replace(frames, purpose="teaching_record"))
    with pytest.raises(alsnb.AlsnbError, match=r"as they were written.*frames\.redacted\(roster\)"):
        themes.quotations(replace(frames, purpose="quotation"))
    assert not frames.names_taken_out
    assert "names_taken_out" not in alsnb.Frames.names()


def test_the_sample_has_quotations_of_many_members_and_all_stand_in_their_reflections():
    with alsnb.open_log("alsnb:sample") as log:
        frames, _ = log.frames(purpose="quotation").redacted([])
    found = themes.quotations(frames)
    texts = dict(zip(frames.reflections["entry"], frames.reflections["text"], strict=True))
    for row in rows(found):
        assert " ".join(row["passage"].split()) in " ".join(texts[row["reflection"]].split())
    for _, group in found.groupby("theme"):
        first = group["member"].head(group["member"].nunique())
        assert first.is_unique
    assert pd.Series(found["theme"]).is_monotonic_increasing
    assert len(found) > 50
