"""What keeps a person out of what is recorded and reported.

A `Roster` is the one file that links members' codes to people: each `Person` has a code, a name, other names and an
e-mail address. It is kept away from logs and from git, and nobody but its owner can read it. `redact` takes the names
of those people, and e-mail addresses, phone numbers and links, out of free text: `Redacted` is the text and the log of
each `Replacement`, which says where and what for, never what stood there. `limits` tells readers what that leaves in.
"""

from alsnb.privacy.limits import limits
from alsnb.privacy.redaction import Redacted, Replacement, redact
from alsnb.privacy.roster import Person, Roster

__all__ = ["Person", "Redacted", "Replacement", "Roster", "limits", "redact"]
