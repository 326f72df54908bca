"""Entering from a source: the form of the source, and what the rows of its sheet ask for while one types."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.choices import Level
from peaceinfra.core.models import Detail, Record, Team
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.widgets import EDTFInput, RecordInput
from processes.admin.fields import FoundField, PublicIdField
from processes.admin.values import labelled_fields
from processes.choices import Credibility
from processes.models import Source


def known_source(viewer, find, **kwargs) -> FoundField:
    """Asks for a source that the viewer may see."""
    return FoundField(
        records=Record.objects.shown_to(viewer).filter(kind="src"),
        find=lambda text: [match for match in find(text) if match["id"].startswith("src-")],
        help_text=_("Its id or a part of its title."),
        widget=RecordInput({"data-kinds": "src"}),
        **kwargs,
    )


class SourceForm(forms.ModelForm):
    """The source all rows come from, one that is recorded or a new one, and what is said once for all of them."""

    url = forms.URLField(label=gettext_lazy("address"), max_length=500, required=False, assume_scheme="https")
    locator = forms.CharField(
        label=gettext_lazy("Where in the source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For all rows that do not say it themselves."),
    )
    credibility = forms.TypedChoiceField(
        label=gettext_lazy("Credibility"),
        choices=Credibility,
        coerce=int,
        empty_value=int(Credibility.UNJUDGED),
        initial=Credibility.UNJUDGED,
        required=False,
        help_text=gettext_lazy("For all rows that do not say it themselves."),
    )
    accessed = forms.DateField(
        label=gettext_lazy("read on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Source
        fields = (
            "name",
            "kind",
            "reliability",
            "authors",
            "publisher",
            "published",
            "url",
            "licence",
            "terms",
            "level",
        )
        widgets = {"published": EDTFInput}

    def __init__(self, *args, viewer, find, may_accept, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"] = known_source(
            viewer, find, label=_("A source that is recorded"), required=False
        )
        levels = [choice for choice in Level.choices if choice[0] <= viewer.level]
        self.fields["level"] = forms.TypedChoiceField(
            label=_("marking"), choices=levels, coerce=int, initial=min(Level.RESTRICTED, viewer.level)
        )
        self.fields["marking"] = forms.TypedChoiceField(
            label=_("Marking of what is new"),
            choices=[("", _("as the source")), *levels],
            coerce=int,
            empty_value=None,
            # What is new is hidden until somebody says otherwise.
            initial=min(Level.RESTRICTED, viewer.level),
            required=False,
            help_text=_(
                "For all rows that do not say it themselves. A statement is never less guarded than its source and"
                " its record. What is public is read by everybody at once."
            ),
        )
        self._add_team(viewer)
        self.fields["reason"] = forms.CharField(
            label=_("Why do you make this change?"),
            max_length=300,
            required=False,
            help_text=_("Left empty, it says from which source. A guarded source is not named."),
        )
        if may_accept:
            self.fields["decision"] = forms.ChoiceField(
                label=_("Statements about single fields are"),
                choices=[("propose", _("proposals")), ("accept", _("accepted at once"))],
                initial="propose",
                required=False,
            )
        for name in ("name", "kind", "licence"):
            self.fields[name].required = False

    def _add_team(self, viewer):
        """Only who is in a team is told of any."""
        teams = [
            (name, name) for name in Team.objects.filter(pk__in=viewer.teams).values_list("name", flat=True)
        ]
        if viewer.teams and teams:
            self.fields["team"] = forms.ChoiceField(
                label=_("Team of what is new"), choices=[("", _("no team")), *teams], required=False
            )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("known") and "known" not in self.errors:
            named_by = [cleaned.get(name) for name in ("name", "url", "publisher")]
            if not any(named_by):
                self.add_error("name", _("Choose a source that is recorded, or describe the new one."))
            elif not cleaned.get("kind"):
                self.add_error("kind", _("Choose what kind of source the new one is."))
        return cleaned

    def _post_clean(self):
        # A new source is checked as a record; of one that is recorded nothing is typed here.
        if not self.cleaned_data.get("known") and not self.errors:
            super()._post_clean()

    def source(self) -> Source:
        known = self.cleaned_data.get("known")
        return Source.objects.get(pk=known.pk) if known else self.instance

    def marking_from(self, source) -> int:
        """The marking of what is new. Left open: that of the source, kept if that is lowered."""
        chosen = self.cleaned_data.get("marking")
        own = source.level if source._state.adding else source.effective_level
        return own if chosen is None else chosen


def fields_view(screen, request):
    """GET ?record=act-…, or ?kind=act of a new one → {"fields": [labels]}: what a row can be about, while one types."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    if model := models_by_kind().get(request.GET.get("kind", "")):
        # Of a record that is new on the same sheet: whatever more may be told of it.
        details = [
            relation.related_model() for relation in model._meta.related_objects if relation.one_to_one
        ]
        details = [detail for detail in details if isinstance(detail, Detail)]
        return JsonResponse({"fields": [label for _name, label in labelled_fields(model(), details)]})
    field = PublicIdField(records=Record.objects.shown_to(request.viewer))
    try:
        record = field.clean(request.GET.get("record", ""))
    except ValidationError:
        return JsonResponse({"fields": []})
    labels = [label for _name, label in labelled_fields(instances([record])[record.pk])]
    return JsonResponse({"fields": labels})


def reason_from(source: Source) -> str:
    """The reason where none was written. Readers of a record see it, so a guarded source is not named."""
    for record in (source, source.stand_in):
        if record and _is_public(record):
            return (_("From %(source)s") % {"source": record.title})[:300]
    return _("From a guarded source")


def _is_public(source):
    if source._state.adding:
        return source.level == Level.PUBLIC
    return source.effective_level == Level.PUBLIC and not source.effective_teams
