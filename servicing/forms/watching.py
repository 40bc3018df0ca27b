"""What people type while watching: odd payments, the yearly review, the stage plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, PageForm
from screens.vocabulary import word


class HandledForm(PageForm):
    """What was done about an odd payment."""

    result = forms.CharField(
        label=_("What was found out and done"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewForm(PageForm):
    """Until when the yearly review is to be done."""

    due_on = DateField(label=_("All reviews to be done by"))


class SpanForm(PageForm):
    """From when to when results are counted, and how they are told apart."""

    start = DateField(label=_("From day"), required=False)
    end = DateField(label=_("To day"), required=False)
    by = forms.ChoiceField(
        label=_("Tell results apart"),
        choices=[
            ("way", _("by method")),
            ("person", _("by person")),
            ("stage", _("by stage")),
        ],
        required=False,
    )


class StagesForm(PageForm):
    """When each stage of collection begins, from when, and why."""

    from_on = DateField(label=_("New plan in force from"))
    reason = forms.CharField(
        label=_("Why the plan changes"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, stages: Sequence[Any], **kwargs: Any) -> None:
        """Ask for both figures of each stage."""
        super().__init__(*args, **kwargs)
        self.codes = [stage["code"] for stage in stages]
        asked: dict[str, forms.Field] = {}
        for stage in stages:
            name = word("collection_stage", stage["code"])
            asked[f"from_{stage['code']}"] = _days(
                _("%(stage)s: from day") % {"stage": name}, stage["from_days"]
            )
            asked[f"due_{stage['code']}"] = _days(
                _("%(stage)s: working days to do it") % {"stage": name}, stage["due_days"]
            )
        self.fields = {**asked, **self.fields}

    @property
    def days(self) -> dict[str, tuple[int, int]]:
        """Both figures of every stage."""
        data = self.cleaned_data
        return {code: (data[f"from_{code}"], data[f"due_{code}"]) for code in self.codes}


def _days(label: str, initial: int) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 5})
    return forms.IntegerField(
        label=label, min_value=1, max_value=999, initial=initial, widget=widget
    )
