"""A constraint that is several policies of one table: what its subclasses declare, and nothing for forms to check."""

from django.db.models import BaseConstraint

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction


class Policies(BaseConstraint):
    """Declares row-level policies by name; `functions` are those of the database that their rules ask."""

    functions: tuple[OwnersFunction, ...] = ()

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = None

    def policies(self, model) -> dict[str, str]:
        """{name: what stands after its table}"""
        raise NotImplementedError

    def statements(self, model) -> list[str]:
        table = model._meta.db_table
        lines = [function.statement for function in self.functions]
        lines.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
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
        """Nothing to check in a form: the database refuses."""
