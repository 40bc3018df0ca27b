"""Forms of guarantee, security, fund and claim: parsing and field errors, no rules."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guarantees.models import FundMovement, RecoveryMeasure, Security, SecurityPaper, WriteOff
from loancore.identity import IdentityError, resident_id
from parties.models import Organisation
from screens.forms import (
    DateField,
    IdempotencyField,
    IdNumberField,
    MoneyInputField,
    PageForm,
    PhoneField,
    UploadField,
)

RETURN_REASONS = [
    ("paper_missing", _("a paper is missing or cannot be read")),
    ("facts_differ", _("figures or facts do not agree")),
    ("not_eligible", _("eligibility is not proven")),
    ("limits", _("amount, term or number of loans beyond the policy")),
    ("other", _("another reason, see the text")),
]


def _long(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 4}), **more)


class RequestForm(PageForm):
    """The bank's letter of intention."""

    intention = _long(
        _("Letter of intention"),
        help_text=_("What the bank has decided and asks the center for. The center reads it."),
    )


class TextForm(PageForm):
    """Grounds in words."""

    text = _long(_("Grounds"))


class ReasonForm(PageForm):
    """A reason from the list, and words that help the other side."""

    kind = forms.ChoiceField(label=_("Reason"), choices=RETURN_REASONS, widget=forms.RadioSelect)
    text = _long(_("What exactly"), help_text=_("The other side reads this sentence."))

    def clean(self) -> dict[str, Any]:
        """One sentence out of both."""
        cleaned = super().clean() or {}
        if "kind" in cleaned and "text" in cleaned:
            label = dict(RETURN_REASONS)[cleaned.pop("kind")]
            cleaned = {"reason": f"{label}: {cleaned.pop('text')}"}
        return cleaned


class WhyForm(PageForm):
    """A reason in words."""

    reason = _long(_("Reason"))


class RecommendForm(PageForm):
    """The reviewer's six checks and the opinion."""

    group = forms.BooleanField(label=_("Belongs to an eligible group"), required=False)
    county = forms.BooleanField(label=_("Lives and works in the county"), required=False)
    proof = forms.BooleanField(label=_("Papers prove it"), required=False)
    limits = forms.BooleanField(label=_("Amount within the policy"), required=False)
    times = forms.BooleanField(label=_("Number of supported loans"), required=False)
    fund = forms.BooleanField(label=_("The fund reaches"), required=False)
    text = _long(_("Opinion"), help_text=_("What you found, and why you recommend it or not."))


class SecurityForm(PageForm):
    """A thing or a surety for the register; the owner is found by the identity number."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Security.Kind.choices)
    owner_name = forms.CharField(label=_("Owner or surety"), max_length=50)
    owner_id_number = IdNumberField(label=_("Identity number"))
    owner_phone = PhoneField(label=_("Mobile phone"), required=False)
    description = forms.CharField(
        label=_("Description"),
        max_length=200,
        help_text=_("For a house: address and floor area. For a surety: what he or she does."),
    )
    certificate_number = forms.CharField(
        label=_("Certificate number"), max_length=60, required=False
    )
    kept_at = forms.CharField(
        label=_("Where the certificate is kept"), max_length=100, required=False
    )
    co_owner_name = forms.CharField(label=_("Co-owner"), max_length=50, required=False)
    co_owner_id_number = IdNumberField(label=_("Identity number of the co-owner"), required=False)
    employer = forms.CharField(label=_("Employer of the surety"), max_length=100, required=False)
    annual_income = MoneyInputField(label=_("Annual income of the surety"), required=False)
    surety_agreed_on = DateField(label=_("Surety agreed in writing on"), required=False)

    def clean_owner_id_number(self) -> str:
        """A real identity number."""
        return _checked_id(self.cleaned_data["owner_id_number"])

    def clean_co_owner_id_number(self) -> str:
        """A real identity number, if there is a co-owner."""
        number = self.cleaned_data["co_owner_id_number"]
        return _checked_id(number) if number else ""

    def clean(self) -> dict[str, Any]:
        """What belongs together is given together."""
        cleaned = super().clean() or {}
        is_surety = cleaned.get("kind") == Security.Kind.SURETY
        if is_surety and not cleaned.get("annual_income") and "annual_income" not in self.errors:
            self.add_error("annual_income", _("A surety needs an annual income."))
        if bool(cleaned.get("co_owner_name")) != bool(cleaned.get("co_owner_id_number")):
            self.add_error("co_owner_name", _("Give name and identity number of the co-owner."))
        return cleaned


def _checked_id(number: str) -> str:
    try:
        return str(resident_id(number).number)
    except IdentityError:
        raise forms.ValidationError(
            _("This is not a valid identity number: 18 places, the last may be X.")
        ) from None


class ValuationForm(PageForm):
    """What an appraiser found."""

    appraiser = forms.CharField(label=_("Appraiser"), max_length=80)
    method = forms.CharField(label=_("Method"), max_length=80)
    valued_on = DateField(label=_("Valued on"))
    value = MoneyInputField(label=_("Value"))


class SecurityPaperForm(PageForm):
    """A paper or photo of a security."""

    kind = forms.ChoiceField(label=_("What it is"), choices=SecurityPaper.Kind.choices)
    upload = UploadField(label=_("File"), help_text=_("PDF, JPG or PNG, up to 20 MB."))


class UseForm(PageForm):
    """Which security of the register stands behind the guarantee, and for how much."""

    security = forms.ModelChoiceField(label=_("Security"), queryset=Security.objects.none())
    amount = MoneyInputField(label=_("Amount secured"))

    def __init__(self, *args: Any, securities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["security"].queryset = securities  # type: ignore[attr-defined]  # of this field


class MovementForm(PageForm):
    """Money into or out of the fund, from the bank's advice."""

    idempotency_key = IdempotencyField()
    kind = forms.ChoiceField(label=_("Kind"), choices=FundMovement.Kind.choices)
    bank = forms.ModelChoiceField(label=_("Account at"), queryset=Organisation.objects.none())
    amount = MoneyInputField(label=_("Amount"))
    value_on = DateField(label=_("Value date"))
    reference = forms.CharField(label=_("Bank reference"), max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, banks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]  # of this field


