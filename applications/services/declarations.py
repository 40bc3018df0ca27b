"""The declaration of truth and the separate consents, each with its text and date."""

import hashlib
from collections.abc import Set as AbstractSet
from datetime import date

from django.db import transaction

from applications.errors import AnswersRefused, ConsentMissing, TruthNotDeclared
from applications.models import Application
from applications.rules import DECLARATIONS, OPTIONAL_CONSENTS, REQUIRED_CONSENTS
from applications.selectors import consent_text
from applications.services.drafts import locked_draft
from parties.models import Consent, Person, User
from parties.services.audit import record_act
from parties.services.people import give_consent, withdraw_consent
from screens.errors import RuleViolation


@transaction.atomic
def give_declarations(
    *,
    application: Application,
    is_true: bool,
    consents: AbstractSet[str],
    actor: User,
    on: date,
    address: str | None = None,
    method: str = "online",
) -> Application:
    """Record the declaration of truth and each consent apart; a needed one left out is refused."""
    draft = locked_draft(application, actor)
    faults = _faults(is_true, consents, on)
    if faults:
        raise AnswersRefused(faults)
    person = draft.applicant
    for kind in (*REQUIRED_CONSENTS, *OPTIONAL_CONSENTS):
        if kind in consents:
            consent_to(person, kind, actor=actor, on=on, address=address, method=method)
        else:
            take_back_consent(person, kind, actor=actor, on=on)
    draft.answers[DECLARATIONS.code] = {"truth": "yes", "given_on": on.isoformat()}
    draft.steps_done = sorted({*draft.steps_done, DECLARATIONS.code})
    draft.save()
    record_act(
        "applications.declare_truth",
        actor=actor,
        on=on,
        subject=draft,
        case_number=draft.case.number,
    )
    return draft


def _faults(is_true: bool, consents: AbstractSet[str], on: date) -> dict[str, RuleViolation]:
    faults: dict[str, RuleViolation] = {
        kind: ConsentMissing(consent=consent_text(kind, on))
        for kind in REQUIRED_CONSENTS
        if kind not in consents
    }
    return faults if is_true else {**faults, "truth": TruthNotDeclared()}


@transaction.atomic
def consent_to(
    person: Person,
    kind: str,
    *,
    actor: User,
    on: date,
    address: str | None = None,
    method: str = "online",
) -> Consent:
    """Give one consent to the wording in force; its version and hash are kept."""
    text = consent_text(kind, on)
    return give_consent(
        person=person,
        kind=kind,
        text_version=text.version,
        text_hash=hashlib.sha256(text.body.encode()).hexdigest(),
        actor=actor,
        on=on,
        address=address,
        method=method,
    )


@transaction.atomic
def take_back_consent(person: Person, kind: str, *, actor: User, on: date) -> None:
    """Withdraw a consent if it is in force."""
    in_force = person.consents.filter(kind=kind, withdrawn_at=None).first()
    if in_force:
        withdraw_consent(consent=in_force, actor=actor, on=on)
