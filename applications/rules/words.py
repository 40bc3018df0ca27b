"""Plain words for applicants: stages, states and what happened."""

from django.utils.translation import gettext_lazy as _

NODES = (
    ("intake", _("Application")),
    ("review", _("Review")),
    ("decision", _("Decision")),
    ("guarantee", _("Guarantee")),
    ("contract", _("Contract")),
    ("payout", _("Payout")),
)

STATE_SENTENCES = {
    "draft": _("You are still filling it in. Nothing was sent yet."),
    "submitted": _("It arrived. An officer will take it in and check whether everything is there."),
    "in_review": _("Your papers are being checked and your business is looked at."),
    "supplement": _("Something is missing. The clock stands still until you hand it in."),
    "evaluated": _("The check is finished. The decision comes next."),
    "in_decision": _("Your application lies before those who decide."),
    "approved": _("Approved. The center now examines the guarantee."),
    "contracting": _("The contract is being prepared and signed."),
    "contracted": _("The contract is signed. The payout comes next."),
    "declined": _("It was declined. The decision page has the reasons and what you can do."),
    "appealed": _("You appealed. Somebody else looks at it again."),
    "withdrawn": _("You withdrew it. You may apply again at any time."),
    "lapsed": _("It was closed because the missing papers did not arrive in time."),
}

EVENT_WORDS = {
    "submit": _("You handed it in"),
    "accept": _("It was taken in for review"),
    "request_supplement": _("You were asked for missing papers"),
    "answer_supplement": _("You handed in the missing papers"),
    "lapse": _("It was closed: the missing papers did not arrive in time"),
    "finish_evaluation": _("The check was finished"),
    "put_to_decision": _("It was laid before those who decide"),
    "approve": _("It was approved"),
    "expire": _("The approval ran out; it is decided anew"),
    "decline": _("It was declined"),
    "end_unguaranteed": _("The center did not guarantee it"),
    "prepare_contract": _("The contract was prepared"),
    "sign": _("All parties signed the contract"),
    "withdraw": _("You withdrew it"),
}
