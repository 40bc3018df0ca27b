"""Finding a loan by what one has at hand: last digits, contract, name, phone, identity number."""

import pytest

from servicing.selectors.finding import found_loans


@pytest.mark.parametrize("by", ["number", "contract", "name", "phone", "tail", "identity"])
def test_a_loan_is_found_by_what_one_has_at_hand(loan, cast, by):
    text = {
        "number": loan.number[-6:],
        "contract": loan.contract.number,
        "name": "春梅",
        "phone": "13900001111",
        "tail": "1111",
        "identity": "110101199003070046",
    }[by]
    assert [hit.title for hit in found_loans(cast["post_loan_officer"], text)] == [
        f"{loan.number} 李春梅"
    ]
    assert found_loans(cast["stranger"], text) == []
    assert found_loans(cast["publicity"], text) == []


@pytest.mark.row("S-120")
def test_the_last_six_digits_open_the_loan_and_another_bank_finds_nothing(
    loan, cast, open_page, screenshot
):
    page = open_page(cast["post_loan_officer"])
    page.goto("/work/")
    page.keyboard.press("/")
    page.keyboard.type(loan.number[-6:])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{loan.case.number}/repayments/")
    page.goto("/search/?q=李春梅")
    hit = page.get_by_role("listitem").filter(has_text=loan.number)
    assert "从未逾期" in hit.inner_text()
    screenshot(page, "search_loan")
    stranger = open_page(cast["stranger"])
    for text in (loan.number[-6:], "李春梅", "110101199003070046"):
        stranger.goto(f"/search/?q={text}")
        stranger.get_by_text("没有找到").first.wait_for()
        assert loan.number not in stranger.content()
