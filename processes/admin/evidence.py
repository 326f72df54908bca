from functools import reduce
from operator import or_

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.wording import Wording, label_references
from peaceinfra.core.text import words_in
from processes.admin import deciding, entering
from processes.admin.base import RecordAdmin
from processes.admin.decisions import Decision
from processes.admin.inlines import ExternalIdInline, NoteInline, RowsInline
from processes.admin.opens import Opens
from processes.admin.row_actions import RowVerb
from processes.choices import ClaimStatus
from processes.models import Citation, Claim, Derivation, Note, Source
from processes.services import accept_claim, reject_claim, request_lowering


class DerivationInline(RowsInline):
    """What the source draws on: two sources of one origin are one voice."""

    model = Derivation
    fk_name = "source"
    fields = ("origin",)


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    takes_statement = False
    change_form_template = "admin/source_form.html"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    ("kind", "reliability"),
                    ("authors", "publisher", "published"),
                    "url",
                    "stand_in",
                ]
            },
        ),
        (_("Terms of use"), {"fields": [("licence", "terms"), ("export_override", "export_reason")]}),
    ]
    list_display = ("title_words", "kind", "reliability", "published", "level")
    list_filter = ("kind", "reliability", "licence", "level")
    inlines = [DerivationInline, ExternalIdInline, NoteInline]

    def get_urls(self):
        own = [
            path("fields/", self.admin_site.admin_view(self.fields_view), name="processes_source_fields"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("title"), ordering="folded")
    def title_words(self, source):
        return source.title

    def fields_view(self, request):
        return entering.fields_view(self, request)

    opens = [
        Opens("processes_citation", "source__id", "source", _("What cites it"), _("Cite it")),
        Opens("processes_claim", "source__id", "source", _("Its claims")),
    ]


class AboutAdmin(RecordAdmin):
    """What is said about a record of any kind, which is named by its id."""

    takes_statement = False
    findable = False
    list_filter = ("level",)
    ordering = ("pk",)
    search_names = ("source__folded",)
    search_help_text = _("Words of the name of the record, or of the title of the source.")
    search_label = _("Search by record or source")

    def _named(self, matches):
        named = [model for model in models_by_kind().values() if hasattr(model, "folded")]
        keys = (
            model.objects.shown_to(matches.viewer).filter(words_in("folded", matches.text)).values("pk")
            for model in named
        )
        return reduce(or_, (Q(subject__in=rows) for rows in keys), super()._named(matches))

    def get_changelist_instance(self, request):
        """The list with the records that its rows are about, one query for each kind of record."""
        page = super().get_changelist_instance(request)
        page.result_list = list(page.result_list)
        subjects = [row.subject for row in page.result_list]
        named = instances(
            subjects,
            lambda model: model.objects.visible_to(request.viewer).select_related(*label_references(model)),
        )
        for row in page.result_list:
            row.about = named.get(row.subject_id)
        return page

    @admin.display(description=_("record"))
    def record_words(self, row):
        return format_html("{}<br><small>{}</small>", row.about or "", row.subject.public_id)


@admin.register(Citation)
class CitationAdmin(AboutAdmin):
    fieldsets = [(None, {"fields": ["subject", ("source", "locator"), ("credibility", "accessed")]})]
    list_display = ("source", "locator", "record_words", "credibility", "level")
    list_filter = ("credibility", "level")
    narrowed_by = ("source__id",)


@admin.register(Note)
class NoteAdmin(AboutAdmin):
    usual_level = Level.INTERNAL
    fieldsets = [(None, {"fields": ["subject", ("kind", "review_due"), "text"]})]
    list_display = ("__str__", "kind", "record_words", "review_due", "level")
    list_filter = ("kind", "level")
    ordering = ("review_due", "pk")
    search_names = ()
    search_texts = ("text",)
    search_help_text = _("Words of the name of the record, or of the note.")
    search_label = _("Search by record or text")


def still_open(claim):
    """The claim, if nobody decided about it since the page was opened. Raises ValidationError."""
    if claim.status != ClaimStatus.PROPOSED:
        raise ValidationError(
            _("This was decided already: %(status)s.") % {"status": claim.get_status_display()}
        )
    return claim


@admin.register(Claim)
class ClaimAdmin(AboutAdmin):
    """Claims are entered on the screen of their record; here a steward decides about them."""

    to_add = to_change = ""
    change_form_template = "admin/claim_form.html"
    fieldsets = [
        (None, {"fields": ["record_text", ("field_text", "value_text"), ("polarity", "status")]}),
        (_("Evidence"), {"fields": [("source", "locator"), ("credibility", "accessed")]}),
    ]
    readonly_fields = ("record_text", "field_text", "value_text")
    list_display = ("statement", "record_words", "polarity", "source", "status", "level")
    list_filter = ("status", "polarity", "level")
    narrowed_by = ("source__id",)
    ordering = ("field", "pk")

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets

    def get_object(self, request, object_id, from_field=None):
        claim = super().get_object(request, object_id, from_field)
        return self._read(claim, request.viewer) if claim else None

    def _one(self, request, object_id, rows):
        return self._read(super()._one(request, object_id, rows), request.viewer)

    def _read(self, claim, viewer):
        claim.standing = deciding.standing(claim, viewer)
        claim.said = claim.standing.label, claim.standing.said
        return claim

    def get_changelist_instance(self, request):
        page, wording = super().get_changelist_instance(request), Wording(request.viewer)
        wording.read_ahead(page.result_list)
        for claim in page.result_list:
            claim.said = wording.claimed(claim)
        return page

    @admin.display(description=_("statement"))
    def statement(self, claim):
        """The field and its value as the record's own screen names them."""
        return ": ".join(filter(None, claim.said))

    @admin.display(description=_("field"))
    def field_text(self, claim):
        return claim.said[0]

    @admin.display(description=_("value"))
    def value_text(self, claim):
        return claim.said[1]

    @admin.display(description=_("record"))
    def record_text(self, claim):
        record, url = claim.standing.record, claim.standing.url
        named = format_html('<a href="{}">{}</a>', url, record) if url else record
        return format_html("{} ({})", named or "", claim.subject.public_id)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        decisions = [
            path(
                f"<path:object_id>/{verb}/",
                self.admin_site.admin_view(view),
                name=f"{name}_{verb}",
            )
            for verb, view in (("accept", self.accept_view), ("reject", self.reject_view))
        ]
        return [*decisions, *super().get_urls()]

    def called(self, claim):
        return self.statement(claim)

    def facts_to_decide(self, claim):
        when = [(_("When it held"), claim.dates_text)] if claim.start or claim.end else []
        return [
            (_("Record"), self.record_text(claim)),
            (_("Statement"), self.statement(claim)),
            (_("Source"), f"{claim.source} {claim.locator}"),
            (_("Reliability and credibility"), claim.grade),
            (_("Polarity"), claim.get_polarity_display()),
            *when,
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["subtitle"] = self.statement(obj)
        may_decide = may(request.user, "accept_claims") and obj.status == ClaimStatus.PROPOSED
        context |= {"standing": obj.standing, "may_decide": may_decide}
        context["effect"] = deciding.effect_of_accepting(obj, obj.standing) if may_decide else ""
        context["bar"] = self.admin_site.queue_bar(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _with_link(self, words, claim):
        """Who went on to the next claim can still look at the record of the last."""
        link = format_html('<a href="{}">{}</a>', claim.standing.url, _("Open the record"))
        return format_html("{} {}", words, link) if claim.standing.url else words

    def address_after(self, request, record):
        """Who works through the queue goes on to the next."""
        return self.admin_site.after_decision(request, record)

    def row_verbs(self, request):
        """What waits is decided where it stands in the list; what makes something less protected, on its own page."""
        if not may(request.user, "accept_claims"):
            return

        def is_open(claim):
            return claim.status == ClaimStatus.PROPOSED

        def accepted(claim, reason, _choice):
            words = self._with_link(deciding.accepted_words(claim, claim.standing), claim)
            accept_claim(still_open(claim), by=request.user, reason=reason)
            return words

        def rejected(claim, reason, _choice):
            reject_claim(still_open(claim), by=request.user, reason=reason)
            return self._with_link(deciding.rejected_words(claim.standing), claim)

        yield RowVerb("accept", _("Accept"), accepted, is_open)
        yield RowVerb("reject", _("Reject"), rejected, is_open)

    def accept_view(self, request, object_id):
        accept = Decision(
            _("Accept the claim"),
            _(
                "If the source supports the value, the field takes it, and what was accepted before is kept as"
                " superseded. If the source contradicts it or says that there is none, the field stays as it is."
            ),
            lambda claim, reason: accept_claim(still_open(claim), by=request.user, reason=reason),
            lambda claim: self._with_link(deciding.accepted_words(claim, claim.standing), claim),
            lambda claim: deciding.effect_of_accepting(claim, claim.standing),
            "accept_claims",
            ask=lambda claim, reason: request_lowering(
                claims=[still_open(claim)], by=request.user, reason=reason
            ),
        )
        return self.decide(request, object_id, accept)

    def reject_view(self, request, object_id):
        reject = Decision(
            _("Reject the claim"),
            _("The field keeps its value. The claim stays on record with your reason."),
            lambda claim, reason: reject_claim(still_open(claim), by=request.user, reason=reason),
            lambda claim: self._with_link(deciding.rejected_words(claim.standing), claim),
            action="accept_claims",
        )
        return self.decide(request, object_id, reject)
