"""Views that go wrong, for the tests of the middleware."""

import threading

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from peaceinfra.core.visibility import streamed
from processes.models import Actor, ActorName

#: How often `collide` was called.
CALLS = []


def labels(request):
    return JsonResponse(sorted(Actor.objects.values_list("name", flat=True)), safe=False)


def labels_twice(request):
    """Somebody renames everything between the two looks."""
    before = list(Actor.objects.values_list("name", flat=True))
    rename = threading.Thread(target=_rename_all)
    rename.start()
    rename.join()
    return JsonResponse([before, list(Actor.objects.values_list("name", flat=True))], safe=False)


def _rename_all():
    try:
        Actor.objects.update(name="After")
    finally:
        connection.close()


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


def write_twice(request):
    Actor.objects.bulk_create([Actor(pk=1, name="once", kind="state", level=0)] * 2)


def write_without_a_kind(request):
    Actor.objects.create(name=request.GET["name"], kind=None, level=0)


def collide(request):
    """As a write that waits for another, until it was called the number of times that is posted."""
    CALLS.append(request.POST["name"])
    messages.success(request, "saved")
    request.session["calls"] = request.session.get("calls", 0) + 1
    request.POST = {}
    Actor.objects.create(name="written", kind="state", level=0)
    if len(CALLS) < int(request.GET["times"]):
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")
    return HttpResponse(f"{request.session['calls']} {len(messages.get_messages(request))}")


def fail_with(request, state):
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")


urlpatterns = [
    path("write-twice/", write_twice),
    path("write-without-a-kind/", write_without_a_kind),
    path("collide/", collide),
    path("fail-with/<str:state>/", fail_with),
    path("api/fail-with/<str:state>/", fail_with),
    path("labels/", labels),
    path("labels-twice/", labels_twice),
    path("rendered/", rendered),
    path("write-and-fail/", write_and_fail),
    path("write-too-high/", write_too_high),
    path("write-to/<int:key>/", write_to),
    path("stream/", stream),
]
