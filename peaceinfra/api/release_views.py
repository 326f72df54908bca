"""The releases as they are served: a list, a manifest each, and the files that it names."""

from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from peaceinfra.api.exceptions import refusal
from peaceinfra.api.releases import MANIFEST, release, releases
from peaceinfra.api.root import EntranceView, root_address

_TYPES = {".json": "application/json", ".jsonl": "application/jsonl"}


class ReleaseSerializer(serializers.Serializer):
    """`withdrawn` says why the edition is closed, and `replaced_by` which one took its place."""

    name = serializers.CharField()
    url = serializers.URLField()
    as_of = serializers.DateTimeField(allow_null=True)
    records = serializers.IntegerField(allow_null=True)
    withdrawn = serializers.CharField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)


class ReleasesView(EntranceView):
    """Frozen public editions of the register, to be cited and kept."""

    permission_classes = throttle_classes = ()

    @extend_schema(operation_id="releases", responses=ReleaseSerializer(many=True))
    def get(self, request):
        root = root_address(request)
        return Response([_listed(made, root) for made in releases()])


def _listed(made, root) -> dict:
    manifest = made.read(lambda: made.manifest) or {}
    withdrawal = made.withdrawal
    return {
        "name": made.name,
        "url": f"{root}releases/{made.name}/",
        "as_of": manifest.get("as_of"),
        "records": manifest.get("records"),
        "withdrawn": withdrawal and withdrawal["reason"],
        "replaced_by": withdrawal and withdrawal["replaced_by"],
    }


class ReleaseView(EntranceView):
    """The manifest of a release: its files with counts and SHA-256, as of when, licences, how to cite it."""

    permission_classes = throttle_classes = ()

    @extend_schema(operation_id="release", responses={200: dict})
    def get(self, request, name):
        return _served(name, MANIFEST)


class ReleaseFileView(EntranceView):
    """One file of a release."""

    permission_classes = throttle_classes = ()

    def perform_content_negotiation(self, request, force=False):
        """A file is a file, whatever else a tool says that it accepts."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(exclude=True)
    def get(self, request, name, file):
        return _served(name, file)


def _served(name, file):
    made = release(name)
    if made is None:
        raise NotFound
    response = made.read(lambda: _file_of(made, file))
    if response is None:
        withdrawal = made.withdrawal
        said = f"{withdrawal['reason']}; replaced by {withdrawal['replaced_by']}"
        return refusal({"release": [said]}, 410)
    return response


def _file_of(made, file):
    path = made.file(file)
    if path is None:
        raise NotFound
    return FileResponse(path.open("rb"), content_type=_TYPES[path.suffix], as_attachment=file != MANIFEST)
