"""A proposal in one line, for lists."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.models import Proposal
from peaceinfra.proposals.kinds import TABLES


def content_words(proposal: Proposal) -> str:
    """What a proposal is about, by kinds: no record is read for it."""
    names = []
    for record in proposal.content["records"]:
        options = TABLES[record["kind"]].model._meta
        words = _("new: %(kind)s") if "key" in record else "%(kind)s"
        names.append(words % {"kind": options.verbose_name})
    return capfirst(", ".join(dict.fromkeys(names)))


def shortened(text: str) -> str:
    return text if len(text) <= 150 else f"{text[:150]}…"
