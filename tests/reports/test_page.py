"""What stands on a page: hostile text is escaped, an estimate keeps its interval, and what is left out is said."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from alsnb import AlsnbError, Cohort, Page, figures
from alsnb.reports.page import Shown

SCRIPT = "<script>alert('1')</script>\"&"
ESCAPED = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&#34;&amp;"

page = Page(None)


def html(shown: Shown) -> str:
    return shown.forms["text/html"]


def cells(shown: Shown, tag: str = "td") -> list[str]:
    """What stands in each cell, its mark-up kept."""
    return re.findall(rf"<{tag}(?: [^>]*)?>(.*?)</{tag}>", html(shown))


def rates(count: int = 1) -> pd.DataFrame:
    row = {"attendance_rate": 0.5, "attendance_rate_low": 0.25, "attendance_rate_high": 0.75}
    return pd.DataFrame([{"cycle": cycle, "expected": 4, **row} for cycle in range(1, count + 1)])


def themes(name: str) -> pd.DataFrame:
    row = {"prevalence": 0.5, "prevalence_low": 0.25, "prevalence_high": 0.75}
    return pd.DataFrame([{"theme": name, "coded_reflections": 4, "with_theme": 2, **row}])


# Words


def test_a_title_names_the_cohort_and_its_module(frames_of):
    shown = Page(frames_of(Cohort(cohort="k", module="Leading change"))).title("Report")
    assert html(shown) == '<h1>Report: cohort k</h1><p class="subtitle">Leading change</p>'
    assert shown.forms["text/plain"] == "Report: cohort k"
    assert html(Page(frames_of(Cohort(cohort="k"))).title("Report")) == "<h1>Report: cohort k</h1>"


def test_a_hostile_cohort_and_module_are_escaped_in_the_title(frames_of):
    shown = Page(frames_of(Cohort(cohort=SCRIPT, module=SCRIPT))).title("Report")
    assert html(shown).count(ESCAPED) == 2
    assert "<script" not in html(shown)


def test_sentences_make_one_paragraph_without_the_empty_ones():
    shown = page.say("One.", "", "Two.")
    assert shown.forms == {"text/html": "<p>One. Two.</p>", "text/plain": "One. Two."}


def test_sentences_make_a_list_without_the_empty_ones():
    shown = page.listed("One.", "", "Two.")
    assert shown.forms == {"text/html": "<ul><li>One.</li><li>Two.</li></ul>", "text/plain": "- One.\n- Two."}


@pytest.mark.parametrize("show", [page.say, page.listed])
def test_hostile_sentences_are_escaped(show):
    assert ESCAPED in html(show(SCRIPT))
    assert "<script" not in html(show(SCRIPT))


# Tables


def test_a_table_gives_an_estimate_and_its_interval_in_one_cell():
    shown = page.table(rates(), "Who came")
    assert cells(shown, "th") == ["Cycle", "Expected", "Attendance rate"]
    assert cells(shown) == ["1", "4", '50% <span class="interval">(25% to 75%)</span>']


def test_an_estimate_without_an_interval_stands_alone_and_a_missing_one_is_a_dash():
    result = pd.concat([rates(2), rates()], ignore_index=True)
    result.loc[0, ["attendance_rate_low", "attendance_rate_high"]] = np.nan
    result.loc[1, ["attendance_rate", "attendance_rate_low", "attendance_rate_high"]] = np.nan
    assert cells(page.table(result, "Who came"))[2::3][:2] == ["50%", "–"]


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("minutes", 1234.0, "1,234"),
        ("minutes", 31.25, "31.2"),
        ("voice_equity", 0.8125, "0.81"),
        ("share_of_contributions", 0.256, "26%"),
        ("contributions", 12345, "12,345"),
        ("is_due", True, "yes"),
        ("is_due", False, "no"),
        ("on", pd.Timestamp(2026, 6, 29), "29\N{NO-BREAK SPACE}June\N{NO-BREAK SPACE}2026"),
        ("kind", "closed_question", "closed question"),
        ("state", "not_done", "not done"),
        ("theme", "time_management", "time_management"),
        ("member", "a_1", "a_1"),
    ],
)
def test_a_value_is_shown_as_what_it_is(column, value, shown):
    assert cells(page.table(pd.DataFrame({column: [value]}), "Values")) == [shown]


def test_an_estimate_that_happens_to_be_whole_keeps_its_digits():
    result = pd.DataFrame({"mean_minutes": [9.0], "mean_minutes_low": [8.0], "mean_minutes_high": [9.5]})
    assert cells(page.table(result, "Airtime")) == ['9.00 <span class="interval">(8.00 to 9.50)</span>']


@pytest.mark.parametrize(
    ("values", "shown"),
    [([4.5, 5.0], ["4.50", "5.00"]), ([4.0, 5.0], ["4", "5"]), ([24.5, 31.0, 9.25], ["24.5", "31.0", "9.2"])],
)
def test_the_numbers_of_a_column_are_written_alike(values, shown):
    assert cells(page.table(pd.DataFrame({"median_words": values}), "Writing")) == shown


def test_numbers_among_withheld_ones_are_written_like_any():
    numbers = {"completion": 0.41379, "completion_low": 0.25, "completion_high": 0.6, "mean_minutes": 28.633333}
    result = pd.DataFrame([numbers, dict.fromkeys(numbers)]).astype(object)  # as disclosure control leaves them
    shown = cells(page.table(result, "Actions"))
    assert shown[:2] == ['41% <span class="interval">(25% to 60%)</span>', "28.6"]


def test_a_difference_of_nought_has_no_sign_and_says_of_which_cohort_it_is():
    points = {f"percentage_points{end}": [value] for end, value in (("", -0.2), ("_low", -4.0), ("_high", 0.3))}
    result = pd.DataFrame({"measure": ["attendance"], "cohort": ["b"], "compared_with": ["a"], **points})
    shown = page.table(result, "Differences")
    assert cells(shown, "th") == ["Measure", "Cohort", "Compared with", "Percentage points"]
    assert cells(shown)[-1] == '0 <span class="interval">(-4 to 0)</span>'


def test_columns_of_which_nothing_is_known_are_left_out():
    shown = page.table(rates().assign(minutes=np.nan), "Who came")
    assert cells(shown, "th") == ["Cycle", "Expected", "Attendance rate"]


def test_the_cohort_is_named_only_where_there_are_several():
    one = pd.DataFrame({"cohort": ["k", "k"], "learning_set": ["s", "t"]})
    assert cells(page.table(one, "Sets"), "th") == ["Set"]
    assert cells(page.table(one.assign(cohort=["k", "l"]), "Sets"), "th") == ["Cohort", "Set"]


def test_numbers_are_marked_as_numbers_and_words_are_not():
    shown = html(page.table(pd.DataFrame({"theme": ["hope"], "with_theme": [3]}), "Themes"))
    assert '<td>hope</td><td class="number">3</td>' in shown
    assert '<th scope="col">Theme</th><th scope="col" class="number">With theme</th>' in shown


def test_a_hostile_caption_column_and_value_are_escaped():
    shown = html(page.table(pd.DataFrame({SCRIPT: ["a"], "theme": [SCRIPT]}), SCRIPT))
    assert f"<caption>{ESCAPED}</caption>" in shown
    assert f'aria-label="{ESCAPED}"' in shown
    assert f"<td>{ESCAPED}</td>" in shown
    assert "<script" not in shown.lower()
    ElementTree.fromstring(shown)  # quotes and brackets leave the mark-up whole


@pytest.mark.parametrize(
    ("rows", "most", "shown", "note"),
    [
        (5, 5, 5, None),
        (5, 4, 4, "One more row is not shown."),
        (5, 2, 2, "3 more rows are not shown."),
        (60, 40, 40, "20 more rows are not shown."),
    ],
)
def test_a_long_table_says_how_many_rows_it_leaves_out(rows, most, shown, note):
    made = page.table(rates(rows), "Who came", most=most)
    assert cells(made)[::3] == [str(cycle) for cycle in range(1, shown + 1)]
    assert re.findall(r'<p class="note">(.*?)</p>', html(made)) == ([note] if note else [])


def test_sixty_rows_are_shown_by_default():
    assert len(cells(page.table(rates(80), "Who came"))) == 60 * 3


def test_a_folded_table_shows_its_caption_and_holds_its_rows():
    folded = html(page.table(rates(2), "Who <came>", folded=True))
    assert folded.startswith("<details><summary>Who &lt;came&gt;")
    assert folded.count("<tr>") == 3


def test_no_rows_no_table():
    assert page.table(rates()[:0], "Who came") is None


def test_a_table_can_be_read_as_plain_text():
    plain = page.table(rates(), "Who came").forms["text/plain"]
    assert plain.startswith("Who came\n")
    assert "0.5" in plain


# Figures


def test_a_figure_is_an_image_with_its_text():
    shown = page.figure(figures.attendance, rates(3))
    svg = shown.forms["image/svg+xml"]
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert root.get("role") == "img"
    assert "3: 50% (25% to 75%)" in root.get("aria-label")
    assert shown.forms["text/plain"] == root.get("aria-label")
    assert shown.metadata == {"image/svg+xml": {"alt": root.get("aria-label")}}


def test_a_hostile_name_stays_text_in_the_figure():
    svg = page.figure(figures.prevalence, themes(SCRIPT + "-->")).forms["image/svg+xml"]
    assert SCRIPT in ElementTree.fromstring(svg).get("aria-label")
    assert "<script" not in svg
    assert unescape(ESCAPED) == SCRIPT
    assert not list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}script"))


def test_the_same_result_gives_the_same_image():
    first, second = (page.figure(figures.attendance, rates(3)).forms["image/svg+xml"] for _ in range(2))
    assert first == second


def test_nothing_to_draw_no_figure():
    assert page.figure(figures.attendance, rates()[:0]) is None


def test_other_mistakes_of_a_figure_are_not_hidden():
    with pytest.raises(AlsnbError, match="prevalence"):
        page.figure(figures.prevalence, rates())


def test_jupyter_gets_every_form_and_the_alternative_text():
    shown = page.figure(figures.attendance, rates())
    assert shown._repr_mimebundle_() == (shown.forms, shown.metadata)


def test_columns_of_sentences_are_told_apart_and_keys_may_be_broken():
    rules = pd.DataFrame({"rule": ["stage:outline"], "says": ["an airtime has the stage: Outline"], "observed": [3]})
    html = page.table(rules, "Rules").forms["text/html"]
    assert "stage:<wbr>outline" in html
    assert "the stage: Outline" in html
    assert re.findall(r'<th scope="col"( class="\w+")?>', html) == ["", ' class="long"', ' class="number"']
