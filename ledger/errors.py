"""What the ledger refuses: mistakes of the program and rules that people can meet."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class OutOfBalance(ValueError):
    """A draft entry whose debits and credits differ; a mistake of the program."""


class UnknownAccount(LookupError):
    """An address without an account; a mistake of the program or of its set-up."""


class MixedBanks(ValueError):
    """An entry that would touch accounts of two banks; a mistake of the program."""


class MixedMemo(ValueError):
    """An entry whose memorandum lines do not balance by themselves; a mistake of the program."""


class AccountDiffers(RuleViolation):
    """An account is opened again as something else."""

    code = "account_differs"
    message = _("The account %(address)s exists already with other properties.")


class IdempotencyConflict(RuleViolation):
    """A key that was used before comes with another input."""

    code = "idempotency_conflict"
    message = _("This was already submitted with other contents. Please open the page again.")


class PeriodClosed(RuleViolation):
    """A posting is dated into a month whose books are closed."""

    code = "period_closed"
    message = _("The books of %(month)s are closed. Choose a later date.")


class PeriodNotOver(RuleViolation):
    """A month is closed before its last day is over."""

    code = "period_not_over"
    message = _("The month %(month)s is not over yet.")


class EarlierPeriodOpen(RuleViolation):
    """A month is closed while an earlier one is open."""

    code = "earlier_period_open"
    message = _("Close %(month)s first: months are closed in order.")


class BooksNotProven(RuleViolation):
    """A month is closed while a proof of the books fails."""

    code = "books_not_proven"
    message = _("The books do not prove: %(finding)s")


class AlreadyReversed(RuleViolation):
    """An entry is reversed a second time."""

    code = "already_reversed"
    message = _("Entry %(number)s is already reversed by entry %(reversal)s.")


class ReversalNotReversible(RuleViolation):
    """A reversal is to be reversed; the act has to be posted anew instead."""

    code = "reversal_not_reversible"
    message = _("Entry %(number)s is itself a reversal. Post the act again instead.")


class ReversalTooEarly(RuleViolation):
    """A reversal is dated before the entry it takes back."""

    code = "reversal_too_early"
    message = _("A reversal cannot be dated before the entry, which is of %(date)s.")
