"""Who may do what: one table. (Who may read what is `visibility`.)"""

from django.utils import timezone

from peaceinfra.core.choices import AccountRole

MAY = {
    "edit": {AccountRole.ANALYST, AccountRole.STEWARD},
    "accept_claims": {AccountRole.STEWARD},
    "lower_marking": {AccountRole.STEWARD},
    "merge": {AccountRole.STEWARD},
    "erase": {AccountRole.STEWARD, AccountRole.SECURITY},
    "undo_imports": {AccountRole.STEWARD},
    "bring_in_files": {AccountRole.STEWARD},
    "read_history": {AccountRole.ADVISER, AccountRole.ANALYST, AccountRole.STEWARD, AccountRole.SECURITY},
    "manage_accounts": {AccountRole.ADMINISTRATOR},
    "manage_clearance": {AccountRole.SECURITY},
    "read_log": {AccountRole.SECURITY},
}


def may(account, action: str) -> bool:
    """Whether the account's role allows the action today. Nobody signed out may do anything but read."""
    if not (account and account.is_authenticated and account.is_active):
        return False
    return account.role_on(timezone.now().date()) in MAY[action]
