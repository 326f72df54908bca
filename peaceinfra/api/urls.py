from django.urls import path
from rest_framework.routers import SimpleRouter

from peaceinfra.analysis.kinds import PLACES
from peaceinfra.api import views
from peaceinfra.api.addresses import BODIES
from peaceinfra.api.codelists import CodelistViewSet
from peaceinfra.api.describing import DescriptionView
from peaceinfra.api.questions import QuestionsView, QuestionView
from peaceinfra.api.root import DocsView, ReaderView, RootView

app_name = "api"

#: {kind: its list}, under the addresses and names of `PLACES`
LISTS = {
    "pro": views.ProcessViewSet,
    "cfl": views.ConflictViewSet,
    "act": views.ActorViewSet,
    "rol": views.RoleViewSet,
    "stn": views.StanceViewSet,
    "man": views.MandateViewSet,
    "fun": views.FunctionViewSet,
    "mbr": views.MembershipViewSet,
    "pst": views.PostViewSet,
    "lnk": views.LinkageViewSet,
    "chn": views.ChannelViewSet,
    "rch": views.ReachViewSet,
    "inc": views.InclusionViewSet,
    "dep": views.DeploymentViewSet,
    "evt": views.EventViewSet,
    "agr": views.AgreementViewSet,
    "com": views.CommunityViewSet,
    "plc": views.PlaceViewSet,
    "cov": views.CoverageNoteViewSet,
    "src": views.SourceViewSet,
    "clm": views.ClaimViewSet,
    "cit": views.CitationViewSet,
    "ext": views.ExternalIdViewSet,
    "rel": views.RelativeBoundViewSet,
    "not": views.RemarkViewSet,
    "dvn": views.DerivationViewSet,
}
#: Lists of some actors, and of the vocabularies: their address, their name, what answers.
OTHER_LISTS = [
    (BODIES, "body", views.BodyViewSet),
    ("secretariats", "secretariat", views.SecretariatViewSet),
    ("support-units", "support-unit", views.SupportUnitViewSet),
    ("mediators", "mediator", views.MediatorViewSet),
    ("codelists", "codelist", CodelistViewSet),
]

router = SimpleRouter()
for kind, viewset in LISTS.items():
    router.register(PLACES[kind].endpoint, viewset, PLACES[kind].name)
for endpoint, name, viewset in OTHER_LISTS:
    router.register(endpoint, viewset, name)

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("me/", ReaderView.as_view(), name="me"),
    path("questions/", QuestionsView.as_view(), name="questions"),
    path("questions/<slug:slug>/", QuestionView.as_view(), name="question"),
    path("schema/", DescriptionView.as_view(), name="schema"),
    path(
        "docs/",
        DocsView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    *router.urls,
]
