"""One member's hand-ins change nothing of what is told of others: hundreds of them, in worlds made by chance.

`bench/impersonation.py` makes the same of a thousand worlds, which is more than 70,000 hand-ins, unless told otherwise.
"""

from one_member import attacked


def test_nothing_that_one_member_hands_in_changes_what_is_told_of_others(tmp_path):
    total, seed = 0, 0
    while total < 600:
        total += attacked(seed, tmp_path)
        seed += 1
