"""Rows that belong to one account, which may show them to others: to one of its teams, or to all who sign in."""

from django.conf import settings
from django.db.models import Q

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.own_rows import ACCOUNT
from peaceinfra.core.visibility.policies import Policies

ALL, TEAM = "all", "team"


class SharedRows(Policies):
    """Declares a model with an `account`, a `team` and `shared_with`. Others read what is shared, and write nothing."""

    def __init__(self, *, name="%(app_label)s_%(class)s_shared"):
        super().__init__(name=name)

    def q(self, viewer) -> Q:
        """Wall one; somebody who is not signed in reads none."""
        if not viewer.account:
            return Q(pk__in=[])
        of_teams = Q(shared_with=TEAM, team__in=sorted(viewer.teams))
        return Q(account=viewer.account) | Q(shared_with=ALL) | of_teams

    def policies(self, model) -> dict[str, str]:
        table, role = model._meta.db_table, settings.WEB_ROLE
        own = f"{table}.account_id = {ACCOUNT}"
        of_teams = f"{table}.shared_with = '{TEAM}' AND {table}.team_id = ANY ({sql.TEAMS})"
        read = f"{own} OR ({ACCOUNT} IS NOT NULL AND ({table}.shared_with = '{ALL}' OR ({of_teams})))"
        shares = f"{table}.team_id IS NULL OR {table}.team_id = ANY ({sql.TEAMS})"
        return {
            f"{self.name}_read": f"FOR SELECT TO {role} USING ({read})",
            f"{self.name}_add": f"FOR INSERT TO {role} WITH CHECK ({own} AND ({shares}))",
            f"{self.name}_change": f"FOR UPDATE TO {role} USING ({own}) WITH CHECK ({own} AND ({shares}))",
            f"{self.name}_end": f"FOR DELETE TO {role} USING ({own})",
        }
