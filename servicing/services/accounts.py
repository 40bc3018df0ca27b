"""The borrower's payout account: entered and changed by the borrower with a fresh code."""

from datetime import date, timedelta

from django.db import transaction

from parties.models import Person, User
from parties.services.audit import record_act
from policy.selectors import parameter
from servicing import notices
from servicing.errors import AccountNumberWrong
from servicing.models import PayoutAccount
from servicing.selectors.disbursements import account_of

DIGITS_MIN, DIGITS_MAX = 8, 30  # numbers of cards and accounts in use


@transaction.atomic(durable=True)
def change_payout_account(
    *, person: Person, number: str, held_at: str, actor: User, on: date
) -> PayoutAccount:
    """Put the account on record; a changed one is paid into after a pause, and its owner told.

    Call it after the code has been proved.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    before = account_of(person)
    if before and (before.number, before.held_at) == (number, held_at):
        return before

    if not (number.isdigit() and DIGITS_MIN <= len(number) <= DIGITS_MAX):
        raise AccountNumberWrong

    pause = int(parameter("payout.account_pause_days", on)) if before else 0
    if before:
        PayoutAccount.objects.filter(pk=before.pk).update(replaced_on=on)
    account = PayoutAccount.objects.create(
        person=person,
        number=number,
        tail=number[-4:],
        held_at=held_at.strip(),
        entered_on=on,
        usable_from_on=on + timedelta(days=pause),
    )

    tails = {"from": before.tail if before else "", "to": account.tail}
    record_act("servicing.change_payout_account", actor=actor, on=on, subject=account, facts=tails)
    notices.payout_account_changed(account, before, on=on)
    return account
