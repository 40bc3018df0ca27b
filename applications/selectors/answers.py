"""Reads of applications: answers with their words, what is missing, papers asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.rules import (
    DECLARATIONS,
    DOCUMENTS,
    OPTIONAL_CONSENTS,
    QUESTION_STEPS,
    REQUIRED_CONSENTS,
    STEPS,
    UNKNOWN,
    YES_NO,
    Question,
    Step,
    asked_questions,
)
from applications.rules.checks import Bounds
from applications.rules.loan import DEBT_KINDS
from casework.models import Document
from parties.fields import decrypt
from parties.models import Consent, Organisation, Township
from policy.models import (
    DocumentType,
    EligibleGroup,
    GuaranteeMode,
    ProductVersion,
    RepaymentMethod,
    TextTemplate,
)
from policy.selectors import banks_on_offer, documents_asked, product_version, text_template
from screens.parts import Fact, Text
from screens.wording import day, mask_id, mask_phone, yuan

SEALED_PLACE = b"applications.application.answers"


@dataclass(frozen=True)
class AnswerSection:
    """One step's answers as people read them."""

    step: Step
    facts: list[Fact]


@dataclass(frozen=True)
class PaperNeed:
    """One paper that is asked for, and what was handed in for it."""

    type: DocumentType
    documents: list[Document]

    @property
    def is_met(self) -> bool:
        """Whether there is a paper that was not rejected."""
        return any(found.verdict != Document.Verdict.REJECTED for found in self.documents)

    @property
    def last(self) -> Document | None:
        """The newest of its papers, which a better one would replace."""
        return self.documents[-1] if self.documents else None


def terms_of(application: Application, on: date) -> ProductVersion:
    """The product's terms: frozen at submission, today's before."""
    return application.product_version or product_version(application.product_code, on)


def answers_of(application: Application) -> dict[str, dict[str, Any]]:
    """The answers that count: as submitted, or as they stand in the draft."""
    found: dict[str, dict[str, Any]] = application.frozen_answers or application.answers
    return found


def sealed_answer(application: Application, step: str, question: str) -> str:
    """The plain text of an answer that is kept encrypted; callers log that it was shown."""
    value = answers_of(application).get(step, {}).get(question)
    return unsealed(value) if isinstance(value, Mapping) else str(value or "")


def unsealed(value: Mapping[str, str]) -> str:
    """The text behind a sealed answer."""
    return decrypt(bytes.fromhex(value["sealed"]), place=SEALED_PLACE)


def choices_of(question: Question, application: Application, on: date) -> list[tuple[str, Text]]:
    """What may be chosen as the answer of a question on a day."""
    if question.kind == "yes_no":
        return list(YES_NO)
    if not question.source:
        return list(question.choices)
    return _sourced_choices(question.source, application, on)


def _sourced_choices(source: str, application: Application, on: date) -> list[tuple[str, Text]]:
    if source == "townships":
        return [(found.code, str(found)) for found in Township.objects.all()]
    if source == "banks":
        return [(bank.code, str(bank)) for bank in banks_on_offer(on, application.product_code)]
    terms = terms_of(application, on)
    if source == "groups":
        groups: list[EligibleGroup] = list(terms.eligible_groups.all())
        return [(found.code, str(found)) for found in groups]
    words: dict[str, Text] = dict(
        RepaymentMethod.choices if source == "methods" else GuaranteeMode.choices
    )
    offered = terms.repayment_methods if source == "methods" else terms.guarantee_modes
    return [(code, words[code]) for code in offered]


def bounds_of(application: Application, step: Step, on: date) -> Bounds:
    """What the answers of a step are measured by."""
    choices = {
        question.code: frozenset(code for code, _word in choices_of(question, application, on))
        for question in step.questions
        if question.kind in ("choice", "yes_no")
    }
    person = application.applicant
    return Bounds(
        on=on,
        terms=terms_of(application, on),
        born_on=person.born_on,
        id_number=person.id_number,
        choices=choices,
    )


def typed_answers(application: Application, step: Step) -> dict[str, Any]:
    """The answers of a step as Python values, sealed ones opened, to fill a form with."""
    saved = application.answers.get(step.code, {})
    kinds = {question.code: question.kind for question in step.questions}
    return {code: typed(kinds[code], value) for code, value in saved.items() if code in kinds}


def typed(kind: str, value: Any) -> Any:
    """One stored answer as a Python value."""
    if isinstance(value, Mapping):
        return unsealed(value)
    if value == UNKNOWN or value is None:
        return value
    if kind == "money":
        return Decimal(value)
    return date.fromisoformat(value) if kind == "date" else value


