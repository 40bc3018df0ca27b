"""Tags that draw one piece of a page from values."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from screens.charts import Chart
from screens.parts import Action, Fact, Node, Tab, TaskGroup, Tile, TimelineEntry
from screens.vocabulary import state_of

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the sprite; without a label it is decoration and silent."""
    use = format_html('<use href="{}#{}"></use>', static("icons.svg"), name)
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}">{}</svg>', label, use)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false">{}</svg>', use)


@register.inclusion_tag("components/badge.html")
def badge(text: object, tone: str = "neutral", meaning: str = "") -> dict[str, Any]:
    """A word in a colour."""
    return {"text": text, "tone": tone, "meaning": meaning}


@register.inclusion_tag("components/badge.html")
def state_badge(kind: str, state: str) -> dict[str, Any]:
    """The word and colour of a state, from the vocabulary."""
    entry = state_of(kind, state)
    return {"text": entry.word, "tone": entry.tone, "meaning": entry.meaning}


@register.inclusion_tag("components/key_facts.html")
def key_facts(facts: Iterable[Fact], columns: int = 1) -> dict[str, Any]:
    """Label and value pairs; one to three columns on wide windows."""
    return {"facts": facts, "columns": columns}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str = "", *, url: str = "", label: str = "", picture: str = "inbox"
) -> dict[str, Any]:
    """Why there is nothing here and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label, "picture": picture}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """All errors of the forms on top of the page, each leading to its field."""
    return {"forms": [form for form in forms if form.errors]}


@register.simple_tag
def form_field(bound: BoundField) -> SafeString:
    """One field with label, hint and error."""
    return bound.as_field_group()


@register.inclusion_tag("components/action_bar.html")
def action_bar(actions: Sequence[Action]) -> dict[str, Any]:
    """The main action as a button, the others in a menu, what is not available with its reason."""
    possible = [action for action in actions if not action.reason]
    refused = [action for action in actions if action.reason]
    return {"primary": possible[0] if possible else None, "others": possible[1:] + refused}


@register.inclusion_tag("components/action.html")
def action_button(action: Action, css: str = "btn-primary") -> dict[str, Any]:
    """One action as a link or as a small form with a button."""
    return {"action": action, "css": css}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    """What happened, newest where the caller puts it."""
    return {"entries": entries}


@register.inclusion_tag("components/task_list.html")
def task_list(groups: Iterable[TaskGroup]) -> dict[str, Any]:
    """Groups of tasks, the whole row leading to the task."""
    return {"groups": groups}


@register.inclusion_tag("components/node_bar.html")
def node_bar(nodes: Sequence[Node], label: str = "") -> dict[str, Any]:
    """The stages of the way, the present one marked in words too."""
    return {"nodes": nodes, "label": label}


@register.inclusion_tag("components/step_line.html")
def step_line(number: int, total: int, title: str = "") -> dict[str, Any]:
    """Step 3 of 9, with its name and a thin bar."""
    return {"number": number, "total": total, "title": title}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """The parts of a record, each with its own address."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/tiles.html")
def tiles(items: Sequence[Tile]) -> dict[str, Any]:
    """Numbers that lead to the list they count."""
    return {"items": items}


@register.inclusion_tag("components/masked.html")
def masked(
    hidden: str, *, reveal_url: str = "", shown: str = "", label: str = "", field: str = ""
) -> dict[str, Any]:
    """A masked value; "show" is a posted form, so that the server can log it."""
    return {
        "hidden": hidden,
        "reveal_url": reveal_url,
        "shown": shown,
        "label": label,
        "field": field,
    }


@register.inclusion_tag("components/document_row.html")
def document_row(
    title: str,
    state: str,
    *,
    hint: str = "",
    reason: str = "",
    url: str = "",
    actions: Sequence[Action] = (),
) -> dict[str, Any]:
    """One paper: what it is, how it stands, what can be done with it."""
    return {
        "title": title,
        "state": state,
        "hint": hint,
        "reason": reason,
        "url": url,
        "actions": actions,
    }


@register.inclusion_tag("components/progress.html")
def progress(value: int, maximum: int = 100, label: str = "") -> dict[str, Any]:
    """How far a longer work is, in words and as a bar."""
    share = round(100 * value / maximum) if maximum else 0
    return {"value": value, "maximum": maximum, "label": label, "share": share}


@register.simple_tag(takes_context=True)
def chart(context: Context, drawn: Chart) -> SafeString:
    """A chart with its finding as title and the same numbers as a table."""
    return SafeString(render_to_string(f"components/chart_{drawn.shape}.html", {"chart": drawn}))
