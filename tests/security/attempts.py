"""One attempt for each verb of docs/access.md: sent as a browser sends it; whether it was done is read in the tables.

Each is given a client, the world and, where the verb speaks of a record, that record.
"""

from datetime import timedelta
from http import HTTPStatus

from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from peaceinfra.core.choices import Level
from peaceinfra.core.models import (
    Account,
    AccountChange,
    Erasure,
    PartnerToken,
    Proposal,
    ProviderIdentity,
    ReadEntry,
    Recall,
    Subscription,
    Team,
    TeamGrant,
)
from peaceinfra.settings.sign_in_provider import SignInProvider
from processes.models import Batch, Claim, Judgement, LoweringRequest, Merge, Note, Source
from tests.admin import sheets
from tests.admin.screens import address, listing, seen_of, shown
from tracks.models import Linkage

WHY = {"reason": "the matrix"}
#: What people do, in the words of docs/access.md, and the action that each needs. Each is performed as every role.
VERBS = {
    "add a record": "edit",
    "change a record": "edit",
    "raise a marking": "edit",
    "ask to lower a marking": "edit",
    "confirm a lowered marking": "lower_marking",
    "retire a record": "edit",
    "retire a record in its list": "edit",
    "bring back a record": "edit",
    "confirm linkages anew": "edit",
    "copy a record": "edit",
    "change several records at once": "edit",
    "restore an earlier version": "edit",
    "write a note about a record": "edit",
    "save a sheet about a record": "edit",
    "accept a claim": "accept_claims",
    "accept a claim in its list": "accept_claims",
    "reject a claim": "accept_claims",
    "remark on what waits": "accept_claims",
    "accept a proposal": "accept_claims",
    "send back a proposal": "accept_claims",
    "judge a match": "edit",
    "merge two records": "merge",
    "undo a merge": "merge",
    "split a record": "merge",
    "ask to erase a person": "erase",
    "confirm an erasure": "erase",
    "bring in files of the field": "bring_in_files",
    "undo an import": "undo_imports",
    "undo a sheet of one's own": "edit",
    "take a list of the desk as a file": "edit",
    "read history": "read_history",
    "make an account": "manage_accounts",
    "give a one-time link": "manage_accounts",
    "give a code for a second factor": "manage_clearance",
    "ask to end a second factor": "manage_accounts",
    "link an account to the provider": "manage_accounts",
    "change a role": "manage_accounts",
    "move the last day of a role": "manage_accounts",
    "switch off an account": "manage_accounts",
    "grant a clearance": "manage_clearance",
    "revoke a clearance": "manage_clearance",
    "grant a team": "manage_clearance",
    "add a team": "manage_clearance",
    "confirm a change of an account": "manage_clearance",
    "make a token": "manage_clearance",
    "replace a token": "manage_clearance",
    "revoke a token": "manage_clearance",
    "pause a subscription": "manage_clearance",
    "remove a subscription": "manage_clearance",
    "read the log of readings": "read_log",
    "send a recall": "read_log",
}

ATTEMPTS = {}
OF_RECORDS = set()


def attempt(verb, of_records=False):
    def named(function):
        ATTEMPTS[verb] = function
        if of_records:
            OF_RECORDS.add(verb)
        return function

    return named


def row(model, key):
    """A row as it is stored, read past every filter."""
    return model._base_manager.get(pk=key)


@attempt("add a record")
def add(client, world):
    """Sent with what the empty form sends to the world's analyst."""
    client.post(
        listing(Source, "add"), world.empty_form | WHY | {"name": "Typed by the matrix", "kind": "report"}
    )
    return Source.objects.filter(name="Typed by the matrix").exists()


@attempt("change a record", of_records=True)
def change(client, world, source):
    client.post(address(source), world.forms[source.pk] | WHY | {"name": "Changed by the matrix"})
    return row(Source, source.pk).name == "Changed by the matrix"


def select(client, source, action, level):
    ticked = {"action": action, "_selected_action": [str(source.pk)], "level": str(level), "index": "0"}
    client.post(listing(Source), ticked | WHY)


@attempt("raise a marking", of_records=True)
def raise_marking(client, world, source):
    level = source.level + 1
    select(client, source, "raise_marking", level)
    return row(Source, source.pk).level == level


