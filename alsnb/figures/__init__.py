"""Figures: an analysis's result drawn on matplotlib Axes, and nothing computed.

Every function takes the result of the analysis it is named after and, optionally, the Axes to draw on (by default new
ones, by pyplot), and returns the Axes. Intervals are drawn and counts shown. The Axes' label (``ax.get_label()``) is
the alternative text of the figure, made from the numbers. A result without rows raises `NothingToShow`.

Of a result that is published, a count may be a text, such as "<5": it is written as it is, and a share beside it is
drawn as the range in which it lies.
"""

from alsnb.figures.actions import action_states, completion, follow_through
from alsnb.figures.comparison import side_by_side
from alsnb.figures.marks import STYLE
from alsnb.figures.participation import asking, attendance, question_mix, voice_equity
from alsnb.figures.themes import co_occurrence, levels, prevalence, prevalence_by_cycle
from alsnb.words import gettext

SUBJECTS = {
    "action_states": gettext("action outcomes"),
    "asking": gettext("who asked whom"),
    "attendance": gettext("attendance"),
    "co_occurrence": gettext("theme co-occurrence"),
    "completion": gettext("completion"),
    "follow_through": gettext("follow-through"),
    "levels": gettext("levels of reflection"),
    "prevalence": gettext("theme prevalence"),
    "prevalence_by_cycle": gettext("theme prevalence by cycle"),
    "question_mix": gettext("contribution types"),
    "side_by_side": gettext("cohorts side by side"),
    "voice_equity": gettext("voice equity"),
}
"""What each figure shows, as a page says that it cannot show it."""

__all__ = [
    "STYLE",
    "action_states",
    "asking",
    "attendance",
    "co_occurrence",
    "completion",
    "follow_through",
    "levels",
    "prevalence",
    "prevalence_by_cycle",
    "question_mix",
    "side_by_side",
    "voice_equity",
]
