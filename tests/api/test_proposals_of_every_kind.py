"""Whatever a dataset holds can be proposed, but notes: a copy of a record of each kind is taken, and accepted."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from peaceinfra.core.models import Proposal, Record
from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.proposals.deciding import accept_proposal, looked_at, read_kept
from peaceinfra.proposals.kinds import TABLES, columns, is_detail
from secretariats.models import Body, PeaceSecretariat
from tests import factories as make
from tests.admin.test_lists import FACTORIES
from tests.api.test_proposals import Proposer, actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(record, column):
    """A value of a stored record as a tool would send it."""
    value = getattr(record, column.field.attname)
    if column.is_reference and value is not None:
        kind = Record.objects.get(pk=value).kind
        return f"{kind}-{Record(pk=value, kind=kind).public_id[4:]}"
    if value is None or isinstance(column.field, ArrayField | models.BooleanField | models.IntegerField):
        return value
    return column.write(value) or None


def copied(name):
    """What is sent to propose another record like one of the factories."""
    table = TABLES[name]
    made = {"relative_bounds": {"subject": make.EventFactory, "anchor": make.EventFactory}}.get(name, {})
    record = FACTORIES[table.model](**{field: factory() for field, factory in made.items()})
    values = {field: said(record, column) for field, column in columns(table).items() if field != "team"}
    if numbering_of(table.model) or getattr(table.model, "stands_once", None) or name == "external_ids":
        table.model._base_manager.filter(pk=record.pk).update(retired=True)
    return {"kind": name, "fields": {field: value for field, value in values.items() if value is not None}}


def test_a_copy_of_a_record_of_each_kind_is_proposed_and_accepted():
    kinds = [name for name, table in TABLES.items() if not is_detail(table)]
    sent = [copied(name) for name in kinds]
    body = actor(name="Joint office", kind="body") | {"ref": "office"}
    sent += [body, {"kind": "bodies", "id": "#office", "fields": {"form": "secretariat"}}]
    sent.append({"kind": "peace_secretariats", "id": "#office", "fields": {"purpose": "a first address"}})
    before = [TABLES[one["kind"]].model._base_manager.filter(retired=False).count() for one in sent]
    proposer, steward, viewer = Proposer(level=4), make.StewardFactory(), Viewer(4)
    halves = sent[: len(sent) // 2], sent[len(sent) // 2 :]
    for half in halves:
        proposer.made(*half)
    for proposal in Proposal.objects.all():
        taken = {place: {*record["fields"]} for place, record in enumerate(proposal.content["records"])}
        with viewing(viewer):
            seen = looked_at(proposal, read_kept(proposal.content, viewer))
            accept_proposal(proposal, by=steward, viewer=viewer, word="yes", taken=taken, seen=seen)
    for one, number in zip(sent, before, strict=True):
        # The office is an actor too, and each half names a new source.
        more = {"actors": 2, "sources": 1 + len(halves)}.get(one["kind"], 1)
        rows = TABLES[one["kind"]].model._base_manager.filter(retired=False)
        # Each rests on the source, which is cited for it.
        assert rows.count() == number + more or one["kind"] == "citations", one["kind"]
    office = PeaceSecretariat.objects.get(purpose="a first address")
    assert (office.actor.name, office.actor.body.form) == ("Joint office", "secretariat")


def test_what_is_told_more_of_a_record_is_changed_and_not_brought_back():
    body, proposer = make.PeaceSecretariatFactory().actor, Proposer(level=4)
    tag = proposer.tag(f"/api/v1/bodies/{body.public_id}/")
    changed = {"kind": "bodies", "id": body.public_id, "fields": {"closeness": "close"}, "if_match": tag}
    other = next(
        code for code, _label in Body._meta.get_field("closeness").choices if code != body.body.closeness
    )
    proposer.made(changed | {"fields": {"closeness": other}})
    PeaceSecretariat.objects.update(retired=True)
    again = {"kind": "peace_secretariats", "id": body.public_id, "fields": {"purpose": "anew"}}
    assert list(proposer.errors(again)) == ["/records/0/id"]
