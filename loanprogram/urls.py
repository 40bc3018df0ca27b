"""All addresses: each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from loanprogram import demo_urls
from loanprogram.views import cockpit, jobs, monitoring, public, reports, session

handler400 = "screens.views.bad_request"
handler403 = "screens.views.permission_denied"
handler404 = "screens.views.page_not_found"
handler500 = "screens.views.server_error"

urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("session/", session.session_left, name="session_left"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("monitoring/export/", monitoring.monitoring_export, name="monitoring_export"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/make/", reports.report_make, name="report_make"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/<slug:form>/", reports.report_file, name="report_file"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<slug:job>/switch/", jobs.job_switch, name="job_switch"),
    path("jobs/<slug:job>/run/", jobs.job_run, name="job_run"),
    path("jobs/set-aside/<int:pk>/", jobs.set_aside_retry, name="set_aside_retry"),
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
