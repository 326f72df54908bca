"""What is recorded already under a name, an address or an external id that somebody is about to write.

Only among the records that the writer may see. A namesake that is hidden is not looked for: neither the answer nor
the number of queries tells of it.
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.screens.finding import Hit, hit_of
from peaceinfra.core.screens.wording import label_references
from peaceinfra.core.text import folded, rest_without, words_of
from peaceinfra.core.visibility import visibility_of
from processes.choices import MatchGround
from processes.matching.pairs import KINDS
from processes.matching.similar import similar_records
from processes.models import Actor, ActorName, ExternalId

# The button by which the writer says that it is another one.
ANOTHER = "_another"
# So many are shown of each, and so many of the typed names are said.
MOST, MOST_SAID = 10, 5
# Of a sheet with more names than this, those after them are looked for by the same name alone.
MOST_COMPARED = 40


class Namesakes(NamedTuple):
    """Those that have the same name, address or id, and that in words."""

    words: str
    records: list[Hit]


@dataclass
class Typed:
    """What a screen says anew: {model: {…}} of folded names, as typed, and of addresses; (register, id) pairs.

    within  {model: key of the whole in which a name stands once}, for models that say `names_within`
    """

    names: dict = field(default_factory=lambda: defaultdict(dict))
    addresses: dict = field(default_factory=lambda: defaultdict(dict))
    ids: dict = field(default_factory=dict)
    within: dict = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The same for the same content: who said that this is another one, said it of this."""
        groups = [
            sorted((model._meta.label, *said) for model, said in part.items())
            for part in (self.names, self.addresses)
        ]
        return hashlib.sha256(repr([*groups, sorted(self.ids)]).encode()).hexdigest()[:20]

    def is_accepted(self, request) -> bool:
        return self.digest in request.POST.getlist(ANOTHER)


def typed_on(forms) -> Typed:
    """What valid forms of records say anew: of a new record all, of a stored one what was changed."""
    typed = Typed()
    for form in forms:
        model = form._meta.model._meta.concrete_model
        if model is ExternalId:
            _note_id(typed, form)
            continue
        if hasattr(model, "folded") and (name := _new_text(form, "name", folded)):
            named = Actor if model is ActorName else model
            whole = getattr(named, "names_within", "")
            if whole:
                typed.within[named] = getattr(form.instance, f"{whole}_id")
            if not whole or typed.within[named]:
                typed.names[named][folded(name)] = name
        if hasattr(model, "url") and (url := _new_text(form, "url", same_address)):
            typed.addresses[model][same_address(url)] = url
    return typed


def find_namesakes(typed: Typed, viewer, own=None) -> list[Namesakes]:
    """The namesakes by name, by address and by id, and those whose name is similar.

    own     the key of the record that is written, which is no namesake of itself
    """
    found = [
        _of_name(model, names, typed.within.get(model), viewer, own) for model, names in typed.names.items()
    ]
    found += [_of_address(model, urls, viewer, own) for model, urls in typed.addresses.items()]
    found += [_of_id(typed.ids, viewer, own)] if typed.ids else []
    named = {hit.id for group in found for hit in group.records}
    found += [
        _of_likeness(model, names, viewer, own, named)
        for model, names in typed.names.items()
        if visibility_of(model).kind in KINDS
    ]
    return [group for group in found if group.records]


def same_address(url: str) -> str:
    """An address without what leads to the same page: protocol, www., port, capitals of the host, end, fragment."""
    parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
    host = (parts.hostname or "").removeprefix("www.")
    query = "&".join(sorted(pair for pair in parts.query.split("&") if pair and not pair.startswith("utm_")))
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


def _new_text(form, name, same) -> str:
    """A typed text, unless it is as stored, but for what `same` does not see."""
    text = form.cleaned_data.get(name) or ""
    before = "" if form.instance._state.adding else form.initial.get(name) or ""
    return text if same(text) != same(before) else ""


def _note_id(typed, form):
    scheme, value = form.cleaned_data.get("scheme") or "", form.cleaned_data.get("value") or ""
    if value and (form.instance._state.adding or {"scheme", "value"} & {*form.changed_data}):
        typed.ids[scheme.casefold(), value.casefold()] = f"{scheme} {value}"


