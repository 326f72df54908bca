"""Whose name and password these are."""

from functools import cache

from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, OuterRef

from peaceinfra.core.models import Account, TeamGrant
from peaceinfra.core.prepared import Given, Prepared, prepare

#: The key of no account.
NOBODY = 0


class AccountBackend(ModelBackend):
    """The same is asked and computed for a name that nobody has, and for an account that is switched off."""

    def authenticate(self, request, username=None, password=None, **credentials):
        if not (username and password):
            return None
        account = Account.objects.filter(username=username).first() or Account(pk=NOBODY, is_active=False)
        is_right = account.check_password(password)
        return account if is_right and account.is_active else None

    def get_user(self, user_id):
        """Whose session it is, with the teams. Asked for on every page: the SQL is put together once."""
        for *row, teams, last_days in _account().rows(account=user_id):
            account = Account.from_db(connection.alias, _columns(), row)
            account.grants_read = list(zip(teams, last_days, strict=True))
            return account if self.user_can_authenticate(account) else None
        return None


def _columns() -> list[str]:
    """All but the password, which no query reads."""
    return [field.attname for field in Account._meta.concrete_fields if field.attname != "password"]


@cache
def _account() -> Prepared:
    grants = TeamGrant.objects.filter(account=OuterRef("pk")).order_by("pk")
    with_teams = [ArraySubquery(grants.values(column)) for column in ("team_id", "expires_on")]
    accounts = Account.objects.filter(pk=Given("account", BigIntegerField()))
    return prepare(accounts.values_list(*_columns(), *with_teams))
