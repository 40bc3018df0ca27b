"""The program as dated data: profile, products, banks' agreements, parameters, calendar, texts."""

from policy.models.dated import BusinessDay, Rule, RuleQuerySet, in_language
from policy.models.layouts import RepaymentLayout
from policy.models.products import (
    BankAgreement,
    DocumentType,
    EligibleGroup,
    GuaranteeMode,
    Product,
    ProductVersion,
    RepaymentMethod,
    SubsidyKind,
)
from policy.models.programme import CalendarDay, Parameter, ProgrammeProfile, ReferenceRate
from policy.models.texts import AuthorityRule, ReminderRule, Scorecard, TextTemplate

__all__ = [
    "AuthorityRule",
    "BankAgreement",
    "BusinessDay",
    "CalendarDay",
    "DocumentType",
    "EligibleGroup",
    "GuaranteeMode",
    "Parameter",
    "Product",
    "ProductVersion",
    "SubsidyKind",
    "ProgrammeProfile",
    "ReferenceRate",
    "ReminderRule",
    "RepaymentLayout",
    "RepaymentMethod",
    "Rule",
    "RuleQuerySet",
    "Scorecard",
    "TextTemplate",
    "in_language",
]
