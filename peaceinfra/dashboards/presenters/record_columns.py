"""What each kind of record is told by, wherever it stands: its columns by name, in order.

A page leaves out what it is itself: a stance on the page of the actor that took it needs no actor.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.facts import Fact
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.words import short_text
from peaceinfra.core.languages import language_name
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.value_words import write_decimal
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.cells import after, joined, linked, muted, said, warning, with_small
from peaceinfra.dashboards.presenters.columns import state_cell, state_heading
from peaceinfra.dashboards.presenters.life import label_of
from peaceinfra.dashboards.presenters.summary import channel_state
from peaceinfra.dashboards.presenters.tables import (
    CellMaker,
    Column,
    PageContext,
    Table,
    make_table,
)
from secretariats.choices import Notice, Passed, Tenure


def field(name: str) -> CellMaker:
    return lambda record, page: page.cell(record, name)


def first(*names: str) -> CellMaker:
    """The first of several fields that is recorded."""
    return lambda record, page: next(filter(None, (page.cell(record, name) for name in names)), "")


def label(name: str) -> CellMaker:
    """A code in words, also where it says that nothing is known."""

    def cell(record, page):
        return dict(models_by_kind()[record.prefix]._meta.get_field(name).flatchoices)[record.value_of(name)]

    return cell


def led_by(words: str, name: str) -> CellMaker:
    return lambda record, page: after(words, page.cell(record, name))


def flag(name: str, words: str) -> CellMaker:
    return lambda record, page: words if record.value_of(name) else ""


def and_small(cell: CellMaker, *small: CellMaker) -> CellMaker:
    """The cell with a second line in small."""
    return lambda record, page: with_small(cell(record, page), *(more(record, page) for more in small))


def its_name(record, page: PageContext):
    return linked(page_address(record.public_id, page.day), said(record.value_of("name")))


def fields(*names: str) -> dict[str, Column]:
    return {name: Column(field(name)) for name in names}


def columns_of(kind: str, *names: str, without: Sequence[str] = ()) -> dict[str, Column]:
    """The columns of a kind of record: those named, or all but some."""
    columns = COLUMNS[kind]
    return {name: columns[name] for name in names or columns if name not in without}


def records_table(
    caption: str, parts: Sequence[Fact], page: PageContext, *columns: str, without: Sequence[str] = ()
) -> Table | None:
    """Records of one kind, told as everywhere."""
    return (
        make_table(caption, parts, page, columns_of(parts[0].prefix, *columns, without=without))
        if parts
        else None
    )


def _between(record, page: PageContext):
    ends = page.actors(record.ends) or muted(_("ends not recorded"))
    return with_small(ends, its_name(record, page), after(_("by way of"), page.actors(record.via)))


def _secrecy(record, page: PageContext):
    """Whether it was secret in the world, on the day asked; who may read the record is another matter."""
    if not record.is_secret:
        return "" if record.is_secret is None else _("no")
    if not record.disclosed:
        return _("yes")
    disclosed = parse(record.disclosed)
    when = _("disclosed %(date)s") % {"date": short_text(disclosed)}
    still = page.day is not None and disclosed.earliest is not None and page.day < disclosed.earliest
    return with_small(_("yes, on this day") if still else _("until disclosed"), when)


def _whom(record, page: PageContext):
    named = first("community", "armed_actor")(record, page)
    level = page.cell(record, "society_level")
    return named or (after(_("level of society:"), level))


def _languages(record, page: PageContext):
    return joined(said(language_name(code)) for code in record.value_of("languages"))


def _passed_on(record, page: PageContext):
    """What went over to the successor, what did not, and of what it is not known."""
    columns = models_by_kind()["suc"]._meta
    answers = {
        str(columns.get_field(name).verbose_name): Passed(record.value_of(name))
        for name in ("mandate", "functions", "staff", "archive", "premises", "budget")
    }
    known = [
        _("%(what)s: %(passed)s") % {"what": words, "passed": answer.label}
        for words, answer in answers.items()
        if answer != Passed.UNKNOWN
    ]
    unknown = [words for words, answer in answers.items() if answer == Passed.UNKNOWN]
    rest = [muted(_("not known: %(what)s") % {"what": ", ".join(unknown)})] if unknown else []
    return joined([*known, *rest])


def _serves_how(record) -> str:
    """Whether it serves this principal alone or others as well, as far as that is recorded."""
    words = {Tenure.SOLE: _("serves it alone"), Tenure.JOINT: _("serves it jointly with others")}
    return words.get(record.tenure, _("alone or jointly: not recorded"))


def _recipient(record, page: PageContext):
    """Whom support was given to; where nobody is named, the process as a whole."""
    whole = _("the process as a whole") if page.cell(record, "process") else ""
    return page.cell(record, "recipient") or whole


def _searched_by(record, page: PageContext):
    by = page.cell(record, "searched_by") or muted(_("by whom: not recorded"))
    return with_small(by, page.cell(record, "searched_on"))


def _notice(record, page: PageContext):
    words = record.notice_label
    if record.notice in (Notice.SHORT, Notice.NONE):
        return warning(words)
    return muted(_("notice: %(notice)s") % {"notice": words})


def _language_and_script(record, page: PageContext):
    name, script = language_name(record.value_of("language")), record.value_of("script")
    words = muted(_("script %(script)s") % {"script": script}) if script else ""
    return joined([said(name[:1].upper() + name[1:]), words], " ")


def _in_its_language(record, page: PageContext):
    name, language = record.value_of("name"), record.value_of("language")
    return format_html('<span lang="{}">{}</span>', language, said(name)) if language else said(name)


def _basis(record, page: PageContext):
    return joined([page.cell(record, "basis"), _("signatory") if record.is_signatory else ""])


def _who_for(record, page: PageContext):
    """Who took part, and for whom a person spoke: N. N., for Türkiye."""
    return joined([page.cell(record, "actor"), after(_("for"), page.cell(record, "on_behalf_of"))])


def _point(record, page: PageContext):
    return said(
        f"{write_decimal(record.value_of('latitude'))}, {write_decimal(record.value_of('longitude'))}"
    )


def _signed_on(record, page: PageContext):
    return after(_("signed:"), page.cell(record, "signed"))


def _text(record, page: PageContext):
    url = record.value_of("url")
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, _("text")) if url else ""


COLUMNS = {
    "agc": fields("agreement", "conflict"),
    "agl": fields("agreement", "kind", "other"),
    "agr": {
        "name": Column(
            and_small(
                its_name, flag("is_local", gettext_lazy("local")), field("place"), _text
            ),
            gettext_lazy("Agreement"),
        ),
        "stage": Column(label("stage"), gettext_lazy("Stage")),
        "signatories": Column(
            lambda record, page: page.actors(record.signatories),
            gettext_lazy("Signed by"), gettext_lazy("none recorded"),
        ),
    },
    "apt": fields("post", "person", "appointed_by"),
    "arc": fields("body", "state", "holder", "access"),
    "brl": fields("body", "kind", "other"),
    "cfa": {
        **fields("actor", "conflict"),
        "side": Column(field("side")),
        "part": Column(field("part")),
    },
    "cfl": {
        "name": Column(its_name, gettext_lazy("Conflict")),
        "about": Column(and_small(label("incompatibility"), field("territory")), gettext_lazy("About")),
    },
    "cfp": fields("process", "conflict"),
    "chn": {
        "between": Column(_between, gettext_lazy("Between")),
        "form": Column(
            and_small(label("medium"), field("directness"), field("formality"), field("quality")), gettext_lazy("Form")
        ),
        "state": Column(lambda record, page: state_cell(channel_state(record, page.day)), state_heading),
        "secret": Column(_secrecy, gettext_lazy("Secret")),
    },
    "cov": {
        "topic": Column(label("topic")),
        "searched": Column(and_small(label("extent"), field("remark")), gettext_lazy("Searched")),
        "by": Column(_searched_by, gettext_lazy("By whom, when")),
    },
    "csn": {
        "scope": Column(and_small(field("scope"), field("condition"))),
        "given": Column(and_small(field("given"), field("manner"), led_by(gettext_lazy("taken by"), "taken_by"))),
        "expires_on": Column(field("expires_on"), nothing=gettext_lazy("no end")),
        "withdrawn_on": Column(
            and_small(field("withdrawn_on"), field("withdrawn_why")), nothing=gettext_lazy("not withdrawn")
        ),
    },
    "dep": {
        "giver": Column(field("giver")),
        "kind": Column(and_small(field("kind"), field("content")), gettext_lazy("Support")),
        "recipient": Column(_recipient),
        "process": Column(field("process")),
        "answer": Column(and_small(label("answer"), led_by(gettext_lazy("asked for by"), "requested_by"))),
    },
    "com": {"name": Column(its_name), "description": Column(field("description"))},
    "evc": fields("event", "conflict"),
    "evp": fields("event", "process"),
    "evt": {
        "name": Column(its_name, gettext_lazy("Event")),
        "kind": Column(and_small(field("kind"), field("mode"))),
        "process": Column(field("process")),
        "place": Column(
            and_small(field("place"), field("outcome"), led_by(gettext_lazy("agreement reached:"), "agreement")),
            gettext_lazy("Place and outcome"),
        ),
    },
    "frm": fields("form"),
    "geo": {
        "point": Column(_point, gettext_lazy("Latitude, longitude")),
        "precision": Column(label("precision"), gettext_lazy("Point of")),
    },
    "inc": {
        "who": Column(first("actor", "group"), gettext_lazy("Who takes part")),
        "process": Column(field("process")),
        "modality": Column(and_small(field("modality"), field("forum")), gettext_lazy("By way of")),
        **fields("selected_by", "weight", "absent"),
    },
    "lst": fields("actor", "authority", "instrument", "exemption"),
    "man": fields(
        "body", "mandated_by", "instrument", "summary", "continues_when_suspended",
        "allows_alternative_thinking", "limits", "sunset",
    ),
    "mbr": fields("body", "member", "member_class", "role", "on_behalf_of"),
    "mea": {
        "staff": Column(field("staff"), nothing=gettext_lazy("number not recorded")),
        **fields("body", "staffing_basis", "competence", "funded_by", "premises", "training"),
    },
    "nam": {
        "name": Column(_in_its_language),
        "kind": Column(field("kind")),
        "language": Column(
            _language_and_script, gettext_lazy("Language and script"), gettext_lazy("language not recorded")
        ),
    },
    "not": fields("text", "kind", "review_due"),
    "plc": {"name": Column(its_name), **fields("country", "p_code")},
    "prn": {
        "body": Column(field("body")),
        "principal": Column(field("principal"), gettext_lazy("Serves")),
        "how": Column(
            lambda record, page: joined(
                [_serves_how(record), after(_("side:"), said(record.side))]
            ),
            gettext_lazy("How"),
        ),
        "process": Column(field("process"), nothing=gettext_lazy("no process recorded")),
    },
    "ptn": {
        "event": Column(field("event")),
        "who": Column(_who_for, gettext_lazy("Who")),
        "actor": Column(field("actor")),
        "on_behalf_of": Column(field("on_behalf_of"), gettext_lazy("Spoke for")),
        "part": Column(field("part")),
    },
    "rch": {
        "actor": Column(field("actor")),
        "whom": Column(_whom, gettext_lazy("Whom")),
        "quality": Column(field("quality")),
        "languages": Column(_languages, gettext_lazy("Languages")),
        "process": Column(field("process")),
    },
    "rol": {
        "actor": Column(field("actor")),
        "process": Column(field("process")),
        "kind": Column(
            and_small(field("kind"), field("track"), led_by(gettext_lazy("appointed by"), "appointed_by"))
        ),
        "side": Column(field("side")),
        "standing": Column(
            and_small(
                _basis,
                led_by(gettext_lazy("recognised by"), "recognised_by"),
            ),
            gettext_lazy("Claimed or recognised"),
        ),
    },
    "saf": {
        "means": Column(and_small(field("means"), led_by(gettext_lazy("found to work on"), "checked_on"))),
        **fields("instructions", "hours", "never", "emergency"),
    },
    "sea": fields("body", "place"),
    "sig": {
        **fields("agreement", "actor", "part"),
        "condition": Column(and_small(field("condition"), _signed_on), gettext_lazy("Condition")),
    },
    "stn": {
        "actor": Column(field("actor"), gettext_lazy("Who")),
        "kind": Column(and_small(field("kind"), field("publicity"), field("condition"))),
        "subject": Column(field("subject"), nothing=gettext_lazy("another record")),
    },
    "thr": {
        **fields("threat", "threatened_by"),
        "assessed_on": Column(and_small(field("assessed_on"), led_by(gettext_lazy("by"), "assessed_by"))),
        **fields("review_by"),
    },
    "suc": {
        **fields("predecessor", "successor"),
        "how": Column(flag("is_informal", gettext_lazy("informally")), gettext_lazy("How")),
        "passed": Column(_passed_on, gettext_lazy("What passed on")),
    },
}  # fmt: skip

#: A row of a log, the owner of which the page or the first column names.
LOG = {
    "state": Column(lambda record, page: label_of(record), gettext_lazy("State")),
    "from": Column(lambda record, page: said(record.date_text), gettext_lazy("From")),
    "decided_by": Column(
        lambda record, page: page.name(record.decided_by), nothing=gettext_lazy("decision-maker not recorded")
    ),
    "reason": Column(lambda record, page: said(record.reason), nothing=gettext_lazy("reason not recorded")),
}
#: A row of the life of a body: how long before a closing the staff were told is always asked.
LIFE = LOG | {"notice": Column(_notice)}
