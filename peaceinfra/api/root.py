"""The entrance: which endpoints there are, and who reads them. What is asked below it and is not there."""

from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
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
from peaceinfra.core.choices import AccountRole, Level, TokenScope
from peaceinfra.core.models import TeamGrant
from peaceinfra.core.models.partner_tokens import PREFIX
from peaceinfra.core.partner_tokens import renewed_at
from peaceinfra.core.visibility import TokenReader

LISTS = sorted([*ENDPOINTS.values(), BODIES, *SUBSETS, "codelists"])


OTHERS = (
    "questions",
    "changes",
    "digest",
    "releases",
    "export",
    "followthemoney",
    "proposals",
    "subscriptions",
    "recalls",
    "me",
    "schema",
    "docs",
)


class EntranceView(ReadOnlyMixin, APIView):
    """An address without a list; it takes no parameter, and of a token no scope."""

    permission_classes = throttle_classes = ()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if errors := unknown(request.query_params, {}):
            raise ValidationError(errors)


class RootView(EntranceView):
    """The addresses of all lists, of what is beside them, of the reader, of the schema, of these docs."""

    @extend_schema(operation_id="root", responses={200: dict[str, str]})
    def get(self, request):
        root = root_address(request)
        return Response({name: f"{root}{name}/" for name in [*LISTS, *OTHERS]})


class ReaderTeamSerializer(serializers.Serializer):
    name = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True, help_text="The last day; null: without an end.")


class BudgetSerializer(serializers.Serializer):
    """How many rows may be read by the token on a day, in UTC."""

    daily_rows = serializers.IntegerField()
    rows_left = serializers.IntegerField()
    renewed_at = serializers.DateTimeField(help_text="From when on all of them may be read again")


class ReaderSerializer(serializers.Serializer):
    """As whom the answers are given. Signed out: name and role are null, and the level is 0."""

    signed_in = serializers.BooleanField()
    name = serializers.CharField(
        allow_null=True, help_text="That of the account; of a token what it was made for"
    )
    organisation = serializers.CharField(allow_null=True, help_text="Of a token: whose tool it is")
    token = serializers.CharField(
        allow_null=True, help_text="The part of the token by which it is named; null without one"
    )
    role = serializers.ChoiceField(choices=AccountRole.choices, allow_null=True, help_text="Of an account")
    level = serializers.IntegerField(
        min_value=0, max_value=4, help_text="Records up to this marking are told."
    )
    tlp = serializers.CharField(help_text="The same in the Traffic Light Protocol 2.0")
    teams = ReaderTeamSerializer(many=True, help_text="Records of these teams are told too, up to the level.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=TokenScope.choices),
        allow_null=True,
        help_text="What a token may be used for; null without one",
    )
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When a token ends; null without one")
    budget = BudgetSerializer(allow_null=True, help_text="Of a token; null without one")


class ReaderView(EntranceView):
    """As whom you read: a tool asks this first, so that it takes no public subset for the whole."""

    @extend_schema(operation_id="me", responses=ReaderSerializer)
    def get(self, request):
        account, viewer = request.user, request.viewer
        token = account if isinstance(account, TokenReader) else None
        # A token is in a team as long as its maker is.
        member = token.maker if token else account.pk
        grants = TeamGrant.objects.filter(account=member, team__in=viewer.teams).select_related("team")
        teams = [
            {"name": grant.team.name, "expires_on": grant.expires_on}
            for grant in grants.order_by("team__name")
        ]
        reader = {
            "signed_in": account.is_authenticated,
            "name": account.get_username() or None,
            "organisation": token and token.owner,
            "token": token and f"{PREFIX}_{token.key_id}",
            "role": account.role_on(timezone.now().date()) if account.is_authenticated else None,
            "level": viewer.level,
            "tlp": Level(viewer.level).tlp,
            "teams": teams,
            "scopes": token and [name for name in TokenScope.values if name in token.scopes],
            "expires_at": token and token.expires_at,
            "budget": token and _budget_of(token),
        }
        return Response(ReaderSerializer(reader).data)


def _budget_of(token: TokenReader) -> dict:
    return {
        "daily_rows": token.daily_rows,
        "rows_left": token.rows_left,
        "renewed_at": renewed_at(timezone.now()),
    }


class DocsView(ReadOnlyMixin, SpectacularSwaggerSplitView):
    """The documentation to read and try: a page, which an ended session keeps from nobody."""

    authentication_classes = permission_classes = throttle_classes = ()


@extend_schema(exclude=True)
class AbsentView(ReadOnlyMixin, APIView):
    """Any address at which there is nothing; one that lacks but its last slash is sent on to it."""

    permission_classes = throttle_classes = ()

    def initial(self, request, *args, **kwargs):
        APIView.initial(self, request, *args, **kwargs)  # whatever was to be done here

    def methods_of(self, request):
        return self.absent(request)

    def get(self, request, **kwargs):
        if self._lacks_slash(request):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{query}" if query else ""))
        return self.absent(request)

    def _lacks_slash(self, request) -> bool:
        return not request.path.endswith("/") and not _is_absent(f"{request.path}/")

    def absent(self, request, **kwargs):
        if self._lacks_slash(request):
            words = _("Every address ends with “/”: send it to %(address)s.")
            return refusal({"address": [words % {"address": f"{request.path}/"}]}, 404)
        lists = _("There is nothing at this address. The lists are named at %(root)s.")
        return refusal({"address": [lists % {"root": root_address(request)}]}, 404)

    http_method_not_allowed = absent


def _is_absent(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "cls", None) is AbsentView
    except Resolver404:
        return True


def root_address(request) -> str:
    return request.build_absolute_uri(reverse("api:root"))
