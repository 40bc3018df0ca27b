"""What people type about changes of a borrower's data."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, MoneyInputField, PageForm, PhoneField, UploadField
from servicing.models import DeclaredChange
from servicing.selectors.declarations import Declarable
from servicing.services.declarations import Told


def _value_field(each: Declarable) -> forms.Field:
    label = _("What is right now")
    if each.kind == "phone":
        return PhoneField(label=_("New phone number"))
    if each.kind == "money":
        return MoneyInputField(label=label, min_value=None)
    if each.kind == "choice":
        return forms.ChoiceField(label=label, choices=[("", "–"), *each.options])
    return forms.CharField(label=label, max_length=200)


class ChangeForm(PageForm):
    """One change: the new value, since when, an explanation, a paper."""

    since_on = DateField(label=_("Changed on"))
    note = forms.CharField(label=_("Anything to explain?"), max_length=300, required=False)
    proof = UploadField(
        label=_("Photo or PDF that shows it"), required=False, accept="image/*,application/pdf"
    )

    def __init__(self, *args: Any, each: Declarable, on: date, **kwargs: Any) -> None:
        """Ask for the value by its kind."""
        super().__init__(*args, **kwargs)
        self.each, self.on = each, on
        self.fields = {"value": _value_field(each), **self.fields}

    def clean_since_on(self) -> date:
        """A change that has happened."""
        day: date = self.cleaned_data["since_on"]
        if day > self.on:
            raise forms.ValidationError(_("The day has not come yet."))
        return day

    def told(self, way: str = DeclaredChange.Way.ONLINE) -> Told:
        """The change as the service takes it."""
        data = self.cleaned_data
        return Told(
            field=self.each.code,
            value=str(data["value"]),
            since_on=data["since_on"],
            way=data.get("way") or way,
            note=data["note"],
            proof=data["proof"],
        )


class ToldToStaffForm(ChangeForm):
    """A change the borrower told by phone or at the counter."""

    way = forms.ChoiceField(label=_("Told"), choices=DeclaredChange.Way.choices[1:])


class CodeForm(PageForm):
    """The code sent to the new number."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}
        ),
    )


class ProofForm(PageForm):
    """The paper that was asked for."""

    proof = UploadField(label=_("Photo or PDF that shows it"), accept="image/*,application/pdf")


class CheckForm(PageForm):
    """What checking came to."""

    phone_check = forms.CharField(
        label=_("What the borrower confirmed on the phone"), max_length=300, required=False
    )
    effect = forms.ChoiceField(
        label=_("Effect on the risk"),
        choices=[("", "–"), *DeclaredChange.Effect.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason, or which proof is needed"),
        max_length=300,
        required=False,
        help_text=_("The borrower reads it when the change is not accepted or a proof is asked."),
    )
