"""Who may read, add, change and delete what in a shared log: the list that the tests try out cell by cell.

Written from what was asked for, not from the rules on the server. `python tests/log/access_matrix.py > docs/access.md`
makes the table that people read.
"""

from __future__ import annotations

import sys
from itertools import groupby
from typing import NamedTuple

RELATIONS = {
    "writer": "the member whose it is",
    "mate": "a member of the same set",
    "facilitator": "the set's facilitator",
    "tutor": "the cohort's tutor",
    "other_set": "a member of another set",
    "other_facilitator": "another set's facilitator",
    "namesake": "a member with the same code in another cohort",
    "other_tutor": "another cohort's tutor",
    "researcher": "the cohort's researcher",
    "other_researcher": "another cohort's researcher",
    "revoked": "somebody let in no more",
    "stranger": "any other database user",
    "owner": "the log's owner",
}
"""How a database user stands to a row: the columns of the grid."""

# r: reads it.  p: finds it in `alsnb_api.research()`, under pseudonyms.  a: adds it, signed with their own code.
# s: adds it, signed with somebody else's code.  Nobody changes or deletes anything, so there is no letter for that.
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
    "action_report": "reports on actions",
    "theme": "the codebook",
    "publication": "what was published of the cohort",
    "reflection, private": "a reflection marked private",
    "reflection, set": "a reflection shared with the set",
    "reflection, tutor": "a reflection shared with the tutor",
    "reflection, earlier: private": "an earlier wording, private, of one shared with the tutor now",
    "reflection, earlier: set": "an earlier wording, for the set, of one shared with the tutor now",
    "reflection, earlier: tutor": "an earlier wording of one shared with the tutor, then and now",
    "reflection, no longer: tutor": "a wording that was shared with the tutor, of one marked private since",
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
    """What users who stand in one relation to a row may do with it."""

    what: str
    who: str
    may: frozenset[str]

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self.what.split(",")[0]


def cells() -> list[Cell]:
    """Every cell of the grid."""
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
    """The grid as a table in Markdown; columns that are alike are one column, and so are rows."""
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
# Who may see and add what in a shared log

Made by `python tests/log/access_matrix.py > docs/access.md` (part of `make data`) from the list that
`tests/log/test_access.py` tries out, cell by cell, on a PostgreSQL server, as each
of these users; do not edit.

- **A member** sees what they wrote themselves, all of it, and what their set records together: who is in it, its
  meetings, attendance, issues, airtimes, contributions, actions. Of a reflection, others see the newest wording, and
  only if that is shared with them; earlier wordings stay with the writer. Marked private again, it is gone for
  everybody else.
- **A facilitator** sees and records what the set records, in the sets they facilitate, and what is shared with the set.
- **A tutor** sees what their cohort's sets record, the reflections shared with the tutor, and the codings and ratings
  of those; consents only once they are released. Tutors gather what others hand in, so they may add anything in their
  cohort, in anybody's name: what a log says was signed by a member, it says on the tutor's word. They may put off the
  day on which consent is released, not bring it forward.
- **A researcher** reads no revision. `alsnb_api.research()` (and `research_reflections()`, `research_actions()` …)
  gives what belongs to members who consent to research today, in cohorts whose consent is released; reflections where
  shared with the tutor. Pseudonyms stand for codes and ids; what could be somebody else's words is left out.
- **The owner** of the log sees and adds everything, and alone lets users in: `alsnb server grant`, `revoke`, `users`.

**Nobody changes or deletes anything**, the owner neither: there are only additions. A tutor of the cohort may erase a
member, with all that was said of the member's reflections, by one function that writes down who did it, and when; and
delete the words of what a member took back, by another that does so too.

**Nobody but the owner holds a privilege on a table or view.** Users hold EXECUTE on the functions of the schema
`alsnb_api`, which run with the owner's rights and return only what the table below allows; R, psql and other programs
call the same, such as `SELECT * FROM alsnb_api.reflections()`.
[tests/log/test_server_attacks.py](../tests/log/test_server_attacks.py) tries as each kind of user to get around them:
by the catalogue, plans and their counts, guesses, cursors, settings, locks and size.

"Adds" means adding a new entry or a new wording of one there is, signed with one's own code; "for others too", signed
with any code. A member or facilitator adds nothing about a member whom the log knows in another set.

"""

LIMITS = """

## What it does not keep secret

- How much there is in all, and when something is written: PostgreSQL's catalogue has the size of tables,
  `pg_stat_activity` says who is connected, and a call that reads everything takes time and pages by how much there
  is. (In a log that a superuser made, users may not ask for the counters of rows and sizes; `pg_class.reltuples`
  remains.)
- That an entry is there whose id one can guess or knows: `EXPLAIN (ANALYZE, BUFFERS)` counts the pages that a
  function reads, and time can be measured. The ids of attendance, meetings, codings and ratings follow from codes, so
  that somebody who knows these can find that another set met or that somebody's attendance was recorded, never what
  was. Of consents, whose ids can be guessed too, no page is read because one is there; how long something takes was
  not examined.
- That a reflection was amended, from those of the log who know its id.
- That an id is taken, from anyone who knows it and tries to add it once more; that a member code is used in another set
  of the cohort, from those who try to record something about it. Whether a revision is there just so is told only of
  those that one may read or brought oneself; of what came in before that was noted, also to the cohort's tutors.
- How many entries of a member there are, from a tutor who erases the member and takes that back before it is done.
- Which entries were erased (ids alone), from any cohort's tutor.
- Anything from the owner of the log and anyone who runs the server. They can also switch the triggers off that keep
  revisions from being changed; a bundle, or a copy kept elsewhere, shows whether they did.
- When something was written is what the writer's computer says: it cannot lie in the future, but it can in the past.

## What one user cannot do to the others

Nobody can lock a table. A transaction left open keeps nobody from reading or saving. An erasure waits for it for two
seconds (during which others' saves wait too) and administration for five; then each names who is in the way, and the
owner may end it. A text has at most 1 MB, a member's login 10 connections, and a day its limit for each login;
[server.md](server.md) lists the limits, which of them a user can set otherwise, and what that means. What limits do
not stop: a user who computes something large, over and over, in all of their connections, slows the server down for
everybody; end the sessions and the login."""


def document() -> str:
    """The page `docs/access.md`."""
    return ABOUT + table() + LIMITS


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document())
