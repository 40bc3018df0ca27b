"""What people type while looking after loans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parties.models import Branch, Township, User
from screens.forms import DateField, PageForm
from servicing.models import AssetClass, CareStep, Loan, TeamSeat

STANDS = (("good", _("in order")), ("watch", _("to be watched")), ("bad", _("not in order")))


class CareForm(PageForm):
    """The result of a step: every point of its checklist, an outcome, words."""

    outcome = forms.ChoiceField(
        label=_("Result of the task"), choices=CareStep.Outcome.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What was found, and what comes next"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        """Ask every point of the checklist first."""
        super().__init__(*args, **kwargs)
        asked = {
            f"point_{code}": forms.ChoiceField(
                label=words, choices=[("", "–"), *STANDS], required=False
            )
            for code, words in points
        }
        self.fields = {**asked, **self.fields}
        self.points = [code for code, _words in points]

    @property
    def findings(self) -> dict[str, str]:
        """How it stands with each point."""
        return {code: self.cleaned_data[f"point_{code}"] for code in self.points}


class SeatForm(PageForm):
    """Who has which part in the team, and for which loans."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Person"))
    part = forms.ChoiceField(label=_("Part in the team"), choices=TeamSeat.Part.choices)
    townships = forms.ModelMultipleChoiceField(
        queryset=Township.objects.none(),
        label=_("Only these townships"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    branches = forms.ModelMultipleChoiceField(
        queryset=Branch.objects.none(),
        label=_("Only what these branches serve"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    classes = forms.MultipleChoiceField(
        label=_("Only these classes of risk"),
        choices=AssetClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = DateField(label=_("From"))

    def __init__(self, *args: Any, bank_id: int, **kwargs: Any) -> None:
        """Offer the people and branches of one bank."""
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = {
            "user": _staff(bank_id),
            "townships": Township.objects.all(),
            "branches": Branch.objects.filter(organisation=bank_id),
        }
        for name, rows in chosen.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # model choices


def _staff(bank_id: int) -> Any:
    staff = User.objects.staff().holding("BPL").filter(organisation=bank_id)
    return staff.select_related("person").order_by("person__sort_key")


class AbsenceForm(PageForm):
    """Who is away, from when to when, and who stands in."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who is away"))
    substitute = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who stands in"))
    from_on = DateField(label=_("Away from"))
    until_on = DateField(label=_("Away until"))

    def __init__(self, *args: Any, bank_id: int, **kwargs: Any) -> None:
        """Offer the people of one bank."""
        super().__init__(*args, **kwargs)
        for name in ("user", "substitute"):
            self.fields[name].queryset = _staff(bank_id)  # type: ignore[attr-defined]  # the same


class HandOverForm(PageForm):
    """Which loans go to whom."""

    taker = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who takes them over"))
    loans = forms.ModelMultipleChoiceField(
        queryset=Loan.objects.none(),
        label=_("Loans to hand over"),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("What the colleague has to know"), max_length=300, required=False
    )

    def __init__(self, *args: Any, bank_id: int, loans: Any, **kwargs: Any) -> None:
        """Offer the loans of one keeper, all of them chosen."""
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = _staff(bank_id)  # type: ignore[attr-defined]  # the same
        field: Any = self.fields["loans"]
        field.queryset, field.initial = loans, [loan.pk for loan in loans]
        field.label_from_instance = _loan_label


def _loan_label(loan: Loan) -> str:
    place = f" · {loan.borrower.township}" if loan.borrower.township else ""
    return f"{loan.number} · {loan.borrower.name}{place} · {loan.get_asset_class_display()}"
