"""A field that holds several values."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError


class ValuesField(ArrayField):
    """Several values of one kind. What is wrong with one of them names it, not its place in an array."""

    default_error_messages = {"item_invalid": ""}

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs

    def clean(self, value, model_instance):
        try:
            return super().clean(value, model_instance)
        except ValidationError as error:
            raise ValidationError([message.strip() for message in error.messages], code="invalid") from None
