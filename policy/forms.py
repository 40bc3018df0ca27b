"""Forms for the rules of the program."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import Organisation
from policy.models import (
    EligibleGroup,
    GuaranteeMode,
    ProductVersion,
    RepaymentMethod,
    TextTemplate,
)
from screens.forms import DateField, PageForm, PageModelForm


class ProductVersionForm(PageModelForm):
    """The terms of a product from a date on, as a draft."""

    from_on = DateField(label=_("In force from"))
    repayment_methods = forms.MultipleChoiceField(
        label=_("Repayment methods"),
        choices=RepaymentMethod.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    guarantee_modes = forms.MultipleChoiceField(
        label=_("Guarantee modes"),
        choices=GuaranteeMode.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    eligible_groups = forms.ModelMultipleChoiceField(
        label=_("Eligible groups"),
        queryset=EligibleGroup.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        """What an administrator may set; numbers and approval come from the service."""

        model = ProductVersion
        fields = (
            "from_on",
            "source",
            "name",
            "name_en",
            "summary",
            "summary_en",
            "amount_min",
            "amount_max",
            "amount_step",
            "term_months_min",
            "term_months_max",
            "interest_rate",
            "rate_rule",
            "rate_rule_en",
            "borrower_rate",
            "subsidy_kind",
            "subsidy_share",
            "subsidy_years",
            "repayment_methods",
            "guarantee_modes",
            "eligible_groups",
            "borrow_count_max",
            "age_min",
            "age_max",
            "other_debt_max",
            "business_age_months_min",
            "fund_share",
            "penalty_factor",
            "fee_rate",
            "excess_rule",
            "claim_waiting_days",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("interest_rate", "borrower_rate", "subsidy_share", "fee_rate"):
            self.fields[name].help_text = _("as a fraction: 0.036 means 3.60 % a year")


class ReasonForm(PageForm):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class BankStatusForm(PageForm):
    """Whether a bank takes new business."""

    status = forms.ChoiceField(
        label=_("Status"), choices=Organisation.Status.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MessageForm(PageModelForm):
    """The wording of a message in both languages."""

    from_on = DateField(label=_("In force from"))

    class Meta:
        """What is written; code and version come from the message itself."""

        model = TextTemplate
        fields = ("title", "title_en", "body", "body_en", "from_on", "source")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "body_en": forms.Textarea(attrs={"rows": 6}),
        }

    @property
    def wording(self) -> dict[str, str]:
        """Titles and texts."""
        return {name: self.cleaned_data[name] for name in ("title", "title_en", "body", "body_en")}
