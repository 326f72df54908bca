from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "peaceinfra.core"
    label = "core"
    verbose_name = _("Access")

    def ready(self):
        # Registers the system checks; imported here because checks need no models but the registry does.
        from peaceinfra.core import session_list, sign_in_log, windows  # noqa: F401, PLC0415
        from peaceinfra.core.visibility import checks, grants, recorded  # noqa: F401, PLC0415

        pre_migrate.connect(windows.say_windows, sender=self)
        pre_migrate.connect(recorded.take_down, sender=self)
        pre_migrate.connect(grants.end_log, sender=self)
        post_migrate.connect(grants.after_migrate, sender=self)
