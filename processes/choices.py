"""The vocabularies of processes, parties and evidence, with the order in which they are shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Incompatibility(TextChoices):
    """What the parties to a conflict disagree on (after UCDP)."""

    GOVERNMENT = "government", _("government")
    TERRITORY = "territory", _("territory")
    BOTH = "both", _("government and territory")
    INTER_GROUP = "inter_group", _("between groups")
    UNKNOWN = "unknown", _("not recorded")


class ConflictSide(TextChoices):
    """Who fights together in a conflict. Where the state is a party, UCDP has it on side A."""

    A = "a", _("side A")
    B = "b", _("side B")
    UNKNOWN = "unknown", _("side not recorded")


class ConflictPart(TextChoices):
    """Whether a party to a conflict fights for its own aims, or with its forces beside one that does (after UCDP)."""

    PRIMARY = "primary", _("primary party")
    SUPPORTING = "supporting", _("supporting party")
    UNKNOWN = "unknown", _("part not recorded")


class Phase(TextChoices):
    """How far a process has come."""

    EXPLORATION = "exploration", _("exploration")
    PRE_NEGOTIATION = "pre_negotiation", _("pre-negotiation")
    NEGOTIATION = "negotiation", _("negotiation")
    IMPLEMENTATION = "implementation", _("implementation")
    CONCLUDED = "concluded", _("concluded")
    UNKNOWN = "unknown", _("unknown")


class Ending(TextChoices):
    """How a process ended: that one is concluded does not say that there was a deal."""

    AGREEMENT = "agreement", _("by agreement")
    MILITARY_VICTORY = "military_victory", _("by military victory")
    LAPSED = "lapsed", _("lapsed without a result")
    UNKNOWN = "unknown", _("not known")


class Momentum(TextChoices):
    """Whether a process moves."""

    ACTIVE = "active", _("active")
    STALLED = "stalled", _("stalled")
    SUSPENDED = "suspended", _("suspended")
    COLLAPSED = "collapsed", _("collapsed")
    DORMANT = "dormant", _("dormant")
    UNKNOWN = "unknown", _("unknown")


class ActorKind(TextChoices):
    """What sort of actor it is, wherever it acts."""

    STATE = "state", _("state")
    SECURITY_ORGAN = "security_organ", _("military or security organ")
    ARMED_ORGANISATION = "armed_organisation", _("armed organisation")
    INFORMAL_ARMED_GROUP = "informal_armed_group", _("informal armed group")
    COMMUNAL_GROUP = "communal_group", _("communal group")
    POLITICAL_PARTY = "political_party", _("political party")
    COALITION = "coalition", _("coalition")
    UMBRELLA = "umbrella", _("umbrella organisation")
    IGO = "igo", _("intergovernmental organisation")
    INGO = "ingo", _("international NGO")
    NATIONAL_NGO = "national_ngo", _("national NGO")
    LOCAL_ORGANISATION = "local_organisation", _("local organisation")
    COMMUNITY_STRUCTURE = "community_structure", _("community structure")
    INDIVIDUAL = "individual", _("individual")
    BODY = "body", _("body")
    OTHER = "other", _("other actor")
    NOT_RECORDED = "not_recorded", _("kind not recorded")


#: A side with one of them is that of a state.
OF_A_STATE = {ActorKind.STATE, ActorKind.SECURITY_ORGAN}
#: Those that stand for others: for whom, follows from their members.
COLLECTIVE = {ActorKind.COALITION, ActorKind.UMBRELLA}


class ActorLevel(TextChoices):
    """The level of society an actor usually works at (after Lederach)."""

    TOP = "top", _("top")
    MIDDLE = "middle", _("middle")
    GRASSROOTS = "grassroots", _("grassroots")
    UNKNOWN = "unknown", _("unknown")


class Cohesion(TextChoices):
    """How far an armed organisation's members follow one command."""

    UNIFIED = "unified", _("one command")
    LOOSE = "loose", _("loose command")
    FRAGMENTED = "fragmented", _("fragmented")
    NOT_RECORDED = "not_recorded", _("not recorded")


