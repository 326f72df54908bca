"""The pages: parse, ask once, render."""

from peaceinfra.dashboards.views.about import SignIn, about_dates, record_history
from peaceinfra.dashboards.views.actors import actor_detail, secretariat_detail
from peaceinfra.dashboards.views.processes import process_detail, process_list
from peaceinfra.dashboards.views.search import search
from peaceinfra.dashboards.views.sources import source_detail

__all__ = [
    "SignIn",
    "about_dates",
    "actor_detail",
    "process_detail",
    "process_list",
    "record_history",
    "search",
    "secretariat_detail",
    "source_detail",
]
