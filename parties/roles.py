"""Which role may do what: the access matrix as one table, without Django.

A permission is `app.verb`. Scope (own bank, center's stage, own person) is decided by
`.visible_to`; what is not written here is refused, for superusers too.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person does in the program; staff hold one or more of them in one organisation."""

    APPLICANT = "APP"
    BANK_OFFICER = "BNK"
    BANK_REVIEWER = "BRV"
    COMMITTEE_MEMBER = "COM"
    POST_LOAN_OFFICER = "BPL"
    BANK_MANAGER = "BMG"
    CENTER_STAFF = "CTR"
    CENTER_LEADER = "CLD"
    CENTER_ACCOUNTANT = "CFN"
    PUBLICITY_STAFF = "OUT"
    AUDITOR = "AUD"
    SECURITY_ADMINISTRATOR = "SEC"
    ADMINISTRATOR = "ADM"


ADMIN_SITE_ROLES = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})
BANK_ROLES = frozenset({"BNK", "BRV", "COM", "BPL", "BMG"})
CENTER_ROLES = frozenset({"CTR", "CLD", "CFN"})
CASE_ROLES = BANK_ROLES | CENTER_ROLES | {"AUD"}

PERMISSIONS: dict[str, frozenset[str]] = {
    permission: frozenset(roles.split())
    for permission, roles in {
        # people and access
        "parties.view_staff": "SEC ADM AUD CLD BMG",
        "parties.grant_role": "SEC",
        "parties.view_audit": "AUD",
        "parties.verify_identity": "BNK CTR",
        # rules of the program
        "policy.view_rules": "BNK BRV COM BPL BMG CTR CLD CFN OUT AUD ADM SEC",
        "policy.draft_rules": "ADM CTR",
        "policy.publish_rules": "CLD",
        "policy.view_banks": "BNK BRV COM BPL BMG CTR CLD CFN OUT AUD ADM SEC",
        "policy.manage_banks": "CTR CLD",
        "policy.move_business_date": "ADM",
        # the case file
        "casework.view_case": "BNK BRV COM BPL BMG CTR CLD CFN AUD",
        "casework.view_documents": "BNK BRV COM BPL BMG CTR CLD AUD",
        "casework.check_documents": "BNK BRV CTR",
        "casework.view_worklist": "BNK BRV COM BPL BMG CTR CLD CFN OUT AUD",
        "casework.write_note": "BNK BRV COM BPL BMG CTR CLD",
        "casework.view_notes": "BNK BRV COM BPL BMG CTR CLD AUD",
        "casework.assign_tasks": "BNK BRV BPL BMG CTR CLD",
        "casework.view_outbox": "BPL BMG CTR CLD CFN OUT AUD ADM",
        "casework.run_jobs": "ADM",
        "casework.manage_integrations": "ADM",
        # applications
        "applications.apply": "APP",
        "applications.assist": "BNK CTR",
        "applications.answer_data_request": "CTR",
        "applications.accept": "BNK CTR",
        "applications.review": "BNK BRV CTR",
        "applications.request_supplement": "BNK BRV CTR",
        "applications.view": "BNK BRV COM BPL BMG CTR CLD AUD",
        # underwriting
        "underwriting.give_opinion": "BRV",
        "underwriting.visit": "BNK BRV",
        "underwriting.score": "BRV",
        "underwriting.write_memo": "BNK BRV",
        "underwriting.view_evaluation": "BNK BRV COM BPL BMG AUD CTR CLD",
        "underwriting.manage_committee": "BMG",
        "underwriting.convene_meeting": "BRV BMG",
        "underwriting.vote": "COM",
        "underwriting.view_committee": "BRV COM BMG AUD",
        "underwriting.approve": "BMG",
        "underwriting.assign_appeal": "BMG CLD",
        "underwriting.handle_appeal": "BRV BMG CTR CLD",
        "underwriting.view_decision": "BNK BRV COM BPL BMG CTR CLD AUD",
        "underwriting.prepare_contract": "BNK",
        "underwriting.approve_contract": "BMG",
        "underwriting.view_contract": "BNK BRV BPL BMG CTR CLD AUD",
        "underwriting.sign_for_bank": "BMG",
        "underwriting.sign_for_center": "CLD",
        # servicing
        "servicing.view_loan": "BNK BPL BMG CTR CLD CFN AUD",
        "servicing.prepare_disbursement": "BNK",
        "servicing.approve_disbursement": "BMG",
        "servicing.record_repayment": "BPL",
        "servicing.approve_repayment": "BMG",
        "servicing.reverse_repayment": "BPL",
        "servicing.approve_reversal": "BMG",
        "servicing.view_files": "BPL BMG CFN AUD",
        "servicing.collect": "BPL",
        "servicing.propose_change": "BPL BNK",
        "servicing.approve_change": "BMG",
        "servicing.consent_to_change": "CLD",
        "servicing.record_consent": "BPL CTR",
        "servicing.classify": "BPL BMG",
        "servicing.approve_class": "BMG",
        "servicing.follow_up": "BPL",
        "servicing.approve_skip": "BMG",
        "servicing.start_review": "BMG",
        "servicing.view_reviews": "BPL BMG AUD",
        "servicing.propose_stages": "BMG",
        "servicing.view_letters": "BPL BMG AUD",
        "servicing.approve_letters": "BMG",
        "servicing.view_team": "BPL BMG AUD",
        "servicing.manage_team": "BMG",
        "servicing.manage_reminders": "BPL BMG ADM",
        "servicing.view_jobs": "ADM BMG CLD AUD",
        "servicing.view_reports": "BPL BMG CTR CLD CFN AUD",
        "servicing.make_reports": "BPL BMG CTR CLD CFN",
        "servicing.view_cockpit": "BMG CLD AUD",
        # guarantees
        "guarantees.request": "BNK",
        "guarantees.review": "CTR",
        "guarantees.approve": "CLD",
        "guarantees.view": "BNK BPL BMG CTR CLD CFN AUD",
        "guarantees.register_security": "CTR",
        "guarantees.issue_letter": "CLD",
        "guarantees.view_fund": "CTR CLD CFN AUD",
        "guarantees.record_fund": "CFN",
        "guarantees.approve_fund": "CLD",
        "guarantees.file_claim": "BPL",
        "guarantees.check_claim": "CTR",
        "guarantees.approve_claim": "CLD",
        "guarantees.pay_claim": "CFN",
        "guarantees.view_claims": "BPL BMG CTR CLD CFN AUD",
        "guarantees.record_recovery": "BPL CTR",
        "guarantees.approve_recovery": "CFN",
        "guarantees.propose_write_off": "CTR",
        "guarantees.release_payment": "CFN CLD",
        "guarantees.approve_write_off": "CLD",
        "guarantees.confirm_write_off": "CFN",
        "guarantees.view_subsidy": "BPL BMG CTR CFN CLD AUD",
        "guarantees.prepare_subsidy": "CFN",
        "guarantees.confirm_subsidy": "BPL",
        "guarantees.approve_subsidy": "CFN",
        "guarantees.release_subsidy": "CLD",
        "guarantees.return_subsidy": "BPL CFN CLD",
        # ledger
        "ledger.view_journal": "BPL BMG CTR CLD CFN AUD",
        # outreach
        "outreach.record_lead": "BNK CTR OUT",
        "outreach.view_leads": "BNK BMG CTR CLD OUT AUD",
        "outreach.convert_lead": "BNK CTR OUT",
    }.items()
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that a person holding these roles has."""
    return frozenset(code for code, allowed in PERMISSIONS.items() if roles & allowed)
