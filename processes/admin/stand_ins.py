"""A guarded source is seen by few: who cites it is offered to cite its public stand-in as well."""

from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.screens.wording import label_references
from processes.models import Citation, Claim, Source


def cited_on(form, records) -> list[tuple[int, int]]:
    """(key of a record, key of a source) of what a screen just cited: in its rows, or for all that it changed."""
    said = [
        (record.subject_id, record.source_id)
        for record in records
        if isinstance(record, Citation | Claim) and not record.retired
    ]
    statement = form.statement()
    return [*said, (form.instance.pk, statement.source.pk)] if statement else said


def offer_stand_ins(request, cited) -> None:
    """Says which stand-ins are not cited yet, with a link to a citation that is filled in.

    Never by itself: two citations written in one moment, by one account, for one reason would tie the stand-in
    to the guarded source for whoever reads when things were entered, and every public record on which the
    stand-in appeared together with other work would tell when its contact spoke. A person cites it, when and
    where that is safe. Only who sees the guarded source is told; the notice does not name it, as it is kept
    in the browser until it was read.
    """
    missing = _not_cited(cited, request.viewer)
    if not missing:
        return
    links = format_html_join(" · ", '<a href="{}">{}</a>', missing)
    words = _(
        "A guarded source was cited: who may not see it finds no source here. Its stand-in appears nowhere by"
        " itself; cite it as well, if that is safe, at another time and in other words."
    )
    messages.info(request, format_html("{} {}", words, links))


def _not_cited(cited, viewer) -> list[tuple[str, str]]:
    """(address, words) for each record that has a guarded source and not its stand-in."""
    guarded = Source.objects.shown_to(viewer).filter(
        pk__in={source for _record, source in cited}, stand_in__retired=False
    )
    stand_ins = {source.pk: source.stand_in for source in guarded.select_related("stand_in")}
    wanted = {(record, stand_ins[source]) for record, source in cited if source in stand_ins}
    if not wanted:
        return []
    keys = {record for record, _source in wanted}
    there = Citation.objects.shown_to(viewer).filter(subject__in=keys)
    there = set(there.values_list("subject", "source"))
    records = instances(
        Record.objects.shown_to(viewer).filter(pk__in=keys),
        lambda model: model.objects.shown_to(viewer).select_related(*label_references(model)),
    )
    return sorted(
        (_address(records[key], stand_in), _words(records[key], stand_in))
        for key, stand_in in wanted
        if (key, stand_in.pk) not in there and key in records
    )


def _words(record, stand_in):
    return _("Cite “%(stand_in)s” at “%(record)s”") % {"stand_in": stand_in, "record": record}


def _address(record, stand_in):
    """Marked so that who sees both the record and the stand-in sees the citation."""
    filled = {
        "subject": record.public_id,
        "source": stand_in.pk,
        "level": max(record.effective_level, stand_in.effective_level),
    }
    return f"{reverse('admin:processes_citation_add')}?{urlencode(filled)}"
