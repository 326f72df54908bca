from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeaceinfraConfig(AppConfig):
    """The project as an app, so that its commands and template tags have a home."""

    name = "peaceinfra"
    verbose_name = _("Peace infrastructure")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Asked for when the log of changes is compiled: the API is imported then, and not for every command.
        from peaceinfra.core.visibility import changes  # noqa: PLC0415

        changes.declare(_told_by_the_api)


def _told_by_the_api():
    from peaceinfra.api.touched import declaration  # noqa: PLC0415

    return declaration()