class NameKind(TextChoices):
    """What a name of an actor is to it."""

    OFFICIAL = "official", _("official name")
    ALIAS = "alias", _("alias")
    ACRONYM = "acronym", _("acronym")
    FORMER = "former", _("former name")


class LineageKind(TextChoices):
    """How an actor came from another."""

    SPLINTER = "splinter", _("splinter of")
    MERGER = "merger", _("merged from")
    RENAMED = "renamed", _("renamed from")
    SUCCESSOR = "successor", _("successor of")
    UMBRELLA = "umbrella", _("umbrella over")
    COALITION = "coalition", _("coalition with")
    WING = "wing", _("wing of")
    FACTION = "faction", _("faction of")
    TEMPORARY_SPLIT = "temporary_split", _("split for a time from")


#: How an actor broke away from another.
SPLITS = (LineageKind.SPLINTER, LineageKind.TEMPORARY_SPLIT)


class RoleKind(TextChoices):
    """What an actor does in a process: as a party, for a side without being one of its parties, or as a third party."""

    PARTY = "party", _("party")
    SUPPORTER = "supporter", _("supporter of a side")
    MEDIATOR = "mediator", _("mediator")
    CO_MEDIATOR = "co_mediator", _("co-mediator")
    FACILITATOR = "facilitator", _("facilitator")
    HOST = "host", _("host")
    WITNESS = "witness", _("witness")
    GUARANTOR = "guarantor", _("guarantor")
    OBSERVER = "observer", _("observer")
    MONITOR = "monitor", _("monitor")
    DONOR = "donor", _("donor")
    CONTACT_GROUP_MEMBER = "contact_group_member", _("contact group member")
    ACCOMPANIER = "accompanier", _("accompanier")
    MESSENGER = "messenger", _("messenger")
    INSIDER_MEDIATOR = "insider_mediator", _("insider mediator")
    THIRD_PARTY = "third_party", _("third party (role not recorded)")


#: All that third parties do: who supports a side is none, and no party either.
THIRD_PARTY_ROLES = frozenset(RoleKind) - {RoleKind.PARTY, RoleKind.SUPPORTER}


class RoleBasis(TextChoices):
    """A role is claimed by the actor, recognised by others, or both."""

    CLAIMED = "claimed", _("claimed")
    RECOGNISED = "recognised", _("recognised")
    BOTH = "both", _("claimed and recognised")
    UNKNOWN = "unknown", _("not recorded")


class StanceKind(TextChoices):
    """What an actor says or does towards a process, a body, a party, a channel or a linkage."""

    RECOGNISES = "recognises", _("recognises")
    TOLERATES = "tolerates", _("tolerates")
    OBJECTS = "objects", _("objects to")
    REFUSES = "refuses", _("refuses")
    GUARANTEES = "guarantees", _("guarantees")
    DEMANDS = "demands", _("demands")


class Publicity(TextChoices):
    """Whether a stance was taken in public. This is about the world, not about who may read the record."""

    PUBLIC = "public", _("in public")
    PRIVATE = "private", _("in private")
    NOT_RECORDED = "not_recorded", _("not recorded")


class Track(TextChoices):
    """A property of a relation or an event, never of an actor."""

    ONE = "1", _("Track I")
    ONE_AND_A_HALF = "1.5", _("Track 1.5")
    TWO = "2", _("Track II")
    THREE = "3", _("Track III")
    HYBRID = "hybrid", _("hybrid")
    UNKNOWN = "unknown", _("track not recorded")


class EventKind(TextChoices):
    """What sort of event it was."""

    TALKS = "talks", _("talks round")
    MEETING = "meeting", _("meeting")
    CONSULTATION = "consultation", _("consultation")
    SHUTTLE = "shuttle", _("shuttle")
    CEASEFIRE = "ceasefire", _("ceasefire")
    BREAKDOWN = "breakdown", _("breakdown")
    VIOLENCE = "violence", _("violence")
    MITIGATION = "mitigation", _("violence mitigation")
    CONFIDENCE_BUILDING = "confidence_building", _("confidence-building measure")
    EXCHANGE = "exchange", _("exchange")
    TRAINING = "training", _("training")
    MEDIATION = "mediation", _("mediation")
    ABOUT_MEDIATION = "about_mediation", _("meeting about mediation")
    OTHER = "other", _("other event")


