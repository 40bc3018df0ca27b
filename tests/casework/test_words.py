"""Every step and every task has words of its own: nobody reads the names of the program."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django_fsm import FSMField

from casework.rules import EVENT_WORDS, TABS, tab_of
from casework.templatetags.casework import TAB_LABELS
from parties.roles import PERMISSIONS
from screens.vocabulary import VOCABULARY

# Rules of the program, movements of the fund and lists over many loans hang on no case.
OUTSIDE_CASES = (
    "policy.",
    "guarantees.fundmovement.",
    "guarantees.subsidystatement.",
    "outreach.",
    "servicing.repaymentfile.",
)
OPENED = re.compile(r"open_task\(\s*(?:kind=)?\"([a-z_]+)\"")


def test_every_step_on_a_case_has_words() -> None:
    names = {
        f"{model._meta.label_lower}.{step.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FSMField)
        for step in field.get_all_transitions(model)
    }
    assert len(names) > 40
    on_cases = {name for name in names if not name.startswith(OUTSIDE_CASES)}
    assert sorted(on_cases - set(EVENT_WORDS)) == []


def test_every_task_that_is_opened_has_words() -> None:
    sources = [
        path
        for app in ("applications", "underwriting", "servicing", "guarantees", "outreach")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    ]
    kinds = {kind for path in sources for kind in OPENED.findall(path.read_text("utf-8"))}
    assert "accept_application" in kinds
    assert sorted(kinds - set(VOCABULARY["task"])) == []


def test_every_tab_has_a_label_and_a_known_permission() -> None:
    assert [name for name, _permission in TABS] == list(TAB_LABELS)
    assert {permission for _name, permission in TABS} <= set(PERMISSIONS)


def test_records_lead_to_their_tab() -> None:
    assert tab_of("guarantees.claim") == "case_claims"
    assert tab_of("guarantees.guarantee") == "case_guarantee"
    assert tab_of("servicing.loan") == "case_repayments"
    assert tab_of("elsewhere.thing") == "case_overview"
