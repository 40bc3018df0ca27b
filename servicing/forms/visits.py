"""What visitors type on their phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import User
from screens.forms import DateField, PageForm
from servicing.models import LoanVisit
from servicing.services.visits import Talk
from underwriting.forms.visit import DrawingField, PhotosField


class LoanVisitPlanForm(PageForm):
    """When, where, what for, and with whom."""

    planned_on = DateField(label=_("Day of the visit to the borrower"))
    purpose = forms.ChoiceField(label=_("Purpose of the visit"), choices=LoanVisit.Purpose.choices)
    place = forms.CharField(label=_("Where to go"), max_length=200)
    second_visitor = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who goes along"))

    def __init__(self, *args: Any, me: User, **kwargs: Any) -> None:
        """Offer the colleagues of the same bank."""
        super().__init__(*args, **kwargs)
        staff = User.objects.staff().filter(organisation=me.organisation_id).exclude(pk=me.pk)
        field: Any = self.fields["second_visitor"]
        field.queryset = staff.select_related("person").order_by("person__sort_key")


class ArrivalForm(PageForm):
    """That one is there; the position of the phone only with consent."""

    place_consent = forms.BooleanField(
        label=_("The borrower agrees that the place is stored"), required=False
    )
    latitude = forms.DecimalField(
        max_digits=8, decimal_places=5, required=False, widget=forms.HiddenInput
    )
    longitude = forms.DecimalField(
        max_digits=8, decimal_places=5, required=False, widget=forms.HiddenInput
    )


class TalkForm(PageForm):
    """The record of the visit, in the order in which it happens."""

    photos = PhotosField(label=_("Photos of the visit"))
    talked_with = forms.CharField(label=_("Talked with"), max_length=50, required=False)
    text = forms.CharField(
        label=_("What was said and seen"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    agreed = forms.CharField(label=_("What was agreed"), max_length=300, required=False)
    signature = forms.CharField(label=_("Signed by"), max_length=50, required=False)
    drawing = DrawingField()
    refused = forms.BooleanField(label=_("Talk or signature was refused"), required=False)
    refusal = forms.CharField(label=_("How it was refused"), max_length=300, required=False)

    @property
    def talk(self) -> Talk:
        """The record as the service takes it."""
        left_out = ("photos", "drawing")
        return Talk(**{k: v for k, v in self.cleaned_data.items() if k not in left_out})
