"""The pages of the queue: its list, and what stands about it on the page of each item."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from peaceinfra.admin.queue import ALL, KINDS, WHOSE, Queue, kind_of, proposed_by, stewards
from peaceinfra.core.identity import number_in
from peaceinfra.core.models import Account
from peaceinfra.core.roles import may
from peaceinfra.core.screens.lists import UncountedPaginator
from peaceinfra.core.screens.sent_forms import remember_saved, way_to_made
from processes.services import assign, remark
from processes.services.queue import ACTION, note_class

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
# So many of each kind stand on one page.
OF_EACH, ON_PAGE = 15, 50


class QueueFilterForm(forms.Form):
    """What of the queue is shown."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("all")), *((name, kind.title) for name, kind in KINDS.items())],
        required=False,
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Assigned"), choices=[("", gettext_lazy("all")), *WHOSE.items()], required=False
    )
    about = forms.CharField(label=gettext_lazy("About the record (its id)"), max_length=40, required=False)
    since = forms.DateField(label=gettext_lazy("Proposed from"), required=False, widget=DAY)
    until = forms.DateField(label=gettext_lazy("to"), required=False, widget=DAY)


class Bar:
    """What stands about the queue on the page of an item: the way to the next, who proposed it, remarks."""

    def __init__(self, item, request):
        self.item, self.kind = item, kind_of(item)
        worked_through = Queue.worked_through(request)
        self.is_worked_through = worked_through is not None
        self.queue = worked_through or Queue(request.viewer)
        self.filters = self.queue.filters or ALL
        self.previous, self.next = self.queue.previous(item), self.queue.next(item)
        self.who, self.at = proposed_by(type(item), [item], request.viewer).get(item.pk, ("", None))
        notes = note_class(item).objects.visible_to(request.viewer).filter(item=item.pk)
        self.notes = [*notes.with_accounts()]
        taken = [note for note in self.notes if note.is_assignment]
        self.assigned_to = taken[-1].assigned_to if taken else None
        self.is_mine = bool(self.assigned_to) and self.assigned_to.pk == request.user.pk
        self.stewards = stewards()


def queue_bar(request, item) -> Bar | None:
    """None for who does not decide."""
    return Bar(item, request) if may(request.user, ACTION) else None


def after_decision(request, item) -> str:
    """Where a decision leads that was made while the queue was worked through; "" where it was not."""
    queue = Queue.worked_through(request)
    return queue.after_decision(item) if queue else ""


def queue_view(site, request):
    """GET ?kind=&whose=&about=&since=&until=&p=: what waits. The first of each kind, or a page of one."""
    if not may(request.user, ACTION):
        raise PermissionDenied
    queue, today = Queue.of(request.viewer, request.GET), timezone.now().date()
    number = request.GET.get("p", "1") if queue.kind else "1"
    lists = []
    for name in queue.kinds:
        paginator = UncountedPaginator(queue.rows(name), ON_PAGE if queue.kind else OF_EACH)
        page = _page(paginator, number)
        alone = queue.of_kind(name)
        entries = queue.entries(name, page.object_list, today)
        lists.append({"name": name, "kind": KINDS[name], "page": page, "entries": entries, "alone": alone})
    names = ("kind", "whose", "about", "since", "until")
    said = {name: getattr(queue, name) for name in names}
    context = site.each_context(request) | {
        "title": _("Queue"),
        "queue": queue,
        "form": QueueFilterForm(initial=said),
        "lists": lists,
        "first": next((entry.item.url for shown in lists for entry in shown["entries"]), ""),
    }
    return TemplateResponse(request, "admin/queue.html", context)


def _page(paginator, number):
    try:
        return paginator.page(number)
    except InvalidPage:
        raise Http404 from None


@require_POST
def note_view(request, kind, key):
    """POST text=, or assign= (the key of an account, nothing for nobody): back to the page of the item."""
    if not may(request.user, ACTION):
        raise PermissionDenied
    item = KINDS[kind].model.objects.shown_to(request.viewer).filter(pk=number_in(key)).first()
    if item is None:
        raise Http404
    if again := way_to_made(request):
        return again
    queue = Queue.worked_through(request) or Queue(request.viewer)
    address = queue.address_of(kind, item.pk)
    try:
        if "assign" in request.POST:
            assign(item, _steward(request.POST["assign"]), by=request.user)
            messages.success(request, _("It is noted who takes this on."))
        else:
            remark(item, request.POST.get("text", ""), by=request.user)
            messages.success(request, _("The remark is kept."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        remember_saved(request, address)
    return HttpResponseRedirect(address)


def _steward(text):
    if not text:
        return None
    found = Account.objects.filter(pk=number_in(text)).first()
    if found is None:
        raise ValidationError(_("Only a steward can take this on."))
    return found