class EventMode(TextChoices):
    """How those who took part met."""

    IN_PERSON = "in_person", _("in person")
    VIRTUAL = "virtual", _("by video")
    PHONE = "phone", _("by telephone")
    HYBRID = "hybrid", _("in person and by video")
    UNKNOWN = "unknown", _("not recorded")


class ParticipantPart(TextChoices):
    """What somebody did at an event."""

    PARTY = "party", _("party")
    CONVENOR = "convenor", _("convenor")
    MEDIATOR = "mediator", _("mediator or facilitator")
    THIRD_PARTY = "third_party", _("third party (role not recorded)")
    SUPPORTER = "supporter", _("supporter of a side")
    HOST = "host", _("host")
    OBSERVER = "observer", _("observer")
    ADVISER = "adviser", _("adviser")
    SPEAKER = "speaker", _("speaker")
    PARTICIPANT = "participant", _("participant")
    UNKNOWN = "unknown", _("not recorded")


class CoordinatePrecision(TextChoices):
    """Of what the coordinates of a place are the point, from the most exact on."""

    EXACT = "exact", _("the place itself")
    TOWN = "town", _("its town or village")
    DISTRICT = "district", _("its district")
    PROVINCE = "province", _("its province")
    COUNTRY = "country", _("the middle of its country")
    UNKNOWN = "unknown", _("not recorded")


class AgreementStage(TextChoices):
    """What part of a process an agreement deals with (the codes of PA-X)."""

    PRE = "Pre", _("pre-negotiation or process")
    CEASEFIRE = "Cea", _("ceasefire or related")
    PARTIAL = "SubPar", _("framework, partial")
    COMPREHENSIVE = "SubComp", _("framework, comprehensive")
    IMPLEMENTATION = "Imp", _("implementation or renegotiation")
    RENEWAL = "Ren", _("renewal")
    OTHER = "Oth", _("other")
    UNKNOWN = "unknown", _("not coded")


class AgreementStatus(TextChoices):
    """Whether its parties agreed to it (the four of PA-X)."""

    MULTIPARTY = "multiparty", _("signed or agreed by several parties")
    UNILATERAL = "unilateral", _("document of one party")
    SUBSEQUENT = "subsequent", _("became an agreement afterwards")
    UNCLEAR = "unclear", _("status unclear")
    UNKNOWN = "unknown", _("not coded")


class Settlement(TextChoices):
    """How much of the incompatibility an agreement settles (`pa_type` of UCDP)."""

    FULL = "full", _("all of it")
    PARTIAL = "partial", _("a part of it")
    PROCESS = "process", _("how a settlement is to be reached")
    UNKNOWN = "unknown", _("not coded")


class AgreementScope(TextChoices):
    """Between whom an agreement was made (`Agtp` of PA-X)."""

    INTER = "inter", _("between states")
    INTER_INTRA = "inter_intra", _("between states and within one")
    INTRA = "intra", _("within a state")
    INTRA_LOCAL = "intra_local", _("within a state, local")
    UNKNOWN = "unknown", _("not coded")


class AgreementLink(TextChoices):
    """What an agreement does to an earlier one."""

    RENEWS = "renews", _("renews")
    AMENDS = "amends", _("amends")
    IMPLEMENTS = "implements", _("implements")
    REPLACES = "replaces", _("replaces")
    REAFFIRMS = "reaffirms", _("reaffirms")
    ANNEX = "annex", _("is an annex to")
    UNKNOWN = "unknown", _("refers to (how: not recorded)")


class SignatoryPart(TextChoices):
    """As what somebody signed an agreement."""

    PARTY = "party", _("party")
    THIRD_PARTY = "third_party", _("third party")
    WITNESS = "witness", _("witness")
    GUARANTOR = "guarantor", _("guarantor")


class CoverageTopic(TextChoices):
    """What was searched for, for a process and a period."""

    ALL = "all", _("everything")
    BODIES = "bodies", _("bodies and mandates")
    CHANNELS = "channels", _("channels")
    LINKAGES = "linkages", _("linkages and reach")
    LOCAL = "local", _("local mediators and agreements")
    AGREEMENTS = "agreements", _("agreements and events")
    INCLUSION = "inclusion", _("inclusion")
    LISTS = "lists", _("lists of sanctions")


