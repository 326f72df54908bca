"""Second factors: the step of signing in that asks for one, and the pages where the holder of an account keeps them."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from peaceinfra.core.factors import (
    asks_for_code,
    factors_of,
    is_spared,
    needs_factor,
    note_factor,
    prove_factors,
    to_be_confirmed,
)
from peaceinfra.core.sign_in import TOO_MANY, WINDOW

LISTED = reverse_lazy("mfa_index")


def limited(response, form):
    """The answer with its status, where there were too many attempts."""
    if form is not None and form.is_bound and any(TOO_MANY.code in codes(form, name) for name in form.errors):
        response.status_code = 429
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def codes(form, name):
    return [error.code for error in form.errors[name].as_data()]


class Proven:
    """A view for who is signed in, to which the database shows the factors of their account."""

    @method_decorator(login_required)
    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request, *args, **kwargs):
        prove_factors(request.user)
        return super().dispatch(request, *args, **kwargs)


class Confirmed(Proven):
    """A view for who has shown just now that it is they."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        prove_factors(request.user)
        return to_be_confirmed(request) or super().dispatch(request, *args, **kwargs)


@method_decorator(
    login_stage_required(stage=LoginStageKey.MFA_AUTHENTICATE, redirect_urlname="account_login"),
    name="dispatch",
)
class SecondFactor(AuthenticateView):
    """The step after the password."""

    template_name = "account/second_factor.html"

    def dispatch(self, request, *args, **kwargs):
        stage = request._login_stage
        if not stage.is_valid():
            return stage.abort()
        prove_factors(stage.login.user)
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        return limited(super().form_invalid(form), form)

    def get_context_data(self, **kwargs):
        account = self.stage.login.user
        kinds = set(factors_of(account).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {"has_key": Authenticator.Type.WEBAUTHN in kinds}


@never_cache
@login_required
def factor_list(request):
    """What the account signs in with, and what is missing."""
    account = request.user
    prove_factors(account)
    factors = list(factors_of(account))
    stored = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "factors": factors,
        "is_spared": is_spared(request),
        "has_key": any(factor.type == Authenticator.Type.WEBAUTHN for factor in factors),
        "has_app": any(factor.type == Authenticator.Type.TOTP for factor in factors),
        "asks_for_code": needs_factor(account) and not factors,
        "codes_left": len(stored.wrap().get_unused_codes()) if stored else 0,
    }
    return render(request, "account/factors.html", context)


class AddFactor(Confirmed):
    """Sets up a factor: it is then used in this session, and recovery codes come next."""

    success_url = reverse_lazy("mfa_view_recovery_codes")

    def get_success_url(self):
        return self.success_url if self.did_generate_recovery_codes else LISTED

    def form_valid(self, form):
        response = super().form_valid(form)
        note_factor(self.request, self.kind)
        messages.success(self.request, self.said)
        return response

    def form_invalid(self, form):
        return limited(super().form_invalid(form), form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"asks_for_code": asks_for_code(self.request.user)}


class AddApp(AddFactor, ActivateTOTPView):
    template_name = "account/add_app.html"
    kind = Authenticator.Type.TOTP
    said = gettext_lazy("The app is set up. From now on you sign in with a code that it shows.")


class AddKey(AddFactor, AddWebAuthnView):
    template_name = "account/add_key.html"
    kind = Authenticator.Type.WEBAUTHN
    said = gettext_lazy("The security key is set up.")

    def get_context_data(self, **kwargs):
        # That of allauth forgets the form that was sent.
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or self.get_form()}


class RemoveApp(Confirmed, DeactivateTOTPView):
    template_name = "account/remove_factor.html"
    success_url = LISTED


class RemoveKey(Confirmed, RemoveWebAuthnView):
    template_name = "account/remove_factor.html"
    success_url = LISTED

    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect(LISTED)
        return super().form_valid(form)


@never_cache
@login_required
def recovery_codes(request):
    """GET says what recovery codes are for; POST makes new ones, shown in the answer and never again."""
    prove_factors(request.user)
    if asked := to_be_confirmed(request):
        return asked
    if not factors_of(request.user).exists():
        return redirect(LISTED)
    made = generate_recovery_codes(request).wrap().get_unused_codes() if request.method == "POST" else None
    return render(request, "account/recovery_codes.html", {"codes": made})


class Confirm(Proven, ReauthenticateView):
    template_name = "account/confirm.html"


class ConfirmByCode(Proven, ReauthenticateByCodeView):
    template_name = "account/confirm.html"

    def form_invalid(self, form):
        return limited(super().form_invalid(form), form)


class ConfirmByKey(Proven, ReauthenticateWebAuthnView):
    template_name = "account/confirm.html"

    def form_invalid(self, form):
        messages.error(self.request, _("The security key was not recognised."))
        return redirect(self.request.get_full_path())
