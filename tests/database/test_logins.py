import pytest
from django.db import connection

from peaceinfra.database import logins


@pytest.mark.django_db
def test_the_owner_may_not_serve():
    with pytest.raises(Exception) as refusal:
        logins.refuse_to_serve_as_owner(connection)
    assert "may create roles" in str(refusal.value)