def answer_sections(application: Application, *, on: date) -> list[AnswerSection]:
    """All answers in words, personal numbers masked, for check page, paper and case file."""
    sections = [AnswerSection(step, _facts_of(step, application, on)) for step in QUESTION_STEPS]
    sections[0] = AnswerSection(sections[0].step, _identity_facts(application) + sections[0].facts)
    return sections


def _identity_facts(application: Application) -> list[Fact]:
    person = application.applicant
    return [
        Fact(_("Name"), person.name),
        Fact(_("ID number"), mask_id(person.id_number) if person.id_number else ""),
        Fact(_("Mobile phone"), mask_phone(person.phone) if person.phone else ""),
    ]


def _facts_of(step: Step, application: Application, on: date) -> list[Fact]:
    answers = answers_of(application).get(step.code, {})
    return [
        Fact(
            question.label,
            shown_answer(question, answers.get(question.code), application=application, on=on),
        )
        for question in asked_questions(step, answers)
    ]


def shown_answer(question: Question, value: Any, *, application: Application, on: date) -> str:
    """An answer in words; nothing is the empty text, which pages show as “not provided”."""
    if value in (None, "", []):
        return ""
    if value == UNKNOWN:
        return _("I don't know")
    if isinstance(value, Mapping):
        return str(value["shown"])
    if question.kind in ("choice", "yes_no"):
        words = dict(choices_of(question, application, on))
        return str(words[value] if value in words else _no_longer_offered(question, value))
    writers = {
        "money": lambda: yuan(Decimal(value)),
        "date": lambda: day(date.fromisoformat(value)),
        "debts": lambda: "\n".join(_debt_in_words(debt) for debt in value),
    }
    return writers[question.kind]() if question.kind in writers else str(value)


def _no_longer_offered(question: Question, value: str) -> str:
    """The word of a choice that was on offer when it was made."""
    if question.source == "banks":
        return str(Organisation.objects.filter(code=value).first() or value)
    return value


def _debt_in_words(debt: Mapping[str, str]) -> str:
    kind = dict(DEBT_KINDS)[debt["kind"]]
    return _("%(lender)s, %(kind)s: %(balance)s left, %(monthly)s a month") % {
        "lender": debt["lender"],
        "kind": kind,
        "balance": yuan(Decimal(debt["balance"])),
        "monthly": yuan(Decimal(debt["monthly"])),
    }


def papers_needed(application: Application, *, on: date) -> list[PaperNeed]:
    """The papers this application must hold, each with what is there."""
    terms = terms_of(application, on)
    mode = application.guarantee_mode
    types = documents_asked(terms.product.kind, mode, on)
    present = application.case.documents.exclude(verdict=Document.Verdict.REPLACED)
    by_type: dict[str, list[Document]] = {}
    for document in present:
        by_type.setdefault(document.type_code, []).append(document)
    return [PaperNeed(found, by_type.get(found.code, [])) for found in types]


def papers_unassigned(application: Application) -> QuerySet[Document]:
    """Unpacked papers of which nobody has said what they are."""
    present = application.case.documents.exclude(verdict=Document.Verdict.REPLACED)
    found: QuerySet[Document] = present.filter(type_code="").order_by("pk")
    return found


def papers_missing(application: Application, *, on: date) -> list[DocumentType]:
    """Needed papers that are not there."""
    needs = papers_needed(application, on=on)
    return [need.type for need in needs if need.type.is_required and not need.is_met]


def consents_in_force(application: Application) -> dict[str, Consent]:
    """The consents of the applicant that hold now, by kind."""
    return {found.kind: found for found in application.applicant.consents.filter(withdrawn_at=None)}


def consents_missing(application: Application) -> list[str]:
    """Needed separate consents that are not in force."""
    given = consents_in_force(application)
    return [kind for kind in REQUIRED_CONSENTS if kind not in given]


def consent_text(kind: str, on: date) -> TextTemplate:
    """The approved wording of a consent on a day."""
    return text_template(f"consent-{kind}", on)


def consent_texts(on: date) -> dict[str, TextTemplate]:
    """The wording of every consent that is asked for, needed ones first."""
    return {kind: consent_text(kind, on) for kind in (*REQUIRED_CONSENTS, *OPTIONAL_CONSENTS)}


def is_step_done(application: Application, step: Step, *, on: date) -> bool:
    """Whether nothing of this step is left to do."""
    if step is DOCUMENTS:
        return not papers_missing(application, on=on)
    if step is DECLARATIONS:
        return step.code in application.steps_done and not consents_missing(application)
    return step.code in application.steps_done


def steps_left(application: Application, *, on: date) -> list[Step]:
    """The steps that still need something, in order."""
    return [step for step in STEPS if not is_step_done(application, step, on=on)]
