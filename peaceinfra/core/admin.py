"""Accounts, by those who manage them, and clearance and teams, by security officers. No records here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.base import RoleAdmin
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.history import because
from peaceinfra.core.models import Account, Team, TeamGrant
from peaceinfra.core.roles import may

# Groups of Django's own permissions, which are not used.
admin.site.unregister(Group)

# What an administrator sets; clearance and teams are a security officer's.
ACCOUNT_FIELDS = ("username", "first_name", "last_name", "email", "role", "is_active")


class TeamGrantInline(admin.TabularInline):
    """Memberships end by their date; none is taken away without trace."""

    model = TeamGrant
    fk_name = "account"
    fields = ("team", "expires_on", "reason")
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return may(request.user, "manage_clearance")

    has_change_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return may(request.user, "manage_clearance")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("account", "team")


class NewAccountForm(BaseUserCreationForm):
    class Meta:
        model = Account
        fields = ("username",)


class AccountForm(ModelForm):
    """Without the stock field of the password, which shows pieces of what is stored."""

    class Meta:
        model = Account
        fields = (*ACCOUNT_FIELDS, "clearance")
        help_texts = {
            "is_active": _("Who is not active cannot sign in. Accounts are closed so, not deleted.")
        }


class NewPasswordForm(AdminPasswordChangeForm):
    """Without the stock choice of an account that has no password: `active` closes an account."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


@admin.register(Account)
class AccountAdmin(RoleAdmin, UserAdmin):
    to_view = ""
    to_add = "manage_accounts"
    form, add_form, change_password_form = AccountForm, NewAccountForm, NewPasswordForm
    add_form_template = "admin/change_form.html"
    change_form_template = "admin/account_form.html"
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "role", "password1", "password2"],
                "description": _(
                    "A new account reads public records only, until a security officer gives it a clearance."
                ),
            },
        )
    ]
    list_display = ("username", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    filter_horizontal = ()
    ordering = ("username",)
    search_fields = ("username", "first_name", "last_name")

    def has_change_permission(self, request, obj=None):
        return may(request.user, "manage_accounts") or may(request.user, "manage_clearance")

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: who may read what is no question for the address."""
        return lookup.removesuffix("__exact") in self.list_filter

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        fieldsets = [(None, {"fields": list(ACCOUNT_FIELDS)})]
        if may(request.user, "manage_clearance"):
            return [*fieldsets, (_("What it may read"), {"fields": ["clearance"]})]
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        if may(request.user, "manage_clearance"):
            # Nobody raises their own clearance, and an administrator's stays public.
            own = obj == request.user or obj.role == AccountRole.ADMINISTRATOR
            return (*ACCOUNT_FIELDS, "clearance") if own else ACCOUNT_FIELDS
        return ("role",) if _is_security(obj) or obj == request.user else ()

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

    def save_formset(self, request, form, formset, change):
        for grant in formset.save(commit=False):
            grant.granted_by = request.user
            grant.save()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and may(request.user, "manage_accounts"):
            context["sets_password"], context["password_is_kept"] = not _is_cleared(obj), _is_cleared(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def user_change_password(self, request, id, form_url=""):
        """Whoever sets a password can sign in with it: so never that of an account with a clearance."""
        account = self.get_object(request, id)
        if not may(request.user, "manage_accounts") or _is_cleared(account):
            raise PermissionDenied(
                _(
                    "This account has a clearance: a security officer takes it back before the password is set."
                )
            )
        return super().user_change_password(request, id, form_url)


@admin.register(Team)
class TeamAdmin(RoleAdmin):
    to_view = to_add = to_change = "manage_clearance"
    list_display = ("name",)
    search_fields = ("name",)


def _is_security(account):
    return bool(account) and account.role == AccountRole.SECURITY


def _is_cleared(account):
    """Whether who signs in as the account reads more than public records, or decides who may."""
    return bool(account) and (
        _is_security(account) or account.clearance > Level.PUBLIC or account.team_grants.exists()
    )
