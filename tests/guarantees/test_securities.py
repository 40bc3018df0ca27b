"""The register: free value, valuation, consent, surety; what is given back and when."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Task
from guarantees.errors import (
    BeyondFreeValue,
    CertificateMissing,
    CoOwnerConsentMissing,
    ReleaseNotYet,
    SecurityNotEnough,
    SuretyAtLimit,
    SuretyIsBorrower,
    SuretyNotAgreed,
    ValuationExpired,
)
from guarantees.models import Guarantee, SecurityPaper
from guarantees.selectors.securities import worth
from guarantees.services.securities import (
    Owner,
    add_security_paper,
    record_valuation,
    register_security,
    release_security,
    secure_guarantee,
    use_security,
)
from guarantees.services.sweeping import ask_for_valuations
from loanprogram.demo.walk_applications import picture
from loanprogram.demo.walk_guarantees import house_of, surety_of
from parties.errors import NotAllowed
from parties.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
HALF_MILLION = Decimal("500000.00")


def a_house(case, cast, on, **choices):
    """A house of the borrower, not valued yet."""
    facts = {
        "certificate_number": "浙（2019）第 1 号",
        "kind": "house",
        "description": "人民路 5 号",
    }
    return register_security(
        owner=choices.pop("owner", Owner(case.borrower)),
        actor=cast["center_clerk"],
        on=on,
        **(facts | choices),
    )


def valued(house, cast, on, value=HALF_MILLION):
    return record_valuation(
        security=house,
        appraiser="正信评估所",
        method="市场比较法",
        valued_on=on,
        value=value,
        actor=cast["center_clerk"],
        on=on,
    )


def used(security, guarantee, cast, on, amount="200000.00"):
    return use_security(
        security=security,
        guarantee=guarantee,
        amount=Decimal(amount),
        actor=cast["center_clerk"],
        on=on,
    )


@pytest.mark.row("S-166")
def test_lendable_value_is_value_times_share_of_its_kind(cast, today, promise):
    house = a_house(promise().case, cast, today)
    valued(house, cast, today)
    assert worth(house, today).lendable == Decimal("350000.00")
    assert worth(house, date(2027, 3, 2)).lendable == Decimal("350000.00")
    assert worth(house, date(2027, 3, 3)).lendable == 0


@pytest.mark.row("S-165")
def test_a_house_secures_no_more_than_its_free_value(cast, today, promise):
    first, second = promise(), promise()
    house = a_house(first.case, cast, today)
    valued(house, cast, today)
    used(house, first, cast, today)
    assert worth(house, today).free == Decimal("150000.00")
    with pytest.raises(BeyondFreeValue):
        used(house, second, cast, today, amount="150000.01")
    used(house, second, cast, today, amount="150000.00")
    assert worth(house, today).free == 0


@pytest.mark.row("S-165")
def test_a_co_owner_has_to_consent_in_writing(cast, today, promise):
    guarantee = promise()
    wife = Person.objects.create(name="王芳", id_number="110101198805060023")
    house = a_house(guarantee.case, cast, today, owner=Owner(guarantee.case.borrower, wife))
    valued(house, cast, today)
    with pytest.raises(CoOwnerConsentMissing):
        used(house, guarantee, cast, today)
    upload = SimpleUploadedFile("consent.jpg", picture("consent"))
    add_security_paper(
        security=house, kind="consent", upload=upload, actor=cast["center_clerk"], on=today
    )
    assert used(house, guarantee, cast, today).amount == Decimal("200000.00")
    assert SecurityPaper.objects.get().kind == "consent"


@pytest.mark.row("S-166")
def test_an_expired_valuation_blocks_and_asks_for_a_new_one(cast, today, promise):
    first, second = promise(), promise()
    house = a_house(first.case, cast, today)
    valued(house, cast, today)
    used(house, first, cast, today, amount="100000.00")
    later = date(2027, 3, 3)
    with pytest.raises(ValuationExpired):
        used(house, second, cast, later)
    assert ask_for_valuations(later) == ask_for_valuations(later) == 1
    assert Task.objects.open().get(kind="revalue_security").link_argument == str(house.pk)
    valued(house, cast, later)
    assert not Task.objects.open().filter(kind="revalue_security").exists()


def test_a_thing_needs_its_certificate(cast, today, promise):
    guarantee = promise()
    car = a_house(guarantee.case, cast, today, kind="vehicle", certificate_number="")
    valued(car, cast, today)
    with pytest.raises(CertificateMissing):
        used(car, guarantee, cast, today)


@pytest.mark.row("S-165")
def test_a_surety_agrees_is_not_the_borrower_and_stands_once(cast, today, promise):
    first, second = promise(), promise()
    income = {"kind": "surety", "certificate_number": "", "annual_income": Decimal("200000.00")}
    silent = a_house(first.case, cast, today, owner=Owner(_teacher()), **income)
    with pytest.raises(SuretyNotAgreed):
        used(silent, first, cast, today)
    own = a_house(first.case, cast, today, surety_agreed_on=today, **income)
    with pytest.raises(SuretyIsBorrower):
        used(own, first, cast, today)
    surety = surety_of(first.case, cast, today, amount=Decimal("400000.00"))
    used(surety, first, cast, today)
    with pytest.raises(SuretyAtLimit):
        used(surety, second, cast, today)


def _teacher():
    return Person.objects.create(name="刘老师", id_number="110101197001010010")


def test_only_the_center_registers(cast, today, promise):
    case = promise().case
    for name in ("officer", "stranger", "center_leader"):
        with pytest.raises(NotAllowed):
            a_house(case, cast | {"center_clerk": cast[name]}, today)


def test_secured_only_when_everything_is_covered(cast, today, promise):
    guarantee = promise()
    house = house_of(guarantee.case, cast, today, amount=HALF_MILLION)
    used(house, guarantee, cast, today, amount="199999.99")
    with pytest.raises(SecurityNotEnough):
        secure_guarantee(guarantee=guarantee, actor=cast["center_clerk"], on=today)
    assert Guarantee.objects.get(pk=guarantee.pk).state == "committed"


def test_a_security_stays_while_it_is_needed(cast, today, promise):
    guarantee = promise()
    house = house_of(guarantee.case, cast, today, amount=HALF_MILLION)
    use = used(house, guarantee, cast, today)
    with pytest.raises(ReleaseNotYet):
        release_security(use=use, actor=cast["center_clerk"], on=today)
    surety = surety_of(guarantee.case, cast, today, amount=Decimal("200000.00"))
    used(surety, guarantee, cast, today)
    release_security(use=use, actor=cast["center_clerk"], on=today)
    assert worth(house, today).used == 0
