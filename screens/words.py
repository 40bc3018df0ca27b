"""How a state is shown, and the words every page needs: roles, stages, who holds the ball."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = ("neutral", "quiet", "info", "progress", "success", "warning", "danger")


class State(NamedTuple):
    """How a state is shown: the word, the colour and one sentence on what it means."""

    word: str | Promise
    tone: str
    meaning: str | Promise = ""


FRAME_WORDS: dict[str, dict[str, State]] = {
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
}
