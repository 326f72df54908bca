"""The endpoints: each declares its filters, its parts and its answer."""

from typing import ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from peaceinfra.analysis.floor import TARGETS
from peaceinfra.api import graph_files, serializers
from peaceinfra.api.budget import rows_in
from peaceinfra.api.difference import difference_answer
from peaceinfra.api.files.about import about_network
from peaceinfra.api.files.geojson import PlacedFiles
from peaceinfra.api.files.lists import described_file
from peaceinfra.api.files.marking import tlp_in_name
from peaceinfra.api.network import network_answer
from peaceinfra.api.parameters import read_days
from peaceinfra.api.rendering import as_json
from peaceinfra.api.schema import DAYS_OF_DIFFERENCE
from peaceinfra.api.viewsets import RegisterViewSet
from peaceinfra.core.dates.asof import RECORDED
from peaceinfra.core.kept import asked_by, kept
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import as_recorded
from processes import filters as of_processes
from secretariats import filters as of_bodies
from tracks import filters as of_tracks


class ProcessViewSet(RegisterViewSet):
    """Peace processes, with their conflicts and their logs of phase and momentum."""

    filterset_class = of_processes.PeaceProcessFilterSet
    serializer_class = serializers.PeaceProcessSerializer
    files = RegisterViewSet.files | {"graphml", "gexf", "kumu"}
    own: ClassVar = {"difference": {"from": False, "to": False, RECORDED: False}}

    @extend_schema(responses=serializers.NetworkSerializer)
    @action(detail=True)
    def network(self, request, id):
        """The actors and communities of a process and all ties between them, over what the viewer may see."""
        record_read(self.request, floor=TARGETS)
        network, rows = kept(("network", *asked_by(request)), lambda: self._network_written(id))
        self.rows = int(rows)
        return Response(network)

    @described_file("application/graphml+xml")
    @action(detail=True, url_path="network/graphml")
    def graphml(self, request, id):
        """The network as GraphML, for networkx, Gephi and others: lists and nested values flattened."""
        return self._file(graph_files.graphml, "graphml", id)

    @described_file("application/gexf+xml")
    @action(detail=True, url_path="network/gexf")
    def gexf(self, request, id):
        """The network as dynamic GEXF, for Gephi: each node and edge with when it can have been there."""
        return self._file(graph_files.gexf, "gexf", id)

    @described_file("application/json")
    @action(detail=True, url_path="network/kumu")
    def kumu(self, request, id):
        """The network as a blueprint of Kumu, in JSON: elements and connections."""
        return self._file(graph_files.kumu, "json", id, "application/json")

    @extend_schema(parameters=DAYS_OF_DIFFERENCE, responses=serializers.DifferenceSerializer)
    @action(detail=True)
    def difference(self, request, id):
        """What changed between two days: in the world, in our evidence alone, and in what we know since a day."""
        first, second = read_days(request.GET, ("from", "to"))
        if first > second:
            raise ValidationError({"from": [_("Write the earlier day as “from”.")]})
        key, context = self.record(id), self.context
        record_read(self.request, floor=TARGETS)
        answer = difference_answer(
            key, self.viewer, (first, second), self.recorded, context.root, context.teams
        )
        return Response(answer.data())

    def _network_written(self, id) -> tuple[bytes, bytes]:
        """The network as JSON, and how many rows it counts for."""
        network = self._network(id)
        return as_json(network), str(rows_in(network)).encode()

    def _network(self, id) -> dict:
        """As it was recorded, where that is asked; of what was not recorded then it is empty."""
        of_now = self.record(id)
        context = self.context
        given = (self.viewer, self.day, context.on, context.root, context.teams)
        with as_recorded(self.recorded):
            found = network_answer(of_now, *given)
        return (found or network_answer(of_now, *given).emptied()).data() | {"recorded": self.recorded}

    def _file(self, written, extension: str, id, content_type: str = "") -> HttpResponse:
        record_read(self.request, floor=TARGETS)
        with as_recorded(self.recorded):
            network = self.reducer.reduced_network(self._network(id))
            network[graph_files.ABOUT] = about_network(
                network, self._address("network", id), self.day, self.recorded, self.viewer
            )
        self.rows = rows_in(network)
        days = [self.day and self.day.isoformat(), self.recorded and f"recorded-{self.recorded.isoformat()}"]
        tlp = tlp_in_name(network["marking"]["tlp"])
        name = "-".join(filter(None, [network["process"]["id"], tlp, *days]))
        response = HttpResponse(written(network), content_type=content_type or f"application/{extension}+xml")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
        return response


