"""Forms of the case file: handing over work, saving a view, writing a note."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import Integration
from parties.models import User
from screens.forms import PageForm


class HandOverForm(PageForm):
    """Who gets the chosen tasks; nobody frees them."""

    assignee: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        None, label=_("Give to"), required=False, empty_label=_("nobody: free again")
    )

    def __init__(self, *args: Any, people: QuerySet[User], me: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.initial = me.pk


class SavedViewForm(PageForm):
    """A name for the filters of a list."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    is_shared = forms.BooleanField(label=_("Share with my organisation"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)


class NoteForm(PageForm):
    """An internal note with the colleagues it mentions."""

    text = forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("The applicant never sees this."),
    )
    mentioned: "forms.ModelMultipleChoiceField[User]" = forms.ModelMultipleChoiceField(
        None,
        label=_("Mention colleagues"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_shared = forms.BooleanField(
        label=_("Share with the other side (bank and center)"), required=False
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mentioned"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = people


class LineForm(PageForm):
    """How a line to the outside is used."""

    mode = forms.ChoiceField(
        label=_("How it is used"), choices=Integration.Mode.choices, widget=forms.RadioSelect
    )
