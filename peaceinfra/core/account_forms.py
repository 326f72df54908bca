"""The forms of an account: what an administrator sets, and what a security officer gives."""

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput, IntegerField, ModelForm
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import accounts
from peaceinfra.core.models import Account
from peaceinfra.core.screens.sections import OpenFormSet

# What an administrator sets: the words for a person, and what `core.accounts` changes by the rule of the database.
DETAILS = ("username", "first_name", "last_name", "email")
ROLE_FIELDS = ("role", "role_until")
ACCOUNT_FIELDS = (*DETAILS, *ROLE_FIELDS, "is_active")
CLEARANCE_FIELDS = ("clearance", "clearance_until")
BY_RULE = (*ROLE_FIELDS, "is_active", *CLEARANCE_FIELDS)


class TeamGrantFormSet(OpenFormSet):
    """The memberships of an account. What the database would refuse is a fault of the form."""

    def clean(self):
        super().clean()
        for form in self.forms:
            if not (form.has_changed() and form.is_valid()):
                continue
            if words := accounts.refusal(self.instance, "team", _more_or_less(form)):
                form.add_error(None, words)


class NewAccountForm(ModelForm):
    class Meta:
        model = Account
        fields = ("username", "role")


class AccountForm(ModelForm):
    """What an account is and may do. A reason is asked for where a second person decides by it."""

    reason = CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_(
            "Kept with the change. Needed where a security officer confirms it: another role, or another last"
            " day of it, of an account with a clearance, a security officer who is switched off, an account with"
            " a clearance that is switched on again."
        ),
    )

    class Meta:
        model = Account
        fields = (*ACCOUNT_FIELDS, *CLEARANCE_FIELDS)
        help_texts = {
            "is_active": _("Who is not active cannot sign in. Accounts are closed so, not deleted.")
        }

    def clean(self):
        for name in self.changes_by_rule():
            value = self.cleaned_data[name]
            if words := accounts.refusal(self.instance, name, value):
                self.add_error(name, words)
            elif accounts.needs_second_person(self.instance, name, value) and not self.cleaned_data.get(
                "reason"
            ):
                self.add_error("reason", _("Say why: a security officer confirms this change by the reason."))
        return super().clean()

    def changes_by_rule(self):
        return [name for name in BY_RULE if name in self.changed_data and name in self.cleaned_data]


class ClearanceForm(AccountForm):
    """What an officer gives, to an account as the officer saw it: with another role or team it is asked for anew."""

    seen = IntegerField(widget=HiddenInput, required=False, max_value=2**63 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.session_version

    def clean(self):
        try:
            accounts.check_seen(self.instance, self.cleaned_data.get("seen"))
        except ValidationError as error:
            stored = Account.objects.get(pk=self.instance.pk)
            # What is sent next was looked at by then.
            self.data = self.data | {self.add_prefix("seen"): stored.session_version}
            self.add_error(None, [error, _as_stored(stored)])
        return super().clean()


def _as_stored(account) -> str:
    teams = [
        str(grant.team)
        if grant.expires_on is None
        else _("%(team)s until %(day)s") % {"team": grant.team, "day": date_format(grant.expires_on, "j M Y")}
        for grant in account.team_grants.select_related("team").order_by("team__name", "pk")
    ]
    words = _(
        "Its role is now: %(role)s; its clearance: %(clearance)s; its teams: %(teams)s. If what you typed is"
        " still right, save it once more."
    )
    return words % {
        "role": account.get_role_display(),
        "clearance": account.get_clearance_display(),
        "teams": ", ".join(teams) or _("none"),
    }


def _more_or_less(form) -> str:
    """Whether the row of a membership gives more than was there: a new team, or a later end."""
    until, before = form.cleaned_data.get("expires_on"), form.initial.get("expires_on")
    if not form.instance._state.adding and "team" not in form.changed_data:
        is_shorter = before is None or (until is not None and until <= before)
        return "less" if is_shorter else "more"
    return "more"
