"""The declaration: one constraint in a guarded model's `Meta` says who may see its rows.

A row carries its **marking in force**: the highest level, and the set of teams, of its own marking and of
every record it touches. It is stored in two columns that the database keeps true (`sql`), so that the rule
everywhere is one cheap comparison:

    effective_level <= the viewer's level  AND  effective_teams <@ the viewer's teams

`q` is that rule as a filter (wall one), `sql.policy` as a row-level policy (wall two).
"""

from django.db.models import BaseConstraint, Q

from peaceinfra.core.visibility import sql


class Visibility(BaseConstraint):
    """Declares a guarded model.

    kind     the three-letter prefix of its public ids; a detail, which shares its parent's id, has none
    through  foreign keys to guarded models: the row takes on the marking in force of what they point at
    lends    `(part model's label, its foreign key to this model, its foreign key to what lends)`: the part's
             rows lend the marking of what they point at to this row, as an intermediary's actor does

    A row's own marking (`level`, `team`) counts where the model has these columns. The declaration of
    `core.Record` itself is `stored`: its columns are copies, written by the triggers of the other tables.
    """

    def __init__(self, *, name, kind="", through=(), lends=(), stored=False):
        super().__init__(name=name)
        self.kind, self.stored = kind, stored
        self.through, self.lends = tuple(through), tuple(tuple(triple) for triple in lends)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs |= {
            key: value for key in ("kind", "through", "lends", "stored") if (value := getattr(self, key))
        }
        return path, args, kwargs

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = None

    def q(self, viewer, prefix="") -> Q:
        """Wall one: the filter for rows (or, with a prefix, for related rows) that `viewer` may see."""
        return Q(**{f"{prefix}effective_level__lte": viewer.level}) & (
            Q(**{f"{prefix}effective_teams": []})
            | Q(**{f"{prefix}effective_teams__contained_by": sorted(viewer.teams)})
        )

    def statements(self, model) -> list[str]:
        """Wall two: everything the database needs for this model, in the order it is run."""
        if self.stored:
            return [*sql.shared_functions(), *sql.policy(model, self.name)]
        return [
            *sql.keep_marking(model, self),
            *sql.keep_record(model, self.kind),
            *sql.policy(model, self.name),
        ]

    # The hooks Django calls on a constraint, in migrations and in forms.
    def create_sql(self, model, editor):
        return ";\n".join(self.statements(model))

    def constraint_sql(self, model, editor):
        editor.deferred_sql += self.statements(model)

    def remove_sql(self, model, editor):
        return ";\n".join(sql.remove(model, self))

    def validate(self, *args, **kwargs):
        """Nothing to check in a form: the database refuses what the writer may not see."""


class HistoryVisibility(Visibility):
    """Declares a history table: a version is seen by who may see it as it was marked then AND the record now."""

    def q(self, viewer, prefix="") -> Q:
        return super().q(viewer, prefix) & super().q(viewer, f"{prefix}pgh_obj__")

    def statements(self, model) -> list[str]:
        return sql.policy(model, self.name, also=sql.current_version_visible(model))


def visibility_of(model) -> Visibility | None:
    """The model's declaration, a proxy's being that of its table; None for a model that is not guarded."""
    constraints = model._meta.concrete_model._meta.constraints
    return next((rule for rule in constraints if isinstance(rule, Visibility)), None)
