"""Message texts: complete, short, in plain words, approved by two, earlier versions kept."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from parties.models import User
from policy.errors import MessageTooLong, PartMissing, PartUnknown
from policy.models import TextTemplate
from policy.rules import hard_words, length_of, parts_of
from policy.selectors import message_texts, text_template
from policy.services import publish_rule, submit_rule
from policy.services.texts import looked_at, propose_text

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "{amount}{principal}{interest}{due_on}{ways}{account_tail}{phone}"


def propose(actor: User, on: date, body: str, body_en: str = FULL) -> TextTemplate:
    wording = {"title": "还款提醒", "title_en": "Reminder", "body": body, "body_en": body_en}
    return propose_text(
        code="reminder_before", wording=wording, from_on=on, source="通知", actor=actor, on=on
    )


def test_a_short_message_has_seventy_signs_and_parts_of_a_longer_one_fewer() -> None:
    assert length_of("字" * 70, single=70, part=67).messages == 1
    assert length_of("字" * 71, single=70, part=67).messages == 2
    assert length_of("字" * 135, single=70, part=67).messages == 3
    assert parts_of("{amount} 元，{due_on}") == {"amount", "due_on"}
    assert [each.better for each in hard_words("Please REMIT now", [["remit", "pay"]])] == ["pay"]


def test_a_new_wording_counts_on_and_holds_once_another_person_publishes_it(
    center_clerk: User, center_leader: User, today: date
) -> None:
    text = propose(center_clerk, today, FULL)
    assert (text.version, text.state) == ("2", "submitted")
    assert text_template("reminder_before", today).version == "1"

    publish_rule(rule=text, actor=center_leader, on=today)

    assert text_template("reminder_before", today).body == FULL


def test_what_lacks_a_part_or_is_too_long_or_names_nonsense_is_refused(
    center_clerk: User, today: date
) -> None:
    before = TextTemplate.objects.count()
    with pytest.raises(PartMissing, match="phone|电话"):
        propose(center_clerk, today, FULL.replace("{phone}", ""))
    with pytest.raises(PartMissing):
        propose(center_clerk, today, FULL, body_en=FULL.replace("{ways}", ""))
    with pytest.raises(MessageTooLong):
        propose(center_clerk, today, FULL + "字" * 400)
    with pytest.raises(PartUnknown):
        propose(center_clerk, today, FULL + "{salary}")
    with pytest.raises(PartUnknown):
        propose(center_clerk, today, FULL + "{")
    assert TextTemplate.objects.count() == before


def test_a_draft_written_elsewhere_is_checked_when_it_is_submitted(
    center_clerk: User, today: date
) -> None:
    text = TextTemplate.objects.create(
        kind="message", code="reminder_before", version="9", title="a", title_en="a",
        body="还款", body_en="Pay", from_on=today, source="通知", author=center_clerk,
    )  # fmt: skip
    with pytest.raises(PartMissing):
        submit_rule(rule=text, actor=center_clerk, on=today)


def test_every_message_in_force_has_its_parts_and_no_hard_word(
    center_clerk: User, today: date
) -> None:
    for text in message_texts(today):
        for language, body in (("zh", text.body), ("en", text.body_en)):
            wording = looked_at(text.code, body, language=language, on=today)
            assert wording.missing == []
            assert wording.length.messages <= 6 or not wording.present
            assert wording.hard == [] or not wording.present


@pytest.mark.row("S-149")
def test_without_the_contact_nothing_is_saved_and_the_preview_shows_all_parts(
    center_clerk: User, today: date, open_page: Callable[..., Page], screenshot: Callable[..., None]
) -> None:
    page = open_page(center_clerk)
    page.goto("/texts/reminder_late/")
    preview = page.locator("[data-preview]")
    for part in (
        "5,869.28",
        "5,269.28",
        "600.00",
        "0.00",
        "2026年4月2日",
        "支付宝",
        "5678",
        "0571",
    ):
        assert part in preview.inner_text()
    screenshot(page, "notices_text")
    whole = page.input_value("[name=body]")
    page.fill("[name=body]", whole.replace("{phone}", "请届时来电"))
    page.get_by_role("button", name="检查并预览").click()
    assert "缺少 咨询电话" in preview.inner_text()
    assert "难懂的词 届时 → 到时" in preview.inner_text()
    page.get_by_role("button", name="提交审批").click()
    page.get_by_text("还必须写明：咨询电话").first.wait_for()
    assert TextTemplate.objects.filter(code="reminder_late").count() == 1
    page.fill("[name=body]", whole)
    page.get_by_role("button", name="提交审批").click()
    page.get_by_text("已提出").first.wait_for()
    assert TextTemplate.objects.filter(code="reminder_late").count() == 2
