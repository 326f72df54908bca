"""The vocabularies of linkages."""

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
    ONE_WAY = "one_way", _("from the first to the second")
    TWO_WAY = "two_way", _("both ways")
    UNKNOWN = "unknown", _("not recorded")


class Formality(TextChoices):
    FORMAL = "formal", _("formal")
    INFORMAL = "informal", _("informal")
    AD_HOC = "ad_hoc", _("ad hoc")
    UNKNOWN = "unknown", _("not recorded")


class Frequency(TextChoices):
    STANDING = "standing", _("standing")
    REGULAR = "regular", _("regular")
    OCCASIONAL = "occasional", _("occasional")
    ONCE = "once", _("once")
    UNKNOWN = "unknown", _("not recorded")


class IntermediaryPart(TextChoices):
    PROXY = "proxy", _("proxy")
    BROKER = "broker", _("broker")
    CONVENOR = "convenor", _("convenor")
    TRANSLATOR = "translator", _("translator")
    GUARANTOR = "guarantor", _("guarantor")
    OUTREACH_OFFICER = "outreach_officer", _("outreach officer")
