"""On a small phone nothing scrolls sideways, and nothing bars people who need help to see."""

import pytest
from django.urls import reverse

from loanprogram.demo.walk_applications import draft_case, submitted_case

pytestmark = pytest.mark.django_db(transaction=True)

CALCULATION = "?amount=200000&months=36&rate=3.6&method=equal_instalment&subsidy=50"
OWN = ["my_start", "my_data", "my_messages", "my_applications", "application_start"]
DRAFT = [
    "application_tasks",
    "application_documents",
    "application_declarations",
    "application_check_answers",
]
DONE = ["my_application", "application_confirmation", "application_withdraw"]
STEPS = ["person", "household", "business", "jobs", "wish", "income", "guarantee", "bank"]
PUBLIC = ["sign_in", "phone_sign_in", "self_check", "product_list", "receipt_check", "privacy"]


@pytest.fixture
def faults(axe, screenshot):
    """Opens pages one after the other and notes what is wrong with each."""

    def look(page, addresses):
        found = {}
        for address in addresses:
            page.goto(address)
            screenshot(page, f"applicant{address.split('?')[0].replace('/', '-')}")
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if wide or axe(page):
                found[address] = (wide, axe(page))
        return found

    return look


def test_the_public_pages_on_a_phone(phone_page, programme, faults):
    addresses = [reverse(name) for name in PUBLIC]
    addresses += [reverse("calculator") + CALCULATION, reverse("product_terms", args=["personal"])]
    assert faults(phone_page(), addresses) == {}


def test_the_pages_of_a_draft_on_a_phone(phone_page, cast, applicant, today, faults):
    number = draft_case(cast, today).number
    addresses = [reverse(name) for name in OWN]
    addresses += [reverse(name, args=[number]) for name in DRAFT]
    addresses += [reverse("application_step", args=[number, step]) for step in STEPS]
    assert faults(phone_page(applicant), addresses) == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_after_the_hand_in(phone_page, cast, applicant, today, faults, language):
    number = submitted_case(cast, today).number
    addresses = [reverse(name, args=[number]) for name in DONE]
    assert faults(phone_page(applicant, language), addresses) == {}
