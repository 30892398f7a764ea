"""What members committed to, and what became of it.

outcomes   what had become of each action by a date: completion, follow-through, actions an airtime led to
survival   how long it takes until an action is done
"""

from alsnb.analyses.actions.outcomes import STATES, action_yield, completion, follow_through, judged_on, states
from alsnb.analyses.actions.survival import time_to_done

__all__ = ["STATES", "action_yield", "completion", "follow_through", "judged_on", "states", "time_to_done"]
