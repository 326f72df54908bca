"""The pages and endpoints that are measured."""


def of(register) -> dict[str, str]:
    """{what is asked: its address}, for a register as `bench.register` opens it."""
    process = register.process.public_id
    return {
        "process list": "/processes/",
        "secretariat page": f"/secretariats/{register.body.public_id}/",
        "API: processes": "/api/v1/processes/",
        "API: actors, 100": "/api/v1/actors/?limit=100",
        "API: bodies, 100": "/api/v1/bodies/?limit=100",
        "API: roles, 100": "/api/v1/roles/?limit=100",
        "API: linkages, 100": "/api/v1/linkages/?limit=100",
        "API: linkages of a process, 100": f"/api/v1/linkages/?process={process}&limit=100",
        "API: linkages on a day, 100": "/api/v1/linkages/?limit=100&as_of=2008-06-01",
        "API: channels, 100": "/api/v1/channels/?limit=100",
        "API: functions, 100": "/api/v1/functions/?limit=100",
        "API: reach, 100": "/api/v1/reach/?limit=100",
        "API: claims, 100": "/api/v1/claims/?limit=100",
        "API: network of the largest process": f"/api/v1/processes/{process}/network/",
        "process page, the largest": f"/processes/{process}/",
        "brief of the largest process": f"/processes/{process}/brief/",
    }
