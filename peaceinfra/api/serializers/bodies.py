"""Bodies, and what a peace secretariat adds."""

from typing import NamedTuple

from rest_framework import serializers

from peaceinfra.analysis import derived
from peaceinfra.api.serializers.common import (
    AsOfSerializer,
    AsOfWithStatusSerializer,
    LogRowSerializer,
    ReferenceSerializer,
    ValiditySerializer,
)
from peaceinfra.api.serializers.processes import ActorSerializer
from peaceinfra.core.dates.statuslog import current
from secretariats.choices import BodyForm, Closeness, Lifecycle, Notice, Tenure


class BodyAsOfSerializer(AsOfWithStatusSerializer):
    log = "lifecycle"


class LifecycleRowSerializer(LogRowSerializer):
    notice = serializers.ChoiceField(choices=Notice.choices)


class PrincipalSerializer(serializers.Serializer):
    """Whom a body serves, in which process."""

    principal = ReferenceSerializer()
    process = ReferenceSerializer(allow_null=True)
    side = serializers.CharField(allow_blank=True)
    tenure = serializers.ChoiceField(choices=Tenure.choices)
    validity = ValiditySerializer()
    as_of = AsOfSerializer()


class SecretariatDetailSerializer(serializers.Serializer):
    purpose = serializers.CharField(allow_blank=True)
    is_first_address = serializers.BooleanField(allow_null=True)


class BodySerializer(ActorSerializer):
    """An actor with a life of its own."""

    form = serializers.ChoiceField(source="body.form", choices=BodyForm.choices)
    seat = ReferenceSerializer(source="body.seat", allow_null=True)
    closeness = serializers.ChoiceField(source="body.closeness", choices=Closeness.choices)
    current_status = serializers.SerializerMethodField()
    composition = serializers.SerializerMethodField()
    lifecycle = LifecycleRowSerializer(many=True)
    principals = PrincipalSerializer(many=True)
    secretariat = SecretariatDetailSerializer(allow_null=True, help_text="Null for other bodies.")
    as_of = BodyAsOfSerializer()

    def get_current_status(self, body) -> Lifecycle | None:
        """The state by log, without asking for a day."""
        return current([row.entry for row in body.lifecycle.all()])

    def get_composition(self, body) -> derived.Composition:
        """Derived from the principals the viewer may see; with a day, from those of the day."""
        return derived.composition(Served(Key(row.principal_id), row.side) for row in body.principals.all())


class Key(NamedTuple):
    key: int


class Served(NamedTuple):
    """A principal as the rule of composition reads it."""

    principal: Key
    side: str
