"""Reports of a set, of a member and of several cohorts: each tells of what it is about, and of nothing else."""

from __future__ import annotations

import html
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import alsnb
from alsnb import Page, actions, participation, sentences, themes
from alsnb.analyses import comparison
from alsnb.cli import main
from alsnb.reports import batch
from alsnb.reports.page import Entry
from alsnb.reports.sentences import cohorts as of_cohorts
from alsnb.reports.sentences import one as of_one
from alsnb.reports.task import Task
from alsnb.reports.views import portfolio, scope
from alsnb.sample import records

EVIL = "<script>alert(1)</script> $x^2$ [a](javascript:b)\nsecond line\n\nsecond <i>paragraph</i>"


def log_of(path, *made):
    with alsnb.open_log(path, create=True) as log:
        log.add(list(made))
    return path


def text_of(path: Path) -> str:
    """What is read on a report's page, without its code."""
    page = path.read_text().partition('<details class="code"')[0]
    page = re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def made(log, folder, notebook, **about):
    return alsnb.report(log, folder, notebook=notebook, **about)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two cohorts that differ in size."""
    path = tmp_path_factory.mktemp("two") / "two.db"
    return log_of(
        path,
        *records("north", seed=1, sets=3, members=16, cycles=3),
        *records("south", seed=2, sets=2, members=11, cycles=2),
    )


@pytest.fixture(scope="module")
def frames(two):
    with alsnb.open_log(two) as log:
        return log.frames()


def words_of(frame: pd.DataFrame, *columns: str) -> set[str]:
    """What was written in a frame, each text as it is read on a page."""
    return {" ".join(text.split()) for name in columns for text in frame[name].dropna()}


# Frames cut down


def test_frames_of_a_set_are_what_was_recorded_in_it(frames):
    found = frames.of(cohorts=["north"], learning_set="B")
    for name in ("learning_sets", "members", "meetings", "attendance", "contributions", "actions", "reflections"):
        every = getattr(frames, name)
        own = every[(every["cohort"] == "north") & (every["learning_set"] == "B")]
        assert getattr(found, name)["entry"].tolist() == own["entry"].tolist()
        assert len(own)
    assert {*found.consents["member"]} == {*found.members["member"]}
    assert found.cohorts["cohort"].tolist() == ["north"]
    assert {*found.codings["reflection"]} <= {*found.reflections["entry"]}
    assert {*found.themes["cohort"]} == {"north"}


def test_frames_of_a_member_hold_what_they_recorded_and_their_sets_meetings(frames):
    found = frames.of(cohorts=["north"], member="B1")
    for name in found.names():
        frame = getattr(found, name)
        if "member" in frame:
            assert {*frame["member"]} <= {"B1"}, name
    assert found.learning_sets["learning_set"].tolist() == ["B"]
    assert {*found.meetings["learning_set"]} == {"B"}
    assert len(found.actions) == ((frames.actions["cohort"] == "north") & (frames.actions["member"] == "B1")).sum()


def test_frames_of_what_is_not_there_are_refused_and_it_is_said_what_is(frames):
    north = frames.of(cohorts=["north"])
    with pytest.raises(alsnb.LogError, match=r"no set 'Z' in these frames; they hold A, B, C"):
        north.of(learning_set="Z")
    with pytest.raises(alsnb.LogError, match="no member 'Z9'"):
        north.of(member="Z9")
    with pytest.raises(alsnb.LogError, match=r"no cohort 'east' in these frames; they hold north, south"):
        frames.of(cohorts=["east"])
    with pytest.raises(alsnb.LogError, match="Choose one"):
        frames.of(learning_set="A")  # both cohorts have one


# A set


@pytest.fixture(scope="module")
def set_report(two, tmp_path_factory):
    return text_of(made(two, tmp_path_factory.mktemp("set"), "set_report", cohort="north", learning_set="B"))


def test_a_set_report_says_what_the_analyses_say_of_the_set(set_report, frames):
    north = frames.of(cohorts=["north"]).readable_by("set")
    came = participation.attendance(north, by="learning_set").set_index("learning_set").loc["B"]
    assert f"{came['attended']:.0f} of {came['expected']:.0f} expected" in set_report
    asked = participation.who_asks_whom(north)
    asked = asked[asked["learning_set"] == "B"]
    cells = asked.pivot(index="member", columns="presenter", values="questions")
    for member, row in cells.iterrows():
        told = " ".join("–" if np.isnan(each) else str(int(each)) for each in row)
        assert f"{member} {told}" in set_report
    done = actions.completion(north, by="learning_set").set_index("learning_set").loc["B"]
    assert f"{done['due_actions']:.0f} actions were due." in set_report
    each = actions.states(north)
    each = each[(each["learning_set"] == "B") & ~each["state"].isin(["done", "dropped"])]
    what = north.actions.set_index("entry")["what"]
    assert len(each)
    for row in each.itertuples():
        assert " ".join(what[row.entry].split()) in set_report
    for rule in north.learning_sets.set_index("learning_set").loc["B", "ground_rules"]:
        assert rule in set_report


def test_a_set_report_shows_nothing_of_another_set_and_nothing_private(set_report, frames):
    others = frames.actions[~((frames.actions["cohort"] == "north") & (frames.actions["learning_set"] == "B"))]
    own = frames.actions[(frames.actions["cohort"] == "north") & (frames.actions["learning_set"] == "B")]
    for text in words_of(others, "what") - words_of(own, "what"):
        assert text not in set_report
    codes = frames.members[(frames.members["cohort"] == "north") & (frames.members["learning_set"] != "B")]["member"]
    assert not {*codes} & {*re.findall(r"\b[A-Z]\d\b", set_report)}
    assert "south" not in set_report


def test_a_theme_found_in_another_set_alone_is_not_named(tmp_path):
    made_of = [alsnb.Cohort(cohort="k"), alsnb.Theme(cohort="k", theme="theirs"), alsnb.Theme(cohort="k", theme="ours")]
    for code, theme in (("A", "ours"), ("B", "theirs")):
        context = {"cohort": "k", "learning_set": code, "cycle": 1, "member": f"{code}1"}
        made_of += [
            alsnb.LearningSet(cohort="k", learning_set=code),
            alsnb.Member(cohort="k", learning_set=code, member=f"{code}1"),
            reflection := alsnb.Reflection(**context, text="something", visibility="tutor"),
            alsnb.Coding(**context, reflection=reflection.entry, theme=theme, coder="t", present=True),
        ]
    report = made(log_of(tmp_path / "k.db", *made_of), tmp_path, "set_report", learning_set="A")
    assert "theirs" not in report.read_text()
    assert "ours 100%" in text_of(report)


def test_a_set_that_has_not_met_says_so(tmp_path):
    log = log_of(
        tmp_path / "k.db", alsnb.Cohort(cohort="k"), alsnb.LearningSet(cohort="k", learning_set="A"),
        alsnb.Member(cohort="k", learning_set="A", member="A1"),
    )  # fmt: skip
    report = made(log, tmp_path, "set_report")
    text = text_of(report)
    for said in (
        "Set A has one member. No meeting has been held.", "No airtime was recorded", "No action has been agreed yet.",
        "The asking network is not available", "No ground rules are recorded.", "No reflections have been shared",
        "Fidelity cannot be assessed",
    ):  # fmt: skip
        assert said in text
    assert "<img" not in report.read_text()
    assert not re.search(r"\b(nan|NaN|NaT|None|inf)\b", text)


# A member


@pytest.fixture(scope="module")
def own_words(frames):
    return frames.of(cohorts=["north"], member="B1")


def test_a_portfolio_shows_the_members_own_words_and_nobody_elses(two, tmp_path, frames, own_words):
    text = text_of(made(two, tmp_path, "member_portfolio", cohort="north", member="B1"))
    columns = {
        "issues": ["title", "about"], "airtimes": ["insight", "goal", "process_feedback"],
        "actions": ["what", "success"], "action_reports": ["learning", "practice"], "contributions": ["text"],
        "reflections": ["text"],
    }  # fmt: skip
    for name, each in columns.items():
        own, every = getattr(own_words, name), getattr(frames, name)
        if name in ("issues", "actions"):
            assert words_of(own, *each)
            assert all(word in text for word in words_of(own, *each))
        theirs = words_of(every[~every["entry"].isin(own["entry"])], *each) - words_of(own, *each)
        assert not [word for word in theirs if len(word) > 25 and word in text]
    shared = own_words.reflections[own_words.reflections["visibility"] == "tutor"]
    assert all(" ".join(each.split()[:8]) in text for each in shared["text"])


def test_the_chain_of_an_action_is_that_of_the_analysis(frames, own_words):
    chain = actions.learning_chain(frames)
    chain = chain[(chain["cohort"] == "north") & (chain["member"] == "B1")]
    shown = portfolio.commitments(own_words, actions.judged_on(frames))
    assert len(shown) == len(chain) > 0
    said = [" ".join([each.heading, *(text for _, text in each.parts)]) for each in shown]
    for row, told in zip(chain.sort_values(["cycle", "entry"]).to_dict("records"), said, strict=True):
        for name in ("what", "success", "learning", "practice"):
            assert pd.isna(row[name]) or row[name] in told
    assert [each.heading for each in shown] == sorted((each.heading for each in shown), key=lambda each: each[:7])


def student(folder):
    """A student's own log: no set but its code, no meeting, nothing of others."""
    context = {"cohort": "k", "learning_set": "A", "member": "A1"}
    made_of = [
        alsnb.Cohort(cohort="k"),
        alsnb.Member(**context),
        alsnb.Attendance(**context, cycle=2, status="late"),
        alsnb.Issue(**context, cycle=1, title="Saying no", about=EVIL),
        action := alsnb.Action(**context, cycle=1, what=EVIL, due="2026-02-01", agreed_on="2026-01-10"),
        alsnb.ActionReport(**context, cycle=2, action=action.entry, status="partly", learning="I learnt to wait"),
        alsnb.Reflection(**context, cycle=1, text="a private thought", visibility="private"),
        alsnb.Reflection(**context, cycle=1, text="a thought for my set", visibility="set"),
        alsnb.Reflection(**context, cycle=2, text="a thought for my tutor", visibility="tutor"),
    ]
    return log_of(folder / "own.db", *made_of), {each.text: each.entry for each in made_of[-3:]}


