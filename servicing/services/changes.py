"""Changes of the plan: asked for, proposed with simulation, approved, agreed to, in effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database

from casework.services import close_task, open_task, transition
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import deadline, parameter
from screens.wording import yuan
from servicing import notices
from servicing.errors import (
    BeyondAbility,
    ChangeUnderWay,
    ConsentGiven,
    ExtensionTooLate,
    ExtensionUsed,
    NothingOverdue,
    NotPaidOut,
    OverdueFirst,
    PlanBeyondLimit,
)
from servicing.models import ChangeConsent, Loan, LoanChange
from servicing.rules.agreement import EventKind
from servicing.selectors.books import position
from servicing.selectors.changes import (
    Terms,
    ability_of,
    limits,
    named_sureties,
    open_change,
    simulate,
)
from servicing.services.classes import class_restructured
from servicing.services.events import Happening, happen
from servicing.services.papers import kept_paper
from servicing.services.projections import locked_loan
from servicing.services.spells import put_on_plan
from servicing.states import ChangeState

Kind = LoanChange.Kind
Verdict = ChangeConsent.Verdict


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the borrower or the officer asks for, and why."""

    kind: str
    ground: str
    text: str
    is_help: bool
    wished: str = ""
    proof: UploadedFile | None = None


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What the officer proposes: terms, ability, sureties who have to agree."""

    kind: str
    terms: Terms
    income: Decimal
    costs: Decimal
    other_debts: Decimal
    opinion: str
    sureties: Sequence[str] = ()


@database.atomic(durable=True)
def ask_for_change(
    *, loan: Loan, asked: Asked, actor: User, on: date, idempotency_key: str
) -> LoanChange:
    """Ask that the plan be changed; the bank's officer gets it to work on."""
    found = locked_loan(loan.pk)
    if earlier := LoanChange.objects.filter(idempotency_key=idempotency_key).first():
        return earlier

    is_own = actor.person_id == found.borrower_id and actor.kind == User.Kind.APPLICANT
    if not is_own and not actor.may("servicing.propose_change"):
        raise NotAllowed
    if open_change(found):
        raise ChangeUnderWay
    require_changeable(found, asked.kind, is_help=asked.is_help, on=on)

    change = LoanChange.objects.create(
        loan=found,
        asked_by=actor,
        asked_on=on,
        idempotency_key=idempotency_key,
        **vars(asked) | {"proof": kept_paper(found.case, asked.proof, actor=actor, on=on)},
    )
    record_act(
        "servicing.ask_for_change",
        actor=actor,
        on=on,
        subject=change,
        case_number=found.case.number,
        facts={"kind": asked.kind, "ground": asked.ground},
    )
    _task(change, "look_at_change", role="BPL", on=on)
    return change


def require_changeable(loan: Loan, kind: str, *, is_help: bool, on: date) -> None:
    """Refuse what the policy does not allow: after maturity, a second time, with arrears."""
    if not loan.is_running or loan.maturity_on is None:
        raise NotPaidOut
    if kind != Kind.SPREAD and on >= loan.maturity_on:
        raise ExtensionTooLate(date=loan.maturity_on)
    if kind == Kind.SPREAD and not position(loan, on).due_total:
        raise NothingOverdue
    if kind == Kind.EXTENDED:
        used = loan.changes.filter(kind=kind).exclude(effective_on=None).count()
        if used >= int(limits(on)["extensions_max"]):
            raise ExtensionUsed(count=used)
        if not is_help and position(loan, on).due_total:
            raise OverdueFirst(amount=yuan(position(loan, on).due_total))


@database.atomic(durable=True)
def propose_change(*, change: LoanChange, proposed: Proposed, actor: User, on: date) -> LoanChange:
    """Propose terms that were simulated and can be kept; asks for every consent at once."""
    loan = locked_loan(change.loan_id)
    found = LoanChange.objects.locked().get(pk=change.pk)
    require_changeable(loan, proposed.kind, is_help=found.is_help, on=on)
    _require_within_limits(proposed, on=on)
    simulation = simulate(loan, kind=proposed.kind, terms=proposed.terms, on=on)
    money = {name: getattr(proposed, name) for name in ("income", "costs", "other_debts")}
    ability = ability_of(simulation, **money, on=on)
    if not ability.is_enough:
        raise BeyondAbility(free=yuan(ability.free), highest=yuan(ability.highest))

    found.kind, found.terms, found.opinion = proposed.kind, dict(proposed.terms), proposed.opinion
    for name, amount in money.items():
        setattr(found, name, amount)
    found.proposed_by, found.proposed_on = actor, on
    transition(found, "propose", actor=actor, on=on, facts={"terms": found.terms})

    _ask_consents(found, proposed.sureties, on=on)
    close_task("look_at_change", subject=found, actor=actor, on=on)
    _task(found, "approve_change", role="BMG", on=on)
    return found


def _require_within_limits(proposed: Proposed, *, on: date) -> None:
    most, terms = limits(on), proposed.terms
    asked = {
        Kind.EXTENDED: int(terms.get("months", 0)),
        Kind.SPREAD: int(terms.get("count", 0)),
        Kind.GRACED: int(terms.get("count", 0)),
    }.get(Kind(proposed.kind), 0)
    if proposed.kind == Kind.PAUSED:
        asked = (date.fromisoformat(terms["until"]) - on).days
    limit = int(most[proposed.kind])
    if not 0 < asked <= limit:
        raise PlanBeyondLimit(most=limit, asked=asked)


