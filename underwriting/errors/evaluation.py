"""What the evaluation of a file refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NotUnderReview(RuleViolation):
    """The file is not open for evaluation."""

    code = "not_under_review"
    message = _("This file is not in review, so its evaluation cannot be changed.")


class OpinionGiven(RuleViolation):
    """This opinion has been signed in this round."""

    code = "opinion_given"
    message = _("This opinion was signed by %(author)s. A signed opinion is never changed.")


class OneOpinionPerPerson(RuleViolation):
    """The same person signed another opinion on this file."""

    code = "one_opinion_per_person"
    message = _(
        "You signed the opinion on %(kind)s of this file. Each opinion comes from another person."
    )


class CreditConsentMissing(RuleViolation):
    """The applicant has not agreed to the use of the credit report."""

    code = "credit_consent_missing"
    message = _(
        "The applicant has not agreed to the credit query, so income and credit figures"
        " may not be entered. Ask for the consent first."
    )


class NothingToScore(RuleViolation):
    """There is no worksheet to compute the score from."""

    code = "nothing_to_score"
    message = _("Fill in the income and debt worksheet first: the score is computed from it.")


class WorksheetChangedMeanwhile(RuleViolation):
    """Somebody else saved a newer version of the worksheet."""

    code = "worksheet_changed"
    message = _(
        "%(who)s saved version %(version)s meanwhile. Compare your figures with it and save again."
    )


class VisitorsDiffer(RuleViolation):
    """The two visitors are one person."""

    code = "visitors_differ"
    message = _("The two visitors are different people.")


class VisitorOfAnotherBank(RuleViolation):
    """A visitor does not work for the bank of the case."""

    code = "visitor_of_another_bank"
    message = _("Visitors work for the bank of the case and are allowed to visit.")


class TwoVisitorsNeeded(RuleViolation):
    """A visit by one person does not count."""

    code = "two_visitors_needed"
    message = _("A visit is made by two visitors. Enter the second visitor before finishing.")


class NotAVisitor(RuleViolation):
    """The visit is recorded by who was there."""

    code = "not_a_visitor"
    message = _("Only one of the two visitors can record this visit.")


class VisitIncomplete(RuleViolation):
    """The report lacks something."""

    code = "visit_incomplete"
    message = _("Before finishing, add: %(missing)s.")


class VisitBeforeItsDay(RuleViolation):
    """A visit cannot be dated in the future."""

    code = "visit_in_future"
    message = _("The day of the visit lies in the future.")


class PlaceNeedsConsent(RuleViolation):
    """The place may not be stored without the owner's consent."""

    code = "place_needs_consent"
    message = _("The place is stored only when the owner agrees. Tick the consent or remove it.")


class VisitIsClosed(RuleViolation):
    """A finished or cancelled visit is not changed."""

    code = "visit_is_closed"
    message = _("This visit is closed and cannot be changed.")


class MemoIsFrozen(RuleViolation):
    """A memo that was sent to decision is read-only."""

    code = "memo_is_frozen"
    message = _("This memo was sent to decision and is read-only.")


class MemoChangedMeanwhile(RuleViolation):
    """Somebody else saved the memo meanwhile."""

    code = "memo_changed"
    message = _(
        "%(who)s saved the memo meanwhile. Your text is still here: compare and save again."
    )


class ProposalOutside(RuleViolation):
    """The proposal is outside the terms of the product or the wish."""

    code = "proposal_outside"
    message = _("%(what)s: between %(least)s and %(most)s.")


class ProposalNotInSteps(RuleViolation):
    """The amount is no multiple of the product's step."""

    code = "proposal_not_in_steps"
    message = _("The amount is a multiple of %(step)s.")


class MethodNotOffered(RuleViolation):
    """The product does not offer this repayment method."""

    code = "method_not_offered"
    message = _("The product does not offer this repayment method.")


class DeviationNeedsReason(RuleViolation):
    """A proposal above the suggestion needs its reason."""

    code = "deviation_needs_reason"
    message = _("The proposal is above the suggestion of %(suggested)s: write why.")


class EvaluationIncomplete(RuleViolation):
    """Something is missing before the file can go to decision."""

    code = "evaluation_incomplete"
    message = _("Not yet complete: %(missing)s.")


class NoMemo(RuleViolation):
    """There is no memo to send."""

    code = "no_memo"
    message = _("Write the memo first.")
