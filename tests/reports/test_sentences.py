"""Every sentence, word for word, for none, one and many, with its interval; what is not known is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

from alsnb import Cohort, LearningSet, Meeting, Member, actions, participation, themes
from alsnb.analyses.actions import STATES
from alsnb.reports import sentences

NAN = float("nan")


def result(*rows: dict, **row) -> pd.DataFrame:
    return pd.DataFrame([row] if row else list(rows))


def estimate(name: str, value: float, low: float = NAN, high: float = NAN) -> dict:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


# The cohort


def test_a_cohort_of_which_nothing_else_is_recorded(frames_of):
    frames = frames_of(Cohort(cohort="k", format="wales"))
    assert sentences.cohort(frames) == "No sets or members are recorded for cohort k. No meeting has been held."


def test_a_cohort_of_one(frames_of):
    frames = frames_of(
        Cohort(cohort="k", format="wales", planned_meetings=3), LearningSet(learning_set="s"),
        Member(member="a", learning_set="s"), Meeting(cycle=1, learning_set="s", held_on=date(2026, 2, 1)),
        Meeting(cycle=2, learning_set="s"),
    )  # fmt: skip
    assert sentences.cohort(frames) == (
        "Cohort k has one member in one set and follows the wales format. "
        "One meeting of the three planned was held on 1 February 2026."
    )


def test_a_cohort_of_many(frames_of):
    first_met = {"s": date(2026, 2, 1), "t": date(2026, 2, 14)}
    frames = frames_of(
        Cohort(cohort="k", format="handout"), *(LearningSet(learning_set=code) for code in first_met),
        *(Member(member=f"{code}{n}", learning_set=code) for code in first_met for n in range(6)),
        *(Meeting(cycle=1, learning_set=code, held_on=day) for code, day in first_met.items()),
    )  # fmt: skip
    assert sentences.cohort(frames) == (
        "Cohort k has 12 members in two sets and follows the handout format. "
        "Two meetings were held between 1 February 2026 and 14 February 2026."
    )


def test_where_sets_follow_formats_of_their_own_all_are_told(frames_of):
    frames = frames_of(
        Cohort(cohort="k", format="wales"), LearningSet(learning_set="s"),
        LearningSet(learning_set="t", format="chester"), LearningSet(learning_set="u", format="chester"),
    )  # fmt: skip
    assert "in three sets and follows the formats chester and wales." in sentences.cohort(frames)


def test_a_cohort_with_sets_and_no_members_yet(frames_of):
    frames = frames_of(Cohort(cohort="k", format="wales"), LearningSet(learning_set="s"))
    assert sentences.cohort(frames).startswith("Cohort k has no members in one set and follows the wales format. No ")


def test_the_audience_is_told_that_figures_may_rest_on_few(frames_of):
    told = sentences.audience(frames_of(Cohort(cohort="k")))
    assert "course team" in told
    assert "few people" in told


SMALL = "It may include figures based on few people; to share it more widely, run alsnb report --publish."
PURPOSE = {
    0: "No member consents to the use of their records for research, so there is nothing to report.",
    1: "This report uses only the records of one member who consents to their use for research, under pseudonyms; "
    "other members are excluded from every count. " + SMALL,
    3: "This report uses only the records of three members who consent to their use for research, under pseudonyms; "
    "other members are excluded from every count. " + SMALL,
}


@pytest.mark.parametrize("members", PURPOSE)
def test_a_report_for_a_purpose_says_whose_consent_it_draws_on(frames_of, members):
    people = [Member(cohort="k", member=f"A{n}") for n in range(members)]
    frames = replace(frames_of(Cohort(cohort="k"), *people), purpose="research")
    assert sentences.audience(frames) == PURPOSE[members]


# Who came and spoke


def attended(attended: int, expected: int, meetings: int, *share: float) -> pd.DataFrame:
    counts = {"meetings": meetings, "members": 3, "expected": expected, "attended": attended}
    return result(**counts, **estimate("attendance_rate", *share))


NO_ATTENDANCE = "No attendance of enrolled members was recorded at any meeting held."


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (attended(0, 0, 0, NAN)[:0], NO_ATTENDANCE),
        (attended(0, 0, 0, NAN), NO_ATTENDANCE),
        (
            attended(0, 2, 1, 0, 0, 0.6576),
            "Attendance was 0% (95% CI 0% to 66%): none of two expected, at one meeting.",
        ),
        (
            attended(1, 1, 1, 1, 0.2065, 1),
            "Attendance was 100% (95% CI 21% to 100%): one of one expected, at one meeting.",
        ),
        (
            attended(1234, 1500, 30, 0.82267, 0.8025, 0.8412),
            "Attendance was 82% (95% CI 80% to 84%): 1,234 of 1,500 expected, at 30 meetings.",
        ),
    ],
)
def test_attendance(numbers, said):
    assert sentences.attendance(numbers) == said


def airtimes(airtimes: int, members: int, timed: int, *mean: float) -> pd.DataFrame:
    counts = {"airtimes": airtimes, "members": members, "timed_airtimes": timed}
    return result(**counts, **estimate("mean_minutes", *mean))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (airtimes(0, 0, 0, NAN)[:0], "No airtime was recorded."),
        (airtimes(1, 1, 1, 31.24), "One member presented in one airtime; mean length: 31.2 minutes."),
        (
            airtimes(91, 31, 91, 31.24, 29.81, 32.89),
            "31 members presented in 91 airtimes; mean length: 31.2 minutes (95% CI 29.8 to 32.9).",
        ),
        (airtimes(2, 1, 0, NAN), "One member presented in two airtimes; no length was recorded."),
        (
            airtimes(4, 2, 3, 9.5, 8, 11),
            "Two members presented in four airtimes; mean length: 9.50 minutes (95% CI 8.00 to 11.00); "
            "the length of one airtime was not recorded.",
        ),
        (
            airtimes(12, 2, 2, 9.5, 8, 11),
            "Two members presented in 12 airtimes; mean length: 9.50 minutes (95% CI 8.00 to 11.00); "
            "the length of 10 airtimes was not recorded.",
        ),
    ],
)
def test_airtime(numbers, said):
    assert sentences.airtime(numbers) == said


def equity(airtimes: int, *value: float) -> pd.DataFrame:
    return result(airtimes=airtimes, members=4, **estimate("voice_equity", *value), gini=0.3)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            equity(0, NAN)[:0],
            "No contribution by members other than the presenter was recorded, so there is no voice equity.",
        ),
        (
            equity(1, 0.8125),
            "Excluding presenters, voice equity was 0.81 over one airtime or meeting; 1 means that everyone spoke "
            "equally.",
        ),
        (
            equity(91, 0.8125, 0.789, 0.834),
            "Excluding presenters, voice equity was 0.81 (95% CI 0.79 to 0.83) over 91 airtimes or meetings; 1 means "
            "that everyone spoke equally.",
        ),
    ],
)
def test_voice_equity(numbers, said):
    assert sentences.voice_equity(numbers) == said


def mix(**kinds: int) -> pd.DataFrame:
    """Each kind's share s with the interval from s / 2 to s."""
    total = sum(kinds.values())
    return result(
        *(
            {"kind": kind, "contributions": n, "members": 2, "all_contributions": total}
            | estimate("share_of_contributions", n / total, n / total / 2, n / total)
            for kind, n in kinds.items()
        )
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (mix(idea=1)[:0], "No contribution was recorded."),
        (mix(not_classified=1), "The one contribution recorded was not classified."),
        (mix(not_classified=12), "None of the 12 contributions recorded was classified."),
        (
            mix(idea=1),
            "Of one contribution, the only type recorded was idea 100% (50% to 100%) (95% CI in brackets).",
        ),
        (
            mix(idea=1, not_classified=1),
            "Of two contributions, the only type recorded was idea 50% (25% to 50%) (95% CI in brackets)."
            " One was not classified.",
        ),
        (
            mix(challenge=1, idea=10, closed_question=20, advice_as_question=29, not_classified=40),
            "Of 100 contributions, the most frequent types were advice as a question 29% (14% to 29%), "
            "closed question 20% (10% to 20%) and idea 10% (5% to 10%) (95% CI in brackets)."
            " 40 were not classified.",
        ),
        (
            mix(challenge=2, idea=10, closed_question=2, advice=2, support=1),
            "Of 17 contributions, the most frequent types were idea 59% (29% to 59%), challenge 12% (6% to 12%), "
            "closed question 12% (6% to 12%) and advice 12% (6% to 12%) (95% CI in brackets).",
        ),
        (
            mix(challenge=1, idea=1, closed_question=1, advice=1),
            "Of four contributions, all types were equally frequent: challenge 25% (12% to 25%), "
            "idea 25% (12% to 25%), closed question 25% (12% to 25%) and advice 25% (12% to 25%) "
            "(95% CI in brackets).",
        ),
    ],
)
def test_question_mix(numbers, said):
    assert sentences.question_mix(numbers) == said