class CoverageExtent(TextChoices):
    """How far somebody searched: “not researched” is not “none”."""

    FULL = "full", _("searched fully")
    PART = "part", _("searched in part")
    NONE = "none", _("not researched")


class NoteKind(TextChoices):
    """What a note of an analyst is for."""

    REMARK = "remark", _("remark")
    INTERNAL = "internal", _("internal note")
    FOCAL_POINT = "focal_point", _("internal focal point")
    REVIEW = "review", _("to be reviewed")


class SourceKind(TextChoices):
    """What sort of source it is."""

    ARTICLE = "article", _("article")
    BOOK = "book", _("book or chapter")
    REPORT = "report", _("report")
    OFFICIAL = "official", _("official document")
    AGREEMENT = "agreement", _("agreement text")
    DATASET = "dataset", _("dataset")
    WEBSITE = "website", _("web page")
    MEDIA = "media", _("media")
    INTERVIEW = "interview", _("call or interview")
    CONTACT = "contact", _("trusted contact")
    DEMONSTRATION = "demonstration", _("demonstration note")


class Reliability(TextChoices):
    """Admiralty grade of a source."""

    A = "A", _("completely reliable source")
    B = "B", _("usually reliable source")
    C = "C", _("fairly reliable source")
    D = "D", _("not usually reliable source")
    E = "E", _("unreliable source")
    F = "F", _("reliability cannot be judged")


class Licence(TextChoices):
    """On what terms others may use what a source holds. Versions of a licence are not told apart."""

    PUBLIC_DOMAIN = "public_domain", _("public domain")
    CC_BY = "cc_by", _("CC BY")
    CC_BY_SA = "cc_by_sa", _("CC BY-SA")
    CC_BY_NC = "cc_by_nc", _("CC BY-NC")
    CC_BY_NC_SA = "cc_by_nc_sa", _("CC BY-NC-SA")
    PERMISSION = "permission", _("permission given")
    NONE_KNOWN = "none_known", _("none known")


class Export(TextChoices):
    """How much of what rests only on a source may leave the register in files."""

    WHOLE = "whole", _("whole")
    IDS = "ids", _("ids only")
    NO = "no", _("no")


class Credibility(IntegerChoices):
    """Admiralty grade of a statement."""

    CONFIRMED = 1, _("confirmed by other sources")
    PROBABLE = 2, _("probably true")
    POSSIBLE = 3, _("possibly true")
    DOUBTFUL = 4, _("doubtful")
    IMPROBABLE = 5, _("improbable")
    UNJUDGED = 6, _("truth cannot be judged")


class Polarity(TextChoices):
    """What a source does with a statement: it supports it, contradicts it, or says that there is none."""

    SUPPORTS = "supports", _("supports")
    CONTRADICTS = "contradicts", _("contradicts")
    ABSENT = "absent", _("says there is none")


class Saying(TextChoices):
    """What a source says of a value, as one enters it: who says something else does not deny, but says another."""

    SUPPORTS = "supports", _("says this")
    OTHER = "other", _("says something else: this")
    CONTRADICTS = "contradicts", _("says it was not this")
    ABSENT = "absent", _("says there is none")

    @property
    def polarity(self) -> Polarity:
        return Polarity.SUPPORTS if self is Saying.OTHER else Polarity(self.value)


