"""A prepared query finds what Django's own finds, whatever stands in its values."""

import pytest
from django.db.models import CharField, Value

from peaceinfra.core.prepared import Given, Keys, prepare
from processes.models import Actor
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db

_NAMES = ("O'Brien", "50 % \\ of %s", "%(name)s", 'a "b" \'; --')


def test_values_of_its_own_and_given_ones_are_set_in_as_they_are():
    actors = [ActorFactory(name=name) for name in (*_NAMES, "Another")]
    keys = [actor.pk for actor in actors]
    for name, actor in zip(_NAMES, actors, strict=False):
        own = prepare(
            Actor.objects.filter(name=name, pk__any_of=Keys("keys")).values_list("name", Value(name))
        )
        given = prepare(Actor.objects.filter(name=Given("name", CharField())).values_list("pk"))
        assert own.rows(keys=keys) == [(name, name)]
        assert given.rows(name=name) == [(actor.pk,)]
        # Asked again, with other keys.
        assert own.rows(keys=keys[-1:]) == own.rows(keys=[]) == []
        assert given.rows(name="Nobody") == []