@attempt("change several records at once", of_records=True)
def change_several(client, world, source):
    """The record beside one that everybody may change: one of the two is not enough."""
    rows = [row(Source, key) for key in (source.pk, world.twins[source.pk].pk)]
    sent = {"action": "edit_several", "index": "0", "_selected_action": [str(stored.pk) for stored in rows]}
    sent |= {"change-authors": "on", "authors": "Of the matrix", "save": "1"}
    sent["seen"] = [f"{stored.pk}:{stored.version}" for stored in rows]
    client.post(listing(Source), sent | WHY)
    return row(Source, source.pk).authors == "Of the matrix"


@attempt("restore an earlier version", of_records=True)
def restore_version(client, world, source):
    """Of one beside it, which was changed since it was made."""
    changed = row(Source, world.changed[source.pk].pk)
    event = changed.events.order_by("pgh_id").first()
    page = reverse("admin:processes_source_version", args=[changed.pk, "processes.source", event.pgh_id])
    client.post(page, WHY | {"seen_version": changed.version})
    return row(Source, changed.pk).authors != "Written since"


@attempt("ask to lower a marking", of_records=True)
def ask_to_lower(client, world, source):
    select(client, world.twins[source.pk], "lower_marking", 0)
    return LoweringRequest.objects.exclude(pk__in=world.waiting).exists()


@attempt("confirm a lowered marking", of_records=True)
def confirm_lowering(client, world, source):
    page = address(world.lowerings[source.pk])
    context = client.post(page, {"show": "1"}).context or {}
    effect = context.get("effect")
    client.post(page, WHY | {"confirm": "1", "seen": effect.fingerprint if effect else ""})
    return row(Source, source.pk).level == 0


@attempt("retire a record", of_records=True)
def retire(client, world, source):
    client.post(address(source, "retire"), WHY)
    return row(Source, source.pk).retired


def do_in_list(client, record, verb):
    said = {"do": f"{verb} {record.pk} {record.version}", f"reason-{record.pk}": WHY["reason"]}
    client.post(listing(type(record), "row"), said)
    return row(type(record), record.pk)


@attempt("retire a record in its list", of_records=True)
def retire_in_list(client, world, source):
    return do_in_list(client, source, "retire").retired


@attempt("bring back a record", of_records=True)
def bring_back(client, world, source):
    gone = world.retired[source.pk]
    client.post(address(gone, "restore"), WHY)
    return not row(Source, gone.pk).retired


@attempt("confirm linkages anew")
def reconfirm(client, world):
    linkage = world.linkage
    sent = {"save": "1", "linkage": [f"{linkage.pk}:{linkage.version}"], "source": world.public.public_id}
    client.post("/admin/tracks/linkage/reconfirm/", sent | {"on": "2026-05-31", "credibility": "2"})
    return row(Linkage, linkage.pk).last_evidence == "2026-05-31"


def decide_claim(client, claim, verb):
    client.post(address(claim, verb), WHY)
    return row(Claim, claim.pk).status


@attempt("accept a claim", of_records=True)
def accept_claim(client, world, source):
    return decide_claim(client, world.claims[source.pk], "accept") == "accepted"


@attempt("accept a claim in its list", of_records=True)
def accept_in_list(client, world, source):
    return do_in_list(client, world.claims[source.pk], "accept").status == "accepted"


@attempt("reject a claim", of_records=True)
def reject_claim(client, world, source):
    return decide_claim(client, world.claims[source.pk], "reject") == "rejected"


@attempt("copy a record", of_records=True)
def copy_record(client, world, source):
    """The empty form is filled in with what the record says."""
    page = client.get(f"{listing(Source, 'add')}?copy_of={source.pk}&name=x")
    return page.status_code == HTTPStatus.OK and shown(page).get("publisher") == source.publisher


@attempt("write a note about a record", of_records=True)
def write_note(client, world, source):
    note = {"subject": source.public_id, "kind": "remark", "text": "By the matrix"}
    client.post(listing(Note, "add"), world.note_form | WHY | note)
    return Note.objects.filter(text="By the matrix", subject=source.pk).exists()


@attempt("save a sheet about a record", of_records=True)
def save_sheet(client, world, source):
    said = {"subject": source.public_id, "field": "publisher", "value": "Of the sheet"}
    sent = sheets.sheet(world.public, ("claims", said), reason="the matrix")
    looked = sheets.check(client, sent).context or {}
    client.post(sheets.SHEET, sent | {"save": "1", "seen": looked.get("seen") or ""})
    return Claim.objects.filter(subject=source.pk, value="Of the sheet").exists()


