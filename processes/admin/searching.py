"""How the list of a screen, and the boxes that choose from it, find a record."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.lists import DayFilter, RetiredFilter
from peaceinfra.core.text import folded, words_in
from processes.models import ActorName, ExternalId


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
        viewer = request.viewer
        found = (
            self._named(search_term, viewer)
            | self._by_alias(search_term, viewer)
            | self._by_id(search_term, viewer)
        )
        return queryset.filter(found), False

    def _named(self, text, viewer) -> Q:
        """Each word in one of the columns; of one name they may stand in several."""
        found = Q()
        for word in text.split():
            names = (words_in(name, word) for name in self.search_names if folded(word))
            texts = (Q(**{f"{name}__icontains": word}) for name in self.search_texts)
            found &= _any_of((*names, *texts))
        return found if found else Q(pk__in=())

    def _by_alias(self, text, viewer) -> Q:
        """All words in one other name, which the viewer may see, of an actor that is searched by name."""
        paths = [name.removesuffix("folded") for name in self.search_names]
        actors = [path for path in paths if hasattr(_model_at(self.model, path), "names")]
        if not actors:
            return Q()
        aliases = ActorName.objects.shown_to(viewer).filter(words_in("folded", text)).values("actor")
        return _any_of(Q(**{f"{path}pk__in": aliases}) for path in actors)

    def _by_id(self, text, viewer) -> Q:
        """By the public id, and by the id in another register: `CON_81`, or `paax:CON_81` with its name."""
        scheme, _colon, value = (part.strip() for part in text.partition(":"))
        condition = Q(value__iexact=text.strip()) | Q(scheme__iexact=scheme, value__iexact=value)
        found = Q(pk__in=ExternalId.objects.shown_to(viewer).filter(condition).values("subject"))
        try:
            kind, key = parse_public_id(text)
        except UnknownId:
            return found
        return found | Q(pk=key) if models_by_kind().get(kind) is self.opts.concrete_model else found

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: a lookup in the address must not become an oracle."""
        name = lookup.removesuffix("__exact").removesuffix("__isnull")
        filters = {getattr(list_filter, "parameter_name", list_filter) for list_filter in self.list_filter}
        general = {DayFilter.parameter_name, RetiredFilter.parameter_name}
        return name in {*filters, *self.narrowed_by, *general}


def _any_of(conditions) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _model_at(model, path: str):
    """The model at the end of a path of references, such as `post__body__`."""
    for name in filter(None, path.split("__")):
        model = model._meta.get_field(name).related_model
    return model
