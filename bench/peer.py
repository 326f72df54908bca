"""The peer: linkages as one first writes them in Django REST framework. Imported once the settings are set."""

from rest_framework import generics, pagination, renderers, serializers

from processes.models import Actor, PeaceProcess
from tracks.models import Intermediary, Linkage


class Name(serializers.ModelSerializer):
    class Meta:
        model = Actor
        fields = ("id", "name")


class ProcessName(serializers.ModelSerializer):
    class Meta:
        model = PeaceProcess
        fields = ("id", "name")


class Via(serializers.ModelSerializer):
    actor = Name()

    class Meta:
        model = Intermediary
        fields = ("id", "actor", "part", "is_sole_carrier")


class Row(serializers.ModelSerializer):
    source, target, process = Name(), Name(), ProcessName()

    class Meta:
        model = Linkage
        fields = ("id", "source", "target", "process", "modality", "direction", "formality", "frequency",
                  "track", "purpose", "last_evidence", "start", "end", "start_min", "end_max")  # fmt: skip


class FullRow(Row):
    intermediaries = Via(many=True)

    class Meta:
        model = Linkage
        fields = ("id", "source", "target", "process", "modality", "direction", "formality", "frequency",
                  "track", "purpose", "gave", "last_evidence", "review_days", "start", "end", "start_kind",
                  "end_kind", "start_min", "start_max", "end_min", "end_max", "updated_at",
                  "intermediaries")  # fmt: skip


class Numbered(pagination.LimitOffsetPagination):
    default_limit = 100


class ByCursor(pagination.CursorPagination):
    page_size, ordering = 100, "id"


class Plain(generics.ListAPIView):
    """A hundred linkages with the names of their ends and of their process."""

    queryset = Linkage.objects.select_related("source", "target", "process").order_by("pk")
    serializer_class, pagination_class = Row, Numbered
    renderer_classes = [renderers.JSONRenderer]
    authentication_classes = permission_classes = filter_backends = []


class Full(Plain):
    """The same with what the API tells of a linkage, paged by a cursor."""

    queryset = (
        Linkage.objects.filter(retired=False)
        .select_related("source", "target", "process")
        .prefetch_related("intermediaries__actor")
    )
    serializer_class, pagination_class = FullRow, ByCursor
