from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.words import understood_as
from peaceinfra.core.roles import may

# An account may enter with one of these; what it finds there each screen decides.
ENTRANCE = ("edit", "manage_accounts", "manage_clearance")


class RegisterSite(admin.AdminSite):
    site_title = _("Register: entering and correcting")
    site_header = _("Register of peace-process infrastructure")
    index_title = _("Enter and correct")
    site_url = "/"
    enable_nav_sidebar = False
    password_change_template = "admin/password_change.html"
    password_change_done_template = "admin/password_change_done.html"

    def has_permission(self, request):
        return any(may(request.user, action) for action in ENTRANCE)

    def login(self, request, extra_context=None):
        """There is one page to sign in. Who is signed in, yet without a role for these screens, gets 403."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next") or request.get_full_path()
        return redirect_to_login(target, settings.LOGIN_URL)

    def get_urls(self):
        dates = path("dates/", self.admin_view(self.understand_date), name="understand_date")
        # Everybody who signs in may change the own password, also who has no work here.
        own_password = [
            path("password_change/", login_required(self.password_change), name="password_change"),
            path("password_change/done/", login_required(self.password_change_done), name="password_change_done"),
        ]
        return [dates, *own_password, *super().get_urls()]

    def understand_date(self, request):
        """GET ?text=2004~ → {"understood": words} or {"error": words}: the echo beside a date while typing."""
        try:
            return JsonResponse({"understood": understood_as(request.GET.get("text", ""))})
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)})
