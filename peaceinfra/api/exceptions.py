"""How the API refuses: always JSON, `{"errors": {what: [why]}}`, whatever was asked for."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    MethodNotAllowed,
    NotAcceptable,
    NotAuthenticated,
    NotFound,
    Throttled,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.views import exception_handler

from peaceinfra.api.permissions import MissingScope
from peaceinfra.core.outages import API, answer_outside_of_views, say
from peaceinfra.core.request_limits import TOO_LARGE


class Refusal(APIException):
    """A refusal with its errors by place, and with what else is told beside them."""

    def __init__(self, status: int, errors: dict, *, beside: dict | None = None, wait: int | None = None):
        super().__init__()
        self.status_code, self.errors, self.beside = status, errors, beside or {}
        if wait is not None:
            self.wait = wait


class Merged(APIException):
    """The record of this id was merged into another: its id and address."""

    status_code = 301

    def __init__(self, public_id: str, kept: str, address: str):
        super().__init__()
        self.told, self.address = {"id": public_id, "merged_into": kept, "url": address}, address


def answer(exception, context):
    """The handler of every exception of a view. Absent, hidden and malformed ids have one and the same body.

    What is no refusal of the API (a fault of ours) is left to Django.
    """
    if isinstance(exception, SuspiciousOperation):
        return _unread(exception)
    if isinstance(exception, Merged):
        return JsonResponse(
            exception.told, status=exception.status_code, headers={"Location": exception.address}
        )
    response = exception_handler(exception, context)
    if response is None:
        return None
    beside = {}
    if isinstance(exception, ValidationError):
        errors = exception.detail
    elif isinstance(exception, Refusal):
        errors, beside = exception.errors, exception.beside
    elif response.status_code == NotFound.status_code:
        errors = {"id": [_("There is no such record, or you may not see it.")]}
    elif isinstance(exception, MethodNotAllowed):
        errors = {"method": [_wrong_method(context["view"])]}
    elif isinstance(exception, UnsupportedMediaType):
        errors = {"request": [_("Send JSON, with the header “Content-Type: application/json”.")]}
    elif isinstance(exception, NotAcceptable):
        errors = {"request": [_("This address answers in JSON. Send “Accept: application/json”, or none.")]}
    elif isinstance(exception, Throttled):
        errors = {"budget": [str(exception.detail)]}
    elif isinstance(exception, MissingScope):
        errors = {"scope": [str(exception.detail)]}
        response.headers["WWW-Authenticate"] = exception.challenge
    elif isinstance(exception, AuthenticationFailed | NotAuthenticated):
        errors = {"credential": [str(exception.detail)]}
        response.headers["Cache-Control"] = "private, no-store"
    else:
        errors = {"request": [str(exception.detail)]}
    return refusal(errors, response.status_code, response.headers, beside)


def refusal(errors: dict, status: int, headers=None, beside: dict | None = None) -> JsonResponse:
    """JSON in any case: a refusal is not negotiated. `beside`: what else is told."""
    headers = {name: value for name, value in (headers or {}).items() if name != "Content-Type"}
    said = {"ensure_ascii": False}
    return JsonResponse(
        {"errors": errors, **(beside or {})}, status=status, headers=headers, json_dumps_params=said
    )


def _wrong_method(view) -> str:
    return _("This address takes %(methods)s.") % {"methods": ", ".join(view.allowed_methods)}


def _unread(exception) -> JsonResponse:
    too_big = isinstance(exception, RequestDataTooBig)
    return refusal(_unreadable(exception), 413 if too_big else 400)


def _unreadable(exception) -> dict:
    if isinstance(exception, RequestDataTooBig):
        return {"request": [_("What was sent is too long. Ask for a part of it at a time.")]}
    if isinstance(exception, TooManyFieldsSent):
        return {"request": [_("There are too many parameters. Ask for a part of them at a time.")]}
    return {"request": [_("The request cannot be read.")]}


# What no view of the API answers: Django's own handlers, which answer in HTML for the pages.


def bad_request(request, exception):
    if request.path.startswith(API):
        return _unread(exception)
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return say(request, TOO_LARGE)
    if isinstance(exception, TooManyFieldsSent):
        return render(request, "too_many_fields.html", status=400)
    return defaults.bad_request(request, exception)


def page_not_found(request, exception):
    if request.path.startswith(API):
        return refusal({"address": [_("There is nothing at this address.")]}, 404)
    return defaults.page_not_found(request, exception)


def server_error(request):
    if answer_of_outage := answer_outside_of_views(request):
        return answer_of_outage
    if request.path.startswith(API):
        return refusal({"server": [_("The register could not answer. The fault is ours.")]}, 500)
    return defaults.server_error(request)
