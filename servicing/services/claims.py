"""What happens to a loan after default: the fund takes its share over, recoveries, write-off."""

from datetime import date
from decimal import Decimal

from casework.services import transition
from loancore.money import ZERO
from parties.models import User
from screens.wording import yuan
from servicing.errors import BeyondClaim, DateInFuture, NotPaidOut
from servicing.models import Loan, LoanEvent
from servicing.rules.agreement import EventKind
from servicing.selectors.books import accrued_until, book_on, position
from servicing.services.events import Happening, happen, happened_before
from servicing.services.projections import locked_loan
from servicing.states import OWING, LoanState


def take_over_by_claim(
    *,
    loan: Loan,
    amount: Decimal,
    on: date,
    actor: User,
    idempotency_key: str,
    interest: Decimal = ZERO,
) -> LoanEvent:
    """The fund has paid `amount` (of which `interest` is interest) to the bank; in a transaction.

    The borrower owes as before: the paid part to the fund, the rest to the bank. Everything is
    due and nothing accrues any more.
    """
    found = locked_loan(loan.pk)
    happening = Happening(
        kind=EventKind.CLAIMED,
        effective_on=on,
        amount=amount,
        parts={"interest": interest},
    )
    if earlier := happened_before(found, happening, idempotency_key):
        return earlier
    if not found.is_running:
        raise NotPaidOut
    open_now = position(found, on)
    if amount - interest > open_now.principal or interest > (
        open_now.interest + open_now.running_interest
    ):
        raise BeyondClaim(left=yuan(open_now.principal + open_now.interest))
    _keep_accrued(found)
    transition(found, "take_over", actor=actor, on=on, facts={"amount": str(amount)})
    return happen(found, happening, actor=actor, on=on, key=idempotency_key)


def record_recovery(
    *,
    loan: Loan,
    fund_part: Decimal,
    bank_part: Decimal,
    received_on: date,
    on: date,
    actor: User,
    idempotency_key: str,
    reason: str = "",
) -> LoanEvent:
    """Money recovered after a claim, net of costs, split between fund and bank; in a transaction.

    Each part is at most what that owner is owed, whether or not it was written off.
    """
    found = locked_loan(loan.pk)
    happening = Happening(
        kind=EventKind.RECOVERED,
        effective_on=received_on,
        amount=fund_part + bank_part,
        parts={"fund": fund_part, "bank": bank_part},
        reason=reason,
    )
    if earlier := happened_before(found, happening, idempotency_key):
        return earlier
    if received_on > on:
        raise DateInFuture(date=on)
    if found.state not in {LoanState.CLAIMED, LoanState.RECOVERING, LoanState.WRITTEN_OFF}:
        raise NotPaidOut
    book = book_on(found, received_on)
    for part, owed in ((fund_part, book.fund_claim), (bank_part, book.bank_claim)):
        if part > owed:
            raise BeyondClaim(left=yuan(owed))
    if found.state == LoanState.CLAIMED:
        transition(found, "start_recovery", actor=actor, on=on)
    return happen(found, happening, actor=actor, on=on, key=idempotency_key)


def write_off(
    *,
    loan: Loan,
    on: date,
    actor: User,
    idempotency_key: str,
    reason: str,
) -> LoanEvent:
    """Give up what is left of a loan in the books of bank and fund; the debt stays on record.

    In a transaction; who may decide it is the caller's rule.
    """
    found = locked_loan(loan.pk)
    earlier = LoanEvent.objects.filter(idempotency_key=idempotency_key).first()
    if earlier:
        return earlier
    if found.state not in OWING:
        raise NotPaidOut
    happening = Happening(
        kind=EventKind.WRITTEN_OFF,
        effective_on=on,
        amount=found.outstanding + found.taken_over,
        parts={"fund": found.taken_over, "bank": found.outstanding},
        reason=reason,
    )
    _keep_accrued(found)
    transition(found, "write_off", actor=actor, on=on, reason=reason)
    found.closed_on = on
    found.save(update_fields=["closed_on"])
    return happen(found, happening, actor=actor, on=on, key=idempotency_key)


def _keep_accrued(loan: Loan) -> None:
    """Note how far a loan has accrued before it leaves the day-ends, which said so for it."""
    loan.as_of_on = accrued_until(loan)
