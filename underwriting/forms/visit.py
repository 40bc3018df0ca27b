"""Forms of a site visit: the appointment, and the report filled in on a phone."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from parties.models import User
from screens.forms import DateField, MoneyInputField, PageForm
from underwriting.models import SiteVisit
from underwriting.services import Picture, VisitReport

DRAWING_PREFIX = "data:image/png;base64,"
DRAWING_LENGTH_MAX = 400_000
PHOTOS_MAX = 12
UNREADABLE = _("The drawing could not be read. Draw it again.")
NOTED = ("staff_seen", "turnover_seen", "neighbours")
KEPT = (
    "visited_on",
    "place_consent",
    "place_found",
    "latitude",
    "longitude",
    "rating",
    "conclusion",
    "owner_signature",
)
AGREES = (
    ("yes", _("as stated")),
    ("partly", _("partly")),
    ("no", _("not as stated")),
)
QUESTIONS = (
    ("premises", _("Do place and licence agree with the application?")),
    ("running", _("Is the business open and running?")),
    ("stock", _("Are goods and equipment there as stated?")),
    ("books", _("Do books or receipts show the stated turnover?")),
    ("use", _("Does the use of the money fit the business?")),
)


def visitor_choices(visitors: Iterable[User]) -> list[tuple[str, str]]:
    """Staff to choose a visitor from."""
    return [(str(person.pk), person.display_name) for person in visitors]


class VisitPlanForm(PageForm):
    """When and where two people will look at the business."""

    planned_on = DateField(label=_("Day of the visit"))
    planned_time = forms.TimeField(
        label=_("Time"),
        required=False,
        help_text=_("For example 14:30."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    place = forms.CharField(label=_("Place"), max_length=200)
    first_visitor = forms.ChoiceField(label=_("First visitor"))
    second_visitor = forms.ChoiceField(
        label=_("Second visitor"),
        required=False,
        help_text=_("Can be entered later, but a visit by one person cannot be finished."),
    )

    def __init__(self, *args: Any, visitors: Iterable[User], **kwargs: Any) -> None:
        """Offer the staff who may visit."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in visitors}
        offered = visitor_choices(self.people.values())
        self.fields["first_visitor"].choices = offered  # type: ignore[attr-defined]  # ChoiceField
        self.fields["second_visitor"].choices = [("", "–"), *offered]  # type: ignore[attr-defined]  # ChoiceField

    @property
    def appointment(self) -> dict[str, Any]:
        """The appointment as the service takes it."""
        data = self.cleaned_data
        return {
            "planned_on": data["planned_on"],
            "planned_time": data["planned_time"],
            "place": data["place"],
            "first_visitor": self.people[data["first_visitor"]],
            "second_visitor": self.people.get(data["second_visitor"]),
        }


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several photos."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos at once; each is proved when it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/*", "capture": "environment", "data-photos": True}
        kwargs.setdefault("widget", SeveralFilesInput(attrs=attrs))
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        """All chosen files."""
        files = [super(PhotosField, self).clean(each, initial) for each in value or []]
        if len(files) > PHOTOS_MAX:
            raise forms.ValidationError(
                _("At most %(most)s photos at once. Save and add more."),
                code="too_many",
                params={"most": PHOTOS_MAX},
            )
        return files


