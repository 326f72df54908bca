"""The log of what was read: the web login adds rows for whose request it is, and only security officers read them.

Nobody changes or deletes a row by the web login: `grants` gives it no right to.
"""

from django.conf import settings

from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.own_rows import ACCOUNT
from peaceinfra.core.visibility.policies import Policies

NAME = "%(app_label)s_%(class)s_log"

# By the proof of who acts: a statement smuggled into the web login cannot make itself an officer.
IS_OFFICER = OwnersFunction(
    "core_is_officer",
    "",
    "boolean",
    """
BEGIN
  RETURN EXISTS (SELECT FROM core_account a WHERE a.id = core_acting() AND core_account_role(a) = 'security');
END """,
)


class AppendedRows(Policies):
    """Declares a model whose rows are added in the name of their `account`, and read by security officers alone."""

    functions = (IS_OFFICER,)

    def __init__(self, *, name=NAME):
        super().__init__(name=name)

    def policies(self, model) -> dict[str, str]:
        table, role = model._meta.db_table, settings.WEB_ROLE
        is_own = f"{table}.account_id IS NOT DISTINCT FROM {ACCOUNT}"
        return {
            f"{self.name}_add": f"FOR INSERT TO {role} WITH CHECK ({is_own})",
            f"{self.name}_read": f"FOR SELECT TO {role} USING ((SELECT {IS_OFFICER.name}()))",
        }


class OfficersRows(Policies):
    """Declares a model whose rows security officers alone read, and functions of the database alone write."""

    functions = (IS_OFFICER,)

    def __init__(self, *, name="%(app_label)s_%(class)s_officers"):
        super().__init__(name=name)

    def policies(self, model) -> dict[str, str]:
        return {
            f"{self.name}_read": f"FOR SELECT TO {settings.WEB_ROLE} USING ((SELECT {IS_OFFICER.name}()))"
        }


def officers_rows_of(model) -> OfficersRows | None:
    return next((rule for rule in model._meta.constraints if isinstance(rule, OfficersRows)), None)


def appended_rows_of(model) -> AppendedRows | None:
    return next((rule for rule in model._meta.constraints if isinstance(rule, AppendedRows)), None)
