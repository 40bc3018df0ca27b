"""Coming in: code, real name, the same draft elsewhere, a fresh code before sensitive acts."""

import time

import pytest
from django.urls import reverse

from applications.models import Application
from applications.services import recover_account, start_application
from parties.errors import NotAllowed
from parties.models import OneTimeCode, Person, User
from tests.applications.conftest import NEW_ID, NEW_PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("S-049")
def test_a_wrong_check_digit_is_said_clearly_and_nothing_is_lost(open_page, programme, come_in):
    page = open_page()
    come_in(page)
    page.fill("[name=name]", "王小芳")
    page.fill("[name=id_number]", NEW_ID[:-1] + "4")
    page.get_by_role("button", name="保存并继续").click()

    assert "最后一位与前 17 位不符" in page.inner_text(".error-summary")
    assert page.input_value("[name=name]") == "王小芳"
    assert page.title().startswith("错误")
    assert not Person.objects.filter(name="王小芳").exists()


@pytest.mark.row("S-049")
def test_another_device_goes_on_with_the_same_draft(open_page, phone_page, programme, come_in):
    page = open_page()
    come_in(page)
    page.fill("[name=name]", "王小芳")
    page.fill("[name=id_number]", f"{NEW_ID[:6]} {NEW_ID[6:14]} {NEW_ID[14:]}")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("link", name="开始申请").first.click()
    page.check("[name=product][value=personal]")
    page.get_by_role("button", name="开始").click()
    number = Application.objects.get().case.number
    assert number in page.inner_text("main")
    page.get_by_text("王小芳").click()
    page.get_by_role("button", name="退出").click()

    phone = phone_page()
    come_in(phone)

    assert "现在要做什么" in phone.inner_text("h1")
    phone.get_by_role("link", name="继续填写申请").click()
    assert number in phone.inner_text("main")


def test_a_wrong_code_says_what_to_do_and_five_lock(client, programme):
    client.cookies["django_language"] = "en"
    client.post(reverse("phone_sign_in"), {"phone": NEW_PHONE})
    address = reverse("phone_sign_in_code")

    answers = [client.post(address, {"code": "000000"}).content.decode() for _try in range(5)]

    assert "The code is not right" in answers[0]
    assert "Five wrong tries" in answers[4]
    assert OneTimeCode.objects.get().tries == 5
    assert "_auth_user_id" not in client.session


def test_a_code_is_sent_once_a_minute(client, programme):
    client.cookies["django_language"] = "en"
    client.post(reverse("phone_sign_in"), {"phone": NEW_PHONE})
    page = client.post(reverse("phone_sign_in"), {"phone": NEW_PHONE}, follow=True)

    assert "A code was just sent" in page.content.decode()
    assert OneTimeCode.objects.count() == 1


def test_the_copy_of_my_data_needs_a_fresh_code(client, applicant, newest_code):
    client.force_login(applicant)
    asked = client.get(reverse("my_data_download"))
    assert asked.url.startswith(reverse("fresh_code"))

    client.post(reverse("fresh_code_send"), {"purpose": "download_data"})
    client.post(
        reverse("fresh_code"),
        {"purpose": "download_data", "code": newest_code(), "next": reverse("my_data_download")},
    )

    assert client.get(reverse("my_data_download"))["Content-Type"] == "application/zip"
    session = client.session
    session["fresh_at"] = int(time.time()) - 301
    session.save()
    assert client.get(reverse("my_data_download")).status_code == 302


def test_an_address_outside_is_no_place_to_go_next(client, applicant):
    client.force_login(applicant)
    page = client.get(f"{reverse('sign_in')}?next=//evil.example/").content.decode()
    assert f'href="{reverse("phone_sign_in")}"' in page
    assert f'href="{reverse("account_login")}"' in page


@pytest.mark.row("S-049")
def test_the_counter_moves_an_account_to_a_new_phone(client, cast, applicant, officer, today):
    client.force_login(applicant)
    person = applicant.person
    with pytest.raises(NotAllowed):
        recover_account(id_number=person.id_number, new_phone=NEW_PHONE, actor=applicant, on=today)

    recover_account(id_number=person.id_number, new_phone=NEW_PHONE, actor=officer, on=today)

    draft = start_application(
        phone=NEW_PHONE,
        name="",
        product_code="personal",
        source="online",
        lead_reference="",
        actor=None,
        on=today,
    )
    assert draft.applicant == person
    assert User.objects.filter(kind="applicant", person=person).count() == 1
