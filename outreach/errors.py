"""What outreach refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NoConsentToContact(RuleViolation):
    """The person did not agree to be contacted."""

    code = "no_consent_to_contact"
    message = _("Without the person's consent to be contacted, name and phone are not kept.")


class LeadExists(RuleViolation):
    """The phone number belongs to a lead of the own organisation."""

    code = "lead_exists"
    message = _("Your organisation already has a lead with this phone number: %(number)s.")


class FollowUpInThePast(RuleViolation):
    """A follow-up lies ahead."""

    code = "follow_up_in_the_past"
    message = _("The day of the follow-up is %(on)s or later.")


class FollowUpNeedsPerson(RuleViolation):
    """Nobody can be followed up without name and phone."""

    code = "follow_up_needs_person"
    message = _("A follow-up needs name, phone and the consent to be contacted.")


class OwnerElsewhere(RuleViolation):
    """A lead stays in its organisation."""

    code = "owner_elsewhere"
    message = _("Choose a colleague of your own organisation who keeps leads.")
