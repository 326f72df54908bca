"""How the list of a screen, and the boxes that choose from it, find a record."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.lists import DayFilter, RetiredFilter
from peaceinfra.core.screens.matches import Matches
from peaceinfra.core.text import folded, words_in
from peaceinfra.core.visibility import visibility_of
from processes.admin.imported import ImportFilter


class SearchedAdmin(RoleAdmin):
    """A list that is searched by names and ids and narrowed by the filters it declares, and by no other lookup.

    search_names  folded columns, in which the words of a search stand in any order
    search_texts  columns that are not folded
    """

    search_names = ("folded",)
    search_texts = ()
    search_help_text = gettext_lazy(
        "Words of a name in any order and script; accents and capitals do not matter. Or an id, also one of another"
        " register."
    )
    search_label = gettext_lazy("Search by name or id")
    narrowed_by = ()

    def get_search_fields(self, request):
        return self.search_names

    def get_search_results(self, request, queryset, search_term):
        if not folded(search_term):
            return queryset, False
        matches = Matches(search_term, request.viewer, self.named_models())
        return queryset.filter(self.search_condition(matches)), False

    def named_models(self) -> list:
        """The models whose names are searched: its own, and those that its records join."""
        return [_model_at(self.model, name) for name in self.search_names]

    def search_condition(self, matches: Matches) -> Q:
        """What the records meet that are found by a text."""
        return self._named(matches) | self._by_alias(matches) | self._by_id(matches)

    def _named(self, matches) -> Q:
        """Each word in one of the columns; of one name they may stand in several."""
        found = Q()
        for word in matches.words:
            names = (self._has_word(name, word, matches) for name in self.search_names if folded(word))
            texts = (Q(**{f"{name}__icontains": word}) for name in self.search_texts)
            found &= _any_of((*names, *texts))
        return found if found else Q(pk__in=())

    def _has_word(self, name, word, matches) -> Q:
        """The condition that the folded column `name`, its own or of what it joins, has the word."""
        keys = matches.named(_model_at(self.model, name), word)
        return words_in(name, word) if keys is None else Q(**{f"{name.removesuffix('folded')}pk__in": keys})

    def _by_alias(self, matches) -> Q:
        """All words in one other name, which the viewer may see, of an actor that is searched by name."""
        joined = {name.removesuffix("folded"): _model_at(self.model, name) for name in self.search_names}
        return _any_of(
            Q(**{f"{path}pk__in": matches.aliased(model)})
            for path, model in joined.items()
            if hasattr(model, "names")
        )

    def _by_id(self, matches) -> Q:
        """The record by public id, and those by an id in another register: `CON_81`, or with its name `paax:CON_81`."""
        found = Q(pk__in=matches.identified(visibility_of(self.model).kind))
        try:
            kind, key = parse_public_id(matches.text)
        except UnknownId:
            return found
        return found | Q(pk=key) if models_by_kind().get(kind) is self.opts.concrete_model else found

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: a lookup in the address must not become an oracle."""
        name = lookup.removesuffix("__exact").removesuffix("__isnull")
        filters = {getattr(list_filter, "parameter_name", list_filter) for list_filter in self.list_filter}
        general = {DayFilter.parameter_name, ImportFilter.parameter_name}
        if self.lists_retired:
            general.add(RetiredFilter.parameter_name)
        return name in {*filters, *self.narrowed_by, *general}


def _any_of(conditions) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _model_at(model, path: str):
    """The model that has the column at the end of a path of references, such as `post__body__folded`."""
    for name in path.split("__")[:-1]:
        model = model._meta.get_field(name).related_model
    return model
