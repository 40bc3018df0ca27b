"""Tags that draw a list of `screens.lists`: filters, chips, table, pages."""

from typing import Any

from django import template

from screens.lists import BoundList

register = template.Library()


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(bound: BoundList) -> dict[str, Any]:
    """Free text and filters above a list; they live in the address."""
    kept = {name: bound.params[name] for name in ("sort", "columns") if name in bound.params}
    return {"list": bound, "kept": kept}


@register.inclusion_tag("components/chips.html")
def chips(bound: BoundList) -> dict[str, Any]:
    """The applied filters, each removable, and the number of results."""
    return {"list": bound}


@register.inclusion_tag("components/list_table.html")
def list_table(bound: BoundList, select: bool = False) -> dict[str, Any]:
    """The rows of the page; on a phone each row is a card."""
    return {"list": bound, "select": select}


@register.inclusion_tag("components/pagination.html")
def pagination(bound: BoundList) -> dict[str, Any]:
    """Pages around the present one."""
    now, last = bound.page.number, bound.last_page
    numbers = sorted({1, last, *range(max(1, now - 2), min(last, now + 2) + 1)})
    pages = [(number, bound.page_address(number), number == now) for number in numbers]
    return {
        "list": bound,
        "pages": pages,
        "previous": bound.page_address(now - 1) if now > 1 else "",
        "next": bound.page_address(now + 1) if now < last else "",
    }