@attempt("remark on what waits", of_records=True)
def remark(client, world, source):
    claim = world.claims[source.pk]
    client.post(reverse("admin:queue_note_claims", args=[claim.pk]), {"text": "By the matrix"})
    return claim.queue_notes.exists()


def decide_proposal(client, world, verb):
    page = f"/admin/core/proposal/{world.proposal.pk}/change/"
    context = client.get(page).context or {}
    sent = {"word": "read", "seen": context.get("seen", ""), "take": ["0:*"], verb: "1"}
    client.post(page, sent)
    return row(Proposal, world.proposal.pk).status


@attempt("accept a proposal")
def accept_proposal(client, world):
    return decide_proposal(client, world, "accept") == "accepted"


@attempt("send back a proposal")
def send_back_proposal(client, world):
    return decide_proposal(client, world, "send_back") == "sent_back"


@attempt("judge a match")
def judge(client, world):
    client.post(address(world.match), {"verdict": "same", "record": world.linkage.source_id})
    return Judgement.objects.exists()


@attempt("merge two records", of_records=True)
def merge(client, world, source):
    twin = world.twins[source.pk]
    seen = {"kept_version": source.version, "merged_version": twin.version, "confirm": "1"}
    client.post(f"/admin/merge/?kept={source.public_id}&merged={twin.public_id}", WHY | seen)
    return row(Source, twin.pk).retired


@attempt("undo a merge", of_records=True)
def undo_merge(client, world, source):
    done = world.merges[source.pk]
    client.post(f"/admin/merges/{done.pk}/", WHY)
    return row(Merge, done.pk).retired


@attempt("split a record", of_records=True)
def split(client, world, source):
    claim = world.claims[source.pk]
    sent = {"name": "Split by the matrix", "row": [f"processes.Claim:{claim.pk}"], "version": source.version}
    client.post(f"/admin/split/{source.public_id}/", WHY | sent)
    return Source.objects.filter(name="Split by the matrix").exists()


@attempt("ask to erase a person", of_records=True)
def ask_to_erase(client, world, source):
    """A source, which is erased alike."""
    client.post(f"/admin/erase/{source.public_id}/", {"reason": "law"})
    return Erasure.objects.filter(record=source.pk).exists()


@attempt("confirm an erasure", of_records=True)
def confirm_erasure(client, world, source):
    waiting = world.erasures[source.pk]
    page = f"/admin/erasures/{waiting.pk}/"
    seen = (client.get(page).context or {}).get("seen", "")
    client.post(page, {"confirm": "1", "seen": seen})
    return row(Erasure, waiting.pk).status == "confirmed"


@attempt("bring in files of the field")
def bring_in(client, world):
    """Its page: what is sent there is read by the worker."""
    return client.get("/admin/bring-in/").status_code == HTTPStatus.OK


@attempt("undo an import")
def undo_import(client, world):
    client.post(address(world.batch), WHY | {"undo": "1"})
    return row(Batch, world.batch.pk).state != "written"


@attempt("undo a sheet of one's own")
def undo_sheet(client, world):
    """Also as one who has lost the role since."""
    account = client.session.get("_auth_user_id")
    sheet = Batch.objects.create(kind="sheet", title="A sheet", reason="A sheet", account_id=account, level=0)
    client.post(address(sheet), WHY | {"undo": "1"})
    return row(Batch, sheet.pk).state != "written"


@attempt("take a list of the desk as a file")
def desk_file(client, world):
    return client.get("/admin/lists/processes.source/file.csv").status_code == HTTPStatus.OK


@attempt("read history", of_records=True)
def history(client, world, source):
    return client.get(f"/records/{source.public_id}/history/").status_code == HTTPStatus.OK


@attempt("make an account")
def make_account(client, world):
    client.post(listing(Account, "add"), {"username": "typed-by-the-matrix", "role": "reader"})
    return Account.objects.filter(username="typed-by-the-matrix").exists()


@attempt("give a one-time link")
def give_link(client, world):
    return bool((client.post(address(world.subject, "link")).context or {}).get("link"))


@attempt("give a code for a second factor")
def give_factor_code(client, world):
    return bool((client.post(address(world.subject, "factor_code")).context or {}).get("code"))