def test_a_portfolio_of_a_students_own_log_shows_text_as_text_with_its_lines(tmp_path):
    log, _ = student(tmp_path)
    report = made(log, tmp_path, "member_portfolio")
    assert report.name.startswith("member_portfolio-k-A-A1~")  # K could be another cohort
    page_of = report.read_text()
    assert "<script>alert" not in page_of
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x^2$ [a](javascript:b)<br>second line</p>" in page_of
    assert "<p>second &lt;i&gt;paragraph&lt;/i&gt;</p>" in page_of
    text = text_of(report)
    for said in ("Attendance was recorded at one meeting. Times – late: 1.", "No airtime is recorded.",
                 "I learnt to wait", "No contribution is recorded.", "names are not redacted"):  # fmt: skip
        assert said in text
    assert not re.search(r"\b(nan|NaN|NaT|None|inf)\b", text)


def test_a_set_that_stopped_meeting_is_judged_as_of_the_last_day_of_the_cohort(tmp_path):
    about = {"cohort": "C", "cycle": 1}
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
        log.add(alsnb.Meeting(**about, learning_set="A", held_on="2026-01-20"))
        log.add(alsnb.Meeting(**about, learning_set="B", held_on="2026-04-14"))
        log.add([alsnb.LearningSet(cohort="C", learning_set=code) for code in "AB"])
        log.add(alsnb.Member(cohort="C", learning_set="A", member="A1"))
        log.add(
            alsnb.Action(**about, learning_set="A", member="A1", what="Ask", agreed_on="2026-01-20", due="2026-02-09")
        )
    for found in (scope.of_set(tmp_path / "x.db", "C", "A"), scope.of_member(tmp_path / "x.db", "C", "A1")):
        assert str(found[1].date()) == "2026-04-14"
    said = text_of(made(tmp_path / "x.db", tmp_path / "out", "set_report", learning_set="A"))
    assert "One action was due. Its outcome was not reported. Action outcomes are as of 14 April 2026." in said
    _, day = scope.of_set(tmp_path / "x.db", "C", "A", "2026-02-01")
    assert str(day.date()) == "2026-02-01"


