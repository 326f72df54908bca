from django.utils.translation import gettext_lazy as _

from processes.models import Actor


class BodyActor(Actor):
    """The actors that are bodies, for a screen of their own: the same records, the same table."""

    class Meta:
        proxy = True
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
