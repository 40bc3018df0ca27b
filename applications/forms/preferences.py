"""How a person wants to be written to."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import ContactPreference, Notice
from screens.forms import PageForm, PhoneField

ANY = pgettext_lazy("preference", "as usual")


class PreferenceForm(PageForm):
    """Way, time of day, language, and a further contact."""

    channel = forms.ChoiceField(
        label=_("How we write to you"),
        choices=[("", ANY), *Notice.Channel.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label=_("Your e-mail address"), required=False)
    hours = forms.ChoiceField(
        label=_("At what time of day"), required=False, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    contact_name = forms.CharField(
        label=_("Further contact: name"),
        max_length=50,
        required=False,
        help_text=_("Written to only when a payment is late, and never with amounts."),
    )
    contact_phone = PhoneField(label=_("Further contact: mobile phone"), required=False)
    relation = forms.CharField(
        label=_("Further contact: relation to you"), max_length=30, required=False
    )
    contact_agreed = forms.BooleanField(
        label=_("This person has agreed to be written to when a payment is late"), required=False
    )

    def __init__(self, *args: Any, spans: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hours"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ANY)] + [
            (value, f"{label} ({spans[value][0]}–{spans[value][1]})")
            for value, label in ContactPreference.Hours.choices
            if value in spans
        ]

    def clean(self) -> dict[str, Any]:
        """A further contact has a name and a phone."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("contact_name")) != bool(cleaned.get("contact_phone")):
            self.add_error("contact_phone", _("A further contact needs a name and a phone."))
        return cleaned