def test_a_private_reflection_is_shown_only_where_the_member_asks(tmp_path):
    log, entries = student(tmp_path)
    frames, _ = scope.of_member(log, None, None)

    def shown(*chosen, **how):
        picked = [entries[each] for each in chosen] if chosen else None
        return {part[1] for each in portfolio.reflections(frames, picked, **how) for part in each.parts}

    private, to_set, to_tutor = entries
    assert shown() == {to_tutor}
    assert shown(private=True) == {private, to_set, to_tutor}
    assert shown(to_set) == {to_set}
    assert shown(private, to_set) == {to_set}
    assert shown(private, private=True) == {private}
    assert private not in made(log, tmp_path / "a", "member_portfolio").read_text()
    report = made(log, tmp_path / "b", "member_portfolio", private=True, reflections=[entries[private]])
    assert private in report.read_text()
    assert to_tutor not in report.read_text()
    with pytest.raises(alsnb.ReportError, match="The member has no reflection nonsense"):
        portfolio.reflections(frames, ["nonsense"])


def test_levels_are_those_of_the_reflections_shown(frames):
    rated = frames.ratings[frames.ratings["cohort"] == "north"]["member"].iloc[0]
    own = frames.of(cohorts=["north"], member=rated)
    result = portfolio.levels(own, own.reflections)
    assert result["cycle"].is_monotonic_increasing
    counted = themes.levels(own, by=()).iloc[0]
    for level in themes.LEVELS:
        assert (result["level"] == level).sum() == counted[f"at_{level}"]
    assert portfolio.levels(own, own.reflections[:0]).empty


