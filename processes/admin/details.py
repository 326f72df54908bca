"""What tells more about a record, and is retired and put back with it."""

from peaceinfra.core.models import Detail


def details(record, *, retired):
    """What tells more about a record, whichever screen it was opened on: an actor's body, its secretariat."""
    relations = record._meta.concrete_model._meta.related_objects
    models = [relation.related_model for relation in relations if relation.one_to_one]
    rows = [
        model._base_manager.filter(pk=record.pk, retired=retired).first()
        for model in models
        if issubclass(model, Detail)
    ]
    return [*filter(None, rows)]


def last_written(record):
    """The moment, author and reason of the last writing: alike for what was written together."""
    last = record.events.order_by("pgh_id").last()
    return (last.pgh_created_at, last.pgh_context) if last else None
