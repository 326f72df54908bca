"""What every address of the API has in common: it can be read, and nothing else."""

from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView

from peaceinfra.api.budget import rows_in
from peaceinfra.api.contract.declared import headers_for
from peaceinfra.api.parameters import unknown
from peaceinfra.core.visibility import TokenReader

# The actions that answer with a page of rows.
LISTING = ("list", "brief", "query", "table", "stream", "workbook", "about", "table_description", "geojson")
# Those of them that answer with pages.
PAGED = ("list", "brief", "query")
# Those that tell whole records beside, where that is asked for.
INCLUDING = ("list", "query")
# The actions whose answer has columns.
TABLES = ("table", "row", "workbook", "about", "table_description")


class ReadOnlyMixin:
    """Other verbs are refused before anything else is looked at. Answers for one reader are kept by nobody."""

    http_method_names = ["get", "head", "options"]
    #: How many rows the answer counts for, where they do not stand in what is told: in a file, in a vocabulary.
    rows = None

    def dispatch(self, request, *args, **kwargs):
        if request.method == "OPTIONS":
            return self.methods_of(request)
        return super().dispatch(request, *args, **kwargs)

    def methods_of(self, request):
        """What can be sent to the address: nobody is asked who they are, and nothing is looked up."""
        response = HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
        del response.headers["Content-Type"]
        return response

    def initial(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names or not hasattr(self, request.method.lower()):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in headers_for(request._request, self).items():
            response.headers[name] = value
        is_for_one = request._request.user.is_authenticated
        response.headers.setdefault("Cache-Control", "private, no-store" if is_for_one else "no-cache")
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()  # no file is made that nobody is sent
        elif request.method != "HEAD" and response.status_code == 200:
            response.rows = rows_in(getattr(response, "data", None)) if self.rows is None else self.rows
        return response


class ByToken(BasePermission):
    """What belongs to tokens is told to them alone; others are told so in the words of the view (`belongs`)."""

    def has_permission(self, request, view):
        if isinstance(request.user, TokenReader):
            return True
        words = str(view.belongs)
        raise PermissionDenied(words) if request.user.is_authenticated else NotAuthenticated(words)


class OwnOfToken(ReadOnlyMixin, APIView):
    """An address about what belongs to the token that asks. It counts for no row."""

    permission_classes = (ByToken,)
    throttle_classes = ()
    rows = 0
    belongs = ""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if errors := unknown(request.query_params, {}):
            raise ValidationError(errors)
