"""Whatever is in a log, a report is made, and says what it left out."""

import re
import warnings
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import count

import pytest
import showing

import alsnb
from alsnb import Page, actions, sentences
from alsnb.log.revisions import revision
from alsnb.plausible import FIRST, LAST, date_fields, latest_today, number_fields
from alsnb.records import RECORDS, StageMinutes
from alsnb.reports import batch, task

HUGE = 2**63 - 1
NUMBERS = {"int64": (0, 1, 10_000, 10_001, 2**31, HUGE), "float64": (5e-324, 1e-6, 1e4, 1e6, 1.1e8, 1e308)}
DAYS = (date.min, date(24, 1, 1), FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1), date(2206, 2, 10), date.max)


@contextmanager
def course(path, more=list):
    """A log of six members and two meetings, to which records come as from elsewhere: nothing was asked about them."""
    with alsnb.open_log(path, create=True, author="T1") as log:
        log.add(alsnb.Cohort(cohort="2026", format="wales", planned_meetings=6))
        log.add(alsnb.LearningSet(learning_set="A"))
        log.add([alsnb.Member(member=f"A{each}", learning_set="A") for each in range(1, 7)])
        log.add([alsnb.Meeting(learning_set="A", cycle=c, held_on=f"2026-0{c}-10", minutes=120) for c in (1, 2)])
        for each in range(1, 7):
            member, due = f"A{each}", "2026-02-10" if each < 3 else "2026-05-10"
            action = log.add(alsnb.Action(member=member, cycle=1, what="x", agreed_on="2026-01-10", due=due))
            if each < 3:
                log.add(
                    alsnb.ActionReport(member=member, cycle=2, action=action, reported_on="2026-02-10", status="done")
                )
        log.take_over([revision(each, "A1") for each in more()])
        yield log


def of_a1(record, **fields):
    return record(
        cohort="2026", learning_set="A", **({"member": "A1"} if "member" in record.model_fields else {}), **fields
    )


def shown(notebook, log, **parameters):
    """What the cells of a notebook show."""
    return "\n".join(forms.get("text/plain", "") for forms in showing.shown(notebook, log=str(log), **parameters))


def extremes():
    """A record of each kind for each extreme of each of its numbers and dates."""
    member = count(1)
    reflection = of_a1(alsnb.Reflection, cycle=1, text="x", visibility="tutor")
    action = of_a1(alsnb.Action, cycle=1, what="x")
    basis = {
        alsnb.Member: {"learning_set": "A"}, alsnb.Issue: {"title": "x"}, alsnb.Action: {"what": "x"},
        alsnb.ActionReport: {"action": action.entry, "status": "done"}, alsnb.Reflection: {"text": "x"},
        alsnb.Attendance: {"status": "present"}, alsnb.Consent: {"purpose": "research", "given": True},
        alsnb.Coding: {"reflection": reflection.entry, "theme": "t", "coder": "T1", "present": True},
        alsnb.Rating: {"reflection": reflection.entry, "coder": "T1", "level": "reflection"},
        alsnb.Publication: {"report": "x", "figures": "[]"}, alsnb.LearningSet: {"learning_set": "A"},
    }  # fmt: skip
    made = [reflection, action, alsnb.Theme(cohort="2026", theme="t")]
    endless = {"planned_meetings": HUGE, "interval_weeks": 1e308, "planned_minutes": 1e308, "start": date.max}
    made.append(alsnb.Cohort(cohort="2026", format="wales", **endless))
    for record in RECORDS.values():
        if record in (alsnb.Theme, alsnb.Cohort):
            continue
        of = {name: record.model_fields[name].annotation for name in number_fields(record)}
        values = [(n, v) for n, kind in of.items() for v in NUMBERS["int64" if "int" in str(kind) else "float64"]]
        values += [(n, f"{v}T10:00+00:00" if n == "started_at" else v) for n in date_fields(record) for v in DAYS]
        if record is alsnb.Airtime:
            values += [("stages", [StageMinutes(stage="x", minutes=each)]) for each in NUMBERS["float64"]]
        for name, value in values:
            fields = {"cohort": "2026"} | {n: "A" for n in ("learning_set",) if n in record.model_fields}
            fields |= {"member": f"M{next(member)}"} if "member" in record.model_fields else {}
            fields |= {"cycle": next(member) % 7} if "cycle" in record.model_fields else {}
            fields |= {"held_on": "2026-03-10"} if record is alsnb.Meeting else {}
            fields |= basis.get(record, {}) | {name: value}
            if record is alsnb.Coding:
                fields["coder"] = f"T{next(member)}"
            with suppress(alsnb.RecordError):  # no record of this kind can say so
                made.append(record(**fields))
    return made


@pytest.fixture(scope="module")
def extreme(tmp_path_factory):
    path = tmp_path_factory.mktemp("extreme") / "log.db"
    with course(path, extremes):
        pass
    return path


