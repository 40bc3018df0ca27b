"""Filters of a list: read from the address, applied to rows, spoken in a chip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from screens import wording
from screens.vocabulary import VOCABULARY

Text = str | Promise
Choices = Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Filter:
    """One question a list can be asked; `lookup` is the field it narrows."""

    name: str
    label: Text
    lookup: str = ""
    values: dict[str, str] = field(default_factory=dict)
    shape = "text"

    @property
    def names(self) -> list[str]:
        """The names of its parts in the address."""
        return [self.name]

    def read(self, params: QueryDict) -> Self:
        """The filter with what the address says; what cannot be read counts as not given."""
        values = {name: params.get(name, "").strip() for name in self.names}
        return replace(
            self, values={name: text for name, text in values.items() if self.valid(text)}
        )

    def valid(self, text: str) -> bool:
        """Whether a part can be used."""
        return bool(text)

    @property
    def given(self) -> bool:
        """Whether the address says anything."""
        return bool(self.values)

    @property
    def value(self) -> str:
        """What the address says."""
        return self.values.get(self.name, "")

    @property
    def spoken(self) -> str:
        """The value in words, for the chip."""
        return self.value

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit."""
        if not self.given:
            return rows
        return rows.filter(**{f"{self.lookup or self.name}__icontains": self.value})


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One of a few values; `choices` may be a function so that it is asked anew for each page."""

    choices: Choices | Callable[[], Choices] = ()
    shape = "choice"

    @property
    def options(self) -> Choices:
        """The values with their words."""
        return self.choices() if callable(self.choices) else self.choices

    def valid(self, text: str) -> bool:
        """Only listed values count."""
        return any(text == str(value) for value, _label in self.options)

    @property
    def spoken(self) -> str:
        """The word of the value."""
        return next(str(label) for value, label in self.options if str(value) == self.value)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with this value."""
        return rows.filter(**{self.lookup or self.name: self.value}) if self.given else rows


def state_choices(kind: str) -> Callable[[], Choices]:
    """All states of a kind of the vocabulary, as choices."""
    return lambda: [(name, entry.word) for name, entry in VOCABULARY[kind].items()]


@dataclass(frozen=True)
class ConditionFilter(Filter):
    """Yes or nothing: a condition with a name, such as overdue or mine."""

    condition: Callable[[], Q] = Q
    shape = "flag"

    def valid(self, text: str) -> bool:
        """Only the tick counts."""
        return text == "1"

    @property
    def spoken(self) -> str:
        """A tick says yes."""
        return _("yes")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows for which the condition holds."""
        return rows.filter(self.condition()) if self.given else rows


@dataclass(frozen=True)
class RangeFilter(Filter):
    """From and to, both included; either may be missing."""

    @property
    def names(self) -> list[str]:
        """The two ends in the address."""
        return [f"{self.name}_from", f"{self.name}_to"]

    @property
    def low(self) -> str:
        """The lower end as given."""
        return self.values.get(self.names[0], "")

    @property
    def high(self) -> str:
        """The upper end as given."""
        return self.values.get(self.names[1], "")

    def parsed(self, text: str) -> Any:
        """An end as a value of the field."""
        return text

    def written(self, text: str) -> str:
        """An end in words."""
        return text

    @property
    def spoken(self) -> str:
        """Both ends in words."""
        if self.low and self.high:
            return _("%(low)s to %(high)s") % {
                "low": self.written(self.low),
                "high": self.written(self.high),
            }
        if self.low:
            return _("from %(low)s") % {"low": self.written(self.low)}
        return _("up to %(high)s") % {"high": self.written(self.high)}

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows between the ends."""
        lookup = self.lookup or self.name
        if self.low:
            rows = rows.filter(**{f"{lookup}__gte": self.parsed(self.low)})
        return rows.filter(**{f"{lookup}__lte": self.parsed(self.high)}) if self.high else rows


@dataclass(frozen=True)
class DateRangeFilter(RangeFilter):
    """Dates between two days."""

    shape = "dates"

    def valid(self, text: str) -> bool:
        """Only ISO dates count."""
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
        return True

    def parsed(self, text: str) -> date:
        """The day."""
        return date.fromisoformat(text)

    def written(self, text: str) -> str:
        """The day as the language writes it."""
        return wording.day(date.fromisoformat(text))


@dataclass(frozen=True)
class MoneyRangeFilter(RangeFilter):
    """Amounts between two amounts."""

    shape = "amounts"

    def valid(self, text: str) -> bool:
        """Only finite numbers of a sensible size count."""
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            return False
        return number.is_finite() and abs(number) < Decimal(10) ** 15

    def parsed(self, text: str) -> Decimal:
        """The amount."""
        return Decimal(text.replace(",", ""))

    def written(self, text: str) -> str:
        """The amount with separators."""
        return wording.money(self.parsed(text))
