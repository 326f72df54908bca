"""How the list of a screen, and the boxes that choose from it, find a record."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.lists import DayFilter, RetiredFilter
from peaceinfra.core.text import folded


class SearchedAdmin(RoleAdmin):
    """A list that is searched by names and narrowed by the filters it declares, and by no other lookup."""

    search_names = ("folded",)
    search_texts = ()
    search_help_text = gettext_lazy("Any part of a name, in any script; accents and capitals do not matter.")
    narrowed_by = ()

    def get_search_fields(self, request):
        return self.search_names

    def get_search_results(self, request, queryset, search_term):
        """`search_names` are folded columns, the term is folded alike; `search_texts` are others."""
        term, found = folded(search_term), Q()
        if not term:
            return queryset, False
        for name in self.search_names:
            found |= Q(**{f"{name}__contains": term})
        for name in self.search_texts:
            found |= Q(**{f"{name}__icontains": search_term.strip()})
        return queryset.filter(found), False

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: a lookup in the address must not become an oracle."""
        name = lookup.removesuffix("__exact").removesuffix("__isnull")
        filters = {getattr(one, "parameter_name", one) for one in self.list_filter}
        asked = {DayFilter.parameter_name, RetiredFilter.parameter_name}
        return name in {*filters, *self.narrowed_by, *asked}
