"""Wholes and their parts of one kind: a process of a process, a place in a place."""

from django.utils.translation import gettext as _


def whole_field(model):
    """The foreign key of a model to itself (the whole that a part belongs to); None where there is none."""
    return next((field for field in model._meta.concrete_fields if field.related_model is model), None)


def parts_of_themselves(model, field, records):
    """A process, a place, a source that leads back to itself, by however many steps."""
    above = {record.pk: getattr(record, field.attname) for record in records}
    unknown = {key for key in above.values() if key} - above.keys()
    while unknown:
        above |= dict(model._base_manager.filter(pk__in=unknown).values_list("pk", field.attname))
        above |= dict.fromkeys(unknown - above.keys())
        unknown = {key for key in above.values() if key} - above.keys()
    message = _("This leads back to the record itself: choose another.")
    return [(record, field.name, message) for record in records if _comes_back(record.pk, above)]


def _comes_back(key, above):
    seen, ancestor = set(), above[key]
    while ancestor and ancestor not in seen:
        if ancestor == key:
            return True
        seen.add(ancestor)
        ancestor = above[ancestor]
    return False
