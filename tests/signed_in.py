"""Who is signed in by a test or a measurement, without a request, counts for one who used a second factor long ago."""

from django.contrib.auth.signals import user_logged_in


def count_as_with_factor() -> None:
    """From here on, for `force_login`; who signs in by the page uses a factor, or none."""
    user_logged_in.connect(_note_factor, dispatch_uid="tests.signed_in")


def _note_factor(sender, request, user, **kwargs):
    if request.method is not None:
        return
    # Where there are apps already.
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY  # noqa: PLC0415
    from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415

    record_authentication(request, user, "mfa")
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = 0
