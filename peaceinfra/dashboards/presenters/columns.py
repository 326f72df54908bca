"""The cells of lists: each a function of a row and the day asked. Nothing recorded is said in words."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.rows import change_of_record
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.core.choices import INVENTED
from peaceinfra.core.countries import country_name
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.envelope import bounding_records
from peaceinfra.core.dates.words import short_text
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.cells import and_more, with_small
from peaceinfra.dashboards.presenters.life import State, state_of
from peaceinfra.dashboards.request_params import DayParams
from peaceinfra.dashboards.templatetags.register import bdi, certainty_mark, freshness_mark
from processes.choices import Export

#: So many names stand in one cell; the rest is counted.
MOST = 4


def nothing(words=None):
    return format_html('<span class="muted">{}</span>', words or _("not recorded"))


def linked(label, public_id: str, day: date | None):
    return format_html('<a href="{}">{}</a>', page_address(public_id, day), bdi(label))


def fictional(record):
    mark = format_html(' <span class="mk fict">{}</span>', _("fictional"))
    return mark if getattr(record, "is_fictional", False) else ""


def actor(record, params: DayParams):
    return format_html("{}{}", linked(record.name, record.public_id, params.day), fictional(record))


named = actor


def source(record, params: DayParams):
    return linked(record.title, record.public_id, params.day)


def linkage(fact, params: DayParams):
    ends = format_html("{}{}", linked(fact.label, fact.public_id, params.day), fictional(fact.source))
    via = [intermediary.actor.name for intermediary in fact.through]
    if not via:
        return ends
    return format_html("{}<small>{}</small>", ends, _("by way of %(names)s") % {"names": ", ".join(via)})


def kind(record, params: DayParams):
    return record.get_kind_display()


def level(record, params: DayParams):
    return record.get_usual_level_display()


def countries(record, params: DayParams):
    invented_last = sorted(record.countries, key=lambda code: code == INVENTED)
    return ", ".join(map(country_name, invented_last)) or nothing()


def form(record, params: DayParams):
    return record.body.get_form_display()


def dates(record, params: DayParams):
    words = bdi(record.dates_text)
    return (
        format_html("{}<small>{}</small>", words, certainty_mark(record.certainty)) if params.day else words
    )


def dates_of_fact(fact, params: DayParams):
    words = bdi(fact.dates.text)
    if not params.day:
        return words
    return format_html("{}<small>{}</small>", words, certainty_mark(derived.certainty(fact, params.day)))


def state_heading(day: date | None) -> str:
    """Without a day the last state that is recorded is shown; it need not be that of today."""
    return _("State on this day") if day else _("Last recorded state")


def state_of_body(record, params: DayParams):
    return _state(record.lifecycle.all(), params, record)


def state_of_channel(record, params: DayParams):
    lives = [owner.bounds for owner in bounding_records(record)]
    return _state(record.states.all(), params, record, *lives)


def state_cell(state: State | None):
    """A state and its date; of what was over by the day, below it, what was recorded last."""
    if state is None:
        return nothing()
    if state.last_recorded:
        return with_small(state.words, _("last recorded: %(last)s") % {"last": state.last_recorded})
    return with_small(state.said_in_full, bdi(state.since) if state.since else "")


def _state(rows, params: DayParams, owner, *ends):
    """`owner` is a dated record, `ends` are the lives around it."""
    log = StatusLog(change_of_record(row, owner.pk) for row in rows)
    return state_cell(state_of(log, params.day, owner, *ends))


def principals(record, params: DayParams):
    return _few([principal.principal for principal in record.principals.all()], record, params)


def ends(record, params: DayParams):
    return _few([end.actor for end in record.ends.all()], record, params)


def signatories(record, params: DayParams):
    return _few([signatory.actor for signatory in record.signatories.all()], record, params)


def processes(record, params: DayParams):
    return _few([link.process for link in record.process_links.all()], record, params)


def _few(records, record, params: DayParams):
    """The first by name, each once, and how many more there are, which stand on the page of the row's record."""
    once = list({record.pk: record for record in records}.values())
    names = format_html_join(
        ", ", "{}", ((linked(named.name, named.public_id, params.day),) for named in once[:MOST])
    )
    more = and_more(len(once[MOST:]))
    if not more:
        return names or nothing(_("none recorded"))
    return format_html("{} {}", names, _all_on(record, more, params.day))


def _all_on(record, words: str, day: date | None):
    """A link to where all stand: the page of the record."""
    return format_html('<a href="{}">{}</a>', page_address(record.public_id, day), words)


def process(record, params: DayParams):
    of = record.process
    return linked(of.name, of.public_id, params.day) if of else nothing(_("no process"))


def place(record, params: DayParams):
    of = record.place
    return linked(of.name, of.public_id, params.day) if of else nothing()


def lies_in(record, params: DayParams):
    of = record.parent
    return linked(of.name, of.public_id, params.day) if of else nothing()


def country(record, params: DayParams):
    return country_name(record.country) if record.country else nothing()


def stage(record, params: DayParams):
    return record.get_stage_display()


def incompatibility(record, params: DayParams):
    return record.get_incompatibility_display()


def modality(fact, params: DayParams):
    return format_html("{}<small>{}</small>", fact.modality_label, fact.track_label)


def freshness(fact, params: DayParams):
    answer = derived.freshness_on(fact, params.on)
    if answer is None:
        return derived.without_freshness(fact, params.on)
    seen = derived.last_evidence(fact, params.on)
    return freshness_mark(answer, derived.sighting_text(fact, seen))


def publisher(record, params: DayParams):
    return bdi(record.publisher) if record.publisher else nothing()


def reliability(record, params: DayParams):
    return format_html("{}: {}", record.reliability, record.get_reliability_display())


def licence(record, params: DayParams):
    name = format_html('<span class="nowrap">{}</span>', record.get_licence_display())
    if record.may_be_exported == Export.WHOLE:
        return name
    return with_small(name, _("in files: %(rule)s") % {"rule": record.may_be_exported.label})


def published(record, params: DayParams):
    return bdi(short_text(parse(record.published))) if record.published else nothing()
