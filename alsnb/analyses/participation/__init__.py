"""Attendance, airtimes, contributions and voice equity.

meetings   attendance, and what was received of what was planned
airtimes   how long members presented, beside what the format says
voices     how evenly those who were not presenting spoke
talk       what sorts of contributions were made, and which of them the format asks to keep back
asking     who asks whom
change     attendance and voice equity from cycle to cycle
"""

from alsnb.analyses.participation.airtimes import airtime, airtime_in_range
from alsnb.analyses.participation.asking import asking_network, who_asks_whom
from alsnb.analyses.participation.change import attendance_change, voice_equity_change
from alsnb.analyses.participation.meetings import attendance, exposure
from alsnb.analyses.participation.talk import advice_breaches, question_mix
from alsnb.analyses.participation.voices import entropy, gini, voice, voice_equity

__all__ = [
    "advice_breaches",
    "airtime",
    "airtime_in_range",
    "asking_network",
    "attendance",
    "attendance_change",
    "entropy",
    "exposure",
    "gini",
    "question_mix",
    "voice",
    "voice_equity",
    "voice_equity_change",
    "who_asks_whom",
]
