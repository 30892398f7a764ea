"""An analysis's result in words: sentences written from the numbers, in the user's language, for none, one and many.

Each takes the result for the whole cohort (``by=()``) and says how sure it is; where nothing was recorded it says so.
In a report to be published it says only what disclosure control lets through.
"""

from alsnb.reports.sentences.about import audience, audience_of_published, cohort, left_out
from alsnb.reports.sentences.actions import action_yield, completion, completion_change, follow_through, time_to_act
from alsnb.reports.sentences.measures import methods, versions
from alsnb.reports.sentences.participation import (
    airtime,
    asking,
    attendance,
    attendance_change,
    fidelity,
    question_mix,
    voice_equity,
    voice_equity_change,
)
from alsnb.reports.sentences.themes import (
    REDACTION,
    agreement,
    co_occurrence,
    discovered,
    levels,
    levels_change,
    prevalence,
    prevalence_change,
    quotations,
    redaction,
    writing,
)
from alsnb.reports.sentences.wording import SUBJECTS, as_protected, day, digits, number, share, text
from alsnb.words import listing

__all__ = [
    "REDACTION",
    "SUBJECTS",
    "action_yield",
    "agreement",
    "airtime",
    "as_protected",
    "asking",
    "attendance",
    "attendance_change",
    "audience",
    "audience_of_published",
    "co_occurrence",
    "cohort",
    "completion",
    "completion_change",
    "day",
    "digits",
    "discovered",
    "fidelity",
    "follow_through",
    "left_out",
    "levels",
    "levels_change",
    "listing",
    "methods",
    "number",
    "prevalence",
    "prevalence_change",
    "question_mix",
    "quotations",
    "redaction",
    "share",
    "text",
    "time_to_act",
    "versions",
    "voice_equity",
    "voice_equity_change",
    "writing",
]
