"""What others do for the factors of an account: a security officer gives a code, an administrator asks to end them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import CharField, Form
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import accounts
from peaceinfra.core.history import because
from peaceinfra.core.roles import may


class ReasonForm(Form):
    reason = CharField(label=_("Reason"), max_length=300)


class FactorPages:
    """The pages of a screen of accounts; `screen` finds the account, or refuses."""

    def __init__(self, screen):
        self.screen, self.site = screen, screen.admin_site

    def urls(self):
        return [
            path(
                "<int:pk>/factor-code/", self.site.admin_view(self.give_code), name="core_account_factor_code"
            ),
            path("<int:pk>/factors/", self.site.admin_view(self.end), name="core_account_factors"),
        ]

    def give_code(self, request, pk):
        """Gives a code for a first second factor: shown in the answer to the POST, and never again."""
        account = self._account(request, pk, "manage_clearance", "factor_code")
        code = None
        if request.method == "POST":
            with because(request.user, "a code for a second factor was given"):
                code = accounts.give_factor_code(account)
        title = _("Code for a second factor of %(name)s") % {"name": account.username}
        context = {"title": title, "days": accounts.LINK_DAYS, "code": code}
        return self._page(request, "admin/account_factor_code.html", account, context)

    def end(self, request, pk):
        """Asks to end the second factors of an account; a security officer confirms it."""
        account = self._account(request, pk, "manage_accounts", "factors")
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                accounts.change_account(account, "factors", "end", reason=form.cleaned_data["reason"])
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.warning(
                    request, _("A security officer confirms this change first; until then nothing changes.")
                )
            return redirect("admin:core_account_change", account.pk)
        title = _("End the second factor of %(name)s") % {"name": account.username}
        return self._page(request, "admin/account_factors.html", account, {"title": title, "form": form})

    def _account(self, request, pk, action, field):
        account = self.screen.account_of(request, pk)
        if not may(request.user, action):
            raise PermissionDenied
        if refused := accounts.refusal(account, field, ""):
            raise PermissionDenied(refused)
        return account

    def _page(self, request, template, account, context):
        whole = self.site.each_context(request) | {"account": account} | context
        return TemplateResponse(request, template, whole)
