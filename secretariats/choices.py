"""The vocabularies of bodies and secretariats."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BodyForm(TextChoices):
    """The form a body has. Forms change, so they are dated."""

    SECRETARIAT = "secretariat", _("peace secretariat")
    OFFICE = "office", _("office")
    POLITICAL_OFFICE = "political_office", _("political office")
    COMMITTEE = "committee", _("committee")
    COUNCIL = "council", _("council")
    CENTRE = "centre", _("centre")
    COMMISSION = "commission", _("commission")
    MINISTRY = "ministry", _("ministry")
    NEGOTIATING_TEAM = "negotiating_team", _("negotiating team")
    MEDIATION_TEAM = "mediation_team", _("mediation team")
    CONTACT_GROUP = "contact_group", _("contact group")
    NETWORK = "network", _("network")
    PLATFORM = "platform", _("platform")
    SUPPORT_UNIT = "support_unit", _("mediation support unit")


class Lifecycle(TextChoices):
    """The state of a body, along its log."""

    PROPOSED = "proposed", _("proposed")
    ANNOUNCED = "announced", _("announced")
    ESTABLISHING = "establishing", _("being established")
    OPERATIONAL = "operational", _("operational")
    LOW_PROFILE = "low_profile", _("low profile")
    SUSPENDED = "suspended", _("suspended")
    TEMPORARILY_CLOSED = "temporarily_closed", _("closed for a time")
    REPURPOSED = "repurposed", _("repurposed")
    WINDING_DOWN = "winding_down", _("winding down")
    CLOSED = "closed", _("closed")
    TRANSFORMED = "transformed", _("transformed")
    MERGED = "merged", _("merged")
    UNKNOWN = "unknown", _("unknown")


class Notice(TextChoices):
    """How long before a closing the staff were told."""

    NOT_RECORDED = "not_recorded", _("notice not recorded")
    NONE = "none", _("no notice")
    SHORT = "short", _("at short notice")
    ORDERLY = "orderly", _("in good time")
    NOT_APPLICABLE = "not_applicable", _("does not apply")


class Closeness(TextChoices):
    """How close the seat of a body is to those who hold power."""

    INSIDE = "inside", _("inside the powerholder's office")
    NEAR = "near", _("near the powerholder")
    APART = "apart", _("apart from the powerholder")
    NOT_RECORDED = "not_recorded", _("not recorded")


class Tenure(TextChoices):
    """Whether a principal is served alone or jointly with others."""

    SOLE = "sole", _("alone")
    JOINT = "joint", _("jointly")
    NOT_RECORDED = "not_recorded", _("not recorded")


class BodyTie(TextChoices):
    """What a body is to another actor, dated. Whom it serves is a principal, who sits in it a member."""

    ESTABLISHED_BY = "established_by", _("established by")
    PART_OF = "part_of", _("part of")
    REPORTS_TO = "reports_to", _("reports to")
    COUNTERPART_OF = "counterpart_of", _("counterpart of")
    HOSTED_BY = "hosted_by", _("hosted by")
    CO_LOCATED_WITH = "co_located_with", _("in or near the same place as")
    MODELLED_ON = "modelled_on", _("modelled on")


class PostKind(TextChoices):
    """What a post in a body is."""

    DIRECTOR = "director", _("director")
    ENVOY = "envoy", _("envoy")
    CHIEF_NEGOTIATOR = "chief_negotiator", _("chief negotiator")
    SPOKESPERSON = "spokesperson", _("spokesperson")
    OUTREACH_OFFICER = "outreach_officer", _("outreach officer")
    CHAIR = "chair", _("chair")
    OTHER = "other", _("other post")


class MemberClass(TextChoices):
    """As what a member sits in a body: a person may sit for a state or for civil society."""

    STATE = "state", _("state")
    IGO = "igo", _("intergovernmental organisation")
    NGO = "ngo", _("non-governmental organisation")
    ARMED_ORGANISATION = "armed_organisation", _("armed organisation")
    POLITICAL_PARTY = "political_party", _("political party")
    CIVIL_SOCIETY = "civil_society", _("civil society or community")
    INDIVIDUAL = "individual", _("individual")
    OTHER = "other", _("other")


class SeatRole(TextChoices):
    """What a member does in a body."""

    MEMBER = "member", _("member")
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    COORDINATOR = "coordinator", _("coordinator")
    OBSERVER = "observer", _("observer")
    ADVISER = "adviser", _("adviser")


class StaffBand(TextChoices):
    """How many people a body employs."""

    NONE = "none", _("no staff")
    TO_5 = "1-5", _("1 to 5")
    TO_20 = "6-20", _("6 to 20")
    TO_100 = "21-100", _("21 to 100")
    MORE = "101-", _("more than 100")
    NOT_RECORDED = "not_recorded", _("not recorded")


class StaffingBasis(TextChoices):
    """On what grounds a body's staff were chosen."""

    LOYALTY = "loyalty", _("loyalty to the leaders")
    SECONDED = "seconded", _("lent by other bodies")
    PROFESSIONAL = "professional", _("by profession")
    MIXED = "mixed", _("mixed")
    NOT_RECORDED = "not_recorded", _("not recorded")


