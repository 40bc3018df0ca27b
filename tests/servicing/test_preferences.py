"""How borrowers want to be written to: the next reminder obeys; the guide leads to the money."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from playwright.sync_api import Page

from applications.errors import ConsentOfContactMissing, EmailMissing
from applications.services.preferences import Wish, choose_preferences
from casework.models import ContactPreference, Notice
from casework.selectors import response_to
from parties.models import Person, User
from servicing.models import Loan
from servicing.selectors.reminders import reminders_for
from servicing.services import catch_up, queue_reminders
from servicing.services.reminders import note_reminders_read

DUE = date(2026, 4, 2)
SPANS = {"morning": ["08:00", "12:00"], "evening": ["18:00", "21:00"]}


@pytest.mark.row("S-151")
def test_email_in_the_morning_is_what_the_next_reminder_obeys(
    loan: Loan, applicant: User, phone_page: Callable[..., Page], screenshot: Callable[..., None]
) -> None:
    page = phone_page(applicant)
    page.goto("/me/preferences/")
    page.get_by_label("电子邮件").check()
    page.get_by_label("上午 (08:00–12:00)").check()
    page.get_by_role("button", name="保存我的选择").click()
    page.get_by_text("请填写电子邮箱").first.wait_for()
    page.get_by_label("电子邮箱").fill("li@example.com")
    screenshot(page, "notices_preferences")
    page.get_by_role("button", name="保存我的选择").click()
    page.get_by_text("下一条消息起生效").first.wait_for()

    queue_reminders(on=DUE)

    notice = Notice.objects.get(kind="reminder")
    assert (notice.channel, notice.hours) == ("email", "morning")


@pytest.mark.row("S-151")
def test_the_page_shows_the_response_by_hour(
    loan: Loan, cast: dict[str, User], open_page: Callable[..., Page]
) -> None:
    queue_reminders(on=DUE)
    nine = datetime(2026, 4, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    Notice.objects.update(state="read", sent_at=nine, read_at=nine + timedelta(hours=10))
    page = open_page(cast["post_loan_officer"])
    page.goto("/reminders/")
    page.get_by_role("link", name="提醒阅读分析").click()
    page.locator("summary, details").first.wait_for()
    rows = page.locator("table").first.locator("tr").all_text_contents()
    assert "0910" in ["".join(row.split()) for row in rows]  # hour 9, one read, none not


def test_a_further_contact_must_agree_and_hears_no_amounts(
    loan: Loan, applicant: User, today: date
) -> None:
    wish = Wish(contact_name="王芳", contact_phone="13900003333")
    with pytest.raises(ConsentOfContactMissing):
        choose_preferences(wish=wish, actor=applicant, on=today)
    with pytest.raises(EmailMissing):
        choose_preferences(wish=Wish(channel="email"), actor=applicant, on=today)
    assert not ContactPreference.objects.exists()
    agreed = Wish(contact_name="王芳", contact_phone="13900003333", contact_agreed=True)
    for _turn in range(2):
        choose_preferences(wish=agreed, actor=applicant, on=today)
    assert Person.objects.filter(name="王芳").count() == 1
    assert ContactPreference.objects.get().consented_on == today

    catch_up(to=DUE)

    asked = Notice.objects.get(kind="contact_person")
    assert (asked.recipient.name, asked.channel) == ("王芳", "sms")
    assert "5,869.28" not in asked.body
    assert not Notice.objects.filter(kind="contact_person", send_on__lt=DUE).exists()


def test_paying_takes_the_message_to_the_further_contact_back(
    loan: Loan, applicant: User, today: date, repay: Callable[..., object]
) -> None:
    wish = Wish(contact_name="王芳", contact_phone="13900003333", contact_agreed=True)
    choose_preferences(wish=wish, actor=applicant, on=today)
    catch_up(to=DUE)
    repay(loan, "5880.00", on=DUE + timedelta(days=1))
    assert Notice.objects.get(kind="contact_person").state == "cancelled"


def test_who_chose_nothing_is_written_to_by_the_rule(loan: Loan) -> None:
    (found,) = reminders_for(DUE)
    assert (found.channel, found.hours) == ("sms", "")


@pytest.mark.row("S-152")
def test_the_guide_of_the_link_shows_amount_and_account_after_login(
    loan: Loan, applicant: User, phone_page: Callable[..., Page], screenshot: Callable[..., None]
) -> None:
    queue_reminders(on=DUE)
    Notice.objects.filter(kind="reminder").update(state="sent", sent_at=F("created_at"))
    body = Notice.objects.get(kind="reminder").body
    address = f"/my/loans/{loan.number}/how-to-repay/"
    assert f"http://127.0.0.1:8000{address}" in body
    page = phone_page(applicant)
    page.goto(address)
    assert "5,869.28" in page.locator("[data-next-amount]").inner_text()
    page.get_by_text("显示完整账号").click()
    account = loan.disbursements.get().account_number
    page.get_by_text(account).wait_for()
    for way in ("银行转账", "支付宝", "微信", "银行柜台", "常见错误"):
        assert page.get_by_role("heading", name=way).count() == 1
    screenshot(page, "notices_guide")
    assert Notice.objects.get(kind="reminder").state == "read"


@pytest.mark.row("S-152")
def test_the_general_guide_needs_no_login_and_the_own_one_does(
    loan: Loan, other_applicant: User, open_page: Callable[..., Page]
) -> None:
    page = open_page(language="en")
    page.goto("/how-to-repay/")
    assert page.get_by_role("img").count() == 16
    page.get_by_text("Paying to a person").wait_for()
    page.goto(f"/my/loans/{loan.number}/how-to-repay/")
    assert "/sign-in/" in page.url
    stranger = open_page(other_applicant)
    assert stranger.goto(f"/my/loans/{loan.number}/how-to-repay/").status == 404


def test_only_what_went_out_can_be_read(loan: Loan) -> None:
    queue_reminders(on=DUE)
    assert note_reminders_read(loan) == 0
    Notice.objects.filter(kind="reminder").update(state="delivered")
    assert note_reminders_read(loan) == 1
    assert note_reminders_read(loan) == 0


def test_habits_are_those_of_at_least_five_messages(loan: Loan) -> None:
    queue_reminders(on=DUE)
    evening = datetime(2026, 4, 2, 19, tzinfo=ZoneInfo("Asia/Shanghai"))
    notice = Notice.objects.get(kind="reminder")
    notice.state, notice.sent_at, notice.read_at = "read", evening, evening
    for number in range(5):
        notice.pk, notice.idempotency_key = None, f"k{number}"
        notice.save()
    few = response_to(Notice.objects.filter(idempotency_key__in=["k0", "k1"]), SPANS)
    many = response_to(Notice.objects.filter(idempotency_key__startswith="k"), SPANS)
    assert (few.best_hours, few.best_channel) == ("", "")
    assert (many.best_hours, many.best_channel) == ("evening", "sms")
    assert (many.by_hour[19].sent, many.read_at[19]) == (5, 5)
