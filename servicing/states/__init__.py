"""The life of a loan, of its disbursement, and of what is booked on it by two persons."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition


class LoanState(models.TextChoices):
    """States of a loan."""

    SIGNED = "signed", _("contract signed")
    PAYABLE = "payable", _("ready for disbursement")
    DISBURSED = "disbursed", _("in repayment")
    OVERDUE = "overdue", _("overdue")
    CLAIMED = "claimed", _("taken over by the fund")
    RECOVERING = "recovering", _("in recovery")
    SETTLED = "settled", _("settled")
    WRITTEN_OFF = "written_off", _("written off")
    CANCELLED = "cancelled", _("cancelled")


RUNNING = (LoanState.DISBURSED, LoanState.OVERDUE)
PAID_OUT = (
    *RUNNING,
    LoanState.CLAIMED,
    LoanState.RECOVERING,
    LoanState.SETTLED,
    LoanState.WRITTEN_OFF,
)
OWING = (*RUNNING, LoanState.CLAIMED, LoanState.RECOVERING)
BY_THE_BOOKS: dict[str, object] = {"permission": ""}


class LoanLifecycle(models.Model):
    """signed → payable → disbursed ⇄ overdue → claimed → recovering → settled or written off."""

    state = FSMField(
        _("state"), default=LoanState.SIGNED, choices=LoanState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, LoanState.SIGNED, LoanState.PAYABLE, custom=BY_THE_BOOKS)
    def release_for_payout(self) -> None:
        """The guarantee is in force: the loan may be paid out."""

    @transition(
        state,
        LoanState.PAYABLE,
        LoanState.DISBURSED,
        custom={"permission": "servicing.approve_disbursement"},
    )
    def disburse(self) -> None:
        """Pay it out."""

    @transition(state, LoanState.DISBURSED, LoanState.OVERDUE, custom=BY_THE_BOOKS)
    def fall_overdue(self) -> None:
        """An instalment was not paid on its day."""

    @transition(state, LoanState.OVERDUE, LoanState.DISBURSED, custom=BY_THE_BOOKS)
    def cure(self) -> None:
        """Everything due has been paid."""

    @transition(state, [*RUNNING], LoanState.CLAIMED, custom=BY_THE_BOOKS)
    def take_over(self) -> None:
        """The fund has paid its share to the bank."""

    @transition(state, LoanState.CLAIMED, LoanState.RECOVERING, custom=BY_THE_BOOKS)
    def start_recovery(self) -> None:
        """Money comes back after the claim."""

    @transition(state, [*OWING], LoanState.SETTLED, custom=BY_THE_BOOKS)
    def settle(self) -> None:
        """Nothing is owed any more."""

    @transition(state, [*OWING], LoanState.WRITTEN_OFF, custom=BY_THE_BOOKS)
    def write_off(self) -> None:
        """What is left is given up in the books; the debt stays on the memorandum."""

    @transition(state, LoanState.SETTLED, LoanState.DISBURSED, custom=BY_THE_BOOKS)
    def reopen(self) -> None:
        """The payment that settled it was reversed."""

    @transition(
        state,
        [LoanState.SIGNED, LoanState.PAYABLE],
        LoanState.CANCELLED,
        custom={"permission": "servicing.approve_disbursement", "reason": True},
    )
    def cancel(self) -> None:
        """Give it up before it is paid out."""


class DisbursementState(models.TextChoices):
    """States of a disbursement."""

    PREPARED = "prepared", _("waiting for approval")
    APPROVED = "approved", _("paid out")
    RETURNED = "returned", _("returned")


class DisbursementLifecycle(models.Model):
    """prepared → approved by another person, or returned with a reason."""

    state = FSMField(
        _("state"),
        default=DisbursementState.PREPARED,
        choices=DisbursementState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(
        state,
        DisbursementState.PREPARED,
        DisbursementState.APPROVED,
        custom={"permission": "servicing.approve_disbursement", "not_by": ("prepared_by",)},
    )
    def approve(self) -> None:
        """Release the money."""

    @transition(
        state,
        DisbursementState.PREPARED,
        DisbursementState.RETURNED,
        custom={
            "permission": "servicing.approve_disbursement",
            "not_by": ("prepared_by",),
            "reason": True,
        },
    )
    def send_back(self) -> None:
        """Send it back to who prepared it."""


class RepaymentState(models.TextChoices):
    """States of a repayment."""

    RECORDED = "recorded", _("waiting for approval")
    POSTED = "posted", _("posted")
    REVERSED = "reversed", _("reversed")
    RETURNED = "returned", _("returned")


class RepaymentLifecycle(models.Model):
    """recorded → posted by another person → perhaps reversed; or returned with a reason."""

    state = FSMField(
        _("state"), default=RepaymentState.RECORDED, choices=RepaymentState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        RepaymentState.RECORDED,
        RepaymentState.POSTED,
        custom={"permission": "servicing.approve_repayment", "not_by": ("recorded_by",)},
    )
    def approve(self) -> None:
        """Post it."""

    @transition(
        state,
        RepaymentState.RECORDED,
        RepaymentState.RETURNED,
        custom={
            "permission": "servicing.approve_repayment",
            "not_by": ("recorded_by",),
            "reason": True,
        },
    )
    def send_back(self) -> None:
        """Send it back to who recorded it; it is not posted."""

    @transition(
        state,
        RepaymentState.POSTED,
        RepaymentState.REVERSED,
        custom={"permission": "servicing.approve_reversal"},
    )
    def reverse(self) -> None:
        """Take it back; the row and its entries stay."""


class ReversalState(models.TextChoices):
    """States of the request to take a posting back."""

    PROPOSED = "proposed", _("waiting for approval")
    APPROVED = "approved", _("carried out")
    RETURNED = "returned", _("returned")


class ReversalLifecycle(models.Model):
    """proposed → approved by another person, or returned with a reason."""

    state = FSMField(
        _("state"), default=ReversalState.PROPOSED, choices=ReversalState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        ReversalState.PROPOSED,
        ReversalState.APPROVED,
        custom={"permission": "servicing.approve_reversal", "not_by": ("proposed_by",)},
    )
    def approve(self) -> None:
        """Carry the reversal out."""

    @transition(
        state,
        ReversalState.PROPOSED,
        ReversalState.RETURNED,
        custom={
            "permission": "servicing.approve_reversal",
            "not_by": ("proposed_by",),
            "reason": True,
        },
    )
    def send_back(self) -> None:
        """Leave the posting as it is."""


class PromiseState(models.TextChoices):
    """States of a promise to pay."""

    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")


class PromiseLifecycle(models.Model):
    """open → kept when the money came, broken when its day passed without it."""

    state = FSMField(
        _("state"), default=PromiseState.OPEN, choices=PromiseState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, PromiseState.OPEN, PromiseState.KEPT, custom=BY_THE_BOOKS)
    def keep(self) -> None:
        """The promised money has come."""

    @transition(state, PromiseState.OPEN, PromiseState.BROKEN, custom=BY_THE_BOOKS)
    def break_off(self) -> None:
        """The day has passed and the money has not come."""


class ChangeState(models.TextChoices):
    """States of a change of the plan."""

    ASKED = "asked", _("asked for")
    PROPOSED = "proposed", _("proposed by the bank's officer")
    APPROVED = "approved", _("approved, consents are missing")
    EFFECTIVE = "effective", _("in effect")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")
    REFUSED = "refused", pgettext_lazy("by the bank", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_CHANGES = (ChangeState.ASKED, ChangeState.PROPOSED, ChangeState.APPROVED)


class ChangeLifecycle(models.Model):
    """asked → proposed → approved by another → effective once all consents are given → kept."""

    state = FSMField(
        _("state"), default=ChangeState.ASKED, choices=ChangeState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        ChangeState.ASKED,
        ChangeState.PROPOSED,
        custom={"permission": "servicing.propose_change"},
    )
    def propose(self) -> None:
        """The officer has computed the ability and simulated the plan."""

    @transition(
        state,
        ChangeState.PROPOSED,
        ChangeState.APPROVED,
        custom={"permission": "servicing.approve_change", "not_by": ("asked_by", "proposed_by")},
    )
    def approve(self) -> None:
        """The bank agrees."""

    @transition(
        state,
        [ChangeState.ASKED, ChangeState.PROPOSED],
        ChangeState.REFUSED,
        custom={"permission": "servicing.approve_change", "reason": True},
    )
    def refuse(self) -> None:
        """The bank does not agree."""

    @transition(
        state, [*OPEN_CHANGES], ChangeState.REFUSED, custom={"permission": "", "reason": True}
    )
    def miss_consent(self) -> None:
        """The center or a surety does not agree."""

    @transition(
        state, [ChangeState.ASKED, ChangeState.PROPOSED], ChangeState.WITHDRAWN, custom=BY_THE_BOOKS
    )
    def withdraw(self) -> None:
        """Who asked gives it up."""

    @transition(state, ChangeState.APPROVED, ChangeState.EFFECTIVE, custom=BY_THE_BOOKS)
    def take_effect(self) -> None:
        """All have agreed: the plan changes today."""

    @transition(state, ChangeState.EFFECTIVE, ChangeState.KEPT, custom=BY_THE_BOOKS)
    def keep(self) -> None:
        """Every agreed instalment was paid."""

    @transition(state, ChangeState.EFFECTIVE, ChangeState.BROKEN, custom=BY_THE_BOOKS)
    def break_off(self) -> None:
        """An agreed instalment was missed; collection goes on."""


class ProposalState(models.TextChoices):
    """States of what one person proposes and another approves."""

    PROPOSED = "proposed", _("waiting for approval")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("sent back")


class ClassProposalLifecycle(models.Model):
    """proposed → approved by another person or sent back; a worse class holds at once."""

    state = FSMField(
        _("state"), default=ProposalState.PROPOSED, choices=ProposalState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.APPROVED,
        custom={"permission": "servicing.classify"},
    )
    def worsen(self) -> None:
        """Class it lower; one person is enough."""

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.APPROVED,
        custom={"permission": "servicing.approve_class", "not_by": ("proposed_by",)},
    )
    def approve(self) -> None:
        """Class it better, as another person proposed."""

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.RETURNED,
        custom={
            "permission": "servicing.approve_class",
            "not_by": ("proposed_by",),
            "reason": True,
        },
    )
    def send_back(self) -> None:
        """Leave the class as it is."""
