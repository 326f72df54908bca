"""The OpenAPI description of the API, as YAML or as JSON."""

from django.utils.translation import gettext as _
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