@attempt("ask to end a second factor")
def end_factors(client, world):
    client.post(address(world.with_factor, "factors"), WHY)
    return AccountChange.objects.filter(account=world.with_factor, field="factors").exists()


@attempt("link an account to the provider")
def link_identity(client, world):
    provider = SignInProvider("https://login.example", "client", "secret", "Example")
    with override_settings(SIGN_IN_PROVIDER=provider):
        client.post(address(world.subject, "identity"), WHY | {"identifier": "somebody"})
    return ProviderIdentity.objects.filter(account=world.subject, identifier="somebody").exists()


def send_account(client, account, **changes):
    stored = row(Account, account.pk)
    sent = {
        "username": stored.username,
        "role": stored.role,
        "clearance": stored.clearance,
        "is_active": "on",
        "seen": stored.session_version,
    }
    rows = {"team_grants-TOTAL_FORMS": "0", "team_grants-INITIAL_FORMS": "0"}
    client.post(address(account), WHY | sent | rows | changes)
    return row(Account, account.pk)


@attempt("change a role")
def change_role(client, world):
    return send_account(client, world.subject, role="adviser").role == "adviser"


@attempt("move the last day of a role")
def move_role_end(client, world):
    return send_account(client, world.subject, role_until="2026-12-31").role_until is not None


@attempt("switch off an account")
def switch_off(client, world):
    return not send_account(client, world.subject, is_active="").is_active


@attempt("grant a clearance")
def grant_clearance(client, world):
    return send_account(client, world.subject, clearance="2").clearance == Level.INTERNAL


@attempt("revoke a clearance")
def revoke_clearance(client, world):
    return send_account(client, world.cleared, clearance="0").clearance == Level.PUBLIC


@attempt("grant a team")
def grant_team(client, world):
    new = {"team_grants-TOTAL_FORMS": "1", "team_grants-0-team": world.team.pk, "team_grants-0-reason": "x"}
    send_account(client, world.subject, **new)
    return TeamGrant.objects.filter(account=world.subject).exists()


@attempt("add a team")
def add_team(client, world):
    client.post(listing(Team, "add"), {"name": "Typed by the matrix"})
    return Team.objects.filter(name="Typed by the matrix").exists()


@attempt("confirm a change of an account")
def confirm_change(client, world):
    change = world.change
    client.post(
        address(change.account, "decide"),
        {"change": change.pk, "decision": "confirm", "seen": seen_of(change.account)},
    )
    return row(AccountChange, change.pk).accepted


@attempt("make a token")
def new_token(client, world):
    client.post(listing(PartnerToken, "add"), world.token_form | {"owner": "The matrix"})
    return PartnerToken.objects.filter(owner="The matrix").exists()


@attempt("replace a token")
def replace_token(client, world):
    sent = WHY | {"overlap": "0", "last_day": (timezone.now().date() + timedelta(days=30)).isoformat()}
    client.post(address(world.token, "replace"), sent)
    return PartnerToken.objects.filter(series=world.token.series).exclude(pk=world.token.pk).exists()


@attempt("revoke a token")
def revoke_token(client, world):
    client.post(address(world.token, "revoke"), WHY)
    return row(PartnerToken, world.token.pk).revoked_at is not None


@attempt("pause a subscription")
def pause(client, world):
    client.post(f"/admin/core/subscription/{world.subscription.pk}/pause/do/")
    return bool(row(Subscription, world.subscription.pk).paused)


@attempt("remove a subscription")
def remove(client, world):
    client.post(f"/admin/core/subscription/{world.subscription.pk}/remove/")
    return not Subscription.objects.filter(pk=world.subscription.pk).exists()


@attempt("send a recall")
def send_recall(client, world):
    """Of a public record: its reader is the officer, by the report itself."""
    public, page = world.public.public_id, "/admin/exposure/"
    found = (client.get(f"{page}{public}/").context or {}).get("exposure")
    holders = [f"account:{reader.account}" for reader, _name in found.holders] if found else ["account:1"]
    said = {"reason": "error", "task": "correct", "due_on": "2099-01-01", "holders": holders}
    client.post(f"{page}{public}/recall/", said)
    return Recall.objects.exists()


@attempt("read the log of readings")
def read_log(client, world):
    return client.get(listing(ReadEntry)).status_code == HTTPStatus.OK