class ConflictViewSet(RegisterViewSet):
    """Armed conflicts, and the processes about them."""

    filterset_class = of_processes.ConflictFilterSet
    serializer_class = serializers.ConflictSerializer


class ConflictPartyViewSet(RegisterViewSet):
    """Who fights in armed conflicts, on which side, and when."""

    filterset_class = of_processes.ConflictPartyFilterSet
    serializer_class = serializers.ConflictPartySerializer


class ActorViewSet(RegisterViewSet):
    """All actors, bodies among them.

    `url` is the one address of each, which tells all of it.
    """

    filterset_class = of_processes.ActorFilterSet
    serializer_class = serializers.ActorSerializer


class MediatorViewSet(ActorViewSet):
    """The actors that are local mediators."""

    filterset_class = of_tracks.MediatorFilterSet


class BodyViewSet(RegisterViewSet):
    """Actors with a life of their own: secretariats, teams, committees, contact groups, networks …"""

    filterset_class = of_bodies.BodyFilterSet
    serializer_class = serializers.BodySerializer


class SecretariatViewSet(BodyViewSet):
    """The bodies that are peace secretariats."""

    filterset_class = of_bodies.PeaceSecretariatFilterSet


class SupportUnitViewSet(BodyViewSet):
    """The bodies that are mediation support units."""

    filterset_class = of_tracks.SupportUnitFilterSet


class RoleViewSet(RegisterViewSet):
    """What actors did in processes."""

    filterset_class = of_processes.RoleFilterSet
    serializer_class = serializers.RoleSerializer


class StanceViewSet(RegisterViewSet):
    """What actors say or do towards processes, bodies, parties, channels and linkages."""

    filterset_class = of_processes.StanceFilterSet
    serializer_class = serializers.StanceSerializer


class MandateViewSet(RegisterViewSet):
    """What bodies were told to do, in versions."""

    filterset_class = of_bodies.MandateFilterSet
    serializer_class = serializers.MandateSerializer


class FunctionViewSet(RegisterViewSet):
    """What bodies do, and how far it came."""

    filterset_class = of_bodies.FunctionFilterSet
    serializer_class = serializers.FunctionSerializer


class MembershipViewSet(RegisterViewSet):
    """Who sits in bodies, as what, and for whom."""

    filterset_class = of_bodies.MembershipFilterSet
    serializer_class = serializers.MembershipSerializer


class PostViewSet(RegisterViewSet):
    """Posts in bodies, and who held them."""

    filterset_class = of_bodies.PostFilterSet
    serializer_class = serializers.PostSerializer


class LinkageViewSet(RegisterViewSet):
    """Working connections between two actors, possibly by way of others."""

    filterset_class = of_tracks.LinkageFilterSet
    serializer_class = serializers.LinkageSerializer


class ChannelViewSet(RegisterViewSet):
    """Ways by which bodies or parties pass word to each other, with their logs."""

    filterset_class = of_bodies.ChannelFilterSet
    serializer_class = serializers.ChannelSerializer


class ReachViewSet(RegisterViewSet):
    """Whom actors can speak to."""

    floor = TARGETS
    filterset_class = of_tracks.ReachFilterSet
    serializer_class = serializers.ReachSerializer


