"""The register: entered, valued, used up to the free value, given back after release."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from casework.rules.files import proven_file
from casework.services import close_task, open_task
from casework.services import transition as move
from guarantees.errors import (
    BeyondFreeValue,
    CertificateMissing,
    CoOwnerConsentMissing,
    DateInFuture,
    ReleaseNotYet,
    SecurityNotEnough,
    SuretyAtLimit,
    SuretyIsBorrower,
    SuretyNotAgreed,
    ValuationExpired,
)
from guarantees.models import Guarantee, Security, SecurityPaper, SecurityUse, Valuation
from guarantees.selectors.securities import (
    SECURED_STATES,
    covered,
    needed,
    security_sentence,
    worth,
)
from guarantees.services.locks import locked_case
from guarantees.states import GuaranteeState
from loancore.dates import add_months
from parties.errors import NotAllowed
from parties.models import Person, User
from parties.services.audit import record_act
from policy.selectors import deadline, parameter
from screens.wording import day, yuan
from underwriting.services.contracts import record_contract_basis


@dataclass(frozen=True)
class Owner:
    """Who stands behind a security: owner and co-owner; the co-owner's consent is a paper."""

    person: Person
    co_owner: Person | None = None


def _require_registrar(actor: User) -> None:
    if not (actor.is_center_staff and actor.may("guarantees.register_security")):
        raise NotAllowed


@transaction.atomic(durable=True)
def register_security(
    *,
    kind: str,
    owner: Owner,
    description: str,
    actor: User,
    on: date,
    certificate_number: str = "",
    employer: str = "",
    annual_income: Decimal | None = None,
    surety_agreed_on: date | None = None,
    kept_at: str = "",
) -> Security:
    """Enter a thing or a surety into the center's register."""
    _require_registrar(actor)
    security = Security(
        kind=kind,
        owner=owner.person,
        co_owner=owner.co_owner,
        description=description,
        certificate_number=certificate_number,
        employer=employer,
        annual_income=annual_income,
        surety_agreed_on=surety_agreed_on,
        kept_at=kept_at,
        registered_by=actor,
        registered_on=on,
    )
    security.full_clean()
    security.save()
    record_act("guarantees.register_security", actor=actor, on=on, subject=security)
    return security


@transaction.atomic(durable=True)
def record_valuation(
    *,
    security: Security,
    appraiser: str,
    method: str,
    valued_on: date,
    value: Decimal,
    actor: User,
    on: date,
) -> Valuation:
    """Record what an appraiser found; share and validity come from the rules of the day."""
    _require_registrar(actor)
    if valued_on > on:
        raise DateInFuture(date=day(on))
    rates = parameter("security.lendable_rates", on)
    months = int(parameter("security.valuation_months", on))
    valuation = Valuation(
        security=security,
        appraiser=appraiser,
        method=method,
        valued_on=valued_on,
        value=value,
        lendable_rate=Decimal(rates[security.kind]),
        valid_until_on=add_months(valued_on, months),
        recorded_by=actor,
    )
    valuation.full_clean()
    valuation.save()
    record_act(
        "guarantees.record_valuation",
        actor=actor,
        on=on,
        subject=valuation,
        facts={"value": f"{value:.2f}"},
    )
    close_task("revalue_security", subject=security, actor=actor, on=on, result="valued")
    return valuation


@dataclass(frozen=True)
class _PaperRule:
    """What a file of the register may be; the limits of an ordinary scanned paper."""

    code: str = "security_paper"
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    size_max_mb: int = 20
    pages_max: int = 50


@transaction.atomic(durable=True)
def add_security_paper(
    *, security: Security, kind: str, upload: UploadedFile, actor: User, on: date
) -> SecurityPaper:
    """Keep a paper or photo with the security; the same file again returns the first."""
    _require_registrar(actor)
    proven = proven_file(upload, _PaperRule())
    security = Security.objects.locked().get(pk=security.pk)
    digest = hashlib.sha256(proven.content).hexdigest()
    if earlier := security.papers.filter(sha256=digest).first():
        return earlier
    paper = SecurityPaper(
        security=security,
        kind=kind,
        media_type=proven.media_type,
        sha256=digest,
        uploaded_by=actor,
        uploaded_on=on,
    )
    paper.file.save(f"{uuid4().hex}.{proven.extension}", ContentFile(proven.content), save=False)
    paper.save()
    record_act(
        "guarantees.add_security_paper",
        actor=actor,
        on=on,
        subject=paper,
        facts={"kind": kind, "sha256": digest},
    )
    return paper