class ClaimStatus(TextChoices):
    """How far a claim came in review. A field changes only when a claim is accepted."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    DISPUTED = "disputed", _("disputed")
    SUPERSEDED = "superseded", _("superseded")
    REJECTED = "rejected", _("rejected")


# Claims that nobody holds any more.
SETTLED = {ClaimStatus.SUPERSEDED, ClaimStatus.REJECTED}


class ConsentScope(TextChoices):
    """What a person agreed to have done with what is known of them. Who may be named to more may be to fewer."""

    RECORDED = "recorded", _("to be recorded")
    TEAM = "team", _("to be named to the team that works on it")
    PARTNERS = "partners", _("to be named to partners")
    PUBLIC = "public", _("to be named in public")
    CONTACTED = "contacted", _("to be contacted")


class ConsentManner(TextChoices):
    """How a consent was given."""

    SPOKEN = "spoken", _("spoken")
    WITNESSED = "witnessed", _("spoken before a witness")
    RECORDING = "recording", _("spoken, with a recording")
    WRITTEN = "written", _("written")
    INTERMEDIARY = "intermediary", _("through an intermediary")
    REPRESENTATIVE = "representative", _("by who may speak for them")


class ConsentState(TextChoices):
    """How it stands with the consent of a person for a purpose, on a day. Never typed."""

    VALID = "valid", _("valid")
    EXPIRING = "expiring", _("expires soon")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MISSING = "missing", _("none recorded")


class ContactMeans(TextChoices):
    """By what means a person is reached."""

    IN_PERSON = "in_person", _("in person")
    INTERMEDIARY = "intermediary", _("through an intermediary")
    ENCRYPTED = "encrypted", _("encrypted messages or calls")
    TELEPHONE = "telephone", _("telephone")
    TEXT = "text", _("text message")
    EMAIL = "email", _("e-mail")
    RADIO = "radio", _("radio")
    LETTER = "letter", _("letter")
    OTHER = "other", _("otherwise")


class LoweringStatus(TextChoices):
    """How far a request to make records less protected came."""

    OPEN = "open", _("waits for a steward")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Match(TextChoices):
    """SKOS mapping from our record to another register's."""

    EXACT = "exact", _("exact match")
    CLOSE = "close", _("close match")
    BROAD = "broad", _("broader there")
    NARROW = "narrow", _("narrower there")
    RELATED = "related", _("related")


class BatchKind(TextChoices):
    """What wrote a batch: an import of files, or a sheet in which somebody entered what a source says."""

    IMPORT = "import", _("import")
    SHEET = "sheet", _("sheet")


class BatchState(TextChoices):
    """What became of a batch. Of an import, what is not written yet is an `Intake`, and no batch."""

    WRITTEN = "written", _("written")
    UNDONE = "undone", _("undone")


class IntakeState(TextChoices):
    """What becomes of files that somebody brings in: it is checked, shown, brought in. The last three are its ends."""

    CHECKING = "checking", _("being checked")
    PREVIEWED = "previewed", _("previewed")
    RUNNING = "running", _("being brought in")
    DONE = "done", _("brought in")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


class IntakeNoteKind(TextChoices):
    """What a line of a preview is about."""

    CHANGE = "change", _("change of a cell")
    PROBLEM = "problem", _("problem")
    WARNING = "warning", _("not taken")
    KEPT = "kept", _("kept as it is here")
    WAITING = "waiting", _("waits to be matched")


class BatchAction(TextChoices):
    """What an import did to a record."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    RESTORED = "restored", _("brought back")


class MissingAnswer(TextChoices):
    """What a person decided about a record that its source does not name any more."""

    WAITING = "", _("to review")
    KEPT = "kept", _("kept")
    RETIRED = "retired", _("retired")


class MatchVerdict(TextChoices):
    """What an analyst found an incoming thing to be."""

    SAME = "same", _("the same")
    NEW = "new", _("new")
    LATER = "later", _("later")


class MatchGround(TextChoices):
    """Why a record may be what an incoming thing is, or may not be."""

    OWN_ID = "own_id", _("it has this id of this source")
    SAME_ID = "same_id", _("same external id")
    SAME_NAME = "same_name", _("same name")
    SAME_ALIAS = "same_alias", _("same other name")
    SAME_ACRONYM = "same_acronym", _("same acronym")
    SIMILAR_NAME = "similar_name", _("similar name")
    INITIALS = "initials", _("acronym of the name")
    SAME_ADDRESS = "same_address", _("same address")
    COUNTRY = "country", _("same country")
    CATEGORY = "category", _("same kind")
    DATES = "dates", _("dates overlap")
    DAY = "day", _("same day")
    PROCESS = "process", _("same process")
    # Against it.
    OTHER_COUNTRY = "not_country", _("but: other countries")
    OTHER_CATEGORY = "not_category", _("but: another kind")
    OTHER_DATES = "not_dates", _("but: at other times")
    OTHER_DAY = "not_day", _("but: on another day")
