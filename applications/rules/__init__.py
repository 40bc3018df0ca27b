"""The steps of an application in their order: what is asked, why, and when."""

from django.utils.translation import gettext_lazy as _

from applications.rules.firm import BUSINESS, JOBS
from applications.rules.loan import (
    BANK,
    DEBT_KINDS,
    GUARANTEE,
    INCOME,
    PERMITTED_DEBTS,
    WISH,
)
from applications.rules.people import HOUSEHOLD, PERSON
from applications.rules.questions import (
    UNKNOWN,
    YES_NO,
    Question,
    Step,
    asked_questions,
    is_asked,
)

__all__ = [
    "DEBT_KINDS",
    "DECLARATIONS",
    "DOCUMENTS",
    "OPTIONAL_CONSENTS",
    "PERMITTED_DEBTS",
    "QUESTION_STEPS",
    "REQUIRED_CONSENTS",
    "STEPS",
    "STEP_BY_CODE",
    "STEP_GROUPS",
    "UNKNOWN",
    "YES_NO",
    "Question",
    "Step",
    "asked_questions",
    "is_asked",
]

DOCUMENTS = Step(
    "documents",
    _("Your papers"),
    _("Bank and center compare your answers with these papers. Phone photos are fine."),
)
DECLARATIONS = Step(
    "declarations",
    _("Declarations and consents"),
    _("The law asks for a separate consent for each use of your data."),
)

STEPS = (
    PERSON,
    HOUSEHOLD,
    BUSINESS,
    JOBS,
    WISH,
    INCOME,
    GUARANTEE,
    BANK,
    DOCUMENTS,
    DECLARATIONS,
)
STEP_BY_CODE = {step.code: step for step in STEPS}
QUESTION_STEPS = tuple(step for step in STEPS if step.questions)
STEP_GROUPS = (
    (_("You and your household"), (PERSON, HOUSEHOLD)),
    (_("Your business"), (BUSINESS, JOBS)),
    (_("The loan"), (WISH, INCOME, GUARANTEE, BANK)),
    (_("Papers and consents"), (DOCUMENTS, DECLARATIONS)),
)
REQUIRED_CONSENTS = ("privacy", "sensitive", "credit_query", "bank_sharing")
OPTIONAL_CONSENTS = ("contact",)
