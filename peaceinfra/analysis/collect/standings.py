"""Whether those whom bodies serve are parties of the process, or third parties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.derived import Served, is_party
from processes.models import Role


def collect_served(principals: Iterable[tuple], viewer) -> dict[int, list[Served]]:
    """{body: whom it serves}, one query; `principals` are (body, principal, process or None, side).

    Without a process it counts whether the principal is a party of any.
    """
    principals = list(principals)
    kinds = defaultdict(set)
    roles = Role.objects.shown_to(viewer).filter(
        actor__in=always_asked(principal for _body, principal, _process, _side in principals)
    )
    for actor, process, kind in roles.order_by().values_list("actor_id", "process_id", "kind").distinct():
        kinds[actor, process].add(kind)
        kinds[actor, None].add(kind)
    served = defaultdict(list)
    for body, principal, process, side in principals:
        served[body].append(Served(principal, side, is_party(kinds[principal, process])))
    return dict(served)
