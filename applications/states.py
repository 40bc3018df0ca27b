"""The life of an application and of a supplement request."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class ApplicationState(models.TextChoices):
    """States of an application."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    SUPPLEMENT = "supplement", _("waiting for your papers")
    EVALUATED = "evaluated", _("evaluated")
    IN_DECISION = "in_decision", _("in decision")
    APPROVED = "approved", _("approved")
    CONTRACTING = "contracting", _("contract in preparation")
    CONTRACTED = "contracted", _("contract signed")
    DECLINED = "declined", _("declined")
    APPEALED = "appealed", _("in appeal")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


OPEN_STATES = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.SUPPLEMENT,
    ApplicationState.EVALUATED,
    ApplicationState.IN_DECISION,
    ApplicationState.APPROVED,
    ApplicationState.CONTRACTING,
    ApplicationState.APPEALED,
)
REVIEW = "applications.review"


class ApplicationLifecycle(models.Model):
    """draft → submitted → in_review ⇄ supplement → evaluated → in_decision → approved."""

    state = FSMField(
        _("state"),
        default=ApplicationState.DRAFT,
        choices=ApplicationState.choices,
        protected=True,
    )

    class Meta:
        abstract = True

    @transition(
        state,
        source=ApplicationState.DRAFT,
        target=ApplicationState.SUBMITTED,
        custom={"permission": ""},
    )
    def submit(self) -> None:
        """Hand it in: by the applicant or by staff at the counter."""

    @transition(
        state,
        source=ApplicationState.SUBMITTED,
        target=ApplicationState.IN_REVIEW,
        custom={"permission": "applications.accept"},
    )
    def accept(self) -> None:
        """Take it in for review."""

    @transition(
        state,
        source=ApplicationState.IN_REVIEW,
        target=ApplicationState.SUPPLEMENT,
        custom={"permission": "applications.request_supplement"},
    )
    def request_supplement(self) -> None:
        """Ask the applicant for everything that is missing, at once."""

    @transition(
        state,
        source=ApplicationState.SUPPLEMENT,
        target=ApplicationState.IN_REVIEW,
        custom={"permission": ""},
    )
    def answer_supplement(self) -> None:
        """The applicant has handed in what was asked."""

    @transition(
        state,
        source=ApplicationState.SUPPLEMENT,
        target=ApplicationState.LAPSED,
        custom={"permission": "casework.run_jobs"},
    )
    def lapse(self) -> None:
        """Close it: the request was not answered in time."""

    @transition(
        state,
        source=ApplicationState.IN_REVIEW,
        target=ApplicationState.EVALUATED,
        custom={"permission": "underwriting.write_memo"},
    )
    def finish_evaluation(self) -> None:
        """Freeze the memo: the file is ready for decision."""

    @transition(
        state,
        source=[ApplicationState.EVALUATED, ApplicationState.IN_DECISION],
        target=ApplicationState.IN_REVIEW,
        custom={"permission": "underwriting.convene_meeting", "reason": True},
    )
    def return_to_review(self) -> None:
        """Send it back for more work."""

    @transition(
        state,
        source=ApplicationState.APPROVED,
        target=ApplicationState.IN_REVIEW,
        custom={"permission": "casework.run_jobs", "reason": True},
    )
    def expire(self) -> None:
        """The approval ran out before there was a contract: it has to be decided anew."""

    @transition(
        state,
        source=[ApplicationState.EVALUATED, ApplicationState.IN_DECISION],
        target=ApplicationState.IN_DECISION,
        custom={"permission": "underwriting.convene_meeting"},
    )
    def put_to_decision(self) -> None:
        """Lay it before those who decide."""

    @transition(
        state,
        source=[ApplicationState.EVALUATED, ApplicationState.IN_DECISION],
        target=ApplicationState.APPROVED,
        custom={"permission": "underwriting.approve", "not_by": ("finish_evaluation",)},
    )
    def approve(self) -> None:
        """Approve it; never by who prepared the file."""

    @transition(
        state,
        source=[
            ApplicationState.IN_REVIEW,
            ApplicationState.EVALUATED,
            ApplicationState.IN_DECISION,
        ],
        target=ApplicationState.DECLINED,
        custom={
            "permission": "underwriting.approve",
            "not_by": ("finish_evaluation",),
            "reason": True,
        },
    )
    def decline(self) -> None:
        """Decline it with reasons."""

    @transition(
        state,
        source=ApplicationState.APPROVED,
        target=ApplicationState.CONTRACTING,
        custom={"permission": "underwriting.prepare_contract"},
    )
    def prepare_contract(self) -> None:
        """Make the contract pack."""

    @transition(
        state,
        source=ApplicationState.CONTRACTING,
        target=ApplicationState.CONTRACTED,
        custom={"permission": ""},
    )
    def sign(self) -> None:
        """The last party has signed."""

    @transition(
        state,
        source=[ApplicationState.DRAFT, *OPEN_STATES],
        target=ApplicationState.WITHDRAWN,
        custom={"permission": "applications.apply", "reason": True},
    )
    def withdraw(self) -> None:
        """The applicant gives it up."""

    @transition(
        state,
        source=[
            ApplicationState.SUBMITTED,
            ApplicationState.APPROVED,
            ApplicationState.CONTRACTING,
        ],
        target=ApplicationState.DECLINED,
        custom={"permission": "", "reason": True},
    )
    def end_unguaranteed(self) -> None:
        """The center does not guarantee: without it there is no loan."""

    @transition(
        state,
        source=ApplicationState.DECLINED,
        target=ApplicationState.APPEALED,
        custom={"permission": "applications.apply"},
    )
    def appeal(self) -> None:
        """The applicant asks other people to look at a refusal again."""

    @transition(
        state,
        source=ApplicationState.APPEALED,
        target=ApplicationState.DECLINED,
        custom={"permission": "underwriting.handle_appeal", "reason": True},
    )
    def uphold(self) -> None:
        """The refusal stands."""

    @transition(
        state,
        source=ApplicationState.APPEALED,
        target=ApplicationState.IN_REVIEW,
        custom={"permission": "underwriting.handle_appeal", "reason": True},
    )
    def reopen(self) -> None:
        """The refusal falls: the file is evaluated anew."""


class SupplementState(models.TextChoices):
    """States of a supplement request."""

    SENT = "sent", _("waiting for the applicant")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class SupplementLifecycle(models.Model):
    """sent → answered, or closed unanswered."""

    state = FSMField(
        _("state"), default=SupplementState.SENT, choices=SupplementState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        source=SupplementState.SENT,
        target=SupplementState.ANSWERED,
        custom={"permission": ""},
    )
    def answer(self) -> None:
        """All items were handed in."""

    @transition(
        state,
        source=SupplementState.SENT,
        target=SupplementState.CLOSED,
        custom={"permission": ""},
    )
    def close(self) -> None:
        """Its time ran out or the application ended."""
