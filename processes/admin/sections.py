"""The sections of a screen: the rows of each kind that hang on its record."""

from django.contrib import admin
from django.db.models import Exists


class SectionsAdmin(admin.ModelAdmin):
    """A screen with many sections, most of them empty."""

    def get_formsets_with_inlines(self, request, obj=None):
        """One question says which sections hold rows; the rows of the others are not asked for."""
        sections = [*super().get_formsets_with_inlines(request, obj)]
        if obj and sections:
            rows = [
                inline.model._default_manager.shown_to(request.viewer).filter(**{formset.fk.name: obj.pk})
                for formset, inline in sections
            ]
            holding = self.model._base_manager.filter(pk=obj.pk).values_list(*map(Exists, rows)).get()
            for (_formset, inline), holds_rows in zip(sections, holding, strict=True):
                inline.holds_rows = holds_rows
        return sections

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Django's, without a copy of all that was sent for each section: nothing is changed in it."""
        rows = inline.get_queryset(request) if inline.holds_rows else inline.model._default_manager.none()
        kwargs = {"instance": obj, "prefix": prefix, "queryset": rows}
        sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        return kwargs | sent
