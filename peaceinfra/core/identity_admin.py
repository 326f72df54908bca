"""The page on which an administrator says who the holder of an account is at the provider of sign-in."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import CharField, Form
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import accounts
from peaceinfra.core.models import ProviderIdentity
from peaceinfra.core.roles import may


class IdentityForm(Form):
    identifier = CharField(label=_("Identifier at the provider"), max_length=255, required=False)
    reason = CharField(label=_("Reason"), max_length=300)


class IdentityPage:
    """The page of a screen of accounts; `screen` finds the account, or refuses."""

    def __init__(self, screen):
        self.screen, self.site = screen, screen.admin_site

    def urls(self):
        view = self.site.admin_view(self.link)
        return [path("<int:pk>/identity/", view, name="core_account_identity")]

    def link(self, request, pk):
        """Links an account to who has the identifier, or ends it where none is given."""
        account = self.screen.account_of(request, pk)
        provider = settings.SIGN_IN_PROVIDER
        if not may(request.user, "manage_accounts") or account == request.user:
            raise PermissionDenied
        if provider is None:
            raise Http404
        form = IdentityForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._is_changed(request, account, form):
            return redirect("admin:core_account_change", account.pk)
        context = self.site.each_context(request) | {
            "title": _("Sign-in by %(provider)s for %(name)s")
            % {"provider": provider.name, "name": account.username},
            "account": account,
            "form": form,
            "provider": provider,
            "identity": ProviderIdentity.objects.filter(account=account).first(),
            "waits": accounts.needs_second_person(account, "identity", ""),
        }
        return TemplateResponse(request, "admin/account_identity.html", context)

    def _is_changed(self, request, account, form) -> bool:
        identifier = form.cleaned_data["identifier"]
        value = accounts.identity_value(settings.SIGN_IN_PROVIDER.issuer, identifier) if identifier else ""
        try:
            waits = accounts.change_account(account, "identity", value, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("identifier", error)
            return False
        if waits:
            messages.warning(
                request, _("A security officer confirms this change first; until then nothing changes.")
            )
        else:
            messages.success(request, _("The change was made."))
        return True
