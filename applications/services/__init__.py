"""Writes on applications: from the first draft to the hand-in, and back out."""

from applications.services.applicants import record_real_name, recover_account
from applications.services.declarations import (
    consent_to,
    give_declarations,
    take_back_consent,
)
from applications.services.drafts import (
    add_paper,
    save_step,
    save_unfinished_step,
    start_application,
    take_back_paper,
)
from applications.services.submission import (
    hand_to_bank,
    submit_application,
    withdraw_application,
)

__all__ = [
    "add_paper",
    "consent_to",
    "give_declarations",
    "hand_to_bank",
    "record_real_name",
    "recover_account",
    "save_step",
    "save_unfinished_step",
    "start_application",
    "submit_application",
    "take_back_consent",
    "take_back_paper",
    "withdraw_application",
]
