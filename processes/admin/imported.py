"""From which imports and sheets a record comes: said on its screen, and a filter of every list."""

from django.contrib.admin import ListFilter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.dates.words import day_text
from peaceinfra.core.identity import UnknownId, parse_public_id
from processes.models import Batch, BatchRow
from processes.models.batches import PREFIX


def import_facts(record, viewer) -> list[tuple[str, str]]:
    """(label, words) of the imports and sheets that wrote this record, the newest first; without what was undone."""
    rows = BatchRow.objects.visible_to(viewer).filter(record=record.pk)
    batches = Batch.objects.shown_to(viewer).filter(pk__in=rows.values("batch")).exclude(state="undone")
    words = [
        _("%(batch)s, entered on %(day)s") % {"batch": batch, "day": day_text(batch.made_at.date())}
        for batch in batches.order_by("-made_at", "pk")
    ]
    return [(_("From"), "; ".join(words))] if words else []


class ImportFilter(ListFilter):
    """Keeps what one import wrote. It is offered on the page of the import, and stands in a list that was asked so."""

    title = gettext_lazy("import or sheet")
    parameter_name = "batch"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.text = (params.pop(self.parameter_name, None) or [""])[-1]
        self.used_parameters = {self.parameter_name: self.text}
        self.viewer = request.viewer
        self.batch = Batch.objects.shown_to(self.viewer).filter(pk=_key(self.text)).first()

    def has_output(self):
        return True

    def expected_parameters(self):
        return [self.parameter_name]

    def queryset(self, request, queryset):
        # Of an import that one may not see there are no rows, as of one that is not there.
        rows = BatchRow.objects.visible_to(self.viewer).filter(batch=_key(self.text))
        return queryset.filter(pk__in=rows.values("record"))

    def choices(self, changelist):
        yield {
            "selected": False,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("All"),
        }
        here = changelist.get_query_string({self.parameter_name: self.text})
        yield {"selected": True, "query_string": here, "display": str(self.batch or self.text)}

    @classmethod
    def is_asked(cls, request) -> bool:
        return cls.parameter_name in request.GET


def _key(text) -> int:
    """The key in the public id of an import; that of none for any other text."""
    try:
        prefix, key = parse_public_id(text)
    except UnknownId:
        return 0
    return key if prefix == PREFIX else 0
