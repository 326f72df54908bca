"""Who may do what: one table. (Who may read what is `visibility`.)"""

from peaceinfra.core.choices import AccountRole

MAY = {
    "edit": {AccountRole.ANALYST, AccountRole.STEWARD},
    "accept_claims": {AccountRole.STEWARD},
    "lower_marking": {AccountRole.STEWARD},
    "merge": {AccountRole.STEWARD},
    "undo_imports": {AccountRole.STEWARD},
    "bring_in_files": {AccountRole.STEWARD},
    "read_history": {AccountRole.ADVISER, AccountRole.ANALYST, AccountRole.STEWARD, AccountRole.SECURITY},
    "manage_accounts": {AccountRole.ADMINISTRATOR},
    "manage_clearance": {AccountRole.SECURITY},
    "read_log": {AccountRole.SECURITY},
}


def may(account, action: str) -> bool:
    """Whether the account's role allows the action. Nobody signed out may do anything but read."""
    return bool(account and account.is_authenticated and account.is_active and account.role in MAY[action])


#: What people do, in the words of docs/access.md, and the action that each needs. A test performs each as every role.
VERBS = {
    "add a record": "edit",
    "change a record": "edit",
    "raise a marking": "edit",
    "ask to lower a marking": "edit",
    "confirm a lowered marking": "lower_marking",
    "retire a record": "edit",
    "bring back a record": "edit",
    "confirm linkages anew": "edit",
    "accept a claim": "accept_claims",
    "reject a claim": "accept_claims",
    "judge a match": "edit",
    "merge two records": "merge",
    "undo a merge": "merge",
    "split a record": "merge",
    "bring in files of the field": "bring_in_files",
    "undo an import": "undo_imports",
    "take a list of the desk as a file": "edit",
    "read history": "read_history",
    "make an account": "manage_accounts",
    "give a one-time link": "manage_accounts",
    "change a role": "manage_accounts",
    "switch off an account": "manage_accounts",
    "grant a clearance": "manage_clearance",
    "revoke a clearance": "manage_clearance",
    "grant a team": "manage_clearance",
    "add a team": "manage_clearance",
    "confirm a change of an account": "manage_clearance",
    "make a token": "manage_clearance",
    "revoke a token": "manage_clearance",
    "read the log of readings": "read_log",
}
