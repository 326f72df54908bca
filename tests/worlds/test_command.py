"""`manage.py generate_world`."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.factories import ActorFactory
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


def test_the_command_refuses_where_a_record_is_not_invented():
    ActorFactory(countries=["LK"])
    with pytest.raises(CommandError, match="not invented"):
        call_command("generate_world", linkages=20)
    assert Linkage.objects.count() == 0


def test_the_command_goes_on_where_it_is_told_to_and_says_what_it_made(capsys):
    ActorFactory(countries=["LK"])
    call_command("generate_world", linkages=20, into_existing=True)
    assert Linkage.objects.count() == 20
    assert "20  linkages" in capsys.readouterr().out


def test_the_same_world_is_not_loaded_twice():
    call_command("generate_world", linkages=20)
    with pytest.raises(CommandError, match="another --seed"), transaction.atomic():
        call_command("generate_world", linkages=20)
