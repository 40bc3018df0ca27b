"""What the pages of the books are asked: a day, or the days from one to another."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, PageForm


class DayForm(PageForm):
    """The day at whose end the books are shown."""

    on = DateField(label=_("At the end of"), help_text="")


class SpanForm(PageForm):
    """The days whose movements are shown, both included."""

    from_on = DateField(label=_("First day"), help_text="")
    to_on = DateField(label=_("Last day"), help_text="")

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        from_on, to_on = cleaned.get("from_on"), cleaned.get("to_on")
        if from_on and to_on and to_on < from_on:
            raise forms.ValidationError(_("The first day must not be after the last."))
        return cleaned


def asked(form: forms.Form, fallback: dict[str, date]) -> dict[str, date]:
    """The days asked for, or the fallback while the form is empty or wrong."""
    return form.cleaned_data if form.is_bound and form.is_valid() else fallback
