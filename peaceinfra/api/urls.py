from django.urls import path
from rest_framework.routers import SimpleRouter

from peaceinfra.api import views
from peaceinfra.api.codelists import CodelistViewSet
from peaceinfra.api.describing import DescriptionView
from peaceinfra.api.root import DocsView, ReaderView, RootView

app_name = "api"

router = SimpleRouter()
for endpoint, name, viewset in [
    ("processes", "process", views.ProcessViewSet),
    ("conflicts", "conflict", views.ConflictViewSet),
    ("actors", "actor", views.ActorViewSet),
    ("bodies", "body", views.BodyViewSet),
    ("secretariats", "secretariat", views.SecretariatViewSet),
    ("support-units", "support-unit", views.SupportUnitViewSet),
    ("mediators", "mediator", views.MediatorViewSet),
    ("roles", "role", views.RoleViewSet),
    ("stances", "stance", views.StanceViewSet),
    ("mandates", "mandate", views.MandateViewSet),
    ("functions", "function", views.FunctionViewSet),
    ("memberships", "membership", views.MembershipViewSet),
    ("posts", "post", views.PostViewSet),
    ("linkages", "linkage", views.LinkageViewSet),
    ("channels", "channel", views.ChannelViewSet),
    ("reach", "reach", views.ReachViewSet),
    ("inclusion", "inclusion", views.InclusionViewSet),
    ("deployments", "deployment", views.DeploymentViewSet),
    ("events", "event", views.EventViewSet),
    ("agreements", "agreement", views.AgreementViewSet),
    ("communities", "community", views.CommunityViewSet),
    ("places", "place", views.PlaceViewSet),
    ("coverage-notes", "coverage-note", views.CoverageNoteViewSet),
    ("sources", "source", views.SourceViewSet),
    ("claims", "claim", views.ClaimViewSet),
    ("citations", "citation", views.CitationViewSet),
    ("external-ids", "external-id", views.ExternalIdViewSet),
    ("relative-bounds", "relative-bound", views.RelativeBoundViewSet),
    ("remarks", "remark", views.RemarkViewSet),
    ("derivations", "derivation", views.DerivationViewSet),
    ("codelists", "codelist", CodelistViewSet),
]:
    router.register(endpoint, viewset, name)

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("me/", ReaderView.as_view(), name="me"),
    path("schema/", DescriptionView.as_view(), name="schema"),
    path(
        "docs/",
        DocsView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    *router.urls,
]
