"""The rows of evaluation, checked in the browser."""

from decimal import Decimal

import pytest
from PIL import Image
from playwright.sync_api import expect

from loanprogram.demo.walk_evaluation import (
    finished_visit_of,
    give_opinions,
    ready_case,
    worksheet_of,
    written_memo,
)
from underwriting.models import Memo, Opinion, ScoreResult, SiteVisit
from underwriting.selectors import latest_memo, latest_score
from underwriting.services import freeze_memo, return_memo

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO_COUNT = 3


def address(case, place=""):
    return f"/cases/{case.number}/evaluation/{place}"


def give(page, case, kind):
    page.goto(address(case, f"opinions/{kind}/"))
    page.get_by_label("无异议").check()
    page.get_by_label("理由").fill("已核对原件。")
    page.get_by_role("button", name="签署意见").click()


@pytest.mark.row("S-061")
def test_each_opinion_comes_from_another_person(case, reviewer, risk_analyst, open_page):
    first, second = open_page(reviewer), open_page(risk_analyst)
    give(first, case, "authenticity")
    expect(first.locator("#opinions")).to_contain_text(f"签署人 {reviewer.display_name}")
    expect(first.locator("#opinions")).to_contain_text("这一项须由同事出具")
    give(first, case, "risk")
    expect(first.locator(".error-summary")).to_contain_text("须由不同的人出具")
    expect(first.get_by_label("理由")).to_have_value("已核对原件。")
    give(second, case, "risk")
    expect(second).to_have_url(f"{second.url.partition('/cases')[0]}{address(case)}")
    authors = dict(Opinion.objects.values_list("kind", "author"))
    assert authors == {"authenticity": reviewer.pk, "risk": risk_analyst.pk}


def fill_report(page, photo_path):
    page.get_by_label("调查日期").fill("2026-03-02")
    page.get_by_label("经营者同意保存调查和照片的位置").check()
    page.get_by_role("button", name="取得手机位置").click()
    expect(page.locator("[data-place-state]")).to_contain_text("29.20840")
    for number in range(PHOTO_COUNT):
        page.locator("[data-photos]").set_input_files(photo_path(number))
    expect(page.locator("[data-photo-row] li")).to_have_count(PHOTO_COUNT)
    page.get_by_role("group", name="是否正常营业").get_by_label("与申报一致").check()
    page.get_by_role("group", name="总体结论").get_by_label("良好").check()
    page.locator("#id_conclusion").fill("与申报一致。")
    page.get_by_label("经营者签名（姓名）").fill("李春梅")
    page.locator("[data-drawing-area]").scroll_into_view_if_needed()
    box = page.locator("[data-drawing-area]").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()


@pytest.fixture
def photo_path(tmp_path):
    def write(number):
        path = tmp_path / f"photo-{number}.jpg"
        Image.new("RGB", (640, 480), (40 * number, 120, 90)).save(path)
        return path

    return write


@pytest.mark.row("S-065")
def test_a_visit_is_recorded_on_a_phone_by_two(case, cast, phone_page, open_page, photo_path):
    officer = cast["officer"]
    plan = open_page(officer)
    plan.goto(address(case, "visits/new/"))
    plan.get_by_label("调查日期").fill("2026-03-02")
    plan.get_by_role("button", name="预约调查").click()
    plan.wait_for_url("**/visits/*/")
    phone = phone_page(officer)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 29.2084, "longitude": 119.4632})
    phone.goto(plan.url)
    fill_report(phone, photo_path)
    phone.get_by_role("button", name="结束调查").click()
    expect(phone.locator(".error-summary")).to_contain_text("现场调查须由两人进行")
    visit = SiteVisit.objects.get()
    assert (visit.state, visit.photos.count()) == ("planned", PHOTO_COUNT)
    assert visit.signature_drawing is not None
    phone.get_by_label("第二调查人").select_option(label=cast["second_officer"].display_name)
    phone.get_by_role("button", name="结束调查").click()
    phone.wait_for_url("**/report/")
    expect(phone.locator(".photo-row img")).to_have_count(PHOTO_COUNT)
    paper = phone.request.get(f"{phone.url.rstrip('/')}.pdf")
    assert paper.body().startswith(b"%PDF-")
    visit.refresh_from_db(fields=["finished_at", "conclusion"])
    assert visit.finished_at is not None
    assert (visit.photos.first().latitude, visit.conclusion) == (
        Decimal("29.20840"),
        "与申报一致。",
    )


@pytest.mark.row("S-064")
def test_the_worksheet_shows_the_debt_ratio_beside_its_limit(case, risk_analyst, open_page):
    page = open_page(risk_analyst)
    page.goto(address(case, "worksheet/"))
    page.get_by_label("月收入", exact=True).fill("12,000")
    page.get_by_label("现有每月还款", exact=True).fill("3000")
    page.get_by_label("家庭资产", exact=True).fill("26万")
    page.get_by_label("自有资金", exact=True).fill("60000")
    page.get_by_label("来源：月收入").select_option(label="申请人自述")
    page.get_by_role("button", name="保存并评分").click()
    page.goto(address(case))
    score = page.locator("#score")
    expect(score).to_contain_text("5,869.28")
    expect(score).to_contain_text("73.9%")
    expect(score).to_contain_text("超过上限 50%")
    expect(score.get_by_text("超出限额")).to_have_class("state tone-danger")


