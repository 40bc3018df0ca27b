"""Tags that put a frame around a part of a page: card, page header, notice, fold."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def _framed(name: str, content: str, **values: object) -> SafeString:
    # What stands inside was rendered, and with that escaped, by the page itself.
    inside = SafeString(content.strip())
    return SafeString(render_to_string(f"components/{name}.html", {"content": inside, **values}))


@register.simple_block_tag
def page_header(content: str, title: str, *, lead: str = "", kicker: str = "") -> SafeString:
    """The heading of the page; what stands inside is placed beside it (badges, actions)."""
    return _framed("page_header", content, title=title, lead=lead, kicker=kicker)


@register.simple_block_tag
def card(
    content: str, title: str = "", *, picture: str = "", tone: str = "", anchor: str = ""
) -> SafeString:
    """A framed part of the page with its own heading."""
    return _framed("card", content, title=title, picture=picture, tone=tone, anchor=anchor)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A remark that must not be overlooked."""
    return _framed("notice", content, tone=tone, title=title)


@register.simple_block_tag
def fold(content: str, title: str, opened: bool = False) -> SafeString:
    """More to read for who wants it; works without scripts."""
    return _framed("fold", content, title=title, opened=opened)


@register.simple_block_tag
def menu(
    content: str, title: str, *, picture: str = "", css: str = "btn-outline-secondary"
) -> SafeString:
    """A button that opens a small menu of `<li>` entries; works without scripts."""
    return _framed("menu", content, title=title, picture=picture, css=css)
