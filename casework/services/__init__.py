"""Writes on the case file; `transition` is the only way any state machine moves."""

from casework.services.cases import grant_view, move_case, next_number, open_case
from casework.services.documents import remove_document, store_document
from casework.services.notices import cancel_notices, prove_code, queue_notice, send_code
from casework.services.receipts import issue_receipt
from casework.services.tasks import assign_task, close_task, open_task, pause_tasks, resume_tasks
from casework.services.transitions import possible_events, transition

__all__ = [
    "assign_task",
    "cancel_notices",
    "close_task",
    "grant_view",
    "issue_receipt",
    "move_case",
    "next_number",
    "open_case",
    "open_task",
    "pause_tasks",
    "possible_events",
    "prove_code",
    "queue_notice",
    "remove_document",
    "resume_tasks",
    "send_code",
    "store_document",
    "transition",
]
