"""Changes of data: declared, confirmed, checked; nothing verified is overwritten before."""

import re
from datetime import date, timedelta

import pytest

from applications.models import Application
from casework.models import Notice, Task
from parties.errors import CodeWrong, SamePerson
from parties.models import Person, User
from policy.models import BusinessDay
from servicing.errors.care import (
    EffectMissing,
    NothingChanged,
    PhoneTaken,
    ProofMissing,
)
from servicing.models import CareStep, DeclaredChange, VerifiedFact
from servicing.selectors.declarations import data_on_record, income_cover, verified_amount
from servicing.services import declarations as services
from servicing.services.declarations import Told
from servicing.services.mornings import look_after_loans

NEW = "13912345678"


@pytest.fixture
def answered(loan):
    """The loan with answers behind it."""
    answers = {"income": {"turnover": "12000.00"}, "household": {"marital_status": "single"}}
    Application.objects.update(frozen_answers=answers)
    return loan


def declared(loan, cast, today, field="income", value="5000.00", actor="applicant", **more):
    told = Told(field=field, value=value, since_on=today, **more)
    return services.declare_change(loan=loan, told=told, actor=cast[actor], on=today)


def accept(change, cast, today, effect="worse", actor="post_loan_officer"):
    return services.accept_change(
        change=change, effect=effect, phone_check="", actor=cast[actor], on=today
    )


def code_sent(number: str) -> str:
    notice = Notice.objects.filter(kind="one_time_code").latest("pk")
    assert (notice.phone, notice.destination_tail) == (number, f"*{number[-4:]}")
    return re.search(r"\d{6}", notice.body).group()


def test_what_is_declared_does_not_count_before_it_is_accepted(answered, cast, today):
    change = declared(answered, cast, today)
    assert verified_amount(answered, "income", today) == 12000
    before = income_cover(answered, today)
    with pytest.raises(EffectMissing):
        accept(change, cast, today, effect="")
    accept(change, cast, today)
    assert verified_amount(answered, "income", today) == 5000
    assert income_cover(answered, today) < before
    assert Task.objects.open().filter(kind="look_at_risk").exists()
    assert VerifiedFact.objects.get().change == change
    with pytest.raises(NothingChanged):
        declared(answered, cast, today)


def test_a_rejected_change_leaves_everything_as_it_was(answered, cast, today):
    change = declared(answered, cast, today)
    services.reject_change(
        change=change, reason="流水不支持", actor=cast["post_loan_officer"], on=today
    )
    assert verified_amount(answered, "income", today) == 12000
    assert "流水不支持" in Notice.objects.get(kind="change_decided").body
    assert not VerifiedFact.objects.exists()


def test_some_changes_need_a_proof_and_who_declared_does_not_check(answered, cast, today):
    change = declared(
        answered, cast, today, "marital", "married", actor="post_loan_officer", way="phone"
    )
    with pytest.raises(ProofMissing):
        accept(change, cast, today)
    DeclaredChange.objects.update(field="address")
    with pytest.raises(SamePerson):
        accept(change, cast, today)


def test_a_phone_of_somebody_else_is_refused(answered, cast, today):
    with pytest.raises(PhoneTaken):
        declared(answered, cast, today, "phone", "13900002222")


def test_a_wrong_code_confirms_nothing(answered, cast, today):
    change = declared(answered, cast, today, "phone", NEW)
    right = code_sent(NEW)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    with pytest.raises(CodeWrong):
        services.confirm_phone(change=change, code=wrong, actor=cast["applicant"], on=today)
    assert DeclaredChange.objects.get().state == "confirming"
    assert Person.objects.get(pk=answered.borrower_id).phone == "13900001111"


