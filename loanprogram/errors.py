"""What the project's own pages refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class DateMovesForward(RuleViolation):
    """The business date never goes back."""

    code = "date_moves_forward"
    message = _("The business date is %(on)s and moves forward only.")
