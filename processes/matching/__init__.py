"""Which record of the register something is that a source names: certain, or proposed with reasons.

Names are compared, never identified by likeness alone. What speaks for a record is made of what the viewer may see.
"""

from processes.matching.identities import identities, judged
from processes.matching.incoming import Candidate, Identity, Incoming, Reason
from processes.matching.proposing import propose

__all__ = ["Candidate", "Identity", "Incoming", "Reason", "identities", "judged", "propose"]
