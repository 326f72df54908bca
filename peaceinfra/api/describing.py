"""The OpenAPI description of the API, as YAML or as JSON."""

from functools import lru_cache

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation

from peaceinfra.api.bases import ReadOnlyMixin

FORMATS = ("json", "yaml")


class AskedFormat(DefaultContentNegotiation):
    """`format` in the address goes before the headers of the request, which browsers and many tools do not set.

    A format that is not known is refused in JSON.
    """

    def select_renderer(self, request, renderers, format_suffix=None):
        requested = request.query_params.get("format")
        if requested is not None:
            format_suffix = requested if requested in FORMATS else FORMATS[0]
        return super().select_renderer(request, renderers, format_suffix)


class DescriptionView(ReadOnlyMixin, SpectacularAPIView):
    """`/schema/`: YAML; with `format=json` JSON, as with `Accept: application/json`."""

    permission_classes = throttle_classes = ()
    content_negotiation_class = AskedFormat

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.query_params.get("format", FORMATS[0]) not in FORMATS:
            raise ValidationError(
                {"format": [_("Write one of: %(formats)s.") % {"formats": ", ".join(FORMATS)}]}
            )

    def _get_schema_response(self, request):
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        return HttpResponse(
            _written(type(renderer), get_language()),
            content_type=renderer.media_type + charset,
            headers={"Content-Disposition": f'inline; filename="{self._get_filename(request, None)}"'},
        )


@lru_cache(maxsize=8)
def _written(renderer: type, language: str) -> bytes:
    """Written once in a process: it takes a second, and is the same for everybody."""
    return renderer().render(_described(language))


@lru_cache(maxsize=2)
def _described(language: str) -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)
