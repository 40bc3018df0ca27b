"""Forms of contract and signing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.filters import state_choices
from screens.forms import PageForm, UploadField
from underwriting.models import ContractQuestion

ADVICE = _(
    "I know that before signing I may take advice from a lawyer or another independent expert,"
    " and I have read the key terms and the schedule."
)


class VerifyForm(PageForm):
    """A PDF to be compared with the pack."""

    file = UploadField(
        label=_("PDF file"),
        accept="application/pdf",
        help_text=_("It is compared byte for byte by its SHA-256 hash and not kept."),
    )


class ScanForm(PageForm):
    """The scan of the pages the borrower signed on paper."""

    scan = UploadField(label=_("Scan of the signed pages (PDF or picture)"))
    advice_acknowledged = forms.BooleanField(
        label=_("The borrower was told of the right to independent advice and signed before me")
    )


class SignForm(PageForm):
    """The signature of the borrower: ticks and the one-time code."""

    advice_acknowledged = forms.BooleanField(label=ADVICE)
    code = forms.CharField(
        label=_("Code from the message"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}
        ),
    )


class QuestionForm(PageForm):
    """A question on a clause, or the wish for an appointment."""

    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=[
            (ContractQuestion.Kind.QUESTION, _("Ask the bank a question")),
            (ContractQuestion.Kind.APPOINTMENT, _("An appointment for legal advice")),
        ],
        widget=forms.RadioSelect,
        initial=ContractQuestion.Kind.QUESTION,
    )
    clause = forms.ChoiceField(label=_("About"), choices=state_choices("clause"))
    text = forms.CharField(
        label=_("Your words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(PageForm):
    """The bank's answer."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        help_text=_("The borrower reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TalkForm(PageForm):
    """A talk about the contract."""

    text = forms.CharField(
        label=_("When, how and what was explained"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
