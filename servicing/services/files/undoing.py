"""Undoing a file: every repayment it posted is reversed; a batch of reversals by two persons."""

from datetime import date

from django.db import transaction as database

from casework.services import transition
from parties.models import User
from screens.errors import RuleViolation
from servicing import notices
from servicing.models import FileRow, Repayment, RepaymentFile, Reversal
from servicing.selectors.files import repayments_of
from servicing.services.projections import locked_loan
from servicing.services.repayments import carry_out_reversal
from servicing.states import RepaymentState, ReversalState
from servicing.states.files import FileState


def undo_file(file: RepaymentFile) -> None:
    """Reverse what is posted of a file, newest first; what cannot be reversed is named."""
    assert file.undone_on
    posted = repayments_of(file).filter(state=RepaymentState.POSTED).order_by("-pk")
    for pk in list(posted.values_list("pk", flat=True)):
        try:
            _reverse(file, pk, on=file.undone_on)
        except RuleViolation as refusal:
            line = int(Repayment.objects.get(pk=pk).idempotency_key.rsplit(":", 1)[1])
            FileRow.objects.filter(file=file, line=line).update(
                fault=refusal.code, detail=str(refusal)[:120]
            )
    _finish(file)


@database.atomic(durable=True)
def _reverse(file: RepaymentFile, pk: int, *, on: date) -> None:
    assert file.undo_asked_by and file.undone_by
    loan = locked_loan(Repayment.objects.get(pk=pk).loan_id)
    repayment = Repayment.objects.locked().get(pk=pk)
    if repayment.state != RepaymentState.POSTED:
        return
    asked = repayment.reversals.filter(state=ReversalState.PROPOSED).first()
    reversal = asked or Reversal.objects.create(
        loan=loan,
        repayment=repayment,
        reason=f"{file.number} · {file.undo_reason}"[:300],
        proposed_by=file.undo_asked_by,
        proposed_on=on,
    )
    carry_out_reversal(loan, reversal, repayment, actor=file.undone_by, on=on)


@database.atomic(durable=True)
def _finish(file: RepaymentFile) -> None:
    found = RepaymentFile.objects.locked().get(pk=file.pk)
    assert found.undone_on
    if found.state != FileState.UNDOING:
        return
    left = repayments_of(found).filter(state=RepaymentState.POSTED).count()
    transition(
        found,
        "finish_undoing",
        actor=User.objects.system(),
        on=found.undone_on,
        facts={"left": left},
    )
    notices.file_moved(found, on=found.undone_on)
