"""Signing in by a provider. Both views wait for it, and so hold a transaction only when they have its answer."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from peaceinfra.core import accounts, sign_in_provider
from peaceinfra.core.factors import BY_PROVIDER, METHOD
from peaceinfra.core.sign_in_log import provider_failed
from peaceinfra.core.sign_in_provider import ProviderFault
from peaceinfra.core.visibility import viewing

BEGUN = "sign_in_by_provider"
PROVIDER = "provider"

# {why nobody is signed in: (status, what is said)}. Of accounts nothing is told.
WORDS = {
    "not own": (400, _("This sign-in was begun too long ago, in another browser, or was used. Begin it again.")),
    "fault": (
        502,
        _("%(provider)s did not answer as it should. Try again in some minutes; if it lasts, tell an administrator."),
    ),
    "cancelled": (403, _("%(provider)s did not sign you in.")),
    "nobody": (
        403,
        _(
            "No account of this register is linked to you at %(provider)s, or it is switched off. Ask an administrator"
            " of the register."
        ),
    ),
}  # fmt: skip


@never_cache
@require_POST
def provider_start(request):
    """Leads to the provider, from where the browser comes back to `provider_done`.

    By a page that goes on by itself: of a form that is answered by a redirect, browsers ask that its policy names
    where it leads, which only the provider knows.
    """
    _provider()
    back = request.build_absolute_uri(reverse("provider_done"))
    try:
        address, begun = sign_in_provider.begin(back, asks_again=request.user.is_authenticated)
    except ProviderFault as fault:
        return _refused(request, "fault", str(fault))
    target = request.POST.get("next", "")
    begun["next"] = target if get_adapter(request).is_safe_url(target) else ""
    request.session[BEGUN] = begun
    with viewing(request.viewer):
        context = {"address": address, PROVIDER: _provider().name}
        return render(request, "account/provider_start.html", context)


@never_cache
@require_GET
def provider_done(request):
    """Where the provider sends the browser back. What was begun is used up by it, whatever comes of it."""
    _provider()
    begun = request.session.pop(BEGUN, None)
    if not sign_in_provider.is_own(begun, request.GET.get("state", "")):
        return _refused(request, "not own", "not begun here")
    if "error" in request.GET:
        return _refused(request, "cancelled", "the provider refused")
    try:
        vouched = sign_in_provider.finish(begun, request.GET.get("code", ""))
    except ProviderFault as fault:
        return _refused(request, "fault", str(fault))
    with viewing(request.viewer):
        issuer = settings.SIGN_IN_PROVIDER.issuer
        account = accounts.account_of_identity(issuer, vouched.subject, vouched.identifier)
        if account:
            return _signed_in(request, account, vouched.has_factor, begun["next"])
    return _refused(request, "nobody", "no account")


def _signed_in(request, account, has_factor, target):
    """Signs in, or leads to the second factor."""
    if request.user.is_authenticated and request.user != account:
        logout(request)
    record_authentication(request, account, METHOD if has_factor else PROVIDER, type=PROVIDER)
    login = Login(user=account, redirect_url=target or None, signal_kwargs={BY_PROVIDER: has_factor})
    return perform_login(request, login)


def _provider():
    if settings.SIGN_IN_PROVIDER is None:
        raise Http404
    return settings.SIGN_IN_PROVIDER


def _refused(request, why, logged):
    provider_failed(request, logged)
    status, words = WORDS[why]
    said = str(words) % {PROVIDER: _provider().name}
    # The address, which nobody is to see again, is not repeated on the page.
    context = {"words": said, "is_no_view": True}
    with viewing(request.viewer):
        return render(request, "account/provider_refused.html", context, status=status)
