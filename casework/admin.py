"""What operators may look at of the case file: runs of jobs, numbers given; no case contents."""

from django.contrib import admin

from casework.models import JobRun, NumberSeries
from parties.admin import ReadOnlyAdmin


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """Runs of scheduled jobs."""

    list_display = ("job", "business_on", "started_at", "ended_at", "outcome")
    list_filter = ("job", "outcome")
    date_hierarchy = "business_on"


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    """The last number of each series."""

    list_display = ("series", "year", "last")
