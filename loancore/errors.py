"""Refusals of the engine: each is named after the fact and carries a stable code."""


class LoanCoreError(ValueError):
    """A calculation that cannot be made; `code` is stable for translation."""

    code = "loancore_error"


class InconsistentTerms(LoanCoreError):
    """Loan terms that contradict each other; the message gives the reason."""

    code = "terms_inconsistent"


class InvalidAllocation(LoanCoreError):
    """A payment or an allocation order that cannot be applied."""

    code = "allocation_invalid"


class InvalidEvent(LoanCoreError):
    """A loan event that does not fit the loan's state on its date."""

    code = "event_invalid"


class NoSolution(LoanCoreError):
    """Cash flows for which no single rate exists."""

    code = "rate_unsolvable"
