"""A register in which one person stands everywhere: each field holds a word of its own, by which it is found again."""

from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from peaceinfra.core.history import because
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import (
    Follow,
    Proposal,
    ProposalAnswer,
    ProposalName,
    RecentItem,
    Record,
    SavedList,
)
from processes.models import (
    Actor,
    Batch,
    BatchRow,
    ClaimNote,
    Intake,
    IntakeFile,
    IntakeNote,
    Judgement,
    LoweringItem,
    LoweringRequest,
    MatchReason,
    Merge,
    MergeItem,
    OpenMatch,
    Upstream,
)
from secretariats.models import Appointment
from tests import factories as make
from tracks.models import Mediator

ARABIC, BURMESE = "فاطمة الزهراء", "ဒေါ်ခင်မာ"


@dataclass
class World:
    """person    who is to be erased; twin: a record of the same person that was merged into it
    kept        rows that name the person and stay, by what the tests call them
    canaries    a word for each field that is to be nowhere afterwards
    texts       (table, column, key) of texts that hold a name and stay, to be mended by hand
    """

    person: Actor = None
    twin: Actor = None
    kept: dict = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)
    texts: set = field(default_factory=set)

    def canary(self, of: str) -> str:
        self.canaries.append(f"canary{len(self.canaries)}{of}")
        return self.canaries[-1]


def build() -> World:
    world = World()
    with because(None, "made by a test"):
        _person(world)
        _hanging_on(world)
        _naming(world)
        _work(world)
        _files(world)
        _of_accounts(world)
    return world


def _person(world):
    person = make.ActorFactory(
        name=BURMESE, kind="individual", description=world.canary("description"), level=3
    )
    # An earlier name stands in the history alone.
    Actor.objects.filter(pk=person.pk).update(name=f"{BURMESE} {world.canary('earlier')}")
    Actor.objects.filter(pk=person.pk).update(name=BURMESE)
    Mediator.objects.create(actor=person, languages=["my"])
    make.ActorNameFactory(actor=person, name=ARABIC, kind="real", level=4)
    make.ActorNameFactory(actor=person, name=world.canary("alias"), level=3, retired=True)
    world.person = Actor.objects.get(pk=person.pk)
    world.canaries += [ARABIC, BURMESE]


def _hanging_on(world):
    person = world.person
    source = make.SourceFactory(level=0)
    make.ExternalIdFactory(subject=person, scheme="ucdp_actor", value=world.canary("id"), level=3)
    make.NoteFactory(subject=person, text=world.canary("note"), level=4)
    claim = make.ClaimFactory(
        subject=person, field="description", value=world.canary("claim"), source=source, level=3
    )
    make.CitationFactory(subject=person, source=source, locator=world.canary("locator"), level=3)
    steward = make.StewardFactory()
    ClaimNote.objects.create(item=claim, account=steward, text=world.canary("remark"))
    make.RoleFactory(actor=person, level=3)
    make.ConsentFactory(actor=person, condition=world.canary("condition"))
    make.SafeContactFactory(actor=person, instructions=world.canary("instructions"))
    make.ThreatNoteFactory(actor=person, threat=world.canary("threat"))
    linkage = make.LinkageFactory(level=3, purpose=world.canary("carried"))
    make.IntermediaryFactory(linkage=linkage, actor=person)
    make.ReachFactory(actor=person, level=3)
    body = make.BodyActorFactory()
    post = make.PostFactory(body=body)
    appointment = Appointment.objects.create(post=post, person=person, level=3)
    make.ClaimFactory(
        subject=appointment, field="acting", value=world.canary("ofpost"), source=source, level=3
    )
    channel = make.ChannelFactory(name=world.canary("channel"), level=3)
    make.ChannelEndFactory(channel=channel, actor=person)
    world.kept |= {"source": source, "post": post, "body": body}


def _naming(world):
    """Rows that stay: they lose the name, or say nothing of it by a key."""
    person = world.person
    body = world.kept["body"]
    role = make.RoleFactory(level=1, appointed_by=person)
    # The person is better guarded than the body: without the name more readers would see the row.
    hidden = make.LifecycleChangeFactory(body=body, decided_by=person, reason=world.canary("hidden"))
    guarded = make.BodyActorFactory(level=4)
    stays = make.LifecycleChangeFactory(body=guarded, decided_by=person, status="operational")
    claimed = make.ClaimFactory(
        subject=role, field="recognised_by", value="", value_record=person, level=3,
        locator=world.canary("claimed"),
    )  # fmt: skip
    text = make.EventFactory(name=f"A meeting with {BURMESE}", level=2)
    world.texts.add(("processes_event", "name", text.pk))
    world.kept |= {"role": role, "stays": stays, "text": text}
    world.gone = {"hidden": hidden, "claimed": claimed}


