"""A loan that is not repaid: contacts, claim, payment by two, recovery, write-off."""

from datetime import timedelta

from guarantees.models import Claim, Guarantee, Recovery, WriteOff
from servicing.models import Loan
from tests.walks.paying import move_to
from tests.walks.steps import Cast
from tests.walks.walker import Walker, send, visit


def fall_late(walk: Walker, cast: Cast, loan: Loan) -> None:
    """The first payment is missed; the post-loan officer calls and takes a promise."""
    first = loan.instalments.order_by("number").first()
    assert first
    move_to(walk, first.due_on + timedelta(days=4))
    base = f"/cases/{loan.case.number}/collection/"
    page = walk.staff(cast["post_loan_officer"])
    visit(page, "/collection/")
    send(
        page,
        f"{base}contact/",
        f"{base}contact/",
        way="phone",
        reached="borrower",
        result="talked",
        reason="sales_down",
        attitude="cooperative",
        text="本人接听，说近期生意淡，下周回款后归还。",
        promised_amount=str(first.principal + first.interest),
        promised_on=first.due_on + timedelta(days=11),
        next_step="约定日期后再联系",
        consent_evidence="借款人短信同意晚间联系",
        recording="",
    )


def claim(walk: Walker, cast: Cast, loan: Loan) -> Claim:
    """After the waiting time the bank claims; checked, approved, paid by two accountants."""
    waits = Guarantee.objects.get(loan=loan).claim_waiting_days
    first = loan.instalments.order_by("number").first()
    assert first
    move_to(walk, first.due_on + timedelta(days=waits + 2))
    base = f"/cases/{loan.case.number}/claims/"
    bank = walk.staff(cast["post_loan_officer"])
    visit(bank, f"/cases/{loan.case.number}/collection/")
    send(bank, f"{base}new/", f"{base}new/", statement="经营停业，多次催收仍未归还。")
    filed = Claim.objects.get()
    for act, who, more in (
        ("check", "center_clerk", {"text": "合同、催收记录和计算表齐全。"}),
        ("approve", "center_leader", {}),
        ("prepare", "accountant", {"payment_reference": "DC20260701001"}),
        ("release", "second_accountant", {}),
    ):
        path = f"{base}{filed.pk}/{act}/"
        send(walk.staff(cast[who]), path, path, **more)
    visit(walk.staff(cast["accountant"]), "/fund/")
    return Claim.objects.get(pk=filed.pk)


def recover(walk: Walker, cast: Cast, paid: Claim) -> None:
    """A demand letter, some money that comes back, split and posted by another person."""
    base = f"/cases/{paid.case.number}/claims/"
    clerk = walk.staff(cast["center_clerk"])
    send(clerk, f"{base}measures/new/", f"{base}measures/new/", kind="demand", text="发出催收函。")
    typed = {"gross": "5000", "costs": "500", "payer": "罗小雨", "reference": "ZC20260801001"}
    send(clerk, f"{base}recoveries/new/", f"{base}recoveries/new/", **typed)
    send(clerk, f"{base}recoveries/new/")
    path = f"{base}recoveries/{Recovery.objects.get().pk}/approve/"
    send(walk.staff(cast["accountant"]), path, path)


def write_off(walk: Walker, cast: Cast, paid: Claim) -> None:
    """What cannot be recovered is proposed, approved and confirmed by three persons."""
    base = f"/cases/{paid.case.number}/claims/"
    send(
        walk.staff(cast["center_clerk"]),
        f"{base}write-offs/new/",
        f"{base}write-offs/new/",
        ground="enforcement_ended",
        text="法院裁定终结本次执行程序，无可供执行财产。",
    )
    proposal = WriteOff.objects.get()
    for act, who in (("approve", "center_leader"), ("confirm", "accountant")):
        path = f"{base}write-offs/{proposal.pk}/{act}/"
        send(walk.staff(cast[who]), path, path)
    page = walk.staff(cast["auditor"])
    visit(page, base)
    visit(page, f"/cases/{paid.case.number}/history/")
