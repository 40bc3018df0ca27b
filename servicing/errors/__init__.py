"""What servicing refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class PreconditionOpen(RuleViolation):
    """A precondition of the disbursement is not met."""

    code = "precondition_open"
    message = _("Not possible yet: %(what)s.")


class HolderIsNotBorrower(RuleViolation):
    """The account for the payout belongs to somebody else."""

    code = "holder_is_not_borrower"
    message = _("The account holder must be the borrower, %(borrower)s.")


class DisbursementExists(RuleViolation):
    """A contract is paid out once."""

    code = "disbursement_exists"
    message = _("A disbursement of this contract exists.")


class SerialUsed(RuleViolation):
    """A bank serial number stands for one movement of money."""

    code = "serial_used"
    message = _("The bank serial number %(serial)s was used before.")


class DateInFuture(RuleViolation):
    """Money is booked on a day that has not come."""

    code = "date_in_future"
    message = _("The date must not be after the business date, %(date)s.")


class DateBeforePayout(RuleViolation):
    """Money is booked before the loan was paid out."""

    code = "date_before_payout"
    message = _("The date must not be before the loan was paid out, %(date)s.")


class NotPaidOut(RuleViolation):
    """There is nothing to repay."""

    code = "not_paid_out"
    message = _("The loan has not been paid out or is closed.")


class BeyondDebt(RuleViolation):
    """More is received than is owed in all."""

    code = "beyond_debt"
    message = _("Only %(left)s is owed in all; give the rest back.")


class QuoteDiffers(RuleViolation):
    """A full early repayment has to be the amount of the quote."""

    code = "quote_differs"
    message = _("The loan is closed by exactly %(amount)s on this day.")


class FiguresMoved(RuleViolation):
    """What was shown before approval is no longer right."""

    code = "figures_moved"
    message = _("The figures have changed since they were shown. Look at them again.")


class NotReversible(RuleViolation):
    """Only a posted repayment can be taken back."""

    code = "not_reversible"
    message = _("Only a posted repayment can be reversed, and only once.")


class ReversalUnderWay(RuleViolation):
    """A reversal of this repayment is waiting."""

    code = "reversal_under_way"
    message = _("A reversal of this repayment exists.")


class DayEndRunning(RuleViolation):
    """Another day-end is running."""

    code = "day_end_running"
    message = _("The day-end is running already. Wait until it has ended.")


class DayOutOfOrder(RuleViolation):
    """Days are closed one after another."""

    code = "day_out_of_order"
    message = _("Close %(date)s first: days are closed in order.")


class NotInArrears(RuleViolation):
    """Contacts are recorded on late loans."""

    code = "not_in_arrears"
    message = _("The loan is not overdue.")


class QuietHours(RuleViolation):
    """Nobody is called at night."""

    code = "quiet_hours"
    message = _(
        "Contacts are allowed from %(from_)s to %(until)s only, unless the person agreed: "
        "then state the evidence."
    )


class TooManyDials(RuleViolation):
    """A number is dialled a limited number of times a day."""

    code = "too_many_dials"
    message = _(
        "%(limit)s calls a day without an answer are the limit, unless the person agreed: "
        "then state the evidence."
    )


class BeyondClaim(RuleViolation):
    """A claim or recovery is more than what is open."""

    code = "beyond_claim"
    message = _("At most %(left)s is open.")


class NothingToShow(RuleViolation):
    """A test message needs an instalment it could be about."""

    code = "nothing_to_show"
    message = _("Today this rule reminds nobody, so there is no message to test.")


class ChangeUnderWay(RuleViolation):
    """One change of a plan is decided on at a time."""

    code = "change_under_way"
    message = _("A request on this loan is being handled. Wait for its result or withdraw it.")


class ExtensionTooLate(RuleViolation):
    """A plan is changed before the loan matures."""

    code = "extension_too_late"
    message = _("The loan matured on %(date)s; it can no longer be extended.")


class ExtensionUsed(RuleViolation):
    """A loan is extended a limited number of times."""

    code = "extension_used"
    message = _("The loan was extended before (%(count)s); the policy allows no further extension.")


class OverdueFirst(RuleViolation):
    """An ordinary extension is for loans without arrears."""

    code = "overdue_first"
    message = _("%(amount)s is due and not paid. Pay it first, or ask for help in difficulty.")


class NothingOverdue(RuleViolation):
    """Arrears can only be spread when there are some."""

    code = "nothing_overdue"
    message = _("Nothing is overdue, so there is nothing to spread.")


class PlanBeyondLimit(RuleViolation):
    """The policy limits how far a plan may be changed."""

    code = "plan_beyond_limit"
    message = _("At most %(most)s is allowed by the policy; %(asked)s was entered.")


class PlanNotPossible(RuleViolation):
    """These terms give no plan."""

    code = "plan_not_possible"
    message = _("These terms give no plan for this loan: choose other months or another kind.")


class BeyondAbility(RuleViolation):
    """The borrower could not keep the plan."""

    code = "beyond_ability"
    message = _(
        "Every month %(free)s is free, but the highest instalment would be %(highest)s. "
        "Choose more parts or a longer time."
    )


class ConsentGiven(RuleViolation):
    """A consent is decided once."""

    code = "consent_given"
    message = _("This consent has been decided.")


class ClassUnchanged(RuleViolation):
    """The class is that already."""

    code = "class_unchanged"
    message = _("The loan has this class already.")


class ClassBelowFloor(RuleViolation):
    """No class is better than the days overdue allow."""

    code = "class_below_floor"
    message = _("With %(days)s days past due the best class is “%(best)s”.")


class ClassProposalOpen(RuleViolation):
    """One proposal at a time."""

    code = "class_proposal_open"
    message = _("A proposal on the class of this loan is waiting.")


class FileNotInPreview(RuleViolation):
    """Rows are put right in the preview only."""

    code = "file_not_in_preview"
    message = _("Rows can be put right only while the file is in preview.")


class NothingToPost(RuleViolation):
    """A file without a good row is not posted."""

    code = "nothing_to_post"
    message = _("The file has no row that could be posted.")


class UnknownLoan(RuleViolation):
    """No loan of the bank has this number."""

    code = "unknown_loan"
    message = _("Your bank has no loan with the number %(number)s.")


class AccountNumberWrong(RuleViolation):
    """Account and card numbers are digits."""

    code = "account_number_wrong"
    message = _("An account number has 8 to 30 digits. Copy it from your card or your bank's app.")


class AccountRests(RuleViolation):
    """A changed account is paid into after a pause."""

    code = "account_rests"
    message = _("The borrower changed the account. Nothing is paid into it before %(until)s.")
