"""A page to be published shows what disclosure control gives, says what was left out, and remembers nothing."""

import json
import re

import pandas as pd
import pytest

import alsnb
from alsnb import Page, actions, figures, participation, sentences, themes
from alsnb.analyses.themes.quotations import QUOTABLE
from alsnb.disclosure import Refused
from alsnb.reports import task
from alsnb.reports.publishing import Publication
from alsnb.sample import records


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    with alsnb.open_log(alsnb.log.SAMPLE) as log:
        return log.frames().readable_by("tutor")


@pytest.fixture
def page(frames):
    """A page to be published, of the sample."""
    return Page(frames, publish=True)


# The page


def test_a_table_shows_marks_in_place_of_small_numbers(page, frames):
    html = page.table(actions.completion(frames, by=()), "Actions").forms["text/html"]
    assert '<td class="number">&lt;5</td>' in html
    assert '<td class="number">145</td>' in html  # 143 due
    assert "79%" in html
    csv_like = page.table(actions.completion(frames, by=()), "Actions").forms["text/plain"]
    assert "143" not in csv_like


def test_a_table_says_below_which_rule_left_something_out_and_what_would_help(page, frames):
    html = page.table(themes.prevalence(frames), "Themes by cycle").forms["text/html"]
    assert "n&lt;20" in html
    assert (
        "Marked n&lt;20: fewer than 20 in this group. The whole course or a larger cohort may have this figure." in html
    )


def test_what_is_of_single_sets_is_not_there_and_it_is_said_what_may_be(page, frames):
    shown = page.table(participation.exposure(frames), "Meetings <held>")
    html = shown.forms["text/html"]
    assert "Meetings &lt;held&gt;: not published. It has figures of single sets" in html
    assert "Those of the whole cohort may be published" in html
    assert "<table" not in html
    assert "<table" in page.table(participation.exposure(frames, by=()), "Meetings").forms["text/html"]
    assert "<table" in page.table(participation.asking_network(frames, by=()), "Pairs").forms["text/html"]


def test_a_share_beside_a_hidden_count_is_drawn_as_the_range_in_which_it_lies(page, frames):
    alt = page.figure(figures.attendance, participation.attendance(frames)).forms["text/plain"]
    assert "Cycle 1: over 82%;" in alt
    assert re.search(r"3: 86% \(65% to 95%\)", alt)
    bars = page.figure(figures.action_states, actions.completion(frames)).forms["text/plain"]
    assert "Cycle 1: all but <5 done, <5 partly done" in bars


def test_the_alternative_text_of_themes_by_cycle_names_a_cycle_once():
    shares = pd.DataFrame({"theme": "trust", "cycle": [1, 2], "coded_reflections": 40, "with_theme": [12, None],
                           "members": 20, "prevalence": [0.3, None]})  # fmt: skip
    assert "trust: 30% in cycle 1." in figures.prevalence_by_cycle(shares).get_label()


def test_sentences_say_few_and_all_but_few_in_words(page, frames):
    def said(*what):
        return page.say(*what).forms["text/plain"]

    completed = said(sentences.completion, actions.completion(frames, by=()))
    assert completed.startswith("145 actions were due. 115 were done. Completion rate: 79% (95% CI 70% to 90%).")
    assert "partly done: fewer than 5; changed: fewer than 5; not done: 15; dropped: fewer than 5" in completed
    assert said(sentences.airtime, participation.airtime(frames, by=())).startswith(
        "90 airtimes were recorded. All but fewer than 5 of the 31 members presented. Mean length in minutes: 30"
    )
    assert "has 31 members. There are 5 sets." in page.cohort().forms["text/plain"]
    one_set = participation.attendance(frames, by="learning_set").head(1)
    assert "Attendance: not published. It has figures of single sets" in said(sentences.attendance, one_set)


def test_the_audience_is_told_the_rules_and_that_a_later_report_may_differ(page, frames):
    told = page.audience().forms["text/plain"]
    assert told.startswith("This report may be published. Counts are rounded to the nearest five")
    assert told.endswith("if a count has crossed a rounding or suppression threshold.")


def test_passages_are_of_themes_of_enough_people_and_of_nobody_in_particular(frames):
    counts = themes.prevalence(frames, by=()).set_index("theme")["members"]
    theme = counts.index[0]
    passages = pd.DataFrame(
        {"theme": [theme, "unheard of"], "passage": ["[member A1] said so", "x"], "member": ["a", "b"]}
    )
    with pytest.raises(Refused, match="names redacted"):
        Publication(frames).protect(passages)
    passages.attrs[QUOTABLE] = True
    found = Publication(frames).protect(passages)
    assert found.result.to_dict("records") == [{"theme": theme, "passage": "[name] said so"}]
    assert found.notes == ("Excerpts are given for themes that at least 5 members wrote about.",)


def test_a_cohort_names_its_policy(frames, tmp_path):
    from dataclasses import replace

    exact = replace(frames, cohorts=frames.cohorts.assign(disclosure="threshold"))
    assert Publication(exact).protect(actions.completion(exact, by=())).cells["due_actions"][0] == 143
    (tmp_path / "ours.toml").write_text("base = 10\n")
    own = replace(frames, cohorts=frames.cohorts.assign(disclosure="ours"), folder=tmp_path)
    assert Publication(own).protect(actions.completion(own, by=())).cells["due_actions"][0] == 140
    with pytest.raises(alsnb.DisclosureError, match="not found: 'strict'"):
        Page(replace(frames, cohorts=frames.cohorts.assign(disclosure="strict")), publish=True)


