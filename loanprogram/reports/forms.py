"""Which report is to be made now."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loanprogram.reports.periods import KINDS, Period, newest
from screens.forms import PageForm
from screens.vocabulary import word
from screens.wording import day

OFFERED = 6


class ReportForm(PageForm):
    """One of the last weeks or months that are over."""

    period = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {p.key: p for kind in KINDS for p in newest(kind, on, OFFERED)}
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = [(key, _spoken(found)) for key, found in self.periods.items()]

    @property
    def chosen(self) -> Period:
        """The period that was chosen."""
        return self.periods[self.cleaned_data["period"]]


def _spoken(period: Period) -> str:
    return f"{word('report', period.kind)} {day(period.starts_on)} – {day(period.ends_on)}"
