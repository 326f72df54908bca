"""Claims whose value is a record that the reader may not see."""

from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.test import Client

from processes.models import Claim
from processes.services import Statement, save_record
from tests import factories as make
from tests.core.walls.worlds import definition
from tests.security.mutants import Mutant


def check_hidden(claim):
    """To the public it is as if it were not there."""
    client = Client(raise_request_exception=False)
    assert client.get(f"/records/{claim.public_id}.csv").status_code == 404


def check_entered():
    """What a source says of a public record names a hidden one."""
    hidden = make.ActorFactory(name="Secret mediator", level=3)
    check_hidden(make.ClaimFactory(subject=make.PrincipalFactory(), field="principal", value_record=hidden))


def check_superseded():
    """A public principal was held to be another, who was raised afterwards; both stand in accepted claims."""
    before = make.ActorFactory(name="Secret mediator")
    principal = make.PrincipalFactory(principal=make.ActorFactory())
    for actor in (before, make.ActorFactory()):
        principal.principal = actor
        statement = Statement(make.SourceFactory())
        principal = save_record(principal, by=None, reason="another source", statement=statement)
    before.level = 3
    save_record(before, by=None, reason="protected")
    check_hidden(Claim.objects.get(status="superseded"))


@contextmanager
def altered(function, old, new):
    """A trigger's function with a mistake in it."""
    source = definition(function)
    assert old in source, f"{old} is no longer part of {function}"
    with connection.cursor() as cursor:
        cursor.execute(source.replace(old, new))
        yield
        cursor.execute(source)


def as_text(field, holder):
    return {"value": field.value_to_string(holder)}


LEAK = "A2"
MUTANTS = [
    Mutant(
        "a claim is not marked like the record that is its value",
        lambda: altered("processes_claim__mark", "IF NEW.value_record_id IS NOT NULL", "IF false"),
        check_entered,
    ),
    Mutant(
        "a claim does not follow when its value is raised",
        lambda: altered("processes_claim__follow__core_record", "value_record_id = ANY (moved)", "false"),
        check_superseded,
    ),
    Mutant(
        "an edit keeps the key of a record as the text of its claim",
        lambda: patch("processes.services.claims.kept_of", as_text),
        check_superseded,
    ),
]
