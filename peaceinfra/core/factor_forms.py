"""The forms that ask for a second factor, and those that set one up."""

import struct
from contextlib import contextmanager

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import factor_keys
from peaceinfra.core.accounts import plain_code, use_factor_code
from peaceinfra.core.factors import asks_for_code
from peaceinfra.core.sign_in import KNOWN_BROWSER, TOO_MANY, Attempt, address_of, is_first_use

# What the library raises over an answer that is none.
NO_ANSWER = (
    InvalidSignature,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
PENDING_SECRET = "pending_factor"
WRONG_OFFICERS_CODE = _(
    "This is not the code that you were given, or it was used, or it is older than three days. Ask a security officer"
    " for a new one."
)


def attempt_of(account) -> Attempt:
    """Who knows the password and tries codes on purpose keeps the holder out of no browser that they know."""
    browser = context.request.COOKIES.get(KNOWN_BROWSER, "")
    return Attempt(account.username, address_of(context.request), browser, kind="factor")


class CodeMixin:
    """A code of an app is good once, whichever process is asked; ten wrong ones, and none is looked at for a while."""

    def clean_code(self):
        attempt = attempt_of(self.user)
        if not attempt.is_allowed():
            raise TOO_MANY
        code = super().clean_code()
        if not is_first_use(self.user, plain_code(code)):
            raise get_adapter().validation_error("incorrect_code")
        attempt.succeeded()
        return code


class SignInCodeForm(CodeMixin, AuthenticateForm):
    pass


class ConfirmCodeForm(CodeMixin, ReauthenticateForm):
    pass


class OfficersCodeMixin:
    """Asks for the code of a security officer where the account needs a factor and has none."""

    def ask_for_officers_code(self):
        if asks_for_code(self.user):
            self.fields["officers_code"] = forms.CharField(
                label=_("Code of the security officer"), max_length=40
            )

    def clean(self):
        cleaned = super().clean()
        if self.errors or "officers_code" not in self.fields:
            return cleaned
        attempt = attempt_of(self.user)
        if not attempt.is_allowed():
            raise TOO_MANY
        if not use_factor_code(self.cleaned_data["officers_code"]):
            self.add_error("officers_code", WRONG_OFFICERS_CODE)
        else:
            attempt.succeeded()
        return cleaned


class AddAppForm(OfficersCodeMixin, CodeMixin, ActivateTOTPForm):
    """Sets up an app. The secret waits in the session, enciphered, until a first code shows that the app has it."""

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        self.secret = self._pending_secret(context.request.session)
        self.ask_for_officers_code()

    def _pending_secret(self, session):
        if self.is_bound and PENDING_SECRET in session:
            return factor_keys.decipher(session[PENDING_SECRET])
        secret = generate_totp_secret()
        session[PENDING_SECRET] = factor_keys.encipher(secret)
        return secret

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            del context.request.session[PENDING_SECRET]
        return cleaned


@contextmanager
def answer_of_a_key():
    """What is no answer of a security key, or one that was changed on its way, is a fault of the form."""
    try:
        yield
    except NO_ANSWER:
        raise get_adapter().validation_error("incorrect_code") from None


class SignInKeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self):
        with answer_of_a_key():
            return super().clean_credential()


class ConfirmKeyForm(ReauthenticateWebAuthnForm):
    def clean_credential(self):
        with answer_of_a_key():
            return super().clean_credential()


class NewKeyForm(AddWebAuthnForm):
    def clean(self):
        with answer_of_a_key():
            return super().clean()


class AddKeyForm(OfficersCodeMixin, NewKeyForm):
    """Sets up a security key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.ask_for_officers_code()
