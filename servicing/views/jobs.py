"""The jobs: switched on or off, run by hand, and what each day-end did."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loancore.dates import ONE_DAY
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from servicing.selectors.days import (
    JOBS,
    day_end_log,
    is_switched_on,
    job_runs,
    last_closed_on,
    loans_set_aside,
    next_to_close,
    switches,
)
from servicing.services import catch_up, retry_set_aside, switch_job
from servicing.views.asked import date_of, person_of

SHOWN = 60
# What an interrupted day-end has not counted yet.
UNKNOWN = dict.fromkeys(("loans", "interest", "penalty", "stages", "reminders", "set_aside"))


@gate("servicing.view_jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """Which jobs run, how far the days are closed, and what each day-end did."""
    on, user = date_of(request), person_of(request)
    found = switches()
    last = last_closed_on()
    values = {
        "jobs": [(job, is_switched_on(job), found.get(job)) for job in JOBS],
        "may_run": user.may("casework.run_jobs"),
        "last": last,
        "waiting": max((on - next_to_close(on)).days, 0),
        "runs": [(run, UNKNOWN | run.counts) for run in day_end_log()[:SHOWN]],
        "other_runs": job_runs()[:SHOWN],
        "set_aside": loans_set_aside(),
    }
    return render(request, "servicing/job_list.html", values)


@gate("casework.run_jobs")
@require_POST
def job_switch(request: HttpRequest, job: str) -> HttpResponse:
    """Switch a job on or off."""
    if job not in JOBS:
        raise Http404
    switch_job(
        job=job,
        is_on=request.POST.get("to") == "on",
        actor=person_of(request),
        on=date_of(request),
    )
    return redirect("job_list")


@gate("casework.run_jobs")
@require_POST
def day_end_run(request: HttpRequest) -> HttpResponse:
    """Close every day before the business date that is still open; again changes nothing."""
    try:
        runs = catch_up(to=date_of(request) - ONE_DAY, actor=person_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        closed = _("%(number)s days were closed.") % {"number": len(runs)}
        nothing = _("Nothing to do: all days are closed. Nothing changed.")
        messages.success(request, closed if runs else nothing)
    return redirect("job_list")


@gate("casework.run_jobs")
@require_POST
def set_aside_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a loan again that a day-end left out."""
    item = get_object_or_404(loans_set_aside(), pk=pk)
    try:
        retry_set_aside(item=item, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The loan is in order again."))
    return redirect("job_list")
