"""Every page of the applicant opens for its owner and for nobody else."""

import pytest
from django.urls import reverse

from casework.models import Receipt
from loanprogram.demo.walk_applications import draft_case, submitted_case

pytestmark = pytest.mark.django_db

PUBLIC = [
    "sign_in",
    "phone_sign_in",
    "self_check",
    "calculator",
    "product_list",
    "paper_list",
    "receipt_check",
    "privacy",
]
OWN = ["my_start", "my_applications", "application_start", "my_messages", "my_data"]
DRAFT = [
    "my_application",
    "application_tasks",
    "application_documents",
    "application_declarations",
    "application_check_answers",
    "application_withdraw",
]
STEPS = ["person", "household", "business", "jobs", "wish", "income", "guarantee", "bank"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_need_no_account(client, programme, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_own_pages_open_for_the_applicant_only(client, applicant, officer, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(applicant)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_a_draft(client, cast, applicant, other_applicant, today, language):
    number = draft_case(cast, today).number
    client.cookies["django_language"] = language
    addresses = [reverse(name, args=[number]) for name in DRAFT]
    addresses += [reverse("application_step", args=[number, step]) for step in STEPS]

    client.force_login(applicant)
    assert {client.get(address).status_code for address in addresses} == {200}
    client.force_login(other_applicant)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_the_pages_of_a_handed_in_application(client, cast, applicant, other_applicant, today):
    number = submitted_case(cast, today).number
    receipt = Receipt.objects.get()
    paper = receipt.case.documents.first()
    addresses = [
        reverse("my_application", args=[number]),
        reverse("application_confirmation", args=[number]),
        reverse("receipt_pdf", args=[receipt.number]),
        reverse("my_document", args=[paper.pk]),
        reverse("my_start"),
        reverse("my_data"),
        reverse("my_messages"),
        f"{reverse('receipt_check')}?number={receipt.number}",
    ]

    client.force_login(applicant)
    assert {client.get(address).status_code for address in addresses} == {200}
    client.force_login(other_applicant)
    assert {client.get(address).status_code for address in addresses[:4]} == {404}
