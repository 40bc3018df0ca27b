"""Amounts and rates are kept as they are or refused, never rounded."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from ledger.fields import MoneyField, PercentFormField, RateField, RateFormField
from ledger.models import JournalLine
from screens.forms import MoneyInputField


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (Decimal("1.10"), "1.10"),
        ("1.1", "1.10"),
        (7, "7.00"),
        ("-0.01", "-0.01"),
        ("9999999999999999.99", "9999999999999999.99"),
    ],
)
def test_money_keeps_exact_amounts_with_two_places(value, exact):
    assert str(MoneyField().to_python(value)) == exact


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "inexact_type"),
        (True, "inexact_type"),
        (Decimal("1.234"), "inexact_value"),
        ("0.001", "inexact_value"),
        ("10000000000000000", "too_large"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("twelve", "invalid"),
        ([], "invalid"),
    ],
)
def test_money_refuses_what_it_would_have_to_round(value, code):
    with pytest.raises(ValidationError) as refused:
        MoneyField().to_python(value)
    assert refused.value.code == code


def test_rate_keeps_six_places_and_refuses_seven():
    assert str(RateField().to_python("0.0345")) == "0.034500"
    with pytest.raises(ValidationError):
        RateField().to_python("0.0000001")


@pytest.mark.parametrize("amount", [0.1, Decimal("0.005")])
def test_saving_and_searching_refuse_inexact_amounts(amount, lend):
    entry = lend("10.00")
    with pytest.raises(ValidationError), transaction.atomic():
        JournalLine.objects.create(entry=entry, position=1, amount=amount)
    with pytest.raises(ValidationError):
        JournalLine.objects.filter(amount=amount).exists()
    assert entry.lines.count() == 2


def test_money_carries_no_size_into_migrations():
    path, arguments = MoneyField(default=Decimal(0)).deconstruct()[1::2]
    assert path == "ledger.fields.MoneyField"
    assert arguments == {"default": Decimal(0)}


def test_money_is_typed_in_the_field_for_amounts():
    field = MoneyField().formfield()
    assert isinstance(field, MoneyInputField)
    assert field.clean("-1,200.50") == Decimal("-1200.50")


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [("3.45", "0.034500"), ("３．４５％", "0.034500"), ("100", "1.000000"), ("0.0001", "0.000001")],
)
def test_percent_is_kept_as_a_fraction(typed, fraction):
    assert str(PercentFormField().clean(typed)) == fraction


@pytest.mark.parametrize("typed", ["1e1", "3.45678", "1,5", "abc", 0.5])
def test_percent_refuses_what_is_not_a_plain_number(typed):
    with pytest.raises(ValidationError):
        PercentFormField().clean(typed)


def test_percent_shows_what_it_keeps_and_knows_when_nothing_changed():
    field = PercentFormField()
    assert field.prepare_value(Decimal("0.034500")) == "3.45"
    assert field.prepare_value(Decimal("1.000000")) == "100"
    assert not field.has_changed(Decimal("0.034500"), "3.45")
    assert field.has_changed(Decimal("0.034500"), "3.46")


def test_rate_is_typed_as_a_fraction():
    field = RateField().formfield()
    assert isinstance(field, RateFormField)
    assert field.clean("0.0345") == Decimal("0.0345")
