"""What the project's own pages refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class DateMovesForward(RuleViolation):
    """The business date never goes back."""

    code = "date_moves_forward"
    message = _("The business date is %(on)s and moves forward only.")


class ProofsAreRed(RuleViolation):
    """The books contradict themselves."""

    code = "proofs_are_red"
    message = _("The day cannot be closed while the books contradict themselves: %(faults)s")


class PeriodNotOver(RuleViolation):
    """A report speaks of days that are past."""

    code = "period_not_over"
    message = _("This period is not over yet on the business date.")


class DaysNotClosed(RuleViolation):
    """The day-end of the period has not run."""

    code = "days_not_closed"
    message = _("The days of this period are not all closed yet. Run the day-end first.")
