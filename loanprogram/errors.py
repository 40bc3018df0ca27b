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
