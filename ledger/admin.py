"""The books in the administration: to look at, never to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ledger.models import Account, Period


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """The chart of accounts; what stands on them is case content and not shown here."""

    list_display = ["address", "name", "kind", "bank"]
    list_filter = ["kind", "bank"]
    search_fields = ["address", "name"]


@admin.register(Period)
class PeriodAdmin(ReadOnlyAdmin):
    """The months of the books."""

    list_display = ["month", "last_sequence", "closed_at", "closed_by"]
