"""Filters that every guarded model has."""

from django.db import models

from peaceinfra.core import lookups  # noqa: F401 - what is imported is registered
from peaceinfra.core.visibility import visibility_of
from peaceinfra.core.visibility.seen_with import seen_with_of


class GuardedQuerySet(models.QuerySet):
    """Who may see what, and what has not been retired. Pages, API and exports all start from `shown_to`."""

    def visible_to(self, viewer):
        """Wall one: the rows the viewer may see, retired ones among them."""
        return self.filter(visibility_of(self.model).q(viewer))

    def live(self):
        """The rows that were not retired."""
        return self.filter(retired=False)

    def shown_to(self, viewer):
        """What lists and pages show: visible and not retired."""
        # By one filter: most of what is asked begins here, and each costs half a millisecond to add.
        return self.filter(visibility_of(self.model).q(viewer), retired=False)


class SeenWithQuerySet(models.QuerySet):
    """Rows without a marking of their own."""

    def visible_to(self, viewer):
        """Wall one: the rows whose records the viewer may see."""
        return self.filter(seen_with_of(self.model).q(viewer))