def _of_name(model, names, whole, viewer, own):
    """The same words in any order and with any punctuation."""
    shown = model.objects.shown_to(viewer).exclude(pk=own)
    if whole:
        shown = shown.filter(**{model.names_within: whole})
    keys = _alike(shown, "pk", names)
    if model is Actor:
        keys += _alike(ActorName.objects.shown_to(viewer), "actor", names)
    rows = shown.filter(pk__in=keys).select_related(*label_references(model))
    rows = list(rows.order_by("folded", "pk")[: MOST + 1])
    words = ngettext(
        "%(number)s record has the name %(said)s", "%(number)s records have the name %(said)s", len(rows)
    )
    return Namesakes(words % _said(rows, names), [hit_of(row) for row in rows[:MOST]])


def _of_likeness(model, names, viewer, own, named):
    """What the matcher finds by another name or a similar one, beside those that were found before (`named`)."""
    kind = visibility_of(model).kind
    similar = {
        found.record: found
        for text in [*names.values()][:MOST_COMPARED]
        for found in similar_records(kind, text, viewer, own=own)
    }
    rows = model.objects.shown_to(viewer).filter(pk__in=similar).select_related(*label_references(model))
    hits = []
    for row in rows.order_by("folded", "pk")[:MOST]:
        hit, found = hit_of(row), similar[row.pk]
        reason = _("%(reason)s: %(named)s") % {
            "reason": MatchGround(found.ground).label,
            "named": found.name,
        }
        if hit.id not in named:
            hits.append(hit._replace(line=" · ".join(filter(None, [reason, hit.line]))))
    words = ngettext(
        "%(number)s record may be the same as %(said)s",
        "%(number)s records may be the same as %(said)s",
        len(hits),
    )
    return Namesakes(words % _said(hits, names), hits)


def _alike(rows, key, names) -> list:
    """The `key` of the rows whose name has the same words as one of the names.

    The database finds those that hold them and no other word; how often each stands in a name is compared here.
    """
    wanted = {tuple(words_of(name)) for name in names} - {()}
    same_words = Q(folded__in=names)
    for place, words in enumerate(wanted):
        rows = rows.alias(**{f"rest_{place}": rest_without("folded", words)})
        holds_all = reduce(and_, (Q(folded__contains=word) for word in words))
        same_words |= holds_all & Q(**{f"rest_{place}": ""})
    found = rows.filter(same_words).values_list(key, "folded")
    return [pk for pk, name in found if name in names or tuple(words_of(name)) in wanted]


def _of_address(model, urls, viewer, own):
    """The database finds those of the same host and path; which of them have the same address is compared here."""
    paths = {re.escape(url.partition("?")[0]) for url in urls}
    pattern = rf"^([a-z]+://)?(www\.)?({'|'.join(sorted(paths))})(:\d+)?/*([?#].*)?$"
    rows = model.objects.shown_to(viewer).filter(url__iregex=pattern).exclude(pk=own)
    rows = rows.select_related(*label_references(model)).order_by("folded", "pk")
    rows = [row for row in rows if same_address(row.url) in urls][: MOST + 1]
    words = ngettext(
        "%(number)s record has the address %(said)s",
        "%(number)s records have the address %(said)s",
        len(rows),
    )
    return Namesakes(words % _said(rows, urls), [hit_of(row) for row in rows[:MOST]])


def _of_id(ids, viewer, own):
    """The records of whatever kind that have one of the ids."""
    said = Q()
    for scheme, value in ids:
        said |= Q(scheme__iexact=scheme, value__iexact=value)
    rows = ExternalId.objects.shown_to(viewer).filter(said, subject__retired=False).exclude(subject=own)
    keys = [*dict.fromkeys(rows.order_by("value", "pk").values_list("subject", flat=True)[: MOST + 1])]
    subjects = Record.objects.shown_to(viewer).filter(pk__in=keys) if keys else ()
    records = instances(
        subjects, lambda model: model.objects.shown_to(viewer).select_related(*label_references(model))
    )
    found = [records[key] for key in keys if key in records]
    words = ngettext(
        "%(number)s record has the external id %(said)s",
        "%(number)s records have the external id %(said)s",
        len(found),
    )
    return Namesakes(words % _said(found, ids), [hit_of(record) for record in found[:MOST]])


def _said(rows, typed):
    number = len(rows) if len(rows) <= MOST else _("More than %(number)s") % {"number": MOST}
    said = [f"“{text}”" for text in typed.values()]
    said = [*said[:MOST_SAID], "…"] if len(said) > MOST_SAID else said
    return {"number": number, "said": _(" or ").join(said)}
