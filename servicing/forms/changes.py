"""What people type about changes of the plan and classes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, IdempotencyField, MoneyInputField, PageForm, UploadField
from servicing.models import AssetClass, LoanChange
from servicing.services.changes import Asked, Proposed

Kind = LoanChange.Kind


class AskForm(PageForm):
    """What is asked for and why."""

    kind = forms.ChoiceField(label=_("What should change"), choices=Kind.choices)
    ground = forms.ChoiceField(label=_("Reason"), choices=LoanChange.Ground.choices)
    text = forms.CharField(
        label=_("What happened"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a few sentences: since when, what you earn now, what you can pay."),
    )
    wished = forms.CharField(
        label=_("What would help"),
        max_length=200,
        required=False,
        help_text=_("For example: six more months, or the arrears in six parts."),
    )
    proof = UploadField(
        label=_("Proof"),
        required=False,
        help_text=_("For example medical papers, a contract, pictures of the damage."),
    )
    idempotency_key = IdempotencyField()

    def asked(self, **more: Any) -> Asked:
        """The request as the service takes it."""
        names = ("kind", "ground", "text", "wished", "proof")
        return Asked(**{name: self.cleaned_data[name] for name in names}, **more)


class StaffAskForm(AskForm):
    """As the borrower asks, recorded at the bank."""

    is_help = forms.BooleanField(
        label=_("Help in difficulty (the borrower cannot pay as agreed)"), required=False
    )


class ProposeForm(PageForm):
    """The terms of a change, what the borrower can pay, who has to agree."""

    kind = forms.ChoiceField(label=_("Kind of change"), choices=Kind.choices)
    months = forms.IntegerField(
        label=_("Months longer"), required=False, min_value=1, help_text=_("For an extension.")
    )
    count = forms.IntegerField(
        label=_("Number of parts or months"),
        required=False,
        min_value=1,
        help_text=_("For arrears in parts, or only interest."),
    )
    first_on = DateField(
        label=_("First part on"), required=False, help_text=_("For arrears in parts.")
    )
    until = DateField(
        label=_("Holiday until"), required=False, help_text=_("For a payment holiday.")
    )
    interest = forms.ChoiceField(
        label=_("Interest in the holiday"),
        choices=[("accrues", _("runs on and is paid afterwards")), ("waived", _("is waived"))],
        required=False,
    )
    maturity = forms.ChoiceField(
        label=_("Maturity after the holiday"),
        choices=[("moves", _("moves by the skipped instalments")), ("stays", _("stays"))],
        required=False,
    )
    over = forms.IntegerField(
        label=_("Interest and penalty in arrears over how many instalments"),
        required=False,
        min_value=1,
        max_value=36,
        initial=1,
    )
    income = MoneyInputField(label=_("Income of a month"))
    costs = MoneyInputField(
        label=_("Costs of business and household in a month"), min_value=Decimal(0)
    )
    other_debts = MoneyInputField(
        label=_("Instalments of other loans in a month"), initial="0", min_value=Decimal(0)
    )
    sureties = forms.CharField(
        label=_("Counter-guarantors who have to agree"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("One name a line; those of the application are added."),
    )
    opinion = forms.CharField(label=_("Your opinion"), widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """Each kind has its own terms."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in NEEDED.get(Kind(cleaned["kind"]), ()) if cleaned.get("kind") else ():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Needed for this kind of change."))
        return cleaned

    def proposed(self) -> Proposed:
        """The proposal as the service takes it."""
        given = self.cleaned_data
        kind = Kind(given["kind"])
        terms = {name: _text(given[name]) for name in TERMS[kind] if given[name]}
        money = {name: given[name] for name in ("income", "costs", "other_debts")}
        names = [line.strip() for line in given["sureties"].splitlines() if line.strip()]
        return Proposed(kind=kind, terms=terms, opinion=given["opinion"], sureties=names, **money)


TERMS: dict[str, tuple[str, ...]] = {
    Kind.EXTENDED: ("months", "over"),
    Kind.SPREAD: ("count", "first_on"),
    Kind.GRACED: ("count", "over"),
    Kind.PAUSED: ("until", "interest", "maturity", "over"),
}
NEEDED: dict[str, tuple[str, ...]] = {
    Kind.EXTENDED: ("months",),
    Kind.SPREAD: ("count", "first_on"),
    Kind.GRACED: ("count",),
    Kind.PAUSED: ("until", "interest", "maturity"),
}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


class ConsentForm(PageForm):
    """What the center or a surety said."""

    agrees = forms.TypedChoiceField(
        label=_("Consent"),
        choices=[("yes", _("agrees")), ("no", _("does not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Evidence, or the reason of a refusal"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    paper = UploadField(label=_("Signed paper"), required=False)


class ClassForm(PageForm):
    """The class as somebody judges it."""

    wanted = forms.ChoiceField(label=_("Class"), choices=AssetClass.choices)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
