"""Who may read, add, change and delete what in a shared log: the list that the tests check cell by cell.

It was written from the requirements, not from the rules on the server. `python tests/log/access_matrix.py >
docs/access.md` makes the table that people read.
"""

from __future__ import annotations

import sys
from itertools import groupby
from typing import NamedTuple

RELATIONS = {
    "writer": "the member who wrote it",
    "mate": "a member of the same set",
    "facilitator": "the set's facilitator",
    "tutor": "the cohort's tutor",
    "other_set": "a member of another set",
    "other_facilitator": "another set's facilitator",
    "namesake": "a member with the same code in another cohort",
    "other_tutor": "another cohort's tutor",
    "researcher": "the cohort's researcher",
    "other_researcher": "another cohort's researcher",
    "revoked": "a user whose access was revoked",
    "stranger": "any other database user",
    "owner": "the log's owner",
}
"""The relation of a database user to a row: the columns of the grid."""

# r: reads it.  p: finds it in `alsnb_api.research()`, under pseudonyms.  a: adds it, signed with their own code.
# s: adds it, signed with someone else's code.  Nobody changes or deletes anything, so there is no letter for that.
GRID = """
what                               writer mate facilitator tutor other_set other_facilitator namesake other_tutor researcher other_researcher revoked stranger owner

cohort                             r      r    r           ras   r         r                 -        -           p          -                -       -        ras
cohort, sealed                     r      r    r           ras   r         r                 -        -           -          -                -       -        ras
learning_set                       r      r    ra          ras   -         -                 -        -           p          -                -       -        ras
member                             r      r    r           ras   -         -                 -        -           p          -                -       -        ras
meeting                            ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
attendance                         ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
issue                              ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
airtime                            ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
contribution                       ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
action                             ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
action_report                      ra     ra   ra          ras   -         -                 -        -           p          -                -       -        ras
theme                              -      -    -           ras   -         -                 -        -           p          -                -       -        ras
publication                        -      -    -           ras   -         -                 -        -           p          -                -       -        ras

reflection, private                ra     -    -           as    -         -                 -        -           -          -                -       -        ras
reflection, set                    ra     r    r           as    -         -                 -        -           -          -                -       -        ras
reflection, tutor                  ra     r    r           ras   -         -                 -        -           p          -                -       -        ras
reflection, earlier: private       ra     -    -           as    -         -                 -        -           -          -                -       -        ras
reflection, earlier: set           ra     -    -           as    -         -                 -        -           -          -                -       -        ras
reflection, earlier: tutor         ra     -    -           as    -         -                 -        -           -          -                -       -        ras
reflection, no longer: tutor       ra     -    -           as    -         -                 -        -           -          -                -       -        ras

consent                            ra     -    -           ras   -         -                 -        -           p          -                -       -        ras
consent, sealed                    ra     -    -           as    -         -                 -        -           -          -                -       -        ras

coding, of private                 -      -    -           as    -         -                 -        -           -          -                -       -        ras
coding, of set                     -      -    -           as    -         -                 -        -           -          -                -       -        ras
coding, of tutor                   -      -    -           ras   -         -                 -        -           p          -                -       -        ras
rating, of private                 -      -    -           as    -         -                 -        -           -          -                -       -        ras
rating, of set                     -      -    -           as    -         -                 -        -           -          -                -       -        ras
rating, of tutor                   -      -    -           ras   -         -                 -        -           p          -                -       -        ras
"""  # noqa: E501

SAID = {
    "cohort": "the cohort, once consent is released",
    "cohort, sealed": "the cohort, while consent is sealed",
    "learning_set": "the set",
    "member": "the set's members (sets and levels; no names)",
    "meeting": "meetings",
    "attendance": "attendance",
    "issue": "issues",
    "airtime": "airtimes",
    "contribution": "contributions",
    "action": "actions",
    "action_report": "action reports",
    "theme": "the codebook",
    "publication": "publications about the cohort",
    "reflection, private": "a reflection marked private",
    "reflection, set": "a reflection shared with the set",
    "reflection, tutor": "a reflection shared with the tutor",
    "reflection, earlier: private": "an earlier version, private, of a reflection now shared with the tutor",
    "reflection, earlier: set": "an earlier version, shared with the set, of a reflection now shared with the tutor",
    "reflection, earlier: tutor": "an earlier version, shared with the tutor, of a reflection still shared so",
    "reflection, no longer: tutor": "an earlier version, shared with the tutor, of a reflection now private",
    "consent": "consents, once released",
    "consent, sealed": "consents, while sealed",
    "coding, of private": "codings of a private reflection",
    "coding, of set": "codings of a reflection shared with the set",
    "coding, of tutor": "codings of a reflection shared with the tutor",
    "rating, of private": "ratings of a private reflection",
    "rating, of set": "ratings of a reflection shared with the set",
    "rating, of tutor": "ratings of a reflection shared with the tutor",
}
"""The rows of the grid, in words."""


class Cell(NamedTuple):
    """What users in one relation to a row may do with it."""

    what: str
    who: str
    may: frozenset[str]

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self.what.split(",")[0]


def cells() -> list[Cell]:
    """Return every cell of the grid."""
    lines = [line for line in GRID.splitlines() if line]
    columns = lines[0].split()[1:]
    if columns != list(RELATIONS):
        raise ValueError("the columns of the grid are not the relations")
    found = []
    for line in lines[1:]:
        what, *letters = line.rsplit(maxsplit=len(columns))
        found += [Cell(what, who, frozenset(may) - {"-"}) for who, may in zip(columns, letters, strict=True)]
    return found


