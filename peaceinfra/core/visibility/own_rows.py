"""Rows that belong to one account, such as what it follows: nobody else reads or writes them.

They are no records of the register: they have no marking, and their owner may delete them.
"""

from django.apps import apps
from django.conf import settings
from django.db.models import BaseConstraint, Q

from peaceinfra.core.visibility import sql

NAME = "%(app_label)s_%(class)s_own"
ACCOUNT = "nullif(current_setting('peaceinfra.account', true), '')::bigint"


class OwnRows(BaseConstraint):
    """Declares a model whose rows are those of their `account`. `q` is the filter, the policy the second wall."""

    def __init__(self, *, name=NAME):
        super().__init__(name=name)

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = None

    def q(self, viewer) -> Q:
        """The rows of who reads; somebody who is not signed in has none."""
        return Q(account=viewer.account) if viewer.account else Q(pk__in=[])

    def statements(self, model) -> list[str]:
        table = model._meta.db_table
        rule = f"({table}.account_id = {ACCOUNT})"
        body = f"USING {rule} WITH CHECK {rule}"
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY {self.name} ON {table} TO {settings.WEB_ROLE} {body}",
            f"COMMENT ON POLICY {self.name} ON {table} IS '{sql.fingerprint(body)}'",
        ]

    # The hooks Django calls on a constraint, in migrations and in forms.
    def create_sql(self, model, editor):
        return ";\n".join(self.statements(model))

    def constraint_sql(self, model, editor):
        editor.deferred_sql += self.statements(model)

    def remove_sql(self, model, editor):
        return sql.remove_policy(model, self.name)

    def validate(self, *args, **kwargs):
        """Nothing to check in a form: the database refuses what is not the writer's own."""


def own_rows_of(model) -> OwnRows | None:
    return next((rule for rule in model._meta.constraints if isinstance(rule, OwnRows)), None)


def owned_models() -> list:
    return [model for model in apps.get_models() if own_rows_of(model)]
