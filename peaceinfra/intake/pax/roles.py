"""Who signed agreements of a process took part in it: as a party, or as a third party whose role is not recorded."""

from collections import defaultdict
from typing import NamedTuple

from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line
from processes.choices import RoleKind, SignatoryPart
from processes.models import Agreement, ExternalId, Role, Signatory

ACTOR = "paax"


class Signed(NamedTuple):
    """An actor under an agreement. `value` is its id in PAA-X, `day` that of the agreement."""

    actor: int
    value: str
    is_third: bool
    day: str
    line: Line


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
        drafts.part(
            Role,
            ACTOR,
            f"{process}:{rows[0].value}:{kind}",
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


def signed_before(lines: dict[int, Line]) -> dict[int, list[Signed]]:
    """{agreement: who signed it} as PAA-X has brought in before, of these agreements."""
    rows = Signatory.objects.live().filter(agreement__in=lines).select_related("agreement")
    values = dict(
        ExternalId.objects.live()
        .filter(scheme=ACTOR, subject__in={row.actor_id for row in rows})
        .order_by("-value")
        .values_list("subject", "value")
    )
    found = defaultdict(list)
    for row in rows:
        if row.actor_id in values:
            is_third = row.part == SignatoryPart.THIRD_PARTY or row.condition.startswith(
                "third party in practice"
            )
            found[row.agreement_id].append(
                Signed(
                    row.actor_id, values[row.actor_id], is_third, row.agreement.start, lines[row.agreement_id]
                )
            )
    return found
