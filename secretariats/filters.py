"""The filters of bodies and of what belongs to them, for pages and API alike."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, Countries, PublicIds, Truths, by_status, with_none
from processes.filters import (
    ActorFilterSet,
    NamedFilterSet,
    OfProcessFilterSet,
    RelationFilterSet,
    taking_part,
)
from processes.models import Actor, PeaceProcess, Side
from secretariats.choices import (
    BodyForm,
    ChannelFormality,
    ChannelMedium,
    ChannelQuality,
    ChannelState,
    Closeness,
    Directness,
    FunctionState,
    Lifecycle,
    MemberClass,
    PostKind,
    SeatRole,
    Task,
)
from secretariats.models import (
    Appointment,
    Body,
    Channel,
    ChannelChange,
    ChannelEnd,
    Function,
    LifecycleChange,
    Mandate,
    Membership,
    PeaceSecretariat,
    Post,
    Principal,
    Seat,
)


class BodyFilterSet(ActorFilterSet):
    """Bodies of every form; `kind` is the form, as every one of them is an actor of the kind "body"."""

    detail = Body

    country = Countries(may_be_empty=True, method="by_country", label=_("country of its processes"))
    seat_country = Countries(may_be_empty=True, method="by_seat", label=_("country of its seat"))
    kind = Codes(BodyForm, field_name="body__form", label=_("form"))
    form = Codes(BodyForm, field_name="body__form", label=_("form"))
    status = Codes(Lifecycle, may_be_empty=True, method="by_lifecycle", label=_("state"))
    principal = PublicIds(Actor, method="by_principal", label=_("principal"))
    side = PublicIds(Side, method="by_side", label=_("side"))
    member = PublicIds(Actor, method="by_member", label=_("member"))
    closeness = Codes(Closeness, field_name="body__closeness", label=_("closeness to power"))

    class Meta:
        model = Actor
        fields = []

    @classmethod
    def shown(cls, viewer):
        rows = super().shown(viewer)
        for detail in dict.fromkeys((Body, cls.detail)):
            rows = rows.filter(pk__in=detail.objects.shown_to(viewer).values("pk"))
        return rows

    def by_country(self, queryset, name, codes):
        return with_none(
            queryset,
            codes,
            lambda codes: taking_part(self.viewer, process__countries__overlap=codes),
            taking_part(self.viewer, process__countries__len__gt=0),
        )

    def by_seat(self, queryset, name, codes):
        def seated(**places):
            seats = Seat.objects.shown_to(self.viewer).filter(place__retired=False, **places)
            return Q(pk__in=seats.values("body"))

        anywhere = seated(place__country__gt="")
        return with_none(queryset, codes, lambda codes: seated(place__country__in=codes), anywhere)

    def by_lifecycle(self, queryset, name, values):
        return by_status(queryset, LifecycleChange, "body", values, self.viewer, self.day)

    def by_principal(self, queryset, name, keys):
        return self._with(queryset, Principal, principal__in=keys)

    def by_side(self, queryset, name, keys):
        return self._with(queryset, Principal, side__in=keys)

    def by_member(self, queryset, name, keys):
        return self._with(queryset, Membership, member__in=keys)

    def _with(self, queryset, model, **conditions):
        rows = model.objects.shown_to(self.viewer).filter(**conditions)
        return queryset.filter(pk__in=rows.values("body"))


class PeaceSecretariatFilterSet(BodyFilterSet):
    detail = PeaceSecretariat

    is_first_address = Truths(
        field_name="secretariat__is_first_address", label=_("first official address of its party")
    )

    class Meta:
        model = Actor
        fields = []


class OfBodyFilterSet(RelationFilterSet):
    """What belongs to a body. `process` and `country` are those of the body's own part in processes."""

    live_ends = ("body",)
    named_ends = ("body",)

    body = PublicIds(Actor, field_name="body", label=_("body"))
    country = Countries(may_be_empty=True, method="by_country", label=_("country of the body's processes"))
    process = PublicIds(PeaceProcess, may_be_empty=True, method="by_process", label=_("process"))

    def by_country(self, queryset, name, codes):
        return with_none(
            queryset,
            codes,
            lambda codes: self._of_bodies(process__countries__overlap=codes),
            self._of_bodies(process__countries__len__gt=0),
        )

    def by_process(self, queryset, name, keys):
        return with_none(
            queryset,
            keys,
            lambda keys: self._of_bodies(process__in=keys),
            self._of_bodies(process__isnull=False),
        )

    def _of_bodies(self, **processes):
        bodies = Actor.objects.shown_to(self.viewer).filter(taking_part(self.viewer, **processes))
        return Q(body__in=bodies.values("pk"))


class MembershipFilterSet(OfBodyFilterSet):
    live_ends = ("body", "member")
    named_ends = ("body", "member")

    member = PublicIds(Actor, field_name="member", label=_("member"))
    member_class = Codes(MemberClass, field_name="member_class", label=_("sits as"))
    role = Codes(SeatRole, field_name="role", label=_("seat"))
    on_behalf_of = PublicIds(Actor, field_name="on_behalf_of", label=_("on behalf of"))

    class Meta:
        model = Membership
        fields = []


class PostFilterSet(OfBodyFilterSet):
    kind = Codes(PostKind, field_name="kind", label=_("kind"))
    person = PublicIds(Actor, method="by_person", label=_("person who held it"))

    class Meta:
        model = Post
        fields = []

    def by_person(self, queryset, name, keys):
        rows = Appointment.objects.shown_to(self.viewer).filter(person__in=keys)
        return queryset.filter(pk__in=rows.values("post"))


class MandateFilterSet(OfBodyFilterSet):
    mandated_by = PublicIds(Actor, field_name="mandated_by", label=_("mandated by"))
    continues_when_suspended = Truths(
        field_name="continues_when_suspended", label=_("goes on when talks are suspended")
    )
    allows_alternative_thinking = Truths(
        field_name="allows_alternative_thinking", label=_("asks for alternative thinking")
    )

    class Meta:
        model = Mandate
        fields = []


class FunctionFilterSet(OfBodyFilterSet):
    """A function without a process of its own counts for those its body takes part in."""

    task = Codes(Task, field_name="task", label=_("function"))
    state = Codes(FunctionState, field_name="state", label=_("how far"))
    mandate = PublicIds(Mandate, field_name="mandate", label=_("under the mandate"))
    party = PublicIds(Actor, field_name="party", label=_("for the party"))

    class Meta:
        model = Function
        fields = []

    def _of_bodies(self, **processes):
        return Q(**processes) | Q(process__isnull=True) & super()._of_bodies(**processes)


class ChannelFilterSet(NamedFilterSet, OfProcessFilterSet):
    actor = PublicIds(Actor, method="by_actor", label=_("an end, or somebody it goes through"))
    medium = Codes(ChannelMedium, field_name="medium", label=_("medium"))
    directness = Codes(Directness, field_name="directness", label=_("direct or not"))
    formality = Codes(ChannelFormality, field_name="formality", label=_("formality"))
    quality = Codes(ChannelQuality, field_name="quality", label=_("quality"))
    status = Codes(ChannelState, may_be_empty=True, method="by_log", label=_("state"))
    is_secret = Truths(field_name="is_secret", label=_("kept secret"))

    class Meta:
        model = Channel
        fields = []

    def by_actor(self, queryset, name, keys):
        rows = ChannelEnd.objects.shown_to(self.viewer).filter(actor__in=keys)
        return queryset.filter(pk__in=rows.values("channel"))

    def by_log(self, queryset, name, values):
        return by_status(queryset, ChannelChange, "channel", values, self.viewer, self.day)
