"""What the rules about people refuse."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NotAllowed(RuleViolation):
    """The person's roles do not carry the act."""

    code = "not_allowed"
    message = _("You have no right to do this.")


class SamePerson(RuleViolation):
    """The act needs another person than the one who did an earlier one."""

    code = "same_person"
    message = _("This needs another person: you took part in an earlier step of the same matter.")


class CodeWrong(RuleViolation):
    """The one-time code does not match."""

    code = "code_wrong"
    message = _("The code is not right. Check the newest message and type its six digits.")


class CodeExpired(RuleViolation):
    """No valid one-time code is waiting."""

    code = "code_expired"
    message = _("The code is used up or older than five minutes. Ask for a new one.")


class CodeLocked(RuleViolation):
    """Too many wrong tries."""

    code = "code_locked"
    message = _(
        "Five wrong tries. For your safety this is locked for a quarter of an hour; then ask for a "
        "new code."
    )


class CodeTooSoon(RuleViolation):
    """A code was sent less than a minute ago, or ten today."""

    code = "code_too_soon"
    message = _("A code was just sent. Wait a minute before asking for another one.")


class RoleNeedsTwoPersons(RuleViolation):
    """One security administrator proposes a role, another one approves it."""

    code = "role_needs_two_persons"
    message = _("Granting a role needs two persons, and neither may be the one who receives it.")


class StaffThereAlready(RuleViolation):
    """First staff come once; later accounts are made by administrators."""

    code = "staff_there_already"
    message = _("There are staff accounts already: administrators make further ones.")


class TwoSecurityAdministrators(RuleViolation):
    """With one alone no role could ever be granted."""

    code = "two_security_administrators"
    message = _("The first staff need two security administrators (SEC): roles take two persons.")
