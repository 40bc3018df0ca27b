"""Repayment files, from handing in to undoing; the worker does the long parts.

hand_in(*, bank, layout, upload, actor, on, idempotency_key) -> RepaymentFile
assign_row(*, row, loan_number, actor, on); submit_file; withdraw_file
approve_file(*, file, actor, on); send_back_file(*, file, actor, on, reason)
ask_undo; approve_undo; keep_posted
work_off(), tell_off() -> how many files the worker took further, and told of
"""

from servicing.services.files.handing_in import (
    approve_file,
    approve_undo,
    ask_undo,
    assign_row,
    hand_in,
    keep_posted,
    send_back_file,
    submit_file,
    withdraw_file,
)
from servicing.services.files.layouts import propose_layout
from servicing.services.files.working import tell_off, work_off

__all__ = [
    "approve_file",
    "approve_undo",
    "ask_undo",
    "assign_row",
    "hand_in",
    "keep_posted",
    "propose_layout",
    "send_back_file",
    "submit_file",
    "withdraw_file",
    "tell_off",
    "work_off",
]
