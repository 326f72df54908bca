"""How the API refuses: always `{"errors": {what: [why]}}`."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotFound, ValidationError
from rest_framework.views import exception_handler


def answer(exception, context):
    """The handler of every exception of a view. Absent, hidden and malformed ids have one and the same body.

    What is no refusal of the API (a fault of ours) is left to Django.
    """
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, ValidationError):
        errors = exception.detail
    elif response.status_code == NotFound.status_code:
        errors = {"id": [_("There is no such record, or you may not see it.")]}
    elif isinstance(exception, MethodNotAllowed):
        errors = {"method": [_("The API can be read only: use GET.")]}
    else:
        errors = {"request": [str(exception.detail)]}
    response.data = {"errors": errors}
    return response