# Actions


def became(*counts: int, later: int = 0, share: tuple[float, ...] = (NAN,)) -> pd.DataFrame:
    """Actions done, partly, changed, not done, dropped, open; and those not yet due."""
    row = dict(zip(STATES, counts, strict=True))
    return result(members=2, due_actions=sum(counts), **row, **estimate("completion", *share), not_yet_due=later)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (became(0, 0, 0, 0, 0, 0)[:0], "No action had been agreed by 1 November 2026."),
        (
            became(0, 0, 0, 0, 0, 0, later=1),
            "None of the actions agreed was due by 1 November 2026. One action had no due date or a later one.",
        ),
        (
            became(0, 0, 0, 0, 0, 1),
            "One action was due by 1 November 2026; its outcome was not reported.",
        ),
        (
            became(0, 0, 0, 0, 0, 12, later=10),
            "12 actions were due by 1 November 2026; their outcomes were not reported."
            " 10 actions had no due date or a later one.",
        ),
        (
            became(1, 0, 0, 0, 0, 0, share=(1, 0.2065, 1)),
            "Of one action due by 1 November 2026, one was done: 100% (95% CI 21% to 100%).",
        ),
        (
            became(0, 1, 0, 0, 0, 1, share=(0, 0, 0.6576)),
            "Of two actions due by 1 November 2026, none were done: 0% (95% CI 0% to 66%); "
            "one partly done and one not reported yet.",
        ),
        (
            became(50, 20, 10, 9, 8, 3, share=(0.5, 0.404, 0.596), later=2),
            "Of 100 actions due by 1 November 2026, 50 were done: 50% (95% CI 40% to 60%); "
            "20 partly done, 10 changed, nine not done, eight dropped and three not reported yet."
            " Two actions had no due date or a later one.",
        ),
    ],
)
def test_completion(numbers, said):
    assert sentences.completion(numbers, "2026-11-01") == said
    assert sentences.completion(numbers) == said.replace(" by 1 November 2026", "")


