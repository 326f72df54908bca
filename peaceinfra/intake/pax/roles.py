"""Who signed agreements of a process took part in it: as a party, or as a third party whose role is not recorded."""

from collections import defaultdict
from typing import NamedTuple

from peaceinfra.core.identity import key_from
from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line
from processes.choices import RoleKind, SignatoryPart
from processes.models import Agreement, Citation, ExternalId, Role, Signatory

ACTOR = DATASET = "paax"
#: The condition of who signed as a party and is a third party.
IN_PRACTICE = "third party in practice"


class Signed(NamedTuple):
    """An actor under an agreement. `value` is its id in PAA-X, `day` that of the agreement, `source` PAA-X."""

    actor: int
    value: str
    is_third: bool
    day: str
    line: Line
    source: int | None


def draft_roles(
    signed: dict[int, list[Signed]], drafts: Drafts, processes: dict[int, int] | None = None
) -> None:
    """Roles from signatures: {agreement: who signed}. First and last cited by the days of the agreements.

    processes  {agreement: process}, where this import says it; else as the register has it
    """
    processes = processes or dict(
        Agreement.objects.filter(pk__in=signed, process__isnull=False).values_list("pk", "process")
    )
    roles = defaultdict(list)
    for agreement, rows in signed.items():
        for row in rows if agreement in processes else ():
            kind = RoleKind.THIRD_PARTY if row.is_third else RoleKind.PARTY
            roles[processes[agreement], row.actor, kind].append(row)
    for (process, actor, kind), rows in roles.items():
        days = sorted(row.day for row in rows if row.day)
        role = drafts.part(
            Role,
            ACTOR,
            f"{process}:{min(row.value for row in rows)}:{kind}",
            rows[0].line,
            actor_id=actor,
            process_id=process,
            kind=kind,
            is_signatory=True,
            start_kind="first_cited" if days else "unknown",
            start=days[0] if days else "",
            end_kind="last_cited" if days else "unknown",
            end=days[-1] if days else "",
        )
        if source := next((row.source for row in rows if row.source), None):
            drafts.cite(role, source, DATASET, rows[0].line, f"id_paax {min(row.value for row in rows)}")


def signed_before(lines: dict[int, Line]) -> dict[int, list[Signed]]:
    """{agreement: who signed it} as PAA-X has brought in before, of these agreements and their lines in PA-X."""
    rows = Signatory.objects.live().filter(agreement__in=lines).select_related("agreement")
    values = defaultdict(list)
    of_paax = ExternalId.objects.live().filter(scheme=ACTOR, subject__in={row.actor_id for row in rows})
    for subject, value in of_paax.values_list("subject", "value"):
        values[subject].append(value)
    # Who signed was cited by PAA-X: the roles rest on the same edition of it.
    sources = dict(
        Citation.objects.live()
        .filter(subject__in=values, pk__in=[key_from("cit", DATASET, str(actor)) for actor in values])
        .values_list("subject", "source")
    )
    found = defaultdict(list)
    for row in rows:
        line = lines[row.agreement_id]
        for value in values[row.actor_id]:
            # Other sources say who signed, too: those of PAA-X are known by their keys.
            if row.pk == key_of(line.get("AgtId"), value, row.part):
                is_third = row.part == SignatoryPart.THIRD_PARTY or row.condition.startswith(IN_PRACTICE)
                day = line.get("Dat")
                day = day.isoformat() if day else row.agreement.start
                signed = Signed(row.actor_id, value, is_third, day, line, sources.get(row.actor_id))
                found[row.agreement_id].append(signed)
    return found


def key_of(agreement: str, actor: str, part: str) -> int:
    """The key of a signatory of PAA-X."""
    return key_from("sig", ACTOR, signatory_value(agreement, actor, part))


def signatory_value(agreement: str, actor: str, part: str) -> str:
    return f"{agreement}:{actor}:{part}"
