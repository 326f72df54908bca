"""The vocabularies of support units, local mediators, linkages and inclusion."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Modality(TextChoices):
    """The form a linkage takes."""

    NGO_PROXY = "ngo_proxy", _("NGO proxy or network")
    OUTREACH_OFFICER = "outreach_officer", _("outreach officer")
    CIVIL_SOCIETY_PLATFORM = "civil_society_platform", _("civil-society platform")
    CONSULTATION_FORUM = "consultation_forum", _("consultation forum")
    OBSERVER_SEAT = "observer_seat", _("observer seat")
    DOUBLE_HAT = "double_hat", _("double hat")
    BRIEFING = "briefing", _("briefing or analysis")
    LOCAL_ENVOY = "local_envoy", _("local envoy")
    JOINT_MONITORING = "joint_monitoring", _("joint monitoring")
    HOTLINE = "hotline", _("hotline or liaison")
    MEDIA = "media", _("media or survey")
    BACK_CHANNEL = "back_channel", _("back-channel")
    STAFF_CONTACT = "staff_contact", _("staff contact")
    FACILITATION = "facilitation", _("facilitation")
    UNKNOWN = "unknown", _("form not recorded")


class Direction(TextChoices):
    """Which way word goes along a linkage."""

    ONE_WAY = "one_way", _("from the first to the second")
    TWO_WAY = "two_way", _("both ways")
    UNKNOWN = "unknown", _("not recorded")


class Formality(TextChoices):
    """How far a linkage was agreed on."""

    FORMAL = "formal", _("formal")
    INFORMAL = "informal", _("informal")
    AD_HOC = "ad_hoc", _("ad hoc")
    UNKNOWN = "unknown", _("not recorded")


class Frequency(TextChoices):
    """How often a linkage is used."""

    STANDING = "standing", _("standing")
    REGULAR = "regular", _("regular")
    OCCASIONAL = "occasional", _("occasional")
    ONCE = "once", _("once")
    UNKNOWN = "unknown", _("not recorded")


class IntermediaryPart(TextChoices):
    """What an intermediary does in a linkage."""

    PROXY = "proxy", _("proxy")
    BROKER = "broker", _("broker")
    CONVENOR = "convenor", _("convenor")
    TRANSLATOR = "translator", _("translator")
    GUARANTOR = "guarantor", _("guarantor")
    OUTREACH_OFFICER = "outreach_officer", _("outreach officer")


class Gave(TextChoices):
    """What a linkage gave the official side (S1)."""

    ACCESS = "access", _("access")
    NETWORKS = "networks", _("networks")
    LEGITIMACY = "legitimacy", _("legitimacy")
    INFORMATION = "information", _("information")


class SupportKind(TextChoices):
    """What sort of support was given, or asked for."""

    ADVISER = "adviser", _("adviser sent")
    BRIEFING = "briefing", _("briefing paper")
    TRAINING = "training", _("training")
    FUNDING = "funding", _("funding")
    PLATFORM_BUILDING = "platform_building", _("platform building")
    PROCESS_DESIGN = "process_design", _("process design")
    LOGISTICS = "logistics", _("logistics")
    OTHER = "other", _("other support")


class SupportAnswer(TextChoices):
    """What became of a request or an offer."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PENDING = "pending", _("asked, not answered")
    UNKNOWN = "unknown", _("not recorded")


class ReachQuality(TextChoices):
    """How well an actor can speak to those it reaches."""

    TRUSTED = "trusted", _("trusted")
    REGULAR = "regular", _("regular")
    OCCASIONAL = "occasional", _("occasional")
    PAST = "past", _("in the past")
    NONE = "none", _("no reach")
    UNKNOWN = "unknown", _("not recorded")


class InclusionModality(TextChoices):
    """In which way somebody takes part in a process."""

    DIRECT = "direct", _("direct representation")
    OBSERVER = "observer", _("observer")
    OFFICIAL_CONSULTATION = "official_consultation", _("official consultation")
    UNOFFICIAL_CONSULTATION = "unofficial_consultation", _("non-official consultation")
    PUBLIC_CONSULTATION = "public_consultation", _("public consultation")
    COMMISSION = "commission", _("inclusive commission")
    WORKSHOP = "workshop", _("problem-solving workshop")
    PUBLIC_DECISION = "public_decision", _("public decision")
    MASS_ACTION = "mass_action", _("mass action")
    POST_AGREEMENT = "post_agreement", _("post-agreement mechanism")


class Weight(TextChoices):
    """What those included can do about a decision."""

    DECIDES = "decides", _("takes part in deciding")
    MUST_BE_HEARD = "must_be_heard", _("must be heard")
    MAY_BE_HEARD = "may_be_heard", _("may be heard")
    LISTENS = "listens", _("listens only")
    NOT_RECORDED = "not_recorded", _("not recorded")
