"""Accounts and organisations in the administration; history and audit are read-only."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parties.models import AuditEntry, Branch, Organisation, Programme, RoleGrant, Township, User

admin.site.site_header = _("LoanProgram administration")
admin.site.site_title = _("Administration")
admin.site.index_title = _("Accounts, rules of the program and operation")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as documented
admin.site.unregister(Group)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class NoDeleteAdmin(admin.ModelAdmin):
    """Rows are ended by date or status, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class BranchInline(admin.TabularInline):
    """Counters of a bank."""

    model = Branch
    extra = 0
    filter_horizontal = ("townships",)


@admin.register(Organisation)
class OrganisationAdmin(NoDeleteAdmin):
    """The center, the banks and public offices."""

    list_display = ("code", "name", "kind", "status", "phone")
    list_filter = ("kind", "status")
    search_fields = ("code", "name")
    inlines = (BranchInline,)


@admin.register(User)
class ProgramUserAdmin(UserAdmin):
    """Accounts: one person, staff in exactly one organisation; roles are granted by two persons."""

    list_display = ("username", "display_name", "kind", "organisation", "is_active")
    list_filter = ("kind", "organisation", "is_active")
    search_fields = ("username", "person__name")
    autocomplete_fields = ()
    raw_id_fields = ("person",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "kind", "person")}),
        (_("Work"), {"fields": ("organisation", "branch", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "kind", "organisation", "branch", "password1", "password2"),
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are switched off, not deleted: their acts stay on record."""
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who holds which role, by whose proposal and approval."""

    list_display = ("user", "role", "granted_by", "approved_by", "granted_at", "revoked_at")
    list_filter = ("role",)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The trail without the facts of cases: act, person, time and seal."""

    list_display = ("chain", "sequence", "recorded_at", "business_on", "actor", "act", "own_hash")
    list_filter = ("chain", "act")
    fields = list_display


admin.site.register(Township, NoDeleteAdmin)
admin.site.register(Programme, NoDeleteAdmin)
