"""One member's hand-ins change nothing of what is told of others: 2,000 of them, in worlds made by chance."""

from one_member import attacked


def test_nothing_that_one_member_hands_in_changes_what_is_told_of_others(tmp_path):
    total, seed = 0, 0
    while total < 2_000:
        total += attacked(seed, tmp_path)
        seed += 1
