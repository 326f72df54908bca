"""The pages and endpoints that are measured: every list of both, and the pages on which most stands."""

from urllib.parse import quote


def of(register) -> dict[str, str]:
    """{what is asked: its address}, for a register as `bench.register` opens it."""
    from peaceinfra.api.urls import router  # noqa: PLC0415 - needs the settings
    from peaceinfra.dashboards.lists import LISTS, PROCESSES  # noqa: PLC0415

    process = register.process.public_id
    word = quote(register.body.actor.name.split()[0])
    pages = {
        "overview": "/",
        "process page, the largest": f"/processes/{process}/",
        "the same on a day": f"/processes/{process}/?as_of=2008-06-01",
        "brief of the largest process": f"/processes/{process}/brief/",
        "secretariat page": f"/secretariats/{register.body.public_id}/",
        "search by part of a name": f"/search/?q={word}",
    }
    lists = {f"list: {record_list.slug}": f"/{record_list.slug}/" for record_list in (PROCESSES, *LISTS)}
    endpoints = {
        f"API: {prefix}, 100": f"/api/v1/{prefix}/?limit=100"
        for prefix, view, _name in router.registry
        if getattr(view, "filterset_class", None)
    }
    narrowed = {
        "API: linkages of a process, 100": f"/api/v1/linkages/?process={process}&limit=100",
        "API: linkages on a day, 100": "/api/v1/linkages/?limit=100&as_of=2008-06-01",
        "API: network of the largest process": f"/api/v1/processes/{process}/network/",
    }
    return pages | lists | endpoints | narrowed
