"""Amounts of money and rates, kept exactly as they were computed: these fields never round."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from screens.forms import MoneyInputField

TYPED_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?", re.ASCII)


class ExactDecimalField(models.DecimalField):
    """A decimal column of fixed size that refuses what it would have to round."""

    DIGITS: ClassVar[int]
    PLACES: ClassVar[int]

    default_error_messages = {
        "inexact_type": _("“%(value)s” is a binary number and not exact; use a decimal."),
        "inexact_value": _("“%(value)s” has more than %(places)d decimal places."),
        "too_large": _("“%(value)s” is too large."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fix the size of the column; it is not for the model to choose."""
        kwargs.update(max_digits=self.DIGITS, decimal_places=self.PLACES)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Describe the field to migrations without its fixed size."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Decimal | None:
        """The exact decimal with all its places; refuses floats and what would need rounding."""
        if value is None:
            return None
        if isinstance(value, float | bool):
            raise self._refusal("inexact_type", value)
        try:
            number = Decimal(value)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise self._refusal("invalid", value) from error
        return self._exact(number)

    def _exact(self, number: Decimal) -> Decimal:
        if not number.is_finite():
            raise self._refusal("invalid", number)
        if number and number.adjusted() >= self.DIGITS - self.PLACES:
            raise self._refusal("too_large", number)
        exact = number.quantize(Decimal(1).scaleb(-self.PLACES))
        if exact != number:
            raise self._refusal("inexact_value", number)
        return exact

    def _refusal(self, code: str, value: object) -> ValidationError:
        params = {"value": value, "places": self.PLACES}
        return ValidationError(self.error_messages[code], code=code, params=params)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave on the object exactly what is written to the database."""
        value = super().pre_save(model_instance, add)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        exact = self.to_python(value)
        setattr(model_instance, self.attname, exact)
        return exact

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Pass expressions to the database and check everything else once more."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return self.to_python(value)


class MoneyField(ExactDecimalField):
    """An amount in yuan with two places, NUMERIC(18, 2)."""

    description = _("Amount of money with two decimal places")
    DIGITS = 18
    PLACES = 2

    def formfield(self, **kwargs: Any) -> Any:
        """Amounts are typed in a `MoneyInputField`, of either sign unless the form limits it."""
        return super().formfield(**{"form_class": MoneyInputField, "min_value": None, **kwargs})


class RateField(ExactDecimalField):
    """A rate or share as a fraction with six places, NUMERIC(9, 6): 3.45 % is 0.034500."""

    description = _("Rate as a fraction with six decimal places")
    DIGITS = 9
    PLACES = 6

    def formfield(self, **kwargs: Any) -> Any:
        """Rates are typed as fractions unless the form chooses a `PercentFormField`."""
        return super().formfield(**{"form_class": RateFormField, **kwargs})


class RateFormField(forms.DecimalField):
    """A rate typed as a fraction with at most six places; full-width digits are understood."""

    DIGITS: ClassVar[int] = RateField.DIGITS
    PLACES: ClassVar[int] = RateField.PLACES
    SIGN: ClassVar[str] = ""

    def __init__(self, **kwargs: Any) -> None:
        """Fix the size to that of the column."""
        kwargs.update(max_digits=self.DIGITS, decimal_places=self.PLACES)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The typed number as an exact decimal."""
        if value in self.empty_values:
            return None
        plain = unicodedata.normalize("NFKC", str(value)).strip().removesuffix(self.SIGN).strip()
        if isinstance(value, float) or not TYPED_NUMBER.fullmatch(plain):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(plain)

    def clean(self, value: Any) -> Decimal | None:
        """The typed number with all its places."""
        number = super().clean(value)
        return None if number is None else number.quantize(Decimal(1).scaleb(-self.PLACES))


class PercentFormField(RateFormField):
    """A rate typed in percent with at most four places; the cleaned value is the fraction."""

    PLACES = RateField.PLACES - 2
    SIGN = "%"

    def clean(self, value: Any) -> Decimal | None:
        """The fraction that the typed percentage means."""
        percent = super().clean(value)
        return None if percent is None else percent.scaleb(-2)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored fraction in percent; what somebody typed stays as typed."""
        return f"{value.scaleb(2).normalize():f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare in percent what was shown with what was typed."""
        shown = initial.scaleb(2) if isinstance(initial, Decimal) else initial
        return super().has_changed(shown, data)