@pytest.mark.row("S-132")
def test_a_new_phone_is_proved_by_code_and_the_old_number_hears_of_it(
    answered, cast, open_page, phone_page, screenshot
):
    mine = phone_page(cast["applicant"])
    mine.goto(f"/my/loans/{answered.number}/data/")
    assert "第九条" in mine.content()
    screenshot(mine, "my_loan_data_360")
    mine.locator("[data-fact=phone]").get_by_role("link", name="有变化").click()
    mine.fill("[name=value]", NEW)
    mine.get_by_role("button", name="申报变化").click()
    mine.fill("[name=code]", code_sent(NEW))
    mine.get_by_role("button", name="确认").first.click()
    mine.get_by_text("新号码已确认").wait_for()
    told = Notice.objects.get(kind="phone_change")
    assert told.phone == "13900001111"
    assert "139****5678" in told.body
    page = open_page(cast["post_loan_officer"])
    page.goto("/work/")
    page.get_by_role("link", name="核实借款人申报的变化").click()
    page.fill("[name=phone_check]", "回拨新号码，本人接听")
    screenshot(page, "change_check")
    page.get_by_role("button", name="采用这项变化").click()
    page.get_by_text("已采用").first.wait_for()
    assert "139****1111" in page.content()
    assert "139****5678" in page.content()
    assert Person.objects.get(pk=answered.borrower_id).phone == NEW


@pytest.mark.row("S-133")
def test_a_declared_income_stays_to_check_until_staff_accept_it(
    answered, cast, open_page, screenshot, today
):
    declared(answered, cast, today)
    page = open_page(cast["post_loan_officer"])
    look_after_loans(on=today + timedelta(days=1), actor=User.objects.system())
    address = f"/cases/{answered.case.number}/followup/"
    page.goto(address)
    cover = page.locator("[data-cover]").inner_text()
    assert "待核实" in page.content()
    page.get_by_role("link", name="核实 经营月收入").click()
    assert "12,000.00" in page.content()
    page.select_option("[name=effect]", "worse")
    page.get_by_role("button", name="采用这项变化").click()
    page.get_by_text("处理结果已记录").wait_for()
    screenshot(page, "followup_data")
    assert page.locator("[data-cover]").inner_text() != cover


@pytest.mark.row("S-131")
def test_nothing_has_changed_takes_two_taps(answered, cast, phone_page, screenshot):
    on = date(2026, 5, 19)
    BusinessDay.objects.update(current_on=on)
    look_after_loans(on=on, actor=User.objects.system())
    look_after_loans(on=on, actor=User.objects.system())
    told = Notice.objects.filter(kind="data_update", channel="sms").get()
    link = re.search(r"/my/\S+/", told.body).group()
    mine = phone_page(cast["applicant"])
    mine.goto(link)
    screenshot(mine, "my_update_360")
    mine.get_by_role("link", name="没有变化").tap()
    mine.get_by_role("button", name="是，确认").tap()
    mine.get_by_text("您的信息已确认").wait_for()
    assert CareStep.objects.filter(kind="update", state="done").count() == 1
    mine.goto(f"/my/loans/{answered.number}/")
    assert mine.locator("[data-update-due]").inner_text() == "2026年9月2日"
    assert not Task.objects.open().filter(kind="care_update").exists()


def test_staff_record_what_was_told_on_the_phone(answered, cast, open_page, today):
    look_after_loans(on=today + timedelta(days=1), actor=User.objects.system())
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{answered.case.number}/followup/")
    page.get_by_role("link", name="有变化 住址").click()
    page.fill("[name=value]", "澜溪镇新街 9 号")
    page.select_option("[name=way]", "phone")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("button", name="电话确认无其他变化").click()
    page.get_by_text("信息更新已记录").wait_for()
    change = DeclaredChange.objects.get()
    assert (change.way, change.state) == ("phone", "to_check")
    row = next(r for r in data_on_record(answered, today) if r.what.code == "address")
    assert row.value == ""


def test_the_other_bank_and_another_borrower_see_nothing(answered, cast, client, today):
    change = declared(answered, cast, today)
    client.force_login(cast["stranger"])
    assert client.get(f"/declared/{change.pk}/").status_code == 404
    client.force_login(cast["other_applicant"])
    for rest in ("", "unchanged/", "change/income/", f"{change.pk}/code/", f"{change.pk}/proof/"):
        assert client.get(f"/my/loans/{answered.number}/data/{rest}").status_code == 404