class ClaimForm(PageForm):
    """The bank's statement on a claim."""

    idempotency_key = IdempotencyField()
    statement = _long(
        _("Statement of the bank"),
        help_text=_("Why the loan was not repaid and what was tried to collect it."),
    )


class StatementForm(PageForm):
    """The statement of a claim that is filed again."""

    statement = _long(_("Statement of the bank"))


class PaymentForm(PageForm):
    """The bank reference of a claim payment."""

    payment_reference = forms.CharField(label=_("Bank reference"), max_length=60)


class MeasureForm(PageForm):
    """What was done to get the money back."""

    kind = forms.ChoiceField(label=_("Measure"), choices=RecoveryMeasure.Kind.choices)
    text = _long(_("What was done"))


class RecoveryForm(PageForm):
    """Money that came back after a claim."""

    idempotency_key = IdempotencyField()
    received_on = DateField(label=_("Received on"))
    gross = MoneyInputField(label=_("Received"))
    costs = MoneyInputField(label=_("Costs"), min_value=None, initial="0.00")
    payer = forms.CharField(label=_("Paid by"), max_length=60)
    reference = forms.CharField(label=_("Bank reference"), max_length=60)

    def clean_costs(self) -> Any:
        """Never below zero."""
        costs = self.cleaned_data["costs"]
        if costs < 0:
            raise forms.ValidationError(_("Costs are not below zero."))
        return costs


class WriteOffForm(PageForm):
    """The proposal to give up what cannot be recovered."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=WriteOff._meta.get_field("ground").choices or []
    )
    text = _long(_("Evidence"))


class ObjectionForm(PageForm):
    """What a visitor objects to a name on notice."""

    idempotency_key = IdempotencyField()
    name = forms.CharField(label=_("Your name"), max_length=50)
    phone = PhoneField(
        label=_("Your mobile phone"),
        help_text=_("Only the center sees it, to ask back and to answer you."),
    )
    text = _long(_("What you object"), help_text=_("Facts that can be checked help most."))


class ObjectionAnswerForm(PageForm):
    """What the center found."""

    is_upheld = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("no", _("not confirmed")), ("yes", _("found to be right"))],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    answer = _long(_("What was found"))


class QuarterForm(PageForm):
    """For which bank and quarter a subsidy list is made."""

    bank: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(None, label=_("Bank"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), coerce=int, choices=[(number, number) for number in range(1, 5)]
    )

    def __init__(self, *args: Any, banks: QuerySet[Organisation], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank, year = self.fields["bank"], self.fields["year"]
        assert isinstance(bank, forms.ModelChoiceField)
        assert isinstance(year, forms.ChoiceField)
        bank.queryset = banks
        year.choices = [(number, number) for number in range(on.year, on.year - 4, -1)]


class StopForm(PageForm):
    """A loan that loses its subsidy."""

    loan_number = forms.CharField(label=_("Loan number"), max_length=30)
    from_on = DateField(label=_("No subsidy from"))
    finding = forms.CharField(label=_("What was found"), max_length=200)
