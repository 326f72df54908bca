"""Every change of an account: asked of the functions of the database, which know who acts and what is allowed.

The rule stands in `visibility.account_sql`; here its answers are said in words. `account` is the one that is
changed; who changes it is the one whose request this is (`visibility.acting`).
"""

import base64
import hashlib
import secrets
from contextlib import contextmanager

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.models import Account
from peaceinfra.core.visibility.acting import proof_of, prove_acting, transaction_of
from peaceinfra.core.visibility.context import acting_account

LINK_DAYS = 3
NOT_ALLOWED = "42501"

REFUSALS = {
    "not yours": _("Your role does not change this."),
    "own": _("Nobody changes this of their own account."),
    "administrator": _("An administrator manages accounts and reads public records only."),
    "security role": _("Security officers are appointed by the command make_account, not here."),
    "cleared administrator": _(
        "This account has a clearance or a team. A security officer takes them back before it becomes an"
        " administrator's."
    ),
    "cleared link": _(
        "This account has a clearance or a team, and who hands over a link for its password can use it. If the"
        " password is lost, a security officer first takes the clearance and the teams back."
    ),
    "password": _(
        "The holder of this account has not set the password, or signed in by the provider, since somebody else last"
        " touched the account. Until then nothing more is given to it. An administrator gives the holder a one-time"
        " link."
    ),
    "no factor": _("This account has no second factor that could be ended."),
    "has factor": _(
        "This account has a second factor. If it is lost, an administrator asks to end it, and a security officer"
        " confirms that first."
    ),
    "factor code": _(
        "The first second factor of this account is set up with the code of a security officer."
    ),
    "no identity": _("Nobody at the provider is linked to this account."),
    "identity taken": _("Another account is linked to who has this identifier at the provider."),
    "last security": _("This is the last security officer. Appoint another one first."),
    "last administrator": _("This is the last administrator. Appoint another one first."),
    "second": _("Another person than the one who requested the change confirms it."),
    "decided": _("This change was decided already."),
    "changed": _("This account was changed since you opened the page. Look at it again."),
}


def refusal(account: Account, field: str, value) -> str | None:
    """Why who acts may not change the field of the account so, in words; None when it is allowed.

    `field` is role, role_until, is_active, clearance, clearance_until, link, team (`value`: more, less), factors
    (which end), factor_code, or identity (`value`: `identity_value`, or empty: it ends).
    """
    code = ask("SELECT core_account_refusal(%s, %s, %s)", [account.pk, field, _text(value)])
    return REFUSALS[code] if code else None


def needs_second_person(account: Account, field: str, value) -> bool:
    """Whether the change is only requested until a security officer confirms it."""
    return ask("SELECT core_account_waits(%s, %s, %s)", [account.pk, field, _text(value)])


def change_account(account: Account, field: str, value, *, reason: str) -> bool:
    """Makes the change, or the request for it. True when it waits. Raises ValidationError when it is refused."""
    return (
        ask("SELECT core_account_change(%s, %s, %s, %s)", [account.pk, field, _text(value), reason])
        == "waiting"
    )


def decide_change(change, *, accept: bool) -> None:
    """Confirms or refuses a change that waits, or withdraws one's own request."""
    ask("SELECT core_account_decide(%s, %s)", [change.pk, accept])


def check_seen(account: Account, version: int | None) -> None:
    """An officer who decides about an account saw it as it is stored. It stays so until the transaction ends.

    version  the `session_version` that was looked at. Raises ValidationError when it is another one.
    """
    ask("SELECT core_account_as_seen(%s, %s)", [account.pk, version])


def grant_team(grant) -> None:
    """Stores a membership, new or changed; it is granted by who acts."""
    ask(
        "SELECT core_account_grant_team(%s, %s, %s, %s)",
        [grant.account_id, grant.team_id, grant.expires_on, grant.reason],
    )


def make_account(username: str, role: str) -> Account:
    """A new account without any password: a link is given to its holder."""
    return Account.objects.get(pk=ask("SELECT core_account_make(%s, %s)", [username, role]))


def give_link(account: Account) -> str:
    """The token of a new link, good once and for `LINK_DAYS`. The password before it, and older links, end."""
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).hexdigest()
    ask("SELECT core_account_give_link(%s, %s, %s)", [account.pk, digest, LINK_DAYS])
    return token


def give_factor_code(account: Account) -> str:
    """A code with which the holder sets up a first second factor, good once and for `LINK_DAYS`."""
    code = new_factor_code()
    ask("SELECT core_account_give_factor_code(%s, %s, %s)", [account.pk, code_digest(code), LINK_DAYS])
    return code


def new_factor_code() -> str:
    """16 letters and digits in groups of four: 80 bits, to be read out on the telephone."""
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def plain_code(text: str) -> str:
    """What was typed, without spaces, dashes and small letters."""
    return "".join(letter for letter in text if letter.isalnum()).upper()


def code_digest(code: str) -> str:
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


def use_factor_code(text: str) -> bool:
    """Uses up the code that who acts was given; False where it is none, is used or too old."""
    return ask("SELECT core_account_use_factor_code(%s)", [plain_code(text)])


def identity_value(issuer: str, identifier: str) -> str:
    """The value of the field `identity` of `change_account`."""
    return f"{issuer} {identifier}"


def account_of_identity(issuer: str, subject: str, identifier: str) -> Account | None:
    """Who signs in, of whom the provider was verified to say this; None whatever the reason.

    The first time it binds the subject to the account for which an administrator named the identifier. No text holds
    a control character.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        proof = proof_of("\x1f".join(["identity", issuer, subject, identifier]), transaction_of(cursor))
        cursor.execute("SELECT core_identity_sign_in(%s, %s, %s, %s)", [issuer, subject, identifier, proof])
        (found,) = cursor.fetchone()
    return Account.objects.filter(pk=found).first()


def account_of_link(token: str) -> Account | None:
    """Whose password the link sets; None when it was used, replaced or is too old."""
    return Account.objects.filter(pk=ask("SELECT core_account_of_link(%s)", [token])).first()


def use_link(token: str, password: str) -> None:
    """Sets the password of the account of a link, which is used up by it."""
    if ask("SELECT core_account_use_link(%s, %s)", [token, make_password(password)]) is None:
        raise ValidationError(_("This link is no longer good."))


def set_own_password(account: Account, password: str) -> None:
    """Sets the password of who acts. Their other sessions end."""
    ask("SELECT core_account_set_own_password(%s)", [make_password(password)])
    account.refresh_from_db(fields=["session_version", "password_set_at"])


def ask(statement: str, values: list, words: dict = REFUSALS):
    """What a function of the database answers to who acts. Its refusal, {code: words}, is a ValidationError."""
    with _refused_in_words(words), transaction.atomic(), connection.cursor() as cursor:
        prove_acting(cursor, acting_account())
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@contextmanager
def _refused_in_words(refusals):
    try:
        yield
    except ProgrammingError as error:
        cause = error.__cause__
        words = refusals.get(getattr(getattr(cause, "diag", None), "message_primary", None))
        if words is None or cause.sqlstate != NOT_ALLOWED:
            raise
        raise ValidationError(words) from error


def _text(value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
