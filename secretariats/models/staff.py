from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord
from secretariats.choices import (
    Competence,
    MemberClass,
    PostKind,
    SeatRole,
    StaffBand,
    StaffingBasis,
)


@tracked
class Post(DatedRecord):
    """A post in a body: director, envoy, chief negotiator … It can be recorded without a person."""

    envelope = ("body",)
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="posts")
    kind = models.CharField(_("kind"), max_length=16, choices=PostKind)
    title = models.CharField(_("title"), max_length=200, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [*Dated.Meta.constraints, Visibility(kind="pst", through=["body"])]

    def __str__(self):
        return f"{self.title or self.get_kind_display()}, {self.body}"


@tracked
class Appointment(DatedRecord):
    """Who held a post, and who appointed them. A change of director or envoy is the end of one of these."""

    envelope = ("post", "post__body", "person")

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="appointments")
    person = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("person"), related_name="appointments")
    appointed_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("appointed by"), null=True, blank=True, related_name="+"
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(kind="apt", through=["post", "person", "appointed_by"]),
        ]

    def __str__(self):
        return f"{self.person} – {self.post}"


@tracked
class Membership(DatedRecord):
    """Who sits in a body, as what, and for whom: the members of a contact group, a network, a committee.

    Whether a body is hybrid (states and non-governmental members together) is derived from these.
    """

    envelope = ("body", "member")
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="memberships")
    member = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("member"), related_name="memberships_held"
    )
    member_class = models.CharField(_("sits as"), max_length=20, choices=MemberClass)
    role = models.CharField(_("seat"), max_length=12, choices=SeatRole, default=SeatRole.MEMBER)
    on_behalf_of = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("on behalf of"), null=True, blank=True, related_name="+"
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("body", "member", name="secretariats_membership_two_ends"),
            Visibility(kind="mbr", through=["body", "member", "on_behalf_of"]),
        ]

    def __str__(self):
        return f"{self.member} – {self.body}"


@tracked
class Means(DatedRecord):
    """What a body had to work with, for a time: staff, competence, money, premises, training or advice."""

    envelope = ("body",)
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="means")
    staff = models.CharField(_("staff"), max_length=12, choices=StaffBand, default=StaffBand.NOT_RECORDED)
    staffing_basis = models.CharField(
        _("chosen by"), max_length=12, choices=StaffingBasis, default=StaffingBasis.NOT_RECORDED
    )
    competence = models.CharField(
        _("competence"), max_length=12, choices=Competence, default=Competence.NOT_RECORDED
    )
    funded_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("funded by"),
        null=True,
        blank=True,
        related_name="bodies_funded",
        help_text=_("One funder; for another, add another row."),
    )
    premises = models.CharField(_("premises"), max_length=300, blank=True)
    training = models.CharField(_("training or advice received"), max_length=300, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("means")
        verbose_name_plural = _("means")
        constraints = [*Dated.Meta.constraints, Visibility(kind="mea", through=["body", "funded_by"])]

    def __str__(self):
        return f"{_('means')} – {self.body}"