def test_a_member_of_whom_nothing_is_recorded_is_said_in_words(tmp_path):
    log = log_of(tmp_path / "k.db", alsnb.Cohort(cohort="k"), alsnb.Member(cohort="k", member="A1"))
    report = made(log, tmp_path, "member_portfolio")
    text = text_of(report)
    for said in (
        "Member A1 has recorded no issue, airtime, action or reflection yet.", "No attendance was recorded.",
        "No action has been agreed yet.", "No reflection is recorded.", "No issue is recorded.",
    ):  # fmt: skip
        assert said in text
    assert not re.search(r"\b(nan|NaN|NaT|None|inf)\b", text)


# Cohorts compared


def test_cohorts_are_compared_as_the_analyses_have_each_of_them(frames):
    shares = comparison.shares(frames).set_index(["measure", "cohort"])
    for code in ("north", "south"):
        one = frames.of(cohorts=[code])
        came = participation.attendance(one, by=()).iloc[0]
        assert shares.loc[("attendance", code), ["part", "whole"]].tolist() == came[["attended", "expected"]].tolist()
        day = actions.judged_on(one)
        done, told = actions.completion(one, by=(), as_of=day).iloc[0], actions.follow_through(one, (), day).iloc[0]
        bounds = ["completion", "completion_low", "completion_high"]
        row = shares.loc[("completion", code), ["share", "share_low", "share_high"]]
        assert row.tolist() == pytest.approx(done[bounds].tolist())
        assert shares.loc[("follow-through", code), "share"] == pytest.approx(told["follow_through"])
        mix = participation.question_mix(one).set_index("kind")["contributions"]
        kinds = comparison.kinds(frames).query("cohort == @code").set_index("measure")
        assert kinds["whole"].unique().tolist() == [mix.drop("not_classified", errors="ignore").sum()]
        assert kinds.loc["Clarifying question", "part"] == mix["clarifying_question"]
        means = comparison.means(frames).query("cohort == @code").set_index("measure")
        assert means.loc["voice equity", "mean"] == participation.voice_equity(one, ())["voice_equity"].iloc[0]
        minutes = participation.airtime(one, ())["mean_minutes"].iloc[0]
        assert means.loc["minutes of an airtime", "mean"] == pytest.approx(minutes)


