"""What the borrower types into the regular report."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import MoneyInputField, PageForm
from servicing.services.reports import Figures


class ReportForm(PageForm):
    """How the business did in the period."""

    turnover = MoneyInputField(
        label=_("Turnover of the period"),
        min_value=Decimal(0),
        help_text=_("An honest estimate is enough."),
    )
    costs = MoneyInputField(label=_("Costs of the period"), min_value=Decimal(0))
    cash = MoneyInputField(label=_("Cash and money in accounts now"), min_value=Decimal(0))
    staff = forms.IntegerField(
        label=_("How many people work for you now?"),
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    problems = forms.CharField(
        label=_("Problems, and what would help"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def figures(self) -> Figures:
        """The figures as the service takes them."""
        return Figures(**self.cleaned_data)
