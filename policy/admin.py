"""Rules of the program in the administration: drafts are written here, published on the pages."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parties.admin import NoDeleteAdmin, ReadOnlyAdmin
from parties.models import User
from policy.models import (
    AuthorityRule,
    BankAgreement,
    BusinessDay,
    CalendarDay,
    DocumentType,
    EligibleGroup,
    Parameter,
    Product,
    ProductVersion,
    ProgrammeProfile,
    ReferenceRate,
    ReminderRule,
    Scorecard,
    TextTemplate,
)
from policy.services import submit_rule
from policy.states import RuleState


class RuleAdmin(NoDeleteAdmin):
    """A dated rule: the author is who writes it, and only drafts can be changed."""

    list_filter = ("state",)
    actions = ("submit_for_approval",)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """State and persons are set by the steps, not typed."""
        return ("state", "author", "approver")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The rule, its dates, its state and its two persons."""
        return ("__str__", "from_on", "until_on", "state", "author", "approver")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published rules are history: a change is a new rule from a later date."""
        if obj is not None and obj.state != RuleState.DRAFT:
            return False
        return super().has_change_permission(request, obj)

    def save_model(  # noqa: PLR0917 - the signature is the framework's
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """The author is who saved the draft first."""
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Submit for approval"))
    def submit_for_approval(self, request: HttpRequest, queryset: Any) -> None:
        """Ask a second person; the leader publishes it on the page of waiting rules."""
        for rule in queryset.filter(state=RuleState.DRAFT):
            submit_rule(rule=rule, actor=cast("User", request.user), on=request.business_date)  # type: ignore[attr-defined]  # middleware


RULES = (
    AuthorityRule,
    Parameter,
    ProductVersion,
    ProgrammeProfile,
    ReminderRule,
    Scorecard,
    TextTemplate,
)
for rule in RULES:
    admin.site.register(rule, RuleAdmin)
for table in (CalendarDay, DocumentType, EligibleGroup, Product, ReferenceRate, BankAgreement):
    admin.site.register(table, NoDeleteAdmin)
admin.site.register(BusinessDay, ReadOnlyAdmin)
