"""Fields that hold codes of countries, and several values."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from peaceinfra.core.countries import country_code


class CountryCodeField(models.CharField):
    """The code of a country. Its name is taken for it; what is neither is refused."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value, model_instance):
        # Cleaned before its length is looked at: a name is longer than a code.
        return super().clean(country_code(value) if value else value, model_instance)


class ValuesField(ArrayField):
    """Several values of one kind, each cleaned as a field of that kind. What is wrong with one of them names it, not
    its place in an array.
    """

    default_error_messages = {"item_invalid": ""}

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs

    def clean(self, value, model_instance):
        try:
            values = self.to_python(value)
            if values:
                values = [self.base_field.clean(part, model_instance) for part in values]
            return super().clean(values, model_instance)
        except ValidationError as error:
            raise ValidationError([message.strip() for message in error.messages], code="invalid") from None
