"""The filters of what protects a person: by the person, and by codes. Nothing finds it by its words."""

from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Codes, PublicIds, RegisterFilterSet
from processes.choices import ConsentManner, ConsentScope, ContactMeans
from processes.filters.bases import AboutFilterSet
from processes.models import Actor, Consent, SafeContact, ThreatNote


class ProtectionFilterSet(AboutFilterSet, RegisterFilterSet):
    live_ends = named_subjects = ("actor",)

    actor = PublicIds(Actor, field_name="actor", label=_("actor"))


class ConsentFilterSet(ProtectionFilterSet):
    scope = Codes(ConsentScope, field_name="scope", label=_("scope"))
    manner = Codes(ConsentManner, field_name="manner", label=_("how it was given"))

    class Meta:
        model = Consent
        fields = []


class SafeContactFilterSet(ProtectionFilterSet):
    means = Codes(ContactMeans, field_name="means", label=_("by what means"))

    class Meta:
        model = SafeContact
        fields = []


class ThreatNoteFilterSet(ProtectionFilterSet):
    class Meta:
        model = ThreatNote
        fields = []