def _in_words(may: frozenset[str]) -> str:
    parts = ["reads"] * ("r" in may) + ["pseudonymised"] * ("p" in may)
    adds = "adds for others too" if "s" in may else "adds" if "a" in may else ""
    return ", ".join([*parts, *([adds] if adds else [])]) or "–"


def table() -> str:
    """Return the grid as a Markdown table, with equal columns combined, and equal rows too."""
    found = cells()
    by_who = {who: [cell.may for cell in found if cell.who == who] for who in RELATIONS}
    columns: dict[tuple[frozenset[str], ...], list[str]] = {}
    for who, mays in by_who.items():
        columns.setdefault(tuple(mays), []).append(who)
    heads = [_head(whos) for whos in columns.values()]
    whats = [cell.what for cell in found if cell.who == "owner"]
    rows = [[mays[place] for mays in columns] for place in range(len(whats))]
    lines = [f"| | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for row, group in groupby(range(len(whats)), key=lambda place: rows[place]):
        said = "; ".join(SAID[whats[place]] for place in group)
        lines.append(f"| {said} | {' | '.join(map(_in_words, row))} |")
    return "\n".join(lines)


def _head(whos: list[str]) -> str:
    return "; ".join(RELATIONS[who] for who in whos)


ABOUT = """\
# Access to a shared log

Made by `python tests/log/access_matrix.py > docs/access.md` (part of `make data`); do not edit.
`tests/log/test_access.py` tries every cell of the table on a PostgreSQL server, as each kind of user.

- **A member** sees all of their own entries, and what their set records together: its members, meetings, attendance,
  issues, airtimes, contributions and actions. Others see only the newest version of a reflection, and only if it is
  shared with them; earlier versions stay with the writer. If a reflection is marked private again, nobody else can
  see it any longer.
- **A facilitator** sees and records what the set records, in the sets they facilitate, and sees what is shared with
  the set.
- **A tutor** sees what their cohort's sets record, the reflections shared with the tutor, and the codings and ratings
  of those. Tutors see consents only once they are released; they may postpone the release, but not bring it forward.
  Tutors gather what others hand in, so they may add anything in their cohort in anyone's name. An entry that the log
  says a member signed may therefore have been added by the tutor.
- **A researcher** cannot read revisions. `alsnb_api.research()` (and `research_reflections()`, `research_actions()` …)
  returns the entries of members who consent to research today, in cohorts whose consent is released, and only
  reflections shared with the tutor. Pseudonyms replace codes and ids, and anything that may be another person's words
  is left out.
- **The owner** of the log sees and adds everything, and is the only one who gives access: `alsnb server grant`,
  `revoke`, `users`.

**Nobody can change or delete entries**, not even the owner: entries are only added. There are two exceptions, each a
function that records who used it and when. A tutor of the cohort may erase a member, including the codings and ratings
of the member's reflections, and may delete the words of entries that the member withdrew.

**Only the owner has privileges on tables and views.** Users have EXECUTE on the functions of the schema `alsnb_api`,
which run with the owner's rights and return only what the table below allows. R, psql and other programs call the same
functions, for example `SELECT * FROM alsnb_api.reflections()`.
[tests/log/test_server_attacks.py](../tests/log/test_server_attacks.py) tries to get around them as each kind of user:
through the catalogue, query plans and their counts, guesses, cursors, settings, locks and size.

"Adds" means adding a new entry, or a new version of an existing one, signed with one's own code; "for others too" means
signed with any code. Members and facilitators cannot add anything about a member of another set.

"""

LIMITS = """

## What users can still find out

- The size of the log, and when something is written. PostgreSQL's catalogue shows the sizes of tables,
  `pg_stat_activity` shows who is connected, and the time and pages of a call that reads everything depend on how much
  there is. (If a superuser made the log, users cannot read the statistics on rows and sizes; `pg_class.reltuples`
  remains.)
- Whether an entry exists, if they know or can guess its id: `EXPLAIN (ANALYZE, BUFFERS)` counts the pages that a
  function reads, and time can be measured. The ids of attendance, meetings, codings and ratings follow from codes, so
  anyone who knows the codes can find out that another set met or that someone's attendance was recorded, but not its
  content. Consents have ids that can be guessed too, but their existence does not change the pages read; whether it
  changes the time taken was not examined.
- Whether a reflection was amended, if they use the log and know its id.
- Whether an id is taken, if they know it and try to add it again; and whether a member code is used in another set of
  the cohort, if they try to record something about it. Whether the identical revision exists is revealed only to those
  who may read it or added it; for revisions from before this was recorded, also to the cohort's tutors.
- The number of a member's entries: a tutor can start to erase the member and roll back.
- The ids of erased entries: any tutor of the cohort.
- Everything: the owner of the log, and anyone who administers the server. They can also disable the triggers that keep
  revisions from being changed; a bundle, or a copy kept elsewhere, shows whether they did.

The time of an entry is that of the writer's computer. It cannot be in the future, but it can be wrongly in the past.

## What one user cannot do to others

Users cannot lock a table. An open transaction stops nobody from reading or saving. An erasure waits two seconds for it
(during which others' saves wait too), and other administrative commands five; then the error names the session, and the
owner may end it. Text size, connections and daily additions are limited: [server.md](server.md) lists the limits and
says which of them users can change. One thing limits do not prevent: a user who keeps running large computations in all
of their connections slows the server down for everyone. In that case, end the sessions and revoke the login.
"""


def document() -> str:
    """The page `docs/access.md`."""
    return ABOUT + table() + LIMITS


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document())
