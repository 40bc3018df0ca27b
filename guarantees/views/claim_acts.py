"""The steps of claim, recovery and write-off: words, facts above the button, and what each does."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from guarantees.forms import PaymentForm, ReasonForm, StatementForm, TextForm, WhyForm
from guarantees.models import Claim, Recovery, WriteOff
from guarantees.selectors.fund import fund_cash
from guarantees.services.claims import (
    approve_claim,
    check_claim,
    file_claim_again,
    prepare_claim_payment,
    reject_claim,
    release_claim_payment,
    send_claim_back,
    withdraw_claim,
)
from guarantees.services.recoveries import (
    approve_recovery,
    approve_write_off,
    confirm_write_off,
    reject_recovery,
    reject_write_off,
)
from guarantees.views.acts import Act
from screens.parts import Fact
from screens.wording import day, yuan


def claim_facts(claim: Claim, on: date) -> list[Fact]:
    """Who claims how much, and who bears what."""
    return [
        Fact(_("Claim"), claim.number),
        Fact(_("Borrower"), claim.case.borrower.name),
        Fact(_("Bank"), str(claim.case.bank)),
        Fact(_("Filed on"), day(claim.filed_on)),
        Fact(_("Days past due"), claim.days_past_due),
        Fact(_("Contacts on record"), claim.contact_count),
        Fact(_("Paid by the fund"), yuan(claim.fund_amount), numeric=True),
        Fact(_("Borne by the bank"), yuan(claim.bank_amount), numeric=True),
    ]


def payment_facts(claim: Claim, on: date) -> list[Fact]:
    """The payment as it is released: amount, account, balance before and after."""
    assert claim.case.bank
    held = fund_cash(claim.case.bank)
    return [
        *claim_facts(claim, on),
        Fact(_("Bank reference"), claim.payment_reference or "–"),
        Fact(_("Prepared by"), claim.prepared_by.display_name if claim.prepared_by else "–"),
        Fact(_("Balance of the fund at this bank"), yuan(held), numeric=True),
        Fact(_("Balance after the payment"), yuan(held - claim.fund_amount), numeric=True),
    ]


def recovery_facts(recovery: Recovery, on: date) -> list[Fact]:
    """The receipt and its parts."""
    return [
        Fact(_("Received"), yuan(recovery.gross), numeric=True),
        Fact(_("Costs"), yuan(recovery.costs), numeric=True),
        Fact(_("To the fund"), yuan(recovery.fund_part), numeric=True),
        Fact(_("To the bank"), yuan(recovery.bank_part), numeric=True),
        Fact(_("Paid by"), recovery.payer),
        Fact(_("Bank reference"), recovery.reference),
        Fact(_("Recorded by"), recovery.recorded_by.display_name),
    ]


def write_off_facts(proposal: WriteOff, on: date) -> list[Fact]:
    """What is given up and why."""
    return [
        Fact(_("Borrower"), proposal.case.borrower.name),
        Fact(_("Ground"), proposal.get_ground_display()),
        Fact(_("Evidence"), proposal.text),
        Fact(_("Loss of the fund"), yuan(proposal.fund_loss), numeric=True),
        Fact(_("Proposed by"), proposal.proposed_by.display_name),
    ]


CLAIM_ACTS = {
    "refile": Act(
        event="file_again",
        label=_("File it again"),
        question=_("File this claim again with the figures of today?"),
        done=_("Filed again with the figures of today."),
        run=lambda claim, **typed: file_claim_again(claim=claim, **typed),
        facts=claim_facts,
        form=StatementForm,
        icon="send",
    ),
    "check": Act(
        event="check_file",
        label=_("File and figures are right"),
        question=_("Are file and figures of this claim right?"),
        done=_("Checked. The leader is asked now."),
        run=lambda claim, **typed: check_claim(claim=claim, **typed),
        facts=claim_facts,
        form=TextForm,
        icon="clipboard-check",
    ),
    "approve": Act(
        event="approve",
        label=_("Approve the claim"),
        question=_("Approve this claim?"),
        done=_("Approved. An accountant prepares the payment."),
        run=lambda claim, **typed: approve_claim(claim=claim, **typed),
        facts=claim_facts,
        icon="check-lg",
    ),
    "prepare": Act(
        event="prepare_payment",
        label=_("Prepare the payment"),
        question=_("Prepare the payment of this claim?"),
        done=_("Prepared. Another person has to release it."),
        run=lambda claim, **typed: prepare_claim_payment(claim=claim, **typed),
        facts=payment_facts,
        form=PaymentForm,
        icon="cash",
    ),
    "release": Act(
        event="pay",
        label=_("Release the payment"),
        question=_("Release this payment?"),
        done=_("Paid. The debt goes on with fund and bank."),
        run=lambda claim, **typed: release_claim_payment(claim=claim, **typed),
        facts=payment_facts,
        icon="cash-coin",
        warning=_("The fund's money leaves with this, once."),
    ),
    "return": Act(
        event="send_back",
        label=_("Return to the bank"),
        question=_("Return this claim to the bank?"),
        done=_("Returned to the bank with your reasons."),
        run=lambda claim, **typed: send_claim_back(claim=claim, **typed),
        facts=claim_facts,
        form=ReasonForm,
        icon="arrow-counterclockwise",
    ),
    "reject": Act(
        event="reject",
        label=_("Reject the claim"),
        question=_("Reject this claim?"),
        done=_("Rejected. The loan goes back to collection."),
        run=lambda claim, **typed: reject_claim(claim=claim, **typed),
        facts=claim_facts,
        form=WhyForm,
        icon="x-lg",
        danger=True,
    ),
    "withdraw": Act(
        event="withdraw",
        label=_("Take the claim back"),
        question=_("Take this claim back?"),
        done=_("Taken back."),
        run=lambda claim, **typed: withdraw_claim(claim=claim, **typed),
        facts=claim_facts,
        form=WhyForm,
        icon="dash-circle",
        danger=True,
    ),
}
RECOVERY_ACTS = {
    "approve": Act(
        event="approve",
        label=_("Approve and post"),
        question=_("Post this receipt in the books of fund and bank?"),
        done=_("Posted in the books of fund and bank."),
        run=lambda recovery, **typed: approve_recovery(recovery=recovery, **typed),
        facts=recovery_facts,
        icon="check-lg",
    ),
    "reject": Act(
        event="reject",
        label=_("Reject"),
        question=_("Reject this receipt?"),
        done=_("Rejected."),
        run=lambda recovery, **typed: reject_recovery(recovery=recovery, **typed),
        facts=recovery_facts,
        form=WhyForm,
        icon="x-lg",
        danger=True,
    ),
}
WRITE_OFF_ACTS = {
    "approve": Act(
        event="approve",
        label=_("Approve the write-off"),
        question=_("Approve this write-off as the first level?"),
        done=_("Approved. An accountant confirms it."),
        run=lambda proposal, **typed: approve_write_off(proposal=proposal, **typed),
        facts=write_off_facts,
        icon="check-lg",
    ),
    "confirm": Act(
        event="confirm",
        label=_("Confirm the write-off"),
        question=_("Confirm this write-off as the second level?"),
        done=_("Written off. The debt stays on record; later receipts are still booked."),
        run=lambda proposal, **typed: confirm_write_off(proposal=proposal, **typed),
        facts=write_off_facts,
        icon="archive",
        warning=_("Fund and bank give the rest up in their books."),
    ),
    "reject": Act(
        event="reject",
        label=_("Reject"),
        question=_("Reject this write-off?"),
        done=_("Rejected."),
        run=lambda proposal, **typed: reject_write_off(proposal=proposal, **typed),
        facts=write_off_facts,
        form=WhyForm,
        icon="x-lg",
        danger=True,
    ),
}
