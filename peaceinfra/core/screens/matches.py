"""What a search finds by name and by id, asked of the database once for all kinds that are searched.

Names are few beside what joins them. Whose name has a word is asked first, in one query; what joins those is then
found by its references, which are indexed, and a kind of which nothing can be found is not asked at all. Comparing
the names at the ends of every linkage, role and membership would read the whole register.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q, QuerySet, Value

from peaceinfra.core.external_ids import external_ids_shown_to
from peaceinfra.core.text import folded, words_in

# So many of a kind are taken as keys. Of a word that more names have, the database compares names again.
MOST = 2000
EXTERNAL_ID = "external id"


class Matches:
    """The answers to one text for one viewer.

    named   the models whose names are compared, each of which has a folded name

    Only what the viewer may see is read, so that neither an answer nor the number of queries tells of the rest.
    """

    def __init__(self, text: str, viewer, named: Iterable):
        self.text, self.viewer = text, viewer
        self.words = text.split()
        self._models = [*dict.fromkeys(named)]

    def named(self, model, word: str) -> list[int] | None:
        """The keys of those whose name has the word; None where they are too many to be listed."""
        rows = self._rows[model]
        if len(rows) > MOST:
            return None
        parts = folded(word).split()
        return [key for key, name in rows if all(part in name for part in parts)]

    def aliased(self, model) -> list[int] | QuerySet:
        """The records of a model that has other names, of which one has all the words."""
        rows = self._rows[model.names.rel]
        return [key for key, _name in rows] if len(rows) <= MOST else self._other_names(model.names.rel)

    def identified(self, kind: str) -> list[int] | QuerySet:
        """The records of a kind that have the text as their id in another register, with its name or without."""
        rows = self._rows[EXTERNAL_ID]
        if len(rows) > MOST:
            return self._external_ids().values("subject")
        return [key for key, of_kind in rows if of_kind == kind]

    @cached_property
    def _rows(self) -> dict[object, list[tuple[int, str]]]:
        """{what was asked: [(key, folded name)]}; of an external id the key and the kind of its record."""
        names = {model: self._holders(model).values_list("pk", "folded") for model in self._models}
        others = {
            model.names.rel: self._other_names(model.names.rel).values_list(model.names.field.name, "folded")
            for model in self._models
            if hasattr(model, "names")
        }
        ids = {EXTERNAL_ID: self._external_ids().values_list("subject", "subject__kind")}
        questions = names | others | ids
        parts = [
            rows.order_by().annotate(place=Value(place))[: MOST + 1]
            for place, rows in enumerate(questions.values())
        ]
        found = defaultdict(list)
        for key, name, place in parts[0].union(*parts[1:], all=True):
            found[[*questions][place]].append((key, name))
        return found

    def _holders(self, model) -> QuerySet:
        """Those whose name has one of the words. Retired ones too: what joins them may be shown."""
        has_one = reduce(or_, (words_in("folded", word) for word in self.words if folded(word)))
        return model.objects.visible_to(self.viewer).filter(has_one)

    def _other_names(self, relation) -> QuerySet:
        rows = relation.related_model.objects.shown_to(self.viewer).filter(words_in("folded", self.text))
        return rows.values(relation.field.name)

    def _external_ids(self) -> QuerySet:
        scheme, _colon, value = (part.strip() for part in self.text.partition(":"))
        condition = Q(value__iexact=self.text.strip()) | Q(scheme__iexact=scheme, value__iexact=value)
        return external_ids_shown_to(self.viewer).filter(condition)
