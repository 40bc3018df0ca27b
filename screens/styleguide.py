"""Invented contents for the style guide, so that every part is seen full, empty and refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from screens import charts, wording
from screens.forms import (
    DateField,
    IdempotencyField,
    IdNumberField,
    MoneyInputField,
    PageForm,
    PhoneField,
    UploadField,
)
from screens.parts import Action, Fact, Node, Tab, TaskGroup, TaskRow, Tile, TimelineEntry
from screens.vocabulary import VOCABULARY


class SampleForm(PageForm):
    """One field of each kind."""

    amount = MoneyInputField(label=gettext_lazy("Amount wanted"), max_value=Decimal(300000))
    begins_on = DateField(label=gettext_lazy("First day of business"))
    phone = PhoneField(label=gettext_lazy("Mobile phone"))
    id_number = IdNumberField(
        label=gettext_lazy("Identity number"),
        help_text=gettext_lazy("We use it to check your social insurance record."),
    )
    form_of_business = forms.ChoiceField(
        label=gettext_lazy("Form of business"),
        choices=[
            ("sole", gettext_lazy("Sole trader")),
            ("partners", gettext_lazy("Partnership")),
            ("firm", gettext_lazy("Small firm")),
        ],
        widget=forms.RadioSelect,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups you belong to"),
        required=False,
        choices=[
            ("graduate", gettext_lazy("Graduate")),
            ("veteran", gettext_lazy("Veteran")),
            ("returned", gettext_lazy("Returned migrant worker")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    township = forms.ChoiceField(
        label=gettext_lazy("Township"),
        choices=[("", gettext_lazy("Please choose")), ("1", "Qingshi"), ("2", "Liuhe")],
    )
    plan = forms.CharField(
        label=gettext_lazy("What the money is for"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paper = UploadField(
        label=gettext_lazy("Business licence"),
        required=False,
        help_text=gettext_lazy("Photo or PDF, at most 10 MB."),
    )
    declared = forms.BooleanField(label=gettext_lazy("I declare that all I have written is true."))
    idempotency_key = IdempotencyField()


def everything(request: HttpRequest) -> dict[str, Any]:
    """All sample contents of the style guide."""
    here = reverse("styleguide")
    key = "00000000-0000-4000-8000-000000000000"
    wrong = SampleForm(
        {
            "idempotency_key": key,
            "amount": "two hundred",
            "begins_on": "2026-13-40",
            "phone": "138 0000",
        }
    )
    return {
        "form": wrong if request.GET.get("errors") else SampleForm(),
        "actions": sample_actions(here),
        "facts": sample_facts(here),
        "nodes": sample_nodes(),
        "task_groups": sample_tasks(here),
        "entries": sample_entries(here),
        "tab_items": [
            Tab(_("Overview"), here, active=True),
            Tab(_("Documents"), f"{here}?tab=documents", count=7),
            Tab(_("Timeline"), f"{here}?tab=timeline"),
        ],
        "tile_items": [
            Tile(_("Due today"), 4, here, _("2 of them since yesterday"), "clock", "warning"),
            Tile(_("New cases"), 12, here, icon="inbox"),
            Tile(_("Overdue"), 1, here, icon="exclamation-triangle", tone="danger"),
            Tile(_("Guaranteed balance"), wording.wan(Decimal("38450000")), hint=_("318 loans")),
        ],
        "charts": sample_charts(),
        "document_actions": [Action(_("Upload"), here, "upload")],
        "rows": [
            ("CDB-2026-00123", "李秀英", Decimal("200000"), "in_time"),
            ("CDB-2026-00124", "王建国", Decimal("150000.5"), "due_soon"),
            ("CDB-2026-00127", "赵丽", Decimal("300000"), "overdue"),
        ],
        "states": [(kind, name) for kind, states in VOCABULARY.items() for name in states],
        "amount": Decimal("200050.08"),
        "today": date(2026, 3, 5),
    }


def sample_actions(here: str) -> list[Action]:
    """One main action, one more, one dangerous, one that is not possible."""
    return [
        Action(_("Accept the application"), here, "check-lg"),
        Action(_("Ask for more papers"), here, "file-earmark-text"),
        Action(_("Refuse"), here, "x-lg", tone="danger"),
        Action(
            _("Pay out"),
            icon="cash-coin",
            reason=_("The guarantee letter has not been issued yet."),
        ),
    ]


def sample_facts(here: str) -> list[Fact]:
    """Facts with a change link, a hint and an empty value."""
    return [
        Fact(_("Borrower"), "李秀英"),
        Fact(_("Amount wanted"), wording.yuan(Decimal("200000")), change_url=here),
        Fact(_("Identity number"), wording.mask_id("510107199101011234"), _("checked on paper")),
        Fact(_("Second phone"), ""),
    ]


def sample_nodes() -> list[Node]:
    """A way half gone."""
    return [
        Node(_("Handed in"), "done", _("You"), date(2026, 3, 2)),
        Node(_("Bank checks"), "done", _("County Rural Bank"), date(2026, 3, 4)),
        Node(_("Center reviews"), "current", _("Employment center"), _("expected by 9 March")),
        Node(_("Bank decides"), "next", _("County Rural Bank")),
        Node(_("Contract and payment"), "next"),
    ]


def sample_tasks(here: str) -> list[TaskGroup]:
    """Tasks in every state."""
    return [
        TaskGroup(
            _("About you"),
            [
                TaskRow(_("Personal details"), "completed", here),
                TaskRow(_("Household"), "in_progress", here, _("Two questions are open.")),
            ],
        ),
        TaskGroup(
            _("Your business"),
            [
                TaskRow(_("Business plan"), "not_started", here),
                TaskRow(_("Documents"), "problem", here),
                TaskRow(_("Check and submit"), "blocked"),
            ],
        ),
    ]


def sample_entries(here: str) -> list[TimelineEntry]:
    """A decision, a message and a quiet step of the system."""
    return [
        TimelineEntry(
            _("Application accepted"),
            datetime(2026, 3, 4, 2, 15, tzinfo=UTC),
            "陈晓 · " + _("County Rural Bank"),
            _("All papers are complete."),
            "check-lg",
            "success",
            url=here,
        ),
        TimelineEntry(
            _("More papers wanted"),
            datetime(2026, 3, 3, 6, 40, tzinfo=UTC),
            "陈晓",
            icon="file-earmark-text",
            tone="warning",
        ),
        TimelineEntry(
            _("Reminder sent"), datetime(2026, 3, 2, 1, 0, tzinfo=UTC), _("System"), quiet=True
        ),
    ]


def sample_charts() -> list[charts.Chart]:
    """One chart of each shape."""
    months = [_("Month %(number)s") % {"number": number} for number in range(1, 9)]
    lent = charts.Series(_("New loans"), [12, 18, 9, 22, 25, 31, 28, 35])
    repaid = charts.Series(_("Paid back"), [4, 6, 8, 9, 12, 11, 15, 18])
    return [
        charts.bars(
            _("Most applications come from Qingshi"),
            [
                charts.Item("Qingshi", 128, target=120),
                charts.Item("Liuhe", 96, target=120),
                charts.Item("Shuangqiao", 41, tone="warning", target=80),
            ],
            unit=_("applications"),
            heading=_("Township"),
        ),
        charts.stacked(
            _("Every second loan is in its first year"),
            [_("County Rural Bank"), _("Postal Bank")],
            [
                charts.Series(_("First year"), [60, 34]),
                charts.Series(_("Second year"), [38, 22]),
                charts.Series(_("Third year"), [20, 12]),
            ],
            unit=_("loans"),
            heading=_("Bank"),
        ),
        charts.gauge(
            _("The fund can still guarantee 41.5 million yuan"),
            [
                charts.Item(_("Guaranteed"), Decimal("3845")),
                charts.Item(_("Reserved"), Decimal("505")),
            ],
            limit=charts.Item(_("Limit"), Decimal("8500")),
            unit=_("ten thousand yuan"),
            heading=_("Part"),
        ),
        charts.columns(
            _("New loans grow since May"), months, [lent], unit=_("loans"), heading=_("Month")
        ),
        charts.line(
            _("More is lent than paid back"),
            months,
            [lent, repaid],
            unit=_("loans"),
            heading=_("Month"),
        ),
    ]
