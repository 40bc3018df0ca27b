"""One definition answers page, count, chips and export alike."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db.models import DateField, DecimalField, Q, Value
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from python_calamine import CalamineWorkbook

from parties.models import Township
from screens.filters import (
    ChoiceFilter,
    ConditionFilter,
    DateRangeFilter,
    Filter,
    MoneyRangeFilter,
    state_choices,
)
from screens.lists import PAGES_MAX, Column, ListDefinition
from screens.sheets import file_name, guarded, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

TOWNSHIPS = ListDefinition(
    name="townships",
    title="Townships",
    columns=[
        Column("code", "Code", order="code", link=lambda town: f"/towns/{town.code}/"),
        Column("name", "Name", order="name"),
        Column("amount", "Amount", kind="money"),
        Column("opened_on", "Opened on", kind="date"),
        Column("state", "State", kind="state", states="document", value=lambda town: "accepted"),
        Column("name_en", "In English", hidden=True),
    ],
    filters=[
        ChoiceFilter("code", "Code", choices=lambda: [("T1", "First"), ("T2", "Second")]),
        DateRangeFilter("opened", "Opened on", "opened_on"),
        MoneyRangeFilter("amount", "Amount"),
        ConditionFilter("east", "In the east", condition=lambda: Q(name_en__startswith="East")),
        Filter("english", "In English", "name_en"),
    ],
    default_order=("code",),
    search=("name", "name_en"),
    page_size=2,
)


@pytest.fixture
def towns():
    Township.objects.create(code="T1", name="青石镇", name_en="East Stone")
    Township.objects.create(code="T2", name="柳河镇", name_en="Willow")
    Township.objects.create(code="T3", name="=1+1", name_en="East River")
    return Township.objects.annotate(
        amount=Value(Decimal("1234.50"), DecimalField(max_digits=9, decimal_places=2)),
        opened_on=Value(date(2026, 3, 5), DateField()),
    )


def codes(bound):
    return [row.code for row in bound.page.object_list]


def test_page_count_and_order(towns):
    bound = TOWNSHIPS.bind(towns, QueryDict("sort=-code"))
    assert bound.count == 3
    assert codes(bound) == ["T3", "T2"]
    assert codes(TOWNSHIPS.bind(towns, QueryDict("sort=-code&page=2"))) == ["T1"]


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "9" * 400, "１"])
def test_any_page_number_shows_a_page(towns, page):
    bound = TOWNSHIPS.bind(towns, {"page": page})
    assert codes(bound) in (["T1", "T2"], ["T3"])


@pytest.mark.parametrize("sort", ["password", "-amount", "code__x", "name_en"])
def test_only_declared_orders_count(towns, sort):
    assert TOWNSHIPS.bind(towns, {"sort": sort}).order == ["code"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=T2", ["T2"]),
        ("code=nonsense", ["T1", "T2"]),
        ("q=stone", ["T1"]),
        ("east=1", ["T1", "T3"]),
        ("east=yes", ["T1", "T2"]),
        ("english=will", ["T2"]),
        ("opened_from=2026-03-05&opened_to=2026-03-05", ["T1", "T2"]),
        ("opened_from=2026-03-06", []),
        ("opened_to=2026-03-04", []),
        ("opened_from=yesterday", ["T1", "T2"]),
        ("amount_from=1,234.50", ["T1", "T2"]),
        ("amount_to=1234.49", []),
        ("amount_from=NaN&amount_to=1e999", ["T1", "T2"]),
    ],
)
def test_filters_of_the_address_narrow_the_rows(towns, query, expected):
    assert codes(TOWNSHIPS.bind(towns, QueryDict(query))) == expected


def test_dashboard_number_is_the_count_of_the_list(towns):
    number = TOWNSHIPS.bind(towns, {"east": "1"})
    shown = TOWNSHIPS.bind(towns, QueryDict(number.address().partition("?")[2]))
    assert number.count == shown.count == len(list(shown.to_rows())) == 2


@pytest.mark.row("U-047")
def test_chips_say_the_filter_and_remove_it(towns):
    query = QueryDict("q=east&code=T1&opened_from=2026-01-01&opened_to=2026-12-31&page=2&sort=code")
    with translation.override("en"):
        chips = TOWNSHIPS.bind(towns, query, path="/towns/").chips
        assert [(chip.label, chip.text) for chip in chips] == [
            ("Search", "east"),
            ("Code", "First"),
            ("Opened on", "1 January 2026 to 31 December 2026"),
        ]
    assert chips[2].url == "/towns/?q=east&code=T1&sort=code"


@pytest.mark.row("U-048")
def test_address_keeps_filter_sort_and_columns_but_not_the_page(towns):
    bound = TOWNSHIPS.bind(towns, QueryDict("page=2&code=T1&sort=-name&columns=name,code"))
    assert bound.saved_query == "code=T1&sort=-name&columns=name%2Ccode"
    assert [column.name for column in bound.columns] == ["name", "code"]


def test_unknown_columns_are_left_out(towns):
    bound = TOWNSHIPS.bind(towns, {"columns": "password,name_en"})
    assert [column.name for column in bound.columns] == ["name_en"]
    assert "name_en" not in [column.name for column in TOWNSHIPS.bind(towns, {}).columns]


def test_deep_pages_are_bounded(towns):
    bound = TOWNSHIPS.bind(towns, {"page": "999999"})
    bound.count = PAGES_MAX * 2 + 1
    assert bound.last_page == PAGES_MAX
    assert bound.is_cut


def test_a_page_takes_two_queries(towns, django_assert_num_queries):
    with django_assert_num_queries(2):
        bound = TOWNSHIPS.bind(towns, {})
        draw(
            "{% filter_bar list %}{% chips list %}{% list_table list %}{% pagination list %}", bound
        )


def draw(tags, bound):
    return Template("{% load screens %}" + tags).render(Context({"list": bound}))


def test_table_writes_cells_by_their_kind(towns):
    with translation.override("en"):
        html = draw("{% list_table list select=True %}", TOWNSHIPS.bind(towns, {}))
    assert '<a href="/towns/T1/">T1</a>' in html
    assert '<td data-label="Amount" class="number">1,234.50</td>' in html
    assert "5 March 2026" in html
    assert "tone-success" in html
    assert html.count("data-select-row") == 2


def test_heading_turns_the_order(towns):
    html = draw("{% list_table list %}", TOWNSHIPS.bind(towns, {"sort": "code"}, path="/towns/"))
    assert 'aria-sort="ascending"' in html
    assert 'href="/towns/?sort=-code"' in html


@pytest.mark.row("U-071")
def test_empty_list_says_whether_a_filter_is_the_cause(towns):
    with translation.override("en"):
        narrowed = draw("{% list_table list %}", TOWNSHIPS.bind(towns, {"q": "nowhere"}))
        first = draw("{% list_table list %}", TOWNSHIPS.bind(towns.none(), {}))
    assert "Nothing matches" in narrowed
    assert "There is nothing here yet" in first


def test_filter_bar_keeps_what_was_chosen(towns):
    bound = TOWNSHIPS.bind(towns, {"code": "T2", "sort": "-name", "q": "x<y"})
    html = draw("{% filter_bar list %}", bound)
    assert '<option value="T2" selected>' in html
    assert 'name="sort" value="-name"' in html
    assert "x&lt;y" in html


def test_state_choices_follow_the_vocabulary():
    assert ("accepted" in dict(state_choices("document")())) is True


@pytest.mark.row("U-067")
def test_excel_holds_the_view_with_its_types(towns):
    bound = TOWNSHIPS.bind(towns, QueryDict("columns=code,name,amount,opened_on,state"))
    target = BytesIO()
    with translation.override("en"):
        number = write_xlsx(
            target, title="A/B: townships", columns=bound.to_headings(), rows=bound.to_rows()
        )
    target.seek(0)
    sheet = CalamineWorkbook.from_filelike(target).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert number == 3
    assert sheet.name == "AB townships"
    assert rows[0] == ["Code", "Name", "Amount", "Opened on", "State"]
    assert rows[1] == ["T1", "青石镇", 1234.5, date(2026, 3, 5), "Accepted"]
    assert rows[3][1] == "=1+1"


def test_csv_opens_as_utf8_and_calculates_nothing(towns):
    bound = TOWNSHIPS.bind(towns, QueryDict("columns=code,name,amount"))
    lines = write_csv(columns=bound.to_headings(), rows=bound.to_rows())
    assert lines.startswith(b"\xef\xbb\xbf")
    assert lines.decode("utf-8-sig").splitlines() == [
        "Code,Name,Amount",
        "T1,青石镇,1234.50",
        "T2,柳河镇,1234.50",
        "T3,'=1+1,1234.50",
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_like_formulas_are_made_harmless(text):
    assert guarded(text) == f"'{text}"


def test_file_name_holds_title_and_date():
    assert file_name('Loans: "A/B"', date(2026, 3, 5), "xlsx") == "Loans AB 2026-03-05.xlsx"
