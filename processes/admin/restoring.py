"""The page on which an earlier version of a record, or of a row of its screen, is made the newest one."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.errors import Stale
from peaceinfra.core.roles import may
from peaceinfra.core.screens.widgets import RecordSelect
from peaceinfra.core.screens.wording import Wording
from peaceinfra.core.versions import versions_of
from processes.admin.deciding import proposed_words
from processes.admin.histories import HistoryAdmin
from processes.admin.lowering import page_of_request
from processes.admin.writing import ASK
from processes.choices import Credibility
from processes.models import Citation, Source
from processes.services import Lowered, Statement, restore_version
from processes.services.restoring import is_restorable, restorable_fields


class Difference(NamedTuple):
    """A field of which the version says something else than the record does now."""

    label: str
    now: str
    then: str


class RestoringForm(forms.Form):
    """Why, and where the values come from, as in any other change."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you make this change?"),
        max_length=300,
        help_text=gettext_lazy("Advisers read it at the record: name nobody who is protected."),
    )
    from_source = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy("Needed where a field that changes rests on a source."),
    )
    from_locator = forms.CharField(label=gettext_lazy("Where in the source"), max_length=200, required=False)
    from_credibility = forms.TypedChoiceField(
        label=gettext_lazy("Credibility"),
        choices=Credibility,
        coerce=int,
        initial=Credibility.UNJUDGED,
        required=False,
        empty_value=Credibility.UNJUDGED,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, viewer, site, takes_statement, **kwargs):
        super().__init__(*args, **kwargs)
        if not takes_statement:
            for name in ("from_source", "from_locator", "from_credibility"):
                del self.fields[name]
            return
        field = self.fields["from_source"]
        field.queryset = Source.objects.shown_to(viewer)
        field.widget = RecordSelect(Citation._meta.get_field("source"), site)
        field.widget.choices = field.choices

    def statement(self) -> Statement | None:
        said = self.cleaned_data
        if not said.get("from_source"):
            return None
        return Statement(said["from_source"], said["from_locator"], said["from_credibility"])


class RestoringAdmin(HistoryAdmin):
    """A screen in whose history earlier versions can be made the newest ones."""

    takes_statement = True

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        return [
            path("<path:object_id>/history/<str:part>/<int:event>/", view, name=name),
            *super().get_urls(),
        ]

    def restorable(self, request, record) -> dict:
        """{name in the address: model} of what this account may restore from the history of a record."""
        if record.retired or not self.has_change_permission(request) or not may(request.user, "edit"):
            return {}
        models = [record._meta.concrete_model, *(model for model, _key in self._parts)]
        return {model._meta.label_lower: model for model in models if is_restorable(model)}

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        record = response.context_data["record"]
        allowed, name = self.restorable(request, record), f"admin:{self._name}_version"
        for version in response.context_data["versions"]:
            if version.part in allowed and not version.is_newest:
                version.url = reverse(name, args=[record.pk, version.part, version.event])
        return response

    def version_view(self, request, object_id, part, event):
        """What would change, then a reason. What is hidden and what is absent are not found alike."""
        if not may(request.user, "read_history"):
            raise PermissionDenied
        record = self._one(request, object_id, self.model._default_manager.visible_to(request.viewer))
        row, version = self._version(request, record, part, event)
        found = differences(row, version, request.viewer)
        form = RestoringForm(
            request.POST if request.method == "POST" else None,
            initial={"seen_version": row.version},
            viewer=request.viewer,
            site=self.admin_site,
            takes_statement=self.takes_statement,
        )
        may_ask = False
        if form.is_valid():
            try:
                return self._restore(request, record, row, version, form)
            except ValidationError as error:
                may_ask = isinstance(error, Lowered)
                form.add_error(None, error.messages)
            except Stale:
                form.add_error(None, _("Somebody else saved a newer version."))
        context = self.admin_site.each_context(request) | {
            "title": _("Restore an earlier version"),
            "record": record,
            "row": row,
            "kind": capfirst(row._meta.verbose_name),
            "version": version,
            "differences": found,
            "form": form,
            "may_ask": may_ask,
            "back": reverse(f"admin:{self._name}_history", args=[record.pk]),
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/restore_version.html", context)

    def _version(self, request, record, part, event):
        """The row as it is, and the version of it that the address names."""
        model = self.restorable(request, record).get(part)
        version = versions_of(model, request.viewer, pgh_id=event).first() if model else None
        if version is None:
            raise Http404
        rows = model._default_manager.visible_to(request.viewer).filter(self._of_record(model, record))
        row = rows.filter(pk=version.pgh_obj_id).first()
        if row is None:
            raise Http404
        return row, version

    def _of_record(self, model, record) -> Q:
        """The condition of the rows of a model that stand on the screen of the record."""
        if model is record._meta.concrete_model:
            return Q(pk=record.pk)
        keys = [key for part, key in self._parts if part is model]
        return reduce(or_, (Q(**{f"{key}_id": record.pk}) for key in keys))

    def _restore(self, request, record, row, version, form):
        said = form.cleaned_data
        restored = restore_version(
            row,
            version,
            by=request.user,
            reason=said["reason"],
            seen_version=said["seen_version"],
            statement=form.statement() if self.takes_statement else None,
            ask=ASK in request.POST,
        )
        if restored.proposed:
            messages.warning(request, proposed_words(restored.proposed))
        if restored.request:
            return page_of_request(request, restored.request)
        messages.success(request, _("The earlier version is restored, as a new one."))
        return HttpResponseRedirect(reverse(f"admin:{self._name}_history", args=[record.pk]))


def differences(row, version, viewer) -> list[Difference]:
    wording = Wording(viewer)
    found = []
    for column in restorable_fields(type(row)):
        if getattr(row, column.attname) != getattr(version, column.attname):
            now, then = wording.value(row, column), wording.value(version, column)
            found.append(Difference(capfirst(str(column.verbose_name)), now, then))
    return found
