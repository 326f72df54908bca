"""The archive of all lists, as it is asked for."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from peaceinfra.analysis.floor import TARGETS
from peaceinfra.analysis.kinds import ENDPOINTS
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.budget import rows_of
from peaceinfra.api.files.about import About, file_name
from peaceinfra.api.files.archive import CONTENT_TYPE, ListedFile, archive, marking_of_all
from peaceinfra.api.lists import LISTS, OTHER_LISTS
from peaceinfra.api.parameters import unknown
from peaceinfra.api.permissions import scope
from peaceinfra.api.root import root_address
from peaceinfra.api.telling import Teller
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import streamed


class ArchiveView(ReadOnlyMixin, APIView):
    """All lists as tables in one archive of one moment, with a description of them and what they are about."""

    permission_classes = (scope(TokenScope.EXPORT),)

    def perform_content_negotiation(self, request, force=False):
        """A file is a file, whatever else a tool says that it accepts."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(operation_id="export", responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY})
    def get(self, request):
        if errors := unknown(request.GET, ()):
            raise ValidationError(errors)
        # Who reaches whom is among them.
        record_read(request, floor=TARGETS)
        viewer = request.viewer
        files = _files(Teller(viewer, root_address(request)))
        self.rows = sum(rows_of(file.rows, request.user) for file in files)
        about = _about(files)
        response = StreamingHttpResponse(
            streamed(viewer, lambda: archive(files, about)), content_type=CONTENT_TYPE
        )
        name = f"peaceinfra-{about.recorded}"
        response.headers["Content-Disposition"] = file_name(name, about.marking, None, "zip")
        return response


def _files(teller: Teller) -> list[ListedFile]:
    """Every list of records."""
    others = [(name, viewset) for name, _one, viewset in OTHER_LISTS if hasattr(viewset, "filterset_class")]
    lists = [(ENDPOINTS[kind], viewset) for kind, viewset in LISTS.items()]
    return [ListedFile(name, viewset, teller) for name, viewset in (*lists, *others)]


def _about(files: list[ListedFile]) -> About:
    teller, marking = files[0].teller, marking_of_all(files)
    return About(
        title=_("all lists"),
        description=_("All lists of the register as tables, of one moment."),
        url=teller.root,
        filters={},
        as_of=None,
        recorded=timezone.localdate(),
        marking=marking,
        teams=sorted(teller.teams[team] for team in marking.effective_teams),
        licences=[],
    )
