"""Checks of numbers and names people give: resident ID, firm code, mobile, card, name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from loancore.dates import age_on


class IdentityError(ValueError):
    """A number or name that cannot be right; `code` is stable for translation."""

    code = "identity_invalid"


class ResidentIdShape(IdentityError):
    """Not seventeen digits and a digit or X."""

    code = "resident_id_shape"


class ResidentIdFifteen(IdentityError):
    """A number of the abolished kind with fifteen digits."""

    code = "resident_id_fifteen"


class ResidentIdRegion(IdentityError):
    """A region code no province has."""

    code = "resident_id_region"


class ResidentIdBirthDate(IdentityError):
    """A birth date that does not exist or lies in the future."""

    code = "resident_id_birth_date"


class ResidentIdCheckDigit(IdentityError):
    """A check character that does not fit: most often a typing error."""

    code = "resident_id_check_digit"


class CreditCodeShape(IdentityError):
    """Not eighteen characters of the code's alphabet."""

    code = "credit_code_shape"


class CreditCodeCheckDigit(IdentityError):
    """A unified social credit code whose check character does not fit."""

    code = "credit_code_check_digit"


class MobileShape(IdentityError):
    """Not a mainland mobile number."""

    code = "mobile_shape"


class CardNumber(IdentityError):
    """A bank card number that fails its check digit."""

    code = "card_number"


class PersonName(IdentityError):
    """A name with digits or signs no name has, or too short or long."""

    code = "person_name"


def normalised(text: str) -> str:
    """The text as a machine wants it: half-width, upper case, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


# GB/T 2260 heads, abolished districts included because only the province is checked.
PROVINCE_HEADS = frozenset(
    str(head)
    for heads in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for head in heads
)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class ResidentId:
    """A valid resident ID number and what it says about its holder."""

    number: str
    region_code: str
    born_on: date
    sex: str

    def age_on(self, day: date) -> int:
        """Full years of age on a day."""
        return age_on(self.born_on, day)

    @property
    def masked(self) -> str:
        """The number as it may be shown: first six and last four characters."""
        return f"{self.number[:6]}{'*' * 8}{self.number[14:]}"


def resident_id(text: str, *, today: date | None = None) -> ResidentId:
    """Check a resident ID number (GB 11643) and read region, birth date and sex from it."""
    number = normalised(text)
    if re.fullmatch(r"[0-9]{15}", number):
        raise ResidentIdFifteen("Numbers with 15 digits are no longer valid.")
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise ResidentIdShape("A resident ID number has 17 digits and a digit or X.")
    if number[:2] not in PROVINCE_HEADS:
        raise ResidentIdRegion(f"No province has the code {number[:2]}.")
    born_on = _birth_date(number, today)
    if number[17] != resident_check_digit(number[:17]):
        raise ResidentIdCheckDigit("The last character does not fit the number.")
    return ResidentId(number, number[:6], born_on, "male" if int(number[16]) % 2 else "female")


def resident_check_digit(digits: str) -> str:
    """The last character of a resident ID number: ISO 7064 MOD 11-2."""
    pairs = zip(digits, _RESIDENT_WEIGHTS, strict=True)
    total = sum(int(digit) * weight for digit, weight in pairs)
    return "10X98765432"[total % 11]


def _birth_date(number: str, today: date | None) -> date:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ResidentIdBirthDate("The birth date in the number does not exist.") from None
    if born_on.year < 1850 or (today is not None and born_on > today):
        raise ResidentIdBirthDate("The birth date in the number cannot be right.")
    return born_on


CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{CREDIT_CODE_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_CODE_ALPHABET}]{{10}}")
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_CODE_KINDS = {"91": "firm", "92": "self_employed", "93": "cooperative"}


@dataclass(frozen=True)
class CreditCode:
    """A valid unified social credit code."""

    code: str
    region_code: str
    kind: str
    has_valid_organisation_code: bool


def credit_code(text: str) -> CreditCode:
    """Check a unified social credit code (GB 32100, MOD 31)."""
    code = normalised(text)
    if not _CREDIT_CODE.fullmatch(code):
        raise CreditCodeShape("A unified social credit code has 18 characters, without I O S V Z.")
    if code[17] != credit_check_digit(code[:17]):
        raise CreditCodeCheckDigit("The last character does not fit the code.")
    return CreditCode(
        code,
        code[2:8],
        CREDIT_CODE_KINDS.get(code[:2], "other"),
        code[16] == organisation_check_digit(code[8:16]),
    )


def credit_check_digit(first: str) -> str:
    """The last character of a unified social credit code; a remainder of zero gives 0."""
    total = sum(
        CREDIT_CODE_ALPHABET.index(character) * weight
        for character, weight in zip(first, _CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_CODE_ALPHABET[-total % 31]


def organisation_check_digit(first: str) -> str:
    """The last character of the organisation code inside a credit code (GB 11714, MOD 11)."""
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def mobile(text: str) -> str:
    """Check a mainland mobile number and write it without spaces, hyphens or country code."""
    number = re.sub(r"^(\+86|0086)", "", normalised(text).replace("-", ""))
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        raise MobileShape("A mobile number has 11 digits and starts with 13 to 19.")
    return number


def card_number(text: str) -> str:
    """Check a bank card number of 16 to 19 digits by its Luhn digit."""
    number = normalised(text).replace("-", "")
    if not re.fullmatch(r"[0-9]{16,19}", number) or luhn_sum(number) % 10:
        raise CardNumber("The card number does not fit its check digit.")
    return number


def luhn_sum(number: str) -> int:
    """The Luhn sum of a number with its check digit; divisible by ten when valid."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return sum(digits[0::2]) + sum(doubled)


_NAME = re.compile(r"[^\W\d_]+(?:[ ·'.-]+[^\W\d_]+)*\.?")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･", "·"))


def person_name(text: str) -> str:
    """Check a name of 2 to 50 characters; Chinese names with ·, Latin names with spaces."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text.translate(_MIDDLE_DOTS))).strip()
    if re.search(r"[\u4e00-\u9fff]", name):
        name = name.replace(" ", "")
    if not 2 <= len(name) <= 50 or not _NAME.fullmatch(name):
        raise PersonName("A name has 2 to 50 letters, without digits.")
    return name
