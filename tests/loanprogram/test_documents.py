"""Generated documents: every lifecycle, every right, every job."""

from django.conf import settings

from loanprogram.celery import app
from loanprogram.drawing import (
    access_document,
    lifecycles,
    rows_document,
    schedule_document,
    states_document,
)
from outreach.models import Lead
from parties.roles import PERMISSIONS


def test_every_lifecycle_is_drawn() -> None:
    document = states_document()

    labels = [model._meta.label for model, _field in lifecycles()]
    assert {"applications.Application", "servicing.Loan", "outreach.Lead"} <= set(labels)
    assert [label for label in labels if f"## {label}\n" not in document] == []
    assert document.count("```mermaid") == len(labels)


def test_a_step_shows_states_right_and_reason() -> None:
    document = states_document()

    assert "    new --> contacted: contact" in document
    assert "| lose | new, contacted, invited | lost | outreach.record_lead |  | yes |" in document
    assert "    [*] --> new" in document
    assert Lead._meta.label in document


def test_every_right_and_every_job_is_listed() -> None:
    rights, jobs = access_document(), schedule_document()

    assert [right for right in PERMISSIONS if f"| {right} |" not in rights] == []
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert f"`{entry['task']}`" in jobs


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks


def test_rows_are_listed_with_their_tests() -> None:
    assert "- **S-1**\n  - `tests/x.py::test_y`" in rows_document({"S-1": ["tests/x.py::test_y"]})
