"""Whether an action is closed means one thing: on the board, in the student's log, in carry-over, in a report."""

from datetime import date
from typing import get_args

import pytest

import alsnb
from alsnb.records import CLOSED
from alsnb.reports.views import scope
from alsnb.widgets import SetMeeting, StudentLog

STATUSES = get_args(alsnb.ActionReport.model_fields["status"].annotation)


@pytest.mark.parametrize("status", [*STATUSES, None])
def test_everything_agrees_on_whether_an_action_is_closed(tmp_path, status):
    context = {"cohort": "c", "learning_set": "A"}
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add([
            alsnb.Cohort(cohort="c"), alsnb.LearningSet(**context), alsnb.Member(**context, member="A1"),
            *(alsnb.Meeting(**context, cycle=cycle, held_on=date(2026, cycle, 5)) for cycle in (1, 2)),
        ])  # fmt: skip
        action = log.add(alsnb.Action(**context, member="A1", cycle=1, what="ask"))
        if status is not None:
            report = {"action": action, "status": status, "reported_on": date(2026, 2, 5)}
            log.add(alsnb.ActionReport(**context, member="A1", cycle=2, **report))
        frames, promised = log.frames(), StudentLog(log, member="A1", cohort="c").view["promised"]
        opened = {
            "board": len(SetMeeting(log, cycle=3).view["meeting"]["due"]),
            "student's log": sum(each["stays_open"] for name in ("open", "reported") for each in promised[name]),
            "carry-over": alsnb.actions.carry_over(frames)["carried_over"].sum(),
            "report": len(scope.open_actions(frames)),
        }
    assert opened == dict.fromkeys(opened, int(status not in CLOSED))


def test_done_and_dropped_close_an_action_and_nothing_else_does():
    assert set(CLOSED) == {"done", "dropped"}
    assert set(CLOSED) < set(STATUSES)
    assert "done or dropped closes" in alsnb.ActionReport.model_fields["status"].description
