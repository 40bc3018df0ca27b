"""The order of locks: the loan once there is one, its case, the fund, and the journal last."""

from django.db import connection

from casework.models import Case
from guarantees.models import Claim, Fund
from parties.models import Programme
from servicing.models import Loan
from servicing.services.projections import locked_loan


def locked_case(case: Case) -> Case:
    """The case under its lock."""
    assert connection.in_atomic_block
    return Case.objects.select_related("borrower", "bank", "programme").locked().get(pk=case.pk)


def locked_file(loan: Loan) -> Case:
    """The case of a loan, both locked, the loan first as everywhere else."""
    locked_loan(loan.pk)
    return locked_case(loan.case)


def locked_claim(claim: Claim) -> Claim:
    """A claim as it is now, its loan and case locked."""
    locked_file(claim.loan)
    related = ("case__programme__center", "case__bank", "case__borrower", "loan", "guarantee")
    return Claim.objects.select_related(*related).get(pk=claim.pk)


def locked_fund(programme: Programme) -> Fund:
    """The fund under its lock: headroom is read and used by one at a time."""
    assert connection.in_atomic_block
    return Fund.objects.locked().get(programme=programme)
