"""A body and all that belongs to it, on one screen."""

from collections import defaultdict

from django.contrib import admin, messages
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.models import Detail
from processes.admin.actors import EXISTENCE, ActorAdmin, ConflictPartInline, NameInline, OriginInline
from processes.admin.forms import RecordForm
from processes.admin.formsets import NumberedFormSet
from processes.admin.inlines import (
    ABOUT,
    DATED,
    BlocksInline,
    DatedInline,
    DetailInline,
    InnerInline,
    LogInline,
)
from processes.admin.inner_rows import InnerFormSet
from processes.admin.opens import Opens
from processes.admin.screens import DetailAdmin
from processes.choices import ActorKind
from secretariats.choices import BodyForm as Form
from secretariats.choices import Tenure
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    Body,
    BodyActor,
    BodyRelation,
    EarlierForm,
    Function,
    LifecycleChange,
    Mandate,
    Means,
    Membership,
    PeaceSecretariat,
    Post,
    Principal,
    Seat,
    Succession,
)


class BodyInline(BlocksInline):
    model = Body
    fieldsets = [(None, {"fields": [("form", "closeness")]})]
    min_num = max_num = 1
    can_delete = False


class PeaceSecretariatInline(DetailInline):
    model = PeaceSecretariat
    chosen_by = ("body-0-form", Form.SECRETARIAT.value)
    lines = ["purpose", "is_first_address"]


class LifecycleInline(LogInline):
    model = LifecycleChange
    fk_name = "body"
    fields = ("position", "status", "date", "notice", "reason", "decided_by")


# The names of the sections, as the address of a copy says them.
MANDATES, FUNCTIONS = "mandateinline", "functioninline"


class OfBodyInline(DatedInline):
    fk_name = "body"


class PrincipalInline(OfBodyInline):
    model = Principal
    lines = [("principal", "process"), ("side", "tenure")]


class RelationInline(OfBodyInline):
    model = BodyRelation
    lines = [("kind", "other")]


class SeatInline(OfBodyInline):
    model = Seat
    lines = ["place"]


class EarlierFormInline(OfBodyInline):
    model = EarlierForm
    lines = ["form"]


class HolderRows(InnerInline):
    """Who held the post of the row."""

    model = Appointment
    lines = [("person", "appointed_by")]
    verbose_name, verbose_name_plural = _("holder"), _("holders")
    inner_title, add_text = _("New holders of this post"), _("Add a holder of this post")


class PostInline(OfBodyInline):
    """Who held a post is added here; who held it before stands on the post's own screen, which each row opens."""

    model = Post
    lines = [("kind", "title")]
    inner = [HolderRows]
    note = _("Who held a post before stands on the post's own screen: see “Who held its posts” at the head.")


class MembershipInline(OfBodyInline):
    model = Membership
    lines = [("member", "member_class"), ("role", "on_behalf_of")]


class MeansInline(OfBodyInline):
    model = Means
    lines = [("staff", "staffing_basis", "competence"), "funded_by", ("premises", "training")]


class MandateFormSet(NumberedFormSet):
    order = "number"


class FunctionsOfMandate(InnerFormSet):
    whole = "body"


class FunctionRows(InnerInline):
    """What the mandate of the row tells the body to do."""

    model = Function
    formset = FunctionsOfMandate
    fk_name = "mandate"
    lines = [("task", "state"), ("party", "process")]
    inner_title, add_text = _("New functions under this mandate"), _("Add a function under this mandate")

    def rows_in_copy(self, copying):
        """The functions of a body that is copied stand under its mandates, where those go along."""
        found = defaultdict(list)
        for function in copying.rows.get(FUNCTIONS, ()) if copying and copying.rows.get(MANDATES) else ():
            found[function.mandate_id].append(function)
        return found


class MandateInline(OfBodyInline):
    model = Mandate
    formset = MandateFormSet
    inner = [FunctionRows]
    said = [
        "instrument",
        "summary",
        ("continues_when_suspended", "allows_alternative_thinking"),
        ("sunset", "limits"),
    ]
    lines = [("number", "mandated_by"), *said]

    def _order(self):
        return ["number", "pk"]


class FunctionInline(OfBodyInline):
    model = Function
    lines = [("task", "state"), ("mandate", "party", "process")]
    note = _("A function under a mandate that is not saved yet is added in the row of that mandate.")

    def rows_of_copy(self, rows, copying):
        """Those under a mandate that goes along stand in the row of that."""
        mandates = {mandate.pk for mandate in copying.rows.get(MANDATES, ())}
        return [row for row in rows if row.mandate_id not in mandates]

    def _order(self):
        return ["task", "state", "pk"]


PASSED = [("mandate", "functions", "staff"), ("archive", "premises", "budget")]


class SuccessorInline(DatedInline):
    model = Succession
    fk_name = "predecessor"
    verbose_name, verbose_name_plural = _("successor"), _("successors, and what passed on")
    lines = [("successor", "is_informal"), *PASSED]


