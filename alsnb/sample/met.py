"""What happened at a meeting, for those who write about it later."""

from dataclasses import dataclass, field
from datetime import datetime

from alsnb.sample.bank import Beat


@dataclass(eq=False)
class Met:
    """The events of one meeting: who was present, who presented and who reported back."""

    at: datetime
    held: bool = True
    present: dict[str, float] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    presented: dict[str, tuple[Beat, str]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    reported: dict[str, tuple[int, bool]] = field(default_factory=dict)
