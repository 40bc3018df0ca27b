"""The drawing and its table tell the same numbers."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from screens import charts
from screens.charts import Item, Series


def draw(chart):
    return Template("{% load screens %}{% chart c %}").render(Context({"c": chart}))


def test_longest_bar_fills_the_drawing():
    chart = charts.bars("Which?", [Item("a", 3), Item("b", Decimal("1.5"), target=4), Item("c", 0)])
    assert [bar.parts[0].size for bar in chart.bars] == ["75", "37.5", "0"]
    assert chart.bars[1].target == "100"
    assert chart.rows == [["a", "3"], ["b", "1.50"], ["c", "0"]]


def test_parts_of_a_stack_lie_end_to_end():
    chart = charts.stacked("How?", ["x"], [Series("s", [1]), Series("t", [2]), Series("u", [1])])
    assert [(part.start, part.size) for part in chart.bars[0].parts] == [
        ("0", "25"),
        ("25", "50"),
        ("75", "25"),
    ]
    assert chart.rows == [["x", "1", "2", "1", "4"]]


def test_columns_stand_on_the_ground():
    chart = charts.columns("When?", ["1", "2"], [Series("s", [3, 7]), Series("t", [1, 1])])
    assert [tick.text for tick in chart.ticks] == ["8", "4", "0"]
    assert [(part.rest, part.size) for part in chart.bars[0].parts] == [
        ("62.5", "37.5"),
        ("50", "12.5"),
    ]


def test_line_runs_from_left_to_right():
    chart = charts.line("How much?", ["a", "b", "c"], [Series("s", [0, 5, 10])])
    assert chart.lines[0].path == "0,300 500,150 1000,0"


def test_gauge_measures_against_the_limit():
    chart = charts.gauge(
        "Left?", [Item("used", 30), Item("reserved", 20)], limit=Item("limit", 200)
    )
    assert [part.size for part in chart.bars[0].parts] == ["15", "10"]
    assert chart.rows == [["used", "30"], ["reserved", "20"], ["limit", "200"]]


@pytest.mark.parametrize(
    ("top", "rounded"),
    [
        ("7", "8"),
        ("10", "10"),
        ("11", "20"),
        ("0.03", "0.04"),
        ("243", "250"),
        ("0", "1"),
        ("99", "100"),
    ],
)
def test_scale_ends_at_a_round_number(top, rounded):
    chart = charts.line("?", ["a"], [Series("s", [Decimal(top)])])
    assert Decimal(chart.ticks[0].text) == Decimal(rounded)


def test_many_labels_are_thinned():
    chart = charts.line("?", [str(n) for n in range(24)], [Series("s", [1] * 24)])
    assert [label for label in chart.columns if label] == ["0", "4", "8", "12", "16", "20"]


@pytest.mark.parametrize("shape", ["bars", "columns", "line"])
def test_without_data_the_chart_is_still_drawn(shape):
    empty = {
        "bars": charts.bars("?", []),
        "columns": charts.columns("?", [], [Series("s", [])]),
        "line": charts.line("?", [], [Series("s", [])]),
    }
    assert "<figcaption>" in draw(empty[shape])


@pytest.mark.row("U-074")
def test_drawing_has_title_unit_and_table():
    html = draw(charts.bars("Most come from <A>", [Item("A", 5, url="/a/")], unit="loans"))
    assert "Most come from &lt;A&gt;" in html
    assert "loans" in html
    assert '<th scope="row">A</th><td class="number">5</td>' in html
    assert '<a href="/a/">A</a>' in html
    assert "style=" not in html