@pytest.mark.parametrize("notebook", sorted({*task.reports()} - {"cohorts_compared"}))
def test_every_report_of_extreme_records_is_made(extreme, notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a write-up is written where one is
    with alsnb.open_log(extreme) as log:
        left_out = log.frames().left_out
    told_wrong = left_out.loc[left_out["kind"] == "member", "member"].iloc[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = shown(notebook, extreme, **({"member": told_wrong} if notebook == "member_portfolio" else {}))
    assert "cannot be right" in text
    assert not re.search(r"\binf\b|9,?223,?372|\d+e\+\d{3}", "\n".join(text.splitlines()[2:]))


def test_what_is_left_out_is_told_and_nobody_elses_figures_change(tmp_path):
    with course(tmp_path / "good.db"):
        good = shown("action_completion", tmp_path / "good.db")

    def wrong():
        action = of_a1(alsnb.Action, cycle=HUGE, what="x")
        report = of_a1(alsnb.ActionReport, cycle=2, action=action.entry, status="done")
        meeting = alsnb.Meeting(cohort="2026", learning_set="A", cycle=2, held_on="2026-02-10", minutes=1e308)
        return action, report, meeting

    with course(tmp_path / "log.db", wrong) as log:
        text = shown("action_completion", tmp_path / "log.db")
        minutes = log.frames().meetings["minutes"]
    assert (
        "One entry (meeting) is used without its “Minutes”, which cannot be right: 1e+308. One entry (action) is left "
        "out, because its “Cycle” cannot be right: 9,223,372,036,854,775,807. Run `alsnb check` to list them."
    ) in text
    told = [each for each in text.splitlines() if "cannot be right" in each]
    assert len(told) == 1
    assert text.replace(f"\n{told[0]}", "") == good
    assert minutes.tolist()[0] == 120
    assert minutes.isna().tolist() == [False, True]


def test_a_mistyped_year_moves_no_day_and_takes_no_report_away(tmp_path):
    """The report was made; it is only not known when."""
    with course(tmp_path / "good.db") as log:
        good, day = actions.completion(log.frames(), by=()), actions.judged_on(log.frames())
    with course(tmp_path / "log.db") as log:
        report = log.frames().action_reports["entry"][0]
        log.amend(report, reported_on=date(2206, 2, 10))
        frames = log.frames()
        assert actions.judged_on(frames) == day
        assert actions.completion(frames, by=()).equals(good)
        told = " ".join(sentences.left_out(frames))
    assert (
        "One entry (action report) is used without its “Reported on”, which cannot be right: 10 February 2206." in told
    )


@pytest.mark.parametrize("kind", ["meeting", "action", "report"])
def test_no_day_to_come_is_the_day_of_a_report(tmp_path, kind):
    later = latest_today() + timedelta(days=400)
    with course(tmp_path / "log.db") as log:
        frames = log.frames()
        entry, field = {
            "meeting": (frames.meetings["entry"][1], "held_on"),
            "action": (frames.actions["entry"][5], "agreed_on"),
            "report": (frames.action_reports["entry"][1], "reported_on"),
        }[kind]
        log.amend(entry, **{field: later})
        frames = log.frames()
        assert actions.judged_on(frames).date() == date(2026, 2, 10)
        assert f"dated {sentences.day(later)}, which is in the future." in " ".join(sentences.left_out(frames))


def test_a_set_and_a_member_are_told_of_their_own_alone(tmp_path):
    wrong = lambda: [  # noqa: E731
        alsnb.Action(cohort="2026", learning_set="A", member="A1", cycle=HUGE, what="x"),
        alsnb.Reflection(cohort="2026", learning_set="A", member="A2", cycle=HUGE, text="x", visibility="private"),
    ]
    with course(tmp_path / "log.db", wrong) as log:
        frames = log.frames()
    assert [*frames.left_out["kind"]] == ["action", "reflection"]
    assert [*frames.of(member="A2").left_out["kind"]] == ["reflection"]
    assert [*frames.of(member="A3").left_out["kind"]] == []
    assert [*frames.readable_by("tutor").left_out["kind"]] == ["action"]
    assert [*frames.of(learning_set="A").left_out["kind"]] == ["action", "reflection"]


def test_a_published_page_tells_no_number_of_what_is_left_out(tmp_path):
    with course(tmp_path / "log.db", lambda: [of_a1(alsnb.Action, cycle=HUGE, what="x")]) as log:
        frames = log.frames()
    said = Page(frames, publish="draft").title("Report").forms["text/plain"]
    assert said.splitlines()[1:] == ["Numbers and dates that cannot be right are left out."]


def test_the_whole_report_is_made(tmp_path):
    with course(tmp_path / "log.db", lambda: [of_a1(alsnb.Action, cycle=HUGE, what="x")]):
        pass
    (made,) = batch.make_one(*batch.tasks(tmp_path / "log.db", "action_completion"), tmp_path / "out")
    assert (
        "One entry (action) is left out, because its “Cycle” cannot be right: 9,223,372,036,854,775,807"
        in made.read_text()
    )
