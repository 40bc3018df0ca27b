"""The result of the standing proofs, kept so that pages need not run them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from casework.models import JobRun
from loanprogram.proofs import run_proofs

JOB = "standing_proofs"
MARGIN = timedelta(days=1)


@transaction.atomic
def record_proofs(on: date) -> JobRun:
    """Run the proofs on what is new; the newest result of a business date stands."""
    found = run_proofs(proven_until())
    faults = [fault for listed in found.values() for fault in listed]
    facts = {
        "job": JOB,
        "business_on": on,
        "outcome": "failed" if faults else "done",
        "counts": {code: len(listed) for code, listed in found.items()},
        "error": "\n".join(faults[:20]),
    }
    run, _is_new = JobRun.objects.update_or_create(key=f"{JOB}:{on.isoformat()}", defaults=facts)
    JobRun.objects.filter(pk=run.pk).update(ended_at=Now())
    return run


def last_proofs() -> JobRun | None:
    """The newest result, if the proofs have ever run."""
    return JobRun.objects.filter(job=JOB).order_by("-business_on", "-pk").first()


def proven_until() -> datetime | None:
    """The moment from which on everything is proven anew: a day before the last green proof.

    What was written while that proof ran may have escaped it; a day is longer than any act.
    """
    green = JobRun.objects.filter(job=JOB, outcome="done").order_by("-started_at").first()
    return green.started_at - MARGIN if green else None
