"""Forms of the committee: set-up, relations, meetings, presence, votes, closing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.fields import PercentFormField
from loancore.identity import IdentityError, resident_id
from parties.models import User
from screens.forms import DateField, IdNumberField, PageForm
from underwriting.models import AgendaItem, DeclaredRelation, Meeting, Membership, Memo, Vote
from underwriting.selectors.committee import Tally
from underwriting.selectors.decisions import Reason
from underwriting.services.committee import Resolution

LINES = {"rows": 3}
NOBODY = "none"


class CommitteeForm(PageForm):
    """Members with their parts, and the rules of voting."""

    name = forms.CharField(label=_("Name of the committee"), max_length=80)
    quorum = forms.IntegerField(
        label=_("Quorum"),
        min_value=1,
        help_text=_("So many voting members must be present, and without a conflict on a file."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    majority = PercentFormField(
        label=_("Votes needed to approve, in percent of the votes cast"),
        help_text=_("For two thirds write 66.6667; a refusal needs more than half."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )
    from_on = DateField(label=_("In office from"))
    until_on = DateField(label=_("In office until"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """One choice of part for everybody who may be a member."""
        super().__init__(*args, **kwargs)
        self.people = list(people)
        choices = [(NOBODY, _("not a member")), *Membership.Part.choices]
        for user in self.people:
            self.fields[f"part_{user.pk}"] = forms.ChoiceField(
                label=user.display_name, choices=choices, initial=NOBODY
            )

    def clean(self) -> dict[str, Any]:
        """The term of office ends after it starts."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("from_on"), data.get("until_on")
        if start and end and end <= start:
            self.add_error("until_on", _("The last day is before the first day."))
        return data

    @property
    def members(self) -> list[tuple[User, str]]:
        """Who was chosen, with the part."""
        parts = [(user, self.cleaned_data[f"part_{user.pk}"]) for user in self.people]
        return [(user, part) for user, part in parts if part != NOBODY]


class RelationForm(PageForm):
    """Somebody a member is close to."""

    name = forms.CharField(label=_("Name of the person"), max_length=50)
    id_number = IdNumberField(
        label=_("Identity number"),
        help_text=_("Only a keyed hash and the last four signs are kept, to recognise the person."),
    )
    kind = forms.ChoiceField(
        label=_("Relation"), choices=DeclaredRelation.Kind.choices, widget=forms.RadioSelect
    )

    def clean_id_number(self) -> str:
        """The number as on the card."""
        number: str = self.cleaned_data["id_number"]
        try:
            return resident_id(number).number
        except IdentityError:
            raise forms.ValidationError(_("This is not a valid identity number.")) from None


class MeetingForm(PageForm):
    """When, how and where, and which files."""

    chosen = forms.MultipleChoiceField(
        label=_("Files on the agenda"), widget=forms.CheckboxSelectMultiple
    )
    held_on = DateField(label=_("Day of the meeting"))
    form = forms.ChoiceField(
        label=_("How it is held"), choices=Meeting.Form.choices, widget=forms.RadioSelect
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)

    def __init__(self, *args: Any, ready: Iterable[Memo], **kwargs: Any) -> None:
        """Offer the files that are ready."""
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            (memo.case.number, f"{memo.case.number} {memo.case.borrower.name}") for memo in ready
        ]


class PresenceForm(PageForm):
    """Who is there."""

    present = forms.MultipleChoiceField(
        label=_("Present"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, called: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        """Everybody who was called, with the part."""
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user, _part in called}
        self.fields["present"].choices = [  # type: ignore[attr-defined]  # ChoiceField
            (str(user.pk), f"{user.display_name} ({part})") for user, part in called
        ]

    @property
    def users_present(self) -> list[User]:
        """The people who were ticked."""
        return [self.users[key] for key in self.cleaned_data["present"]]


class VoteForm(PageForm):
    """One member's vote."""

    choice = forms.ChoiceField(
        label=_("Your vote"), choices=Vote.Choice.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Reason or conditions"),
        required=False,
        help_text=_("Internal, for the minutes; needed unless you simply approve."),
        widget=forms.Textarea(attrs=LINES),
    )


class MinutesForm(PageForm):
    """The minutes of a meeting."""

    minutes = forms.CharField(label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 5}))


class ResolutionForm(PageForm):
    """What is told with the outcome on one file; only what this outcome asks for."""

    def __init__(
        self, *args: Any, item: AgendaItem, tally: Tally, reasons: list[Reason], **kwargs: Any
    ) -> None:
        """Reasons and advice for a refusal; conditions, and why against the score, for a yes."""
        super().__init__(*args, prefix=f"item{item.pk}", **kwargs)
        self.item, self.tally = item, tally
        if tally.outcome == "declined":
            self._ask_reasons(reasons)
        elif tally.outcome == "approved":
            self._ask_conditions()

    def _ask_reasons(self, reasons: list[Reason]) -> None:
        self.fields["reasons"] = forms.MultipleChoiceField(
            label=_("Reasons from the list"),
            choices=[(reason.code, reason.text) for reason in reasons],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason_text"] = _lines(_("Reasons in words the applicant understands"))
        self.fields["advice"] = _lines(_("Advice: what to improve"), required=False)

    def _ask_conditions(self) -> None:
        asked = [vote.comment for vote in self.tally.votes if vote.choice == Vote.Choice.CONDITIONS]
        memo = self.item.memo
        self.fields["conditions"] = _lines(
            _("Conditions before payout, one per line; the applicant reads them"), required=False
        )
        lines = dict.fromkeys([*memo.conditions.splitlines(), *asked])
        self.initial["conditions"] = "\n".join(filter(None, lines))
        if memo.score and memo.score.suggestion == "committee":
            self.fields["override_reason"] = _lines(_("Why it is approved against the score"))

    @property
    def resolution(self) -> Resolution:
        """The entries as the service takes them."""
        data = dict(self.cleaned_data)
        return Resolution(**{**data, "reasons": tuple(data.get("reasons", ()))})


def _lines(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs=LINES))
