"""Words of what follows the payout: tasks, letters, declared changes, hand-overs, collection."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from screens.words import State

CARE_TASKS: dict[str, State] = {
    "payment_exception": State(_("Look into an odd payment"), "danger"),
    "care_first_check": State(_("First check after the payout"), "info"),
    "care_update": State(_("Have the borrower's data updated"), "info"),
    "care_report": State(_("Have the report of the business handed in"), "info"),
    "care_yearly_review": State(_("Yearly review"), "info"),
    "check_change": State(_("Check a change the borrower declared"), "info"),
    "call_for_data": State(_("Call: the borrower's data are missing"), "warning"),
    "approve_letters": State(_("Approve letters"), "info"),
    "visit_borrower": State(_("Visit to a borrower"), "info"),
    "look_at_risk": State(_("Judge the risk anew"), "warning"),
    "approve_skip": State(_("Agree that a task is skipped?"), "warning"),
    "accept_hand_over": State(_("Take loans over"), "info"),
}
CARE_WORDS: dict[str, dict[str, State]] = {
    "care": {
        "planned": State(_("Planned"), "quiet", _("It opens by itself when its time comes.")),
        "open": State(_("To be done"), "info"),
        "skip_asked": State(_("Skipping asked"), "warning", _("A second person decides.")),
        "done": State(_("Done"), "success"),
        "skipped": State(_("Skipped"), "quiet"),
        "dropped": State(_("No longer needed"), "quiet", _("The loan has ended.")),
    },
    "declaration": {
        "confirming": State(_("Waiting for the code"), "warning"),
        "to_check": State(_("To be checked"), "info", _("What was verified holds until then.")),
        "proof_asked": State(_("Proof asked for"), "warning"),
        "accepted": State(_("Accepted and on record"), "success"),
        "rejected": State(_("Not accepted"), "danger"),
    },
    "letter_batch": {
        "drafted": State(_("Before approval"), "warning"),
        "approved": State(_("Approved, to be printed"), "success"),
        "cancelled": State(_("Given up"), "quiet"),
    },
    "letter": {
        "written": State(pgettext_lazy("letter", "Written"), "neutral"),
        "posted": State(_("Posted"), "info"),
        "delivered": State(_("Delivered"), "success"),
        "returned": State(_("Came back"), "danger", _("The address does not work.")),
    },
    "payment_exception": {
        "open": State(pgettext_lazy("state", "To be looked into"), "danger"),
        "handled": State(_("Dealt with"), "success"),
    },
    "hand_over": {
        "proposed": State(_("Waiting for acceptance"), "warning"),
        "accepted": State(_("Taken over"), "success"),
        "refused": State(pgettext_lazy("hand-over", "Refused"), "danger"),
    },
    "collection_stage": {
        "on_plan": State(_("On plan"), "info", _("A new plan was agreed and is being kept.")),
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
}
