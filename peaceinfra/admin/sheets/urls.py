from functools import partial

from django.urls import path

from peaceinfra.admin.sheets import views


def urls_of_sheets(site):
    """The addresses of the sheet, for the site of the desk."""

    def screen(view):
        return site.admin_view(partial(view, site))

    return [
        path("sheet/", screen(views.sheet_view), name="sheet"),
        path("sheet/template/", screen(views.template_view), name="sheet_template"),
        path("sheet/kind/", screen(views.kind_view), name="sheet_kind"),
    ]
