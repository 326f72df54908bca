"""Where each record is found: the one canonical address of each kind."""

from peaceinfra.analysis.kinds import ENDPOINTS
from processes.choices import NoteKind
from processes.models import Actor, Note

BODIES = "bodies"
# Lists of some actors or some bodies: their addresses are those of the actor or of the body.
SUBSETS = ("secretariats", "support-units", "mediators")


def address_of(record, root: str) -> str | None:
    """The address of a record below `root`; None for a kind that is shown as a part of others.

    A body is listed with the actors too, and a peace secretariat with both: its address is that of the body.
    A local mediator has that of the actor. What the narrower lists add is told at these addresses too.
    Of the notes, the remarks alone are told.
    """
    model, public_id = getattr(record, "model", type(record)), record.public_id
    if model is Note and record.kind != NoteKind.REMARK:
        return None
    endpoint = BODIES if model is Actor and record.is_body else ENDPOINTS.get(public_id[:3])
    return f"{root}{endpoint}/{public_id}/" if endpoint else None


def reference(record, root: str) -> dict:
    """How one record names another."""
    return {"id": record.public_id, "label": str(record), "url": address_of(record, root)}
