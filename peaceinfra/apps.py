from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeaceinfraConfig(AppConfig):
    """The project as an app, so that its commands and template tags have a home."""

    name = "peaceinfra"
    verbose_name = _("Peace infrastructure")
    default_auto_field = "django.db.models.BigAutoField"
