"""Reads about people and the audit trail."""

from django.db.models import QuerySet

from parties.models import AuditEntry, User


def audit_entries(user: User) -> QuerySet[AuditEntry]:
    """The audit trail, newest first: for auditors only."""
    entries = AuditEntry.objects.select_related("actor__person", "actor__organisation")
    if not user.may("parties.view_audit"):
        return entries.none()
    return entries.order_by("-pk")
