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


class PartMissing(RuleViolation):
    """A message lacks something its reader needs."""

    code = "part_missing"
    message = _("This message must also say: %(parts)s. Add it in both languages.")


class PartUnknown(RuleViolation):
    """A message names a part that does not exist."""

    code = "part_unknown"
    message = _("There is no part “%(parts)s”. Use the names shown beside the form, in braces.")


class MessageTooLong(RuleViolation):
    """A message is longer than a phone shows at once."""

    code = "message_too_long"
    message = _("With %(signs)s signs this takes more than %(most)s short messages. Shorten it.")
