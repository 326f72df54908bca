"""How the endpoints describe themselves in OpenAPI: parameters come from the FilterSets, as in the views."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from peaceinfra.api import pagination
from peaceinfra.api.bases import INCLUDING, LISTING, PAGED, TABLES
from peaceinfra.api.including import IncludedSerializer, relations_of
from peaceinfra.api.parameters import HXL, INCLUDE
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.filter_fields import UNKNOWN
from peaceinfra.core.filtering import Repeated
from peaceinfra.core.models.partner_tokens import PREFIX

DAY = {
    "name": PARAMETER,
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "A day. Lists leave out what certainly did not hold on it; each result answers for it.",
}
RECORD_DAY = {
    "name": RECORDED,
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "A day until today: the answer as the register stood at its end, over what you may see.",
}
DAYS_OF_DIFFERENCE = [
    OpenApiParameter(
        "from", {"type": "string", "format": "date"}, required=True, description="The earlier day."
    ),
    OpenApiParameter("to", {"type": "string", "format": "date"}, required=True, description="The later day."),
    OpenApiParameter(
        "recorded",
        {"type": "string", "format": "date"},
        description="A day until today: what is told otherwise of the earlier day now than it was at the end of this"
        " one is told apart.",
    ),
]
CHOICES = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": False,
        "description": text,
    }
    for name, text in {
        "fields": "The names of what is to be told, `id` always; what is not told is not read.",
        "omit": "The names of what is not to be told.",
    }.items()
]
HASHTAGS = [
    {
        "name": HXL,
        "in": "query",
        "required": False,
        "schema": {"type": "string", "enum": ["1"]},
        "description": "A second line of the table has the hashtags of the Humanitarian Exchange Language (HXL).",
    }
]
# What is sent to `query/`.
QUERY = {
    "application/json": {
        "type": "object",
        "description": "The parameters of the list by name, several values of one as a list.",
        "additionalProperties": {},
    }
}
KEY = OpenApiParameter("id", str, OpenApiParameter.PATH, description="The public id, such as act-0f3k….")


class Credentials(OpenApiAuthenticationExtension):
    """A token, or the session of the pages as a cookie."""

    target_class = "peaceinfra.api.authentication.RegisterAuthentication"
    name = ["token", "cookieAuth"]

    def get_security_requirement(self, auto_schema):
        return [*({name: []} for name in self.name), {}]

    def get_security_definition(self, auto_schema):
        return [
            {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": f"{PREFIX}_…",
                "description": "A token of a partner, which a security officer makes.",
            },
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        ]


class RefusalSerializer(serializers.Serializer):
    """How every refusal is told: `{"errors": {what: [why]}}`, all at once."""

    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class MergedSerializer(serializers.Serializer):
    """Where the id of a record leads that was merged into another."""

    id = serializers.CharField()
    merged_into = serializers.CharField(help_text="The id of the record that was kept.")
    url = serializers.URLField(help_text="Its address, as in the header Location.")


class RegisterSchema(AutoSchema):
    """The schema of a `RegisterViewSet`; for other views as the library makes it."""

    def _is_list_view(self, serializer=None):
        action = getattr(self.view, "action", None)
        return action in PAGED if action else super()._is_list_view(serializer)

    def get_operation_id(self):
        """Files are called by what they are: some of them have the same last word in their addresses."""
        action = getattr(self.view, "action", None)
        if action not in {*LISTING, *TABLES}.difference(PAGED):
            return super().get_operation_id()
        return f"{self._tokenize_path()[0].replace('-', '_')}_{action}"

    def get_override_parameters(self):
        return [KEY] if "{id}" in self.path else []

    def _get_filter_parameters(self):
        if getattr(self.view, "action", None) in getattr(self.view, "own", ()):
            return []
        filterset = getattr(self.view, "filterset_class", None)
        day = [DAY] if filterset and filterset.is_dated() else []
        if filterset and self.view.action in ("list", "query", "retrieve", "stream", "geojson", *TABLES):
            day += CHOICES
        if filterset and self.view.action in INCLUDING:
            day += [_include(self.view.serializer_class)]
        if filterset and self.view.action in TABLES:
            day += HASHTAGS
        if getattr(self.view, "action", None) not in LISTING:
            return [*day, RECORD_DAY] if filterset else day
        filters = [described(*pair) for pair in filterset.base_filters.items()] if filterset else []
        order = [pagination.order_parameter(filterset._meta.model)] if filterset else []
        return filters + day + order + (pagination.PARAMETERS if self.view.action in PAGED else [])

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        refusals = {
            "400": "A parameter is unknown or cannot be read.",
            "401": "A credential was presented that does not count.",
        }
        if self.view.get_permissions():
            refusals["403"] = "The token has not the scope for it."
        if "{" in self.path:
            refusals["404"] = "There is no such record, or you may not see it."
        if self.method in ("PATCH", "POST"):
            refusals["415"] = "What was sent is not JSON."
        if self.view.throttle_classes:
            refusals["429"] = "The token has too few rows left for the day."
        own = getattr(self.view, "refusals", {}).get(self.method, {})
        if "{id}" in self.path and hasattr(self.view, "lead_to_kept"):
            moved = "The record was merged into another, and you may see both: it is told there."
            own = own | {"301": (moved, MergedSerializer)}
        refusals |= {code: text for code, text in own.items() if isinstance(text, str)}
        refusals["default"] = "Any other refusal: 405, 406, 413, 500, 503 …"
        told = {code: self._refusal(text) for code, text in refusals.items()}
        # Those that tell something beside the errors.
        told |= {code: self._refusal(*said) for code, said in own.items() if not isinstance(said, str)}
        return bodies | told

    def _refusal(self, text: str, serializer=RefusalSerializer) -> dict:
        schema = self.resolve_serializer(serializer(), "response").ref
        return {"description": text, "content": {"application/json": {"schema": schema}}}

    def _get_response_for_code(self, serializer, status_code, media_types=None, direction="response"):
        response = super()._get_response_for_code(serializer, status_code, media_types, direction)
        if getattr(self.view, "action", None) in PAGED and status_code == "200":
            included = None
            if getattr(self.view, "filterset_class", None) and self.view.action in INCLUDING:
                included = self.resolve_serializer(IncludedSerializer(), direction).ref
            for content in response.get("content", {}).values():
                content["schema"] = pagination.envelope(content["schema"], included)
        return response


def described(name, filter_field) -> dict:
    """The OpenAPI parameter of a filter."""
    schema, unknown = {"type": "string"}, ""
    if filter_field.extra.get("may_be_empty"):
        unknown = f"(“{UNKNOWN}”: where nothing is recorded)"
    if "choices" in filter_field.extra:
        schema["enum"] = [str(code) for code, _label in filter_field.field.choices]
    if isinstance(filter_field, Repeated):
        schema = {"type": "array", "items": schema}
    parameter = {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": " ".join(
            filter(None, [str(filter_field.extra.get("help_text") or filter_field.label), unknown])
        ),
    }
    return parameter | ({"style": "form", "explode": True} if isinstance(filter_field, Repeated) else {})


def _include(serializer) -> dict:
    return {
        "name": INCLUDE,
        "in": "query",
        "required": False,
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": False,
        "description": "Fields that name records, which are told whole in `included`:"
        f" {', '.join(relations_of(serializer))}. After one of them a dot and a field of the record that it names.",
    }
