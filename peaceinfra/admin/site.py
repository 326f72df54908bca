from functools import cache, partial, wraps

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.derived import derived_facts
from peaceinfra.admin.erasing import ErasurePages
from peaceinfra.admin.exposure import urls_of_exposure
from peaceinfra.admin.groups import grouped
from peaceinfra.admin.intakes import urls_of_intakes
from peaceinfra.admin.list_desk import columns_view, forget_view, list_desk, save_view
from peaceinfra.admin.list_files import list_file
from peaceinfra.admin.merging import MergePages
from peaceinfra.admin.mine import own_lists
from peaceinfra.admin.queue import KINDS
from peaceinfra.admin.queue_screens import after_decision, note_view, queue_bar, queue_view
from peaceinfra.admin.work import WORK, items_of
from peaceinfra.core.dates.words import understood_as
from peaceinfra.core.factors import has_factor, to_be_confirmed
from peaceinfra.core.identity import UnknownId, number_in, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.roles import MAY, may
from peaceinfra.core.screens.drafts import draft_lock
from peaceinfra.core.screens.finding import find_records, hits_by_kind, screen_of
from peaceinfra.core.screens.labels import choice_label
from peaceinfra.core.screens.lists import UncountedPaginator
from peaceinfra.core.screens.widgets import date_offers, take_date
from peaceinfra.core.sign_in import OwnPasswordForm
from processes.merged import merged_into

# An account may enter with one of these; what it finds there each screen decides.
ENTRANCE = ("edit", "manage_accounts", "manage_clearance")


class LabelledAutocomplete(AutocompleteJsonView):
    """What a box offers, each with what distinguishes it from others of its name.

    GET ?within= narrows what stands within another record, such as a side in its process, to those of that one.
    """

    def get_queryset(self):
        rows, name = super().get_queryset(), getattr(self.model_admin.model, "names_within", "")
        whole = number_in(self.request.GET.get("within", ""))
        return rows.filter(**{name: whole}) if name and whole else rows

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": choice_label(obj)}


