"""From the signed contract to the settled loan, and the days between."""

from datetime import date, timedelta

from casework.models import Case, Notice
from guarantees.models import SecurityUse
from loanprogram.tasks import sweep_notices
from policy.selectors import business_date
from servicing.models import Loan
from tests.walks.steps import NAME, PHONE, Cast
from tests.walks.walker import Walker, fetched, send, visit

MONTH = 31
# Each day between is closed before the page answers.
PATIENCE_MS = 60_000


def move_to(walk: Walker, day: date) -> None:
    """The business date goes on by the demo page; what the worker does then is done."""
    page = walk.visitor()
    page.set_default_timeout(PATIENCE_MS)
    while business_date() < day:
        step = min(day, business_date() + timedelta(days=MONTH))
        send(page, "/demo/date/", "/demo/", step="0", to_on=step)
    sweep_notices()


def pay_out(walk: Walker, cast: Cast, case: Case) -> Loan:
    """The officer prepares the payout, the manager releases it; the borrower sees the plan."""
    base = f"/cases/{case.number}/disbursement/"
    send(
        walk.staff(cast["officer"]),
        f"{base}prepare/",
        base,
        account_holder=NAME,
        account_number="6222020012345678",
        account_bank="澜溪农商银行城关支行",
        conditions_met="设备保险单已收到。",
    )
    manager, loan = walk.staff(cast["manager"]), Loan.objects.get(case=case)
    payout = loan.disbursements.get()
    send(manager, f"{base}{payout.pk}/approve/", base, bank_serial="FK2026030200001")
    visit(manager, f"/cases/{case.number}/repayments/")
    page = visit(walk.applicant(PHONE), f"/my/loans/{loan.number}/")
    assert page.locator("[data-subsidy]").inner_text()
    papers = page.locator("a[href*='/contract/papers/']")
    assert papers.count() >= 6
    assert fetched(page, papers.first.get_attribute("href") or "").startswith(b"%PDF")
    return Loan.objects.get(pk=loan.pk)


def be_reminded(walk: Walker, cast: Cast, loan: Loan) -> None:
    """A week before the first payment the borrower finds a reminder among the messages."""
    first = loan.instalments.order_by("number").first()
    assert first
    move_to(walk, first.due_on - timedelta(days=6))
    reminder = Notice.objects.filter(kind="reminder", case=loan.case).first()
    assert reminder, "no reminder before the first payment"
    visit(walk.applicant(PHONE), "/me/messages/")
    visit(walk.staff(cast["post_loan_officer"]), f"/cases/{loan.case.number}/messages/")


def repay(walk: Walker, cast: Cast, loan: Loan, *, number: int) -> None:
    """One instalment on its day: recorded by one, posted by another, receipt on the phone."""
    row = loan.instalments.get(number=number)
    move_to(walk, row.due_on)
    _receive(walk, cast, loan, purpose="regular", amount=str(row.principal + row.interest))


def _receive(walk: Walker, cast: Cast, loan: Loan, *, purpose: str, amount: str) -> None:
    base = f"/cases/{loan.case.number}/repayments/"
    clerk, manager = walk.staff(cast["post_loan_officer"]), walk.staff(cast["manager"])
    serial = f"HK{loan.repayments.count() + 1:06d}"
    typed = {"purpose": purpose, "amount": amount, "channel": "transfer", "bank_serial": serial}
    send(clerk, f"{base}record/", f"{base}record/", **typed)
    send(clerk, f"{base}record/")
    repayment = loan.repayments.get(state="recorded")
    send(manager, f"{base}{repayment.pk}/approve/", base)
    own = f"/my/loans/{loan.number}/receipts/{repayment.pk}.pdf"
    assert fetched(walk.applicant(PHONE), own).startswith(b"%PDF")


def settle(walk: Walker, cast: Cast, loan: Loan) -> None:
    """The rest is paid early by the quote the borrower sees; the certificate is there at once."""
    page = visit(walk.applicant(PHONE), f"/my/loans/{loan.number}/")
    quoted = page.locator("[data-quote]").inner_text().replace(",", "")
    amount = "".join(sign for sign in quoted if sign.isdigit() or sign == ".")
    _receive(walk, cast, loan, purpose="payoff", amount=amount)
    visit(page, f"/my/loans/{loan.number}/")
    assert fetched(page, f"/my/loans/{loan.number}/certificate.pdf").startswith(b"%PDF")


def release(walk: Walker, cast: Cast, loan: Loan) -> None:
    """With the next day the guarantee is released, and the clerk gives the security back."""
    move_to(walk, business_date() + timedelta(days=1))
    base = f"/cases/{loan.case.number}/guarantee/"
    clerk, use = walk.staff(cast["center_clerk"]), SecurityUse.objects.get()
    path = f"{base}securities/{use.pk}/release/"
    send(clerk, path, path)
    visit(clerk, base)
    visit(clerk, f"/cases/{loan.case.number}/history/")
