"""Accounts, by those who manage them, and clearance and teams, by security officers. No records here."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import accounts
from peaceinfra.core.account_forms import (
    ACCOUNT_FIELDS,
    CLEARANCE_FIELDS,
    DETAILS,
    ROLE_FIELDS,
    AccountForm,
    ClearanceForm,
    NewAccountForm,
    TeamGrantFormSet,
)
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.factor_admin import FactorPages
from peaceinfra.core.history import because
from peaceinfra.core.identity import number_in
from peaceinfra.core.identity_admin import IdentityPage
from peaceinfra.core.models import (
    Account,
    PartnerToken,
    ProviderIdentity,
    ReadEntry,
    Recall,
    Subscription,
    Team,
    TeamGrant,
)
from peaceinfra.core.recall_admin import RecallAdmin
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.subscription_admin import SubscriptionAdmin
from peaceinfra.core.token_admin import PartnerTokenAdmin
from peaceinfra.core.visibility.acting import prove_acting

admin.site.register(PartnerToken, PartnerTokenAdmin)
admin.site.register(Subscription, SubscriptionAdmin)
admin.site.register(Recall, RecallAdmin)

# Groups of Django's own permissions, and the addresses of allauth, which are not used; factors are their holder's.
admin.site.unregister([Group, EmailAddress, Authenticator])

#: In so many days ends what ends soon.
SOON = 30


class TeamGrantInline(admin.TabularInline):
    """Memberships end by their date; none is taken away without trace."""

    model = TeamGrant
    formset = TeamGrantFormSet
    fk_name = "account"
    fields = ("team", "expires_on", "reason")
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return may(request.user, "manage_clearance")

    has_change_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return may(request.user, "manage_clearance")

    def get_readonly_fields(self, request, obj=None):
        return ()

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("team").prefetch_related("account")


class EndingFilter(admin.SimpleListFilter):
    """Accounts of which something ends soon, or has ended: the role; for security officers also the clearance and
    the membership of a team."""

    title = _("what was granted")
    parameter_name = "ends"

    def lookups(self, request, model_admin):
        return [("soon", _("ends within %(days)s days") % {"days": SOON}), ("ended", _("has ended"))]

    def queryset(self, request, queryset):
        today = timezone.now().date()
        days = {"soon": (today, today + timedelta(days=SOON)), "ended": (date.min, today - timedelta(days=1))}
        if self.value() not in days:
            return queryset
        span = days[self.value()]
        ending = Q(role_until__range=span) & ~Q(role=AccountRole.READER)
        if may(request.user, "manage_clearance"):
            grants = TeamGrant.objects.filter(account=OuterRef("pk"), expires_on__range=span)
            ending |= Q(clearance_until__range=span, clearance__gt=Level.PUBLIC) | Q(Exists(grants))
        return queryset.filter(ending)


@admin.register(Account)
class AccountAdmin(RoleAdmin):
    to_view = ""
    to_add = "manage_accounts"
    change_form_template = "admin/account_form.html"
    list_display = ("username", "role", "role_until", "is_active", "last_login")
    list_filter = ("role", "is_active", EndingFilter)
    ordering = ("username",)
    search_fields = ("username", "first_name", "last_name")

    def has_change_permission(self, request, obj=None):
        return may(request.user, "manage_accounts") or may(request.user, "manage_clearance")

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: who may read what is no question for the address."""
        named = {getattr(one, "parameter_name", one) for one in self.get_list_filter(request)}
        return lookup.removesuffix("__exact") in named

    def get_list_display(self, request):
        clearance = CLEARANCE_FIELDS if may(request.user, "manage_clearance") else ()
        return (*self.list_display, *clearance)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = ClearanceForm if may(request.user, "manage_clearance") else AccountForm
        return super().get_form(request, obj, change, form=form if obj else NewAccountForm, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            words = _(
                "A new account reads public records only, until a security officer gives it a clearance. Its holder"
                " sets the password by a one-time link, which you get on the next page."
            )
            return [(None, {"fields": ["username", "role"], "description": words})]
        fieldsets = [(None, {"fields": [*DETAILS, ROLE_FIELDS, "is_active"]})]
        if may(request.user, "manage_clearance"):
            fieldsets.append((_("What it may read"), {"fields": [CLEARANCE_FIELDS, "seen"]}))
        return [*fieldsets, (None, {"fields": ["reason"]})]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        if may(request.user, "manage_clearance"):
            # Nobody raises their own clearance, and an administrator's stays public.
            own = obj == request.user or obj.role == AccountRole.ADMINISTRATOR
            return (*ACCOUNT_FIELDS, *CLEARANCE_FIELDS) if own else ACCOUNT_FIELDS
        own = (*ROLE_FIELDS, "is_active") if obj == request.user else ()
        return own or (ROLE_FIELDS if obj.role == AccountRole.SECURITY else ())

    def get_inlines(self, request, obj):
        # Nobody grants a team to themselves, and an administrator has none.
        own = obj is None or obj == request.user or obj.role == AccountRole.ADMINISTRATOR
        return [TeamGrantInline] if may(request.user, "manage_clearance") and not own else []

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "role":
            # Who decides on clearance is not appointed by who must not see.
            field.choices = [choice for choice in field.choices if choice[0] != AccountRole.SECURITY]
        return field

    def changeform_view(self, request, *args, **kwargs):
        with because(request.user, "the accounts screen"):
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk = accounts.make_account(obj.username, obj.role).pk
            return
        reason = form.cleaned_data.get("reason") or "the accounts screen"
        changes = [
            accounts.change_account(obj, name, form.cleaned_data[name], reason=reason)
            for name in form.changes_by_rule()
        ]
        # For the answer to this request alone.
        obj.has_waiting_change = any(changes)
        details = {name: form.cleaned_data[name] for name in DETAILS if name in form.changed_data}
        if details:
            Account.objects.filter(pk=obj.pk).update(**details)

    def save_formset(self, request, form, formset, change):
        for grant in formset.save(commit=False):
            accounts.grant_team(grant)

    def response_add(self, request, obj, post_url_continue=None):
        words = _(
            "The account “%(name)s” was added. Its holder needs the one-time link of this page to sign in."
        )
        messages.success(request, words % {"name": obj.username})
        return redirect("admin:core_account_link", obj.pk)

    def response_change(self, request, obj):
        """Back to the account where the change waits, and not a word of success."""
        if not obj.has_waiting_change:
            return super().response_change(request, obj)
        messages.warning(
            request, _("A security officer confirms this change first; until then nothing changes.")
        )
        return redirect("admin:core_account_change", obj.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        # After a new account comes its link, whichever button.
        context |= {"show_save_and_add_another": False, "show_save_and_continue": obj is not None}
        if obj:
            context["gives_link"] = may(request.user, "manage_accounts") and obj != request.user
            context["link_refused"] = context["gives_link"] and accounts.refusal(obj, "link", "")
            context["links_identity"] = context["gives_link"] and settings.SIGN_IN_PROVIDER
            context["identity"] = ProviderIdentity.objects.filter(account=obj).first()
            context["waiting"] = self._waiting(request, obj)
            context["clears"] = may(request.user, "manage_clearance") and obj != request.user
            context["gives_code"] = context["clears"] and not accounts.refusal(obj, "factor_code", "")
            context["ends_factors"] = context["gives_link"] and not accounts.refusal(obj, "factors", "")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _waiting(self, request, account):
        """[(change, whether who looks may confirm it, … or withdraw it)]"""
        is_officer = may(request.user, "manage_clearance")
        return [
            (change, is_officer and account != request.user, change.asked_by_id == request.user.pk)
            for change in account.changes.waiting().prefetch_related("asked_by", "account")
        ]

    def get_urls(self):
        own = [
            path("<int:pk>/link/", self.admin_site.admin_view(self.link_view), name="core_account_link"),
            path(
                "<int:pk>/decide/", self.admin_site.admin_view(self.decide_view), name="core_account_decide"
            ),
        ]
        return [*own, *FactorPages(self).urls(), *IdentityPage(self).urls(), *super().get_urls()]

    def link_view(self, request, pk):
        """Gives a one-time link for the password: shown in the answer to the POST, and never again."""
        account = self.account_of(request, pk)
        if not may(request.user, "manage_accounts"):
            raise PermissionDenied
        refused, token = accounts.refusal(account, "link", ""), None
        if refused:
            raise PermissionDenied(refused)
        if request.method == "POST":
            with because(request.user, "a one-time link was given"):
                token = accounts.give_link(account)
        context = self.admin_site.each_context(request) | {
            "title": _("One-time link for %(name)s") % {"name": account.username},
            "account": account,
            "days": accounts.LINK_DAYS,
            "link": token and request.build_absolute_uri(f"{reverse('password_link')}?link={token}"),
        }
        return TemplateResponse(request, "admin/account_link.html", context)

    def decide_view(self, request, pk):
        """Confirms, refuses or withdraws a change that waits (POST `change`, `decision`, `seen`: of the account)."""
        account = self.account_of(request, pk)
        number = request.POST.get("change", "")
        waiting = account.changes.waiting().filter(pk=number_in(number)).first()
        if request.method != "POST" or waiting is None:
            raise Http404
        accept = request.POST.get("decision") == "confirm"
        try:
            if accept:
                seen = request.POST.get("seen", "")
                accounts.check_seen(account, number_in(seen) if seen else None)
            accounts.decide_change(waiting, accept=accept)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The change was made.") if accept else _("The change was not made."))
        return redirect("admin:core_account_change", account.pk)

    def account_of(self, request, pk):
        """The account of a page beside its form, for who may open that."""
        account = self.get_object(request, str(pk))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account is None:
            raise Http404
        return account


@admin.register(Team)
class TeamAdmin(RoleAdmin):
    to_view = to_add = to_change = "manage_clearance"
    list_display = ("name",)
    search_fields = ("name",)


class KindFilter(admin.SimpleListFilter):
    """Lists of targets apart from what may have held restricted records."""

    title = _("what was read")
    parameter_name = "of"

    def lookups(self, request, model_admin):
        return [
            ("questions", _("answers to questions")),
            ("ways", _("ways and networks")),
            ("data", _("data and files")),
            ("screens", _("screens for entering")),
        ]

    def queryset(self, request, queryset):
        patterns = {
            "questions": "question",
            "ways": "path|network|graphml|gexf",
            "data": "^api:|csv|brief_",
            "screens": "^admin:",
        }
        return queryset.filter(kind__regex=patterns[self.value()]) if self.value() in patterns else queryset


@admin.register(ReadEntry)
class ReadEntryAdmin(RoleAdmin):
    """The log of readings. The database shows it to who is proven to be a security officer, and to nobody else."""

    to_view, to_add, to_change = "read_log", "", ""
    list_display = ("day", "reader", "by", "kind", "subject", "level")
    list_display_links = None
    list_filter = (("day", admin.DateFieldListFilter), KindFilter, "by", "level")
    search_fields = ("subject", "kind", "token", "account__username")
    search_help_text = _("A user name, an id, the name of a question, or a token.")

    @admin.display(description=_("who"), ordering="account__username")
    def reader(self, entry):
        return entry.token or entry.account or _("nobody signed in")

    def get_queryset(self, request):
        with connection.cursor() as cursor:
            prove_acting(cursor, request.user.pk)
        return super().get_queryset(request).prefetch_related("account")
