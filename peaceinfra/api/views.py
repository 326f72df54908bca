"""The endpoints: each declares its filters, its parts and its answer."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed, NotFound
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from peaceinfra.api import related, serializers
from peaceinfra.api.network import network_of
from peaceinfra.api.pagination import address, page_of
from peaceinfra.api.parameters import read
from peaceinfra.api.root import root_address
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.identity import UnknownId
from peaceinfra.core.registry import instances, key_of
from processes import filters as of_processes
from secretariats import filters as of_bodies
from tracks import filters as of_tracks


class RegisterViewSet(GenericViewSet):
    """A kind of record that can be listed and read, over what the viewer may see."""

    http_method_names = ["get", "head"]
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    filterset_class = None
    with_parts = staticmethod(related.alone)
    day = None

    def initial(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names:
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        self.viewer = request.viewer
        self.day, self.page, self.filterset = read(
            request.query_params, self.filterset_class, self.viewer, is_list=self.action == "list"
        )

    def list(self, request):
        rows = self.with_parts(self.filterset.qs, self.viewer, self.day)
        records, following, preceding = page_of(rows, self.page)
        return Response(
            {
                "next": address(request, following),
                "previous": address(request, preceding),
                "results": self.shown(records, many=True),
            }
        )

    def retrieve(self, request, id):
        return Response(self.shown(self.record(id, self.with_parts)))

    def record(self, id, with_parts=related.alone):
        """The record of a public id. A hidden, an absent and a malformed one are alike: NotFound."""
        rows = self.filterset_class.shown(self.viewer)
        if self.day:
            rows = rows.with_certainty(self.day, REVIEW_DAYS)
        try:
            found = rows.filter(pk=key_of(self.filterset_class._meta.model, id))
        except UnknownId:
            raise NotFound from None
        record = with_parts(found, self.viewer, self.day).first()
        if record is None:
            raise NotFound
        return record

    def shown(self, data, many=False):
        return self.get_serializer(data, many=many).data

    def get_serializer_context(self):
        return {
            "root": root_address(self.request) if self.request else "",
            "day": self.day,
            "viewer": getattr(self, "viewer", None),
        }

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault(
            "Cache-Control", "private, no-store" if request.user.is_authenticated else "no-cache"
        )
        return response


class ProcessViewSet(RegisterViewSet):
    """Peace processes, with their logs of phase and momentum."""

    filterset_class = of_processes.PeaceProcessFilterSet
    serializer_class = serializers.PeaceProcessSerializer
    with_parts = staticmethod(related.with_process_parts)

    @extend_schema(responses=serializers.NetworkSerializer)
    @action(detail=True)
    def network(self, request, id):
        """The actors of a process and the linkages between them, over the records the viewer may see."""
        network = network_of(self.record(id), self.viewer, self.day, root_address(request))
        return Response(serializers.NetworkSerializer(network, context=self.get_serializer_context()).data)


class ActorViewSet(RegisterViewSet):
    """All actors, bodies among them. `url` is the one address of each."""

    filterset_class = of_processes.ActorFilterSet
    serializer_class = serializers.ActorSerializer
    with_parts = staticmethod(related.with_actor_parts)


class BodyViewSet(RegisterViewSet):
    """Actors with a life of their own: secretariats, teams, committees, contact groups, networks …"""

    filterset_class = of_bodies.BodyFilterSet
    serializer_class = serializers.BodySerializer
    with_parts = staticmethod(related.with_body_parts)


class SecretariatViewSet(BodyViewSet):
    """The bodies that are peace secretariats."""

    filterset_class = of_bodies.PeaceSecretariatFilterSet


class RoleViewSet(RegisterViewSet):
    """What actors did in processes."""

    filterset_class = of_processes.RoleFilterSet
    serializer_class = serializers.RoleSerializer
    with_parts = staticmethod(related.with_role_parts)


class EventViewSet(RegisterViewSet):
    """What happened in processes."""

    filterset_class = of_processes.EventFilterSet
    serializer_class = serializers.EventSerializer
    with_parts = staticmethod(related.with_event_parts)


class LinkageViewSet(RegisterViewSet):
    """Working connections between two actors, possibly by way of others."""

    filterset_class = of_tracks.LinkageFilterSet
    serializer_class = serializers.LinkageSerializer
    with_parts = staticmethod(related.with_linkage_parts)


class SourceViewSet(RegisterViewSet):
    """Where statements come from."""

    filterset_class = of_processes.SourceFilterSet
    serializer_class = serializers.SourceSerializer


class EvidenceViewSet(RegisterViewSet):
    """Statements about records of any kind: their labels are fetched together, one query a kind."""

    with_parts = staticmethod(related.with_evidence_parts)

    def shown(self, data, many=False):
        self.subjects = subjects_of(data if many else [data], self.viewer)
        return super().shown(data, many)

    def get_serializer_context(self):
        return super().get_serializer_context() | {"subjects": getattr(self, "subjects", {})}


class ClaimViewSet(EvidenceViewSet):
    """What sources say, contradict or say is absent, about one field of a record."""

    filterset_class = of_processes.ClaimFilterSet
    serializer_class = serializers.ClaimSerializer


class CitationViewSet(EvidenceViewSet):
    """The places in sources that records rest on as a whole."""

    filterset_class = of_processes.CitationFilterSet
    serializer_class = serializers.CitationSerializer


def subjects_of(statements, viewer) -> dict:
    """{key: record} of what the statements are about, each with the ends that its label names."""

    def shown(model):
        ends = [field.name for field in model._meta.fields if field.many_to_one and not field.null]
        return model.objects.shown_to(viewer).select_related(*ends)

    return instances([statement.subject for statement in statements], shown)