class Competence(TextChoices):
    """What its staff could do, set against the work."""

    WEAK = "weak", _("weak")
    PARTIAL = "partial", _("in part")
    SUFFICIENT = "sufficient", _("sufficient")
    STRONG = "strong", _("strong")
    NOT_RECORDED = "not_recorded", _("not recorded")


class Task(TextChoices):
    """What a body does: the four early-phase functions (S2), then its tasks."""

    COMMITMENT = "commitment", _("commitment and political will")
    ACCESSIBILITY = "accessibility", _("accessibility and preparation")
    CONNECTION = "connection", _("connection and coordination")
    REVITALISING = "revitalising", _("revitalising stalled processes")
    NOTE_TAKING = "note_taking", _("note-taking")
    ARCHIVING = "archiving", _("archiving")
    LOGISTICS = "logistics", _("logistics and safe passage")
    MEDIA = "media", _("communication and media")
    SKILLS = "skills", _("skills")
    ADVICE = "advice", _("advice")
    PROCESS_DESIGN = "process_design", _("process design")
    LEADING_TALKS = "leading_talks", _("exploring and leading talks")
    THIRD_PARTIES = "third_parties", _("liaison with third parties")
    CIVIL_SOCIETY_LIAISON = "civil_society_liaison", _("liaison with civil society")
    OTHER_PARTIES = "other_parties", _("liaison with other parties")
    INTRA_PARTY = "intra_party", _("consensus within the party")
    INTER_PARTY = "inter_party", _("relations between parties")
    CONFIDENCE_BUILDING = "confidence_building", _("confidence building")
    HUMANITARIAN_ACCESS = "humanitarian_access", _("humanitarian access")
    PRISONER_EXCHANGE = "prisoner_exchange", _("prisoner exchange")
    INJURED_FIGHTERS = "injured_fighters", _("care of injured fighters")
    REINTEGRATION = "reintegration", _("reintegration")
    SOCIO_ECONOMIC = "socio_economic", _("socio-economic support")
    CONSULTATION = "consultation", _("consultation of civil society")
    RESOURCE_CENTRE = "resource_centre", _("resource centre")
    DONOR_CHANNEL = "donor_channel", _("channel to donors")
    IMPLEMENTATION = "implementation", _("help with implementation")
    MONITORING = "monitoring", _("monitoring")
    PROPAGANDA = "propaganda", _("war propaganda")


# Relevant before and between formal talks (S2); each party should have somebody for each.
EARLY_FUNCTIONS = (Task.COMMITMENT, Task.ACCESSIBILITY, Task.CONNECTION, Task.REVITALISING)


class FunctionState(TextChoices):
    """How far a function went from paper to work. Commitment is a signal and has words of its own."""

    MANDATED = "mandated", _("mandated")
    CLAIMED = "claimed", _("claimed")
    PERFORMED = "performed", _("performed")
    NOT_PERFORMED = "not_performed", _("not performed")
    BLOCKED = "blocked", _("blocked")
    SIGNALLED = "signalled", _("signalled")
    CONTESTED = "contested", _("signalled, and contested")
    CONTRARY = "contrary", _("signalled that it was not willing")


SIGNALS = {FunctionState.SIGNALLED, FunctionState.CONTESTED, FunctionState.CONTRARY}


class Passed(TextChoices):
    """Whether something went over to a successor."""

    YES = "yes", _("yes")
    PART = "part", _("in part")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


class ArchiveState(TextChoices):
    """What became of a body's archive."""

    PRESERVED = "preserved", _("preserved")
    PART = "part", _("preserved in part")
    NOT_PRESERVED = "not_preserved", _("not preserved")
    UNKNOWN = "unknown", _("not known")


class ChannelMedium(TextChoices):
    """By what means word is passed."""

    PHONE = "phone", _("phone line")
    MEETING = "meeting", _("meetings")
    LETTER = "letter", _("letters or messages")
    INTERNET = "internet", _("internet")
    LIAISON = "liaison", _("liaison officers")
    MIXED = "mixed", _("several")
    UNKNOWN = "unknown", _("not recorded")


class Directness(TextChoices):
    """Whether the ends of a channel speak to each other or through others."""

    DIRECT = "direct", _("direct")
    INDIRECT = "indirect", _("through others")
    UNKNOWN = "unknown", _("not recorded")


class ChannelFormality(TextChoices):
    """Whether a channel was agreed on or grew by itself."""

    FORMAL = "formal", _("formal")
    INFORMAL = "informal", _("informal")
    BOTH = "both", _("formal and informal")
    UNKNOWN = "unknown", _("not recorded")


class ChannelQuality(TextChoices):
    """How the contact over a channel was."""

    CORDIAL = "cordial", _("cordial")
    WORKING = "working", _("working")
    SOURED = "soured", _("soured")
    NOT_RECORDED = "not_recorded", _("not recorded")


class ChannelState(TextChoices):
    """The state of a channel, along its log."""

    OPEN = "open", _("open")
    DEGRADED = "degraded", _("degraded")
    INTERMITTENT = "intermittent", _("intermittent")
    CUT = "cut", _("cut")
    RESTORED = "restored", _("restored")
    CLOSED = "closed", _("closed")
    UNKNOWN = "unknown", _("unknown")


class ChannelPart(TextChoices):
    """Whether somebody is at an end of a channel, or the channel goes through them."""

    END = "end", _("end")
    VIA = "via", _("goes through")
