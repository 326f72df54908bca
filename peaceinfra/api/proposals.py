"""Proposals of partners: sent, changed while they wait, and read by the token that sent them."""

from hashlib import sha256

import orjson
from django.core.exceptions import ValidationError as Unreadable
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.budget import OutOfBudget
from peaceinfra.api.exceptions import Refusal
from peaceinfra.api.pagination import PARAMETERS as PAGE_PARAMETERS
from peaceinfra.api.pagination import address
from peaceinfra.api.parameters import LIST_PARAMETERS, Cursor, read_page, unknown
from peaceinfra.api.permissions import Proposes
from peaceinfra.api.preconditions import check_versions
from peaceinfra.api.proposed import REFUSALS, ProposalsSerializer, ProposedSerializer, SentSerializer, told
from peaceinfra.api.rendering import as_json
from peaceinfra.core import partner_tokens
from peaceinfra.core.choices import ProposalStatus
from peaceinfra.core.identity import new_id, public_id
from peaceinfra.core.models.proposals import PREFIX
from peaceinfra.core.proposals import (
    MOST_WAITING,
    answered,
    keep_answer,
    own_proposal,
    own_proposals,
    put_proposal,
)
from peaceinfra.proposals.keeping import as_sent, content_of
from peaceinfra.proposals.reading import highest, id_of, read_proposal
from peaceinfra.proposals.sent import NAMES, Faults, check_form
from peaceinfra.proposals.writing import note_faults

MOST_BYTES = 256 * 1024
LONGEST_KEY = 64
KEY, MATCH = "Idempotency-Key", "If-Match"
_KEY_PARAMETER = OpenApiParameter(
    KEY,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="A text of your own for this one proposal, such as a UUID. For 24 hours the same proposal with it is"
    " answered as the first time, and made once.",
)
_MATCH_PARAMETER = OpenApiParameter(
    MATCH,
    str,
    OpenApiParameter.HEADER,
    description="Of a change of one stored record its ETag, as its own address gave it. Of several, each names its own"
    " in “if_match”.",
)
_OWN_MATCH_PARAMETER = OpenApiParameter(
    MATCH, str, OpenApiParameter.HEADER, required=True, description="The ETag of the proposal as you read it."
)
_PAGE_PARAMETERS = [
    OpenApiParameter(each["name"], each["schema"], description=each["description"])
    for each in PAGE_PARAMETERS
]
_AUTH = [{"token": []}]
_STATUS_PARAMETER = OpenApiParameter("status", {"type": "string", "enum": ProposalStatus.values})


class ProposalMixin(ReadOnlyMixin):
    """Proposals are no rows of the register: reading one's own counts for nothing, sending for what is looked up."""

    permission_classes = (Proposes,)
    rows = 0
    rows_left = None

    def get_throttles(self):
        return [] if self.request.method in ("GET", "HEAD") else super().get_throttles()

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.rows_left is not None:
            response.rows_left = self.rows_left
        return response

    def read_body(self):
        """What was sent. Raises Refusal where it is too long."""
        request = self.request._request
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES or len(request.body) > MOST_BYTES:
            words = _("A proposal has at most %(most)s bytes. Send it as several.") % {"most": MOST_BYTES}
            raise Refusal(413, {"request": [words]})
        if errors := unknown(self.request.query_params, {}):
            raise ValidationError(errors)
        return self.request.data

    def spend(self, form):
        """Each record that is looked at counts as one that is read, also where it is refused. Raises OutOfBudget."""
        reader = self.request.user
        counted = partner_tokens.spend(
            self.request._request.token, len(form["records"]) + len(form["sources"])
        )
        if counted is None:
            raise OutOfBudget(reader)
        self.rows_left = max(0, reader.daily_rows - counted)

    def put(self, key: int, form: dict, faults: Faults, *, header: str = "", seen: int | None = None):
        """Reads, checks and keeps the proposal. Raises ValidationError with every fault, or Refusal."""
        self.spend(form)
        viewer = self.request.viewer
        read = read_proposal(form, viewer, faults, least=viewer.level)
        if not faults:
            check_versions(self.request, read, header)
        note_faults(read, viewer)
        if faults:
            raise ValidationError({place or "request": texts for place, texts in faults.items()})
        refused = put_proposal(
            self.request._request.token,
            key,
            seen=seen,
            reason=form["reason"],
            content=content_of(read),
            level=highest(read),
            named=read.named,
        )
        if refused:
            raise _refusal_of(refused)

    def proposal_of(self, key: int | None):
        """The proposal of this token. Raises NotFound, for another's as for none."""
        found = own_proposal(self.request._request.token, key) if key else None
        if found is None:
            raise NotFound
        return found


class ProposalsView(ProposalMixin, APIView):
    """What you propose to the stewards of the register, and what became of it. Nothing is published unseen."""

    http_method_names = ["get", "head", "post"]
    refusals = REFUSALS

    @extend_schema(
        operation_id="proposals",
        parameters=[_STATUS_PARAMETER, *_PAGE_PARAMETERS],
        responses=ProposalsSerializer,
        auth=_AUTH,
    )
    def get(self, request):
        page, status = _page(request)
        found, following, preceding = _own_page(request._request.token, page, status)
        return Response(
            {
                "next": address(request, following),
                "previous": address(request, preceding),
                "results": told(found, request),
            }
        )

    @extend_schema(
        operation_id="propose",
        parameters=[_KEY_PARAMETER, _MATCH_PARAMETER],
        request=SentSerializer,
        responses={201: ProposedSerializer},
        auth=_AUTH,
    )
    def post(self, request):
        named, sent = _idempotency_key(request), self.read_body()
        # Objects are the same in whatever order their names stand.
        digest = sha256(as_json([request.headers.get(MATCH, ""), sent], orjson.OPT_SORT_KEYS)).hexdigest()
        token = request._request.token
        known = answered(token, named, digest)
        if known.state == "known":
            return _created(known.proposal, known.body)
        if known.state != "new":
            raise _refusal_of_key(known.state)
        faults, key = Faults(), new_id()
        self.put(key, check_form(sent, faults), faults, header=request.headers.get(MATCH, ""))
        body = as_json(told([self.proposal_of(key)], request)[0]).decode()
        keep_answer(token, named, digest, key, body)
        return _created(key, body)


