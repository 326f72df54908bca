from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from peaceinfra.api import views
from peaceinfra.api.root import RootView

app_name = "api"

router = SimpleRouter()
router.register("processes", views.ProcessViewSet, "process")
router.register("actors", views.ActorViewSet, "actor")
router.register("bodies", views.BodyViewSet, "body")
router.register("secretariats", views.SecretariatViewSet, "secretariat")
router.register("roles", views.RoleViewSet, "role")
router.register("events", views.EventViewSet, "event")
router.register("linkages", views.LinkageViewSet, "linkage")
router.register("sources", views.SourceViewSet, "source")
router.register("claims", views.ClaimViewSet, "claim")
router.register("citations", views.CitationViewSet, "citation")

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    *router.urls,
]
