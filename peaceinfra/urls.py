from django.contrib import admin
from django.urls import include, path, re_path

from peaceinfra.api.root import AbsentView

handler400 = "peaceinfra.api.exceptions.bad_request"
handler404 = "peaceinfra.api.exceptions.page_not_found"
handler500 = "peaceinfra.api.exceptions.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    # Before the pages: of an address of the API none of theirs is tried.
    path("api/v1/", include("peaceinfra.api.urls")),
    path("", include("peaceinfra.dashboards.urls")),
    # What is not there is refused in JSON too; with or without the slash.
    re_path(r"^api(?:/.*)?$", AbsentView.as_view(), name="api_absent"),
]
