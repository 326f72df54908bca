"""What an answer was, in words, by the name of its address: beside its `Surface` it says which screen, list or file."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.kinds import PLACES
from peaceinfra.core.registry import models_by_kind

# What is of one record, and of several; a screen of the desk by the end of its name, a list of the API by its action.
_OF_ONE = {
    "detail": _("%(thing)s"),
    "row": _("%(thing)s, as a row"),
    "add": _("%(thing)s, to be added"),
    "change": _("%(thing)s"),
    "history": _("%(thing)s, at the desk"),
    "version": _("%(thing)s, an earlier version"),
    "restore": _("%(thing)s, an earlier version to be restored"),
    "copy": _("%(thing)s, to be copied"),
    "retire": _("%(thing)s, to be retired"),
    "delete": _("%(thing)s, to be removed"),
    "accept": _("%(thing)s, to be accepted"),
    "reject": _("%(thing)s, to be rejected"),
    "reconfirm": _("%(thing)s, to be confirmed anew"),
    "fields": _("%(thing)s, the fields that it states"),
    "undo": _("%(thing)s, to be undone"),
    "link": _("%(thing)s, its one-time link"),
    "decide": _("%(thing)s, a change that waits"),
    "identity": _("%(thing)s, its sign-in by the provider"),
    "factors": _("%(thing)s, its second factor"),
    "factor_code": _("%(thing)s, its code for a second factor"),
    "replace": _("%(thing)s, to be replaced"),
    "revoke": _("%(thing)s, to be revoked"),
    "do": _("%(thing)s, to be paused or sent again"),
    "letter": _("%(thing)s, a delivery that was not taken"),
    "remove": _("%(thing)s, to be removed"),
}
_OF_SEVERAL = {
    "changelist": _("list of %(things)s"),
    "list": _("list of %(things)s"),
    "brief": _("list of %(things)s, in brief"),
    "query": _("list of %(things)s, asked for by a long question"),
    "duplicates": _("list of %(things)s, of records that may be the same"),
    "csv": _("table of %(things)s (CSV)"),
    "xlsx": _("workbook of %(things)s (Excel)"),
    "geojson": _("map of %(things)s (GeoJSON)"),
    "table": _("table of %(things)s (CSV)"),
    "workbook": _("workbook of %(things)s (Excel)"),
    "stream": _("%(things)s, one a line (JSON)"),
    "about": _("what a file of %(things)s is about"),
    "description": _("what the columns of %(things)s are"),
}
# Lists of some actors, and how addresses name them.
_OF_ACTORS = (
    (_("support structure"), _("support structures"), "body", "bodies"),
    (_("peace secretariat"), _("peace secretariats"), "secretariat", "secretariats"),
    (_("support unit"), _("support units"), "support-unit", "support-units"),
    (_("mediator"), _("mediators"), "mediator", "mediators"),
)
#: Answers that are of no one kind of record.
_OWN = {
    "home": _("the first page"),
    "search": _("the search"),
    "following": _("what the reader follows"),
    "questions": _("the questions"),
    "question": _("a question"),
    "question_csv": _("a question (CSV)"),
    "compare": _("processes compared"),
    "record_history": _("a record"),
    "one_record_csv": _("one record (CSV)"),
    "register_feed": _("the register"),
    "api_absent": _("an address that is not there"),
    "provider_start": _("sign-in by the provider"),
    "provider_done": _("sign-in by the provider"),
    "process_list": _("list of peace processes"),
    "process_agreements": _("peace process, its agreements"),
    "process_bodies": _("peace process, its support structures"),
    "process_brief": _("peace process"),
    "process_brief_pdf": _("peace process (PDF)"),
    "process_brief_word": _("peace process (Word)"),
    "process_difference": _("peace process, what differs between two days"),
    "process_difference_csv": _("peace process, what differs between two days (CSV)"),
    "process_evidence": _("peace process, its evidence"),
    "process_feed": _("peace process"),
    "process_paths": _("peace process, ways between two actors"),
    "process_time": _("peace process, over time"),
    "api:changes": _("the changes"),
    "api:export": _("everything"),
    "api:followthemoney": _("everything (FollowTheMoney)"),
    "api:process-difference": _("peace process, what differs between two days"),
    "api:process-network": _("network of a peace process"),
    "api:process-gexf": _("network of a peace process (GEXF)"),
    "api:process-graphml": _("network of a peace process (GraphML)"),
    "api:process-kumu": _("network of a peace process (Kumu)"),
    "api:proposal": _("a proposal"),
    "api:proposals": _("the proposals"),
    "api:question": _("a question"),
    "api:questions": _("the questions"),
    "api:dead-letter": _("a delivery that was not taken"),
    "api:dead-letter-again": _("a delivery that was not taken, sent again"),
    "api:subscription-test": _("a test of a subscription"),
    "api:codelist-list": _("the lists of codes"),
    "api:codelist-brief": _("the lists of codes, in brief"),
    "api:codelist-table": _("the lists of codes (CSV)"),
    "api:codelist-detail": _("a list of codes"),
    "admin:index": _("the first screen"),
    "admin:app_list": _("the kinds of records"),
    "admin:autocomplete": _("a box in which a record is chosen"),
    "admin:find_record": _("a box in which a record is found"),
    "admin:open_record": _("a record that was opened by its id"),
    "admin:search": _("the search"),
    "admin:keys": _("the keys that work on a screen"),
    "admin:waiting": _("what waits to be done"),
    "admin:queue": _("what waits for a decision"),
    "admin:queue_note_claims": _("a remark on a claim that waits"),
    "admin:queue_note_lowering": _("a remark on a marking to be lowered"),
    "admin:queue_note_proposals": _("a remark on a proposal that waits"),
    "admin:list_file": _("a list of the desk"),
    "admin:list_columns": _("the columns of a list"),
    "admin:save_list": _("a list, to be kept"),
    "admin:forget_list": _("a list that was kept, to be removed"),
    "admin:merge": _("two records, to be merged"),
    "admin:undo_merge": _("a merge, to be undone"),
    "admin:split": _("a record, to be split"),
    "admin:erase": _("a record, to be erased"),
    "admin:erasure": _("an erasure"),
    "admin:erasures": _("the erasures"),
    "admin:exposure": _("who may know a record"),
    "admin:exposure_file": _("who may know a record (CSV)"),
    "admin:exposure_recall": _("a recall, to be sent"),
    "admin:intake": _("files that are brought in"),
    "admin:intakes": _("files that are brought in"),
    "admin:intake_progress": _("how far files are brought in"),
    "admin:sheet": _("the sheet"),
    "admin:sheet_kind": _("the sheet, of one kind of record"),
    "admin:sheet_template": _("the sheet, as a file to be filled in"),
    "admin:login": _("sign-in"),
    "admin:logout": _("sign-out"),
}


def answer_words(kind: str) -> str:
    """What an answer was; what has no words, such as a screen of an earlier version of the register, by its name."""
    if kind in _OWN:
        return str(_OWN[kind])
    space, _colon, name = kind.rpartition(":")
    joint = "-" if space == "api" else "_"
    for ending, words in (_OF_ONE | _OF_SEVERAL).items():
        things = name.removesuffix(joint + ending).removesuffix("-table")
        if name.endswith(joint + ending) and things in _nouns():
            one, several = _nouns()[things]
            return words % {"thing": one, "things": several}
    return kind


@cache
def _nouns() -> dict[str, tuple]:
    """{a kind of record as addresses name it: (one, several)}, in the language of who asks later."""
    found = {
        f"{model._meta.app_label}_{model._meta.model_name}": _nouns_of(model) for model in apps.get_models()
    }
    for kind, model in models_by_kind().items():
        place = PLACES.get(kind)
        found |= dict.fromkeys(filter(None, (place.name, place.endpoint) if place else ()), _nouns_of(model))
    for one, several, *names in _OF_ACTORS:
        found |= dict.fromkeys(names, (one, several))
    return found


def _nouns_of(model) -> tuple:
    return model._meta.verbose_name, model._meta.verbose_name_plural
