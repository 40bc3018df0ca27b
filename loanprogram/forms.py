"""Forms of the project's own pages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, PageForm

DAYS_AT_ONCE_MAX = 92


class DemoDateForm(PageForm):
    """How far to move the business date: some days, or to a date."""

    step = forms.TypedChoiceField(
        label=_("Move the business date"),
        choices=[
            (1, _("by one day")),
            (7, _("by a week")),
            (31, _("by 31 days")),
            (0, _("to a date")),
        ],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
    to_on = DateField(label=_("To this date"), required=False)

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse the past and more than three months at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("step") == 0 and not cleaned.get("to_on"):
            self.add_error("to_on", _("Type the date to move to."))
        elif self.today and "step" in cleaned:
            days = (self.target() - self.today).days
            if not 0 < days <= DAYS_AT_ONCE_MAX:
                raise ValidationError(
                    _("The date moves forward, by at most %(days)s days at once."),
                    params={"days": DAYS_AT_ONCE_MAX},
                )
        return cleaned

    def target(self) -> date:
        """The date to move to."""
        assert self.today
        step: int = self.cleaned_data["step"]
        to_on: date | None = self.cleaned_data.get("to_on")
        return to_on if step == 0 and to_on else self.today + timedelta(days=step)
