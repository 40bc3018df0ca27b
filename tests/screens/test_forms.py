"""What people type is read as they meant it; what cannot be read is said and kept."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from screens.forms import (
    DateField,
    IdempotencyField,
    IdNumberField,
    MoneyInputField,
    PageForm,
    PhoneField,
    UploadField,
    tidy,
)


class Sample(PageForm):
    name = forms.CharField()
    remark = forms.CharField(required=False, help_text="One line.")
    amount = MoneyInputField(max_value=Decimal(300000))
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    paper = UploadField(required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(field, text):
    """What a form with this field reads."""
    form = type("Form", (PageForm,), {"field": field})({"field": text})
    assert form.is_valid(), form.errors
    return form.cleaned_data["field"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("200000", "200000"),
        ("200,000", "200000"),
        ("200，000.50", "200000.50"),
        ("２０００００", "200000"),
        (" ¥ 200 000 元", "200000"),
        ("20万", "200000"),
        ("1.5万", "15000"),
        ("0.01", "0.01"),
    ],
)
def test_amounts_are_read_as_typed(typed, amount):
    assert read(MoneyInputField(), typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["0", "-5", "two", "1e99999", "NaN", "Infinity", "0.001", "万", "1.2.3"]
)
def test_other_amounts_are_refused(typed):
    form = type("Form", (PageForm,), {"field": MoneyInputField()})({"field": typed})
    assert not form.is_valid()


def test_amount_is_shown_with_separators():
    form = Sample(initial={"amount": Decimal("200000.00")})
    assert 'value="200,000.00"' in str(form["amount"])


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.03.05",
        "20260305",
        "2026年3月5日",
        "２０２６-０３-０５",
        " 2026-03-05 ",
    ],
)
def test_dates_are_read_as_typed(typed):
    assert read(DateField(), typed) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "typed", ["138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８", "008613812345678"]
)
@pytest.mark.row("U-016")
def test_phone_spaces_are_left_out(typed):
    assert read(PhoneField(), typed) == "13812345678"


@pytest.mark.row("U-016")
def test_identity_number_takes_spaces_and_a_small_x():
    assert read(IdNumberField(), "510107 19910101 123x") == "51010719910101123X"


def test_texts_lose_invisible_signs_but_keep_chinese_punctuation():
    assert tidy("\u3000李秀英\u200b\u3000") == "李秀英"
    assert tidy("开店，卖面；１２３号") == "开店，卖面；123号"
    assert read(forms.CharField(), "\u3000青石镇８号\u3000") == "青石镇8号"


def test_passwords_are_taken_as_they_are():
    assert read(forms.CharField(strip=False), " ａ１ ") == " ａ１ "


def test_idempotency_key_is_new_for_each_page_and_comes_back_as_text():
    form = type("Form", (PageForm,), {"key": IdempotencyField()})
    first, second = (form()["key"].value() for _ in range(2))
    assert first != second
    bound = form({"key": str(first)})
    assert bound.is_valid()
    assert bound.cleaned_data["key"] == str(first)


def test_missing_key_says_what_to_do():
    form = type("Form", (PageForm,), {"key": IdempotencyField()})({})
    assert "Please send the form again" in str(form.errors["key"])


@pytest.mark.row("U-013")
def test_optional_fields_are_marked_and_required_ones_are_not():
    html = str(Sample())
    assert html.count("(optional)") == 2
    assert "*" not in html.replace("image/*", "")


@pytest.mark.row("U-014")
def test_errors_stand_on_top_and_beside_the_field():
    html = str(Sample({"amount": "two hundred", "remark": "kept"}))
    summary = html[: html.index("</div>", html.index("error-summary"))]
    assert 'href="#id_amount"' in summary
    assert html.count("Write the amount in yuan with digits, such as 200,000.") == 2
    assert 'aria-describedby="id_amount_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="two hundred"' in html
    assert 'value="kept"' in html
    assert 'href="#id_kind_field"' in summary
    assert 'id="id_kind_field"' in html


def test_hint_is_tied_to_its_field():
    html = str(Sample()["remark"].as_field_group())
    assert 'aria-describedby="id_remark_helptext"' in html
    assert 'id="id_remark_helptext"' in html


def test_upload_names_the_formats_so_that_a_phone_offers_the_camera():
    assert 'accept="image/*,application/pdf"' in str(Sample()["paper"])


def test_hidden_fields_carry_no_style():
    form = type("Form", (PageForm,), {"key": IdempotencyField()})()
    assert "form-control" not in str(form)
