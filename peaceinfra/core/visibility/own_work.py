"""Work of one account that shows what the register holds, such as the preview of an import: its own, while it may.

What is found for somebody is found with what that person may see then. So it is told to nobody else, and not to the
same person either who may see less now; nor is a line of it that is about a record which is hidden meanwhile.
"""

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from peaceinfra.core.visibility.own_rows import ACCOUNT
from peaceinfra.core.visibility.policies import Policies
from peaceinfra.core.visibility.seen_with import ACTS_AS
from peaceinfra.core.visibility.sql import LEVEL, TEAMS


class OwnWork(Policies):
    """Declares a model of such work, with an `account` and with what it may see: `seen_level`, `seen_teams`.

    within  for a part of it: the foreign key to the whole, which is asked instead
    about   a column that holds the key of a record, or nothing: the row is seen by who sees the record

    The whole is written by who proves to be its account.
    """

    functions = (ACTS_AS,)

    def __init__(self, *, name="%(app_label)s_%(class)s_work", within="", about=""):
        super().__init__(name=name)
        self.within, self.about = within, about

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        given = {"within": self.within, "about": self.about}
        return path, args, kwargs | {key: value for key, value in given.items() if value}

    def q(self, viewer) -> Q:
        """Wall one."""
        if not viewer.account:
            return Q(pk__in=[])
        at = f"{self.within}__" if self.within else ""
        own = {f"{at}account": viewer.account, f"{at}seen_level__lte": viewer.level}
        seen = Q(**own, **{f"{at}seen_teams__contained_by": sorted(viewer.teams)})
        if self.about:
            records = apps.get_model("core", "Record").objects.visible_to(viewer)
            seen &= Q(**{self.about: None}) | Q(**{f"{self.about}__in": records.values("pk")})
        return seen

    def policies(self, model) -> dict[str, str]:
        table, role = model._meta.db_table, settings.WEB_ROLE
        if self.within:
            field = model._meta.get_field(self.within)
            whole = field.related_model._meta.db_table
            seen = f"EXISTS (SELECT 1 FROM {whole} whole WHERE whole.id = {table}.{field.column})"
        else:
            seen = (
                f"{table}.account_id = {ACCOUNT} AND {table}.seen_level <= {LEVEL}"
                f" AND {table}.seen_teams <@ {TEAMS}"
            )
        if self.about:
            seen += (
                f" AND ({table}.{self.about} IS NULL"
                f" OR EXISTS (SELECT 1 FROM core_record about WHERE about.id = {table}.{self.about}))"
            )
        found = {f"{self.name}_own": f"TO {role} USING ({seen}) WITH CHECK ({seen})"}
        if not self.within:
            proven = f"WITH CHECK ({ACTS_AS.name}({table}.account_id))"
            found[f"{self.name}_add"] = f"AS RESTRICTIVE FOR INSERT TO {role} {proven}"
            found[f"{self.name}_change"] = f"AS RESTRICTIVE FOR UPDATE TO {role} USING (true) {proven}"
        return found


def own_work(model, viewer):
    """The rows of a model of such work that the viewer may see."""
    rule = next(rule for rule in model._meta.constraints if isinstance(rule, OwnWork))
    return model.objects.filter(rule.q(viewer))
