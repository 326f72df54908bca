from django.urls import include, path
from rest_framework.routers import SimpleRouter

from peaceinfra.analysis.kinds import PLACES
from peaceinfra.api.describing import DescriptionView
from peaceinfra.api.digest import DigestView
from peaceinfra.api.entity_views import EntitiesView
from peaceinfra.api.feed import ChangesView
from peaceinfra.api.files.views import ArchiveView
from peaceinfra.api.lists import LISTS, OTHER_LISTS
from peaceinfra.api.proposals import ProposalsView, ProposalView
from peaceinfra.api.questions import QuestionsView, QuestionView
from peaceinfra.api.recalls import AcknowledgeView, RecallsView
from peaceinfra.api.release_views import ReleaseFileView, ReleasesView, ReleaseView
from peaceinfra.api.root import DocsView, ReaderView, RootView
from peaceinfra.api.webhooks import views as webhooks

app_name = "api"


class ListRouter(SimpleRouter):
    """The routes of each list stand under its own name.

    Django tries one route after the other: of three hundred in one row it would try half before it finds one.
    """

    def get_urls(self):
        return [path(f"{prefix}/", include(_routes(*of_list))) for prefix, *of_list in self.registry]


def _routes(viewset, name: str) -> list:
    router = SimpleRouter()
    router.register("", viewset, name)
    return router.urls


router = ListRouter()
for kind, viewset in LISTS.items():
    router.register(PLACES[kind].endpoint, viewset, PLACES[kind].name)
for endpoint, name, viewset in OTHER_LISTS:
    router.register(endpoint, viewset, name)

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("me/", ReaderView.as_view(), name="me"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("digest/", DigestView.as_view(), name="digest"),
    path("subscriptions/", webhooks.SubscriptionsView.as_view(), name="subscriptions"),
    path("subscriptions/<str:id>/", webhooks.SubscriptionView.as_view(), name="subscription"),
    path("subscriptions/<str:id>/pause/", webhooks.PauseView.as_view(), name="subscription-pause"),
    path("subscriptions/<str:id>/resume/", webhooks.ResumeView.as_view(), name="subscription-resume"),
    path("subscriptions/<str:id>/test/", webhooks.TestView.as_view(), name="subscription-test"),
    path("subscriptions/<str:id>/secret/", webhooks.SecretView.as_view(), name="subscription-secret"),
    path("subscriptions/<str:id>/dead-letters/", webhooks.DeadLettersView.as_view(), name="dead-letters"),
    path(
        "subscriptions/<str:id>/dead-letters/<str:letter>/", webhooks.LetterView.as_view(), name="dead-letter"
    ),
    path(
        "subscriptions/<str:id>/dead-letters/<str:letter>/send-again/",
        webhooks.SendAgainView.as_view(),
        name="dead-letter-again",
    ),
    path("releases/", ReleasesView.as_view(), name="releases"),
    path("releases/<str:name>/", ReleaseView.as_view(), name="release"),
    path("releases/<str:name>/<str:file>", ReleaseFileView.as_view(), name="release-file"),
    path("proposals/", ProposalsView.as_view(), name="proposals"),
    path("proposals/<str:id>/", ProposalView.as_view(), name="proposal"),
    path("recalls/", RecallsView.as_view(), name="recalls"),
    path("recalls/<str:id>/acknowledge/", AcknowledgeView.as_view(), name="recall-acknowledge"),
    path("export/", ArchiveView.as_view(), name="export"),
    path("followthemoney/", EntitiesView.as_view(), name="followthemoney"),
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
