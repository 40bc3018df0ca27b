from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.identity import (
    CREDIT_CODE_ALPHABET,
    IdentityError,
    card_number,
    credit_check_digit,
    credit_code,
    mobile,
    person_name,
    resident_check_digit,
    resident_id,
)


def test_reads_region_birth_date_and_sex() -> None:
    found = resident_id("11010519491231002X")
    assert (found.region_code, found.born_on, found.sex) == ("110105", date(1949, 12, 31), "female")
    assert found.age_on(date(2025, 12, 30)) == 75
    assert found.masked == "110105********002X"


def test_normalises_spaces_full_width_and_small_x() -> None:
    assert resident_id(" 110105 19491231 002x").number == "11010519491231002X"
    assert resident_id("11010519491231002X").number == "11010519491231002X"


REFUSED: list[tuple[Callable[[str], object], str, str]] = [
    (resident_id, "110105194912310", "resident_id_fifteen"),
    (resident_id, "1101051949123100", "resident_id_shape"),
    (resident_id, "990105194912310028", "resident_id_region"),
    (resident_id, "11010519490231002X", "resident_id_birth_date"),
    (resident_id, "110105194912310021", "resident_id_check_digit"),
    (credit_code, "91350100M000100Y4", "credit_code_shape"),
    (credit_code, "9135010OM000100Y43", "credit_code_shape"),
    (credit_code, "91350100M000100Y44", "credit_code_check_digit"),
    (mobile, "12800138000", "mobile_shape"),
    (mobile, "1380013800", "mobile_shape"),
    (card_number, "4111111111111112", "card_number"),
    (card_number, "411111111111111", "card_number"),
    (person_name, "王", "person_name"),
    (person_name, "王1明", "person_name"),
    (person_name, "·王明", "person_name"),
    (person_name, "王" * 51, "person_name"),
]


@pytest.mark.parametrize(("check", "text", "code"), REFUSED)
def test_refuses_with_a_stable_code(check: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(IdentityError) as refusal:
        check(text)
    assert refusal.value.code == code


def test_refuses_a_birth_date_in_the_future() -> None:
    with pytest.raises(IdentityError):
        resident_id("11010519491231002X", today=date(1949, 12, 30))


def test_reads_a_credit_code() -> None:
    found = credit_code("91350100m000100y43")
    assert (found.code, found.kind, found.region_code) == ("91350100M000100Y43", "firm", "350100")
    assert found.has_valid_organisation_code


def test_accepts_names_with_a_middle_dot_and_latin_names() -> None:
    assert person_name(" 阿卜杜拉•买买提 ") == "阿卜杜拉·买买提"
    assert person_name("王 小明") == "王小明"
    assert person_name("Anna  O'Neil-Smith") == "Anna O'Neil-Smith"


def test_writes_a_mobile_number_plainly() -> None:
    assert mobile("+86 138-0013-8000") == "13800138000"


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"1101051990010[1-9][0-9]{3}", fullmatch=True), st.integers(0, 16))
def test_every_mistyped_digit_is_found(digits: str, place: int) -> None:
    number = digits + resident_check_digit(digits)
    assert resident_id(number).number == number
    wrong = str((int(number[place]) + 1) % 10)
    with pytest.raises(IdentityError):
        resident_id(number[:place] + wrong + number[place + 1 :])


@settings(max_examples=100, deadline=None)
@given(st.text(CREDIT_CODE_ALPHABET, min_size=9, max_size=9))
def test_every_check_character_of_a_credit_code_exists(tail: str) -> None:
    first = "91350100" + tail
    assert credit_code(first + credit_check_digit(first)).code == first + credit_check_digit(first)
