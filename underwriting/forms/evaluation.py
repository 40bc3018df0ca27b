"""Forms of opinion and worksheet."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from casework.models import Document
from screens.forms import MoneyInputField, PageForm
from screens.parts import Text
from underwriting.models import Opinion, Worksheet

NOTHING_LESS = Decimal("0.00")
SOURCES = (
    ("statement", _("the applicant's own statement")),
    ("application", _("the application")),
    ("credit_report", _("the credit report")),
    ("visit", _("the site visit")),
)
GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Cash flow of a month"), ("monthly_income", "living_costs", "existing_instalments")),
    (_("Debts and assets"), ("other_debts", "assets")),
    (_("Project"), ("own_funds", "project_budget")),
    (_("Security"), ("security_kind", "security_value")),
    (
        _("Credit and experience"),
        ("overdue_count", "industry_years", "business_months", "jobs"),
    ),
)
FIGURES = tuple(name for _title, names in GROUPS for name in names)


class OpinionForm(PageForm):
    """One of the three opinions."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"), choices=Opinion.Verdict.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Grounds"),
        help_text=_("What you looked at and what you found. It is signed with your name."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )


class CountField(forms.IntegerField):
    """A whole number that may be unknown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "size": 6}))
        super().__init__(min_value=0, max_value=9999, required=False, **kwargs)


class WorksheetForm(PageForm):
    """Income, debts, assets and experience, each figure with its source."""

    monthly_income = MoneyInputField(
        label=_("Monthly income"),
        help_text=_("Business after costs and the household's other income, in yuan."),
    )
    living_costs = MoneyInputField(label=_("Monthly living costs"), min_value=NOTHING_LESS)
    existing_instalments = MoneyInputField(
        label=_("Existing instalments a month"), min_value=NOTHING_LESS
    )
    other_debts = MoneyInputField(label=_("Other debts, what is left"), min_value=NOTHING_LESS)
    assets = MoneyInputField(label=_("Assets of the household"), min_value=NOTHING_LESS)
    own_funds = MoneyInputField(label=_("Own funds in the project"), min_value=NOTHING_LESS)
    project_budget = MoneyInputField(
        label=_("Budget of the project"), min_value=NOTHING_LESS, required=False
    )
    security_kind = forms.ChoiceField(
        label=_("Kind of security"), choices=Worksheet.Security.choices
    )
    security_value = MoneyInputField(
        label=_("Value of the security"),
        help_text=_("For sureties: the yearly income of all sureties together."),
        min_value=NOTHING_LESS,
    )
    overdue_count = CountField(
        label=_("Overdue instalments in 24 months"),
        help_text=_("From the credit report; leave empty if there is no credit history."),
    )
    industry_years = CountField(label=_("Years in the trade"))
    business_months = CountField(label=_("Age of the business in months"))
    jobs = CountField(label=_("Jobs created or kept, without the borrower"))
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, documents: Iterable[Document], names: dict[str, str], **kwargs: Any
    ) -> None:
        """Offer every paper of the case as a source; `names` are the words of document types."""
        super().__init__(*args, **kwargs)
        papers = [
            (f"document:{paper.pk}", names.get(paper.type_code, paper.type_code))
            for paper in documents
        ]
        for name in FIGURES:
            self.fields[f"source_{name}"] = forms.ChoiceField(
                label=_("Source: %(figure)s") % {"figure": self.fields[name].label},
                choices=[*SOURCES, (_("papers of the case"), papers)] if papers else SOURCES,
            )

    @property
    def groups(self) -> list[tuple[Text, list[tuple[BoundField, BoundField]]]]:
        """The figures by theme, each beside its source."""
        return [
            (title, [(self[name], self[f"source_{name}"]) for name in names])
            for title, names in GROUPS
        ]

    @property
    def figures(self) -> dict[str, Any]:
        """The cleaned figures as the service takes them."""
        return {name: self.cleaned_data[name] for name in (*FIGURES, "remark")}

    @property
    def sources(self) -> dict[str, str]:
        """Where each figure comes from."""
        return {name: self.cleaned_data[f"source_{name}"] for name in FIGURES}


def worksheet_initial(sheet: Worksheet) -> dict[str, Any]:
    """The figures and sources of a version, to start the next one from."""
    figures = {name: getattr(sheet, name) for name in (*FIGURES, "remark")}
    sources = {f"source_{name}": source for name, source in sheet.sources.items()}
    return {**figures, **sources, "based_on": sheet.version}


def application_initial(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures of the application with their source."""
    sources = {f"source_{name}": "application" for name in figures}
    return {**figures, **sources, "based_on": 0}
