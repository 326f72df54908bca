"""A proposal in one line, for lists."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.models import Proposal
from peaceinfra.proposals.kinds import TABLES


def content_words(proposal: Proposal) -> str:
    """What a proposal is about: kinds, and names of what is new. No record is read for it."""
    names = []
    for record in proposal.content["records"]:
        kind, name = TABLES[record["kind"]].model._meta.verbose_name, record["fields"].get("name")
        words = _("new: %(kind)s") if "key" in record else _("change: %(kind)s")
        if "key" in record and name:
            words = _("new: %(kind)s “%(name)s”")
        names.append(words % {"kind": kind, "name": shortened(str(name))})
    return capfirst(", ".join(dict.fromkeys(names)))


def shortened(text: str) -> str:
    return text if len(text) <= 150 else f"{text[:150]}…"
