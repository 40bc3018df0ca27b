"""Amounts, dates and personal data read as people expect, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import formats, translation

from screens import wording
from screens.vocabulary import TONES, VOCABULARY, state_of, word

pytestmark = pytest.mark.usefixtures("compiled")


def test_amount_has_separators():
    assert wording.money(Decimal("1234567.8")) == "1,234,567.80"


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "200,000.00 元"), ("en", "CNY 200,000.00")]
)
def test_amount_with_currency(language, expected):
    with translation.override(language):
        assert wording.yuan(Decimal(200000)) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "3,845.00 万元"), ("en", "CNY 38.45 million")]
)
def test_short_amount_counts_as_the_language_counts(language, expected):
    with translation.override(language):
        assert wording.wan(Decimal("38450000")) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.0435", "4.35%"), ("0.9", "90%"), ("1", "100%"), ("0.000001", "0%"), ("0.1", "10%")],
)
def test_share_as_percentage(share, expected):
    assert wording.percent(Decimal(share)) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "2026年3月5日"), ("en", "5 March 2026")]
)
def test_date(language, expected):
    with translation.override(language):
        assert wording.day(date(2026, 3, 5)) == expected


def test_moment_is_told_in_the_time_of_the_county():
    with translation.override("zh-hans"):
        late = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)
        assert wording.time_of(late) == "2026年3月6日 01:30"
        assert wording.day(late) == "2026年3月6日"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_numbers_group_by_three(language):
    with translation.override(language):
        assert (
            formats.number_format(Decimal("1234567.80"), 2, force_grouping=True) == "1,234,567.80"
        )


def test_masks_leave_only_what_is_needed():
    assert wording.mask_id("510107199101011234") == "510***********1234"
    assert wording.mask_phone("13812345678") == "138****5678"
    assert wording.mask_account("6222020200112233") == "************2233"
    assert wording.mask_name("欧阳修") == "欧**"


def test_short_numbers_are_masked_altogether():
    assert wording.mask_id("1234567") == "*******"
    assert wording.mask_account("2233") == "****"


def test_nothing_is_a_dash():
    assert wording.money(None) == "–"
    assert wording.day(None) == "–"
    assert wording.mask_id("") == "–"


def test_filters_in_a_template():
    page = Template(
        "{% load screens %}{{ a|money }} {{ a|capital }} {{ d|date_on }} {{ n|mask_name }}"
        " {{ 's'|mask_phone }} {{ state|state_word:'document' }}"
    )
    values = {"a": Decimal("200050.08"), "d": date(2026, 3, 5), "n": "李秀英", "state": "accepted"}
    with translation.override("zh-hans"):
        assert page.render(Context(values)) == (
            "200,050.08 人民币贰拾万零伍拾元零捌分 2026年3月5日 李** * 已通过"
        )


def test_every_state_has_a_word_and_a_tone_of_the_design():
    for kind, states in VOCABULARY.items():
        for name, entry in states.items():
            assert entry.tone in TONES, (kind, name)
            assert word(kind, name), (kind, name)


def test_unknown_state_is_a_mistake():
    with pytest.raises(KeyError):
        state_of("document", "eaten")


def test_badge_shows_word_colour_and_meaning():
    with translation.override("en"):
        badge = Template("{% load screens %}{% state_badge 'document' 'received' %}").render(
            Context()
        )
    assert "tone-progress" in badge
    assert "Received" in badge
    assert 'title="We have it and will check it."' in badge
