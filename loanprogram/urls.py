"""All addresses: each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from loanprogram import demo_urls, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("guarantees.urls")),
    path("", include("outreach.urls")),
    path("", include("servicing.urls")),
    path("", include("underwriting.urls")),
    path("", include("applications.urls")),
    path("", include("policy.urls")),
    path("", include("ledger.urls")),
    path("", include("casework.urls")),
    path("", include("parties.urls")),
    path("", include("screens.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *demo_urls.urlpatterns,
]
