"""Forms around the hand-in: choose a loan, add a paper, agree, give up, ask about data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import DataRequest
from screens.forms import IdempotencyField, PageForm, UploadField
from screens.parts import Text


class ProductForm(PageForm):
    """Which loan."""

    product = forms.ChoiceField(label=_("Which loan fits you?"), widget=forms.RadioSelect)

    def __init__(self, products: list[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = products  # type: ignore[attr-defined]  # a choice field


class PaperForm(PageForm):
    """One file for one type of paper; `replaces` names the file it takes the place of."""

    type = forms.SlugField(widget=forms.HiddenInput)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    file = UploadField(label=_("File"), allow_empty_file=True)


class SubmitForm(PageForm):
    """Agree and hand in; the key makes a second press harmless."""

    idempotency_key = IdempotencyField()


class WithdrawForm(PageForm):
    """Why the application is given up."""

    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence is enough. It helps us to do better."),
    )


class DataRequestForm(PageForm):
    """Ask for correction or deletion."""

    kind = forms.ChoiceField(
        label=_("What should happen?"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Which data, and what is right?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DataAnswerForm(PageForm):
    """What the center did, or why it must keep the data."""

    answer = forms.CharField(
        label=_("What was done, or why it cannot be done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
