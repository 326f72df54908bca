import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured


@pytest.mark.django_db
def test_the_door_does_not_open_with_the_login_of_the_owner():
    with pytest.raises(ImproperlyConfigured, match="may not serve"):
        runpy.run_module("peaceinfra.wsgi")
