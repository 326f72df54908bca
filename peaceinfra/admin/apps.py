from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own."""

    default_site = "peaceinfra.admin.site.RegisterSite"

    def ready(self):
        """The screens of the apps, and that of the desk itself, which stands above them."""
        super().ready()
        import_module("peaceinfra.admin.batches")
        import_module("peaceinfra.admin.matching")
        import_module("peaceinfra.admin.proposals")
