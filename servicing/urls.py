"""Addresses of the app `servicing`."""

from django.urls import URLPattern, path

from casework.selectors import SEARCHES
from casework.selectors.history import PICTURES
from servicing.selectors.finding import found_loans
from servicing.selectors.visits import pictures_of_step
from servicing.views import (
    accounts,
    business,
    changes,
    collection,
    declarations,
    disbursement,
    explained,
    files,
    followup,
    guide,
    layouts,
    letters,
    lists,
    own,
    own_changes,
    papers,
    reminders,
    repayments,
    risk,
    team,
    visits,
    watching,
)

CASE = "cases/<str:number>"
# What the search over everything finds of loans.
SEARCHES.append(found_loans)
# The photos of a visit on the timeline of its case.
PICTURES["servicing.loanvisit"] = pictures_of_step

urlpatterns: list[URLPattern] = [
    path("me/account/", accounts.my_payout_account, name="my_payout_account"),
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
        explained.instalment_explained,
        name="instalment_explained",
    ),
    path(f"{CASE}/repayments/quote/", explained.quote_explained, name="quote_explained"),
    path(
        f"{CASE}/repayments/<int:pk>/figures/",
        explained.repayment_explained,
        name="repayment_explained",
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
    path(f"{CASE}/followup/", followup.case_followup, name="case_followup"),
    path(f"{CASE}/followup/<int:pk>/", followup.care_step, name="care_step"),
    path(f"{CASE}/followup/<int:pk>/skip/", followup.care_skip, name="care_skip"),
    path(
        f"{CASE}/followup/<int:pk>/skip/approve/",
        followup.care_skip_approve,
        name="care_skip_approve",
    ),
    path(
        f"{CASE}/followup/<int:pk>/skip/refuse/",
        followup.care_skip_refuse,
        name="care_skip_refuse",
    ),
    path("team/", team.team, name="team"),
    path("team/seats/add/", team.team_seat_add, name="team_seat_add"),
    path("team/seats/<int:pk>/end/", team.team_seat_end, name="team_seat_end"),
    path("team/share-out/", team.team_share_out, name="team_share_out"),
    path("team/absence/", team.absence_plan, name="absence_plan"),
    path("team/people/<int:pk>/hand-over/", team.hand_over_new, name="hand_over_new"),
    path("team/hand-overs/<int:pk>/", team.hand_over, name="hand_over"),
    path("team/hand-overs/<int:pk>/accept/", team.hand_over_accept, name="hand_over_accept"),
    path("team/hand-overs/<int:pk>/refuse/", team.hand_over_refuse, name="hand_over_refuse"),
    path(
        f"{CASE}/followup/changes/<slug:field>/",
        declarations.change_declare,
        name="change_declare",
    ),
    path(f"{CASE}/followup/data/confirm/", declarations.data_confirm, name="data_confirm"),
    path("declared/<int:pk>/", declarations.change_check, name="change_check"),
    path("declared/<int:pk>/proof/", declarations.change_proof, name="change_proof"),
    path("my/loans/<str:number>/data/", declarations.my_loan_data, name="my_loan_data"),
    path(
        "my/loans/<str:number>/data/unchanged/",
        declarations.my_loan_unchanged,
        name="my_loan_unchanged",
    ),
    path(
        "my/loans/<str:number>/data/change/<slug:field>/",
        declarations.my_change_declare,
        name="my_change_declare",
    ),
    path(
        "my/loans/<str:number>/data/<int:pk>/code/",
        declarations.my_change_code,
        name="my_change_code",
    ),
    path(
        "my/loans/<str:number>/data/<int:pk>/code/again/",
        declarations.my_change_code_again,
        name="my_change_code_again",
    ),
    path(
        "my/loans/<str:number>/data/<int:pk>/proof/",
        declarations.my_change_proof,
        name="my_change_proof",
    ),
    path(f"{CASE}/followup/report/", business.report_enter, name="report_enter"),
    path("my/loans/<str:number>/report/", business.my_report, name="my_report"),
    path(f"{CASE}/visits/plan/", visits.loan_visit_plan, name="loan_visit_plan"),
    path("visits/", visits.visit_route, name="visit_route"),
    path("visits/<int:pk>/", visits.loan_visit, name="loan_visit"),
    path("visits/<int:pk>/move/", visits.visit_stop_move, name="visit_stop_move"),
    path("visits/<int:pk>/arrive/", visits.loan_visit_arrive, name="loan_visit_arrive"),
    path("visits/<int:pk>/record/", visits.loan_visit_record, name="loan_visit_record"),
    path("visits/<int:pk>/cancel/", visits.loan_visit_cancel, name="loan_visit_cancel"),
    path("visits/photos/<int:pk>/", visits.loan_visit_photo, name="loan_visit_photo"),
    path("letters/", letters.letter_list, name="letter_list"),
    path("letters/write/<slug:kind>/", letters.letter_write, name="letter_write"),
    path("letters/batches/<int:pk>/", letters.letter_batch, name="letter_batch"),
    path(
        "letters/batches/<int:pk>/approve/",
        letters.letter_batch_approve,
        name="letter_batch_approve",
    ),
    path(
        "letters/batches/<int:pk>/cancel/", letters.letter_batch_cancel, name="letter_batch_cancel"
    ),
    path("letters/batches/<int:pk>/print.pdf", letters.letter_batch_pdf, name="letter_batch_pdf"),
    path("letters/batches/<int:pk>/post/", letters.letter_batch_post, name="letter_batch_post"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/delivered/", letters.letter_delivered, name="letter_delivered"),
    path("letters/<int:pk>/returned/", letters.letter_returned, name="letter_returned"),
    path("letters/<int:pk>/proof/", letters.letter_proof, name="letter_proof"),
    path("payments/odd/<int:pk>/", watching.payment_exception, name="payment_exception"),
    path("reviews/", watching.review_list, name="review_list"),
    path("reviews/<int:pk>/", watching.review, name="review"),
    path("collection/results/", watching.collection_result, name="collection_result"),
    path("collection/stages/", watching.stage_plan, name="stage_plan"),
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
