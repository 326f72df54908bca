from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("peaceinfra.dashboards.urls")),
    path("api/v1/", include("peaceinfra.api.urls")),
]

handler500 = "peaceinfra.core.outages.server_error"
