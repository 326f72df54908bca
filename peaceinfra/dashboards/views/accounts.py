"""The way in: signing in, and setting the password by a one-time link."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from peaceinfra.core import accounts
from peaceinfra.core.identity import number_in
from peaceinfra.core.session_list import end_sessions, sessions_of
from peaceinfra.core.sessions import limits_of
from peaceinfra.core.sign_in import TOO_MANY, WINDOW, LinkPasswordForm, SignInForm


class SignIn(LoginView):
    template_name = "account/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"provider": settings.SIGN_IN_PROVIDER}

    def form_invalid(self, form):
        """Above the limit the answer is 429, whether there is such an account or not."""
        if not form.has_error("__all__", TOO_MANY.code):
            return super().form_invalid(form)
        response = self.render_to_response(self.get_context_data(form=form, too_many=True), status=429)
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response


@never_cache
@login_required
def sessions(request):
    """GET lists the sessions of the account; POST ends one (`which`), or all others."""
    key = request.session.session_key
    if request.method == "POST":
        which = request.POST.get("which", "")
        ended = end_sessions(request.user, key, number_in(which) if which else None)
        if ended:
            messages.success(
                request,
                ngettext("The session was ended.", "%(number)s sessions were ended.", ended)
                % {"number": ended},
            )
        return redirect("sessions")
    idle_hours, hours = limits_of(request.user)
    context = {
        "sessions": sessions_of(request.user, key),
        "idle_hours": idle_hours,
        "hours": hours,
    }
    return render(request, "account/sessions.html", context)


@never_cache
def password_link(request):
    """GET ?link=…: the form of a password; POST sets it. The token stands in no path, so in no log of paths."""
    token = (request.POST if request.method == "POST" else request.GET).get("link", "")
    account = accounts.account_of_link(token)
    if account is None:
        return render(request, "account/password_link.html", status=404)
    form = LinkPasswordForm(account, request.POST or None, initial={"link": token})
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "account/password_link.html", {"form": form, "account": account})
