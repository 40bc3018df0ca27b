"""What the case file refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NotInThisState(RuleViolation):
    """The step is not possible from where the matter stands."""

    code = "not_in_this_state"
    message = _("This step is not possible now: the matter has moved on. Reload the page.")


class ReasonMissing(RuleViolation):
    """The step needs a reason."""

    code = "reason_missing"
    message = _("Give a reason for this step.")


class KeyUsedOtherwise(RuleViolation):
    """The same key came with other input."""

    code = "key_used_otherwise"
    message = _("This form was sent before with other contents. Reload the page and try again.")
