"""What belongs to a body, each with a screen of its own: for its evidence, and for lists across bodies."""

from django.contrib import admin
from django.db.models import Max

from peaceinfra.core.places import places_between
from processes.admin.inlines import DatedInline
from processes.admin.screens import DatedAdmin, LogRowAdmin
from secretariats.admin import bodies
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    BodyRelation,
    EarlierForm,
    Function,
    LifecycleChange,
    Mandate,
    Means,
    Membership,
    Post,
    Principal,
    Seat,
    Succession,
)


class AppointmentInline(DatedInline):
    """Who held the post of the screen."""

    model = Appointment
    lines = [("person", "appointed_by")]


@admin.register(Post)
class PostAdmin(DatedAdmin):
    lines = ["body", *bodies.PostInline.lines]
    columns = ("body", "kind", "title")
    filters = ("kind",)
    inlines = [AppointmentInline, *DatedAdmin.inlines]


@admin.register(Appointment)
class AppointmentAdmin(DatedAdmin):
    lines = [("post", "person"), "appointed_by"]
    columns = ("person", "post", "appointed_by")
    filters = ("post__kind",)
    narrowed_by = ("post__body__id",)


@admin.register(Membership)
class MembershipAdmin(DatedAdmin):
    lines = ["body", *bodies.MembershipInline.lines]
    columns = ("body", "member", "member_class", "role")
    filters = ("member_class", "role")


@admin.register(Mandate)
class MandateAdmin(DatedAdmin):
    """Its number is its place among the mandates of the body, on whose screen it is changed."""

    lines = ["body", "mandated_by", *bodies.MandateInline.said]
    columns = ("body", "mandated_by", "instrument")
    filters = ("continues_when_suspended", "allows_alternative_thinking")

    def save_model(self, request, obj, form, change):
        if not change:
            others = Mandate.objects.shown_to(request.viewer).filter(body=obj.body_id)
            (obj.number,) = places_between(others.aggregate(last=Max("number"))["last"], None, 1)
        super().save_model(request, obj, form, change)


@admin.register(Function)
class FunctionAdmin(DatedAdmin):
    lines = ["body", *bodies.FunctionInline.lines]
    columns = ("body", "task", "state", "party", "process")
    filters = ("state", "task")


@admin.register(Means)
class MeansAdmin(DatedAdmin):
    lines = ["body", *bodies.MeansInline.lines]
    columns = ("body", "staff", "staffing_basis", "competence", "funded_by")
    filters = ("staff", "staffing_basis", "competence")


@admin.register(Principal)
class PrincipalAdmin(DatedAdmin):
    lines = ["body", *bodies.PrincipalInline.lines]
    columns = ("body", "principal", "process", "side", "tenure")
    filters = ("tenure",)


@admin.register(BodyRelation)
class BodyRelationAdmin(DatedAdmin):
    lines = [("body", "kind", "other")]
    columns = ("body", "kind", "other")
    filters = ("kind",)


@admin.register(Seat)
class SeatAdmin(DatedAdmin):
    lines = [("body", "place")]
    columns = ("body", "place")


@admin.register(EarlierForm)
class EarlierFormAdmin(DatedAdmin):
    lines = [("body", "form")]
    columns = ("body", "form")
    filters = ("form",)


@admin.register(Succession)
class SuccessionAdmin(DatedAdmin):
    lines = [("predecessor", "successor", "is_informal"), *bodies.PASSED]
    columns = ("predecessor", "successor", "archive")
    filters = ("is_informal", "archive")


@admin.register(ArchiveHandover)
class ArchiveHandoverAdmin(DatedAdmin):
    lines = ["body", *bodies.ArchiveInline.lines]
    columns = ("body", "state", "holder")
    filters = ("state",)


@admin.register(LifecycleChange)
class LifecycleAdmin(LogRowAdmin):
    owner = "body"
    also = ("notice",)
