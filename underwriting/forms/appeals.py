"""Forms of appeals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import User
from screens.forms import ManyFilesField, PageForm

LINES = {"rows": 6}


class AppealForm(PageForm):
    """Why the decision should change, with evidence."""

    text = forms.CharField(
        label=_("Why should the decision change?"),
        help_text=_("Say what was seen wrongly or what is new since then."),
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
    )
    papers = ManyFilesField(
        label=_("New evidence"),
        required=False,
        help_text=_("Photos or PDF; several at once are possible."),
    )


class HandlerForm(PageForm):
    """Who handles the appeal."""

    handler = forms.TypedChoiceField(label=_("Handled by"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, possible: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            (user.pk, user.display_name) for user in possible
        ]


class AppealResultForm(PageForm):
    """Uphold or lift, with reasons the applicant reads."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("upheld", _("Uphold the refusal")), ("changed", _("Lift the refusal"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("In words the applicant understands. The applicant reads them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
