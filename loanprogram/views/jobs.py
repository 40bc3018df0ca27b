"""The jobs: how each stands, switched on or off, run by hand, and what each day-end did."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loanprogram.jobs import JOBS, want_job
from loanprogram.watching import job_views
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from servicing.selectors.days import (
    day_end_log,
    job_runs,
    last_closed_on,
    loans_set_aside,
    next_to_close,
)
from servicing.services import retry_set_aside, switch_job
from servicing.views.asked import date_of, person_of

SHOWN = 60
# What an interrupted day-end has not counted yet.
UNKNOWN = dict.fromkeys(("loans", "interest", "penalty", "stages", "reminders", "set_aside"))


@gate("servicing.view_jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """How every job stands, how far the days are closed, and what each day-end did."""
    on, user = date_of(request), person_of(request)
    jobs = job_views()
    values = {
        "jobs": jobs,
        "is_moving": any(job.state.wanted_at or job.state.outcome == "running" for job in jobs),
        "may_run": user.may("casework.run_jobs"),
        "last": last_closed_on(),
        "waiting": max((on - next_to_close(on)).days, 0),
        "runs": [(run, UNKNOWN | run.counts) for run in day_end_log()[:SHOWN]],
        "other_runs": job_runs()[:SHOWN],
        "set_aside": loans_set_aside(),
    }
    return render(request, "loanprogram/job_list.html", values)


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
def job_run(request: HttpRequest, job: str) -> HttpResponse:
    """Ask for a run now; running again changes nothing that is done already."""
    if job not in JOBS:
        raise Http404
    try:
        want_job(name=job, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Asked for. It starts within seconds; this page follows it."))
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
