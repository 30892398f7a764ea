"""Who was there, who presented, and how evenly the others spoke.

meetings   attendance, and what was received of what was planned
airtimes   how long members presented
voices     how evenly those who were not presenting spoke
talk       what sorts of contributions were made
"""

from alsnb.analyses.participation.airtimes import airtime
from alsnb.analyses.participation.meetings import attendance, exposure
from alsnb.analyses.participation.talk import question_mix
from alsnb.analyses.participation.voices import entropy, gini, voice, voice_equity

__all__ = ["airtime", "attendance", "entropy", "exposure", "gini", "question_mix", "voice", "voice_equity"]
