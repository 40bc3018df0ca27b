"""Forms of the product: cleaned while reading, nothing lost when something is wrong."""

import unicodedata
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What copying from a chat or a spreadsheet leaves in a text and nobody sees.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))
# Punctuation stays as it is: in a Chinese sentence the wide comma is the right one.
WIDE = {
    wide: wide - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for wide in range(ord(first), ord(last) + 1)
}
NUMBER_NOISE = str.maketrans("", "", " \t\u00a0-–—·.()")


def tidy(text: str) -> str:
    """A text without invisible signs and outer spaces, full-width digits and letters made plain."""
    return text.translate(INVISIBLE).translate(WIDE).strip(" \t\r\n\u3000\u00a0")


class PageFormMixin:
    """Texts are tidied before they are checked; labels carry no colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        usual = forms.Field.default_error_messages["required"]
        for field in self.fields.values():  # type: ignore[attr-defined]  # of the form beside it
            if field.error_messages.get("required") == usual:
                field.error_messages["required"] = _required(field)
            if isinstance(field, forms.CharField) and field.strip:
                vars(field)["to_python"] = _tidied(field.to_python)


def _required(field: forms.Field) -> str | Promise:
    """What to do about an empty field, by what it is."""
    if isinstance(field, forms.BooleanField):
        return _("Please tick this box:")
    return (
        _("Please choose.") if isinstance(field, forms.ChoiceField) else _("Please fill this in.")
    )


def _tidied(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return to_python(tidy(value) if isinstance(value, str) else value)

    return read


class PageForm(PageFormMixin, forms.Form):
    """A form that belongs to no single record."""


class PageModelForm(PageFormMixin, forms.ModelForm):
    """A form for one record."""


class MoneyInputField(forms.DecimalField):
    """An amount of yuan as people type it: 200,000 or ２０００００ or 20万; never rounded."""

    def __init__(self, *, min_value: Decimal | None = Decimal("0.01"), **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off", "data-money": True}
            ),
        )
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(min_value=min_value, **kwargs)
        self.error_messages["invalid"] = _("Write the amount in yuan with digits, such as 200,000.")
        self.error_messages["max_decimal_places"] = _("The smallest unit is the fen: two places.")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        """Read digits with separators, a yuan sign or the unit 万."""
        if not isinstance(value, str):
            return super().to_python(value)
        text = unicodedata.normalize("NFKC", value).translate(INVISIBLE)
        text = text.strip().strip("¥元").replace(",", "").replace(" ", "").replace("，", "")
        if not text.endswith("万"):
            return super().to_python(text)
        try:
            return super().to_python(f"{Decimal(text[:-1]) * 10000:f}")
        except InvalidOperation:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Show separators, and what was typed if it could not be read."""
        return f"{value:,.2f}" if isinstance(value, Decimal) and value.is_finite() else value


class DateField(forms.DateField):
    """A date that can be typed as 2026-03-05; the calendar of the browser is an extra."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%Y-%m-%d",
                attrs={"inputmode": "numeric", "autocomplete": "off", "data-date": True},
            ),
        )
        kwargs.setdefault("help_text", _("For example 2026-03-05."))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Write the date as year-month-day, such as 2026-03-05.")

    def to_python(self, value: Any) -> date | None:
        """Read ISO dates, also with full-width digits, dots, slashes or 年月日."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", tidy(value)).replace(" ", "")
        return super().to_python(value)


class PhoneField(forms.CharField):
    """A phone number; spaces, hyphens and +86 may be typed and are left out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The digits alone."""
        text = unicodedata.normalize("NFKC", super().to_python(value) or "").translate(NUMBER_NOISE)
        return text.removeprefix("+86").removeprefix("0086")


class IdNumberField(forms.CharField):
    """An identity or account number; spaces and a small x may be typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Without spaces and in capitals."""
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        return text.translate(INVISIBLE).translate(NUMBER_NOISE).upper()


class UploadField(forms.FileField):
    """A file with the formats the paper allows, so that a phone offers the camera."""

    def __init__(self, *, accept: str = "image/*,application/pdf", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accept}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = _("The file is empty. Choose another one.")
        self.error_messages["required"] = _("Choose a file.")


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(UploadField):
    """Several files in one field; the cleaned value is a list."""

    def __init__(self, *, accept: str = "image/*,application/pdf", **kwargs: Any) -> None:
        super().__init__(accept=accept, widget=ManyFilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file proved as one; an empty field is an empty list."""
        found = data if isinstance(data, list | tuple) else [data] if data else []
        if not found and self.required:
            return [super().clean(None, initial)]
        return [super(ManyFilesField, self).clean(one, initial) for one in found]


class IdempotencyField(forms.UUIDField):
    """A hidden key made when the page was opened, so that a second press changes nothing more."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid.uuid4)
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(**kwargs)
        again = _("This page was open for too long. Please send the form again.")
        self.error_messages.update({"required": again, "invalid": again})

    def clean(self, value: Any) -> str:
        """The key as text, as the services take it."""
        return str(super().clean(value))
