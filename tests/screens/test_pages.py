"""The frame of every page, seen in the browser: widths, colours, keys, errors."""

from decimal import Decimal

import pytest
from django.urls import reverse

from loancore.money import capital_words
from screens import views

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("programme", "compiled"),
]

FRAMES = ["", "?frame=portal&errors=1"]


@pytest.fixture
def guide(open_page):
    """Opens the style guide."""

    def open_guide(query="", **how):
        page = open_page(**how)
        page.goto(reverse("styleguide") + query)
        return page

    return open_guide


@pytest.mark.row("U-034")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("query", FRAMES)
def test_nothing_is_wider_than_the_window(guide, language, query):
    page = guide(query, language=language)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.row("U-036")
@pytest.mark.parametrize("query", FRAMES)
def test_large_text_holds_on_a_small_phone_and_is_remembered(guide, query):
    page = guide(query, width=360)
    page.locator("[data-large-text-switch]").click()
    page.reload()
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    ratio = "parseFloat(getComputedStyle(document.body).lineHeight) / " + size
    assert page.evaluate(size) == 20
    assert page.evaluate(ratio) >= 1.3
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("[data-large-text-switch]").click()
    assert page.evaluate(size) == 16


@pytest.mark.row("U-083")
@pytest.mark.parametrize("query", FRAMES)
def test_no_accessibility_fault_in_light_and_dark(guide, axe, query):
    page = guide(query, color_scheme="light")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_selector(f"html[data-bs-theme={scheme}]")
        assert axe(page) == []


@pytest.mark.row("U-072")
def test_dark_colours_by_switch_are_remembered(guide):
    page = guide(color_scheme="light")
    page.locator("[data-theme-switch]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


@pytest.mark.row("U-044")
def test_language_switch_keeps_the_page(guide):
    page = guide("?frame=portal&errors=1")
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("?frame=portal&errors=1")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Style guide"
    page.get_by_role("button", name="中文").click()
    assert page.locator("h1").inner_text() == "样式指南"


@pytest.mark.row("U-014")
def test_after_an_error_the_summary_has_the_focus_and_leads_to_the_field(guide):
    page = guide("?frame=portal&errors=1", language="en")
    assert page.title().startswith("Error: Style guide - ")
    summary = page.locator(".error-summary")
    assert summary.evaluate("one => one === document.activeElement")
    summary.get_by_role("link", name="First day of business").click()
    assert page.evaluate("document.activeElement.id") == "id_begins_on"
    summary.get_by_role("link", name="Form of business").click()
    assert page.evaluate("document.activeElement.name") == "form_of_business"


@pytest.mark.row("U-019")
def test_amount_is_said_in_capital_words_while_typing(guide):
    page = guide()
    said = page.locator("#id_amount + .capital-words")
    for typed, shown in {
        "200000": "¥ 200,000.00　人民币贰拾万元整",
        "20万": "¥ 200,000.00　人民币贰拾万元整",
        "100,050.08": "¥ 100,050.08　人民币壹拾万零伍拾元零捌分",
        "0.5": "¥ 0.50　人民币伍角整",
        "two": "",
    }.items():
        page.locator("#id_amount").fill(typed)
        assert said.text_content() == shown


def test_capital_words_agree_with_those_of_the_contract(guide):
    amounts = [
        "0",
        "1",
        "10.01",
        "105",
        "1000",
        "10000",
        "100001",
        "1010101.10",
        "300000000.99",
        "20.30",
    ]
    page = guide()
    said = page.evaluate(
        """async (amounts) => {
            const { read, words } = await import("/static/js/money_words.js");
            return amounts.map((amount) => words(read(amount)));
        }""",
        amounts,
    )
    assert said == [capital_words(Decimal(amount)) for amount in amounts]


@pytest.mark.row("U-034")
def test_tables_become_cards_on_a_phone(guide):
    page = guide(width=360)
    cell = page.locator("table.cards td").first
    assert cell.evaluate("one => getComputedStyle(one).display") == "flex"
    assert cell.evaluate("one => getComputedStyle(one, '::before').content") == '"编号"'


@pytest.mark.row("U-035")
def test_controls_are_large_enough_for_a_thumb(guide):
    page = guide("?frame=portal", width=360)
    sizes = page.evaluate(
        """[...document.querySelectorAll("button, .btn, input:not([type=hidden]), select")]
            .map((one) => one.closest(".choice") ?? one)
            .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
            .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    assert sizes == []


@pytest.mark.row("U-063")
def test_keys_move_search_and_explain_and_can_be_switched_off(guide):
    page = guide()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "CDB-2026-00124"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "CDB-2026-00123"
    page.keyboard.press("?")
    dialog = page.locator("dialog[data-shortcut-help]")
    assert dialog.is_visible()
    dialog.locator("label[for=shortcuts-off]").click()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("?")
    assert not dialog.is_visible()


def test_menu_opens_closes_by_escape_and_says_why_not(guide):
    page = guide(language="en")
    page.get_by_text("More actions").click()
    assert page.get_by_text("The guarantee letter has not been issued yet.").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_text("The guarantee letter has not been issued yet.").is_visible()


@pytest.mark.row("U-043")
def test_frame_works_with_scripts_off(guide):
    page = guide("?frame=portal", java_script_enabled=False, width=360)
    assert page.locator("[data-theme-switch]").is_hidden()
    page.get_by_text("更多操作").click()
    assert page.get_by_text("要求补充材料").first.is_visible()
    assert page.get_by_role("button", name="保存并继续").is_visible()


def test_unsaved_answers_are_asked_about_before_leaving(guide):
    page = guide()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_phone").fill("138")
    page.goto(reverse("styleguide"))
    assert asked == ["beforeunload"]


def test_second_press_sends_nothing(guide):
    page = guide()
    page.evaluate(
        """() => {
            window.sent = 0;
            const form = document.querySelector("form[data-keep]");
            form.removeAttribute("data-keep");
            document.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault();
            });
        }"""
    )
    button = page.get_by_role("button", name="保存并继续")
    button.click()
    assert button.get_attribute("aria-busy") == "true"
    button.click()
    assert page.evaluate("window.sent") == 1


def test_focus_is_always_visible(guide):
    page = guide("?frame=portal")
    for _step in range(25):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")


def test_style_guide_belongs_to_the_demo(client, settings):
    assert client.get(reverse("styleguide")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("styleguide")).status_code == 404


@pytest.mark.row("U-081")
@pytest.mark.parametrize(
    ("view", "arguments", "status"),
    [
        (views.bad_request, [ValueError()], 400),
        (views.permission_denied, [ValueError()], 403),
        (views.csrf_failure, ["old"], 403),
        (views.page_not_found, [ValueError()], 404),
        (views.server_error, [], 500),
        (views.unavailable, [], 503),
    ],
)
def test_error_page_has_reference_and_way_back(rf, caplog, view, arguments, status):
    answer = view(rf.get("/cases/"), *arguments)
    html = answer.content.decode()
    reference = html.split("<strong>")[1].split("</strong>")[0]
    assert answer.status_code == status
    assert len(reference) == 8
    assert 'href="/"' in html
    assert "UNDEFINED" not in html
    assert reference in caplog.text or status == 503


def test_pages_load_nothing_from_other_hosts(guide):
    page = guide()
    addresses = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert addresses
    assert all(address.startswith(page.url.split("/styleguide")[0]) for address in addresses)