class ConsentViewSet(RegisterViewSet):
    """What protected persons agreed to: to be recorded, named, contacted. No row is marked below restricted."""

    filterset_class = of_processes.ConsentFilterSet
    serializer_class = serializers.ConsentSerializer


class SafeContactViewSet(RegisterViewSet):
    """How protected persons are reached safely. No row is marked below restricted."""

    filterset_class = of_processes.SafeContactFilterSet
    serializer_class = serializers.SafeContactSerializer


class ThreatNoteViewSet(RegisterViewSet):
    """What threatens protected persons. No row is marked below restricted."""

    filterset_class = of_processes.ThreatNoteFilterSet
    serializer_class = serializers.ThreatNoteSerializer


class InclusionViewSet(RegisterViewSet):
    """Who takes part in what, in which way."""

    filterset_class = of_tracks.InclusionFilterSet
    serializer_class = serializers.InclusionSerializer


class DeploymentViewSet(RegisterViewSet):
    """Deployments, and other support given, asked for or refused."""

    filterset_class = of_tracks.SupportFilterSet
    serializer_class = serializers.SupportSerializer


class EventViewSet(PlacedFiles, RegisterViewSet):
    """What happened in processes, and who took part."""

    filterset_class = of_processes.EventFilterSet
    files = RegisterViewSet.files | {"geojson"}
    serializer_class = serializers.EventSerializer


class AgreementViewSet(PlacedFiles, RegisterViewSet):
    """Agreements, national and local, and who signed them. Their texts are kept elsewhere."""

    filterset_class = of_processes.AgreementFilterSet
    files = RegisterViewSet.files | {"geojson"}
    serializer_class = serializers.AgreementSerializer


class CommunityViewSet(PlacedFiles, RegisterViewSet):
    """People whom a mediator can or cannot reach."""

    filterset_class = of_processes.CommunityFilterSet
    files = RegisterViewSet.files | {"geojson"}
    serializer_class = serializers.CommunitySerializer


class PlaceViewSet(PlacedFiles, RegisterViewSet):
    """Places by name and by code."""

    filterset_class = of_processes.PlaceFilterSet
    files = RegisterViewSet.files | {"geojson"}
    serializer_class = serializers.PlaceSerializer


class CoverageNoteViewSet(RegisterViewSet):
    """How far somebody searched: “not researched” is not “none”."""

    filterset_class = of_processes.CoverageNoteFilterSet
    serializer_class = serializers.CoverageNoteSerializer


class SourceViewSet(RegisterViewSet):
    """Where statements come from."""

    filterset_class = of_processes.SourceFilterSet
    serializer_class = serializers.SourceSerializer


class ClaimViewSet(RegisterViewSet):
    """What sources say, contradict or say is absent, about one field of a record."""

    filterset_class = of_processes.ClaimFilterSet
    serializer_class = serializers.ClaimSerializer


class CitationViewSet(RegisterViewSet):
    """The places in sources that records rest on as a whole."""

    filterset_class = of_processes.CitationFilterSet
    serializer_class = serializers.CitationSerializer


class ExternalIdViewSet(RegisterViewSet):
    """The ids that other registers have for the same or a related thing."""

    filterset_class = of_processes.ExternalIdFilterSet
    serializer_class = serializers.SubjectExternalIdSerializer


class RelativeBoundViewSet(RegisterViewSet):
    """Starts and ends that are known only against another dated record."""

    filterset_class = of_processes.RelativeBoundFilterSet
    serializer_class = serializers.RelativeBoundSerializer


class RemarkViewSet(RegisterViewSet):
    """What analysts wrote beside records for their readers. Their internal notes are not told."""

    filterset_class = of_processes.RemarkFilterSet
    serializer_class = serializers.RemarkSerializer


class DerivationViewSet(RegisterViewSet):
    """Which sources draw on which: two sources of one origin are one voice."""

    filterset_class = of_processes.DerivationFilterSet
    serializer_class = serializers.DerivationSerializer
