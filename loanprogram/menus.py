"""The side menu of staff and the top menu of applicants, by permission."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parties.models import User


@dataclass(frozen=True)
class MenuEntry:
    """One entry: text, URL name and the permission that shows it."""

    title: str | Promise
    name: str
    permission: str
    icon: str = "dot"


STAFF_MENU = (
    MenuEntry(_("Cockpit"), "cockpit", "servicing.view_cockpit", "graph-up"),
    MenuEntry(_("My work"), "worklist", "casework.view_worklist", "list-task"),
    MenuEntry(_("Cases"), "case_list", "casework.view_case", "folder"),
    MenuEntry(_("Counter intake"), "counter_intake", "applications.assist", "person-plus"),
    MenuEntry(_("Leads and desk"), "lead_list", "outreach.view_leads", "chat"),
    MenuEntry(_("Committee"), "meeting_list", "underwriting.view_committee", "people"),
    MenuEntry(_("Loans"), "loan_list", "servicing.view_loan", "cash"),
    MenuEntry(_("Plan changes"), "change_list", "servicing.view_loan", "calendar"),
    MenuEntry(_("Repayment files"), "repayment_file_list", "servicing.view_files", "file-earmark"),
    MenuEntry(_("Collection"), "collection_list", "servicing.collect", "telephone"),
    MenuEntry(_("Post-loan team"), "team", "servicing.view_team", "people"),
    MenuEntry(_("Yearly reviews"), "review_list", "servicing.view_reviews", "clipboard-check"),
    MenuEntry(_("Letters"), "letter_list", "servicing.view_letters", "envelope"),
    MenuEntry(_("Visits of the day"), "visit_route", "servicing.follow_up", "geo-alt"),
    MenuEntry(_("Reminders"), "reminder_preview", "servicing.manage_reminders", "bell"),
    MenuEntry(_("Guarantees"), "guarantee_list", "guarantees.view", "shield"),
    MenuEntry(_("Securities"), "security_list", "guarantees.register_security", "house"),
    MenuEntry(_("Guarantee fund"), "fund_overview", "guarantees.view_fund", "safe"),
    MenuEntry(_("Claims"), "claim_list", "guarantees.view_claims", "file-earmark"),
    MenuEntry(_("Interest subsidy"), "subsidy_list", "guarantees.view_subsidy", "percent"),
    MenuEntry(_("Journal"), "journal", "ledger.view_journal", "journal"),
    MenuEntry(_("Repayment monitor"), "monitoring", "servicing.view_reports", "graph-up"),
    MenuEntry(_("Reports"), "report_list", "servicing.view_reports", "bar-chart"),
    MenuEntry(_("Banks"), "bank_list", "policy.view_banks", "bank"),
    MenuEntry(_("Product catalogue"), "product_catalogue", "policy.view_rules", "grid"),
    MenuEntry(_("Rules"), "rule_list", "policy.view_rules", "clipboard-check"),
    MenuEntry(_("File layouts"), "layout_list", "policy.draft_rules", "file-earmark"),
    MenuEntry(_("Message texts"), "message_text_list", "policy.view_rules", "chat-dots"),
    MenuEntry(_("Messages sent"), "outbox", "casework.view_outbox", "envelope"),
    MenuEntry(_("Integrations"), "integration_list", "casework.manage_integrations", "link-45deg"),
    MenuEntry(_("Jobs"), "job_list", "servicing.view_jobs", "gear"),
    MenuEntry(_("Audit trail"), "audit_trail", "parties.view_audit", "clock-history"),
)
APPLICANT_MENU = (
    MenuEntry(_("My start page"), "my_start", "applications.apply", "house"),
    MenuEntry(_("My applications"), "my_applications", "applications.apply", "folder"),
    MenuEntry(_("My loans"), "my_loans", "applications.apply", "cash"),
    MenuEntry(_("Messages"), "my_messages", "applications.apply", "envelope"),
    MenuEntry(_("Payout account"), "my_payout_account", "applications.apply", "cash"),
    MenuEntry(_("My data"), "my_data", "applications.apply", "person"),
)


def menu_of(user: User, path: str) -> list[dict[str, object]]:
    """The entries this user may open, the current one marked."""
    entries = APPLICANT_MENU if user.kind == User.Kind.APPLICANT else STAFF_MENU
    return [
        {"title": entry.title, "url": url, "icon": entry.icon, "active": path == url}
        for entry in entries
        if user.may(entry.permission) and (url := _address(entry.name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
