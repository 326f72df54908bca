"""How fields of guarded records appear in a form: never a choice that its user may not see or may not set."""

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.widgets import EDTFInput, RecordSelect
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import visibility_of


class GuardedFields(BaseModelAdmin):
    """For screens and inlines alike: every queryset and every choice starts from the viewer."""

    formfield_overrides = {
        EDTFField: {"widget": EDTFInput},
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget({"rows": 3})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("start", "end"):
            # Said once for both, above them.
            kwargs["help_text"] = ""
        if db_field.name == "countries":
            kwargs["help_text"] = _("Codes of two letters (ISO 3166), with commas between: LK,NO.")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_view_related = False
        if db_field.name == "countries":
            field.error_messages["item_invalid"] = _("Country %(nth)s:")
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "level":
            mine = [choice for choice in Level.choices if choice[0] <= request.viewer.level]
            kwargs["choices"], kwargs["initial"] = mine, min(db_field.default, request.viewer.level)
            kwargs.setdefault("help_text", db_field.help_text)
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related = db_field.remote_field.model
        if related is Team:
            return _team_field(db_field, request)
        if visibility_of(related):
            # Retired ones stay valid where they were chosen; the search offers live ones only.
            kwargs["queryset"] = related._default_manager.visible_to(request.viewer)
            kwargs["widget"] = RecordSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _team_field(db_field, request):
    """The viewer's own teams: the list of teams is known to their members and security officers only."""
    if not hasattr(request, "viewers_teams"):
        teams = Team.objects.filter(pk__in=request.viewer.teams) if request.viewer.teams else ()
        request.viewers_teams = [(team.pk, team.name) for team in teams]
    field = forms.ModelChoiceField(
        Team.objects.filter(pk__in=request.viewer.teams),
        label=capfirst(db_field.verbose_name),
        help_text=db_field.help_text,
        required=False,
    )
    field.choices = [("", _("no team")), *request.viewers_teams]
    return field
