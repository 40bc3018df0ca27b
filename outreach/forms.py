"""Forms of outreach: who came, what was asked and advised, what happens next."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loancore.identity import MobileShape, mobile
from outreach.models import Lead, Topic
from outreach.selectors import townships
from outreach.services import Contact, Talk
from parties.models import User
from screens.forms import DateField, IdempotencyField, PageForm, PhoneField


class TownshipField(forms.ModelChoiceField):
    """One of the county's townships, or not known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Township"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("not known"))
        super().__init__(townships(), **kwargs)


class MobileField(PhoneField):
    """A mainland mobile number."""

    def clean(self, value: Any) -> str:
        """Eleven digits, or nothing where nothing is needed."""
        text = str(super().clean(value))
        try:
            return mobile(text) if text else ""
        except MobileShape:
            raise forms.ValidationError(
                _("A mobile number has 11 digits and starts with 13 to 19.")
            ) from None


class ContactForm(PageForm):
    """Who the person is and how the person came."""

    name = forms.CharField(label=_("Name"), max_length=50)
    phone = MobileField(label=_("Mobile phone"))
    consent = forms.BooleanField(
        label=_("The person agrees that name and phone are kept and used to call or write back."),
    )
    township = TownshipField()
    channel = forms.ChoiceField(
        label=_("Heard of us through"),
        choices=Lead.Channel.choices,
        initial=Lead.Channel.UNKNOWN,
    )

    def contact(self, *, source: str, topic: str, note: str = "") -> Contact:
        """The person as the services take it."""
        given = self.cleaned_data
        return Contact(
            name=given["name"],
            phone=given["phone"],
            has_consent=given["consent"],
            source=source,
            channel=given["channel"],
            topic=topic,
            township=given["township"],
            note=note,
        )


class LeadForm(ContactForm):
    """A person who may apply, met anywhere but at the desk."""

    source = forms.ChoiceField(label=_("Where the contact came from"))
    topic = forms.ChoiceField(label=_("What the person wants to know"), choices=Topic.choices)
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    idempotency_key = IdempotencyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in Lead.Source.choices if choice[0] != Lead.Source.DESK]
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = others

    def lead(self) -> Contact:
        """The lead as the services take it."""
        given = self.cleaned_data
        return self.contact(source=given["source"], topic=given["topic"], note=given["note"])


class DeskVisitForm(ContactForm):
    """A talk at the desk; name and phone only if the visitor agrees."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)
    question = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}))
    advice = forms.CharField(label=_("Advice given"), widget=forms.Textarea(attrs={"rows": 4}))
    follow_up_on = DateField(
        label=_("Follow up on"),
        required=False,
        help_text=_("On this day it is on your worklist. Leave it empty if all is answered."),
    )
    idempotency_key = IdempotencyField()
    field_order = (
        "topic",
        "question",
        "advice",
        "name",
        "phone",
        "consent",
        "township",
        "channel",
        "follow_up_on",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "phone", "consent"):
            self.fields[name].required = False
        self.fields["name"].help_text = _("Only if the visitor agrees; without it nobody is kept.")

    def clean(self) -> dict[str, Any]:
        """Name, phone and consent come together or not at all."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        parts = ("name", "phone", "consent")
        if any(given.get(part) for part in parts) and not self.errors:
            for part in parts:
                if not given.get(part):
                    self.add_error(part, _("Name, phone and consent belong together."))
        return given

    def talk(self) -> Talk:
        """The talk as the services take it."""
        given = self.cleaned_data
        known = bool(given["phone"])
        return Talk(
            topic=given["topic"],
            question=given["question"],
            advice=given["advice"],
            contact=self.contact(source=Lead.Source.DESK, topic=given["topic"]) if known else None,
            follow_up_on=given["follow_up_on"],
        )


class WordsForm(PageForm):
    """What was said, why, or what came of it."""

    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class OwnerForm(PageForm):
    """Who cares for the lead from now on."""

    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Colleague"), empty_label=_("please choose")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people


class ConvertForm(PageForm):
    """Which loan the application is for."""

    product = forms.ChoiceField(label=_("Loan product"), widget=forms.RadioSelect)

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = self.fields["product"]
        assert isinstance(product, forms.ChoiceField)
        product.choices = offered
        product.initial = offered[0][0] if offered else None
