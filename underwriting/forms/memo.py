"""Forms of the memo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.fields import PercentFormField
from policy.models import ProductVersion, RepaymentMethod
from screens.forms import MoneyInputField, PageForm
from underwriting.models import Memo
from underwriting.services import Proposal


class MemoForm(PageForm):
    """Conclusion, proposal and conditions."""

    conclusion = forms.CharField(
        label=_("Conclusion"),
        required=False,
        help_text=_("Needed before the file goes to decision."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    amount = MoneyInputField(label=_("Proposed amount"))
    term_months = forms.IntegerField(
        label=_("Proposed term in months"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    rate = PercentFormField(
        label=_("Proposed annual rate in percent"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )
    repayment_method = forms.ChoiceField(label=_("Repayment method"))
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        help_text=_("One condition per line, such as: insure the machine before payout."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    deviation_reason = forms.CharField(
        label=_("Why above the suggestion"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, terms: ProductVersion, **kwargs: Any) -> None:
        """Offer the repayment methods of the product."""
        super().__init__(*args, **kwargs)
        offered = [each for each in RepaymentMethod.choices if each[0] in terms.repayment_methods]
        self.fields["repayment_method"].choices = offered  # type: ignore[attr-defined]  # ChoiceField

    @property
    def proposal(self) -> Proposal:
        """The proposal as the service takes it."""
        data = dict(self.cleaned_data)
        del data["edition"]
        return Proposal(method=data.pop("repayment_method"), **data)


def memo_initial(memo: Memo) -> dict[str, Any]:
    """What the draft says now."""
    return {
        "conclusion": memo.conclusion,
        "amount": memo.proposed_amount,
        "term_months": memo.proposed_term_months,
        "rate": memo.proposed_rate,
        "repayment_method": memo.proposed_method,
        "conditions": memo.conditions,
        "deviation_reason": memo.deviation_reason,
        "edition": memo.edition,
    }


class ReasonForm(PageForm):
    """Why a step is taken."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
