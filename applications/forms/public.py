"""Forms of the public pages: sign-in, self-check, calculator, receipt check."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.rules.self_check import QUESTIONS
from loancore.identity import MobileShape, mobile
from policy.models import GuaranteeMode, RepaymentMethod
from screens.forms import IdNumberField, MoneyInputField, PageForm, PhoneField
from screens.parts import Text


class PhoneForm(PageForm):
    """The phone number a code is sent to."""

    phone = PhoneField(
        label=_("Your mobile phone number"),
        help_text=_("We send a code of six digits to it. There is no password to remember."),
    )

    def clean_phone(self) -> str:
        """A mainland mobile number."""
        try:
            return mobile(self.cleaned_data["phone"])
        except MobileShape:
            raise forms.ValidationError(
                _("A mobile number has 11 digits and starts with 13 to 19.")
            ) from None


class CodeForm(PageForm):
    """The six digits of the message."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": _("Type the six digits of the message.")},
    )


class RealNameForm(PageForm):
    """Name and ID number as on the identity card."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=50,
        help_text=_("As on the identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id_number = IdNumberField(
        label=_("Your ID number"),
        help_text=_("18 characters. Spaces and a small x are fine. It is kept encrypted."),
    )


class RecoveryForm(PageForm):
    """Whose account moves to which phone."""

    id_number = IdNumberField(label=_("ID number on the card"))
    new_phone = PhoneField(label=_("New mobile phone number"))
    is_seen = forms.BooleanField(
        label=_("I have seen the identity card and compared the face with the picture.")
    )


class SelfCheckForm(PageForm):
    """At most eight short questions, no account needed."""

    def __init__(
        self, choices: dict[str, list[tuple[str, Text]]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            plain: dict[str, Any] = {"label": question.label, "help_text": question.hint}
            if question.kind == "number":
                self.fields[question.code] = forms.IntegerField(
                    min_value=1,
                    max_value=120,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                    **plain,
                )
            elif question.kind == "money":
                self.fields[question.code] = MoneyInputField(min_value=Decimal(0), **plain)
            else:
                offered = choices.get(question.code) or list(question.choices)
                self.fields[question.code] = forms.ChoiceField(
                    choices=offered, widget=forms.RadioSelect, **plain
                )


class CalculatorForm(PageForm):
    """Amount, term, rate, method and the share of interest that is subsidised."""

    amount = MoneyInputField(label=_("Amount in yuan"), max_digits=12)
    months = forms.IntegerField(
        label=_("Term in months"),
        min_value=1,
        max_value=360,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    rate = forms.DecimalField(
        label=_("Annual rate in %"),
        min_value=Decimal(0),
        max_value=Decimal(36),
        max_digits=6,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    method = forms.ChoiceField(label=_("How to repay"), choices=RepaymentMethod.choices)
    subsidy = forms.DecimalField(
        label=_("Share of interest that is subsidised in %"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Quarterly interest needs a term of whole quarters."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        quarterly = given.get("method") == RepaymentMethod.INTEREST_ONLY_QUARTERLY
        if quarterly and (given.get("months") or 0) % 3:
            self.add_error("months", _("For quarterly interest choose a term of whole quarters."))
        return given


class ReceiptForm(PageForm):
    """The number on a receipt."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=30,
        help_text=_("It begins with R and stands on the receipt and in the message."),
    )

    def clean_number(self) -> str:
        """Capitals, no spaces."""
        return str(self.cleaned_data["number"]).replace(" ", "").upper()


class PaperListForm(PageForm):
    """For whom a list of papers is made."""

    product = forms.ChoiceField(label=_("Which loan?"), widget=forms.RadioSelect)
    mode = forms.ChoiceField(
        label=_("Which security?"), choices=GuaranteeMode.choices, widget=forms.RadioSelect
    )

    def __init__(self, products: list[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = products  # type: ignore[attr-defined]  # a choice field
