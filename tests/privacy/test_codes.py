"""What is asked about a code before it is recorded."""

import pytest

import alsnb
from alsnb.privacy.codes import code_doubts


@pytest.mark.parametrize("code", ["A3", "Z10", "T1", "AB", "A-3", "a3", "p_07", "A.1"])
def test_an_ordinary_code_is_not_asked_about(code):
    assert code_doubts(code) == []


@pytest.mark.parametrize(("of", "code"), [("learning_set", "A"), ("learning_set", "Blue"), ("cohort", "2026-spring"),
                                          ("cohort", "EDM-2026"), ("cohort", "2026")])  # fmt: skip
def test_nor_is_the_code_of_a_set_or_cohort_that_is_a_word(of, code):
    assert code_doubts(code, of=of) == []


@pytest.mark.parametrize(
    "code",
    ["Elizabeth Smith", "elizabeth", "Elizabeth.Smith", "ELIZABETH", "Priya", "priya nair", "O'Brien", "Łukasz",
     "Smith, Elizabeth", "Иван", "王芳", "Elizabeth1"],
)  # fmt: skip
def test_a_name_is_asked_about(code):
    assert "looks like a name" in " ".join(code_doubts(code))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("e.smith@example.org", "e-mail address"), ("20261234", "student number"), ("A 3", "space"),
        ("A\u00a03", "space"), ("A3!", "“!”"), ("A/3", "“/”"), ("A\\3", "“\\”"), ("../A3", "begins with a dot"),
        (".A3", "begins with a dot"), ("A\u200b3", "invisible"), ("A3\u202e", "invisible"),
        ("A1" * 20, "40 characters"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_told(code, what):
    assert what in " ".join(code_doubts(code))


@pytest.mark.parametrize(
    ("code", "known"),
    [("a3", "A3"), ("А3", "A3"), ("AO1", "A01"), ("Al", "A1"), ("A03", "A3"), ("A-3", "A3"), ("A\u200b3", "A3"),
     ("A３", "A3"), ("2026-Spring", "2026-spring"), ("2026 spring", "2026-spring"), ("É1", "E1")],
)  # fmt: skip
def test_a_code_that_looks_like_another_is_asked_about(code, known):
    assert f"looks like {known}," in " ".join(code_doubts(code, [known, "Z9"]))


@pytest.mark.parametrize(
    ("code", "known"), [("A1", "A11"), ("A1", "A2"), ("A1", "B1"), ("1-11", "11-1"), ("A10", "A1")]
)
def test_codes_that_differ_to_the_eye_are_not(code, known):
    assert code_doubts(code, [known]) == []


def test_nothing_is_doubtful_about_a_code_that_there_is():
    assert code_doubts("EDM 2026 Autumn!", ["EDM 2026 Autumn!"], of="cohort") == []
    assert len(code_doubts("EDM 2026 Autumn!", of="cohort")) == 2


def test_every_code_that_is_asked_about_can_be_recorded_all_the_same():
    for code in ("Elizabeth Smith", "A/3", "A\u200b3", "." * 100):
        assert alsnb.Member(cohort="C", member=code).member == code
