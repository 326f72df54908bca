"""Views that go wrong, for the tests of the middleware."""

from django.http import JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from peaceinfra.core.visibility import streamed
from processes.models import Actor, ActorName


def labels(request):
    return JsonResponse(sorted(Actor.objects.values_list("name", flat=True)), safe=False)


def rendered(request):
    """A template response is rendered after the view has returned."""
    return TemplateResponse(request, "404.html", {"lazy": list(Actor.objects.all())})


def write_and_fail(request):
    Actor.objects.create(name="half done", kind="state", level=0)
    raise ZeroDivisionError


def write_too_high(request):
    Actor.objects.create(name="too high", kind="state", level=4)


def write_to(request, key):
    ActorName.objects.create(actor_id=key, name="x", level=0)


def stream(request):
    rows = streamed(request.viewer, lambda: Actor.objects.order_by("name").values_list("name", flat=True))
    return StreamingHttpResponse(f"{name};" for name in rows)


urlpatterns = [
    path("labels/", labels),
    path("rendered/", rendered),
    path("write-and-fail/", write_and_fail),
    path("write-too-high/", write_too_high),
    path("write-to/<int:key>/", write_to),
    path("stream/", stream),
]
