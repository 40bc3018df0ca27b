"""One step of the application as a form, built from its questions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.errors import AnswersRefused
from applications.models import Application
from applications.rules import DEBT_KINDS, REQUIRED_CONSENTS, UNKNOWN, Question, Step
from applications.selectors import choices_of, typed_answers
from policy.models import TextTemplate
from screens.forms import (
    DateField,
    IdNumberField,
    MoneyInputField,
    PageForm,
    PhoneField,
)
from screens.parts import Text

MANY = 13
DEBT_ROWS_MAX = 8
DONT_KNOW = gettext_lazy("I don't know")


def _number(**kwargs: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(min_value=0, max_value=99999, widget=widget, **kwargs)


def _long_text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


def _text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=200, **kwargs)


MAKERS: dict[str, Callable[..., forms.Field]] = {
    "text": _text,
    "person": _text,
    "long_text": _long_text,
    "money": MoneyInputField,
    "number": _number,
    "date": DateField,
    "phone": PhoneField,
    "id_number": IdNumberField,
    "credit_code": IdNumberField,
    "email": forms.EmailField,
}


@dataclass(frozen=True)
class Row:
    """One question as the page shows it: the field, its “I don't know”, and when it is asked."""

    bound: BoundField
    unknown: BoundField | None = None
    asked_of: str = ""
    asked_values: str = ""
    heading: str = ""


class StepForm(PageForm):
    """The questions of one step; what is needed and right is judged when the step is saved."""

    use_required_attribute = False

    def __init__(self, step: Step, application: Application, *, on: date, data: Any = None) -> None:
        self.step, self.application, self.on = step, application, on
        saved = typed_answers(application, step)
        super().__init__(data, initial=_initial(step, saved))
        for question in step.questions:
            if question.kind != "debts":
                self._ask(question)
        self.debts = _debts_of(step, saved, data)

    def _ask(self, question: Question) -> None:
        plain = {
            "label": question.label,
            "help_text": question.hint,
            "required": question.is_required,
        }
        self.fields[question.code] = self._made(question, plain)
        if question.may_be_unknown and question.kind != "yes_no":
            self.fields[f"{question.code}_unknown"] = forms.BooleanField(
                label=DONT_KNOW, required=False
            )

    def _made(self, question: Question, plain: dict[str, Any]) -> forms.Field:
        if question.kind not in ("choice", "yes_no"):
            return MAKERS[question.kind](**plain)
        choices: list[tuple[str, Text]] = choices_of(question, self.application, self.on)
        if question.may_be_unknown:
            choices = [*choices, (UNKNOWN, DONT_KNOW)]
        if len(choices) > MANY:
            choices = [("", "–"), *choices]
            return forms.ChoiceField(choices=choices, **plain)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **plain)

    def full_clean(self) -> None:
        """Read without asking for what is missing: that is judged when the step is saved."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def answers(self) -> dict[str, Any]:
        """What was answered, as the rules take it; “I don't know” wins over a left-over value."""
        given = {code: self.cleaned_data.get(code) for code in self._plain_codes()}
        for code in list(given):
            if self.cleaned_data.get(f"{code}_unknown"):
                given[code] = UNKNOWN
        if self.debts is not None:
            given["debts"] = [
                form.cleaned_data for form in self.debts if getattr(form, "cleaned_data", None)
            ]
        return given

    def _plain_codes(self) -> list[str]:
        return [question.code for question in self.step.questions if question.kind != "debts"]

    def is_readable(self) -> bool:
        """Whether everything typed could be read; what it says is judged by the rules."""
        mine = self.is_valid()
        return mine and (self.debts is None or self.debts.is_valid())

    def show_faults(self, refused: AnswersRefused) -> None:
        """Put each sentence of a refusal beside its field."""
        for code, fault in refused.faults.items():
            self.add_error(code if code in self.fields else None, str(fault))

    def rows(self) -> Iterator[Row]:
        """The questions in order, those asked only after an answer marked with it."""
        before: tuple[str, tuple[str, ...]] | None = None
        for question in self.step.questions:
            if question.kind == "debts":
                continue
            unknown = f"{question.code}_unknown"
            when = question.when
            yield Row(
                self[question.code],
                self[unknown] if unknown in self.fields else None,
                when[0] if when else "",
                " ".join(when[1]) if when else "",
                self._heading(when) if when and when != before else "",
            )
            before = when

    def _heading(self, when: tuple[str, tuple[str, ...]]) -> str:
        field = self.fields[when[0]]
        words = dict(getattr(field, "choices", ()))
        said = " / ".join(str(words[value]) for value in when[1] if value in words)
        return _("Only if you answered “%(answer)s”") % {"answer": said}


def _initial(step: Step, saved: Mapping[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for question in step.questions:
        value = saved.get(question.code)
        if value == UNKNOWN and question.kind != "yes_no":
            initial[f"{question.code}_unknown"] = True
        else:
            initial[question.code] = value
    return initial


class DebtForm(PageForm):
    """One other loan of the household; an empty row is left out."""

    lender = forms.CharField(label=gettext_lazy("Bank or person"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of loan"), choices=[("", "–"), *DEBT_KINDS])
    balance = MoneyInputField(label=gettext_lazy("Still to be repaid (yuan)"))
    monthly = MoneyInputField(label=gettext_lazy("Paid each month (yuan)"), min_value=None)


def _debts_of(step: Step, saved: Mapping[str, Any], data: Any) -> Any:
    if not any(question.kind == "debts" for question in step.questions):
        return None
    rows = [
        {key: value for key, value in row.items() if key in DebtForm.base_fields}
        for row in saved.get("debts") or []
    ]
    maker = forms.formset_factory(
        DebtForm, extra=1 if rows else 2, max_num=DEBT_ROWS_MAX, validate_max=True
    )
    return maker(data, initial=rows, prefix="debts")


@dataclass(frozen=True)
class ConsentRow:
    """One consent as the page shows it."""

    bound: BoundField
    text: TextTemplate
    is_needed: bool


class DeclarationForm(PageForm):
    """The declaration of truth and each consent as a box of its own, with its full text."""

    truth = forms.BooleanField(
        label=gettext_lazy("My answers and papers are true and complete."),
        required=False,
        help_text=gettext_lazy(
            "Untrue answers can end the application and make the loan due at once."
        ),
    )

    def __init__(self, texts: Mapping[str, TextTemplate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for kind in texts:
            self.fields[kind] = forms.BooleanField(label=gettext_lazy("I agree"), required=False)

    def rows(self) -> Iterator[ConsentRow]:
        """Each consent with its wording and whether the application needs it."""
        for kind, text in self.texts.items():
            yield ConsentRow(self[kind], text, kind in REQUIRED_CONSENTS)

    def consents(self) -> frozenset[str]:
        """The kinds of consent that were ticked."""
        return frozenset(kind for kind in self.texts if self.cleaned_data.get(kind))

    def show_faults(self, refused: AnswersRefused) -> None:
        """Put each sentence beside its box."""
        for code, fault in refused.faults.items():
            self.add_error(code, str(fault))
