"""The values of two records that become one: which of the two a field holds, and what becomes of the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.text import folded
from processes.choices import ActorKind, ClaimStatus, NameKind, Polarity
from processes.models import Actor, ActorName, Citation, Claim
from processes.services.claims import TOGETHER, claimable_fields
from processes.services.values import kept_of

KEPT, MERGED = "kept", "merged"
# The name of a choice for two fields that are said together is that of the date.
_SAID_WITH = {name: date for name, date in TOGETHER.items() if name.endswith("_kind")}


@dataclass(frozen=True)
class Difference:
    """A field of which two records hold different values.

    choice    by which name it is chosen: a date and its kind are chosen together
    decided   whose value rests on an accepted claim alone, so that it stays: kept, merged, or "" where both do or none
    default   whose value is taken where nobody chooses
    differs   a kind of date is chosen with its date, also where both are of one kind
    """

    field: Field
    kept: Model
    merged: Model
    choice: str
    decided: str
    default: str
    differs: bool

    def taken(self, choices: Mapping[str, str]) -> str:
        """Whose value is taken. Raises ValidationError where that of an accepted claim would be lost."""
        side = choices.get(self.choice) or self.default
        if self.decided and side != self.decided:
            message = _(
                "“%(field)s” rests on an accepted claim of one of the two: take the value from there."
            )
            raise ValidationError(message % {"field": capfirst(str(self.field.verbose_name))})
        return side

    def holder(self, side: str) -> Model:
        return self.kept if side == KEPT else self.merged


def differences(kept: Model, merged: Model, viewer) -> list[Difference]:
    """The fields of two records of one kind, and of what tells more about both, that hold different values."""
    of_kept, of_merged = claimable_fields(kept), claimable_fields(merged)
    pairs = {
        name: (field, holder, of_merged[name][0])
        for name, (holder, field) in of_kept.items()
        if name in of_merged
    }
    decided = _accepted(kept.pk, viewer), _accepted(merged.pk, viewer)
    differing = {name for name, pair in pairs.items() if _differ(*pair)}
    found = []
    for name, (field, of_one, of_other) in pairs.items():
        choice = _SAID_WITH.get(name, name)
        together = {choice, *(kind for kind, date in _SAID_WITH.items() if date == choice)}
        if not together & differing:
            continue
        sides = [
            side for side, names in zip((KEPT, MERGED), decided, strict=True) if names & together & differing
        ]
        fixed = sides[0] if len(sides) == 1 else ""
        is_empty = all(_is_empty(pairs[other][0], pairs[other][1]) for other in together)
        default = fixed or (MERGED if is_empty else KEPT)
        found.append(Difference(field, of_one, of_other, choice, fixed, default, name in differing))
    return found


def _accepted(key, viewer) -> set[str]:
    """The names of the fields of a record that rest on an accepted claim, of those that the viewer may see."""
    claims = Claim.objects.live() if viewer is None else Claim.objects.shown_to(viewer)
    claims = claims.filter(subject=key, status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS)
    return set(claims.values_list("field", flat=True))


def _differ(field, one, other) -> bool:
    return getattr(one, field.attname) != getattr(other, field.attname)


def _is_empty(field, holder) -> bool:
    value = getattr(holder, field.attname)
    return value in (None, "", []) or (
        not field.is_relation and field.has_default() and value == field.get_default()
    )


def check_kinds(kept: Model, merged: Model, chosen: Mapping[str, str]) -> None:
    """What one of the two is recorded as, others may rest on. Raises ValidationError."""
    if not isinstance(kept, Actor) or kept.kind == merged.kind:
        return
    side = chosen.get("kind", KEPT)
    if (
        ActorKind.BODY in (kept.kind, merged.kind)
        and (kept if side == KEPT else merged).kind != ActorKind.BODY
    ):
        raise ValidationError(
            {"kind": _("One of the two is recorded as a body, and others may rest on that: take “body”.")}
        )


def take_values(found: list[Difference], chosen: Mapping[str, str], keys: tuple[int, int]) -> list[tuple]:
    """Gives the kept record, and its details, the values that were chosen; returns what changed.

    keys  those of the two records: a record that is part of the other would be part of itself

    Returns (holder, field, value before), nothing is written.
    """
    changed = []
    for difference in found:
        field, before = difference.field, getattr(difference.kept, difference.field.attname)
        value = getattr(difference.holder(chosen[difference.field.name]), field.attname)
        if field.is_relation and value in keys:
            value = None
        if value != before:
            setattr(difference.kept, field.attname, value)
            changed.append((difference.kept, field, before))
    return changed


def statements_left(kept: Model, merged: Model, found: list[Difference], chosen, viewer) -> list[Model]:
    """Of the values that were not taken: names to add, and claims of those that rest on what the record cites.

    A value that has claims keeps them: they move with the record.
    """
    losing = {side: merged if side == MERGED else kept for side in (KEPT, MERGED)}
    new: list[Model] = []
    for difference in found:
        lost = MERGED if chosen[difference.field.name] == KEPT else KEPT
        record, holder = losing[lost], difference.holder(lost)
        if not difference.differs or _is_empty(difference.field, holder):
            continue
        if isinstance(record, Actor) and difference.field.name == "name":
            new += _name_left(kept, merged, record)
        else:
            new += _claims_left(kept, record, holder, difference.field, viewer)
    return new


def _name_left(kept, merged, record) -> list[ActorName]:
    known = ActorName.objects.live().filter(actor__in=[kept.pk, merged.pk], folded=folded(record.name))
    if known.exists():
        return []
    return [
        ActorName(
            actor_id=kept.pk,
            name=record.name,
            kind=NameKind.ALIAS,
            level=record.level,
            team_id=record.team_id,
        )
    ]


def _claims_left(kept, record, holder, field, viewer) -> list[Claim]:
    said = kept_of(field, holder)
    claims = Claim.objects.live() if viewer is None else Claim.objects.shown_to(viewer)
    if claims.filter(subject=record.pk, field=field.name, polarity=Polarity.SUPPORTS, **said).exists():
        return []
    cited = Citation.objects.live() if viewer is None else Citation.objects.shown_to(viewer)
    return [
        Claim(
            subject_id=kept.pk,
            field=field.name,
            **said,
            status=ClaimStatus.SUPERSEDED,
            source_id=citation.source_id,
            locator=citation.locator,
            accessed=citation.accessed,
            credibility=citation.credibility,
            level=max(citation.level, getattr(record, "level", 0)),
            team_id=citation.team_id or getattr(record, "team_id", None),
        )
        for citation in cited.filter(subject=record.pk).order_by("pk")
    ]
