"""What is refused while loans are looked after."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class StepNotOpen(RuleViolation):
    """A step of care is done when its time has come, and once."""

    code = "step_not_open"
    message = _("This task is not open: it is done, skipped, or its time has not come.")


class ChecklistOpen(RuleViolation):
    """A point of the checklist has no answer."""

    code = "checklist_open"
    message = _("Say how it stands with: %(missing)s.")


class NotInTeam(RuleViolation):
    """Loans are looked after by post-loan staff of the own bank."""

    code = "not_in_team"
    message = _("%(name)s is not post-loan staff of this bank.")


class NothingToHandOver(RuleViolation):
    """A hand-over is about loans somebody looks after."""

    code = "nothing_to_hand_over"
    message = _("This person looks after none of the chosen loans.")


class TakerDecides(RuleViolation):
    """Who takes loans over accepts them in person."""

    code = "taker_decides"
    message = _("Only %(name)s can accept or refuse this list.")


class UnknownField(RuleViolation):
    """Only what the rules list is declared."""

    code = "unknown_field"
    message = _("This is not among the data that are declared.")


class FactUnderCheck(RuleViolation):
    """One change of a fact is checked at a time."""

    code = "fact_under_check"
    message = _("A change of this is being checked already.")


class NothingChanged(RuleViolation):
    """A change says something new."""

    code = "nothing_changed"
    message = _("This is what is on record already.")


class PhoneTaken(RuleViolation):
    """A phone number leads to one account."""

    code = "phone_taken"
    message = _("Another account uses this phone number. Ask the bank.")


class ProofMissing(RuleViolation):
    """Some changes hold only with a paper."""

    code = "proof_missing"
    message = _("A proof has to be there first: ask the borrower for it.")


class EffectMissing(RuleViolation):
    """A change that touches the risk is judged."""

    code = "effect_missing"
    message = _("Say what the change means for the risk of the loan.")


class BatchNotApproved(RuleViolation):
    """Letters are posted after a second person let them go out."""

    code = "batch_not_approved"
    message = _("These letters are not approved.")


class NobodyToWriteTo(RuleViolation):
    """A batch needs a letter."""

    code = "nobody_to_write_to"
    message = _("None of the chosen loans needs this letter or has an address.")


class NumbersMissing(RuleViolation):
    """Every letter has its posting number."""

    code = "numbers_missing"
    message = _(
        "%(numbers)s posting numbers for %(letters)s letters: give one for each, in the order "
        "of the file."
    )


class LetterSettled(RuleViolation):
    """A letter arrives or comes back once, after it was posted."""

    code = "letter_settled"
    message = _("The letter was not posted yet, or what became of it is on record already.")


class NotOnThisVisit(RuleViolation):
    """A visit is recorded by its visitors."""

    code = "not_on_this_visit"
    message = _("Only the two visitors can record this visit.")


class ArriveFirst(RuleViolation):
    """A visit begins with the arrival."""

    code = "arrive_first"
    message = _("Say first that you have arrived.")


class VisitLacks(RuleViolation):
    """A visit is finished when its record is whole."""

    code = "visit_lacks"
    message = _("Before the visit can be finished, this is missing: %(missing)s.")


class ReviewRunning(RuleViolation):
    """The review of a year is started once."""

    code = "review_running"
    message = _("The review of this year was started already.")


class NothingToReview(RuleViolation):
    """A review needs loans older than a year."""

    code = "nothing_to_review"
    message = _("No loan is old enough for the yearly review.")


class VisitNeeded(RuleViolation):
    """A risky loan is visited in its yearly review."""

    code = "visit_needed"
    message = _("The grade of this loan asks for a visit first: plan it and finish it.")


class StagesOutOfOrder(RuleViolation):
    """Stages follow one another."""

    code = "stages_out_of_order"
    message = _("Every stage begins later than the one before it.")