def test_later_cycles_had_less_time_is_said_where_two_or_more_can_be_compared():
    told, untold = {"due_actions": 4, "open": 1}, {"due_actions": 4, "open": 4}
    caution = "Actions agreed in later cycles have had less time to be completed."
    assert sentences.time_to_act(result(told, told, untold)) == caution
    assert sentences.time_to_act(result(told, untold)) == ""
    assert sentences.time_to_act(result(told)[:0]) == ""


def followed(reported: int, due: int, *share: float) -> pd.DataFrame:
    counts = {"members": 2, "actions_due_for_report": due, "reported_next": reported}
    return result(**counts, **estimate("follow_through", *share))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (followed(0, 0, NAN)[:0], "No action was due to be reported at a later meeting."),
        (
            followed(0, 1, NAN),
            "The sets met again after agreeing one action, but no report on any action was recorded.",
        ),
        (
            followed(0, 12, NAN),
            "The sets met again after agreeing 12 actions, but no report on any action was recorded.",
        ),
        (
            followed(0, 2, 0, 0, 0.6576),
            "Of two actions due to be reported, none were reported at the set's next meeting: 0% (95% CI 0% to 66%).",
        ),
        (
            followed(1, 1, 1, 0.2065, 1),
            "Of one action due to be reported, one was reported at the set's next meeting: 100% (95% CI 21% to 100%).",
        ),
        (
            followed(111, 149, 0.745, 0.6694, 0.8082),
            "Of 149 actions due to be reported, 111 were reported at the set's next meeting: 74% (95% CI 67% to 81%).",
        ),
    ],
)
def test_follow_through(numbers, said):
    assert sentences.follow_through(numbers) == said


