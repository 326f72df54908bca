"""The entrance: which endpoints there are."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from peaceinfra.api.addresses import BODIES, ENDPOINTS, SUBSETS

LISTS = sorted([*ENDPOINTS.values(), BODIES, *SUBSETS, "codelists"])


class RootView(APIView):
    """The addresses of all lists, of the schema and of this documentation."""

    http_method_names = ["get", "head"]

    @extend_schema(operation_id="root", responses={200: dict[str, str]})
    def get(self, request):
        root = root_address(request)
        return Response({name: f"{root}{name}/" for name in [*LISTS, "schema", "docs"]})


def root_address(request) -> str:
    return request.build_absolute_uri(reverse("api:root"))