class ProposalView(ProposalMixin, APIView):
    """One proposal of yours."""

    http_method_names = ["get", "head", "patch"]
    refusals = REFUSALS

    @extend_schema(operation_id="proposal", responses=ProposedSerializer, auth=_AUTH)
    def get(self, request, id):
        if errors := unknown(request.query_params, {}):
            raise ValidationError(errors)
        return self._told(self.proposal_of(id_of(id)))

    @extend_schema(
        operation_id="proposal_change",
        parameters=[_OWN_MATCH_PARAMETER],
        request=SentSerializer(partial=True),
        responses=ProposedSerializer,
        auth=_AUTH,
    )
    def patch(self, request, id):
        """Sends it anew, as long as nobody decided about it: what is named takes the place of what was sent before."""
        sent, own = self.read_body(), self.proposal_of(id_of(id))
        self._check_own_version(own)
        if own.status not in (ProposalStatus.WAITING, ProposalStatus.SENT_BACK):
            raise _refusal_of("decided")
        faults = Faults()
        self.put(own.pk, _changed(own, sent, faults), faults, seen=own.version)
        return self._told(self.proposal_of(own.pk))

    def _told(self, own):
        return Response(told([own], self.request)[0], headers={"ETag": _tag(own)})

    def _check_own_version(self, own):
        given = self.request.headers.get(MATCH)
        if not given:
            words = _("Send “If-Match” with the ETag of the proposal as you read it.")
            raise Refusal(428, {MATCH: [words]})
        if given.strip().removeprefix("W/") != _tag(own):
            words = _("The proposal is not as you read it: it stands under “now”. Look at it and send again.")
            raise Refusal(412, {MATCH: [words]}, beside={"now": told([own], self.request)[0]})


def _changed(own, sent, faults) -> dict:
    """The proposal as it would be; what is not named stays as it was sent."""
    if not isinstance(sent, dict):
        return check_form(sent, faults)
    kept = as_sent(own.content, Faults()) | {"reason": own.reason}
    stand_ins = {"reason": own.reason, "records": [{"kind": "-"}], "sources": []}
    form = check_form(stand_ins | sent, faults)
    return form | {name: kept[name] for name in NAMES if name not in sent}


def _page(request):
    allowed = {**LIST_PARAMETERS, "status": False}
    errors = unknown(request.query_params, allowed)
    status = request.query_params.get("status")
    if status is not None and status not in ProposalStatus.values:
        words = _("Write one of: %(known)s.") % {"known": ", ".join(ProposalStatus.values)}
        errors["status"] = [words]
    try:
        page = read_page(request)
    except Unreadable as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    return page, status


def _own_page(token, page, status):
    """(proposals, cursor of the next page, cursor of the one before)."""
    cursor = page.cursor
    backwards = bool(cursor and cursor.direction == "before")
    beside = {cursor.direction: cursor.key} if cursor else {}
    found = own_proposals(token, **beside, status=status, most=page.limit + 1)
    is_more, found = len(found) > page.limit, found[: page.limit]
    if backwards:
        found.reverse()
    if not found:
        return [], None, None
    following = Cursor("after", found[-1].pk) if is_more or backwards else None
    preceding = Cursor("before", found[0].pk) if (is_more if backwards else cursor) else None
    return found, following, preceding


def _idempotency_key(request) -> str:
    text = request.headers.get(KEY, "").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':  # a String of structured fields
        text = text[1:-1]
    if not text or len(text) > LONGEST_KEY or not text.isascii() or not text.isprintable():
        words = _("Send “Idempotency-Key” with 1 to %(most)s characters of your own, such as a UUID.")
        raise Refusal(400, {KEY: [words % {"most": LONGEST_KEY}]})
    return text


def _created(key: int, body: str) -> HttpResponse:
    where = reverse("api:proposal", args=[public_id(PREFIX, key)])
    headers = {"Location": where, "ETag": '"1"'}
    return HttpResponse(body, status=201, content_type="application/json", headers=headers)


def _tag(own) -> str:
    return f'"{own.version}"'


def _refusal_of(code: str) -> Exception:
    if code in ("absent", "no token"):
        return NotFound()
    if code == "full":
        words = _(
            "%(most)s proposals of yours wait already. Send more when stewards have decided about some."
        )
        return Refusal(429, {"proposals": [words % {"most": MOST_WAITING}]}, wait=3600)
    words = {
        "stale": _("The proposal was changed meanwhile. Read it and send again."),
        "decided": _("A steward has decided about this proposal. Send a new one."),
    }
    return Refusal(412 if code == "stale" else 409, {"proposal": [words[code]]})


def _refusal_of_key(state: str) -> Refusal:
    if state == "running":
        words = _("A proposal with this key is being looked at. Send it again in a moment.")
        return Refusal(409, {KEY: [words]}, wait=1)
    return Refusal(
        422, {KEY: [_("Something else was sent with this key. Use a new key for another proposal.")]}
    )
