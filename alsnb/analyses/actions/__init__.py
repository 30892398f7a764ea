"""What members committed to, and its outcomes.

outcomes   what had become of each action by a date: completion, follow-through, actions an airtime led to
survival   how long it takes until an action is done
cycles     how actions live on from one meeting to the next
change     completion from cycle to cycle
chain      from action to outcome to learning to practice, to be read
"""

from alsnb.analyses.actions.chain import learning_chain
from alsnb.analyses.actions.change import completion_change
from alsnb.analyses.actions.cycles import carry_over, cycles_lived, flow
from alsnb.analyses.actions.outcomes import STATES, action_yield, completion, follow_through, judged_on, states
from alsnb.analyses.actions.survival import time_to_done

__all__ = [
    "STATES",
    "action_yield",
    "carry_over",
    "completion",
    "completion_change",
    "cycles_lived",
    "flow",
    "follow_through",
    "judged_on",
    "learning_chain",
    "states",
    "time_to_done",
]
