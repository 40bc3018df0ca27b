"""Which answers cannot be right: checked the same way on every channel (domain reference 2.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from applications import errors
from applications.rules.questions import UNKNOWN, Question, Step, asked_questions
from loancore.dates import add_months, age_on
from loancore.identity import IdentityError, credit_code, mobile, person_name, resident_id
from loancore.money import format_money
from screens.errors import RuleViolation

IDENTITY_SENTENCES = {
    "resident_id_shape": _(
        "An ID number has 18 characters: 17 digits and a digit or X at the end."
    ),
    "resident_id_fifteen": _(
        "Numbers with 15 digits are no longer valid. Use the 18-digit number."
    ),
    "resident_id_region": _("The first two digits are no province. Compare them with the card."),
    "resident_id_birth_date": _("Digits 7 to 14 are no date of birth. Compare them with the card."),
    "resident_id_check_digit": _(
        "The last character does not fit the other 17: most often one digit is mistyped."
        " Compare the number with the card, group by group."
    ),
    "credit_code_shape": _(
        "The code has 18 characters, digits and capital letters without I O S V Z."
    ),
    "credit_code_check_digit": _(
        "The last character does not fit the code: most often one character is mistyped."
    ),
}


class ProductTerms(Protocol):
    """What a product version says about the wish."""

    amount_min: Decimal
    amount_max: Decimal
    amount_step: Decimal
    term_months_min: int
    term_months_max: int
    age_min: int
    age_max: int


@dataclass(frozen=True)
class Bounds:
    """What answers are measured by: the day, the product's terms, the applicant, the choices."""

    on: date
    terms: ProductTerms
    born_on: date | None = None
    id_number: str = ""
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)


def checked(
    step: Step, answers: Mapping[str, Any], bounds: Bounds
) -> tuple[dict[str, Any], dict[str, RuleViolation]]:
    """The answers of a step in their plain form, and what is wrong with which of them."""
    clean: dict[str, Any] = {}
    faults: dict[str, RuleViolation] = {}
    for question in asked_questions(step, answers):
        try:
            value = _checked_answer(question, answers.get(question.code), bounds)
        except RuleViolation as fault:
            faults[question.code] = fault
            continue
        if value not in (None, "", []):
            clean[question.code] = value
    return clean, {**_together(step, clean, bounds), **faults}


def _checked_answer(question: Question, value: Any, bounds: Bounds) -> Any:
    if value in (None, "", []):
        if question.is_required:
            raise errors.AnswerMissing
        return value
    if value == UNKNOWN and question.may_be_unknown:
        return value
    if question.kind in ("choice", "yes_no"):
        return _offered(question, value, bounds)
    reader = READERS.get(question.kind)
    return reader(value) if reader else value


def _offered(question: Question, value: Any, bounds: Bounds) -> Any:
    if value not in bounds.choices.get(question.code, frozenset()):
        raise errors.ChoiceNotOffered
    return value


def read_id_number(value: str) -> str:
    """A valid resident ID number in its plain form, or the refusal that says what is wrong."""
    try:
        return resident_id(value).number
    except IdentityError as error:
        raise errors.IdNumberWrong(IDENTITY_SENTENCES[error.code]) from None


def read_name(value: str) -> str:
    """A person's name in its plain form."""
    try:
        return person_name(value)
    except IdentityError:
        raise errors.NameWrong from None


def read_phone(value: str) -> str:
    """A mobile number of eleven digits."""
    try:
        return mobile(value)
    except IdentityError:
        raise errors.PhoneWrong from None


def _read_credit_code(value: str) -> str:
    try:
        return credit_code(value).code
    except IdentityError as error:
        raise errors.CreditCodeWrong(IDENTITY_SENTENCES[error.code]) from None


READERS: dict[str, Callable[[str], str]] = {
    "id_number": read_id_number,
    "person": read_name,
    "phone": read_phone,
    "credit_code": _read_credit_code,
}


def _together(step: Step, clean: Mapping[str, Any], bounds: Bounds) -> dict[str, RuleViolation]:
    """What is wrong between answers, or between an answer and the rules."""
    found: dict[str, RuleViolation] = {}
    for code in ("spouse_id_number", "surety_id_number"):
        if bounds.id_number and clean.get(code) == bounds.id_number:
            found[code] = errors.SameIdAsApplicant()
    if clean.get("founded_on") and clean["founded_on"] > bounds.on:
        found["founded_on"] = errors.DateInFuture()
    if clean.get("id_valid_until") and clean["id_valid_until"] < bounds.on:
        found["id_valid_until"] = errors.IdExpired()
    if _hired_too_many(clean):
        found["new_hires"] = errors.MoreHiresThanStaff()
    if step.code == "wish":
        found.update(_wish_faults(clean, bounds))
    return found


def _hired_too_many(clean: Mapping[str, Any]) -> bool:
    hires, staff = clean.get("new_hires"), clean.get("staff_now")
    return isinstance(hires, int) and isinstance(staff, int) and hires > staff


def _wish_faults(clean: Mapping[str, Any], bounds: Bounds) -> dict[str, RuleViolation]:
    found: dict[str, RuleViolation] = {}
    terms, amount, months = bounds.terms, clean.get("amount"), clean.get("term_months")
    if isinstance(amount, Decimal) and not terms.amount_min <= amount <= terms.amount_max:
        found["amount"] = errors.AmountOutside(
            least=format_money(terms.amount_min), most=format_money(terms.amount_max)
        )
    elif isinstance(amount, Decimal) and amount % terms.amount_step:
        found["amount"] = errors.AmountNotInSteps(step=format_money(terms.amount_step))
    if isinstance(months, int) and (fault := _term_fault(months, bounds)):
        found["term_months"] = fault
    return found


def _term_fault(months: int, bounds: Bounds) -> RuleViolation | None:
    terms = bounds.terms
    if not terms.term_months_min <= months <= terms.term_months_max:
        return errors.TermOutside(least=terms.term_months_min, most=terms.term_months_max)
    if bounds.born_on is None:
        return None
    if age_on(bounds.born_on, bounds.on) < terms.age_min:
        return errors.TooYoung(age=terms.age_min)
    age = age_on(bounds.born_on, add_months(bounds.on, months))
    return errors.TooOldAtMaturity(age=age, most=terms.age_max) if age > terms.age_max else None
