"""The one file of states: for each kind and state its word, colour and explanation.

Pages, exports and messages all ask here, so the same state looks and reads the same everywhere.
Kinds are added by the package that owns the states; the tone is one of `TONES`.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = ("neutral", "quiet", "info", "progress", "success", "warning", "danger")


class State(NamedTuple):
    """How a state is shown: the word, the colour and one sentence on what it means."""

    word: str | Promise
    tone: str
    meaning: str | Promise = ""


VOCABULARY: dict[str, dict[str, State]] = {
    "role": {
        "APP": State(_("Applicant"), "neutral"),
        "BNK": State(_("Loan officer"), "info"),
        "BRV": State(_("Reviewer"), "info"),
        "COM": State(_("Committee member"), "info"),
        "BPL": State(_("Post-loan officer"), "info"),
        "BMG": State(_("Bank manager"), "info"),
        "CTR": State(_("Center clerk"), "info"),
        "CLD": State(_("Center leader"), "info"),
        "CFN": State(_("Center accountant"), "info"),
        "OUT": State(_("Publicity staff"), "info"),
        "AUD": State(_("Auditor"), "info"),
        "SEC": State(_("Security administrator"), "neutral"),
        "ADM": State(_("Administrator"), "neutral"),
    },
    "stage": {
        "intake": State(
            _("Application"), "info", _("The applicant is filling in the application.")
        ),
        "review": State(_("Review"), "progress", _("The papers are being checked.")),
        "decision": State(_("Decision"), "progress", _("The file lies before those who decide.")),
        "guarantee": State(_("Guarantee"), "progress", _("The center examines the guarantee.")),
        "contract": State(_("Contract"), "progress", _("The contract is prepared and signed.")),
        "payout": State(_("Payout"), "progress", _("The loan is about to be paid out.")),
        "repayment": State(_("Repayment"), "success", _("The loan is being repaid on time.")),
        "overdue": State(_("Overdue"), "danger", _("A payment is late.")),
        "claim": State(_("Claim and recovery"), "danger", _("The fund has been asked to pay.")),
        "closed": State(_("Closed"), "quiet"),
    },
    "rule": {
        "draft": State(_("Draft"), "neutral"),
        "submitted": State(_("Waiting for approval"), "progress"),
        "published": State(_("Published"), "success"),
        "withdrawn": State(_("Withdrawn"), "quiet"),
    },
    "bank": {
        "active": State(_("Active"), "success"),
        "suspended": State(_("Suspended"), "warning", _("Takes no new applications.")),
        "ended": State(_("Agreement ended"), "quiet"),
    },
    "holder": {
        "applicant": State(_("Applicant"), "info"),
        "bank": State(_("Bank"), "progress"),
        "center": State(_("Center"), "progress"),
        "nobody": State(_("Nobody"), "quiet"),
    },
    "application": {
        "draft": State(_("Draft"), "info", _("Nothing was sent yet.")),
        "submitted": State(_("Handed in"), "progress", _("Waiting to be taken in.")),
        "in_review": State(_("In review"), "progress", _("Papers and business are checked.")),
        "supplement": State(
            _("Waiting for papers"), "warning", _("The clock stands until they arrive.")
        ),
        "evaluated": State(_("Evaluated"), "progress", _("Ready for the decision.")),
        "in_decision": State(_("In decision"), "progress"),
        "approved": State(_("Approved"), "success"),
        "contracting": State(_("Contract in preparation"), "progress"),
        "contracted": State(_("Contract signed"), "success"),
        "declined": State(_("Declined"), "danger", _("The reasons stand in the decision.")),
        "appealed": State(_("In appeal"), "warning", _("Somebody else looks at it again.")),
        "withdrawn": State(_("Withdrawn"), "quiet", _("The applicant gave it up.")),
        "lapsed": State(_("Lapsed"), "quiet", _("The missing papers did not arrive in time.")),
    },
    "task_row": {
        "not_started": State(_("Not started"), "info"),
        "in_progress": State(_("In progress"), "progress"),
        "completed": State(_("Completed"), "quiet"),
        "blocked": State(_("Cannot start yet"), "neutral", _("Finish the tasks before it first.")),
        "problem": State(_("There is a problem"), "danger", _("Open the task to see what to do.")),
    },
    "document": {
        "missing": State(_("To be handed in"), "info"),
        "received": State(_("Received"), "progress", _("We have it and will check it.")),
        "accepted": State(_("Accepted"), "success"),
        "rejected": State(_("Hand in again"), "danger", _("The reason stands beside it.")),
        "expired": State(_("No longer valid"), "warning", _("Please hand in a newer one.")),
        "reused": State(_("Taken from an earlier case"), "quiet"),
        "replaced": State(_("Replaced"), "quiet", _("A newer version was handed in.")),
    },
    "task": {
        "accept_application": State(_("Take in the application"), "info"),
        "qualification_review": State(_("Review the qualification"), "info"),
        "check_documents": State(_("Check the papers"), "info"),
        "visit": State(_("Visit the business"), "info"),
        "give_opinion": State(_("Give an opinion"), "info"),
        "revise_memo": State(_("Revise the memo"), "warning"),
        "give_approval": State(_("Decide"), "info"),
        "put_on_agenda": State(_("Put it on the agenda"), "info"),
        "vote": State(_("Vote"), "info"),
        "request_guarantee": State(_("Ask for the guarantee"), "info"),
        "review_guarantee": State(_("Review the guarantee"), "info"),
        "approve_guarantee": State(_("Approve the guarantee"), "info"),
        "register_security": State(_("Register the securities"), "info"),
        "handle_objection": State(_("Look into an objection"), "warning"),
        "revalue_security": State(_("Have a security valued anew"), "warning"),
        "guarantee_expiring": State(_("A guarantee ends soon: file the claim in time"), "warning"),
        "approve_movement": State(_("Approve a movement of the fund"), "info"),
        "check_claim": State(_("Check the claim"), "info"),
        "approve_claim": State(_("Approve the claim"), "info"),
        "mend_claim": State(_("Mend the claim"), "warning"),
        "pay_claim": State(_("Prepare the payment of the claim"), "info"),
        "release_claim_payment": State(_("Release the payment of the claim"), "info"),
        "approve_recovery": State(_("Approve money recovered"), "info"),
        "approve_write_off": State(_("Decide on a write-off"), "warning"),
        "confirm_write_off": State(_("Confirm a write-off"), "warning"),
        "issue_letter": State(_("Issue the guarantee letter"), "info"),
        "prepare_contract": State(_("Prepare the contract"), "info"),
        "issue_contract": State(_("Release the contract for signature"), "info"),
        "sign_for_bank": State(_("Sign the contract for the bank"), "info"),
        "sign_for_center": State(_("Sign the contract for the center"), "info"),
        "answer_contract_question": State(_("Answer a question on the contract"), "info"),
        "prepare_disbursement": State(_("Prepare the disbursement"), "info"),
        "approve_disbursement": State(_("Approve the disbursement"), "info"),
        "payout_late": State(_("Payout is late"), "danger"),
        "payout_late_center": State(_("Payout is late at the bank"), "danger"),
        "approve_repayment": State(_("Approve the repayment"), "info"),
        "approve_reversal": State(_("Approve the reversal"), "warning"),
        "collect_friendly": State(_("Remind the borrower kindly"), "warning"),
        "collect_phone": State(_("Call the borrower"), "warning"),
        "collect_letter": State(_("Send a letter"), "warning"),
        "collect_visit": State(_("Visit the borrower"), "danger"),
        "collect_guarantor": State(_("Talk to the sureties"), "danger"),
        "collect_claim": State(_("Prepare the claim"), "danger"),
        "look_at_overdue": State(_("Look at the overdue loan"), "warning"),
        "promise_due": State(_("Payment promised for today"), "info"),
        "promise_broken": State(_("Promise broken: call again"), "danger"),
        "follow_lead": State(_("Call the lead"), "info"),
        "desk_follow_up": State(_("Follow up a talk at the desk"), "info"),
        "data_request": State(_("Answer a request about personal data"), "info"),
        "release_security": State(_("Release the security"), "info"),
    },
    "verdict": {
        "positive": State(_("No objection"), "success"),
        "conditional": State(_("With conditions"), "warning"),
        "negative": State(_("Objection"), "danger"),
    },
    "visit": {
        "planned": State(_("Planned"), "info"),
        "done": State(_("Done"), "success"),
        "cancelled": State(_("Cancelled"), "quiet"),
    },
    "memo": {
        "draft": State(_("Draft"), "progress"),
        "frozen": State(_("Sent to decision"), "success", _("Read-only, with its hash.")),
        "returned": State(_("Returned"), "warning", _("The next version starts from this one.")),
    },
    "notice": {
        "queued": State(_("Waiting"), "info", _("It will be sent on its day.")),
        "sent": State(_("Sent"), "success"),
        "failed": State(
            _("Not delivered"), "danger", _("It was tried on this way for the last time.")
        ),
        "cancelled": State(_("Taken back"), "quiet", _("Its reason had gone before it was sent.")),
    },
    "supplement": {
        "sent": State(_("Waiting for the applicant"), "warning"),
        "answered": State(_("Answered"), "success"),
        "closed": State(_("Closed"), "quiet"),
    },
    "source": {
        "online": State(_("Online"), "neutral"),
        "counter": State(_("At the counter"), "neutral"),
        "event": State(_("At an event"), "neutral"),
        "lead": State(_("From a talk"), "neutral"),
    },
    "channel": {
        "sms": State(_("SMS"), "neutral"),
        "email": State(_("E-mail"), "neutral"),
        "page": State(_("On the page"), "neutral"),
    },
    "deadline": {
        "in_time": State(_("In time"), "success"),
        "due_soon": State(_("Due soon"), "warning"),
        "overdue": State(_("Overdue"), "danger"),
        "paused": State(_("Clock stopped"), "neutral"),
        "none": State(_("No deadline"), "quiet"),
    },
    "journal_kind": {
        "fund_paid_in": State(_("Paid into the fund"), "info"),
        "fund_paid_out": State(_("Paid out of the fund"), "info"),
        "fund_interest": State(_("Interest of the fund"), "info"),
        "disbursement": State(_("Payout of a loan"), "progress"),
        "repayment": State(_("Repayment of a loan"), "success"),
        "accrual": State(_("Interest of the day"), "quiet"),
        "subsidy": State(_("Interest subsidy"), "info"),
        "claim_payment": State(_("Payment of a claim"), "danger"),
        "recovery": State(_("Recovery after a claim"), "info"),
        "write_off": State(_("Write-off"), "danger"),
        "reversal": State(_("Reversal"), "warning"),
    },
    "loan": {
        "signed": State(_("Contract signed"), "info", _("The guarantee letter is still to come.")),
        "payable": State(_("Ready for payout"), "info", _("It can be paid out now.")),
        "disbursed": State(_("In repayment"), "success", _("Everything due so far is paid.")),
        "overdue": State(_("Overdue"), "danger", _("An instalment was not paid on its day.")),
        "claimed": State(_("Taken over by the fund"), "danger", _("The fund has paid its share.")),
        "recovering": State(_("In recovery"), "warning", _("Money comes back after the claim.")),
        "settled": State(_("Settled"), "quiet", _("Nothing is owed any more.")),
        "written_off": State(_("Written off"), "quiet", _("The debt stays on record.")),
        "cancelled": State(_("Cancelled"), "quiet"),
    },
    "guarantee": {
        "requested": State(_("Requested"), "info", _("The center has not taken it up yet.")),
        "in_review": State(_("In review"), "progress"),
        "returned": State(_("Returned to the bank"), "warning"),
        "qualified": State(_("Eligible"), "progress", _("Waiting for the bank's decision.")),
        "recommended": State(_("Waiting for the leader"), "info"),
        "committed": State(_("Promised"), "progress", _("Securities are to be registered.")),
        "secured": State(_("Secured"), "progress", _("The contract is being prepared.")),
        "in_force": State(_("In force"), "success"),
        "claimed": State(_("Claim paid"), "danger"),
        "released": State(_("Released"), "quiet"),
        "refused": State(_("Refused"), "danger"),
        "lapsed": State(_("Lapsed"), "quiet", _("The reserved capacity is free again.")),
    },
    "fund_movement": {
        "recorded": State(_("Waiting for approval"), "warning"),
        "posted": State(_("Posted"), "success"),
        "rejected": State(_("Rejected"), "quiet"),
    },
    "claim": {
        "filed": State(_("Filed"), "info"),
        "returned": State(_("Returned to the bank"), "warning"),
        "checked": State(_("Waiting for the leader"), "info"),
        "approved": State(_("To be paid"), "progress"),
        "paying": State(_("Payment prepared"), "warning"),
        "paid": State(_("Paid"), "success"),
        "rejected": State(_("Rejected"), "danger"),
        "withdrawn": State(_("Taken back"), "quiet"),
    },
    "recovery": {
        "recorded": State(_("Waiting for approval"), "warning"),
        "posted": State(_("Posted"), "success"),
        "rejected": State(_("Rejected"), "quiet"),
    },
    "write_off": {
        "proposed": State(_("Waiting for the leader"), "warning"),
        "approved": State(_("Waiting for the accountant"), "warning"),
        "confirmed": State(_("Written off"), "quiet"),
        "rejected": State(_("Rejected"), "quiet"),
    },
    "disbursement": {
        "prepared": State(_("Waiting for approval"), "warning"),
        "approved": State(_("Paid out"), "success"),
        "returned": State(_("Sent back"), "quiet"),
    },
    "repayment": {
        "recorded": State(_("Waiting for approval"), "warning"),
        "posted": State(_("Posted"), "success"),
        "reversed": State(_("Reversed"), "danger"),
        "returned": State(_("Sent back"), "quiet"),
    },
    "reversal": {
        "proposed": State(_("Waiting for approval"), "warning"),
        "approved": State(_("Carried out"), "success"),
        "returned": State(_("Sent back"), "quiet"),
    },
    "instalment": {
        "paid": State(_("Paid"), "success"),
        "due": State(_("Due today"), "warning"),
        "late": State(_("Overdue"), "danger"),
        "planned": State(_("Planned"), "neutral"),
    },
    "loan_event": {
        "disbursed": State(_("Paid out"), "info"),
        "received": State(_("Payment"), "success"),
        "paid_off": State(_("Full early repayment"), "success"),
        "reversed": State(_("Reversal"), "warning"),
        "claimed": State(_("Paid by the fund"), "danger"),
        "recovered": State(_("Recovery"), "info"),
        "written_off": State(_("Write-off"), "danger"),
    },
    "owed": {
        "costs": State(_("Costs"), "neutral"),
        "penalty": State(_("Penalty"), "danger"),
        "interest": State(_("Interest"), "neutral"),
        "principal": State(_("Principal"), "neutral"),
    },
    "asset_class": {
        "normal": State(_("Normal"), "success"),
        "special_mention": State(_("Special mention"), "warning"),
        "substandard": State(_("Substandard"), "danger"),
        "doubtful": State(_("Doubtful"), "danger"),
        "loss": State(_("Loss"), "danger"),
    },
    "collection_stage": {
        "friendly": State(_("Friendly reminder"), "warning"),
        "phone": State(_("Phone call"), "warning"),
        "letter": State(_("Letter"), "warning"),
        "visit": State(_("Visit"), "danger"),
        "guarantor": State(_("Talk to the sureties"), "danger"),
        "claim": State(_("Prepare the claim"), "danger"),
    },
    "promise": {
        "open": State(_("Promised"), "info"),
        "kept": State(_("Promise kept"), "success"),
        "broken": State(_("Broken promise"), "danger"),
    },
    "reminder": {
        "to_send": State(_("Not queued yet"), "neutral"),
        "queued": State(_("Waiting"), "info"),
        "sent": State(_("Sent"), "success"),
        "failed": State(_("Not delivered"), "danger"),
        "cancelled": State(_("Taken back"), "quiet"),
    },
    "job": {
        "day_end": State(_("Day-end"), "neutral", _("Closes every business date in order.")),
        "reminders": State(_("Reminders"), "neutral", _("Queues the reminders of the morning.")),
    },
    "clause": {
        "amount": State(_("Amount"), "neutral"),
        "rate": State(_("Rate"), "neutral"),
        "repayment": State(_("Repayment"), "neutral"),
        "early": State(_("Early repayment"), "neutral"),
        "late": State(_("Late payment"), "neutral"),
        "fees": State(_("Fees"), "neutral"),
        "guarantee": State(_("Guarantee"), "neutral"),
        "other": State(_("Something else"), "neutral"),
    },
    "contract_paper": {
        "key_terms": State(_("Key terms in plain words"), "neutral"),
        "loan_contract": State(_("Loan contract"), "neutral"),
        "schedule": State(_("Repayment schedule"), "neutral"),
        "guarantee_letter": State(_("Letter of guarantee"), "neutral"),
        "risk_notice": State(_("Notice of risks"), "neutral"),
        "counter_guarantee": State(_("Counter-guarantee contract"), "neutral"),
        "spouse_consent": State(_("Consent of the spouse"), "neutral"),
        "reading_copy": State(_("English reading copy of all papers"), "neutral"),
        "signatures": State(_("Page of signatures"), "neutral"),
    },
    "contract": {
        "prepared": State(_("Prepared"), "progress", _("Another person releases it.")),
        "issued": State(_("Ready for signature"), "info", _("Borrower, bank, center sign.")),
        "signed": State(_("Signed by all"), "success", _("Sealed; it cannot be changed.")),
        "void": State(_("Void"), "quiet", _("Given up; another pack can be prepared.")),
    },
    "meeting": {
        "planned": State(_("Planned"), "info"),
        "voting": State(_("Voting is open"), "progress"),
        "closed": State(_("Closed"), "quiet", _("Votes and presence are final.")),
        "cancelled": State(_("Cancelled"), "quiet"),
    },
    "outcome": {
        "approved": State(_("Approved"), "success"),
        "declined": State(_("Declined"), "danger"),
        "deferred": State(_("Deferred"), "warning", _("It waits for the next meeting.")),
    },
    "vote": {
        "approve": State(_("Approve"), "success"),
        "conditions": State(_("Approve with conditions"), "success"),
        "reject": State(_("Reject"), "danger"),
        "defer": State(_("Defer"), "warning"),
        "conflict": State(_("Conflict of interest"), "neutral"),
    },
    "lead": {
        "new": State(_("New"), "info", _("Nobody has talked to the person yet.")),
        "contacted": State(_("Contacted"), "progress"),
        "invited": State(_("Invited"), "progress", _("The link was sent.")),
        "applied": State(_("Applied"), "success", _("An application was opened.")),
        "lost": State(_("Given up"), "quiet"),
    },
    "desk_visit": {
        "advised": State(_("Advised"), "success", _("Nothing is open.")),
        "follow_up": State(_("To be followed up"), "warning"),
        "closed": State(_("Closed"), "quiet"),
    },
    "report": {
        "weekly": State(_("Weekly report"), "neutral"),
        "monthly": State(_("Monthly report"), "neutral"),
    },
    "yes_no": {
        "yes": State(_("Yes"), "success"),
        "no": State(_("No"), "neutral"),
    },
}


def state_of(kind: str, state: str) -> State:
    """The entry for a state; an unknown kind or state is a mistake of the program."""
    return VOCABULARY[kind][state]


def word(kind: str, state: str) -> str:
    """The word for a state in the language in force, for exports and messages."""
    return str(state_of(kind, state).word)