@cache
def _addresses(model, _prefix):
    """The list of a model's screen, and its empty form; reversed once for each prefix that the site is served under."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"{name}_changelist"), reverse(f"{name}_add")


# What is done with a list, beside looking at it.
LIST_ROUTES = [
    ("columns/", columns_view, "list_columns"),
    ("save/", save_view, "save_list"),
    ("saved/<str:key>/forget/", forget_view, "forget_list"),
    ("file.<str:kind>", list_file, "list_file"),
]

# How much of each list of work the home shows, and a page of its own.
AT_HOME, ON_PAGE = 10, 50


class RegisterSite(admin.AdminSite):
    site_title = _("Register: entering and correcting")
    site_header = _("Register of peace-process infrastructure")
    index_title = _("Enter and correct")
    site_url = "/"
    enable_nav_sidebar = False
    derived_facts = staticmethod(derived_facts)
    queue_bar, after_decision = staticmethod(queue_bar), staticmethod(after_decision)
    list_desk = staticmethod(list_desk)
    password_change_template = "admin/password_change.html"
    password_change_done_template = "admin/password_change_done.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")
        self._menus = {}

    def has_permission(self, request):
        return any(may(request.user, action) for action in ENTRANCE)

    def login(self, request, extra_context=None):
        """There is one page to sign in. Who is signed in, yet without a role for these screens, gets 403."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next") or request.get_full_path()
        return redirect_to_login(target, settings.LOGIN_URL)

    def admin_view(self, view, cacheable=False):
        """The view of a screen, on which a date that is offered for a refused one can be pressed."""

        @wraps(view)
        def with_date_taken(request, *args, **kwargs):
            if request.method == "POST":
                take_date(request)
            return view(request, *args, **kwargs)

        return super().admin_view(with_date_taken, cacheable)

    def get_urls(self):
        # The screens that a sheet knows register at this site, which must be there before.
        from peaceinfra.admin.sheets.urls import urls_of_sheets  # noqa: PLC0415

        own = [
            *urls_of_sheets(self),
            *urls_of_intakes(self),
            *urls_of_exposure(self),
            path("dates/", self.admin_view(self.understand_date), name="understand_date"),
            path("open/<str:public_id>/", self.admin_view(self.open_record), name="open_record"),
            path("search/", self.admin_view(self.search_view), name="search"),
            path("records/", self.admin_view(self.find_record), name="find_record"),
            path("waiting/<slug:name>/", self.admin_view(self.work_view), name="waiting"),
            *MergePages(self).urls(),
            *ErasurePages(self).urls(),
            path("keys/", self.admin_view(self.keys_view), name="keys"),
            path("queue/", self.admin_view(self.queue_view), name="queue"),
            *self._urls_of_lists(),
        ]
        # Everybody who signs in may change the own password, also who has no work here.
        own_password = [
            path("password_change/", login_required(self.password_change), name="password_change"),
            path(
                "password_change/done/",
                login_required(self.password_change_done),
                name="password_change_done",
            ),
        ]
        # No record has a place outside of its own screen that Django could lead to from its key.
        inherited = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [*own, *own_password, *inherited]

    def _urls_of_lists(self):
        """What is beside the lists of records, and the remarks on each kind that waits in the queue."""
        for address, view, name in LIST_ROUTES:
            yield path(f"lists/<str:label>/{address}", self.admin_view(partial(view, site=self)), name=name)
        for kind in KINDS:
            yield path(
                f"queue/{kind}/<str:key>/note/",
                self.admin_view(self.queue_note_view),
                {"kind": kind},
                name=f"queue_note_{kind}",
            )

    def password_change(self, request, extra_context=None):
        """The own password, through the function of the database that alone writes one.

        Who has a second factor confirms with it first: a session left open and the password are not enough.
        """
        if has_factor(request.user) and (asked := to_be_confirmed(request, keeps_sent=False)):
            return asked
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name=self.password_change_template,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        request.current_app = self.name
        return view(request)

    def get_app_list(self, request, app_label=None):
        """The screens in the groups of an analyst's work, whatever app they belong to."""
        return grouped({model._meta.label: entry for model, entry in self._screens(request)})

    def _screens(self, request):
        """(model, its entry in the menu) of each screen that this account may open. Stands on every page.

        It follows from what the account may do alone: made once for each set of actions, and in each language.
        """
        actions = tuple(may(request.user, action) for action in MAY)
        key = (actions, get_script_prefix(), get_language())
        if key not in self._menus:
            self._menus[key] = [*self._entries(request)]
        return self._menus[key]

    def _entries(self, request):
        for model, screen in self._registry.items():
            if not screen.has_module_permission(request):
                continue
            rights = screen.get_model_perms(request)
            listing, adding = _addresses(model, get_script_prefix())
            entry = {"name": capfirst(model._meta.verbose_name_plural)}
            if rights["view"] or rights["change"]:
                entry["admin_url"] = listing
            if rights["add"]:
                entry["add_url"] = adding
            elif rights["change"] and hasattr(screen, "added_at"):
                entry["add_url"] = screen.added_at()
            if any(rights.values()):
                yield model, entry

    def app_index(self, request, app_label, extra_context=None):
        """Apps are our matter, not an analyst's: the groups stand on the home."""
        return redirect("admin:index")

    def each_context(self, request):
        return super().each_context(request) | {
            "may_edit": may(request.user, "edit"),
            "may_merge": may(request.user, "merge"),
            "may_erase": may(request.user, "erase"),
            "may_decide_in_queue": may(request.user, "accept_claims"),
            "may_read_log": may(request.user, "read_log"),
            "may_bring_in_files": may(request.user, "bring_in_files"),
            "saved_forms": " ".join(request.session.get("saved_forms", ())),
            "draft_lock": draft_lock(request.user),
        }

    def index(self, request, extra_context=None):
        today = timezone.now().date()
        lists = []
        for name, work in WORK.items():
            if not may(request.user, work.action):
                continue
            rows = work.rows(request.viewer, today)[: AT_HOME + 1]
            rows = list(rows)
            items = items_of(work, rows[:AT_HOME], request.viewer, today)
            lists.append({"name": name, "work": work, "items": items, "has_more": len(rows) > AT_HOME})
        mine = own_lists(request, today) if may(request.user, "edit") else []
        return super().index(request, {"work_lists": lists, "own_lists": mine} | (extra_context or {}))

    def keys_view(self, request):
        """The keys of the desk."""
        context = self.each_context(request) | {"title": _("Keys")}
        return TemplateResponse(request, "admin/keys.html", context)

    def work_view(self, request, name):
        """One list of work as a whole, page by page."""
        if name not in WORK or not may(request.user, WORK[name].action):
            raise Http404
        work, today = WORK[name], timezone.now().date()
        try:
            page = UncountedPaginator(work.rows(request.viewer, today), ON_PAGE).page(
                request.GET.get("p", "1")
            )
        except InvalidPage:
            raise Http404 from None
        context = self.each_context(request) | {
            "title": work.title,
            "work": work,
            "page": page,
            "items": items_of(work, page.object_list, request.viewer, today),
        }
        return TemplateResponse(request, "admin/work.html", context)

    def queue_view(self, request):
        return queue_view(self, request)

    def queue_note_view(self, request, kind, key):
        return note_view(request, kind, key)

    def autocomplete_view(self, request):
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def search_view(self, request):
        """GET ?q=: records of any kind, by words of a name in any order, or by an id."""
        if not may(request.user, "edit"):
            raise PermissionDenied
        text = request.GET.get("q", "").strip()
        context = self.each_context(request) | {
            "title": _("Search: %(text)s") % {"text": text} if text else _("Search"),
            "search_text": text,
            "kinds": hits_by_kind(self, request, _kept_id(text, request.viewer)),
            "screens_to_add": [
                entry
                for model, entry in self._screens(request)
                if "add_url" in entry and hasattr(model, "folded")
            ],
        }
        return TemplateResponse(request, "admin/found.html", context)

    def find_record(self, request):
        """GET ?term=&kinds= → {"results": [{"id", "text"}], "none": words}: records by name or by id.

        Of any kind, or of those whose prefixes `kinds` names.
        """
        if not may(request.user, "edit"):
            raise PermissionDenied
        kinds = [*filter(None, request.GET.get("kinds", "").split(","))]
        term = _kept_id(request.GET.get("term", ""), request.viewer)
        found = find_records(self, request, term, kinds)
        return JsonResponse({"results": found, "none": _("None recorded, or none that you may see.")})

    def open_record(self, request, public_id):
        """Leads from the page of a record to its screen. What is hidden and what is absent are not found alike.

        The id of a record that was merged leads to the screen of the kept one.
        """
        if not may(request.user, "edit"):
            raise PermissionDenied
        try:
            kind, key = parse_public_id(public_id)
        except UnknownId:
            raise Http404 from None
        record = Record.objects.shown_to(request.viewer).filter(pk=key, kind=kind).first()
        record = record or merged_into([key], request.viewer).get(key)
        screen = screen_of(record) if record else ""
        if not screen:
            raise Http404
        return redirect(screen)

    def understand_date(self, request):
        """GET ?text=2004~ → {"understood": words} or {"error": words, "offers": dates it may mean}."""
        text = request.GET.get("text", "")
        try:
            return JsonResponse({"understood": understood_as(text)})
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages), "offers": date_offers(text)})


def _kept_id(text: str, viewer) -> str:
    """What is looked for; of the id of a merged record that of the kept one, for who may see both."""
    try:
        _kind, key = parse_public_id(text.strip())
    except UnknownId:
        return text
    kept = merged_into([key], viewer).get(key)
    return kept.public_id if kept else text