@transaction.atomic(durable=True)
def use_security(
    *, security: Security, guarantee: Guarantee, amount: Decimal, actor: User, on: date
) -> SecurityUse:
    """Put a security behind a guarantee, up to its free value, under the security's lock."""
    case = locked_case(guarantee.case)
    security = Security.objects.locked().get(pk=security.pk)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    if actor.organisation_id != case.programme.center_id or not actor.may(
        "guarantees.register_security"
    ):
        raise NotAllowed
    if security.kind == Security.Kind.SURETY:
        _require_usable_surety(security, guarantee, on)
    else:
        _require_usable_thing(security, on)
    free = worth(security, on).free
    if amount > free:
        raise BeyondFreeValue(free=yuan(free), amount=yuan(amount))

    use: SecurityUse = guarantee.securities.create(
        security=security, amount=amount, used_on=on, used_by=actor
    )
    record_act(
        "guarantees.use_security",
        actor=actor,
        on=on,
        subject=use,
        case_number=case.number,
        facts={"amount": f"{amount:.2f}"},
    )
    return use


def _require_usable_thing(security: Security, on: date) -> None:
    has_consent = security.papers.filter(kind=SecurityPaper.Kind.CONSENT).exists()
    if security.co_owner_id and not has_consent:
        raise CoOwnerConsentMissing
    if not security.certificate_number:
        raise CertificateMissing
    if worth(security, on).valuation is None:
        raise ValuationExpired


def _require_usable_surety(security: Security, guarantee: Guarantee, on: date) -> None:
    if security.owner_id == guarantee.case.borrower_id:
        raise SuretyIsBorrower
    if security.surety_agreed_on is None:
        raise SuretyNotAgreed
    others = SecurityUse.objects.filter(
        security__owner=security.owner_id,
        security__kind=Security.Kind.SURETY,
        released_on=None,
        guarantee__state__in=SECURED_STATES,
    ).exclude(guarantee=guarantee)
    most = int(parameter("surety.loans_max", on))
    if others.count() >= most:
        raise SuretyAtLimit(count=others.count(), most=most)


@transaction.atomic(durable=True)
def secure_guarantee(*, guarantee: Guarantee, actor: User, on: date) -> Guarantee:
    """Everything is registered: the guarantee is secured and the bank may prepare the contract."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    have, must = covered(guarantee), needed(guarantee)
    if have < must:
        raise SecurityNotEnough(covered=yuan(have), needed=yuan(must))
    guarantee.secured_on = on
    move(guarantee, "secure", actor=actor, on=on, facts={"covered": f"{have:.2f}"})

    close_task("register_security", subject=case, actor=actor, on=on, result="secured")
    assert guarantee.committed_on
    record_contract_basis(
        case=case,
        guarantee_number=guarantee.number,
        committed_on=guarantee.committed_on,
        fund_share=guarantee.fund_share,
        security_text=security_sentence(guarantee),
        actor=actor,
        on=on,
    )
    return guarantee


@transaction.atomic(durable=True)
def release_security(*, use: SecurityUse, actor: User, on: date) -> SecurityUse:
    """Give a security back: after release, or while the others still cover what is owed."""
    case = locked_case(use.guarantee.case)
    use = SecurityUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if actor.organisation_id != case.programme.center_id or not actor.may(
        "guarantees.register_security"
    ):
        raise NotAllowed
    guarantee = use.guarantee
    if guarantee.state != GuaranteeState.RELEASED:
        _require_covered_without(use)
    use.released_on, use.released_by = on, actor
    use.save(update_fields=["released_on", "released_by"])
    record_act(
        "guarantees.release_security", actor=actor, on=on, subject=use, case_number=case.number
    )
    if not guarantee.securities.filter(released_on=None).exists():
        close_task("release_security", subject=case, actor=actor, on=on, result="released")
    return use


def _require_covered_without(use: SecurityUse) -> None:
    guarantee = use.guarantee
    owed = guarantee.loan.outstanding if guarantee.loan else guarantee.amount
    is_open = guarantee.state in SECURED_STATES
    if is_open and covered(guarantee) - use.amount < (owed or Decimal(0)):
        raise ReleaseNotYet


def ask_to_release(guarantee: Guarantee, *, on: date) -> None:
    """Open the center's task to give the securities back; inside a transaction."""
    if guarantee.securities.filter(released_on=None).exists():
        open_task(
            "release_security",
            case=guarantee.case,
            organisation=guarantee.case.programme.center,
            role="CTR",
            on=on,
            due_on=deadline(on, int(parameter("sla.guarantee", on))),
            link=("case_guarantee", guarantee.case.number),
        )
