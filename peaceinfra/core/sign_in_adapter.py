"""What django-allauth asks the register: who may sign in and how often they may try, and where they go then."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth import authenticate
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from peaceinfra.core.factors import confirmed_recently
from peaceinfra.core.sign_in import KNOWN_BROWSER, TOO_MANY, Attempt, address_of, remember_browser


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """An administrator makes accounts."""
        return False

    def is_ajax(self, request):
        """There is one kind of answer."""
        return False

    def is_safe_url(self, url):
        """Whether one is led there after signing in: to this host alone."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request):
        return address_of(request)

    def get_login_stages(self):
        return ["peaceinfra.core.factors.FactorStage"]

    def is_reauthentication_required(self, app):
        return not confirmed_recently()

    def get_reauthentication_methods(self, user):
        """Who has a factor confirms with it: the password alone is not enough. Who has neither signs in anew."""
        methods = super().get_reauthentication_methods(user)
        with_factor = [method for method in methods if method["id"] != "reauthenticate"]
        return with_factor or methods or [{"id": "sign_in", "url": reverse("account_login")}]

    def authenticate(self, request, **credentials):
        attempt = Attempt(
            credentials["username"], address_of(request), request.COOKIES.get(KNOWN_BROWSER, "")
        )
        if not attempt.is_allowed():
            raise TOO_MANY
        account = authenticate(request, **credentials)
        if account:
            attempt.succeeded()
        return account

    def reauthenticate(self, user, password):
        return self.authenticate(context.request, username=user.username, password=password) == user

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_browser(response, user.username)
        return response

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        """Pages say by themselves what was done; only what was put in words is shown besides."""
        if message:
            super().add_message(request, level, message=message)

    def send_notification_mail(self, *args, **kwargs):
        """Nothing goes by e-mail."""