def test_the_smallest_cell_steers_nothing(frames):
    from dataclasses import replace

    result = actions.completion(frames, by=())
    before = Publication(frames).protect(result).cells
    after = Publication(replace(frames, cohorts=frames.cohorts.assign(smallest_cell=1))).protect(result).cells
    assert before.equals(after)


def test_a_figure_of_ones_own_is_refused(page, frames):
    def own(ax, result):
        raise AssertionError("not to be drawn")

    with pytest.raises(alsnb.ReportError, match="draws only with"):
        page.figure(own, participation.attendance(frames))


def test_other_words_than_those_of_sentences_are_refused(page, frames):
    attended = participation.attendance(frames)["attended"].iloc[0]
    for show in (page.say, page.paragraph, page.listed):
        for other in (f"{attended} came", lambda: f"{attended} came", sentences.digits):
            with pytest.raises(alsnb.ReportError, match="contains only what"):
                show(other)
    with pytest.raises(alsnb.ReportError, match="contains only what"):
        page.say(sentences.digits, attended)


def test_for_the_course_team_nothing_is_rounded(frames):
    page = Page(frames)
    assert ">143<" in page.table(actions.completion(frames, by=()), "Actions").forms["text/html"]
    assert page.say("Anything at all")._repr_mimebundle_()[1] == {}


# The report


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "s.db", create=True) as made:
        made.add(list(records(sets=3, members=24, cycles=3)))
    return tmp_path / "s.db"


def notebook(folder, *cells, publish=True):
    head = ["log = cohort = purpose = as_of = None\npublish = False"]
    head.append(
        "import alsnb\nframes = alsnb.open_log(log).frames(cohort)\npage = alsnb.Page(frames"
        + (", publish=publish)" if publish else ")")
    )
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {"tags": ["parameters"] * (n == 0)}, "execution_count": None,
         "outputs": [], "source": source}
        for n, source in enumerate([*head, *cells])
    ]  # fmt: skip
    path = folder / "own.ipynb"
    path.write_text(
        json.dumps(
            {
                "cells": made,
                "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "p"}},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
    )
    return path


def test_a_report_is_published_again_and_again_the_same_and_the_log_remembers_nothing(log, tmp_path):
    with alsnb.open_log(log) as opened:
        before = opened.fingerprints()
    first = alsnb.report(log, tmp_path / "one", publish=True)
    assert first.name == "cohort_report-sample-public.html"
    assert "alsnb_published" not in first.read_text()
    alsnb.report(log, tmp_path / "two", notebook="participation", publish=True)
    second = alsnb.report(log, tmp_path / "two", publish=True)
    without_ids = [
        re.sub(r'(id|href|clip-path)="[^"]*"|url\(#[^)]*\)', "", each.read_text()) for each in (first, second)
    ]
    assert without_ids[0] == without_ids[1]
    with alsnb.open_log(log) as opened:
        assert opened.fingerprints() == before


def test_what_an_older_log_remembers_of_publications_is_kept_and_steers_nothing(log, tmp_path):
    with alsnb.open_log(log) as opened:
        known = opened.frames().readable_by("tutor")
        shown = Publication(known).protect(participation.attendance(known)).cells
        opened.add(alsnb.Publication(cohort="sample", published_on="2026-05-03", report="x", figures="{"))
        now = opened.frames().readable_by("tutor")
        assert len(now.publications) == 1
        assert Publication(now).protect(participation.attendance(now)).cells.equals(shown)


@pytest.mark.parametrize(
    ("cells", "publish"),
    [
        (["print(frames.members)"], True),
        (["frames.members"], True),
        (["page.table(alsnb.participation.attendance(frames, by='member'), 'All')"], False),
    ],
)
def test_a_notebook_cannot_show_what_has_not_been_judged(log, tmp_path, cells, publish):
    own = notebook(tmp_path, *cells, publish=publish)
    with pytest.raises(alsnb.ReportError, match=r"Cell (3|4) shows"):
        alsnb.report(log, tmp_path / "out", notebook=own, publish=True)
    assert not list((tmp_path / "out").glob("*.html"))


def test_a_notebook_that_begins_its_page_twice_is_refused(log, tmp_path):
    again = "page = alsnb.Page(frames, publish=publish)\npage.table(alsnb.participation.attendance(frames), 'Again')"
    own = notebook(tmp_path, "page.table(alsnb.participation.attendance(frames), 'Once')", again)
    with pytest.raises(alsnb.ReportError, match="makes one page only"):
        alsnb.report(log, tmp_path / "out", notebook=own, publish=True)


@pytest.mark.parametrize(
    "name", sorted(each for each in task.reports() if task.about(task.notebooks() / f"{each}.ipynb") == "cohort")
)
def test_every_report_of_a_cohort_can_be_published(log, tmp_path, name):
    html = alsnb.report(log, tmp_path, notebook=name, publish=True).read_text()
    assert "does not know what it counts" not in html
    assert "Traceback" not in html
