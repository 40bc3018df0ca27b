"""What people type about letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import DateField, PageForm, UploadField
from servicing.selectors.letters import Addressed


class LettersForm(PageForm):
    """To which loans a letter of the chosen kind is written."""

    loans = forms.MultipleChoiceField(
        label=_("Loans that get this letter"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, found: list[Addressed], **kwargs: Any) -> None:
        """Offer the late loans whose address works, all of them chosen."""
        super().__init__(*args, **kwargs)
        self.found = {str(each.loan.pk): each for each in found if each.can_be_posted}
        field: Any = self.fields["loans"]
        field.choices = [(pk, _label(each)) for pk, each in self.found.items()]
        field.initial = list(self.found)

    @property
    def chosen(self) -> list[Any]:
        """The chosen loans."""
        return [self.found[pk].loan for pk in self.cleaned_data["loans"]]


def _label(each: Addressed) -> str:
    late = _("%(days)s days past due") % {"days": each.loan.days_past_due}
    return f"{each.loan.number} · {each.addressee} · {each.address} · {late}"


class PostingForm(PageForm):
    """The posting numbers of a batch, one a line, in the order of the file."""

    numbers = forms.CharField(
        label=_("Posting numbers, one a line, in the order of the file"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    posted_on = DateField(label=_("Posted on"))


class DeliveryForm(PageForm):
    """When a letter arrived, with the receipt of the post."""

    delivered_on = DateField(label=_("Delivered on"))
    proof = UploadField(label=_("Receipt of the post"), accept="image/*,application/pdf")


class ReturnForm(PageForm):
    """When and why a letter came back."""

    returned_on = DateField(label=_("Came back on"))
    reason = forms.CharField(label=_("Why it came back"), max_length=200)
