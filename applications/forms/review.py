"""Forms of the desk: why a paper is not good, what to ask for, answering, the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.selectors.review import PaperCheck
from applications.services.supplements import Missing
from screens.forms import ManyFilesField, PageForm, PhoneField

REJECTION_REASONS = (
    ("unreadable", _("It cannot be read")),
    ("wrong_paper", _("It is another paper than asked")),
    ("incomplete", _("Pages are missing")),
    ("expired", _("It is no longer valid")),
    ("differs", _("It differs from the answers")),
    ("no_seal", _("Seal or signature is missing")),
    ("other", _("Another reason")),
)
QUESTION_PLACES = 3


class RejectPaperForm(PageForm):
    """Why a paper is not good: a reason of the list, and words where they help."""

    reason = forms.ChoiceField(label=_("What is wrong"), choices=REJECTION_REASONS)
    words = forms.CharField(label=_("What the applicant should do"), max_length=140, required=False)

    def clean(self) -> dict[str, Any]:
        """Another reason says nothing without words."""
        clean = super().clean() or {}
        if clean.get("reason") == "other" and not clean.get("words"):
            self.add_error("words", _("Say in words what is wrong."))
        return clean

    def sentence(self) -> str:
        """The reason as the applicant reads it, in the language in force."""
        label = str(dict(REJECTION_REASONS)[self.cleaned_data["reason"]])
        words = self.cleaned_data["words"]
        return f"{label}: {words}" if words else label


class SupplementForm(PageForm):
    """Everything that is missing, asked at once."""

    papers = forms.MultipleChoiceField(
        label=_("Papers to hand in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(
        label=_("Words to the applicant"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, checks: list[PaperCheck], count: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = {check.code: check.title for check in checks}
        papers = self.fields["papers"]
        assert isinstance(papers, forms.MultipleChoiceField)
        papers.choices = list(self.titles.items())
        papers.initial = [
            check.code
            for check in checks
            if check.state == "rejected" or (check.state == "missing" and check.is_required)
        ]
        for place in range(1, QUESTION_PLACES + 1):
            self.fields[f"question_{place}"] = forms.CharField(
                label=_("Question %(place)s") % {"place": place}, required=False, max_length=300
            )
        if count:
            self.fields["repeat_reason"] = forms.CharField(
                label=_("Why a further request is needed"), max_length=200
            )

    def items(self) -> list[Missing]:
        """What is asked, papers first."""
        clean = self.cleaned_data
        papers = [Missing(self.titles[code], code) for code in clean["papers"]]
        questions = [clean[f"question_{place}"] for place in range(1, QUESTION_PLACES + 1)]
        return papers + [Missing(question) for question in questions if question]


class SupplementPaperForm(PageForm):
    """The paper that was asked for."""

    file = ManyFilesField(
        label=_("Your file"), help_text=_("Several photos become one paper, in this order.")
    )


class SupplementWordsForm(PageForm):
    """The answer to a question."""

    text = forms.CharField(
        label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CounterForm(PageForm):
    """Who stands at the counter, and which loan."""

    phone = PhoneField(label=_("Mobile phone of the person at the counter"))
    name = forms.CharField(label=_("Name, if the person is new"), max_length=50, required=False)
    product = forms.ChoiceField(label=_("Loan"))

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = self.fields["product"]
        assert isinstance(product, forms.ChoiceField)
        product.choices = offered


class CounterSearchForm(PageForm):
    """Find the drafts of the person at the counter."""

    phone = PhoneField(label=_("Mobile phone of the person at the counter"))
