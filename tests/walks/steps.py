"""The steps of a case in the browser, each by the person whose step it is."""

from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from casework.models import Case, Document
from loanprogram.demo.walk_applications import answers_by_step, picture
from loanprogram.demo.walk_evaluation import FINDINGS
from outreach.models import Lead
from parties.models import User
from tests.walks.looks import look
from tests.walks.walker import Walker, fetched, send, visit
from underwriting.models import SiteVisit

Cast = dict[str, User]
PHONE = "13655550001"
NAME = "罗小雨"
ID_NUMBER = "110101199003071233"


def talk_at_the_desk(walk: Walker, cast: Cast, today: date) -> Lead:
    """A visitor is advised at the desk and becomes a lead that is invited to apply."""
    page = walk.staff(cast["officer"])
    send(
        page,
        "/desk/new/",
        "/desk/new/",
        name=NAME,
        phone=PHONE,
        consent=True,
        question="想开一家豆腐坊，能贷多少？",
        advice="个人最高三十万元，先在手机上自查再申请。",
        follow_up_on=today,
    )
    return Lead.objects.get()


def check_oneself(walk: Walker) -> None:
    """The visitor opens the home page, looks at the public notices and checks the chances."""
    page = visit(walk.visitor(), "/")
    page.locator("main a[href$='/notices/']").click()
    page.wait_for_url("**/notices/")
    look(page)
    honest = {"is_employed_elsewhere": "no", "has_arrears": "no", "business_age": "under_36"}
    send(page, "/self-check/", "/self-check/", age=36, consumption_debt="0", **honest)
    assert "/self-check/" in page.url
    assert page.locator("form[action$='/start/']").count()


def convert(walk: Walker, cast: Cast, lead: Lead) -> Case:
    """The lead becomes an application draft and the person gets a link."""
    page = walk.staff(cast["officer"])
    send(page, f"/leads/{lead.number}/apply/", f"/leads/{lead.number}/apply/", product="personal")
    return Case.objects.get(borrower__phone_tail=PHONE[-4:])


def apply_on_the_phone(walk: Walker, case: Case, folder: Path, **choices: Any) -> Case:
    """The applicant signs in, answers every step, hands in papers, agrees and submits."""
    page = walk.applicant(PHONE)
    send(page, "/me/name/", "/me/name/", name=NAME, id_number=ID_NUMBER)
    for step, answers in answers_by_step(**choices).items():
        path = f"/applications/{case.number}/steps/{step}/"
        send(page, path, path, **{k: v for k, v in answers.items() if v != []})
    _hand_in_papers(walk, case, folder)
    path = f"/applications/{case.number}/declarations/"
    page.goto(path)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check(force=True)
    page.locator("main form button[type=submit]").first.click()
    check = f"/applications/{case.number}/check/"
    send(page, check, check)
    assert "/submitted/" in page.url
    receipt = case.receipts.get()
    assert fetched(page, f"/receipts/{receipt.number}.pdf").startswith(b"%PDF")
    return Case.objects.get(pk=case.pk)


def _hand_in_papers(walk: Walker, case: Case, folder: Path) -> None:
    page = walk.applicant(PHONE)
    path = f"/applications/{case.number}/papers/"
    page.goto(path)
    kinds = page.locator("form[enctype] [name=type]").evaluate_all("all => all.map(e => e.value)")
    photo = folder / "paper.jpg"
    for kind in dict.fromkeys(kinds):
        photo.write_bytes(picture(kind))
        form = page.locator(f"form[enctype]:has([name=type][value='{kind}'])").first
        form.locator("input[type=file]").set_input_files(photo)
        form.locator("button[type=submit]").first.click()
        page.locator(f"#{kind} form[action$='/remove/']").first.wait_for()


def review(walk: Walker, cast: Cast, case: Case, folder: Path) -> None:
    """The officer takes the file in, asks for what is missing, and accepts every paper."""
    page = walk.staff(cast["officer"])
    send(page, "/application/accept/", f"/cases/{case.number}/application/")
    _supplement(walk, page, case, folder)
    visit(page, f"/cases/{case.number}/documents/")
    for _paper in case.documents.filter(verdict=Document.Verdict.OPEN):
        page.locator("main form[action$='/accept/'] button").click()  # shows the next one
        page.wait_for_load_state("load")
    assert not case.documents.filter(verdict=Document.Verdict.OPEN)


def _supplement(walk: Walker, officer: Page, case: Case, folder: Path) -> None:
    """One paper and one answer are asked for; the applicant hands both in on the phone."""
    path = f"/cases/{case.number}/supplement/"
    send(
        officer,
        path,
        path,
        papers=["premises"],
        question_1="请说明磨浆机的型号和报价。",
        message="其他材料齐全，补齐这两项即可继续审查。",
    )
    page = visit(walk.applicant(PHONE), f"/applications/{case.number}/supplement/")
    photo = folder / "lease.jpg"
    photo.write_bytes(picture("lease"))
    page.locator("main form input[type=file]").set_input_files(photo)
    page.locator("main form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_load_state("load")
    look(page)
    page.locator("main form textarea").fill("DM-150 型磨浆机一台，报价 8600 元。")
    page.locator("main form:has(textarea) button[type=submit]").click()
    page.wait_for_url(f"**/applications/{case.number}/")
    look(page)


def evaluate(walk: Walker, cast: Cast, case: Case, today: date, folder: Path) -> None:
    """Visit by two, worksheet and score, three opinions, memo; sent to decision."""
    base = f"/cases/{case.number}/evaluation"
    officer = walk.staff(cast["officer"])
    send(
        officer,
        f"{base}/visits/new/",
        f"{base}/visits/new/",
        planned_on=today,
        place="商业街 8 号",
        first_visitor=cast["officer"].pk,
        second_visitor=cast["second_officer"].pk,
    )
    visit = SiteVisit.objects.get(case=case)
    photo = folder / "shop.jpg"
    photo.write_bytes(picture("shop"))
    officer.goto(f"{base}/visits/{visit.pk}/")
    send(
        officer,
        f"{base}/visits/{visit.pk}/",
        visited_on=today,
        photos=photo,
        staff_seen=2,
        turnover_seen="36500",
        neighbours=FINDINGS["neighbours"],
        conclusion="店面整洁，与申报一致。",
        owner_signature=NAME,
    )
    analyst = walk.staff(cast["risk_analyst"])
    send(
        analyst,
        f"{base}/worksheet/",
        f"{base}/worksheet/",
        other_debts="0",
        assets="260000",
        own_funds="60000",
        project_budget="260000",
        security_value="400000",
        overdue_count=0,
        industry_years=6,
    )
    for kind, who in (
        ("authenticity", "reviewer"),
        ("risk", "risk_analyst"),
        ("legal", "legal_officer"),
    ):
        path = f"{base}/opinions/{kind}/"
        send(walk.staff(cast[who]), path, path, verdict="positive", text="材料真实，风险可控。")
    send(officer, f"{base}/memo/start/", f"{base}/")
    send(
        officer,
        f"{base}/memo/edit/",
        f"{base}/memo/edit/",
        conclusion="经营真实，建议同意。",
        conditions="放款前办妥设备保险。",
        deviation_reason="",
    )
    send(officer, f"{base}/memo/send/", f"{base}/memo/send/")
