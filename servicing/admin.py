"""The day-ends and switches in the administration: to look at, never to change.

Loans and what is booked on them are case content and not shown here at all.
"""

from django.contrib import admin

from ledger.admin import ReadOnlyAdmin
from servicing.models import DayEndRun, JobSwitch


@admin.register(DayEndRun)
class DayEndRunAdmin(ReadOnlyAdmin):
    """What each day-end did."""

    list_display = ["business_on", "partitions", "started_at", "ended_at"]


@admin.register(JobSwitch)
class JobSwitchAdmin(ReadOnlyAdmin):
    """Which jobs run by themselves."""

    list_display = ["job", "is_on", "changed_by", "changed_on"]
