"""Rows that tell something of other records, have no marking of their own, and are seen by who sees those records.

Such as the row of a batch, which says that an import wrote a record: there are as many as records, so they keep no
copy of a marking that would have to follow; both walls ask that of what they point at. The web login adds rows of a
batch only within the transaction that made the batch, and a batch only in the name of the account whose request it is:
what an import is said to have written cannot be forged afterwards.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.account_functions import OwnersFunction
from peaceinfra.core.visibility.policies import Policies
from peaceinfra.core.visibility.rule import visibility_of

# By the proof of who acts, as the functions that change accounts.
ACTS_AS = OwnersFunction(
    "core_acts_as",
    "account bigint",
    "boolean",
    """
BEGIN
  RETURN account IS NOT NULL AND core_acting() IS NOT DISTINCT FROM account;
END """,
)
#: In SQL: the transaction that writes, as it stands in a row that it made.
THIS_TRANSACTION = "pg_current_xact_id()::text"


class SeenWith(Policies):
    """Declares a model whose rows are seen by who sees all that they point at.

    through     foreign keys to guarded records
    as_marked   the row also has the marking from when it was written (`effective_level`, `effective_teams`): who may
                not see what was marked so then does not see it now
    added       a condition on a row that the web login adds; without one it adds none
    changed     a condition on a row that it changes; without one it changes none
    """

    def __init__(
        self, *, name="%(app_label)s_%(class)s_seen", through=(), as_marked=False, added="", changed=""
    ):
        super().__init__(name=name)
        self.through, self.as_marked = tuple(through), as_marked
        self.added, self.changed = added, changed

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        given = {key: getattr(self, key) for key in ("through", "as_marked", "added", "changed")}
        return path, args, kwargs | {key: value for key, value in given.items() if value}

    def q(self, viewer) -> Q:
        """Wall one."""
        seen = Q()
        for marking in (*(f"{name}__" for name in self.through), *([""] if self.as_marked else [])):
            of_teams = Q(**{f"{marking}effective_teams": []})
            if viewer.teams:
                of_teams |= Q(**{f"{marking}effective_teams__contained_by": sorted(viewer.teams)})
            seen &= Q(**{f"{marking}effective_level__lte": viewer.level}) & of_teams
        return seen

    def policies(self, model) -> dict[str, str]:
        role, seen = settings.WEB_ROLE, " AND ".join(self._conditions(model))
        found = {f"{self.name}_read": f"FOR SELECT TO {role} USING ({seen})"}
        if self.added:
            found[f"{self.name}_add"] = f"FOR INSERT TO {role} WITH CHECK ({seen} AND {self.added})"
        if self.changed:
            check = f"WITH CHECK ({seen} AND {self.changed})"
            found[f"{self.name}_change"] = f"FOR UPDATE TO {role} USING ({seen}) {check}"
        return found

    def _conditions(self, model) -> Iterator[str]:
        """The policies of what is pointed at answer for it."""
        table = model._meta.db_table
        for name in self.through:
            field = model._meta.get_field(name)
            target = field.related_model._meta
            yield (
                f"EXISTS (SELECT 1 FROM {target.db_table} at"
                f" WHERE at.{target.pk.column} = {table}.{field.column})"
            )
        if self.as_marked:
            yield sql.seen(table)


class InTheNameOf(Policies):
    """Narrows what the web login writes in a guarded table: rows by who `makes`, changes by who `changes` them.

    Both name columns that hold an account. A row says the transactions in which it is (`written_in`, `undone_in`).
    """

    functions = (ACTS_AS,)

    def __init__(self, *, name="%(app_label)s_%(class)s_acts", makes, changes):
        super().__init__(name=name)
        self.makes, self.changes = makes, changes

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"makes": self.makes, "changes": self.changes}

    def policies(self, model) -> dict[str, str]:
        table, role = model._meta.db_table, settings.WEB_ROLE
        makes = f"{ACTS_AS.name}({table}.{self.makes}) AND {table}.written_in = {THIS_TRANSACTION}"
        changes = f"{ACTS_AS.name}({table}.{self.changes}) AND {table}.undone_in = {THIS_TRANSACTION}"
        return {
            f"{self.name}_add": f"AS RESTRICTIVE FOR INSERT TO {role} WITH CHECK ({makes})",
            f"{self.name}_change": f"AS RESTRICTIVE FOR UPDATE TO {role} USING (true) WITH CHECK ({changes})",
        }


def seen_with_of(model) -> SeenWith | None:
    return next((rule for rule in model._meta.constraints if isinstance(rule, SeenWith)), None)


def with_policies() -> list[tuple]:
    """(model, rule) of every declaration that is several policies."""
    return [
        (model, rule)
        for model in apps.get_models()
        for rule in model._meta.constraints
        if isinstance(rule, Policies)
    ]


def unnamed_references(model) -> set[str]:
    """The foreign keys to guarded records by which a row is not seen: there should be none."""
    rule = seen_with_of(model)
    guarded = {
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and visibility_of(field.related_model)
    }
    return guarded - set(rule.through)
