"""What is warned of a person who did not agree to what is done: on their page, for who reads consents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.analysis.warning import CONSENT, Occasion, Warning
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.words import day_text
from processes.choices import ConsentScope, ConsentState
from processes.consents import Standing, scope_needed, standing_of


def consent_warnings(
    consents: Sequence[PartFact], level: Level, occasion: Occasion, *, is_asked: bool
) -> Iterator[Warning]:
    """Of a person who `is_asked`: of anybody with a consent, too. It speaks of today, whichever day is chosen."""
    if not consents and not (is_asked and level > Level.PUBLIC):
        return
    rows = [consent.values for consent in consents]
    standing = standing_of(rows, scope_needed(level), occasion.today)
    keys = tuple(consent.key for consent in consents)
    if standing.state != ConsentState.VALID:
        yield Warning(CONSENT, state_words(standing), next_words(standing, level), rests_on=keys)
    contact = standing_of(rows, ConsentScope.CONTACTED, occasion.today)
    if contact.state == ConsentState.WITHDRAWN and contact.consent is not standing.consent:
        yield Warning(
            CONSENT, state_words(contact), _("Do not contact them before they agree again."), rests_on=keys
        )


def state_words(standing: Standing) -> str:
    """How it stands with one scope, in a sentence."""
    said = {"scope": standing.scope.label}
    if consent := standing.consent:
        last = consent.withdrawn_on if standing.state == ConsentState.WITHDRAWN else consent.expires_on
        said["day"] = day_text(last) if last else _("a day that is not recorded")
    return {
        ConsentState.MISSING: _("There is no consent %(scope)s, of those that you may see."),
        ConsentState.EXPIRED: _("The consent %(scope)s ended on %(day)s."),
        ConsentState.EXPIRING: _("The consent %(scope)s ends on %(day)s."),
        ConsentState.WITHDRAWN: _("The consent %(scope)s was withdrawn on %(day)s."),
        ConsentState.VALID: _("The consent %(scope)s is valid."),
    }[standing.state] % said


def next_words(standing: Standing, level: Level) -> str:
    """What is to be done about it."""
    if standing.state == ConsentState.WITHDRAWN and standing.scope == ConsentScope.RECORDED:
        return _(
            "Ask for the erasure of the person, and a security officer for a recall of what partners hold."
        )
    if standing.state == ConsentState.WITHDRAWN:
        return _("Ask a security officer for a recall of what partners hold.")
    if level < Level.RESTRICTED:
        return _("Ask them, or raise the marking.")
    return _("Ask them, or have what is recorded erased.")