def test_action_yield():
    none, one, many = (
        result(members=2, airtimes=2, actions=n, **estimate("actions_per_airtime", n / 2, low, high))
        for n, low, high in ((0, 0, 1.92), (2, 0.27, 3.64), (24, 8.06, 17.86))
    )
    assert sentences.action_yield(none[:0]) == "No airtimes were recorded."
    start, end = "Mean number of actions agreed in an airtime: ", "."
    assert sentences.action_yield(none) == f"{start}0.00 (95% CI 0.00 to 1.92){end}"
    assert sentences.action_yield(one) == f"{start}1.00 (95% CI 0.27 to 3.64){end}"
    assert sentences.action_yield(many) == f"{start}12.0 (95% CI 8.1 to 17.9){end}"


# Writing


def written(reflections: int, members: float, words: float, coded: int) -> pd.DataFrame:
    return result(members=members, reflections=reflections, median_words=words, coded_reflections=coded).astype(
        {"members": "Int64"}
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (written(0, np.nan, 0, 0)[:0], "No reflections have been shared with the tutor."),
        (
            written(1, 1, 1, 0),
            "One member wrote one reflection shared with the tutor, of one word; it has not been coded yet.",
        ),
        (
            written(1, np.nan, 120, 1),
            "One reflection was shared with the tutor, of 120 words; it has been coded.",
        ),
        (
            written(3, 2, 41.5, 0),
            "Two members wrote three reflections shared with the tutor, with a median of 42 words; "
            "none of them has been coded yet.",
        ),
        (
            written(12, np.nan, 80, 1),
            "12 reflections were shared with the tutor, with a median of 80 words; one of them has been coded.",
        ),
        (
            written(146, 31, 80, 118),
            "31 members wrote 146 reflections shared with the tutor, with a median of 80 words; "
            "118 of them have been coded.",
        ),
        (
            written(2, 1, 80, 2),
            "One member wrote two reflections shared with the tutor, with a median of 80 words; "
            "all of them have been coded.",
        ),
    ],
)
def test_writing(numbers, said):
    assert sentences.writing(numbers) == said


def prevalent(coded: int, **themes: int) -> pd.DataFrame:
    return result(
        *(
            {"theme": theme, "coded_reflections": coded, "with_theme": n, "members": n}
            | estimate("prevalence", n / coded, n / coded / 2, n / coded)
            for theme, n in themes.items()
        )
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            prevalent(1, hope=1)[:0],
            "No reflections have been coded with the codebook, so there are no themes to report.",
        ),
        (prevalent(4, hope=0), "The one theme in the codebook was not found in the coded reflections."),
        (prevalent(4, hope=0, fear=0), "None of the codebook's two themes was found in the coded reflections."),
        (
            prevalent(1, hope=1, fear=0),
            "The only theme found was hope 100% (50% to 100%) of one coded reflection (95% CI in brackets).",
        ),
        (
            prevalent(20, hope=10, fear=4, trust=2, time=1),
            "The most prevalent themes were hope 50% (25% to 50%), fear 20% (10% to 20%) and trust 10% (5% to 10%) "
            "of 20 coded reflections (95% CI in brackets).",
        ),
    ],
)
def test_prevalence(numbers, said):
    assert sentences.prevalence(numbers) == said


# Words and numbers


def test_numbers_in_words():
    assert [sentences.few(n) for n in (0, 1, 9, 10, 1234)] == ["no", "one", "nine", "10", "1,234"]
    assert sentences.few(0, "none") == "none"
    assert [sentences.counted(n, "meeting") for n in (0, 1, 2)] == ["no meetings", "one meeting", "two meetings"]
    assert sentences.counted(2, "child", "children") == "two children"