@pytest.mark.row("S-109")
def test_a_changed_income_adds_a_score_and_keeps_the_old_one(case, cast, open_page, today):
    worksheet_of(case, cast, today)
    first = latest_score(case)
    page = open_page(cast["risk_analyst"])
    page.goto(address(case, "worksheet/"))
    page.get_by_label("月收入", exact=True).fill("9000")
    page.get_by_role("button", name="保存并评分").click()
    page.wait_for_url("**/scores/")
    newest = latest_score(case)
    expect(page.locator("table", has_text="评分时间").locator("tbody tr")).to_have_count(2)
    expect(page.locator("table", has_text="评分时间")).to_contain_text("expert v1")
    shown = page.locator(".chart").first.locator(".bar-value").all_inner_texts()
    assert sum(int(text.partition("/")[0]) for text in shown) == newest.total
    assert page.locator(".chart-title").first.inner_text() == (
        f"满分 100 分得 {newest.total} 分，{newest.grade} 级"
    )
    page.locator("table", has_text="评分时间").locator("tbody tr").last.get_by_role("link").click()
    expect(page.locator(".chart-title").first).to_contain_text(f"得 {first.total} 分")
    expect(page.locator("table", has_text="指标").last).to_contain_text("月收入：16,000.00 元")
    assert ScoreResult.objects.count() == 2


@pytest.mark.row("S-066")
def test_the_memo_is_written_sent_and_locked(case, cast, open_page, today):
    finished_visit_of(case, cast, today)
    worksheet_of(case, cast, today)
    give_opinions(case, cast, today)
    page = open_page(cast["officer"])
    page.goto(address(case))
    page.get_by_role("button", name="撰写评审报告").click()
    expect(page.locator(".fold")).to_contain_text("月收入")
    page.locator("#id_conclusion").fill("还款来源可靠，建议同意。")
    page.get_by_label("建议金额").fill("18万")
    page.get_by_role("button", name="保存并提交审批").click()
    expect(page.locator("main")).to_contain_text("180,000.00 元")
    page.get_by_role("button", name="锁定报告并提交审批").click()
    expect(page.locator("#memo")).to_contain_text("已提交审批")
    expect(page.get_by_role("button", name="撰写评审报告")).to_have_count(0)
    page.goto(address(case, "memo/edit/"))
    expect(page.get_by_label("建议金额")).to_have_count(0)
    page.goto(address(case, "memo/1/"))
    expect(page.locator("main")).to_contain_text(Memo.objects.get().content_hash)
    assert latest_memo(case).state == "frozen"


@pytest.mark.row("S-066")
def test_a_returned_file_makes_a_second_version_with_differences(case, cast, open_page, today):
    ready_case(case, cast, today)
    freeze_memo(case=case, actor=cast["officer"], on=today)
    manager = open_page(cast["manager"])
    manager.goto(address(case, "memo/1/"))
    manager.get_by_role("link", name="退回审查").click()
    manager.get_by_label("原因").fill("收入需要重新核实。")
    manager.get_by_role("button", name="退回案件").click()
    expect(manager.locator("#memo")).to_contain_text("已退回")
    worksheet_of(case, cast, today, monthly_income=Decimal("13000.00"))
    page = open_page(cast["officer"])
    page.goto(address(case))
    page.get_by_role("button", name="撰写评审报告").click()
    page.get_by_label("建议金额").fill("150000")
    page.get_by_role("button", name="保存报告").click()
    page.goto(address(case, "memo/2/compare/"))
    row = page.locator("tr", has_text="建议金额")
    expect(row.locator("del")).to_have_text("200,000.00 元")
    expect(row.locator("mark")).to_have_text("150,000.00 元")
    expect(page.locator("tr", has_text="月收入").locator("mark")).to_have_text("13,000.00 元")


def test_the_tab_names_what_is_missing(case, reviewer, open_page):
    page = open_page(reviewer, language="en")
    page.goto(address(case))
    gaps = page.locator(".notice li").all_inner_texts()
    assert gaps == [
        "opinion on authenticity",
        "opinion on risk",
        "opinion on legal",
        "a finished site visit",
        "worksheet and score",
        "the memo",
    ]


PAGES = [
    "",
    "opinions/risk/",
    "worksheet/",
    "scores/",
    "visits/new/",
    "visits/{visit}/",
    "visits/{visit}/report/",
    "visits/photos/{photo}/",
    "memo/edit/",
    "memo/send/",
    "memo/return/",
    "memo/1/",
    "memo/1/compare/",
]


@pytest.mark.django_db(transaction=False)
def test_another_bank_sees_no_page(case, cast, today, client, complaints):
    ready_case(case, cast, today)
    visit = SiteVisit.objects.get()
    client.force_login(cast["stranger"], backend="django.contrib.auth.backends.ModelBackend")
    for place in PAGES:
        path = place.format(visit=visit.pk, photo=visit.photos.get().pk)
        assert client.get(address(case, path)).status_code == 404, path


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    ("name", "status"), [("applicant", 403), ("publicity", 403), ("auditor", 200)]
)
def test_who_may_look_at_the_evaluation(case, cast, client, name, status):
    client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(case)).status_code == status


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_accessible(case, cast, today, open_page, screenshot, axe, language):
    ready_case(case, cast, today)
    freeze_memo(case=case, actor=cast["officer"], on=today)
    return_memo(case=case, reason="补充", actor=cast["manager"], on=today)
    give_opinions(case, cast, today)
    written_memo(case, cast, today, conclusion="补充流水后，建议同意，金额不变。")
    desk = open_page(cast["officer"], language=language)
    visit = SiteVisit.objects.get()
    for place in ("", "scores/", f"visits/{visit.pk}/report/", "memo/edit/", "memo/2/compare/"):
        desk.goto(address(case, place))
        screenshot(desk, f"evaluation-{place.strip('/').replace('/', '-') or 'tab'}-{language}")
        assert axe(desk) == [], place
