"""Documents drawn from the code: lifecycles, access matrix, schedule, rows with their tests."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django_fsm import FSMField

from parties.roles import PERMISSIONS, Role

MADE = "<!-- Written by ./dev docs from the code; do not edit. -->\n"
NOWHERE = "[*]"


def lifecycles() -> Iterator[tuple[type[models.Model], FSMField]]:
    """Every model that has states, with the field that holds them."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FSMField) and model.__module__.split(".")[0] in _own_apps():
                yield model, field


def _own_apps() -> set[str]:
    return {config.name for config in apps.get_app_configs() if "." not in config.name}


def states_document() -> str:
    """All lifecycles as diagrams, each with the right and the second person its steps ask for."""
    parts = [MADE, "# Lifecycles\n"]
    for model, field in lifecycles():
        parts.append(f"## {model._meta.label}\n")
        parts.append(f"{(model.__doc__ or '').splitlines()[0]}\n")
        parts.append(diagram(model, field))
        parts.append(step_table(model, field))
    return "\n".join(parts)


def _steps(model: type[models.Model], field: FSMField) -> list[Any]:
    found = getattr(model, f"get_all_{field.name}_transitions")(model())
    return sorted(found, key=lambda step: (_place(field, step.source), step.name))


def _place(field: FSMField, state: object) -> int:
    order = [value for value, _label in field.choices or []]
    return order.index(state) if state in order else -1


def diagram(model: type[models.Model], field: FSMField) -> str:
    """One lifecycle in Mermaid's notation."""
    lines = ["```mermaid", "stateDiagram-v2", f"    {NOWHERE} --> {field.get_default()}"]
    lines += [f"    {step.source} --> {step.target}: {step.name}" for step in _steps(model, field)]
    return "\n".join([*lines, "```", ""])


def step_table(model: type[models.Model], field: FSMField) -> str:
    """The steps of one lifecycle with what each asks for."""
    lines = ["| step | from | to | right | not by who did | reason |", "|---|---|---|---|---|---|"]
    by_step: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for step in _steps(model, field):
        key = (
            step.name,
            str(step.target),
            str(step.custom.get("permission", "")) or "the program",
            ", ".join(step.custom.get("not_by", ())),
            "yes" if step.custom.get("reason") else "",
        )
        by_step[key].append(str(step.source))
    for (name, target, right, others, reason), sources in by_step.items():
        lines.append(
            f"| {name} | {', '.join(sources)} | {target} | {right} | {others} | {reason} |"
        )
    return "\n".join([*lines, ""])


def access_document() -> str:
    """Which role holds which right."""
    roles = [role.value for role in Role]
    lines = [MADE, "# Rights by role\n", f"| right | {' | '.join(roles)} |", "|---" * 14 + "|"]
    for permission, holders in PERMISSIONS.items():
        marks = ["x" if role in holders else "" for role in roles]
        lines.append(f"| {permission} | {' | '.join(marks)} |")
    return "\n".join([*lines, ""])


def schedule_document() -> str:
    """What the scheduler starts, and how often."""
    lines = [MADE, "# Background work\n", "| job | task | every |", "|---|---|---|"]
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        lines.append(f"| {name} | `{entry['task']}` | {entry['schedule']:g} s |")
    return "\n".join([*lines, ""])


def rows_document(covered: dict[str, list[str]]) -> str:
    """Requirement rows with the tests that perform their check."""
    lines = [MADE, "# Rows and their tests\n"]
    for row, tests in covered.items():
        lines.append(f"- **{row}**")
        lines += [f"  - `{test}`" for test in tests]
    return "\n".join([*lines, ""])
