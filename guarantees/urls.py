"""Addresses of the app `guarantees`."""

from django.urls import URLPattern, path

from guarantees.views import claims, fund, guarantee, lists, notices, securities, subsidy

GUARANTEE = "cases/<str:number>/guarantee/"
CLAIMS = "cases/<str:number>/claims/"
SECURITIES = "securities/"

urlpatterns: list[URLPattern] = [
    path(GUARANTEE, guarantee.case_guarantee, name="case_guarantee"),
    path(f"{GUARANTEE}request/", guarantee.guarantee_request, name="guarantee_request"),
    path(f"{GUARANTEE}qualification/", guarantee.qualification_open, name="qualification_open"),
    path(f"{GUARANTEE}opinion/", guarantee.guarantee_recommend, name="guarantee_recommend"),
    path(f"{GUARANTEE}letter.pdf", guarantee.guarantee_letter, name="guarantee_letter"),
    path(f"{GUARANTEE}securities/use/", securities.security_use, name="security_use"),
    path(
        f"{GUARANTEE}securities/<int:key>/release/",
        securities.security_release,
        name="security_release",
    ),
    path(f"{GUARANTEE}objections/<int:key>/", notices.objection_handle, name="objection_handle"),
    path(f"{GUARANTEE}steps/<slug:act>/", guarantee.guarantee_step, name="guarantee_step"),
    path(CLAIMS, claims.case_claims, name="case_claims"),
    path(f"{CLAIMS}new/", claims.claim_new, name="claim_new"),
    path(f"{CLAIMS}measures/new/", claims.measure_new, name="measure_new"),
    path(f"{CLAIMS}recoveries/new/", claims.recovery_new, name="recovery_new"),
    path(f"{CLAIMS}recoveries/<int:key>/<slug:act>/", claims.recovery_step, name="recovery_step"),
    path(f"{CLAIMS}write-offs/new/", claims.write_off_new, name="write_off_new"),
    path(f"{CLAIMS}write-offs/<int:key>/<slug:act>/", claims.write_off_step, name="write_off_step"),
    path(f"{CLAIMS}<int:key>/<slug:act>/", claims.claim_step, name="claim_step"),
    path("guarantees/", lists.guarantee_list, name="guarantee_list"),
    path("claims/", lists.claim_list, name="claim_list"),
    path(SECURITIES, securities.security_list, name="security_list"),
    path(f"{SECURITIES}new/", securities.security_new, name="security_new"),
    path(f"{SECURITIES}<int:key>/", securities.security, name="security"),
    path(f"{SECURITIES}<int:key>/valuation/", securities.valuation_new, name="valuation_new"),
    path(
        f"{SECURITIES}<int:key>/papers/new/",
        securities.security_paper_new,
        name="security_paper_new",
    ),
    path(
        f"{SECURITIES}<int:key>/papers/<int:paper>/",
        securities.security_paper,
        name="security_paper",
    ),
    path("fund/", fund.fund_overview, name="fund_overview"),
    path("fund/movements/new/", fund.fund_movement_new, name="fund_movement_new"),
    path(
        "fund/movements/<int:key>/<slug:act>/",
        fund.fund_movement_step,
        name="fund_movement_step",
    ),
    path("notices/", notices.public_notice_list, name="public_notice_list"),
    path("notices/<int:key>/objection/", notices.objection_new, name="objection_new"),
    path("subsidy/", subsidy.subsidy_list, name="subsidy_list"),
    path("subsidy/stop/", subsidy.subsidy_stop, name="subsidy_stop"),
    path("subsidy/<int:pk>/", subsidy.subsidy_statement, name="subsidy_statement"),
    path("subsidy/<int:pk>/file.csv", subsidy.subsidy_file, name="subsidy_file"),
    path("subsidy/<int:pk>/<slug:event>/", subsidy.subsidy_step, name="subsidy_step"),
]
