"""The log of what was read: the web login adds rows for whose request it is, and only security officers read them.

Nobody changes or deletes a row by the web login: `grants` gives it no right to.
"""

from django.apps import apps
from django.conf import settings
from django.db.models import BaseConstraint

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.own_rows import ACCOUNT

NAME = "%(app_label)s_%(class)s_log"

# By the proof of who acts: a statement smuggled into the web login cannot make itself an officer.
IS_OFFICER = OwnersFunction(
    "core_is_officer",
    "",
    "boolean",
    """
BEGIN
  RETURN EXISTS (SELECT FROM core_account WHERE id = core_acting() AND role = 'security');
END """,
)


class AppendedRows(BaseConstraint):
    """Declares a model whose rows are added in the name of their `account`, and read by security officers alone."""

    def __init__(self, *, name=NAME):
        super().__init__(name=name)

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = None

    def policies(self, model) -> dict[str, str]:
        """{name: what stands after its table}"""
        table, role = model._meta.db_table, settings.WEB_ROLE
        is_own = f"{table}.account_id IS NOT DISTINCT FROM {ACCOUNT}"
        return {
            f"{self.name}_add": f"FOR INSERT TO {role} WITH CHECK ({is_own})",
            f"{self.name}_read": f"FOR SELECT TO {role} USING ((SELECT {IS_OFFICER.name}()))",
        }

    def statements(self, model) -> list[str]:
        table = model._meta.db_table
        lines = [IS_OFFICER.statement, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"]
        for name, rule in self.policies(model).items():
            lines.append(f"CREATE POLICY {name} ON {table} {rule}")
            lines.append(f"COMMENT ON POLICY {name} ON {table} IS '{sql.fingerprint(rule)}'")
        return lines

    # The hooks Django calls on a constraint, in migrations and in forms.
    def create_sql(self, model, editor):
        return ";\n".join(self.statements(model))

    def constraint_sql(self, model, editor):
        editor.deferred_sql += self.statements(model)

    def remove_sql(self, model, editor):
        return ";\n".join(sql.remove_policy(model, name) for name in self.policies(model))

    def validate(self, *args, **kwargs):
        """Nothing to check in a form: no form writes such a row."""


def appended_rows_of(model) -> AppendedRows | None:
    return next((rule for rule in model._meta.constraints if isinstance(rule, AppendedRows)), None)


def appended_models() -> list:
    return [model for model in apps.get_models() if appended_rows_of(model)]