def _ask_consents(change: LoanChange, sureties: Sequence[str], *, on: date) -> None:
    wanted = parameter("change.consents", on)[change.kind]
    loan = change.loan
    center = loan.case.programme.center
    if "center" in wanted:
        change.consents.create(party=ChangeConsent.Party.CENTER, name=str(center))
        open_task(
            "consent_to_change",
            organisation=center,
            role="CLD",
            on=on,
            due_on=deadline(on, 5),
            link=("case_changes", loan.case.number),
            case=loan.case,
            subject=change,
        )
    if "surety" in wanted:
        for name in dict.fromkeys([*named_sureties(loan), *sureties]):
            change.consents.create(party=ChangeConsent.Party.SURETY, name=name)


def _task(change: LoanChange, kind: str, *, role: str, on: date) -> None:
    case = change.loan.case
    open_task(
        kind,
        organisation=change.loan.bank,
        role=role,
        on=on,
        due_on=deadline(on, 3),
        link=("case_changes", case.number),
        case=case,
        subject=change,
        detail=change.get_kind_display(),
    )


@database.atomic(durable=True)
def record_consent(
    *,
    consent: ChangeConsent,
    agrees: bool,
    evidence: str,
    actor: User,
    on: date,
    paper: UploadedFile | None = None,
) -> LoanChange:
    """Put on record that the center or a surety agrees or not; a refusal ends the change."""
    locked_loan(consent.change.loan_id)
    change = LoanChange.objects.locked().get(pk=consent.change_id)
    found = ChangeConsent.objects.select_for_update().get(pk=consent.pk)
    if not actor.may(consent_permission(found)):
        raise NotAllowed
    if found.verdict != Verdict.OPEN or not change.is_open:
        raise ConsentGiven

    found.verdict = Verdict.GIVEN if agrees else Verdict.REFUSED
    found.evidence = evidence.strip()
    found.document = kept_paper(change.loan.case, paper, actor=actor, on=on)
    found.recorded_by, found.recorded_on = actor, on
    found.save()
    record_act(
        "servicing.record_consent",
        actor=actor,
        on=on,
        subject=change,
        case_number=change.loan.case.number,
        facts={"party": found.party, "agrees": agrees},
    )
    if found.party == ChangeConsent.Party.CENTER:
        close_task("consent_to_change", subject=change, actor=actor, on=on)
    if not agrees:
        return _end(change, "miss_consent", actor=actor, on=on, reason=found.evidence)
    return _take_effect_if_agreed(change, on=on)


def consent_permission(consent: ChangeConsent) -> str:
    """Who may record a consent: the center's leader for the center, the officers for a surety."""
    if consent.party == ChangeConsent.Party.CENTER:
        return "servicing.consent_to_change"
    return "servicing.record_consent"


@database.atomic(durable=True)
def approve_change(*, change: LoanChange, actor: User, on: date) -> LoanChange:
    """The bank approves; the plan changes now if all have agreed, or with the last consent."""
    locked_loan(change.loan_id)
    found = LoanChange.objects.locked().get(pk=change.pk)
    found.approved_by, found.approved_on = actor, on
    transition(found, "approve", actor=actor, on=on)
    close_task("approve_change", subject=found, actor=actor, on=on)
    return _take_effect_if_agreed(found, on=on)


def _take_effect_if_agreed(change: LoanChange, *, on: date) -> LoanChange:
    missing = change.consents.exclude(verdict=Verdict.GIVEN)
    if change.state != ChangeState.APPROVED or missing.exists():
        return change
    loan, approver = change.loan, change.approved_by
    assert approver
    require_changeable(loan, change.kind, is_help=True, on=on)
    spell = loan.overdue_cases.filter(closed_on=None).first()
    before = _plan_number(loan)
    change.event = happen(
        loan,
        Happening(
            kind=EventKind(change.kind),
            effective_on=on,
            terms=change.terms,
            reason=change.get_ground_display()[:300],
        ),
        actor=approver,
        on=on,
        key=f"change:{change.pk}",
    )
    change.plan_before, change.plan_after = before, _plan_number(loan)
    change.effective_on, change.watched_until_on = on, _watched_until(change)
    transition(change, "take_effect", actor=approver, on=on)
    if change.is_help:
        put_on_plan(spell, change, on=on)
        class_restructured(loan, on=on)
    notices.change_decided(change, on=on)
    return change


def _plan_number(loan: Loan) -> int:
    return loan.plans.count()


def _watched_until(change: LoanChange) -> date | None:
    """The last agreed part, or the first instalment after rest and holiday."""
    rows = list(change.loan.instalments.filter(settled_on=None).order_by("number"))
    count = int(change.terms.get("count") or change.terms.get("over") or 1)
    return rows[min(count, len(rows)) - 1].due_on if rows else None


@database.atomic(durable=True)
def refuse_change(*, change: LoanChange, actor: User, on: date, reason: str) -> LoanChange:
    """The bank refuses, with the reason the borrower reads."""
    locked_loan(change.loan_id)
    found = LoanChange.objects.locked().get(pk=change.pk)
    return _end(found, "refuse", actor=actor, on=on, reason=reason)


@database.atomic(durable=True)
def withdraw_change(*, change: LoanChange, actor: User, on: date) -> LoanChange:
    """Who asked gives the request up."""
    locked_loan(change.loan_id)
    found = LoanChange.objects.locked().get(pk=change.pk)
    if actor.pk != found.asked_by_id:
        raise NotAllowed
    return _end(found, "withdraw", actor=actor, on=on, reason="")


def _end(change: LoanChange, event: str, *, actor: User, on: date, reason: str) -> LoanChange:
    change.closed_on = on
    transition(change, event, actor=actor, on=on, reason=reason)
    for kind in ("look_at_change", "approve_change", "consent_to_change"):
        close_task(kind, subject=change, actor=actor, on=on)
    notices.change_decided(change, on=on, reason=reason)
    return change
