"""Policies are data: each shipped one is usable, and a course's own takes from the default what it does not say."""

from __future__ import annotations

import pytest

from alsnb.disclosure import Policy, keys, load
from alsnb.errors import DisclosureError
from alsnb.reports.paper.references import bibliography


def test_the_default_is_rounded():
    assert keys()[0] == "rounded"
    assert load() == load("rounded")


@pytest.mark.parametrize("key", keys())
def test_each_policy_names_sources_that_there_are_and_says_what_it_leaves_open(key):
    policy = load(key)
    assert {*policy.cites} <= {*bibliography()}
    assert bool(policy.leaves_open) == (key != "rounded")
    assert policy.in_words.endswith(".")


def test_a_courses_own_policy_says_only_what_differs(tmp_path):
    (tmp_path / "ours.toml").write_text('title = "Ours"\nbase = 10\nfewest = 10\n')
    ours = load("ours", tmp_path)
    assert (ours.key, ours.base, ours.fewest) == ("ours", 10, 10)
    assert ours.model_dump(exclude={"key", "title", "base", "fewest"}) == load().model_dump(
        exclude={"key", "title", "base", "fewest"}
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("base = 0\n", "base"), ("bases = 5\n", "bases"), ("base = \n", "Invalid value"), ('fewest = "few"\n', "fewest")],
)
def test_a_file_that_is_not_usable_is_told_by_its_name(tmp_path, text, told):
    (tmp_path / "ours.toml").write_text(text)
    with pytest.raises(DisclosureError, match=f"ours.toml.*{told}"):
        load("ours", tmp_path)


@pytest.mark.parametrize("name", ["strict", "../rounded", "/etc/passwd", "rounded.toml/x"])
def test_a_name_is_never_a_path(tmp_path, name):
    with pytest.raises(DisclosureError, match=r"not found: .* Use rounded, hesa or threshold"):
        load(name, tmp_path / "beside")


def test_every_rule_says_what_it_is_about():
    described = {name for name, each in Policy.model_fields.items() if each.description}
    assert described == {*Policy.model_fields} - {"key", "title"}
