"""S-030 and S-031 in the browser: a talk at the desk becomes an application."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from casework.models import Notice
from loanprogram.closing import move_business_date
from outreach.models import DeskVisit, Lead
from outreach.services import Contact, record_lead
from parties.models import User

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [(1280, "zh-hans"), (360, "zh-hans"), (1280, "en"), (360, "en")]


def a_lead(actor: User, on: date, phone: str = "13911112222") -> Lead:
    contact = Contact(
        name="何小满",
        phone=phone,
        has_consent=True,
        source="event",
        channel="radio",
        topic="conditions",
    )
    return record_lead(contact=contact, actor=actor, on=on, idempotency_key=f"{actor.pk}:{phone}")


@pytest.mark.row("S-030")
def test_a_talk_with_follow_up_comes_back_on_its_day(
    publicity: User, today: date, open_page: Callable[..., Page], axe: Callable
) -> None:
    page = open_page(publicity)
    page.goto("/desk/new/")
    page.get_by_label("咨询主题").select_option(label="担保与反担保")
    page.get_by_label("咨询问题").fill("没有保证人怎么办？")
    page.get_by_label("答复内容").fill("十万元以内可以申请免反担保。")
    page.locator("[name=name]").fill("何小满")
    page.locator("[name=phone]").fill("139 1111 2222")
    page.get_by_label("对方同意保存").check()
    page.get_by_label("回访日期").fill("2026-03-03")
    assert axe(page) == []
    page.get_by_role("button", name="保存咨询记录").click()
    expect(page.get_by_text("待回访").first).to_be_visible()

    page.goto("/work/?today=1")
    expect(page.get_by_role("link", name="回访咨询")).to_have_count(0)
    move_business_date(to=date(2026, 3, 3), actor=User.objects.system())
    page.goto("/work/?today=1")
    page.get_by_role("link", name="回访咨询 何小满").click()

    page.get_by_role("button", name="按此结果办结").click()
    expect(page.get_by_text("请填写").first).to_be_visible()
    assert DeskVisit.objects.get().state == "follow_up"
    page.get_by_label("回访结果").fill("已约周五来中心办理")
    page.get_by_role("button", name="按此结果办结").click()
    expect(page.get_by_text("回访已办结")).to_be_visible()
    assert axe(page) == []
    page.goto("/work/?today=1")
    expect(page.get_by_role("link", name="回访咨询")).to_have_count(0)


@pytest.mark.row("S-031")
def test_a_lead_becomes_an_application_with_known_data(
    officer: User, today: date, open_page: Callable[..., Page], phone_page: Callable, axe: Callable
) -> None:
    lead = a_lead(officer, today)
    page = open_page(officer)
    page.goto(f"/leads/{lead.number}/")
    assert axe(page) == []
    page.get_by_role("link", name="代为发起申请").click()
    expect(page.get_by_text("139****2222")).to_be_visible()
    page.get_by_role("button", name="发起申请并发送链接").click()

    found = Lead.objects.get()
    number = found.application.case.number if found.application else "none"
    expect(page.locator(".page-header, h1").first).to_contain_text("何小满")
    expect(page.get_by_text("已申请").first).to_be_visible()
    expect(page.get_by_text(number).first).to_be_visible()
    notice = Notice.objects.get(channel="sms")
    link = next(word for word in notice.body.split("：") if word.startswith("http"))

    phone = phone_page()
    phone.goto(link)
    phone.fill("[name=phone]", "13911112222")
    phone.get_by_role("button", name="发送验证码").click()
    code = Notice.objects.filter(kind="one_time_code").latest("pk").body
    phone.fill("[name=code]", "".join(sign for sign in code if sign.isdigit())[:6])
    phone.get_by_role("button", name="登录").click()
    phone.goto("/me/name/")
    expect(phone.locator("[name=name]")).to_have_value("何小满")
    phone.goto(f"/applications/{number}/tasks/")
    expect(phone.get_by_text(number).first).to_be_visible()


@pytest.mark.row("S-031")
def test_the_same_phone_is_refused_with_the_number_of_the_lead(
    officer: User, today: date, open_page: Callable[..., Page]
) -> None:
    lead = a_lead(officer, today)
    page = open_page(officer)
    page.goto("/leads/new/")
    page.locator("[name=name]").fill("何满")
    page.locator("[name=phone]").fill("13911112222")
    page.get_by_label("对方同意保存").check()
    page.get_by_label("线索来源").select_option("partner")
    page.get_by_label("想了解什么").select_option("papers")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text(f"本单位已登记过这个手机号：{lead.number}").first).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("何满")


def test_a_bank_learns_only_to_ask_the_center(
    officer: User, cast: dict[str, User], center_clerk: User, today: date, client: Client
) -> None:
    theirs = a_lead(cast["stranger"], today)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    form = {
        "name": "何小满",
        "phone": "13911112222",
        "consent": "on",
        "channel": "radio",
        "source": "event",
        "topic": "conditions",
        "idempotency_key": "8d3f0b1a-4c1e-4f6e-9a53-0d1b7f2f7e11",
    }

    page = client.post("/leads/new/", form, follow=True).content.decode()

    assert "请向就业中心核实" in page
    assert str(theirs.organisation) not in page
    assert client.get(f"/leads/{theirs.number}/").status_code == 404
    assert theirs.number not in client.get("/leads/").content.decode()
    client.force_login(center_clerk, backend="django.contrib.auth.backends.ModelBackend")
    asked = client.get("/leads/?q=13911112222").content.decode()
    assert str(theirs.organisation) in asked


def test_the_number_is_masked_and_a_look_is_logged(
    officer: User, auditor: User, today: date, client: Client
) -> None:
    lead = a_lead(officer, today)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    assert "13911112222" not in client.get(f"/leads/{lead.number}/").content.decode()
    assert "13911112222" in client.post(f"/leads/{lead.number}/phone/").content.decode()
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/leads/{lead.number}/").content.decode()
    assert "代为发起申请" not in page
    assert client.get(f"/leads/{lead.number}/apply/").status_code == 403


def test_every_step_of_a_lead_by_page(officer: User, today: date, client: Client) -> None:
    lead = a_lead(officer, today)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    base = f"/leads/{lead.number}/"

    for path, data, state in (
        ("talk/", {"words": "想了解贴息"}, "contacted"),
        ("invite/", {}, "invited"),
        ("lose/", {"words": "暂不考虑"}, "lost"),
        ("take-up/", {"words": "又来电话"}, "contacted"),
    ):
        assert client.post(base + path, data).status_code == 302
        assert Lead.objects.get().state == state
    assert "http" in Notice.objects.get(kind="lead_invited").body
    sheet = client.get("/leads/excel/")
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_pages_fit_and_read_well(
    officer: User,
    today: date,
    width: int,
    language: str,
    open_page: Callable[..., Page],
    screenshot: Callable,
) -> None:
    lead = a_lead(officer, today)
    page = open_page(officer, width, language)
    for name, path in (
        ("leads", "/leads/"),
        ("lead", f"/leads/{lead.number}/"),
        ("lead-convert", f"/leads/{lead.number}/apply/"),
        ("desk-new", "/desk/new/"),
        ("desk", "/desk/"),
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        screenshot(page, f"outreach-{name}-{width}-{language}")