class PredecessorInline(DatedInline):
    model = Succession
    fk_name = "successor"
    verbose_name, verbose_name_plural = _("predecessor"), _("predecessors, and what they passed on")
    lines = [("predecessor", "is_informal"), *PASSED]


class ArchiveInline(OfBodyInline):
    model = ArchiveHandover
    lines = [("state", "holder"), "access"]


def missing_section(actor) -> str:
    """What is not there yet, where the form of a body says more than its sections do; else nothing."""
    form = actor.body.form if hasattr(actor, "body") else ""
    if form not in (Form.SECRETARIAT, Form.SUPPORT_UNIT):
        return ""
    detail = getattr(actor, form, None)
    if detail and not detail.retired:
        return ""
    words = _("Its form is “%(form)s”, and its section “%(section)s” is empty: save the screen to add it.")
    if detail:
        words = _("Its form is “%(form)s”, and its section “%(section)s” was removed: change the form.")
    return words % {"form": Form(form).label, "section": capfirst(Form(form).label)}


def alone_and_jointly(actor, viewer) -> str:
    """Which principals contradict each other: one served alone while others are served jointly; else nothing."""
    rows = Principal.objects.shown_to(viewer).filter(body=actor.pk, principal__retired=False)
    rows = list(rows.select_related("principal").order_by("principal__folded", "pk"))
    alone = [row for row in rows if row.tenure == Tenure.SOLE]
    jointly = [row for row in rows if row.tenure == Tenure.JOINT]
    for sole in alone:
        for other in jointly:
            same_process = sole.process_id == other.process_id
            if same_process and sole.bounds.overlap(other.bounds) != Certainty.NO:
                words = _(
                    "“%(one)s” is served alone and “%(other)s” jointly, maybe at the same time. Correct one of"
                    " them, or their dates."
                )
                return words % {"one": sole.principal, "other": other.principal}
    return ""


class BodyForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = ActorKind.BODY

    def implied_details(self, formsets):
        """Of a body whose form is “peace secretariat”, that it is one; what was removed before stays so."""
        rows = next(rows for rows in formsets if rows.model is Body)
        code = rows.forms[0].cleaned_data.get("form") if rows.forms else ""
        return [
            rows.model(actor_id=self.instance.pk)
            for rows in formsets
            if issubclass(rows.model, Detail) and rows.fk.remote_field.related_name == code
            if not rows.stored and not rows.kept()
            if not rows.model._base_manager.filter(pk=self.instance.pk).exists()
        ]


@admin.register(BodyActor)
class BodyAdmin(ActorAdmin):
    form = BodyForm
    fieldsets = [
        (None, {"fields": ["name", ("usual_level", "countries", "constituencies"), "description"]}),
        EXISTENCE,
    ]
    list_display = ("name", "form_text", "when", "level")
    list_filter = ("body__form", *ActorAdmin.list_filter[2:])
    inlines = [
        NameInline,
        BodyInline,
        PeaceSecretariatInline,
        LifecycleInline,
        PrincipalInline,
        RelationInline,
        SeatInline,
        EarlierFormInline,
        PostInline,
        MembershipInline,
        MeansInline,
        MandateInline,
        FunctionInline,
        SuccessorInline,
        PredecessorInline,
        ArchiveInline,
        OriginInline,
        ConflictPartInline,
        *DATED,
        *ABOUT,
    ]
    opens = [
        Opens("secretariats_channel", "ends__actor__id", "first_end", _("Its channels"), _("Add a channel")),
        Opens("secretariats_appointment", "post__body__id", "post", _("Who held its posts")),
        *ActorAdmin.opens,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body")

    def belonging(self):
        return super().belonging().filter(kind=ActorKind.BODY)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The sections that belong to the form of the body, as it is stored or was typed."""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        [typed] = [rows.forms[0]["form"].value() for rows in formsets if rows.model is Body]
        for rows in formsets:
            rows.chosen = typed
        return super().render_change_form(request, context, add, change, form_url, obj)

    def facts_at_head(self, record, viewer):
        facts, missing = super().facts_at_head(record, viewer), missing_section(record)
        return [*facts, (_("Not complete"), missing)] if missing else facts

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        stored = self.get_queryset(request).filter(pk=form.instance.pk).first()
        if missing := stored and missing_section(stored):
            self.message_user(request, missing, messages.WARNING)
        if contradicting := stored and alone_and_jointly(stored, request.viewer):
            self.message_user(request, contradicting, messages.WARNING)

    @admin.display(description=_("form"))
    def form_text(self, actor):
        return actor.body.get_form_display() if hasattr(actor, "body") else ""


@admin.register(PeaceSecretariat)
class PeaceSecretariatAdmin(DetailAdmin):
    """The bodies that are peace secretariats."""

    actor_screen = "secretariats_bodyactor"
    list_display = ("opened", "purpose", "is_first_address")
    list_filter = ("is_first_address",)
