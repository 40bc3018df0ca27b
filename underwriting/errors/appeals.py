"""What appeals refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class AppealNotOpen(RuleViolation):
    """There is nothing to appeal against, or its time has passed."""

    code = "appeal_not_open"
    message = _("There is no refusal that can be appealed against now.")


class AppealWithoutWords(RuleViolation):
    """The appeal says nothing."""

    code = "appeal_without_words"
    message = _("Write why the decision should change.")


class AppealFilesTooMany(RuleViolation):
    """More files than an appeal may bring."""

    code = "appeal_files_too_many"
    message = _("An appeal may bring at most %(limit)s files. Join pages of one paper in one file.")


class AppealElsewhere(RuleViolation):
    """The person has applied again meanwhile."""

    code = "appeal_elsewhere"
    message = _(
        "You have a newer application, %(number)s, for the same loan."
        " Withdraw it before you appeal."
    )


class AppealTakesPart(RuleViolation):
    """The chosen person had a part in the refusal."""

    code = "appeal_takes_part"
    message = _("An appeal is handled by somebody who had no part in the decision.")
