"""By what the API tells each kind of record, read off its serializers, lists and parts, and the labels of the models.

`core.visibility.touch_sql` compiles it into the triggers that write the log of changes.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Model
from rest_framework.serializers import ListSerializer, Serializer, SerializerMethodField

from peaceinfra.api.lists import LISTS
from peaceinfra.api.resting import RestsOn, declared_by
from peaceinfra.api.serializers import HOMES
from peaceinfra.api.serializers.common import (
    AsOfSerializer,
    MarkingSerializer,
    ReducedSerializer,
    ReferenceSerializer,
)
from peaceinfra.api.views import BodyViewSet
from peaceinfra.core.models import Record
from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.tracing import columns_read
from peaceinfra.core.visibility.changes import Declaration, NamesAny, Root, Shown, Step, TellsBy, root_of
from processes.models import Actor
from secretariats.models import Body

_RETIRED = "retired"


def declaration() -> Declaration:
    """What all lists tell. An actor that is a body is told as the list of bodies tells it."""
    kinds, told, naming = [], [], []
    for kind, viewset in LISTS.items():
        model = viewset.filterset_class._meta.model
        root = root_of(model, kind)
        kinds.append(_shown(root, model, viewset))
        told += _deciding(root, model, viewset)
        for teller in (viewset, BodyViewSet) if model is Actor else (viewset,):
            told += _told(root, model, teller)
        naming += _naming_any(root, model, viewset)
    told += _about_any()
    return Declaration(tuple(kinds), tuple(_merged(told)), tuple(naming), tuple(_merged(_labels())))


# --- what is shown at all ---


def _shown(root, model, viewset) -> Shown:
    conditions = [f"{{row}}.{name} = '{value}'" for name, value in viewset.filterset_class.only.items()]
    for end in viewset.filterset_class.live_ends:
        field = model._meta.get_field(end)
        target = field.related_model._meta
        conditions.append(
            f"NOT EXISTS (SELECT FROM {target.db_table} e"
            f" WHERE e.{target.pk.column} = {{row}}.{field.column} AND e.retired)"
        )
    if model is Actor:
        # The address of a body is in the list of bodies, which shows it by what it is as a body.
        body = Body._meta
        conditions.append(
            f"{{row}}.kind <> 'body' OR EXISTS (SELECT FROM {body.db_table} e WHERE e.{body.pk.column} = {{row}}.id"
            " AND NOT e.retired)"
        )
    return Shown(root, tuple(conditions))


def _deciding(root, model, viewset) -> Iterator[TellsBy]:
    ends = viewset.filterset_class.live_ends
    guarded = [end for end in ends if model._meta.get_field(end).related_model is not Record]
    for end in [*guarded, *(["body"] if model is Actor else [])]:
        steps, column, _model = _resolved(model, f"{end}__{_RETIRED}")
        yield TellsBy(root, steps, (column,), decides=True)


def _naming_any(root, model, viewset) -> Iterator[NamesAny]:
    for field in model._meta.concrete_fields:
        if field.related_model is Record:
            yield NamesAny(root, field.column, field.name in viewset.filterset_class.live_ends)


# --- by what a record is told ---


def _told(root, model, viewset) -> Iterator[TellsBy]:
    paths = [RestsOn(path) for path in _paths(viewset.serializer_class, model)]
    paths += [found for found in _methods(viewset.serializer_class) if not _is_about_any(found.path)]
    for found in paths:
        steps, column, _model = _resolved(model, found.path)
        if steps:
            yield TellsBy(root, steps, (column,), found.same)


def _methods(serializer_class) -> Iterator[RestsOn]:
    for field in serializer_class().fields.values():
        if isinstance(field, SerializerMethodField):
            yield from declared_by(getattr(serializer_class, field.method_name))


def _paths(serializer, model, prefix="") -> Iterator[str]:
    """The columns that a serializer tells of a record, by their paths from it."""
    serializer = serializer() if isinstance(serializer, type) else serializer
    for field in serializer.fields.values():
        source = field.source.replace(".", "__")
        if isinstance(field, (AsOfSerializer, MarkingSerializer, ReducedSerializer, SerializerMethodField)):
            continue
        if isinstance(field, ReferenceSerializer):
            target = model._meta.get_field(source).related_model
            yield prefix + source
            yield from (f"{prefix}{source}__{path}" for path in _face(target) if target is not Record)
        elif isinstance(field, ListSerializer) and isinstance(field.child, Serializer):
            yield f"{prefix}{source}__id"
            yield from _paths(field.child, field.child.model, f"{prefix}{source}__")
            # What names somebody who was retired ended with them.
            named = [
                key for key in field.child.model._meta.concrete_fields if key.many_to_one and not key.null
            ]
            yield from (f"{prefix}{source}__{key.name}__{_RETIRED}" for key in named)
        elif isinstance(field, Serializer):
            nested = (model, prefix) if source == "*" else (field.model, f"{prefix}{source}__")
            yield from _paths(field, *nested)
        else:
            yield from _columns(model, source, prefix)


def _columns(model, source, prefix) -> Iterator[str]:
    if source == "shown_number":
        yield prefix + numbering_of(model).place
    elif source != "__str__" and "__" in source:
        yield prefix + source
    elif source != "public_id":
        yield from (prefix + path for path in columns_read(model, source))


def _face(model: type[Model]) -> frozenset[str]:
    """By what another record is named: its label, the list in its address, and whether it is there."""
    address = columns_read(model, "is_body") if hasattr(model, "is_body") else frozenset()
    label = columns_read(model, "__str__")
    return label | address | {_RETIRED}


# --- what stands beside records of any kind: claims, ids in other registers ---


def _is_about_any(path: str) -> bool:
    return any(path.partition("__")[0] == relation.name for relation in Record._meta.related_objects)


def _about_any() -> Iterator[TellsBy]:
    """By the rows that point at any record: which kinds tell of them is said by the lists."""
    kinds = defaultdict(dict)
    for kind, viewset in LISTS.items():
        for found in _methods(viewset.serializer_class):
            if _is_about_any(found.path):
                kinds[found.path][kind] = None
    for path, telling in kinds.items():
        steps, column, _model = _resolved(Record, path)
        root = Root("", Record._meta.db_table, Record._meta.pk.column, tuple(telling))
        yield TellsBy(root, steps, (column,))


def _labels() -> Iterator[TellsBy]:
    """By what a record is named that another names by its key alone, and the record that tells it as a part."""
    for kind, model in models_by_kind().items():
        root = root_of(model, kind)
        homes = [
            f"{way}__{path}" for way, _part in HOMES.get(model, ()) for path in _face(_target(model, way))
        ]
        for path in (*_face(model), *homes):
            steps, column, _model = _resolved(model, path)
            yield TellsBy(root, steps, (column,))


# --- paths as steps ---


def _target(model, way):
    return model._meta.get_field(way).related_model


def _resolved(model: type[Model], path: str) -> tuple[tuple[Step, ...], str, type[Model]]:
    """(the steps, the column at their end, the model it is of) of a path such as `intermediaries__actor__name`."""
    *ways, last = path.split("__")
    steps = []
    for way in ways:
        field = model._meta.get_field(way)
        is_forward = field.concrete
        target = field.related_model
        column = field.column if is_forward else field.field.column
        steps.append(Step(target._meta.db_table, target._meta.pk.column, column, is_forward))
        model = target
    return tuple(steps), model._meta.get_field(last).column, model


def _merged(ways: Iterator[TellsBy]) -> Iterator[TellsBy]:
    """The columns of one row together."""
    columns = defaultdict(set)
    for way in ways:
        columns[way.root, way.steps, way.same, way.decides].update(way.columns)
    # In an order of their own: the functions that are made of them are compared with those that are stored.
    for (root, steps, same, decides), found in sorted(columns.items(), key=lambda item: repr(item[0])):
        yield TellsBy(root, steps, tuple(sorted(found)), same, decides)