class DrawingField(forms.CharField):
    """A signature drawn on the screen, sent as a picture; may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"data-drawing": True}
        super().__init__(required=False, widget=forms.HiddenInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> UploadedFile | None:
        """The drawn picture as a file."""
        text = super().clean(value)
        if not text:
            return None
        if not text.startswith(DRAWING_PREFIX) or len(text) > DRAWING_LENGTH_MAX:
            raise forms.ValidationError(UNREADABLE)
        try:
            content = base64.b64decode(text.removeprefix(DRAWING_PREFIX), validate=True)
        except binascii.Error:
            raise forms.ValidationError(
                _("The drawing could not be read. Draw it again.")
            ) from None
        return SimpleUploadedFile("signature.png", content, content_type="image/png")


class VisitForm(PageForm):
    """The report of a visit, in the order in which one walks through the business."""

    visited_on = DateField(label=_("Day of the visit"), required=False)
    second_visitor = forms.ChoiceField(label=_("Second visitor"), required=False)
    photos = PhotosField(
        label=_("Photos"),
        help_text=_("Shop front with licence, inside, goods and equipment. Several are fine."),
    )
    caption = forms.CharField(label=_("What the new photos show"), max_length=100, required=False)
    place_consent = forms.BooleanField(
        label=_("The owner agrees that the place is stored with visit and photos"), required=False
    )
    place_found = forms.CharField(
        label=_("Place in words"),
        max_length=200,
        required=False,
        help_text=_(
            "Where you met, if it is not the planned place or the phone finds no position."
        ),
    )
    latitude = forms.DecimalField(
        max_digits=8,
        decimal_places=5,
        min_value=-90,
        max_value=90,
        required=False,
        widget=forms.HiddenInput,
    )
    longitude = forms.DecimalField(
        max_digits=8,
        decimal_places=5,
        min_value=-180,
        max_value=180,
        required=False,
        widget=forms.HiddenInput,
    )
    staff_seen = forms.IntegerField(
        label=_("People seen at work"),
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    turnover_seen = MoneyInputField(
        label=_("Monthly turnover by the books"), min_value=None, required=False
    )
    neighbours = forms.CharField(
        label=_("What neighbours and customers say"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rating = forms.ChoiceField(
        label=_("Overall result"),
        choices=SiteVisit.Rating.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    conclusion = forms.CharField(
        label=_("Conclusion"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    owner_signature = forms.CharField(
        label=_("Name of the owner as signature"), max_length=50, required=False
    )
    drawing = DrawingField()

    def __init__(self, *args: Any, visitors: Iterable[User], **kwargs: Any) -> None:
        """Offer the staff who may visit and ask the questions of the questionnaire."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in visitors}
        offered = [("", "–"), *visitor_choices(self.people.values())]
        self.fields["second_visitor"].choices = offered  # type: ignore[attr-defined]  # ChoiceField
        for code, label in QUESTIONS:
            self.fields[f"asked_{code}"] = forms.ChoiceField(
                label=label,
                choices=AGREES,
                widget=forms.RadioSelect(attrs={"class": "choices-line"}),
                required=False,
            )

    @property
    def questions(self) -> list[Any]:
        """The bound questions of the questionnaire."""
        return [self[f"asked_{code}"] for code, _label in QUESTIONS]

    @property
    def report(self) -> VisitReport:
        """What was written, as the service takes it."""
        data = self.cleaned_data
        findings = {code: data[f"asked_{code}"] for code, _label in QUESTIONS}
        turnover = data["turnover_seen"]
        return VisitReport(
            visited_on=data["visited_on"],
            second_visitor=self.people.get(data["second_visitor"]),
            findings={
                **findings,
                "staff_seen": data["staff_seen"],
                "turnover_seen": None if turnover is None else str(turnover),
                "neighbours": data["neighbours"],
            },
            rating=data["rating"],
            conclusion=data["conclusion"],
            place_consent=data["place_consent"],
            place_found=data["place_found"],
            latitude=data["latitude"],
            longitude=data["longitude"],
            owner_signature=data["owner_signature"],
        )

    @property
    def pictures(self) -> list[Picture]:
        """The new photos with their common caption."""
        caption = self.cleaned_data["caption"]
        return [Picture(upload, caption) for upload in self.cleaned_data["photos"]]


def visit_initial(visit: SiteVisit) -> dict[str, Any]:
    """What was saved so far."""
    asked = {f"asked_{code}": visit.findings.get(code, "") for code, _label in QUESTIONS}
    return {
        **asked,
        **{name: visit.findings.get(name) for name in NOTED},
        **{name: getattr(visit, name) for name in KEPT},
        "second_visitor": str(visit.second_visitor_id or ""),
    }
