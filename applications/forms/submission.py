"""Forms around the hand-in: choose a loan, add a paper, agree, give up, ask about data."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import DataRequest
from screens.forms import IdempotencyField, ManyFilesField, PageForm, UploadField
from screens.parts import Text


class ProductForm(PageForm):
    """Which loan."""

    product = forms.ChoiceField(label=_("Which loan fits you?"), widget=forms.RadioSelect)

    def __init__(self, products: list[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = products  # type: ignore[attr-defined]  # a choice field


class KeysField(forms.CharField):
    """Keys of uploads, separated by commas."""

    def clean(self, value: Any) -> list[UUID]:
        """The keys in their order."""
        text = super().clean(value)
        try:
            return [UUID(key) for key in text.split(",") if key]
        except ValueError:
            raise forms.ValidationError(_("Choose a file.")) from None


class TurnsField(forms.CharField):
    """Quarter turns of the pages in their order, separated by commas."""

    def clean(self, value: Any) -> list[int]:
        """Numbers from 0 to 3; anything else does not turn."""
        text = super().clean(value)
        return [int(turn) if turn in ("1", "2", "3") else 0 for turn in text.split(",")]


class PaperForm(PageForm):
    """The file or photos of one paper; `replaces` names the paper they take the place of.

    `uploads` holds the keys of files that arrived in pieces before, `turns` the quarter turns of
    each page: both are filled by the page's script.
    """

    type = forms.SlugField(widget=forms.HiddenInput)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    uploads = KeysField(required=False, widget=forms.HiddenInput)
    turns = TurnsField(required=False, widget=forms.HiddenInput)
    file = ManyFilesField(label=_("File"), allow_empty_file=True, required=False)

    def clean(self) -> dict[str, Any]:
        """A paper needs at least one file."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["file"] and not data["uploads"]:
            self.add_error("file", _("Choose a file."))
        return data


class ZipForm(PageForm):
    """A zip of several papers."""

    zip = UploadField(label=_("A zip with several papers"), accept=".zip,application/zip")


class AssignForm(PageForm):
    """What an unpacked paper is."""

    type = forms.SlugField()


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
