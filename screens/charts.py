"""Charts drawn on the server: geometry in per cent for SVG, with the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from screens.parts import Text

Number = Decimal | int


@dataclass(frozen=True)
class Part:
    """One drawn piece: where it starts and how long it is, in per cent of the drawing."""

    label: Text
    text: str
    start: str
    size: str
    series: int = 1
    url: str = ""
    tone: str = ""
    rest: str = "0"


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart with its pieces and an optional target mark."""

    label: Text
    text: str
    parts: Sequence[Part]
    url: str = ""
    target: str = ""
    target_text: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing with a title that says the finding or question, and its table."""

    shape: str
    title: Text
    headings: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    bars: Sequence[Bar] = ()
    lines: Sequence["Line"] = ()
    legend: Sequence["Key"] = ()
    ticks: Sequence["Tick"] = ()
    unit: Text = ""
    note: Text = ""
    columns: Sequence[Text] = ()


@dataclass(frozen=True)
class Key:
    """One entry of the legend."""

    label: Text
    series: int


@dataclass(frozen=True)
class Tick:
    """One line of the scale."""

    text: str
    at: str


@dataclass(frozen=True)
class Line:
    """One series of a line chart in a field of 1000 by 300."""

    label: Text
    series: int
    path: str
    dots: Sequence[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """One label with its number; `target` draws a mark, `url` leads to what is counted."""

    label: Text
    value: Number
    url: str = ""
    tone: str = ""
    target: Number | None = None


@dataclass(frozen=True)
class Series:
    """A named row of numbers, one for each label of the chart."""

    label: Text
    values: Sequence[Number]


def bars(
    title: Text, items: Sequence[Item], *, unit: Text = "", heading: Text = "", note: Text = ""
) -> Chart:
    """One horizontal bar per label, the number written beside it."""
    top = max([*(item.value for item in items), *(item.target or 0 for item in items), 0])
    drawn = [
        Bar(
            item.label,
            write(item.value),
            [Part(item.label, write(item.value), "0", _share(item.value, top), tone=item.tone)],
            url=item.url,
            target="" if item.target is None else _share(item.target, top),
            target_text="" if item.target is None else write(item.target),
        )
        for item in items
    ]
    rows = [[item.label, write(item.value)] for item in items]
    return Chart("bars", title, [heading, unit], rows, bars=drawn, unit=unit, note=note)


def stacked(
    title: Text,
    labels: Sequence[Text],
    series: Sequence[Series],
    *,
    unit: Text = "",
    heading: Text = "",
    note: Text = "",
) -> Chart:
    """One bar per label made of the parts of all series."""
    totals = [sum(one.values[index] for one in series) for index in range(len(labels))]
    top = max([*totals, 0])
    drawn = [
        Bar(label, write(totals[index]), _stack(series, index, top))
        for index, label in enumerate(labels)
    ]
    rows = [
        [label, *(write(one.values[index]) for one in series), write(totals[index])]
        for index, label in enumerate(labels)
    ]
    headings = [heading, *(one.label for one in series), unit]
    return Chart(
        "bars", title, headings, rows, bars=drawn, legend=_legend(series), unit=unit, note=note
    )


def columns(
    title: Text,
    labels: Sequence[Text],
    series: Sequence[Series],
    *,
    unit: Text = "",
    heading: Text = "",
    note: Text = "",
) -> Chart:
    """One upright column per label (for time), made of the parts of all series."""
    totals = [sum(one.values[index] for one in series) for index in range(len(labels))]
    top = _round_up(max([*totals, 0]))
    drawn = [
        Bar(label, write(totals[index]), _stack(series, index, top))
        for index, label in enumerate(labels)
    ]
    rows = [
        [label, *(write(one.values[index]) for one in series)] for index, label in enumerate(labels)
    ]
    return Chart(
        "columns",
        title,
        [heading, *(one.label for one in series)],
        rows,
        bars=drawn,
        legend=_legend(series),
        ticks=_ticks(top),
        unit=unit,
        note=note,
        columns=_thinned(labels),
    )


def line(
    title: Text,
    labels: Sequence[Text],
    series: Sequence[Series],
    *,
    unit: Text = "",
    heading: Text = "",
    note: Text = "",
) -> Chart:
    """One line per series over the labels, from zero."""
    top = _round_up(max([*(value for one in series for value in one.values), 0]))
    drawn = [_line(one, number, top) for number, one in enumerate(series, start=1)]
    rows = [
        [label, *(write(one.values[index]) for one in series)] for index, label in enumerate(labels)
    ]
    return Chart(
        "line",
        title,
        [heading, *(one.label for one in series)],
        rows,
        lines=drawn,
        legend=_legend(series),
        ticks=_ticks(top),
        unit=unit,
        note=note,
        columns=_thinned(labels),
    )


def gauge(
    title: Text,
    used: Sequence[Item],
    *,
    limit: Item,
    unit: Text = "",
    heading: Text = "",
    note: Text = "",
) -> Chart:
    """How much of a limit is used by what, and what is left."""
    top = max(limit.value, sum(item.value for item in used))
    series = [Series(item.label, [item.value]) for item in used]
    bar = Bar(
        limit.label,
        write(limit.value),
        _stack(series, 0, top),
        target=_share(limit.value, top),
        target_text=write(limit.value),
    )
    rows = [[item.label, write(item.value)] for item in [*used, limit]]
    return Chart(
        "bars", title, [heading, unit], rows, [bar], legend=_legend(series), unit=unit, note=note
    )


def write(value: Number) -> str:
    """A number for a chart, with separators and at most two places."""
    text = f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.removesuffix(".00")


def _share(value: Number, top: Number) -> str:
    if top <= 0 or value <= 0:
        return "0"
    return _place(100 * Decimal(value) / Decimal(top))


def _place(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize() + 0)


def _stack(series: Sequence[Series], index: int, top: Number) -> list[Part]:
    parts: list[Part] = []
    reached = Decimal(0)
    for number, one in enumerate(series, start=1):
        size = Decimal(_share(one.values[index], top))
        rest = _place(100 - reached - size)
        parts.append(
            Part(
                one.label,
                write(one.values[index]),
                _place(reached),
                _place(size),
                number,
                rest=rest,
            )
        )
        reached += size
    return parts


def _legend(series: Sequence[Series]) -> list[Key]:
    if len(series) < 2:
        return []
    return [Key(one.label, number) for number, one in enumerate(series, start=1)]


def _line(series: Series, number: int, top: Number) -> Line:
    last = max(len(series.values) - 1, 1)
    dots = [
        (_place(Decimal(1000 * index) / last), _place(300 - 3 * Decimal(_share(value, top))))
        for index, value in enumerate(series.values)
    ]
    return Line(series.label, number, " ".join(f"{x},{y}" for x, y in dots), dots)


def _round_up(top: Number) -> Decimal:
    """The next round number (1, 2, 2.5, 5 times a power of ten), so that the scale reads well."""
    if top <= 0:
        return Decimal(1)
    unit = Decimal(1).scaleb(Decimal(top).adjusted())
    steps = (Decimal(top) / unit).quantize(Decimal("0.01"), rounding=ROUND_CEILING)
    factor = next(f for f in ("1", "2", "2.5", "4", "5", "8", "10") if Decimal(f) >= steps)
    return Decimal(factor) * unit


def _ticks(top: Decimal) -> list[Tick]:
    return [Tick(write(top), "0"), Tick(write(top / 2), "50"), Tick("0", "100")]


def _thinned(labels: Sequence[Text]) -> list[Text]:
    """At most seven labels under the drawing, the others left blank."""
    step = -(-len(labels) // 7)
    return [label if index % max(step, 1) == 0 else "" for index, label in enumerate(labels)]
