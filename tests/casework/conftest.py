"""A case of bank A under review, as small as it can be."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from casework.models import Case, Holder, Stage, Task
from casework.services import move_case, open_case, open_task
from parties.models import Organisation, Programme, User


@pytest.fixture
def case(
    programme: Programme, bank_a: Organisation, applicant: User, officer: User, today: date
) -> Case:
    """The applicant's case, in review at bank A."""
    return a_case(programme, bank=bank_a, borrower=applicant, actor=officer, on=today)


def a_case(
    programme: Programme, *, bank: Organisation, borrower: User, actor: User, on: date
) -> Case:
    """A case in review at a bank, due in a week."""
    assert borrower.person
    with transaction.atomic():
        case = open_case(
            programme=programme,
            borrower=borrower.person,
            product_code="personal",
            source="online",
            actor=actor,
            on=on,
        )
        move_case(
            case,
            stage=Stage.REVIEW,
            holder=Holder.BANK,
            on=on,
            due_on=date(2026, 3, 9),
            bank=bank,
            headline_amount=Decimal("120000.00"),
        )
    return case


def a_task(case: Case, *, kind: str = "check_documents", due_on: date, **more: object) -> Task:
    """An open task for the officers of the bank of the case."""
    assert case.bank
    with transaction.atomic():
        return open_task(
            kind,
            organisation=case.bank,
            role="BNK",
            on=case.opened_on,
            due_on=due_on,
            link=("case_overview", case.number),
            case=case,
            **more,
        )
