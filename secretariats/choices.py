"""The vocabularies of bodies and secretariats."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BodyForm(TextChoices):
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
    SOLE = "sole", _("alone")
    JOINT = "joint", _("jointly")
    NOT_RECORDED = "not_recorded", _("not recorded")
