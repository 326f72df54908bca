from django.contrib.auth.views import LogoutView
from django.urls import path

from peaceinfra.dashboards import views

urlpatterns = [
    path("", views.process_list, name="home"),
    path("processes/", views.process_list, name="process_list"),
    path("processes/<str:public_id>/", views.process_detail, name="process_detail"),
    path("secretariats/<str:public_id>/", views.secretariat_detail, name="secretariat_detail"),
    path("actors/<str:public_id>/", views.actor_detail, name="actor_detail"),
    path("sources/<str:public_id>/", views.source_detail, name="source_detail"),
    path("search/", views.search, name="search"),
    path("records/<str:public_id>/history/", views.record_history, name="record_history"),
    path("about/dates/", views.about_dates, name="about_dates"),
    path("account/sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("account/sign-out/", LogoutView.as_view(), name="sign_out"),
]
