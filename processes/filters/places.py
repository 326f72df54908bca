"""The filters of places and communities."""

from django.utils.translation import gettext_lazy as _

from peaceinfra.core.filtering import Countries, DatedFilterSet, PublicIds, RegisterFilterSet
from processes.filters.bases import NamedFilterSet
from processes.models import Community, Place


class PlaceFilterSet(NamedFilterSet, RegisterFilterSet):
    country = Countries(field_name="country", label=_("country"))
    parent = PublicIds(Place, field_name="parent", label=_("lies in"))

    class Meta:
        model = Place
        fields = []


class CommunityFilterSet(NamedFilterSet, DatedFilterSet):
    country = Countries(field_name="place__country", label=_("country"))
    place = PublicIds(Place, field_name="place", label=_("place"))

    class Meta:
        model = Community
        fields = []
