"""What the rules about applications refuse."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class AlreadyActive(RuleViolation):
    """The person has an application for this product under way."""

    code = "already_active"
    message = _(
        "You already have an application for this product: %(number)s."
        " Open it under “My applications”."
    )


class NotADraft(RuleViolation):
    """The application was handed in; it changes only through a supplement."""

    code = "not_a_draft"
    message = _(
        "This application was handed in and can no longer be changed here."
        " If something is wrong, write to the bank or wait for its question."
    )


class ProductNotOffered(RuleViolation):
    """The product is not in the catalogue today."""

    code = "product_not_offered"
    message = _("This product is not on offer now. Choose another one.")


class BankNotOffered(RuleViolation):
    """The chosen bank does not handle the product today."""

    code = "bank_not_offered"
    message = _(
        "The bank you chose takes no applications for this product now. Choose another one."
    )


class AnswersRefused(RuleViolation):
    """Some answers of a step cannot be right; each field has its own sentence."""

    code = "answers_refused"
    message = _("Some answers need another look.")

    def __init__(self, faults: Mapping[str, RuleViolation]) -> None:
        self.faults = dict(faults)
        super().__init__()

    def __str__(self) -> str:
        return " ".join(str(fault) for fault in self.faults.values())


class AnswerMissing(RuleViolation):
    """A needed answer was not given."""

    code = "answer_missing"
    message = _("This answer is needed. If you are not sure, ask at the counter or by phone.")


class IdNumberWrong(RuleViolation):
    """An ID number that cannot exist."""

    code = "id_number_wrong"


class CreditCodeWrong(RuleViolation):
    """A credit code that cannot exist."""

    code = "credit_code_wrong"


class PhoneWrong(RuleViolation):
    """Not a mainland mobile number."""

    code = "phone_wrong"
    message = _("A mobile number has 11 digits and starts with 13 to 19.")


class NameWrong(RuleViolation):
    """Not a name."""

    code = "name_wrong"
    message = _("Write the name as on the identity card: 2 to 50 letters, no digits.")


class SameIdAsApplicant(RuleViolation):
    """Spouse or surety has the applicant's own ID number."""

    code = "same_id_as_applicant"
    message = _("This is your own ID number. Type the number of the other person.")


class AmountOutside(RuleViolation):
    """The amount is outside the product's range."""

    code = "amount_outside"
    message = _("For this product the amount is between %(least)s and %(most)s yuan.")


class AmountNotInSteps(RuleViolation):
    """The amount is no multiple of the product's step."""

    code = "amount_not_in_steps"
    message = _("The amount goes in steps of %(step)s yuan.")


class TermOutside(RuleViolation):
    """The term is outside the product's range."""

    code = "term_outside"
    message = _("For this product the term is between %(least)s and %(most)s months.")


class TooYoung(RuleViolation):
    """The applicant has not reached the least age."""

    code = "too_young"
    message = _("Applicants are at least %(age)s years old.")


class TooOldAtMaturity(RuleViolation):
    """The applicant would be older than allowed when the loan ends."""

    code = "too_old_at_maturity"
    message = _(
        "When the loan ends you would be %(age)s, at most %(most)s is allowed."
        " Choose a shorter term or ask at the counter."
    )


class DateInFuture(RuleViolation):
    """A date that lies ahead but must not."""

    code = "date_in_future"
    message = _("This date lies in the future.")


class IdExpired(RuleViolation):
    """The identity card is no longer valid."""

    code = "id_expired"
    message = _("This identity card has expired. Renew it first, then continue here.")


class MoreHiresThanStaff(RuleViolation):
    """More new hires than people working there."""

    code = "more_hires_than_staff"
    message = _("You counted more new hires than people who work for you now.")


class ChoiceNotOffered(RuleViolation):
    """An answer that is not among the choices of today."""

    code = "choice_not_offered"
    message = _("This choice is not on offer. Choose one of the list.")


