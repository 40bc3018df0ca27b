"""Handling banks: suspended banks take no new business, their cases stay theirs."""

from datetime import date

from django.db import transaction as database

from parties.models import Organisation, User
from parties.services.audit import record_act


@database.atomic
def change_bank_status(
    *, bank: Organisation, status: str, reason: str, actor: User, on: date
) -> None:
    """Suspend, end or reactivate a bank."""
    found = Organisation.objects.select_for_update().get(pk=bank.pk)
    before = found.status
    found.status = Organisation.Status(status)
    found.save(update_fields=["status"])
    record_act(
        "policy.change_bank_status",
        actor=actor,
        on=on,
        subject=found,
        facts={"from": before, "to": status, "reason": reason},
    )
