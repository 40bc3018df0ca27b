"""One definition of a list for page, saved view, export and dashboard number.

A definition says which columns, filters and orders there are; bound to an address and to the rows a
person may see, it gives the page, the count, the chips and the rows for a spreadsheet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from screens.filters import Filter
from screens.vocabulary import word

Text = str | Promise
Rows = QuerySet[Any]

# Beyond this many pages a person should narrow the list: deep offsets are slow and read by nobody.
PAGES_MAX = 200


@dataclass(frozen=True)
class Column:
    """One column: where its value comes from, how it is written, whether one can order by it.

    `kind` is text, money, number, percent, date, moment, state, yes_no or html; a state names its
    vocabulary in `states`. `link` gives the address of the row's own page.
    """

    name: str
    label: Text
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    order: str = ""
    states: str = ""
    link: Callable[[Any], str] | None = None
    hidden: bool = False
    exported: bool = True

    def of(self, row: Any) -> Any:
        """The value of this column in a row; `a__b` follows relations."""
        if self.value is not None:
            return self.value(row)
        found = row
        for step in self.name.split("__"):
            found = getattr(found, step) if found is not None else None
        return found

    def written(self, row: Any) -> Any:
        """The value for a spreadsheet: the word of a state, everything else as it is."""
        found = self.of(row)
        if self.kind == "state" and found:
            return word(self.states, found)
        if self.kind == "yes_no":
            return word("yes_no", "yes" if found else "no")
        return str(found) if isinstance(found, Promise | Model) else found


@dataclass(frozen=True)
class Cell:
    """One drawn cell."""

    column: Column
    value: Any
    url: str


@dataclass(frozen=True)
class Heading:
    """The head of a column with the address that orders by it."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class Chip:
    """An applied filter and the address without it."""

    label: Text
    text: str
    url: str


@dataclass(frozen=True)
class ListDefinition:
    """What a list can show; `search` names the fields its free text looks into.

    `default_order` must end in something unique, so that pages never overlap.
    """

    name: str
    title: Text
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    default_order: Sequence[str] = ("-pk",)
    search: Sequence[str] = ()
    search_label: Text = _("Search")
    page_size: int = 50

    def bind(
        self, rows: Rows, params: QueryDict | Mapping[str, str], *, path: str = ""
    ) -> "BoundList":
        """The list over rows that were already limited to what the person may see."""
        if not isinstance(params, QueryDict):
            query = QueryDict(mutable=True)
            query.update({name: str(value) for name, value in params.items()})
            params = query
        return BoundList(definition=self, base=rows, params=params, path=path)


@dataclass
class BoundList:
    """A list with its address: everything a page, an export or a tile needs."""

    definition: ListDefinition
    base: Rows
    params: QueryDict
    path: str = ""
    selectable: bool = field(default=False)

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters with what the address says."""
        return [one.read(self.params) for one in self.definition.filters]

    @cached_property
    def query(self) -> str:
        """The free text that was looked for."""
        return self.params.get("q", "").strip()

    @cached_property
    def rows(self) -> Rows:
        """All rows that match, in order."""
        rows = self.base
        for one in self.filters:
            rows = one.narrow(rows)
        if self.query and self.definition.search:
            matches = Q()
            for name in self.definition.search:
                matches |= Q(**{f"{name}__icontains": self.query})
            rows = rows.filter(matches)
        return rows.order_by(*self.order)

    @cached_property
    def order(self) -> list[str]:
        """The order of the address before the order of the definition."""
        wanted = self.params.get("sort", "")
        for column in self.definition.columns:
            if column.order and wanted.lstrip("-") == column.name:
                sign = "-" if wanted.startswith("-") else ""
                return [f"{sign}{column.order}", *self.definition.default_order]
        return list(self.definition.default_order)

    @cached_property
    def count(self) -> int:
        """How many rows match: the number a dashboard shows."""
        return self.rows.count()

    @cached_property
    def page(self) -> Page[Any]:
        """The page of the address, or the nearest there is."""
        paginator = Paginator(self.rows, self.definition.page_size)
        paginator.count = self.count
        number = self.params.get("page", "1")
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
        return paginator.page(max(1, min(wanted, self.last_page)))

    @property
    def last_page(self) -> int:
        """The last page that can be turned to."""
        pages = -(-self.count // self.definition.page_size)
        return max(1, min(pages, PAGES_MAX))

    @property
    def is_cut(self) -> bool:
        """Whether there is more than can be turned to."""
        return self.count > PAGES_MAX * self.definition.page_size

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter or a free text is applied."""
        return bool(self.query) or any(one.given for one in self.filters)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the address, or those shown by default."""
        wanted = [name for name in self.params.get("columns", "").split(",") if name]
        known = {column.name: column for column in self.definition.columns}
        chosen = [known[name] for name in wanted if name in known]
        return chosen or [column for column in self.definition.columns if not column.hidden]

    @property
    def headings(self) -> list[Heading]:
        """The heads of the table."""
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.order:
            return Heading(column, "", "")
        now = self.params.get("sort", "")
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
        turned = f"-{column.name}" if direction == "ascending" else column.name
        return Heading(column, self.address(sort=turned, page=None), direction)

    @property
    def lines(self) -> Iterator[tuple[Any, list[Cell]]]:
        """The rows of the page with their cells."""
        for row in self.page.object_list:
            yield (
                row,
                [
                    Cell(column, column.of(row), column.link(row) if column.link else "")
                    for column in self.columns
                ],
            )

    @property
    def chips(self) -> list[Chip]:
        """The applied filters, each with the address without it."""
        chips = [
            Chip(one.label, one.spoken, self.address(page=None, **dict.fromkeys(one.names)))
            for one in self.filters
            if one.given
        ]
        if self.query:
            chips.insert(0, Chip(self.definition.search_label, self.query, self.address(q=None)))
        return chips

    def address(self, **changes: str | None) -> str:
        """The address of the same list with something changed; None leaves it out."""
        query = self.params.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self.path}?{query.urlencode()}"

    @property
    def saved_query(self) -> str:
        """What a saved view keeps: filters, order and columns, without the page."""
        return self.address(page=None).partition("?")[2]

    def page_address(self, number: int) -> str:
        """The address of another page."""
        return self.address(page=str(number))

    def to_headings(self) -> list[Column]:
        """The columns of an export of exactly this view."""
        return [column for column in self.columns if column.exported]

    def to_rows(self) -> Iterator[list[Any]]:
        """All matching rows for an export, read in portions."""
        columns = self.to_headings()
        for row in self.rows.iterator(chunk_size=2000):
            yield [column.written(row) for column in columns]