class StepsMissing(RuleViolation):
    """Not every step is finished."""

    code = "steps_missing"
    message = _("Finish these parts first: %(steps)s.")


class DocumentsMissing(RuleViolation):
    """A needed paper is not there."""

    code = "documents_missing"
    message = _("These papers are still needed: %(papers)s.")


class ConsentMissing(RuleViolation):
    """A separate consent that the law asks for was not given."""

    code = "consent_missing"
    message = _(
        "You have not given this separate consent: %(consent)s. Without it the bank may not"
        " handle your application. Give it under “Declarations”, or apply on paper at the counter."
    )


class TruthNotDeclared(RuleViolation):
    """The declaration of truth was not given."""

    code = "truth_not_declared"
    message = _("Confirm that your answers are true and complete.")


class NotWithdrawable(RuleViolation):
    """The application has come too far, or has ended."""

    code = "not_withdrawable"
    message = _("This application cannot be withdrawn any more. Call the bank if you need help.")


class IdentityTaken(RuleViolation):
    """The ID number belongs to an account with another phone."""

    code = "identity_taken"
    message = _(
        "This ID number is registered with another phone number. If that number is no longer"
        " yours, come to a counter with your identity card: staff will move your account."
    )


class IdentityFixed(RuleViolation):
    """The real name was given before and is changed at the counter only."""

    code = "identity_fixed"
    message = _("Your name and ID number are on record. Changes are made at the counter.")


class RealNameMissing(RuleViolation):
    """Name and ID number of the applicant are not on record."""

    code = "real_name_missing"
    message = _("Give your name and ID number first.")


class AlreadyAnswered(RuleViolation):
    """A colleague answered this request."""

    code = "already_answered"
    message = _("This request was answered already.")


class NotInReview(RuleViolation):
    """Papers are judged while the file is under review only."""

    code = "not_in_review"
    message = _("Papers can be judged only while the file is under review.")


class NothingAsked(RuleViolation):
    """A request for papers without anything asked."""

    code = "nothing_asked"
    message = _("Choose at least one paper or write a question.")


class RepeatReasonMissing(RuleViolation):
    """A second request needs a reason: people are asked once for everything."""

    code = "repeat_reason_missing"
    message = _("This applicant was asked before. Say why a second request is needed.")


class RequestClosed(RuleViolation):
    """The request was answered or closed meanwhile."""

    code = "request_closed"
    message = _("This request is closed already: nothing more is needed here.")


class NotYourRequest(RuleViolation):
    """Somebody else's request."""

    code = "not_your_request"
    message = _("Only the applicant, or staff at the counter, can answer this.")


class SignedFormMissing(RuleViolation):
    """At the counter the signed page must be scanned before the hand-in."""

    code = "signed_form_missing"
    message = _(
        "Print the form, let the applicant sign it and add the scan of the signed page first."
    )


class PersonUnknown(RuleViolation):
    """Nobody with this ID number has an account."""

    code = "person_unknown"
    message = _("Nobody with this ID number is on record. Check the number with the card.")


class NotAtTheBank(RuleViolation):
    """The file has not reached the bank's desk, or has left it."""

    code = "not_at_the_bank"
    message = _("This file does not wait to be taken in by the bank: look at its history.")


class EmailMissing(RuleViolation):
    """Without an address there is no e-mail."""

    code = "email_missing"
    message = _("Give your e-mail address, or choose another way.")


class ConsentOfContactMissing(RuleViolation):
    """A further contact has not agreed."""

    code = "consent_of_contact_missing"
    message = _("Ask the further contact first, then tick that the person has agreed.")


class FlagHandled(RuleViolation):
    """Somebody has written the note already."""

    code = "flag_handled"
    message = _("%(who)s has handled this flag already.")


class FlagNoteMissing(RuleViolation):
    """The note says nothing."""

    code = "flag_note_missing"
    message = _("Write what the flag turned out to be.")
