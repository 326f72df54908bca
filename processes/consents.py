"""Whether a person agreed to what is done with what is known of them: the one rule, for screens, pages and services.

A consent is for one scope. Who agreed to be named to more readers agreed to be named to fewer; to be contacted is asked
for by itself. A withdrawal ends also what was agreed to before it and goes at least as far.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.edtf import parse
from processes.choices import ActorKind, ConsentScope, ConsentState
from processes.models import Actor, Consent

#: So many days before its last day a consent expires soon.
EXPIRING_DAYS = 60
#: From the narrowest scope to the widest: who may know.
WIDENING = (ConsentScope.RECORDED, ConsentScope.TEAM, ConsentScope.PARTNERS, ConsentScope.PUBLIC)
# What a record of a level needs: at and above restricted the person is known to few, and only recorded.
_NEEDED = {
    Level.PUBLIC: ConsentScope.PUBLIC,
    Level.PARTNER: ConsentScope.PARTNERS,
    Level.INTERNAL: ConsentScope.TEAM,
}


@dataclass(frozen=True)
class Standing:
    """How it stands for one scope on a day; `consent` is the row that it rests on, None where none is recorded."""

    scope: ConsentScope
    state: ConsentState
    consent: Consent | None = None

    @property
    def is_valid(self) -> bool:
        return self.state in (ConsentState.VALID, ConsentState.EXPIRING)


def scope_needed(level: int) -> ConsentScope:
    """To what a person whose record has this level in force has to have agreed."""
    return _NEEDED.get(Level(level), ConsentScope.RECORDED)


def covering(scope: str) -> list[str]:
    """The scopes of consents that go at least as far."""
    if scope == ConsentScope.CONTACTED:
        return [ConsentScope.CONTACTED.value]
    return [wider.value for wider in WIDENING[WIDENING.index(scope) :]]


def standing_of(consents: Iterable[Consent], scope: str, today: date) -> Standing:
    """How it stands with a scope, of the consents of one person (columns are enough: no row is asked for)."""
    consents = [*consents]
    withdrawn = [consent for consent in consents if consent.withdrawn_on]
    found = [
        (_state(consent, withdrawn, today), consent)
        for consent in consents
        if consent.scope in covering(scope)
    ]
    for state in (
        *(ConsentState.VALID, ConsentState.EXPIRING),
        *(ConsentState.WITHDRAWN, ConsentState.EXPIRED),
    ):
        if consent := next((consent for its, consent in found if its == state), None):
            return Standing(ConsentScope(scope), state, consent)
    return Standing(ConsentScope(scope), ConsentState.MISSING)


def _state(consent, withdrawn, today) -> ConsentState:
    if any(_ends(other, consent) for other in withdrawn):
        return ConsentState.WITHDRAWN
    if consent.expires_on is None or consent.expires_on > today + timedelta(days=EXPIRING_DAYS):
        return ConsentState.VALID
    return ConsentState.EXPIRED if consent.expires_on < today else ConsentState.EXPIRING


def _ends(withdrawal, consent) -> bool:
    """Whether what was withdrawn takes this one along: it goes as far, and was not given afterwards."""
    if withdrawal is consent:
        return True
    given = parse(consent.given).earliest
    return consent.scope in covering(withdrawal.scope) and (given is None or given <= withdrawal.withdrawn_on)


def is_person(actors: QuerySet[Actor]) -> QuerySet[Actor]:
    """Of these the people, and the local mediators, who may be known by their work as people are."""
    return actors.filter(Q(kind=ActorKind.INDIVIDUAL) | Q(mediator__retired=False))


def protected_people(viewer) -> QuerySet[Actor]:
    """People who are not public, or of whom a consent is recorded. A public figure is named without being asked."""
    consents = Consent.objects.shown_to(viewer).filter(actor=OuterRef("pk"))
    guarded = ~Q(effective_level=Level.PUBLIC) | ~Q(effective_teams=[])
    return is_person(Actor.objects.shown_to(viewer)).filter(guarded | Exists(consents))


def may_read_consents(viewer) -> bool:
    """Whether the viewer reads consents at all: to who does not, that none is seen says nothing."""
    return viewer.level >= Level.RESTRICTED


def people_to_ask(viewer, today: date) -> QuerySet[Actor]:
    """Those whose consent is missing, ends soon, has ended or was withdrawn; also some who agreed anew since."""
    shown = Consent.objects.shown_to(viewer).filter(actor=OuterRef("pk"))
    lasting = Q(expires_on=None) | Q(expires_on__gt=today + timedelta(days=EXPIRING_DAYS))
    is_asked = Exists(shown.exclude(withdrawn_on=None).exclude(scope=ConsentScope.CONTACTED))
    for level in Level:
        scopes = covering(scope_needed(level))
        good = shown.filter(lasting, withdrawn_on=None, scope__in=scopes)
        is_asked |= Q(effective_level=level) & ~Exists(good)
    found = protected_people(viewer).filter(is_asked)
    return (found if may_read_consents(viewer) else found.none()).order_by("folded", "pk")


def consents_of(people: Iterable[int], viewer=None) -> Mapping[int, list[Consent]]:
    """{person: the consents that are live}; those shown to the viewer, or all. One query."""
    rows = Consent.objects.shown_to(viewer) if viewer else Consent._base_manager.filter(retired=False)
    found = {key: [] for key in people}
    for consent in rows.filter(actor__in=found).order_by("given", "pk"):
        found[consent.actor_id].append(consent)
    return found


def without_consent(levels: Mapping[int, int], today: date) -> dict[Actor, Standing]:
    """The people among {key of an actor: the level in force at which it is shown} who did not agree to that.

    Only what the login may see counts: a consent that is hidden from who writes is none.
    """
    people = [*is_person(Actor._base_manager.filter(pk__in=levels)).order_by("folded", "pk")]
    consents = consents_of([person.pk for person in people])
    found = {
        person: standing_of(consents[person.pk], scope_needed(levels[person.pk]), today) for person in people
    }
    return {person: standing for person, standing in found.items() if not standing.is_valid}


def standings(people: Iterable[Actor], viewer, today: date) -> dict[int, Standing]:
    """{key of a person: how it stands with what the level of their record needs}, of the consents that are shown."""
    people = [*people]
    consents = consents_of([person.pk for person in people], viewer)
    return {
        person.pk: standing_of(consents[person.pk], scope_needed(person.effective_level), today)
        for person in people
    }
