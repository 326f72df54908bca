from peaceinfra.core.models.accounts import Account, Team, TeamGrant
from peaceinfra.core.models.guarded import Detail, Guarded, Marked, Marking
from peaceinfra.core.models.record import Record

__all__ = ["Account", "Detail", "Guarded", "Marked", "Marking", "Record", "Team", "TeamGrant"]
