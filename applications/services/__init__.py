"""Writes on applications: from the first sign-in and draft to the hand-in, and back out."""

from applications.services.applicants import record_real_name, recover_account
from applications.services.data_rights import (
    answer_data_request,
    ask_for_data_change,
    read_message,
    record_download,
)
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
from applications.services.self_check import keep_self_check, start_from_self_check
from applications.services.sign_in import (
    prove_phone,
    send_fresh_code,
    send_sign_in_code,
    sign_in_user,
)
from applications.services.submission import (
    hand_to_bank,
    submit_application,
    withdraw_application,
)

__all__ = [
    "add_paper",
    "answer_data_request",
    "ask_for_data_change",
    "consent_to",
    "give_declarations",
    "hand_to_bank",
    "keep_self_check",
    "prove_phone",
    "read_message",
    "record_download",
    "record_real_name",
    "recover_account",
    "save_step",
    "save_unfinished_step",
    "send_fresh_code",
    "send_sign_in_code",
    "sign_in_user",
    "start_application",
    "start_from_self_check",
    "submit_application",
    "take_back_consent",
    "take_back_paper",
    "withdraw_application",
]
