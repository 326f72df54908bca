"""The pages: parse, ask once, render."""

from peaceinfra.dashboards.views.about import cite, glossary_page, how_to_read, record_history, theme
from peaceinfra.dashboards.views.accounts import SignIn, password_link, sessions
from peaceinfra.dashboards.views.actors import actor_detail, secretariat_detail
from peaceinfra.dashboards.views.briefs import process_brief, process_brief_pdf, process_brief_word
from peaceinfra.dashboards.views.compare import compare
from peaceinfra.dashboards.views.data import data, data_dictionary
from peaceinfra.dashboards.views.differences import process_difference, process_difference_csv
from peaceinfra.dashboards.views.factors import (
    AddApp,
    AddKey,
    Confirm,
    ConfirmByCode,
    ConfirmByKey,
    RemoveApp,
    RemoveKey,
    SecondFactor,
    factor_list,
    recovery_codes,
)
from peaceinfra.dashboards.views.feeds import process_feed, register_feed
from peaceinfra.dashboards.views.following import following
from peaceinfra.dashboards.views.lists import one_record_csv, record_file, record_list
from peaceinfra.dashboards.views.overview import overview
from peaceinfra.dashboards.views.paths import process_paths
from peaceinfra.dashboards.views.processes import process_list, process_page
from peaceinfra.dashboards.views.provider import provider_done, provider_start
from peaceinfra.dashboards.views.questions import question_csv, question_detail, question_list
from peaceinfra.dashboards.views.recalls import recalls
from peaceinfra.dashboards.views.records import record_detail
from peaceinfra.dashboards.views.search import search
from peaceinfra.dashboards.views.sources import source_detail

__all__ = [
    "AddApp",
    "AddKey",
    "Confirm",
    "ConfirmByCode",
    "ConfirmByKey",
    "RemoveApp",
    "RemoveKey",
    "SecondFactor",
    "SignIn",
    "actor_detail",
    "cite",
    "compare",
    "data",
    "data_dictionary",
    "factor_list",
    "following",
    "recalls",
    "glossary_page",
    "how_to_read",
    "one_record_csv",
    "overview",
    "password_link",
    "process_brief",
    "process_brief_pdf",
    "process_brief_word",
    "process_feed",
    "process_list",
    "process_difference",
    "process_difference_csv",
    "process_page",
    "process_paths",
    "provider_done",
    "provider_start",
    "question_csv",
    "question_detail",
    "question_list",
    "record_detail",
    "record_file",
    "record_history",
    "record_list",
    "recovery_codes",
    "register_feed",
    "search",
    "secretariat_detail",
    "sessions",
    "source_detail",
    "theme",
]
