"""The entrance: which endpoints there are, and who reads them. What is asked below it and is not there."""

from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from peaceinfra.api.addresses import BODIES, ENDPOINTS, SUBSETS
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.exceptions import refusal
from peaceinfra.api.parameters import unknown
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import TeamGrant

LISTS = sorted([*ENDPOINTS.values(), BODIES, *SUBSETS, "codelists"])


class EntranceView(ReadOnlyMixin, APIView):
    """An address without a list; it takes no parameter."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if errors := unknown(request.query_params, {}):
            raise ValidationError(errors)


class RootView(EntranceView):
    """The addresses of all lists, of the questions, of the reader, of the schema and of this documentation."""

    @extend_schema(operation_id="root", responses={200: dict[str, str]})
    def get(self, request):
        root = root_address(request)
        return Response({name: f"{root}{name}/" for name in [*LISTS, "questions", "me", "schema", "docs"]})


class ReaderTeamSerializer(serializers.Serializer):
    name = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True, help_text="The last day; null: without an end.")


class ReaderSerializer(serializers.Serializer):
    """As whom the answers are given. Signed out: name and role are null, and the level is 0."""

    signed_in = serializers.BooleanField()
    name = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=AccountRole.choices, allow_null=True)
    level = serializers.IntegerField(
        min_value=0, max_value=4, help_text="Records up to this marking are told."
    )
    tlp = serializers.CharField(help_text="The same in the Traffic Light Protocol 2.0")
    teams = ReaderTeamSerializer(many=True, help_text="Records of these teams are told too, up to the level.")


class ReaderView(EntranceView):
    """As whom you read: a tool asks this first, so that it takes no public subset for the whole."""

    @extend_schema(operation_id="me", responses=ReaderSerializer)
    def get(self, request):
        account, viewer = request.user, request.viewer
        grants = TeamGrant.objects.filter(account=account.pk, team__in=viewer.teams).select_related("team")
        teams = [
            {"name": grant.team.name, "expires_on": grant.expires_on}
            for grant in grants.order_by("team__name")
        ]
        reader = {
            "signed_in": account.is_authenticated,
            "name": account.get_username() or None,
            "role": account.role if account.is_authenticated else None,
            "level": viewer.level,
            "tlp": Level(viewer.level).tlp,
            "teams": teams,
        }
        return Response(ReaderSerializer(reader).data)


class DocsView(ReadOnlyMixin, SpectacularSwaggerSplitView):
    """The documentation to read and try: a page, which an ended session keeps from nobody."""

    authentication_classes = ()


@extend_schema(exclude=True)
class AbsentView(ReadOnlyMixin, APIView):
    """Any address at which there is nothing; one that lacks but its last slash is sent on to it."""

    def get(self, request, **kwargs):
        if not request.path.endswith("/") and not _is_absent(f"{request.path}/"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{query}" if query else ""))
        lists = _("There is nothing at this address. The lists are named at %(root)s.")
        return refusal({"address": [lists % {"root": root_address(request)}]}, 404)


def _is_absent(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "cls", None) is AbsentView
    except Resolver404:
        return True


def root_address(request) -> str:
    return request.build_absolute_uri(reverse("api:root"))
