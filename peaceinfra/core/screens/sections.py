"""Rows of a screen of accounts as a section: it says how many there are, and is never folded."""

from django.forms import BaseInlineFormSet


class OpenFormSet(BaseInlineFormSet):
    """Few rows, which are what the screen is opened for."""

    is_open = True

    @property
    def stored(self) -> int:
        return self.initial_form_count()

    @property
    def added(self) -> int:
        """How many were typed and are not stored yet."""
        return sum(form.has_changed() for form in self.extra_forms) if self.is_bound else 0
