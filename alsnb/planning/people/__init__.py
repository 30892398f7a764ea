"""A list of people as it comes: pasted or exported, with whatever headers, separators and encoding it has.

`decode` makes text of a file's bytes, `read` a `Table` of the text, and `understand` says who is meant: each `Listed`
person with the code they have or are to be given, and each `Problem` with its line, what was found, and what to do.
Some problems are questions, with a key under which the answer is given when the list is read again. Nothing is saved
here.
"""

from alsnb.planning.people.cells import same_name
from alsnb.planning.people.people import KEPT_IN_LOG, Listed, Problem, Understood, member_of, people_of
from alsnb.planning.people.table import COLUMNS, Table, column_of, decode, guess_columns, read
from alsnb.planning.people.understanding import understand

__all__ = [
    "COLUMNS",
    "KEPT_IN_LOG",
    "Listed",
    "Problem",
    "Table",
    "Understood",
    "column_of",
    "decode",
    "guess_columns",
    "member_of",
    "people_of",
    "read",
    "same_name",
    "understand",
]