def _work(world):
    person = world.person
    twin = make.ActorFactory(name=world.canary("twin"), kind="individual", level=3)
    merge = Merge.objects.create(kept_id=person.pk, merged_id=twin.pk, reason=world.canary("merge"))
    MergeItem.objects.create(
        merge=merge, table="processes.actor", row_id=person.pk, field="description", before=world.canary("item"),
        row_version=1,
    )  # fmt: skip
    Actor.objects.filter(pk=twin.pk).update(retired=True)
    world.twin = twin
    steward = make.StewardFactory()
    request = LoweringRequest.objects.create(
        reason=world.canary("request"), requested_by=steward, size=1, level=3
    )
    LoweringItem.objects.create(
        request=request, subject_id=person.pk, seen_version=1, field="level", value="1"
    )
    for name, content in (("content", [BURMESE]), ("ids", [public_id("act", person.pk)])):
        proposal = Proposal.objects.create(
            series=1, token="a", owner="b", purpose="c", reason=world.canary(name), content={"records": content},
            sent_at=timezone.now(),
        )  # fmt: skip
        ProposalAnswer.objects.create(
            series=1,
            key=name,
            digest="d",
            proposal=proposal.pk,
            body=world.canary("answer"),
            made_at=timezone.now(),
        )
    ProposalName.objects.create(proposal=proposal, record_id=person.pk)


def _files(world):
    person = world.person
    other = make.ActorFactory(name="Another")
    batch = Batch.objects.create(title="A list", scheme="ucdp", reason="new edition", size=2, level=3)
    for record in (person, other):
        BatchRow.objects.create(
            batch=batch, record_id=record.pk, model="processes.actor", action="added", version_after=1
        )
    Upstream.objects.create(
        scheme="ucdp", model="processes.actor", record_id=person.pk, cells={"name": world.canary("cell")},
        batch_key=batch.pk, effective_level=3,
    )  # fmt: skip
    Judgement.objects.create(scheme="ucdp", value=world.canary("judged"), verdict="same", record_id=person.pk)
    of_source = next(word for word in world.canaries if word.endswith("id"))
    Judgement.objects.create(scheme="ucdp_actor", value=of_source, verdict="new", why=world.canary("new"))
    match = OpenMatch.objects.create(
        scheme="paax", value="7", kind="act", names=[world.canary("incoming")], start="", end="",
        external_ids=[["ucdp_actor", of_source]],
    )  # fmt: skip
    likely = OpenMatch.objects.create(
        scheme="paax", value="8", kind="act", names=[world.canary("likely")], start="", end=""
    )
    MatchReason.objects.create(
        match=likely, record_id=person.pk, ground="name", points=90, evidence_id=person.pk,
        own_evidence_id=person.pk,
    )  # fmt: skip
    steward = make.StewardFactory()
    untouched = make_intake(steward, "Nobody,1\n")
    for content in (f"id,name\n7,{ARABIC}\n", "packed"):
        intake = make_intake(steward, content)
        IntakeNote.objects.create(
            intake=intake, number=1, kind="change", place=1, value=world.canary("value")
        )
    noted = make_intake(steward, "Nobody,2\n")
    IntakeNote.objects.create(
        intake=noted, number=1, kind="change", place=1, about=person.pk, before=world.canary("before")
    )
    world.kept |= {"batch": batch, "other": other, "intake": untouched}
    world.gone |= {"match": match, "likely": likely}


def make_intake(account, content: str) -> Intake:
    intake = Intake.objects.create(account=account, seen_level=4, source="ucdp", level=3, reason="an edition")
    content = b"PK\x03\x04 what cannot be read" if content == "packed" else content.encode()
    IntakeFile.objects.create(intake=intake, part="actor", name="actors.csv", sha256="0", content=content)
    return intake


def _of_accounts(world):
    account = make.AnalystFactory()
    shown = public_id("act", world.person.pk)
    RecentItem.objects.create(account=account, subject=shown)
    Follow.objects.create(account=account, subject=shown, seen_at=timezone.now())
    query = "q=%D9%81%D8%A7%D8%B7%D9%85%D8%A9+%D8%A7%D9%84%D8%B2%D9%87%D8%B1%D8%A7%D8%A1"
    for number, text in enumerate((f"actor={world.person.pk}", f"actor={shown}", query)):
        SavedList.objects.create(
            account=account, screen="processes.role", name=world.canary(f"list{number}"), query=text
        )
    world.kept["list"] = SavedList.objects.create(
        account=account, screen="processes.role", name="all", query=""
    )


def tables_holding(words) -> list[tuple[str, str]]:
    """(table, word) of each table that holds a word anywhere, in whatever column: as a dump of it would."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT DISTINCT w FROM {table} t JOIN unnest(%s::text[]) w ON strpos(t::text, w) > 0"
                " OR strpos(t::text, encode(convert_to(w, 'UTF8'), 'hex')) > 0",
                [[*words]],
            )
            found += [(table, word) for (word,) in cursor.fetchall()]
    return sorted(found)


def tombstone(key: int) -> Record:
    return Record.objects.get(pk=key)
