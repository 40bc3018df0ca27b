"""Accounts are opened once and stay what they are."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from ledger.errors import AccountDiffers
from ledger.models import Account
from ledger.services import open_account

pytestmark = pytest.mark.django_db


def test_opening_again_returns_the_account(bank_a):
    account = open_account("bank:bank-a:cash", "asset", bank_a, name="Cash")
    assert open_account("bank:bank-a:cash", "asset", bank_a) == account
    assert str(account) == "Cash"


def test_refuses_to_open_it_as_something_else(bank_a, bank_b):
    open_account("bank:bank-a:cash", "asset", bank_a)
    for kind, bank in (("income", bank_a), ("asset", bank_b), ("asset", None)):
        with pytest.raises(AccountDiffers):
            open_account("bank:bank-a:cash", kind, bank)
    assert Account.objects.get().bank == bank_a


@pytest.mark.parametrize(("address", "kind"), [("Cash", "asset"), ("fund:cash", "money")])
def test_database_refuses_a_wrong_address_or_kind(address, kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        open_account(address, kind)
    assert not Account.objects.exists()


def test_database_refuses_to_change_or_remove_an_account(bank_a):
    open_account("fund:cash", "asset")
    for change in ({"kind": "income"}, {"address": "fund:other"}, {"bank": bank_a}):
        with pytest.raises(InternalError), transaction.atomic():
            Account.objects.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Account.objects.all().delete()
    Account.objects.update(name="Fund account")
    assert Account.objects.get().kind == "asset"
