from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peaceinfra.core import partner_tokens
from peaceinfra.core.choices import AccountRole, Level, TokenScope
from peaceinfra.core.models import Account, PartnerToken, Team
from peaceinfra.core.visibility import PUBLIC, viewer_of, viewing

REASON = "manage.py partner_token"


def _add_what_is_made(make):
    """Whose token it is, what it reads and does, from where, how much, how long."""
    make.add_argument("--owner", required=True, help="the organisation")
    make.add_argument("--purpose", required=True, help="what the token is for; its holder is told it")
    make.add_argument(
        "--level",
        type=int,
        choices=Level.values,
        default=Level.PUBLIC.value,
        help="the highest level it reads: 0 public (the default), 1 partner, 2 internal, 3 restricted, 4 strict",
    )
    make.add_argument("--team", action="append", default=[], help="the name of a team; may be repeated")
    make.add_argument(
        "--scope", action="append", choices=TokenScope.values, help="may be repeated; read without it"
    )
    make.add_argument(
        "--network",
        action="append",
        help="from where it is taken, such as 192.0.2.0/24; may be repeated; from anywhere without it",
    )
    make.add_argument(
        "--rows", type=int, default=partner_tokens.DAILY_ROWS, help="rows a day (100000 without it)"
    )
    make.add_argument("--days", type=int, default=90, help="how long it is good, at most 365 (90)")


class Command(BaseCommand):
    help = (
        "Makes, lists, rotates and revokes the tokens by which the tools of partners read the API. A security"
        " officer answers for each (--by), and a token never reads more than they do."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="all tokens, without their secret part")
        make = actions.add_parser("make", help="makes a token and prints it once")
        _add_what_is_made(make)
        rotate = actions.add_parser(
            "rotate", help="makes a new token in the place of one, and prints it once"
        )
        rotate.add_argument("token", help="the part of it that is listed, such as pit_0f3k5m7p9r1t")
        rotate.add_argument(
            "--overlap-hours",
            type=int,
            required=True,
            help="how long the old one goes on; 0: it ends at once",
        )
        rotate.add_argument(
            "--days",
            type=int,
            help="how long the new one is good, at most 365; as long as the old one without it",
        )
        revoke = actions.add_parser("revoke", help="ends a token at once")
        revoke.add_argument("token", help="the part of it that is listed, such as pit_0f3k5m7p9r1t")
        revoke.add_argument("--reason", required=True)
        for action in (make, rotate, revoke):
            action.add_argument("--by", required=True, help="the security officer who answers for it")

    def handle(self, *, action, **options):
        getattr(self, action)(**options)

    def list(self, **options):
        with viewing(PUBLIC):
            tokens = [*PartnerToken.objects.prefetch_related("made_by")]
        for token in tokens:
            ends = f"ends {token.expires_at:%Y-%m-%d}"
            state = ends if token.is_in_force else "revoked" if token.revoked_at else "ended"
            used = f"last used {token.last_used_on}" if token.last_used_on else "never used"
            parts = [str(token), token.owner, token.purpose, f"level {token.level}", ",".join(token.scopes)]
            self.stdout.write("  ".join([*parts, state, used, f"made by {token.made_by}"]))

    def make(self, *, by, owner, purpose, level, team, scope, network, rows, days, **options):
        token = PartnerToken(
            owner=owner,
            purpose=purpose,
            level=level,
            teams=teams_named(team),
            scopes=scope or [TokenScope.READ.value],
            daily_rows=rows,
        )
        with refusals_in_words(), acting_as(by):
            token.networks = partner_tokens.read_networks(" ".join(network or partner_tokens.ANYWHERE))
            token.clean_fields(exclude={field.name for field in token._meta.fields} - {*partner_tokens.TOLD})
            told = {name: getattr(token, name) for name in partner_tokens.TOLD}
            made, text = partner_tokens.make_token(**told, expires_at=ending_after(days), reason=REASON)
        self._tell(made, text)

    def rotate(self, *, by, token, overlap_hours, days, **options):
        with refusals_in_words(), acting_as(by):
            found = token_named(token)
            days = partner_tokens.granted_days(found) if days is None else days
            made, text = partner_tokens.rotate_token(
                found,
                expires_at=ending_after(days),
                overlap=timedelta(hours=overlap_hours),
                reason=REASON,
            )
        self._tell(made, text)

    def revoke(self, *, by, token, reason, **options):
        with refusals_in_words(), acting_as(by):
            found = token_named(token)
            partner_tokens.revoke_token(found, reason=reason)
        self.stdout.write(f"{found} was revoked.")

    def _tell(self, token, text):
        self.stdout.write(f"{token} of {token.owner} is good until {token.expires_at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write(f"Token, shown only now: {text}")


@contextmanager
def acting_as(username):
    """The database takes what is done inside for done by the security officer, and refuses as it would them."""
    account = Account.objects.filter(username=username, role=AccountRole.SECURITY, is_active=True).first()
    if account is None:
        raise CommandError(f"“{username}” is no security officer whose account is switched on.")
    with viewing(viewer_of(account, timezone.now().date())):
        yield


@contextmanager
def refusals_in_words():
    try:
        yield
    except ValidationError as error:
        raise CommandError(" ".join(error.messages) + " Nothing was changed.") from None


def teams_named(names) -> list[int]:
    keys = dict(Team.objects.filter(name__in=names).values_list("name", "pk"))
    if missing := [name for name in names if name not in keys]:
        raise CommandError(f"There is no team “{missing[0]}”.")
    return [keys[name] for name in names]


def token_named(text) -> PartnerToken:
    prefix, _sep, key = text.partition("_")
    found = PartnerToken.objects.filter(key_id=key.partition("_")[0]).first()
    if prefix != partner_tokens.PREFIX or found is None:
        raise CommandError("There is no such token. See: manage.py partner_token list")
    return found


def ending_after(days: int):
    return partner_tokens.end_of(timezone.now().date() + timedelta(days=days - 1))
