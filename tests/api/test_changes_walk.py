"""The proof by a walk: each column of each table is changed, and what differs then is in the changes.

In the suite a table is compared after all its columns; with EACH_COLUMN=1 in the environment after each, which takes
minutes, and lists beside what was told although it did not differ.
"""

import os
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models

from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.numbering import PlaceField
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility, visibility_of
from processes.services.effects import NOT_OF_THE_REGISTER
from tests import factories as make
from tests.api.conftest import Reader
from tests.api.mirrors import Mirror
from tests.api.register import add_parts, one_of_each

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EACH = bool(os.environ.get("EACH_COLUMN"))
KEPT_BY_THE_DATABASE = {"id", "version", "updated_at", "effective_level", "effective_teams", "folded"}
# Neither makes sense without its kind.
DATES = {"start": "1999", "start_kind": "1998", "end": "2031", "end_kind": "2030"}


def tables():
    return [
        model
        for model in guarded_models()
        if not isinstance(visibility_of(model), HistoryVisibility)
        and not visibility_of(model).stored
        and model not in NOT_OF_THE_REGISTER
    ]


def columns(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in KEPT_BY_THE_DATABASE and not field.primary_key and field.name != "narrowing"
    ]


def another(row, field):
    """{column: value} of a change of one field; None where there is no other value."""
    if field.name in DATES:
        end = field.name.removesuffix("_kind")
        return {f"{end}_kind": "actual", end: DATES[field.name]}
    value = another_value(row, field)
    return None if value is None else {field.attname: value}


def another_value(row, field):
    now = getattr(row, field.attname)
    if field.is_relation:
        ends = [getattr(row, key.attname) for key in row._meta.concrete_fields if key.is_relation]
        others = field.related_model._default_manager.exclude(pk__in=[*filter(None, ends), row.pk])
        return others.values_list("pk", flat=True).order_by("pk").last()
    if field.choices:
        return next(code for code, _label in reversed(field.flatchoices) if code != now)
    if isinstance(field, ArrayField):
        return [*(now or []), "zz"]
    if isinstance(field, models.BooleanField):
        return not now
    if isinstance(field, models.DateField):
        return date(2001, 1, 1) if field.name.startswith(("start_m", "date_m")) else date(2030, 1, 1)
    if isinstance(field, PlaceField):
        return Decimal(50)
    if isinstance(field, models.IntegerField | models.FloatField):
        return (now or 0) + 1
    return "1999" if isinstance(field, EDTFField) else "another"[: field.max_length]


def put_back(model, row, field):
    """What decides who sees the row, and where it stands, is as before for the fields that follow."""
    if field.is_relation or field.name in ("retired", "level"):
        model._base_manager.filter(pk=row.pk).update(**{field.attname: getattr(row, field.attname)})


def test_whatever_differs_after_a_column_was_changed_is_told():
    records = one_of_each()
    add_parts(records)
    make.PrincipalFactory(body=records["support-units"], process=make.PeaceProcessFactory(countries=["LK"]))
    make.CommunityFactory(), make.PlaceFactory(), make.ConflictFactory(), make.TeamFactory()
    # Somebody who sees who reaches whom, and loses sight of what is raised.
    mirror = Mirror(Reader(make.AccountFactory(clearance=2)))
    missed, beyond = {}, {}
    for model in tables():
        row = model._base_manager.order_by("pk").first()
        for field in columns(model):
            values = another(row, field)
            if values is None:
                continue
            before = dict(mirror.records)
            # Where the database refuses the value, there is nothing to be told.
            with suppress(IntegrityError):
                model._base_manager.filter(pk=row.pk).update(**values)
            if not EACH:
                put_back(model, row, field)
                continue
            mirror.read()
            differing = {
                key for key in {*before, *mirror.records} if before.get(key) != mirror.records.get(key)
            }
            if extra := set(mirror.told) - differing:
                beyond[f"{model.__name__}.{field.name}"] = sorted({key[:3] for key in extra})
            if lost := mirror.differing():
                missed[f"{model.__name__}.{field.name}"] = lost
                mirror = Mirror(mirror.reader)
            put_back(model, row, field)
            mirror.read()
        mirror.read()
        if lost := mirror.differing():
            missed[model.__name__] = lost
            mirror = Mirror(mirror.reader)
    print("told beyond what differs:", *(f"{name}: {kinds}" for name, kinds in beyond.items()), sep="\n")
    assert missed == {}
    assert mirror.is_whole()
