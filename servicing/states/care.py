"""How work after the payout moves: steps of care, hand-overs, declarations, letters, visits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from servicing.states import BY_THE_BOOKS

WORK = {"permission": "servicing.follow_up"}


class CareState(models.TextChoices):
    """States of a step of care."""

    PLANNED = "planned", pgettext_lazy("care", "planned")
    OPEN = "open", _("to be done")
    SKIP_ASKED = "skip_asked", _("skipping asked")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")
    DROPPED = "dropped", _("no longer needed")


LIVE_CARE = (CareState.PLANNED, CareState.OPEN, CareState.SKIP_ASKED)


class CareLifecycle(models.Model):
    """planned → open → done; skipped with a reason and by two persons; dropped with its loan."""

    state = FSMField(
        _("state"), default=CareState.PLANNED, choices=CareState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, CareState.PLANNED, CareState.OPEN, custom=BY_THE_BOOKS)
    def begin(self) -> None:
        """Its time has come."""

    @transition(state, CareState.OPEN, CareState.DONE, custom=BY_THE_BOOKS)
    def finish(self) -> None:
        """It is done, by staff or by the borrower."""

    @transition(
        state,
        [CareState.PLANNED, CareState.OPEN],
        CareState.SKIP_ASKED,
        custom={**WORK, "reason": True},
    )
    def ask_skip(self) -> None:
        """Ask to leave it out, with the reason."""

    @transition(
        state,
        CareState.SKIP_ASKED,
        CareState.SKIPPED,
        custom={"permission": "servicing.approve_skip", "not_by": ("ask_skip",)},
    )
    def skip(self) -> None:
        """Leave it out."""

    @transition(
        state,
        CareState.SKIP_ASKED,
        CareState.PLANNED,
        custom={"permission": "servicing.approve_skip", "not_by": ("ask_skip",), "reason": True},
    )
    def keep_up(self) -> None:
        """It has to be done."""

    @transition(state, [*LIVE_CARE], CareState.DROPPED, custom=BY_THE_BOOKS)
    def drop(self) -> None:
        """The loan has ended."""


class HandOverState(models.TextChoices):
    """States of a hand-over."""

    PROPOSED = "proposed", _("waiting for acceptance")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "accepted")
    REFUSED = "refused", pgettext_lazy("hand-over", "refused")


class HandOverLifecycle(models.Model):
    """proposed → accepted by who takes the loans over, or refused with a reason."""

    state = FSMField(
        _("state"), default=HandOverState.PROPOSED, choices=HandOverState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, HandOverState.PROPOSED, HandOverState.ACCEPTED, custom=WORK)
    def accept(self) -> None:
        """Take the loans over."""

    @transition(
        state, HandOverState.PROPOSED, HandOverState.REFUSED, custom={**WORK, "reason": True}
    )
    def refuse(self) -> None:
        """Do not take them."""


class DeclarationState(models.TextChoices):
    """States of a declared change."""

    CONFIRMING = "confirming", _("waiting for the code")
    TO_CHECK = "to_check", pgettext_lazy("declared change", "to be checked")
    PROOF_ASKED = "proof_asked", _("proof asked for")
    ACCEPTED = "accepted", pgettext_lazy("declared change", "accepted")
    REJECTED = "rejected", pgettext_lazy("declared change", "not accepted")


class DeclarationLifecycle(models.Model):
    """(confirming →) to check ⇄ proof asked → accepted or rejected."""

    state = FSMField(
        _("state"),
        default=DeclarationState.TO_CHECK,
        choices=DeclarationState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(state, DeclarationState.CONFIRMING, DeclarationState.TO_CHECK, custom=BY_THE_BOOKS)
    def confirm(self) -> None:
        """The code sent to the new number was typed in."""

    @transition(
        state,
        DeclarationState.TO_CHECK,
        DeclarationState.PROOF_ASKED,
        custom={**WORK, "reason": True},
    )
    def ask_proof(self) -> None:
        """Ask for a paper."""

    @transition(state, DeclarationState.PROOF_ASKED, DeclarationState.TO_CHECK, custom=BY_THE_BOOKS)
    def answer(self) -> None:
        """The paper has come."""

    @transition(
        state,
        [DeclarationState.TO_CHECK, DeclarationState.PROOF_ASKED],
        DeclarationState.ACCEPTED,
        custom={**WORK, "not_by": ("declared_by",)},
    )
    def accept(self) -> None:
        """It holds from now on."""

    @transition(
        state,
        [DeclarationState.TO_CHECK, DeclarationState.PROOF_ASKED],
        DeclarationState.REJECTED,
        custom={**WORK, "not_by": ("declared_by",), "reason": True},
    )
    def reject(self) -> None:
        """It does not hold; what was verified stays."""


class LetterBatchState(models.TextChoices):
    """States of a batch of letters."""

    DRAFTED = "drafted", _("waiting for approval of the letters")
    APPROVED = "approved", _("approved and printed")
    CANCELLED = "cancelled", _("given up")


class LetterBatchLifecycle(models.Model):
    """drafted → approved by another person, or given up with a reason."""

    state = FSMField(
        _("state"),
        default=LetterBatchState.DRAFTED,
        choices=LetterBatchState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(
        state,
        LetterBatchState.DRAFTED,
        LetterBatchState.APPROVED,
        custom={"permission": "servicing.approve_letters", "not_by": ("prepared_by",)},
    )
    def approve(self) -> None:
        """Let them go out."""

    @transition(
        state,
        LetterBatchState.DRAFTED,
        LetterBatchState.CANCELLED,
        custom={"permission": "servicing.approve_letters", "reason": True},
    )
    def cancel(self) -> None:
        """Give the batch up."""


class LoanVisitState(models.TextChoices):
    """States of a visit to a borrower."""

    PLANNED = "planned", pgettext_lazy("care", "planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("given up")


class LoanVisitLifecycle(models.Model):
    """planned → done by two visitors, or given up with a reason."""

    state = FSMField(
        _("state"), default=LoanVisitState.PLANNED, choices=LoanVisitState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, LoanVisitState.PLANNED, LoanVisitState.DONE, custom=WORK)
    def finish(self) -> None:
        """Close the record for good."""

    @transition(
        state, LoanVisitState.PLANNED, LoanVisitState.CANCELLED, custom={**WORK, "reason": True}
    )
    def cancel(self) -> None:
        """Give the visit up."""


class PaymentExceptionState(models.TextChoices):
    """States of an odd payment."""

    OPEN = "open", _("to be looked into")
    HANDLED = "handled", _("dealt with")


class PaymentExceptionLifecycle(models.Model):
    """open → handled, with what was done."""

    state = FSMField(
        _("state"),
        default=PaymentExceptionState.OPEN,
        choices=PaymentExceptionState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(
        state,
        PaymentExceptionState.OPEN,
        PaymentExceptionState.HANDLED,
        custom={**WORK, "reason": True},
    )
    def handle(self) -> None:
        """Say what was done about it."""
