"""The log of readings: who was given a list of targets, or an answer that may hold restricted records.

A view whose answer has a floor says so with `record_read`. Every answer to a reader cleared for restricted records
or above is noted besides, by its address: it may hold some. One statement writes all entries of a request.
What cannot be noted is not shown (`visibility.middleware`).
"""

from __future__ import annotations

from http import HTTPStatus

from django.apps import apps
from django.db import connection
from django.utils import timezone

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import UnknownId, number_in, parse_public_id, public_id
from peaceinfra.core.models.reads import ReadBy, ReadEntry
from peaceinfra.core.visibility import visibility_of

#: From this clearance on a reader may be shown records that are restricted.
MAY_HOLD_RESTRICTED = Level.RESTRICTED
# The pages that hold no record: what refuses who asks, or what they ask for. Any other may hold one, such as the page
# of a record whose day cannot be read (400). What leads elsewhere or failed holds none either.
_REFUSALS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.TOO_MANY_REQUESTS,
}
#: By these names an address says of what its answer is.
_SUBJECTS = ("public_id", "id", "slug")
#: Answers that hold no record, by the names of their addresses.
_WITHOUT_RECORDS = frozenset(
    {"how_to_read", "glossary", "cite", "theme", "data", "data_dictionary", "account_login", "sign_out",
     "password_link", "sessions", "mfa_index", "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp",
     "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes", "account_reauthenticate",
     "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "api:root", "api:me", "api:schema", "api:docs", "api:digest",
     "api:releases", "api:release", "api:release-file", "api:subscriptions", "api:subscription", "api:dead-letters",
     "api:subscription-pause", "api:subscription-resume", "api:subscription-secret",
     "admin:jsi18n", "admin:exposures", "recalls", "api:recalls", "api:recall-acknowledge", "admin:understand_date",
     "admin:password_change", "admin:password_change_done"}
)  # fmt: skip


def record_read(request, *, floor: Level, kind: str = "", subject: str | None = None) -> None:
    """Notes that the answer to this request is one to be logged; it is written when the answer is made.

    floor     that of the answer: of a reader below it nothing is noted, as nothing of it is told
    kind      what is read; without one the name of the address
    subject   a public id or a slug; without one that of the address, "" for a whole list
    """
    request = getattr(request, "_request", request)  # that of the API wraps it
    if request.viewer.level < floor:
        return
    match = request.resolver_match
    reads = request.__dict__.setdefault("reads", {})
    reads[kind or match.view_name, _subject(match) if subject is None else subject] = True


def reads_of(request, response) -> list[tuple[str, str]]:
    """(what was read, of what) of all that is to be noted of a request that was answered."""
    match = getattr(request, "resolver_match", None)
    if match is None or not _may_tell(match, response.status_code):
        return []
    if request.viewer.level >= MAY_HOLD_RESTRICTED and match.view_name not in _WITHOUT_RECORDS:
        record_read(request, floor=MAY_HOLD_RESTRICTED)
    return [*getattr(request, "reads", ())]


def _may_tell(match, status: int) -> bool:
    """Whether an answer of this status may hold a record."""
    if "api" in match.namespaces and status >= HTTPStatus.BAD_REQUEST:
        # Refused in words alone; but a change of what is another by now is told what it is now.
        return status == HTTPStatus.PRECONDITION_FAILED
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return False
    return status not in {HTTPStatus.NO_CONTENT, *_REFUSALS} and status < HTTPStatus.INTERNAL_SERVER_ERROR


def write_reads(request, reads: list[tuple[str, str]]) -> None:
    """One statement for all, which reads the level of a record too; in a transaction with the viewer's context."""
    if not reads:
        return
    token = getattr(request.user, "key_id", "")
    _write(reads, ReadBy.TOKEN if token else ReadBy.SESSION, token=token, account=request.viewer.account)


def write_reads_by_token(token: str, reads: list[tuple[str, str]]) -> None:
    """Of what is sent to the tool of a partner without a request of it; in a transaction with its reader's context."""
    _write(reads, ReadBy.TOKEN, token=token, account=None)


def _write(reads, by: ReadBy, *, token: str, account: int | None) -> None:
    key = ReadEntry._meta.pk.get_default
    rows = [
        [key(), timezone.localdate(), account, by, token, kind, subject, _key(subject)]
        for kind, subject in reads
    ]
    row = "(%s, %s, %s, %s, %s, %s, %s, (SELECT effective_level FROM core_record WHERE id = %s))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ReadEntry._meta.db_table} (id, day, account_id, by, token, kind, subject, level)"
            f" VALUES {', '.join([row] * len(rows))}",
            [value for values in rows for value in values],
        )


def _subject(match) -> str:
    """What the address names: a public id or a slug; of a screen of the admin the record that it shows."""
    if key := number_in(match.kwargs.get("object_id", "")):
        app, model, _action = match.url_name.split("_", 2)
        rule = visibility_of(apps.get_model(app, model)._meta.concrete_model)
        return public_id(rule.kind, key) if rule and rule.kind else str(key)
    return str(next((match.kwargs[name] for name in _SUBJECTS if name in match.kwargs), ""))


def _key(subject: str) -> int | None:
    try:
        return parse_public_id(subject)[1]
    except UnknownId:
        return None
