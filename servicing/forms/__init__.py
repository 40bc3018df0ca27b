"""What people type about loans."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import Organisation as Organisation
from policy.models import RepaymentLayout as RepaymentLayout
from policy.selectors import repayment_layouts as repayment_layouts
from screens.forms import (
    DateField,
    IdempotencyField,
    IdNumberField,
    MoneyInputField,
    PageForm,
)
from screens.forms import (
    PageModelForm as PageModelForm,
)
from screens.forms import (
    UploadField as UploadField,
)
from servicing.models import Channel, ContactRecord, Repayment
from servicing.services.disbursements import Supplier


class PrepareForm(PageForm):
    """The account into which a loan is paid."""

    account_holder = forms.CharField(
        label=_("Account holder"), max_length=50, help_text=_("Must be the borrower.")
    )
    account_number = IdNumberField(label=_("Account number"), min_length=8)
    account_bank = forms.CharField(label=_("Account held at"), max_length=100, required=False)
    conditions_met = forms.CharField(
        label=_("How the conditions of the decision were met"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    supplier = forms.CharField(
        label=_("Supplier who is paid"),
        max_length=100,
        required=False,
        help_text=_("Needed above the limit from which the bank pays the supplier directly."),
    )
    supplier_account = IdNumberField(
        label=_("Account of the supplier"), min_length=8, required=False
    )
    supplier_evidence = forms.CharField(
        label=_("Evidence: number of the purchase contract or invoice"),
        max_length=200,
        required=False,
    )
    idempotency_key = IdempotencyField()

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, the supplier as one."""
        typed = dict(self.cleaned_data)
        name, account, evidence = (
            typed.pop(part) for part in ("supplier", "supplier_account", "supplier_evidence")
        )
        return {**typed, "supplier": Supplier(name, account, evidence)}


class PayoutAccountForm(PageForm):
    """The borrower's own account, and the code that proves who enters it."""

    number = IdNumberField(label=_("Account number"))
    held_at = forms.CharField(label=_("Account held at"), max_length=100)
    code = forms.CharField(
        label=_("Code from the message"),
        max_length=10,
        help_text=_("Press “Send me a code” first."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the six digits of the message.")},
    )

    def __init__(self, *args: Any, wants_code: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_code = wants_code
        self.fields["code"].required = not wants_code


class ApproveForm(PageForm):
    """The bank's own record of the payout."""

    bank_serial = forms.CharField(label=_("Bank serial number"), max_length=60)
    value_on = DateField(label=_("Value date"))


class ReasonForm(PageForm):
    """Why something is sent back or taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class RepaymentForm(PageForm):
    """Money that came in."""

    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Repayment.Purpose.choices, initial=Repayment.Purpose.REGULAR
    )
    amount = MoneyInputField(label=_("Amount"))
    received_on = DateField(label=_("Received on"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices[:3])
    bank_serial = forms.CharField(label=_("Bank serial number"), max_length=60)
    payer = forms.CharField(
        label=_("Paid by, if it was not the borrower"), max_length=50, required=False
    )
    idempotency_key = IdempotencyField()


class ContactForm(PageForm):
    """One contact with a late borrower, and what was promised."""

    way = forms.ChoiceField(label=_("Way"), choices=ContactRecord.Way.choices)
    reached = forms.ChoiceField(label=_("Person reached"), choices=ContactRecord.Reached.choices)
    result = forms.ChoiceField(label=_("Result"), choices=ContactRecord.Result.choices)
    reason = forms.ChoiceField(
        label=_("Reason for the delay"), choices=ContactRecord.Reason.choices
    )
    attitude = forms.ChoiceField(
        label=_("Attitude"),
        choices=[("", "–"), *ContactRecord.Attitude.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    promised_amount = MoneyInputField(label=_("Amount promised"), required=False)
    promised_on = DateField(label=_("Promised for"), required=False)
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    recording = forms.CharField(
        label=_("Reference of the recording"), max_length=100, required=False
    )
    consent_evidence = forms.CharField(
        label=_("Evidence of consent"),
        max_length=200,
        required=False,
        help_text=_("Only outside the allowed hours or beyond the daily number of calls."),
    )
    idempotency_key = IdempotencyField()

    def clean(self) -> dict[str, Any]:
        """A promise has an amount and a day."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("promised_amount")) != bool(cleaned.get("promised_on")):
            self.add_error("promised_on", _("A promise needs an amount and a day."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What is said of the contact itself."""
        names = (
            "way",
            "reached",
            "result",
            "reason",
            "attitude",
            "text",
            "next_step",
            "recording",
            "consent_evidence",
        )
        return {name: self.cleaned_data[name] for name in names}


class QuoteForm(PageForm):
    """The day for which a full early repayment is computed."""

    on = DateField(label=_("Repay on"))

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_on(self) -> date:
        """A day from today to maturity."""
        day: date = self.cleaned_data["on"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(_("Choose a day from today to maturity."))
        return day


class ReminderRuleForm(PageForm):
    """A new rule on when borrowers are reminded."""

    offset_days = forms.IntegerField(
        label=_("Days from the due date"),
        min_value=-60,
        max_value=60,
        help_text=_("-7 is a week before, 0 the day itself, 1 the day after."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels, first one that reaches the borrower"),
        choices=[("sms", _("SMS")), ("email", _("e-mail")), ("page", _("message on the page"))],
        initial=["sms", "email"],
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = DateField(label=_("In force from"))
    source = forms.CharField(label=_("Source of the rule"), max_length=200)
