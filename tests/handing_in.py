"""A course whose members hand in, and what somebody with a text editor can hand in."""

import uuid_utils
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.exchange import bundles
from alsnb.log.revisions import digest, entry_of, revision

DAY = 86_400_000
FUTURE = 7_258_118_399_999
"""The last moment that a bundle may name, the end of 2199."""
MARCH = 1_772_323_200_000
"""1 March 2026, in milliseconds since 1970."""


def id_of(at):
    return str(uuid_utils.uuid7(nanoseconds=at * 1_000_000))


def say(record, *, author="A1", id=None, entry=None):
    """What somebody with a text editor can write: a record under any ids, by any author."""
    made = revision(record, author, id or alsnb.new_id())
    made = made._replace(entry=entry or (made.id if not record.key and id is None else entry_of(record)))
    return made._replace(digest=digest(made))


def context(member="A1", cycle=1):
    return {"cohort": "C", "learning_set": member[0], "member": member, "cycle": cycle}


def world():
    """What a tutor's log holds: two sets of two, with something of every kind, and texts that tell them apart."""
    made = [alsnb.Cohort(cohort="C", module="M", format="wales", consent_release="2026-01-01")]
    for learning_set in "AB":
        made.append(alsnb.LearningSet(cohort="C", learning_set=learning_set, ground_rules=("listen",)))
        made.append(alsnb.Meeting(cohort="C", learning_set=learning_set, cycle=1, held_on="2026-01-10", summary="met"))
    made.append(alsnb.Theme(cohort="C", theme="listening", description="hearing others out"))
    for member in ("A1", "A2", "B1", "B2"):
        who = context(member)
        made.append(alsnb.Member(cohort="C", learning_set=member[0], member=member, role="head", last_cycle=6))
        made.append(alsnb.Consent(cohort="C", member=member, purpose="research", given=True, on="2026-01-02"))
        made.append(alsnb.Attendance(**who, status="absent"))
        airtime = alsnb.Airtime(**who, minutes=30)
        action = alsnb.Action(**who, airtime=airtime.entry, what=f"do {member}", due="2026-02-10")
        report = alsnb.ActionReport(
            **context(member, 2), action=action.entry, status="done", learning=f"learnt {member}"
        )
        written = alsnb.Reflection(**who, prompt="p", text=f"by {member}", visibility="tutor")
        made += [airtime, alsnb.Contribution(**who, presenter=member, kind="support"), action, report, written]
        for coder in ("T1", "T2"):
            made.append(alsnb.Coding(**who, reflection=written.entry, theme="listening", coder=coder, present=True))
    return made


def say_own(record):
    return revision(record, record.member)._replace()


def cohort_id():
    return entry_of(alsnb.Cohort(cohort="C"))


def own(**more):
    return alsnb.Contribution(**context(), kind="support", **more)


def hand_in(folder, *revisions, name="hand-in-A1.jsonl", member="A1", cohort="C", tombstones=(), **manifest):
    path = folder / "in" / name
    bundles.write(path, bundles.Bundle(list(revisions), list(tombstones), cohort, member, **manifest))
    return path


def gather(folder, *options):
    said = CliRunner().invoke(main, ["gather", str(folder / "in"), str(folder / "all.db"), *map(str, options)])
    assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
    return said


def frames(folder):
    with alsnb.open_log(folder / "all.db") as log:
        return rows(log.frames())


def rows(found, besides=None):
    """Every row of every frame, but for those of one member."""
    return sorted(
        (name, sorted((column, str(value)) for column, value in row.items() if column != "recorded_at"))
        for name in found.names()
        for row in getattr(found, name).to_dict("records")
        if besides is None or row.get("member") != besides
    )


def others(folder):
    with alsnb.open_log(folder / "all.db") as log:
        return rows(log.frames(), besides="A1")


def entry_in(folder, frame, member):
    with alsnb.open_log(folder / "all.db") as log:
        found = getattr(log.frames(), frame)
        return str(found[found["member"] == member]["entry"].iloc[0])