def test_lists_in_words():
    assert [sentences.listing(list(parts)) for parts in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_days_in_words():
    assert sentences.day("2026-11-01") == sentences.day(date(2026, 11, 1)) == "1 November 2026"


def test_with_what_it_was_made():
    told = sentences.versions()
    assert told.startswith(f"Made with alsnb {version('alsnb')} (")
    assert all(f"{name} {version(name)}" in told for name in ("pandas", "scipy", "statsmodels"))


# Change from cycle to cycle, and fidelity


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            estimate("completion_odds_ratio", 0.55, 0.39, 0.77),
            "changed by a factor of 0.55 (95% CI 0.39 to 0.77).",
        ),
        (
            estimate("completion_odds_ratio", NAN),
            "it needs at least two cycles, five members who completed an action and five who did not.",
        ),
    ],
)
def test_completion_change(numbers, said):
    found = sentences.completion_change(result(cycles=4, members=9, **numbers))
    assert found.endswith(said)
    assert sentences.completion_change(result(cycles=4, **numbers)[:0]) == ""


def test_voice_equity_change():
    told = sentences.voice_equity_change(result(**estimate("voice_equity_slope", 0.0104, -0.0262, 0.047)))
    assert told == "From one cycle to the next, voice equity changed by +0.010 (95% CI -0.026 to +0.047)."
    few = sentences.voice_equity_change(result(**estimate("voice_equity_slope", NAN)))
    assert few == "The change over cycles in voice equity is not estimated: it needs at least two cycles and five sets."


def lifts(*bounds: tuple[float, ...]) -> pd.DataFrame:
    named = [{"theme": f"a{place}", "other_theme": "b"} for place in range(len(bounds))]
    return pd.DataFrame([row | estimate("lift", *each) for row, each in zip(named, bounds, strict=True)])


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (lifts(), ""),
        (lifts((1.5,)), "Theme co-occurrence is not estimated: too few members mention two themes."),
        (
            lifts((1.5, 0.5, 2.5), (0.8, 0.5, 1.2)),
            "Of two pairs of themes, none co-occurs clearly more or less often than expected by chance.",
        ),
        (
            lifts((2.5, 1.25, 4), (1, 0.5, 2), (0.2, 0.1, 0.5)),
            "Of three pairs of themes, clearly more or less often in the same reflection than expected by chance: "
            "a0 with b, 2.50 (1.25 to 4.00) times as often; a2 with b, 0.20 (0.10 to 0.50) times as often (95% CI in "
            "brackets). With three comparisons, none or one would be expected by chance.",
        ),
    ],
)
def test_co_occurrence(numbers, said):
    assert sentences.co_occurrence(numbers) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], ""),
        (
            [("a", NAN)],
            "The change over cycles in theme prevalence is not estimated: it needs at least two cycles, five members "
            "who mention a theme and five who write without it.",
        ),
        (
            [("a", 1.2, 0.8, 1.6)],
            "Of one theme, none became clearly more or less prevalent from one cycle to the next.",
        ),
        (
            [("a", 1.2, 0.8, 1.6), ("b", 1.5, 1.25, 2)],
            "From one cycle to the next, the odds that a reflection has a theme changed for b by a factor of 1.50 "
            "(1.25 to 2.00) (95% CI in brackets). With two comparisons, none or one would be "
            "expected by chance.",
        ),
    ],
)
def test_prevalence_change(numbers, said):
    rows = [{"theme": theme, **estimate("prevalence_odds_ratio", *bounds)} for theme, *bounds in numbers]
    columns = ["theme", *estimate("prevalence_odds_ratio", 1)]
    assert sentences.prevalence_change(pd.DataFrame(rows, columns=columns)) == said


def test_levels():
    counts = {"at_habitual_action": 1, "at_understanding": 12, "at_reflection": 3, "at_critical_reflection": 0}
    told = sentences.levels(result(rated_reflections=16, **counts))
    assert told == (
        "Of 16 rated reflections: one at habitual action, 12 at understanding, three at reflection and none at "
        "critical reflection."
    )
    changed = sentences.levels_change(result(**estimate("level_odds_ratio", 1.4, 1.1, 1.7)))
    assert changed == (
        "From one cycle to the next, the odds of a higher level changed by a factor of 1.40 (95% CI 1.10 to 1.70)."
    )
    few = sentences.levels_change(result(**estimate("level_odds_ratio", NAN)))
    assert few == (
        "The change over cycles in the odds of a higher level is not estimated: it needs at least two cycles, five "
        "members who reach some level and five who do not."
    )


