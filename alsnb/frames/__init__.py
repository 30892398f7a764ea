"""The log as tidy pandas frames: one per record kind, current entries only, documented dtypes.

A column's dtype follows from the type of the record's field:

====================  ==========================================================
text, codes, ids      ``str`` (missing: NaN)
a choice              ``category``, its categories in the order of the record
whole number          ``int64``; ``Int64`` where it may be missing
number                ``float64`` (missing: NaN)
yes or no             ``bool``; ``boolean`` where it may be missing
date                  ``datetime64[us]``
time                  ``datetime64[us, UTC]``
several codes         ``object``: a NumPy array of str
====================  ==========================================================

Each frame has two columns more: ``entry``, the id other records point at, first; and ``recorded_at``, when the entry
was last recorded, last. The minutes of an airtime's stages have a frame of their own, ``airtime_stages``.

What nobody can mean, such as a cycle of nineteen digits or minutes of 300, is in no frame either, nor are dates before
1900 or after 2100, but for the day a meeting was held; `Frames.left_out` has them.

What was withdrawn is in no frame, nor are the reports of a withdrawn action, and the codings and ratings of a withdrawn
reflection. Other references to a withdrawn entry (an action's to its airtime) stay, and find nothing.
"""

from typing import TYPE_CHECKING, Any

from alsnb.frames.columns import ENTRY, RECORDED_AT, Column, columns, stage_columns, texts, without_none

if TYPE_CHECKING:
    from alsnb.frames.frames import LEFT_OUT, Frames

__all__ = [
    "ENTRY",
    "LEFT_OUT",
    "RECORDED_AT",
    "Column",
    "Frames",
    "columns",
    "stage_columns",
    "texts",
    "without_none",
]


def __getattr__(name: str) -> Any:
    # The columns of a log are needed to write it, and pandas is not.
    if name in ("LEFT_OUT", "Frames"):
        from alsnb.frames import frames

        return getattr(frames, name)
    raise AttributeError(f"module 'alsnb.frames' has no attribute {name!r}")
