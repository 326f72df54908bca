"""What stewards say of the items that wait for a decision: remarks, and who takes one on."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.roles import may
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.core.visibility.context import acting_account
from processes.models import QueueNote

# Who decides about what waits.
ACTION = "accept_claims"


def note_class(item) -> type[QueueNote]:
    """The model of the notes about an item: a claim, a request or a proposal."""
    return item._meta.get_field("queue_notes").related_model


def remark(item, text: str, *, by) -> QueueNote:
    """Writes a remark. Raises NotAllowed, ValidationError (nothing is said)."""
    text = text.strip()
    if not text:
        raise ValidationError(_("Write something first."))
    check_readable(text)
    return _write(item, by, text=text)


def assign(item, to, *, by) -> QueueNote:
    """`to`, an account that may decide, takes the item on; None gives it back. Raises NotAllowed, ValidationError."""
    if to is not None and not may(to, ACTION):
        raise ValidationError(_("Only a steward can take this on."))
    return _write(item, by, is_assignment=True, assigned_to=to)


@transaction.atomic
def _write(item, by, **values):
    if not may(by, ACTION):
        raise NotAllowed
    if (account := acting_account()) is not None:
        with connection.cursor() as cursor:
            prove_acting(cursor, account)
    note = note_class(item)(item=item, account=by, **values)
    note.full_clean()
    note.save(force_insert=True)
    return note
