"""The declaration: one constraint in a guarded model's `Meta` says who may see its rows.

A row carries its **marking in force**: the highest level, and the set of teams, of its own marking and of
every record it touches. It is stored in two columns that the database keeps true (`sql`), so that the rule
everywhere is one cheap comparison:

    effective_level <= the viewer's level  AND  effective_teams <@ the viewer's teams

`q` is that rule as a filter (wall one), `sql.policy` as a row-level policy (wall two).
"""

from django.db.models import BaseConstraint, Q

from peaceinfra.core.visibility import sql

# Django puts in the app and the model.
NAME = "%(app_label)s_%(class)s_visible"


class Visibility(BaseConstraint):
    """Declares a guarded model.

    kind     the three-letter prefix of its public ids; a detail, which shares its parent's id, has none
    through  foreign keys to guarded models: the row takes on the marking in force of what they point at
    lends    `(part model's label, its foreign key to this model, its foreign key to what lends)`: the part's
             rows lend the marking of what they point at to this row, as an intermediary's actor does
    least    no row is marked lower than this level, whatever was typed: what the rows say together is more
             sensitive than each of them, as a list of who reaches whom is

    A row's own marking (`level`, and `team` or several `own_teams`) counts where the model has these columns.
    The declaration of `core.Record` itself is `stored`: its columns are copies, written by the triggers of the
    other tables.
    """

    def __init__(self, *, name=NAME, kind="", through=(), lends=(), least=0, stored=False):
        super().__init__(name=name)
        self.kind, self.least, self.stored = kind, int(least), stored
        self.through, self.lends = tuple(through), tuple(tuple(triple) for triple in lends)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs |= {
            key: value
            for key in ("kind", "through", "lends", "least", "stored")
            if (value := getattr(self, key))
        }
        return path, args, kwargs

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = None

    def q(self, viewer, prefix="") -> Q:
        """Wall one: the filter for rows (or, with a prefix, for related rows) that `viewer` may see."""
        seen = Q(**{f"{prefix}effective_teams": []})
        if viewer.teams:
            seen |= Q(**{f"{prefix}effective_teams__contained_by": sorted(viewer.teams)})
        return Q(**{f"{prefix}effective_level__lte": viewer.level}) & seen

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
    """Declares a history table. A version is seen by who may see it as it was marked then, AND the record now,
    AND what the version points at now: an end that a linkage had before may have become guarded since.
    """

    # The foreign keys by which versions point at guarded records: `visibility_of` sets them.
    references: tuple[str, ...] = ()

    def q(self, viewer, prefix="") -> Q:
        seen = super().q(viewer, prefix) & super().q(viewer, f"{prefix}pgh_obj__")
        for name in self.references:
            seen &= Q(**{f"{prefix}{name}": None}) | super().q(viewer, f"{prefix}{name}__")
        return seen

    def statements(self, model) -> list[str]:
        also = sql.current_version_visible(model, _references(model))
        return sql.policy(model, self.name, also=also)

    def remove_sql(self, model, editor):
        """A version is written by the library's triggers alone: the policy is all there is."""
        return sql.remove_policy(model, self.name)


def visibility_of(model) -> Visibility | None:
    """The model's declaration, a proxy's being that of its table; None for a model that is not guarded."""
    constraints = model._meta.concrete_model._meta.constraints
    found = next((rule for rule in constraints if isinstance(rule, Visibility)), None)
    if isinstance(found, HistoryVisibility):
        found.references = _references(model)
    return found


def _references(history):
    """The foreign keys to guarded records, by their columns: a migration may add the declaration only later."""
    tracked = history._meta.get_field("pgh_obj").related_model
    keys = [field for field in tracked._meta.concrete_fields if field.is_relation]
    guarded = [
        key.name
        for key in keys
        if any(field.name == "effective_level" for field in key.related_model._meta.fields)
    ]
    # A migration has the fields in another order than the model.
    return tuple(sorted(guarded))
