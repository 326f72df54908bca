"""The queue of what stewards decide: claims, requests to make less protected, proposals; one leads to the next.

An address carries the queue that somebody works through as `?queue=`, with the filters that were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.items import Item
from peaceinfra.admin.work import QUEUE, WORK
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Account, Proposal
from peaceinfra.core.roles import MAY, may
from peaceinfra.core.versions import versions_of
from processes.models import Claim, LoweringRequest
from processes.services.queue import ACTION, note_class

# The value of the parameter where nothing is filtered.
ALL = "all"
MINE, NOBODYS = "mine", "nobody"


class Kind(NamedTuple):
    """One kind of what waits. `work` names its list; in `order` it is worked through; `about` leads to its records.

    at  when it was proposed; "" where its history says it
    """

    model: type[Model]
    title: str
    work: str
    order: tuple[str, ...]
    about: str
    at: str = ""

    @property
    def screen(self) -> str:
        return f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change"


# In the order in which they are worked through.
KINDS = {
    "lowering": Kind(
        LoweringRequest, _("requests"), "to-lower", ("requested_at", "pk"), "items__subject", "requested_at"
    ),
    "proposals": Kind(Proposal, _("proposals"), "proposals", ("sent_at", "pk"), "names__record", "sent_at"),
    "claims": Kind(Claim, _("claims"), "to-decide", ("subject_id", "field", "pk"), "subject"),
}
WHOSE = {MINE: _("assigned to me"), NOBODYS: _("assigned to nobody")}


def kind_of(item) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(item, kind.model))


@dataclass(frozen=True)
class Entry:
    """One line of the queue: what is to be decided, who proposed it when, and who took it on."""

    item: Item
    who: str
    at: datetime | None
    assigned_to: str


@dataclass(frozen=True)
class Queue:
    """What waits for a steward, narrowed: to one kind, to mine, to what is about one record, or was proposed then.

    since, until  days, both within
    """

    viewer: object
    kind: str = ""
    whose: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None
    _rows: dict = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, viewer, params: QueryDict) -> Queue:
        """What is no filter narrows nothing."""
        kind, whose = params.get("kind", ""), params.get("whose", "")
        return cls(
            viewer,
            kind if kind in KINDS else "",
            whose if whose in WHOSE else "",
            params.get("about", "").strip()[:40],
            _day(params.get("since", "")),
            _day(params.get("until", "")),
        )

    @classmethod
    def worked_through(cls, request) -> Queue | None:
        """The queue that the address carries; None where somebody came another way."""
        if QUEUE not in request.GET:
            return None
        return cls.of(request.viewer, QueryDict(request.GET[QUEUE]))

    @property
    def filters(self) -> str:
        said = {"kind": self.kind, "whose": self.whose, "about": self.about}
        said |= {"since": self.since, "until": self.until}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def address(self) -> str:
        return reverse("admin:queue") + (f"?{self.filters}" if self.filters else "")

    @property
    def kinds(self) -> list[str]:
        return [self.kind] if self.kind else [*KINDS]

    def rows(self, name: str) -> QuerySet:
        """What waits of one kind, each with the key of who took it on (`assignee`)."""
        kind = KINDS[name]
        rows = WORK[kind.work].rows(self.viewer, None).order_by(*kind.order)
        notes = note_class(kind.model).objects.visible_to(self.viewer)
        newest = notes.filter(item=OuterRef("pk"), is_assignment=True).order_by("-written_at", "-pk")
        rows = rows.annotate(assignee=Subquery(newest.values("assigned_to")[:1]))
        if self.whose:
            rows = rows.filter(assignee=self.viewer.account if self.whose == MINE else None)
        if self.about:
            rows = rows.filter(pk__in=self._about(kind))
        if self.since or self.until:
            rows = rows.filter(**self._proposed(kind.at)) if kind.at else rows.filter(pk__in=self._entered())
        return rows

    def of_kind(self, name: str) -> Queue:
        """The same of one kind alone."""
        return replace(self, kind=name)

    def _proposed(self, column) -> dict:
        """The days as a condition on a moment."""
        days = {"gte": self.since, "lte": self.until}
        return {f"{column}__date__{comparison}": day for comparison, day in days.items() if day}

    def _entered(self) -> QuerySet:
        """The keys of the claims that were entered in those days, as far as their history is shown."""
        of_days = self._proposed("pgh_created_at")
        return versions_of(Claim, self.viewer, pgh_label="added", **of_days).values("pgh_obj")

    def _about(self, kind) -> QuerySet:
        """The keys of what is about the record of an id; a hidden one is found no more than one that is absent."""
        try:
            _kind, key = parse_public_id(self.about)
        except UnknownId:
            key = None
        if kind.about == "subject":
            return kind.model.objects.shown_to(self.viewer).filter(subject=key).values("pk")
        part, subject = kind.about.split("__")
        parts = kind.model._meta.get_field(part).related_model.objects.visible_to(self.viewer)
        whole = kind.model._meta.get_field(part).field.name
        return parts.filter(**{subject: key}).values(whole)

    def address_of(self, name: str, key: int) -> str:
        """The page of an item of a kind, on which the queue goes on."""
        return f"{reverse(KINDS[name].screen, args=[key])}?{urlencode({QUEUE: self.filters or ALL})}"

    def next(self, item) -> str:
        """The address of what comes after an item, whether that still waits or was decided; "" after the last."""
        return self._beside(item, [*KINDS], "gt")

    def previous(self, item) -> str:
        return self._beside(item, [*KINDS][::-1], "lt")

    def after_decision(self, item) -> str:
        """The address of what to look at now: the next, or what was passed over before, or the empty queue."""
        if following := self.next(item):
            return following
        for name in self.kinds:
            if key := self.rows(name).exclude(pk=item.pk).values_list("pk", flat=True).first():
                return self.address_of(name, key)
        return self.address

    def _beside(self, item, names, comparison) -> str:
        """Every kind is asked, also beyond the first that has one: the number of queries tells nothing."""
        here, found = kind_of(item), []
        for name in names[names.index(here) :]:
            rows = self.rows(name) if comparison == "gt" else self.rows(name).reverse()
            if name == here:
                rows = rows.filter(_beyond(KINDS[name].order, item, comparison))
            key = rows.values_list("pk", flat=True).first() if name in self.kinds else None
            found += [(name, key)] if key else []
        return self.address_of(*found[0]) if found else ""

    def entries(self, name: str, rows, today) -> list[Entry]:
        """A page of rows of one kind, in words; a constant number of queries for each kind of record among them."""
        rows = list(rows)
        proposers = proposed_by(KINDS[name].model, rows, self.viewer)
        names = account_names({row.assignee for row in rows})
        by_key = {row.pk: row for row in rows}
        entries = []
        for item in WORK[KINDS[name].work].items(rows, self.viewer, today):
            row = by_key[item.key]
            who, at = proposers.get(row.pk, ("", None))
            item = item._replace(url=self.address_of(name, row.pk))
            entries.append(Entry(item, who, at, names.get(row.assignee, "")))
        return entries


def _day(text: str) -> date | None:
    """The day of a text such as 2026-05-31; None for any other."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def proposed_by(model, rows, viewer) -> dict:
    """{key: (who proposed it, when)}; of a claim by its history, as far as the viewer may see that."""
    if model is LoweringRequest:
        return {row.pk: (str(row.requested_by), row.requested_at) for row in rows}
    if model is Proposal:
        return {row.pk: (row.owner, row.sent_at) for row in rows}
    added = versions_of(Claim, viewer, pgh_obj__in=[row.pk for row in rows], pgh_label="added")
    added = [*added.values_list("pgh_obj_id", "pgh_created_at", "pgh_context")]
    names = account_names({(context or {}).get("account") for _key, _at, context in added})
    return {
        key: (names.get((context or {}).get("account"), _("a command")), at) for key, at, context in added
    }


def account_names(keys) -> dict[int, str]:
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "username"))


def stewards() -> list[tuple[int, str]]:
    """(key, name) of the accounts that may take something on."""
    accounts = Account.objects.filter(role__in=MAY[ACTION], is_active=True).order_by("username")
    return [(account.pk, account.username) for account in accounts if may(account, ACTION)]


def _beyond(order, item, comparison) -> Q:
    """The condition of what stands beyond an item in an order of columns."""
    steps = []
    for place, name in enumerate(order):
        alike = {before: getattr(item, before) for before in order[:place]}
        steps.append(Q(**alike) & Q(**{f"{name}__{comparison}": getattr(item, name)}))
    return reduce(or_, steps)
