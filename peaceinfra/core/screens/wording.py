"""Values of records in words: for histories, claims and lists of work."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.numbering import is_place
from peaceinfra.core.registry import column_of
from peaceinfra.core.value_words import field_words, value_words
from peaceinfra.core.visibility import visibility_of


def label_references(model) -> list[str]:
    """The references that the words of a record of this model need, to be read with it.

    What has no name of its own, such as a post, is called by what it points at in turn.
    """
    keys = [field for field in model._meta.concrete_fields if field.is_relation and field.name != "team"]
    names = []
    for key in keys:
        names.append(key.name)
        target = key.remote_field.model
        if not hasattr(target, "name") and visibility_of(target):
            names += [f"{key.name}__{onward}" for onward in visibility_of(target).through]
    return names


class Wording:
    """Says values in words to one viewer, who is told the name only of what they may see."""

    def __init__(self, viewer):
        self.viewer, self.labels = viewer, {}

    def value(self, record, field) -> str:
        value = getattr(record, field.attname, None)
        if field.name == "field" and value:
            # A claim's: the name of a column, or of what has no column.
            return value.replace("_", " ")
        return "" if is_place(field) else self.words(field, value)

    def words(self, field, value) -> str:
        """A value that a column holds."""
        if field.is_relation:
            return self._label(field.remote_field.model, value) if value else ""
        return value_words(field, value)

    def claimed(self, claim) -> tuple[str, str]:
        """The field and the value of a claim, as the screen of its record names them."""
        column = column_of(claim.subject.kind, claim.field)
        if column is None:
            # Of what a source says that has no field, such as “neutrality”.
            return capfirst(field_words(claim.subject.kind, claim.field)), claim.value
        try:
            held = claim.value_record_id if column.is_relation else column.to_python(claim.value)
            value = self.words(column, held) if held or claim.value else ""
        except ValidationError:
            value = claim.value
        return capfirst(str(column.verbose_name)), value

    def read_ahead(self, claims):
        """Labels of the records that claims have as values: one query for each kind."""
        keys = defaultdict(set)
        for claim in claims:
            column = column_of(claim.subject.kind, claim.field)
            if column and column.is_relation and claim.value_record_id:
                keys[column.remote_field.model].add(claim.value_record_id)
        for model, wanted in keys.items():
            if visibility_of(model):
                rows = model._default_manager.visible_to(self.viewer).select_related(*label_references(model))
                found = rows.in_bulk(wanted)
                self.labels |= {(model, key): str(found.get(key) or _("not shown")) for key in wanted}

    def _label(self, model, key):
        """The label of a guarded record, or of a team; each is looked up once."""
        if (model, key) not in self.labels:
            rows = model._default_manager
            rows = (
                rows.visible_to(self.viewer)
                if visibility_of(model)
                else rows.filter(pk__in=self.viewer.teams)
            )
            self.labels[model, key] = str(rows.filter(pk=key).first() or _("not shown"))
        return self.labels[model, key]