def shares_of(first: tuple[int, int], other: tuple[int, int], members: int = 9) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    rows = []
    for code, (part, whole) in (("north", first), ("south", other)):
        low, high = proportion_confint(part, whole, method="wilson")
        row = {"part": part, "whole": whole, "members": members, "share": part / whole}
        rows.append({"measure": "attendance", "cohort": code, **row, "share_low": low, "share_high": high})
    return pd.DataFrame(rows)


def test_the_interval_of_a_difference_is_newcombes():
    """As statsmodels has it; and 56/70 - 48/80 as published by Newcombe (1998): 0.0524 to 0.3339."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    row = comparison.differences(shares_of((48, 80), (56, 70)), ["north", "south"]).iloc[0]
    assert row["percentage_points"] == pytest.approx(20)
    assert (row["percentage_points_low"], row["percentage_points_high"]) == pytest.approx((5.24, 33.39), abs=0.01)
    bounds = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert (row["percentage_points_low"] / 100, row["percentage_points_high"] / 100) == pytest.approx(bounds)


def test_few_members_give_no_interval_of_a_difference():
    row = comparison.differences(shares_of((8, 80), (56, 70), members=4), ["north", "south"]).iloc[0]
    assert np.isnan(row["percentage_points_low"])
    assert row["apart"]


def test_in_brief_stand_the_differences_whose_intervals_do_not_include_nought():
    small, large = (
        comparison.differences(shares_of((48, 80), each), ["north", "south"]) for each in ((44, 70), (56, 70))
    )
    few = comparison.differences(shares_of((8, 80), (56, 70), members=4), ["north", "south"])
    none = small[:0]
    points = (
        "20 percentage points higher in cohort south than in cohort north. The interval excludes 0 (95% CI +5 to +33)."
    )
    chance = "By chance, none or one would be expected to."
    assert of_cohorts.brief(small, none, large, large.assign(measure="Trust")) == [
        f"3 differences have a confidence interval. 2 intervals exclude 0. {chance}",
        f"Contribution type “attendance”: {points}",
        f"Theme “Trust”: {points}",
    ]
    said = of_cohorts.brief(large, none, pd.concat([large] * 9, ignore_index=True), none)
    assert (len(said), said[0]) == (
        7, f"10 differences have a confidence interval. 10 intervals exclude 0. {chance} These are the clearest:",
    )  # fmt: skip
    assert of_cohorts.brief(small, few, none, none)[0].startswith(
        "One difference has a confidence interval. No interval excludes 0."
    )
    without = of_cohorts.brief(none, few, none, none)
    assert without[0].startswith("No difference has a confidence interval")
    assert without[1:] == [
        "One difference without a confidence interval may also stand out:",
        "Attendance: 70 percentage points higher in cohort south than in cohort north. The confidence intervals of the "
        "two figures do not overlap.",
    ]
    assert of_cohorts.brief(none, none, none, none)[0].startswith("There are no figures for two")


def test_themes_of_one_codebook_alone_are_not_compared(frames_of):
    def coded(code, *names):
        yield alsnb.Cohort(cohort=code)
        yield from (alsnb.Theme(cohort=code, theme=each) for each in names)
        context = {"cohort": code, "learning_set": "A", "cycle": 1, "member": "A1"}
        yield (reflection := alsnb.Reflection(**context, text="x", visibility="tutor"))
        coding = {**context, "reflection": reflection.entry, "coder": "t", "present": True}
        yield from (alsnb.Coding(**coding, theme=each) for each in names)

    found = comparison.themes_in_all(frames_of(*coded("k", "both", "one"), *coded("l", "both", "other")))
    assert found["measure"].tolist() == ["both", "both"]
    assert comparison.themes_in_all(frames_of(*coded("k", "both"), alsnb.Cohort(cohort="l"))).empty
    assert comparison.themes_in_all(frames_of(*coded("k", "one"), *coded("l", "other"))).empty


def test_the_comparison_is_made_once_for_a_log_and_says_what_may_be_behind_a_difference(two, tmp_path):
    said = CliRunner().invoke(main, ["report", str(two), "--notebook", "cohorts_compared", "--out", str(tmp_path)])
    assert said.exit_code == 0, said.output
    (report,) = tmp_path.glob("*.html")
    assert report.name == "cohorts_compared-north-south.html"
    text = text_of(report)
    assert "These cohorts are compared: north (sets: 3; members: 16;" in text
    assert "which may explain differences reported below" in text
    assert "No correction was made for multiple comparisons" in text
    with alsnb.open_log(two) as log:
        days = [sentences.day(actions.judged_on(log.frames(code))) for code in ("north", "south")]
    assert days[0] != days[1]  # each is judged as where it is reported on by itself
    assert f"Action outcomes are as of {days[0]} in cohort north and {days[1]} in cohort south" in text
    parts = text.rpartition("Cohort characteristics")  # before it, the contents and the summary
    assert len(re.findall(r"in cohort south than in cohort north|between cohort south and cohort north", parts[2])) == 6
    told = re.search(r"(\w+) intervals? excludes? 0\.", parts[0])[1]
    stand_out = {"No": 0, "One": 1}.get(told) if told in ("No", "One") else int(told)
    assert parts[0].count("The interval excludes 0") == min(stand_out, 6)
    assert not re.search(r"\b(nan|NaN|NaT|None|inf)\b", text)


def test_cohorts_of_which_little_is_recorded_are_compared_in_words(tmp_path):
    made_of = [alsnb.Cohort(cohort="k", format="wales"), alsnb.Cohort(cohort="l", format="chester")]
    text = text_of(made(log_of(tmp_path / "k.db", *made_of), tmp_path, "cohorts_compared"))
    for said in (
        "k (sets: 0; members: 0; meetings planned: not recorded, held: 0; reflections: 0)",
        "format (k: wales; l: chester)",
        "There are no figures for two or more cohorts", "Contribution types are not compared",
        "Themes are not compared",
    ):  # fmt: skip
        assert said in text
    assert not re.search(r"\b(nan|NaN|NaT|None|inf)\b", text)


def test_cohorts_are_named_kept_and_made_again_when_one_of_them_changes(two, tmp_path):
    log = tmp_path / "copy.db"
    log.write_bytes(two.read_bytes())
    (task,) = batch.tasks(log, "cohorts_compared", cohorts=["south", "north"])
    assert task.name == "cohorts_compared-south-north"
    assert task.parameters["cohorts"] == ["south", "north"]
    assert not next(iter(batch.make_all([task], tmp_path / "out"))).unchanged
    assert next(iter(batch.make_all([task], tmp_path / "out"))).unchanged
    with alsnb.open_log(log) as opened:
        opened.add(alsnb.Meeting(cohort="north", learning_set="A", cycle=9))
    assert not next(iter(batch.make_all([task], tmp_path / "out"))).unchanged
    many = Task(task.source, "", {"cohorts": [*"abcd"]})
    assert many.name.startswith("cohorts_compared-4-cohorts~")


# What is refused


@pytest.mark.parametrize("notebook", ["set_report", "member_portfolio", "cohorts_compared"])
def test_none_of_them_is_published(two, tmp_path, notebook):
    with pytest.raises(alsnb.ReportError, match="cannot be published"):
        batch.tasks(two, notebook, everything=True, publish=True)
    assert not [*tmp_path.iterdir()]


def test_what_a_notebook_does_not_ask_for_is_refused(two):
    for notebook in ("set_report", "member_portfolio"):
        with pytest.raises(alsnb.ReportError, match="cannot be limited to a purpose"):
            batch.tasks(two, notebook, everything=True, purpose="research")
    with pytest.raises(alsnb.ReportError, match=r"compares cohorts\. Name several"):
        batch.tasks(two, "cohorts_compared", cohort="north")
    with pytest.raises(alsnb.ReportError, match="needs at least two cohorts"):
        batch.tasks(two, "cohorts_compared", cohorts=["north", "north"])
    with pytest.raises(alsnb.ReportError, match=r"Not found in .*: cohort east. It has north, south"):
        batch.tasks(two, "cohorts_compared", cohorts=["north", "east"])
    with pytest.raises(alsnb.ReportError, match=r"is about one cohort only\. Name one"):
        batch.tasks(two, "cohort_report", cohorts=["north", "south"])


# Sentences


def difference(by: float, low: float = np.nan, high: float = np.nan, *, apart: bool = False) -> pd.DataFrame:
    bounds = {"percentage_points": by, "percentage_points_low": low, "percentage_points_high": high}
    return pd.DataFrame([{"measure": "attendance", "cohort": "b", "compared_with": "a", **bounds, "apart": apart}])


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (difference(8, -3, 20), "8 percentage points higher in cohort b than in cohort a. This may be due to chance "
         "(95% CI −3 to +20)."),
        (difference(-18, -30, -6), "18 percentage points lower in cohort b than in cohort a. The interval excludes 0 "
         "(95% CI −30 to −6)."),
        (difference(-2, -4.2, -0.03), "2 percentage points lower in cohort b than in cohort a. The interval excludes 0 "
         "(95% CI −4.20 to −0.03)."),
        (difference(0.2, -3, 4), "almost no difference (at most 0.5 percentage points) between cohort b and "
         "cohort a. This may be due to chance (95% CI −3 to +4)."),
        (difference(1, -0.4, 3), "1 percentage point higher in cohort b than in cohort a. This may be due to chance "
         "(95% CI 0 to +3)."),
        (difference(30, apart=True), "30 percentage points higher in cohort b than in cohort a. The confidence "
         "intervals of the two figures do not overlap."),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_how_sure_it_is(result, said):
    assert of_cohorts.differences(result) == [f"Attendance: {said}"]


def test_how_many_differences_stand_out_by_chance_is_said():
    known, unknown = difference(8, -3, 20), difference(8)
    assert of_cohorts.many(known[:0]) == ""
    assert of_cohorts.many(unknown).startswith("No difference has a confidence interval")
    assert "One difference has a confidence interval." in of_cohorts.many(known)
    assert "here, about 2" in of_cohorts.many(pd.concat([known] * 40))
    assert "One more difference has none." in of_cohorts.many(known, unknown)


def test_what_became_of_a_members_actions_is_grammatical_for_one_and_many():
    def of(*states):
        acted = [
            {"entry": f"a{n}", "cohort": "k", "learning_set": "A", "cycle": 1, "member": "m",
             "agreed_on": pd.Timestamp("2026-01-01"), "due": pd.Timestamp("2026-01-02")} for n in range(len(states))
        ]  # fmt: skip
        day = pd.Timestamp("2026-01-05")
        told = [
            {"entry": f"r{n}", "action": f"a{n}", "cycle": 2, "status": state, "reported_on": day}
            for n, state in enumerate(states) if state
        ]  # fmt: skip
        columns = ["entry", "action", "cycle", "status", "reported_on"]
        reports = pd.DataFrame(told, columns=columns).astype({"reported_on": "datetime64[us]", "status": "str"})
        meetings = pd.DataFrame({"held_on": pd.Series([], dtype="datetime64[us]")})
        made_of = SimpleNamespace(actions=pd.DataFrame(acted), action_reports=reports, meetings=meetings)
        return of_one.became(made_of, "2026-02-01")

    assert of("done") == "One action has been agreed. Outcomes by 1 February 2026 – done: 1."
    assert of(None) == (
        "One action has been agreed. Outcomes by 1 February 2026 – not reported yet: 1. One is overdue."
    )
    assert of("done", "partly", None) == (
        "3 actions have been agreed. Outcomes by 1 February 2026 – done: 1; partly done: 1; not reported yet: 1. "
        "2 are overdue."
    )


def test_entries_and_pairs_escape_what_people_typed():
    page = Page(None)
    shown = page.entries([Entry("<b>", "<i>", (("<u>", "a <s>\r\nb"),))])
    assert shown is not None
    told = shown.forms["text/html"]
    assert not re.search(r"<[bius]>", told)
    assert "a &lt;s&gt;<br>b" in told
    pairs = pd.DataFrame({"asked": ["<b>", "x_1"], "presenter": ["x_1", "<b>"], "questions": [2, 0]})
    crossed = page.crossed(pairs, "asked", "presenter", "questions", "Who")
    assert crossed is not None
    assert "<b>" not in crossed.forms["text/html"]
    assert "x_1</th>" in crossed.forms["text/html"]  # a code, as it is
    assert page.entries([]) is None
    assert page.crossed(pairs[:0], "asked", "presenter", "questions", "Who") is None
