"""Disclosure control: what leaves for anybody is rounded, by rules that are data.

A `Policy` is one TOML file: to what counts are rounded, how few people are too few, what shares and means need. A
`Measure` says what the columns of an analysis's result count: people, acts, shares of which whole, means, estimates of
a model, a curve. `protect` takes a result and a policy and returns the `Protected` result: the same rows as they may be
published, with a mark such as "<5" in place of what may not. It keeps nothing between two calls, so that the same log
gives the same figures, however often and in whatever order they are asked for.

A course adds its own policy as a file beside its log, which takes over from ``rounded`` what it does not say itself.
"""

from alsnb.disclosure.measures import MEASURES, Measure, measure_of
from alsnb.disclosure.policies import Policy, keys, load
from alsnb.disclosure.protecting import Known, Protected, Refused, protect
from alsnb.disclosure.rounding import Mark

__all__ = [
    "MEASURES", "Known", "Mark", "Measure", "Policy", "Protected", "Refused", "keys", "load", "measure_of", "protect",
]  # fmt: skip
