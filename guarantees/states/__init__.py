"""Lifecycles of guarantee, fund movement, claim, recovery and write-off."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class GuaranteeState(models.TextChoices):
    """States of a guarantee."""

    REQUESTED = "requested", _("requested")
    IN_REVIEW = "in_review", _("in review")
    RETURNED = "returned", _("returned to the bank")
    QUALIFIED = "qualified", _("eligible, waiting for the bank's decision")
    RECOMMENDED = "recommended", _("waiting for the leader")
    COMMITTED = "committed", _("promised, security to be registered")
    SECURED = "secured", _("secured, contract in preparation")
    IN_FORCE = "in_force", _("in force")
    CLAIMED = "claimed", _("claimed")
    RELEASED = "released", _("released")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed")


# In these states the fund is bound: a reservation exists exactly while the guarantee is in them.
BINDING = (
    GuaranteeState.COMMITTED,
    GuaranteeState.SECURED,
    GuaranteeState.IN_FORCE,
)


class GuaranteeLifecycle(models.Model):
    """requested → in_review ⇄ returned → recommended → committed → secured → in_force."""

    state = FSMField(
        _("state"),
        default=GuaranteeState.REQUESTED,
        choices=GuaranteeState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(
        state,
        GuaranteeState.REQUESTED,
        GuaranteeState.IN_REVIEW,
        custom={"permission": "guarantees.review"},
    )
    def take_up(self) -> None:
        """The center begins to examine it."""

    @transition(
        state,
        [GuaranteeState.IN_REVIEW, GuaranteeState.RECOMMENDED],
        GuaranteeState.RETURNED,
        custom={"permission": "guarantees.review", "reason": True},
    )
    def send_back(self) -> None:
        """Something is missing: back to the bank with reasons."""

    @transition(
        state,
        [GuaranteeState.RETURNED, GuaranteeState.QUALIFIED, GuaranteeState.LAPSED],
        GuaranteeState.REQUESTED,
        custom={"permission": "guarantees.request"},
    )
    def request_again(self) -> None:
        """The bank has mended it, its decision has come, or it was decided anew after a lapse."""

    @transition(
        state,
        GuaranteeState.IN_REVIEW,
        GuaranteeState.QUALIFIED,
        custom={"permission": "guarantees.review"},
    )
    def qualify(self) -> None:
        """Center first: the person is eligible; the bank goes on."""

    @transition(
        state,
        GuaranteeState.IN_REVIEW,
        GuaranteeState.RECOMMENDED,
        custom={"permission": "guarantees.review"},
    )
    def recommend(self) -> None:
        """The reviewer's opinion is given."""

    @transition(
        state,
        GuaranteeState.RECOMMENDED,
        GuaranteeState.COMMITTED,
        custom={"permission": "guarantees.approve", "not_by": ("recommend", "take_up")},
    )
    def commit(self) -> None:
        """The leader promises the guarantee; the fund is reserved."""

    @transition(
        state,
        [GuaranteeState.IN_REVIEW, GuaranteeState.RECOMMENDED],
        GuaranteeState.REFUSED,
        custom={
            "permission": "guarantees.approve",
            "not_by": ("recommend", "take_up"),
            "reason": True,
        },
    )
    def refuse(self) -> None:
        """The leader refuses with reasons."""

    @transition(
        state,
        GuaranteeState.COMMITTED,
        GuaranteeState.SECURED,
        custom={"permission": "guarantees.register_security"},
    )
    def secure(self) -> None:
        """The counter-guarantee is registered and covers what it must."""

    @transition(
        state,
        GuaranteeState.SECURED,
        GuaranteeState.IN_FORCE,
        custom={"permission": "guarantees.issue_letter"},
    )
    def issue(self) -> None:
        """The letter is handed to the bank."""

    @transition(state, GuaranteeState.IN_FORCE, GuaranteeState.CLAIMED, custom={"permission": ""})
    def claim(self) -> None:
        """The fund has paid a claim."""

    @transition(
        state,
        [GuaranteeState.IN_FORCE, GuaranteeState.CLAIMED],
        GuaranteeState.RELEASED,
        custom={"permission": ""},
    )
    def release(self) -> None:
        """The loan is settled: nothing is guaranteed any more."""

    @transition(
        state,
        [
            GuaranteeState.REQUESTED,
            GuaranteeState.IN_REVIEW,
            GuaranteeState.RETURNED,
            GuaranteeState.QUALIFIED,
            GuaranteeState.RECOMMENDED,
            GuaranteeState.COMMITTED,
            GuaranteeState.SECURED,
            GuaranteeState.IN_FORCE,
        ],
        GuaranteeState.LAPSED,
        custom={"permission": "", "reason": True},
    )
    def lapse(self) -> None:
        """The application ended, the promise ran out or the loan was given up before payout."""


class MovementState(models.TextChoices):
    """States of a fund movement or a recovery."""

    RECORDED = "recorded", _("waiting for approval")
    POSTED = "posted", _("posted")
    REJECTED = "rejected", _("rejected")


