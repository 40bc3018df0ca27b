"""Writes on loans. Outer services open their own transaction; those marked (inner) need one.

register_loan(*, contract, guarantee_number, on, actor) -> Loan                              (inner)
cancel_loan(*, loan, actor, on, reason) -> Loan
prepare_disbursement(*, loan, account_holder, account_number, actor, on, idempotency_key, …)
approve_disbursement(*, disbursement, bank_serial, value_on, actor, on); return_disbursement
record_repayment(*, loan, amount, received_on, channel, bank_serial, actor, on, idempotency_key,
    purpose='regular')
approve_repayment(*, repayment, actor, on, shown=""); return_repayment
propose_reversal(*, repayment, actor, on, reason); approve_reversal; return_reversal
take_over_by_claim(*, loan, amount, on, actor, idempotency_key, interest=0) -> LoanEvent     (inner)
record_recovery(*, loan, fund_part, bank_part, received_on, on, actor, idempotency_key)      (inner)
write_off(*, loan, on, actor, idempotency_key, reason) -> LoanEvent                          (inner)
close_day(*, on, actor=None); catch_up(*, to, actor=None); catch_up_if_on(*, to, actor=None)
record_contact(*, loan, contact, at, actor, on, idempotency_key, promised=None)
ask_for_change(*, loan, asked, actor, on, idempotency_key); propose_change(*, change, proposed, …);
approve_change; refuse_change; withdraw_change; record_consent(*, consent, agrees, evidence, …)
set_class(*, loan, wanted, reason, actor, on); approve_class; return_class
queue_reminders(*, on); send_test_reminder(*, rule, actor, on)
"""

from servicing.services.changes import (
    Asked,
    Proposed,
    approve_change,
    ask_for_change,
    propose_change,
    record_consent,
    refuse_change,
    withdraw_change,
)
from servicing.services.claims import record_recovery, take_over_by_claim, write_off
from servicing.services.classes import approve_class, return_class, set_class
from servicing.services.collection import Contact, Promised, record_contact, take_overdue_case
from servicing.services.days import (
    catch_up,
    catch_up_if_on,
    close_day,
    retry_set_aside,
    switch_job,
)
from servicing.services.disbursements import (
    approve_disbursement,
    prepare_disbursement,
    return_disbursement,
)
from servicing.services.loans import cancel_loan, register_loan
from servicing.services.reminders import (
    propose_reminder_rule,
    queue_reminders,
    send_test_reminder,
    switch_reminder_rule,
)
from servicing.services.repayments import (
    approve_repayment,
    approve_reversal,
    propose_reversal,
    record_repayment,
    return_repayment,
    return_reversal,
)

__all__ = [
    "Asked",
    "Contact",
    "Proposed",
    "Promised",
    "approve_change",
    "approve_class",
    "approve_disbursement",
    "approve_repayment",
    "approve_reversal",
    "ask_for_change",
    "cancel_loan",
    "catch_up",
    "catch_up_if_on",
    "close_day",
    "prepare_disbursement",
    "propose_change",
    "propose_reminder_rule",
    "propose_reversal",
    "queue_reminders",
    "record_consent",
    "record_contact",
    "record_recovery",
    "record_repayment",
    "refuse_change",
    "register_loan",
    "retry_set_aside",
    "return_class",
    "return_disbursement",
    "return_repayment",
    "return_reversal",
    "send_test_reminder",
    "set_class",
    "switch_job",
    "switch_reminder_rule",
    "take_over_by_claim",
    "take_overdue_case",
    "withdraw_change",
    "write_off",
]
