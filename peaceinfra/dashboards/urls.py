from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from peaceinfra.analysis.kinds import PAGES
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards import views
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from peaceinfra.dashboards.subpages import SUB_PAGES

# {kind: its part of the address} of records that share one page.
RECORDS = {
    "cfl": "conflicts",
    "lnk": "linkages",
    "chn": "channels",
    "evt": "events",
    "agr": "agreements",
    "com": "communities",
    "plc": "places",
}

urlpatterns = [
    path("", views.overview, name="home"),
    path("questions/", views.question_list, name="questions"),
    path("questions/<slug:slug>/", views.question_detail, name="question"),
    path("questions/<slug:slug>/csv/", views.question_csv, name="question_csv"),
    path("processes/", views.process_list, name="process_list"),
    path("compare/", views.compare, name="compare"),
    *(
        path(
            f"processes/<str:public_id>/{page.slug}/" if page.slug else "processes/<str:public_id>/",
            views.process_page,
            {"page": page},
            page.route,
        )
        for page in SUB_PAGES
    ),
    path("processes/<str:public_id>/brief/", views.process_brief, name="process_brief"),
    path("processes/<str:public_id>/difference/", views.process_difference, name="process_difference"),
    path(
        "processes/<str:public_id>/difference/csv/",
        views.process_difference_csv,
        name="process_difference_csv",
    ),
    path("processes/<str:public_id>/paths/", views.process_paths, name="process_paths"),
    path("processes/<str:public_id>/feed.atom", views.process_feed, name="process_feed"),
    path("processes/<str:public_id>/brief.pdf", views.process_brief_pdf, name="process_brief_pdf"),
    path("processes/<str:public_id>/brief.docx", views.process_brief_word, name="process_brief_word"),
    path("secretariats/<str:public_id>/", views.secretariat_detail, name="secretariat_detail"),
    path("actors/<str:public_id>/", views.actor_detail, name="actor_detail"),
    *(
        path(
            f"{slug}/<str:public_id>/",
            views.record_detail,
            {"model": models_by_kind()[kind], "endpoint": PAGES[kind]},
            f"{PAGES[kind]}_detail",
        )
        for kind, slug in RECORDS.items()
    ),
    path("sources/<str:public_id>/", views.source_detail, name="source_detail"),
    path("search/", views.search, name="search"),
    path("records/<str:public_id>.csv", views.one_record_csv, name="one_record_csv"),
    path("records/<str:public_id>/history/", views.record_history, name="record_history"),
    path("recalls/", views.recalls, name="recalls"),
    path("following/", views.following, name="following"),
    path("feed.atom", views.register_feed, name="register_feed"),
    path("how-to-read/", views.how_to_read, name="how_to_read"),
    path("about/dates/", RedirectView.as_view(pattern_name="how_to_read", query_string=True, permanent=True)),
    path("glossary/", views.glossary_page, name="glossary"),
    path("cite/", views.cite, name="cite"),
    path("theme/", views.theme, name="theme"),
    path("data/", views.data, name="data"),
    path("data/dictionary.txt", views.data_dictionary, name="data_dictionary"),
    # The names by which django-allauth leads there.
    path("account/sign-in/", views.SignIn.as_view(), name="account_login"),
    path("account/second-factor/", views.factor_list, name="mfa_index"),
    path("account/second-factor/sign-in/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("account/second-factor/app/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/key/", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/key/<int:pk>/remove/", views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("account/second-factor/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/confirm/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/key/", views.ConfirmByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/provider/", views.provider_start, name="provider_start"),
    path("account/provider/done/", views.provider_done, name="provider_done"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/password/", views.password_link, name="password_link"),
    path("account/sign-out/", LogoutView.as_view(), name="sign_out"),
    *(
        path(f"{record_list.slug}/", views.record_list, {"which": record_list}, name=record_list.route)
        for record_list in LISTS
    ),
    *(
        path(
            f"{record_list.slug}.{extension}",
            views.record_file,
            {"which": record_list, "extension": extension},
            name=record_list.file_route(extension),
        )
        for record_list in [PROCESSES, *LISTS]
        for extension in record_list.extensions
    ),
]
