"""One sheet per source: rows of every kind, checked, shown, and saved together or not at all."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.admin.sheets.kinds import kinds_for
from peaceinfra.admin.sheets.reading import AllRows, read_sheet
from peaceinfra.admin.sheets.rows import MOST_ROWS, ON_PAGE, Rows, SheetRow
from peaceinfra.core.visibility.viewer import viewer_of
from peaceinfra.proposals.writing import parents_first
from processes.models import Actor, Citation, Claim, PeaceProcess, PhaseChange, Source
from processes.services import accept_claim
from secretariats.models import Function, Mandate
from tests import factories
from tests.admin.screens import words
from tests.admin.sheets import SHEET, check, faults, save, sheet, typed
from tracks.models import Intermediary, Linkage

VALLEY = "Talks of the Valley"
CASE = [
    ("processes", {"name": VALLEY, "countries": "Sri Lanka; NO", "start": "2004"}),
    ("sides", {"process": VALLEY, "name": "Movement"}),
    ("actors", {"name": "مجلس السلام", "kind": "Armed organisation", "locator": "p. 7"}),
    ("actors", {"name": "ငြိမ်းချမ်းရေး", "kind": "body", "start_kind": "the first sighting", "start": "2004~"}),
    ("bodies", {"id": "ငြိမ်းချမ်းရေး", "form": "committee"}),
    (
        "roles",
        {
            "actor": "مجلس السلام",
            "process": VALLEY,
            "kind": "party",
            "side": "movement",
            "is_signatory": "yes",
        },
    ),
    ("phase_changes", {"process": VALLEY, "status": "negotiation", "date": "2004"}),
    ("phase_changes", {"process": VALLEY, "status": "implementation", "date": "2005"}),
    ("mandates", {"ref": "m1", "body": "ငြိမ်းချမ်းရေး", "instrument": "Decree 4"}),
    ("functions", {"body": "ငြိမ်းချမ်းရေး", "task": "archiving", "state": "mandated", "mandate": "=m1"}),
    ("actors", {"ref": "b", "name": "A broker", "kind": "individual", "level": "restricted"}),
    ("linkages", {"ref": "l", "source": "#b", "target": "ငြိမ်းချမ်းရေး", "process": VALLEY}),
    ("intermediaries", {"linkage": "#l", "actor": "مجلس السلام", "part": "broker"}),
    (
        "claims",
        {"subject": "ငြိမ်းချမ်းရေး", "field": "Form", "value": "office", "says": "says something else: this"},
    ),
    ("external_ids", {"subject": "مجلس السلام", "scheme": "ucdp_actor", "value": "88"}),
]


def test_a_document_becomes_records_of_every_kind_that_name_each_other(desk):
    source = factories.SourceFactory(name="A report")
    sent = sheet(source, *CASE, locator="p. 4", credibility="2", accessed="2026-05-01")
    looked = check(desk, sent)
    assert faults(looked) == [] and Actor.objects.count() == 0
    assert looked.context["outcome"].added == len(CASE)
    assert save(desk, sent).url == f"{SHEET}?source={source.public_id}"
    process, body = PeaceProcess.objects.get(), Actor.objects.get(kind="body")
    party = Actor.objects.get(kind="armed_organisation")
    assert (process.name, process.countries, process.start_kind) == (VALLEY, ["LK", "NO"], "actual")
    assert (body.start_kind, body.start, body.body.form) == ("first_cited", "2004~", "committee")
    role = party.roles.get()
    assert (role.process, role.side.name, role.is_signatory) == (process, "Movement", True)
    states = PhaseChange.objects.order_by("position").values_list("status", flat=True)
    assert [*states] == ["negotiation", "implementation"]
    assert Function.objects.get().mandate == Mandate.objects.get()
    assert (
        Intermediary.objects.get().linkage == Linkage.objects.get() and Linkage.objects.get().target == body
    )
    claim = Claim.objects.get()
    assert (claim.subject_id, claim.field, claim.value, claim.status, claim.locator) == (
        body.pk, "form", "office", "proposed", "p. 4",
    )  # fmt: skip
    cited = Citation.objects.get(subject=party.pk)
    assert (cited.source, cited.locator, cited.credibility, str(cited.accessed)) == (
        source,
        "p. 7",
        2,
        "2026-05-01",
    )
    # A body and what is told more about it rest on the source once.
    assert Citation.objects.filter(subject=body.pk).count() == 1
    assert (party.level, Actor.objects.get(name="A broker").level) == (0, 3)
    assert party.events.get().pgh_context["reason"] == "From A report"
    read = words(desk.get(SHEET))
    assert f'href="/admin/open/{process.public_id}/">{VALLEY}</a>' in read and "15 records were added" in read


def test_of_a_new_source_it_is_said_what_is_missing(desk):
    row = ("actors", {"name": "Council", "kind": "state"})
    nothing = "Choose a source that is recorded, or describe the new one."
    assert faults(check(desk, sheet(None, row))) == [("Title", nothing)]
    kindless = faults(check(desk, sheet(None, row, name="A report")))
    assert kindless == [("Kind", "Choose what kind of source the new one is.")]


def test_every_cell_at_fault_is_named_and_nothing_is_written(desk):
    known = factories.ActorFactory(name="Council")
    rows = [
        ("actors", {"name": "New one", "kind": "armed"}),
        ("actors", {"name": "Council", "kind": "body", "start": "12 février 2004"}),
        ("roles", {"actor": "Nobody", "process": "#x", "kind": "party"}),
        ("roles", {"actor": "council"}),
        (
            "phase_changes",
            {"process": factories.PeaceProcessFactory.build().public_id, "status": "negotiation"},
        ),
    ]
    response = check(desk, sheet(factories.SourceFactory(), *rows))
    found = dict(faults(response))
    assert found["Actors, row 1, column “Kind”"].startswith("“armed” is not used here. Write one of: state, ")
    assert found["Actors, row 2, column “Start”"].startswith(
        "“12 février 2004” is not written as dates are here"
    )
    assert "is the name of no record that you may see" in found["Roles in processes, row 1, column “Actor”"]
    assert (
        found["Roles in processes, row 1, column “Process”"] == "“#x” is the handle of no row of this sheet."
    )
    several = found["Roles in processes, row 2, column “Actor”"]
    assert several.startswith("“council” is the name of several: a row of “Actors”, actor ")
    assert known.public_id in several
    assert "names nothing of this kind that you may see" in found["Phases, row 1, column “Process”"]
    shown = words(response)
    assert 'href="#c.0.actors.kind"' in shown and 'aria-describedby="c.0.actors.kind.fault"' in shown
    # A date that is offered is a button, with script or without.
    offered = {"_offer": "c.1.actors.start 2004-02-12"}
    assert 'name="_offer" value="c.1.actors.start 2004-02-12"' in shown
    again = desk.post(SHEET, sheet(factories.SourceFactory(), *rows) | offered)
    assert "Actors, row 2, column “Start”" not in dict(faults(again))
    assert (Actor.objects.count(), Citation.objects.count()) == (1, 0)


def test_what_breaks_a_rule_between_rows_stands_at_its_row(desk):
    rows = [
        ("processes", {"name": VALLEY}),
        ("phase_changes", {"process": VALLEY, "status": "negotiation", "date": "2005"}),
        ("phase_changes", {"process": VALLEY, "status": "implementation", "date": "2004"}),
        ("actors", {"ref": "a", "name": "One", "kind": "body"}),
        ("linkages", {"source": "#a", "target": "#a"}),
    ]
    found = dict(faults(check(desk, sheet(factories.SourceFactory(), *rows))))
    assert [*found] == ["Phases, row 2, column “Date”", "Linkages, row 1, column “To”"] or len(found) == 2, (
        found
    )
    assert PeaceProcess.objects.count() == 0


def test_rows_may_name_each_other_in_a_long_chain_and_not_in_a_circle(desk):
    source = factories.SourceFactory()
    chain = [
        ("places", {"ref": f"p{number}", "name": f"P{number}", "parent": f"#p{number + 1}"})
        for number in range(1_000)
    ]
    del chain[-1][1]["parent"]
    found = read_sheet(Rows(SheetRow(place, *row) for place, row in enumerate(chain)), *common(source))
    assert not found.is_faulty
    assert [item.ref for item in parents_first(found.read.items)] == [
        f"p{number}" for number in reversed(range(1_000))
    ]
    circle = [("places", {"name": "A", "parent": "B"}), ("places", {"name": "B", "parent": "A"})]
    assert faults(check(desk, sheet(source, *circle)))
    named = [
        ("actors", {"ref": "a", "id": "#b"}),
        ("actors", {"ref": "b", "id": "#a"}),
        ("roles", {"actor": "#a"}),
    ]
    wrong = [message for _where, message in faults(check(desk, sheet(source, *named)))]
    assert wrong[:2] == ["Write the name or the id of a record that there is, not of a row."] * 2
    assert "“#a” is the handle of a row that names another row. Name that one." in wrong


def common(source):
    """The rest of what a sheet is read with."""
    viewer = viewer_of(factories.AnalystFactory(), date(2026, 5, 1))
    said = {"id": source.public_id, "ref": "", "locator": "", "credibility": 6, "fields": None}
    return kinds_for(viewer), AllRows(said, 3), viewer


def test_a_row_that_names_a_record_changes_it_and_shows_the_old_and_the_new(desk):
    actor = factories.ActorFactory(name="Council", usual_level="middle", description="Old words", level=0)
    rows = [
        ("actors", {"id": "council", "usual_level": "top", "description": "(none)"}),
        ("actors", {"id": actor.public_id, "name": "Council"}),
    ]
    twice = check(desk, sheet(factories.SourceFactory(), *rows))
    assert faults(twice) == [("Actors, row 2, column “Changes the record”", "This record stands here twice.")]
    sent = sheet(factories.SourceFactory(), rows[0])
    [kind] = [kind for kind in check(desk, sent).context["outcome"].kinds if kind.changed]
    assert [(c.label, c.was, c.becomes) for c in kind.changed[0].changes] == [
        ("Usual level", "middle", "top"),
        ("Description", "Old words", "empty"),
    ]
    save(desk, sent)
    actor.refresh_from_db()
    assert (actor.name, actor.usual_level, actor.description) == ("Council", "top", "")
    nothing = check(desk, sent)
    assert (nothing.context["outcome"].added, nothing.context["outcome"].changed) == (0, 0)


def test_what_a_steward_decided_is_proposed_and_not_written(desk, steward):
    actor = factories.ActorFactory(usual_level="unknown")
    accept_claim(
        factories.ClaimFactory(subject=actor, field="usual_level", value="middle"), by=steward, reason="read"
    )
    row = ("actors", {"id": actor.public_id, "usual_level": "top"})
    sent = sheet(factories.SourceFactory(), row)
    [kind] = [kind for kind in check(desk, sent).context["outcome"].kinds if kind.changed]
    [change] = kind.changed[0].changes
    assert (change.was, change.becomes, change.is_proposed) == ("middle", "top", True)
    save(desk, sent)
    actor.refresh_from_db()
    assert (actor.usual_level, Claim.objects.get(status="proposed").value) == ("middle", "top")
    assert "1 change of what a steward had decided is proposed, not written." in words(desk.get(SHEET))


def test_what_would_be_less_protected_is_refused_at_its_row(desk):
    actor = factories.ActorFactory(level=3)
    row = ("actors", {"id": actor.public_id, "level": "public"})
    found = faults(check(desk, sheet(factories.SourceFactory(), row)))
    assert len(found) == 1 and found[0][0].startswith("Actors, row 1")
    actor.refresh_from_db()
    assert actor.level == 3


def test_it_is_saved_as_it_was_looked_at_and_once(desk):
    source = factories.SourceFactory()
    sent = sheet(source, ("actors", {"name": "One", "kind": "body"}))
    token = re.search(r'name="form_token" value="(\w+)"', words(desk.get(SHEET))).group(1)
    looked = check(desk, sent)
    other = sheet(source, ("actors", {"name": "Two", "kind": "body"}), save="1", seen=looked.context["seen"])
    asked = desk.post(SHEET, other)
    assert "This is not what you looked at." in words(asked) and Actor.objects.count() == 0
    last = sent | {"save": "1", "seen": looked.context["seen"], "form_token": token}
    assert [desk.post(SHEET, last).url for _time in range(2)] == [f"{SHEET}?source={source.public_id}"] * 2
    assert Actor.objects.count() == 1
    assert "Nothing was saved a second time" in words(desk.get(SHEET))


def test_all_boxes_sent_as_one_are_the_same_sheet(desk):
    sent = sheet(factories.SourceFactory(), ("actors", {"name": "One", "kind": "body"}))
    assert check(desk, typed(sent)).context["seen"]
    for nonsense in (
        "[1]",
        "{",
        '{"c.0.actors.name": 4}',
        '{"c.x.y": "z", "c.1.secrets.name": "a"}',
        "[" * 50_000,
    ):
        response = check(desk, sheet(factories.SourceFactory(), typed=nonsense))
        assert faults(response) == [("", "Write at least one row.")]


def test_a_sheet_is_shown_a_page_at_a_time_and_no_row_is_lost(desk):
    rows = [("participations", {"actor": f"Actor {number}"}) for number in range(ON_PAGE + 5)]
    second = desk.post(SHEET, typed(sheet(None, *rows, page="2"))).context["grid"]
    assert (second.page, second.pages, len(second.kinds[0].rows)) == (2, 2, 5)
    boxes = {cell.name: cell.value for row in second.kinds[0].rows for cell in row.cells}
    first = desk.post(SHEET, sheet(None, page="1", held=second.held) | boxes).context["grid"]
    names = [row.row.cells["actor"] for row in first.kinds[0].rows] + [*json.loads(first.held).values()]
    assert names == [cells["actor"] for _kind, cells in rows]
    many = [("actors", {"name": "x"})] * (MOST_ROWS + 1)
    assert "at most 1,000 rows" in faults(check(desk, typed(sheet(None, *many))))[-1][1]


def test_rows_are_added_with_script_and_without(desk):
    sent = sheet(factories.SourceFactory(), ("actors", {"name": "One"}), more="", new_kind="roles")
    grid = desk.post(SHEET, sent).context["grid"]
    assert [(shown.kind.name, len(shown.rows)) for shown in grid.kinds] == [("actors", 1), ("roles", 5)]
    part = words(desk.get(f"{SHEET}kind/?kind=roles&first=7"))
    assert 'name="c.7.roles.actor"' in part and 'name="c.11.roles.actor"' in part
    assert desk.get(f"{SHEET}kind/?kind=secrets").status_code == 404
    assert 'list="roles-kind"' in part and '<option value="mediator">' in part


def test_the_number_of_queries_is_the_same_for_few_names_and_for_many(desk):
    actors = factories.ActorFactory.create_batch(12)
    source, counts = factories.SourceFactory(), []
    for number in (2, 12):
        rows = [("participations", {"event": "nothing", "actor": actor.name}) for actor in actors[:number]]
        with CaptureQueriesContext(connection) as queries:
            check(desk, sheet(source, *rows))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("text", ["{id}", "{name}"])
def test_a_record_that_may_not_be_seen_is_answered_as_one_that_is_not_there(signed_in, db, text):
    client = signed_in(factories.AnalystFactory(clearance=2))
    source, hidden, absent = (
        factories.SourceFactory(),
        factories.ActorFactory(level=3),
        factories.ActorFactory.build(),
    )
    answers = []
    for other in (hidden, absent):
        said = text.format(id=other.public_id, name=other.name)
        rows = [("stances", {"actor": said, "subject": said}), ("claims", {"subject": said, "field": "name"})]
        rows += [("actors", {"id": said, "name": "x"})]
        answers.append(
            [message.replace(said, "…") for _where, message in faults(check(client, sheet(source, *rows)))]
        )
    assert answers[0] == answers[1] and answers[0]


def test_what_may_be_recorded_already_is_shown_before_it_is_saved(desk):
    known = factories.ActorFactory(name="The Council")
    factories.ActorFactory(name="The council", team=factories.TeamFactory())
    report = factories.SourceFactory(name="The Long Report", url="https://example.org/report")
    new = {"name": "the long report", "kind": "report", "url": "http://www.example.org/report/"}
    looked = check(desk, sheet(None, ("actors", {"name": "the council", "kind": "body"}), **new))
    found = [(one.words, [record.id for record in one.records]) for one in looked.context["namesakes"]]
    assert found == [
        ("1 record has the name “the long report”", [report.public_id]),
        ("1 record has the name “the council”", [known.public_id]),
        ("1 record has the address “http://www.example.org/report/”", [report.public_id]),
    ]
    assert "These are others: save all" in words(looked)


def test_a_new_source_is_saved_with_its_rows_and_marks_what_is_new(desk):
    new = {"name": "A new report", "kind": "report", "reliability": "B", "level": "2", "published": "2004"}
    save(desk, sheet(None, ("actors", {"name": "One", "kind": "body"}), **new))
    source, actor = Source.objects.get(), Actor.objects.get()
    assert (source.name, source.reliability, source.published, source.level) == (
        "A new report",
        "B",
        "2004",
        2,
    )
    assert (actor.level, Citation.objects.get().source) == (2, source)
    assert actor.events.get().pgh_context["reason"] == "From a guarded source"
    without = check(desk, sheet(None, ("actors", {"name": "Two"})))
    wrong = ["Title", "Actors, row 1, column “Kind”"]
    assert [where for where, _message in faults(without)] == wrong


def test_the_markings_are_those_that_the_viewer_may_see_and_what_is_new_is_hidden_at_first(signed_in, db):
    client, source = signed_in(factories.AnalystFactory(clearance=2)), factories.SourceFactory()
    assert client.get(SHEET, {"source": source.public_id}).context["form"]["marking"].value() == 2
    row = ("actors", {"name": "One", "kind": "body"})
    assert [where for where, _m in faults(check(client, sheet(source, row, marking="3")))] == [
        "Marking of what is new"
    ]
    above = ("actors", {"name": "One", "kind": "body", "level": "restricted"})
    [(where, message)] = faults(check(client, sheet(source, above)))
    assert (where, message.partition("” ")[2]) == (
        "Actors, row 1, column “Marking”",
        "is above what you may see.",
    )
    team = factories.TeamFactory(name="Another team")
    [(where, message)] = faults(check(client, sheet(source, (row[0], row[1] | {"team": team.name}))))
    assert (where, message.partition("” ")[2]) == ("Actors, row 1, column “Team”", "is no team of yours.")


def test_who_may_not_edit_has_no_sheet(signed_in, db):
    client = signed_in(factories.AccountFactory(role="administrator"))
    assert [client.get(url).status_code for url in (SHEET, f"{SHEET}kind/?kind=roles")] == [403, 403]


def test_opened_from_a_source_the_sheet_has_it_and_its_reason(desk):
    report, guarded = (
        factories.SourceFactory(name="Report on the valley"),
        factories.SourceFactory(name="A call", level=3),
    )
    page = words(desk.get(SHEET, {"source": report.public_id}))
    assert f'value="{report.public_id}"' in page and 'value="From Report on the valley"' in page
    assert "A call" not in words(desk.get(SHEET, {"source": guarded.public_id}))
    assert desk.get(SHEET, {"source": "nonsense"}).status_code == 200


def test_every_field_of_the_form_has_its_box_on_the_page(signed_in, db):
    client = signed_in(factories.TeamGrantFactory(account=factories.StewardFactory()).account)
    response = client.get(SHEET)
    boxes = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', words(response)))
    assert {*response.context["form"].fields} <= boxes
