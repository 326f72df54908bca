from peaceinfra.core.models.accounts import Account, Team, TeamGrant
from peaceinfra.core.models.change import Change
from peaceinfra.core.models.desk import ListColumns, RecentItem, SavedList, Sharing
from peaceinfra.core.models.erasures import Erasure
from peaceinfra.core.models.following import Follow
from peaceinfra.core.models.guarded import Detail, Guarded, Marked, Marking
from peaceinfra.core.models.partner_tokens import PartnerToken, TokenUse
from peaceinfra.core.models.proposals import Proposal, ProposalAnswer, ProposalName
from peaceinfra.core.models.reads import ReadBy, ReadEntry
from peaceinfra.core.models.recalls import Recall, RecallNotice
from peaceinfra.core.models.record import Record
from peaceinfra.core.models.sessions import Session
from peaceinfra.core.models.sheets import ColumnMapping
from peaceinfra.core.models.sign_in import (
    AccountChange,
    ActingKey,
    PasswordLink,
    ProviderIdentity,
    SignInLimit,
)
from peaceinfra.core.models.subscriptions import DeadLetter, Pause, Subscription

__all__ = [
    "Account",
    "AccountChange",
    "ActingKey",
    "Change",
    "ColumnMapping",
    "DeadLetter",
    "Detail",
    "Erasure",
    "Follow",
    "ListColumns",
    "RecentItem",
    "SavedList",
    "Sharing",
    "Guarded",
    "Marked",
    "Marking",
    "PartnerToken",
    "PasswordLink",
    "Pause",
    "Proposal",
    "ProposalAnswer",
    "ProposalName",
    "ProviderIdentity",
    "ReadBy",
    "ReadEntry",
    "Recall",
    "RecallNotice",
    "Record",
    "Session",
    "SignInLimit",
    "Subscription",
    "Team",
    "TeamGrant",
    "TokenUse",
]
