"""What the rules of guarantee, fund and claim refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class FundExhausted(RuleViolation):
    """The free capacity of the fund does not reach."""

    code = "fund_exhausted"
    message = _("The fund can still promise %(left)s; %(amount)s is asked.")


class FundShort(RuleViolation):
    """The fund's account at the bank does not hold the money."""

    code = "fund_short"
    message = _("The fund's account at %(bank)s holds %(left)s only.")


class NotApprovedYet(RuleViolation):
    """The bank has not approved the loan."""

    code = "not_approved_yet"
    message = _("The guarantee is requested after the bank's approval.")


class OpinionMissing(RuleViolation):
    """The reviewer explains the opinion."""

    code = "opinion_missing"
    message = _("Write the grounds of your opinion.")


class SecurityNotEnough(RuleViolation):
    """The counter-guarantee does not cover the amount."""

    code = "security_not_enough"
    message = _("Registered security covers %(covered)s; %(needed)s is needed.")


class BeyondFreeValue(RuleViolation):
    """One thing cannot secure more than its free value."""

    code = "beyond_free_value"
    message = _("The free value is %(free)s, so it cannot secure %(amount)s.")


class ValuationExpired(RuleViolation):
    """The thing has no valuation that holds today."""

    code = "valuation_expired"
    message = _("There is no valid valuation: record a new one first.")


class CoOwnerConsentMissing(RuleViolation):
    """A co-owner has to agree."""

    code = "co_owner_consent_missing"
    message = _("The written consent of the co-owner is missing.")


class CertificateMissing(RuleViolation):
    """A thing is registered with its certificate."""

    code = "certificate_missing"
    message = _("Enter the certificate or registration number first.")


class SuretyAtLimit(RuleViolation):
    """The surety stands behind as many loans as allowed."""

    code = "surety_at_limit"
    message = _("This surety already stands behind %(count)s loans; %(most)s is the limit.")


class SuretyIsBorrower(RuleViolation):
    """Nobody stands surety for himself."""

    code = "surety_is_borrower"
    message = _("The borrower cannot be the surety.")


class SuretyNotAgreed(RuleViolation):
    """The surety has not agreed."""

    code = "surety_not_agreed"
    message = _("Record the date on which the surety agreed in writing.")


class TooEarlyToClaim(RuleViolation):
    """The waiting time is not over."""

    code = "too_early_to_claim"
    message = _(
        "The loan is %(days)s days past due; a claim is possible above %(waiting)s,"
        " in %(missing)s days."
    )


class NothingToClaim(RuleViolation):
    """Nothing is owed that the guarantee covers."""

    code = "nothing_to_claim"
    message = _("Nothing covered by the guarantee is unpaid.")


class NoContactOnRecord(RuleViolation):
    """A claim shows that collection was tried."""

    code = "no_contact_on_record"
    message = _("No contact with the borrower is on record. Record what was tried first.")


class ClaimFiled(RuleViolation):
    """One claim per guarantee."""

    code = "claim_filed"
    message = _("A claim for this loan is on file: %(number)s.")


class GuaranteeNotInForce(RuleViolation):
    """Only a guarantee in force can be claimed."""

    code = "guarantee_not_in_force"
    message = _("The guarantee is not in force.")


class FiguresChanged(RuleViolation):
    """What is owed has changed since the claim was filed."""

    code = "figures_changed"
    message = _("The borrower has paid since the claim was filed. Send it back to be filed anew.")


class ReferenceMissing(RuleViolation):
    """A payment carries the bank's reference."""

    code = "reference_missing"
    message = _("Enter the bank reference of the payment.")


class ClaimNotPaid(RuleViolation):
    """Recoveries follow a paid claim."""

    code = "claim_not_paid"
    message = _("The claim has not been paid, so nothing is recovered on it.")


class BeyondDebt(RuleViolation):
    """More came in than is owed."""

    code = "beyond_debt"
    message = _("Only %(left)s is still owed.")


class CostsAboveReceipt(RuleViolation):
    """Nothing is left after costs."""

    code = "costs_above_receipt"
    message = _("The costs must be lower than what was received.")


class DateInFuture(RuleViolation):
    """A date that has not come."""

    code = "date_in_future"
    message = _("The date must not be after %(date)s.")


class NoticeRunning(RuleViolation):
    """The public may still object."""

    code = "notice_running"
    message = _("The name is on public notice until %(until)s. A promise is possible after it.")


class NoticeOver(RuleViolation):
    """The notice has ended."""

    code = "notice_over"
    message = _("The public notice ended on %(until)s.")


class ObjectionOpen(RuleViolation):
    """Somebody objected and waits for an answer."""

    code = "objection_open"
    message = _("An objection from the public is open. Handle it first.")


class ObjectionUpheld(RuleViolation):
    """An objection was found to be right."""

    code = "objection_upheld"
    message = _("An objection was found to be right: refuse the guarantee or return it.")


class TooManyObjections(RuleViolation):
    """One address sends too much at once."""

    code = "too_many_objections"
    message = _("Too many objections came from your address. Please wait a minute.")


class ObjectionHandled(RuleViolation):
    """The objection has its answer."""

    code = "objection_handled"
    message = _("This objection is handled already.")


class ContractNotSigned(RuleViolation):
    """The letter follows the signed contract."""

    code = "contract_not_signed"
    message = _("The letter is issued when all three parties have signed the contract.")


class LetterAltered(RuleViolation):
    """The stored letter is not the one that was issued."""

    code = "letter_altered"
    message = _("The stored letter is not the one that was issued. Tell the administrator.")


class OwnerNameDiffers(RuleViolation):
    """The identity number belongs to somebody with another name."""

    code = "owner_name_differs"
    message = _("This identity number is on record under another name. Check both.")


class ReleaseNotYet(RuleViolation):
    """A security is given back when its guarantee is released or replaced."""

    code = "release_not_yet"
    message = _("The guarantee is still open: the security cannot be given back.")


class QuarterNotOver(RuleViolation):
    """Interest is subsidised once the quarter is over."""

    code = "quarter_not_over"
    message = _("The quarter ends on %(on)s. Make its list after that day.")


class QuarterOutOfOrder(RuleViolation):
    """An earlier list is not released yet, or a later one exists."""

    code = "quarter_out_of_order"
    message = _("Lists are made one after the other: %(number)s comes first.")


class ListIsEmpty(RuleViolation):
    """A list without lines is not laid before anybody."""

    code = "list_is_empty"
    message = _("This list has no line: there is nothing to submit.")


class ListHasChanged(RuleViolation):
    """What was listed is not what the account says any more."""

    code = "list_has_changed"
    message = _(
        "Since the list was made, payments have changed for loan %(loan)s. Send the list back and"
        " make it again."
    )
