"""Which list answers for which kind of record."""

from peaceinfra.api import views
from peaceinfra.api.addresses import BODIES
from peaceinfra.api.codelists import CodelistViewSet

#: {kind: its list}, under the addresses and names of `PLACES`
LISTS = {
    "pro": views.ProcessViewSet,
    "cfl": views.ConflictViewSet,
    "cfa": views.ConflictPartyViewSet,
    "act": views.ActorViewSet,
    "rol": views.RoleViewSet,
    "stn": views.StanceViewSet,
    "man": views.MandateViewSet,
    "fun": views.FunctionViewSet,
    "mbr": views.MembershipViewSet,
    "pst": views.PostViewSet,
    "lnk": views.LinkageViewSet,
    "chn": views.ChannelViewSet,
    "rch": views.ReachViewSet,
    "csn": views.ConsentViewSet,
    "saf": views.SafeContactViewSet,
    "thr": views.ThreatNoteViewSet,
    "inc": views.InclusionViewSet,
    "dep": views.DeploymentViewSet,
    "evt": views.EventViewSet,
    "agr": views.AgreementViewSet,
    "com": views.CommunityViewSet,
    "plc": views.PlaceViewSet,
    "cov": views.CoverageNoteViewSet,
    "src": views.SourceViewSet,
    "clm": views.ClaimViewSet,
    "cit": views.CitationViewSet,
    "ext": views.ExternalIdViewSet,
    "rel": views.RelativeBoundViewSet,
    "not": views.RemarkViewSet,
    "dvn": views.DerivationViewSet,
}
#: Lists of some actors, and of the vocabularies: their address, their name, what answers.
OTHER_LISTS = [
    (BODIES, "body", views.BodyViewSet),
    ("secretariats", "secretariat", views.SecretariatViewSet),
    ("support-units", "support-unit", views.SupportUnitViewSet),
    ("mediators", "mediator", views.MediatorViewSet),
    ("codelists", "codelist", CodelistViewSet),
]
