"""Which tabs a case has, and on which of them each kind of record is shown."""

# URL name of the tab and the permission that shows it, in the order of the loan's life.
TABS: tuple[tuple[str, str], ...] = (
    ("case_overview", "casework.view_case"),
    ("case_application", "applications.view"),
    ("case_documents", "casework.view_documents"),
    ("case_evaluation", "underwriting.view_evaluation"),
    ("case_committee", "underwriting.view_decision"),
    ("case_guarantee", "guarantees.view"),
    ("case_contract", "underwriting.view_contract"),
    ("case_disbursement", "servicing.view_loan"),
    ("case_repayments", "servicing.view_loan"),
    ("case_changes", "servicing.view_loan"),
    ("case_collection", "servicing.view_loan"),
    ("case_risk", "servicing.view_loan"),
    ("case_followup", "servicing.view_loan"),
    ("case_claims", "guarantees.view_claims"),
    ("case_messages", "casework.view_case"),
    ("case_history", "casework.view_case"),
)

# Where the record of a step can be read: model label, or app label for all others of the app.
RECORD_TABS: dict[str, str] = {
    "applications.application": "case_application",
    "applications.supplementrequest": "case_documents",
    "casework.document": "case_documents",
    "casework.note": "case_messages",
    "underwriting.memo": "case_evaluation",
    "underwriting.sitevisit": "case_evaluation",
    "underwriting.meeting": "case_committee",
    "underwriting.decision": "case_committee",
    "underwriting.contract": "case_contract",
    "underwriting": "case_evaluation",
    "guarantees.claim": "case_claims",
    "guarantees.recovery": "case_claims",
    "guarantees.writeoff": "case_claims",
    "guarantees.guaranteeddisbursement": "case_disbursement",
    "guarantees": "case_guarantee",
    "servicing.disbursement": "case_disbursement",
    "servicing.repayment": "case_repayments",
    "servicing.loanchange": "case_changes",
    "servicing.classchange": "case_risk",
    "servicing.declaredchange": "case_followup",
    "servicing.loanvisit": "case_followup",
    "servicing.paymentexception": "case_repayments",
    "servicing.carestep": "case_followup",
    "servicing": "case_repayments",
}


def tab_of(label: str) -> str:
    """The tab on which a record of this model is shown; the overview for all others."""
    return RECORD_TABS.get(label) or RECORD_TABS.get(label.partition(".")[0]) or "case_overview"
