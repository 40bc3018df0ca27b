"""The self-check of people without an account, kept so that an application can start from it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from applications.models import Application, SelfCheck
from applications.rules.self_check import NO_GROUP, OUTSIDE
from applications.services.drafts import start_application
from parties.models import User


@transaction.atomic
def keep_self_check(*, answers: Mapping[str, Any], on: date, lead_reference: str = "") -> SelfCheck:
    """Keep the answers under a token nobody can guess."""
    plain = {
        code: str(value) if isinstance(value, Decimal) else value for code, value in answers.items()
    }
    return SelfCheck.objects.create(
        token=uuid4(), answers=plain, made_on=on, lead_reference=lead_reference
    )


@transaction.atomic
def start_from_self_check(*, token: UUID, user: User, on: date) -> Application:
    """Open the draft of a signed-in applicant with the answers of the self-check filled in."""
    check = SelfCheck.objects.select_for_update().get(token=token)
    assert user.person
    application = start_application(
        phone=user.person.phone,
        name=user.person.name,
        product_code=check.answers["product"],
        source="online",
        lead_reference=check.lead_reference,
        actor=user,
        on=on,
        answers=carried_answers(check.answers),
    )
    SelfCheck.objects.filter(pk=check.pk, claimed_by=None).update(claimed_by=user)
    return application


def carried_answers(answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers of a self-check at their places in the application."""
    steps: dict[str, dict[str, Any]] = {
        "person": {"is_employed_elsewhere": answers["is_employed_elsewhere"]},
        "business": {},
        "income": {"has_arrears": answers["has_arrears"]},
    }
    if answers["group"] != NO_GROUP:
        steps["person"]["group"] = answers["group"]
    if answers["township"] != OUTSIDE:
        steps["business"]["business_township"] = answers["township"]
    if answers["business_age"] == "not_yet":
        steps["business"]["entity_type"] = "none"
    if Decimal(answers["consumption_debt"]) > 0:
        steps["income"]["has_debts"] = "yes"
    return steps