def test_what_is_suggested_is_said_to_be_that():
    told = sentences.discovered(result({"theme": 1, "size": 5}, {"theme": 2, "size": 4}))
    assert told.startswith("These two groups of reflections are suggestions, based on shared words")
    assert told.endswith("is left out; one group has fewer than five reflections, so its stability is not informative.")
    two = sentences.discovered(result({"theme": 1, "size": 3}, {"theme": 2, "size": 2}))
    assert two.endswith("two groups have fewer than five reflections, so their stability is not informative.")
    one = sentences.discovered(result({"theme": 1, "size": 9}))
    assert one.startswith("This group of reflections is a suggestion, ")
    assert one.endswith("of the reflections is left out.")
    assert sentences.discovered(result({"theme": 1})[:0]) == "No themes are suggested by the words of the reflections."
    assert sentences.discovered(pd.DataFrame(), "research").startswith("Suggested themes are for the course team only")


def test_quotations():
    told = sentences.quotations(result({"member": "P1"}, {"member": "P2"}, {"member": "P1"}), "people.csv")
    assert told == "The excerpts are by two members who consent to be quoted, each under a pseudonym."
    one = sentences.quotations(result(member="P1"), "people.csv")
    assert one == "The excerpts are by one member who consents to be quoted."
    redacted = result(member="P1")
    redacted.attrs[sentences.REDACTION] = "These may remain."
    assert sentences.quotations(redacted, "people.csv") == f"{one} These may remain."
    assert sentences.quotations(result(member="P1")[:0], "people.csv").startswith("No excerpts can be shown")
    assert sentences.quotations(pd.DataFrame(), None).startswith("No excerpts are shown: without a roster")


def test_fidelity():
    rules = pd.DataFrame({"rule": ["a", "b", "c"], "observable": [4, 2, 0], "observed": [4, 1, 0]})
    told = sentences.fidelity(rules)
    assert told == (
        "Of three rules in the sets' formats, two could be assessed from the log; one of these was followed every time."
    )
    assert sentences.fidelity(rules[:1]).endswith("one could be assessed from the log; it was followed every time.")
    assert sentences.fidelity(rules[1:2]).endswith("it was not followed every time.")
    assert sentences.fidelity(rules[2:]) == "Of one rule in the sets' formats, none could be assessed from the log."
    assert sentences.fidelity(rules[:0]).startswith("Fidelity cannot be assessed")


# From what the analyses give


def every_sentence(frames) -> dict[str, str]:
    return {
        "attendance": sentences.attendance(participation.attendance(frames, ())),
        "airtime": sentences.airtime(participation.airtime(frames, ())),
        "voice_equity": sentences.voice_equity(participation.voice_equity(frames, ())),
        "question_mix": sentences.question_mix(participation.question_mix(frames)),
        "completion": sentences.completion(actions.completion(frames, ())),
        "follow_through": sentences.follow_through(actions.follow_through(frames, ())),
        "action_yield": sentences.action_yield(actions.action_yield(frames, ())),
        "writing": sentences.writing(themes.writing(frames, ())),
        "prevalence": sentences.prevalence(themes.prevalence(frames, ())),
    }


def test_every_sentence_about_the_sample_gives_an_interval_and_no_missing_number(sample_frames):
    told = every_sentence(sample_frames)
    for name, said in told.items():
        assert said.endswith(".")
        assert "nan" not in said.lower().split()
        assert ("95% CI" in said) == (name != "writing"), name


def test_every_sentence_about_an_empty_log_says_that_there_is_nothing(frames_of):
    told = every_sentence(frames_of(Cohort(cohort="k")))
    assert all(said.startswith(("No ", "There are no ")) for said in told.values())
