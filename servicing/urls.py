"""Addresses of the app `servicing`."""

from django.urls import URLPattern, path

from servicing.views import (
    changes,
    collection,
    disbursement,
    files,
    guide,
    layouts,
    lists,
    own,
    own_changes,
    papers,
    reminders,
    repayments,
    risk,
)

CASE = "cases/<str:number>"
urlpatterns: list[URLPattern] = [
    path("loans/", lists.loan_list, name="loan_list"),
    path("loans/export/", lists.loan_list_export, name="loan_list_export"),
    path("loans/<str:number>/", lists.loan, name="loan"),
    path("collection/", collection.collection_list, name="collection_list"),
    path("repayment-files/", files.repayment_file_list, name="repayment_file_list"),
    path("repayment-files/hand-in/", files.repayment_file_hand_in, name="repayment_file_hand_in"),
    path(
        "repayment-files/template.<str:form>",
        files.repayment_file_template,
        name="repayment_file_template",
    ),
    path("repayment-files/layouts/", layouts.layout_list, name="layout_list"),
    path("repayment-files/layouts/<int:pk>/new/", layouts.layout_propose, name="layout_propose"),
    path("repayment-files/<str:number>/", files.repayment_file, name="repayment_file"),
    path(
        "repayment-files/<str:number>/errors.xlsx",
        files.repayment_file_errors,
        name="repayment_file_errors",
    ),
    path(
        "repayment-files/<str:number>/original/",
        files.repayment_file_original,
        name="repayment_file_original",
    ),
    path(
        "repayment-files/<str:number>/rows/<int:line>/",
        files.file_row_assign,
        name="file_row_assign",
    ),
    path(
        "repayment-files/<str:number>/<slug:step>/",
        files.repayment_file_step,
        name="repayment_file_step",
    ),
    path("how-to-repay/", guide.repayment_guide, name="repayment_guide"),
    path("reminders/response/", reminders.reminder_response, name="reminder_response"),
    path("reminders/", reminders.reminder_preview, name="reminder_preview"),
    path("reminders/propose/", reminders.reminder_rule_propose, name="reminder_rule_propose"),
    path(
        "reminders/<int:pk>/publish/", reminders.reminder_rule_publish, name="reminder_rule_publish"
    ),
    path("reminders/<int:pk>/switch/", reminders.reminder_rule_switch, name="reminder_rule_switch"),
    path("reminders/<int:pk>/test/", reminders.reminder_test, name="reminder_test"),
    path(f"{CASE}/disbursement/", disbursement.case_disbursement, name="case_disbursement"),
    path(
        f"{CASE}/disbursement/prepare/",
        disbursement.disbursement_prepare,
        name="disbursement_prepare",
    ),
    path(
        f"{CASE}/disbursement/<int:pk>/approve/",
        disbursement.disbursement_approve,
        name="disbursement_approve",
    ),
    path(
        f"{CASE}/disbursement/<int:pk>/return/",
        disbursement.disbursement_return,
        name="disbursement_return",
    ),
    path(f"{CASE}/repayments/", repayments.case_repayments, name="case_repayments"),
    path(f"{CASE}/repayments/record/", repayments.repayment_record, name="repayment_record"),
    path(f"{CASE}/repayments/statement.pdf", papers.loan_statement, name="loan_statement"),
    path(
        f"{CASE}/repayments/statement.xlsx",
        papers.loan_statement_sheet,
        name="loan_statement_sheet",
    ),
    path(
        f"{CASE}/repayments/<int:pk>/receipt.pdf",
        papers.repayment_receipt,
        name="repayment_receipt",
    ),
    path(
        f"{CASE}/repayments/<int:pk>/approve/",
        repayments.repayment_approve,
        name="repayment_approve",
    ),
    path(
        f"{CASE}/repayments/<int:pk>/return/", repayments.repayment_return, name="repayment_return"
    ),
    path(
        f"{CASE}/repayments/<int:pk>/reverse/",
        repayments.repayment_reverse,
        name="repayment_reverse",
    ),
    path(
        f"{CASE}/reversals/<int:pk>/approve/", repayments.reversal_approve, name="reversal_approve"
    ),
    path(f"{CASE}/reversals/<int:pk>/return/", repayments.reversal_return, name="reversal_return"),
    path(
        f"{CASE}/instalments/<int:row>/",
        repayments.instalment_explained,
        name="instalment_explained",
    ),
    path(f"{CASE}/collection/", collection.case_collection, name="case_collection"),
    path(f"{CASE}/collection/contact/", collection.contact_record, name="contact_record"),
    path(f"{CASE}/changes/", changes.case_changes, name="case_changes"),
    path(f"{CASE}/changes/new/", changes.change_ask, name="change_ask"),
    path(f"{CASE}/changes/<int:pk>/propose/", changes.change_propose, name="change_propose"),
    path(f"{CASE}/changes/<int:pk>/approve/", changes.change_approve, name="change_approve"),
    path(f"{CASE}/changes/<int:pk>/refuse/", changes.change_refuse, name="change_refuse"),
    path(f"{CASE}/changes/<int:pk>/plans/", changes.change_plans, name="change_plans"),
    path(f"{CASE}/consents/<int:pk>/", changes.change_consent, name="change_consent"),
    path("plan-changes/", changes.change_list, name="change_list"),
    path(f"{CASE}/risk/", risk.case_risk, name="case_risk"),
    path(f"{CASE}/risk/class/", risk.class_set, name="class_set"),
    path(f"{CASE}/risk/class/<int:pk>/approve/", risk.class_approve, name="class_approve"),
    path(f"{CASE}/risk/class/<int:pk>/return/", risk.class_return, name="class_return"),
    path("my/loans/", own.my_loans, name="my_loans"),
    path("my/loans/<str:number>/", own.my_loan, name="my_loan"),
    path("my/loans/<str:number>/changes/new/", own_changes.my_change_new, name="my_change_new"),
    path(
        "my/loans/<str:number>/changes/<int:pk>/withdraw/",
        own_changes.my_change_withdraw,
        name="my_change_withdraw",
    ),
    path(
        "my/loans/<str:number>/how-to-repay/", guide.my_repayment_guide, name="my_repayment_guide"
    ),
    path("my/loans/<str:number>/statement.pdf", own.my_loan_statement, name="my_loan_statement"),
    path(
        "my/loans/<str:number>/certificate.pdf", own.my_loan_certificate, name="my_loan_certificate"
    ),
    path(
        "my/loans/<str:number>/receipts/<int:pk>.pdf", own.my_loan_receipt, name="my_loan_receipt"
    ),
]
