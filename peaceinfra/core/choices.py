"""The fixed vocabularies that every room shares: markings, roles, the invented country."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The code of the invented country of the demonstration data; what has it is marked as fictional.
INVENTED = "XA"


class Level(models.IntegerChoices):
    """How far a record may travel; the Traffic Light Protocol 2.0 label is given in brackets."""

    PUBLIC = 0, _("public (TLP:CLEAR)")
    PARTNER = 1, _("partner (TLP:GREEN)")
    INTERNAL = 2, _("internal (TLP:AMBER)")
    RESTRICTED = 3, _("restricted (TLP:AMBER+STRICT)")
    STRICT = 4, _("strictly restricted (TLP:RED)")

    @property
    def tlp(self) -> str:
        """The label of the Traffic Light Protocol, as it is written in every language."""
        return ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")[self]

    @classmethod
    def in_force(cls, marked) -> "Level":
        """How far what is so marked may travel: what is for a team is neither public nor for partners."""
        level = cls(marked.effective_level)
        return max(level, cls.INTERNAL) if marked.effective_teams else level


class AccountRole(models.TextChoices):
    """What an account may do. What it may read is its clearance and its teams, never its role."""

    READER = "reader", _("reader")
    ADVISER = "adviser", _("mediation adviser")
    ANALYST = "analyst", _("analyst")
    STEWARD = "steward", _("steward")
    SECURITY = "security", _("security officer")
    ADMINISTRATOR = "administrator", _("administrator")


class LinkPurpose(models.TextChoices):
    """What the holder of an account sets with what they were given to use once."""

    PASSWORD = "password", _("password")
    FACTOR = "factor", _("second factor")


class TokenScope(models.TextChoices):
    """What a token may be used for. Records above its level, and derived answers, are in none by itself."""

    READ = "read", _("read: lists and records")
    CHANGES = "changes", _("changes: the feed of changes")
    EXPORT = "export", _("export: tables and files of many records")
    PROPOSE = "propose", _("propose: send proposals to the stewards")
    QUESTIONS = "questions", _("questions: answers on who hangs on whom and who reaches whom")


class ProposalStatus(models.TextChoices):
    """What became of a proposal, or of one record in it."""

    WAITING = "waiting", _("waiting")
    SENT_BACK = "sent_back", _("sent back")
    ACCEPTED = "accepted", _("accepted")
    IN_PART = "accepted_in_part", _("accepted in part")
    REFUSED = "refused", _("refused")


class DeliveryOp(models.TextChoices):
    """What a delivery to the server of a partner says."""

    CHANGES = "changes", _("what changed")
    PULL_IN_FULL = "pull_in_full", _("that a copy is to be pulled in full again")
    RECALLS = "recalls", _("that records are to be deleted, shown to fewer or corrected")
    TEST = "test", _("nothing: a test")


class SubscriptionState(models.TextChoices):
    """Whether what changed is sent."""

    ACTIVE = "active", _("sent")
    PAUSED = "paused", _("paused")


class ErasureReason(models.TextChoices):
    """Why a record is erased: a code, so that no text about somebody outlives them here."""

    WITHDRAWN = "withdrawn", _("consent was withdrawn")
    SAFETY = "safety", _("it endangers somebody")
    LAW = "law", _("the law asks for it")
    MISTAKE = "mistake", _("it should never have been entered")


class ErasureStatus(models.TextChoices):
    """How far an erasure is."""

    WAITING = "waiting", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed, to be done")
    ERASED = "erased", _("erased")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")


class RecallReason(models.TextChoices):
    """Why a record is recalled."""

    CONSENT = "consent", _("consent was withdrawn")
    DANGER = "danger", _("it puts somebody in danger")
    ERROR = "error", _("it is wrong")
    LAW = "law", _("the law asks for it")
    OTHER = "other", _("another reason")


class RecallTask(models.TextChoices):
    """What holders of a record are to do with their copies."""

    DELETE = "delete", _("delete it")
    RESTRICT = "restrict", _("show it to fewer")
    CORRECT = "correct", _("correct it from the register")


class RecallAnswer(models.TextChoices):
    """What a holder says of it."""

    DONE = "done", _("done")
    CANNOT = "cannot", _("cannot be done")
