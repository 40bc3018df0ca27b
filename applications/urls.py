"""Addresses of the app `applications`."""

from django.urls import path

from applications.views import (
    calculator,
    counter,
    desk,
    my_data,
    papers,
    portal,
    preferences,
    self_check,
    sign_in,
    status,
    steps,
    supplement,
)

DRAFT = "applications/<str:number>/"
CASE = "cases/<slug:number>/"

urlpatterns = [
    # coming in
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/phone/", sign_in.phone_sign_in, name="phone_sign_in"),
    path("sign-in/phone/code/", sign_in.phone_sign_in_code, name="phone_sign_in_code"),
    path("me/name/", sign_in.real_name, name="real_name"),
    path("counter/recovery/", sign_in.account_recovery, name="account_recovery"),
    path("me/code/", sign_in.fresh_code, name="fresh_code"),
    path("me/code/send/", sign_in.fresh_code_send, name="fresh_code_send"),
    # for everybody
    path("self-check/", self_check.self_check, name="self_check"),
    path("self-check/<uuid:token>/", self_check.self_check_result, name="self_check_result"),
    path("self-check/<uuid:token>/start/", self_check.self_check_start, name="self_check_start"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("calculator/sheet/", calculator.calculator_sheet, name="calculator_sheet"),
    path("calculator/paper/", calculator.calculator_paper, name="calculator_paper"),
    path("loans-on-offer/", portal.product_list, name="product_list"),
    path("loans-on-offer/<slug:code>/", portal.product_terms, name="product_terms"),
    path("papers/", portal.paper_list, name="paper_list"),
    path("receipt-check/", status.receipt_check, name="receipt_check"),
    path("privacy/", portal.privacy, name="privacy"),
    # the applicant's own pages
    path("me/", portal.my_start, name="my_start"),
    path("me/messages/", portal.my_messages, name="my_messages"),
    path("me/messages/<int:pk>/read/", portal.my_message_read, name="my_message_read"),
    path("me/preferences/", preferences.my_preferences, name="my_preferences"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/consents/<slug:kind>/", my_data.my_consent, name="my_consent"),
    path("me/data/download/", my_data.my_data_download, name="my_data_download"),
    path("me/papers/<int:pk>/", status.my_document, name="my_document"),
    path("data-requests/<int:pk>/", my_data.data_request, name="data_request"),
    path("receipts/<str:number>.pdf", status.receipt_pdf, name="receipt_pdf"),
    # one application
    path("applications/", status.my_applications, name="my_applications"),
    path("applications/new/", steps.application_start, name="application_start"),
    path(DRAFT, status.my_application, name="my_application"),
    path(f"{DRAFT}tasks/", steps.application_tasks, name="application_tasks"),
    path(f"{DRAFT}steps/<slug:step>/", steps.application_step, name="application_step"),
    path(f"{DRAFT}papers/zip/", papers.application_zip, name="application_zip"),
    path(f"{DRAFT}uploads/", papers.application_upload, name="application_upload"),
    path(
        f"{DRAFT}uploads/<uuid:key>/",
        papers.application_upload_piece,
        name="application_upload_piece",
    ),
    path(
        f"{DRAFT}papers/<int:pk>/type/",
        papers.application_document_assign,
        name="application_document_assign",
    ),
    path(
        "papers/<int:pk>/pages/<int:page>/",
        papers.document_thumbnail,
        name="document_thumbnail",
    ),
    path(f"{DRAFT}papers/", papers.application_documents, name="application_documents"),
    path(
        f"{DRAFT}papers/<int:pk>/remove/",
        papers.application_document_remove,
        name="application_document_remove",
    ),
    path(f"{DRAFT}declarations/", steps.application_declarations, name="application_declarations"),
    path(f"{DRAFT}check/", steps.application_check_answers, name="application_check_answers"),
    path(f"{DRAFT}submitted/", status.application_confirmation, name="application_confirmation"),
    path(f"{DRAFT}withdraw/", status.application_withdraw, name="application_withdraw"),
    path(f"{DRAFT}supplement/", supplement.my_supplement, name="my_supplement"),
    # the desk that reviews
    path(f"{CASE}flags/<int:pk>/", desk.flag_handle, name="flag_handle"),
    path(f"{CASE}application/", desk.case_application, name="case_application"),
    path(f"{CASE}application/accept/", desk.application_accept, name="application_accept"),
    path(f"{CASE}documents/", desk.case_documents, name="case_documents"),
    path(f"{CASE}documents/<int:pk>/accept/", desk.paper_accept, name="paper_accept"),
    path(f"{CASE}documents/<int:pk>/reject/", desk.paper_reject, name="paper_reject"),
    path(f"{CASE}supplement/", desk.supplement_new, name="supplement_new"),
    # the counter
    path("counter/", counter.counter_intake, name="counter_intake"),
    path("counter/<str:number>/", counter.counter_draft, name="counter_draft"),
    path("counter/<str:number>/continue/", counter.counter_continue, name="counter_continue"),
    path("counter/<str:number>/form.pdf", counter.counter_form, name="counter_form"),
]
