"""Disclosure control: published figures are rounded, by rules that are data.

A `Policy` is one TOML file: the base of the rounding, how few people are too few, and what shares and means require. A
`Measure` says what the columns of an analysis's result count: people, acts, shares of which total, means, model
estimates, a curve. `protect` takes a result and a policy and returns a `Protected` result: the same rows as they may be
published, with marks such as "<5" in place of what may not. It keeps nothing between two calls: the same log gives the
same figures, however often and in whatever order they are asked for.

A course can add its own policy as a file beside its log; what that file does not set is as in ``rounded``.
"""

from alsnb.disclosure.measures import MEASURES, Measure, measure_of
from alsnb.disclosure.policies import Policy, keys, load
from alsnb.disclosure.protected import Known, Protected, Refused
from alsnb.disclosure.protecting import protect
from alsnb.disclosure.rounding import Mark, mark_in_words

__all__ = [
    "MEASURES",
    "Known",
    "Mark",
    "Measure",
    "Policy",
    "Protected",
    "Refused",
    "keys",
    "load",
    "mark_in_words",
    "measure_of",
    "protect",
]
