from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own."""

    default_site = "peaceinfra.admin.site.RegisterSite"
