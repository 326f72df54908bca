"""The screen of the tokens of partners, for security officers: made, looked at, replaced, revoked; never changed."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import partner_tokens
from peaceinfra.core.choices import Level, TokenScope
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.models import PartnerToken, Team, TokenUse
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.sent_forms import remember_saved, way_to_made
from peaceinfra.core.text import check_readable

# How long the token goes on that is replaced, in hours.
OVERLAPS = [
    (0, _("not at all: it ends at once")),
    (1, _("for an hour")),
    (24, _("for a day")),
    (24 * 7, _("for a week")),
]
USUAL_DAYS = 90
# The field of the form at which a refusal of the database is said.
PLACES_OF_REFUSALS = {"level": "level", "teams": "teams", "end": "last_day"}


def _shown_already() -> str:
    return gettext(
        "This form was sent already, and no second token was made: this is the one. Its text was shown once; if it"
        " was not kept, revoke it and make another one."
    )


def last_day_field():
    return forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The token ends after this day, in UTC. At most a year from now."),
    )


def reason_field():
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        validators=[check_readable],
        help_text=_("Kept in the history, for example the agreement with the organisation."),
    )


class NewTokenForm(forms.ModelForm):
    """What a token may read and do, no more than its maker; the database has the last word."""

    networks = forms.CharField(
        label=_("Networks"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        initial="\n".join(partner_tokens.ANYWHERE),
        help_text=_(
            "From which addresses the token is taken, one network a line, such as 192.0.2.0/24. The two lines"
            " 0.0.0.0/0 and ::/0 allow all addresses. Narrower is safer: ask for the addresses of the organisation."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[TokenScope.READ],
    )
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Records of these teams too, up to the level. Only teams of which you are a member."),
    )
    last_day = last_day_field()
    reason = reason_field()

    class Meta:
        model = PartnerToken
        fields = ("owner", "purpose", "level", "teams", "scopes", "networks", "daily_rows")
        help_texts = {
            "purpose": _("What the organisation needs it for. Its tool is told these words."),
            "level": _("Records up to this marking. It sinks with what you yourself may read."),
            "daily_rows": _("Counted from midnight UTC. A list has up to 500 rows a page."),
        }

    viewer = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [
            (level, label) for level, label in Level.choices if level <= self.viewer.level
        ]
        teams = Team.objects.filter(pk__in=self.viewer.teams)
        self.fields["teams"].choices = teams.values_list("pk", "name")
        if not self.viewer.teams:
            self.fields["teams"].help_text = _("You are a member of no team, and can give none.")
        self.fields["daily_rows"].initial = partner_tokens.DAILY_ROWS
        self.fields["last_day"].initial = timezone.now().date() + timedelta(days=USUAL_DAYS - 1)

    def clean_networks(self):
        return partner_tokens.read_networks(self.cleaned_data["networks"])

    def clean(self):
        said = super().clean()
        if {"level", "teams", "last_day"} <= said.keys():
            ends = partner_tokens.end_of(said["last_day"])
            if code := partner_tokens.refusal(said["level"], said["teams"], ends):
                self.add_error(PLACES_OF_REFUSALS.get(code), partner_tokens.REFUSALS_OF_TOKENS[code])
        return said


class ReplaceForm(forms.Form):
    overlap = forms.TypedChoiceField(
        label=_("How long the old token goes on"),
        coerce=int,
        choices=OVERLAPS,
        initial=24,
        help_text=_(
            "Time to put the new one in its place. If the old one may have been seen by others: not at all."
        ),
    )
    last_day = last_day_field()
    reason = reason_field()


class RevokeForm(forms.Form):
    reason = reason_field()


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("in_force", _("in force")), ("ended", _("ended or revoked"))]

    def queryset(self, request, queryset):
        in_force = Q(revoked_at=None, expires_at__gt=timezone.now())
        if self.value() is None:
            return queryset
        return queryset.filter(in_force if self.value() == "in_force" else ~in_force)


class PartnerTokenAdmin(RoleAdmin):
    to_view = to_add = "manage_clearance"
    to_change = ""
    change_form_template = "admin/partner_token.html"
    list_display = ("owner", "purpose", "named", "level", "scope_words", "state", "last_used")
    list_filter = (StateFilter,)
    search_fields = ("owner", "purpose", "key_id")
    fields = (
        *("named", "owner", "purpose", "state", "level", "team_words", "scope_words", "network_words"),
        *("daily_rows", "rows_today", "last_used", "made", "ends", "revoked", "others"),
    )

    def get_queryset(self, request):
        # Not joined: the web login reads no password, which a join would ask for.
        return super().get_queryset(request).prefetch_related("made_by", "revoked_by")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        return type("NewTokenForm", (NewTokenForm,), {"viewer": request.viewer})

    def get_fieldsets(self, request, obj=None):
        if obj:
            return super().get_fieldsets(request, obj)
        words = _(
            "The tool of the organisation signs in to the API with the token. It is shown once, on the next page."
            " What a token may read cannot be changed later: make another one and revoke this one."
        )
        return [
            (None, {"fields": ["owner", "purpose"], "description": words}),
            (_("What it may read and do"), {"fields": ["level", "teams", "scopes"]}),
            (_("Limits"), {"fields": ["networks", "daily_rows", "last_day"]}),
            (None, {"fields": ["reason"]}),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        # The text of a token is shown in the answer to its form: a page that is loaded anew sends the form again.
        return way_to_made(request, _shown_already()) or super().add_view(request, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        told = {name: form.cleaned_data[name] for name in (*partner_tokens.TOLD, "reason")}
        ends = partner_tokens.end_of(form.cleaned_data["last_day"])
        # For the answer to this request alone.
        form.made = partner_tokens.make_token(**told, expires_at=ends)
        obj.pk, obj.shown_once = form.made[0].pk, form.made

    def response_add(self, request, obj, post_url_continue=None):
        return self._shown_once(request, *obj.shown_once)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        context["ends_by_hand"] = bool(obj and obj.is_in_force)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"core_partnertoken_{name}",
            )
            for name, view in (("replace", self.replace_view), ("revoke", self.revoke_view))
        ]
        return [*own, *super().get_urls()]

    def replace_view(self, request, pk):
        """A new token in the place of this one: shown in the answer to the POST, and never again."""
        if again := way_to_made(request, _shown_already()):
            return again
        token = self._in_force(request, pk)
        last_day = timezone.now().date() + timedelta(days=partner_tokens.granted_days(token) - 1)
        form = ReplaceForm(request.POST or None, initial={"last_day": last_day})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                made = partner_tokens.rotate_token(
                    token,
                    expires_at=partner_tokens.end_of(said["last_day"]),
                    overlap=timedelta(hours=said["overlap"]),
                    reason=said["reason"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._shown_once(request, *made)
        words = _(
            "The new token has the same organisation, purpose, level, teams, scopes, networks and rows, and you answer"
            " for it. Hand it over, and the old one ends after the time that you choose."
        )
        title = gettext("Replace %(token)s of %(owner)s") % {"token": token, "owner": token.owner}
        return self._ask(request, token, form, title, words, _("Make the new token"))

    def revoke_view(self, request, pk):
        """Ends the token at once."""
        token = self._in_force(request, pk)
        form = RevokeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            partner_tokens.revoke_token(token, reason=form.cleaned_data["reason"])
            words = _("The token %(token)s was revoked. It is refused from now on.")
            messages.success(request, words % {"token": token})
            return redirect("admin:core_partnertoken_changelist")
        words = _("The tool of the organisation is refused from then on. This cannot be taken back.")
        title = gettext("Revoke %(token)s of %(owner)s") % {"token": token, "owner": token.owner}
        return self._ask(request, token, form, title, words, _("Revoke the token"))

    def _in_force(self, request, pk):
        """The token, for who may end it; of one that has ended there is nothing to end."""
        if not may(request.user, "manage_clearance"):
            raise PermissionDenied
        token = self.get_object(request, str(pk))
        if token is None or not token.is_in_force:
            raise Http404
        return token

    def _ask(self, request, token, form, title, words, button):
        context = self.admin_site.each_context(request) | {
            "title": title,
            "token": token,
            "form": form,
            "words": words,
            "button": button,
        }
        return TemplateResponse(request, "admin/partner_token_end.html", context)

    def _shown_once(self, request, token, text):
        remember_saved(request, reverse("admin:core_partnertoken_change", args=[token.pk]))
        context = self.admin_site.each_context(request) | {
            "title": gettext("The new token of %(owner)s") % {"owner": token.owner},
            "token": token,
            "text": text,
            "address": request.build_absolute_uri(reverse("api:me")),
        }
        return TemplateResponse(request, "admin/partner_token_shown.html", context)

    @admin.display(description=_("token"), ordering="key_id")
    def named(self, token):
        return str(token)

    @admin.display(description=_("state"), ordering="expires_at")
    def state(self, token):
        if token.revoked_at:
            return _("revoked")
        words = _("in force until %(day)s") if token.is_in_force else _("ended on %(day)s")
        return words % {"day": _day(token.expires_at - timedelta(seconds=1))}

    @admin.display(description=_("what it may do"))
    def scope_words(self, token):
        return ", ".join(token.scopes)

    @admin.display(description=_("teams"))
    def team_words(self, token):
        names = Team.objects.filter(pk__in=token.teams).values_list("name", flat=True)
        return ", ".join(names) or _("none")

    @admin.display(description=_("networks"))
    def network_words(self, token):
        is_open = set(token.networks) == set(partner_tokens.ANYWHERE)
        return _("all addresses") if is_open else ", ".join(token.networks) or _("none")

    @admin.display(description=_("rows read today"))
    def rows_today(self, token):
        use = TokenUse.objects.filter(series=token.series, day=timezone.now().date()).first()
        rows = use.rows if use else 0
        return ngettext("%(rows)s row", "%(rows)s rows", rows) % {"rows": rows}

    @admin.display(description=_("last used"), ordering="last_used_on")
    def last_used(self, token):
        return day_text(token.last_used_on) if token.last_used_on else _("never")

    @admin.display(description=_("made"))
    def made(self, token):
        return _("on %(day)s by %(who)s") % {"day": _day(token.made_at), "who": token.made_by}

    @admin.display(description=_("ends"))
    def ends(self, token):
        return f"{day_text(token.expires_at.date())}, {token.expires_at:%H:%M} UTC"

    @admin.display(description=_("revoked"))
    def revoked(self, token):
        if token.revoked_at is None:
            return _("no")
        return _("on %(day)s by %(who)s") % {"day": _day(token.revoked_at), "who": token.revoked_by}

    @admin.display(description=_("others that it replaced or that replace it"))
    def others(self, token):
        series = PartnerToken.objects.filter(series=token.series).exclude(pk=token.pk)
        return ", ".join(str(other) for other in series.order_by("made_at")) or _("none")


def _day(moment):
    return day_text(moment.date())