class FundMovementLifecycle(models.Model):
    """recorded → posted by another person."""

    state = FSMField(
        _("state"), default=MovementState.RECORDED, choices=MovementState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        MovementState.RECORDED,
        MovementState.POSTED,
        custom={"permission": "guarantees.approve_fund", "not_by": ("recorded_by",)},
    )
    def approve(self) -> None:
        """Post it."""

    @transition(
        state,
        MovementState.RECORDED,
        MovementState.REJECTED,
        custom={"permission": "guarantees.approve_fund", "reason": True},
    )
    def reject(self) -> None:
        """Refuse it with a reason."""


class RecoveryLifecycle(models.Model):
    """recorded → posted by another person."""

    state = FSMField(
        _("state"), default=MovementState.RECORDED, choices=MovementState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        MovementState.RECORDED,
        MovementState.POSTED,
        custom={"permission": "guarantees.approve_recovery", "not_by": ("recorded_by",)},
    )
    def approve(self) -> None:
        """Post it."""

    @transition(
        state,
        MovementState.RECORDED,
        MovementState.REJECTED,
        custom={"permission": "guarantees.approve_recovery", "reason": True},
    )
    def reject(self) -> None:
        """Refuse it with a reason."""


class ClaimState(models.TextChoices):
    """States of a claim."""

    FILED = "filed", _("filed")
    RETURNED = "returned", _("returned to the bank")
    CHECKED = "checked", _("waiting for the leader")
    APPROVED = "approved", _("approved, to be paid")
    PAYING = "paying", _("payment prepared")
    PAID = "paid", _("paid")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ClaimLifecycle(models.Model):
    """filed ⇄ returned → checked → approved → paying → paid; rejected, withdrawn."""

    state = FSMField(
        _("state"), default=ClaimState.FILED, choices=ClaimState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        ClaimState.FILED,
        ClaimState.CHECKED,
        custom={"permission": "guarantees.check_claim"},
    )
    def check_file(self) -> None:
        """The center's clerk has checked file and figures."""

    @transition(
        state,
        [ClaimState.FILED, ClaimState.CHECKED],
        ClaimState.RETURNED,
        custom={"permission": "guarantees.check_claim", "reason": True},
    )
    def send_back(self) -> None:
        """Something is missing."""

    @transition(
        state,
        ClaimState.RETURNED,
        ClaimState.FILED,
        custom={"permission": "guarantees.file_claim"},
    )
    def file_again(self) -> None:
        """The bank has mended it."""

    @transition(
        state,
        ClaimState.CHECKED,
        ClaimState.APPROVED,
        custom={"permission": "guarantees.approve_claim", "not_by": ("check_file",)},
    )
    def approve(self) -> None:
        """The leader approves it."""

    @transition(
        state,
        [ClaimState.CHECKED],
        ClaimState.REJECTED,
        custom={
            "permission": "guarantees.approve_claim",
            "not_by": ("check_file",),
            "reason": True,
        },
    )
    def reject(self) -> None:
        """The leader rejects it with reasons."""

    @transition(
        state,
        ClaimState.APPROVED,
        ClaimState.PAYING,
        custom={"permission": "guarantees.pay_claim"},
    )
    def prepare_payment(self) -> None:
        """The accountant prepares the payment."""

    @transition(
        state,
        ClaimState.PAYING,
        ClaimState.PAID,
        custom={"permission": "guarantees.release_payment", "not_by": ("prepare_payment",)},
    )
    def pay(self) -> None:
        """Another person releases it."""

    @transition(
        state,
        [ClaimState.FILED, ClaimState.RETURNED, ClaimState.CHECKED, ClaimState.APPROVED],
        ClaimState.WITHDRAWN,
        custom={"permission": "guarantees.file_claim", "reason": True},
    )
    def withdraw(self) -> None:
        """The bank takes it back: the borrower has paid."""


class WriteOffState(models.TextChoices):
    """States of a write-off."""

    PROPOSED = "proposed", _("waiting for the leader")
    APPROVED = "approved", _("waiting for the accountant")
    CONFIRMED = "confirmed", _("written off")
    REJECTED = "rejected", _("rejected")


class WriteOffLifecycle(models.Model):
    """proposed → approved by the leader → confirmed by an accountant: two levels, three persons."""

    state = FSMField(
        _("state"), default=WriteOffState.PROPOSED, choices=WriteOffState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        WriteOffState.PROPOSED,
        WriteOffState.APPROVED,
        custom={"permission": "guarantees.approve_write_off", "not_by": ("proposed_by",)},
    )
    def approve(self) -> None:
        """The first level."""

    @transition(
        state,
        WriteOffState.APPROVED,
        WriteOffState.CONFIRMED,
        custom={
            "permission": "guarantees.confirm_write_off",
            "not_by": ("proposed_by", "approve"),
        },
    )
    def confirm(self) -> None:
        """The second level."""

    @transition(
        state,
        [WriteOffState.PROPOSED, WriteOffState.APPROVED],
        WriteOffState.REJECTED,
        custom={"permission": "guarantees.approve_write_off", "reason": True},
    )
    def reject(self) -> None:
        """One of the two levels says no."""
