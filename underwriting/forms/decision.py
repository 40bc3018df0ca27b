"""Forms of the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import PageForm
from underwriting.selectors.decisions import Reason
from underwriting.services.decisions import Verdict

LINES = {"rows": 3}


class CorrectionForm(PageForm):
    """Reasons, advice and conditions worded anew, and why."""

    why = forms.CharField(
        label=_("What was wrong (internal)"), max_length=300, widget=forms.Textarea(attrs=LINES)
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons of a refusal, from the list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason_text = forms.CharField(label=_("Grounds"), widget=forms.Textarea(attrs=LINES))
    advice = forms.CharField(
        label=_("Advice for a refusal: what to improve"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )
    conditions = forms.CharField(
        label=_("Conditions before payout, one per line; the applicant reads them"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, *args: Any, reasons: list[Reason], is_approved: bool, **kwargs: Any) -> None:
        """Ask for what this result holds."""
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            (reason.code, reason.text) for reason in reasons
        ]
        for name in ("reasons", "advice") if is_approved else ("conditions",):
            del self.fields[name]

    @property
    def verdict(self) -> Verdict:
        """The entries as the service takes them."""
        data = self.cleaned_data
        return Verdict(
            is_positive="conditions" in self.fields,
            reasons=tuple(data.get("reasons", ())),
            reason_text=data["reason_text"],
            advice=data.get("advice", ""),
            conditions=data.get("conditions", ""),
        )


class ApprovalForm(PageForm):
    """Yes or no of one approver, with reasons."""

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Approve")), ("no", _("Decline"))],
        widget=forms.RadioSelect,
    )
    reason_text = forms.CharField(
        label=_("Grounds"),
        help_text=_("For a refusal: in words the applicant understands. The applicant reads them."),
        widget=forms.Textarea(attrs=LINES),
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons of a refusal, from the list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    advice = forms.CharField(
        label=_("Advice for a refusal: what to improve"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )
    override_reason = forms.CharField(
        label=_("Why it is approved against the score"),
        required=False,
        help_text=_("Only where the score advises against the file."),
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(
        self, *args: Any, reasons: list[Reason], is_advised_against: bool, **kwargs: Any
    ) -> None:
        """Offer the reasons of today; ask about the score only where it matters."""
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            (reason.code, reason.text) for reason in reasons
        ]
        if not is_advised_against:
            del self.fields["override_reason"]

    @property
    def verdict_given(self) -> Verdict:
        """The entries as the service takes them."""
        data = self.cleaned_data
        return Verdict(
            is_positive=data["verdict"] == "yes",
            reasons=tuple(data["reasons"]) if data["verdict"] == "no" else (),
            reason_text=data["reason_text"],
            advice=data["advice"] if data["verdict"] == "no" else "",
            override_reason=data.get("override_reason", ""),
        )
