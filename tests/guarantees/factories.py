"""The smallest guarantee in force: a signed contract, a loan, and the fund bound for it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.db import transaction

from guarantees.models import Guarantee, Reservation
from guarantees.selectors.fund import exposure
from guarantees.services.fund import open_fund
from loanprogram.demo import walk_servicing
from parties.models import User
from servicing.models import Loan
from servicing.services import Contact, record_contact
from servicing.services.events import rebuild
from servicing.services.projections import locked_loan
from servicing.services.spells import advance_stages
from underwriting.models import Contract

PAID_OUT = date(2025, 12, 2)


def bind_fund(loan: Loan, cast: Mapping[str, User], *, on: date, **choices: object) -> Guarantee:
    """The guarantee of a payable loan, in force, with the fund's capacity reserved."""
    version = loan.product_version
    guarantee = Guarantee.objects.create(
        **{
            "case": loan.case,
            "number": loan.guarantee_number,
            "amount": loan.principal,
            "fund_share": version.fund_share,
            "claim_waiting_days": version.claim_waiting_days,
            "covers": version.claim_covers,
            "requested_by": cast["officer"],
            "requested_on": on,
            "committed_on": on,
            "secured_on": on,
            "issued_on": on,
            "loan": loan,
            "state": "in_force",
        }
        | choices
    )
    reserve_for(guarantee, cast, on=on)
    return guarantee


def called(loan: Loan, cast: Mapping[str, User], *, on: date) -> None:
    """A phone call to the borrower on record, at ten in the morning."""
    contact = Contact(way="phone", reached="borrower", result="talked", reason="sales_down")
    record_contact(
        loan=loan,
        contact=contact,
        at=datetime.combine(on, time(2), tzinfo=UTC),
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=f"called:{loan.pk}:{on}",
    )


def _fallen_late(loan: Loan, *, on: date) -> None:
    """What the closed days leave behind, without closing a hundred of them one by one."""
    system = User.objects.system()
    with transaction.atomic():
        rebuild(locked_loan(loan.pk), actor=system, on=on)
    advance_stages(on=on, actor=system)


def defaulted_loan(
    loan: Loan, cast: Mapping[str, User], *, covers: list[str], late_on: date
) -> Loan:
    """A payable loan paid out on 2 December, due on 2 March and not repaid since."""
    Guarantee.objects.filter(loan=loan).update(covers=covers)
    walk_servicing.disbursed_loan(loan, cast, on=PAID_OUT)
    _fallen_late(loan, on=late_on)
    return Loan.objects.get(pk=loan.pk)


def promised(
    contract: Contract, cast: Mapping[str, User], *, on: date, state: str = "committed"
) -> Guarantee:
    """A guarantee on its way, with the fund reserved once it is promised; the fund is open."""
    version = contract.case.application.product_version
    is_promised = state in {"committed", "secured"}
    guarantee = Guarantee.objects.create(
        case=contract.case,
        number=f"澜就担保〔2026〕{contract.pk:05d}号" if is_promised else "",
        amount=contract.amount,
        fund_share=version.fund_share,
        claim_waiting_days=version.claim_waiting_days,
        covers=version.claim_covers,
        requested_by=cast["officer"],
        requested_on=on,
        committed_on=on if is_promised else None,
        state=state,
    )
    if is_promised:
        reserve_for(guarantee, cast, on=on)
    return guarantee


def reserve_for(guarantee: Guarantee, cast: Mapping[str, User], *, on: date) -> Reservation:
    """The capacity a promise holds."""
    return Reservation.objects.create(
        fund=open_fund(guarantee.case.programme),
        guarantee=guarantee,
        amount=exposure(Decimal(guarantee.amount or 0), guarantee.fund_share, on),
        reserved_on=on,
        reserved_by=cast["center_leader"],
    )
