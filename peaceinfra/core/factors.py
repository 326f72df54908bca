"""The second factor: who needs one, what a session without one may open, and how django-allauth keeps them.

The one rule: an account that needs a factor opens, in a session in which it used none, the pages of accounts and
nothing else. Who has none sets it up there, with a code of a security officer; `visibility.factor_sql` holds that.
"""

import ipaddress
import time
from io import BytesIO

import qrcode
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathImage

from peaceinfra.core import factor_keys
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.outages import API, Words, say
from peaceinfra.core.visibility.acting import proof_of, transaction_of

#: The kinds with which one signs in; recovery codes stand in for them.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: The roles that make accounts, links and grants: who holds one lets others in.
OVER_ACCOUNTS = (AccountRole.SECURITY, AccountRole.ADMINISTRATOR)
#: The pages of accounts, which show no record.
PAGES_OF_ACCOUNTS = "/account/"
METHOD = "mfa"
#: What a sign-in says in which the provider vouches for a second factor.
BY_PROVIDER = "factor_by_provider"
#: Who signed in or confirmed it so short a time ago may change factors.
RECENT = 300
# What a proxy adds, also one that a developer set up without thinking of this register.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Forwarded-Host", "Via")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

NEEDED = Words(
    403,
    gettext_lazy("A second factor is needed"),
    gettext_lazy("Your account needs a second factor: open any page of the register and set one up."),
)


def needs_factor(account) -> bool:
    """As `core_account_needs_factor` of the database. What is left of a clearance or role today makes no difference."""
    return account.clearance >= Level.INTERNAL or account.role in OVER_ACCOUNTS


def has_used_factor(request) -> bool:
    """Whether a factor was used, or set up, in this session."""
    return any(record["method"] == METHOD for record in get_authentication_records(request, request.user))


def factor_is_missing(request) -> bool:
    account = request.user
    if not (account.is_authenticated and needs_factor(account)):
        return False
    return not (has_used_factor(request) or is_spared(request))


def is_spared(request) -> bool:
    """The accounts of the demonstration, looked at on the machine itself, with its own embedded database."""
    is_demonstration = settings.DEMONSTRATION and "EMBEDDED_IN" in settings.DATABASES["default"]
    return is_demonstration and request.user.username in AccountRole.values and _is_on_loopback(request)


def _is_on_loopback(request) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        comes_from = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    host, _port = split_domain_port(request.get_host())
    return comes_from.is_loopback and host in LOOPBACK_HOSTS


class FactorMiddleware:
    """Leads who needs a factor and used none to the page where it is set up. Before the middleware of the viewer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(PAGES_OF_ACCOUNTS) or not factor_is_missing(request):
            return self.get_response(request)
        return say(request, NEEDED) if request.path_info.startswith(API) else redirect("mfa_index")


class FactorStage(AuthenticateStage):
    """The step after the password or the provider, for who has a factor. What was begun ends with any change of
    the account.
    """

    def handle(self):
        if (self.login.signal_kwargs or {}).get(BY_PROVIDER):
            return None, True
        response, goes_on = super().handle()
        if response:
            self.request.session.cycle_key()
            self.state["session_version"] = self.login.user.session_version
        return response, goes_on

    def is_valid(self) -> bool:
        account = self.login.user
        is_same = account is not None and account.session_version == self.state.get("session_version")
        return is_same and account.is_active


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or was used already."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your account needs a second factor, and this is the only one. Add another one first."
        ),
    }

    def encrypt(self, text):
        return factor_keys.encipher(text)

    def decrypt(self, encrypted_text):
        return factor_keys.decipher(encrypted_text)

    def is_mfa_enabled(self, user, types=None):
        if user.is_anonymous:
            return False
        prove_factors(user)
        return super().is_mfa_enabled(user, types)

    def can_delete_authenticator(self, authenticator):
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return not needs_factor(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Security key %(number)s") % {"number": number}

    def build_totp_svg(self, url):
        """The picture for the app, as an element of the page: nothing in it is style."""
        out = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage, border=2).save(out)
        return out.getvalue().decode().partition("?>")[2].strip()

    def _get_user_identifier(self, user):
        return user.username


def prove_factors(account) -> None:
    """Lets the database show the factors of this account, and of no other, until this transaction ends."""
    with connection.cursor() as cursor:
        proof = proof_of(f"factors of {account.pk}", transaction_of(cursor))
        cursor.execute("SELECT set_config('peaceinfra.factors', %s, true)", [f"{account.pk}:{proof}"])


def factors_of(account):
    """Those with which it signs in; `prove_factors` came before."""
    return Authenticator.objects.filter(user=account, type__in=FACTORS).order_by("created_at")


def asks_for_code(account) -> bool:
    """Whether the next factor of the account is set up only with a code of a security officer."""
    return needs_factor(account) and not factors_of(account).exists()


def note_factor(request, kind: str) -> None:
    """A factor that was just set up was used by it."""
    record_authentication(request, request.user, METHOD, type=kind)


def has_factor(account) -> bool:
    return get_mfa_adapter().is_mfa_enabled(account, FACTORS)


def confirmed_recently() -> bool:
    """Whether who asks signed in, or confirmed that it is they, a short time ago; who has a factor, with that."""
    request = context.request
    records = get_authentication_records(request, request.user)
    if has_factor(request.user):
        records = [record for record in records if record["method"] == METHOD]
    return bool(records) and time.time() - records[-1]["at"] < RECENT


def to_be_confirmed(request, *, keeps_sent: bool = True):
    """Where who signed in some time ago confirms that it is they, and goes on from there; None for who need not.

    Asked before the views of allauth, which raise an exception instead: the transaction is then given up.

    keeps_sent  whether the session keeps what was sent meanwhile; a password stays nowhere
    """
    if not reauthentication.is_reauthentication_required(request, app="allauth.mfa"):
        return None
    address = get_account_adapter().get_reauthentication_methods(request.user)[0]["url"]
    if keeps_sent:
        return reauthentication.suspend_request(request, address)
    return redirect_to_login(request.get_full_path(), address)
