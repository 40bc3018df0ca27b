"""What the rules of the program refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class RuleMissing(RuleViolation):
    """No rule of this name is in force on the day."""

    code = "rule_missing"
    message = _(
        "No rule “%(what)s” is in force on this date. Ask the administrator to publish one."
    )


class RuleStartsInThePast(RuleViolation):
    """A rule cannot change what has happened."""

    code = "rule_starts_in_the_past"
    message = _("A rule comes into force today at the earliest. Set a later first day.")
