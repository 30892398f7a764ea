"""Each choice that a record offers has one label, and lists and days read as people write them."""

import typing
from datetime import date

import pytest

import alsnb
from alsnb import words


def choices(record, field):
    annotation = record.model_fields[field].annotation
    for each in (annotation, *typing.get_args(annotation)):
        if typing.get_origin(each) is typing.Literal:
            return set(typing.get_args(each))
    raise AssertionError(f"{field} offers no choice")


@pytest.mark.parametrize(
    ("labels", "record", "field", "more"),
    [
        (words.ACTION_STATES, alsnb.ActionReport, "status", {"open"}),
        (words.READERS, alsnb.Reflection, "visibility", set()),
        (words.PURPOSES, alsnb.Consent, "purpose", set()),
        (words.ISSUE_KINDS, alsnb.Issue, "kind", set()),
        (words.CONTRIBUTION_TYPES, alsnb.Contribution, "kind", set()),
    ],
)
def test_each_choice_of_a_record_has_a_label_of_its_own(labels, record, field, more):
    assert set(labels) == choices(record, field) | more
    assert len({label.casefold() for label in labels.values()}) == len(labels)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, b", "c", "d"], "a, b; c; and d"),
        (["1,234 members", "c", "d"], "1,234 members, c and d"),
    ],
)
def test_a_list_reads_as_in_a_sentence(items, text):
    assert words.listing(items) == text


def test_a_day_has_no_leading_zero():
    assert words.day(date(2026, 11, 1)) == "1 November 2026"
    assert words.sentence("mary's log") == "Mary's log"
    assert words.sentence("") == ""
