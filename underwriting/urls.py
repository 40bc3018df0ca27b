"""Addresses of the app `underwriting`."""

from django.urls import URLPattern, path

from underwriting.views import evaluation, memo, visit

EVALUATION = "cases/<str:number>/evaluation/"
VISITS = f"{EVALUATION}visits/"
MEMO = f"{EVALUATION}memo/"

urlpatterns: list[URLPattern] = [
    path(EVALUATION, evaluation.case_evaluation, name="case_evaluation"),
    path(f"{EVALUATION}opinions/<slug:kind>/", evaluation.opinion_give, name="opinion_give"),
    path(f"{EVALUATION}worksheet/", evaluation.score_worksheet, name="score_worksheet"),
    path(f"{EVALUATION}scores/", evaluation.score_list, name="score_list"),
    path(f"{EVALUATION}scores/compute/", evaluation.score_compute, name="score_compute"),
    path(f"{VISITS}new/", visit.visit_plan, name="visit_plan"),
    path(f"{VISITS}<int:key>/", visit.visit_record, name="visit_record"),
    path(f"{VISITS}<int:key>/cancel/", visit.visit_cancel, name="visit_cancel"),
    path(f"{VISITS}<int:key>/report/", visit.visit_report, name="visit_report"),
    path(f"{VISITS}<int:key>/report.pdf", visit.visit_report_pdf, name="visit_report_pdf"),
    path(f"{VISITS}photos/<int:key>/", visit.visit_photo, name="visit_photo"),
    path(f"{MEMO}start/", memo.memo_start, name="memo_start"),
    path(f"{MEMO}edit/", memo.memo_edit, name="memo_edit"),
    path(f"{MEMO}send/", memo.memo_send, name="memo_send"),
    path(f"{MEMO}return/", memo.memo_return, name="memo_return"),
    path(f"{MEMO}<int:version>/", memo.memo_read, name="memo_read"),
    path(f"{MEMO}<int:version>/memo.pdf", memo.memo_pdf, name="memo_pdf"),
    path(f"{MEMO}<int:version>/compare/", memo.memo_compare, name="memo_compare"),
]
