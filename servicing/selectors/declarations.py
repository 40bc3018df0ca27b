"""What is on record about a borrower, what was declared since, and what counts as verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from loancore.money import round_places
from parties.models import Person, User
from policy.selectors import parameter
from screens.wording import mask_phone, yuan
from servicing.models import DeclaredChange, Loan, VerifiedFact
from servicing.states.care import DeclarationState

OPEN_CHANGES = (
    DeclarationState.CONFIRMING,
    DeclarationState.TO_CHECK,
    DeclarationState.PROOF_ASKED,
)
OF_PERSON = {"phone": "phone", "address": "address", "email": "email"}


@dataclass(frozen=True)
class Declarable:
    """One fact a borrower has to keep true: its words, its kind, whether it touches the risk."""

    code: str
    label: str
    kind: str
    needs_proof: bool
    touches_risk: bool
    options: tuple[tuple[str, str], ...] = ()
    answer: tuple[str, str] | None = None

    def spoken(self, value: str) -> str:
        """A value as people read it."""
        if not value:
            return _("nothing on record")
        if self.kind == "phone":
            return mask_phone(value)
        if self.kind == "choice":
            return dict(self.options).get(value, value)
        return _amount(value) if self.kind == "money" else value


def _amount(value: str) -> str:
    try:
        return yuan(Decimal(value))
    except InvalidOperation:
        return value


def declarables(on: date) -> dict[str, Declarable]:
    """What has to be declared when it changes, by the rules of a day."""
    language = "en" if get_language() == "en" else "zh"
    rows: list[Mapping[str, Any]] = parameter("postloan.change_fields", on)
    return {row["code"]: _declarable(row, language) for row in rows}


def _declarable(row: Mapping[str, Any], language: str) -> Declarable:
    return Declarable(
        code=row["code"],
        label=row[language],
        kind=row["kind"],
        needs_proof=row["proof"],
        touches_risk=row["risk"],
        options=tuple((each["code"], each[language]) for each in row.get("options", ())),
        answer=tuple(row["answer"]) if "answer" in row else None,
    )


def change_clause(on: date) -> str:
    """The clause of the contract that obliges the borrower to declare changes."""
    texts: Mapping[str, str] = parameter("postloan.change_clause", on)
    return texts["en" if get_language() == "en" else "zh"]


def verified_value(person: Person, each: Declarable, answers: Mapping[str, Any]) -> str:
    """What counts as true now: the newest accepted change, else what the application said."""
    if each.code in OF_PERSON:
        known = str(getattr(person, OF_PERSON[each.code]) or "")
        if known or each.answer is None:
            return known
    fact = VerifiedFact.objects.filter(person=person, field=each.code).first()
    if fact:
        return str(fact.value)
    if each.answer is None:
        return ""
    step, question = each.answer
    given = answers.get(step, {}).get(question, "")
    return "" if given in (None, "unknown") or isinstance(given, dict | list) else str(given)


def answers_behind(loan: Loan) -> Mapping[str, Any]:
    """The answers the loan was granted on."""
    found = Application.objects.filter(case=loan.case_id).first()
    answers: Mapping[str, Any] = found.frozen_answers if found else {}
    return answers


@dataclass(frozen=True)
class OnRecord:
    """One fact as it is on record, with the change that is being checked, if any."""

    what: Declarable
    value: str
    spoken: str
    waiting: DeclaredChange | None


def data_on_record(loan: Loan, on: date) -> list[OnRecord]:
    """Everything a borrower has to keep true, as verified, with open changes beside it."""
    answers, person = answers_behind(loan), loan.borrower
    waiting = {
        change.field: change for change in loan.declared_changes.filter(state__in=OPEN_CHANGES)
    }
    found = []
    for code, each in declarables(on).items():
        value = verified_value(person, each, answers)
        found.append(OnRecord(each, value, each.spoken(value), waiting.get(code)))
    return found


def verified_amount(loan: Loan, code: str, on: date) -> Decimal | None:
    """A verified amount for computing with; declared ones that were not accepted do not count."""
    each = declarables(on).get(code)
    value = verified_value(loan.borrower, each, answers_behind(loan)) if each else ""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class ChangeLine:
    """A declared change in words."""

    change: DeclaredChange
    label: str
    old: str
    new: str


def change_lines(loan: Loan, on: date) -> list[ChangeLine]:
    """Every change declared on a loan, newest first."""
    changes = loan.declared_changes.select_related("declared_by__person", "decided_by__person")
    return [change_line(change, on) for change in changes]


def change_line(change: DeclaredChange, on: date) -> ChangeLine:
    """One declared change in words."""
    each = declarables(on).get(change.field)
    if each is None:
        return ChangeLine(change, change.field, change.old_value, change.new_value)
    return ChangeLine(
        change, each.label, each.spoken(change.old_value), each.spoken(change.new_value)
    )


def changes_for(user: User) -> QuerySet[DeclaredChange]:
    """Declared changes of the loans this user may know of."""
    found = DeclaredChange.objects.visible_to(user)
    return found.select_related("loan__case", "loan__bank", "person", "proof")


def income_cover(loan: Loan, on: date) -> Decimal | None:
    """How many times the verified turnover of a month covers the next instalment."""
    income = verified_amount(loan, "income", on)
    row = loan.instalments.filter(settled_on=None).order_by("due_on").first()
    if not income or row is None or not (row.principal + row.interest):
        return None
    return round_places(income / (row.principal + row.interest), 1)
